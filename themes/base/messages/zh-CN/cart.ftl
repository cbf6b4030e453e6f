### 篮子

cart-title = 购物篮
cart-packs = 几份
cart-packs-of = { $name }，几份
cart-less = { $name } 少一份
cart-more = { $name } 多一份
cart-set = 改成这个数
cart-remove = 拿出去
cart-remove-named = 把 { $name } 拿出去
cart-sent-by = { $sender }发货
cart-joined = 您登录前放的和登录后的放到一个篮子里了，同样的取多的那个数，一样没少。改动写在各行下面。
cart-line-joined = 原来 { $before } 份，登录前放了 { $now } 份，现在 { $now } 份
cart-line-joined-new = 登录前放的
cart-stopped = 现在买不了
cart-take-left = 改成 { $left } 份
cart-see-others = 看这家还有什么
cart-not-yet = 标着「现在买不了」的，改好或拿出去就能下单。
cart-to-checkout = 去结算　¥{ $sum }
cart-sign-in-note = 不登录也能买。
cart-to-orders = 查已经下的单
cart-empty = 篮子是空的
cart-empty-text = 放进来的东西在这里等一年，不登录也在。
cart-empty-way = 去四家店看看
cart-not-added = { $name } 没有放进来
cart-add-again = 放进篮子
cart-back-to = 回到 { $name }

## 哪一行买不了
cart-fault-closed = 没有开卖：{ $reason }。
cart-fault-none = 刚卖完。补上货之前买不了，先拿出去别的照买。
cart-fault-short = 只剩 { $left } 份了。
cart-fault-unknown = 没有这样东西了，请拿出去。
cart-fault-wrong-quantity = 一种 1 到 99 份。
cart-fault-no-tariff = 这一样的分账还没定，定好才能卖。

## 拒绝时说的话
problem-cart-closed = 这一样现在没有开卖，没有放进来。
problem-cart-full = 一个篮子最多 { $most } 种，先下一单再接着放。
problem-cart-no-line = 篮子里已经没有这一样了。
problem-cart-empty = 篮子是空的，没有可以下单的东西。没有扣款。
problem-cart-faults = 有的东西现在买不了，没有下单，也没有扣款。
problem-guest-missing = 先用 POST /api/v1/guests 要一个号，放在 X-Guest 里发来，或者先登录。
problem-too-many-sign-ins = 密码错得太多了，先停一停：{ $minutes } 分钟后再试，或用「忘了密码」。
problem-too-many-look-ups = 查得太多次了，先停一停：{ $minutes } 分钟后再查。订单和货都还在。
problem-too-many-recoveries = 要得太多次了。请先看看收件箱，或者等 { $minutes } 分钟再要。
problem-too-many-purchases = 这一刻钟下的单太多了，{ $minutes } 分钟后再下。篮子里的东西都还在。
field-packs-none = 至少 1 份；不要了就点「拿出去」。
field-packs-number = 写一个数，1 到 99。
field-packs-most = 一种一次最多 { $most } 份；要得多，请到大宗交易。
field-packs-too-many = 篮子里已有 { $have } 份，一种最多 { $most } 份。
field-sku-closed = 没有开卖。
field-sku-short = 只剩 { $left } 份。
field-sku-none = 刚卖完，没有扣款。补上货就能再买。
field-sku-unknown = 没有这个商品编号。
field-sku-wrong-quantity = 一种 1 到 99 份。
field-sku-no-tariff = 这一样的分账还没定。
field-sku-not-delivered = 送不到这个地址。
