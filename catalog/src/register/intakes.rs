//! Weigh tickets: each adds to the child lot of its grade, under the root lot that its code names.
//!
//! A lot is opened by the first ticket that names it. The factor of a grade is that of the instrument
//! over its product (the one with the smallest number, if there are several), or what the product itself
//! names where no instrument trades it, taken when the child lot is opened: a later change of the instrument does not move anybody's share of an older lot.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{Grams, WeightError};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, NotSet, QueryFilter,
    Set, Statement,
};

use super::grades::{Factors, factors};
use super::{Applied, KEYS_MAX, Number, RegisterError, Sorted, Source};
use super::{cell, cooperative, insert_all, look_up, note, sort};
use crate::entity::{household, intake, lot, product};
use crate::import::Row;
use crate::import::fault::Faults;
use crate::import::intakes::IntakeRow;
use crate::import::reason::Reason;
use crate::working_days::ZONE_MS;

const NUMBER: Number<IntakeRow> = Number {
    column: "ticket_no",
    of: |row| row.ticket_no.clone(),
};

/// Records the weigh tickets of the source's cooperative, opening the lots that they name.
///
/// # Errors
/// `Faults` with every row that cannot be taken, `NotACooperative`.
pub async fn intakes(
    tx: &DatabaseTransaction,
    source: &Source,
    rows: &[Row<IntakeRow>],
) -> Result<Applied, RegisterError> {
    let cooperative = cooperative(tx, source).await?;
    let known = Known::load(tx, cooperative.id, rows).await?;
    let sorted = known.check(rows, source.now)?;
    let lots = open_lots(tx, &known, &sorted.fresh, source.now).await?;
    weigh_in(tx, &known, &sorted.fresh, &lots).await?;
    note(tx, "intakes", source, sorted.applied()).await?;
    Ok(sorted.applied())
}

/// What the rows refer to.
struct Known {
    cooperative_id: i64,
    tickets: BTreeMap<String, String>,
    households: BTreeMap<String, i64>,
    products: BTreeMap<String, product::Model>,
    factors: Factors,
    /// Root lots by code.
    roots: BTreeMap<String, lot::Model>,
}

impl Known {
    async fn load(
        tx: &DatabaseTransaction,
        cooperative_id: i64,
        rows: &[Row<IntakeRow>],
    ) -> Result<Self, DbErr> {
        let own = intake::Entity::find().filter(intake::Column::CooperativeId.eq(cooperative_id));
        let tickets = rows
            .iter()
            .map(|row| row.content.ticket_no.clone())
            .collect();
        let columns = (intake::Column::TicketNo, intake::Column::ContentHash);
        let tickets = look_up(tx, own, columns, tickets).await?;
        let members =
            household::Entity::find().filter(household::Column::CooperativeId.eq(cooperative_id));
        let codes = distinct(rows, |row| &row.household_code);
        let columns = (household::Column::Code, household::Column::Id);
        let households = look_up(tx, members, columns, codes).await?;
        let products = product::Entity::find().all(tx).await?;
        let factors = factors(tx).await?;
        let roots = roots(tx, cooperative_id, &distinct(rows, |row| &row.lot_code)).await?;
        let products = products
            .into_iter()
            .map(|product| (product.code.clone(), product))
            .collect();
        Ok(Self {
            cooperative_id,
            tickets,
            households,
            products,
            factors,
            roots,
        })
    }

    /// The rows to write, or everything that is wrong with the file.
    fn check<'a>(
        &self,
        rows: &'a [Row<IntakeRow>],
        now: i64,
    ) -> Result<Sorted<'a, IntakeRow>, Faults> {
        let mut faults = Faults::default();
        let sorted = sort(rows, &NUMBER, &self.tickets, &mut faults);
        for row in &sorted.fresh {
            self.check_row(row, now, &mut faults);
        }
        faults.or(sorted)
    }

    fn check_row(&self, row: &Row<IntakeRow>, now: i64, faults: &mut Faults) {
        let content = &row.content;
        if !self.households.contains_key(&content.household_code) {
            let value = content.household_code.clone();
            faults.add(cell(
                row,
                "household_code",
                Reason::UnknownHousehold { value },
            ));
        }
        if content.weighed_at > now {
            faults.add(cell(
                row,
                "weighed_at",
                Reason::InTheFuture {
                    value: local_time(content.weighed_at),
                },
            ));
        }
        let Some(product) = self.products.get(&content.product_code) else {
            let value = content.product_code.clone();
            return faults.add(cell(row, "product_code", Reason::UnknownProduct { value }));
        };
        if product.unit != product::Unit::G {
            let (value, allowed) = (
                product.unit.as_str().to_owned(),
                product::Unit::G.as_str().to_owned(),
            );
            faults.add(cell(
                row,
                "product_code",
                Reason::UnknownUnit { value, allowed },
            ));
        }
        let factors = self.factors.get(&content.product_code);
        if !factors.is_some_and(|factors| factors.contains_key(&content.grade)) {
            let allowed =
                factors.map(|factors| factors.keys().cloned().collect::<Vec<_>>().join(", "));
            let (value, allowed) = (content.grade.clone(), allowed.unwrap_or_default());
            faults.add(cell(row, "grade", Reason::UnknownGrade { value, allowed }));
        }
        let root = self.roots.get(&content.lot_code);
        if root.is_some_and(|root| root.product_id != product.id || root.place != content.place) {
            let lot = content.lot_code.clone();
            faults.add(cell(row, "lot_code", Reason::UnlikeRecordedLot { lot }));
        }
    }

    fn factor_bp(&self, row: &IntakeRow) -> i64 {
        let factors = self.factors.get(&row.product_code);
        *factors
            .and_then(|factors| factors.get(&row.grade))
            .expect("every fresh row's grade was checked")
    }

    fn product_id(&self, row: &IntakeRow) -> i64 {
        self.products
            .get(&row.product_code)
            .expect("every fresh row's product was checked")
            .id
    }
}

/// Child lots by root code and grade.
type Lots = BTreeMap<String, BTreeMap<String, i64>>;

/// Opens what is missing of the lots that the rows name.
async fn open_lots(
    tx: &DatabaseTransaction,
    known: &Known,
    fresh: &[&Row<IntakeRow>],
    now: i64,
) -> Result<Lots, DbErr> {
    let mut opened = BTreeSet::new();
    let mut missing = Vec::new();
    for content in fresh.iter().map(|row| &row.content) {
        if !known.roots.contains_key(&content.lot_code) && opened.insert(&content.lot_code) {
            missing.push(root_of(known, content, now));
        }
    }
    insert_all(tx, missing).await?;
    let mut codes: Vec<String> = fresh
        .iter()
        .map(|row| row.content.lot_code.clone())
        .collect();
    codes.sort_unstable();
    codes.dedup();
    let roots = roots(tx, known.cooperative_id, &codes).await?;
    let mut lots = children(tx, &roots).await?;
    let mut missing = Vec::new();
    for content in fresh.iter().map(|row| &row.content) {
        let grades = lots.entry(content.lot_code.clone()).or_default();
        if !grades.contains_key(&content.grade) {
            grades.insert(content.grade.clone(), 0);
            let root = roots
                .get(&content.lot_code)
                .expect("every root was opened above");
            missing.push(child_of(
                root,
                &content.grade,
                (known.factor_bp(content), now),
            ));
        }
    }
    if missing.is_empty() {
        return Ok(lots);
    }
    insert_all(tx, missing).await?;
    children(tx, &roots).await
}

fn root_of(known: &Known, row: &IntakeRow, now: i64) -> lot::ActiveModel {
    lot::ActiveModel {
        id: NotSet,
        cooperative_id: Set(known.cooperative_id),
        product_id: Set(known.product_id(row)),
        root_id: Set(None),
        code: Set(row.lot_code.clone()),
        grade: Set(None),
        factor_bp: Set(10_000),
        harvested_on: Set(row.harvested_on.to_string()),
        place: Set(row.place.clone()),
        recorded_g: Set(0),
        held_g: Set(0),
        gone_g: Set(0),
        created_at: Set(now),
    }
}

fn child_of(root: &lot::Model, grade: &str, (factor_bp, now): (i64, i64)) -> lot::ActiveModel {
    lot::ActiveModel {
        id: NotSet,
        cooperative_id: Set(root.cooperative_id),
        product_id: Set(root.product_id),
        root_id: Set(Some(root.id)),
        // No code in a file holds a slash, so that a child never takes a root's code.
        code: Set(format!("{}/{grade}", root.code)),
        grade: Set(Some(grade.to_owned())),
        factor_bp: Set(factor_bp),
        harvested_on: Set(root.harvested_on.clone()),
        place: Set(root.place.clone()),
        recorded_g: Set(0),
        held_g: Set(0),
        gone_g: Set(0),
        created_at: Set(now),
    }
}

/// Writes the tickets, their movements, and what they add to each lot.
async fn weigh_in(
    tx: &DatabaseTransaction,
    known: &Known,
    fresh: &[&Row<IntakeRow>],
    lots: &Lots,
) -> Result<(), RegisterError> {
    let lot_id = |row: &IntakeRow| {
        let grades = lots.get(&row.lot_code);
        *grades
            .and_then(|grades| grades.get(&row.grade))
            .expect("every fresh row's lot was opened")
    };
    let before = newest_id(tx).await?;
    insert_all(
        tx,
        fresh
            .iter()
            .map(|row| active(known, row, lot_id(&row.content)))
            .collect(),
    )
    .await?;
    let backend = tx.get_database_backend();
    let movements = "INSERT INTO stock_movement (lot_id, kind, grams, subject, at) \
        SELECT lot_id, 'weighed', quantity_g, 'intake:' || id, weighed_at FROM intake \
        WHERE cooperative_id = $1 AND id > $2 ORDER BY id";
    let values = [known.cooperative_id.into(), before.into()];
    tx.execute_raw(Statement::from_sql_and_values(backend, movements, values))
        .await?;
    let mut added: BTreeMap<i64, Grams> = BTreeMap::new();
    for row in fresh {
        let sum = added.entry(lot_id(&row.content)).or_default();
        *sum = sum.checked_add(row.content.quantity)?;
    }
    for (lot_id, grams) in added {
        let update =
            "UPDATE lot SET recorded_g = recorded_g + $1 WHERE id = $2 AND recorded_g <= $3";
        let most = i64::MAX - grams.as_g();
        let values = [grams.as_g().into(), lot_id.into(), most.into()];
        let result = tx
            .execute_raw(Statement::from_sql_and_values(backend, update, values))
            .await?;
        if result.rows_affected() == 0 {
            return Err(WeightError::Overflow.into());
        }
    }
    Ok(())
}

fn active(known: &Known, row: &Row<IntakeRow>, lot_id: i64) -> intake::ActiveModel {
    let household_id = known.households.get(&row.content.household_code);
    intake::ActiveModel {
        id: NotSet,
        cooperative_id: Set(known.cooperative_id),
        ticket_no: Set(row.content.ticket_no.clone()),
        household_id: Set(*household_id.expect("every fresh row's household was checked")),
        lot_id: Set(lot_id),
        quantity_g: Set(row.content.quantity.as_g()),
        harvested_on: Set(row.content.harvested_on.to_string()),
        weighed_at: Set(row.content.weighed_at),
        content_hash: Set(row.content_hash.clone()),
    }
}

async fn newest_id(tx: &DatabaseTransaction) -> Result<i64, DbErr> {
    let sql = "SELECT COALESCE(MAX(id), 0) AS id FROM intake";
    let row = tx
        .query_one_raw(Statement::from_string(tx.get_database_backend(), sql))
        .await?;
    row.map_or(Ok(0), |row| row.try_get("", "id"))
}

async fn roots(
    tx: &DatabaseTransaction,
    cooperative_id: i64,
    codes: &[String],
) -> Result<BTreeMap<String, lot::Model>, DbErr> {
    let mut roots = BTreeMap::new();
    for codes in codes.chunks(KEYS_MAX) {
        let rows = lot::Entity::find()
            .filter(lot::Column::CooperativeId.eq(cooperative_id))
            .filter(lot::Column::RootId.is_null())
            .filter(lot::Column::Code.is_in(codes))
            .all(tx)
            .await?;
        roots.extend(rows.into_iter().map(|lot| (lot.code.clone(), lot)));
    }
    Ok(roots)
}

async fn children(
    tx: &DatabaseTransaction,
    roots: &BTreeMap<String, lot::Model>,
) -> Result<Lots, DbErr> {
    let codes: BTreeMap<i64, &String> = roots.iter().map(|(code, root)| (root.id, code)).collect();
    let ids: Vec<i64> = codes.keys().copied().collect();
    let mut lots = Lots::new();
    for ids in ids.chunks(KEYS_MAX) {
        let rows = lot::Entity::find()
            .filter(lot::Column::RootId.is_in(ids.iter().copied()))
            .all(tx)
            .await?;
        for (lot_id, root_id, grade) in rows.into_iter().map(|lot| (lot.id, lot.root_id, lot.grade))
        {
            if let (Some(code), Some(grade)) = (root_id.and_then(|id| codes.get(&id)), grade) {
                lots.entry((*code).clone())
                    .or_default()
                    .insert(grade, lot_id);
            }
        }
    }
    Ok(lots)
}

fn distinct(rows: &[Row<IntakeRow>], key: impl Fn(&IntakeRow) -> &String) -> Vec<String> {
    let keys: BTreeSet<&String> = rows.iter().map(|row| key(&row.content)).collect();
    keys.into_iter().cloned().collect()
}

fn local_time(at_ms: i64) -> String {
    let local = chrono::DateTime::from_timestamp_millis(at_ms.saturating_add(ZONE_MS));
    local.map_or_else(
        || at_ms.to_string(),
        |local| local.format("%Y-%m-%d %H:%M").to_string(),
    )
}
