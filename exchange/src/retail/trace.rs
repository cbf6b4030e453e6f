//! What a box's public code tells everybody: where its goods come from and how its price is parted;
//! nothing about who bought it, and nothing about one household without its consent.
//!
//! The rule of five. A figure about households is told of a lot only where at least five households
//! brought to it; else it is said that there are fewer, and neither their number nor a sum. Nothing is
//! told from which such a figure follows by subtraction: a number over several lots of a mixed box
//! only where every lot has five; a village by its name only where five of its households brought to
//! this lot, never with a number, and all others as the cooperative's township; and no sum of one box,
//! only percents of its price, which are alike for every box. A box of which something was given back
//! shows what its tariff promised, since what was posted would tell of its buyer.

use std::collections::{BTreeMap, BTreeSet};

use catalog::entity::{
    certificate, consent, household, household_story, lot, organisation, product, sku,
};
use catalog::lots::{LotError, lot_weights};
use catalog::scope::Scope;
use ledger::retail::{Parts, Tariff, promise};
use ledger::waterfall::SettlementError;
use ledger::{BasisPoints, Money, MoneyError};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    Statement,
};
use thiserror::Error;

use crate::entity::{
    consignment, pack, pack_lot, purchase, purchase_line, retail_tariff, sale, sale_part,
};

/// From how many households on a figure about them is told.
pub const FEWEST: usize = 5;
/// The purpose of the consent by which a household's own words are shown to everybody.
pub const STORY: &str = "story";

/// Why a box's way cannot be told.
#[derive(Debug, Error)]
pub enum TraceError {
    /// A row that others name is gone.
    #[error("{0} of the pack is not there")]
    Missing(&'static str),
    /// The lot's weights cannot be read.
    #[error(transparent)]
    Lots(#[from] LotError),
    /// The tariff does not part the price.
    #[error(transparent)]
    Tariff(#[from] SettlementError),
    /// An amount does not fit.
    #[error("an amount does not fit")]
    Money(#[from] MoneyError),
    /// The database refused.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

/// A box as everybody may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackTrace {
    /// What was sold.
    pub sku: sku::Model,
    /// What is in it.
    pub product: product::Model,
    /// Who packed and sent it.
    pub cooperative: organisation::Model,
    /// Its lots, the most grams first.
    pub lots: Vec<LotTrace>,
    /// How many households brought to its lots; `None`: fewer than five to one of them.
    pub households: Option<usize>,
    /// How its price was parted.
    pub parts: Parts,
    /// Whether that is posted; else it is what the tariff promised.
    pub is_posted: bool,
    /// When it was packed.
    pub packed_at: i64,
    /// When it was sent, if it was.
    pub shipped_at: Option<i64>,
    /// What households of its lots say of themselves, with their consent.
    pub stories: Vec<Story>,
}

/// One lot in a box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotTrace {
    /// The root lot's code.
    pub code: String,
    /// The grade of what was packed.
    pub grade: String,
    /// The day of its harvest, as `2026-10-12`.
    pub harvested_on: String,
    /// When its first and its last ticket were weighed.
    pub weighed: Option<(i64, i64)>,
    /// How much of it is in the box.
    pub grams: i64,
    /// Villages of which five households brought to it.
    pub villages: Vec<String>,
    /// Whether others brought to it too, of whom only the township is told.
    pub others: bool,
    /// How many households brought to it; `None`: fewer than five.
    pub households: Option<usize>,
    /// What has been posted to them so far, of all sales of the lot; `None` with fewer than five.
    pub posted: Option<Money>,
    /// Its certificates.
    pub certificates: Vec<certificate::Model>,
}

/// What a household says of itself under a name of its choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// What it wants to be called.
    pub alias: String,
    /// Its words.
    pub words: String,
}

/// The box with this public code; `None` if there is none.
///
/// # Errors
/// When the database does, or a row is missing.
pub async fn pack_trace(
    conn: &impl ConnectionTrait,
    token: &str,
) -> Result<Option<PackTrace>, TraceError> {
    let found = pack::Entity::find()
        .filter(pack::Column::Token.eq(token))
        .one(conn)
        .await?;
    let Some(found) = found else {
        return Ok(None);
    };
    let line = purchase_line::Entity::find_by_id(found.line_id)
        .one(conn)
        .await?
        .ok_or(TraceError::Missing("line"))?;
    let parcel = consignment::Entity::find_by_id(found.consignment_id)
        .one(conn)
        .await?
        .ok_or(TraceError::Missing("consignment"))?;
    let sku = sku::Entity::find_by_id(line.sku_id)
        .one(conn)
        .await?
        .ok_or(TraceError::Missing("sku"))?;
    let product = product::Entity::find_by_id(sku.product_id)
        .one(conn)
        .await?
        .ok_or(TraceError::Missing("product"))?;
    let cooperative = organisation::Entity::find_by_id(parcel.cooperative_id)
        .one(conn)
        .await?
        .ok_or(TraceError::Missing("cooperative"))?;
    let (lots, people) = lots(conn, found.id).await?;
    let (parts, is_posted) = parts(conn, &parcel, &line).await?;
    let told = lots.iter().all(|lot| lot.households.is_some());
    Ok(Some(PackTrace {
        households: told.then_some(people.len()),
        stories: stories(conn, &people).await?,
        packed_at: found.packed_at,
        shipped_at: parcel.shipped_at,
        sku,
        product,
        cooperative,
        lots,
        parts,
        is_posted,
    }))
}

/// The lots of a box, and all households that brought to them.
async fn lots(
    conn: &impl ConnectionTrait,
    pack_id: i64,
) -> Result<(Vec<LotTrace>, BTreeSet<i64>), TraceError> {
    let packed = pack_lot::Entity::find()
        .filter(pack_lot::Column::PackId.eq(pack_id))
        .order_by_desc(pack_lot::Column::Grams)
        .order_by_asc(pack_lot::Column::LotId)
        .all(conn)
        .await?;
    let (mut lots, mut people) = (Vec::with_capacity(packed.len()), BTreeSet::new());
    for row in packed {
        lots.push(lot_trace(conn, &row, &mut people).await?);
    }
    Ok((lots, people))
}

async fn lot_trace(
    conn: &impl ConnectionTrait,
    row: &pack_lot::Model,
    people: &mut BTreeSet<i64>,
) -> Result<LotTrace, TraceError> {
    let rows = lot::Entity::find()
        .filter(lot::Column::Id.is_in([row.lot_id, row.root_lot_id]))
        .all(conn)
        .await?;
    let of = |id: i64| rows.iter().find(|lot| lot.id == id);
    let root = of(row.root_lot_id).ok_or(TraceError::Missing("lot"))?;
    let child = of(row.lot_id).ok_or(TraceError::Missing("lot"))?;
    let weights = lot_weights(conn, root.id).await?;
    let brought: Vec<i64> = weights.iter().map(|weight| weight.household_id).collect();
    let is_told = brought.len() >= FEWEST;
    let (villages, others) = villages(conn, &brought).await?;
    people.extend(brought.iter().copied());
    let certificates = certificate::Entity::find()
        .filter(certificate::Column::LotId.is_in([row.lot_id, row.root_lot_id]))
        .order_by_asc(certificate::Column::Id)
        .all(conn)
        .await?;
    Ok(LotTrace {
        code: root.code.clone(),
        grade: child.grade.clone().unwrap_or_default(),
        harvested_on: root.harvested_on.clone(),
        weighed: weighed(conn, root.id).await?,
        grams: row.grams,
        villages,
        others,
        households: is_told.then_some(brought.len()),
        posted: match is_told {
            true => Some(posted(conn, root.id).await?),
            false => None,
        },
        certificates,
    })
}

/// Villages of five of these households, and whether any household is of another.
async fn villages(
    conn: &impl ConnectionTrait,
    households: &[i64],
) -> Result<(Vec<String>, bool), DbErr> {
    let rows = household::Entity::find()
        .filter(household::Column::Id.is_in(households.iter().copied()))
        .all(conn)
        .await?;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows {
        *counts.entry(row.village).or_default() += 1;
    }
    let others = counts.values().any(|count| *count < FEWEST);
    counts.retain(|_, count| *count >= FEWEST);
    Ok((
        counts.into_keys().collect(),
        others || households.is_empty(),
    ))
}

#[derive(FromQueryResult)]
struct Span {
    first: Option<i64>,
    last: Option<i64>,
}

async fn weighed(conn: &impl ConnectionTrait, root: i64) -> Result<Option<(i64, i64)>, DbErr> {
    const SPAN: &str = "SELECT MIN(intake.weighed_at) AS first, MAX(intake.weighed_at) AS last \
        FROM intake JOIN lot ON lot.id = intake.lot_id WHERE lot.root_id = $1";
    let statement =
        Statement::from_sql_and_values(conn.get_database_backend(), SPAN, [root.into()]);
    let span = Span::find_by_statement(statement).one(conn).await?;
    Ok(span.and_then(|span| span.first.zip(span.last)))
}

#[derive(FromQueryResult)]
struct Sum {
    fen: i64,
}

/// What has been posted to a lot's households, of deals and boxes.
async fn posted(conn: &impl ConnectionTrait, root: i64) -> Result<Money, DbErr> {
    const POSTED: &str = "SELECT CAST(COALESCE(SUM(pool_line.share_fen), 0) AS BIGINT) AS fen \
        FROM pool_line JOIN pool_cycle ON pool_cycle.id = pool_line.cycle_id \
        WHERE pool_cycle.root_lot_id = $1 AND pool_cycle.state = 'posted'";
    let statement =
        Statement::from_sql_and_values(conn.get_database_backend(), POSTED, [root.into()]);
    let sum = Sum::find_by_statement(statement).one(conn).await?;
    Ok(Money::fen(sum.map_or(0, |sum| sum.fen)))
}

/// How the price was parted: as posted, or while it is not, and where something was given back, as
/// the purchase's tariff promised.
async fn parts(
    conn: &impl ConnectionTrait,
    parcel: &consignment::Model,
    line: &purchase_line::Model,
) -> Result<(Parts, bool), TraceError> {
    let posted = sale::Entity::find()
        .filter(sale::Column::ConsignmentId.eq(parcel.id))
        .one(conn)
        .await?;
    if let Some(posted) = posted.filter(|_| line.refunded_fen == 0) {
        let rows = sale_part::Entity::find()
            .filter(sale_part::Column::SaleId.eq(posted.id))
            .filter(sale_part::Column::SkuId.eq(line.sku_id))
            .all(conn)
            .await?;
        let mut sum = Parts::default();
        for row in &rows {
            sum = sum.plus(&of_row(row))?;
        }
        return Ok((sum, true));
    }
    let bought = purchase::Entity::find_by_id(parcel.purchase_id)
        .one(conn)
        .await?
        .ok_or(TraceError::Missing("purchase"))?;
    let rates = retail_tariff::Entity::find_by_id(bought.tariff_version)
        .one(conn)
        .await?
        .ok_or(TraceError::Missing("tariff"))?;
    let tariff = Tariff {
        channel: rate(match bought.route {
            purchase::Route::Provider => rates.provider_bp,
            purchase::Route::Transfer => rates.transfer_bp,
        })?,
        platform: rate(rates.platform_bp)?,
        cooperative: rate(rates.cooperative_bp)?,
        packing: Money::fen(line.packing_fen),
        express: Money::fen(line.express_fen),
    };
    Ok((promise(Money::fen(line.price_fen), &tariff)?, false))
}

fn of_row(row: &sale_part::Model) -> Parts {
    Parts {
        channel: Money::fen(row.channel_fen),
        platform: Money::fen(row.platform_fen),
        packing: Money::fen(row.packing_fen),
        express: Money::fen(row.express_fen),
        cooperative: Money::fen(row.cooperative_fen),
        growers: Money::fen(row.amount_fen),
    }
}

fn rate(bp: i64) -> Result<BasisPoints, MoneyError> {
    BasisPoints::new(u32::try_from(bp).map_err(|_| MoneyError::Overflow)?)
}

/// The words of those households that consent to them now.
async fn stories(
    conn: &impl ConnectionTrait,
    households: &BTreeSet<i64>,
) -> Result<Vec<Story>, DbErr> {
    let willing = consent::Entity::find()
        .filter(consent::Column::HouseholdId.is_in(households.iter().copied()))
        .filter(consent::Column::Purpose.eq(STORY))
        .filter(consent::Column::WithdrawnAt.is_null())
        .all(conn)
        .await?;
    let rows = household_story::Entity::find()
        .filter(
            household_story::Column::HouseholdId.is_in(willing.iter().map(|row| row.household_id)),
        )
        .order_by_asc(household_story::Column::HouseholdId)
        .all(conn)
        .await?;
    let story = |row: household_story::Model| Story {
        alias: row.alias,
        words: row.words,
    };
    Ok(rows.into_iter().map(story).collect())
}

/// Where goods of a lot went, for a recall.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct LotParcel {
    /// The consignment's id.
    pub consignment_id: i64,
    /// Its number.
    pub number: String,
    /// Its state's word.
    pub state: String,
    /// When it was sent, if it was.
    pub shipped_at: Option<i64>,
    /// Boxes with goods of the lot.
    pub packs: i64,
    /// Grams of the lot in them.
    pub grams: i64,
}

/// The consignments with goods of a root lot that the asker may see, the latest first.
///
/// # Errors
/// When the database does.
pub async fn parcels_of_lot(
    conn: &impl ConnectionTrait,
    scope: Scope,
    root_lot_id: i64,
) -> Result<Vec<LotParcel>, DbErr> {
    const PARCELS: &str = "SELECT consignment.id AS consignment_id, consignment.number, \
        consignment.state, consignment.shipped_at, COUNT(DISTINCT pack.id) AS packs, \
        CAST(SUM(pack_lot.grams) AS BIGINT) AS grams FROM pack_lot \
        JOIN pack ON pack.id = pack_lot.pack_id \
        JOIN consignment ON consignment.id = pack.consignment_id \
        WHERE pack_lot.root_lot_id = $1 AND (CAST($2 AS BIGINT) = 0 OR consignment.cooperative_id = $2) \
        GROUP BY consignment.id, consignment.number, consignment.state, consignment.shipped_at \
        ORDER BY consignment.id DESC";
    let cooperative = match scope {
        Scope::Operator => 0,
        Scope::Cooperative(id) => id,
        Scope::Household(_) => return Ok(Vec::new()),
    };
    let values = [root_lot_id.into(), cooperative.into()];
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), PARCELS, values);
    LotParcel::find_by_statement(statement).all(conn).await
}
