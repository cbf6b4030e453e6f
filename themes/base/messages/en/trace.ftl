### The page behind the code on a box: where the goods come from and how the money is parted; nothing of who bought, and of no single household.

trace-title = Lot { $code }
trace-more-lots = this box holds { $n } lots
trace-from = This box comes from
trace-from-households = { $n } households of { $place }
trace-from-place = { $place }
trace-and = {", "}
trace-lead = You scanned the public code of a box. It tells of the goods only, not of who bought them, and not of any one household.
trace-way = { $shop ->
    [pig] From the pen to the box
    [shiitake] From the shed to the box
   *[other] From the field to the box
}
trace-harvested = { $shop ->
    [pig] Slaughtered
   *[other] Harvested
}
trace-weighed = Weighed in
trace-weighed-note = On the scales of { $cooperative }, a ticket for each household
trace-packed = Packed
trace-shipped = Sent
trace-what = What it is
trace-goods = Goods
trace-packer = Packed by
trace-in-box = In this box
trace-place = Where
trace-place-few = { $township } (fewer than five households of a village: only the township)
trace-households = Households
trace-households-many = { $n } households brought in this lot
trace-households-few = fewer than five
trace-posted = To the households
trace-posted-sum = { $sum } yuan posted to { $n } households so far, of all sales of this lot
trace-posted-none = nothing posted yet
trace-rule = With fewer than five households neither their number nor a sum is told. What each one gets stands on its own slip.
trace-split = Of every hundred yuan
trace-split-posted = The money of this box is posted; these are the parts as posted.
trace-split-promised = Money is posted once the days for a claim are over. These are the parts as published on the day of the order; what is posted will replace them.
trace-tag-posted = Posted
trace-hundred = Price
trace-stories = In the growers' own words
trace-stories-rule = Households wrote this themselves and agreed to have it here; they can take it back at any time. The names are their own choice.
trace-ask = Does something seem wrong?
trace-ask-text = If the goods are not what this page says, tell us from your order, or call the cooperative. We stop the lot first, and then look into it.
trace-again = See these goods again

trace-certificate-conformity = Certificate of conformity
trace-certificate-quarantine = Animal quarantine certificate
trace-certificate-licence = Food production licence
trace-basis-control = On the basis of its own controls
trace-basis-own_test = On the basis of its own test
trace-basis-commissioned_test = On the basis of a commissioned test
trace-basis-official = Issued by the authority

problem-pack-unknown = No box has this code. Please see whether a sign is missing, or scan it again.

## Where a lot went, for the office
trace-parcels = Orders with boxes of this lot
trace-parcels-rule = If something is wrong with the goods, call back by this list
trace-parcels-number = Order
trace-parcels-packs = Boxes
trace-parcels-grams = Jin
trace-parcels-here = not sent yet
operator-task-sales-short = { $n ->
    [one] One order waits for the reserve to be settled
   *[other] { $n } orders wait for the reserve to be settled
}
operator-task-sales-short-detail = The price went back, packing and express are still owed; they settle by themselves once the reserve has enough
operator-task-splits-failed = { $n ->
    [one] The boxes' money of one lot could not be split
   *[other] The boxes' money of { $n } lots could not be split
}
operator-task-splits-failed-detail = Their households wait; it is tried again by itself after longer and longer pauses
operator-splits = Boxes' money that could not be split
operator-splits-note = Tried again by itself, by this machine's clock
operator-splits-lot = Lot
operator-splits-why = Why
operator-splits-tries = Tries
operator-splits-again = Next try
