//! Warehouse receipts over real lots.

use super::*;
use crate::receipts::{self, Action, ReceiptError, ReceiptRequest, State};
use crate::stock::{self, Movement};
use crate::verify;

/// 12,000 jin of first grade, 9,000 of second, 4,000 of top: 25,000 jin are 2.5 contracts of 5 t.
async fn stocked() -> Village {
    let village = village().await;
    let lines = "T1,WC-0001,L1,YI,12000\nT2,WC-0002,L1,ER,9000\nT3,WC-0003,L1,TE,4000";
    village.weigh(lines).await.unwrap();
    village
}

async fn request(village: &Village, contracts: i64, grades: &[&str]) -> Result<i64, ReceiptError> {
    let request = ReceiptRequest {
        instrument_id: 1,
        root_lot_id: village.lot("L1").await.id,
        contracts,
        grades: grades.iter().map(|grade| (*grade).to_owned()).collect(),
    };
    let tx = village.db.write().await?;
    let receipt = receipts::request_receipt(&tx, village.scope(), &request, NOW).await?;
    tx.commit().await?;
    Ok(receipt.id)
}

async fn parts(village: &Village, receipt_id: i64) -> Vec<(String, i64, i64)> {
    let view = receipts::receipt(village.db.read(), village.scope(), receipt_id)
        .await
        .unwrap();
    view.lots
        .into_iter()
        .map(|lot| (lot.grade, lot.grams.as_g(), lot.gone.as_g()))
        .collect()
}

fn part(grade: &str, grams: i64, gone: i64) -> (String, i64, i64) {
    (grade.to_owned(), grams, gone)
}

#[tokio::test]
async fn a_receipt_draws_from_the_basis_grade_first_then_from_the_better() {
    let village = stocked().await;
    let receipt_id = request(&village, 2, &[]).await.unwrap();
    let view = receipts::receipt(village.db.read(), village.scope(), receipt_id)
        .await
        .unwrap();
    assert_eq!(
        (view.receipt.state, view.receipt.contracts),
        (State::Requested, 2)
    );
    assert_eq!(
        (view.instrument_code.as_str(), view.root_code.as_str()),
        ("HS-1", "L1")
    );
    let mut parts = parts(&village, receipt_id).await;
    parts.sort();
    let expected = [
        part("ER", 2_000_000, 0),
        part("TE", 2_000_000, 0),
        part("YI", 6_000_000, 0),
    ];
    assert_eq!(parts, expected);
    assert_eq!(village.lot("L1/YI").await.held_g, 6_000_000);
    let held = number(&village.db, "SELECT CAST(SUM(held_g) AS BIGINT) FROM lot").await;
    assert_eq!(held, 10_000_000);
    assert_eq!(verify::goods(village.db.read()).await.unwrap(), []);
}

#[tokio::test]
async fn a_receipt_over_named_grades_draws_from_no_other() {
    let village = stocked().await;
    let receipt_id = request(&village, 1, &["YI"]).await.unwrap();
    assert_eq!(
        parts(&village, receipt_id).await,
        [part("YI", 5_000_000, 0)]
    );
    let error = request(&village, 1, &["YI"]).await.unwrap_err();
    let short = matches!(error, ReceiptError::Short { needed, available } if (needed, available) == (g(5_000_000), g(1_000_000)));
    assert!(short, "{error:?}");
    assert_eq!(village.lot("L1/YI").await.held_g, 5_000_000);
}

#[tokio::test]
async fn a_request_for_the_wrong_thing_says_which() {
    let village = stocked().await;
    let no_contracts = request(&village, 0, &[]).await.unwrap_err();
    assert!(matches!(no_contracts, ReceiptError::NoContracts(0)));
    let too_many = request(&village, i64::MAX, &[]).await.unwrap_err();
    assert!(matches!(too_many, ReceiptError::Weight(_)));
    let grade = request(&village, 1, &["DW"]).await.unwrap_err();
    assert!(matches!(grade, ReceiptError::GradeNotAccepted { grade } if grade == "DW"));
    let tx = village.db.write().await.unwrap();
    let root_lot_id = village.lot("L1").await.id;
    let ask = |instrument_id, root_lot_id| ReceiptRequest {
        instrument_id,
        root_lot_id,
        contracts: 1,
        grades: vec![],
    };
    let (own, other) = (village.scope(), Scope::Cooperative(village.taohong));
    let closed = receipts::request_receipt(&tx, own, &ask(2, root_lot_id), NOW)
        .await
        .unwrap_err();
    assert!(matches!(closed, ReceiptError::InstrumentClosed { code, .. } if code == "XG-F"));
    let sticks = receipts::request_receipt(&tx, own, &ask(4, root_lot_id), NOW)
        .await
        .unwrap_err();
    assert!(
        matches!(sticks, ReceiptError::NotByWeight { quantity: 10_000, unit, .. } if unit == "stick")
    );
    let unknown = receipts::request_receipt(&tx, own, &ask(99, root_lot_id), NOW)
        .await
        .unwrap_err();
    assert!(matches!(unknown, ReceiptError::UnknownInstrument(99)));
    let anothers = receipts::request_receipt(&tx, other, &ask(1, root_lot_id), NOW)
        .await
        .unwrap_err();
    assert!(matches!(anothers, ReceiptError::UnknownLot(id) if id == root_lot_id));
    let child = receipts::request_receipt(&tx, own, &ask(1, root_lot_id + 1), NOW)
        .await
        .unwrap_err();
    assert!(
        matches!(child, ReceiptError::UnknownLot(_)),
        "a child lot is no root"
    );
    tx.execute_unprepared("UPDATE instrument SET closed_reason = NULL")
        .await
        .unwrap();
    let product = receipts::request_receipt(&tx, own, &ask(2, root_lot_id), NOW)
        .await
        .unwrap_err();
    assert!(
        matches!(product, ReceiptError::OtherProduct { lot_product, .. } if lot_product == "HS")
    );
}

#[tokio::test]
async fn a_refused_receipt_gives_everything_back() {
    let village = stocked().await;
    let receipt_id = request(&village, 2, &[]).await.unwrap();
    let tx = village.db.write().await.unwrap();
    let receipt = receipts::receipt_refused(&tx, receipt_id, NOW)
        .await
        .unwrap();
    assert_eq!(receipt.state, State::Refused);
    let again = receipts::receipt_refused(&tx, receipt_id, NOW)
        .await
        .unwrap_err();
    assert!(matches!(again, ReceiptError::Refused(refused) if refused.action == Action::Refuse));
    tx.commit().await.unwrap();
    assert_eq!(
        number(&village.db, "SELECT CAST(SUM(held_g) AS BIGINT) FROM lot").await,
        0
    );
    assert_eq!(verify::goods(village.db.read()).await.unwrap(), []);
}

#[tokio::test]
async fn a_deal_takes_whole_contracts_and_a_cancelled_receipt_gives_back_the_rest() {
    let village = stocked().await;
    let receipt_id = request(&village, 2, &[]).await.unwrap();
    let tx = village.db.write().await.unwrap();
    let early = receipts::take_for_deal(&tx, receipt_id, 1)
        .await
        .unwrap_err();
    assert!(matches!(early, ReceiptError::Refused(refused) if refused.state == State::Requested));
    receipts::receipt_issued(&tx, receipt_id).await.unwrap();
    let taken = receipts::take_for_deal(&tx, receipt_id, 1).await.unwrap();
    assert_eq!(
        taken.iter().map(|(_, grams)| grams.as_g()).sum::<i64>(),
        5_000_000
    );
    let ids: Vec<i64> = taken.iter().map(|(lot_id, _)| *lot_id).collect();
    assert!(ids.is_sorted());
    let more = receipts::take_for_deal(&tx, receipt_id, 2)
        .await
        .unwrap_err();
    assert!(matches!(
        more,
        ReceiptError::ContractsShort {
            needed: 2,
            available: 1
        }
    ));
    receipts::receipt_cancelling(&tx, village.scope(), receipt_id)
        .await
        .unwrap();
    receipts::receipt_cancelled(&tx, receipt_id, NOW)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let held = "SELECT CAST(SUM(held_g) AS BIGINT) FROM lot";
    assert_eq!(
        number(&village.db, held).await,
        5_000_000,
        "the deal's grams stay held"
    );

    let tx = village.db.write().await.unwrap();
    for (lot_id, grams) in taken {
        stock::ship(
            &tx,
            &Movement {
                lot_id,
                grams,
                subject: stock::deal_subject(1),
                at: NOW,
            },
        )
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(number(&village.db, held).await, 0);
    assert_eq!(
        number(&village.db, "SELECT CAST(SUM(gone_g) AS BIGINT) FROM lot").await,
        5_000_000
    );
}

#[tokio::test]
async fn every_contract_can_be_taken_one_by_one_and_the_grams_add_up() {
    let village = stocked().await;
    let receipt_id = request(&village, 2, &[]).await.unwrap();
    let tx = village.db.write().await.unwrap();
    receipts::receipt_issued(&tx, receipt_id).await.unwrap();
    for _ in 0..2 {
        let taken = receipts::take_for_deal(&tx, receipt_id, 1).await.unwrap();
        assert_eq!(
            taken.iter().map(|(_, grams)| grams.as_g()).sum::<i64>(),
            5_000_000
        );
    }
    let none = receipts::take_for_deal(&tx, receipt_id, 1)
        .await
        .unwrap_err();
    assert!(matches!(
        none,
        ReceiptError::ContractsShort {
            needed: 1,
            available: 0
        }
    ));
    tx.commit().await.unwrap();
    assert!(
        parts(&village, receipt_id)
            .await
            .iter()
            .all(|(_, grams, gone)| grams == gone)
    );
}

#[tokio::test]
async fn another_cooperative_neither_sees_nor_cancels_a_receipt() {
    let village = stocked().await;
    let receipt_id = request(&village, 1, &[]).await.unwrap();
    let other = Scope::Cooperative(village.taohong);
    let tx = village.db.write().await.unwrap();
    receipts::receipt_issued(&tx, receipt_id).await.unwrap();
    let error = receipts::receipt_cancelling(&tx, other, receipt_id)
        .await
        .unwrap_err();
    assert!(matches!(error, ReceiptError::UnknownReceipt(id) if id == receipt_id));
    tx.commit().await.unwrap();
    assert_eq!(
        receipts::receipts(village.db.read(), other).await.unwrap(),
        []
    );
    assert!(
        receipts::receipt(village.db.read(), other, receipt_id)
            .await
            .is_err()
    );
    assert_eq!(
        receipts::receipts(village.db.read(), village.scope())
            .await
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_receipt_goes_only_where_its_state_allows() {
    use Action::{AskBack, Cancel, Issue, Keep, Refuse, Take};
    use State::{Cancelled, Cancelling, Issued, Refused, Requested};
    let allowed = [
        (Requested, Issue, Issued),
        (Requested, Refuse, Refused),
        (Issued, AskBack, Cancelling),
        (Issued, Take, Issued),
        (Cancelling, Take, Cancelling),
        (Cancelling, Keep, Issued),
        (Cancelling, Cancel, Cancelled),
    ];
    for state in [Requested, Issued, Refused, Cancelling, Cancelled] {
        for action in [Issue, Refuse, AskBack, Keep, Cancel, Take] {
            let expected = allowed
                .iter()
                .find(|row| (row.0, row.1) == (state, action))
                .map(|row| row.2);
            assert_eq!(
                receipts::next(state, action).ok(),
                expected,
                "{state:?} {action:?}"
            );
        }
    }
}
