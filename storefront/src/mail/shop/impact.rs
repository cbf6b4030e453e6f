//! What of a purchase reached the households.

use exchange::retail::trace::FEWEST;
use ledger::retail::Parts;

use crate::mail::Mail;
use crate::mail::letter::{Letter, Reader, Share};
use crate::render::{Arg, Renderer, fen};

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

/// How much of a purchase reached how many households.
pub fn impact(renderer: &Renderer, reader: &Reader<'_>, impact: &Impact<'_>) -> Mail {
    let (paid, home) = (fen(impact.paid_fen), fen(impact.home_fen));
    let told = usize::try_from(impact.households).is_ok_and(|reached| reached >= FEWEST);
    let few = if told { "no" } else { "yes" };
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
