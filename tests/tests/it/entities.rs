//! Every table as the rooms read it: each entity is selected from a season that was played, on both databases.

use catalog::entity as goods;
use exchange::entity as market;
use sea_orm::{DatabaseConnection, EntityTrait};
use serde_json::json;
use storefront::entity as web;
use tests::season::{Bulk, Season, Way};
use tests::server::{Options, root};

use crate::ground::{STOREFRONT, on_postgresql, open_season};

/// Selects every row of each entity; the names and how many rows each has.
macro_rules! select_all {
    ($database:expr, $($room:ident: $($entity:ident)*;)*) => {
        [$($((
            concat!(stringify!($room), "/", stringify!($entity)),
            $room::$entity::Entity::find()
                .all($database)
                .await
                .unwrap_or_else(|error| panic!("{}: {error}", stringify!($entity)))
                .len(),
        ),)*)*]
    };
}

async fn rows(database: &DatabaseConnection) -> Vec<(&'static str, usize)> {
    select_all!(database,
        goods: advance certificate consent delivery_area household household_private household_story import_file
            instrument instrument_grade
            intake intake_correction lot organisation product receipt receipt_lot sku stock_movement working_day;
        market: account bank_line bank_statement cart cart_line claim claim_photo consignment counter deal
            deal_lot deal_step guest impact instruction listing market_order pack pack_lot page_version
            payment_attempt payment_event payment_part payout_batch payout_file payout_line payout_part
            pool_cycle pool_line projection provider_settlement purchase purchase_access purchase_line
            purchase_private purchase_step recovery refund refund_line refund_private retail_tariff sale
            sale_cycle sale_part sandbox_notice sandbox_payment sandbox_refund set_reversal setting
            settlement shelf shelf_lot shelf_movement sku_tariff tariff trade transfer transfer_end
            transfer_set untold_step waiting_split withdrawal;
        web: audit idempotency outbox password_reset person session;
    )
    .to_vec()
}

/// Tables that the played season leaves empty.
const EMPTY: [&str; 32] = [
    "goods/consent",
    "goods/household_story",
    "market/cart",
    "market/cart_line",
    "market/claim",
    "market/claim_photo",
    "market/consignment",
    "market/guest",
    "market/impact",
    "market/pack",
    "market/pack_lot",
    "market/page_version",
    "market/payment_attempt",
    "market/payment_event",
    "market/payment_part",
    "market/provider_settlement",
    "market/purchase",
    "market/purchase_access",
    "market/purchase_line",
    "market/purchase_private",
    "market/purchase_step",
    "market/refund",
    "market/refund_line",
    "market/refund_private",
    "market/sale",
    "market/sale_cycle",
    "market/sale_part",
    "market/sandbox_notice",
    "market/sandbox_payment",
    "market/sandbox_refund",
    "market/untold_step",
    "market/waiting_split",
];

/// Entities by the files of a room.
fn files(room: &str, name: &str) -> Vec<String> {
    let folder = root().join(room).join("src/entity");
    let entries = std::fs::read_dir(folder)
        .expect("a room has entities")
        .flatten();
    let stems = entries.filter_map(|entry| {
        entry
            .path()
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
    });
    stems
        .filter(|stem| stem != "mod")
        .map(|stem| format!("{name}/{stem}"))
        .collect()
}

async fn every_entity(season: &Season) {
    let first = season.deal(Bulk::WANGCUN, Way::Book).await;
    season.settle(first, 20_000).await;
    let ticket = season.ticket(Bulk::WANGCUN.lot, "WC26-0129").await;
    let right = json!({ "jin": "3510", "reason": "misread" });
    season
        .clerk
        .change(&format!("/api/v1/office/intakes/{ticket}/correct"), right)
        .await
        .ok();
    season.pay_out("households", &[]).await;
    season.rest_goes_home().await;
    season.deal(Bulk::TWO_GRADES, Way::Offer).await;
    let (status, _, page) = season
        .trader
        .form("/recover", &[("email", "trader.jw@sanbao.example")])
        .await;
    assert!(status < 400, "{status} {page}");
    let embedded = || {
        format!(
            "sqlite://{}",
            season.server.data_dir().join("sanbao.db").display()
        )
    };
    let url = season
        .server
        .options()
        .database_url
        .clone()
        .unwrap_or_else(embedded);
    let database = sea_orm::Database::connect(url)
        .await
        .expect("the database can be read");
    let rows = rows(&database).await;
    let empty: Vec<&str> = rows
        .iter()
        .filter(|(_, count)| *count == 0)
        .map(|(name, _)| *name)
        .collect();
    assert_eq!(empty, EMPTY);
    let mut named: Vec<String> = rows.iter().map(|(name, _)| (*name).to_owned()).collect();
    let rooms = [
        ("catalog", "goods"),
        ("exchange", "market"),
        ("storefront", "web"),
    ];
    let mut expected: Vec<String> = rooms
        .iter()
        .flat_map(|(room, name)| files(room, name))
        .collect();
    named.sort();
    expected.sort();
    assert_eq!(named, expected, "an entity is not selected here");
}

#[tokio::test]
async fn every_entity_is_what_the_embedded_database_holds() {
    every_entity(&open_season().await).await;
}

#[tokio::test]
async fn every_entity_is_what_postgresql_holds() {
    let Some(options) = on_postgresql() else {
        return;
    };
    let options = Options {
        profile: Options::open().profile,
        ..options
    };
    every_entity(&Season::open(STOREFRONT, &options).await).await;
}
