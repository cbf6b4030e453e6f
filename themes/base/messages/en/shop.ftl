### The shops' pages: words that every shop says.

nav-shops = Shops
nav-cart = Basket
nav-purchases = Orders
shops-by = Sanbao
shops-also = Also in these books

## What a pack costs and whether it can be had
shops-each = { $spec }, delivery included
shops-each-kg = per kilogram, by true weight
shops-per-jin = { $price } yuan/jin
shops-per-kg = { $price } yuan/kg
shops-here = In stock
shops-few = { $n ->
    [one] { $n } left
   *[other] { $n } left
}
shops-new = Not in yet
shops-gone = Sold out
shops-gone-until = { $month ->
    [1] Out of season, back in January.
    [2] Out of season, back in February.
    [3] Out of season, back in March.
    [4] Out of season, back in April.
    [5] Out of season, back in May.
    [6] Out of season, back in June.
    [7] Out of season, back in July.
    [8] Out of season, back in August.
    [9] Out of season, back in September.
    [10] Out of season, back in October.
    [11] Out of season, back in November.
   *[12] Out of season, back in December.
}
shops-gone-next = This lot is gone. The next goes on sale once it is weighed in.
shops-gone-new = No lot is on the shelf yet. It goes on sale once one is weighed in.
shops-about = { $name }, { $spec }, { $price } yuan, delivery included.

## A home
shops-buy-this = Buy this one
shops-see-this = See this one
shops-see-all = { $n ->
    [one] The only one
   *[other] All { $n }
}
shops-goods = On the counter
shops-goods-note = Weighed in and in store
shops-year = Its year
shops-month = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
shops-calendar = What is there in which month
shops-kitchen = How to eat it
shops-money-text = Take { $name }, { $spec }, at { $price } yuan. What was taken off, and for whom, is all here.
shops-money-figure = expected to reach growers
shops-money-figure-note = { $share } of what is paid
shops-money-more = Promise and last season's fact
shops-money-when = A promise by today's tariff (version { $version }). It is posted when the claim window after delivery is over, and reaches households within 3 working days of that.
shops-rules = Said beforehand
shops-rule-freight = Delivery included
shops-rule-freight-text = The price covers delivery. Remote areas cost extra, as a line of its own at checkout.
shops-rule-claim = Bad goods are paid back
shops-rule-claim-text = Fresh goods within 48 hours of delivery, dry goods within 7 days: a photograph, and the bad weight is refunded.
shops-rule-paper = No number, no sale
shops-rule-paper-text = What needs a conformity certificate (承诺达标合格证), a quarantine certificate or a licence is not on the shelf without its number.
shops-rule-code = A code on every box
shops-rule-code-text = Scan it to see which lot, which village and which day it came from.

## A pack's page
shops-of-it = ¥{ $growers } of it to growers
shops-see-money = Where the money goes
shops-choices = Packs of the same goods
shops-packs = Packs
shops-add = Put in basket
shops-instead = In stock now:
shops-freight-in = Delivery included; packed and sent by the cooperative
shops-lots-one = One lot to a pack, the oldest harvest first
shops-lots-mixed = A pack may hold two lots; its code names both
shops-claim-fresh = Bad ones are paid back: photograph within 48 hours of delivery, refunded by weight
shops-claim-dry = Bad ones are paid back: photograph within 7 days of delivery, refunded by weight
shops-in-season = In season
shops-out-of-season = { $month ->
    [1] Season begins in January
    [2] Season begins in February
    [3] Season begins in March
    [4] Season begins in April
    [5] Season begins in May
    [6] Season begins in June
    [7] Season begins in July
    [8] Season begins in August
    [9] Season begins in September
    [10] Season begins in October
    [11] Season begins in November
   *[12] Season begins in December
}
shops-sold-all-year = Underlined months are those when it can be bought: for this one, the whole year.
shops-sold-months = Underlined months are those when it can be bought: months { $from } to { $to }.
shops-split-text = You pay { $price } yuan. What is taken off, and for whom, is all here.
shops-split-figure = of this pack, expected to reach growers
shops-split-per-jin = to growers
shops-split-per-jin-note = you pay { $price } yuan/jin
shops-promised = Promised: by today's tariff (version { $version })
shops-split-rule = Percentage fees are rounded down, in the growers' favour. The shares sum to 100.00%.
shops-posted = Fact: what was posted
shops-last-season = Last season
shops-last-season-none = Nothing last season
shops-this-season = This season so far
shops-this-season-none = Nothing posted yet this season
shops-season-span = { $from } – { $until }
shops-settled = { $packs ->
    [one] { $packs } pack, { $paid } yuan paid, { $growers } yuan to growers:
   *[other] { $packs } packs, { $paid } yuan paid, { $growers } yuan to growers:
}
shops-passport = Lot passport
shops-passport-one = One lot to a pack. Packing fixes the lot, the oldest harvest first; this one is next.
shops-passport-mixed = This pack may mix lots. Packing fixes them, the oldest harvest first; it begins with this one.
shops-passport-none = Packing fixes the lot, the oldest harvest first. The shelf is empty, so there is no next lot yet.
shops-passport-seller = { $seller } packs and sends it, and answers for this lot.
shops-lot = Lot { $code }
shops-lot-checked = Number on file
shops-lot-none = No lot yet
shops-lot-none-text = Once the next lot is weighed in and its certificate is on file, its origin, harvest day and papers stand here.
shops-lot-place = Origin
shops-lot-grade = Grade
shops-lot-day = Harvested
shops-lot-store = Stored at
shops-lot-left = On the shelf
shops-paper-conformity = Conformity certificate (承诺达标合格证)
shops-paper-quarantine = Animal quarantine certificate (动物检疫证明)
shops-paper-licence = Food production licence (食品生产许可)
shops-paper-basis = Basis: { $basis }
shops-basis-control = quality and safety control
shops-basis-own-test = own test
shops-basis-commissioned-test = commissioned test
shops-basis-official = issued by the authority
shops-keep = Once it is there
shops-keep-store = Keep it
shops-storage-ambient = Cool, dry and closed
shops-storage-cold = In the fridge, 0–4 °C
shops-storage-frozen = In the freezer, -18 °C
shops-storage-cellar = At 11–14 °C, not in the fridge, not in the sun
shops-keep-long = It lasts
shops-keeps-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
shops-keeps-months = { $n ->
    [one] { $n } month
   *[other] { $n } months
}
shops-keeps-ever = without limit
shops-keep-claim = If some is bad
shops-keep-claim-fresh = Within 48 hours of delivery: photograph and weigh what is bad, and that weight is refunded. Nothing has to be sent back.
shops-keep-claim-dry = Within 7 days of delivery: photograph and weigh what is bad, and that weight is refunded. Nothing has to be sent back.
shops-keep-return = If you change your mind
shops-keep-return-fresh = Fresh goods are outside the seven-day return. Until it is packed you may cancel and get all of it back.
shops-keep-return-dry = Unopened goods may be returned within seven days from the day after delivery; you bear the carriage. Until it is packed you may cancel and get all of it back.
shops-keep-freight = Delivery
shops-others = Also in this shop
shops-others-all = See all

## Parts of a price
part-price = You pay
part-growers = To growers
part-packing = Packing
part-express = Delivery
part-channel = Payment fee
unit-yuan = yuan
