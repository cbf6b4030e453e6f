//! Shelves against a real database: the demo season's own, whose goods the golden boxes are sold from.

use std::path::PathBuf;

use catalog::database::Database;
use catalog::entity::{lot, organisation, sku};
use catalog::scope::Scope;
use catalog::stock;
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

    /// Every check of goods, on one snapshot.
    async fn proven(&self) {
        let found = catalog::verify::goods(self.db().read()).await.unwrap();
        assert_eq!(found, []);
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
    let step = Move {
        shelf_id: view.shelf_id,
        grams: g(1_000),
        subject: purchase_subject(1),
        at: NOW,
    };
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
