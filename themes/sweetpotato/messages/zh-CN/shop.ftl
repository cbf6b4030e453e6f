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
