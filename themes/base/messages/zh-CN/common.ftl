### Words every page shares.

site-name = 三宝
site-tagline = 吕梁特产，钱账公开
skip-to-content = 跳到正文
nav-label = 主导航
nav-market = 大宗交易
nav-deals = 成交
nav-funds = 资金
nav-today = 今天
nav-lots = 批次与仓单
nav-shelves = 货架
nav-households = 农户
nav-payouts = 发款
nav-imports = 导入
nav-my-season = 我这一季
nav-operator = 今天
nav-members = 会员
nav-bank = 存管账户
nav-books = 总账
type-large = 大字
type-normal = 常规字
language-other = EN
sign-in = 登录
sign-out = 退出
example = 示例
estimated = 预计
optional = 可不填

## Footer
footer-who = 三宝由吕梁的合作社和县供销社共同经营。种养的是参与农户，收货、称重、发货的是合作社，账目每天和存管银行核对。
footer-demo = 现在看到的是演示数据：机构都标着「示例」，农户是虚构的，没有真钱。
footer-licence = 营业执照（示例）
footer-food = 食品经营备案（示例）
footer-complaints = 投诉 12315
footer-icp = 晋ICP备00000000号（示例）
footer-police = 晋公网安备 00000000000000号（示例）

## Dates, at UTC+8
month-name = { $month }
weekday-name = { $weekday ->
    [1] 星期一
    [2] 星期二
    [3] 星期三
    [4] 星期四
    [5] 星期五
    [6] 星期六
   *[7] 星期日
}
date-short = { $month } 月 { $day } 日
date-year = { $year } 年 { $month } 月 { $day } 日
date-month = { $year } 年 { $month } 月
date-time = { $month } 月 { $day } 日 { $time }
date-weekday = { $month } 月 { $day } 日，{ $weekday }

## Units
unit-jin = { $n } 斤
unit-kg = { $n } kg
unit-tonnes = { $n } t
unit-households-short = 户
unit-yuan-per-kg = 元/kg
unit-yuan-per-jin = 元/斤
price-per-kg = 元/kg
price-per-jin = 合 { $price } 元/斤
price-none = 成交不够三笔，不报价

## Columns that several tables share
col-product = 品种
col-change = 较昨日
col-traded = 成交（吨）
col-tonnes = 吨
col-parties = 家
col-cumulative = 累计
side-ask = 挂卖
side-bid = 求购

## Where the money went
part-gross = 货款
part-platform = 平台费
part-freight = 运费
part-inspection = 检验
part-cooperative = 合作社
part-households = 到农户
share-household = 农户
share-weight-jin = 交货（斤）
share-part = 占应得
share-due = 应得
share-withheld = 扣垫付
share-paid = 实付
share-paid-yuan = 实付（元）
share-total = 合计 { $households } 户
share-exact = 分毫不差
share-inexact = 对不上，已停

## Lists in pages
pages-label = 翻页
pages-where = 第 { $page } 页，共 { $pages } 页
pages-earlier = 上一页
pages-later = 下一页
pages-first = 已是第一页
pages-last = 已是最后一页

## Seasons
season-fresh = 当季
season-store = 常年有货
season-none = 不卖

## Sums in the writing of receipts: one sign a digit, its place after it
formal-style = places
formal-digits = 零 壹 贰 叁 肆 伍 陆 柒 捌 玖
formal-steps = 拾 佰 仟
formal-groups = 万 亿
formal-yuan = 元
formal-jiao = 角
formal-fen = 分
formal-whole = 整
formal-minus = 负
