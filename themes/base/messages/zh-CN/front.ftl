### The front page.

front-title-tab = 吕梁特产
front-title = 吕梁三样宝，
front-title-more = 外加一块王村的红薯
front-lead = 一样东西开一家店，一车货一本账。付的钱分到谁手里，每一笔都写在页面上。
front-shop-from = ¥{ $price } 起

front-money-title = 钱去哪了
front-money-text = 批发商买十吨王村红薯，每斤 1.20 元，整车拉走。谁拿了多少，算到分，买方、合作社和农户看到的是同一本账。
front-money-order = 王村红薯一级　20,000 斤 × 1.20 元
front-money-figure = 大宗一单，到农户
front-money-figure-note = { $gross } 里的 { $home }
front-money-households = 一单货，按斤两分
front-money-households-note = 一共交了 { $weight }
front-money-when = 验收合格后 3 个工作日内到户。春天垫的苗和膜，从应得里扣，每户一张条子写明白。

front-season-title = 现在该吃什么
front-season-text = 没到季节的，我们宁可不卖。

front-market-title = 整车买，去大宗交易
front-market-text = 合作社挂牌的都是入库过秤的现货。保证金在银行存管，验收合格才放款。
front-market-go = 看今日挂牌
front-market-join = 批发商入驻
front-market-caption = 今日参考价
front-market-as-of = { $at }，近 5 个交易日均价。少于 3 笔成交的不报价。
front-market-empty = 今天还没有行情
front-market-empty-text = 第一笔成交之后，这里每天写价格和吨数。

front-box-title = 箱子上有个码
front-box-text = 每个箱子印一个码，扫一扫，看它是哪个批次、哪个村、哪一天收的，付的钱分成了几份。
