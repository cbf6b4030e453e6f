//! What is another now than the buyer saw: told by line, so that nobody has to compare by eye.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::cart::CartView;
use crate::guest::Buyer;
use crate::render::{Arg, fen};

/// What a page showed of a cart: packs and price by retail unit, as a form carries it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen(BTreeMap<i64, (i64, i64)>);

impl Seen {
    /// What a cart shows.
    pub fn of(cart: &CartView) -> Self {
        let line = |line: &crate::cart::CartLine| (line.sku, (line.packs, line.price_fen));
        Self(cart.lines.iter().map(line).collect())
    }

    /// Reads what a form carries; what cannot be read was not seen.
    pub fn read(text: &str) -> Self {
        let line = |part: &str| {
            let mut numbers = part.split(':').map(str::parse::<i64>);
            let mut next = || numbers.next()?.ok();
            Some((next()?, (next()?, next()?)))
        };
        Self(text.split(',').filter_map(line).collect())
    }

    /// The text that a form carries.
    pub fn text(&self) -> String {
        let line = |(sku, (packs, price)): (&i64, &(i64, i64))| format!("{sku}:{packs}:{price}");
        let lines: Vec<String> = self.0.iter().map(line).collect();
        lines.join(",")
    }
}

/// What changed, in sentences.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Told {
    /// One sentence for each thing that is another now.
    pub lines: Vec<String>,
}

/// Compares what the buyer saw with what is now.
pub fn told(buyer: &Buyer, seen: &Seen, cart: &CartView, expected_fen: i64) -> Told {
    let words = |key: &str, args: &[(&str, Arg<'_>)]| {
        buyer.app.renderer().message(buyer.visitor.lang, key, args)
    };
    let mut lines = Vec::new();
    let mut gone = seen.0.clone();
    for line in &cart.lines {
        let name = Arg::Text(&line.name);
        let Some((packs, price)) = gone.remove(&line.sku) else {
            lines.push(words("checkout-changed-new", &[("name", name)]));
            continue;
        };
        if price != line.price_fen {
            let (was, is) = (fen(price), fen(line.price_fen));
            let args = [
                ("name", name.clone()),
                ("was", Arg::Text(&was)),
                ("is", Arg::Text(&is)),
            ];
            lines.push(words("checkout-changed-price", &args));
        }
        if packs != line.packs {
            let args = [
                ("name", name),
                ("was", Arg::Count(packs)),
                ("is", Arg::Count(line.packs)),
            ];
            lines.push(words("checkout-changed-packs", &args));
        }
    }
    if !gone.is_empty() {
        let count = Arg::Count(i64::try_from(gone.len()).unwrap_or(i64::MAX));
        lines.push(words("checkout-changed-gone", &[("count", count)]));
    }
    let seen_goods: i64 = seen
        .0
        .values()
        .map(|(packs, price)| packs.saturating_mul(*price))
        .sum();
    if cart.surcharge_fen > 0 && expected_fen == seen_goods {
        let sum = fen(cart.surcharge_fen);
        lines.push(words(
            "checkout-changed-surcharge",
            &[("sum", Arg::Text(&sum))],
        ));
    }
    Told { lines }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_survives_a_form_and_nonsense_is_nothing() {
        let seen = Seen(BTreeMap::from([(10, (1, 9980)), (22, (2, 3280))]));
        assert_eq!(seen.text(), "10:1:9980,22:2:3280");
        assert_eq!(Seen::read(&seen.text()), seen);
        for nonsense in ["", "x", "1:2", ":::", "1:2:x", "99999999999999999999:1:1"] {
            assert_eq!(Seen::read(nonsense), Seen::default(), "{nonsense}");
        }
    }
}
