### Pages that say what went wrong: first whether money or goods moved, then why, then one way on.

error-code = 编号 { $code }，找客服时报这个。
error-nothing-moved = 钱和货都没动
error-unknown-moved = 结果还不确定，请先看记录
error-not-found-title = 没有这一页
error-forbidden-title = 这一页不归您看
error-bad-request-title = 填的内容有问题
error-conflict-title = 刚才已经变了
error-internal-title = 我们这边出错了
error-way-front = 回首页
error-gone-title = 这个链接用不了了
error-way-recover = 再要一个链接
