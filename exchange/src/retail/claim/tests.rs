//! Claims against a real database: inside the window, once, and never beyond the line.

use catalog::scope::Scope;

use super::view::{Whose, claims, photo, waiting};
use super::*;
use crate::entity::consignment;
use crate::retail::consignment::{AUTO_RECEIVE_MS, due};
use crate::retail::parcel_house::{DAY, HOUR, Parcels, T0};

const BOX: i64 = 22;
const JPEG: &[u8] = b"\xff\xd8\xff\xe0 a photograph";

async fn ask(house: &Parcels, row: &consignment::Model, now: i64) -> ClaimAsk {
    ClaimAsk {
        purchase_id: row.purchase_id,
        consignment_id: row.id,
        line_id: house.lines(row.id).await[0].id,
        weight_g: 500,
        words: " two are soft ".to_owned(),
        photos: vec![JPEG.to_vec()],
        person_id: None,
        now,
    }
}

async fn opened(house: &Parcels, ask: &ClaimAsk) -> Result<claim::Model, ClaimError> {
    let tx = house.house.db.write().await.unwrap();
    let claim = open(&tx, ask).await?;
    tx.commit().await.unwrap();
    Ok(claim)
}

async fn decided(
    house: &Parcels,
    (scope, id): (Scope, i64),
    (verdict, words): (Verdict, &str),
    now: i64,
) -> Result<claim::Model, ClaimError> {
    let tx = house.house.db.write().await.unwrap();
    let claim = decide(&tx, (scope, id), (&verdict, words), (house.clerk, now)).await?;
    tx.commit().await.unwrap();
    Ok(claim)
}

#[tokio::test]
async fn a_claim_is_opened_only_after_sending_and_inside_the_window() {
    let house = Parcels::open().await;
    let row = house.paid(&[(BOX, 2)], T0).await;
    let asked = ask(&house, &row, T0).await;
    let early = opened(&house, &asked).await.unwrap_err();
    assert!(matches!(early, ClaimError::NotSent), "{early:?}");
    let row = house.sent(&[(BOX, 2)], T0).await;
    let received = house.receive(&row, T0 + DAY).await.unwrap();
    let ends_at = received.window_ends_at.unwrap();
    let late = ClaimAsk {
        now: ends_at,
        ..ask(&house, &row, T0).await
    };
    let over = opened(&house, &late).await.unwrap_err();
    assert!(
        matches!(over, ClaimError::WindowOver { ended_at } if ended_at == ends_at),
        "{over:?}"
    );
    let last = ClaimAsk {
        now: ends_at - 1,
        ..late
    };
    let claim = opened(&house, &last).await.unwrap();
    assert_eq!(
        (claim.number.as_str(), claim.words.as_str()),
        ("SH261127-0001", "two are soft")
    );
    let twice = opened(&house, &last).await.unwrap_err();
    assert!(
        matches!(&twice, ClaimError::AlreadyOpen { number } if *number == claim.number),
        "{twice:?}"
    );
    assert!(is_open(house.house.db.read(), row.id).await.unwrap());
}

#[tokio::test]
async fn what_cannot_be_true_of_a_claim_is_refused_and_nothing_is_kept() {
    let house = Parcels::open().await;
    let row = house.sent(&[(BOX, 2)], T0).await;
    let other = house.sent(&[(BOX, 1)], T0).await;
    let good = ask(&house, &row, T0).await;
    let line = &house.lines(row.id).await[0];
    type Fault = fn(&ClaimError) -> bool;
    let cases: Vec<(ClaimAsk, Fault)> = vec![
        (
            ClaimAsk {
                weight_g: 0,
                ..good.clone()
            },
            |error| matches!(error, ClaimError::Weight { .. }),
        ),
        (
            ClaimAsk {
                weight_g: -5,
                ..good.clone()
            },
            |error| matches!(error, ClaimError::Weight { .. }),
        ),
        (
            ClaimAsk {
                weight_g: 2 * line.net_g + 1,
                ..good.clone()
            },
            |error| matches!(error, ClaimError::Weight { .. }),
        ),
        (
            ClaimAsk {
                words: "  ".to_owned(),
                ..good.clone()
            },
            |error| matches!(error, ClaimError::Words { .. }),
        ),
        (
            ClaimAsk {
                words: "x".repeat(WORDS_MAX + 1),
                ..good.clone()
            },
            |error| matches!(error, ClaimError::Words { .. }),
        ),
        (
            ClaimAsk {
                photos: Vec::new(),
                ..good.clone()
            },
            |error| matches!(error, ClaimError::Photo(_)),
        ),
        (
            ClaimAsk {
                photos: vec![b"<svg/>".to_vec()],
                ..good.clone()
            },
            |error| matches!(error, ClaimError::Photo(PhotoFault::OtherKind)),
        ),
        (
            ClaimAsk {
                line_id: house.lines(other.id).await[0].id,
                ..good.clone()
            },
            |error| matches!(error, ClaimError::NotInIt(_)),
        ),
        (
            ClaimAsk {
                purchase_id: other.purchase_id,
                ..good.clone()
            },
            |error| matches!(error, ClaimError::Consignment(ConsignmentError::Unknown(_))),
        ),
    ];
    for (asked, expected) in cases {
        let error = opened(&house, &asked).await.unwrap_err();
        assert!(expected(&error), "{error:?}");
    }
    for table in ["claim", "claim_photo"] {
        assert_eq!(
            house
                .house
                .number(&format!("SELECT COUNT(*) FROM {table}"))
                .await,
            0
        );
    }
}

#[tokio::test]
async fn a_claim_is_decided_once_and_gives_back_no_more_than_is_left() {
    let house = Parcels::open().await;
    let row = house.sent(&[(BOX, 2)], T0).await;
    let claim = opened(&house, &ask(&house, &row, T0).await).await.unwrap();
    let line = &house.lines(row.id).await[0];
    let left = left_of(line).unwrap();
    assert_eq!(left, Money::fen(2 * line.price_fen));
    let own = (house.scope("WC").await, claim.id);
    let give = |fen: i64| Verdict::GiveBack(Money::fen(fen));
    for wrong in [0, -1, left.as_fen() + 1] {
        let error = decided(&house, own, (give(wrong), ""), T0)
            .await
            .unwrap_err();
        assert!(
            matches!(error, ClaimError::Amount { most } if most == left),
            "{error:?}"
        );
    }
    let foreign = (house.scope("TH").await, claim.id);
    let error = decided(&house, foreign, (give(100), ""), T0)
        .await
        .unwrap_err();
    assert!(matches!(error, ClaimError::Unknown(_)), "{error:?}");
    let error = decided(&house, own, (Verdict::Reject, " "), T0)
        .await
        .unwrap_err();
    assert!(matches!(error, ClaimError::Words { .. }), "{error:?}");
    let resolved = decided(&house, own, (give(700), "sorry"), T0 + HOUR)
        .await
        .unwrap();
    assert_eq!(resolved.state, claim::State::Resolved);
    let sql = format!(
        "SELECT amount_fen FROM refund WHERE id = {} AND reason = 'claim' AND consignment_id = {}",
        resolved.refund_id.unwrap(),
        row.id
    );
    assert_eq!(house.house.number(&sql).await, 700);
    assert_eq!(
        left_of(&house.lines(row.id).await[0]).unwrap().as_fen(),
        left.as_fen() - 700
    );
    for again in [give(100), Verdict::Reject] {
        let error = decided(&house, own, (again, "words"), T0)
            .await
            .unwrap_err();
        assert!(matches!(error, ClaimError::Decided), "{error:?}");
    }
    assert_eq!(house.house.number("SELECT COUNT(*) FROM refund").await, 1);
    let steps = house.steps(row.purchase_id).await;
    assert!(steps.ends_with(&["claim_resolved".to_owned()]), "{steps:?}");
    house.proven().await;
}

#[tokio::test]
async fn of_two_who_decide_at_once_one_does() {
    let house = Parcels::open().await;
    let row = house.sent(&[(BOX, 1)], T0).await;
    let claim = opened(&house, &ask(&house, &row, T0).await).await.unwrap();
    let own = (house.scope("WC").await, claim.id);
    let give = || decided(&house, own, (Verdict::GiveBack(Money::fen(100)), ""), T0);
    let (one, other) = tokio::join!(give(), give());
    assert_ne!(one.is_ok(), other.is_ok());
    assert_eq!(house.house.number("SELECT COUNT(*) FROM refund").await, 1);
}

#[tokio::test]
async fn silence_receives_nothing_while_a_claim_is_open_and_its_days_are_added() {
    let house = Parcels::open().await;
    let row = house.sent(&[(BOX, 1)], T0).await;
    let claim = opened(&house, &ask(&house, &row, T0 + 9 * DAY).await)
        .await
        .unwrap();
    let db = &house.house.db;
    assert_eq!(due(db, T0 + AUTO_RECEIVE_MS).await.unwrap(), 0);
    let own = (house.scope("WC").await, claim.id);
    decided(
        &house,
        own,
        (Verdict::Reject, "they are good"),
        T0 + 12 * DAY,
    )
    .await
    .unwrap();
    let due_at = T0 + AUTO_RECEIVE_MS + 3 * DAY;
    assert_eq!(house.parcel(row.id).await.due_at, Some(due_at));
    assert_eq!(due(db, due_at - 1).await.unwrap(), 0);
    assert_eq!(due(db, due_at).await.unwrap(), 1);
    assert_eq!(house.house.number("SELECT COUNT(*) FROM refund").await, 0);
}

#[tokio::test]
async fn what_a_weight_is_worth_is_rounded_half_up_and_never_more_than_is_left() {
    let house = Parcels::open().await;
    let row = house.paid(&[(BOX, 2)], T0).await;
    let line = purchase_line::Model {
        price_fen: 3_280,
        net_g: 2_500,
        packs: 2,
        refunded_fen: 0,
        ..house.lines(row.id).await.remove(0)
    };
    let g = |grams: i64| Grams::new(grams).unwrap();
    let cases = [
        (500, 656),
        (1, 1),
        (2_500, 3_280),
        (5_000, 6_560),
        (333, 437),
    ];
    for (grams, fen) in cases {
        assert_eq!(worth(&line, g(grams)).unwrap().as_fen(), fen, "{grams}");
    }
    let mostly_back = purchase_line::Model {
        refunded_fen: 6_500,
        ..line
    };
    assert_eq!(worth(&mostly_back, g(500)).unwrap().as_fen(), 60);
}

#[tokio::test]
async fn photographs_are_for_the_office_of_the_parcel_and_the_buyer_alone() {
    let house = Parcels::open().await;
    let row = house.sent(&[(BOX, 1)], T0).await;
    let claim = opened(&house, &ask(&house, &row, T0).await).await.unwrap();
    let (own, foreign) = (house.scope("WC").await, house.scope("TH").await);
    let read = house.house.db.read();
    let (found, total) = claims(read, own, (1, 10), T0).await.unwrap();
    assert_eq!((found.len(), total), (1, 1));
    assert_eq!(found[0].line.row.id, claim.line_id);
    let one = (claim.id, found[0].photos[0]);
    assert_eq!(claims(read, foreign, (1, 10), T0).await.unwrap().1, 0);
    assert_eq!(waiting(read, own).await.unwrap(), (1, Some(T0)));
    let seen = async |whose: Whose, ids: (i64, i64)| photo(read, whose, ids).await.unwrap();
    let bytes = seen(Whose::Office(own), one).await.unwrap();
    assert_eq!(
        (bytes.content_type.as_str(), bytes.bytes.as_slice()),
        ("image/jpeg", JPEG)
    );
    assert!(seen(Whose::Purchase(row.purchase_id), one).await.is_some());
    assert!(seen(Whose::Office(foreign), one).await.is_none());
    assert!(
        seen(Whose::Purchase(row.purchase_id + 1), one)
            .await
            .is_none()
    );
    assert!(
        seen(Whose::Office(own), (claim.id + 1, one.1))
            .await
            .is_none()
    );
}
