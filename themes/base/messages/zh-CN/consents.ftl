### 同意书：每一项单独同意，随时撤回，撤回不少一分钱。文字按版本留着。

consents-title = 我同意过什么
consents-lead = 每一项都分开问您。不同意，货照样卖，钱照样分。同意了也可以随时撤回，撤回以后一天之内就看不到了。
consents-withdrawn = 撤回过的
consents-give = 同意
consents-withdraw = 撤回
consents-given = { $day }同意，{ $channel }
consents-version = 文字版本 { $version }
consents-tick = 我看过了，同意
consents-story = 说给买家听的话
consents-story-lead = 同意以后，买家扫箱子上的码能看到这几句话。名字您自己起，不要写真名、电话和住处。
consents-story-alias = 您想叫什么
consents-story-alias-hint = 比如「坡上种薯的」，不写真名
consents-story-words = 想说的话
consents-story-do = 存下并公开
consents-story-save = 改好存下
consents-story-stands = 现在是公开的。
consents-back = 回到我这一季

consent-text-settlement-2026-10 = 合作社按您的磅单记斤两、算钱、出条子。磅单和应得的钱，只给您自己、合作社和平台对账用。
consent-text-bank-2026-10 = 合作社把您的姓名和卡号交给存管银行，只用来打钱给您。
consent-text-story-2026-10 = 您写的几句话和您起的名字，放在箱子的公开码页面上，谁扫都能看到。不放真名、照片、住处和收入。
consent-text-monitoring-2026-10 = 合作社把您这一季卖货的收入合计告诉村里，只用来做收入帮扶监测。

field-consent-tick = 请先看这段话，再打勾
office-deed-story-told = 农户 { $what } 写下说给买家的话
deed-story-told = 写下说给买家的话
