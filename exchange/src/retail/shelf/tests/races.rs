//! Many at once: never more is sold, and never more of a lot is claimed, than there is.

use catalog::receipts::{ReceiptRequest, request_receipt};

use super::*;

const TASKS: usize = 40;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn forty_buyers_of_the_last_seven_packs_get_seven() {
    let shops = shops().await;
    let shelf_id = shops.view(12).await.shelf_id;
    let tasks = (1_i64..).take(TASKS).map(|buyer| {
        let db = shops.db().clone();
        tokio::spawn(async move {
            let step = Move {
                subject: purchase_subject(buyer),
                ..of(shelf_id, 1_000)
            };
            let tx = db.write().await.unwrap();
            let done = reserve(&tx, &step).await;
            tx.commit().await.unwrap();
            done
        })
    });
    let (mut won, mut short) = (0, 0);
    for task in tasks.collect::<Vec<_>>() {
        match task.await.unwrap() {
            Ok(()) => won += 1,
            Err(ShelfError::Short { available, .. }) if available < g(1_000) => short += 1,
            Err(error) => panic!("{error:?}"),
        }
    }
    assert_eq!((won, short), (7, TASKS - 7));
    let view = shops.view(12).await;
    assert_eq!((view.available, view.reserved), (g(0), g(7_000)));
    shops.proven().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_taker_of_two_leaves_the_odd_pack() {
    let shops = shops().await;
    let shelf_id = shops.view(12).await.shelf_id;
    let tasks = (0..TASKS).map(|_| {
        let db = shops.db().clone();
        tokio::spawn(async move {
            let tx = db.write().await.unwrap();
            let done = reserve(&tx, &of(shelf_id, 2_000)).await.is_ok();
            tx.commit().await.unwrap();
            done
        })
    });
    let mut won = 0;
    for task in tasks.collect::<Vec<_>>() {
        won += i32::from(task.await.unwrap());
    }
    assert_eq!((won, shops.view(12).await.available), (3, g(1_000)));
}

/// One contract over first grade, or as many grams of it for a shelf: the lot has not both.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_last_grams_of_a_lot_go_to_a_receipt_or_to_a_shelf() {
    let shops = shops().await;
    let wangcun = shops.cooperative("WC").await;
    let lot = shops.lot("WC-261022-01/YI").await;
    let (root, free) = (lot.root_id.unwrap(), lot.recorded_g - lot.held_g);
    assert!(
        (5_000_000..10_000_000).contains(&free),
        "room for one of them"
    );
    let sku_id = shops.sku(23).await.id;
    let tasks = (0..TASKS).map(|task| {
        let db = shops.db().clone();
        tokio::spawn(async move {
            let tx = db.write().await.unwrap();
            let done = if task % 2 == 0 {
                let request = ReceiptRequest {
                    instrument_id: 1,
                    root_lot_id: root,
                    contracts: 1,
                    grades: vec!["YI".to_owned()],
                };
                request_receipt(&tx, wangcun, &request, NOW).await.is_ok()
            } else {
                let ask = AllotAsk {
                    sku_id,
                    lot_id: lot.id,
                    grams: g(5_000_000),
                    now: NOW,
                    person: None,
                };
                allot(&tx, wangcun, ask).await.is_ok()
            };
            if done {
                tx.commit().await.unwrap();
            }
            i32::from(done)
        })
    });
    let mut won = 0;
    for task in tasks.collect::<Vec<_>>() {
        won += task.await.unwrap();
    }
    let after = shops.lot("WC-261022-01/YI").await;
    assert_eq!((won, after.held_g), (1, lot.held_g + 5_000_000));
    shops.proven().await;
}
