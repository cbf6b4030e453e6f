### 付款：沙盒的付款页，和付款方来的通知

## 沙盒付款页
sandbox-title = 沙盒付款（示例）
sandbox-firm = 沙盒付款
sandbox-not-real = 这里是演示用的付款公司，不会动您一分真钱。
sandbox-pay-whom = 付给吕梁特产示例商户
sandbox-number = 商户单号
sandbox-until = 有效到
sandbox-pay = 付 ¥{ $sum }
sandbox-leave = 不付了，回商户
sandbox-leave-note = 现在不付也行，到期前还能再来。
sandbox-paid = 付过了
sandbox-paid-note = 这一笔已经收到，不会再收第二次。
sandbox-closed = 这一笔付不了了
sandbox-closed-note = 商户关了这一笔，或者过了时间。没有扣款。
sandbox-back = 回商户

## 付款方来的通知
problem-notice-forged = 这条通知验不过签名，没有采用。
problem-provider-away = 付款公司暂时连不上。没有扣款，货还给您留着，请过一会儿再付。
