### The front page.

front-title-tab = Specialties of Lüliang
front-title = Three treasures of Lüliang,
front-title-more = and a sweet potato from Wangcun
front-lead = One shop for each specialty, one account for each load. Who gets what part of the price is written on the page.
front-shop-from = from ¥{ $price }

front-money-title = Where the money went
front-money-text = A wholesaler buys ten tonnes of Wangcun sweet potato at 1.20 yuan a jin, a full truck. Who got what is worked out to the fen; buyer, cooperative and growers see the same account.
front-money-order = Wangcun sweet potato, grade 1: 20,000 jin × 1.20 yuan
front-money-figure = of one bulk order reached growers
front-money-figure-note = { $home } of { $gross } yuan
front-money-households = shared it by weight
front-money-households-note = { $weight } delivered
front-money-when = Paid to households within 3 working days of acceptance. Seedlings and film advanced in spring are taken off what is due; each household has a slip that says so.

front-season-title = What to eat now
front-season-text = What is out of season we would rather not sell.

front-market-title = By the truck: the bulk market
front-market-text = What cooperatives list has been weighed into store. Deposits are held at a bank and released when the goods are accepted.
front-market-go = See today's listings
front-market-join = Join as a wholesaler
front-market-caption = Today's reference prices
front-market-as-of = { $at }. Average of the last 5 trading days; fewer than 3 deals, no price.
front-market-empty = No prices yet today
front-market-empty-text = After the first deal this table shows price and tonnes every day.

front-box-title = A code on every box
front-box-text = Scan it to see which lot, which village and which day it came from, and how the price was divided.
