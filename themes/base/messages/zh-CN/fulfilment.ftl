# 店铺发货：装箱、标签、运单、收货
nav-parcels = 店铺发货
parcels = 店铺订单
parcels-lead = 先装快到时限的。装好才定批次，贴上标签再交快递。
parcels-search = 找订单
parcels-search-hint = 单号、运单号、手机后四位或收件人姓名
parcels-search-do = 找
parcels-search-clear = 不找了
parcels-found = { $n ->
    [0] 没有找到「{ $words }」
   *[other] 找到 { $n } 单：「{ $words }」
}
parcels-tabs = 按进度看
parcels-state-to_pack = 待装箱
parcels-state-packed = 待发货
parcels-state-shipped = 在路上
parcels-state-received = 已收到
parcels-state-settled = 已结算
parcels-state-cancelled = 已取消
parcels-state-claimed = 有售后
parcels-state-refunding = 在退款
parcels-state-all = 全部
parcels-none = 这里没有订单
parcels-none-text-to_pack = 付过款的订单会排到这里，先到时限的在前。
parcels-none-text-packed = 装好箱、还没交快递的在这里。
parcels-none-text = 换一个进度看看。
parcels-none-go = 回到今天
parcels-choose = 勾选 { $number }
parcels-pack-some = 把勾选的装箱
parcels-pack-all = 这一页 { $n } 单都装箱
parcels-pack-note = 一单里的每一盒都会定下批次，定了不能改。
parcels-print-some = 打印勾选的标签
parcels-pick = 拣货单
parcels-waybills = 录运单
parcels-claims = 售后
parcels-packed = { $n ->
    [0] 一单也没有装
   *[other] 装好了 { $n } 单，批次已经定下
}
parcels-packed-print = { $n ->
   *[other] 打印这 { $n } 单的标签
}
parcels-left = { $number } 没有装：{ $why }
parcels-boxes = { $n ->
   *[other] { $n } 盒
}
parcels-times = { $name }　{ $spec } × { $n }

parcel-number = 订单 { $number }
parcel-state-to_pack = 待装箱
parcel-state-packed = 已装箱，待发货
parcel-state-shipped = 在路上
parcel-state-received = 已收到
parcel-state-settled = 已结算
parcel-state-cancelled = 已取消
parcel-due-send = { $at } 前交给快递
parcel-due-send-late = 该在 { $at } 前交给快递，已经晚了
parcel-due-silence = { $at } 还没有人确认，就算收到
parcel-due-window = 售后到 { $at } 为止
parcel-claimed = { $n ->
   *[other] { $n } 件售后
}
parcel-refunding = 在退 { $sum } 元
parcel-stage-paid = 付款
parcel-stage-packed = 装箱
parcel-stage-shipped = 交快递
parcel-stage-received = 收到
parcel-stage-settled = 结算
parcel-all = 全部订单

parcel-goods = 要装什么
parcel-goods-note = 净重合计 { $weight }
parcel-col-goods = 货品
parcel-col-packs = 盒
parcel-col-net = 每盒净重
parcel-col-price = 每盒（元）
parcel-col-sum = 合计（元）
parcel-cancelled-packs = 取消了 { $n } 盒
parcel-refunded = 退 { $sum } 元
parcel-receiver = 寄给谁
parcel-receiver-masked = 收货满 30 天，或订单取消后，只留个大概。
parcel-receiver-erased = 收件人的资料已经按买家要求删掉了。
parcel-receiver-name = 收件人
parcel-receiver-phone = 电话
parcel-receiver-address = 地址
parcel-receiver-note = 买家说
parcel-carrier = 快递
parcel-waybill = 运单号

parcel-pick = 从哪里拿
parcel-pick-rule = 先收的先发
parcel-pick-lead = 等着装的 { $n } 单一共要这些。先收的先拿，装的时候系统也按这个次序定批次。
parcel-pick-none = 现在没有要装的
parcel-pick-none-text = 有人付款，要拿的货就列在这里。
parcel-pick-short = 货架上拿不出这么多，先把货放上店铺货架。
parcel-pick-line = { $name }　{ $spec }　{ $n } 盒
parcel-pick-print = 打印拣货单
parcel-col-lot = 批次
parcel-col-grade = 等级
parcel-col-harvested = 采收
parcel-col-place = 放在
parcel-col-weight = 拿多少
parcel-pack-do = 装好 { $n } 盒，定下批次
parcel-pack-note = 装好后买家不能再取消。批次定了不能改，标签上印的就是它。
parcel-boxes = 装好的盒
parcel-boxes-note = 每盒一个二维码，长期有效
parcel-col-box = 盒
parcel-box = 第 { $n } 盒
parcel-col-code = 码
parcel-label-do = 打印 { $n } 张标签
parcel-ship = 交给快递
parcel-ship-note = 快递定好了是 { $carrier }。交出去再填运单号，填了买家就能看到。
parcel-ship-do = { $n } 盒已交快递，记下运单号
parcel-field-waybill = 运单号
parcel-field-waybill-hint = 6 到 40 位字母和数字
parcel-correct = 运单号填错了？
parcel-correct-note = 现在是 { $waybill }。和面单不一样就填对的，会告诉买家。
parcel-correct-do = 改成这个运单号
parcel-claims = 售后
parcel-refunds = 退款
parcel-col-number = 编号
parcel-col-weight-bad = 坏了多少
parcel-col-state = 进度
parcel-col-at = 时间
parcel-col-reason = 为什么
parcel-col-amount = 金额（元）
parcel-refund-requested = 在办
parcel-refund-sent = 已发出
parcel-refund-succeeded = 已到账
parcel-refund-failed = 没退成
parcel-refund-retry = 再退一次 { $sum } 元
parcel-reason-cancelled = 取消
parcel-reason-late_payment = 付款晚了
parcel-reason-claim = 坏果包赔
parcel-steps = 都发生过什么
parcel-step-placed = 下单
parcel-step-paid = 付款
parcel-step-late_reserved = 晚付款，货还在，照发
parcel-step-late_refunded = 晚付款，货没了，退回
parcel-step-expired = 过时没付
parcel-step-cancelled = 取消
parcel-step-part_cancelled = 取消一部分
parcel-step-packed = 装箱，{ $note } 盒
parcel-step-shipped = 交快递，运单 { $note }
parcel-step-waybill_corrected = 运单号改为 { $note }
parcel-step-paid_twice = 多付了一次，多付的退回
parcel-step-received = 收到
parcel-step-claim_opened = 买家提出售后 { $note }
parcel-step-claim_resolved = 售后 { $note } 赔付
parcel-step-claim_rejected = 售后 { $note } 没有赔
parcel-step-refund_requested = 退款 { $note } 在办
parcel-step-refund_sent = 退款 { $note } 已发出
parcel-step-refund_succeeded = 退款 { $note } 已到账
parcel-step-refund_failed = 退款 { $note } 没退成
parcel-step-settled = 结算到农户
parcel-step-impact = 告诉买家钱到了几户

labels = 标签
labels-lead = { $n ->
   *[other] { $n } 张，A6 纸，一盒一张。沿虚线剪开：上半张贴内盒，下半张贴外箱。
}
labels-back = 回到订单
label-net = 净含量 { $weight }
label-lot = 批次
label-harvested = 采收
label-from = 出自
label-mixed = { $lot }　{ $weight }
label-scan = 扫码看批次、产地和钱去了哪里
label-qr = 这一盒的二维码
label-to = 寄给
label-cut = 沿线剪开
label-box = 第 { $n } 盒，共 { $of } 盒
label-wishes = 买家说：{ $note }

waybills = 录运单
waybills-lead = 把快递给的单号一次导入。一份文件要么全进，要么一行不进。
waybills-waiting = 等着运单号的
waybills-waiting-note = { $n ->
   *[other] { $n } 单已装箱
}
waybills-waiting-none = 没有装好等发的。
waybills-one = 单个录
waybills-hand-in = 导入
waybills-columns = 两列：consignment_number, waybill。第一行写列名，UTF-8 编码，运单号那一列设成文本。
waybills-do = 导入运单
waybills-tried = 试过了，没有写入：「{ $name }」，新 { $new } 单，先前记过的 { $known } 单。没有错，可以导入。
waybills-files = 导过的
waybills-files-none = 还没有导过。
waybills-example = 例：GM261122-0001-1,SF1234567890
office-file-waybills = 运单

office-task-pack = { $n ->
   *[other] 单要装箱
}
office-task-pack-detail = 按拣货单拿货，先收的先装
office-task-ship = { $n ->
   *[other] 单要交快递
}
office-task-ship-detail = 贴好标签，录运单号
office-task-claims = { $n ->
   *[other] 件售后等答复
}
office-task-claims-detail = 看照片和重量，定赔多少
office-task-since = 最早的从 { $day }起
office-task-refunds = { $n ->
   *[other] 笔退款没到账
}
office-task-refunds-detail = 一共 { $sum } 元
office-task-refunds-more = ，其中 { $n } 笔等买家给账号
office-task-shelves = { $n ->
   *[other] 样货架快空了
}
office-task-shelves-detail = 称货、上架，店里才有得卖
office-task-shelves-more = ；{ $n } 样已经卖空
office-deed-consignment-packed = 装箱 { $what }
office-deed-consignment-shipped = 发货 { $what }
office-deed-waybill-corrected = 改正运单号 { $what }
office-deed-refund-retried = 重试退款 { $what }
deed-refund-retried = 重试退款
deed-consignment-packed = 装箱
deed-consignment-shipped = 发货
deed-waybill-corrected = 改正运单号

problem-consignment-cancelled = 这一单已经取消，货还在货架上。
problem-consignment-packed-already = 这一单先前已经装好，没有再动货。
problem-consignment-not-packed = 这一单还没装箱，先装箱再发。
problem-consignment-sent-already = 这一单已经发出去了。
problem-consignment-not-sent = 这一单还没发货，不能确认收货。
problem-consignment-received-already = 这一单已经收到了。
problem-waybill-not-sent = 这一单还没发货，发货时再填运单号。
problem-waybill-received = 这一单已经收到了，运单号不再改。
problem-consignment-not-now = 这一单现在不能这样办。
problem-label-sent = { $number } 已经发出去了，标签不再打：同一个码不能贴到两个盒上。
problem-label-not-packed = { $number } 还没装箱，没有标签。先装箱。
problem-label-cancelled = { $number } 已经取消，没有标签。
problem-refund-not-failed = 这笔退款不是没退成，不用再试。
field-waybill = 运单号是 6 到 40 位字母和数字，中间没有空格。
field-waybill-taken = 这个运单号已经用在另一个包裹上，请再看一眼面单。
field-waybill-same = 现在就是这个运单号。
field-choose-parcels = 先勾选要办的订单。
field-parcels-max = 一次最多 { $most } 单。

api-call-consignments = 社里的店铺订单：要装的、要发的、在路上的
api-call-pack_consignment = 装箱，定下每一盒的批次
api-call-ship_consignment = 交快递，记运单号
api-call-correct_waybill = 改正运单号
api-call-waybills = 导入一份运单号
