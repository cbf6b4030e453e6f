# Sign-in, sign-up, recovery
account-email = E-mail
account-password = Password
account-password-new = New password
account-password-hint = At least 10 characters; long beats odd.
account-forgotten = Forgot the password
account-new-firm = Open an account for a firm
account-demo = This is a demo: sign-ins for every role are printed at start and stand in the season's notes.
account-sign-up = Open an account for a firm
account-sign-up-lead = You can watch the market at once. After we have checked the firm you get a memo code for bank transfers; bids need money that has arrived.
account-firm = Firm
account-town = City
account-bank = Bank
account-bank-account = Account number
account-bank-hint = Withdrawals go back to this account only.
account-name = Contact
account-phone = Mobile number
account-sign-up-do = Open the account
account-recover = Recover the password
account-recover-do = Send the link
account-recover-sent = If this address has an account, a link is on its way. It is good for one hour, once.
account-choose = Choose a new password
account-choose-do = Change the password
mail-recover-subject = Sanbao: choose a new password
mail-recover-text =
    Someone asked to change your password at Sanbao.

    If it was you, open this link within one hour; it works once:
    { $link }

    If it was not, do nothing: the password has not changed.
