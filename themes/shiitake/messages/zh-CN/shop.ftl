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
