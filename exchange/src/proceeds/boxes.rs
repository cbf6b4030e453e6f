//! What boxes brought into the pools of root lots, summed from the parts of their sales.

use std::collections::BTreeMap;

use catalog::scope::Scope;
use ledger::Money;
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Statement};

/// Boxes of a day, a cycle or a season: what was paid for the goods in them, and whose it became.
///
/// Invariant: paid + reserve = packing + express + cooperative + platform + channel + pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Boxes {
    /// How many boxes; one with goods of two lots is a box of each.
    pub packs: i64,
    /// The grams of these lots in them.
    pub grams: i64,
    /// What was paid for these grams and stayed.
    pub paid: Money,
    /// What the reserve gave where fees and costs exceeded it.
    pub reserve: Money,
    /// The cooperative's packing.
    pub packing: Money,
    /// The carrier's.
    pub express: Money,
    /// The cooperative's fee.
    pub cooperative: Money,
    /// The platform's.
    pub platform: Money,
    /// The tariff of the way of paying.
    pub channel: Money,
    /// The households'.
    pub pool: Money,
}

impl Boxes {
    /// Whether there are none.
    pub fn is_none(&self) -> bool {
        self.packs == 0 && self.paid.is_zero() && self.reserve.is_zero()
    }

    /// These and others. Sums of posted rows fit, since the books hold their whole.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let sum = |one: Money, two: Money| Money::fen(one.as_fen().saturating_add(two.as_fen()));
        Self {
            packs: self.packs + other.packs,
            grams: self.grams + other.grams,
            paid: sum(self.paid, other.paid),
            reserve: sum(self.reserve, other.reserve),
            packing: sum(self.packing, other.packing),
            express: sum(self.express, other.express),
            cooperative: sum(self.cooperative, other.cooperative),
            platform: sum(self.platform, other.platform),
            channel: sum(self.channel, other.channel),
            pool: sum(self.pool, other.pool),
        }
    }

    /// All that was taken off between the price and the pool.
    pub fn taken(&self) -> Money {
        Money::fen(self.paid.as_fen() + self.reserve.as_fen() - self.pool.as_fen())
    }
}

#[derive(FromQueryResult)]
struct Sums {
    name: i64,
    grams: i64,
    paid: i64,
    reserve: i64,
    packing: i64,
    express: i64,
    cooperative: i64,
    platform: i64,
    channel: i64,
    pool: i64,
}

#[derive(FromQueryResult)]
struct Packs {
    name: i64,
    packs: i64,
}

/// Sums of the parts that a condition names, by an expression over them.
async fn sums(
    conn: &impl ConnectionTrait,
    name: &str,
    (condition, value): (&str, i64),
) -> Result<BTreeMap<i64, Boxes>, DbErr> {
    let from = "FROM sale_part JOIN sale ON sale.id = sale_part.sale_id \
        LEFT JOIN sale_cycle ON sale_cycle.part_id = sale_part.id";
    let columns = [
        "grams",
        "paid_fen",
        "reserve_fen",
        "packing_fen",
        "express_fen",
        "cooperative_fen",
        "platform_fen",
        "channel_fen",
    ]
    .map(|column| {
        let short = column.trim_end_matches("_fen");
        format!("CAST(SUM(sale_part.{column}) AS BIGINT) AS {short}")
    })
    .join(", ");
    let money = format!(
        "SELECT CAST({name} AS BIGINT) AS name, {columns}, \
         CAST(SUM(sale_part.amount_fen) AS BIGINT) AS pool {from} WHERE {condition} GROUP BY {name}"
    );
    let packs = format!(
        "SELECT CAST({name} AS BIGINT) AS name, COUNT(DISTINCT pack.id) AS packs {from} \
         JOIN purchase_line ON purchase_line.consignment_id = sale.consignment_id \
            AND purchase_line.sku_id = sale_part.sku_id \
         JOIN pack ON pack.line_id = purchase_line.id \
         JOIN pack_lot ON pack_lot.pack_id = pack.id \
            AND pack_lot.root_lot_id = sale_part.root_lot_id \
         WHERE {condition} GROUP BY {name}"
    );
    let backend = conn.get_database_backend();
    let asked = |sql: String| Statement::from_sql_and_values(backend, sql, [value.into()]);
    let mut boxes: BTreeMap<i64, Boxes> = BTreeMap::new();
    for row in Sums::find_by_statement(asked(money)).all(conn).await? {
        boxes.insert(row.name, of(&row));
    }
    for row in Packs::find_by_statement(asked(packs)).all(conn).await? {
        boxes.entry(row.name).or_default().packs = row.packs;
    }
    Ok(boxes)
}

fn of(row: &Sums) -> Boxes {
    Boxes {
        packs: 0,
        grams: row.grams,
        paid: Money::fen(row.paid),
        reserve: Money::fen(row.reserve),
        packing: Money::fen(row.packing),
        express: Money::fen(row.express),
        cooperative: Money::fen(row.cooperative),
        platform: Money::fen(row.platform),
        channel: Money::fen(row.channel),
        pool: Money::fen(row.pool),
    }
}

/// What boxes brought into each cycle of a root lot that took them.
pub(super) async fn by_cycle(
    conn: &impl ConnectionTrait,
    root_lot_id: i64,
) -> Result<BTreeMap<i64, Boxes>, DbErr> {
    let condition = "sale_cycle.cycle_id IS NOT NULL AND sale_part.root_lot_id = $1";
    sums(conn, "sale_cycle.cycle_id", (condition, root_lot_id)).await
}

/// What all boxes brought that were settled, split or not; a household's scope means its cooperative's
/// and is the caller's to translate.
///
/// # Errors
/// When the database does.
pub async fn of_season(conn: &impl ConnectionTrait, scope: Scope) -> Result<Boxes, DbErr> {
    let own = "sale_part.root_lot_id IN (SELECT id FROM lot WHERE cooperative_id = $1)";
    let filter = match scope {
        Scope::Operator => ("CAST($1 AS BIGINT) = 0", 0),
        Scope::Cooperative(id) => (own, id),
        Scope::Household(_) => ("CAST($1 AS BIGINT) = 1", 0),
    };
    let all = sums(conn, "sale_part.id - sale_part.id", filter).await?;
    Ok(all.into_values().next().unwrap_or_default())
}
