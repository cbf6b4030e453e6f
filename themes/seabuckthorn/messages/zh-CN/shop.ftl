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
