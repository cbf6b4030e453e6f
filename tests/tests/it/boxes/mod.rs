//! Boxes from the cart to the households, and back by the code on them: what is not yet a page's is
//! done through the rooms that do it, on the server's own database.

mod code;
mod households;

use catalog::database::Database;
use catalog::entity::sku;
use catalog::scope::Scope;
use exchange::entity::guest;
use exchange::retail::cart::{self, Change, Owner};
use exchange::retail::consignment as parcel;
use exchange::retail::payment::{Payment, Said, Source, TRANSFER, complete};
use exchange::retail::purchase::{Language, PlaceAsk, Route, place};
use ledger::Money;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use tests::season::Season;

/// The database of a season's server, beside it.
pub struct Till {
    db: Database,
}

/// A box that was sold.
pub struct Sold {
    /// The number of its payment: what a transfer's memo says.
    pub memo: String,
    /// Its consignments.
    pub consignments: Vec<i64>,
}

impl Till {
    /// Opens the same database as the season's server.
    pub async fn of(season: &Season) -> Self {
        let options = season.server.options();
        let file = season.server.data_dir().join("sanbao.db");
        let embedded = format!("sqlite://{}?mode=rwc", file.display());
        let url = options.database_url.clone().unwrap_or(embedded);
        Self {
            db: Database::connect(&url).await.expect("the database opens"),
        }
    }

    /// Somebody buys these packs by their numbers and pays them with the provider.
    pub async fn sell(&self, packs: &[(i64, i64)], total: i64, now: i64) -> Sold {
        let sold = self
            .place((packs, total), (Route::Provider, "sandbox"), now)
            .await;
        let tx = self.db.write().await.expect("a turn to write");
        let payment = Payment {
            event: Said {
                id: &sold.memo,
                kind: "paid",
                body: "{}",
            },
            out_no: &sold.memo,
            amount: Money::fen(total),
            reference: &sold.memo,
            source: Source::Provider("sandbox"),
        };
        complete(&tx, &payment, now).await.expect("it is paid");
        tx.commit().await.expect("it is sold");
        sold
    }

    /// Somebody buys these packs by their numbers and pays them by bank transfer.
    pub async fn sell_by_transfer(
        &self,
        season: &Season,
        (packs, total): (&[(i64, i64)], i64),
    ) -> Sold {
        let now = season.now_ms().await;
        let sold = self
            .place((packs, total), (Route::Transfer, TRANSFER), now)
            .await;
        season.statement(&[(total, &sold.memo)]).await;
        sold
    }

    async fn place(
        &self,
        (packs, total): (&[(i64, i64)], i64),
        (route, provider): (Route, &str),
        now: i64,
    ) -> Sold {
        let tx = self.db.write().await.expect("a turn to write");
        let name = format!("till-{now}-{total}-{}", packs.len());
        let row = guest::ActiveModel {
            token_hash: Set(name),
            seen_at: Set(now),
            ..Default::default()
        };
        let guest = guest::Entity::insert(row)
            .exec(&*tx)
            .await
            .expect("a guest");
        let guest = guest.last_insert_id;
        let owner = Owner::Guest(guest);
        for (number, packs) in packs {
            let found = sku::Entity::find().filter(sku::Column::Number.eq(*number));
            let sku = found.one(&*tx).await.expect("a read").expect("the unit");
            let change = Change {
                owner,
                sku_id: sku.id,
                packs: *packs,
                now,
            };
            cart::add(&tx, &change).await.expect("it is in the cart");
        }
        let cart_id = cart::open(&*tx, owner)
            .await
            .expect("a read")
            .expect("a cart");
        let ask = PlaceAsk {
            cart_id,
            guest_id: Some(guest),
            person_id: None,
            name: "试买人".to_owned(),
            phone: "13800138000".to_owned(),
            email: String::new(),
            district_code: "110105".to_owned(),
            street: "某路 1 号".to_owned(),
            note: String::new(),
            code: "ABCDEF".to_owned(),
            route,
            provider: provider.to_owned(),
            language: Language::Zh,
            expected_total: Money::fen(total),
            now,
        };
        let placed = place(&tx, &ask).await.expect("it is placed");
        tx.commit().await.expect("it is placed");
        Sold {
            memo: placed.attempt.out_no,
            consignments: placed.consignments.iter().map(|one| one.id).collect(),
        }
    }

    /// Packs and sends a consignment and has its buyer receive it; the codes of its boxes.
    pub async fn deliver(&self, consignment_id: i64, now: i64) -> Vec<String> {
        let tx = self.db.write().await.expect("a turn to write");
        let who = (1, now);
        let (row, boxes) = parcel::pack(&tx, (Scope::Operator, consignment_id), who)
            .await
            .expect("it is packed");
        let codes = boxes.into_iter().map(|one| one.token).collect();
        let purchase_id = row.purchase_id;
        let waybill = parcel::Waybill::new(&format!("YB{consignment_id:08}")).expect("a waybill");
        parcel::ship(&tx, (Scope::Operator, consignment_id), &waybill, who)
            .await
            .expect("it is sent");
        parcel::received_by_buyer(&tx, (purchase_id, consignment_id), (None, now))
            .await
            .expect("it is received");
        tx.commit().await.expect("it is delivered");
        codes
    }

    /// A box of each: bought, sent and received now; the code of the first.
    pub async fn box_of(&self, season: &Season, packs: &[(i64, i64)], total: i64) -> Vec<String> {
        let now = season.now_ms().await;
        let sold = self.sell(packs, total, now).await;
        let mut codes = Vec::new();
        for consignment in sold.consignments {
            codes.extend(self.deliver(consignment, now).await);
        }
        codes
    }
}
