//! A house with the demo season's shops, a provider in memory and a bank, for tests of purchases.

mod provider;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use catalog::database::Database;
use catalog::entity::{organisation, sku};
use ledger::{AccountKey, Code, Money, Party, ProviderName};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use super::due::{self, Patience};
use super::payment::{self, Heard, Providers, TRANSFER};
use super::purchase::{
    CancelAsk, Cancelled, Language, PlaceAsk, Placed, PurchaseError, Route, What, Who, cancel,
    place,
};
use super::quote::{Quote, QuoteAsk, quote};
use crate::bank;
use crate::books::test_house::House;
use crate::entity::{
    cart, cart_line, consignment, guest, payment_attempt, payment_event, purchase, purchase_line,
    purchase_step, refund,
};
use crate::{season, verify};
pub(crate) use provider::{Mood, TestProvider};

/// 2026-11-24 09:00 at UTC+8, a Tuesday.
pub(crate) const T0: i64 = 1_795_482_000_000;
pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const DAY: i64 = 86_400_000;
/// 小店区, where nothing costs on top.
pub(crate) const TAIYUAN: &str = "140105";
/// 库尔勒市, a remote area that costs 12.00 a pack.
pub(crate) const KORLA: &str = "652801";

const OPENING: &str = "A1,2026-11-23 10:00,10000.00,FLOAT,SB (sample),10000.00\n\
     A2,2026-11-23 10:01,20000.00,RESERVE,SB (sample),30000.00\n";

pub(crate) struct ShopHouse {
    pub(crate) house: House,
    pub(crate) provider: Arc<TestProvider>,
    pub(crate) providers: Providers,
    now: AtomicI64,
    bank_fen: AtomicI64,
    lines: AtomicI64,
    buyers: AtomicI64,
}

impl ShopHouse {
    pub(crate) async fn open() -> Self {
        let house = House::open().await;
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../catalog/season");
        season::open(&house.db, &folder, T0).await.unwrap();
        let operator = organisation::Entity::find()
            .filter(organisation::Column::Kind.eq(organisation::Kind::Operator))
            .one(house.db.read())
            .await
            .unwrap()
            .unwrap();
        let mut row: organisation::ActiveModel = operator.into();
        row.name_en = Set("SB (sample)".to_owned());
        row.update(house.db.read()).await.unwrap();
        bank::tests::import(&house, OPENING).await.unwrap();
        let provider = Arc::new(TestProvider::default());
        let providers = Providers::new([provider.clone() as Arc<_>]);
        let shop = Self {
            house,
            provider,
            providers,
            now: AtomicI64::new(T0),
            bank_fen: AtomicI64::new(3_000_000),
            lines: AtomicI64::new(0),
            buyers: AtomicI64::new(0),
        };
        shop.provider.set_time(T0);
        shop
    }

    pub(crate) fn db(&self) -> &Database {
        &self.house.db
    }

    pub(crate) fn now(&self) -> i64 {
        self.now.load(Ordering::SeqCst)
    }

    pub(crate) fn wait(&self, time: i64) {
        let now = self.now.fetch_add(time, Ordering::SeqCst) + time;
        self.provider.set_time(now);
    }

    pub(crate) async fn sku(&self, number: i64) -> sku::Model {
        let row = sku::Entity::find().filter(sku::Column::Number.eq(number));
        row.one(self.db().read()).await.unwrap().unwrap()
    }

    /// A new browser's cart with so many packs of these retail units: (cart, guest).
    pub(crate) async fn cart(&self, lines: &[(i64, i64)]) -> (i64, i64) {
        let buyer = self.buyers.fetch_add(1, Ordering::SeqCst);
        let guest = guest::ActiveModel {
            token_hash: Set(format!("guest-{buyer}")),
            seen_at: Set(self.now()),
            ..Default::default()
        };
        let guest = guest.insert(self.db().read()).await.unwrap().id;
        let cart = cart::ActiveModel {
            guest_id: Set(Some(guest)),
            person_id: Set(None),
            created_at: Set(self.now()),
            ..Default::default()
        };
        let cart = cart.insert(self.db().read()).await.unwrap().id;
        for (number, packs) in lines {
            let line = cart_line::ActiveModel {
                cart_id: Set(cart),
                sku_id: Set(self.sku(*number).await.id),
                packs: Set(*packs),
                added_at: Set(self.now()),
                packs_before: Set(None),
            };
            cart_line::Entity::insert(line)
                .exec_without_returning(self.db().read())
                .await
                .unwrap();
        }
        (cart, guest)
    }

    pub(crate) async fn quote(&self, lines: &[(i64, i64)], district: &str) -> Quote {
        let mut wanted = Vec::new();
        for (number, packs) in lines {
            wanted.push((self.sku(*number).await.id, *packs));
        }
        let ask = QuoteAsk {
            lines: &wanted,
            district: Some(district),
            route: Route::Provider,
            now: self.now(),
        };
        quote(self.db().read(), &ask).await.unwrap()
    }

    pub(crate) fn ask(&self, (cart_id, guest_id): (i64, i64), total: i64) -> PlaceAsk {
        PlaceAsk {
            cart_id,
            guest_id: Some(guest_id),
            person_id: None,
            name: "王小明".to_owned(),
            phone: "13800138000".to_owned(),
            email: "buyer@example.com".to_owned(),
            district_code: TAIYUAN.to_owned(),
            street: "示例路 1 号".to_owned(),
            note: String::new(),
            code: "7KMP3X".to_owned(),
            route: Route::Provider,
            provider: "memory".to_owned(),
            language: Language::Zh,
            expected_total: Money::fen(total),
            now: self.now(),
        }
    }

    pub(crate) async fn try_place(&self, ask: &PlaceAsk) -> Result<Placed, PurchaseError> {
        let tx = self.db().write().await.unwrap();
        let placed = place(&tx, ask).await?;
        tx.commit().await.unwrap();
        Ok(placed)
    }

    /// Places these, paid through the provider, and lets the buyer open the pay page.
    pub(crate) async fn placed(&self, lines: &[(i64, i64)]) -> Placed {
        let total = self.quote(lines, TAIYUAN).await.total.as_fen();
        let ask = self.ask(self.cart(lines).await, total);
        let placed = self.try_place(&ask).await.unwrap();
        self.opened(&placed).await;
        placed
    }

    pub(crate) async fn placed_by_transfer(&self, lines: &[(i64, i64)]) -> Placed {
        let total = self.quote(lines, TAIYUAN).await.total.as_fen();
        let mut ask = self.ask(self.cart(lines).await, total);
        ask.route = Route::Transfer;
        ask.provider = TRANSFER.to_owned();
        self.try_place(&ask).await.unwrap()
    }

    pub(crate) async fn opened(&self, placed: &Placed) {
        let of = (placed.purchase.id, "http://shop/back");
        payment::open(self.db(), &self.providers, of, self.now())
            .await
            .unwrap();
    }

    /// The buyer pays at the provider and the browser comes back.
    pub(crate) async fn pay(&self, placed: &Placed) -> Heard {
        self.provider.pay(&placed.attempt.out_no);
        self.look(&placed.attempt.out_no).await
    }

    pub(crate) async fn look(&self, out_no: &str) -> Heard {
        payment::look(self.db(), &self.providers, out_no, self.now())
            .await
            .unwrap()
    }

    /// Placed and paid.
    pub(crate) async fn bought(&self, lines: &[(i64, i64)]) -> Placed {
        let placed = self.placed(lines).await;
        self.pay(&placed).await;
        placed
    }

    pub(crate) async fn cancel(
        &self,
        purchase_id: i64,
        what: What,
    ) -> Result<Cancelled, PurchaseError> {
        let tx = self.db().write().await.unwrap();
        let ask = CancelAsk {
            purchase_id,
            who: Who::Buyer { person_id: None },
            what,
            now: self.now(),
        };
        let cancelled = cancel(&tx, &ask).await?;
        tx.commit().await.unwrap();
        Ok(cancelled)
    }

    /// Does all that is due until nothing is, as the worker does when time is moved.
    pub(crate) async fn settle(&self) {
        let mut patience = Patience::default();
        for _ in 0..100 {
            if due::pass(self.db(), &self.providers, &mut patience, self.now()).await == 0 {
                return;
            }
        }
        panic!("something is always due");
    }

    /// A line of the bank's statement arrives.
    pub(crate) async fn bank(&self, fen: i64, memo: &str) -> bank::Imported {
        self.bank_line(fen, memo, "somebody").await
    }

    pub(crate) async fn bank_from_operator(&self, fen: i64, memo: &str) -> bank::Imported {
        self.bank_line(fen, memo, "SB (sample)").await
    }

    async fn bank_line(&self, fen: i64, memo: &str, payer: &str) -> bank::Imported {
        let line = self.lines.fetch_add(1, Ordering::SeqCst);
        let balance = self.bank_fen.fetch_add(fen, Ordering::SeqCst) + fen;
        let text = format!(
            "L{line},2026-11-24 10:00,{},{memo},{payer},{}\n",
            Money::fen(fen).plain_yuan(),
            Money::fen(balance).plain_yuan()
        );
        bank::tests::import(&self.house, &text).await.unwrap()
    }

    pub(crate) async fn purchase(&self, id: i64) -> purchase::Model {
        let row = purchase::Entity::find_by_id(id);
        row.one(self.db().read()).await.unwrap().unwrap()
    }

    pub(crate) async fn consignments(&self, purchase_id: i64) -> Vec<consignment::Model> {
        consignment::Entity::find()
            .filter(consignment::Column::PurchaseId.eq(purchase_id))
            .order_by_asc(consignment::Column::Id)
            .all(self.db().read())
            .await
            .unwrap()
    }

    pub(crate) async fn lines(&self, purchase_id: i64) -> Vec<purchase_line::Model> {
        purchase_line::Entity::find()
            .filter(purchase_line::Column::PurchaseId.eq(purchase_id))
            .order_by_asc(purchase_line::Column::Id)
            .all(self.db().read())
            .await
            .unwrap()
    }

    pub(crate) async fn attempt(&self, out_no: &str) -> payment_attempt::Model {
        payment_attempt::Entity::find()
            .filter(payment_attempt::Column::OutNo.eq(out_no))
            .one(self.db().read())
            .await
            .unwrap()
            .unwrap()
    }

    pub(crate) async fn refunds(&self, purchase_id: i64) -> Vec<refund::Model> {
        refund::Entity::find()
            .filter(refund::Column::PurchaseId.eq(purchase_id))
            .order_by_asc(refund::Column::Id)
            .all(self.db().read())
            .await
            .unwrap()
    }

    /// The words of a purchase's timeline.
    pub(crate) async fn steps(&self, purchase_id: i64) -> Vec<String> {
        let rows = purchase_step::Entity::find()
            .filter(purchase_step::Column::PurchaseId.eq(purchase_id))
            .order_by_asc(purchase_step::Column::Id)
            .all(self.db().read())
            .await
            .unwrap();
        rows.into_iter().map(|row| row.action).collect()
    }

    /// What was said: `outcome reason` by how often.
    pub(crate) async fn events(&self) -> BTreeMap<String, usize> {
        let rows = payment_event::Entity::find()
            .all(self.db().read())
            .await
            .unwrap();
        let mut events = BTreeMap::new();
        for row in rows {
            let word = format!("{} {}", row.outcome.as_str(), row.reason);
            *events.entry(word.trim().to_owned()).or_default() += 1;
        }
        events
    }

    /// On hand, allocated and reserved of a retail unit's shelf, in packs.
    pub(crate) async fn shelf(&self, number: i64) -> (i64, i64, i64) {
        let sku = self.sku(number).await;
        let views = super::shelf::available(self.db().read(), sku.id).await;
        let views = views.unwrap();
        let packs = |grams: ledger::Grams| grams.as_g() / sku.net_g;
        let view = &views[0];
        (
            packs(view.on_hand),
            packs(view.allocated),
            packs(view.reserved),
        )
    }

    pub(crate) async fn escrow(&self, consignment_id: i64) -> i64 {
        let party = Party::Consignment(consignment_id);
        let key = AccountKey::custody(Code::Escrow, party).unwrap();
        self.house.available(&key).await
    }

    pub(crate) async fn provider_due(&self) -> i64 {
        let party = Party::Provider(ProviderName::new("memory").unwrap());
        let key = AccountKey::custody(Code::ProviderDue, party).unwrap();
        self.house.available(&key).await
    }

    /// Every check of money and of goods.
    pub(crate) async fn proven(&self) {
        let conn = self.db().read();
        assert_eq!(verify::money(conn).await.unwrap(), []);
        assert_eq!(catalog::verify::goods(conn).await.unwrap(), []);
    }
}
