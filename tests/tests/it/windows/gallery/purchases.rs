//! Purchases in every state, each found by a telephone of its own.

use exchange::entity::purchase::Route;
use serde_json::json;
use tests::season::{BOX, DAY_MS, PORK, Season, Wish};

/// A purchase: its telephone, and what its photograph is called.
pub type Bought = (String, &'static str);

/// Buyers, each with a telephone of its own.
struct Buyer<'a> {
    season: &'a Season,
    phones: std::ops::RangeFrom<u64>,
}

impl Buyer<'_> {
    fn phone(&mut self) -> String {
        let next = self.phones.next().expect("there is no end of numbers");
        next.to_string()
    }

    /// A paid purchase and its parcels, by cooperative.
    async fn paid(
        &mut self,
        lines: &[(i64, i64)],
    ) -> (String, Vec<exchange::entity::consignment::Model>) {
        let phone = self.phone();
        let wish = wish(lines, &phone);
        let parcels = self.season.bought(&wish).await;
        (phone, parcels)
    }

    /// A parcel of Wangcun is packed and sent.
    async fn sent(
        &mut self,
        lines: &[(i64, i64)],
    ) -> (String, exchange::entity::consignment::Model) {
        let (phone, parcels) = self.paid(lines).await;
        let clerk = &self.season.clerk;
        let of_wangcun = clerk.get("/api/v1/office/consignments").await.ok();
        let rows = tests::season::rows(&of_wangcun["consignments"]);
        let own = |id: i64| rows.iter().any(|row| row["consignment"] == id);
        let parcel = parcels.into_iter().find(|parcel| own(parcel.id));
        let parcel = parcel.expect("Wangcun sends some of it");
        let step = |step: &str| format!("/api/v1/office/consignments/{}/{step}", parcel.id);
        clerk.change(&step("pack"), json!({})).await.ok();
        let waybill = json!({ "waybill": format!("SF12345{phone}") });
        clerk.change(&step("ship"), waybill).await.ok();
        (phone, parcel)
    }

    async fn received(&mut self) -> (String, exchange::entity::consignment::Model) {
        let (phone, parcel) = self.sent(&[(BOX, 1)]).await;
        self.season.received(&parcel).await;
        (phone, parcel)
    }
}

fn wish<'a>(lines: &'a [(i64, i64)], phone: &'a str) -> Wish<'a> {
    Wish {
        lines,
        phone,
        note: "放门卫处，谢谢",
        ..Wish::default()
    }
}

/// Purchases that are over; eight days go by.
pub async fn ended(season: &Season) -> Vec<Bought> {
    let mut buyer = Buyer {
        season,
        phones: 13_800_000_001..,
    };
    let (done, _) = buyer.received().await;
    let lapsed = buyer.phone();
    season
        .placed(&wish(&[(BOX, 1)], &lapsed), Route::Provider)
        .await;
    let cancelled = buyer.phone();
    let unpaid = wish(&[(BOX, 1)], &cancelled);
    let unpaid = season.placed(&unpaid, Route::Provider).await;
    season.taken_back(unpaid.purchase.id).await;
    let (refunded, parcels) = buyer.paid(&[(BOX, 2)]).await;
    season.taken_back(parcels[0].purchase_id).await;
    season.forward(8 * DAY_MS).await;
    vec![
        (done, "order-done"),
        (lapsed, "order-lapsed"),
        (cancelled, "order-cancelled"),
        (refunded, "order-refunded"),
    ]
}

/// Purchases that are under way.
pub async fn under_way(season: &Season) -> Vec<Bought> {
    let mut buyer = Buyer {
        season,
        phones: 13_900_000_001..,
    };
    let awaiting = buyer.phone();
    season
        .placed(&wish(&[(BOX, 1)], &awaiting), Route::Provider)
        .await;
    let transfer = buyer.phone();
    season
        .placed(&wish(&[(BOX, 2)], &transfer), Route::Transfer)
        .await;
    let (to_ship, _) = buyer.paid(&[(BOX, 1), (PORK, 1)]).await;
    let (partly, _) = buyer.sent(&[(BOX, 1), (PORK, 1)]).await;
    let (sent, _) = buyer.sent(&[(BOX, 1)]).await;
    let (received, _) = buyer.received().await;
    let (claimed, parcel) = buyer.received().await;
    season.claimed(&parcel, 400).await;
    let (answered, parcel) = buyer.received().await;
    let claim = season.claimed(&parcel, 400).await;
    let answer = json!({ "refund_fen": 525, "words": "对不住，按坏的重量退" });
    let path = format!("/api/v1/office/claims/{claim}");
    season.clerk.change(&path, answer).await.ok();
    let account = buyer.phone();
    let wish = wish(&[(BOX, 1)], &account);
    let placed = season.placed(&wish, Route::Transfer).await;
    season
        .statement(&[(placed.purchase.total_fen, &placed.attempt.out_no)])
        .await;
    season.taken_back(placed.purchase.id).await;
    vec![
        (awaiting, "order-awaiting"),
        (transfer, "order-transfer"),
        (to_ship, "order-to-ship"),
        (partly, "order-partly"),
        (sent, "order-sent"),
        (received, "order-received"),
        (claimed, "order-claimed"),
        (answered, "order-answered"),
        (account, "order-account"),
    ]
}
