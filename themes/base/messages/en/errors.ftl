### Pages that say what went wrong: first whether money or goods moved, then why, then one way on.

error-code = Code { $code }: please quote it when you contact us.
error-nothing-moved = No money or goods moved
error-unknown-moved = Outcome not certain: check the records first
error-not-found-title = There is no such page
error-forbidden-title = This page is not yours to see
error-bad-request-title = Something in the form needs changing
error-conflict-title = It has just changed
error-internal-title = Something failed on our side
error-way-front = To the front page
error-gone-title = This link is spent
error-way-recover = Ask for another link
