### 箱子上的码打开的一页：这批货从哪里来，钱怎么分；不说买的人，也不说哪家哪户。

trace-title = 批次 { $code }
trace-more-lots = 这一箱装了 { $n } 个批次
trace-from = 这一箱，来自
trace-from-households = { $place } { $n } 户人家
trace-from-place = { $place }
trace-and = 、
trace-lead = 您扫的是箱子上的公开码。它只说这批货，不说买的人，也不说哪家哪户。
trace-way = { $shop ->
    [pig] 从圈里到箱子
   *[other] 从地里到箱子
}
trace-harvested = { $shop ->
    [pig] 屠宰
    [shiitake] 采收
   *[other] 收获
}
trace-weighed = 过秤
trace-weighed-note = { $cooperative }的秤，一户一张磅单
trace-packed = 装箱
trace-shipped = 发出
trace-what = 这是什么货
trace-goods = 货
trace-packer = 装箱发货
trace-in-box = 这箱里有
trace-place = 在哪里
trace-place-few = { $township }（有的村不足五户，只写到镇）
trace-households = 农户
trace-households-many = { $n } 户一起交了这批货
trace-households-few = 不足五户
trace-posted = 到农户账上
trace-posted-sum = 这批货卖到今天，{ $n } 户一共入账 { $sum } 元
trace-posted-none = 还没有入账
trace-rule = 不足五户的，不写户数，也不写钱数。每户分多少，写在各家自己的条子上。
trace-split = 每一百元怎么分
trace-split-posted = 这一箱的钱已经入账，下面是入账的比例。
trace-split-promised = 报坏果的日子过了才入账。下面是下单那天公布的比例，入账以后换成实际的。
trace-tag-posted = 已入账
trace-hundred = 货款
trace-stories = 种的人说
trace-stories-rule = 这些话是农户自己写的，自己同意放在这里，随时可以撤回。名字是自己起的。
trace-ask = 觉得不对劲？
trace-ask-text = 货和这页说的不一样，请在订单里告诉我们，或打合作社电话。我们先停这一批，再查。
trace-again = 再看看这样货

trace-certificate-conformity = 承诺达标合格证
trace-certificate-quarantine = 动物检疫合格证明
trace-certificate-licence = 食品生产许可
trace-basis-control = 依据：自我控制
trace-basis-own_test = 依据：自检合格
trace-basis-commissioned_test = 依据：委托检测合格
trace-basis-official = 依据：主管部门签发

problem-pack-unknown = 没有这个码。请看看箱子上的码是不是抄少了一位，或者再扫一次。

## 社里查一批货去了哪里
trace-parcels = 这批货装进了哪些订单
trace-parcels-rule = 货有问题，按这张表一单一单找回来
trace-parcels-number = 订单
trace-parcels-packs = 箱
trace-parcels-grams = 斤
trace-parcels-here = 还没发出
operator-task-sales-short = { $n } 单的结算在等准备金
operator-task-sales-short-detail = 货款退了，包装和快递还要付；准备金不够，补上就自动结
operator-task-splits-failed = { $n } 个批次的零售款没能分到户
operator-task-splits-failed-detail = 农户在等；会自己再试，一次比一次隔得久
operator-splits = 没能分到户的零售款
operator-splits-note = 会自己再试，时间按这台机器的钟
operator-splits-lot = 批次
operator-splits-why = 原因
operator-splits-tries = 试过
operator-splits-again = 下次再试
