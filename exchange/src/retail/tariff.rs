//! What a box costs to sell: the rates and the costs of one version; a purchase keeps its version.

use std::collections::BTreeMap;

use catalog::entity::{organisation, sku};
use catalog::import::fault::{Faults, RowError};
use catalog::import::reason::Reason;
use catalog::import::tariff::TariffRow;
use catalog::register::{self, Applied, RegisterError};
use catalog::season::Due;
use ledger::{BasisPoints, Money};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    Set,
};

use crate::entity::{retail_tariff, sku_tariff};

/// The version that the season's file opens.
const FIRST: i64 = 1;
/// Its rates, in basis points: the platform's, the provider's channel, the bank's, the cooperative's.
const FIRST_BP: [i64; 4] = [300, 60, 0, 0];

/// One version of the tariff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tariff {
    /// Its number.
    pub version: i64,
    /// The platform's fee, of what is paid for goods.
    pub platform: BasisPoints,
    /// What the channel takes when a provider is paid.
    pub provider: BasisPoints,
    /// What the channel takes when the bank is.
    pub transfer: BasisPoints,
    /// The cooperative's own percentage fee.
    pub cooperative: BasisPoints,
    /// Packing and express of one pack, by the SKU's id.
    pub skus: BTreeMap<i64, (Money, Money)>,
}

impl Tariff {
    /// Packing and express of one pack; none for a SKU that the version does not name.
    pub fn costs(&self, sku_id: i64) -> Option<(Money, Money)> {
        self.skus.get(&sku_id).copied()
    }
}

/// The tariff in force at a moment: the newest version that is valid from then or before.
///
/// # Errors
/// When the database does.
pub async fn current(connection: &impl ConnectionTrait, now: i64) -> Result<Option<Tariff>, DbErr> {
    let newest = retail_tariff::Entity::find()
        .filter(retail_tariff::Column::ValidFrom.lte(now))
        .order_by_desc(retail_tariff::Column::Version)
        .one(connection)
        .await?;
    with_costs(connection, newest).await
}

/// The tariff of a version.
///
/// # Errors
/// When the database does.
pub async fn of_version(
    connection: &impl ConnectionTrait,
    version: i64,
) -> Result<Option<Tariff>, DbErr> {
    let row = retail_tariff::Entity::find_by_id(version)
        .one(connection)
        .await?;
    with_costs(connection, row).await
}

/// Who carries boxes: the carrier that takes part longest.
///
/// # Errors
/// When the database does.
pub async fn carrier(connection: &impl ConnectionTrait) -> Result<Option<i64>, DbErr> {
    let row = organisation::Entity::find()
        .filter(organisation::Column::Kind.eq(organisation::Kind::Carrier))
        .filter(organisation::Column::State.eq(organisation::State::Active))
        .order_by_asc(organisation::Column::Id)
        .one(connection)
        .await?;
    Ok(row.map(|row| row.id))
}

/// Records the first version's costs from the season's file.
///
/// # Errors
/// `Faults` with every row that cannot be taken.
pub async fn open_first(
    tx: &DatabaseTransaction,
    file: &Due<TariffRow>,
) -> Result<Applied, RegisterError> {
    let [platform_bp, provider_bp, transfer_bp, cooperative_bp] = FIRST_BP;
    let first = retail_tariff::ActiveModel {
        version: Set(FIRST),
        platform_bp: Set(platform_bp),
        provider_bp: Set(provider_bp),
        transfer_bp: Set(transfer_bp),
        cooperative_bp: Set(cooperative_bp),
        valid_from: Set(0),
    };
    let unless_known = OnConflict::column(retail_tariff::Column::Version)
        .do_nothing()
        .to_owned();
    retail_tariff::Entity::insert(first)
        .on_conflict(unless_known)
        .exec_without_returning(tx)
        .await?;
    let known = of_version(tx, FIRST).await?;
    let known = known.map(|tariff| tariff.skus).unwrap_or_default();
    let skus = sku::Entity::find().all(tx).await?;
    let (mut faults, mut applied, mut fresh) = (Faults::default(), Applied::default(), Vec::new());
    for row in &file.rows {
        let content = &row.content;
        let value = content.sku_number.to_string();
        let fault = |reason| RowError {
            line: row.line,
            column: Some("sku_number"),
            reason,
        };
        let Some(sku) = skus.iter().find(|sku| sku.number == content.sku_number) else {
            faults.add(fault(Reason::UnknownSku { value }));
            continue;
        };
        match known.get(&sku.id) {
            None => fresh.push(sku_tariff::ActiveModel {
                version: Set(FIRST),
                sku_id: Set(sku.id),
                packing_fen: Set(content.packing.as_fen()),
                express_fen: Set(content.express.as_fen()),
            }),
            Some(costs) if *costs == (content.packing, content.express) => applied.known += 1,
            Some(_) => faults.add(fault(Reason::NumberTaken { value })),
        }
    }
    let fresh = faults.or(fresh)?;
    applied.new = fresh.len() as u64;
    if !fresh.is_empty() {
        sku_tariff::Entity::insert_many(fresh)
            .exec_without_returning(tx)
            .await?;
    }
    register::note(tx, "tariff", &file.source, applied).await?;
    Ok(applied)
}

async fn with_costs(
    connection: &impl ConnectionTrait,
    row: Option<retail_tariff::Model>,
) -> Result<Option<Tariff>, DbErr> {
    let Some(row) = row else { return Ok(None) };
    let rate = |bp: i64| {
        let bp = u32::try_from(bp)
            .ok()
            .and_then(|bp| BasisPoints::new(bp).ok());
        bp.ok_or_else(|| DbErr::Type(format!("a rate of tariff {} is out of range", row.version)))
    };
    let costs = sku_tariff::Entity::find()
        .filter(sku_tariff::Column::Version.eq(row.version))
        .all(connection)
        .await?;
    let cost = |cost: sku_tariff::Model| {
        let (packing, express) = (Money::fen(cost.packing_fen), Money::fen(cost.express_fen));
        (cost.sku_id, (packing, express))
    };
    Ok(Some(Tariff {
        version: row.version,
        platform: rate(row.platform_bp)?,
        provider: rate(row.provider_bp)?,
        transfer: rate(row.transfer_bp)?,
        cooperative: rate(row.cooperative_bp)?,
        skus: costs.into_iter().map(cost).collect(),
    }))
}
