//! Random steps on a shelf against three numbers and two lots in memory.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sea_orm::TransactionTrait;

use super::*;

#[derive(Clone, Copy, Debug)]
enum Act {
    Allot(usize, i64),
    Withdraw(usize, i64),
    Take(Step, i64),
    Pack(i64),
}

/// Packs of one kilogram, in whole ones or in fifths.
fn acts() -> impl Strategy<Value = Vec<Act>> {
    let weight = prop_oneof![
        (0_i64..9).prop_map(|kg| kg * 1_000),
        (0_i64..40).prop_map(|part| part * 200),
    ];
    let packs = 0_i64..6;
    let step = prop_oneof![
        Just(Step::Reserve),
        Just(Step::Release),
        Just(Step::Keep),
        Just(Step::Deallocate),
    ];
    let act = prop_oneof![
        2 => (0_usize..2, weight.clone()).prop_map(|(lot, grams)| Act::Allot(lot, grams)),
        2 => (0_usize..2, weight).prop_map(|(lot, grams)| Act::Withdraw(lot, grams)),
        5 => (step, packs.clone()).prop_map(|(step, packs)| Act::Take(step, packs)),
        2 => packs.prop_map(Act::Pack),
    ];
    prop::collection::vec(act, 0..30)
}

/// A shelf of packs of one kilogram, and the two lots behind it, the older first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Model {
    mixable: bool,
    free: [i64; 2],
    on_shelf: [i64; 2],
    gone: [i64; 2],
    allocated: i64,
    reserved: i64,
}

impl Model {
    fn available(&self) -> i64 {
        self.on_shelf.iter().sum::<i64>() - self.allocated - self.reserved
    }

    fn whole(&self, grams: i64) -> bool {
        grams > 0 && (self.mixable || grams % 1_000 == 0)
    }

    /// Whether the act is allowed; then it is done.
    fn act(&mut self, act: Act) -> bool {
        match act {
            Act::Allot(lot, grams) if self.whole(grams) && grams <= self.free[lot] => {
                self.free[lot] -= grams;
                self.on_shelf[lot] += grams;
            }
            Act::Withdraw(lot, grams)
                if self.whole(grams) && grams <= self.available().min(self.on_shelf[lot]) =>
            {
                self.free[lot] += grams;
                self.on_shelf[lot] -= grams;
            }
            Act::Take(step, packs) if packs > 0 => return self.take(step, packs * 1_000),
            Act::Pack(packs) if packs > 0 && packs * 1_000 <= self.allocated => {
                self.allocated -= packs * 1_000;
                let mut open = packs * 1_000;
                for lot in 0..2 {
                    let grams = open.min(self.on_shelf[lot]);
                    self.on_shelf[lot] -= grams;
                    self.gone[lot] += grams;
                    open -= grams;
                }
            }
            _ => return false,
        }
        true
    }

    fn take(&mut self, step: Step, grams: i64) -> bool {
        let from = match step {
            Step::Reserve => self.available(),
            Step::Release | Step::Keep => self.reserved,
            Step::Deallocate => self.allocated,
        };
        if grams > from {
            return false;
        }
        match step {
            Step::Reserve => self.reserved += grams,
            Step::Release => self.reserved -= grams,
            Step::Keep => {
                (self.reserved, self.allocated) = (self.reserved - grams, self.allocated + grams)
            }
            Step::Deallocate => self.allocated -= grams,
        }
        true
    }
}

/// The same shelf in the database.
struct Scene {
    mixable: bool,
    scope: Scope,
    sku_id: i64,
    shelf_id: i64,
    lots: [i64; 2],
}

impl Scene {
    async fn act(&self, tx: &DatabaseTransaction, act: Act) -> Result<(), ShelfError> {
        let (now, person) = (NOW, Some(7));
        match act {
            Act::Allot(lot, grams) => {
                let (sku_id, lot_id, grams) = (self.sku_id, self.lots[lot], g(grams));
                let ask = AllotAsk {
                    sku_id,
                    lot_id,
                    grams,
                    now,
                    person,
                };
                allot(tx, self.scope, ask).await.map(|_| ())
            }
            Act::Withdraw(lot, grams) => {
                let (shelf_id, lot_id, grams) = (self.shelf_id, self.lots[lot], g(grams));
                let ask = WithdrawAsk {
                    shelf_id,
                    lot_id,
                    grams,
                    now,
                    person,
                };
                withdraw(tx, self.scope, ask).await
            }
            Act::Take(step, packs) => step.take(tx, &of(self.shelf_id, packs * 1_000)).await,
            Act::Pack(packs) => {
                let packing = Packing {
                    shelf_id: self.shelf_id,
                    packs,
                    subject: consignment_subject(1),
                    at: NOW,
                };
                let packed = pack(tx, &packing).await?;
                self.full(&packed, packs);
                Ok(())
            }
        }
    }

    /// Every pack is full, and of one lot unless they may mix.
    fn full(&self, packed: &[Packed], packs: i64) {
        assert_eq!(i64::try_from(packed.len()).unwrap(), packs);
        for packed in packed {
            let grams = Grams::sum(packed.lots.iter().map(|(_, _, grams)| *grams));
            assert_eq!(grams, Ok(g(1_000)));
            assert!(self.mixable || packed.lots.len() == 1, "{packed:?}");
        }
    }

    async fn read(&self, tx: &DatabaseTransaction) -> Model {
        let mut views = available(tx, self.sku_id).await.unwrap();
        let view = views.remove(0);
        assert_eq!(view.available_packs, view.available.as_g() / 1_000);
        let mut model = Model {
            mixable: self.mixable,
            allocated: view.allocated.as_g(),
            reserved: view.reserved.as_g(),
            ..Model::default()
        };
        for (place, lot_id) in self.lots.into_iter().enumerate() {
            let lot = lot::Entity::find_by_id(lot_id)
                .one(tx)
                .await
                .unwrap()
                .unwrap();
            let left = view.lots.iter().find(|part| part.lot_id == lot_id);
            model.on_shelf[place] = left.map_or(0, |part| part.left.as_g());
            model.free[place] = lot.recorded_g - lot.held_g - lot.gone_g;
            model.gone[place] = lot.gone_g;
            assert_eq!(lot.held_g, model.on_shelf[place], "nobody else holds it");
        }
        assert_eq!(view.on_hand.as_g(), model.on_shelf.iter().sum::<i64>());
        model
    }
}

/// Plays the acts in a transaction that is rolled back, so that every case starts alike.
async fn play(shops: &Shops, scene: &Scene, acts: Vec<Act>) {
    let tx = shops.db().write().await.unwrap();
    let mut model = scene.read(&tx).await;
    for act in acts {
        let allowed = model.act(act);
        // A refused act is rolled back, as its caller does.
        let inner = tx.begin().await.unwrap();
        let done = scene.act(&inner, act).await;
        assert_eq!(allowed, done.is_ok(), "{act:?}: {done:?}");
        if allowed {
            inner.commit().await.unwrap();
        } else {
            inner.rollback().await.unwrap();
        }
        assert_eq!(scene.read(&tx).await, model, "{act:?}");
    }
    proven(&*tx).await;
}

async fn scene(shops: &Shops, mixable: bool) -> Scene {
    let view = shops.view(10).await;
    let old = shops.lot("SC-261028-01/WH").await.id;
    let new = shops.lot("SC-261110-01/WH").await.id;
    if !mixable {
        // The same shelf, as if its packs might not mix lots: what makes no whole pack comes back.
        let pigs = shops.cooperative("SC").await;
        shops
            .withdraw(pigs, (10, "SC-261028-01/WH", 700))
            .await
            .unwrap();
        shops
            .house
            .run("UPDATE sku SET mixable = FALSE WHERE number = 10")
            .await;
    }
    Scene {
        mixable,
        scope: shops.cooperative("SC").await,
        sku_id: view.sku_id,
        shelf_id: view.shelf_id,
        lots: [old, new],
    }
}

fn played(mixable: bool) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let shops = runtime.block_on(shops());
    let scene = runtime.block_on(scene(&shops, mixable));
    let config = ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let result = TestRunner::new(config).run(&acts(), |acts| {
        runtime.block_on(play(&shops, &scene, acts));
        Ok(())
    });
    result.unwrap();
    runtime.block_on(async move { drop(shops) });
}

#[test]
fn a_shelf_of_mixed_packs_is_what_a_plain_model_says() {
    played(true);
}

#[test]
fn a_shelf_of_unmixed_packs_is_what_a_plain_model_says() {
    played(false);
}
