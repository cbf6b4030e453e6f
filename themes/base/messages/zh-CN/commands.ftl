# 命令行
serve-address = 三宝已启动：{ $url }
serve-sign-ins = 演示登录名见 catalog/season/people.csv（如 trader.jw@sanbao.example、clerk.wc@、manager.wc@、wc-0003@、operator@），密码都是 { $password }
