shop-seabuckthorn-name = Sea buckthorn
shop-seabuckthorn-line = Berries touched by frost, cut on the branch, pressed the same day.
shop-seabuckthorn-note = { $month ->
    [10] Cutting and pressing
    [11] Frozen berries in season
    [12] Frozen berries in season
    [1] Last of the frozen berries
   *[other] Juice all year, cutting in October
}
shop-seabuckthorn-picture = Paper-cut of two laden sea buckthorn branches joined in a heart on a mound
shop-seabuckthorn-product-berries = Frozen berries
shop-seabuckthorn-product-juice = Pressed juice
