//! What may go on a shelf, and what may come back.

use super::*;

impl Shops {
    async fn ask(&self, (number, lot, grams): (i64, &str, i64)) -> AllotAsk {
        AllotAsk {
            sku_id: self.sku(number).await.id,
            lot_id: self.lot(lot).await.id,
            grams: g(grams),
            now: NOW,
            person: None,
        }
    }

    pub(super) async fn allot(
        &self,
        scope: Scope,
        what: (i64, &str, i64),
    ) -> Result<i64, ShelfError> {
        let ask = self.ask(what).await;
        let tx = self.db().write().await.unwrap();
        let shelf_id = allot(&tx, scope, ask).await?;
        tx.commit().await.unwrap();
        Ok(shelf_id)
    }

    pub(super) async fn withdraw(
        &self,
        scope: Scope,
        (number, lot, grams): (i64, &str, i64),
    ) -> Result<(), ShelfError> {
        let ask = WithdrawAsk {
            shelf_id: self.view(number).await.shelf_id,
            lot_id: self.lot(lot).await.id,
            grams: g(grams),
            now: NOW,
            person: None,
        };
        let tx = self.db().write().await.unwrap();
        withdraw(&tx, scope, ask).await?;
        tx.commit().await.unwrap();
        Ok(())
    }
}

#[tokio::test]
async fn goods_go_on_sale_and_come_back_into_their_lot() {
    let shops = shops().await;
    let wangcun = shops.cooperative("WC").await;
    let lot = "WC-261017-01/TE";
    let before = shops.lot(lot).await;
    shops.allot(wangcun, (22, lot, 2_500)).await.unwrap();
    assert_eq!(shops.lot(lot).await.held_g, before.held_g + 2_500);
    assert_eq!(shops.view(22).await.available_packs, 321);
    shops.withdraw(wangcun, (22, lot, 5_000)).await.unwrap();
    assert_eq!(shops.lot(lot).await.held_g, before.held_g - 2_500);
    assert_eq!(shops.view(22).await.available_packs, 319);
    shops.proven().await;
}

#[tokio::test]
async fn what_does_not_belong_on_a_shelf_is_refused_by_its_reason() {
    let shops = shops().await;
    let wangcun = shops.cooperative("WC").await;
    let (good, other) = ("WC-261017-01/TE", "WC-261018-01/YI");
    let refused = |scope, what| {
        let shops = &shops;
        async move { shops.allot(scope, what).await.unwrap_err() }
    };
    let foreign = refused(shops.cooperative("TH").await, (22, good, 2_500)).await;
    assert!(matches!(foreign, ShelfError::UnknownLot(_)), "{foreign:?}");
    let household = refused(Scope::Household(1), (22, good, 2_500)).await;
    assert!(matches!(household, ShelfError::UnknownLot(_)));
    let root = refused(wangcun, (22, "WC-261017-01", 2_500)).await;
    assert!(
        matches!(root, ShelfError::UnknownLot(_)),
        "a lot of all grades"
    );
    let grade = refused(wangcun, (22, other, 2_500)).await;
    assert!(
        matches!(grade, ShelfError::WrongGrade { lot, found, wanted } if (&*lot, &*found, &*wanted) == ("WC-261018-01", "YI", "TE"))
    );
    let product = refused(wangcun, (25, good, 2_000)).await;
    assert!(
        matches!(product, ShelfError::WrongProduct { found, wanted, .. } if (&*found, &*wanted) == ("HS", "HSF"))
    );
    let paper = refused(wangcun, (22, "WC-261019-01/TE", 2_500)).await;
    assert!(
        matches!(paper, ShelfError::NoCertificate { lot, kind } if (&*lot, &*kind) == ("WC-261019-01", "conformity"))
    );
    let part = refused(wangcun, (22, good, 2_400)).await;
    assert!(matches!(part, ShelfError::PartOfPack { net, .. } if net == g(2_500)));
    let nothing = refused(wangcun, (22, good, 0)).await;
    assert!(matches!(nothing, ShelfError::Nothing));
    let closed = refused(wangcun, (24, good, 2_500)).await;
    assert!(matches!(closed, ShelfError::Closed { number: 24, .. }));
    let sticks = refused(wangcun, (9, good, 2_500)).await;
    assert!(matches!(sticks, ShelfError::NotByWeight(9)));
    let free = shops.lot(good).await;
    let free = free.recorded_g - free.held_g - free.gone_g;
    let short = refused(wangcun, (22, good, free + 2_500)).await;
    assert!(
        matches!(short, ShelfError::LotShort { needed, available } if (needed, available) == (g(free + 2_500), g(free)))
    );
    shops.proven().await;
    assert_eq!(shops.view(22).await.available_packs, 320, "nothing moved");
}

#[tokio::test]
async fn only_what_nobody_was_promised_comes_back() {
    let shops = shops().await;
    let pigs = shops.cooperative("SC").await;
    let ribs = shops.view(12).await;
    let lot = "SC-261028-03/PG";
    shops
        .step(Step::Reserve, &of(ribs.shelf_id, 3_000))
        .await
        .unwrap();
    shops
        .step(Step::Keep, &of(ribs.shelf_id, 1_000))
        .await
        .unwrap();
    let promised = shops.withdraw(pigs, (12, lot, 5_000)).await;
    assert!(matches!(promised, Err(ShelfError::Short { available, .. }) if available == g(4_000)));
    let foreign = shops
        .withdraw(shops.cooperative("WC").await, (12, lot, 1_000))
        .await;
    assert!(matches!(foreign, Err(ShelfError::UnknownShelf(_))));
    let elsewhere = shops.withdraw(pigs, (12, "SC-261028-01/WH", 1_000)).await;
    assert!(matches!(elsewhere, Err(ShelfError::LotShort { available, .. }) if available == g(0)));
    shops.withdraw(pigs, (12, lot, 4_000)).await.unwrap();
    assert_eq!(shops.view(12).await.available_packs, 0);
    shops.proven().await;
}

#[tokio::test]
async fn a_lot_s_part_comes_back_only_as_far_as_it_lies_there() {
    let shops = shops().await;
    let pigs = shops.cooperative("SC").await;
    let old = "SC-261028-01/WH";
    let short = shops.withdraw(pigs, (10, old, 800)).await;
    assert!(matches!(short, Err(ShelfError::LotShort { available, .. }) if available == g(700)));
    shops.withdraw(pigs, (10, old, 700)).await.unwrap();
    let view = shops.view(10).await;
    assert_eq!((view.lots.len(), view.available), (1, g(40_000)));
    shops.allot(pigs, (10, old, 250)).await.unwrap();
    assert_eq!(
        shops.view(10).await.lots[0].left,
        g(250),
        "a mixed pack takes remainders"
    );
    shops.proven().await;
}
