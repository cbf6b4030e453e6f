//! The applier: exactly once, whole after a crash, and stopped by balances that differ.

use engine::{
    Action, Event, InstructionNo, InstrumentNo, MemberNo, Mode, OrderEnd, OrderNo, Profile, Qty,
    ReceiptNo, Refusal, Side,
};
use sea_orm::{ConnectionTrait, Statement};

use super::decide::{Write, decide, ending};
use super::{ApplyError, apply, cursor, words, write};
use crate::deal::trade_house::{HOUR, TradeHouse, VENUE};
use crate::desk::{Cursor, Stamp};
use crate::funds::Verdict;

/// Every row that the applier writes, as text.
async fn rows(trade: &TradeHouse) -> Vec<String> {
    let mut rows = Vec::new();
    for sql in [
        "SELECT 'cursor ' || seq || ' ' || idx || ' ' || at AS row FROM projection ORDER BY shard",
        "SELECT 'listing ' || number || ' ' || remaining || ' ' || state AS row FROM listing ORDER BY number",
        "SELECT 'order ' || number || ' ' || quantity || ' ' || filled || ' ' || outcome AS row FROM market_order ORDER BY number",
        "SELECT 'trade ' || seq || ' ' || idx || ' ' || quantity || ' ' || price_ticks AS row FROM trade ORDER BY seq, idx",
        "SELECT 'deal ' || number || ' ' || value_fen || ' ' || deposit_fen || ' ' || state AS row FROM deal ORDER BY id",
        "SELECT 'goods ' || lot_id || ' ' || grams AS row FROM deal_lot ORDER BY deal_id, lot_id",
        "SELECT 'receipt ' || contracts_gone || ' ' || state AS row FROM receipt ORDER BY id",
        // PostgreSQL does not give a number again that a crash threw away, so deals go by theirs.
        "SELECT 'account ' || code || ' ' || COALESCE((SELECT number FROM deal \
         WHERE party = 'deal:' || deal.id), party) || ' ' || \
         (credits_posted_fen - debits_posted_fen) AS row FROM account_balance \
         ORDER BY code, party, mode",
        "SELECT 'answer ' || number || ' ' || state AS row FROM instruction ORDER BY number",
    ] {
        let statement = Statement::from_string(trade.house.db.backend(), sql);
        for row in trade
            .house
            .db
            .read()
            .query_all_raw(statement)
            .await
            .unwrap()
        {
            rows.push(row.try_get::<String>("", "row").unwrap());
        }
    }
    rows
}

/// A bid of four, taken in two parts and then withdrawn, and a book in which six contracts meet.
fn orders(trade: &mut TradeHouse, receipt: i64) -> Vec<(Stamp, Event)> {
    let mut events = trade.unwritten(trade.bid(4, 240));
    let listing = OrderNo::new(1);
    events.extend(trade.unwritten(trade.take(listing, 1, receipt)));
    events.extend(trade.unwritten(trade.take(listing, 2, receipt)));
    let member = MemberNo::new(u32::try_from(trade.buyer).unwrap());
    events.extend(trade.unwritten(Action::Unlist { member, listing }));
    events.extend(trade.unwritten(trade.order(Side::Sell, 1, 240, receipt)));
    events.extend(trade.unwritten(trade.order(Side::Sell, 2, 241, receipt)));
    events.extend(trade.unwritten(trade.order(Side::Buy, 2, 245, 0)));
    events.extend(trade.unwritten(trade.bid(1, 100_001)));
    events
}

async fn stocked() -> (TradeHouse, i64) {
    let mut trade = TradeHouse::open(Profile::Open).await;
    let parts: Vec<(usize, i64)> = (0..6).map(|place| (place, 10_000_000)).collect();
    let root = trade.lot("WC-261009-01", &[("YI", 10_000, &parts)]).await;
    trade.pay_in(trade.buyer, 20_000_000).await;
    trade.fund_desk(trade.buyer, 19_000_000).await;
    let receipt = trade.receipt(root, 6).await;
    (trade, receipt)
}

#[tokio::test]
async fn the_same_events_twice_write_the_same_rows() {
    let (mut trade, receipt) = stocked().await;
    let events = orders(&mut trade, receipt);
    apply(&trade.house.db, &VENUE, &events).await.unwrap();
    let once = rows(&trade).await;
    assert_eq!(
        once.iter().filter(|row| row.starts_with("deal ")).count(),
        4
    );
    assert!(
        once.contains(&"listing 1 1 withdrawn".to_owned()),
        "{once:?}"
    );
    assert!(once.contains(&"order 3 2 1 resting".to_owned()), "{once:?}");
    apply(&trade.house.db, &VENUE, &events).await.unwrap();
    apply(&trade.house.db, &VENUE, &events[3..]).await.unwrap();
    apply(&trade.house.db, &VENUE, &[]).await.unwrap();
    assert_eq!(rows(&trade).await, once);
    let last = events.last().unwrap().0;
    let at = cursor(trade.house.db.read(), 0).await.unwrap();
    assert_eq!(
        at,
        Cursor {
            seq: last.seq,
            index: last.index
        }
    );
}

#[tokio::test]
async fn a_crash_anywhere_in_a_batch_ends_on_the_same_rows() {
    let (mut whole, receipt) = stocked().await;
    let events = orders(&mut whole, receipt);
    apply(&whole.house.db, &VENUE, &events).await.unwrap();
    let expected = rows(&whole).await;
    for crash_at in 0..events.len() {
        let (mut trade, receipt) = stocked().await;
        let events = orders(&mut trade, receipt);
        let (before, after) = events.split_at(crash_at);
        apply(&trade.house.db, &VENUE, before).await.unwrap();
        let tx = trade.house.db.write().await.unwrap();
        write(&tx, &VENUE, after).await.unwrap();
        drop(tx);
        // The journal gives its events again, also some that were written before.
        apply(&trade.house.db, &VENUE, &events[crash_at / 2..])
            .await
            .unwrap();
        assert_eq!(rows(&trade).await, expected, "crash at {crash_at}");
    }
}

#[tokio::test]
async fn a_refused_credit_is_cash_again_and_says_why() {
    let (mut trade, _) = stocked().await;
    // The engine never holds so much for one member.
    let tx = trade.house.db.write().await.unwrap();
    let request = crate::funds::Request {
        organisation_id: trade.buyer,
        amount: ledger::Money::fen(500_000),
        now: trade.now,
    };
    let number = crate::funds::request_credit(&tx, &request).await.unwrap();
    tx.commit().await.unwrap();
    let stamp = Stamp {
        shard: 0,
        seq: 1_000,
        index: 0,
        time: trade.now,
    };
    let refused = Event::CreditRefused {
        instruction: InstructionNo::new(u64::try_from(number).unwrap()),
        member: MemberNo::new(u32::try_from(trade.buyer).unwrap()),
        amount_fen: 500_000,
        reason: Refusal::BalanceTooLarge { max_fen: 1 },
    };
    apply(&trade.house.db, &VENUE, &[(stamp, refused)])
        .await
        .unwrap();
    let cash = crate::funds::cash_of(trade.buyer).unwrap();
    assert_eq!(trade.house.available(&cash).await, 1_000_000);
    let told =
        "SELECT COUNT(*) FROM instruction WHERE state = 'refused' AND reason = 'balance_too_large'";
    assert_eq!(trade.house.number(told).await, 1);
    trade.now += HOUR;
}

#[tokio::test]
async fn a_checkpoint_proves_the_desk_and_stops_where_it_differs() {
    let (mut trade, _) = stocked().await;
    let mut checkpoint = Vec::new();
    while !matches!(checkpoint.last(), Some((_, Event::BalancesHash { .. }))) {
        checkpoint = trade.unwritten(Action::Tick);
    }
    let tx = trade.house.db.write().await.unwrap();
    write(&tx, &VENUE, &checkpoint).await.unwrap();
    drop(tx);
    let account = format!(
        "UPDATE account SET credits_posted_fen = credits_posted_fen + 1 \
         WHERE code = '2005' AND party = 'member:{}'",
        trade.buyer
    );
    trade.house.run(&account).await;
    let before = cursor(trade.house.db.read(), 0).await.unwrap();
    let differs = apply(&trade.house.db, &VENUE, &checkpoint).await;
    let Err(error @ ApplyError::BalancesDiffer { .. }) = differs else {
        panic!("{differs:?}")
    };
    assert!(!error.may_pass());
    assert_eq!(cursor(trade.house.db.read(), 0).await.unwrap(), before);
}

#[tokio::test]
async fn an_event_without_its_row_stops_the_projection_and_writes_nothing() {
    let (trade, _) = stocked().await;
    let stamp = Stamp {
        shard: 0,
        seq: 1_000,
        index: 0,
        time: trade.now,
    };
    let event = Event::OrderEnded {
        order: OrderNo::new(77),
        member: MemberNo::new(1),
        instrument: InstrumentNo::new(1),
        reason: OrderEnd::Cancelled,
        left: Qty::new(1),
        released_fen: 0,
    };
    let error = apply(&trade.house.db, &VENUE, &[(stamp, event)])
        .await
        .unwrap_err();
    assert!(matches!(
        error,
        ApplyError::NoRow {
            what: "order",
            number: 77
        }
    ));
    assert!(!error.may_pass());
    assert!(ApplyError::Database(sea_orm::DbErr::Custom("away".to_owned())).may_pass());
}

#[test]
fn what_changes_nothing_writes_nothing() {
    let stamp = Stamp {
        shard: 0,
        seq: 9,
        index: 0,
        time: 5,
    };
    for event in [
        Event::Refused {
            reason: Refusal::ModeClosed {
                mode: Mode::Continuous,
            },
        },
        Event::InstructionIgnored {
            instruction: InstructionNo::new(1),
            last: InstructionNo::new(2),
        },
        Event::OrderRested {
            order: OrderNo::new(1),
            member: MemberNo::new(1),
            instrument: InstrumentNo::new(1),
            side: Side::Buy,
            price: engine::Ticks::new(1),
            qty: Qty::new(1),
        },
    ] {
        assert_eq!(decide(&VENUE, &stamp, &event), []);
    }
}

#[test]
fn a_receipt_s_refusal_is_an_answer_with_its_word() {
    let stamp = Stamp {
        shard: 0,
        seq: 9,
        index: 0,
        time: 5,
    };
    let reason = Refusal::ReceiptHeld { held: Qty::new(2) };
    let event = Event::ReceiptCancelRefused {
        instruction: InstructionNo::new(7),
        receipt: ReceiptNo::new(3),
        reason,
    };
    let verdict = Verdict::Refused("receipt_held".to_owned());
    assert_eq!(
        decide(&VENUE, &stamp, &event),
        [Write::Answer {
            number: 7,
            verdict,
            member: None
        }]
    );
    assert_eq!(words::refusal(&reason), "receipt_held");
    assert_eq!(ending(OrderEnd::Ioc), "ioc");
}
