//! Files become rows once, whole or not at all.

use std::fmt::Write as _;
use std::time::Instant;

use super::*;
use crate::entity::{household, import_file, stock_movement};
use crate::verify;

const THREE: &str = "
    T1,WC-0001,L1,YI,3500
    T2,WC-0002,L1,YI,2750
    T3,WC-0001,L1,ER,100";

#[tokio::test]
async fn a_file_opens_a_lot_and_one_child_for_each_grade() {
    let village = village().await;
    assert_eq!(
        village.weigh(THREE).await.unwrap(),
        Applied { new: 3, known: 0 }
    );
    let (root, first, second) = (
        village.lot("L1").await,
        village.lot("L1/YI").await,
        village.lot("L1/ER").await,
    );
    assert_eq!((root.recorded_g, root.root_id, root.grade), (0, None, None));
    assert_eq!(
        (first.recorded_g, first.root_id, first.factor_bp),
        (6_250 * 500, Some(root.id), 10_000)
    );
    assert_eq!(
        (second.recorded_g, second.factor_bp, second.place.as_str()),
        (50_000, 8_000, "王村地窖")
    );
    let movements = stock_movement::Entity::find()
        .all(village.db.read())
        .await
        .unwrap();
    assert_eq!(
        movements.iter().map(|row| row.grams).sum::<i64>(),
        6_350 * 500
    );
    assert!(
        movements
            .iter()
            .all(|row| row.kind == stock_movement::Kind::Weighed)
    );
    assert_eq!(verify::goods(village.db.read()).await.unwrap(), []);
}

#[tokio::test]
async fn a_file_handed_in_twice_changes_nothing_and_is_noted_twice() {
    let village = village().await;
    village.weigh(THREE).await.unwrap();
    assert_eq!(
        village.weigh(THREE).await.unwrap(),
        Applied { new: 0, known: 3 }
    );
    assert_eq!(village.lot("L1/YI").await.recorded_g, 6_250 * 500);
    let files = import_file::Entity::find()
        .all(village.db.read())
        .await
        .unwrap();
    let intakes: Vec<_> = files.iter().filter(|file| file.kind == "intakes").collect();
    assert_eq!(
        intakes
            .iter()
            .map(|file| (file.rows_new, file.rows_known))
            .collect::<Vec<_>>(),
        [(3, 0), (0, 3)]
    );
}

#[tokio::test]
async fn the_same_weight_in_another_unit_is_known() {
    let village = village().await;
    village.weigh("T1,WC-0001,L1,YI,3500").await.unwrap();
    let csv =
        format!("{TICKETS}\nT1,WC-0001,L1,HS,YI,1750,kg,2026-10-12,2026-10-12 08:10,王村地窖\n");
    assert_eq!(
        village.weigh_for(village.wangcun, &csv).await.unwrap(),
        Applied { new: 0, known: 1 }
    );
}

#[tokio::test]
async fn later_tickets_add_to_a_lot_and_open_a_grade() {
    let village = village().await;
    village.weigh(THREE).await.unwrap();
    let more =
        "T1,WC-0001,L1,YI,3500\nT4,WC-0003,L1,YI,50\nT5,WC-0003,L1,TE,10\nT6,WC-0003,L2,YI,1";
    assert_eq!(
        village.weigh(more).await.unwrap(),
        Applied { new: 3, known: 1 }
    );
    assert_eq!(village.lot("L1/YI").await.recorded_g, 6_300 * 500);
    assert_eq!(
        (
            village.lot("L1/TE").await.factor_bp,
            village.lot("L2/YI").await.recorded_g
        ),
        (12_000, 500)
    );
    assert_eq!(verify::goods(village.db.read()).await.unwrap(), []);
}

#[tokio::test]
async fn a_known_number_with_other_content_points_to_correction_and_nothing_is_written() {
    let village = village().await;
    village.weigh("T1,WC-0001,L1,YI,350").await.unwrap();
    let error = village
        .weigh("T0,WC-0001,L1,YI,1\nT1,WC-0001,L1,YI,3500")
        .await
        .unwrap_err();
    assert_eq!(
        faults(error),
        [fault(
            3,
            "ticket_no",
            Reason::NumberTaken {
                value: "T1".to_owned()
            }
        )]
    );
    assert_eq!(number(&village.db, "SELECT COUNT(*) FROM intake").await, 1);
    assert_eq!(village.lot("L1/YI").await.recorded_g, 350 * 500);
}

#[tokio::test]
async fn every_bad_row_is_listed_before_anything_is_written() {
    let village = village().await;
    village.weigh("T1,WC-0001,L1,YI,1").await.unwrap();
    let csv = format!(
        "{TICKETS}
T2,WC-0009,L2,HS,YI,1,jin,2026-10-12,2026-10-12 08:10,王村地窖
T3,WC-0001,L2,HS,YI,1,jin,2026-10-12,2026-10-12 08:10,王村地窖
T4,TH-0001,L2,HS,YI,1,jin,2026-10-12,2026-10-12 08:10,王村地窖
T5,WC-0001,L1,HS,YI,1,jin,2026-10-12,2026-10-12 08:10,别处
T6,WC-0001,L3,GB,BZ,1,jin,2026-10-12,2026-10-12 08:10,王村地窖
T7,WC-0001,L2,HS,YI,1,jin,2026-12-01,2026-12-01 12:01,王村地窖
"
    );
    let error = village.weigh_for(village.wangcun, &csv).await.unwrap_err();
    let text = |value: &str| value.to_owned();
    let expected = [
        fault(
            2,
            "household_code",
            Reason::UnknownHousehold {
                value: text("WC-0009"),
            },
        ),
        fault(
            4,
            "household_code",
            Reason::UnknownHousehold {
                value: text("TH-0001"),
            },
        ),
        fault(5, "lot_code", Reason::UnlikeRecordedLot { lot: text("L1") }),
        fault(
            6,
            "product_code",
            Reason::UnknownUnit {
                value: text("stick"),
                allowed: text("g"),
            },
        ),
        fault(
            7,
            "weighed_at",
            Reason::InTheFuture {
                value: text("2026-12-01 12:01"),
            },
        ),
    ];
    assert_eq!(faults(error), expected);
    assert_eq!(number(&village.db, "SELECT COUNT(*) FROM intake").await, 1);
    assert_eq!(number(&village.db, "SELECT COUNT(*) FROM lot").await, 2);
}

#[tokio::test]
async fn a_product_or_grade_that_the_database_lacks_is_a_fault() {
    let village = village().await;
    let csv = format!(
        "{TICKETS}
T1,WC-0001,L1,HS,DW,1,jin,2026-10-12,2026-10-12 08:10,王村地窖
T2,WC-0001,L2,ZZ,YI,1,jin,2026-10-12,2026-10-12 08:10,王村地窖
"
    );
    // The book a file was read with may be older than the database it meets.
    let book = import::intakes::GradeBook::default()
        .with("HS", "DW")
        .with("ZZ", "YI");
    let rows = import::intakes::parse(csv.as_bytes(), &book).unwrap();
    let tx = village.db.write().await.unwrap();
    let error = crate::register::intakes(&tx, &source(Some(village.wangcun), &csv), &rows)
        .await
        .unwrap_err();
    let allowed = "ER, TE, YI".to_owned();
    let expected = [
        fault(
            2,
            "grade",
            Reason::UnknownGrade {
                value: "DW".to_owned(),
                allowed,
            },
        ),
        fault(
            3,
            "product_code",
            Reason::UnknownProduct {
                value: "ZZ".to_owned(),
            },
        ),
    ];
    assert_eq!(faults(error), expected);
}

#[tokio::test]
async fn two_cooperatives_may_use_the_same_numbers_and_lot_codes() {
    let village = village().await;
    village.weigh("T1,WC-0001,L1,YI,3500").await.unwrap();
    let csv = sweet_potatoes("T1,TH-0001,L1,YI,20");
    assert_eq!(
        village.weigh_for(village.taohong, &csv).await.unwrap(),
        Applied { new: 1, known: 0 }
    );
    let sum = "SELECT CAST(SUM(recorded_g) AS BIGINT) FROM lot WHERE cooperative_id =";
    assert_eq!(
        number(&village.db, &format!("{sum} {}", village.wangcun)).await,
        3_500 * 500
    );
    assert_eq!(
        number(&village.db, &format!("{sum} {}", village.taohong)).await,
        10_000
    );
}

#[tokio::test]
async fn a_dry_run_is_the_same_call_without_a_commit() {
    let village = village().await;
    let csv = sweet_potatoes(THREE);
    let grades = crate::register::grade_book(village.db.read())
        .await
        .unwrap();
    let rows = import::intakes::parse(csv.as_bytes(), &grades).unwrap();
    let tx = village.db.write().await.unwrap();
    let applied = crate::register::intakes(&tx, &source(Some(village.wangcun), &csv), &rows)
        .await
        .unwrap();
    assert_eq!(applied, Applied { new: 3, known: 0 });
    drop(tx);
    assert_eq!(number(&village.db, "SELECT COUNT(*) FROM intake").await, 0);
    assert_eq!(
        number(
            &village.db,
            "SELECT COUNT(*) FROM import_file WHERE kind = 'intakes'"
        )
        .await,
        0
    );
    assert_eq!(village.weigh(THREE).await.unwrap().new, 3);
}

#[tokio::test]
async fn a_file_needs_a_cooperative() {
    let village = village().await;
    for organisation in [
        None,
        Some(987),
        Some(number(&village.db, "SELECT id FROM organisation WHERE code = 'JW'").await),
    ] {
        let tx = village.db.write().await.unwrap();
        let error = crate::register::intakes(&tx, &source(organisation, ""), &[])
            .await
            .unwrap_err();
        assert!(
            matches!(error, RegisterError::NotACooperative(id) if id == organisation),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn advances_come_back_fresh_once_and_in_the_order_of_the_file() {
    let village = village().await;
    let lines = "A1,WC-0002,红薯苗,Seedlings,450.00,2026-04-28\nA0,WC-0001,红薯苗,Seedlings,600.00,2026-04-28\n";
    let (applied, fresh) = village.advance(lines).await.unwrap();
    assert_eq!(applied, Applied { new: 2, known: 0 });
    let rows: Vec<_> = fresh
        .iter()
        .map(|row| (row.number.as_str(), row.amount_fen))
        .collect();
    assert_eq!(rows, [("A1", 45_000), ("A0", 60_000)]);
    let (applied, fresh) = village.advance(lines).await.unwrap();
    assert_eq!((applied, fresh), (Applied { new: 0, known: 2 }, vec![]));
}

#[tokio::test]
async fn an_advance_to_a_stranger_or_of_tomorrow_or_with_another_amount_is_refused() {
    let village = village().await;
    village
        .advance("A1,WC-0002,红薯苗,Seedlings,450.00,2026-04-28\n")
        .await
        .unwrap();
    let lines = "A1,WC-0002,红薯苗,Seedlings,45.00,2026-04-28
A2,TH-0001,红薯苗,Seedlings,450.00,2026-04-28
A3,WC-0001,红薯苗,Seedlings,450.00,2026-12-02
";
    let expected = [
        fault(
            2,
            "number",
            Reason::NumberTaken {
                value: "A1".to_owned(),
            },
        ),
        fault(
            3,
            "household_code",
            Reason::UnknownHousehold {
                value: "TH-0001".to_owned(),
            },
        ),
        fault(
            4,
            "given_on",
            Reason::InTheFuture {
                value: "2026-12-02".to_owned(),
            },
        ),
    ];
    assert_eq!(faults(village.advance(lines).await.unwrap_err()), expected);
    assert_eq!(number(&village.db, "SELECT COUNT(*) FROM advance").await, 1);
}

#[tokio::test]
async fn members_keep_who_they_are_apart_and_are_known_by_code() {
    let village = village().await;
    let rows = import::members::parse(MEMBERS_WC.as_bytes()).unwrap();
    let tx = village.db.write().await.unwrap();
    let source = source(Some(village.wangcun), MEMBERS_WC);
    let applied = crate::register::members(&tx, &source, &rows).await.unwrap();
    assert_eq!(applied, Applied { new: 0, known: 3 });
    let changed = MEMBERS_WC.replace("WC-0002,郭**", "WC-0002,王**");
    let rows = import::members::parse(changed.as_bytes()).unwrap();
    let error = crate::register::members(&tx, &source, &rows)
        .await
        .unwrap_err();
    assert_eq!(
        faults(error),
        [fault(
            3,
            "code",
            Reason::NumberTaken {
                value: "WC-0002".to_owned()
            }
        )]
    );
    drop(tx);
    let households = household::Entity::find()
        .all(village.db.read())
        .await
        .unwrap();
    assert_eq!(
        households
            .iter()
            .filter(|row| row.cooperative_id == village.wangcun)
            .count(),
        3
    );
    assert_eq!(
        number(&village.db, "SELECT COUNT(*) FROM household_private").await,
        4
    );
}

/// Rows of the file whose speed is printed: set `SANBAO_TEST_IMPORT_ROWS=100000` to measure.
const MEASURED_ROWS: usize = 3_000;

fn many(rows: usize) -> String {
    let mut csv = format!("{TICKETS}\n");
    for row in 0..rows {
        let (household, lot, grade) = (row % 3 + 1, row / 500, ["YI", "TE", "ER"][row % 3]);
        writeln!(csv, "T{row},WC-000{household},L{lot},HS,{grade},{},jin,2026-10-12,2026-10-12 08:10,王村地窖", row % 900 + 1)
            .unwrap();
    }
    csv
}

#[tokio::test]
async fn a_long_file_is_taken_in_batches_and_known_the_second_time() {
    let rows = std::env::var("SANBAO_TEST_IMPORT_ROWS")
        .ok()
        .and_then(|rows| rows.parse().ok());
    let rows = rows.unwrap_or(MEASURED_ROWS);
    let village = village().await;
    let csv = many(rows);
    for (what, expected) in [("fresh", (rows as u64, 0)), ("known", (0, rows as u64))] {
        let began = Instant::now();
        let applied = village.weigh_for(village.wangcun, &csv).await.unwrap();
        assert_eq!((applied.new, applied.known), expected);
        println!("{rows} {what} rows in {} ms", began.elapsed().as_millis());
    }
    assert_eq!(verify::goods(village.db.read()).await.unwrap(), []);
}

#[tokio::test]
async fn a_hundred_thousand_rows_with_one_bad_one_write_nothing() {
    let village = village().await;
    let csv = many(100_000) + "TX,WC-0404,L0,HS,YI,1,jin,2026-10-12,2026-10-12 08:10,王村地窖\n";
    let error = village.weigh_for(village.wangcun, &csv).await.unwrap_err();
    let reason = Reason::UnknownHousehold {
        value: "WC-0404".to_owned(),
    };
    assert_eq!(faults(error), [fault(100_002, "household_code", reason)]);
    assert_eq!(number(&village.db, "SELECT COUNT(*) FROM intake").await, 0);
    assert_eq!(number(&village.db, "SELECT COUNT(*) FROM lot").await, 0);
}
