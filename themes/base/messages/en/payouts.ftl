# Payouts: money leaves by bank file alone, and by two people
payout-lead-office = Paying households. One person prepares, another approves; the file goes to the bank and its answer comes back.
payout-lead-operator = Paying members, buyers who get money back, cooperatives, carriers and inspectors. One person prepares, another approves.
payout-stop = Custody does not match and payouts stand still: books { $ledger }, bank { $bank }, difference { $difference }, debits nobody ordered: { $debits }. They go on once the operator has cleared it.
payout-yuan = { $sum } yuan
payout-due-households = Due to households
payout-due-withdrawals = Members ask for
payout-due-refunds = To give back to buyers
payout-due-cooperatives = Due to cooperatives
payout-due-carriers = Due to carriers and inspectors
payout-due-note = The button prepares exactly this
payout-due-none = Nothing to pay now.
payout-lines-households = { $n ->
    [one] one household
   *[other] { $n } households
}
payout-lines-withdrawals = { $n ->
    [one] one member
   *[other] { $n } members
}
payout-lines-refunds = { $n ->
    [one] one refund
   *[other] { $n } refunds
}
payout-lines-cooperatives = { $n ->
    [one] one cooperative
   *[other] { $n } cooperatives
}
payout-lines-carriers = { $n ->
    [one] one payee
   *[other] { $n } payees
}
payout-prepare = Prepare { $lines }, { $sum } yuan
payout-left-out = { $n ->
    [one] One payee cannot be paid:
   *[other] { $n } payees cannot be paid:
}
payout-why-no_bank_account = no bank account
payout-why-not_settled = the provider has not paid it out yet
payout-why-short_of_cash = cash has become too little
payout-batches = Batches
payout-batches-rule = What is at the bank counts as paid; what returns is sent again
payout-batches-none = No batch has been prepared yet.
payout-col-batch = Batch
payout-col-lines = Lines
payout-col-sum = Sum (yuan)
payout-col-paid = Arrived (yuan)
payout-col-first = Prepared
payout-col-second = Approved
payout-kind-households = households
payout-kind-withdrawals = withdrawals
payout-kind-refunds = refunds to buyers
payout-kind-cooperatives = cooperatives
payout-kind-carriers = carriers and inspectors
payout-state-prepared = to approve
payout-state-approved = to export
payout-state-exported = waits for the bank
payout-state-answered = done
payout-state-dropped = dropped
payout-returned = { $n } returned
payout-answer = The bank's answer
payout-answer-text = Whether a line was paid is the bank's word: each line says paid or returned, and why.
payout-answer-file = Answer file
payout-answer-hint = CSV with columns line_no, amount_yuan, result (paid or returned), reason
payout-answer-do = Import the answer
payout-batch = Batch { $number }
payout-batch-lead = { $kind }　{ $lines }　{ $sum } yuan
payout-all = All batches
payout-way = How far it is
payout-flow-prepared = Prepared by { $who }
payout-flow-approved = Approved by { $who }
payout-flow-exported = To the bank
payout-flow-answered = Bank's answer
payout-second-person = a second person
payout-approve = { $n ->
    [one] Approve one line, { $sum } yuan
   *[other] Approve { $n } lines, { $sum } yuan
}
payout-why-first = You prepared this batch; another person has to approve it.
payout-why-role = The manager approves.
payout-why-stopped = Custody differs by { $difference } yuan; no file goes out before it is cleared.
payout-drop = Drop this batch
payout-dropped-text = This batch was dropped; what was in it is due again and nothing has moved.
payout-export = { $n ->
    [one] Export one line, { $sum } yuan
   *[other] Export { $n } lines, { $sum } yuan
}
payout-download = Download { $name }.csv
payout-go-answer = The answer is here: import it
payout-lines = Lines
payout-lines-rule = Codes and the account's last digits only
payout-col-line = Line
payout-col-payee = Payee
payout-col-tail = Account ends
payout-col-amount = Amount (yuan)
payout-tail-later = on export
payout-line-prepared = prepared
payout-line-instructed = at the bank
payout-line-paid = paid
payout-line-returned = returned
payout-line-dropped = dropped
payout-returned-why = The bank says: { $reason }. The money did not go out; mend the account and the next batch carries it.
payout-no-reason = no reason given
payout-mend = Mend the account

problem-payout-not-now = The batch is no longer at that step; please look at where it is.
problem-payout-same-person = You prepared this batch; another person has to approve it.
problem-payout-nothing-due = Nothing is due now; no batch was prepared.
problem-payout-nothing-payable = Money is due to { $left_out } payees, but none can be paid: no bank account, or too little cash. No batch was prepared.
problem-payout-changed = What line { $line } was made of has changed; drop this batch and prepare it again.
problem-payout-no-bank-account = Line { $line } has no bank account any more; add one, then export.
problem-payouts-stopped = Custody does not match (books { $ledger }, bank { $bank }); no file goes out before it is cleared. No money moved.
