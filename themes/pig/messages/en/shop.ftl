shop-pig-name = Hill pig
shop-pig-line = One litter a year, cut up around the twelfth lunar month.
shop-pig-note = { $month ->
    [11] Curing now, fresh in December
    [12] Fresh cuts going out
    [1] Fresh cuts going out
    [2] Cured meat in season
    [3] Last of the cured meat
   *[other] Out on the hills until December
}
shop-pig-picture = Paper-cut of a maned black hill pig with her striped young on a terraced slope
shop-pig-product-meat = Fresh hill pork
shop-pig-product-cured = Cured pork
