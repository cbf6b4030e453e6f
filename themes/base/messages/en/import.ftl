### Imported files: which line, which column, and why. First what is wrong, then what to change.

import-place-cell = Line { $line }, column { $column }
import-place-line = Line { $line }
import-refused = Nothing of this file was taken. { $total } things need a change.
import-more = Only the first { $listed } of { $total } are listed. Mend these and import the file again.

## The whole file
import-reason-binary = This is not a text file. Save it as "CSV UTF-8" in your spreadsheet and import it again.
import-reason-not-utf8 = The characters here cannot be read; the file may be damaged. Export it again as CSV UTF-8.
import-reason-looks-like-gbk = This file is in GBK. Save it as "CSV UTF-8" in your spreadsheet and import it again.
import-reason-empty-file = The file is empty.
import-reason-truncated = The file breaks off here, the rest did not arrive. Export it again and import it again.
import-reason-too-many-rows = A file has at most { $limit } rows. Please cut it into several.
import-reason-missing-column = The header lacks the column { $name }.
import-reason-unknown-column = The header has "{ $name }", which is not known here. Take the column out, or name it as the guide does.
import-reason-repeated-column = The header has { $name } twice. Keep one.
import-reason-cell-count = This row has { $found } cells and the header { $expected }.

## One cell
import-reason-empty = This is empty and has to be filled in.
import-reason-not-empty = This has to be left empty.
import-reason-too-long = Too long: at most { $limit } characters.
import-reason-bad-text = There is a line break or an unreadable character in it. Write one line of plain text.
import-reason-bad-code = "{ $value }" cannot be a code. Codes are letters, digits and - _ .
import-reason-bad-email = "{ $value }" is not an e-mail address.
import-reason-bad-account = "{ $value }" is not an account; accounts are digits only. If the spreadsheet made it scientific, format the column as text first.
import-reason-not-a-number = "{ $value }" is not a number. Write digits and a decimal point; the unit has its own column.
import-reason-negative = "{ $value }" is below zero, which cannot be here.
import-reason-zero = This cannot be zero.
import-reason-finer-than-gram = "{ $value }" is finer than a gram. Write whole grams at the finest.
import-reason-finer-than-fen = "{ $value }" is finer than a fen. Write at most two decimals.
import-reason-too-many-decimals = "{ $value }" has too many decimals; this column takes { $places }.
import-reason-too-large = "{ $value }" is too large; the most is { $limit }. Look for a zero too many or a wrong unit.
import-reason-more-than-whole = "{ $value }" is more than the whole, { $whole }.
import-reason-unknown-unit = The unit "{ $value }" is not known. You can write: { $allowed }.
import-reason-unknown-grade = This product has no grade "{ $value }". You can write: { $allowed }.
import-reason-unknown-word = "{ $value }" is not known here. You can write: { $allowed }.
import-reason-bad-date = "{ $value }" is not a date. Write it as 2026-10-12.
import-reason-bad-time = "{ $value }" is not a time. Write it as 2026-10-12 08:10, in Beijing time.
import-reason-before-harvest = It was weighed before it was harvested; the harvest says { $harvested_on }.

## Between rows
import-reason-duplicate-number = Number "{ $value }" is on line { $first_line } already, with other content. Keep the line that is right.
import-reason-unlike-its-lot = Lot { $lot } has another product or place on line { $first_line }. A lot is one product in one place.
import-reason-broken-balance = The balance does not follow: after the line before it should be { $expected }, and it says { $found }. A line may be missing, or the order reversed.

## Against what is recorded
import-reason-number-taken = Number "{ $value }" is recorded already, with other content. What is recorded is not written over; if it is wrong, make a correction in the office.
import-reason-unknown-household = This cooperative has no household "{ $value }". Import the members first.
import-reason-unknown-product = There is no product "{ $value }".
import-reason-unknown-sku = There is no pack number "{ $value }" in the shops.
import-reason-unknown-lot = This cooperative has no lot "{ $value }". Import its weigh tickets first.
import-reason-sku-closed = Pack number { $value } is not on sale yet.
import-reason-not-in-this-sku = "{ $value }" is not what goes into this pack: another product or another grade.
import-reason-no-certificate = Lot { $value } has no certificate of the kind that its product needs. Record it first.
import-reason-part-of-pack = "{ $value }" is not a whole number of packs. One pack is goods of one lot here.
import-reason-lot-short = { $value } kg are asked for and the lot has { $limit } kg free.
import-reason-unknown-organisation = There is no organisation "{ $value }".
import-reason-unknown-division = There is no province, city or district with the code "{ $value }".
import-reason-unlike-recorded-lot = Lot { $lot } is recorded with another product or place. Use another lot number.
import-reason-in-the-future = "{ $value }" has not come yet. Check the date.
import-reason-unknown-payout-line = There is no line "{ $value }" in a bank file of yours.
import-reason-other-amount = The line was instructed with { $expected }, and the file says { $found }.
import-reason-other-answer = Line "{ $value }" is not waiting for an answer, or was answered the other way before.
import-reason-bad-waybill = "{ $value }" is no waybill: 6 to 40 letters and digits without spaces. If a spreadsheet turned it into 1.23E+13, set the column to text first.
import-reason-waybill-twice = Waybill "{ $value }" stands on line { $first_line } for another parcel. Each parcel has its own.
import-reason-waybill-taken = Waybill "{ $value }" is another parcel's. Look at the carrier's slip and enter this one's.
import-reason-other-waybill = This parcel was sent already, under waybill "{ $value }".
import-reason-unknown-consignment = The cooperative has no parcel "{ $value }".
import-reason-not-packed = "{ $value }" is not packed yet, or was cancelled; it cannot be sent.

## Why something is not open yet
closed-reason-catch-weight = Selling by true weight is not open yet
closed-reason-report-missing = The test report has not come, so it cannot be called selenium-rich
closed-reason-craft-later = Craft goods are not open yet
closed-reason-bundle-later = Gift boxes of several goods are not open yet
closed-reason-process-later = Dried and processed lots are not open yet
closed-reason-auction-later = Auctions are not open yet
closed-reason-negotiation-later = Negotiation and quotes are not open yet

## Grades
grade-te = Top grade
grade-yi = First grade
grade-er = Second grade
grade-san = Third grade
grade-dw = Below grade
grade-a = Grade A
grade-b = Grade B
grade-c = Grade C
grade-l6 = Over 6 cm
grade-m46 = 4–6 cm
grade-s24 = 2.5–4 cm
grade-std = Standard
grade-wh = Belly
grade-ht = Hind leg
grade-pg = Ribs
