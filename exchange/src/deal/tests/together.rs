//! Two at once at the same deal.

use engine::Profile;

use super::matched;
use crate::deal::due;
use crate::deal::trade_house::TradeHouse;
use crate::funds;

#[tokio::test]
async fn two_workers_at_once_settle_each_deal_of_a_lot_once() {
    let mut trade = TradeHouse::open(Profile::CnSpot).await;
    let parts: Vec<(usize, i64)> = (0..6).map(|place| (place, 5_000_000)).collect();
    let root = trade.lot("WC-261009-01", &[("YI", 10_000, &parts)]).await;
    trade.w1_advances().await;
    trade.pay_in(trade.buyer, 9_000_000).await;
    trade.fund_desk(trade.buyer, 3_000_000).await;
    let receipt = trade.receipt(root, 6).await;
    let mut ids = Vec::new();
    for _ in 0..4 {
        let id = trade.deal(receipt, 1, 240).await.id;
        trade.pay(id).await.unwrap();
        trade.deliver(id, 5_000_000).await.unwrap();
        ids.push(id);
    }
    trade.now += due::OBJECTION_MS;
    let trade = &trade;
    let one = async |id: i64| {
        let tx = trade.house.db.write().await.unwrap();
        let lapsed = due::lapse(&tx, id, trade.now).await.unwrap();
        tx.commit().await.unwrap();
        usize::from(lapsed.is_some())
    };
    let (up, down): (Vec<i64>, Vec<i64>) = (ids.clone(), ids.iter().rev().copied().collect());
    let all = futures::future::join_all(up.into_iter().chain(down).map(one)).await;
    assert_eq!(all.iter().sum::<usize>(), 4);
    let conn = trade.house.db.read();
    assert_eq!(crate::verify::pools::pools(conn).await.unwrap(), []);
    assert_eq!(crate::verify::deals::deals(conn).await.unwrap(), []);
    assert_eq!(
        trade.house.number("SELECT COUNT(*) FROM pool_cycle").await,
        4
    );
    let shares = "SELECT MAX(fen) - MIN(fen) FROM (SELECT CAST(SUM(share_fen) AS BIGINT) AS fen \
        FROM pool_line GROUP BY household_id) sums";
    assert!(
        trade.house.number(shares).await <= 1,
        "six equal households"
    );
}

#[tokio::test]
async fn a_balance_paid_twice_at_once_is_paid_once() {
    let (trade, id) = matched().await;
    let (one, other) = futures::join!(trade.pay(id), trade.pay(id));
    assert!(one.is_ok() != other.is_ok());
    let cash = funds::cash_of(trade.buyer).unwrap();
    assert_eq!(trade.house.available(&cash).await, 340_000);
}
