# 合作社办公室：今天、批次与仓单、农户、全季、导入
office-and = {"、"}
office-household = 农户 { $code }
office-unit-jin = 斤
office-unit-t = 吨
office-sum = 合计

office-today = { $n ->
    [0] 今天没有要赶的
   *[other] 今天先做这 { $n } 件
}
office-today-where = { $day }。{ $cooperative }
office-nothing = 手上的都办完了
office-nothing-text = 新成交要交货、有钱该发、被银行退回的，都会排到这里。
office-nothing-go = 去看行情
office-task-deliver = { $n ->
   *[other] 笔成交要交货
}
office-task-deliver-detail = 一共 { $weight }，过秤填磅单号
office-task-returned = { $n ->
   *[other] 笔发款被银行退回
}
office-task-returned-detail = { $sum } 元，改好卡号，编进下一批
office-task-approve = { $n ->
   *[other] 批发款等复核
}
office-task-approve-detail = { $sum } 元，编的人不能自己复核
office-task-export = { $n ->
   *[other] 批发款可以导出
}
office-task-export-detail = { $sum } 元，把文件交给银行
office-task-answer = { $n ->
   *[other] 批发款等银行回单
}
office-task-answer-detail = { $sum } 元，回单到了就导入
office-task-pay = { $n ->
   *[other] 户有钱该发
}
office-task-pay-detail = { $sum } 元，编一批
office-task-bank = { $n ->
   *[other] 户没有银行卡
}
office-task-bank-detail = 没有卡号，钱发不出去
office-task-list = { $n ->
   *[other] 批货可以卖
}
office-task-list-detail = 还有 { $weight } 没许给人，开仓单就能挂牌

office-deal = 成交 { $number }　{ $goods }　{ $weight } × { $price } 元/斤　买方 { $buyer }，{ $day }结算
office-arrived = 都到户了
office-pay-by = 最晚 { $day }到户
office-stage-split = 核算
office-stage-batch = 编批次
office-stage-two = 两人复核
office-stage-bank = 发银行
office-stage-there = 到户
office-pay-promise = 结算后三个工作日内到户。退回的改好卡号再发，不耽误别的户。
office-go-pay = 去发款
office-deal-proof = 看算法和凭证

office-done = 今天已做
office-done-note = 谁做的，都记着
office-done-none = 今天还没有动过什么。
office-deed-sign-in = 登录
office-deed-sign-out = 退出
office-deed-receipt-requested = 开仓单，批次 { $what }
office-deed-receipt-asked-back = 收回仓单 { $what }
office-deed-intake-corrected = 更正磅单 { $what }
office-deed-file-imported = 导入 { $what }
office-deed-bank-corrected = 改农户 { $what } 的银行卡
office-deed-consent-given = 农户 { $what } 同意了一项
office-deed-consent-withdrawn = 农户 { $what } 撤回一项同意
office-deed-payout-prepared = 编发款批次 { $what }
office-deed-payout-approved = 复核发款批次 { $what }
office-deed-payout-dropped = 撤掉发款批次 { $what }
office-deed-payout-exported = 导出银行文件 { $what }
office-deed-payout-answered = 导入银行回单 { $what }
office-deed-listing-listed = 挂牌 { $what }
office-deed-listing-taken = 摘牌 { $what }
office-deed-listing-withdrawn = 撤牌 { $what }
office-deed-order-placed = 下单 { $what }
office-deed-order-replaced = 改单 { $what }
office-deed-order-cancelled = 撤单 { $what }
office-deed-deal-delivered = { $what } 交货过秤
office-deed-deal-costs = { $what } 的运费、检验按单据

office-cellar = 窖里还有
office-cellar-rule = 可卖 = 在库 − 已许
office-cellar-none = 还没有称过货。先导入磅单。
office-cellar-go = 看每一批
office-col-grade = 等级
office-col-grades = 等级
office-col-recorded-jin = 在库（斤）
office-col-held-jin = 已许（斤）
office-col-gone-jin = 已发（斤）
office-col-free-jin = 可卖（斤）
office-col-weighed-jin = 称重（斤）
office-col-sold-jin = 卖了（斤）
office-col-pool = 到农户（元）
office-col-lot = 批次
office-col-ticket = 磅单号
office-col-weighed-at = 过秤
office-col-state = 状态
office-col-action = 操作
office-col-receipt = 仓单
office-col-contracts = 手
office-col-left = 还剩（手）
office-key-free = 可卖
office-key-held = 已许
office-fig-recorded = 在库
office-fig-held = 已许给仓单、成交和店铺
office-fig-free = 还可以卖

office-lots = 批次
office-lots-lead = 称过的货按批、按等级记着，一斤不多，一斤不少。
office-lots-rule = 称重 = 已发 + 已许 + 可卖
office-lots-import = 导入磅单
office-lots-none = 还没有批次
office-lots-none-text = 磅单一导入，批次就在这里。
office-lots-all = 全部批次
office-lot = 批次 { $code }
office-lot-lead = { $name }　{ $place }　{ $day }收　{ $households } 户，{ $tickets } 张磅单
office-grades = 各等级
office-receipts = 仓单
office-receipts-rule = 有仓单才能挂卖
office-receipts-none = 还没有仓单。点开一个批次，就能开。
office-receipts-none-here = 这一批还没有仓单。
office-receipt = { $number } 号　{ $instrument }
office-receipt-requested = 在登记
office-receipt-issued = 有效
office-receipt-refused = 没开成
office-receipt-cancelling = 在收回
office-receipt-cancelled = 已收回
office-receipt-list = 拿去挂卖
office-receipt-cancel = 收回 { $n } 手
office-ask-receipt = 开仓单
office-ask-receipt-text = 开出来的仓单锁住这么多货，挂牌、摘牌都凭它。没卖掉的随时收回。
office-ask-receipt-do = 锁住货，开仓单
office-ask-receipt-nothing-free = 这一批都许出去了，没有能开的。
office-ask-receipt-closed = 这个品种的大宗交易还没开放。
office-field-instrument = 合约
office-field-instrument-hint = 一手 { $contract }
office-field-contracts = 几手
office-field-contracts-hint = 这一批还可以卖 { $free }
office-field-grades = 用哪一级
office-field-grades-all = 合约认的都行，先用基准等级
office-deals = 卖给了谁
office-deals-none = 这一批还没有卖过。
office-deliverers = 谁交了多少
office-deliverers-rule = 占的份数按等级折算，卖了的钱就按它分
office-tickets = 磅单
office-tickets-rule = 写错了只加更正，原来的不改

office-correct = 更正
office-correct-title = 更正磅单 { $number }
office-correct-lead = 磅单不能改写。更正另记一行，前后两行都留着，条子上也印。
office-ticket-as-is = 现在记的
office-ticket-weighed = 当时称的
office-ticket-counts = 现在算数的
office-ticket-corrected = { $at } 更正：{ $was } 斤 → { $now } 斤。{ $reason }
office-correct-to = 应该是多少
office-field-jin = 算数的重量
office-field-jin-hint = 现在记着 { $now } 斤
office-field-reason = 为什么改
office-field-reason-hint = 比如：3,500 少打了一个零，原始磅单照片在柜里
office-correct-look = 看看会改成什么样
office-correct-preview = 会这样改
office-correct-preview-lead = 现在还没有改。看对了再按下面的。
office-not-yet = 还没有改
office-correct-split = 这一批卖的钱还没发给农户，{ $sum } 元重新分一次：
office-correct-no-split = 这一批卖的钱还没有分过，只改斤两。
office-correct-drops = 有 { $n } 个发款批次编好了还没导出，会撤掉，重新编。
office-correct-do = 把 { $was } 斤改成 { $now } 斤
office-correct-leave = 不改了
office-again = 更正前后
office-again-lead = { $at } 更正，{ $sum } 元重新分过。划掉的不算数。
office-col-was-share = 更正前应得
office-col-share = 现在应得
office-col-change = 差
office-col-payable = 实得（元）

office-households = 农户名册
office-households-lead = { $n } 户。点开一户，看它交的、卖的、扣的、发的。
office-households-rule = 实得 = 应得 − 扣垫付
office-households-none = 还没有农户
office-households-none-text = 先导入农户名册。
office-households-all = 全部农户
office-household-lead = { $village }　{ $mu } 亩
office-without-bank = { $n } 户没有银行卡号，编发款时会漏掉。点开那一户补上。
office-col-mu = 亩
office-col-gone = 已发（元）
office-col-bank = 银行卡
office-bank-known = 有
office-bank-missing = 没有
office-bank = 银行卡
office-bank-rule = 只有社里、本户和银行看得到
office-field-name = 户主
office-field-phone = 电话
office-field-bank = 开户行
office-field-account = 卡号
office-field-account-hint = 只写数字，8 到 32 位
office-bank-do = 改银行卡
office-private-erased = 这一户的姓名、电话和卡号已经按本户要求删掉了。
office-consents = 同意书
office-consents-rule = 撤回不影响结算
office-consents-none = 还没有记过。
office-consent-purpose = 同意什么
office-consent-channel = 怎么说的
office-consent-given = 哪天
office-consent-withdrawn = { $day }撤回
office-consent-withdraw = 撤回
office-consent-do = 记下同意
office-purpose-settlement = 按磅单结算分钱
office-purpose-bank = 把卡号给银行
office-purpose-story = 公开自己说的话
office-purpose-monitoring = 收入帮扶监测
office-channel-paper = 纸上签的
office-channel-voice = 当面说的
office-channel-code = 手机验证码

office-season = 全季谁该分多少
office-season-go = 全季谁该分多少
office-season-lead = { $households } 户，{ $mu } 亩，{ $tickets } 张磅单，一共称了 { $weight }
office-season-gross = 货款，{ $n } 笔成交
office-season-gross-both = 货款，{ $n } 笔成交，{ $packs } 箱零售
office-season-both = { $n } 笔已结算成交和 { $packs } 箱零售合在一起
office-channel-page = 自己在网页上点的
office-consent-texts = 念给农户听的话
office-season-pool = 到农户
office-season-pool-note = 占 { $part }%
office-season-ours = 社里的服务费
office-season-ours-note = 占 { $part }%，发苗垫款另算
office-season-whose = 谁该分多少
office-season-deals = { $n } 笔已结算成交合在一起
office-season-waiting = 还有 { $sum } 元等下一次分
office-season-reserve = 费用超过货款的，社里应付款和风险准备金垫了 { $sum } 元。
office-season-none = 这一季还没有卖出
office-season-none-text = 第一笔成交结算后，每一户分多少、其余归谁，都在这里。

office-imports-lead = 先试一遍，看哪行不对；改好再导。一份文件要么全进，要么一行不进。
office-tried = 试过了，没有写入：{ $kind }「{ $name }」，新 { $new } 行，已经有的 { $known } 行。没有错，可以导入。
office-hand-in = 交一份文件
office-field-kind = 是什么
office-field-file = 文件
office-field-file-hint = CSV，UTF-8，斤或公斤都行
office-try = 先试一遍
office-try-note = 试的时候一行都不写入，只列出哪行哪列不对。
office-import-do = 导入
office-files = 导过的文件
office-files-none = 还没有导过文件。
office-col-file = 文件
office-col-new = 新（行）
office-col-known = 已有（行）
office-col-who = 谁
office-col-at = 时间
office-who-season = 开季时
office-file-members = 农户名册
office-file-intakes = 磅单
office-file-advances = 垫付
office-file-certificates = 证书
office-file-shelves = 上架
office-file-products = 品种
office-file-skus = 零售货品
office-columns = 每种文件要有的列
office-columns-rule = 同一个编号、同样内容，再导一次不会重复
office-columns-members = code, name, village_zh, phone, bank_name, bank_account, mu, mu_contiguous
office-columns-intakes = ticket_no, household_code, lot_code, product_code, grade, quantity, unit, harvested_on, weighed_at, place
office-columns-advances = number, household_code, item_zh, item_en, amount_yuan, given_on
office-columns-certificates = number, lot_code, kind, issuer, issued_on, basis
office-columns-shelves = sku_number, lot_code, grade, packs
office-columns-products = code, shop, name_zh, name_en, unit, fresh, [grades], [certificate]
office-columns-skus = number, product_code, name_zh, name_en, spec_zh, spec_en, net_grams, price_yuan, [grade], shop, season_from, season_to, storage, shelf, mixable, open, closed_reason

office-receipt-sold = 卖完了
office-col-delivered-jin = 交货（斤）
office-fig-delivered = 一共交了
office-fig-payable = 该发
office-fig-payable-note = 应得 { $share }，扣垫付 { $recovered }
office-fig-paid = 已到账
office-fig-paid-note = 在银行路上 { $sum }
office-h-sales = 卖了几回
office-h-sales-none = 这一户的货还没有卖。
office-h-deliveries = 交的货
office-h-deliveries-none = 这一户还没有磅单。
office-h-advances = 社里垫的
office-h-advances-none = 没有垫付。

problem-goods-short = 货不够：要 { $needed } 斤，可卖的只有 { $available } 斤。
problem-ticket-promised = 这一级要少记 { $needed } 斤，可是没许出去的只有 { $available } 斤。先收回仓单，再更正。
problem-ticket-line-paid = 这一批的钱已经发到户（有一户 { $payable } 元），不能再冲正重分。磅单没有动。
problem-correction-waits-for-reserve = 更正要从风险准备金垫 { $needed } 元，只有 { $available } 元。磅单没有动。
problem-receipt-contracts-short = 仓单只剩 { $available } 手，要 { $needed } 手。
problem-receipt-not-now = 这张仓单现在不能这样办。
problem-consent-withdrawn = 这一项已经撤回过了。
field-ticket-unchanged = 现在记的就是 { $counted } 斤。
field-receipt-lot-unknown = 社里没有这个批次。
field-receipt-instrument-unknown = 没有这个合约。
field-receipt-instrument-closed = 这个合约还没开放。
field-receipt-not-by-weight = 这个合约不是按重量的。
field-receipt-other-product = 这个合约是别的品种的。
field-receipt-grade = 合约不认「{ $grade }」这一级。
field-receipt-short = 要 { $needed } 斤，合约认的等级里只有 { $available } 斤可卖。
field-receipt-too-many = 这么多手不可能，请看看是不是多打了几位。
field-bank-account-digits = 卡号是 8 到 32 位数字。
office-sign-in = 这一户的登录
office-sign-in-rule = 户主自己看账用。重新生成，旧密码当场作废。
office-sign-in-do = 生成登录名和密码
office-sign-in-title = 农户 { $code } 的登录
office-sign-in-once = 密码只显示这一次。抄在纸上交给户主，他可以自己改。
office-sign-in-name = 登录名
office-sign-in-back = 回到这一户
