# 店铺货架：每个规格有多少，许出去多少，还能卖多少；批次的证书
shelves-title = 店铺货架
shelves-lead = 从哪一批拿多少上架，这里定。上架的货在批次里锁住，仓单开不走。
shelves-all = 各个规格
shelves-rule = 在架 = 等付款 + 要装箱 + 可卖
shelves-fig-on-sale = 个规格在卖
shelves-fig-low = 个快卖完或卖完了
shelves-fig-allocated = 份付了钱，要装箱
shelves-none = 还没有能上架的货
shelves-none-text = 先把货称进批次，批次有了证书，就能上架。
shelves-col-sku = 规格
shelves-col-on-hand = 在架（kg）
shelves-col-reserved = 等付款（份）
shelves-col-allocated = 要装箱（份）
shelves-col-available = 可卖（份）
shelves-col-lot = 批次，先装老的
shelves-col-certificate = 证书
shelves-col-packs = 在架（份）
shelves-key-available = 可卖
shelves-key-promised = 已许
shelves-out = 卖完了
shelves-low = 只剩 { $n } 份
shelves-on-sale = 在卖
shelves-sku = { $number } 号　{ $name }
shelves-sku-facts = { $spec }，{ $grade }，{ $price } 元一份。{ $mix ->
    [yes] 一份可以装几批的货。
   *[no] 一份只装一批的货。
}
shelves-lots = 架上的批次
shelves-empty = 架上没有货。
shelves-back = 取回
shelves-back-packs = 取回几份
shelves-back-do = 放回批次
shelves-field-lot = 再上一些，从哪一批
shelves-source = { $lot }　还有 { $packs } 份
shelves-field-packs = 上几份
shelves-field-packs-whole = 整份，一份 { $net }
shelves-field-packs-part = 一份 { $net }；零头也能上，比如 0.7
shelves-put-do = 上架
shelves-nothing-free = 没有哪一批还有整份的货没着落。
shelves-uncertified = 这些批次还没有{ $kind }，不能上架：
shelves-uncertified-more = {" "}等，另有 { $n } 批
shelves-see = 去货架

## 批次页上
shelves-of-lot = 在店铺货架上
shelves-of-lot-none = 这一批没有上架。
certificates = 证书
certificates-rule = 没有要的证书，店铺不卖
certificates-none = 这一批还没有证书。
certificates-record = 记一张证书
certificates-col-number = 编号
certificates-col-issuer = 谁开的
certificates-col-day = 哪天
certificates-col-basis = 凭什么
certificate-field-kind = 哪种
certificate-field-number = 编号
certificate-field-number-hint = 证书上印的，和谁的都不重
certificate-field-issuer = 谁开的
certificate-field-day = 开的日子
certificate-field-basis = 凭什么开的
certificate-do = 记下
certificate-kind-conformity = 承诺达标合格证
certificate-kind-quarantine = 检疫证明
certificate-kind-licence = 食品生产许可
certificate-basis-control = 质量安全控制
certificate-basis-own-test = 自行检测
certificate-basis-commissioned-test = 委托检测
certificate-basis-official = 官方出具

## 今天做了什么
office-deed-goods-put-on-sale = 上架，批次 { $what }
office-deed-goods-taken-back = 下架，批次 { $what }
office-deed-certificate-recorded = 记了证书，批次 { $what }
deed-goods-put-on-sale = 上架
deed-goods-taken-back = 下架
deed-certificate-recorded = 记证书
detail-sku = 规格
detail-packs = 份数
detail-number = 编号

## 退回的话
field-shelf-sku-unknown = 没有这个规格。
field-shelf-sku-closed = 这个规格还没开卖。
field-shelf-not-by-weight = 这个规格不按重量卖，不能从批次上架。
field-shelf-other-product = 批次 { $lot } 是另一个品种。
field-shelf-other-grade = 批次 { $lot } 没有这个规格要的等级。
field-shelf-no-certificate = 批次 { $lot } 还没有这个品种要的证书，先到批次页记上。
field-shelf-part-of-pack = 要整份，一份 { $net } kg，只装一批的货。
field-shelf-not-packs = 要写大于零的份数，比如 120。
field-shelf-too-many = 没有这么多，看看是不是多打了零。
field-shelf-lot-short = 要 { $needed } kg，这一批只有 { $available } kg。
field-shelf-promised = 许给买家的不能取回；没许出去的还有 { $available } kg，要的是 { $needed } kg。
field-certificate-number-taken = 这个编号已经记过了。
field-certificate-number-plain = 编号只能用字母、数字和符号。
field-certificate-no-day = 要写成 2026-10-12 这样的日子。
field-certificate-in-future = 这一天还没到。
