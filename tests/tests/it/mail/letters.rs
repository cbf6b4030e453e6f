//! Steps of a purchase become mails: each told once, with the facts of the rows, on both databases.

use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde_json::Value;
use tests::letterbox::{files, part, read};
use tests::season::Season;
use tests::server::Options;

use super::{all_done, database, outbox};
use crate::ground::{STOREFRONT, on_postgresql};

/// A purchase of two boxes of sweet potatoes by transfer, with its part at the first cooperative that
/// has them; `{n}` is its place among the purchases of the test.
const PURCHASE: [&str; 7] = [
    "INSERT INTO guest (token_hash, seen_at) VALUES ('guest-{n}', 1)",
    "INSERT INTO cart (guest_id, created_at) SELECT id, 1 FROM guest WHERE token_hash = 'guest-{n}'",
    "INSERT INTO purchase (number, cart_id, code, route, state, language, tariff_version, goods_fen, surcharge_fen, \
     total_fen, quote, placed_at, expires_at) SELECT 'GM261124-000{n}', cart.id, '7K2M9T', '{route}', 'placed', '{lang}', 1, \
     6560, 0, 6560, '{}', 1, 1795764600000 FROM cart JOIN guest ON guest.id = cart.guest_id WHERE guest.token_hash = 'guest-{n}'",
    "INSERT INTO purchase_private (purchase_id, name, phone, email, division_code, street) SELECT id, '王芳', '13800000000', \
     '{email}', '140105', '一号院' FROM purchase WHERE number = 'GM261124-000{n}'",
    "INSERT INTO consignment (number, purchase_id, cooperative_id, carrier_id, state, goods_fen, surcharge_fen, waybill) \
     SELECT 'GM261124-000{n}-1', purchase.id, shelf.cooperative_id, carrier.id, 'shipped', 6560, 0, 'LJ000{n}' \
     FROM purchase, shelf JOIN sku ON sku.id = shelf.sku_id, organisation AS carrier \
     WHERE purchase.number = 'GM261124-000{n}' AND sku.number = 22 AND carrier.kind = 'carrier' LIMIT 1",
    "INSERT INTO purchase_line (purchase_id, consignment_id, sku_id, shelf_id, packs, price_fen, net_g, packing_fen, \
     express_fen, surcharge_fen, reservation) SELECT consignment.purchase_id, consignment.id, sku.id, shelf.id, 2, 3280, \
     sku.net_g, 320, 800, 0, 'active' FROM consignment JOIN shelf ON shelf.cooperative_id = consignment.cooperative_id \
     JOIN sku ON sku.id = shelf.sku_id WHERE sku.number = 22 AND consignment.number = 'GM261124-000{n}-1'",
    "INSERT INTO payment_attempt (purchase_id, provider, out_no, amount_fen, state, asked_at, expires_at) \
     SELECT id, 'transfer', 'GM8Q4W{n}', 6560, 'asked', 1, 2 FROM purchase WHERE number = 'GM261124-000{n}'",
];

async fn run(database: &DatabaseConnection, statement: &str) {
    let done = database.execute_unprepared(statement).await;
    done.unwrap_or_else(|error| panic!("{statement}: {error}"));
}

/// Writes the n-th purchase.
async fn purchase(database: &DatabaseConnection, n: u8, (route, lang, email): (&str, &str, &str)) {
    for statement in PURCHASE {
        let statement = statement.replace("{n}", &n.to_string());
        let statement = statement.replace("{route}", route).replace("{lang}", lang);
        run(database, &statement.replace("{email}", email)).await;
    }
}

/// Takes a step of the n-th purchase, as the market does.
async fn step(database: &DatabaseConnection, n: u8, action: &str) {
    let step = format!(
        "INSERT INTO purchase_step (purchase_id, consignment_id, action, note, amount_fen, at) \
         SELECT purchase_id, id, '{action}', waybill, 6560, 1795505400000 FROM consignment \
         WHERE number = 'GM261124-000{n}-1'"
    );
    run(database, &step).await;
    run(database, UNTOLD).await;
}

const UNTOLD: &str = "INSERT INTO untold_step (step_id) SELECT max(id) FROM purchase_step";

/// The folder's mails once everything is told and sent.
async fn told(season: &Season, count: usize) -> Vec<Value> {
    outbox(&season.server, |rows| rows.len() == count && all_done(rows)).await;
    read(&files(&season.server.data_dir().join("mail")))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_step_is_told_once_with_what_the_rows_say() {
    for options in std::iter::once(Options::default()).chain(on_postgresql()) {
        let season = Season::open(STOREFRONT, &options).await;
        let database = database(&season.server).await;
        purchase(&database, 1, ("transfer", "zh", "wangfang@sanbao.example")).await;
        purchase(&database, 2, ("transfer", "en", "")).await;
        step(&database, 1, "placed").await;
        let mails = told(&season, 1).await;
        let text = part(&mails[0], "text/plain");
        for fact in ["65.60", "GM8Q4W1", "王村", "× 2", "GM261124-0001", "7K2M9T"] {
            assert!(text.contains(fact), "{fact} is missing: {text}");
        }
        let to = mails[0]["headers"]["to"].as_str().unwrap_or_default();
        assert!(
            to.contains("王芳") && to.contains("wangfang@sanbao.example"),
            "{to}"
        );
        // Nobody to tell, nothing to tell, and the same step a second time.
        step(&database, 2, "placed").await;
        step(&database, 1, "packed").await;
        let again = "INSERT INTO untold_step (step_id) SELECT min(id) FROM purchase_step";
        run(&database, again).await;
        step(&database, 1, "paid").await;
        step(&database, 1, "shipped").await;
        let mails = told(&season, 3).await;
        let texts = mails.iter().map(|mail| part(mail, "text/plain"));
        let texts: Vec<&str> = texts.collect();
        assert!(
            texts[1].contains("山西省太原市") && !texts[1].contains("一号院"),
            "{}",
            texts[1]
        );
        assert!(
            texts[2].contains("LJ0001") && texts[2].contains("48 小时"),
            "{}",
            texts[2]
        );
        let left = exchange_untold(&database).await;
        assert_eq!(left, 0, "steps are left untold");
        database.close().await.expect("the database is let go");
    }
}

async fn exchange_untold(database: &DatabaseConnection) -> u64 {
    use sea_orm::{EntityTrait, PaginatorTrait};
    let untold = exchange::entity::untold_step::Entity::find();
    untold.count(database).await.expect("rows can be counted")
}
