//! The one stock: recorded = free + held + gone, whatever happens.

use proptest::prelude::*;

use super::*;
use crate::stock::{self, Movement, StockError};
use crate::verify;

fn movement(lot_id: i64, grams: i64) -> Movement {
    Movement {
        lot_id,
        grams: g(grams),
        subject: "deal:1".to_owned(),
        at: NOW,
    }
}

#[tokio::test]
async fn grams_go_from_free_to_held_to_gone_and_back() {
    let village = village().await;
    village.weigh("T1,WC-0001,L1,YI,2").await.unwrap();
    let lot_id = village.lot("L1/YI").await.id;
    let tx = village.db.write().await.unwrap();
    stock::hold(&tx, &movement(lot_id, 700)).await.unwrap();
    assert_eq!(stock::free(&*tx, lot_id).await.unwrap(), g(300));
    stock::ship(&tx, &movement(lot_id, 200)).await.unwrap();
    stock::release(&tx, &movement(lot_id, 100)).await.unwrap();
    stock::hold(&tx, &movement(lot_id, 0)).await.unwrap();
    tx.commit().await.unwrap();
    let lot = village.lot("L1/YI").await;
    assert_eq!((lot.recorded_g, lot.held_g, lot.gone_g), (1_000, 400, 200));
    assert_eq!(
        number(
            &village.db,
            "SELECT COUNT(*) FROM stock_movement WHERE kind <> 'weighed'"
        )
        .await,
        3
    );
}

#[tokio::test]
async fn more_than_there_is_is_refused_with_what_there_is() {
    let village = village().await;
    village.weigh("T1,WC-0001,L1,YI,2").await.unwrap();
    let lot_id = village.lot("L1/YI").await.id;
    let tx = village.db.write().await.unwrap();
    stock::hold(&tx, &movement(lot_id, 700)).await.unwrap();
    let short = stock::hold(&tx, &movement(lot_id, 301)).await.unwrap_err();
    assert!(
        matches!(short, StockError::Short { needed, available, .. } if (needed, available) == (g(301), g(300)))
    );
    let release = stock::release(&tx, &movement(lot_id, 701))
        .await
        .unwrap_err();
    assert!(matches!(release, StockError::HeldShort { available, .. } if available == g(700)));
    let ship = stock::ship(&tx, &movement(lot_id, 701)).await.unwrap_err();
    assert!(matches!(ship, StockError::HeldShort { needed, .. } if needed == g(701)));
    let unknown = stock::hold(&tx, &movement(404, 1)).await.unwrap_err();
    assert!(matches!(unknown, StockError::UnknownLot(404)));
}

#[tokio::test]
async fn of_many_takers_of_the_last_grams_as_many_win_as_there_are_grams_for() {
    let village = village().await;
    village.weigh("T1,WC-0001,L1,YI,1").await.unwrap();
    let lot_id = village.lot("L1/YI").await.id;
    let takers = (0..12).map(|_| {
        let db = village.db.clone();
        tokio::spawn(async move {
            let tx = db.write().await.unwrap();
            let taken = stock::hold(&tx, &movement(lot_id, 100)).await.is_ok();
            tx.commit().await.unwrap();
            taken
        })
    });
    let mut won = 0;
    for taker in takers.collect::<Vec<_>>() {
        won += i32::from(taker.await.unwrap());
    }
    assert_eq!((won, village.lot("L1/YI").await.held_g), (5, 500));
}

#[derive(Clone, Copy, Debug)]
enum Move {
    Hold(i64),
    Release(i64),
    Ship(i64),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let grams = 0_i64..700;
    let one = prop_oneof![
        grams.clone().prop_map(Move::Hold),
        grams.clone().prop_map(Move::Release),
        grams.prop_map(Move::Ship),
    ];
    prop::collection::vec(one, 0..24)
}

/// Plays the moves on a database and on three numbers; both must say the same all the way.
async fn play(moves: Vec<Move>) {
    let village = village().await;
    village.weigh("T1,WC-0001,L1,YI,2").await.unwrap();
    let lot_id = village.lot("L1/YI").await.id;
    let (mut held, mut gone) = (0_i64, 0_i64);
    let tx = village.db.write().await.unwrap();
    for step in moves {
        let (expected, done) = match step {
            Move::Hold(grams) => (
                held + gone + grams <= 1_000,
                stock::hold(&tx, &movement(lot_id, grams)).await,
            ),
            Move::Release(grams) => (
                grams <= held,
                stock::release(&tx, &movement(lot_id, grams)).await,
            ),
            Move::Ship(grams) => (
                grams <= held,
                stock::ship(&tx, &movement(lot_id, grams)).await,
            ),
        };
        assert_eq!(expected, done.is_ok(), "{step:?}: {done:?}");
        match step {
            Move::Hold(grams) if expected => held += grams,
            Move::Release(grams) if expected => held -= grams,
            Move::Ship(grams) if expected => (held, gone) = (held - grams, gone + grams),
            _ => {}
        }
        assert_eq!(
            stock::free(&*tx, lot_id).await.unwrap(),
            g(1_000 - held - gone)
        );
    }
    tx.commit().await.unwrap();
    let lot = village.lot("L1/YI").await;
    assert_eq!((lot.held_g, lot.gone_g), (held, gone));
    for check in [
        verify::recorded(village.db.read()).await,
        verify::held(village.db.read()).await,
    ] {
        assert_eq!(check.unwrap(), []);
    }
    assert_eq!(verify::gone(village.db.read()).await.unwrap(), []);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 64, ..ProptestConfig::default() })]

    #[test]
    fn recorded_is_always_free_and_held_and_gone(moves in moves()) {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(play(moves));
    }
}
