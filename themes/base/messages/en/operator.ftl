# The operator's desk
operator-today = Operator
operator-today-count = { $n ->
    [0] Nothing to do today
    [one] One thing to do first
   *[other] { $n } things to do first
}
operator-nothing = All done
operator-nothing-text = New applications, lines that match nothing and objections line up here.
operator-task-unknown-debits = { $n ->
    [one] debit that nobody ordered
   *[other] debits that nobody ordered
}
operator-task-unknown-debits-detail = All payouts stand still until this is cleared
operator-task-objections = { $n ->
    [one] deal with an objection
   *[other] deals with an objection
}
operator-task-objections-detail = Decide the weight within three working days, else the recorded one stands
operator-task-unknown-credits = { $n ->
    [one] credit that nobody claims
   *[other] credits that nobody claims
}
operator-task-unknown-credits-detail = No memo code; kept in suspense
operator-task-members = { $n ->
    [one] firm waits to be verified
   *[other] firms wait to be verified
}
operator-task-members-detail = They can bid after that
operator-task-withdrawals = { $n ->
    [one] withdrawal to pay
   *[other] withdrawals to pay
}
operator-task-withdrawals-detail = Put them in a payout batch; two people sign
operator-task-batches = { $n ->
    [one] payout batch not finished
   *[other] payout batches not finished
}
operator-task-batches-detail = To approve, to export, or waiting for the bank
operator-task-mails-stopped = { $n ->
    [one] mail did not go out
   *[other] mails did not go out
}
operator-task-mails-stopped-detail = See why; send it again or leave it
operator-task-mails-late = { $n ->
    [one] mail is not out yet
   *[other] mails are not out yet
}
operator-task-mails-late-detail = The mail server does not take it for now; tried again by itself
operator-look = Look into the books
operator-lag = The projection lags { $n } commands
operator-clock = Demo clock
operator-clock-text = Forward only. Deadlines passed take effect at once: late parties, silent acceptance, expired listings.
operator-clock-hours = Forward (hours)
operator-clock-do = Move the clock
operator-members = Member firms
operator-members-lead = After licence and bank account are checked, a firm gets its memo code.
operator-waiting = Waiting
operator-waiting-none = No firm is waiting.
operator-members-all = All members
operator-since = Applied
operator-action = Action
operator-verify = Verify
operator-refuse = Turn down
operator-memo = Memo code
operator-state = State
operator-member-active = may trade
operator-member-pending = waiting
operator-member-refused = turned down
operator-stop = Custody does not match and all payouts stand still: books { $ledger }, bank { $bank }, difference { $difference }.
operator-stop-look = Look at it
operator-bank = Custody account
operator-bank-none = No statement has been imported yet.
operator-bank-until = Statement until { $at }, balance { $sum }
operator-bank-open = Lines that wait for you
operator-bank-open-text = None is lost, and none goes away by itself
operator-resolve-to = Whose is it
operator-resolve = Credit { $sum } to it
operator-take-over = The operator bears { $sum }
operator-bank-lines = Lines of the account
operator-line = Line
operator-at = Time
operator-memo-text = Counterparty and memo
operator-amount = Amount (yuan)
operator-balance = Balance (yuan)
operator-line-matched = matched
operator-line-suspense = suspense
operator-line-resolved = claimed
operator-line-unknown_debit = unknown debit
operator-line-taken_over = borne by operator
operator-upload = Import a statement
operator-upload-text = The bank's CSV with columns line_no, booked_at, amount_yuan, memo, counterparty, balance_yuan. Importing twice books nothing twice.
operator-file = Statement file
operator-upload-do = Import and match
operator-books = Trial balance
operator-books-lead = In every book debits equal credits; every balance is a sum of entries, none is typed in.
operator-books-none = No entries yet
operator-books-none-text = After the first money or the first advance there are figures here.
operator-book-custody = Custody
operator-book-own = A cooperative's own book　{ $name }
operator-account = Account
operator-party = Whose
operator-debit = Debit (yuan)
operator-credit = Credit (yuan)
operator-total = Total
operator-statement = Account statement
operator-event = Event
operator-other = Other account
operator-change = Change (yuan)
operator-audit = Audit trail
operator-audit-lead = Who did what and when; rows are added, never changed.
operator-who = Who
operator-deed = Deed
operator-subject = Subject
operator-detail = Detail
operator-mails = Mail sent
operator-mails-lead = In a demo mail lands in a folder and goes nowhere else.
operator-mails-none = No mail yet
operator-mails-none-text = When someone recovers a password, the letter is here.
operator-mails-lead-server = Mail goes out through the mail server; only its reader sees what it says.
operator-mails-samples-go = See how each mail looks
operator-mails-samples = How each mail looks
operator-mails-samples-lead = The facts are invented; read words and layout here. Below is the plain text, the layout opens on a page of its own.
operator-mails-sheet-zh = Chinese layout
operator-mails-sheet-en = English layout
operator-mails-stopped = Mail that did not go out
operator-mails-stopped-text = The mail server refuses it, or five days of trying did not help. If the address is wrong, reach the reader another way.
operator-mail-to = To
operator-mail-reason = Why
operator-mail-attempts = Tries
operator-mail-again = Send again
operator-mail-leave = Leave it
operator-mail-why = Tried { $n } times and still trying. { $reason }
operator-mail-waiting = waiting
operator-mail-late = not out yet
operator-mail-sent = sent
operator-mail-left = not sent
problem-mail-decided = This mail has been dealt with already.
file-rows = { $n ->
    [one] One thing to mend; not a single row was written.
   *[other] { $n } things to mend; not a single row was written.
}
file-line = Line
file-column = Column
file-reason = Reason
problem-import-refused = The file has { $rows } faults; not a single row was written.
problem-member-decided = This firm has been decided already.
field-member-unknown = There is no such trading member.
field-clock-step = The clock only moves forward, two years at most.
account-code-1001 = bank custody
account-code-1002 = provider receivable
account-code-1101 = buyer receivable
account-code-1201 = household advances
account-code-1202 = household over-paid
account-code-2001 = buyer escrow
account-code-2002 = deposits held
account-code-2003 = member cash
account-code-2004 = desk in transit
account-code-2005 = desk
account-code-2101 = payable to cooperative
account-code-2102 = payable to household
account-code-2103 = payable to carrier and inspector
account-code-2104 = tax
account-code-2105 = lot pool
account-code-2110 = advances funded, not yet payable
account-code-2201 = quality retention
account-code-2301 = risk reserve
account-code-2302 = claims on households
account-code-2901 = suspense
account-code-3001 = operator's float
account-code-4001 = platform fee
account-code-5001 = channel cost
account-code-5002 = refund loss
account-code-1301 = due from custody
account-code-1302 = advances funded
account-code-1303 = household deficits
account-code-2401 = wages payable
account-code-2402 = surplus payable
account-code-3101 = own funds
account-code-3201 = year's surplus
account-code-3202 = reserve fund
account-code-4002 = cooperative's fee
account-code-4003 = trading margin
account-code-4004 = own costs met
account-code-5101 = wages
problem-books-short = The account holds { $available }; { $needed } is needed. Nothing moved.
problem-books-uncovered = The operator's own money is { $missing } short; this cannot be posted.
problem-bank-line-decided = This line has been decided already.
operator-venue = at the desk

## The audit trail: what was done, and its values
deed-sign-in = Signed in
deed-sign-out = Signed out
deed-sign-up = Applied for an account
deed-password-changed = Changed the password
deed-operator-made = Made an operator
deed-member-verified = Verified a firm
deed-member-refused = Turned a firm down
deed-statement-imported = Imported a statement
deed-credit-resolved = Gave a credit to its member
deed-debit-taken-over = Took a debit over
deed-clock-moved = Moved the demo clock
deed-funds-to-desk = Moved cash to the desk
deed-funds-from-desk = Moved money back from the desk
deed-withdrawal-asked = Asked for a withdrawal
deed-withdrawal-cancelled = Took a withdrawal back
deed-receipt-requested = Asked for a receipt
deed-receipt-asked-back = Took a receipt back
deed-intake-corrected = Corrected a weigh ticket
deed-file-imported = Imported a file
deed-bank-corrected = Changed a bank account
deed-consent-given = Noted a consent
deed-consent-withdrawn = Took a consent back
deed-payout-prepared = Prepared a payout
deed-payout-approved = Approved a payout
deed-payout-dropped = Dropped a payout
deed-payout-exported = Exported a bank file
deed-payout-answered = Imported the bank's answer
deed-listing-listed = Listed
deed-listing-taken = Took a listing
deed-listing-withdrawn = Withdrew a listing
deed-order-placed = Placed an order
deed-order-replaced = Replaced an order
deed-order-cancelled = Cancelled an order
deed-deal-paid = Paid the balance
deed-deal-delivered = Delivered and weighed
deed-deal-costs = Entered the bills
deed-deal-objected = Objected
deed-deal-decided = Decided the weight
deed-deal-accepted = Accepted
deed-mail-again = Sent a mail again
deed-mail-left = Left a mail unsent
detail-amount_fen = sum (yuan)
detail-sum_fen = total (yuan)
detail-freight_fen = freight (yuan)
detail-inspection_fen = inspection (yuan)
detail-weight_g = weight (jin)
detail-was_g = was (jin)
detail-now_g = now (jin)
detail-what = which
detail-file = file
detail-reason = reason
detail-new = new rows
detail-known = known rows
detail-lines = lines
detail-paid = paid
detail-returned = returned
detail-instrument = instrument
detail-contracts = contracts
detail-kind = kind
detail-organisation = firm no.
detail-advance_ms = forward (hours)
detail-cycle = split no.

## What a deed was done to, by its number
subject-person = Person { $n }
subject-statement = Statement { $n }
subject-bank-line = Bank line { $n }
subject-withdrawal = Withdrawal { $n }
subject-listing = Listing { $n }
subject-order = Order { $n }
subject-instruction = Instruction { $n }
subject-receipt = Receipt { $n }
subject-payout = Payout { $n }
subject-intake = Weigh ticket { $n }
subject-consent = Consent { $n }
subject-mail = Mail { $n }

## What an entry of the books records
posting-operator_float = Operator's float paid in
posting-reserve_funded = Reserve funded
posting-operator_draw = Operator drew its fees
posting-debit_taken_over = Unknown debit taken over
posting-advance_given = Inputs advanced
posting-member_paid_in = Member's transfer
posting-member_withdrawal = Member's withdrawal
posting-credit_unknown = Unknown credit
posting-credit_resolved = Credit given to its member
posting-desk_requested = On its way to the desk
posting-desk_credited = Arrived at the desk
posting-desk_refused = Refused by the desk
posting-desk_debited = Left the desk
posting-desk_returned = Back in cash
posting-deposit_held = Deposit held
posting-match_paid = Price paid at the match
posting-balance_paid = Balance paid
posting-accepted = Acceptance
posting-rest_returned = Rest returned
posting-late_seller = Late seller, all refunded
posting-purchase_paid = Purchase paid
posting-provider_settled = Provider settled
posting-purchase_refunded = Purchase refunded
posting-consignment_settled = Consignment settled
posting-pool_cycle = Pool split to households
posting-pool_suspended = Pool in suspense
posting-recovered = Advances recovered
posting-weight_corrected = Split again after a correction
posting-reversed = Reversal
posting-household_payout = Paid to a household
posting-cooperative_payout = Paid to a cooperative
posting-carrier_payout = Paid to carrier or inspector
posting-payout_returned = Sent back by the bank
posting-pending = waits for the bank
posting-voided = voided

# How shops are paid
operator-payments = Payments
operator-payments-lead = What buyers paid in the shops: what providers owe, when it comes, and what waits for you
operator-refunds-failed = Refunds that did not go through
operator-refund = Refund
operator-purchase = Order
operator-refund-again = Send again
operator-yuan = Yuan
operator-when = When
operator-day = Day
operator-settlements = Paid out by providers
operator-settlements-none = No day of payments has ended yet.
operator-settlement-number = Number on the bank line
operator-settlement-paid = Paid by buyers
operator-settlement-fee = Kept by the provider
operator-settlement-refunded = Given back
operator-settlement-net = Comes to custody
operator-settlement-expected = expected
operator-settlement-received = received
operator-heard = Heard and not taken
operator-heard-none = Nothing. Every payment that was heard of is in the books.
operator-heard-from = From
operator-heard-about = Payment number
operator-heard-why = Why it was not taken
operator-heard-unknown_attempt = no such payment was asked for
operator-heard-other_provider = it was asked of another provider
operator-heard-other_amount = another amount was asked for
operator-heard-paid_before = it was paid before
operator-heard-not_confirmed = the provider itself does not confirm it
operator-heard-other_statement = the provider's day does not agree with ours
operator-task-refunds-failed = { $n ->
    [one] 1 refund did not go through
   *[other] { $n } refunds did not go through
}
operator-task-refunds-failed-detail = Look at the reason, then send it again
