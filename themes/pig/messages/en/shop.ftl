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
shop-pig-couplet-first = In autumn acorns fall on every slope.
shop-pig-couplet-second = One black herd is ready in the twelfth month.
shop-pig-lead = Black pigs kept on the hills: registered livestock, not wild boar. Born in spring, out until winter, cut up around the twelfth lunar month and kept at -18 °C; when they are gone, the next are a year away.
shop-pig-origin = Jiaokou County, Lüliang
shop-pig-year = Born in March, on the hills from May, acorns in September, curing in November, cut in December and January, cured pork in February.
shop-pig-stage-born = Farrowing
shop-pig-stage-wean = Weaning
shop-pig-stage-out = To the hills
shop-pig-stage-graze = Grass
shop-pig-stage-high = High slope
shop-pig-stage-shade = In the shade
shop-pig-stage-acorn = Acorns
shop-pig-stage-home = Coming down
shop-pig-stage-jar = Curing
shop-pig-stage-cut = Cutting
shop-pig-stage-meat = Fresh cuts
shop-pig-stage-cured = Cured pork
shop-pig-plate-title = One pig, five ways to buy it
shop-pig-plate-text = A pig of a hundred kilograms gives seventy of meat. It is sold by the cut, each at its own price.
shop-pig-plate-picture = Paper-cut of a hill pig divided into head, shoulder, loin, ribs, belly and hind leg; belly and hind leg are red
shop-pig-plate-belly = Belly
shop-pig-plate-belly-text = The strip underneath, five layers of lean and fat. For braising.
shop-pig-plate-hind = Hind leg
shop-pig-plate-hind-text = Lean and firm from walking the hills. For frying in slices and for dumplings.
shop-pig-plate-ribs = Ribs
shop-pig-plate-ribs-text = With their meat on, six or seven to the jin. For stewing.
shop-pig-plate-cured = Cured pork
shop-pig-plate-cured-text = Shoulder and belly, seven days in salt, smoked over pine and cypress, hung for twenty days.
shop-pig-plate-sausage = Sausage
shop-pig-plate-sausage-text = Diced shoulder, three parts fat to seven lean, air-dried.
shop-pig-story-title = Why there is only one herd a year
shop-pig-story-1 = A pig in a pen is ready in five months, on the hills it takes ten. Born in spring, it eats grass in summer, acorns and windfalls in autumn, and has its weight when winter comes.
shop-pig-story-2 = Slaughter is at a licensed house. Each batch has a quarantine and a meat inspection certificate, and their numbers stand on the product page. Without a number it is not on the shelf.
shop-pig-kitchen-belly = Red-braised
shop-pig-kitchen-belly-text = Blanch from cold water, caramelise rock sugar, then an hour and a half on a small flame. The skin is thick: give it time.
shop-pig-kitchen-ribs = Stewed clear
shop-pig-kitchen-ribs-text = Blanch, start again in hot water with ginger, and stew until the bones come loose. Radish for the last half hour.
shop-pig-kitchen-cured = Steamed
shop-pig-kitchen-cured-text = Wash in warm water, steam the piece whole for forty minutes, slice it once cold.
shop-pig-sku-10 = Five layers of lean and fat, skin on. Vacuum-packed in pieces, sent frozen.
shop-pig-sku-11 = Boned hind leg, lean and firm. Vacuum-packed in one piece, sent frozen.
shop-pig-sku-12 = Ribs cut across, six or seven to the jin. Vacuum-packed, sent frozen.
shop-pig-sku-13 = Shoulder and belly, salted, smoked over pine and cypress, hung for twenty days.
shop-pig-sku-14 = Three parts fat to seven lean, air-dried, no starch. Sent cold.
shop-pig-sku-15 = A half of about 30 kg, paid by its true weight. Paying by weight is not open yet, so it is not sold.
