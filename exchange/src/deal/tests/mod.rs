//! Deals through the engine and the applier, at given times.

mod together;

use catalog::scope::Scope;
use engine::{Profile, Side};
use ledger::{Grams, Money};

use super::trade_house::{HOUR, T0, TradeHouse};
use super::view::{Page, Viewer, deal_page, deals};
use super::{
    Actor, Costs, DealError, Decision, Objection, State, decide, due, object, record_costs, state,
};

const DAY: i64 = 24 * HOUR;
/// A listing of W1: two contracts of 5 t at 2.40 yuan a kilogram.
const W1: (u32, i64) = (2, 240);

/// A buyer with 30,000 yuan, 5,000 of it on the desk, and a matched deal of W1.
async fn matched() -> (TradeHouse, i64) {
    let mut trade = TradeHouse::open(Profile::CnSpot).await;
    let root = trade.w1_lot().await;
    trade.pay_in(trade.buyer, 3_000_000).await;
    trade.fund_desk(trade.buyer, 500_000).await;
    let receipt = trade.receipt(root, 2).await;
    let deal = trade.deal(receipt, W1.0, W1.1).await;
    (trade, deal.id)
}

#[tokio::test]
async fn a_match_becomes_a_numbered_deal_with_its_deposit_and_a_deadline() {
    let (trade, id) = matched().await;
    let deal = trade.deal_row(id).await;
    assert_eq!(deal.number, "HT-1009-01");
    assert_eq!((deal.value_fen, deal.deposit_fen), (2_400_000, 240_000));
    assert_eq!((deal.freight_fen, deal.inspection_fen), (180_000, 20_000));
    assert_eq!((deal.platform_bp, deal.cooperative_bp), (100, 300));
    assert_eq!(deal.state, State::AwaitingPayment);
    // Friday, then Monday to Wednesday: the deal is late from Thursday on.
    assert_eq!(deal.due_at, Some(T0 - 10 * HOUR + 6 * DAY));
    let page = deal_page(trade.house.db.read(), Viewer::Buyer(trade.buyer), id)
        .await
        .unwrap();
    assert_eq!(page.amounts.in_deposit, Money::fen(240_000));
    assert_eq!(page.amounts.in_escrow, Money::ZERO);
    assert_eq!(page.lots.len(), 1);
    assert_eq!(page.lots[0].grams, Grams::new(10_000_000).unwrap());
    let steps: Vec<_> = page.steps.iter().map(|step| step.action.as_str()).collect();
    assert_eq!(steps, ["match"]);
}

#[tokio::test]
async fn only_its_parties_see_a_deal() {
    let (trade, id) = matched().await;
    let conn = trade.house.db.read();
    let page = Page {
        before: None,
        limit: 10,
    };
    for viewer in [
        Viewer::Buyer(trade.buyer),
        Viewer::Office(Scope::Cooperative(trade.cooperative)),
        Viewer::Office(Scope::Operator),
    ] {
        assert_eq!(deals(conn, viewer, page).await.unwrap().len(), 1);
        deal_page(conn, viewer, id).await.unwrap();
    }
    for viewer in [
        Viewer::Buyer(trade.carrier),
        Viewer::Office(Scope::Cooperative(trade.carrier)),
        Viewer::Office(Scope::Household(trade.households[0])),
    ] {
        assert!(deals(conn, viewer, page).await.unwrap().is_empty());
        assert!(matches!(
            deal_page(conn, viewer, id).await,
            Err(DealError::Unknown(_))
        ));
    }
}

#[tokio::test]
async fn payment_is_refused_to_others_too_late_and_without_the_cash() {
    let (mut trade, id) = matched().await;
    let stranger = Actor {
        organisation_id: trade.carrier,
        person_id: trade.clerk,
    };
    let tx = trade.house.db.write().await.unwrap();
    let refused = super::pay(&tx, &stranger, id, trade.now).await;
    assert!(matches!(refused, Err(DealError::Unknown(_))));
    drop(tx);
    trade
        .house
        .run(&format!(
            "INSERT INTO withdrawal (organisation_id, amount_fen, requested_by, state, at) \
         VALUES ({}, 400000, {}, 'requested', 0)",
            trade.buyer, trade.clerk
        ))
        .await;
    let short = trade.pay(id).await;
    let Err(DealError::ShortOfCash { needed, available }) = short else {
        panic!("{short:?}")
    };
    assert_eq!(
        (needed, available),
        (Money::fen(2_160_000), Money::fen(2_100_000))
    );
    trade
        .house
        .run("UPDATE withdrawal SET state = 'returned'")
        .await;
    trade.now = trade.deal_row(id).await.due_at.unwrap();
    assert!(matches!(
        trade.pay(id).await,
        Err(DealError::TooLate { .. })
    ));
    trade.now -= 1;
    let paid = trade.pay(id).await.unwrap();
    assert_eq!(paid.state, State::AwaitingDelivery);
    let again = trade.pay(id).await;
    let Err(DealError::Refused(refused)) = again else {
        panic!("{again:?}")
    };
    assert_eq!(
        refused,
        state::Refused {
            state: State::AwaitingDelivery,
            action: state::Action::Pay
        }
    );
}

#[tokio::test]
async fn a_late_buyer_s_deposit_stays_under_the_deal_and_the_goods_are_free() {
    let (mut trade, id) = matched().await;
    trade.now = trade.deal_row(id).await.due_at.unwrap() - 1;
    assert_eq!(trade.lapse().await, 0);
    trade.now += 1;
    assert_eq!(trade.lapse().await, 1);
    assert_eq!(trade.lapse().await, 0);
    let deal = trade.deal_row(id).await;
    assert_eq!((deal.state, deal.due_at), (State::BuyerLate, None));
    let page = deal_page(trade.house.db.read(), Viewer::Buyer(trade.buyer), id)
        .await
        .unwrap();
    assert_eq!(page.amounts.in_deposit, Money::fen(240_000));
    assert_eq!(
        trade
            .house
            .number("SELECT CAST(SUM(held_g) AS BIGINT) FROM lot")
            .await,
        0
    );
    assert_eq!(
        trade
            .house
            .number("SELECT CAST(SUM(gone_g) AS BIGINT) FROM lot")
            .await,
        0
    );
}

#[tokio::test]
async fn a_late_seller_s_buyer_gets_escrow_and_deposit_back() {
    let (mut trade, id) = matched().await;
    trade.pay(id).await.unwrap();
    assert_eq!(
        trade
            .house
            .available(&super::super::funds::cash_of(trade.buyer).unwrap())
            .await,
        340_000
    );
    trade.now = trade.deal_row(id).await.due_at.unwrap();
    // Friday paid; Monday to Friday are the five working days.
    assert_eq!(trade.now, T0 - 10 * HOUR + 8 * DAY);
    assert!(matches!(
        trade.deliver(id, 10_000_000).await,
        Err(DealError::TooLate { .. })
    ));
    assert_eq!(trade.lapse().await, 1);
    assert_eq!(trade.deal_row(id).await.state, State::SellerLate);
    assert_eq!(
        trade
            .house
            .available(&super::super::funds::cash_of(trade.buyer).unwrap())
            .await,
        2_740_000
    );
    assert_eq!(
        trade
            .house
            .number("SELECT CAST(SUM(held_g) AS BIGINT) FROM lot")
            .await,
        0
    );
}

#[tokio::test]
async fn a_weight_that_cannot_be_is_refused() {
    let (trade, id) = matched().await;
    trade.pay(id).await.unwrap();
    for grams in [0, -5, i64::MIN] {
        assert!(matches!(
            trade.deliver(id, grams).await,
            Err(DealError::NotAWeight { .. })
        ));
    }
    let typo = trade.deliver(id, 100_000_000).await;
    let Err(DealError::WeightBeyond { most, .. }) = typo else {
        panic!("{typo:?}")
    };
    assert_eq!(most, Grams::new(11_000_000).unwrap());
    assert!(matches!(
        trade.deliver(id, 1).await,
        Err(DealError::WorthNothing { .. })
    ));
    trade.deliver(id, 11_000_000).await.unwrap();
}

#[tokio::test]
async fn silence_accepts_after_48_hours_and_not_before() {
    let (mut trade, id) = matched().await;
    trade.w1_advances().await;
    trade.pay(id).await.unwrap();
    trade.deliver(id, 10_000_000).await.unwrap();
    trade.now += 48 * HOUR - 1;
    assert_eq!(trade.lapse().await, 0);
    trade.now += 1;
    assert_eq!(trade.lapse().await, 1);
    let deal = trade.deal_row(id).await;
    assert_eq!(
        (deal.state, deal.settled_g),
        (State::Settled, Some(10_000_000))
    );
    let page = deal_page(trade.house.db.read(), Viewer::Buyer(trade.buyer), id)
        .await
        .unwrap();
    let settled = page.settled.unwrap();
    assert_eq!(settled.settlement.pool_fen, 2_110_720);
    assert_eq!(
        (settled.net, settled.rest),
        (Money::fen(2_176_000), Money::ZERO)
    );
    assert_eq!(settled.household_part.as_bp(), 8_795);
    let cycle = settled.trail.current.unwrap();
    assert_eq!(cycle.covers, ["HT-1009-01"]);
    let lines: Vec<_> = cycle
        .lines
        .iter()
        .map(|line| (line.share.as_fen(), line.payable.as_fen()))
        .collect();
    assert_eq!(
        lines,
        [
            (369_376, 309_376),
            (290_224, 245_224),
            (443_251, 443_251),
            (208_961, 178_961),
            (274_394, 234_394),
            (524_514, 444_514),
        ]
    );
    assert!(
        cycle.lines.iter().all(|line| line.household_id.is_none()),
        "a buyer sees codes only"
    );
    assert_eq!(
        trade
            .house
            .number("SELECT CAST(SUM(gone_g) AS BIGINT) FROM lot")
            .await,
        10_000_000
    );
}

#[tokio::test]
async fn a_short_delivery_settles_on_what_was_weighed_and_the_rest_goes_back() {
    let (mut trade, id) = matched().await;
    trade.pay(id).await.unwrap();
    trade.deliver(id, 8_800_000).await.unwrap();
    trade.now += due::OBJECTION_MS;
    assert_eq!(trade.lapse().await, 1);
    let page = deal_page(trade.house.db.read(), Viewer::Buyer(trade.buyer), id)
        .await
        .unwrap();
    assert_eq!(page.amounts.in_escrow, Money::ZERO);
    let settled = page.settled.unwrap();
    assert_eq!(
        (settled.settlement.gross_fen, settled.rest),
        (2_112_000, Money::fen(288_000))
    );
    // 21,120.00 - 211.20 - 2,000.00 = 18,908.80; 3 % of it 567.26.
    assert_eq!(
        (
            settled.settlement.platform_fen,
            settled.settlement.cooperative_fen
        ),
        (21_120, 56_726)
    );
    assert_eq!(settled.settlement.pool_fen, 1_834_154);
    let cash = super::super::funds::cash_of(trade.buyer).unwrap();
    assert_eq!(trade.house.available(&cash).await, 340_000 + 288_000);
    assert_eq!(page.lots[0].shipped, Grams::new(8_800_000).unwrap());
    assert_eq!(
        trade
            .house
            .number("SELECT CAST(SUM(gone_g) AS BIGINT) FROM lot")
            .await,
        8_800_000
    );
    assert_eq!(
        trade
            .house
            .number("SELECT CAST(SUM(held_g) AS BIGINT) FROM lot")
            .await,
        0
    );
}

#[tokio::test]
async fn an_objection_is_decided_by_the_operator_or_by_time() {
    for decided in [Some(9_000_000), None] {
        let (mut trade, id) = matched().await;
        trade.pay(id).await.unwrap();
        trade.deliver(id, 9_500_000).await.unwrap();
        let objection = Objection {
            deal_id: id,
            reason: " 少了 ".to_owned(),
        };
        let tx = trade.house.db.write().await.unwrap();
        let silent = Objection {
            deal_id: id,
            reason: "  ".to_owned(),
        };
        assert!(matches!(
            object(&tx, &trade.buyer_acts(), &silent, trade.now).await,
            Err(DealError::Note { .. })
        ));
        let late = object(&tx, &trade.buyer_acts(), &objection, trade.now + 48 * HOUR).await;
        assert!(matches!(late, Err(DealError::TooLate { .. })));
        let objected = object(&tx, &trade.buyer_acts(), &objection, trade.now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(objected.state, State::Objected);
        assert_eq!(objected.due_at, Some(T0 - 10 * HOUR + 6 * DAY));
        assert!(matches!(trade.accept(id).await, Err(DealError::Refused(_))));
        match decided {
            Some(grams) => {
                let decision = Decision {
                    deal_id: id,
                    person_id: trade.clerk,
                    grams,
                    reason: "复磅".to_owned(),
                };
                let tx = trade.house.db.write().await.unwrap();
                let deal = decide(&tx, &decision, trade.now).await.unwrap();
                tx.commit().await.unwrap();
                assert_eq!((deal.decided_g, deal.settled_g), (Some(grams), Some(grams)));
            }
            None => {
                trade.now = objected.due_at.unwrap();
                assert_eq!(trade.lapse().await, 1);
                let deal = trade.deal_row(id).await;
                assert_eq!((deal.decided_g, deal.settled_g), (None, Some(9_500_000)));
            }
        }
        assert_eq!(trade.deal_row(id).await.state, State::Settled);
        let page = deal_page(trade.house.db.read(), Viewer::Office(Scope::Operator), id)
            .await
            .unwrap();
        let steps: Vec<_> = page.steps.iter().map(|step| step.action.as_str()).collect();
        let last = if decided.is_some() {
            "decide"
        } else {
            "no_decision"
        };
        assert_eq!(steps, ["match", "pay", "deliver", "object", last]);
    }
}

#[tokio::test]
async fn evidenced_costs_replace_the_terms_until_acceptance() {
    let (trade, id) = matched().await;
    let costs = |freight, inspection| Costs {
        deal_id: id,
        freight: Money::fen(freight),
        inspection: Money::fen(inspection),
        evidence: "运单 17".to_owned(),
    };
    let record = async |costs: Costs| {
        let tx = trade.house.db.write().await.unwrap();
        let recorded = record_costs(&tx, &trade.seller_acts(), &costs, trade.now).await;
        tx.commit().await.unwrap();
        recorded
    };
    assert!(matches!(
        record(costs(1, 1)).await,
        Err(DealError::Refused(_))
    ));
    trade.pay(id).await.unwrap();
    assert!(matches!(
        record(costs(-1, 0)).await,
        Err(DealError::NotACost(_))
    ));
    assert!(matches!(
        record(costs(2_400_000, 1)).await,
        Err(DealError::CostsBeyond { .. })
    ));
    record(costs(150_000, 18_000)).await.unwrap();
    trade.deliver(id, 10_000_000).await.unwrap();
    record(costs(0, 18_000)).await.unwrap();
    trade.accept(id).await.unwrap();
    assert!(matches!(
        record(costs(1, 1)).await,
        Err(DealError::Refused(_))
    ));
    let page = deal_page(trade.house.db.read(), Viewer::Office(Scope::Operator), id)
        .await
        .unwrap();
    let settlement = page.settled.unwrap().settlement;
    assert_eq!(
        (settlement.freight_fen, settlement.inspection_fen),
        (0, 18_000)
    );
    assert_eq!(page.deal.costs_evidence, "运单 17");
}

#[tokio::test]
async fn a_match_of_the_continuous_book_is_paid_at_once() {
    let mut trade = TradeHouse::open(Profile::Open).await;
    let root = trade.w1_lot().await;
    trade.pay_in(trade.buyer, 3_000_000).await;
    trade.fund_desk(trade.buyer, 2_600_000).await;
    let receipt = trade.receipt(root, 2).await;
    trade.command(trade.order(Side::Buy, 2, 250, 0)).await;
    let matched = trade
        .command(trade.order(Side::Sell, 2, 240, receipt))
        .await;
    let deal = trade.deal_of(&matched).await;
    assert_eq!(deal.state, State::AwaitingDelivery);
    assert_eq!(
        (deal.value_fen, deal.deposit_fen, deal.paid_at),
        (2_500_000, 2_500_000, Some(T0))
    );
    let orders = "SELECT COUNT(*) FROM market_order WHERE outcome = 'filled' AND filled = 2";
    assert_eq!(trade.house.number(orders).await, 2);
    trade.deliver(deal.id, 10_000_000).await.unwrap();
    trade.accept(deal.id).await.unwrap();
    assert_eq!(trade.deal_row(deal.id).await.state, State::Settled);
}

#[tokio::test]
async fn a_price_too_small_for_its_costs_is_borne_by_the_cooperative_and_the_reserve() {
    let (trade, id) = matched().await;
    trade.pay(id).await.unwrap();
    // 500 kg: 1,200.00 against freight and inspection of 2,000.00 and a fee of 12.00.
    trade.deliver(id, 500_000).await.unwrap();
    trade.accept(id).await.unwrap();
    let page = deal_page(trade.house.db.read(), Viewer::Office(Scope::Operator), id)
        .await
        .unwrap();
    let settled = page.settled.unwrap();
    assert_eq!(
        (settled.settlement.gross_fen, settled.settlement.reserve_fen),
        (120_000, 81_200)
    );
    assert_eq!(settled.settlement.pool_fen, 0);
    assert!(settled.trail.current.is_none());
}
