//! The operator's catalogue: products, retail units, instruments with their grades, working days.

use std::collections::BTreeMap;

use sea_orm::{DatabaseTransaction, DbErr, EntityTrait, NotSet, Set};

use super::grades::factors;
use super::{Applied, Number, RegisterError, Source, cell, insert_all, look_up, note, sort};
use crate::entity::{instrument, instrument_grade, organisation, product, sku, working_day};
use crate::import::Row;
use crate::import::fault::Faults;
use crate::import::instruments::{GradeFactor, InstrumentRow};
use crate::import::products::ProductRow;
use crate::import::reason::Reason;
use crate::import::skus::SkuRow;
use crate::import::working_days::WorkingDayRow;

const PRODUCT_NUMBER: Number<ProductRow> = Number {
    column: "code",
    of: |row| row.code.clone(),
};
const SKU_NUMBER: Number<SkuRow> = Number {
    column: "number",
    of: |row| row.number.to_string(),
};
const INSTRUMENT_NUMBER: Number<InstrumentRow> = Number {
    column: "number",
    of: |row| row.number.to_string(),
};

/// Records products.
///
/// # Errors
/// `Faults` with every row that cannot be taken.
pub async fn products(
    tx: &DatabaseTransaction,
    source: &Source,
    rows: &[Row<ProductRow>],
) -> Result<Applied, RegisterError> {
    let columns = (product::Column::Code, product::Column::ContentHash);
    let codes = rows.iter().map(|row| row.content.code.clone()).collect();
    let recorded = look_up(tx, product::Entity::find(), columns, codes).await?;
    let mut faults = Faults::default();
    let sorted = sort(rows, &PRODUCT_NUMBER, &recorded, &mut faults);
    let sorted = faults.or(sorted)?;
    let fresh = sorted.fresh.iter().map(|row| product::ActiveModel {
        id: NotSet,
        code: Set(row.content.code.clone()),
        shop: Set(row.content.shop.clone()),
        name_zh: Set(row.content.name_zh.clone()),
        name_en: Set(row.content.name_en.clone()),
        unit: Set(row.content.unit),
        fresh: Set(row.content.fresh),
        grades: Set(GradeFactor::text(&row.content.grades)),
        certificate: Set(row.content.certificate.clone()),
        content_hash: Set(row.content_hash.clone()),
    });
    insert_all(tx, fresh.collect()).await?;
    note(tx, "products", source, sorted.applied()).await?;
    Ok(sorted.applied())
}

/// Records retail units, open and closed.
///
/// # Errors
/// `Faults` with every row that cannot be taken.
pub async fn skus(
    tx: &DatabaseTransaction,
    source: &Source,
    rows: &[Row<SkuRow>],
) -> Result<Applied, RegisterError> {
    let known = sku::Entity::find().all(tx).await?;
    let recorded = known
        .into_iter()
        .map(|sku| (sku.number.to_string(), sku.content_hash))
        .collect();
    let products = product_ids(tx, rows.iter().map(|row| &row.content.product_code)).await?;
    let factors = factors(tx).await?;
    let mut faults = Faults::default();
    let sorted = sort(rows, &SKU_NUMBER, &recorded, &mut faults);
    let mut fresh = Vec::with_capacity(sorted.fresh.len());
    for row in &sorted.fresh {
        let (grades, value) = (factors.get(&row.content.product_code), &row.content.grade);
        if !value.is_empty() && !grades.is_some_and(|grades| grades.contains_key(value)) {
            let allowed =
                grades.map(|grades| grades.keys().cloned().collect::<Vec<_>>().join(", "));
            let (value, allowed) = (value.clone(), allowed.unwrap_or_default());
            faults.add(cell(row, "grade", Reason::UnknownGrade { value, allowed }));
        }
        match products.get(&row.content.product_code) {
            Some(id) => fresh.push(active_sku(row, *id)),
            None => faults.add(cell(
                row,
                "product_code",
                unknown_product(&row.content.product_code),
            )),
        }
    }
    insert_all(tx, faults.or(fresh)?).await?;
    note(tx, "skus", source, sorted.applied()).await?;
    Ok(sorted.applied())
}

/// Records instruments, open and closed, with the grades that each accepts.
///
/// # Errors
/// `Faults` with every row that cannot be taken.
pub async fn instruments(
    tx: &DatabaseTransaction,
    source: &Source,
    rows: &[Row<InstrumentRow>],
) -> Result<Applied, RegisterError> {
    let known = instrument::Entity::find().all(tx).await?;
    let codes: BTreeMap<String, i64> = known.iter().map(|row| (row.code.clone(), row.id)).collect();
    let recorded = known
        .into_iter()
        .map(|row| (row.id.to_string(), row.content_hash))
        .collect();
    let products = product_ids(tx, rows.iter().map(|row| &row.content.product_code)).await?;
    let organisations = organisations(tx).await?;
    let mut faults = Faults::default();
    let sorted = sort(rows, &INSTRUMENT_NUMBER, &recorded, &mut faults);
    let mut fresh = Vec::with_capacity(sorted.fresh.len());
    for row in &sorted.fresh {
        let content = &row.content;
        let product = products.get(&content.product_code);
        if product.is_none() {
            faults.add(cell(
                row,
                "product_code",
                unknown_product(&content.product_code),
            ));
        }
        if codes.contains_key(&content.code) {
            faults.add(cell(
                row,
                "code",
                Reason::NumberTaken {
                    value: content.code.clone(),
                },
            ));
        }
        let carrier = organisations.get(&(
            organisation::Kind::Carrier.as_str(),
            content.carrier_code.clone(),
        ));
        if carrier.is_none() {
            faults.add(cell(
                row,
                "carrier_code",
                unknown_organisation(&content.carrier_code),
            ));
        }
        let inspector = organisations.get(&(
            organisation::Kind::Inspector.as_str(),
            content.inspector_code.clone(),
        ));
        if inspector.is_none() {
            faults.add(cell(
                row,
                "inspector_code",
                unknown_organisation(&content.inspector_code),
            ));
        }
        if let (Some(product), Some(carrier), Some(inspector)) = (product, carrier, inspector) {
            fresh.push(active_instrument(row, *product, (*carrier, *inspector)));
        }
    }
    insert_all(tx, faults.or(fresh)?).await?;
    let grades = sorted.fresh.iter().flat_map(|row| grades(&row.content));
    insert_all(tx, grades.collect()).await?;
    note(tx, "instruments", source, sorted.applied()).await?;
    Ok(sorted.applied())
}

/// Records which days work.
///
/// # Errors
/// `Faults` with every day that is recorded the other way round.
pub async fn working_days(
    tx: &DatabaseTransaction,
    source: &Source,
    rows: &[Row<WorkingDayRow>],
) -> Result<Applied, RegisterError> {
    let columns = (working_day::Column::Day, working_day::Column::Working);
    let days = rows.iter().map(|row| row.content.day.to_string()).collect();
    let recorded = look_up::<_, bool>(tx, working_day::Entity::find(), columns, days).await?;
    let mut faults = Faults::default();
    let mut fresh = Vec::new();
    let mut applied = Applied::default();
    for row in rows {
        let (day, working) = (row.content.day.to_string(), row.content.working);
        match recorded.get(&day) {
            None => fresh.push(working_day::ActiveModel {
                day: Set(day),
                working: Set(working),
            }),
            Some(known) if *known == working => applied.known += 1,
            Some(_) => faults.add(cell(row, "day", Reason::NumberTaken { value: day })),
        }
    }
    let fresh = faults.or(fresh)?;
    applied.new = fresh.len() as u64;
    insert_all(tx, fresh).await?;
    note(tx, "working_days", source, applied).await?;
    Ok(applied)
}

async fn product_ids(
    tx: &DatabaseTransaction,
    codes: impl Iterator<Item = &String>,
) -> Result<BTreeMap<String, i64>, DbErr> {
    let columns = (product::Column::Code, product::Column::Id);
    look_up(
        tx,
        product::Entity::find(),
        columns,
        codes.cloned().collect(),
    )
    .await
}

async fn organisations(
    tx: &DatabaseTransaction,
) -> Result<BTreeMap<(&'static str, String), i64>, DbErr> {
    let rows = organisation::Entity::find().all(tx).await?;
    Ok(rows
        .into_iter()
        .map(|row| ((row.kind.as_str(), row.code), row.id))
        .collect())
}

fn unknown_product(code: &str) -> Reason {
    Reason::UnknownProduct {
        value: code.to_owned(),
    }
}

fn unknown_organisation(code: &str) -> Reason {
    Reason::UnknownOrganisation {
        value: code.to_owned(),
    }
}

fn active_sku(row: &Row<SkuRow>, product_id: i64) -> sku::ActiveModel {
    let content = &row.content;
    sku::ActiveModel {
        id: NotSet,
        number: Set(content.number),
        product_id: Set(product_id),
        shop: Set(content.shop.clone()),
        name_zh: Set(content.name_zh.clone()),
        name_en: Set(content.name_en.clone()),
        spec_zh: Set(content.spec_zh.clone()),
        spec_en: Set(content.spec_en.clone()),
        net_g: Set(content.net.as_g()),
        price_fen: Set(content.price.as_fen()),
        grade: Set(content.grade.clone()),
        storage: Set(content.storage),
        shelf_life: Set(content.shelf.to_string()),
        season_from: Set(content.season_from),
        season_to: Set(content.season_to),
        mixable: Set(content.mixable),
        closed_reason: Set(content.closed_reason.clone()),
        content_hash: Set(row.content_hash.clone()),
    }
}

fn active_instrument(
    row: &Row<InstrumentRow>,
    product_id: i64,
    (carrier_id, inspector_id): (i64, i64),
) -> instrument::ActiveModel {
    let content = &row.content;
    let hold = |rate: Option<ledger::BasisPoints>| rate.map(|rate| i64::from(rate.as_bp()));
    instrument::ActiveModel {
        id: Set(content.number),
        code: Set(content.code.clone()),
        product_id: Set(product_id),
        name_zh: Set(content.name_zh.clone()),
        name_en: Set(content.name_en.clone()),
        contract_qty: Set(content.contract_quantity),
        contract_unit: Set(content.contract_unit.as_str().to_owned()),
        price_unit: Set(content.price_unit.clone()),
        tick_fen: Set(content.tick.as_fen()),
        tick_value_fen: Set(content.tick_value.as_fen()),
        basis_grade: Set(content.basis_grade.clone()),
        warehouse_zh: Set(content.warehouse_zh.clone()),
        warehouse_en: Set(content.warehouse_en.clone()),
        listing_hold_bp: Set(hold(content.listing_hold)),
        continuous_hold_bp: Set(hold(content.continuous_hold)),
        freight_fen_per_t: Set(content.freight_per_t.as_fen()),
        inspection_fen_per_t: Set(content.inspection_per_t.as_fen()),
        carrier_id: Set(carrier_id),
        inspector_id: Set(inspector_id),
        closed_reason: Set(content.closed_reason.clone()),
        content_hash: Set(row.content_hash.clone()),
    }
}

fn grades(content: &InstrumentRow) -> impl Iterator<Item = instrument_grade::ActiveModel> {
    content
        .grades
        .iter()
        .map(|factor| instrument_grade::ActiveModel {
            instrument_id: Set(content.number),
            grade: Set(factor.grade.clone()),
            factor_bp: Set(i64::from(factor.factor.as_bp())),
        })
}
