//! Certificates: recorded one by one in the office, or by file.

use super::*;
use crate::certificates::{self, CertificateError, NewCertificate};

/// The certificate of a lot, as the office types it.
async fn paper(village: &Village, number: &str) -> NewCertificate {
    NewCertificate {
        root_lot_id: village.lot("L1").await.id,
        kind: "conformity".to_owned(),
        number: number.to_owned(),
        issuer: "WC".to_owned(),
        issued_on: "2026-10-12".to_owned(),
        basis: "own_test".to_owned(),
    }
}

async fn recorded(
    village: &Village,
    scope: Scope,
    paper: NewCertificate,
) -> Result<(), CertificateError> {
    let tx = village.db.write().await.unwrap();
    certificates::record(&tx, scope, paper, NOW).await?;
    tx.commit().await.unwrap();
    Ok(())
}

async fn with_a_lot() -> Village {
    let village = village().await;
    village.weigh("T1,WC-0001,L1,YI,100").await.unwrap();
    village
}

#[tokio::test]
async fn a_certificate_stands_for_one_lot_under_a_number_that_nobody_else_has() {
    let village = with_a_lot().await;
    let lot = village.lot("L1").await.id;
    let paper = |number| paper(&village, number);
    recorded(&village, village.scope(), paper("HG-1").await)
        .await
        .unwrap();
    recorded(&village, village.scope(), paper("HG-2").await)
        .await
        .unwrap();
    let numbers: Vec<String> = certificates::of_lot(village.db.read(), lot)
        .await
        .unwrap()
        .into_iter()
        .map(|paper| paper.number)
        .collect();
    assert_eq!(numbers, ["HG-1", "HG-2"]);
    let again = recorded(&village, village.scope(), paper("HG-1").await).await;
    assert!(matches!(again, Err(CertificateError::NumberTaken(number)) if number == "HG-1"));
}

#[tokio::test]
async fn what_is_no_certificate_of_ones_own_lot_is_refused() {
    let village = with_a_lot().await;
    let good = || paper(&village, "HG-1");
    let foreign = recorded(&village, Scope::Cooperative(village.taohong), good().await).await;
    assert!(matches!(foreign, Err(CertificateError::UnknownLot(_))));
    let graded = NewCertificate {
        root_lot_id: village.lot("L1/YI").await.id,
        ..good().await
    };
    let graded = recorded(&village, village.scope(), graded).await;
    assert!(
        matches!(graded, Err(CertificateError::UnknownLot(_))),
        "it stands for the whole lot"
    );
    let kind = NewCertificate {
        kind: "organic".to_owned(),
        ..good().await
    };
    let kind = recorded(&village, village.scope(), kind).await;
    assert!(matches!(kind, Err(CertificateError::UnknownKind(_))));
    let basis = NewCertificate {
        basis: "trust".to_owned(),
        ..good().await
    };
    let basis = recorded(&village, village.scope(), basis).await;
    assert!(matches!(basis, Err(CertificateError::UnknownBasis(_))));
    for (day, future) in [
        ("2026-02-30", false),
        ("yesterday", false),
        ("2027-01-01", true),
    ] {
        let dated = NewCertificate {
            issued_on: day.to_owned(),
            ..good().await
        };
        match recorded(&village, village.scope(), dated).await {
            Err(CertificateError::InTheFuture(_)) => assert!(future, "{day}"),
            Err(CertificateError::BadDay(_)) => assert!(!future, "{day}"),
            other => panic!("{day}: {other:?}"),
        }
    }
    assert_eq!(
        number(&village.db, "SELECT COUNT(*) FROM certificate").await,
        0
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_that_record_one_number_at_once_one_does() {
    let village = with_a_lot().await;
    let paper = paper(&village, "HG-1").await;
    let clerks = (0..12).map(|_| {
        let (db, scope, paper) = (village.db.clone(), village.scope(), paper.clone());
        tokio::spawn(async move {
            let tx = db.write().await.unwrap();
            match certificates::record(&tx, scope, paper, NOW).await {
                Ok(_) => tx.commit().await.is_ok(),
                Err(CertificateError::NumberTaken(_)) => false,
                Err(error) => panic!("{error:?}"),
            }
        })
    });
    let mut recorded = 0;
    for clerk in clerks.collect::<Vec<_>>() {
        recorded += i32::from(clerk.await.unwrap());
    }
    assert_eq!(recorded, 1);
}

#[tokio::test]
async fn a_file_of_certificates_is_taken_whole_and_the_same_row_again_changes_nothing() {
    let village = with_a_lot().await;
    let head = "number,lot_code,kind,issuer,issued_on,basis";
    let hand_in = async |rows: &str| {
        let csv = format!("{head}\n{rows}");
        let rows = import::certificates::parse(csv.as_bytes())?;
        let tx = village.db.write().await.unwrap();
        let applied =
            crate::register::certificates(&tx, &source(Some(village.wangcun), &csv), &rows).await?;
        tx.commit().await.unwrap();
        Ok::<_, RegisterError>(applied)
    };
    let first = "HG-1,L1,conformity,WC,2026-10-12,own_test\n";
    assert_eq!(hand_in(first).await.unwrap(), Applied { new: 1, known: 0 });
    let more = format!("{first}JY-1,L1,quarantine,WC,2026-10-12,official\n");
    assert_eq!(hand_in(&more).await.unwrap(), Applied { new: 1, known: 1 });
    let bad = "HG-1,L1,conformity,WC,2026-10-13,own_test\n\
        HG-3,L404,conformity,WC,2026-10-12,own_test\n\
        HG-4,L1,conformity,WC,2027-10-12,own_test\n";
    let value = |text: &str| text.to_owned();
    let expected = [
        fault(
            2,
            "number",
            Reason::NumberTaken {
                value: value("HG-1"),
            },
        ),
        fault(
            3,
            "lot_code",
            Reason::UnknownLot {
                value: value("L404"),
            },
        ),
        fault(
            4,
            "issued_on",
            Reason::InTheFuture {
                value: value("2027-10-12"),
            },
        ),
    ];
    assert_eq!(faults(hand_in(bad).await.unwrap_err()), expected);
    assert_eq!(
        number(&village.db, "SELECT COUNT(*) FROM certificate").await,
        2
    );
}
