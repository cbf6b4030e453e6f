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
