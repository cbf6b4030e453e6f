# Mail: the subject and the text of every letter; HTML and plain text say the same in the same order

## Shared by all
mail-row = { $label }: { $value }
mail-line = { $goods } × { $packs }
mail-between = ,{ " " }
mail-foot = Questions? Just answer this mail. It is about your account, not advertising.
mail-foot-shop = Anything wrong? Just answer this mail. It is about your order, not advertising.
mail-see-purchase = See the order
mail-surcharge = Remote area
mail-total-due = To pay (yuan)
mail-total-paid = Paid (yuan)
mail-fact-number = Order
mail-fact-code = Look-up code
mail-fact-amount = Amount
mail-amount = { $amount } yuan
mail-code-note = To find it without signing in, open "Orders" on the site and enter the receiver's mobile number and the look-up code.
mail-route = { $route ->
    [transfer] bank transfer
   *[provider] online payment
}
mail-window = { $hours ->
    [168] 7 days
   *[other] { $hours } hours
}
mail-share-title = Where the { $total } yuan go
mail-share-growers = Growers { $percent } %
mail-share-growers-estimated = Growers about { $percent } %
mail-share-sum = growers { $amount }
mail-share-sum-estimated = growers { $amount } (estimated)
mail-share-express = express { $amount }
mail-share-packing = packing { $amount }
mail-share-cooperative = cooperative { $amount }
mail-share-platform = platform { $amount }
mail-share-channel = payment { $amount }

## A new password
mail-recover-subject = Sanbao: choose a new password
mail-recover-title = Choose a new password
mail-recover-text = Someone asked to change your password at Sanbao. If it was you, open this link within one hour; it works once.
mail-recover-do = Choose a new password
mail-recover-not-you = If it was not, do nothing: the password has not changed.

## Placed, waiting for a transfer
mail-placed-subject = Please transfer { $total } yuan with the note { $memo } (order { $number })
mail-placed-title = Your goods are kept; please transfer { $total } yuan
mail-placed-text = They are kept until { $until }. Write { $memo } in the note of the transfer. When the money is here we write to you, then we pack and ship.
mail-placed-holder = Account holder
mail-placed-bank = Bank
mail-placed-account = Account number
mail-placed-memo = Note
mail-placed-until = Kept until
mail-placed-note =
    Amount and note must both match. What does not match waits until we know whose it is; nothing is lost.
    If the money comes later: we ship while there are goods, else we send it back.

## Paid
mail-paid-subject = { $total } yuan received, order { $number }
mail-paid-title = Your money is here
mail-paid-text = The cooperative weighs and packs next. We write again when the carrier has it.
mail-paid-late = The money came after your goods were let go. There are still some, and they are kept for you again. The cooperative weighs and packs next; we write again when the carrier has it.
mail-paid-way = Paid by
mail-paid-city = Goes to
mail-paid-note = Bad goods can be reported within { $window } of receipt. After that the share is split to the growers by weight. We write again on the day it is paid to them.

## Not paid, or cancelled
mail-ended-subject = { $why ->
    [expired] Order { $number } has expired; nothing was charged
   *[other] Order { $number } is cancelled
}
mail-ended-title = { $why ->
    [expired] No payment came, so the goods were let go
   *[other] The order is cancelled
}
mail-ended-text = { $why ->
    [expired] By { $at } no money had come, so the goods are free again. You need not do anything.
    [office] The cooperative cancelled this order on { $at }.
   *[buyer] As you asked, the order was cancelled on { $at }.
}
mail-ended-none = Nothing was charged.
mail-ended-late = If you have just made a transfer: we ship if there are still goods when it comes, else we send it back.
mail-ended-paid = All of the { $paid } yuan you paid go back to you. We write again when they are sent.
mail-ended-account = You paid by transfer, so please enter on the order's page which account they should go to; we can only send them then.
mail-ended-account-do = Enter the account
mail-ended-go = Back to the shop

## Cancelled in part
mail-part-subject = { $back } yuan go back, the rest of order { $number } goes on
mail-part-title = A part of the order is cancelled
mail-part-text = { $why ->
    [office] The cooperative cancelled packs of this order on { $at }. The rest goes on.
   *[buyer] As you asked, packs of this order were cancelled on { $at }. The rest goes on.
}
mail-part-back = { $back } yuan go back to you for them. We write again when they are sent.
mail-part-stays = This stays in the order:

## Shipped
mail-shipped-subject = On its way: { $carrier } { $waybill } (order { $number })
mail-shipped-title = Your box is on its way
mail-shipped-text = { $cooperative } has handed it to { $carrier }, waybill { $waybill }.
mail-shipped-carrier = Carrier
mail-shipped-waybill = Waybill
mail-shipped-parcel = Parcel
mail-shipped-note =
    Open it when it arrives. If something is bad, photograph it within { $window } of receipt; the bad weight is refunded.
    Please confirm receipt on the order's page; if you do not, it counts as received on { $auto }.
mail-shipped-trace = The code on the box tells which lot it is and when it was harvested.

## Another waybill than was told
mail-waybill-subject = The right waybill: { $carrier } { $waybill } (order { $number })
mail-waybill-title = The waybill was { $was }, and is { $waybill }
mail-waybill-text = We wrote the waybill { $was }. That was mistyped: the parcel goes with { $carrier } as { $waybill }. The box is on its way as before; you need not do anything.

## Refunded
mail-refunded-subject = { $amount } yuan back to you, order { $number }
mail-refunded-title = { $amount } yuan refunded
mail-refunded-text = { $route ->
    [transfer] The bank has sent the money to you; it usually arrives by { $arrives }.
   *[provider] The money went back the way it came; it usually arrives by { $arrives }.
}
mail-refunded-why = Why
mail-refunded-reason = { $reason ->
    [claim] bad goods
    [doubled] the order was paid twice; the order itself stays as it is
    [part_cancelled] packs were cancelled; the rest of the order goes on
    [late_payment] the money came late and the goods were gone
   *[cancelled] order cancelled
}
mail-refunded-to = Back to
mail-refunded-account = the account ending { $tail }
mail-refunded-origin = where it was paid from
mail-refunded-arrives = At the latest
mail-refunded-refund = Refund
mail-refunded-note = If it is not there after that day, answer this mail with the refund's number.

## Refunded, and did not arrive
mail-failed-subject = { $route ->
    [transfer] The bank returned your { $amount } yuan: please look at the account (order { $number })
   *[provider] Your { $amount } yuan have not gone back yet, order { $number }
}
mail-failed-title = { $route ->
    [transfer] Which account should the { $amount } yuan go to?
   *[provider] The { $amount } yuan have not gone back yet
}
mail-failed-text = { $route ->
    [transfer] We sent the { $amount } yuan, and the bank sent them back to us. Please look at the account on the order's page, put it right, or confirm it if it is right; we send the money again then.
   *[provider] The payment service did not carry the refund out. The money is safe with us. Our people look after it and send it again; you need not do anything, and we write when it is sent.
}
mail-failed-from = Came back from
mail-failed-note = Questions? Answer this mail with the refund's number.
mail-failed-do = Look at the account

## A claim decided
mail-claim-subject = { $granted ->
    [yes] Bad goods: { $amount } yuan back to you, order { $number }
   *[no] Bad goods: not granted this time, order { $number }
}
mail-claim-title = { $granted ->
    [yes] { $amount } yuan back to you
   *[no] Not granted this time
}
mail-claim-text = { $granted ->
    [yes] The cooperative looked at what you reported about { $goods } and refunds { $amount } yuan. We write again when they are sent. In its words:
   *[no] The cooperative looked at what you reported about { $goods } and does not refund. Its reason:
}
mail-claim-number = Claim
mail-claim-asked = Weight reported
mail-claim-appeal = If you do not agree, answer this mail and the platform looks again.

## Too late, sent back
mail-late-subject = Your { $amount } yuan came late and go back to you, order { $number }
mail-late-title = Your money came late and goes back to you
mail-late-text = The order ended on { $ended }; the { $amount } yuan came on { $arrived }, when the goods were gone. All of it goes back, nothing is taken off.
mail-late-way = { $route ->
    [transfer] Please enter on the order's page which account it should go to; it is sent then.
   *[provider] It goes back the way it came. You need not do anything; we write again when it is sent.
}

## Paid twice, the second payment goes back
mail-twice-subject = Order { $number } was paid twice: { $amount } yuan go back to you
mail-twice-title = A second payment came, and goes back to you
mail-twice-text = On { $arrived } another { $amount } yuan came for an order that was paid already. This second payment goes back whole; nothing is taken off.
mail-twice-stands = The order itself stays as it is.

## It reached the households
mail-impact-subject = Of your { $paid } yuan, { $home } have reached the growers
mail-impact-title = { $home } yuan have reached the growers
mail-impact-text = { $few ->
    [yes] Of the { $paid } yuan you paid, { $home } are now in the accounts of the households that grew it: fewer than five households.
   *[no] Of the { $paid } yuan you paid, { $home } are now in the accounts of the { $households ->
        [5] five
        [6] six
        [7] seven
        [8] eight
        [9] nine
        [10] ten
        [11] eleven
        [12] twelve
       *[other] { $households }
    } households that grew it.
}
mail-impact-households = Households
mail-impact-count = { $few ->
    [yes] fewer than five
   *[no] { $households }
}
mail-impact-batch = Payout batch
mail-impact-reference = Ledger reference
mail-impact-paid-on = Paid on
mail-impact-note = Reference and batch stand in the books and can be checked at any time.
mail-impact-do = See where the money went

## Samples for the preview
mail-sample-goods = Wangcun honey sweet potato, top grade, 2.5 kg
mail-sample-name = Wang Fang
mail-sample-holder = Sanbao platform (example), custody account
mail-sample-bank = Example Rural Credit Union
mail-sample-city = Taiyuan, Shanxi
mail-sample-carrier = Lüliang Express (example)
mail-sample-cooperative = Wangcun Growers (example)
mail-sample-granted = Two were rotten in the photograph; 0.3 kg are refunded. We will sort better next time.
mail-sample-rejected = The photograph shows soil on the skin; it washes off and nothing is bad.
