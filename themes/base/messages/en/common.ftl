### Words every page shares.

site-name = Sanbao
site-tagline = Lüliang specialties, open books
skip-to-content = Skip to content
nav-label = Main
nav-market = Bulk market
nav-deals = Deals
nav-funds = Funds
nav-today = Today
nav-lots = Lots and receipts
nav-shelves = Shelves
nav-households = Households
nav-payouts = Payouts
nav-imports = Imports
nav-my-season = My season
nav-operator = Today
nav-members = Members
nav-bank = Custody account
nav-books = Books
type-large = Large type
type-normal = Normal
language-other = 中文
sign-in = Sign in
sign-out = Sign out
example = Example
estimated = Estimated
optional = optional

## Footer
footer-who = Sanbao is run by the cooperatives of Lüliang and the county supply and marketing cooperative. Growing is done by participating households; receiving, weighing and shipping by the cooperatives. The books are checked against the custodian bank every day.
footer-demo = This is demo data: organisations are marked as examples, households are invented, no real money moves.
footer-licence = Business licence (example)
footer-food = Food business filing (example)
footer-complaints = Complaints 12315
footer-icp = Jin ICP filing 00000000 (example)
footer-police = Jin public security filing 00000000000000 (example)

## Dates, at UTC+8
month-name = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
weekday-name = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
date-short = { $day } { $month } { $year }
date-year = { $day } { $month } { $year }
date-month = { $month } { $year }
date-time = { $day } { $month } { $year }, { $time }
date-weekday = { $weekday }, { $day } { $month } { $year }

## Units
unit-jin = { $n } jin
unit-kg = { $n } kg
unit-tonnes = { $n } t
unit-households-short = {" "}households
unit-yuan-per-kg = yuan/kg
unit-yuan-per-jin = yuan/jin
price-per-kg = yuan/kg
price-per-jin = { $price } yuan/jin
price-none = Fewer than three deals: no price shown

## Columns that several tables share
col-product = Product
col-change = Change
col-traded = Traded (t)
col-tonnes = Tonnes
col-parties = Parties
col-cumulative = Total
side-ask = Offer
side-bid = Wanted

## Where the money went
part-gross = Paid
part-platform = Platform fee
part-freight = Freight
part-inspection = Inspection
part-cooperative = Cooperative
part-households = To growers
share-household = Household
share-weight-jin = Delivered (jin)
share-part = Of all due
share-due = Due
share-withheld = Advances
share-paid = Paid
share-paid-yuan = Paid (yuan)
share-total = { $households ->
    [one] Total, { $households } household
   *[other] Total, { $households } households
}
share-exact = Exact to the fen
share-inexact = Does not add up: stopped

## Lists in pages
pages-label = Pages
pages-where = Page { $page } of { $pages }
pages-earlier = Previous
pages-later = Next
pages-first = First page
pages-last = Last page

## Seasons
season-fresh = In season
season-store = All year
season-none = Not sold

## Sums in words: English has no script of its own for receipts
formal-style = words
formal-digits = zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
formal-steps = ten twenty thirty forty fifty sixty seventy eighty ninety hundred
formal-groups = thousand million billion trillion quadrillion
formal-yuan = yuan
formal-jiao = jiao
formal-fen = fen
formal-whole = exactly
formal-minus = minus
