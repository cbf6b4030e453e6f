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
shop-seabuckthorn-couplet-first = One night of white frost finishes the taste.
shop-seabuckthorn-couplet-second = Every branch on the autumn hill bends with gold.
shop-seabuckthorn-lead = Cut only after the frost: whole branches with their berries, frozen hard. Some of the berries that fall are sold as they are, some are pressed the same day. Sour is what they taste of.
shop-seabuckthorn-origin = Shikou, Jiaokou County
shop-seabuckthorn-year = Buds in April, flowers in May, fruit through summer, ripe in September; cutting and pressing in October, frozen berries from November to January, pruning before spring.
shop-seabuckthorn-stage-bud = Buds
shop-seabuckthorn-stage-flower = Flowers
shop-seabuckthorn-stage-set = Fruit sets
shop-seabuckthorn-stage-green = Green
shop-seabuckthorn-stage-turn = Turning
shop-seabuckthorn-stage-ripe = Ripe
shop-seabuckthorn-stage-press = Pressing
shop-seabuckthorn-stage-frost = Frozen
shop-seabuckthorn-stage-bowl = Frozen
shop-seabuckthorn-stage-last = Last ones
shop-seabuckthorn-stage-rest = Resting
shop-seabuckthorn-stage-prune = Pruning
shop-seabuckthorn-plate-title = One branch, six ways to use it
shop-seabuckthorn-plate-text = Flesh, skin, seed and leaf: nothing is thrown away.
shop-seabuckthorn-plate-picture = Paper-cut of a long branch laden with sea buckthorn berries
shop-seabuckthorn-plate-berries = Frozen berries
shop-seabuckthorn-plate-berries-text = At -18 °C, each by itself.
shop-seabuckthorn-plate-juice = Juice
shop-seabuckthorn-plate-juice-text = Pressed the same day, no water, no sugar.
shop-seabuckthorn-plate-drink = Drink
shop-seabuckthorn-plate-drink-text = Juice with water and honey.
shop-seabuckthorn-plate-pulp = Pulp oil
shop-seabuckthorn-plate-pulp-text = The orange layer that floats on the juice.
shop-seabuckthorn-plate-seed = Seed oil
shop-seabuckthorn-plate-seed-text = The pressed seeds, pressed cold once more.
shop-seabuckthorn-plate-tea = Leaf tea
shop-seabuckthorn-plate-tea-text = Young summer leaves, pan-fired.
shop-seabuckthorn-story-title = Not before the frost
shop-seabuckthorn-story-1 = The branches are all thorns and the berries burst at a touch, so nobody picks them one by one. The old way is to wait: after a few frosts the wood is dry and the fruit still holds. Whole branches are cut and frozen hard, and one knock brings the berries down.
shop-seabuckthorn-story-2 = Lots from orchards carry the conformity certificate. Wild fruit from the slopes is not of the kinds that need one; it has a record of its source. The two are stored and sold apart.
shop-seabuckthorn-kitchen-juice = Thinned
shop-seabuckthorn-kitchen-juice-text = One sachet to a cup of warm water, not hot. A spoon of honey if it is too sour.
shop-seabuckthorn-kitchen-berries = Blended
shop-seabuckthorn-kitchen-berries-text = Straight from the freezer, with a banana. Strain out the seeds or leave them.
shop-seabuckthorn-kitchen-tea = Brewed
shop-seabuckthorn-kitchen-tea-text = Water of 85 °C, two minutes; good for five cups.
shop-seabuckthorn-sku-16 = Pressed flesh, no water, no sugar. A sachet a day; better cold.
shop-seabuckthorn-sku-17 = Juice with water and honey. Sweet and sour, mild enough for children.
shop-seabuckthorn-sku-18 = The oil that floats on the juice, orange red. Keep it cold once opened.
shop-seabuckthorn-sku-19 = Cold-pressed seed, pale and mild. Keep it cold once opened.
shop-seabuckthorn-sku-20 = Knocked off frozen branches, under 2% leaf and twig, each berry by itself.
shop-seabuckthorn-sku-21 = Young summer leaves, picked by hand and pan-fired; it brews pale yellow.
