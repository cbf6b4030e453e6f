//! A slip's arithmetic in words: from what was brought to what is paid, the same for a deal and for a
//! day of boxes.

use exchange::proceeds::lines::LineView;
use exchange::proceeds::paid::Paid;
use exchange::proceeds::slip::AdvanceItem;
use ledger::Money;

use super::slips::SlipRow;
use crate::asked::Asked;
use crate::render::Arg;

/// What a weight of the pool is over a gram of the basis grade.
const WHOLE_FACTOR: i64 = 10_000;

/// One household's account of one split.
pub(super) struct Account<'slip> {
    /// Who reads it.
    pub(super) asked: &'slip Asked<'slip>,
    /// What was brought, in words.
    pub(super) goods: String,
    /// The household's grams.
    pub(super) own_g: i64,
    /// The grams of all.
    pub(super) lot_g: i64,
    /// The household's weight in the pool.
    pub(super) own_weight: i64,
    /// The weight of all.
    pub(super) weight_total: i64,
    /// How many households shared.
    pub(super) households: i64,
    /// What it sold for and what was taken off.
    pub(super) sold: Vec<SlipRow>,
    /// What they shared.
    pub(super) pool: Money,
    /// Lines that count no more.
    pub(super) reversed: &'slip [LineView],
    /// The line that counts.
    pub(super) line: Option<&'slip LineView>,
    /// What advances took of it.
    pub(super) items: &'slip [AdvanceItem],
    /// What is still open of advances.
    pub(super) advance_left: Money,
}

impl Account<'_> {
    fn words(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.asked.words(key, args)
    }

    /// Every row, the last of which is what is paid.
    pub(super) fn rows(&self) -> Vec<SlipRow> {
        let brought = SlipRow {
            label: self.words("slip-brought", &[("goods", Arg::from(&self.goods))]),
            value: jin(self.asked, self.own_g),
            kind: "",
        };
        let households = [("households", Arg::from(self.households))];
        let all = SlipRow {
            label: self.words("slip-all-brought", &households),
            value: jin(self.asked, self.lot_g),
            kind: "",
        };
        let mut rows = vec![brought, all];
        rows.extend(self.sold.iter().cloned());
        rows.push(row(self.asked, ("slip-pool", &households), (self.pool, "")));
        for line in self.reversed {
            rows.push(row(self.asked, ("slip-was", &[]), (line.share, "was")));
        }
        let Some(line) = self.line else {
            return rows;
        };
        let (own, whole) = self.claim();
        let key = if self.is_graded() {
            "slip-due-graded"
        } else {
            "slip-due"
        };
        let args = [("own", Arg::from(&own)), ("whole", Arg::from(&whole))];
        rows.push(row(self.asked, (key, &args), (line.share, "due")));
        for item in self.items {
            let what = self
                .asked
                .named(&item.advance.item_zh, &item.advance.item_en);
            let args = [("item", Arg::from(&what))];
            rows.push(minus(self.asked, ("slip-advance", &args), item.recovered));
        }
        rows.push(row(self.asked, ("slip-paid", &[]), (line.payable, "paid")));
        rows
    }

    /// Whether grades count differently in this lot.
    fn is_graded(&self) -> bool {
        let of = |grams: i64| grams.checked_mul(WHOLE_FACTOR);
        of(self.own_g) != Some(self.own_weight) || of(self.lot_g) != Some(self.weight_total)
    }

    /// The household's weight and the whole, in jin of the basis grade.
    fn claim(&self) -> (String, String) {
        let jin = |weight: i64| crate::render::jin(weight / WHOLE_FACTOR);
        (jin(self.own_weight), jin(self.weight_total))
    }

    /// Where the money is, as a sentence.
    pub(super) fn when(&self, pay_by: i64, tail: &str) -> String {
        let Some(line) = self.line else {
            return self.words("slip-when-held", &[]);
        };
        if !line.payable.is_positive() {
            return self.words("slip-when-nothing", &[]);
        }
        let day = |at: i64| self.asked.app.renderer().date(self.asked.visitor.lang, at);
        let tail = Arg::Text(tail);
        match &line.paid {
            Paid::Paid { at } => self.words(
                "slip-when-paid",
                &[("day", Arg::from(&day(*at))), ("tail", tail)],
            ),
            Paid::InFile => self.words(
                "slip-when-bank",
                &[("day", Arg::from(&day(pay_by - 1))), ("tail", tail)],
            ),
            Paid::Returned { reason, .. } => {
                self.words("slip-when-returned", &[("reason", Arg::from(reason))])
            }
            Paid::Owed | Paid::Batched | Paid::Reversed => {
                let no_bank = matches!(tail, Arg::Text(""));
                let key = if no_bank {
                    "slip-when-no-bank"
                } else {
                    "slip-when-soon"
                };
                self.words(key, &[("day", Arg::from(&day(pay_by - 1))), ("tail", tail)])
            }
        }
    }

    /// What is still open of advances, as a sentence.
    pub(super) fn note(&self) -> String {
        let left = self.advance_left;
        match (left.is_positive(), self.items.is_empty()) {
            (true, _) => self.words("slip-note-left", &[("sum", Arg::from(&left.to_string()))]),
            (false, false) => self.words("slip-note-cleared", &[]),
            (false, true) => String::new(),
        }
    }
}

/// A weight with its unit.
pub(super) fn jin(asked: &Asked<'_>, grams: i64) -> String {
    asked.words("unit-jin", &[("n", Arg::from(&crate::render::jin(grams)))])
}

/// A row of a sum.
pub(super) fn row(
    asked: &Asked<'_>,
    (key, args): (&str, &[(&str, Arg<'_>)]),
    (sum, kind): (Money, &'static str),
) -> SlipRow {
    SlipRow {
        label: asked.words(key, args),
        value: crate::render::fen(sum.as_fen()),
        kind,
    }
}

/// A row of a sum that is taken off.
pub(super) fn minus(
    asked: &Asked<'_>,
    (key, args): (&str, &[(&str, Arg<'_>)]),
    sum: Money,
) -> SlipRow {
    SlipRow {
        label: asked.words(key, args),
        value: crate::render::fen(-sum.as_fen()),
        kind: "",
    }
}
