### Consents: each by itself, withdrawn at any time, and never a fen less for it. Texts stay under their version.

consents-title = What I agreed to
consents-lead = Each is asked by itself. If you do not agree, your goods are sold and your money is paid all the same. You can take a consent back at any time; within a day nothing of it is seen any more.
consents-withdrawn = Taken back
consents-give = Agree
consents-withdraw = Take back
consents-given = Agreed { $day }, { $channel }
consents-version = Text of { $version }
consents-tick = I have read this and agree
consents-story = Your words to those who buy
consents-story-lead = Once you agree, whoever scans the code on a box reads these words. Choose a name yourself; do not write your real name, your telephone or where you live.
consents-story-alias = What you want to be called
consents-story-alias-hint = Such as "the grower up the slope"; not your real name
consents-story-words = Your words
consents-story-do = Keep and show
consents-story-save = Keep the change
consents-story-stands = They are public now.
consents-back = Back to my season

consent-text-settlement-2026-10 = The cooperative keeps your weights, works out your money and prints your slips by your weigh tickets. Tickets and sums are for you, the cooperative and the platform's accounts alone.
consent-text-bank-2026-10 = The cooperative gives your name and account number to the custody bank, only so that it can pay you.
consent-text-story-2026-10 = Your words and the name you chose stand on the public page behind a box's code, where anybody reads them. No real name, photograph, home or income.
consent-text-monitoring-2026-10 = The cooperative tells the village the sum of your season's sales, only for income support monitoring.

field-consent-tick = Please read the text and tick the box
office-deed-story-told = Household { $what } wrote words for buyers
deed-story-told = Wrote words for buyers
