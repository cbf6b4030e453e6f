shop-sweetpotato-name = 王村红薯
shop-sweetpotato-line = 挖出来先在窖里睡一个月，才甜。
shop-sweetpotato-note = { $month ->
    [10] 霜降前开挖
    [11] 出窖，正当时
    [12] 正当时
    [1] 正当时
    [2] 窖藏在季
    [3] 窖藏收尾
   *[other] 长在地里，十月开挖
}
shop-sweetpotato-picture = 红薯剪纸：心形叶的藤下挂着三只红薯，中间一只切开
shop-sweetpotato-product-root = 王村蜜薯
shop-sweetpotato-couplet-first = 沙土地里生筋骨
shop-sweetpotato-couplet-second = 老窖深处酿蜜心
shop-sweetpotato-lead = 沙土地里长的，霜降前挖。窖里睡足一个月，淀粉转成糖，蒸出来会流蜜。
shop-sweetpotato-origin = 交城县　王村
shop-sweetpotato-year = 五月栽苗，夏天爬蔓，十月霜降前挖；十一月出窖，卖到第二年三月，四月歇地。
shop-sweetpotato-stage-plant = 栽苗
shop-sweetpotato-stage-green = 返青
shop-sweetpotato-stage-creep = 爬蔓
shop-sweetpotato-stage-set = 结薯
shop-sweetpotato-stage-swell = 膨大
shop-sweetpotato-stage-dig = 霜前挖
shop-sweetpotato-stage-open = 出窖
shop-sweetpotato-stage-full = 在售
shop-sweetpotato-stage-less = 窖藏
shop-sweetpotato-stage-last = 收尾
shop-sweetpotato-stage-rest = 歇地
shop-sweetpotato-plate-title = 窖里的一个月
shop-sweetpotato-plate-text = 刚挖的红薯面，不甜。甜是在窖里慢慢来的。
shop-sweetpotato-plate-picture = 剪纸剖面图：左边是薯地，中间一口带梯子的窖，右边拱形的窖里堆着红薯，吊着灯和温度计
shop-sweetpotato-plate-field = 挖
shop-sweetpotato-plate-field-text = 十月，赶在霜前。伤了皮的不入窖。
shop-sweetpotato-plate-shaft = 下窖
shop-sweetpotato-plate-shaft-text = 一筐一筐吊下去，码好。窖口盖严，换气看天。
shop-sweetpotato-plate-vault = 睡
shop-sweetpotato-plate-vault-text = 11–14 ℃，湿度 85%–90%。一个月，淀粉转成糖。
shop-sweetpotato-plate-pick = 出窖
shop-sweetpotato-plate-pick-text = 再挑一遍。特级单个 150–350 g，直条，不带伤。
shop-sweetpotato-story-title = 一百八十亩沙土地
shop-sweetpotato-story-1 = 王村的地在文峪河边上，沙多，不存水，种别的庄稼长不好，种红薯正合适：皮薄，形正，洗一把就干净。
shop-sweetpotato-story-2 = 村里 31 户入了合作社，一起栽，一起过秤，一起卖。卖了多少，扣了多少，各家一张条子写明白。
shop-sweetpotato-kitchen-steam = 蒸
shop-sweetpotato-kitchen-steam-text = 水开上锅，二十五分钟，皮自己裂开就好了。
shop-sweetpotato-kitchen-bake = 烤
shop-sweetpotato-kitchen-bake-text = 不刷油，200 ℃，五十分钟。底下垫张纸，糖会流出来。
shop-sweetpotato-kitchen-porridge = 熬粥
shop-sweetpotato-kitchen-porridge-text = 切滚刀块，和小米一起下锅，熬到化。
shop-sweetpotato-sku-22 = 单个 150–350 g，直条，烤和蒸都好。
shop-sweetpotato-sku-23 = 单个 100–500 g，大小不齐。熬粥、切块蒸，划算。
shop-sweetpotato-sku-24 = 同一片地，另施富硒肥。有了检测报告才能叫这个名字。
shop-sweetpotato-sku-25 = 等外薯做的粉条，只有薯粉和水，久煮不断。
shop-sweetpotato-sku-26 = 村里的窑烧的，煨汤、蒸薯都行。
