# 登录、开户、找回密码
account-email = 邮箱
account-password = 密码
account-password-new = 新密码
account-password-hint = 至少 10 个字，长比怪要紧。
account-forgotten = 忘了密码
account-new-firm = 采购商开户
account-demo = 这是演示：各角色的登录名和密码在启动时打印，也写在演示季的说明里。
account-sign-up = 采购商开户
account-sign-up-lead = 填好就能看行情。平台核实后给您一个汇款备注码，钱到了才能出价。
account-firm = 单位名称
account-town = 所在城市
account-bank = 开户行
account-bank-account = 对公账号
account-bank-hint = 提现只退回这个账号。
account-name = 联系人
account-phone = 手机号
account-sign-up-do = 开户
account-recover = 找回密码
account-recover-do = 发送链接
account-recover-sent = 如果这个邮箱开过户，链接已经发出，一小时内有效，只能用一次。
account-choose = 换一个新密码
account-choose-do = 换密码
mail-recover-subject = 三宝：重设密码
mail-recover-text =
    有人请求重设您在三宝的密码。

    如果是您，请在一小时内打开这个链接，它只能用一次：
    { $link }

    如果不是您，不用理会，密码没有变。
