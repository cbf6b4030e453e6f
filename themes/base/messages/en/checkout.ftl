### Checkout

checkout-title = Checkout
checkout-what = What you buy
checkout-where = Where it goes
checkout-how = How you pay
checkout-more = Anything else
checkout-sums = Sums
checkout-parcel-of = parcel { $n } of { $of }
checkout-change-cart = Change the basket
checkout-mend-cart = Back to the basket
checkout-email = E-mail
checkout-email-hint = News of the order goes there; without it, phone and order code will do.
checkout-note = A word to the packers
checkout-note-hint = At most 200 characters, such as: leave it at the gate.
checkout-fresh = Fresh goods have no seven-day return. Spoilt goods are made good: photograph them within 48 hours of receipt, and the spoilt weight is paid back.
checkout-returnable = Dried and processed goods can go back within seven days of receipt; spoilt ones are made good in the same way.
checkout-submit = Order and pay ¥{ $sum }
checkout-law = Submitting makes the contract. Until then every field above can be changed; after that, and until packing, you can still cancel by line.
checkout-changed-new = { $name } was added to the basket.
checkout-changed-gone = { $count ->
    [one] One kind is no longer in the basket.
   *[other] { $count } kinds are no longer in the basket.
}
checkout-changed-price = { $name }: was { $was } each, is { $is } now.
checkout-changed-packs = { $name }: were { $was }, are { $is } now.
checkout-changed-surcharge = This place costs { $sum } yuan on top: a remote area.
checkout-changed-again = It comes to ¥{ $sum } now. If that is right, submit again.

route-provider = Pay online
route-provider-note = On the payment company's page; the goods are held for 30 minutes.
route-transfer = Bank transfer
route-transfer-note = With a code in the memo, so that the money finds its order; the goods are held for 3 days.

## Sums
till-goods = { $packs ->
    [one] Goods, { $packs } pack
   *[other] Goods, { $packs } packs
}
till-carriage = Carriage
till-carriage-in = included in the price
till-surcharge = Remote-area surcharge
till-surcharge-later = known once there is an address
till-total = To pay
till-growers = { $sum } goes to growers
till-growers-posted = { $sum } went to growers
till-rest = The other { $sum }: packing, carriage, platform and payment

## Refusals
problem-total-changed = The sum is not the one you saw. No order was placed and no charge was made.
problem-already-placed = This basket was ordered before: { $number }. No second order was placed.

## For programs
api-tag-shop = Shops and orders
api-call-shops = The shops
api-call-shop = What a shop sells
api-call-sku = One retail unit
api-call-new_guest = A buyer that has not signed in
api-call-cart = The basket
api-call-fill_cart = Fill the basket
api-call-place_purchase = Place an order
api-call-find_purchase = Find an order by phone and code
api-call-purchase = One order
api-call-pay_purchase = Open the payment
api-call-cancel_purchase = Cancel, whole or by line
api-call-receive_parcel = Confirm receipt
api-call-claim_goods = Hand in a claim
api-call-name_refund_account = Name the refund account
