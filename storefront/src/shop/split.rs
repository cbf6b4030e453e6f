//! Where a price goes: promised by today's tariff, and posted of the sales that were settled.

use catalog::entity::sku;
use exchange::retail::posted::{Posted, PostedError, posted};
use exchange::retail::tariff::Tariff;
use ledger::Money;
use ledger::retail::{self, Part, Row};
use sea_orm::ConnectionTrait;
use serde::Serialize;

use super::good::Season;
use crate::error::Problem;

/// What is promised of one pack's price; parts that get nothing are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Promise {
    /// The tariff's version.
    pub version: i64,
    /// The price.
    pub price_fen: i64,
    /// Who gets what of it before the growers, the largest costs first.
    pub rows: Vec<Share>,
    /// What reaches the growers.
    pub growers: Share,
}

/// A part and its share of the whole; all shares of a whole sum to 100.00 %.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Share {
    /// Names the message `part-{part}`.
    pub part: &'static str,
    /// The sum.
    pub fen: i64,
    /// The share in basis points.
    pub bp: u32,
}

/// What was posted of a pack's sales in one season.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Settled {
    /// How many packs.
    pub packs: i64,
    /// What stayed of their prices.
    pub paid_fen: i64,
    /// What reached the growers' pools.
    pub growers_fen: i64,
    /// The growers' share in basis points.
    pub growers_bp: u32,
}

/// The order in which parts hang below the price, the growers' last.
const HANGING: [Part; 5] = [
    Part::Express,
    Part::Packing,
    Part::Cooperative,
    Part::Platform,
    Part::Channel,
];

impl From<Row> for Share {
    fn from(row: Row) -> Self {
        Self {
            part: row.part.text(),
            fen: row.amount.as_fen(),
            bp: row.share.as_bp(),
        }
    }
}

/// What today's tariff promises of a pack's price; nothing where it does not name the pack.
pub fn promise(sku: &sku::Model, tariff: &Tariff) -> Option<Promise> {
    let (packing, express) = tariff.costs(sku.id)?;
    let terms = retail::Tariff {
        channel: tariff.provider,
        platform: tariff.platform,
        cooperative: tariff.cooperative,
        packing,
        express,
    };
    let parts = retail::promise(Money::fen(sku.price_fen), &terms).ok()?;
    let rows = parts.rows().ok()?;
    let of = |part: Part| rows.iter().find(|row| row.part == part).copied();
    let hanging = HANGING.into_iter().filter_map(of);
    Some(Promise {
        version: tariff.version,
        price_fen: sku.price_fen,
        rows: hanging
            .filter(|row| !row.amount.is_zero())
            .map(Share::from)
            .collect(),
        growers: of(Part::Growers)?.into(),
    })
}

/// What was posted of a pack in a season; nothing where no sale was.
///
/// # Errors
/// When the database does.
pub async fn of_season(
    connection: &impl ConnectionTrait,
    sku: &sku::Model,
    season: Season,
) -> Result<Option<Settled>, Problem> {
    let sums = posted(connection, sku.id, (season.from_ms, season.until_ms)).await;
    let sums = sums.map_err(|error| match error {
        PostedError::Database(error) => error.into(),
        other => Problem::broken(other),
    })?;
    let Posted {
        weight,
        paid,
        growers,
    } = sums;
    if weight.as_g() == 0 || paid.is_zero() {
        return Ok(None);
    }
    let rest = paid.checked_sub(growers).map_err(Problem::broken)?;
    let shares = retail::shares(&[growers, rest]).map_err(Problem::broken)?;
    Ok(Some(Settled {
        packs: weight.as_g() / sku.net_g.max(1),
        paid_fen: paid.as_fen(),
        growers_fen: growers.as_fen(),
        growers_bp: shares.first().map_or(0, |share| share.as_bp()),
    }))
}
