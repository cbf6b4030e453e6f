# A cooperative's office: today, lots and receipts, households, the season, files
office-and = {", "}
office-household = Household { $code }
office-unit-jin = {" "}jin
office-unit-t = {" "}t
office-sum = Total

office-today = { $n ->
    [0] Nothing pressing today
    [one] One thing to do first today
   *[other] { $n } things to do first today
}
office-today-where = { $day }. { $cooperative }
office-nothing = Everything at hand is done
office-nothing-text = New deals to deliver, money to pay out and lines the bank returns will line up here.
office-nothing-go = See the market
office-task-deliver = { $n ->
    [one] deal to deliver
   *[other] deals to deliver
}
office-task-deliver-detail = { $weight } in all; weigh and note the ticket
office-task-returned = { $n ->
    [one] payout came back
   *[other] payouts came back
}
office-task-returned-detail = { $sum } yuan; mend the account, put them in the next batch
office-task-approve = { $n ->
    [one] batch to approve
   *[other] batches to approve
}
office-task-approve-detail = { $sum } yuan; not by who prepared it
office-task-export = { $n ->
    [one] batch to export
   *[other] batches to export
}
office-task-export-detail = { $sum } yuan; hand the file to the bank
office-task-answer = { $n ->
    [one] batch waits for the bank
   *[other] batches wait for the bank
}
office-task-answer-detail = { $sum } yuan; import its answer when it comes
office-task-pay = { $n ->
    [one] household to pay
   *[other] households to pay
}
office-task-pay-detail = { $sum } yuan; prepare a batch
office-task-bank = { $n ->
    [one] household without an account
   *[other] households without an account
}
office-task-bank-detail = Their money cannot be sent
office-task-list = { $n ->
    [one] lot with goods to sell
   *[other] lots with goods to sell
}
office-task-list-detail = { $weight } promised to nobody; ask for a receipt and list

office-deal = Deal { $number }　{ $goods }　{ $weight } at { $price } yuan/jin　Buyer { $buyer }, settled { $day }
office-arrived = All paid
office-pay-by = Paid by { $day } at the latest
office-stage-split = Split
office-stage-batch = Batch
office-stage-two = Signed
office-stage-bank = Bank
office-stage-there = Paid
office-pay-promise = Paid within three working days of settlement. A returned line is sent again and delays nobody else.
office-go-pay = Pay out
office-deal-proof = See the working and the proof

office-done = Done today
office-done-note = With who did it
office-done-none = Nothing has been changed today.
office-deed-sign-in = Signed in
office-deed-sign-out = Signed out
office-deed-receipt-requested = Asked for a receipt, lot { $what }
office-deed-receipt-asked-back = Took receipt { $what } back
office-deed-intake-corrected = Corrected ticket { $what }
office-deed-file-imported = Imported { $what }
office-deed-bank-corrected = Changed the account of household { $what }
office-deed-consent-given = Household { $what } agreed to something
office-deed-consent-withdrawn = Household { $what } took a consent back
office-deed-payout-prepared = Prepared payout { $what }
office-deed-payout-approved = Approved payout { $what }
office-deed-payout-dropped = Dropped payout { $what }
office-deed-payout-exported = Exported bank file { $what }
office-deed-payout-answered = Imported the bank's answer { $what }
office-deed-listing-listed = Listed: { $what }
office-deed-listing-taken = Took a listing: { $what }
office-deed-listing-withdrawn = Withdrew a listing: { $what }
office-deed-order-placed = Placed an order: { $what }
office-deed-order-replaced = Replaced an order: { $what }
office-deed-order-cancelled = Cancelled an order: { $what }
office-deed-deal-delivered = Delivered and weighed: { $what }
office-deed-deal-costs = Freight and inspection by the bills: { $what }

office-cellar = In the cellar
office-cellar-rule = Free = in store − promised
office-cellar-none = Nothing has been weighed yet. Import weigh tickets first.
office-cellar-go = Lot by lot
office-col-grade = Grade
office-col-grades = Grades
office-col-recorded-jin = In store (jin)
office-col-held-jin = Promised (jin)
office-col-gone-jin = Shipped (jin)
office-col-free-jin = Free (jin)
office-col-weighed-jin = Weighed (jin)
office-col-sold-jin = Sold (jin)
office-col-pool = To households (yuan)
office-col-lot = Lot
office-col-ticket = Weigh ticket
office-col-weighed-at = Weighed
office-col-state = State
office-col-action = Action
office-col-receipt = Receipt
office-col-contracts = Contracts
office-col-left = Left
office-key-free = Free
office-key-held = Promised
office-fig-recorded = in store
office-fig-held = promised to receipts, deals and shops
office-fig-free = still free to sell

office-lots = Lots
office-lots-lead = Goods are kept by lot and grade, to the jin.
office-lots-rule = Weighed = shipped + promised + free
office-lots-import = Import weigh tickets
office-lots-none = No lots yet
office-lots-none-text = Import weigh tickets and the lots are here.
office-lots-all = All lots
office-lot = Lot { $code }
office-lot-lead = { $name }　{ $place }　harvested { $day }　{ $households } households, { $tickets } tickets
office-grades = Grades
office-receipts = Warehouse receipts
office-receipts-rule = Offers need a receipt
office-receipts-none = No receipts yet. Open a lot to ask for one.
office-receipts-none-here = No receipt over this lot yet.
office-receipt = No. { $number }　{ $instrument }
office-receipt-requested = being registered
office-receipt-issued = valid
office-receipt-refused = not issued
office-receipt-cancelling = coming back
office-receipt-cancelled = taken back
office-receipt-list = Offer it
office-receipt-cancel = Take { $n } back
office-ask-receipt = Ask for a receipt
office-ask-receipt-text = A receipt locks that much of the goods; offers and takes are made with it. What is not sold can be taken back any time.
office-ask-receipt-do = Lock the goods, issue the receipt
office-ask-receipt-nothing-free = All of this lot is promised; nothing is left to lock.
office-ask-receipt-closed = Bulk trading in this product is not open yet.
office-field-instrument = Contract
office-field-instrument-hint = One contract is { $contract }
office-field-contracts = How many
office-field-contracts-hint = This lot still has { $free } to sell
office-field-grades = Which grade
office-field-grades-all = Any the contract accepts, basis grade first
office-deals = Sold to
office-deals-none = Nothing of this lot has been sold.
office-deliverers = Who brought how much
office-deliverers-rule = Parts count grades; the money is split by them
office-tickets = Weigh tickets
office-tickets-rule = A mistake gets a correction; the ticket itself stays

office-correct = Correct
office-correct-title = Correct ticket { $number }
office-correct-lead = A ticket is never rewritten. The correction is a line of its own; both stay, on the slip too.
office-ticket-as-is = As recorded
office-ticket-weighed = Weighed then
office-ticket-counts = Counts now
office-ticket-corrected = Corrected { $at }: { $was } jin → { $now } jin. { $reason }
office-correct-to = What it should be
office-field-jin = The weight that counts
office-field-jin-hint = Now recorded: { $now } jin
office-field-reason = Why
office-field-reason-hint = Such as: 3,500 was typed without its last zero; the paper ticket is in the drawer
office-correct-look = See what would change
office-correct-preview = It would change like this
office-correct-preview-lead = Nothing has changed yet. If it is right, press the button below.
office-not-yet = Not done yet
office-correct-split = The money of this lot has not been paid out; { $sum } yuan are split again:
office-correct-no-split = No money of this lot has been split yet; only the weight changes.
office-correct-drops = { $n ->
    [one] One payout batch that is not exported yet will be dropped and prepared again.
   *[other] { $n } payout batches that are not exported yet will be dropped and prepared again.
}
office-correct-do = Change { $was } jin to { $now } jin
office-correct-leave = Leave it as it is
office-again = Before and after the correction
office-again-lead = Corrected { $at }; { $sum } yuan were split again. What is struck out counts no more.
office-col-was-share = Due before
office-col-share = Due now
office-col-change = Difference
office-col-payable = To pay (yuan)

office-households = Register
office-households-lead = { $n ->
    [one] One household. Open it to see what it brought, sold, owes and is paid.
   *[other] { $n } households. Open one to see what it brought, sold, owes and is paid.
}
office-households-rule = To pay = due − advances
office-households-none = No households yet
office-households-none-text = Import the register of households first.
office-households-all = All households
office-household-lead = { $village }　{ $mu } mu
office-without-bank = { $n ->
    [one] One household has no bank account and would be left out of payouts. Open it and add one.
   *[other] { $n } households have no bank account and would be left out of payouts. Open them and add one.
}
office-col-mu = Mu
office-col-gone = Paid out (yuan)
office-col-bank = Account
office-bank-known = known
office-bank-missing = missing
office-bank = Bank account
office-bank-rule = Seen by the office, the household and the bank alone
office-field-name = Householder
office-field-phone = Phone
office-field-bank = Bank
office-field-account = Account number
office-field-account-hint = Digits only, 8 to 32
office-bank-do = Change the account
office-private-erased = Name, phone and account of this household were erased at its wish.
office-consents = Consents
office-consents-rule = Withdrawing never reduces a payment
office-consents-none = None recorded yet.
office-consent-purpose = To what
office-consent-channel = How it was said
office-consent-given = When
office-consent-withdrawn = withdrawn { $day }
office-consent-withdraw = Withdraw
office-consent-do = Record the consent
office-purpose-settlement = Settlement by weigh ticket
office-purpose-bank = Account number to the bank
office-purpose-story = Own words in public
office-purpose-monitoring = Income support monitoring
office-channel-paper = signed on paper
office-channel-voice = said in person
office-channel-code = code by phone

office-season = Who gets how much of the season
office-season-go = The whole season
office-season-both = { $n } settled deals and { $packs } boxes together
office-season-gross-both = paid for the goods, { $n } deals and { $packs } boxes
office-channel-page = by itself, on its page
office-consent-texts = What is read out
office-season-lead = { $households } households, { $mu } mu, { $tickets } weigh tickets, { $weight } weighed in
office-season-gross = { $n ->
    [one] paid for the goods of one deal
   *[other] paid for the goods of { $n } deals
}
office-season-pool = to the households
office-season-pool-note = { $part }% of it
office-season-ours = the cooperative's fee
office-season-ours-note = { $part }% of it, advances apart
office-season-whose = Who gets how much
office-season-deals = { $n ->
    [one] One settled deal
   *[other] { $n } settled deals together
}
office-season-waiting = { $sum } yuan wait for the next split
office-season-reserve = Where costs exceeded a price, the cooperative's payable and the reserve gave { $sum } yuan.
office-season-none = Nothing sold this season yet
office-season-none-text = After the first deal is settled, each household's part and whose the rest is stand here.

office-imports-lead = Try a file first and see which rows are wrong; mend them, then import. A file goes in whole or not at all.
office-tried = Tried, nothing written: { $kind }, { $name }: { $new } new rows, { $known } known. No faults; it can be imported.
office-hand-in = Hand in a file
office-field-kind = What it is
office-field-file = File
office-field-file-hint = CSV, UTF-8, jin or kg
office-try = Try it first
office-try-note = A try writes nothing; it lists the rows and columns at fault.
office-import-do = Import
office-files = Files handed in
office-files-none = No file has been handed in yet.
office-col-file = File
office-col-new = New rows
office-col-known = Known rows
office-col-who = Who
office-col-at = When
office-who-season = at the season's start
office-file-members = Register of households
office-file-intakes = Weigh tickets
office-file-advances = Advances
office-file-certificates = Certificates
office-file-shelves = Goods for the shops
office-file-products = Products
office-file-skus = Retail goods
office-columns = Columns of each kind of file
office-columns-rule = The same number with the same content changes nothing
office-columns-members = code, name, village_zh, phone, bank_name, bank_account, mu, mu_contiguous
office-columns-intakes = ticket_no, household_code, lot_code, product_code, grade, quantity, unit, harvested_on, weighed_at, place
office-columns-advances = number, household_code, item_zh, item_en, amount_yuan, given_on
office-columns-certificates = number, lot_code, kind, issuer, issued_on, basis
office-columns-shelves = sku_number, lot_code, grade, packs
office-columns-products = code, shop, name_zh, name_en, unit, fresh, [grades], [certificate]
office-columns-skus = number, product_code, name_zh, name_en, spec_zh, spec_en, net_grams, price_yuan, [grade], shop, season_from, season_to, storage, shelf, mixable, open, closed_reason

office-receipt-sold = sold out
office-col-delivered-jin = Delivered (jin)
office-fig-delivered = brought in all
office-fig-payable = to pay
office-fig-payable-note = Due { $share }, advances { $recovered }
office-fig-paid = arrived
office-fig-paid-note = { $sum } on its way at the bank
office-h-sales = Sales
office-h-sales-none = Nothing of this household's has been sold yet.
office-h-deliveries = Deliveries
office-h-deliveries-none = No weigh tickets of this household yet.
office-h-advances = Given on credit
office-h-advances-none = No advances.

problem-goods-short = Not enough goods: { $needed } jin are wanted, { $available } jin are free.
problem-ticket-promised = This grade would lose { $needed } jin, but only { $available } jin are promised to nobody. Take a receipt back first.
problem-ticket-line-paid = Money of this lot has already gone to a household ({ $payable } yuan), so it cannot be split again. The ticket is unchanged.
problem-correction-waits-for-reserve = The correction needs { $needed } yuan from the reserve, which has { $available }. The ticket is unchanged.
problem-receipt-contracts-short = The receipt has { $available } contracts left; { $needed } are wanted.
problem-receipt-not-now = This cannot be done with the receipt now.
problem-consent-withdrawn = This consent was withdrawn before.
field-ticket-unchanged = It is recorded as { $counted } jin already.
field-receipt-lot-unknown = The cooperative has no such lot.
field-receipt-instrument-unknown = There is no such contract.
field-receipt-instrument-closed = This contract is not open yet.
field-receipt-not-by-weight = This contract is not by weight.
field-receipt-other-product = This contract is for another product.
field-receipt-grade = The contract does not accept grade { $grade }.
field-receipt-short = { $needed } jin are needed; the accepted grades have { $available } jin free.
field-receipt-too-many = There cannot be so many; are there digits too many?
field-bank-account-digits = An account number is 8 to 32 digits.
office-sign-in = This household's sign-in
office-sign-in-rule = So that the household reads its own account. A new password ends the old one at once.
office-sign-in-do = Make a sign-in and a password
office-sign-in-title = Sign-in of household { $code }
office-sign-in-once = The password is shown this once. Write it down for the household; it can be changed.
office-sign-in-name = Sign-in
office-sign-in-back = Back to this household
