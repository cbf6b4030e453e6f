//! The mails that a purchase causes: each takes plain values and gives both parts in the reader's
//! language. Who sends one, and when, is not said here.

use exchange::entity::purchase::Route;
use exchange::entity::refund::Reason;
use ledger::retail::Parts;

use super::Mail;
use super::letter::{Letter, Reader, Share};
use crate::render::{Arg, Renderer, fen, jin};

/// Households that are named by their number; fewer might be recognised.
const HOUSEHOLDS_SHOWN_MIN: i64 = 5;

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

/// A consignment on its way.
#[derive(Copy, Clone, Debug)]
pub struct Shipped<'a> {
    /// The purchase; of its lines those of this consignment.
    pub bought: Bought<'a>,
    /// The consignment's own number.
    pub consignment: &'a str,
    /// Who packed it, in the reader's language.
    pub cooperative: &'a str,
    /// Who carries it, in the reader's language.
    pub carrier: &'a str,
    /// Under which number.
    pub waybill: &'a str,
    /// How long after receipt bad goods can be reported.
    pub window_hours: i64,
    /// When it counts as received by itself.
    pub auto_received_ms: i64,
}

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
    /// How.
    pub route: Route,
    /// The last digits of the account; empty where it went back the way it came.
    pub account_tail: &'a str,
    /// When it is there at the latest.
    pub arrives_ms: i64,
}

/// A claim that the office decided.
#[derive(Copy, Clone, Debug)]
pub struct ClaimDecided<'a> {
    /// The purchase's number.
    pub number: &'a str,
    /// Its page.
    pub url: &'a str,
    /// The claim's number.
    pub claim: &'a str,
    /// The goods in the reader's language.
    pub goods: &'a str,
    /// The weight that the buyer reported.
    pub weight_g: i64,
    /// What goes back; nothing when the claim was turned down.
    pub granted_fen: i64,
    /// The office's words.
    pub words: &'a str,
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

/// What reached the households.
#[derive(Copy, Clone, Debug)]
pub struct Impact<'a> {
    /// The purchase's number.
    pub number: &'a str,
    /// The page that shows it.
    pub url: &'a str,
    /// What the buyer paid and kept paying.
    pub paid_fen: i64,
    /// What reached the households.
    pub home_fen: i64,
    /// How many households.
    pub households: i64,
    /// The posted parts of what was paid; none leaves the bar out.
    pub parts: Option<Parts>,
    /// The payout batches, by their numbers.
    pub batches: &'a str,
    /// The ledger's reference of the split.
    pub reference: &'a str,
    /// The day on which the batch was paid.
    pub paid_on_ms: i64,
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

/// A consignment is on its way.
pub fn shipped(renderer: &Renderer, reader: &Reader<'_>, shipped: &Shipped<'_>) -> Mail {
    let bought = &shipped.bought;
    let args = [
        ("carrier", Arg::from(shipped.carrier)),
        ("waybill", shipped.waybill.into()),
        ("number", bought.number.into()),
        ("cooperative", shipped.cooperative.into()),
    ];
    let mut letter = Letter::to(renderer, reader, "shipped", &args);
    letter.say("mail-shipped-text", &args);
    lines(&mut letter, bought);
    letter.fact("mail-shipped-carrier", shipped.carrier);
    letter.fact("mail-shipped-waybill", shipped.waybill);
    letter.fact("mail-shipped-parcel", shipped.consignment);
    letter.fact("mail-fact-number", bought.number);
    let window = window(&letter, shipped.window_hours);
    let auto = letter.moment(shipped.auto_received_ms);
    letter.note(
        "mail-shipped-note",
        &[("window", Arg::from(&window)), ("auto", Arg::from(&auto))],
    );
    letter.note("mail-shipped-trace", &[]);
    letter.button("mail-see-purchase", bought.url);
    letter.finish()
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
    let reason = [("reason", Arg::from(refunded.reason.as_str()))];
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

/// The office decided a claim.
pub fn claim_decided(renderer: &Renderer, reader: &Reader<'_>, claim: &ClaimDecided<'_>) -> Mail {
    let granted = if claim.granted_fen > 0 { "yes" } else { "no" };
    let amount = fen(claim.granted_fen);
    let args = [
        ("granted", Arg::from(granted)),
        ("amount", Arg::from(&amount)),
        ("number", claim.number.into()),
        ("goods", claim.goods.into()),
    ];
    let mut letter = Letter::to(renderer, reader, "claim", &args);
    letter.say("mail-claim-text", &args);
    letter.quote(claim.words);
    let weight = jin(claim.weight_g);
    let weight = letter.message("unit-jin", &[("n", Arg::from(&weight))]);
    letter.fact("mail-claim-asked", weight);
    letter.fact("mail-claim-number", claim.claim);
    letter.fact("mail-fact-number", claim.number);
    letter.note("mail-claim-appeal", &[]);
    letter.button("mail-see-purchase", claim.url);
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
    letter.say("mail-late-way", &[("route", late.route.as_str().into())]);
    letter.fact("mail-fact-number", late.number);
    match late.route {
        Route::Transfer => letter.button("mail-ended-account-do", late.url),
        Route::Provider => letter.button("mail-see-purchase", late.url),
    }
    letter.finish()
}

/// How much of a purchase reached how many households.
pub fn impact(renderer: &Renderer, reader: &Reader<'_>, impact: &Impact<'_>) -> Mail {
    let (paid, home) = (fen(impact.paid_fen), fen(impact.home_fen));
    let few = match impact.households {
        few if few < HOUSEHOLDS_SHOWN_MIN => "yes",
        _ => "no",
    };
    let args = [
        ("paid", Arg::from(&paid)),
        ("home", Arg::from(&home)),
        ("few", few.into()),
        ("households", impact.households.into()),
    ];
    let mut letter = Letter::to(renderer, reader, "impact", &args);
    letter.say("mail-impact-text", &args);
    if let Some(parts) = &impact.parts {
        letter.share(parts, Share::Posted);
    }
    let households = letter.message("mail-impact-count", &args[2..]);
    letter.fact("mail-impact-households", households);
    letter.fact("mail-impact-paid-on", letter.day(impact.paid_on_ms));
    letter.fact("mail-impact-batch", impact.batches);
    letter.fact("mail-impact-reference", impact.reference);
    letter.fact("mail-fact-number", impact.number);
    letter.note("mail-impact-note", &[]);
    letter.button("mail-impact-do", impact.url);
    letter.finish()
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

fn window(letter: &Letter<'_>, hours: i64) -> String {
    letter.message("mail-window", &[("hours", hours.into())])
}
