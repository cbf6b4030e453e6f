//! The slip (条子): one household, one deal or one day of boxes, one sheet of arithmetic that ends in
//! what is paid.

use axum::extract::Path;
use axum::response::Response;
use catalog::entity::organisation;
use catalog::working_days::Calendar;
use exchange::deal::view::{Viewer, deal_page};
use exchange::entity::{pool_line, settlement};
use exchange::proceeds::lines::LineView;
use exchange::proceeds::slip::{BoxSlip, Slip, box_slip, slip};
use ledger::Money;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde::Serialize;

use super::code::{Code, drawn};
use super::paper::{Account, jin, minus, row};
use super::season::bank_tail;
use crate::asked::Asked;
use crate::caller::Caller;
use crate::error::Problem;
use crate::office::{DAYS_TO_HOUSEHOLD, household_words};
use crate::page::page;
use crate::render::Arg;

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
    /// The settlement's id; nothing for a day of boxes.
    pub settlement: Option<i64>,
    /// The id of the day's split; nothing for a deal.
    pub cycle: Option<i64>,
    /// The cooperative's name.
    pub cooperative: String,
    /// The household by its code.
    pub household: String,
    /// The deal by its number, or the day of boxes.
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

/// What a slip is of.
#[derive(Copy, Clone)]
enum Of {
    Settlement(i64),
    Boxes(i64),
}

async fn sheet(asked: &Asked<'_>, of: Of, household: i64) -> Result<Sheet, Problem> {
    let base = asked.app.settings().base_url();
    let (address, slip) = match of {
        Of::Settlement(id) => (
            format!("{base}/slips/{id}/{household}"),
            slip_of(asked, id, household).await?,
        ),
        Of::Boxes(id) => (
            format!("{base}/slips/boxes/{id}/{household}"),
            box_slip_of(asked, id, household).await?,
        ),
    };
    Ok(Sheet {
        slip,
        qr: drawn(&address),
    })
}

/// What stands on every slip besides its arithmetic.
struct Around {
    pay_by: i64,
    tail: String,
    whom: String,
}

async fn around(
    asked: &Asked<'_>,
    household_id: i64,
    (cooperative_id, at): (i64, i64),
) -> Result<Around, Problem> {
    let (read, scope) = (asked.app.database().read(), asked.scope()?);
    let phone = organisation::Entity::find_by_id(cooperative_id)
        .one(read)
        .await?;
    // A number that breaks over two lines is read wrong: its hyphen holds.
    let phone = phone
        .map(|row| row.phone.replace('-', "\u{2011}"))
        .unwrap_or_default();
    Ok(Around {
        pay_by: Calendar::load(read)
            .await?
            .end_of_working_day_after(at, DAYS_TO_HOUSEHOLD),
        tail: bank_tail(asked, scope, household_id).await?,
        whom: asked.words("slip-whom", &[("phone", Arg::from(&phone))]),
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
    let when = (slip.cooperative.id, slip.settlement.at);
    let around = around(asked, household_id, when).await?;
    let account = Account {
        asked,
        goods: asked.named(&slip.instrument.name_zh, &slip.instrument.name_en),
        own_g: slip.own_g,
        lot_g: slip.lot_g,
        own_weight: slip.own_weight,
        weight_total: slip.weight_total,
        households,
        sold: sold(asked, &slip),
        pool: slip.pool,
        reversed: &slip.reversed,
        line: slip.line.as_ref(),
        items: &slip.items,
        advance_left: slip.advance_left,
    };
    let sums = (slip.settlement.grams, slip.settlement.gross_fen);
    Ok(SlipPage {
        settlement: Some(settlement_id),
        cooperative: asked.named(&slip.cooperative.name_zh, &slip.cooperative.name_en),
        household: household_words(asked, &slip.household.code),
        deal: asked.words("slip-deal", &[("number", Arg::from(&slip.deal.number))]),
        ..written(&account, &around, sums)
    })
}

/// The slip of one household for a day of boxes, by the day's split.
///
/// # Errors
/// `404` where the asker may not see it, or the household has no part in it.
pub async fn box_slip_of(
    asked: &Asked<'_>,
    cycle_id: i64,
    household_id: i64,
) -> Result<SlipPage, Problem> {
    let (read, scope) = (asked.app.database().read(), asked.scope()?);
    let slip = box_slip(read, scope, household_id, cycle_id).await?;
    let households = match &slip.line {
        Some(line) => households_of(asked, line).await?,
        None => 0,
    };
    let around = around(asked, household_id, (slip.cooperative.id, slip.at)).await?;
    let account = Account {
        asked,
        goods: asked.named(&slip.product.name_zh, &slip.product.name_en),
        own_g: slip.own_g,
        lot_g: slip.lot_g,
        own_weight: slip.own_weight,
        weight_total: slip.weight_total,
        households,
        sold: sold_boxes(asked, &slip),
        pool: slip.pool,
        reversed: &slip.reversed,
        line: slip.line.as_ref(),
        items: &slip.items,
        advance_left: slip.advance_left,
    };
    let day = asked.app.renderer().date(asked.visitor.lang, slip.at);
    let lot = Arg::from(&slip.root_lot.code);
    Ok(SlipPage {
        cycle: Some(slip.cycle_id),
        cooperative: asked.named(&slip.cooperative.name_zh, &slip.cooperative.name_en),
        household: household_words(asked, &slip.household.code),
        deal: asked.words("slip-boxes", &[("day", Arg::from(&day)), ("lot", lot)]),
        ..written(
            &account,
            &around,
            (slip.boxes.grams, slip.boxes.paid.as_fen()),
        )
    })
}

/// All of a slip but whose and what it is of.
fn written(account: &Account<'_>, around: &Around, (sold_g, gross_fen): (i64, i64)) -> SlipPage {
    let line = account.line;
    let of = |sum: fn(&LineView) -> Money| line.map_or(0, |line| sum(line).as_fen());
    let was = account.reversed.iter().map(|line| line.share.as_fen());
    SlipPage {
        settlement: None,
        cycle: None,
        cooperative: String::new(),
        household: String::new(),
        deal: String::new(),
        paid_fen: of(|line| line.payable),
        figures: SlipFigures {
            own_g: account.own_g,
            lot_g: account.lot_g,
            own_weight: account.own_weight,
            weight_total: account.weight_total,
            sold_g,
            gross_fen,
            pool_fen: account.pool.as_fen(),
            share_fen: of(|line| line.share),
            recovered_fen: of(|line| line.recovered),
            payable_fen: of(|line| line.payable),
            advance_left_fen: account.advance_left.as_fen(),
            was_share_fen: was.collect(),
        },
        state: line.map_or("held", |line| line.paid.as_str()),
        when: account.when(around.pay_by, &around.tail),
        rows: account.rows(),
        note: account.note(),
        whom: around.whom.clone(),
    }
}

/// What a deal brought the households together, and boxes and earlier deals that were split with it.
fn sold(asked: &Asked<'_>, slip: &Slip) -> Vec<SlipRow> {
    let settlement = &slip.settlement;
    let weight = jin(asked, settlement.grams);
    let price = price_of_jin(settlement.gross_fen, settlement.grams);
    let args = [("weight", Arg::from(&weight)), ("price", Arg::from(&price))];
    let gross = Money::fen(settlement.gross_fen);
    let taken = Money::fen(settlement.gross_fen - settlement.pool_fen);
    let mut rows = vec![
        row(asked, ("slip-sold", &args), (gross, "")),
        minus(asked, ("slip-taken", &[]), taken),
    ];
    if slip.line.is_none() {
        return rows;
    }
    if !slip.boxes.pool.is_zero() {
        let args = [("packs", Arg::from(slip.boxes.packs))];
        rows.push(row(
            asked,
            ("slip-with-boxes", &args),
            (slip.boxes.pool, ""),
        ));
    }
    let others = slip.pool.as_fen() - settlement.pool_fen - slip.boxes.pool.as_fen();
    if others != 0 {
        rows.push(row(
            asked,
            ("slip-other-deals", &[]),
            (Money::fen(others), ""),
        ));
    }
    rows
}

/// What a day's boxes brought the households of a lot together.
fn sold_boxes(asked: &Asked<'_>, slip: &BoxSlip) -> Vec<SlipRow> {
    let weight = jin(asked, slip.boxes.grams);
    let packs = Arg::from(slip.boxes.packs);
    let args = [("packs", packs), ("weight", Arg::from(&weight))];
    let mut rows = vec![
        row(asked, ("slip-boxes-sold", &args), (slip.boxes.paid, "")),
        minus(asked, ("slip-boxes-taken", &[]), slip.boxes.taken()),
    ];
    let others = slip.pool.as_fen() - slip.boxes.pool.as_fen();
    if others != 0 && slip.line.is_some() {
        rows.push(row(
            asked,
            ("slip-other-deals", &[]),
            (Money::fen(others), ""),
        ));
    }
    rows
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

/// One slip of a deal, to look at and to print.
pub async fn show(
    caller: Caller,
    Path((settlement, household)): Path<(i64, i64)>,
) -> Result<Response, Problem> {
    one(caller, Of::Settlement(settlement), household).await
}

/// One slip of a day of boxes, to look at and to print.
pub async fn show_boxes(
    caller: Caller,
    Path((cycle, household)): Path<(i64, i64)>,
) -> Result<Response, Problem> {
    one(caller, Of::Boxes(cycle), household).await
}

async fn one(caller: Caller, of: Of, household: i64) -> Result<Response, Problem> {
    let asked = caller.asked();
    let slips = vec![sheet(&asked, of, household).await?];
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
        let of = Of::Settlement(settled.settlement.id);
        slips.push(sheet(&asked, of, household).await?);
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
