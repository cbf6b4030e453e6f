//! For each check of deals, pools and desk: one corrupted row is named, and nothing else changes.

use engine::{Profile, Side};
use ledger::{AccountKey, Book, Code, Mode, Money, Party};

use super::{deals, desk, pools};
use crate::books::test_house::{float, moved, set};
use crate::deal::trade_house::TradeHouse;
use crate::funds::{Request, request_credit};

/// A settled deal, one that waits for payment, one that waits for delivery, a listing, an order,
/// and cash on its way to the desk.
async fn lived_in() -> (TradeHouse, [i64; 3]) {
    let mut trade = TradeHouse::open(Profile::Open).await;
    let parts: Vec<(usize, i64)> = (0..6).map(|place| (place, 5_000_000)).collect();
    let root = trade.lot("WC-261009-01", &[("YI", 10_000, &parts)]).await;
    trade.w1_advances().await;
    trade.pay_in(trade.buyer, 9_000_000).await;
    trade.fund_desk(trade.buyer, 3_000_000).await;
    let receipt = trade.receipt(root, 5).await;
    let settled = trade.deal(receipt, 2, 240).await.id;
    trade.through(settled).await;
    let paid = trade.deal(receipt, 1, 240).await.id;
    trade.pay(paid).await.unwrap();
    let matched = trade.deal(receipt, 1, 240).await.id;
    trade.command(trade.bid(1, 200)).await;
    trade.command(trade.order(Side::Buy, 1, 100, 0)).await;
    let tx = trade.house.db.write().await.unwrap();
    let request = Request {
        organisation_id: trade.buyer,
        amount: Money::fen(700),
        now: trade.now,
    };
    request_credit(&tx, &request).await.unwrap();
    tx.commit().await.unwrap();
    for table in ["trade", "settlement", "pool_line", "recovery"] {
        trade.house.unguard(table).await;
    }
    (trade, [settled, paid, matched])
}

async fn found(trade: &TradeHouse) -> Vec<(&'static str, String)> {
    let conn = trade.house.db.read();
    let mut found = deals::deals(conn).await.unwrap();
    found.extend(pools::pools(conn).await.unwrap());
    found.extend(desk::against(conn, &trade.engine).await.unwrap());
    found.extend(desk::transit(conn).await.unwrap());
    found
        .into_iter()
        .map(|one| (one.check, one.subject))
        .collect()
}

#[tokio::test]
async fn each_check_names_the_row_that_was_corrupted() {
    let (trade, [settled, paid, matched]) = lived_in().await;
    assert_eq!(found(&trade).await, []);
    let number = trade.house.number("SELECT MIN(seq) FROM trade").await;
    let line = trade
        .house
        .number("SELECT MIN(line_id) FROM recovery")
        .await;
    let deal = async |id| trade.deal_row(id).await.number;
    let (settled_no, paid_no, matched_no) =
        (deal(settled).await, deal(paid).await, deal(matched).await);
    let (buyer, household) = (trade.buyer, trade.households[0]);
    let up = |what: &str, row: &str| {
        let (table, column) = what.split_once('.').unwrap();
        let change = |sign| format!("UPDATE {table} SET {column} = {column} {sign} 1 WHERE {row}");
        (change("+"), change("-"))
    };
    let both = |table: &str, (one, other): (&str, &str), row: &str| {
        let change = |up, down| {
            format!(
                "UPDATE {table} SET {one} = {one} {up} 1, {other} = {other} {down} 1 WHERE {row}"
            )
        };
        (change("+", "-"), change("-", "+"))
    };
    let together = |table: &str, (one, other): (&str, &str), row: &str| {
        let change = |sign| {
            format!(
                "UPDATE {table} SET {one} = {one} {sign} 1, {other} = {other} {sign} 1 WHERE {row}"
            )
        };
        (change("+"), change("-"))
    };
    let state = |from: &str, to: &str| {
        let change = |to| format!("UPDATE deal SET state = '{to}' WHERE id = {paid}");
        (change(to), change(from))
    };
    let of_deal = |id: i64| format!("id = {id}");
    let whole = "amount_fen > 0";
    let mut cases = vec![
        (
            up("trade.quantity", &format!("seq = {number}")),
            vec![(deals::TRADE, format!("trade:0:{number}:0"))],
        ),
        (
            up("deal.value_fen", &of_deal(settled)),
            vec![(deals::VALUE, settled_no.clone())],
        ),
        (
            up("deal.deposit_fen", &of_deal(matched)),
            vec![(deals::DEPOSIT, matched_no.clone())],
        ),
        (
            state("awaiting_delivery", "awaiting_payment"),
            vec![
                (deals::DEPOSIT, paid_no.clone()),
                (deals::ESCROW, paid_no.clone()),
            ],
        ),
        (
            up("deal_lot.grams", &format!("deal_id = {matched}")),
            vec![(deals::GOODS, matched_no.clone())],
        ),
        (
            up("deal_lot.shipped_g", &format!("deal_id = {paid}")),
            vec![(deals::GOODS, paid_no)],
        ),
    ];
    cases.extend([
        (
            both("settlement", ("pool_fen", "platform_fen"), "id = 1"),
            vec![
                (pools::SETTLEMENT, "settlement:1:4001".to_owned()),
                (pools::SETTLEMENT, "settlement:1:2105".to_owned()),
                (pools::POOL, "lot:1".to_owned()),
            ],
        ),
        (
            together("settlement", ("gross_fen", "freight_fen"), "id = 1"),
            vec![
                (pools::SETTLEMENT, "settlement:1:2001".to_owned()),
                (pools::SETTLEMENT, "settlement:1:2103".to_owned()),
            ],
        ),
        (
            together(
                "pool_line",
                ("share_fen", "payable_fen"),
                &format!("id = {line}"),
            ),
            vec![
                (pools::LINES, "cycle:1:share_fen".to_owned()),
                (pools::PAYABLE, format!("household:{household}")),
            ],
        ),
        (
            up("pool_line.weight", &format!("id = {line}")),
            vec![(pools::LINES, "cycle:1:weight".to_owned())],
        ),
        (
            up("pool_cycle.amount_fen", whole),
            vec![
                (pools::POOL, "lot:1".to_owned()),
                (pools::LINES, "cycle:1:share_fen".to_owned()),
            ],
        ),
        (
            up("recovery.amount_fen", &format!("line_id = {line}")),
            vec![
                (pools::RECOVERED, format!("line:{line}")),
                (pools::ADVANCED, format!("household:{household}")),
            ],
        ),
    ]);
    cases.extend([
        (
            up(
                "account.credits_posted_fen",
                &format!("code = '2005' AND party = 'member:{buyer}'"),
            ),
            vec![(desk::BALANCE, format!("member:{buyer}"))],
        ),
        (
            up("instruction.amount_fen", "state = 'waiting'"),
            vec![(desk::TRANSIT, "JS".to_owned())],
        ),
        (
            up("receipt.contracts", "id = 1"),
            vec![(desk::RECEIPT, "receipt:1".to_owned())],
        ),
        (
            together("listing", ("quantity", "remaining"), "state = 'listed'"),
            vec![(desk::LISTING, "listing:4".to_owned())],
        ),
        (
            up(
                "market_order.filled",
                whole.replace("amount_fen", "number").as_str(),
            ),
            vec![(desk::ORDER, "order:5".to_owned())],
        ),
    ]);
    for ((corrupt, heal), expected) in cases {
        trade.house.run(&corrupt).await;
        assert_eq!(found(&trade).await, expected, "{corrupt}");
        trade.house.run(&heal).await;
    }
    assert_eq!(found(&trade).await, []);
}

#[tokio::test]
async fn money_that_nobody_posted_to_a_pool_or_a_deal_is_named() {
    let (trade, _) = lived_in().await;
    let pool = AccountKey::new(Book::Custody, Code::LotPool, Party::Lot(1), Mode::Pool).unwrap();
    let nobody = AccountKey::custody(Code::Escrow, Party::Deal(99)).unwrap();
    trade
        .house
        .post(&set(
            "stray",
            vec![moved(float(), pool, 3), moved(float(), nobody, 4)],
        ))
        .await;
    let named = [
        (deals::ESCROW, "deal:99".to_owned()),
        (pools::POOL, "lot:1".to_owned()),
        (pools::REST, "lot:1".to_owned()),
    ];
    assert_eq!(found(&trade).await, named);
}
