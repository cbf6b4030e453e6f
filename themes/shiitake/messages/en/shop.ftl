shop-shiitake-name = Shiitake
shop-shiitake-line = On the hottest day of summer Jiaokou has nineteen degrees.
shop-shiitake-note = { $month ->
    [6] Fresh picking begins
    [7] Fresh, in season
    [8] Fresh, in season
    [9] Fresh, in season
    [10] Last of the fresh
   *[other] Fresh season over, back in June
}
shop-shiitake-picture = Paper-cut of one large and two small shiitake on an oak log
shop-shiitake-product-fresh = Fresh shiitake
shop-shiitake-product-dried = Dried shiitake
