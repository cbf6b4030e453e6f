# The shops' shelves: what of each pack is there, promised and left; certificates of lots
shelves-title = Shop shelves
shelves-lead = Here is decided what goes on sale, and from which lot. Goods on a shelf are held in their lot; no receipt can take them.
shelves-all = Every kind of pack
shelves-rule = On the shelf = awaiting payment + to pack + for sale
shelves-fig-on-sale = kinds of pack on sale
shelves-fig-low = kinds low or sold out
shelves-fig-allocated = paid boxes to pack
shelves-none = Nothing can go on sale yet
shelves-none-text = Weigh goods into a lot and record the lot's certificate; then they can go on sale.
shelves-col-sku = Pack
shelves-col-on-hand = On the shelf (kg)
shelves-col-reserved = Awaiting payment
shelves-col-allocated = To pack
shelves-col-available = For sale
shelves-col-lot = Lot, oldest packed first
shelves-col-certificate = Certificate
shelves-col-packs = On the shelf
shelves-key-available = For sale
shelves-key-promised = Promised
shelves-out = sold out
shelves-low = only { $n } left
shelves-on-sale = on sale
shelves-sku = No. { $number }　{ $name }
shelves-sku-facts = { $spec }, { $grade }, { $price } yuan a pack. { $mix ->
    [yes] A pack may hold goods of several lots.
   *[no] A pack is goods of one lot.
}
shelves-lots = Lots on the shelf
shelves-empty = Nothing is on the shelf.
shelves-back = Take back
shelves-back-packs = How many packs to take back
shelves-back-do = Put back into the lot
shelves-field-lot = Put more on sale, from which lot
shelves-source = { $lot }　{ $packs } packs free
shelves-field-packs = How many packs
shelves-field-packs-whole = Whole packs, { $net } each
shelves-field-packs-part = { $net } a pack; a part will do too, such as 0.7
shelves-put-do = Put on sale
shelves-nothing-free = No lot has a whole pack that is promised to nobody.
shelves-uncertified = These lots lack the { $kind } and cannot go on sale:
shelves-uncertified-more = {" "}and { $n } more
shelves-see = To the shelves

## On a lot's page
shelves-of-lot = On the shops' shelves
shelves-of-lot-none = Nothing of this lot is on a shelf.
certificates = Certificates
certificates-rule = No shop sells without the one it needs
certificates-none = This lot has no certificate yet.
certificates-record = Record a certificate
certificates-col-number = Number
certificates-col-issuer = Signed by
certificates-col-day = Day
certificates-col-basis = Rests on
certificate-field-kind = Which kind
certificate-field-number = Number
certificate-field-number-hint = As printed on it; no two are alike
certificate-field-issuer = Signed by
certificate-field-day = The day on it
certificate-field-basis = What it rests on
certificate-do = Record it
certificate-kind-conformity = conformity certificate
certificate-kind-quarantine = quarantine certificate
certificate-kind-licence = food production licence
certificate-basis-control = own quality control
certificate-basis-own-test = own test
certificate-basis-commissioned-test = commissioned test
certificate-basis-official = issued by an office

## Done today
office-deed-goods-put-on-sale = Put on sale, lot { $what }
office-deed-goods-taken-back = Took off sale, lot { $what }
office-deed-certificate-recorded = Recorded a certificate, lot { $what }
deed-goods-put-on-sale = put on sale
deed-goods-taken-back = took off sale
deed-certificate-recorded = recorded a certificate
detail-sku = pack no.
detail-packs = packs
detail-number = number

## Refusals
field-shelf-sku-unknown = There is no such pack.
field-shelf-sku-closed = This pack is not on sale yet.
field-shelf-not-by-weight = This pack is not sold by weight and cannot come from a lot.
field-shelf-other-product = Lot { $lot } is another product.
field-shelf-other-grade = Lot { $lot } has none of the grade that goes into this pack.
field-shelf-no-certificate = Lot { $lot } lacks the certificate that its product needs; record it on the lot's page first.
field-shelf-part-of-pack = Whole packs only: { $net } kg each, goods of one lot.
field-shelf-not-packs = Needs a number of packs above zero, such as 120.
field-shelf-too-many = There cannot be so many; are there zeros too many?
field-shelf-lot-short = { $needed } kg are wanted and this lot has { $available } kg.
field-shelf-promised = What buyers were promised stays: { $available } kg are promised to nobody, { $needed } kg are wanted.
field-certificate-number-taken = This number is recorded already.
field-certificate-number-plain = A number is letters, digits and signs.
field-certificate-no-day = Needs a day such as 2026-10-12.
field-certificate-in-future = This day has not come yet.
