//! Deals against their trades, their money and their goods.

use sea_orm::ConnectionTrait;

use super::payouts::listed;
use super::{Difference, VerifyError};

/// Every trade is one deal, on the same terms and between the same parties.
pub const TRADE: &str = "trade-deal";
/// A deal is worth price x contracts x the value of a tick.
pub const VALUE: &str = "deal-value";
/// What stands as a deal's deposit (2002) is what its state says.
pub const DEPOSIT: &str = "deal-deposit";
/// What stands in a deal's escrow (2001) is what its state says.
pub const ESCROW: &str = "deal-escrow";
/// A deal's lots hold what was contracted, and shipped what was settled.
pub const GOODS: &str = "deal-goods";

/// Every check of deals.
///
/// # Errors
/// When the database does.
pub async fn deals(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let mut differences = trades(conn).await?;
    differences.extend(values(conn).await?);
    let deposit = "CASE WHEN deal.state IN ('awaiting_payment', 'buyer_late') \
        THEN deal.deposit_fen ELSE 0 END";
    differences.extend(held(conn, (DEPOSIT, "2002"), deposit).await?);
    let escrow = "CASE WHEN deal.state IN ('awaiting_delivery', 'delivered', 'objected') \
        THEN deal.value_fen ELSE 0 END";
    differences.extend(held(conn, (ESCROW, "2001"), escrow).await?);
    differences.extend(goods(conn).await?);
    Ok(differences)
}

/// [`TRADE`]: the trade's contracts against those of deals on its terms.
///
/// # Errors
/// When the database does.
pub async fn trades(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let sql = "SELECT 'trade:' || trade.shard || ':' || trade.seq || ':' || trade.idx AS subject, \
        trade.quantity AS expected, COALESCE(deal.contracts, 0) AS found FROM trade \
        LEFT JOIN deal ON deal.shard = trade.shard AND deal.seq = trade.seq AND deal.idx = trade.idx \
        AND deal.instrument_id = trade.instrument_id AND deal.buyer_id = trade.buyer_id \
        AND deal.seller_id = trade.seller_id AND deal.price_ticks = trade.price_ticks \
        AND deal.mode = trade.mode AND deal.matched_at = trade.at \
        WHERE trade.quantity <> COALESCE(deal.contracts, 0) ORDER BY trade.shard, trade.seq, trade.idx";
    Ok(listed(conn, TRADE, sql).await?)
}

/// [`VALUE`].
///
/// # Errors
/// When the database does.
pub async fn values(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let sql = "SELECT deal.number AS subject, deal.value_fen AS found, \
        deal.price_ticks * deal.contracts * instrument.tick_value_fen AS expected FROM deal \
        JOIN instrument ON instrument.id = deal.instrument_id \
        WHERE deal.value_fen <> deal.price_ticks * deal.contracts * instrument.tick_value_fen \
        ORDER BY deal.id";
    Ok(listed(conn, VALUE, sql).await?)
}

/// [`DEPOSIT`] or [`ESCROW`]: an account of each deal, also of one that is not there.
async fn held(
    conn: &impl ConnectionTrait,
    (check, code): (&'static str, &str),
    by_state: &str,
) -> Result<Vec<Difference>, VerifyError> {
    let balance = format!(
        "SELECT party, CAST(credits_posted_fen - debits_posted_fen AS BIGINT) AS fen \
         FROM account_balance WHERE code = '{code}' AND party LIKE 'deal:%'"
    );
    let sql = format!(
        "SELECT deal.number AS subject, CAST({by_state} AS BIGINT) AS expected, \
         COALESCE(balance.fen, 0) AS found FROM deal \
         LEFT JOIN ({balance}) balance ON balance.party = 'deal:' || deal.id \
         WHERE COALESCE(balance.fen, 0) <> {by_state} ORDER BY deal.id"
    );
    let mut differences = listed(conn, check, &sql).await?;
    let nobody_s = format!(
        "SELECT balance.party AS subject, CAST(0 AS BIGINT) AS expected, balance.fen AS found \
         FROM ({balance}) balance WHERE balance.fen <> 0 \
         AND NOT EXISTS (SELECT 1 FROM deal WHERE balance.party = 'deal:' || deal.id) \
         ORDER BY balance.party"
    );
    differences.extend(listed(conn, check, &nobody_s).await?);
    Ok(differences)
}

/// [`GOODS`].
///
/// # Errors
/// When the database does.
pub async fn goods(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let sums = "SELECT deal_id, CAST(SUM(grams) AS BIGINT) AS grams, \
        CAST(SUM(shipped_g) AS BIGINT) AS shipped FROM deal_lot GROUP BY deal_id";
    let mut differences = Vec::new();
    for (expected, found) in [
        ("deal.contracted_g", "grams"),
        ("deal.settled_g", "shipped"),
    ] {
        let sql = format!(
            "SELECT deal.number AS subject, COALESCE({expected}, 0) AS expected, \
             COALESCE(sums.{found}, 0) AS found FROM deal LEFT JOIN ({sums}) sums \
             ON sums.deal_id = deal.id WHERE COALESCE({expected}, 0) <> COALESCE(sums.{found}, 0) \
             ORDER BY deal.id"
        );
        differences.extend(listed(conn, GOODS, &sql).await?);
    }
    Ok(differences)
}
