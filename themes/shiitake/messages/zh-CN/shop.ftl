shop-shiitake-name = 香菇
shop-shiitake-line = 夏天最热的时候，交口只有十九度。
shop-shiitake-note = { $month ->
    [6] 鲜菇开采
    [7] 鲜菇当季
    [8] 鲜菇当季
    [9] 鲜菇当季
    [10] 鲜菇收尾
   *[other] 鲜菇季已过，六月再开
}
shop-shiitake-picture = 香菇剪纸：一大两小三朵花菇立在栎木上
shop-shiitake-product-fresh = 鲜香菇
shop-shiitake-product-dried = 干香菇
shop-shiitake-couplet-first = 伏天不过十九度
shop-shiitake-couplet-second = 山里一夜满棚花
shop-shiitake-lead = 交口在吕梁山上，七月平均十九度。别处的菇棚歇夏，这里正好出菇；晒干以后，一年都有。
shop-shiitake-origin = 交口县　桃红坡镇
shop-shiitake-year = 冬天制棒，春天养菌，六月上架出头潮，七到九月正盛，十月收尾，十一月烘干清棚。
shop-shiitake-stage-mix = 制棒
shop-shiitake-stage-bag = 接种
shop-shiitake-stage-heap = 养菌
shop-shiitake-stage-run = 走菌
shop-shiitake-stage-rest = 转色
shop-shiitake-stage-stand = 上架
shop-shiitake-stage-first = 头潮
shop-shiitake-stage-full = 正盛
shop-shiitake-stage-most = 正盛
shop-shiitake-stage-autumn = 秋菇
shop-shiitake-stage-late = 收尾
shop-shiitake-stage-dry = 烘干
shop-shiitake-plate-title = 干菇分四样
shop-shiitake-plate-text = 同一根菌棒上长的，天气和采的时候不一样，就成了四样。价钱不同，用处也不同。
shop-shiitake-plate-flower = 花菇
shop-shiitake-plate-flower-text = 天冷又干，菇盖裂出白纹。长得慢，肉厚。
shop-shiitake-plate-thick = 厚菇
shop-shiitake-plate-thick-text = 菇盖半球，厚半厘米以上。炖汤有嚼头。
shop-shiitake-plate-thin = 薄菇
shop-shiitake-plate-thin-text = 开了伞才采的，片薄，出味快，切丝炒。
shop-shiitake-plate-dice = 菇丁
shop-shiitake-plate-dice-text = 不到 2.5 厘米的小菇和碎块。做馅、熬粥正好。
shop-shiitake-story-title = 夏天出菇的地方
shop-shiitake-story-1 = 香菇怕热。平原上一到六月，棚里就不出了。交口海拔高，夜里凉，菇一夜长一指厚，早上带着露水采，当天进冷库。
shop-shiitake-story-2 = 菌棒用的是剪下来的枝条和木屑，不砍树。一根棒出五六潮，大约一斤六七两鲜菇；出完了，碎了还田。
shop-shiitake-kitchen-soak = 泡
shop-shiitake-kitchen-soak-text = 冷水，四小时以上，菇盖朝下。泡过的水沉一沉，留着炖汤。
shop-shiitake-kitchen-braise = 炖
shop-shiitake-kitchen-braise-text = 厚菇整朵下锅，和鸡一起，小火一个半小时。盐最后放。
shop-shiitake-kitchen-fry = 炒
shop-shiitake-kitchen-fry-text = 鲜菇切片，锅里不放油先煸出水，再放油和蒜。
shop-shiitake-sku-1 = 菇盖 4–6 厘米，没开伞，整箱带冰袋发。
shop-shiitake-sku-2 = 一家人两顿的量。B 级，菇盖 3–4 厘米或 6 厘米以上，没开伞。
shop-shiitake-sku-3 = 菇盖裂纹匀，一朵一朵挑过。送人，或者自己留着过年。
shop-shiitake-sku-4 = 菇盖厚，整朵。炖汤、红烧。
shop-shiitake-sku-5 = 片薄，泡一小时就软。切丝炒、做浇头。
shop-shiitake-sku-6 = 小菇和碎块，不用切。包饺子、熬粥。
shop-shiitake-sku-7 = 鲜菇切片，低温脱水，只加盐。
shop-shiitake-sku-8 = 菇丁、黄豆酱、菜籽油。开封冷藏。
shop-shiitake-sku-9 = 走好菌的棒子，喷水七天就冒头。能出三潮。
shop-shiitake-sku-27 = 香菇、沙棘、腊肉各一份，三家合作社的货装一箱。
