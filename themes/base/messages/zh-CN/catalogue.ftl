# 商品目录
catalogue-title = 四样东西，二十七种卖法
catalogue-lead = 价目、产季和有没有货。写着「未开放」的，后面是原因。
catalogue-spec = 规格
catalogue-season = 产季
catalogue-all-year = 全年
catalogue-months = { $from }–{ $to } 月
catalogue-price = 价格（元）
catalogue-unit-price = 元/斤
catalogue-state = 状态
catalogue-closed = 未开放
catalogue-link = 看全部价目
front-market-no-deal = 还没有成交
