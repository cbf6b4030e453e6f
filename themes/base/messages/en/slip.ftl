### The slip a household holds.

slip-title = Earnings slip
slip-got = Paid to your account this time
slip-yuan = { $sum } yuan
slip-how = How it was worked out
slip-wrong = Weight or sum not right?
slip-sign = Signature
slip-qr = QR code of this slip
