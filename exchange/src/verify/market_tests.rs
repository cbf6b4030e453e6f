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

/// A corruption, its undoing, and what it is called.
struct Case {
    corrupt: String,
    heal: String,
    named: Vec<(&'static str, String)>,
}

/// One more in each of these columns of a row, and one less again.
fn one_more(table: &str, columns: &[&str], row: &str, named: &[(&'static str, String)]) -> Case {
    let change = |sign| {
        let set: Vec<String> = columns
            .iter()
            .map(|column| format!("{column} = {column} {sign} 1"))
            .collect();
        format!("UPDATE {table} SET {} WHERE {row}", set.join(", "))
    };
    Case {
        corrupt: change("+"),
        heal: change("-"),
        named: named.to_vec(),
    }
}

async fn check(trade: &TradeHouse, cases: Vec<Case>) {
    assert_eq!(found(trade).await, []);
    for case in cases {
        trade.house.run(&case.corrupt).await;
        assert_eq!(found(trade).await, case.named, "{}", case.corrupt);
        trade.house.run(&case.heal).await;
    }
    assert_eq!(found(trade).await, []);
}

#[tokio::test]
async fn each_check_of_deals_names_the_row_that_was_corrupted() {
    let (trade, [settled, paid, matched]) = lived_in().await;
    let seq = trade.house.number("SELECT MIN(seq) FROM trade").await;
    let number = async |id| trade.deal_row(id).await.number;
    let (settled_no, paid_no, matched_no) = (
        number(settled).await,
        number(paid).await,
        number(matched).await,
    );
    let state = |state: &str| format!("UPDATE deal SET state = '{state}' WHERE id = {paid}");
    let by_id = |id: i64| format!("id = {id}");
    let of_deal = |id: i64| format!("deal_id = {id}");
    let trade_name = format!("trade:0:{seq}:0");
    let unpaid = Case {
        corrupt: state("awaiting_payment"),
        heal: state("awaiting_delivery"),
        named: vec![
            (deals::DEPOSIT, paid_no.clone()),
            (deals::ESCROW, paid_no.clone()),
        ],
    };
    let cases = vec![
        one_more(
            "trade",
            &["quantity"],
            &format!("seq = {seq}"),
            &[(deals::TRADE, trade_name)],
        ),
        one_more(
            "deal",
            &["value_fen"],
            &by_id(settled),
            &[(deals::VALUE, settled_no)],
        ),
        one_more(
            "deal",
            &["deposit_fen"],
            &by_id(matched),
            &[(deals::DEPOSIT, matched_no.clone())],
        ),
        unpaid,
        one_more(
            "deal_lot",
            &["grams"],
            &of_deal(matched),
            &[(deals::GOODS, matched_no)],
        ),
        one_more(
            "deal_lot",
            &["shipped_g"],
            &of_deal(paid),
            &[(deals::GOODS, paid_no)],
        ),
    ];
    check(&trade, cases).await;
}

#[tokio::test]
async fn each_check_of_pools_names_the_row_that_was_corrupted() {
    let (trade, _) = lived_in().await;
    let line = trade
        .house
        .number("SELECT MIN(line_id) FROM recovery")
        .await;
    let by_id = format!("id = {line}");
    let household = format!("household:{}", trade.households[0]);
    let settlement = |code: &str| (pools::SETTLEMENT, format!("settlement:1:{code}"));
    let pool = (pools::POOL, "lot:1".to_owned());
    let shares = (pools::LINES, "cycle:1:share_fen".to_owned());
    let weights = (pools::LINES, "cycle:1:weight".to_owned());
    let change = |up, down| {
        format!(
            "UPDATE settlement SET pool_fen = pool_fen {up} 1, platform_fen = platform_fen {down} 1"
        )
    };
    let fee_for_pool = Case {
        corrupt: change("+", "-"),
        heal: change("-", "+"),
        named: vec![settlement("4001"), settlement("2105"), pool.clone()],
    };
    let gross = ["gross_fen", "freight_fen"];
    let cases = vec![
        fee_for_pool,
        one_more(
            "settlement",
            &gross,
            "id = 1",
            &[settlement("2001"), settlement("2103")],
        ),
        one_more(
            "pool_line",
            &["share_fen", "payable_fen"],
            &by_id,
            &[shares.clone(), (pools::PAYABLE, household.clone())],
        ),
        one_more("pool_line", &["weight"], &by_id, &[weights]),
        one_more("pool_cycle", &["amount_fen"], "id = 1", &[pool, shares]),
        one_more(
            "recovery",
            &["amount_fen"],
            &format!("line_id = {line}"),
            &[
                (pools::RECOVERED, format!("line:{line}")),
                (pools::ADVANCED, household),
            ],
        ),
    ];
    check(&trade, cases).await;
}

#[tokio::test]
async fn each_check_of_the_desk_names_the_row_that_was_corrupted() {
    let (trade, _) = lived_in().await;
    let buyer = format!("member:{}", trade.buyer);
    let account = format!("code = '2005' AND party = '{buyer}'");
    let named = |check, subject: &str| [(check, subject.to_owned())];
    let listed = ["quantity", "remaining"];
    let cases = vec![
        one_more(
            "account",
            &["credits_posted_fen"],
            &account,
            &named(desk::BALANCE, &buyer),
        ),
        one_more(
            "instruction",
            &["amount_fen"],
            "state = 'waiting'",
            &named(desk::TRANSIT, "JS"),
        ),
        one_more(
            "receipt",
            &["contracts"],
            "id = 1",
            &named(desk::RECEIPT, "receipt:1"),
        ),
        one_more(
            "listing",
            &listed,
            "state = 'listed'",
            &named(desk::LISTING, "listing:4"),
        ),
        one_more(
            "market_order",
            &["filled"],
            "number = 5",
            &named(desk::ORDER, "order:5"),
        ),
    ];
    check(&trade, cases).await;
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
