//! Which grades a product has, and which of them goes into a pack.

use super::*;

const SKU_HEAD: &str = "number,product_code,name_zh,name_en,spec_zh,spec_en,net_grams,price_yuan,shop,season_from,season_to,storage,shelf,mixable,open,closed_reason,grade";

/// Hands in products and packs, as the operator does.
async fn catalogue(village: &Village, products: &str, skus: &str) -> Result<(), RegisterError> {
    let tx = village.db.write().await.unwrap();
    let csv = format!("code,shop,name_zh,name_en,unit,fresh,grades,certificate\n{products}");
    let rows = import::products::parse(csv.as_bytes())?;
    crate::register::products(&tx, &source(None, &csv), &rows).await?;
    let csv = format!("{SKU_HEAD}\n{skus}");
    let rows = import::skus::parse(csv.as_bytes())?;
    crate::register::skus(&tx, &source(None, &csv), &rows).await?;
    tx.commit().await.unwrap();
    Ok(())
}

fn pork(number: i64, product: &str, grade: &str) -> String {
    format!("{number},{product},a,a,b,b,1000,99.80,pig,1,12,frozen,12m,yes,yes,,{grade}\n")
}

#[tokio::test]
async fn what_no_instrument_trades_is_weighed_in_by_the_grades_that_it_names_itself() {
    let village = village().await;
    let skus = pork(10, "SZR", "WH");
    catalogue(
        &village,
        "SZR,pig,肉,Pork,g,yes,WH:10000|HT:8000,quarantine\n",
        &skus,
    )
    .await
    .unwrap();
    let ticket = |no: &str, grade: &str| {
        format!("{no},WC-0001,P1,SZR,{grade},10,kg,2026-10-28,2026-10-29 08:10,cold store\n")
    };
    let csv = format!("{TICKETS}\n{}{}", ticket("P1", "WH"), ticket("P2", "HT"));
    village.weigh_for(village.wangcun, &csv).await.unwrap();
    let factors = [village.lot("P1/WH").await, village.lot("P1/HT").await];
    assert_eq!(factors.map(|lot| lot.factor_bp), [10_000, 8_000]);
    let other = format!("{TICKETS}\n{}", ticket("P3", "YI"));
    let refused = faults(
        village
            .weigh_for(village.wangcun, &other)
            .await
            .unwrap_err(),
    );
    let (value, allowed) = ("YI".to_owned(), "HT, WH".to_owned());
    assert_eq!(
        refused,
        [fault(2, "grade", Reason::UnknownGrade { value, allowed })]
    );
}

#[tokio::test]
async fn an_instrument_s_grades_stand_before_those_that_its_product_names() {
    let village = village().await;
    village
        .tamper("UPDATE product SET grades = 'BEST:20000' WHERE code = 'HS'")
        .await;
    village.weigh("T1,WC-0001,L1,ER,100").await.unwrap();
    assert_eq!(village.lot("L1/ER").await.factor_bp, 8_000);
    let refused = faults(village.weigh("T2,WC-0001,L1,BEST,100").await.unwrap_err());
    assert!(
        matches!(refused[0].reason, Reason::UnknownGrade { .. }),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_pack_of_a_grade_that_its_product_lacks_is_refused() {
    let village = village().await;
    let skus = pork(10, "HS", "WH") + &pork(11, "HS", "YI") + &pork(12, "HS", "");
    let refused = faults(catalogue(&village, "", &skus).await.unwrap_err());
    let (value, allowed) = ("WH".to_owned(), "ER, TE, YI".to_owned());
    assert_eq!(
        refused,
        [fault(2, "grade", Reason::UnknownGrade { value, allowed })]
    );
    let good = pork(11, "HS", "YI") + &pork(12, "HS", "");
    catalogue(&village, "", &good).await.unwrap();
    assert_eq!(
        number(&village.db, "SELECT COUNT(*) FROM sku WHERE grade = 'YI'").await,
        1
    );
}
