//! Purchases that were taken back before they were shipped, whole or in part.

use exchange::entity::purchase::Route;

use super::{Bought, lines, name_account_or_look};
use crate::mail::Mail;
use crate::mail::letter::{Letter, Reader};
use crate::render::{Arg, Renderer, fen};

/// Why a purchase ended before it was shipped.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// No money came in time.
    Expired,
    /// The buyer wished so.
    Buyer,
    /// The cooperative did.
    Office,
}

impl End {
    fn as_str(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Buyer => "buyer",
            Self::Office => "office",
        }
    }
}

/// A purchase that ended before it was shipped.
#[derive(Copy, Clone, Debug)]
pub struct Ended<'a> {
    /// The purchase.
    pub bought: Bought<'a>,
    /// Why.
    pub why: End,
    /// When.
    pub at_ms: i64,
    /// What had been paid, all of which goes back.
    pub paid_fen: i64,
    /// How: money paid by transfer goes to an account that the buyer names.
    pub route: Route,
    /// The shop's page.
    pub shop_url: &'a str,
}

/// A purchase of which packs were taken back, and which goes on without them.
#[derive(Copy, Clone, Debug)]
pub struct PartEnded<'a> {
    /// The purchase, with the lines and packs that stay.
    pub bought: Bought<'a>,
    /// Who wished so.
    pub why: End,
    /// When.
    pub at_ms: i64,
    /// What goes back for them.
    pub back_fen: i64,
    /// How: money paid by transfer goes to an account that the buyer names.
    pub route: Route,
}

/// It ended before it was shipped.
pub fn ended(renderer: &Renderer, reader: &Reader<'_>, ended: &Ended<'_>) -> Mail {
    let bought = &ended.bought;
    let why = ended.why.as_str();
    let args = [("why", Arg::from(why)), ("number", bought.number.into())];
    let mut letter = Letter::to(renderer, reader, "ended", &args);
    let at = letter.moment(ended.at_ms);
    letter.say(
        "mail-ended-text",
        &[("why", why.into()), ("at", Arg::from(&at))],
    );
    let names_account = ended.paid_fen > 0 && ended.route == Route::Transfer;
    if ended.paid_fen > 0 {
        let paid = fen(ended.paid_fen);
        letter.say("mail-ended-paid", &[("paid", Arg::from(&paid))]);
    } else if ended.why != End::Expired {
        letter.say("mail-ended-none", &[]);
    } else if ended.route == Route::Transfer {
        letter.note("mail-ended-late", &[]);
    }
    if names_account {
        letter.say("mail-ended-account", &[]);
    }
    lines(&mut letter, bought);
    letter.fact("mail-fact-number", bought.number);
    if names_account {
        letter.button("mail-ended-account-do", bought.url);
    } else {
        letter.button("mail-ended-go", ended.shop_url);
    }
    letter.finish()
}

/// Packs of it were taken back; the rest goes on.
pub fn part_ended(renderer: &Renderer, reader: &Reader<'_>, ended: &PartEnded<'_>) -> Mail {
    let bought = &ended.bought;
    let back = fen(ended.back_fen);
    let args = [
        ("number", Arg::from(bought.number)),
        ("back", Arg::from(&back)),
    ];
    let mut letter = Letter::to(renderer, reader, "part", &args);
    let at = letter.moment(ended.at_ms);
    letter.say(
        "mail-part-text",
        &[("why", ended.why.as_str().into()), ("at", Arg::from(&at))],
    );
    letter.say("mail-part-back", &args);
    if ended.route == Route::Transfer {
        letter.say("mail-ended-account", &[]);
    }
    if !bought.lines.is_empty() {
        letter.say("mail-part-stays", &[]);
        lines(&mut letter, bought);
    }
    letter.fact("mail-fact-number", bought.number);
    name_account_or_look(&mut letter, ended.route, bought.url);
    letter.finish()
}
