shop-sweetpotato-name = Wangcun sweet potato
shop-sweetpotato-line = It sleeps a month in the cellar after digging; then it is sweet.
shop-sweetpotato-note = { $month ->
    [10] Digging before the frost
    [11] Out of the cellar, at its best
    [12] At its best
    [1] At its best
    [2] From the cellar, in season
    [3] Last of the cellar
   *[other] In the field, digging in October
}
shop-sweetpotato-picture = Paper-cut of three sweet potatoes under a vine of heart-shaped leaves, the middle one cut open
shop-sweetpotato-product-root = Honey sweet potato
