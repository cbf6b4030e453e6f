//! Boxes on their way, and what was wrong with them.

use super::{Bought, lines, window};
use crate::mail::Mail;
use crate::mail::letter::{Letter, Reader};
use crate::render::{Arg, Renderer, fen, jin};

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

/// A waybill that was told wrong.
#[derive(Copy, Clone, Debug)]
pub struct WaybillCorrected<'a> {
    /// The purchase's number.
    pub number: &'a str,
    /// Its page.
    pub url: &'a str,
    /// The consignment's own number.
    pub consignment: &'a str,
    /// Who carries it, in the reader's language.
    pub carrier: &'a str,
    /// The number that was told.
    pub was: &'a str,
    /// The right one.
    pub waybill: &'a str,
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

/// A consignment goes under another waybill than the one that was told.
pub fn waybill_corrected(
    renderer: &Renderer,
    reader: &Reader<'_>,
    corrected: &WaybillCorrected<'_>,
) -> Mail {
    let args = [
        ("carrier", Arg::from(corrected.carrier)),
        ("was", corrected.was.into()),
        ("waybill", corrected.waybill.into()),
        ("number", corrected.number.into()),
    ];
    let mut letter = Letter::to(renderer, reader, "waybill", &args);
    letter.say("mail-waybill-text", &args);
    letter.fact("mail-shipped-carrier", corrected.carrier);
    letter.fact("mail-shipped-waybill", corrected.waybill);
    letter.fact("mail-shipped-parcel", corrected.consignment);
    letter.fact("mail-fact-number", corrected.number);
    letter.button("mail-see-purchase", corrected.url);
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
