//! Each check of the goods: one row is corrupted and named.

use super::*;
use crate::receipts::{self, ReceiptRequest};
use crate::verify::{self, Difference};

/// 20,000 jin in one lot, a receipt over one contract and a live deal that took another.
struct Scene {
    village: Village,
    lot: lot::Model,
    receipt_id: i64,
}

async fn scene() -> Scene {
    let village = village().await;
    village
        .weigh("T1,WC-0001,L1,YI,15000\nT2,WC-0002,L1,YI,15000")
        .await
        .unwrap();
    let tx = village.db.write().await.unwrap();
    let root_lot_id = village.lot("L1").await.id;
    let request = ReceiptRequest {
        instrument_id: 1,
        root_lot_id,
        contracts: 2,
        grades: vec![],
    };
    let receipt = receipts::request_receipt(&tx, village.scope(), &request, NOW)
        .await
        .unwrap();
    receipts::receipt_issued(&tx, receipt.id).await.unwrap();
    let taken = receipts::take_for_deal(&tx, receipt.id, 1).await.unwrap();
    let (buyer, seller) = (village.taohong, village.wangcun);
    let trade = format!(
        "INSERT INTO trade (shard, seq, idx, instrument_id, mode, maker_side, price_ticks, quantity, buyer_id, \
         seller_id, at) VALUES (0, 1, 0, 1, 'listing', 'sell', 240, 1, {buyer}, {seller}, 0)"
    );
    let deal = format!(
        "INSERT INTO deal (id, number, shard, seq, idx, instrument_id, receipt_id, buyer_id, seller_id, mode, \
         price_ticks, contracts, contracted_g, value_fen, deposit_fen, freight_fen, inspection_fen, platform_bp, \
         cooperative_bp, state, due_at, matched_at) VALUES (1, 'D1', 0, 1, 0, 1, {}, {buyer}, {seller}, 'listing', \
         240, 1, 5000000, 1200000, 120000, 0, 0, 100, 300, 'awaiting_payment', 1, 0)",
        receipt.id
    );
    tx.execute_unprepared(&trade).await.unwrap();
    tx.execute_unprepared(&deal).await.unwrap();
    for (lot_id, grams) in taken {
        let row = format!(
            "INSERT INTO deal_lot (deal_id, lot_id, grams) VALUES (1, {lot_id}, {})",
            grams.as_g()
        );
        tx.execute_unprepared(&row).await.unwrap();
    }
    tx.commit().await.unwrap();
    let lot = village.lot("L1/YI").await;
    assert_eq!(verify::goods(village.db.read()).await.unwrap(), []);
    Scene {
        village,
        lot,
        receipt_id: receipt.id,
    }
}

impl Scene {
    /// What all checks say, in one snapshot as `verify` takes it.
    async fn differences(&self) -> Vec<Difference> {
        let snapshot = self.village.db.snapshot().await.unwrap();
        verify::goods(&snapshot).await.unwrap()
    }

    fn of_lot(&self, check: &'static str, expected: i64, found: i64) -> Difference {
        Difference {
            check,
            subject: format!("lot:{}", self.lot.id),
            expected,
            found,
        }
    }

    fn of_receipt(&self, check: &'static str, expected: i64, found: i64) -> Difference {
        Difference {
            check,
            subject: format!("receipt:{}", self.receipt_id),
            expected,
            found,
        }
    }
}

#[tokio::test]
async fn a_lot_that_records_other_than_its_tickets_and_movements_is_named() {
    let scene = scene().await;
    scene
        .village
        .tamper(&format!(
            "UPDATE lot SET recorded_g = recorded_g + 1 WHERE id = {}",
            scene.lot.id
        ))
        .await;
    let expected = [
        scene.of_lot(verify::TICKETS, 15_000_000, 15_000_001),
        scene.of_lot(verify::RECORDED, 15_000_000, 15_000_001),
    ];
    assert_eq!(scene.differences().await, expected);
}

#[tokio::test]
async fn a_correction_that_did_not_reach_its_lot_is_named() {
    let scene = scene().await;
    let person = scene.village.person_id().await;
    let sql = "INSERT INTO intake_correction (intake_id, was_g, now_g, reason, person_id, at) \
        SELECT id, quantity_g, quantity_g - 500, '-', ";
    scene
        .village
        .tamper(&format!(
            "{sql}{person}, 0 FROM intake WHERE ticket_no = 'T1'"
        ))
        .await;
    assert_eq!(
        scene.differences().await,
        [scene.of_lot(verify::TICKETS, 14_999_500, 15_000_000)]
    );
}

#[tokio::test]
async fn a_movement_of_each_kind_that_its_lot_does_not_know_is_named() {
    let cases = [
        ("weighed", vec![(verify::RECORDED, 15_000_007, 15_000_000)]),
        (
            "corrected",
            vec![(verify::RECORDED, 15_000_007, 15_000_000)],
        ),
        ("held", vec![(verify::HELD, 10_000_007, 10_000_000)]),
        ("released", vec![(verify::HELD, 9_999_993, 10_000_000)]),
        (
            "shipped",
            vec![(verify::HELD, 9_999_993, 10_000_000), (verify::GONE, 7, 0)],
        ),
    ];
    for (kind, expected) in cases {
        let scene = scene().await;
        let sql = "INSERT INTO stock_movement (lot_id, kind, grams, subject, at) VALUES";
        scene
            .village
            .tamper(&format!("{sql} ({}, '{kind}', 7, '-', 0)", scene.lot.id))
            .await;
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(check, expected, found)| scene.of_lot(check, expected, found))
            .collect();
        assert_eq!(scene.differences().await, expected, "{kind}");
    }
}

#[tokio::test]
async fn a_lot_held_for_nobody_is_named() {
    let scene = scene().await;
    scene
        .village
        .tamper(&format!(
            "UPDATE lot SET held_g = held_g + 1 WHERE id = {}",
            scene.lot.id
        ))
        .await;
    let expected = [
        scene.of_lot(verify::HELD, 10_000_000, 10_000_001),
        scene.of_lot(verify::CLAIMS, 10_000_000, 10_000_001),
    ];
    assert_eq!(scene.differences().await, expected);
}

#[tokio::test]
async fn goods_still_held_for_a_deal_that_ended_are_named() {
    let scene = scene().await;
    scene
        .village
        .tamper("UPDATE deal SET state = 'buyer_late', due_at = NULL")
        .await;
    assert_eq!(
        scene.differences().await,
        [scene.of_lot(verify::CLAIMS, 5_000_000, 10_000_000)]
    );
}

#[tokio::test]
async fn goods_still_held_for_a_receipt_that_ended_are_named() {
    let scene = scene().await;
    scene
        .village
        .tamper("UPDATE receipt SET state = 'cancelled'")
        .await;
    assert_eq!(
        scene.differences().await,
        [scene.of_lot(verify::CLAIMS, 5_000_000, 10_000_000)]
    );
}

#[tokio::test]
async fn a_lot_that_promises_more_than_it_has_is_named() {
    let scene = scene().await;
    let tx = scene.village.db.write().await.unwrap();
    without_checks(
        &tx,
        &format!(
            "UPDATE lot SET gone_g = 5000001 WHERE id = {}",
            scene.lot.id
        ),
    )
    .await;
    tx.commit().await.unwrap();
    let expected = [
        scene.of_lot(verify::GONE, 0, 5_000_001),
        scene.of_lot(verify::STOCK, 15_000_000, 15_000_001),
    ];
    assert_eq!(scene.differences().await, expected);
}

#[tokio::test]
async fn a_receipt_whose_grams_are_not_its_contracts_is_named() {
    let scene = scene().await;
    scene
        .village
        .tamper("UPDATE receipt SET contracts = 3")
        .await;
    assert_eq!(
        scene.differences().await,
        [scene.of_receipt(verify::RECEIPT, 15_000_000, 10_000_000)]
    );
}

#[tokio::test]
async fn a_receipt_that_lost_other_contracts_than_its_grams_say_is_named() {
    let scene = scene().await;
    scene
        .village
        .tamper("UPDATE receipt SET contracts_gone = 2")
        .await;
    assert_eq!(
        scene.differences().await,
        [scene.of_receipt(verify::RECEIPT_GONE, 10_000_000, 5_000_000)]
    );
}

#[tokio::test]
async fn grams_that_left_a_receipt_without_a_deal_are_named() {
    let scene = scene().await;
    scene
        .village
        .tamper("UPDATE deal_lot SET grams = grams - 1")
        .await;
    let expected = [
        scene.of_lot(verify::CLAIMS, 9_999_999, 10_000_000),
        scene.of_receipt(verify::RECEIPT_DEALS, 4_999_999, 5_000_000),
    ];
    assert_eq!(scene.differences().await, expected);
}
