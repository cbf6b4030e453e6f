//! The slip (条子): one household, one deal, one sheet of arithmetic that ends in what is paid.

use axum::extract::Path;
use axum::response::Response;
use catalog::entity::organisation;
use catalog::working_days::Calendar;
use exchange::deal::view::{Viewer, deal_page};
use exchange::entity::{pool_line, settlement};
use exchange::proceeds::lines::LineView;
use exchange::proceeds::paid::Paid;
use exchange::proceeds::slip::{Slip, slip};
use ledger::Money;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde::Serialize;

use super::code::{Code, drawn};
use super::season::bank_tail;
use crate::asked::Asked;
use crate::caller::Caller;
use crate::error::Problem;
use crate::office::{DAYS_TO_HOUSEHOLD, household_words};
use crate::page::page;
use crate::render::Arg;

/// What a weight of the pool is over a gram of the basis grade.
const WHOLE_FACTOR: i64 = 10_000;

/// One line of the slip's arithmetic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SlipRow {
    /// What it is.
    pub label: String,
    /// How much, written out.
    pub value: String,
    /// Empty, `was` for a line that counts no more, `due` for the share, `paid` for what is paid.
    pub kind: &'static str,
}

/// The figures of a slip; sums in fen, weights in grams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SlipFigures {
    /// What the household brought.
    pub own_g: i64,
    /// What all brought.
    pub lot_g: i64,
    /// Its weight in the pool: grams times grade factors in basis points.
    pub own_weight: i64,
    /// The weight of all.
    pub weight_total: i64,
    /// What was sold.
    pub sold_g: i64,
    /// What was paid for it.
    pub gross_fen: i64,
    /// What the households shared.
    pub pool_fen: i64,
    /// The household's share.
    pub share_fen: i64,
    /// What advances took of it.
    pub recovered_fen: i64,
    /// What it is paid.
    pub payable_fen: i64,
    /// What is still open of its advances.
    pub advance_left_fen: i64,
    /// Shares that a correction took back, oldest first.
    pub was_share_fen: Vec<i64>,
}

/// A household's slip, in words and figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SlipPage {
    /// The settlement's id.
    pub settlement: i64,
    /// The cooperative's name.
    pub cooperative: String,
    /// The household by its code.
    pub household: String,
    /// The deal by its number.
    pub deal: String,
    /// What is paid, in fen.
    pub paid_fen: i64,
    /// The figures behind the words.
    pub figures: SlipFigures,
    /// Where the money is: `owed`, `batched`, `in_file`, `paid` or `returned`; `held` before a split.
    pub state: &'static str,
    /// The same as a sentence, with the day and the account's last digits.
    pub when: String,
    /// The arithmetic; the last row is what is paid.
    pub rows: Vec<SlipRow>,
    /// What is still open of advances.
    pub note: String,
    /// Whom to ask.
    pub whom: String,
}

/// A slip as it goes on paper.
#[derive(Serialize)]
struct Sheet {
    #[serde(flatten)]
    slip: SlipPage,
    qr: Option<Code>,
}

async fn sheet(asked: &Asked<'_>, settlement: i64, household: i64) -> Result<Sheet, Problem> {
    let address = format!(
        "{}/slips/{settlement}/{household}",
        asked.app.settings().base_url()
    );
    Ok(Sheet {
        slip: slip_of(asked, settlement, household).await?,
        qr: drawn(&address),
    })
}

/// The slip of one household for one settlement.
///
/// # Errors
/// `404` where the asker may not see it, or the household has no part in it.
pub async fn slip_of(
    asked: &Asked<'_>,
    settlement_id: i64,
    household_id: i64,
) -> Result<SlipPage, Problem> {
    let (read, scope) = (asked.app.database().read(), asked.scope()?);
    let settlement = settlement::Entity::find_by_id(settlement_id)
        .one(read)
        .await?;
    let deal_id = settlement.ok_or_else(Problem::not_found)?.deal_id;
    let slip = slip(read, scope, household_id, deal_id).await?;
    let households = match &slip.line {
        Some(line) => households_of(asked, line).await?,
        None => 0,
    };
    let tail = bank_tail(asked, scope, household_id).await?;
    let pay_by = Calendar::load(read)
        .await?
        .end_of_working_day_after(slip.settlement.at, DAYS_TO_HOUSEHOLD);
    let phone = organisation::Entity::find_by_id(slip.cooperative.id)
        .one(read)
        .await?;
    // A number that breaks over two lines is read wrong: its hyphen holds.
    let phone = phone
        .map(|row| row.phone.replace('-', "\u{2011}"))
        .unwrap_or_default();
    let paper = Paper {
        asked,
        slip: &slip,
        households,
    };
    Ok(SlipPage {
        settlement: settlement_id,
        cooperative: asked.named(&slip.cooperative.name_zh, &slip.cooperative.name_en),
        household: household_words(asked, &slip.household.code),
        deal: asked.words("slip-deal", &[("number", Arg::from(&slip.deal.number))]),
        paid_fen: slip.line.as_ref().map_or(0, |line| line.payable.as_fen()),
        figures: figures(&slip),
        state: slip.line.as_ref().map_or("held", |line| line.paid.as_str()),
        when: paper.when(pay_by, &tail),
        rows: paper.rows(),
        note: paper.note(),
        whom: asked.words("slip-whom", &[("phone", Arg::from(&phone))]),
    })
}

fn figures(slip: &Slip) -> SlipFigures {
    let of = |sum: fn(&LineView) -> Money| slip.line.as_ref().map_or(0, |line| sum(line).as_fen());
    SlipFigures {
        own_g: slip.own_g,
        lot_g: slip.lot_g,
        own_weight: slip.own_weight,
        weight_total: slip.weight_total,
        sold_g: slip.settlement.grams,
        gross_fen: slip.settlement.gross_fen,
        pool_fen: slip.pool.as_fen(),
        share_fen: of(|line| line.share),
        recovered_fen: of(|line| line.recovered),
        payable_fen: of(|line| line.payable),
        advance_left_fen: slip.advance_left.as_fen(),
        was_share_fen: slip
            .reversed
            .iter()
            .map(|line| line.share.as_fen())
            .collect(),
    }
}

/// How many households shared the pool that a line is of.
async fn households_of(asked: &Asked<'_>, line: &LineView) -> Result<i64, Problem> {
    let read = asked.app.database().read();
    let Some(row) = pool_line::Entity::find_by_id(line.line_id)
        .one(read)
        .await?
    else {
        return Ok(0);
    };
    let count = pool_line::Entity::find()
        .filter(pool_line::Column::CycleId.eq(row.cycle_id))
        .count(read)
        .await?;
    i64::try_from(count).map_err(Problem::broken)
}

/// A slip on its way to paper.
struct Paper<'slip> {
    asked: &'slip Asked<'slip>,
    slip: &'slip Slip,
    households: i64,
}

impl Paper<'_> {
    fn words(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.asked.words(key, args)
    }

    fn jin(&self, grams: i64) -> String {
        self.words("unit-jin", &[("n", Arg::from(&crate::render::jin(grams)))])
    }

    fn rows(&self) -> Vec<SlipRow> {
        let mut rows = self.rows_to_the_pool();
        for line in &self.slip.reversed {
            rows.push(self.row("slip-was", &[], (line.share, "was")));
        }
        let Some(line) = &self.slip.line else {
            return rows;
        };
        let (own, whole) = self.claim();
        let key = if self.is_graded() {
            "slip-due-graded"
        } else {
            "slip-due"
        };
        let args = [("own", Arg::from(&own)), ("whole", Arg::from(&whole))];
        rows.push(self.row(key, &args, (line.share, "due")));
        for item in &self.slip.items {
            let what = self
                .asked
                .named(&item.advance.item_zh, &item.advance.item_en);
            rows.push(self.minus(
                "slip-advance",
                &[("item", Arg::from(&what))],
                item.recovered,
            ));
        }
        rows.push(self.row("slip-paid", &[], (line.payable, "paid")));
        rows
    }

    /// What was brought, what it sold for, and what is left for the households together.
    fn rows_to_the_pool(&self) -> Vec<SlipRow> {
        let slip = self.slip;
        let goods = self
            .asked
            .named(&slip.instrument.name_zh, &slip.instrument.name_en);
        let sold = self.jin(slip.settlement.grams);
        let price = price_of_jin(slip.settlement.gross_fen, slip.settlement.grams);
        let mut rows = vec![
            SlipRow {
                label: self.words("slip-brought", &[("goods", Arg::from(&goods))]),
                value: self.jin(slip.own_g),
                kind: "",
            },
            SlipRow {
                label: self.words(
                    "slip-all-brought",
                    &[("households", Arg::from(self.households))],
                ),
                value: self.jin(slip.lot_g),
                kind: "",
            },
        ];
        let args = [("weight", Arg::from(&sold)), ("price", Arg::from(&price))];
        rows.push(self.row(
            "slip-sold",
            &args,
            (Money::fen(slip.settlement.gross_fen), ""),
        ));
        let taken = slip.settlement.gross_fen - slip.settlement.pool_fen;
        rows.push(self.minus("slip-taken", &[], Money::fen(taken)));
        let others = slip.pool.as_fen() - slip.settlement.pool_fen;
        if others != 0 && slip.line.is_some() {
            rows.push(self.row("slip-other-deals", &[], (Money::fen(others), "")));
        }
        rows.push(self.row(
            "slip-pool",
            &[("households", Arg::from(self.households))],
            (slip.pool, ""),
        ));
        rows
    }

    fn row(
        &self,
        key: &str,
        args: &[(&str, Arg<'_>)],
        (sum, kind): (Money, &'static str),
    ) -> SlipRow {
        SlipRow {
            label: self.words(key, args),
            value: crate::render::fen(sum.as_fen()),
            kind,
        }
    }

    fn minus(&self, key: &str, args: &[(&str, Arg<'_>)], sum: Money) -> SlipRow {
        SlipRow {
            label: self.words(key, args),
            value: crate::render::fen(-sum.as_fen()),
            kind: "",
        }
    }

    /// Whether grades count differently in this lot.
    fn is_graded(&self) -> bool {
        let of = |grams: i64| grams.checked_mul(WHOLE_FACTOR);
        of(self.slip.own_g) != Some(self.slip.own_weight)
            || of(self.slip.lot_g) != Some(self.slip.weight_total)
    }

    /// The household's weight and the whole, in jin of the basis grade.
    fn claim(&self) -> (String, String) {
        let jin = |weight: i64| crate::render::jin(weight / WHOLE_FACTOR);
        (jin(self.slip.own_weight), jin(self.slip.weight_total))
    }

    fn when(&self, pay_by: i64, tail: &str) -> String {
        let Some(line) = &self.slip.line else {
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

    fn note(&self) -> String {
        let left = self.slip.advance_left;
        match (left.is_positive(), self.slip.items.is_empty()) {
            (true, _) => self.words("slip-note-left", &[("sum", Arg::from(&left.to_string()))]),
            (false, false) => self.words("slip-note-cleared", &[]),
            (false, true) => String::new(),
        }
    }
}

/// What a jin sold for, rounded half up to the fen for reading.
fn price_of_jin(gross_fen: i64, grams: i64) -> String {
    let fen = match grams {
        0 => 0,
        grams => (i128::from(gross_fen) * 1_000 + i128::from(grams)) / (2 * i128::from(grams)),
    };
    crate::render::fen(i64::try_from(fen).unwrap_or_default())
}

#[derive(Serialize)]
struct Show {
    slips: Vec<Sheet>,
    back: &'static str,
    back_href: String,
}

/// One slip, to look at and to print.
pub async fn show(
    caller: Caller,
    Path((settlement, household)): Path<(i64, i64)>,
) -> Result<Response, Problem> {
    let asked = caller.asked();
    let slips = vec![sheet(&asked, settlement, household).await?];
    let (back, back_href) = match caller.actor.household_id {
        Some(_) => ("slip-back-season", "/household".to_owned()),
        None => (
            "slip-back-household",
            format!("/office/households/{household}"),
        ),
    };
    page(
        &caller.app,
        &caller.visitor,
        "household/slips.html",
        &Show {
            slips,
            back,
            back_href,
        },
    )
}

/// The slips of all households of a deal, one sheet each.
pub async fn show_all(caller: Caller, Path(deal): Path<i64>) -> Result<Response, Problem> {
    let asked = caller.asked();
    let page_of_deal = deal_page(
        caller.app.database().read(),
        Viewer::Office(asked.scope()?),
        deal,
    )
    .await?;
    let settled = page_of_deal.settled.ok_or_else(Problem::not_found)?;
    let lines = settled
        .trail
        .current
        .map(|cycle| cycle.lines)
        .unwrap_or_default();
    let mut slips = Vec::with_capacity(lines.len());
    for household in lines.iter().filter_map(|line| line.household_id) {
        slips.push(sheet(&asked, settled.settlement.id, household).await?);
    }
    let back_href = format!("/deals/{deal}");
    page(
        &caller.app,
        &caller.visitor,
        "household/slips.html",
        &Show {
            slips,
            back: "slip-back-deal",
            back_href,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_for_a_jin_is_rounded_for_reading() {
        assert_eq!(price_of_jin(2_400_000, 10_000_000), "1.20");
        assert_eq!(price_of_jin(1_000, 1_500), "3.33");
        assert_eq!(price_of_jin(1_000, 0), "0.00");
    }
}
