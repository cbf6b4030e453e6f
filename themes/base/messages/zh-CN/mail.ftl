# 信：每封信的标题、正文，HTML 和纯文本说的一样，顺序也一样

## 各封信共用
mail-row = { $label }：{ $value }
mail-line = { $goods } × { $packs }
mail-between = 　
mail-foot = 有疑问，直接回这封信。这是账户通知，不是广告。
mail-foot-shop = 有事直接回这封信。这是订单通知，不是广告。
mail-see-purchase = 看订单
mail-surcharge = 偏远地区加收
mail-total-due = 应付（元）
mail-total-paid = 实付（元）
mail-fact-number = 订单号
mail-fact-code = 查询码
mail-fact-amount = 金额
mail-amount = { $amount } 元
mail-code-note = 不登录也能查：打开网站的「订单」，填收货手机号和查询码。
mail-route = { $route ->
    [transfer] 银行转账
   *[provider] 在线支付
}
mail-window = { $hours ->
    [168] 7 天
   *[other] { $hours } 小时
}
mail-share-title = { $total } 元去哪了
mail-share-growers = 农户 { $percent }%
mail-share-growers-estimated = 农户约 { $percent }%
mail-share-sum = 农户 { $amount }
mail-share-sum-estimated = 农户 { $amount }（预计）
mail-share-express = 快递 { $amount }
mail-share-packing = 装箱 { $amount }
mail-share-cooperative = 合作社 { $amount }
mail-share-platform = 平台 { $amount }
mail-share-channel = 支付 { $amount }

## 重设密码
mail-recover-subject = 三宝：重设密码
mail-recover-title = 重设密码
mail-recover-text = 有人请求重设您在三宝的密码。如果是您，请在一小时内打开这个链接，它只能用一次。
mail-recover-do = 换一个新密码
mail-recover-not-you = 如果不是您，不用理会，密码没有变。

## 下单了，等转账
mail-placed-subject = 请转账 { $total } 元，备注 { $memo }（订单 { $number }）
mail-placed-title = 货给您留着，请转账 { $total } 元
mail-placed-text = 留到 { $until }。转账时备注写上 { $memo }，钱到了我们写信告诉您，再装箱发货。
mail-placed-holder = 收款户名
mail-placed-bank = 开户行
mail-placed-account = 账号
mail-placed-memo = 备注码
mail-placed-until = 留货到
mail-placed-note =
    金额和备注码都要对上。对不上的先挂着，我们查清了再办，钱不会丢。
    过了时间钱才到：还有货就照发，没货就退回。

## 付款到了
mail-paid-subject = 收到 { $total } 元，订单 { $number }
mail-paid-title = 钱收到了
mail-paid-text = 合作社接着称重、装箱，交给快递时再写信给您。
mail-paid-late = 钱在留货到期之后才到，货还有，重新给您留上了。合作社接着称重、装箱，交给快递时再写信给您。
mail-paid-way = 付款方式
mail-paid-city = 发往
mail-paid-note = 签收后 { $window }内可以报坏果，过后按斤两分给农户。打款到户那天再写信给您。

## 没付成或取消了
mail-ended-subject = { $why ->
    [expired] 订单 { $number } 过期了，没有扣款
   *[other] 订单 { $number } 取消了
}
mail-ended-title = { $why ->
    [expired] 没等到付款，货放回去了
   *[other] 订单取消了
}
mail-ended-text = { $why ->
    [expired] 到 { $at } 没有收到钱，留的货已放回。您什么都不用做。
    [office] 合作社在 { $at } 取消了这一单。
   *[buyer] 按您说的，{ $at } 取消了这一单。
}
mail-ended-none = 没有扣款。
mail-ended-late = 要是刚转了账：钱到了还有货，就照单发；没货，就退回。
mail-ended-paid = 您付的 { $paid } 元全部退还，退出去的时候再写信给您。
mail-ended-account = 您是转账付的，请在订单页填上退到哪个账户，填了才能退。
mail-ended-account-do = 填退款账户
mail-ended-go = 再看看店里

## 取消了一部分
mail-part-subject = 退您 { $back } 元，订单 { $number } 其余照旧
mail-part-title = 订单取消了一部分
mail-part-text = { $why ->
    [office] 合作社在 { $at } 取消了这一单里的几份，其余照旧。
   *[buyer] 按您说的，{ $at } 取消了这一单里的几份，其余照旧。
}
mail-part-back = 这几份的 { $back } 元退还给您，退出去的时候再写信给您。
mail-part-stays = 订单里还有：

## 发货了
mail-shipped-subject = 发出了：{ $carrier } { $waybill }（订单 { $number }）
mail-shipped-title = 箱子上路了
mail-shipped-text = { $cooperative }把货交给了{ $carrier }，运单号 { $waybill }。
mail-shipped-carrier = 承运
mail-shipped-waybill = 运单号
mail-shipped-parcel = 包裹号
mail-shipped-note =
    到货先开箱看看。有坏的，签收后 { $window }内拍照报上来，按坏的重量退。
    收到后请在订单页点一下收货；不点，{ $auto } 自动算收到。
mail-shipped-trace = 箱子上的码，扫一扫就知道是哪一批、哪天收的。

## 运单号改正
mail-waybill-subject = 运单号改正：{ $carrier } { $waybill }（订单 { $number }）
mail-waybill-title = 运单号是 { $waybill }，不是 { $was }
mail-waybill-text = 之前写给您的运单号 { $was } 填错了，这个包裹走{ $carrier }，运单号是 { $waybill }。箱子照常在路上，不用您做什么。

## 退款了
mail-refunded-subject = 退您 { $amount } 元，订单 { $number }
mail-refunded-title = 退了 { $amount } 元
mail-refunded-text = { $route ->
    [transfer] 钱已从银行转给您，一般 { $arrives } 前到账。
   *[provider] 钱已按原路退回，一般 { $arrives } 前到账。
}
mail-refunded-why = 原因
mail-refunded-reason = { $reason ->
    [claim] 坏果包赔
    [doubled] 同一单付了两次，订单照旧
    [part_cancelled] 取消了几份，其余照旧
    [late_payment] 钱到晚了，货没有了
   *[cancelled] 订单取消
}
mail-refunded-to = 退到
mail-refunded-account = 尾号 { $tail } 的账户
mail-refunded-origin = 原来付款的地方
mail-refunded-arrives = 最晚到账
mail-refunded-refund = 退款号
mail-refunded-note = 过了这一天还没到，带着退款号回这封信。

## 退款没到
mail-failed-subject = { $route ->
    [transfer] 退您的 { $amount } 元被银行退回，请核对账户（订单 { $number }）
   *[provider] 退您的 { $amount } 元还没退成，订单 { $number }
}
mail-failed-title = { $route ->
    [transfer] { $amount } 元退到哪个账户？
   *[provider] { $amount } 元还没退成
}
mail-failed-text = { $route ->
    [transfer] { $amount } 元汇出去了，又被银行退了回来。请到订单页核对账户：写错了就改，没写错就再确认一次，确认了马上重汇。
   *[provider] 支付方这次没有把款退成。钱还在我们这里，我们的人会处理、重新退，不用您做什么，退出去的时候再写信给您。
}
mail-failed-from = 退回自
mail-failed-note = 有疑问，带着退款号回这封信。
mail-failed-do = 核对退款账户

## 坏果包赔有结果了
mail-claim-subject = { $granted ->
    [yes] 坏果包赔：退您 { $amount } 元，订单 { $number }
   *[no] 坏果包赔：这次没有同意，订单 { $number }
}
mail-claim-title = { $granted ->
    [yes] 退您 { $amount } 元
   *[no] 这次没有同意退
}
mail-claim-text = { $granted ->
    [yes] 合作社看了您报的{ $goods }，同意退 { $amount } 元，退出去的时候再写信给您。合作社的话：
   *[no] 合作社看了您报的{ $goods }，没有同意退。理由：
}
mail-claim-number = 包赔号
mail-claim-asked = 报的重量
mail-claim-appeal = 不同意，直接回这封信，平台会再看一次。

## 钱到晚了，退回
mail-late-subject = 您的 { $amount } 元到晚了，退回给您，订单 { $number }
mail-late-title = 钱到晚了，退回给您
mail-late-text = 订单在 { $ended } 已经取消，{ $amount } 元在 { $arrived } 才到，这时货已经没有了。全数退回，不扣任何费用。
mail-late-way = { $route ->
    [transfer] 请在订单页填上退到哪个账户，填了就退。
   *[provider] 按原路退回，不用您做什么，退出去的时候再写信给您。
}

## 付了两次，多付的退回
mail-twice-subject = 订单 { $number } 付了两次，多付的 { $amount } 元退回给您
mail-twice-title = 多付了一次，退回给您
mail-twice-text = 这一单已经付过了，{ $arrived } 又收到 { $amount } 元。多付的全数退回，不扣任何费用。
mail-twice-stands = 订单照旧。

## 钱到户了
mail-impact-subject = 您付的 { $paid } 元，{ $home } 元到户了
mail-impact-title = { $home } 元到户了
mail-impact-text = { $few ->
    [yes] 您付的 { $paid } 元里，{ $home } 元已经打到种它的农户账上，不足五户。
   *[no] 您付的 { $paid } 元里，{ $home } 元已经打到种它的 { $households } 户农户账上。
}
mail-impact-households = 农户
mail-impact-count = { $few ->
    [yes] 不足五户
   *[no] { $households } 户
}
mail-impact-batch = 发款批次
mail-impact-reference = 账本凭据
mail-impact-paid-on = 打款日
mail-impact-note = 凭据号和发款批次都在账上，随时可以对。
mail-impact-do = 看钱去哪了

## 预览用的样本
mail-sample-goods = 王村蜜薯 特级 2.5 kg
mail-sample-name = 王芳
mail-sample-holder = 三宝平台（示例）存管专户
mail-sample-bank = 示例农村信用社
mail-sample-city = 山西省 太原市
mail-sample-carrier = 吕梁捷运（示例）
mail-sample-cooperative = 王村种植合作社（示例）
mail-sample-granted = 照片里有两个烂了，按 0.3 kg 退。下次先挑一遍。
mail-sample-rejected = 照片里是薯皮上的泥，洗净就好，没有坏。
