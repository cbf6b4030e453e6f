//! Opening the demo season: the catalogue's files, then what they mean in money.

use std::path::Path;

use catalog::database::Database;
use catalog::entity::{advance, instrument, organisation};
use catalog::register::RegisterError;
use catalog::season::{self, Loaded, SeasonError};
use engine::{InstrumentNo, InstrumentRules, Profile, Qty, Terms, Ticks};
use ledger::postings::{PostingError, custody};
use ledger::{Money, Party, Reference, TransferError, TransferSet};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
};

use crate::bank::BankError;
use crate::bank::task::give_memo_code;
use crate::books::{self, BooksError};
use crate::entity::tariff;
use crate::retail::shelf::{self, FileError};
use crate::retail::tariff as retail_tariff;

/// The platform's fee on a deal in the demo, in basis points of what is paid.
const PLATFORM_BP: i64 = 100;
/// Highest price of an order, in ticks: far above any season's, so that a slip of the hand is caught.
const PRICE_MAX_TICKS: i64 = 100_000;
/// Most contracts of one order.
const QUANTITY_MAX: u32 = 10_000;

/// Why a season could not be opened; nothing of it was written then.
#[derive(Debug, thiserror::Error)]
pub enum OpenSeasonError {
    /// A file is at fault.
    #[error("the season's files cannot be taken")]
    Season(#[from] SeasonError),
    /// The costs of the shops' packs cannot be recorded.
    #[error("{file} cannot be recorded")]
    Tariff {
        /// The file's name.
        file: String,
        /// Why.
        #[source]
        error: RegisterError,
    },
    /// Goods cannot be put on sale.
    #[error("{file} cannot be recorded")]
    Shelves {
        /// The file's name.
        file: String,
        /// Why.
        #[source]
        error: FileError,
    },
    /// A posting could not be made.
    #[error("an advance cannot be posted")]
    Posting(#[from] PostingError),
    /// A posting's name is at fault.
    #[error("an advance cannot be named in the ledger")]
    Name(#[from] TransferError),
    /// A firm got no memo code.
    #[error("a firm cannot be given its memo code")]
    Bank(#[from] Box<BankError>),
    /// The ledger refused.
    #[error("the ledger refused an advance")]
    Books(#[from] BooksError),
    /// The database refused.
    #[error("the database refused")]
    Database(#[from] DbErr),
}

/// Loads a season's folder with everything that it means: advances posted, tariffs, memo codes, and
/// the shops' goods on sale.
/// Opening it again changes nothing.
///
/// # Errors
/// When a file, a posting or the database is at fault.
pub async fn open(database: &Database, dir: &Path, now: i64) -> Result<Loaded, OpenSeasonError> {
    let read = season::read(dir)?;
    let write = database.write().await?;
    let mut loaded = season::apply(&write, &read, now).await?;
    post_advances(&write, &loaded.advances, now).await?;
    let first = tariff::ActiveModel {
        version: Set(1),
        platform_bp: Set(PLATFORM_BP),
        valid_from: Set(0),
    };
    let unless_known = OnConflict::column(tariff::Column::Version)
        .do_nothing()
        .to_owned();
    tariff::Entity::insert(first)
        .on_conflict(unless_known)
        .exec_without_returning(&*write)
        .await?;
    give_memo_codes(&write).await?;
    open_shops(&write, &mut loaded).await?;
    write.commit().await?;
    Ok(loaded)
}

/// The costs of the shops' packs, and what each cooperative puts on sale.
async fn open_shops(tx: &DatabaseTransaction, loaded: &mut Loaded) -> Result<(), OpenSeasonError> {
    if let Some(due) = loaded.tariff.take() {
        let file = due.source.name.clone();
        match retail_tariff::open_first(tx, &due).await {
            Ok(applied) => loaded.files.push((file, applied)),
            Err(error) => return Err(OpenSeasonError::Tariff { file, error }),
        }
    }
    for due in std::mem::take(&mut loaded.shelves) {
        let file = due.source.name.clone();
        match shelf::put_on_sale(tx, &due).await {
            Ok(applied) => loaded.files.push((file, applied)),
            Err(error) => return Err(OpenSeasonError::Shelves { file, error }),
        }
    }
    Ok(())
}

/// Posts advances (custody and the cooperative's own book); one posted before changes nothing.
///
/// # Errors
/// When a posting or the ledger is at fault.
pub async fn post_advances(
    tx: &DatabaseTransaction,
    advances: &[advance::Model],
    now: i64,
) -> Result<(), OpenSeasonError> {
    let sets: Result<Vec<TransferSet>, OpenSeasonError> = advances.iter().map(given).collect();
    books::post_all(tx, &sets?, now).await?;
    Ok(())
}

fn given(row: &advance::Model) -> Result<TransferSet, OpenSeasonError> {
    let key = format!("advance:{}:{}", row.cooperative_id, row.number);
    let reference = Reference::new(&key, &format!("household:{}", row.household_id))?;
    let (cooperative, household) = (
        Party::Cooperative(row.cooperative_id),
        Party::Household(row.household_id),
    );
    Ok(custody::advance_given(
        &reference,
        &cooperative,
        &household,
        Money::fen(row.amount_fen),
    )?)
}

/// Firms of the season are verified already: each gets the code for its bank transfers.
async fn give_memo_codes(tx: &DatabaseTransaction) -> Result<(), OpenSeasonError> {
    let firms = organisation::Entity::find()
        .filter(organisation::Column::Kind.eq(organisation::Kind::Firm))
        .filter(organisation::Column::State.eq(organisation::State::Active))
        .all(tx)
        .await?;
    for firm in firms {
        give_memo_code(tx, firm.id).await.map_err(Box::new)?;
    }
    Ok(())
}

/// The market's rules of every instrument that trades under a profile.
///
/// # Errors
/// When the database does, or a row does not fit the engine's bounds.
pub async fn rules(
    connection: &impl ConnectionTrait,
    profile: Profile,
) -> Result<Vec<InstrumentRules>, DbErr> {
    let rows = instrument::Entity::find()
        .filter(instrument::Column::ClosedReason.is_null())
        .order_by_asc(instrument::Column::Id)
        .all(connection)
        .await?;
    rows.into_iter().map(|row| rule(&row, profile)).collect()
}

fn rule(row: &instrument::Model, profile: Profile) -> Result<InstrumentRules, DbErr> {
    let narrow = |value: i64| {
        u32::try_from(value)
            .map_err(|_| DbErr::Type(format!("{value} of {} is out of range", row.code)))
    };
    let continuous = row
        .continuous_hold_bp
        .filter(|_| profile == Profile::Open)
        .map(narrow)
        .transpose()?;
    Ok(InstrumentRules {
        instrument: InstrumentNo::new(narrow(row.id)?),
        tick_value_fen: row.tick_value_fen,
        price_max: Ticks::new(PRICE_MAX_TICKS),
        qty_max: Qty::new(QUANTITY_MAX),
        listing_hold_bp: row.listing_hold_bp.map(narrow).transpose()?,
        continuous_hold_bp: continuous,
        terms: Terms {
            freight_fen_per_t: narrow(row.freight_fen_per_t)?,
            inspection_fen_per_t: narrow(row.inspection_fen_per_t)?,
            place: narrow(row.id)?,
        },
    })
}
