shop-pig-name = 山猪
shop-pig-line = 一年只出一栏，腊月前后分割。
shop-pig-note = { $month ->
    [11] 腊味开缸，十二月分割
    [12] 分割发货
    [1] 分割发货
    [2] 腊味在季
    [3] 腊味收尾
   *[other] 山上散养，十二月分割
}
shop-pig-picture = 山猪剪纸：披鬃的黑山猪带着花条小猪，立在梯田坡上
shop-pig-product-meat = 山猪鲜肉
shop-pig-product-cured = 腊肉
shop-pig-couplet-first = 满山橡子秋来落
shop-pig-couplet-second = 一栏黑猪腊月肥
shop-pig-lead = 山坡上放养的黑猪，是登记在册的家畜，不是野猪。春天产仔，放到入冬，腊月前后分割，零下 18 度存着，卖完等明年。
shop-pig-origin = 吕梁　交口县
shop-pig-year = 三月产仔，五月上山，九月吃橡子，十一月腌腊，十二月和一月分割，二月腊味在季。
shop-pig-stage-born = 产仔
shop-pig-stage-wean = 断奶
shop-pig-stage-out = 上山
shop-pig-stage-graze = 吃青
shop-pig-stage-high = 高坡
shop-pig-stage-shade = 林下
shop-pig-stage-acorn = 橡子
shop-pig-stage-home = 收山
shop-pig-stage-jar = 腌腊
shop-pig-stage-cut = 分割
shop-pig-stage-meat = 鲜肉
shop-pig-stage-cured = 腊味
shop-pig-plate-title = 一头猪，五样卖法
shop-pig-plate-text = 一头一百来斤，出七成肉。按部位分开，哪块是哪块的价。
shop-pig-plate-picture = 剪纸分割图：黑底上一头山猪，头、前腿、里脊、排骨、五花、后腿分开，五花和后腿是红的
shop-pig-plate-belly = 五花
shop-pig-plate-belly-text = 肚子这一条，肥瘦五层。红烧。
shop-pig-plate-hind = 后腿
shop-pig-plate-hind-text = 走山路走出来的，瘦，紧。切片炒，包饺子。
shop-pig-plate-ribs = 排骨
shop-pig-plate-ribs-text = 肋上带肉，一斤六七根。炖。
shop-pig-plate-cured = 腊肉
shop-pig-plate-cured-text = 前腿和五花，盐腌七天，松柏枝熏，再晾二十天。
shop-pig-plate-sausage = 香肠
shop-pig-plate-sausage-text = 前腿肉切丁，肥三瘦七，风干。
shop-pig-story-title = 为什么一年只有一栏
shop-pig-story-1 = 圈里的猪五个月出栏，山上的要十个月。春天的仔，夏天吃青草，秋天吃橡子和落果，入了冬才够分量。
shop-pig-story-2 = 屠宰在定点厂，每一批有检疫证明和肉品品质检验合格证，号码写在商品页上。看不到号码的，我们不上架。
shop-pig-kitchen-belly = 红烧
shop-pig-kitchen-belly-text = 冷水下锅焯过，冰糖炒色，小火一个半小时。山猪皮厚，多炖一会儿。
shop-pig-kitchen-ribs = 清炖
shop-pig-kitchen-ribs-text = 焯水，换热水，放姜，炖到骨头松。萝卜最后半小时下。
shop-pig-kitchen-cured = 蒸
shop-pig-kitchen-cured-text = 温水洗净，整条蒸四十分钟，凉了再切。
shop-pig-sku-10 = 肥瘦五层，带皮。整块切好真空装，冷冻发。
shop-pig-sku-11 = 去骨后腿，瘦，紧。整块真空装，冷冻发。
shop-pig-sku-12 = 肋排斩段，一斤六七根。真空装，冷冻发。
shop-pig-sku-13 = 前腿和五花，盐腌，松柏枝熏，晾足二十天。
shop-pig-sku-14 = 肥三瘦七，风干，不加淀粉。冷藏发。
shop-pig-sku-15 = 半扇约 30 kg，按实重结算。称重结算的办法还没开，先不卖。
