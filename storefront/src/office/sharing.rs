//! Who gets how much of one settled deal: the waterfall, each household's line, how far the money is.

use catalog::lots::lot_weights;
use catalog::working_days::Calendar;
use exchange::deal::view::{DealPage, SettledDeal};
use exchange::proceeds::lines::{CycleView, LineView};
use exchange::proceeds::paid::Paid;
use ledger::Money;
use ledger::apportion::apportion;
use serde::Serialize;

use crate::asked::Asked;
use crate::error::Problem;
use crate::render::Arg;

/// Working days from acceptance until a household has its money.
///
/// Source: the rules of proceeds, 4.5, the public promise.
pub const DAYS_TO_HOUSEHOLD: u32 = 3;
/// All of something, in basis points.
const WHOLE_BP: i64 = 10_000;

/// A deduction from what was paid for the goods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// What it is.
    pub label: String,
    /// How much, in fen.
    pub fen: i64,
}

/// A household's row of the share table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShareRow {
    /// The household as people call it.
    pub household: String,
    /// Its page; empty for none.
    pub href: String,
    /// What it delivered, in grams.
    pub weight_g: i64,
    /// Its part of the pool, in basis points, for reading.
    pub share_bp: i64,
    /// Its share, in fen.
    pub due_fen: i64,
    /// What advances take of it, in fen.
    pub withheld_fen: i64,
    /// What it is paid, in fen.
    pub paid_fen: i64,
    /// A word about the money's whereabouts; empty for nothing to say.
    pub tag: String,
    /// The tag's kind.
    pub tag_kind: &'static str,
}

/// The last row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ShareTotal {
    /// How many households.
    pub households: i64,
    /// What they delivered, in grams.
    pub weight_g: i64,
    /// Their shares, in fen.
    pub due_fen: i64,
    /// What advances take, in fen.
    pub withheld_fen: i64,
    /// What they are paid, in fen.
    pub paid_fen: i64,
    /// Whether the shares are the pool to the fen.
    pub exact: bool,
}

/// One stage of the money's way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stage {
    /// Its name.
    pub label: String,
    /// `done`, `now` or `next`.
    pub state: &'static str,
    /// When it was reached.
    pub at_ms: Option<i64>,
}

/// A settled deal with everybody's part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SharedDeal {
    /// The deal's id.
    pub id: i64,
    /// Its number.
    pub number: String,
    /// What was sold, in the visitor's language.
    pub goods: String,
    /// Grams that were settled.
    pub grams: i64,
    /// What they cost, in fen for one price unit.
    pub price_fen: i64,
    /// Who bought.
    pub buyer: String,
    /// When it was settled.
    pub settled_at: i64,
    /// When the households have their money at the latest.
    pub pay_by: i64,
    /// What was paid for the goods, in fen.
    pub gross_fen: i64,
    /// What was taken off.
    pub parts: Vec<Part>,
    /// What is the households', in fen.
    pub pool_fen: i64,
    /// The households.
    pub rows: Vec<ShareRow>,
    /// Their sums.
    pub total: ShareTotal,
    /// The way of the money.
    pub stages: Vec<Stage>,
    /// Whether all of it has arrived.
    pub arrived: bool,
}

/// A settled deal with everybody's part; nothing for one that is not settled.
///
/// # Errors
/// When the database does.
pub async fn shared(asked: &Asked<'_>, page: &DealPage) -> Result<Option<SharedDeal>, Problem> {
    let Some(settled) = &page.settled else {
        return Ok(None);
    };
    let read = asked.app.database().read();
    let cycle = settled.trail.current.as_ref();
    let rows = match cycle {
        Some(cycle) => share_rows(asked, cycle).await?,
        None => Vec::new(),
    };
    let calendar = Calendar::load(read).await?;
    let settled_at = settled.settlement.at;
    let lines: &[LineView] = cycle.map_or(&[], |cycle| &cycle.lines);
    let arrived = !lines.is_empty() && lines.iter().all(|line| is_over(&line.paid));
    Ok(Some(SharedDeal {
        id: page.deal.id,
        number: page.deal.number.clone(),
        goods: asked.named(&page.instrument.name_zh, &page.instrument.name_en),
        grams: settled.settlement.grams,
        price_fen: page.deal.price_ticks * page.instrument.tick_fen,
        buyer: asked.named(&page.buyer.name_zh, &page.buyer.name_en),
        settled_at,
        pay_by: calendar.end_of_working_day_after(settled_at, DAYS_TO_HOUSEHOLD),
        gross_fen: settled.settlement.gross_fen,
        parts: parts(asked, settled),
        pool_fen: settled.settlement.pool_fen,
        total: total(&rows, cycle.map_or(0, |cycle| cycle.cycle.amount_fen)),
        rows,
        stages: stages(asked, lines, settled_at),
        arrived,
    }))
}

/// The deductions from a price, the largest first.
fn parts(asked: &Asked<'_>, settled: &SettledDeal) -> Vec<Part> {
    let row = &settled.settlement;
    let all = [
        ("part-freight", row.freight_fen),
        ("part-cooperative", row.cooperative_fen),
        ("part-platform", row.platform_fen),
        ("part-inspection", row.inspection_fen),
    ];
    all_parts(asked, &all)
}

/// Named sums as the waterfall takes them, the largest first, those of nothing left out.
pub fn all_parts(asked: &Asked<'_>, sums: &[(&str, i64)]) -> Vec<Part> {
    let part = |(key, fen): &(&str, i64)| Part {
        label: asked.words(key, &[]),
        fen: *fen,
    };
    let mut parts: Vec<Part> = sums.iter().filter(|(_, fen)| *fen != 0).map(part).collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.fen));
    parts
}

async fn share_rows(asked: &Asked<'_>, cycle: &CycleView) -> Result<Vec<ShareRow>, Problem> {
    let delivered = lot_weights(asked.app.database().read(), cycle.cycle.root_lot_id).await?;
    let whole: u64 = delivered.iter().map(|row| row.weight).sum();
    // Tickets that came after the split are not what it was split by.
    let fits = i64::try_from(whole).is_ok_and(|whole| whole == cycle.cycle.weight_total);
    let grams = |line: &LineView| {
        let own = delivered
            .iter()
            .find(|row| fits && Some(row.household_id) == line.household_id);
        own.map_or(line.weight / WHOLE_BP, |row| row.grams.as_g())
    };
    let weights: Vec<i64> = cycle.lines.iter().map(|line| line.weight).collect();
    let row = |(line, share_bp): (&LineView, i64)| {
        let (tag, tag_kind) = tag(asked, &line.paid);
        ShareRow {
            household: household(asked, &line.code),
            href: line
                .household_id
                .map_or_else(String::new, |id| format!("/office/households/{id}")),
            weight_g: grams(line),
            share_bp,
            due_fen: line.share.as_fen(),
            withheld_fen: line.recovered.as_fen(),
            paid_fen: line.payable.as_fen(),
            tag,
            tag_kind,
        }
    };
    Ok(cycle
        .lines
        .iter()
        .zip(percentages(&weights))
        .map(row)
        .collect())
}

/// A household by its code, as people call it.
pub fn household(asked: &Asked<'_>, code: &str) -> String {
    asked.words("office-household", &[("code", Arg::from(code))])
}

/// Parts in basis points that sum to the whole, by largest remainder; nothing has no parts.
pub fn percentages(weights: &[i64]) -> Vec<i64> {
    let parts = apportion(Money::fen(WHOLE_BP), weights);
    parts.map_or_else(
        |_| vec![0; weights.len()],
        |parts| parts.into_iter().map(Money::as_fen).collect(),
    )
}

fn tag(asked: &Asked<'_>, paid: &Paid) -> (String, &'static str) {
    match paid {
        Paid::Returned { .. } => (asked.words("deal-paid-returned", &[]), "bad"),
        Paid::InFile => (asked.words("deal-paid-in_file", &[]), "plain"),
        Paid::Paid { .. } | Paid::Owed | Paid::Batched | Paid::Reversed => (String::new(), ""),
    }
}

/// The sums of a share table; `pool` is what was to be shared.
pub fn total(rows: &[ShareRow], pool: i64) -> ShareTotal {
    let due_fen = rows.iter().map(|row| row.due_fen).sum();
    ShareTotal {
        households: rows.len() as i64,
        weight_g: rows.iter().map(|row| row.weight_g).sum(),
        due_fen,
        withheld_fen: rows.iter().map(|row| row.withheld_fen).sum(),
        paid_fen: rows.iter().map(|row| row.paid_fen).sum(),
        exact: due_fen == pool,
    }
}

fn is_over(paid: &Paid) -> bool {
    matches!(paid, Paid::Paid { .. } | Paid::Reversed)
}

/// Worked out, signed by two, at the bank, arrived: the slowest line decides.
fn stages(asked: &Asked<'_>, lines: &[LineView], settled_at: i64) -> Vec<Stage> {
    let reached = lines
        .iter()
        .filter(|line| line.payable.is_positive())
        .map(|line| match line.paid {
            Paid::Owed | Paid::Returned { .. } => 1,
            Paid::Batched => 2,
            Paid::InFile => 3,
            Paid::Paid { .. } | Paid::Reversed => 5,
        })
        .min()
        .unwrap_or(0);
    let arrived_at = lines.iter().filter_map(|line| match line.paid {
        Paid::Paid { at } => Some(at),
        _ => None,
    });
    let arrived_at = arrived_at.max().filter(|_| reached == 5);
    let names = [
        "office-stage-split",
        "office-stage-batch",
        "office-stage-two",
        "office-stage-bank",
        "office-stage-there",
    ];
    let stage = |(place, key): (usize, &&str)| Stage {
        label: asked.words(key, &[]),
        state: match place.cmp(&reached) {
            std::cmp::Ordering::Less => "done",
            std::cmp::Ordering::Equal => "now",
            std::cmp::Ordering::Greater => "next",
        },
        at_ms: match place {
            0 => Some(settled_at),
            4 => arrived_at,
            _ => None,
        },
    };
    names.iter().enumerate().map(stage).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(due_fen: i64) -> ShareRow {
        ShareRow {
            household: String::new(),
            href: String::new(),
            weight_g: 500,
            share_bp: 0,
            due_fen,
            withheld_fen: 1,
            paid_fen: due_fen - 1,
            tag: String::new(),
            tag_kind: "",
        }
    }

    #[test]
    fn percentages_sum_to_a_hundred_and_nothing_has_none() {
        assert_eq!(percentages(&[1, 1, 1]), [3_334, 3_333, 3_333]);
        assert_eq!(percentages(&[0, 0]), [0, 0]);
        assert_eq!(percentages(&[]), Vec::<i64>::new());
    }

    #[test]
    fn a_share_table_says_whether_its_parts_are_the_pool() {
        let rows = [row(60), row(40)];
        assert!(total(&rows, 100).exact);
        assert!(!total(&rows, 101).exact);
        assert_eq!(
            (total(&rows, 100).withheld_fen, total(&rows, 100).paid_fen),
            (2, 98)
        );
    }
}
