//! What people see: real browser windows, each leaving photographs where a person can look at them.

mod gallery;
mod live;
mod packing;
mod paper;
mod purchase;
mod shops;
mod walk;

use serde_json::json;
use tests::season::{Bulk, Season, Way};

/// The languages of the pages: as the switch names them, and as photographs are named.
pub const LANGUAGES: [(&str, &str); 2] = [("zh-CN", "zh"), ("en", "en")];

/// The worked order to its end: settled, households and the wholesaler's rest paid out. The deal.
async fn wangcun_order(season: &Season) -> i64 {
    let deal = season.deal(Bulk::WANGCUN, Way::Bid).await;
    season.pay(deal).await;
    season.deliver(deal, 20_000).await;
    let accept = format!("/api/v1/deals/{deal}/accept");
    season.trader.change(&accept, json!({})).await.ok();
    season.pay_out("households", &[]).await;
    season.rest_goes_home().await;
    deal
}
