# A household's own season
household-title = Your season
household-unit-yuan = {" "}yuan
household-next = Next: { $sum } yuan, by { $day } at the latest, to your account ending { $tail }.
household-next-bank = { $sum } yuan are with the bank, on their way to your account ending { $tail }.
household-next-no-bank = { $sum } yuan wait for you, but we have no bank account of yours. Please tell the cooperative.
household-next-returned = The bank sent { $sum } yuan back: { $reason }. Please mend your account at the cooperative; then it is sent again.
household-next-none = All that is yours has been paid, to your account ending { $tail }.
household-fig-payable = is yours this season
household-fig-payable-note = Due { $share }, advances { $recovered }
household-fig-paid = has arrived
household-fig-paid-note = { $sum } on its way at the bank
household-fig-delivered = you brought in all
household-sales = Sales
household-sales-rule = What is struck out was before a correction and counts no more
household-sales-none = Nothing sold yet
household-sales-none-text = When your goods are sold and accepted, the account stands here.
household-sale = { $day }: together { $weight } were sold for { $gross } yuan
household-sale-pool = Shared by all
household-sale-share = Your share
household-sale-recovered = Advances taken off
household-sale-waits = Too little to split now; it is shared together with the next sale.
household-boxes = Sold in boxes
household-boxes-rule = Settled once a day, a line for each lot
household-box-day = Settled
household-box-sold = Sold
household-box-packs = { $packs ->
    [one] one box, { $weight }
   *[other] { $packs } boxes, { $weight }
}
household-sale-with-boxes = { $packs ->
    [one] Of it one box
   *[other] Of it { $packs } boxes
}
household-consents-go = What I agreed to
household-returned = The bank returned it: { $reason }. Mend the account at the cooperative and it is sent again.
household-slip = Slip
household-slip-look = See and print the slip
household-deliveries = What you brought
household-deliveries-none = No weigh tickets yet.
household-advances = Given on credit
household-advances-rule = At most half of each sale is taken; no interest
household-advances-none = You owe no advances.
household-advance-item = What
household-advance-given = When
household-advance-amount = Sum (yuan)
household-advance-recovered = Taken off (yuan)
household-advance-left = Left (yuan)
household-whom = If weight or sum is not right, ask { $cooperative }, phone { $phone }. A wrong weight can be corrected; both lines are then printed on the slip.
