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
shop-sweetpotato-couplet-first = Sandy ground gives it bone.
shop-sweetpotato-couplet-second = The old cellar makes the honey.
shop-sweetpotato-lead = Grown in sand, dug before the frost. A month of sleep in the cellar turns starch to sugar, and steamed it runs like honey.
shop-sweetpotato-origin = Wangcun, Jiaocheng County
shop-sweetpotato-year = Planted in May, creeping all summer, dug before the frost in October; out of the cellar from November to March, and in April the field rests.
shop-sweetpotato-stage-plant = Planting
shop-sweetpotato-stage-green = Rooting
shop-sweetpotato-stage-creep = Vines
shop-sweetpotato-stage-set = Tubers
shop-sweetpotato-stage-swell = Swelling
shop-sweetpotato-stage-dig = Digging
shop-sweetpotato-stage-open = Cellar opens
shop-sweetpotato-stage-full = On sale
shop-sweetpotato-stage-less = From store
shop-sweetpotato-stage-last = Last ones
shop-sweetpotato-stage-rest = Field rests
shop-sweetpotato-plate-title = A month in the cellar
shop-sweetpotato-plate-text = Fresh from the ground it is floury, not sweet. The sweetness comes slowly, underground.
shop-sweetpotato-plate-picture = Paper-cut section of the ground: the field on the left, a shaft with a ladder, and a vaulted cellar with heaps of sweet potatoes, a lamp and a thermometer
shop-sweetpotato-plate-field = Dug
shop-sweetpotato-plate-field-text = In October, before the frost. A root with broken skin does not go down.
shop-sweetpotato-plate-shaft = Lowered
shop-sweetpotato-plate-shaft-text = Basket by basket, then stacked. The lid stays shut; the weather decides when to air.
shop-sweetpotato-plate-vault = Asleep
shop-sweetpotato-plate-vault-text = 11–14 °C and 85–90% humidity. In a month the starch is sugar.
shop-sweetpotato-plate-pick = Brought up
shop-sweetpotato-plate-pick-text = Sorted once more. Top grade is 150–350 g each, straight, unhurt.
shop-sweetpotato-story-title = A hundred and eighty mu of sand
shop-sweetpotato-story-1 = The fields of Wangcun lie along the Wenyu river. The sand holds no water and does little for other crops; for sweet potatoes it is right: thin skin, good shape, clean after one rinse.
shop-sweetpotato-story-2 = 31 households joined the cooperative. They plant, weigh and sell together. What was sold and what was taken off stands on a slip, one for each household.
shop-sweetpotato-kitchen-steam = Steam
shop-sweetpotato-kitchen-steam-text = Into the steam once the water boils, twenty-five minutes. When the skin splits by itself they are done.
shop-sweetpotato-kitchen-bake = Bake
shop-sweetpotato-kitchen-bake-text = No oil, 200 °C, fifty minutes. Put paper under them: the sugar runs out.
shop-sweetpotato-kitchen-porridge = Porridge
shop-sweetpotato-kitchen-porridge-text = Cut in chunks, into the pot with millet, and cook until they melt.
shop-sweetpotato-sku-22 = 150–350 g each, straight; for baking and steaming.
shop-sweetpotato-sku-23 = 100–500 g each, sizes vary. For porridge or steamed in pieces; costs less.
shop-sweetpotato-sku-24 = From the same field, grown with selenium. It may carry that name once a test report is on file.
shop-sweetpotato-sku-25 = Made from the roots that are too odd to sell: starch and water, nothing else. They stay whole when cooked long.
shop-sweetpotato-sku-26 = Fired in the village kiln, for soups and for steaming.
