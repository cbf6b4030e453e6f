### The slip a household holds.

slip-title = 收益条子
slip-got = 这次到您账上
slip-yuan = { $sum } 元
slip-how = 怎么算的
slip-wrong = 斤两或钱数不对？
slip-sign = 签字
slip-qr = 这张条子的二维码
