# 收货地址
address-paste = 粘贴地址，自动填好
address-paste-hint = 姓名、电话、地址一起粘贴即可。
address-paste-do = 识别
address-read = 已填好，请核对一遍。
address-read-partly = 认出了一部分，标出来的请补一下。
address-read-nothing = 没认出来，请直接填。
address-name = 收货人
address-phone = 手机号
address-phone-hint = 快递员打这个电话；座机要带区号。
address-where = 省 / 市 / 区
address-province = 省
address-city = 市
address-district = 区县
address-choose = 请选择
address-none = 不用选
address-places-do = 更新市和区县
address-street = 详细地址
address-street-hint = 街道、门牌、楼栋、房号。
address-go-on = 继续
address-open-name = 文字里没认出姓名，请填上。
address-open-phone = 文字里没认出电话，请填上。
address-check-phone = 这个号码不对，请看一下。
address-open-phones = 文字里不止一个号码，先填了第一个，请核对。
address-open-place = 文字里没认出省市区，请选一下。
address-open-places = 叫这个名字的不止一处，请点选：
address-open-city = 请选一下市和区县。
address-open-district = 请选一下区县。
address-check-district = 可能是下面这里，请点选，或自己选区县：
address-open-street = 文字里没有街道门牌，请填上。

## 写在那一格下面
field-too-short = 太短了，至少 { $least } 个字。
field-control = 里面有看不见的控制字符，请重新输入。
field-phone-one-short = 少了一位，手机号是 11 位。
field-phone-short = 少了 { $digits } 位，手机号是 11 位。
field-phone-one-long = 多了一位，手机号是 11 位。
field-phone-long = 多了 { $digits } 位，手机号是 11 位。
field-phone-fixed-short = 少了 { $digits } 位：座机是区号加 7 位或 8 位号码。
field-phone-fixed-long = 多了 { $digits } 位：座机是区号加 7 位或 8 位号码。
field-phone-prefix = 手机号以 13 到 19 开头，请看一下头两位。
field-phone-letters = 电话只能是数字，可以有空格和横线。
field-province-missing = 请选省。
field-city-missing = 请选市。
field-district-missing = 请选区县。
field-place-unknown = 这里没有这个地方，请重新选。

## 送不送、为什么加钱
delivery-reason-remote = 偏远地区加运费
delivery-reason-no-cold-chain = 那里没有冷链，冷藏和冷冻的货送不到
delivery-reason-outside-mainland = 暂时只送中国大陆
