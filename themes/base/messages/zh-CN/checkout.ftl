### 结算

checkout-title = 结算
checkout-what = 买什么
checkout-where = 收货
checkout-how = 怎么付
checkout-more = 还有要说的
checkout-sums = 金额
checkout-parcel-of = 第 { $n } 个包裹，共 { $of } 个
checkout-change-cart = 改篮子
checkout-mend-cart = 回篮子改
checkout-email = 邮箱
checkout-email-hint = 写了就把进展寄到这里；不写也能用电话和取单码查。
checkout-note = 给打包的人一句话
checkout-note-hint = 最多 200 字，如：放门卫。
checkout-fresh = 鲜货不适用七天无理由退货。坏果包赔：签收 48 小时内拍照说明，按坏的重量退。
checkout-returnable = 干货、加工品签收后七天内可以退；有坏的同样拍照包赔。
checkout-submit = 提交订单，去付 ¥{ $sum }
checkout-law = 提交即成立合同。提交之前，上面每一格都能改；提交之后、打包之前，还能按行取消。
checkout-changed-new = 篮子里多了 { $name }。
checkout-changed-gone = 篮子里少了 { $count } 种。
checkout-changed-price = { $name }：原来一份 { $was }，现在 { $is }。
checkout-changed-packs = { $name }：原来 { $was } 份，现在 { $is } 份。
checkout-changed-surcharge = 送到这个地方要加 { $sum } 元偏远附加费。
checkout-changed-again = 现在一共 ¥{ $sum }，同意就再提交一次。

route-provider = 在线付款
route-provider-note = 去付款公司的页面付，货留 30 分钟。
route-transfer = 银行转账
route-transfer-note = 附言里写一个码，钱到了自动对上；货留 3 天。

## 金额
till-goods = 商品，{ $packs } 份
till-carriage = 运费
till-carriage-in = 包邮，已含在价里
till-surcharge = 偏远附加费
till-surcharge-later = 选了地址才知道
till-total = 应付
till-growers = 到农户 { $sum }
till-growers-posted = 到农户 { $sum }
till-rest = 其余 { $sum }：打包、快递、平台和付款

## 拒绝时说的话
problem-total-changed = 金额和您刚才看到的不一样了，没有下单，也没有扣款。
problem-already-placed = 这个篮子已经下过单了：{ $number }。没有下第二单。

## 程序接口
api-tag-shop = 店铺和订单
api-call-shops = 有哪些店
api-call-shop = 一家店卖什么
api-call-sku = 一样商品
api-call-new_guest = 要一个不登录的买家号
api-call-cart = 看篮子
api-call-fill_cart = 把篮子换成这些
api-call-place_purchase = 下单
api-call-find_purchase = 用电话和取单码查一单
api-call-purchase = 看一单
api-call-pay_purchase = 打开付款
api-call-cancel_purchase = 取消，整单或几份
api-call-receive_parcel = 确认收货
api-call-claim_goods = 坏果包赔
api-call-name_refund_account = 填退款账户
