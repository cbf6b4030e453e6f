//! Money that came for a purchase: what is to be paid, what is there, what came too late or twice.

use exchange::entity::purchase::Route;
use ledger::retail::Parts;

use super::{Bought, bill, found_again, name_account_or_look, window};
use crate::mail::Mail;
use crate::mail::letter::{Letter, Reader, Share};
use crate::render::{Arg, Renderer, fen};

/// A purchase that waits for a transfer.
#[derive(Copy, Clone, Debug)]
pub struct Placed<'a> {
    /// The purchase.
    pub bought: Bought<'a>,
    /// Whose account the money goes to.
    pub holder: &'a str,
    /// At which bank.
    pub bank: &'a str,
    /// Under which number.
    pub account: &'a str,
    /// What to write in the note.
    pub memo: &'a str,
    /// Until when the goods are kept.
    pub until_ms: i64,
}

/// A purchase that was paid.
#[derive(Copy, Clone, Debug)]
pub struct Paid<'a> {
    /// The purchase.
    pub bought: Bought<'a>,
    /// How it was paid.
    pub route: Route,
    /// Province and city alone: a mail is read by others too.
    pub city: &'a str,
    /// What the tariff promises of it; none where nothing is promised.
    pub promise: Option<Parts>,
    /// How long after receipt bad goods can be reported.
    pub window_hours: i64,
    /// Whether the money came after the goods were let go, and they are kept again.
    pub came: Came,
}

/// When money came.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Came {
    /// While the goods were kept.
    InTime,
    /// Later, and there were still some.
    Late,
}

/// Money that came when the goods were gone, and goes back by itself.
#[derive(Copy, Clone, Debug)]
pub struct LateRefund<'a> {
    /// The purchase's number.
    pub number: &'a str,
    /// Its page.
    pub url: &'a str,
    /// How much.
    pub amount_fen: i64,
    /// When the purchase had ended.
    pub ended_ms: i64,
    /// When the money came.
    pub arrived_ms: i64,
    /// How it was paid.
    pub route: Route,
}

/// Money that came for what was paid already, and goes back by itself.
#[derive(Copy, Clone, Debug)]
pub struct PaidTwice<'a> {
    /// The purchase's number.
    pub number: &'a str,
    /// Its page.
    pub url: &'a str,
    /// How much came the second time.
    pub amount_fen: i64,
    /// When.
    pub arrived_ms: i64,
    /// How it was paid.
    pub route: Route,
    /// Whether the purchase goes on.
    pub stands: Stands,
}

/// Whether a purchase goes on whatever else is told of it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Stands {
    /// It does.
    Yes,
    /// It ended before.
    No,
}

/// How to pay by transfer, and until when.
pub fn placed(renderer: &Renderer, reader: &Reader<'_>, placed: &Placed<'_>) -> Mail {
    let bought = &placed.bought;
    let total = fen(bought.total_fen);
    let args = [
        ("total", Arg::from(&total)),
        ("memo", placed.memo.into()),
        ("number", bought.number.into()),
    ];
    let mut letter = Letter::to(renderer, reader, "placed", &args);
    let until = letter.moment(placed.until_ms);
    letter.say(
        "mail-placed-text",
        &[("until", Arg::from(&until)), ("memo", placed.memo.into())],
    );
    letter.fact("mail-placed-holder", placed.holder);
    letter.fact("mail-placed-bank", placed.bank);
    letter.fact("mail-placed-account", placed.account);
    let amount = letter.message("mail-amount", &[("amount", Arg::from(&total))]);
    letter.fact("mail-fact-amount", amount);
    letter.fact("mail-placed-memo", placed.memo);
    letter.fact("mail-placed-until", until);
    letter.note("mail-placed-note", &[]);
    bill(&mut letter, bought, "mail-total-due");
    found_again(&mut letter, bought);
    letter.button("mail-see-purchase", bought.url);
    letter.finish()
}

/// The money is there.
pub fn paid(renderer: &Renderer, reader: &Reader<'_>, paid: &Paid<'_>) -> Mail {
    let bought = &paid.bought;
    let total = fen(bought.total_fen);
    let args = [
        ("total", Arg::from(&total)),
        ("number", bought.number.into()),
    ];
    let mut letter = Letter::to(renderer, reader, "paid", &args);
    let text = match paid.came {
        Came::InTime => "mail-paid-text",
        Came::Late => "mail-paid-late",
    };
    letter.say(text, &[]);
    bill(&mut letter, bought, "mail-total-paid");
    found_again(&mut letter, bought);
    let way = letter.message("mail-route", &[("route", paid.route.as_str().into())]);
    letter.fact("mail-paid-way", way);
    letter.fact("mail-paid-city", paid.city);
    letter.note("mail-code-note", &[]);
    if let Some(promise) = &paid.promise {
        letter.share(promise, Share::Estimated);
    }
    let window = window(&letter, paid.window_hours);
    letter.note("mail-paid-note", &[("window", Arg::from(&window))]);
    letter.button("mail-see-purchase", bought.url);
    letter.finish()
}

/// Money came when the goods were gone, and goes back by itself.
pub fn late_refund(renderer: &Renderer, reader: &Reader<'_>, late: &LateRefund<'_>) -> Mail {
    let amount = fen(late.amount_fen);
    let args = [
        ("amount", Arg::from(&amount)),
        ("number", late.number.into()),
    ];
    let mut letter = Letter::to(renderer, reader, "late", &args);
    let (ended, arrived) = (letter.moment(late.ended_ms), letter.moment(late.arrived_ms));
    letter.say(
        "mail-late-text",
        &[
            ("ended", Arg::from(&ended)),
            ("arrived", Arg::from(&arrived)),
            ("amount", Arg::from(&amount)),
        ],
    );
    goes_back(letter, late.route, (late.number, late.url))
}

/// Money came for what was paid already, and goes back; the purchase is untouched by it.
pub fn paid_twice(renderer: &Renderer, reader: &Reader<'_>, twice: &PaidTwice<'_>) -> Mail {
    let amount = fen(twice.amount_fen);
    let args = [
        ("amount", Arg::from(&amount)),
        ("number", twice.number.into()),
    ];
    let mut letter = Letter::to(renderer, reader, "twice", &args);
    let arrived = letter.moment(twice.arrived_ms);
    letter.say(
        "mail-twice-text",
        &[
            ("arrived", Arg::from(&arrived)),
            ("amount", Arg::from(&amount)),
        ],
    );
    if twice.stands == Stands::Yes {
        letter.say("mail-twice-stands", &[]);
    }
    goes_back(letter, twice.route, (twice.number, twice.url))
}

/// The end of a mail about money that goes back by itself: which way, and what its buyer can do.
fn goes_back(mut letter: Letter<'_>, route: Route, (number, url): (&str, &str)) -> Mail {
    letter.say("mail-late-way", &[("route", route.as_str().into())]);
    letter.fact("mail-fact-number", number);
    name_account_or_look(&mut letter, route, url);
    letter.finish()
}
