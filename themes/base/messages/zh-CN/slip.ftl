### The slip a household holds.

slip-title = 收益条子
slip-got = 这次到您账上
slip-yuan = { $sum } 元
slip-how = 怎么算的
slip-wrong = 斤两或钱数不对？
slip-sign = 签字
slip-qr = 这张条子的二维码

slip-deal = 成交 { $number }
slip-brought = 您交了{ $goods }
slip-all-brought = { $households } 户一共交了
slip-sold = 卖了 { $weight }（每斤 { $price } 元）
slip-taken = 去掉运费、检验、平台费、合作社费
slip-other-deals = 加上前几笔没分完的
slip-boxes = 零售，{ $day }结算，批次 { $lot }
slip-boxes-sold = 卖了 { $packs } 箱，用这批货 { $weight }
slip-boxes-taken = 去掉包装、快递、平台费、支付费
slip-with-boxes = 加上零售 { $packs } 箱的
slip-pool = { $households } 户一起分
slip-was = 更正前算的，作废
slip-due = 您占 { $own } / { $whole }，应得
slip-due-graded = 按等级折算，您占 { $own } / { $whole }，应得
slip-advance = 扣社里垫的{ $item }
slip-paid = 实得
slip-when-soon = 最晚 { $day }打到您的银行卡，尾号 { $tail }。
slip-when-bank = 已经交给银行，{ $day }前打到您的银行卡，尾号 { $tail }。
slip-when-paid = { $day }已打到您的银行卡，尾号 { $tail }。
slip-when-returned = 银行退回来了：{ $reason }。到合作社改好卡号，再发一次。
slip-when-no-bank = 还没有您的银行卡号，请在 { $day }前到合作社登记。
slip-when-held = 这一笔太少，和下一笔一起分。
slip-when-nothing = 这一次没有要打的钱。
slip-note-left = 垫付还剩 { $sum } 元，下次再扣，不收利息。
slip-note-cleared = 垫付已还清，不收利息。
slip-whom = 找合作社，或打 { $phone }。称错了可以更正，条子重打，前后两行都印上。
slip-print = { $n ->
    [1] 打印：用浏览器自己的「打印」（Ctrl+P 或 ⌘P），纸选 A5，一张。
   *[other] 打印：用浏览器自己的「打印」（Ctrl+P 或 ⌘P），纸选 A5，一户一张，共 { $n } 张。
}
slip-back-season = 回到我这一季
slip-back-household = 回到这一户
slip-back-deal = 回到这笔成交
slip-none = 还没有条子
slip-none-text = 这笔钱还没有分到每一户，分了就有条子。
