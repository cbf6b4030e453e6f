### The cart

cart-title = Basket
cart-packs = How many
cart-packs-of = How many of { $name }
cart-less = One { $name } less
cart-more = One { $name } more
cart-set = Set this number
cart-remove = Take out
cart-remove-named = Take out { $name }
cart-sent-by = Sent by { $sender }
cart-joined = What you put in before signing in and after is now one basket. Of the same thing the larger number counts; nothing is lost. Each change is told at its line.
cart-line-joined = { $before } before, { $now } put in while signed out: now { $now }
cart-line-joined-new = Put in while signed out
cart-stopped = Cannot be bought now
cart-take-left = Make it { $left }
cart-see-others = See what else this shop has
cart-not-yet = Change or take out what cannot be bought now, then go on.
cart-to-checkout = Check out, ¥{ $sum }
cart-sign-in-note = You can buy without signing in.
cart-to-orders = Find an order
cart-empty = The basket is empty
cart-empty-text = What you put in waits here for a year, signed in or not.
cart-empty-way = To the four shops
cart-not-added = { $name } was not put in
cart-add-again = Put in the basket
cart-back-to = Back to { $name }

## Why a line cannot be bought
cart-fault-closed = Not on sale: { $reason }.
cart-fault-none = Sold out just now. Take it out and buy the rest; it comes back when more is weighed in.
cart-fault-short = Only { $left } left.
cart-fault-unknown = There is no such thing any more; please take it out.
cart-fault-wrong-quantity = 1 to 99 of a kind.
cart-fault-no-tariff = How its money is split is not settled yet, so it is not sold.

## Refusals
problem-cart-closed = This is not on sale now. It was not put in.
problem-cart-full = A basket takes { $most } kinds at most. Order these first, then go on.
problem-cart-no-line = That line is not in the basket any more.
problem-cart-empty = The basket is empty: there is nothing to order. No charge was made.
problem-cart-faults = Some of it cannot be bought now. No order was placed and no charge was made.
problem-guest-missing = Ask POST /api/v1/guests for a token and send it as X-Guest, or sign in.
problem-too-many-sign-ins = Too many wrong passwords. Please wait { $minutes } min and try again, or use "forgotten password".
problem-too-many-look-ups = Too many look-ups. Please wait { $minutes } min. The order and the goods are still there.
problem-too-many-recoveries = Too many mails were asked for. Please look in your letterbox, or wait { $minutes } min and ask again.
problem-too-many-purchases = Too many orders in a quarter of an hour. Please wait { $minutes } min. Everything is still in your basket.
field-packs-none = At least 1; to drop it, press "Take out".
field-packs-number = A number from 1 to 99, please.
field-packs-most = At most { $most } of a kind at once; for more, see the bulk market.
field-packs-too-many = { $have } are in the basket; at most { $most } of a kind.
field-sku-closed = Not on sale.
field-sku-short = Only { $left } left.
field-sku-none = Sold out just now. Nothing was charged; it comes back when more is weighed in.
field-sku-unknown = There is no such number.
field-sku-wrong-quantity = 1 to 99 of a kind.
field-sku-no-tariff = How its money is split is not settled yet.
field-sku-not-delivered = It does not go to this address.
