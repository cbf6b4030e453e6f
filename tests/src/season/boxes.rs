//! Boxes that were bought past the shops' pages: by the rules alone, on the server's own database, so
//! that a test of an office needs no buyer at a browser.

use catalog::database::Database;
use catalog::entity::sku;
use exchange::entity::purchase::{Language, Route};
use exchange::entity::{cart, cart_line, consignment, guest, payment_attempt};
use exchange::retail::claim::{self, ClaimAsk};
use exchange::retail::consignment as parcels;
use exchange::retail::payment::{self, Payment, Said, Source};
use exchange::retail::purchase::{CancelAsk, PlaceAsk, Placed, What, Who, cancel, place};
use exchange::retail::quote::{QuoteAsk, quote};
use ledger::Money;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, Set};

use super::Season;

/// The sweet-potato box of Wangcun.
pub const BOX: i64 = 22;
/// The mixable pork of two lots.
pub const PORK: i64 = 10;
/// The code by which each purchase is found again, with its telephone.
pub const CODE: &str = "K7M2PQ";
/// A photograph as far as its first bytes tell: one black dot.
pub const DOT_PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cc`\0\0\0\x02\0\x01H\xaf\xa4q\0\0\0\0IEND\xaeB`\x82";

/// Who buys and where it goes.
#[derive(Clone, Debug)]
pub struct Wish<'a> {
    /// SKU numbers and packs.
    pub lines: &'a [(i64, i64)],
    /// The receiver.
    pub name: &'a str,
    /// The receiver's telephone.
    pub phone: &'a str,
    /// What the buyer adds.
    pub note: &'a str,
}

impl Default for Wish<'_> {
    fn default() -> Self {
        Self {
            lines: &[(BOX, 1)],
            name: "王小明",
            phone: "13800138000",
            note: "",
        }
    }
}

impl Season {
    /// The server's own database.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub async fn database(&self) -> Database {
        let embedded = || {
            let file = self.server.data_dir().join("sanbao.db");
            format!("sqlite://{}", file.display())
        };
        let url = self.server.options().database_url.clone();
        let url = url.unwrap_or_else(embedded);
        Database::connect(&url).await.expect("the database opens")
    }

    /// A purchase, placed and paid through the sandbox now; its parcels, by cooperative.
    ///
    /// # Panics
    /// When the rules refuse it.
    pub async fn bought(&self, wish: &Wish<'_>) -> Vec<consignment::Model> {
        let placed = self.placed(wish, Route::Provider).await;
        let (db, now) = (self.database().await, self.now_ms().await);
        let tx = db.write().await.expect("a turn to write");
        pay(&tx, &placed.attempt, now).await;
        tx.commit().await.expect("it is kept");
        let ids = placed.consignments.iter().map(|row| row.id);
        consignment::Entity::find()
            .filter(consignment::Column::Id.is_in(ids))
            .all(db.read())
            .await
            .expect("its parcels")
    }

    /// A purchase that waits for its payment.
    ///
    /// # Panics
    /// When the rules refuse it.
    pub async fn placed(&self, wish: &Wish<'_>, route: Route) -> Placed {
        let (db, now) = (self.database().await, self.now_ms().await);
        let tx = db.write().await.expect("a turn to write");
        let row = guest::ActiveModel {
            token_hash: Set(crate::client::fresh_key()),
            seen_at: Set(now),
            ..Default::default()
        };
        let buyer = row.insert(&*tx).await.expect("a guest");
        let row = cart::ActiveModel {
            guest_id: Set(Some(buyer.id)),
            created_at: Set(now),
            ..Default::default()
        };
        let cart = row.insert(&*tx).await.expect("a cart");
        let mut lines = Vec::new();
        for (number, packs) in wish.lines {
            let sku = sku::Entity::find().filter(sku::Column::Number.eq(*number));
            let sku = sku.one(&*tx).await.expect("SKUs").expect("the SKU");
            let line = cart_line::ActiveModel {
                cart_id: Set(cart.id),
                sku_id: Set(sku.id),
                packs: Set(*packs),
                added_at: Set(now),
                ..Default::default()
            };
            line.insert(&*tx).await.expect("a line");
            lines.push((sku.id, *packs));
        }
        let ask = QuoteAsk {
            lines: &lines,
            district: Some(DISTRICT),
            route,
            now,
        };
        let quoted = quote(&*tx, &ask).await.expect("a quote");
        let ask = PlaceAsk {
            cart_id: cart.id,
            guest_id: Some(buyer.id),
            person_id: None,
            name: wish.name.to_owned(),
            phone: wish.phone.to_owned(),
            email: String::new(),
            district_code: DISTRICT.to_owned(),
            street: "亲贤街 1 号 3 单元 501".to_owned(),
            note: wish.note.to_owned(),
            code: CODE.to_owned(),
            provider: match route {
                Route::Provider => "sandbox".to_owned(),
                Route::Transfer => payment::TRANSFER.to_owned(),
            },
            route,
            language: Language::Zh,
            expected_total: quoted.total,
            now,
        };
        let placed = place(&tx, &ask).await.expect("it can be placed");
        tx.commit().await.expect("it is kept");
        placed
    }

    /// The buyer takes a whole purchase back.
    ///
    /// # Panics
    /// When the rules refuse it.
    pub async fn taken_back(&self, purchase_id: i64) {
        let (db, now) = (self.database().await, self.now_ms().await);
        let tx = db.write().await.expect("a turn to write");
        let ask = CancelAsk {
            purchase_id,
            who: Who::Buyer { person_id: None },
            what: What::Whole,
            now,
        };
        cancel(&tx, &ask).await.expect("it can be taken back");
        tx.commit().await.expect("it is kept");
    }

    /// The one parcel of a purchase of one cooperative's goods.
    ///
    /// # Panics
    /// As [`Season::bought`].
    pub async fn parcel(&self, wish: &Wish<'_>) -> consignment::Model {
        let mut parcels = self.bought(wish).await;
        assert_eq!(parcels.len(), 1, "one cooperative sends it");
        parcels.remove(0)
    }

    /// The buyer says that a parcel is there.
    ///
    /// # Panics
    /// When the rules refuse it.
    pub async fn received(&self, parcel: &consignment::Model) {
        let (db, now) = (self.database().await, self.now_ms().await);
        let tx = db.write().await.expect("a turn to write");
        let ids = (parcel.purchase_id, parcel.id);
        let received = parcels::received_by_buyer(&tx, ids, (None, now)).await;
        received.expect("it can be received");
        tx.commit().await.expect("it is kept");
    }

    /// The buyer claims that so many grams of a parcel's first line are bad; the claim's id.
    ///
    /// # Panics
    /// When the rules refuse it.
    pub async fn claimed(&self, parcel: &consignment::Model, weight_g: i64) -> i64 {
        use exchange::entity::purchase_line::{Column, Entity};
        let (db, now) = (self.database().await, self.now_ms().await);
        let line = Entity::find()
            .filter(Column::ConsignmentId.eq(parcel.id))
            .one(db.read())
            .await;
        let ask = ClaimAsk {
            purchase_id: parcel.purchase_id,
            consignment_id: parcel.id,
            line_id: line.expect("lines").expect("a line").id,
            weight_g,
            words: "有几个发软了 <script>alert(1)</script>".to_owned(),
            photos: vec![DOT_PNG.to_vec(), DOT_PNG.to_vec()],
            person_id: None,
            now,
        };
        let tx = db.write().await.expect("a turn to write");
        let claim = claim::open(&tx, &ask).await.expect("it can be claimed");
        tx.commit().await.expect("it is kept");
        claim.id
    }
}

/// Xiaodian in Taiyuan.
const DISTRICT: &str = "140105";

async fn pay(tx: &sea_orm::DatabaseTransaction, attempt: &payment_attempt::Model, now: i64) {
    let said = Said {
        id: &attempt.out_no,
        kind: "paid",
        body: "",
    };
    let paid = Payment {
        event: said,
        out_no: &attempt.out_no,
        amount: Money::fen(attempt.amount_fen),
        reference: &attempt.out_no,
        source: Source::Provider("sandbox"),
    };
    payment::complete(tx, &paid, now)
        .await
        .expect("it completes");
}
