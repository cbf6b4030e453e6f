//! The demo season's own files.

use std::path::PathBuf;

use super::*;
use crate::households;
use crate::season::{SeasonError, load_season};
use crate::{lots, verify};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("season")
}

#[tokio::test]
async fn the_season_is_loaded_whole_and_once() {
    let house = house().await;
    let first = load_season(&house.db, &folder(), NOW).await.unwrap();
    assert!(
        first.files.iter().all(|(_, applied)| applied.known == 0),
        "{:?}",
        first.files
    );
    let again = load_season(&house.db, &folder(), NOW).await.unwrap();
    assert_eq!(again.files, [], "files taken before are not read again");
    assert_eq!(
        (again.advances, again.people),
        (first.advances, first.people)
    );
    assert_eq!(number(&house.db, "SELECT COUNT(*) FROM sku").await, 27);
    assert_eq!(
        number(&house.db, "SELECT COUNT(*) FROM instrument").await,
        8
    );
    assert_eq!(verify::goods(house.db.read()).await.unwrap(), []);
}

#[tokio::test]
async fn wangcuns_season_is_nine_hundred_thousand_jin_on_a_hundred_and_eighty_mu() {
    let house = house().await;
    load_season(&house.db, &folder(), NOW).await.unwrap();
    let wangcun = number(&house.db, "SELECT id FROM organisation WHERE code = 'WC'").await;
    let totals = households::season_totals(house.db.read(), Scope::Cooperative(wangcun))
        .await
        .unwrap();
    assert_eq!((totals.households, totals.mu_hundredths), (31, 18_000));
    assert_eq!(
        totals
            .products
            .iter()
            .map(|row| row.recorded)
            .collect::<Vec<_>>(),
        [jin(900_000), g(140_000)],
        "sweet potatoes, and the noodles made of them"
    );
}

#[tokio::test]
async fn the_lot_of_the_first_order_weighs_six_households() {
    let house = house().await;
    load_season(&house.db, &folder(), NOW).await.unwrap();
    let root = number(&house.db, "SELECT id FROM lot WHERE code = 'WC-261012-01'").await;
    let weights = lots::lot_weights(house.db.read(), root).await.unwrap();
    let grams: Vec<_> = weights.iter().map(|row| row.grams).collect();
    assert_eq!(grams, [3_500, 2_750, 4_200, 1_980, 2_600, 4_970].map(jin));
    let exact = weights
        .iter()
        .all(|row| row.weight == u64::try_from(row.grams.as_g()).unwrap() * 10_000);
    assert!(exact, "one grade, factor 1");
}

#[tokio::test]
async fn a_folder_with_a_bad_file_loads_nothing_and_names_it() {
    let house = house().await;
    let dir = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(folder()).unwrap().map(Result::unwrap) {
        std::fs::copy(entry.path(), dir.path().join(entry.file_name())).unwrap();
    }
    let advances = dir.path().join("advances_WC.csv");
    let text = std::fs::read_to_string(&advances).unwrap();
    std::fs::write(
        &advances,
        text + "WC26-A999,WC-0404,红薯苗,Seedlings,1.00,2026-04-28\n",
    )
    .unwrap();
    let error = load_season(&house.db, dir.path(), NOW).await.unwrap_err();
    assert!(matches!(error, SeasonError::Register { file, .. } if file == "advances_WC.csv"));
    assert_eq!(
        number(&house.db, "SELECT COUNT(*) FROM organisation").await,
        0
    );
    std::fs::remove_file(dir.path().join("skus.csv")).unwrap();
    let error = load_season(&house.db, dir.path(), NOW).await.unwrap_err();
    assert!(matches!(error, SeasonError::Io { path, .. } if path.ends_with("skus.csv")));
}
