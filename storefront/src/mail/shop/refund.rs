//! Money that goes back.

use exchange::entity::purchase::Route;
use exchange::entity::refund::Reason;

use super::Stands;
use crate::mail::Mail;
use crate::mail::letter::{Letter, Reader};
use crate::render::{Arg, Renderer, fen};

/// Money that went back.
#[derive(Copy, Clone, Debug)]
pub struct Refunded<'a> {
    /// The purchase's number.
    pub number: &'a str,
    /// Its page.
    pub url: &'a str,
    /// The refund's number.
    pub refund: &'a str,
    /// How much.
    pub amount_fen: i64,
    /// Why.
    pub reason: Reason,
    /// Whether the purchase goes on: then a cancelled part is called so.
    pub stands: Stands,
    /// How.
    pub route: Route,
    /// The last digits of the account; empty where it went back the way it came.
    pub account_tail: &'a str,
    /// When it is there at the latest.
    pub arrives_ms: i64,
}

/// Money that did not arrive where it was sent to.
#[derive(Copy, Clone, Debug)]
pub struct RefundFailed<'a> {
    /// The purchase's number.
    pub number: &'a str,
    /// Its page.
    pub url: &'a str,
    /// The refund's number.
    pub refund: &'a str,
    /// How much.
    pub amount_fen: i64,
    /// How it was sent: a bank wants another account, a provider is asked again by people.
    pub route: Route,
    /// The last digits of the account that it came back from; empty where it was none.
    pub account_tail: &'a str,
}

/// Money went back.
pub fn refunded(renderer: &Renderer, reader: &Reader<'_>, refunded: &Refunded<'_>) -> Mail {
    let amount = fen(refunded.amount_fen);
    let args = [
        ("amount", Arg::from(&amount)),
        ("number", refunded.number.into()),
    ];
    let mut letter = Letter::to(renderer, reader, "refunded", &args);
    let arrives = letter.day(refunded.arrives_ms);
    letter.say(
        "mail-refunded-text",
        &[
            ("route", refunded.route.as_str().into()),
            ("arrives", Arg::from(&arrives)),
        ],
    );
    let sum = letter.message("mail-amount", &[("amount", Arg::from(&amount))]);
    letter.fact("mail-fact-amount", sum);
    let reason = match (refunded.reason, refunded.stands) {
        (Reason::Cancelled, Stands::Yes) => "part_cancelled",
        (reason, _) => reason.as_str(),
    };
    let reason = [("reason", Arg::from(reason))];
    let reason = letter.message("mail-refunded-reason", &reason);
    letter.fact("mail-refunded-why", reason);
    let to = match refunded.account_tail {
        "" => letter.message("mail-refunded-origin", &[]),
        tail => letter.message("mail-refunded-account", &[("tail", tail.into())]),
    };
    letter.fact("mail-refunded-to", to);
    letter.fact("mail-refunded-arrives", arrives);
    letter.fact("mail-refunded-refund", refunded.refund);
    letter.fact("mail-fact-number", refunded.number);
    letter.note("mail-refunded-note", &[]);
    letter.button("mail-see-purchase", refunded.url);
    letter.finish()
}

/// Money did not arrive: the buyer looks at the account again, or need do nothing.
pub fn refund_failed(renderer: &Renderer, reader: &Reader<'_>, failed: &RefundFailed<'_>) -> Mail {
    let amount = fen(failed.amount_fen);
    let route = failed.route.as_str();
    let args = [
        ("amount", Arg::from(&amount)),
        ("number", failed.number.into()),
        ("route", route.into()),
    ];
    let mut letter = Letter::to(renderer, reader, "failed", &args);
    letter.say("mail-failed-text", &args);
    if !failed.account_tail.is_empty() {
        let tail = [("tail", Arg::from(failed.account_tail))];
        let account = letter.message("mail-refunded-account", &tail);
        letter.fact("mail-failed-from", account);
    }
    letter.fact("mail-refunded-refund", failed.refund);
    letter.fact("mail-fact-number", failed.number);
    letter.note("mail-failed-note", &args);
    match failed.route {
        Route::Transfer => letter.button("mail-failed-do", failed.url),
        Route::Provider => letter.button("mail-see-purchase", failed.url),
    }
    letter.finish()
}
