//! The exchange as a whole, over a real desk and journal, moved by a demo clock.

use std::path::Path;
use std::sync::Arc;

use catalog::receipts::{ReceiptRequest, request_receipt};
use catalog::scope::Scope;
use engine::{
    Action, Key, MemberNo, Millis, NewListing, Outcome, Profile, Qty, ReceiptNo, Side, Ticks,
    VenueNo,
};
use ledger::Money;

use super::*;
use crate::deal::State as DealState;
use crate::deal::trade_house::{HOUR, TradeHouse, rules, terms};
use crate::deal::view::{Viewer, deal_of_event};
use crate::desk::Reply;
use crate::funds::{ReceiptInstruction, Request, VENUE, Wish};
use crate::journal::memory::MemoryStorage;
use crate::verify::verify;

const DAY_MS: i64 = 24 * HOUR;

fn plan() -> VenuePlan {
    VenuePlan {
        venue: VenueNo::new(VENUE),
        profile: Profile::CnSpot,
        allowed: vec![Profile::CnSpot],
        instruments: vec![rules(Profile::CnSpot)],
    }
}

async fn open(trade: &TradeHouse, clock: &Clock, journal: &Path) -> (Exchange, Workers) {
    let desk = DeskOptions::in_folder(journal, clock.clone()).unwrap();
    let opening = Opening {
        db: trade.house.db.clone(),
        clock: clock.clone(),
        desk,
        plan: plan(),
        providers: Providers::default(),
    };
    Exchange::open(opening).await.unwrap()
}

async fn close(exchange: Exchange, workers: Workers) {
    workers.stop().await;
    // The desk joins its thread, which must not be a runtime's.
    tokio::task::spawn_blocking(move || drop(exchange))
        .await
        .unwrap();
}

fn member(id: i64) -> MemberNo {
    MemberNo::new(u32::try_from(id).unwrap())
}

/// Cash to the desk and a receipt, both by instructions.
async fn instruct(trade: &TradeHouse, exchange: &Exchange, root: i64) -> i64 {
    let now = exchange.clock.now();
    let tx = exchange.db.write().await.unwrap();
    let request = Request {
        organisation_id: trade.buyer,
        amount: Money::fen(300_000),
        now,
    };
    funds::request_credit(&tx, &request).await.unwrap();
    let scope = Scope::Cooperative(trade.cooperative);
    let request = ReceiptRequest {
        instrument_id: 1,
        root_lot_id: root,
        contracts: 2,
        grades: Vec::new(),
    };
    let receipt = request_receipt(&tx, scope, &request, now).await.unwrap();
    let asked = ReceiptInstruction {
        organisation_id: trade.cooperative,
        receipt_id: receipt.id,
        wish: Wish::Issue,
        now,
    };
    funds::request_receipt(&tx, &asked).await.unwrap();
    tx.commit().await.unwrap();
    exchange.wake();
    exchange.settle_now().await.unwrap();
    receipt.id
}

async fn bid(trade: &TradeHouse, exchange: &Exchange) -> Reply {
    let entry = NewListing {
        member: member(trade.buyer),
        instrument: InstrumentNo::new(1),
        side: Side::Buy,
        price: Ticks::new(240),
        qty: Qty::new(2),
        min_take: Qty::new(1),
        valid_until: Millis::new(exchange.clock.now() + DAY_MS),
        receipt: ReceiptNo::NONE,
        terms: terms(),
    };
    exchange
        .desk
        .submit(Key { id: 7, body: 7 }, Action::List(entry))
        .await
        .unwrap()
}

/// The buyer's bid, taken by the cooperative, and the deal that came of it.
async fn taken(trade: &TradeHouse, exchange: &Exchange, (receipt, contracts): (i64, u32)) -> i64 {
    let Outcome::Listed { listing, .. } = bid(trade, exchange).await.outcome else {
        panic!()
    };
    let take = Action::Take {
        member: member(trade.cooperative),
        listing,
        qty: Qty::new(contracts),
        receipt: ReceiptNo::new(u64::try_from(receipt).unwrap()),
    };
    let reply = exchange
        .desk
        .submit(Key { id: 8, body: 8 }, take)
        .await
        .unwrap();
    exchange.projected.wait_for(&reply).await.unwrap();
    let Outcome::Taken { deal, .. } = reply.outcome else {
        panic!("{reply:?}")
    };
    let event = (0, i64::try_from(reply.first_seq).unwrap(), i64::from(deal));
    let buyer = Viewer::Buyer(trade.buyer);
    let found = deal_of_event(exchange.db.read(), buyer, event)
        .await
        .unwrap();
    found.unwrap().id
}

#[tokio::test]
async fn w1_runs_over_a_real_desk_and_its_journal_and_everything_verifies() {
    let mut trade = TradeHouse::seeded().await;
    let root = trade.w1_lot().await;
    trade.w1_advances().await;
    trade.pay_in(trade.buyer, 3_000_000).await;
    let (journal, clock) = (tempfile::tempdir().unwrap(), Clock::default());
    let (exchange, workers) = open(&trade, &clock, journal.path()).await;
    let receipt = instruct(&trade, &exchange, root).await;
    let deal = taken(&trade, &exchange, (receipt, 2)).await;
    assert_eq!(verify(&exchange.db, journal.path()).await.unwrap(), []);
    trade.now = clock.now();
    trade.pay(deal).await.unwrap();
    trade.deliver(deal, 10_000_000).await.unwrap();
    clock.advance(48 * HOUR);
    exchange.settle_now().await.unwrap();
    assert_eq!(trade.deal_row(deal).await.state, DealState::Settled);
    assert_eq!(verify(&exchange.db, journal.path()).await.unwrap(), []);
    close(exchange, workers).await;
    let (exchange, workers) = open(&trade, &clock, journal.path()).await;
    let nothing = Quiet {
        passes: 1,
        ..Quiet::default()
    };
    assert_eq!(exchange.settle_now().await.unwrap(), nothing);
    assert_eq!(verify(&exchange.db, journal.path()).await.unwrap(), []);
    close(exchange, workers).await;
}

#[tokio::test]
async fn a_cursor_beyond_the_journal_is_named_and_not_believed() {
    let mut trade = TradeHouse::seeded().await;
    let root = trade.w1_lot().await;
    trade.pay_in(trade.buyer, 3_000_000).await;
    let (journal, clock) = (tempfile::tempdir().unwrap(), Clock::default());
    let (exchange, workers) = open(&trade, &clock, journal.path()).await;
    instruct(&trade, &exchange, root).await;
    trade
        .house
        .run("UPDATE projection SET seq = seq + 1000")
        .await;
    let found = verify(&exchange.db, journal.path()).await.unwrap();
    assert_eq!(found.len(), 1);
    let missing = found[0].expected - found[0].found;
    assert_eq!((found[0].check, missing), ("journal-cursor", 1_000));
    close(exchange, workers).await;
}

#[tokio::test]
async fn a_moved_clock_ends_listings_and_deals_at_once() {
    let mut trade = TradeHouse::seeded().await;
    let root = trade.w1_lot().await;
    trade.pay_in(trade.buyer, 3_000_000).await;
    let (journal, clock) = (tempfile::tempdir().unwrap(), Clock::default());
    let (exchange, workers) = open(&trade, &clock, journal.path()).await;
    let receipt = instruct(&trade, &exchange, root).await;
    taken(&trade, &exchange, (receipt, 1)).await;
    clock.advance(30 * DAY_MS);
    exchange.settle_now().await.unwrap();
    let expired = "SELECT COUNT(*) FROM listing WHERE state = 'expired' AND remaining = 1";
    assert_eq!(trade.house.number(expired).await, 1);
    assert_eq!(
        trade
            .house
            .number("SELECT COUNT(*) FROM deal WHERE state = 'buyer_late'")
            .await,
        1
    );
    assert_eq!(verify(&exchange.db, journal.path()).await.unwrap(), []);
    close(exchange, workers).await;
}

#[tokio::test]
async fn what_the_journal_knows_more_than_the_database_is_written_at_the_start() {
    let mut trade = TradeHouse::seeded().await;
    let root = trade.w1_lot().await;
    trade.pay_in(trade.buyer, 3_000_000).await;
    let (journal, clock) = (tempfile::tempdir().unwrap(), Clock::default());
    let (exchange, workers) = open(&trade, &clock, journal.path()).await;
    instruct(&trade, &exchange, root).await;
    close(exchange, workers).await;
    let before = trade.house.number("SELECT seq FROM projection").await;
    // A process that dies between the journal's sync and the database.
    let cursor = projection::cursor(trade.house.db.read(), 0).await.unwrap();
    let folder = journal.path().to_owned();
    let options = DeskOptions::in_folder(&folder, clock.clone()).unwrap();
    let desk = tokio::task::spawn_blocking(move || {
        DeskEmbedded::open(options, cursor, &mut |_, _| {})
            .unwrap()
            .0
    });
    let desk = Arc::new(desk.await.unwrap());
    let exchange = Exchange {
        desk: desk.clone(),
        db: trade.house.db.clone(),
        clock: clock.clone(),
        projected: Projector::new(trade.house.db.clone(), State { venue: VENUE }, 0).1,
        work: Arc::default(),
        providers: Providers::default(),
    };
    let reply = bid(&trade, &exchange).await;
    assert!(matches!(reply.outcome, Outcome::Listed { .. }));
    tokio::task::spawn_blocking(move || drop((exchange, desk)))
        .await
        .unwrap();
    assert_eq!(
        trade.house.number("SELECT seq FROM projection").await,
        before
    );
    let (exchange, workers) = open(&trade, &clock, journal.path()).await;
    assert_eq!(trade.house.number("SELECT COUNT(*) FROM listing").await, 1);
    let again = bid(&trade, &exchange).await;
    assert_eq!(
        (again.first_seq, again.outcome),
        (reply.seq, reply.outcome),
        "its key is known"
    );
    exchange.projected.wait_for(&again).await.unwrap();
    assert_eq!(verify(&exchange.db, journal.path()).await.unwrap(), []);
    close(exchange, workers).await;
}

#[tokio::test]
async fn an_instruction_that_the_journal_cannot_follow_is_named_and_not_sent() {
    let trade = TradeHouse::seeded().await;
    let clock = Clock::default();
    let storage = Arc::new(MemoryStorage::default());
    let opening = Opening {
        db: trade.house.db.clone(),
        clock: clock.clone(),
        desk: DeskOptions::new(storage, clock),
        plan: plan(),
        providers: Providers::default(),
    };
    let (exchange, workers) = Exchange::open(opening).await.unwrap();
    trade
        .house
        .run(&format!(
            "INSERT INTO instruction (venue, number, kind, organisation_id, amount_fen, state, at) \
             VALUES (1, 3, 'debit', {}, 5, 'waiting', 0)",
            trade.buyer
        ))
        .await;
    let gap = exchange.settle_now().await;
    assert!(
        matches!(
            gap,
            Err(WorkError::Gap {
                first: 3,
                answered: 0
            })
        ),
        "{gap:?}"
    );
    close(exchange, workers).await;
}

#[tokio::test]
async fn a_deal_that_the_reserve_cannot_carry_waits_and_holds_nobody_up() {
    let mut trade = TradeHouse::open(Profile::CnSpot).await;
    let root = trade.w1_lot().await;
    trade.pay_in(trade.buyer, 9_000_000).await;
    trade.fund_desk(trade.buyer, 500_000).await;
    let receipt = trade.receipt(root, 2).await;
    let poor = trade.deal(receipt, 1, 240).await;
    let rich = trade.deal(receipt, 1, 240).await;
    trade.pay(poor.id).await.unwrap();
    trade.pay(rich.id).await.unwrap();
    trade.deliver(poor.id, 1_000).await.unwrap();
    trade.deliver(rich.id, 5_000_000).await.unwrap();
    // The reserve is spent: it stands with the operator's float instead.
    trade
        .house
        .post(&crate::books::test_house::set(
            "spent",
            vec![crate::books::test_house::moved(
                ledger::AccountKey::custody(ledger::Code::Reserve, ledger::Party::None).unwrap(),
                crate::books::test_house::float(),
                2_000_000,
            )],
        ))
        .await;
    trade.now += 48 * HOUR;
    let clock = Clock::with_offset(trade.now - Clock::wall());
    let exchange = Exchange {
        desk: Arc::new(NoDesk),
        db: trade.house.db.clone(),
        clock,
        projected: Projector::new(trade.house.db.clone(), State { venue: VENUE }, 0).1,
        work: Arc::default(),
        providers: Providers::default(),
    };
    assert_eq!(exchange.lapse().await.unwrap(), 1);
    assert_eq!(trade.deal_row(rich.id).await.state, DealState::Settled);
    assert_eq!(trade.deal_row(poor.id).await.state, DealState::Delivered);
    // By now the cooperative's own fee of the other deal bears a part of what is missing.
    assert_eq!(exchange.lapse().await.unwrap(), 0);
    assert!(exchange.work.waiting.lock().await.contains_key(&poor.id));
}

/// A desk that nobody asks.
struct NoDesk;

#[async_trait::async_trait]
impl Desk for NoDesk {
    async fn submit(&self, _: Key, _: Action) -> Result<Reply, DeskError> {
        Err(DeskError::Stopped {
            cause: "no desk".to_owned(),
        })
    }

    async fn query(&self, _: crate::desk::Query) -> Result<crate::desk::Answer, DeskError> {
        Err(DeskError::Stopped {
            cause: "no desk".to_owned(),
        })
    }

    fn subscribe(&self) -> tokio::sync::broadcast::Receiver<(Stamp, Event)> {
        tokio::sync::broadcast::channel(1).1
    }
}
