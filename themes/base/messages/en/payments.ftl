### Paying: the sandbox's pay page, and notices that come from providers

## The sandbox's pay page
sandbox-title = Sandbox payment (example)
sandbox-firm = Sandbox Pay
sandbox-not-real = This payment company exists for the demo only. No real money moves.
sandbox-pay-whom = Pay the example merchant of Lüliang specialties
sandbox-number = Merchant's number
sandbox-until = Good until
sandbox-pay = Pay ¥{ $sum }
sandbox-leave = Not now, back to the merchant
sandbox-leave-note = You can leave and come back before it ends.
sandbox-paid = Paid
sandbox-paid-note = This payment has been received. It cannot be taken twice.
sandbox-closed = This payment is closed
sandbox-closed-note = The merchant closed it, or its time is over. No charge was made.
sandbox-back = Back to the merchant

## Notices from providers
problem-notice-forged = The signature of this notice does not fit. It was not used.
problem-provider-away = The payment company cannot be reached just now. No charge was made, and your goods are still held: please try again in a moment.
