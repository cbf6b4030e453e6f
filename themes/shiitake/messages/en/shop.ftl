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
shop-shiitake-couplet-first = Dog days, and nineteen degrees.
shop-shiitake-couplet-second = Overnight the sheds are full of caps.
shop-shiitake-lead = Jiaokou lies high in the Lüliang hills: nineteen degrees on average in July. When sheds elsewhere rest for the summer, these bear; dried, the caps are there all year.
shop-shiitake-origin = Taohongpo, Jiaokou County
shop-shiitake-year = Sticks are made in winter and the threads grow through spring; the first flush comes in June, July to September is full, October the last, and in November the caps are dried and the sheds cleared.
shop-shiitake-stage-mix = Sawdust
shop-shiitake-stage-bag = Spawn
shop-shiitake-stage-heap = Resting
shop-shiitake-stage-run = Threads
shop-shiitake-stage-rest = Browning
shop-shiitake-stage-stand = Racked
shop-shiitake-stage-first = First flush
shop-shiitake-stage-full = In full
shop-shiitake-stage-most = In full
shop-shiitake-stage-autumn = Autumn caps
shop-shiitake-stage-late = Last picking
shop-shiitake-stage-dry = Drying
shop-shiitake-plate-title = Four kinds of dried cap
shop-shiitake-plate-text = They grow on the same stick. Weather and the hour of picking make four kinds, with four prices and four uses.
shop-shiitake-plate-flower = Flower
shop-shiitake-plate-flower-text = Cold, dry days crack the cap into white lines. Slow to grow, thick flesh.
shop-shiitake-plate-thick = Thick
shop-shiitake-plate-thick-text = A half-round cap, over half a centimetre thick. Chewy in soup.
shop-shiitake-plate-thin = Thin
shop-shiitake-plate-thin-text = Picked after the cap opened: flat, quick to give its taste. For frying in strips.
shop-shiitake-plate-dice = Diced
shop-shiitake-plate-dice-text = Caps under 2.5 cm and broken pieces. For fillings and porridge.
shop-shiitake-story-title = Where shiitake bear in summer
shop-shiitake-story-1 = Shiitake dislike heat. On the plain the sheds stop in June. Jiaokou lies high and its nights are cool: a cap grows a finger thick overnight, is picked with the dew on it and is in the cold store the same day.
shop-shiitake-story-2 = The sticks are pressed from prunings and sawdust; no tree is felled for them. A stick bears five or six times, about 0.83 kg of fresh caps, and is crushed and goes back to the field.
shop-shiitake-kitchen-soak = Soak
shop-shiitake-kitchen-soak-text = Cold water, four hours or more, caps down. Let the water settle and keep it for the soup.
shop-shiitake-kitchen-braise = Braise
shop-shiitake-kitchen-braise-text = Thick caps whole, with a chicken, an hour and a half on a small flame. Salt comes last.
shop-shiitake-kitchen-fry = Fry
shop-shiitake-kitchen-fry-text = Slice fresh caps, dry-fry them until their water is gone, then add oil and garlic.
shop-shiitake-sku-1 = Caps of 4–6 cm, unopened, sent by the box with ice.
shop-shiitake-sku-2 = Enough for two family meals. Grade B: caps of 3–4 or over 6 cm, unopened.
shop-shiitake-sku-3 = Evenly cracked caps, picked over one by one. A present, or for your own New Year.
shop-shiitake-sku-4 = Thick caps, whole. For soup and braising.
shop-shiitake-sku-5 = Thin and soft after an hour's soaking. For frying in strips and for noodles.
shop-shiitake-sku-6 = Small caps and pieces, no cutting. For dumplings and porridge.
shop-shiitake-sku-7 = Fresh slices dried at low heat, nothing added but salt.
shop-shiitake-sku-8 = Diced caps, soy paste, rapeseed oil. Keep it cold once opened.
shop-shiitake-sku-9 = A stick with its threads grown. Mist it, and caps show in seven days; it bears three times.
shop-shiitake-sku-27 = Shiitake, sea buckthorn and cured pork, one each, from three cooperatives in one box.
