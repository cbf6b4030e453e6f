### The slip a household holds.

slip-title = Earnings slip
slip-got = Paid to your account this time
slip-yuan = { $sum } yuan
slip-how = How it was worked out
slip-wrong = Weight or sum not right?
slip-sign = Signature
slip-qr = QR code of this slip

slip-deal = Deal { $number }
slip-brought = You brought { $goods }
slip-all-brought = { $households ->
    [one] One household brought
   *[other] { $households } households brought
}
slip-sold = Sold { $weight } ({ $price } yuan a jin)
slip-taken = Less freight, inspection, platform and cooperative
slip-other-deals = With what earlier sales left over
slip-boxes = Boxes, settled { $day }, lot { $lot }
slip-boxes-sold = { $packs ->
    [one] Sold in one box: { $weight } of this lot
   *[other] Sold in { $packs } boxes: { $weight } of this lot
}
slip-boxes-taken = Less packing, express, platform and payment
slip-with-boxes = { $packs ->
    [one] With what one box brought
   *[other] With what { $packs } boxes brought
}
slip-pool = { $households ->
    [one] Shared by one household
   *[other] Shared by { $households } households
}
slip-was = Before the correction: no longer counts
slip-due = Your part { $own } / { $whole }: due
slip-due-graded = By grade your part is { $own } / { $whole }: due
slip-advance = Less advance: { $item }
slip-paid = Paid
slip-when-soon = By { $day } at the latest to your account ending { $tail }.
slip-when-bank = With the bank; by { $day } on your account ending { $tail }.
slip-when-paid = Paid on { $day } to your account ending { $tail }.
slip-when-returned = The bank sent it back: { $reason }. Mend the account at the cooperative and it is sent again.
slip-when-no-bank = We have no bank account of yours; please tell the cooperative by { $day }.
slip-when-held = Too little to split; it is shared together with the next sale.
slip-when-nothing = Nothing is to be paid this time.
slip-note-left = { $sum } yuan of advances are left for next time; no interest.
slip-note-cleared = Advances are paid back; no interest.
slip-whom = Ask the cooperative, or call { $phone }. A wrong weight can be corrected; the slip is printed again with both lines.
slip-print = { $n ->
    [one] To print, use the browser's own print (Ctrl+P or Cmd+P) on A5 paper: one sheet.
   *[other] To print, use the browser's own print (Ctrl+P or Cmd+P) on A5 paper: { $n } sheets, one for each household.
}
slip-back-season = Back to my season
slip-back-household = Back to the household
slip-back-deal = Back to the deal
slip-none = No slips yet
slip-none-text = The money has not been split to the households yet; then there are slips.
