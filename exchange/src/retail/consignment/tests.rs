//! Parcels against a real database: packed once, sent once, received once, and by nobody else.

use std::collections::BTreeSet;

use catalog::import::fault::Faults;
use catalog::import::reason::Reason;
use catalog::import::waybills;
use catalog::register::Applied;
use catalog::scope::Scope;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::receive::{AUTO_RECEIVE_MS, FRESH_WINDOW_MS, WINDOW_MS};
use super::receiver::{RECEIVER_SEEN_MS, Shown};
use super::state::{Action, Refused};
use super::view::{Filter, Wanted, counts, parcel, parcels, waiting};
use super::*;
use crate::entity::consignment::ReceivedBy;
use crate::retail::parcel_house::{DAY, HOUR, Parcels, T0};

/// The sweet-potato box, of goods that can be sent back.
const BOX: i64 = 22;
/// The mixable pork of two lots.
const MIXED: i64 = 10;

fn refused(error: ConsignmentError) -> Refused {
    match error {
        ConsignmentError::Refused(refused) => refused,
        other => panic!("{other:?}"),
    }
}

async fn seen(house: &Parcels, id: i64, now: i64) -> sheet::Parcel {
    let found = parcel(house.house.db.read(), Scope::Operator, id, now).await;
    found.unwrap().expect("the parcel is there")
}

#[tokio::test]
async fn packing_fixes_the_lots_oldest_first_and_is_done_once() {
    let house = Parcels::open().await;
    let row = house.paid(&[(MIXED, 2)], T0).await;
    let tokens = house.pack(row.id, T0 + HOUR).await.unwrap();
    assert_eq!(tokens.iter().collect::<BTreeSet<_>>().len(), 2);
    let parcel = seen(&house, row.id, T0).await;
    assert_eq!(parcel.row.state, State::Packed);
    assert_eq!(
        (parcel.row.packed_at, parcel.row.due_at),
        (Some(T0 + HOUR), row.due_at)
    );
    let weights = |pack: &sheet::Pack| {
        let lots = pack.lots.iter();
        lots.map(|part| (part.root.code.clone(), part.grams.as_g()))
            .collect::<Vec<_>>()
    };
    let boxes: Vec<_> = parcel.packs.iter().map(weights).collect();
    let (first, second) = ("SC-261028-01".to_owned(), "SC-261110-01".to_owned());
    assert_eq!(
        boxes,
        [
            vec![(first, 700), (second.clone(), 300)],
            vec![(second, 1_000)]
        ]
    );
    let again = refused(house.pack(row.id, T0 + 2 * HOUR).await.unwrap_err());
    let expected = Refused {
        state: State::Packed,
        action: Action::Pack,
    };
    assert_eq!(again, expected);
    assert_eq!(house.steps(row.purchase_id).await, ["packed"]);
    house.proven().await;
}

#[tokio::test]
async fn a_cancelled_line_is_not_packed_and_a_cancelled_parcel_not_at_all() {
    let house = Parcels::open().await;
    let row = house.paid(&[(BOX, 3)], T0).await;
    let line = &house.lines(row.id).await[0];
    let step = crate::retail::shelf::Move {
        shelf_id: line.shelf_id,
        grams: ledger::Grams::new(line.net_g).unwrap(),
        subject: crate::retail::shelf::purchase_subject(row.purchase_id),
        at: T0,
    };
    let tx = house.house.db.write().await.unwrap();
    crate::retail::shelf::deallocate(&tx, &step).await.unwrap();
    tx.commit().await.unwrap();
    let sql = format!(
        "UPDATE purchase_line SET cancelled_packs = 1 WHERE id = {}",
        line.id
    );
    house.house.run(&sql).await;
    assert_eq!(house.pack(row.id, T0).await.unwrap().len(), 2);
    house.proven().await;

    let other = house.paid(&[(BOX, 1)], T0).await;
    let sql = format!(
        "UPDATE consignment SET state = 'cancelled' WHERE id = {}",
        other.id
    );
    house.house.run(&sql).await;
    let why = refused(house.pack(other.id, T0).await.unwrap_err());
    assert_eq!(why.state, State::Cancelled);
    let ship = refused(house.ship(other.id, "SF1234567890", T0).await.unwrap_err());
    assert_eq!(ship.state, State::Cancelled);
}

#[tokio::test]
async fn what_is_packed_and_what_is_cancelled_at_one_moment_is_one_of_the_two() {
    let house = Parcels::open().await;
    for _ in 0..8 {
        let row = house.paid(&[(BOX, 1)], T0).await;
        let cancel = async {
            let tx = house.house.db.write().await.unwrap();
            let row = locked(&tx, Scope::Operator, row.id).await.unwrap();
            let changed = moved(row, Action::Cancel, None);
            let Ok(changed) = changed else {
                return false;
            };
            consignment::Entity::update(changed)
                .exec(&*tx)
                .await
                .unwrap();
            tx.commit().await.unwrap();
            true
        };
        let (packed, cancelled) = tokio::join!(house.pack(row.id, T0), cancel);
        let packed = packed.is_ok();
        assert_ne!(packed, cancelled, "either, never both");
        let state = house.parcel(row.id).await.state;
        let expected = if packed {
            State::Packed
        } else {
            State::Cancelled
        };
        assert_eq!(state, expected);
        let sql = format!(
            "SELECT COUNT(*) FROM pack WHERE consignment_id = {}",
            row.id
        );
        assert_eq!(house.house.number(&sql).await, i64::from(packed));
    }
}

#[tokio::test]
async fn a_parcel_is_sent_once_when_packed_under_a_waybill_of_its_own() {
    let house = Parcels::open().await;
    let row = house.paid(&[(BOX, 1)], T0).await;
    let early = refused(house.ship(row.id, "SF1234567890", T0).await.unwrap_err());
    assert_eq!(early.state, State::ToPack);
    house.pack(row.id, T0).await.unwrap();
    house.ship(row.id, "sf1234567890", T0 + HOUR).await.unwrap();
    let sent = house.parcel(row.id).await;
    assert_eq!(
        (sent.state, sent.waybill.as_str()),
        (State::Shipped, "SF1234567890")
    );
    assert_eq!(sent.shipped_at, Some(T0 + HOUR));
    assert_eq!(sent.due_at, Some(T0 + HOUR + AUTO_RECEIVE_MS));
    let twice = refused(house.ship(row.id, "SF1234567891", T0).await.unwrap_err());
    assert_eq!(twice.state, State::Shipped);
    let other = house.paid(&[(BOX, 1)], T0).await;
    house.pack(other.id, T0).await.unwrap();
    let taken = house.ship(other.id, "SF1234567890", T0).await.unwrap_err();
    assert!(
        matches!(taken, ConsignmentError::WaybillTaken(_)),
        "{taken:?}"
    );
    assert_eq!(house.parcel(other.id).await.state, State::Packed);
    assert_eq!(house.steps(row.purchase_id).await, ["packed", "shipped"]);
}

#[tokio::test]
async fn the_window_is_48_hours_for_fresh_goods_and_seven_days_for_others() {
    let house = Parcels::open().await;
    let fresh: i64 = house
        .house
        .number(
            "SELECT MIN(sku.number) FROM sku JOIN product ON product.id = sku.product_id \
             JOIN shelf ON shelf.sku_id = sku.id WHERE product.fresh AND shelf.on_hand_g > 5 * sku.net_g",
        )
        .await;
    let kept: i64 = house
        .house
        .number(
            "SELECT MIN(sku.number) FROM sku JOIN product ON product.id = sku.product_id \
             JOIN shelf ON shelf.sku_id = sku.id WHERE NOT product.fresh AND shelf.on_hand_g > 5 * sku.net_g",
        )
        .await;
    for (number, window) in [(fresh, FRESH_WINDOW_MS), (kept, WINDOW_MS)] {
        let row = house.paid(&[(number, 1)], T0).await;
        let early = house.receive(&row, T0).await.unwrap_err();
        assert_eq!(refused(early).state, State::ToPack);
        house.pack(row.id, T0).await.unwrap();
        house
            .ship(row.id, &format!("YD{:010}", row.id), T0)
            .await
            .unwrap();
        let received = house.receive(&row, T0 + 2 * DAY).await.unwrap();
        assert_eq!(received.received_by, Some(ReceivedBy::Buyer));
        let ends_at = Some(T0 + 2 * DAY + window);
        assert_eq!(
            (received.window_ends_at, received.due_at),
            (ends_at, ends_at)
        );
        let twice = house.receive(&row, T0 + 3 * DAY).await.unwrap_err();
        assert_eq!(refused(twice).state, State::Received);
        let stranger = consignment::Model {
            purchase_id: row.purchase_id + 99,
            ..row
        };
        let unknown = house.receive(&stranger, T0).await.unwrap_err();
        assert!(
            matches!(unknown, ConsignmentError::Unknown(_)),
            "{unknown:?}"
        );
    }
}

#[tokio::test]
async fn ten_days_of_silence_receive_a_parcel_and_nothing_earlier() {
    let house = Parcels::open().await;
    let row = house.sent(&[(BOX, 1)], T0).await;
    let packed = house.paid(&[(BOX, 1)], T0).await;
    house.pack(packed.id, T0).await.unwrap();
    let db = &house.house.db;
    let late = T0 + AUTO_RECEIVE_MS;
    assert_eq!(due(db, late - 1).await.unwrap(), 0);
    assert_eq!(due(db, late).await.unwrap(), 1);
    assert_eq!(due(db, late + 100 * DAY).await.unwrap(), 0);
    let received = house.parcel(row.id).await;
    assert_eq!(
        (received.state, received.received_by),
        (State::Received, Some(ReceivedBy::Timer))
    );
    assert_eq!(received.received_at, Some(late));
    assert_eq!(house.parcel(packed.id).await.state, State::Packed);
    assert_eq!(
        house.steps(row.purchase_id).await,
        ["packed", "shipped", "received"]
    );
}

#[tokio::test]
async fn another_cooperatives_parcel_looks_like_none() {
    let house = Parcels::open().await;
    let row = house.paid(&[(BOX, 1)], T0).await;
    let (own, foreign) = (house.scope("WC").await, house.scope("TH").await);
    let read = house.house.db.read();
    assert!(parcel(read, own, row.id, T0).await.unwrap().is_some());
    assert!(parcel(read, foreign, row.id, T0).await.unwrap().is_none());
    let tx = house.house.db.write().await.unwrap();
    let packed = pack(&tx, (foreign, row.id), (house.clerk, T0))
        .await
        .unwrap_err();
    assert!(matches!(packed, ConsignmentError::Unknown(_)), "{packed:?}");
    let waybill = Waybill::new("SF1234567890").unwrap();
    let sent = ship(&tx, (foreign, row.id), &waybill, (house.clerk, T0))
        .await
        .unwrap_err();
    assert!(matches!(sent, ConsignmentError::Unknown(_)), "{sent:?}");
    drop(tx);
    assert_eq!(
        waiting(read, foreign, State::ToPack).await.unwrap().count,
        0
    );
    let own = waiting(read, own, State::ToPack).await.unwrap();
    assert_eq!((own.count, own.due_at), (1, row.due_at));
}

/// What a list of waybills does for Wangcun.
async fn take(house: &Parcels, lines: &[&str]) -> Result<Applied, ConsignmentError> {
    let file = format!("consignment_number,waybill\n{}\n", lines.join("\n"));
    let rows = waybills::parse(file.as_bytes()).unwrap();
    let scope = house.scope("WC").await;
    let tx = house.house.db.write().await.unwrap();
    let applied = take_waybills(&tx, scope, &rows, (house.clerk, T0 + HOUR)).await?;
    tx.commit().await.unwrap();
    Ok(applied)
}

fn reasons(error: ConsignmentError) -> Vec<(usize, Reason)> {
    let ConsignmentError::Faults(faults) = error else {
        panic!("{error:?}");
    };
    let faults: Faults = faults;
    let listed = faults.listed().iter();
    listed
        .map(|fault| (fault.line, fault.reason.clone()))
        .collect()
}

#[tokio::test]
async fn a_list_of_waybills_is_taken_whole_and_again_without_an_effect() {
    let house = Parcels::open().await;
    let (one, two) = (
        house.paid(&[(BOX, 1)], T0).await,
        house.paid(&[(BOX, 2)], T0).await,
    );
    for row in [&one, &two] {
        house.pack(row.id, T0).await.unwrap();
    }
    let (first, second) = (
        format!("{},SF0000000001", one.number),
        format!("{},SF0000000002", two.number),
    );
    let applied = take(&house, &[&second, &first]).await.unwrap();
    assert_eq!((applied.new, applied.known), (2, 0));
    let again = take(&house, &[&first, &second]).await.unwrap();
    assert_eq!((again.new, again.known), (0, 2));
    assert_eq!(house.steps(one.purchase_id).await, ["packed", "shipped"]);
    assert_eq!(house.parcel(two.id).await.waybill, "SF0000000002");
}

#[tokio::test]
async fn a_list_with_one_fault_sends_nothing_and_names_every_fault() {
    let house = Parcels::open().await;
    let (packed, early, sent) = (
        house.paid(&[(BOX, 1)], T0).await,
        house.paid(&[(BOX, 1)], T0).await,
        house.sent(&[(BOX, 1)], T0).await,
    );
    house.pack(packed.id, T0).await.unwrap();
    let theirs = house.paid(&[(MIXED, 1)], T0).await;
    let lines = [
        format!("{},SF9000000001", packed.number),
        format!("{},SF9000000002", early.number),
        format!("{},SF9000000003", sent.number),
        format!("{},SF9000000004", theirs.number),
        "GM991231-0001-1,SF9000000005".to_owned(),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let found = reasons(take(&house, &lines).await.unwrap_err());
    let unknown = |row: &consignment::Model| Reason::UnknownConsignment {
        value: row.number.clone(),
    };
    let expected = [
        (
            3,
            Reason::NotPacked {
                value: early.number.clone(),
            },
        ),
        (
            4,
            Reason::OtherWaybill {
                value: sent.waybill.clone(),
            },
        ),
        (5, unknown(&theirs)),
        (
            6,
            Reason::UnknownConsignment {
                value: "GM991231-0001-1".to_owned(),
            },
        ),
    ];
    assert_eq!(found, expected);
    assert_eq!(house.parcel(packed.id).await.state, State::Packed);
    let taken = format!("{},{}", packed.number, sent.waybill);
    let found = reasons(take(&house, &[&taken]).await.unwrap_err());
    assert_eq!(
        found,
        [(
            2,
            Reason::WaybillTaken {
                value: sent.waybill.clone()
            }
        )]
    );
    assert_eq!(house.parcel(packed.id).await.state, State::Packed);
}

#[tokio::test]
async fn parcels_are_found_by_number_phone_tail_and_name_as_long_as_the_receiver_is_shown() {
    let house = Parcels::open().await;
    let first = house.paid(&[(BOX, 1)], T0).await;
    let second = house.sent(&[(BOX, 1)], T0).await;
    let read = house.house.db.read();
    let found = async |words: &str, now: i64| {
        let wanted = Wanted {
            filter: Filter::All,
            words,
            page: 1,
            per_page: 10,
        };
        let found = parcels(read, Scope::Operator, &wanted, now).await.unwrap();
        assert_eq!(found.total, found.parcels.len() as u64);
        found
            .parcels
            .into_iter()
            .map(|parcel| parcel.row.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(found("", T0).await, [second.id, first.id]);
    assert_eq!(found(" gm261124-0001 ", T0).await, [first.id]);
    assert_eq!(found(&second.waybill.to_lowercase(), T0).await, [second.id]);
    assert_eq!(found("0001", T0).await, [first.id]);
    assert_eq!(found("王小明2", T0).await, [second.id]);
    assert_eq!(found("小明", T0).await, [0_i64; 0]);
    for words in ["%", "_", "\\", "GM%", "王_明"] {
        assert_eq!(found(words, T0).await, [0_i64; 0], "{words}");
    }
    house.receive(&second, T0).await.unwrap();
    let later = T0 + RECEIVER_SEEN_MS;
    assert_eq!(found("王小明2", later - 1).await, [second.id]);
    assert_eq!(found("王小明2", later).await, [0_i64; 0]);
    assert_eq!(
        seen(&house, second.id, later - 1).await.receiver.shown,
        Shown::Whole
    );
    let masked = seen(&house, second.id, later).await.receiver;
    assert_eq!(
        (masked.shown, masked.name.as_str()),
        (Shown::Masked, "王**")
    );
    assert_eq!(masked.phone, "138****0002");
    let counts = counts(read, Scope::Operator).await.unwrap();
    assert_eq!(
        (counts["to_pack"], counts["received"], counts["all"]),
        (1, 1, 2)
    );
}

#[tokio::test]
async fn an_unpaid_parcel_is_nobodys_business_yet() {
    let house = Parcels::open().await;
    let row = house.paid(&[(BOX, 1)], T0).await;
    let sql = format!(
        "UPDATE consignment SET state = 'awaiting_payment', paid_at = NULL WHERE id = {}",
        row.id
    );
    house.house.run(&sql).await;
    let read = house.house.db.read();
    assert!(
        parcel(read, Scope::Operator, row.id, T0)
            .await
            .unwrap()
            .is_none()
    );
    let line = format!("{},SF9000000001", row.number);
    let found = reasons(take(&house, &[&line]).await.unwrap_err());
    let unknown = Reason::UnknownConsignment {
        value: row.number.clone(),
    };
    assert_eq!(found, [(2, unknown)]);
    let rows = consignment::Entity::find()
        .filter(consignment::Column::State.eq(State::AwaitingPayment))
        .all(read)
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
}
