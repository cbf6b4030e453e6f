//! The bank's end of a transfer: lines of the custody account's statement, and files that it carries out.

use serde_json::json;

use super::Way;
use crate::season::{Order, Pays, Season, Shopper};

/// Transfers to the custody account.
#[derive(Copy, Clone, Debug)]
pub struct Transfer;

impl Way for Transfer {
    fn pays(&self) -> Pays {
        Pays::ByTransfer
    }

    fn fee(&self, _: i64) -> i64 {
        0
    }

    async fn offer(&self, _: &Season, (buyer, order): (&Shopper, &Order)) -> String {
        let path = format!("/api/v1/purchases/{}/pay", order.number);
        let opened = buyer.client.change(&path, json!({})).await.ok();
        assert!(opened["pay_url"].is_null(), "a bank has no page: {opened}");
        let seen = buyer.sees(order).await;
        let memo = seen["transfer"]["memo_code"].as_str();
        memo.expect("a code for the memo").to_owned()
    }

    async fn pay(&self, season: &Season, (_, order): (&Shopper, &Order)) {
        season.statement(&[(order.total_fen, &order.memo)]).await;
    }

    async fn pay_other(&self, season: &Season, (_, order): (&Shopper, &Order), fen: i64) {
        let taken = season.statement(&[(fen, &order.memo)]).await;
        assert_eq!(taken["suspense"], 1, "a task for a person: {taken}");
    }

    async fn pay_late(&self, season: &Season, of: (&Shopper, &Order)) {
        self.pay(season, of).await;
    }

    /// The bank's statement is handed in again, twice, with nothing new in it.
    async fn say_again(&self, season: &Season, (_, order): (&Shopper, &Order)) {
        let text = season.statement_again(&order.memo).await;
        for _ in 0..2 {
            let path = "/api/v1/operator/statements";
            let taken = season.operator.hand_in(path, text.clone()).await.ok();
            assert_eq!((&taken["new"], &taken["known"]), (&json!(0), &json!(1)));
        }
    }

    async fn give_back(&self, season: &Season, (buyer, order): (&Shopper, &Order)) {
        let seen = buyer.sees(order).await;
        if seen["needs_account"] == true {
            let path = format!("/api/v1/purchases/{}/refund-account", order.number);
            let account = json!({ "holder": "王小明", "bank_name": "示例银行太原分行",
                "bank_account": "6222 0000 1234 5678" });
            buyer.client.change(&path, account).await.ok();
        }
        let file = season.pay_out("refunds", &[]).await;
        assert!(
            file.lines
                .iter()
                .all(|(_, account, _)| account == "6222000012345678")
        );
    }

    /// What arrives is in custody already.
    async fn bring_in(&self, _: &Season) {}
}
