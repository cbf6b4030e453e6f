# The catalogue
catalogue-title = Four specialties, 27 ways to buy them
catalogue-lead = Prices, seasons and what is in stock. What is not open says why.
catalogue-spec = Pack
catalogue-season = Season
catalogue-all-year = all year
catalogue-months = months { $from }–{ $to }
catalogue-price = Price (yuan)
catalogue-unit-price = Yuan per jin
catalogue-state = State
catalogue-closed = Not open
catalogue-link = See all prices
front-market-no-deal = no deal yet
