### 导入文件：哪一行、哪一列、为什么。先说哪里不对，再说怎么改。

import-place-cell = 第 { $line } 行，{ $column } 这一列
import-place-line = 第 { $line } 行
import-refused = 这份文件没有导入，一行也没动。一共 { $total } 处要改。
import-more = 这里只列前 { $listed } 处，一共 { $total } 处。改好这些再导一次。

## 整份文件
import-reason-binary = 这不是文本文件。在表格软件里选「另存为 CSV UTF-8」，再导一次。
import-reason-not-utf8 = 这里的字读不出来，文件可能坏了。重新导出一份 CSV UTF-8。
import-reason-looks-like-gbk = 这份文件是 GBK 编码。在表格软件里选「另存为 CSV UTF-8」，再导一次。
import-reason-empty-file = 文件是空的。
import-reason-truncated = 文件到这里断了，后面的没传完整。重新导出，再导一次。
import-reason-too-many-rows = 一份文件最多 { $limit } 行。请分成几份。
import-reason-missing-column = 表头少了 { $name } 这一列。
import-reason-unknown-column = 表头里的「{ $name }」不认得。删掉这一列，或改成说明里的列名。
import-reason-repeated-column = 表头里 { $name } 写了两次，留一个。
import-reason-cell-count = 这一行有 { $found } 格，表头有 { $expected } 格，对不上。

## 一个格子
import-reason-empty = 这里是空的，要填。
import-reason-not-empty = 这里要留空。
import-reason-too-long = 太长了，最多 { $limit } 个字。
import-reason-bad-text = 里面有换行或读不出的字，改成一行普通文字。
import-reason-bad-code = 「{ $value }」不能作编号。编号只用字母、数字和 - _ .
import-reason-bad-email = 「{ $value }」不是邮箱地址。
import-reason-bad-account = 「{ $value }」不是账号，账号只有数字。表格软件若把它改成了科学计数，先把这一列设成文本。
import-reason-not-a-number = 「{ $value }」不是数字。只写数字和小数点，单位写在单位那一列。
import-reason-negative = 「{ $value }」小于零，这里不能是负数。
import-reason-zero = 这里不能是零。
import-reason-finer-than-gram = 「{ $value }」比一克还细，写到整克为止。
import-reason-finer-than-fen = 「{ $value }」比一分还细，最多写两位小数。
import-reason-too-many-decimals = 「{ $value }」小数太多，这一列最多 { $places } 位。
import-reason-too-large = 「{ $value }」太大了，最多 { $limit }。看看是不是多打了零，或者单位错了。
import-reason-more-than-whole = 「{ $value }」比总数 { $whole } 还大。
import-reason-unknown-unit = 单位「{ $value }」不认得，可以写：{ $allowed }。
import-reason-unknown-grade = 这个品种没有「{ $value }」这一级，可以写：{ $allowed }。
import-reason-unknown-word = 「{ $value }」不认得，可以写：{ $allowed }。
import-reason-bad-date = 「{ $value }」不是日期，写成 2026-10-12 这样。
import-reason-bad-time = 「{ $value }」不是时间，写成 2026-10-12 08:10 这样，用北京时间。
import-reason-before-harvest = 过秤比收挖还早，收挖写的是 { $harvested_on }。

## 几行之间
import-reason-duplicate-number = 号码「{ $value }」在第 { $first_line } 行出现过，内容不一样。哪一行对，留哪一行。
import-reason-unlike-its-lot = 批次 { $lot } 在第 { $first_line } 行写的是另一个品种或另一个地方。一批只能是一个品种、放在一处。
import-reason-broken-balance = 余额接不上：按上一行算应是 { $expected }，这里写的是 { $found }。流水可能缺了行，或次序反了。

## 和已经记下的对照
import-reason-number-taken = 号码「{ $value }」已经记过，内容不一样。记下的不能改写；写错了，到办公室做一次更正。
import-reason-unknown-household = 本社没有农户「{ $value }」。先导入农户名册。
import-reason-unknown-product = 没有品种「{ $value }」。
import-reason-unknown-sku = 店里没有编号为「{ $value }」的规格。
import-reason-unknown-lot = 本社没有批次「{ $value }」。先导入它的磅单。
import-reason-sku-closed = 规格 { $value } 还没开卖。
import-reason-not-in-this-sku = 「{ $value }」装不进这个规格：品种或等级不一样。
import-reason-no-certificate = 批次 { $value } 还没有这个品种要的证书，先把证书记上。
import-reason-part-of-pack = 「{ $value }」不是整份。这个规格一份只装一批货。
import-reason-lot-short = 要 { $value } 公斤，这一批只剩 { $limit } 公斤没有着落。
import-reason-unknown-organisation = 没有单位「{ $value }」。
import-reason-unknown-division = 没有代码为「{ $value }」的省、市或区县。
import-reason-unlike-recorded-lot = 批次 { $lot } 已经记过，品种或地方不一样。换一个批次号。
import-reason-in-the-future = 「{ $value }」还没到。看看日期是不是打错了。
import-reason-unknown-payout-line = 您的代发文件里没有「{ $value }」这一行。
import-reason-other-amount = 这一行代发的是 { $expected }，回单写的是 { $found }。
import-reason-other-answer = 「{ $value }」这一行不在等银行答复，或先前答复的结果不同。
import-reason-bad-waybill = 「{ $value }」不是运单号：6 到 40 位字母和数字，中间没有空格。表格软件若把它改成了科学计数，先把这一列设成文本。
import-reason-waybill-twice = 运单号「{ $value }」在第 { $first_line } 行给了另一个包裹。一个包裹一个运单号。
import-reason-waybill-taken = 运单号「{ $value }」已经是别的包裹的。核对面单，改成这一个的。
import-reason-other-waybill = 这个包裹已经发了，记的运单号是「{ $value }」。
import-reason-unknown-consignment = 社里没有「{ $value }」这个包裹。
import-reason-not-packed = 「{ $value }」还没装箱，或已经取消，不能发。

## 为什么还没开放
closed-reason-catch-weight = 按实重结算的还没开
closed-reason-report-missing = 检测报告还没到，不能写富硒
closed-reason-craft-later = 手工器物还没开
closed-reason-bundle-later = 组合礼盒还没开
closed-reason-process-later = 烘干加工的批次还没开
closed-reason-auction-later = 竞价还没开
closed-reason-negotiation-later = 协议和询价还没开

## 等级
grade-te = 特级
grade-yi = 一级
grade-er = 二级
grade-san = 三级
grade-dw = 等外
grade-a = A 级
grade-b = B 级
grade-c = C 级
grade-l6 = 6 厘米以上
grade-m46 = 4–6 厘米
grade-s24 = 2.5–4 厘米
grade-std = 标准
grade-wh = 五花
grade-ht = 后腿
grade-pg = 排骨
