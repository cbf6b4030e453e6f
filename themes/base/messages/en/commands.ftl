# The command line
serve-address = Sanbao serves at { $url }
serve-sign-ins = Demo sign-ins stand in catalog/season/people.csv (such as trader.jw@sanbao.example, clerk.wc@, manager.wc@, wc-0003@, operator@); the password of all is { $password }
