# Orders from the shops: packing, labels, waybills, receipt
nav-parcels = Shop orders
parcels = Shop orders
parcels-lead = Pack what is due first. Packing fixes the lots; then stick the labels on and hand the boxes to the carrier.
parcels-search = Find an order
parcels-search-hint = Its number or waybill, the last four digits of the phone, or the receiver's name
parcels-search-do = Find
parcels-search-clear = Show all again
parcels-found = { $n ->
    [0] Nothing found for "{ $words }"
    [one] One order found for "{ $words }"
   *[other] { $n } orders found for "{ $words }"
}
parcels-tabs = By progress
parcels-state-to_pack = To pack
parcels-state-packed = To send
parcels-state-shipped = On the way
parcels-state-received = Received
parcels-state-settled = Settled
parcels-state-cancelled = Cancelled
parcels-state-claimed = Claims
parcels-state-refunding = Refunds
parcels-state-all = All
parcels-none = No orders here
parcels-none-text-to_pack = Paid orders line up here, the one due first on top.
parcels-none-text-packed = What is packed and not yet with the carrier stands here.
parcels-none-text = Look under another heading.
parcels-none-go = Back to today
parcels-choose = Choose { $number }
parcels-pack-some = Pack the chosen ones
parcels-pack-all = { $n ->
    [one] Pack the one on this page
   *[other] Pack all { $n } on this page
}
parcels-pack-note = Every box of an order gets its lot, for good.
parcels-print-some = Print labels of the chosen ones
parcels-pick = Pick list
parcels-waybills = Enter waybills
parcels-claims = Claims
parcels-packed = { $n ->
    [0] None was packed
    [one] One order is packed; its lots are fixed
   *[other] { $n } orders are packed; their lots are fixed
}
parcels-packed-print = { $n ->
    [one] Print its labels
   *[other] Print the labels of these { $n }
}
parcels-left = { $number } was not packed. { $why }
parcels-boxes = { $n ->
    [one] one box
   *[other] { $n } boxes
}
parcels-times = { $name }　{ $spec } × { $n }

parcel-number = Order { $number }
parcel-state-to_pack = to pack
parcel-state-packed = packed, to send
parcel-state-shipped = on the way
parcel-state-received = received
parcel-state-settled = settled
parcel-state-cancelled = cancelled
parcel-due-send = To the carrier by { $at }
parcel-due-send-late = Should have gone to the carrier by { $at }
parcel-due-silence = Counts as received { $at } if nobody says otherwise
parcel-due-window = Claims until { $at }
parcel-claimed = { $n ->
    [one] one claim
   *[other] { $n } claims
}
parcel-refunding = { $sum } yuan going back
parcel-stage-paid = Paid
parcel-stage-packed = Packed
parcel-stage-shipped = Sent
parcel-stage-received = Received
parcel-stage-settled = Settled
parcel-all = All orders

parcel-goods = What to put in
parcel-goods-note = { $weight } net in all
parcel-col-goods = Goods
parcel-col-packs = Boxes
parcel-col-net = Net weight each
parcel-col-price = Each (yuan)
parcel-col-sum = Sum (yuan)
parcel-cancelled-packs = { $n ->
    [one] one box cancelled
   *[other] { $n } boxes cancelled
}
parcel-refunded = { $sum } yuan back
parcel-receiver = Whom it is for
parcel-receiver-masked = From 30 days after the receipt, or once an order is cancelled, only an outline is kept in sight.
parcel-receiver-erased = The receiver's details were erased at the buyer's wish.
parcel-receiver-name = Receiver
parcel-receiver-phone = Phone
parcel-receiver-address = Address
parcel-receiver-note = The buyer says
parcel-carrier = Carrier
parcel-waybill = Waybill

parcel-pick = Where to take it from
parcel-pick-rule = First harvested, first sent
parcel-pick-lead = { $n ->
    [one] All that the one order waiting needs. Take the oldest harvest first; packing fixes the lots in the same order.
   *[other] All that the { $n } orders waiting need. Take the oldest harvest first; packing fixes the lots in the same order.
}
parcel-pick-none = Nothing to pack now
parcel-pick-none-text = As soon as somebody pays, the goods to fetch are listed here.
parcel-pick-short = The shelf does not hold so much. Put goods on the shop's shelf first.
parcel-pick-line = { $name }　{ $spec }　{ $n ->
    [one] one box
   *[other] { $n } boxes
}
parcel-pick-print = Print the pick list
parcel-col-lot = Lot
parcel-col-grade = Grade
parcel-col-harvested = Harvested
parcel-col-place = Stands in
parcel-col-weight = Take
parcel-pack-do = { $n ->
    [one] Pack one box and fix its lot
   *[other] Pack { $n } boxes and fix their lots
}
parcel-pack-note = Once packed, the buyer cannot cancel any more. The lots are fixed for good and stand on the labels.
parcel-boxes = Packed boxes
parcel-boxes-note = Each has its own code, for good
parcel-col-box = Box
parcel-box = Box { $n }
parcel-col-code = Code
parcel-label-do = { $n ->
    [one] Print one label
   *[other] Print { $n } labels
}
parcel-ship = Hand to the carrier
parcel-ship-note = The carrier is { $carrier }. Enter the waybill once it has been handed over; the buyer sees it then.
parcel-ship-do = { $n ->
    [one] The box is with the carrier: note the waybill
   *[other] { $n } boxes are with the carrier: note the waybill
}
parcel-field-waybill = Waybill
parcel-field-waybill-hint = 6 to 40 letters and digits
parcel-correct = Waybill mistyped?
parcel-correct-note = It is { $waybill }. If that is not what the carrier's slip says, enter the right one; the buyer is told.
parcel-correct-do = Put the waybill right
parcel-claims = Claims
parcel-refunds = Refunds
parcel-col-number = Number
parcel-col-weight-bad = How much is bad
parcel-col-state = State
parcel-col-at = When
parcel-col-reason = Why
parcel-col-amount = Amount (yuan)
parcel-refund-requested = asked for
parcel-refund-sent = on its way
parcel-refund-succeeded = arrived
parcel-refund-failed = did not arrive
parcel-refund-retry = Try { $sum } yuan again
parcel-reason-cancelled = cancelled
parcel-reason-late_payment = paid too late
parcel-reason-claim = bad goods
parcel-steps = What happened
parcel-step-placed = Ordered
parcel-step-paid = Paid
parcel-step-late_reserved = Paid late; the goods were still there
parcel-step-late_refunded = Paid late; the goods were gone, the money goes back
parcel-step-expired = Not paid in time
parcel-step-cancelled = Cancelled
parcel-step-part_cancelled = A part cancelled
parcel-step-packed = Packed, boxes: { $note }
parcel-step-shipped = To the carrier, waybill { $note }
parcel-step-waybill_corrected = Waybill put right, now { $note }
parcel-step-paid_twice = Paid a second time; the second payment goes back
parcel-step-received = Received
parcel-step-claim_opened = Claim { $note } by the buyer
parcel-step-claim_resolved = Claim { $note } given back
parcel-step-claim_rejected = Claim { $note } turned down
parcel-step-refund_requested = Refund { $note } asked for
parcel-step-refund_sent = Refund { $note } on its way
parcel-step-refund_succeeded = Refund { $note } arrived
parcel-step-refund_failed = Refund { $note } did not arrive
parcel-step-settled = Shared out to the households
parcel-step-impact = The buyer was told what reached the households

labels = Labels
labels-lead = { $n ->
    [one] One label on A6 paper. Cut along the dashes: the upper half goes on the box, the lower on the parcel.
   *[other] { $n } labels on A6 paper, one for each box. Cut along the dashes: the upper half goes on the box, the lower on the parcel.
}
labels-back = Back to the order
label-net = Net { $weight }
label-lot = Lot
label-harvested = Harvested
label-from = From
label-mixed = { $lot }　{ $weight }
label-scan = Scan for lot, origin and where the money went
label-qr = The code of this box
label-to = To
label-cut = Cut here
label-box = Box { $n } of { $of }
label-wishes = The buyer says: { $note }

waybills = Enter waybills
waybills-lead = Import the carrier's numbers at once. A file goes in whole or not at all.
waybills-waiting = Waiting for a waybill
waybills-waiting-note = { $n ->
    [one] one order packed
   *[other] { $n } orders packed
}
waybills-waiting-none = Nothing is packed and waiting.
waybills-one = One by one
waybills-hand-in = Import
waybills-columns = Two columns: consignment_number, waybill. The first line names them; UTF-8; set the waybill column to text.
waybills-do = Import waybills
waybills-tried = Tried, nothing written: { $name }: { $new } new, { $known } known. No faults; it can be imported.
waybills-files = Imported before
waybills-files-none = None yet.
waybills-example = For example: GM261122-0001-1,SF1234567890
office-file-waybills = Waybills

office-task-pack = { $n ->
    [one] order to pack
   *[other] orders to pack
}
office-task-pack-detail = Fetch by the pick list, the oldest harvest first
office-task-ship = { $n ->
    [one] order to hand over
   *[other] orders to hand over
}
office-task-ship-detail = Labels on, waybills in
office-task-claims = { $n ->
    [one] claim to answer
   *[other] claims to answer
}
office-task-claims-detail = Look at photographs and weight, say what goes back
office-task-since = The first since { $day }
office-task-refunds = { $n ->
    [one] refund not arrived
   *[other] refunds not arrived
}
office-task-refunds-detail = { $sum } yuan in all
office-task-refunds-more = {"; "}{ $n } wait for the buyer's account
office-task-shelves = { $n ->
    [one] shelf runs low
   *[other] shelves run low
}
office-task-shelves-detail = Weigh and put goods on the shelf, so that there is something to sell
office-task-shelves-more = {"; "}{ $n } sold out
office-deed-consignment-packed = Packed { $what }
office-deed-consignment-shipped = Sent { $what }
office-deed-waybill-corrected = Put the waybill of { $what } right
office-deed-refund-retried = Tried refund { $what } again
deed-refund-retried = Tried a refund again
deed-consignment-packed = Packed an order
deed-consignment-shipped = Sent an order
deed-waybill-corrected = Put a waybill right

problem-consignment-cancelled = This order was cancelled; its goods are on the shelf.
problem-consignment-packed-already = This order was packed before; no goods were moved again.
problem-consignment-not-packed = This order is not packed yet. Pack it first.
problem-consignment-sent-already = This order was sent already.
problem-consignment-not-sent = This order has not been sent yet, so it cannot be received.
problem-consignment-received-already = This order is received already.
problem-waybill-not-sent = This order has not been sent yet; enter its waybill when it is.
problem-waybill-received = This order is received already; its waybill stays as it is.
problem-consignment-not-now = This cannot be done with the order now.
problem-label-sent = { $number } was sent already, so no label is printed any more: one code must not stick on two boxes.
problem-label-not-packed = { $number } is not packed, so it has no label. Pack it first.
problem-label-cancelled = { $number } was cancelled and has no label.
problem-refund-not-failed = This refund has not failed; there is nothing to try again.
field-waybill = A waybill is 6 to 40 letters and digits without spaces.
field-waybill-taken = This waybill is on another parcel. Look at the carrier's slip again.
field-waybill-same = That is the waybill it has already.
field-choose-parcels = Choose the orders first.
field-parcels-max = At most { $most } orders at once.

api-call-consignments = Orders from the shops: to pack, to send, on the way
api-call-pack_consignment = Pack, which fixes the lot of every box
api-call-ship_consignment = Hand to the carrier under a waybill
api-call-correct_waybill = Put a mistyped waybill right
api-call-waybills = Import a list of waybills
