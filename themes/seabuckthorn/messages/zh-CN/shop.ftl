shop-seabuckthorn-name = 沙棘
shop-seabuckthorn-line = 霜打过的果，整枝剪下，当天压浆。
shop-seabuckthorn-note = { $month ->
    [10] 开剪，当天压浆
    [11] 冻果在季
    [12] 冻果在季
    [1] 冻果收尾
   *[other] 原浆常年，十月开剪
}
shop-seabuckthorn-picture = 沙棘剪纸：两枝挂满果的沙棘合抱成心形，立在土丘上
shop-seabuckthorn-product-berries = 沙棘冻果
shop-seabuckthorn-product-juice = 沙棘原浆
shop-seabuckthorn-couplet-first = 一夜白霜催熟味
shop-seabuckthorn-couplet-second = 满枝金果压秋山
shop-seabuckthorn-lead = 坡地上的沙棘，霜打过才剪，整枝带果剪下来冻住，敲下的净果一部分直接卖，一部分当天压成原浆。酸，是它本来的味道。
shop-seabuckthorn-origin = 交口县　石口镇
shop-seabuckthorn-year = 四月萌芽，五月开花，夏天坐果，九月熟，十月开剪压浆，十一月到一月卖冻果，开春修枝。
shop-seabuckthorn-stage-bud = 萌芽
shop-seabuckthorn-stage-flower = 开花
shop-seabuckthorn-stage-set = 坐果
shop-seabuckthorn-stage-green = 青果
shop-seabuckthorn-stage-turn = 转色
shop-seabuckthorn-stage-ripe = 果熟
shop-seabuckthorn-stage-press = 开剪压浆
shop-seabuckthorn-stage-frost = 冻果
shop-seabuckthorn-stage-bowl = 冻果
shop-seabuckthorn-stage-last = 收尾
shop-seabuckthorn-stage-rest = 歇枝
shop-seabuckthorn-stage-prune = 修枝
shop-seabuckthorn-plate-title = 一枝果，六个去处
shop-seabuckthorn-plate-text = 果、皮、籽、叶，没有一样扔掉。
shop-seabuckthorn-plate-picture = 剪纸：一根挂满沙棘果的长枝
shop-seabuckthorn-plate-berries = 冻果
shop-seabuckthorn-plate-berries-text = 零下 18 度，粒粒分开。
shop-seabuckthorn-plate-juice = 原浆
shop-seabuckthorn-plate-juice-text = 果肉当天压，不加水不加糖。
shop-seabuckthorn-plate-drink = 饮料
shop-seabuckthorn-plate-drink-text = 原浆兑水，加蜂蜜。
shop-seabuckthorn-plate-pulp = 果油
shop-seabuckthorn-plate-pulp-text = 浮在浆上的那一层，橙红。
shop-seabuckthorn-plate-seed = 籽油
shop-seabuckthorn-plate-seed-text = 压过浆的籽，再冷榨一遍。
shop-seabuckthorn-plate-tea = 叶茶
shop-seabuckthorn-plate-tea-text = 夏天采嫩叶，炒青。
shop-seabuckthorn-story-title = 霜打过，才剪
shop-seabuckthorn-story-1 = 沙棘满枝是刺，果子一碰就破，没法一颗一颗摘。老办法是等霜：几场霜下来，枝干了，果不掉，整枝剪下，冻硬，一敲就落。
shop-seabuckthorn-story-2 = 果园里的批次有承诺达标合格证；坡上野生的不属于要开证的品类，写来源记录。两种分开入库，分开卖。
shop-seabuckthorn-kitchen-juice = 兑着喝
shop-seabuckthorn-kitchen-juice-text = 一袋原浆兑一杯温水，水别烫。怕酸放一勺蜂蜜。
shop-seabuckthorn-kitchen-berries = 打成泥
shop-seabuckthorn-kitchen-berries-text = 冻果不用化，和香蕉一起打。籽滤不滤都行。
shop-seabuckthorn-kitchen-tea = 泡
shop-seabuckthorn-kitchen-tea-text = 85 ℃ 的水，两分钟出汤，能泡五道。
shop-seabuckthorn-sku-16 = 果肉压的浆，不加水，不加糖。一天一袋，冷藏更好喝。
shop-seabuckthorn-sku-17 = 原浆兑水，加蜂蜜。酸甜，小孩也喝得下。
shop-seabuckthorn-sku-18 = 浮在浆上的一层油，橙红色。开封冷藏。
shop-seabuckthorn-sku-19 = 籽冷榨，颜色浅，味道淡。开封冷藏。
shop-seabuckthorn-sku-20 = 带枝冻硬了敲下来的，杂质不到 2%，粒粒分开。
shop-seabuckthorn-sku-21 = 夏天的嫩叶，手采炒青，汤色浅黄。
