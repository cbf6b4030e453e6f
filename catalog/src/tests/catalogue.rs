//! The operator's files: organisations, products, instruments, working days.

use super::*;
use crate::entity::instrument;
use crate::register::{delivery, instruments, organisations, working_days};
use crate::working_days::{Calendar, Day};

#[tokio::test]
async fn an_instrument_tells_its_contract_and_a_closed_one_its_reason() {
    let village = village().await;
    let views = crate::products::instruments(village.db.read())
        .await
        .unwrap();
    let codes: Vec<_> = views
        .iter()
        .map(|view| (view.instrument.id, view.instrument.code.as_str()))
        .collect();
    assert_eq!(codes, [(1, "HS-1"), (2, "XG-F"), (4, "GB")]);
    let grades: Vec<_> = views[0]
        .grades
        .iter()
        .map(|row| (row.grade.as_str(), row.factor_bp))
        .collect();
    assert_eq!(grades, [("TE", 12_000), ("YI", 10_000), ("ER", 8_000)]);
    let closed = crate::products::instrument_by_code(village.db.read(), "XG-F")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        closed.instrument.closed_reason.as_deref(),
        Some("process_later")
    );
    let stored = instrument::Entity::find_by_id(1)
        .one(village.db.read())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (
            stored.tick_fen,
            stored.tick_value_fen,
            stored.listing_hold_bp
        ),
        (1, 5_000, Some(1_000))
    );
}

#[tokio::test]
async fn an_organisation_is_known_by_its_code_and_its_fee_is_not_imported_away() {
    let village = village().await;
    let tx = village.db.write().await.unwrap();
    let operator = source(None, ORGANISATIONS);
    let rows = import::organisations::parse(ORGANISATIONS.as_bytes()).unwrap();
    let applied = organisations(&tx, &operator, &rows).await.unwrap();
    assert_eq!(applied, Applied { new: 0, known: 6 });
    let moved = ORGANISATIONS.replace("0358-0009002", "0358-0009999");
    let rows = import::organisations::parse(moved.as_bytes()).unwrap();
    let applied = organisations(&tx, &operator, &rows).await.unwrap();
    assert_eq!(applied.known, 6, "a phone is corrected in the office");
    let dearer = ORGANISATIONS.replace(",300,0358-0009002", ",400,0358-0009002");
    let rows = import::organisations::parse(dearer.as_bytes()).unwrap();
    let error = organisations(&tx, &operator, &rows).await.unwrap_err();
    let taken = Reason::NumberTaken {
        value: "WC".to_owned(),
    };
    assert_eq!(faults(error), [fault(3, "code", taken)]);
}

#[tokio::test]
async fn an_instrument_names_a_product_a_carrier_and_an_inspector_that_exist() {
    let village = village().await;
    let tx = village.db.write().await.unwrap();
    let swapped = INSTRUMENTS
        .replace("1,HS-1,HS,", "9,HS-1,ZZ,")
        .replace("GX,JY,yes,\n2", "JY,JW,yes,\n2");
    let rows = import::instruments::parse(swapped.as_bytes()).unwrap();
    let error = instruments(&tx, &source(None, &swapped), &rows)
        .await
        .unwrap_err();
    let expected = [
        fault(
            2,
            "product_code",
            Reason::UnknownProduct {
                value: "ZZ".to_owned(),
            },
        ),
        fault(
            2,
            "code",
            Reason::NumberTaken {
                value: "HS-1".to_owned(),
            },
        ),
        fault(
            2,
            "carrier_code",
            Reason::UnknownOrganisation {
                value: "JY".to_owned(),
            },
        ),
        fault(
            2,
            "inspector_code",
            Reason::UnknownOrganisation {
                value: "JW".to_owned(),
            },
        ),
    ];
    assert_eq!(faults(error), expected);
}

#[tokio::test]
async fn working_days_become_the_calendar_and_are_not_turned_round() {
    let village = village().await;
    let tx = village.db.write().await.unwrap();
    let days = "day,working\n2026-10-01,no\n2026-10-10,yes\n";
    let operator = source(None, days);
    let rows = import::working_days::parse(days.as_bytes()).unwrap();
    let applied = working_days(&tx, &operator, &rows).await.unwrap();
    assert_eq!(applied, Applied { new: 2, known: 0 });
    let turned = days.replace("01,no", "01,yes");
    let rows = import::working_days::parse(turned.as_bytes()).unwrap();
    let error = working_days(&tx, &operator, &rows).await.unwrap_err();
    let taken = Reason::NumberTaken {
        value: "2026-10-01".to_owned(),
    };
    assert_eq!(faults(error), [fault(2, "day", taken)]);
    tx.commit().await.unwrap();
    let calendar = Calendar::load(village.db.read()).await.unwrap();
    let day = |text: &str| Day::parse(text).unwrap();
    assert!(!calendar.is_working(day("2026-10-01")));
    assert!(calendar.is_working(day("2026-10-10")));
}

#[tokio::test]
async fn delivery_areas_are_recorded_once_and_tell_what_goes_where() {
    use crate::address::Code;
    use crate::address::delivery::{Delivery, Reason, areas, quote_delivery};
    use crate::entity::sku::Storage;

    let house = house().await;
    let tx = house.db.write().await.unwrap();
    let file = include_str!("../../season/delivery.csv");
    let operator = source(None, file);
    let rows = import::delivery::parse(file.as_bytes()).unwrap();
    let applied = delivery(&tx, &operator, &rows).await.unwrap();
    assert_eq!((applied.new, applied.known), (rows.len() as u64, 0));
    let applied = delivery(&tx, &operator, &rows).await.unwrap();
    assert_eq!((applied.new, applied.known), (0, rows.len() as u64));
    let dearer = file.replace("650000,*,yes,12.00", "650000,*,yes,15.00");
    let rows = import::delivery::parse(dearer.as_bytes()).unwrap();
    let error = delivery(&tx, &operator, &rows).await.unwrap_err();
    assert!(matches!(error, RegisterError::Faults(faults) if faults.total() == 1));
    let areas = areas(&*tx).await.unwrap();
    let quote = |code, storage| quote_delivery(&areas, Code::parse(code).unwrap(), storage);
    let costs = |fen| Delivery::Delivered {
        surcharge_per_pack: ledger::Money::fen(fen),
    };
    let refused = |reason| Delivery::Refused { reason };
    assert_eq!(quote("140105", Storage::Frozen), costs(0));
    assert_eq!(quote("650102", Storage::Ambient), costs(1_200));
    assert_eq!(quote("650102", Storage::Cold), refused(Reason::NoColdChain));
    assert_eq!(
        quote("460106", Storage::Frozen),
        refused(Reason::NoColdChain)
    );
    assert_eq!(quote("150102", Storage::Cold), costs(600));
    assert_eq!(
        quote("710000", Storage::Ambient),
        refused(Reason::OutsideMainland)
    );
}
