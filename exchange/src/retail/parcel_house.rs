//! The demo season with purchases that were paid a moment ago, for tests of what offices do.

use std::path::PathBuf;

use catalog::entity::{organisation, sku};
use catalog::scope::Scope;
use ledger::postings::retail::{EscrowPart, paid_by_provider};
use ledger::{Grams, Money, Party, ProviderName, Reference};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::consignment::{self, ConsignmentError, Waybill};
use super::shelf;
use crate::books::test_house::House;
use crate::entity::{consignment as row, purchase_line};
use crate::season;

/// 2026-11-24 09:00 at UTC+8.
pub(crate) const T0: i64 = 1_795_482_000_000;
pub(crate) const HOUR: i64 = 3_600_000;
pub(crate) const DAY: i64 = 24 * HOUR;

pub(crate) struct Parcels {
    pub(crate) house: House,
    pub(crate) clerk: i64,
    carrier: i64,
}

impl Parcels {
    pub(crate) async fn open() -> Self {
        let house = House::open().await;
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../catalog/season");
        season::open(&house.db, &folder, T0).await.unwrap();
        let carrier = organisation_of(&house, "GX").await;
        let wangcun = organisation_of(&house, "WC").await;
        let clerk = house.person("packer@wc.example", wangcun).await;
        Self {
            house,
            clerk,
            carrier,
        }
    }

    pub(crate) async fn scope(&self, code: &str) -> Scope {
        Scope::Cooperative(organisation_of(&self.house, code).await)
    }

    /// A purchase of packs of SKUs of one cooperative, paid at `now`; its consignment.
    pub(crate) async fn paid(&self, lines: &[(i64, i64)], now: i64) -> row::Model {
        let house = &self.house;
        let number = house.number("SELECT COUNT(*) + 1 FROM purchase").await;
        let guest =
            format!("INSERT INTO guest (token_hash, seen_at) VALUES ('g{number}', 0) RETURNING id");
        let guest = house.number(&guest).await;
        let cart =
            format!("INSERT INTO cart (guest_id, created_at) VALUES ({guest}, 0) RETURNING id");
        let cart = house.number(&cart).await;
        let mut bought = Vec::new();
        for (number, packs) in lines {
            let sku = sku::Entity::find()
                .filter(sku::Column::Number.eq(*number))
                .one(house.db.read())
                .await;
            bought.push((sku.unwrap().unwrap(), *packs));
        }
        let goods: i64 = bought
            .iter()
            .map(|(sku, packs)| sku.price_fen * packs)
            .sum();
        let purchase = house
            .number(&format!(
                "INSERT INTO purchase (number, cart_id, code, route, state, language, tariff_version, \
                 goods_fen, surcharge_fen, total_fen, quote, placed_at, expires_at, paid_at) VALUES \
                 ('GM261124-{number:04}', {cart}, 'ABCDEF', 'provider', 'placed', 'zh', 1, {goods}, 0, \
                 {goods}, '{{}}', {now}, {now}, {now}) RETURNING id"
            ))
            .await;
        house
            .run(&format!(
                "INSERT INTO purchase_private (purchase_id, name, phone, division_code, street, note) \
                 VALUES ({purchase}, '王小明{number}', '1380013{number:04}', '140105', '亲贤街 1 号', '')"
            ))
            .await;
        let levels = shelf::levels(house.db.read(), &[bought[0].0.id])
            .await
            .unwrap();
        let cooperative = levels[0].cooperative_id;
        let parcel = house
            .number(&format!(
                "INSERT INTO consignment (number, purchase_id, cooperative_id, carrier_id, state, \
                 goods_fen, surcharge_fen, due_at, paid_at) VALUES ('GM261124-{number:04}-1', {purchase}, \
                 {cooperative}, {}, 'to_pack', {goods}, 0, {}, {now}) RETURNING id",
                self.carrier,
                now + 2 * DAY
            ))
            .await;
        for (sku, packs) in &bought {
            self.line((purchase, parcel), sku, (*packs, now)).await;
        }
        self.attempt((purchase, parcel), (goods, now)).await;
        self.parcel(parcel).await
    }

    async fn line(
        &self,
        (purchase, parcel): (i64, i64),
        sku: &sku::Model,
        (packs, now): (i64, i64),
    ) {
        let db = &self.house.db;
        let levels = shelf::levels(db.read(), &[sku.id]).await.unwrap();
        let step = shelf::Move {
            shelf_id: levels[0].shelf_id,
            grams: Grams::new(packs * sku.net_g).unwrap(),
            subject: shelf::purchase_subject(purchase),
            at: now,
        };
        let tx = db.write().await.unwrap();
        shelf::reserve(&tx, &step).await.unwrap();
        shelf::keep(&tx, &step).await.unwrap();
        tx.commit().await.unwrap();
        let sql = format!(
            "INSERT INTO purchase_line (purchase_id, consignment_id, sku_id, shelf_id, packs, price_fen, \
             net_g, packing_fen, express_fen, surcharge_fen, reservation) VALUES ({purchase}, {parcel}, \
             {}, {}, {packs}, {}, {}, 320, 800, 0, 'kept')",
            sku.id, step.shelf_id, sku.price_fen, sku.net_g
        );
        self.house.run(&sql).await;
    }

    async fn attempt(&self, (purchase, parcel): (i64, i64), (fen, now): (i64, i64)) {
        let subject = format!("purchase:{purchase}");
        let reference = Reference::new(&format!("{subject}:paid"), &subject).unwrap();
        let provider = Party::Provider(ProviderName::new("sandbox").unwrap());
        let part = EscrowPart {
            consignment: Party::Consignment(parcel),
            amount: Money::fen(fen),
        };
        let set = paid_by_provider(&reference, &provider, &[part]).unwrap();
        self.house.post(&set).await;
        let attempt = format!(
            "INSERT INTO payment_attempt (purchase_id, provider, out_no, amount_fen, state, asked_at, \
             expires_at, paid_at, set_id) SELECT {purchase}, 'sandbox', 'SB{purchase}', {fen}, 'paid', \
             {now}, {now}, {now}, MAX(id) FROM transfer_set RETURNING id"
        );
        let attempt = self.house.number(&attempt).await;
        let part = format!(
            "INSERT INTO payment_part (attempt_id, consignment_id, part_no, amount_fen) VALUES \
             ({attempt}, {parcel}, 'SB{purchase}-1', {fen})"
        );
        self.house.run(&part).await;
    }

    pub(crate) async fn parcel(&self, id: i64) -> row::Model {
        let row = row::Entity::find_by_id(id).one(self.house.db.read()).await;
        row.unwrap().unwrap()
    }

    pub(crate) async fn lines(&self, id: i64) -> Vec<purchase_line::Model> {
        purchase_line::Entity::find()
            .filter(purchase_line::Column::ConsignmentId.eq(id))
            .all(self.house.db.read())
            .await
            .unwrap()
    }

    pub(crate) async fn pack(&self, id: i64, now: i64) -> Result<Vec<String>, ConsignmentError> {
        let tx = self.house.db.write().await.unwrap();
        let packed = consignment::pack(&tx, (Scope::Operator, id), (self.clerk, now)).await;
        let (_, packs) = packed?;
        tx.commit().await.unwrap();
        Ok(packs.into_iter().map(|pack| pack.token).collect())
    }

    pub(crate) async fn ship(
        &self,
        id: i64,
        waybill: &str,
        now: i64,
    ) -> Result<(), ConsignmentError> {
        let tx = self.house.db.write().await.unwrap();
        let waybill = Waybill::new(waybill)?;
        consignment::ship(&tx, (Scope::Operator, id), &waybill, (self.clerk, now)).await?;
        tx.commit().await.unwrap();
        Ok(())
    }

    /// Packed and sent at `now` under a waybill of its own.
    pub(crate) async fn sent(&self, lines: &[(i64, i64)], now: i64) -> row::Model {
        let parcel = self.paid(lines, now).await;
        self.pack(parcel.id, now).await.unwrap();
        self.ship(parcel.id, &format!("SF{:010}", parcel.id), now)
            .await
            .unwrap();
        self.parcel(parcel.id).await
    }

    pub(crate) async fn receive(
        &self,
        parcel: &row::Model,
        now: i64,
    ) -> Result<row::Model, ConsignmentError> {
        let tx = self.house.db.write().await.unwrap();
        let ids = (parcel.purchase_id, parcel.id);
        let received = consignment::received_by_buyer(&tx, ids, (None, now)).await?;
        tx.commit().await.unwrap();
        Ok(received)
    }

    /// The words of a purchase's timeline.
    pub(crate) async fn steps(&self, purchase_id: i64) -> Vec<String> {
        use crate::entity::purchase_step::{Column, Entity};
        let rows = Entity::find()
            .filter(Column::PurchaseId.eq(purchase_id))
            .all(self.house.db.read())
            .await;
        rows.unwrap().into_iter().map(|row| row.action).collect()
    }

    /// Every check of goods and of money that the database alone can tell.
    pub(crate) async fn proven(&self) {
        let read = self.house.db.read();
        assert_eq!(catalog::verify::goods(read).await.unwrap(), []);
        assert_eq!(crate::verify::accounts::books(read).await.unwrap(), []);
    }
}

async fn organisation_of(house: &House, code: &str) -> i64 {
    let row = organisation::Entity::find().filter(organisation::Column::Code.eq(code));
    row.one(house.db.read()).await.unwrap().unwrap().id
}
