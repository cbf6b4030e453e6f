//! Shelves against a real database: the demo season's own, whose goods the golden boxes are sold from.

mod allot;
mod files;
mod model;
mod proof;
mod races;

use std::path::PathBuf;

use catalog::database::Database;
use catalog::entity::{lot, organisation, sku};
use catalog::scope::Scope;
use ledger::Grams;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::*;
use crate::books::test_house::House;
use crate::retail::{page, tariff};
use crate::season;

/// 2026-11-24 09:00 at UTC+8.
const NOW: i64 = 1_795_482_000_000;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../catalog/season")
}

/// A house whose season is open.
struct Shops {
    house: House,
}

async fn shops() -> Shops {
    let house = House::open().await;
    season::open(&house.db, &folder(), NOW).await.unwrap();
    Shops { house }
}

fn g(grams: i64) -> Grams {
    Grams::new(grams).unwrap()
}

impl Shops {
    fn db(&self) -> &Database {
        &self.house.db
    }

    async fn sku(&self, number: i64) -> sku::Model {
        let row = sku::Entity::find().filter(sku::Column::Number.eq(number));
        row.one(self.db().read()).await.unwrap().unwrap()
    }

    async fn lot(&self, code: &str) -> lot::Model {
        let row = lot::Entity::find().filter(lot::Column::Code.eq(code));
        row.one(self.db().read()).await.unwrap().unwrap()
    }

    async fn cooperative(&self, code: &str) -> Scope {
        let row = organisation::Entity::find().filter(organisation::Column::Code.eq(code));
        Scope::Cooperative(row.one(self.db().read()).await.unwrap().unwrap().id)
    }

    async fn view(&self, number: i64) -> ShelfView {
        let sku = self.sku(number).await;
        let mut views = available(self.db().read(), sku.id).await.unwrap();
        assert_eq!(views.len(), 1, "one pack house has {number}");
        views.remove(0)
    }

    /// Every check of goods and of shelves, but for those over purchases and packs.
    async fn proven(&self) {
        proven(self.db().read()).await;
    }

    /// One step of a shelf, committed.
    async fn step(&self, kind: Step, step: &Move) -> Result<(), ShelfError> {
        let tx = self.db().write().await.unwrap();
        kind.take(&tx, step).await?;
        tx.commit().await.unwrap();
        Ok(())
    }
}

async fn proven(connection: &impl sea_orm::ConnectionTrait) {
    use crate::verify::shelves;
    let goods = catalog::verify::goods(connection).await.unwrap();
    assert_eq!(goods, []);
    let shelves = [
        shelves::moves(connection).await.unwrap(),
        shelves::on_hand(connection).await.unwrap(),
        shelves::lots(connection).await.unwrap(),
        shelves::fits(connection).await.unwrap(),
    ];
    assert_eq!(shelves.concat(), []);
}

/// The steps that a purchase takes on a shelf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Reserve,
    Release,
    Keep,
    Deallocate,
}

impl Step {
    async fn take(self, tx: &DatabaseTransaction, step: &Move) -> Result<(), ShelfError> {
        match self {
            Step::Reserve => reserve(tx, step).await,
            Step::Release => release(tx, step).await,
            Step::Keep => keep(tx, step).await,
            Step::Deallocate => deallocate(tx, step).await,
        }
    }
}

fn of(shelf_id: i64, grams: i64) -> Move {
    Move {
        shelf_id,
        grams: g(grams),
        subject: purchase_subject(1),
        at: NOW,
    }
}

#[tokio::test]
async fn a_season_opens_with_goods_on_sale_and_opening_it_again_changes_nothing() {
    let shops = shops().await;
    shops.proven().await;
    let numbers = |views: Vec<ShelfView>| {
        let mut numbers: Vec<_> = views
            .into_iter()
            .map(|view| (view.sku_id, view.available_packs, view.on_hand))
            .collect();
        numbers.sort_unstable();
        numbers
    };
    let all = || of_scope(shops.db().read(), Scope::Operator);
    let first = numbers(all().await.unwrap());
    assert_eq!(first.len(), 16);
    assert!(first.iter().all(|(_, packs, _)| *packs > 0));
    let again = season::open(shops.db(), &folder(), NOW).await.unwrap();
    assert_eq!(again.files, []);
    assert_eq!(numbers(all().await.unwrap()), first);
    shops.proven().await;
}

#[tokio::test]
async fn the_first_pork_belly_ends_one_lot_and_opens_the_next() {
    let shops = shops().await;
    let view = shops.view(10).await;
    assert_eq!((view.available, view.available_packs), (g(40_700), 40));
    let lots: Vec<_> = view
        .lots
        .iter()
        .map(|lot| (lot.code.as_str(), lot.left.as_g()))
        .collect();
    assert_eq!(lots, [("SC-261028-01", 700), ("SC-261110-01", 40_000)]);
    assert_eq!(view.lots[0].certificates[0].kind, "quarantine");
    let tariff = tariff::current(shops.db().read(), NOW).await.unwrap();
    let costs = tariff.unwrap().costs(view.sku_id).unwrap();
    assert_eq!((costs.0.as_fen(), costs.1.as_fen()), (550, 1_200));
    let before = page::version(shops.db().read(), "pig").await.unwrap();
    let step = of(view.shelf_id, 1_000);
    let tx = shops.db().write().await.unwrap();
    reserve(&tx, &step).await.unwrap();
    keep(&tx, &step).await.unwrap();
    let packing = Packing {
        shelf_id: view.shelf_id,
        packs: 1,
        subject: consignment_subject(1),
        at: NOW,
    };
    let packed = pack(&tx, &packing).await.unwrap();
    tx.commit().await.unwrap();
    let (old, new) = (
        shops.lot("SC-261028-01/WH").await,
        shops.lot("SC-261110-01/WH").await,
    );
    let expected = vec![
        (old.id, old.root_id.unwrap(), g(700)),
        (new.id, new.root_id.unwrap(), g(300)),
    ];
    assert_eq!(packed, [Packed { lots: expected }]);
    assert_eq!((old.gone_g, new.gone_g), (700, 300));
    assert_eq!((old.held_g, new.held_g), (0, 39_700));
    let after = shops.view(10).await;
    assert_eq!((after.on_hand, after.available), (g(39_700), g(39_700)));
    // The page names the next lot now.
    let version = page::version(shops.db().read(), "pig").await.unwrap();
    assert!(version > before);
    shops.proven().await;
}

#[tokio::test]
async fn a_purchase_moves_goods_from_available_to_reserved_to_allocated_and_back() {
    let shops = shops().await;
    let view = shops.view(22).await;
    let numbers = || async {
        let view = shops.view(22).await;
        let (reserved, allocated) = (view.reserved.as_g(), view.allocated.as_g());
        (view.available_packs, reserved, allocated)
    };
    let two = of(view.shelf_id, 5_000);
    assert_eq!(numbers().await, (320, 0, 0));
    shops.step(Step::Reserve, &two).await.unwrap();
    assert_eq!(numbers().await, (318, 5_000, 0));
    shops.step(Step::Keep, &two).await.unwrap();
    assert_eq!(numbers().await, (318, 0, 5_000));
    shops.step(Step::Deallocate, &two).await.unwrap();
    assert_eq!(numbers().await, (320, 0, 0));
    shops.step(Step::Reserve, &two).await.unwrap();
    shops.step(Step::Release, &two).await.unwrap();
    assert_eq!(numbers().await, (320, 0, 0));
    shops.proven().await;
}

#[tokio::test]
async fn more_than_there_is_is_refused_with_what_there_is() {
    let shops = shops().await;
    let shelf_id = shops.view(12).await.shelf_id;
    let short = shops.step(Step::Reserve, &of(shelf_id, 8_000)).await;
    assert!(
        matches!(short, Err(ShelfError::Short { needed, available, .. }) if (needed, available) == (g(8_000), g(7_000)))
    );
    shops
        .step(Step::Reserve, &of(shelf_id, 2_000))
        .await
        .unwrap();
    for (step, grams) in [
        (Step::Release, 3_000),
        (Step::Keep, 3_000),
        (Step::Deallocate, 1_000),
    ] {
        let refused = shops.step(step, &of(shelf_id, grams)).await;
        assert!(
            matches!(refused, Err(ShelfError::PromisedShort { .. })),
            "{step:?}"
        );
    }
    let nobody = shops.step(Step::Reserve, &of(404, 1_000)).await;
    assert!(matches!(nobody, Err(ShelfError::UnknownShelf(404))));
    let nothing = shops.step(Step::Reserve, &of(shelf_id, 0)).await;
    assert!(matches!(nothing, Err(ShelfError::Nothing)));
    shops.proven().await;
}

#[tokio::test]
async fn a_page_is_stale_only_when_what_it_says_has_changed() {
    let shops = shops().await;
    let version = |shop: &'static str| {
        let db = shops.db().clone();
        async move { page::version(db.read(), shop).await.unwrap() }
    };
    let (many, few) = (shops.view(22).await, shops.view(12).await);
    let (potatoes, pork) = (version("sweetpotato").await, version("pig").await);
    // 320 packs or 318: the page says only that there are some.
    shops
        .step(Step::Reserve, &of(many.shelf_id, 5_000))
        .await
        .unwrap();
    assert_eq!(version("sweetpotato").await, potatoes);
    // 318 or 20: it says how many.
    shops
        .step(Step::Reserve, &of(many.shelf_id, 745_000))
        .await
        .unwrap();
    assert_eq!(version("sweetpotato").await, potatoes + 1);
    // Seven or six, and back; payment moves nothing that it says.
    let one = of(few.shelf_id, 1_000);
    shops.step(Step::Reserve, &one).await.unwrap();
    shops.step(Step::Keep, &one).await.unwrap();
    assert_eq!(version("pig").await, pork + 1);
    shops.step(Step::Deallocate, &one).await.unwrap();
    assert_eq!(version("pig").await, pork + 2);
    let tx = shops.db().write().await.unwrap();
    page::touch(&tx, "pig").await.unwrap();
    page::touch(&tx, "pig").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(version("pig").await, pork + 4);
    assert_eq!(version("sweetpotato").await, potatoes + 1);
}

#[tokio::test]
async fn a_line_is_served_by_the_first_pack_house_that_has_all_of_it() {
    let level = |shelf_id, cooperative_id, available| Level {
        shelf_id,
        sku_id: 5,
        cooperative_id,
        available: g(available),
    };
    let levels = [level(1, 9, 5_000), level(2, 3, 2_000), level(3, 7, 5_000)];
    let whose = |sku_id, grams| level_with(&levels, sku_id, g(grams)).map(|level| level.shelf_id);
    assert_eq!(whose(5, 2_000), Some(2));
    assert_eq!(whose(5, 5_000), Some(3));
    assert_eq!(whose(5, 7_000), None);
    assert_eq!(whose(6, 1), None);
}

#[tokio::test]
async fn a_pack_house_hears_what_runs_low_and_only_its_own() {
    let shops = shops().await;
    let pigs = shops.cooperative("SC").await;
    let low = |scope| {
        let db = shops.db().clone();
        async move {
            let low = running_low(db.read(), scope).await.unwrap();
            let plain = low
                .into_iter()
                .map(|low| (low.sku.number, low.available_packs));
            plain.collect::<Vec<_>>()
        }
    };
    assert_eq!(low(pigs).await, [(12, 7)]);
    let belly = shops.view(10).await;
    shops
        .step(Step::Reserve, &of(belly.shelf_id, 40_000))
        .await
        .unwrap();
    assert_eq!(low(pigs).await, [(10, 0), (12, 7)]);
    assert_eq!(low(shops.cooperative("WC").await).await, []);
    assert_eq!(low(Scope::Household(1)).await, []);
}
