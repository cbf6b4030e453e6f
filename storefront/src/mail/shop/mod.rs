//! The mails that a purchase causes: each takes plain values and gives both parts in the reader's
//! language. Who sends one, and when, is not said here.
//!
//! Layout: this file has what the mails share, `payment` tells of money that came, `ended` of what was
//! taken back, `refund` of money that goes back, `parcel` of boxes on their way and claims about them,
//! `impact` of what reached the households.

mod ended;
mod impact;
mod parcel;
mod payment;
mod refund;

use exchange::entity::purchase::Route;

use super::letter::Letter;
use crate::render::Arg;

pub use ended::{End, Ended, PartEnded, ended, part_ended};
pub use impact::{Impact, impact};
pub use parcel::{
    ClaimDecided, Shipped, WaybillCorrected, claim_decided, shipped, waybill_corrected,
};
pub use payment::{
    Came, LateRefund, Paid, PaidTwice, Placed, Stands, late_refund, paid, paid_twice, placed,
};
pub use refund::{RefundFailed, Refunded, refund_failed, refunded};

/// One line of a purchase.
#[derive(Copy, Clone, Debug)]
pub struct Line<'a> {
    /// The goods in the reader's language.
    pub goods: &'a str,
    /// How many packs.
    pub packs: i64,
    /// What they cost together.
    pub amount_fen: i64,
}

/// The purchase that a mail is about.
#[derive(Copy, Clone, Debug)]
pub struct Bought<'a> {
    /// Its number.
    pub number: &'a str,
    /// The code by which it is found without signing in.
    pub code: &'a str,
    /// Its page.
    pub url: &'a str,
    /// Its lines.
    pub lines: &'a [Line<'a>],
    /// The remote-area surcharge; nothing where there is none.
    pub surcharge_fen: i64,
    /// Everything together.
    pub total_fen: i64,
}

fn bill(letter: &mut Letter<'_>, bought: &Bought<'_>, total_key: &str) {
    for line in bought.lines {
        let label = goods(letter, line);
        letter.line(label, line.amount_fen);
    }
    if bought.surcharge_fen > 0 {
        letter.part("mail-surcharge", bought.surcharge_fen);
    }
    letter.total(total_key, bought.total_fen);
}

fn lines(letter: &mut Letter<'_>, bought: &Bought<'_>) {
    for line in bought.lines {
        let packs = line.packs.to_string();
        letter.goods(line.goods, format!("× {packs}"));
    }
}

fn goods(letter: &Letter<'_>, line: &Line<'_>) -> String {
    let args = [
        ("goods", Arg::from(line.goods)),
        ("packs", line.packs.into()),
    ];
    letter.message("mail-line", &args)
}

fn found_again(letter: &mut Letter<'_>, bought: &Bought<'_>) {
    letter.fact("mail-fact-number", bought.number);
    letter.fact("mail-fact-code", bought.code);
}

/// What is left to do where money goes back: a transfer needs an account, a provider knows its way.
fn name_account_or_look(letter: &mut Letter<'_>, route: Route, url: &str) {
    match route {
        Route::Transfer => letter.button("mail-ended-account-do", url),
        Route::Provider => letter.button("mail-see-purchase", url),
    }
}

fn window(letter: &Letter<'_>, hours: i64) -> String {
    letter.message("mail-window", &[("hours", hours.into())])
}
