//! A shop for tests: boxes that were paid, packed and received, on top of the small season.

use ledger::postings::retail::{
    EscrowPart, paid_by_provider, paid_by_transfer, refund_by_provider,
};
use ledger::{Money, Party, ProviderName, Reference};

use crate::books::{self, Outcome};
use crate::deal::trade_house::TradeHouse;
use crate::entity::purchase::Route;
use crate::verify;

pub(crate) const DAY: i64 = 86_400_000;

/// One line of a box: packs alike, each with grams of root lots.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) sku: i64,
    pub(crate) price: i64,
    pub(crate) packing: i64,
    pub(crate) express: i64,
    pub(crate) surcharge: i64,
    pub(crate) packs: Vec<Vec<(i64, i64)>>,
}

impl TradeHouse {
    /// The demo's tariff as version 1 and another with a cooperative's fee as version 2.
    pub(crate) async fn shop_tariffs(&self) {
        self.house
            .run(
                "INSERT INTO retail_tariff (version, platform_bp, provider_bp, transfer_bp, \
                 cooperative_bp, valid_from) VALUES (1, 300, 60, 0, 0, 0), (2, 300, 60, 0, 450, 0)",
            )
            .await;
    }

    pub(crate) async fn sku(&self, number: i64, (price, net_g): (i64, i64)) -> i64 {
        let sql = format!(
            "INSERT INTO sku (number, product_id, shop, name_zh, name_en, spec_zh, spec_en, net_g, \
             price_fen, storage, season_from, season_to, mixable, content_hash) VALUES ({number}, 1, \
             'sweetpotato', '', '', '', '', {net_g}, {price}, 'ambient', 1, 12, TRUE, '') RETURNING id"
        );
        self.house.number(&sql).await
    }

    /// A purchase of the given parts, each (cooperative, lines), paid by `route` and received now;
    /// its consignments.
    pub(crate) async fn received(
        &self,
        (route, tariff): (Route, i64),
        parts: &[(i64, &[Line])],
    ) -> Vec<i64> {
        let house = &self.house;
        let (goods, surcharge) = parts.iter().flat_map(|(_, lines)| *lines).fold((0, 0), add);
        let number = house.number("SELECT COUNT(*) + 1 FROM purchase").await;
        let guest =
            format!("INSERT INTO guest (token_hash, seen_at) VALUES ('g{number}', 0) RETURNING id");
        let guest = house.number(&guest).await;
        let cart =
            format!("INSERT INTO cart (guest_id, created_at) VALUES ({guest}, 0) RETURNING id");
        let cart = house.number(&cart).await;
        let (now, route_word) = (self.now, route.as_str());
        let purchase = format!(
            "INSERT INTO purchase (number, cart_id, code, route, state, language, tariff_version, \
             goods_fen, surcharge_fen, total_fen, quote, placed_at, expires_at, paid_at) VALUES \
             ('GM261009-{number:04}', {cart}, 'ABCDEF', '{route_word}', 'placed', 'zh', {tariff}, \
             {goods}, {surcharge}, {goods} + {surcharge}, '{{}}', {now}, {now}, {now}) RETURNING id"
        );
        let purchase = house.number(&purchase).await;
        let mut consignments = Vec::new();
        for (place, (cooperative, lines)) in parts.iter().enumerate() {
            let sums = lines.iter().fold((0, 0), add);
            let name = format!("GM261009-{number:04}-{}", place + 1);
            let owner = (purchase, *cooperative);
            consignments.push(self.consignment(owner, &name, sums, lines).await);
        }
        self.pay_purchase(purchase, route, &consignments, parts)
            .await;
        consignments
    }

    async fn consignment(
        &self,
        (purchase, cooperative): (i64, i64),
        name: &str,
        (goods, surcharge): (i64, i64),
        lines: &[Line],
    ) -> i64 {
        let (now, over, carrier) = (self.now, self.now + 2 * DAY, self.carrier);
        let row = format!(
            "INSERT INTO consignment (number, purchase_id, cooperative_id, carrier_id, state, \
             goods_fen, surcharge_fen, waybill, due_at, paid_at, packed_at, shipped_at, received_at, \
             received_by, window_ends_at) VALUES ('{name}', {purchase}, {cooperative}, {carrier}, \
             'received', {goods}, {surcharge}, 'YB{name}', {over}, {now}, {now}, {now}, {now}, \
             'buyer', {over}) RETURNING id"
        );
        let consignment = self.house.number(&row).await;
        for line in lines {
            self.line(purchase, (consignment, cooperative), line).await;
        }
        consignment
    }

    async fn line(&self, purchase: i64, (consignment, cooperative): (i64, i64), line: &Line) {
        let (house, now) = (&self.house, self.now);
        let shelf = format!(
            "INSERT INTO shelf (sku_id, cooperative_id) VALUES ({}, {cooperative}) \
             ON CONFLICT (sku_id, cooperative_id) DO UPDATE SET on_hand_g = shelf.on_hand_g \
             RETURNING id",
            line.sku
        );
        let shelf = house.number(&shelf).await;
        let row = format!(
            "INSERT INTO purchase_line (purchase_id, consignment_id, sku_id, shelf_id, packs, \
             price_fen, net_g, packing_fen, express_fen, surcharge_fen, reservation) VALUES \
             ({purchase}, {consignment}, {}, {shelf}, {}, {}, 1000, {}, {}, {}, 'kept') RETURNING id",
            line.sku,
            line.packs.len(),
            line.price,
            line.packing,
            line.express,
            line.surcharge
        );
        let row = house.number(&row).await;
        for (place, lots) in line.packs.iter().enumerate() {
            let place = place + 1;
            let pack = format!(
                "INSERT INTO pack (line_id, consignment_id, place, token, packed_at) VALUES \
                 ({row}, {consignment}, {place}, 'token-{row}-{place}', {now}) RETURNING id"
            );
            let pack = house.number(&pack).await;
            for (root, grams) in lots {
                let lot = format!(
                    "INSERT INTO pack_lot (pack_id, lot_id, root_lot_id, grams) SELECT {pack}, \
                     MIN(id), {root}, {grams} FROM lot WHERE root_id = {root}"
                );
                house.run(&lot).await;
            }
        }
    }

    async fn pay_purchase(
        &self,
        purchase: i64,
        route: Route,
        consignments: &[i64],
        parts: &[(i64, &[Line])],
    ) {
        let part = |(id, (_, lines)): (&i64, &(i64, &[Line]))| {
            let (goods, surcharge) = lines.iter().fold((0, 0), add);
            EscrowPart {
                consignment: Party::Consignment(*id),
                amount: Money::fen(goods + surcharge),
            }
        };
        let parts: Vec<EscrowPart> = consignments.iter().zip(parts).map(part).collect();
        let subject = format!("purchase:{purchase}");
        let reference = Reference::new(&format!("{subject}:paid"), &subject).unwrap();
        let set = match route {
            Route::Provider => paid_by_provider(&reference, &sandbox(), &parts),
            Route::Transfer => {
                paid_by_transfer(&reference, &Party::Statement(purchase), &parts, Money::ZERO)
            }
        };
        self.house.post(&set.unwrap()).await;
        let total: i64 = parts.iter().map(|part| part.amount.as_fen()).sum();
        let now = self.now;
        let attempt = format!(
            "INSERT INTO payment_attempt (purchase_id, provider, out_no, amount_fen, state, asked_at, \
             expires_at, paid_at, set_id) SELECT {purchase}, 'sandbox', 'SB{purchase}', {total}, \
             'paid', {now}, {now}, {now}, MAX(id) FROM transfer_set"
        );
        self.house.run(&attempt).await;
    }

    /// So much of a consignment's only line goes back before posting, and has arrived.
    pub(crate) async fn give_back(&self, consignment: i64, fen: i64) {
        let house = &self.house;
        let number = house.number("SELECT COUNT(*) + 1 FROM refund").await;
        let subject = format!("consignment:{consignment}");
        let reference = Reference::new(&format!("refund:{number}"), &subject).unwrap();
        let party = Party::Consignment(consignment);
        let set = refund_by_provider(&reference, &sandbox(), &party, Money::fen(fen)).unwrap();
        let tx = house.db.write().await.unwrap();
        let set_id = books::post(&tx, &set, self.now).await.unwrap().set_id;
        books::end_set(&tx, set_id, Outcome::Posted, self.now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        house
            .run(&format!(
                "INSERT INTO refund (number, purchase_id, consignment_id, attempt_id, reason, \
                 amount_fen, state, set_id, at, done_at) SELECT 'TK{number}', consignment.purchase_id, \
                 {consignment}, payment_attempt.id, 'claim', {fen}, 'succeeded', {set_id}, 0, 0 \
                 FROM consignment JOIN payment_attempt \
                 ON payment_attempt.purchase_id = consignment.purchase_id \
                 WHERE consignment.id = {consignment}"
            ))
            .await;
        house
            .run(&format!(
                "UPDATE purchase_line SET refunded_fen = refunded_fen + {fen} \
                 WHERE consignment_id = {consignment}"
            ))
            .await;
    }

    /// Everything about shops that the database alone can tell must hold.
    pub(crate) async fn shop_verified(&self) {
        let conn = self.house.db.read();
        let mut found = verify::accounts::books(conn).await.unwrap();
        found.extend(verify::pools::pools(conn).await.unwrap());
        found.extend(verify::sales::sales(conn).await.unwrap());
        assert_eq!(found, []);
    }
}

fn add((goods, surcharge): (i64, i64), line: &Line) -> (i64, i64) {
    let packs = line.packs.len() as i64;
    (
        goods + packs * line.price,
        surcharge + packs * line.surcharge,
    )
}

fn sandbox() -> Party {
    Party::Provider(ProviderName::new("sandbox").unwrap())
}
