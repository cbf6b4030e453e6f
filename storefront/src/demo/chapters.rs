//! The chapters of the season: each a lot that changes hands, from a wholesaler's money to a slip.

use anyhow::{Context, bail};
use serde_json::{Value, json};

use super::client::Client;
use super::{Play, Teller, bank};
use crate::render::{Arg, Lang};

/// Milliseconds that pass until silence has accepted a delivery, with an hour to spare.
const SILENCE_MS: i64 = 49 * 3_600_000;

/// One lot's way through the market.
struct Chapter {
    /// Names the chapter in idempotency keys and messages.
    name: &'static str,
    cooperative: &'static str,
    trader: &'static str,
    instrument: &'static str,
    lot: &'static str,
    contracts: i64,
    price_fen: i64,
    /// What the wholesaler sends by bank transfer, in fen.
    sent_fen: i64,
    /// Jin on the weigh ticket at delivery.
    weighed_jin: i64,
    way: Way,
}

/// How the two sides find each other.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Way {
    /// The wholesaler's bulk bid is taken by the cooperative.
    BidTaken,
    /// The cooperative's offer is taken by the wholesaler.
    OfferTaken,
    /// A resting bid is matched by the continuous book.
    Book,
}

const STEPS_A_CHAPTER: u64 = 11;

fn chapters(play: &Play) -> Vec<Chapter> {
    let wangcun = Chapter {
        name: "wangcun",
        cooperative: "wc",
        trader: "trader.jw@sanbao.example",
        instrument: "HS-1",
        lot: "WC-261012-01",
        contracts: 2,
        price_fen: 240,
        sent_fen: 2_600_000,
        weighed_jin: 20_000,
        way: if play.profile == "open" {
            Way::Book
        } else {
            Way::BidTaken
        },
    };
    if play.first_only {
        return vec![wangcun];
    }
    let two_grades = Chapter {
        name: "two-grades",
        trader: "trader.xd@sanbao.example",
        lot: "WC-261013-01",
        way: Way::OfferTaken,
        ..wangcun
    };
    let shiitake = Chapter {
        name: "shiitake",
        cooperative: "th",
        trader: "trader.xd@sanbao.example",
        instrument: "XG-F",
        lot: "TH-261121-01",
        contracts: 4,
        price_fen: 1_040,
        sent_fen: 2_200_000,
        weighed_jin: 3_960,
        way: Way::OfferTaken,
    };
    vec![wangcun, two_grades, shiitake]
}

/// How many steps the progress bar has.
pub fn steps(play: &Play) -> u64 {
    STEPS_A_CHAPTER * chapters(play).len() as u64
}

/// Plays what has not been played, and returns the deals in order.
pub async fn play(
    base_url: &str,
    play: &Play,
    teller: &Teller,
) -> anyhow::Result<Vec<(Client, i64)>> {
    let operator = Client::of_season(base_url, "operator@sanbao.example", play.lang).await?;
    let mut settled = Vec::new();
    for chapter in chapters(play) {
        let cast = Cast::sign_in(base_url, play.lang, &chapter, operator.clone()).await?;
        let deal = match cast.played(&chapter).await? {
            Some(deal) => {
                teller.bar.inc(STEPS_A_CHAPTER);
                deal
            }
            None => cast.perform(&chapter, teller).await?,
        };
        settled.push((cast.clerk, deal));
    }
    Ok(settled)
}

/// The people of one chapter.
struct Cast {
    operator: Client,
    reviewer: Client,
    trader: Client,
    clerk: Client,
    manager: Client,
}

impl Cast {
    async fn sign_in(
        base_url: &str,
        lang: Lang,
        chapter: &Chapter,
        operator: Client,
    ) -> anyhow::Result<Self> {
        let person = |role: &str| format!("{role}.{}@sanbao.example", chapter.cooperative);
        Ok(Self {
            operator,
            reviewer: Client::of_season(base_url, "reviewer@sanbao.example", lang).await?,
            trader: Client::of_season(base_url, chapter.trader, lang).await?,
            clerk: Client::of_season(base_url, &person("clerk"), lang).await?,
            manager: Client::of_season(base_url, &person("manager"), lang).await?,
        })
    }

    /// The settled deal of the chapter's lot, if it has one.
    async fn played(&self, chapter: &Chapter) -> anyhow::Result<Option<i64>> {
        let deals = self.clerk.get("/api/v1/deals").await?;
        for deal in deals.as_array().context("a list of deals")? {
            let id = deal["deal"].as_i64().context("a deal's id")?;
            let sheet = self.clerk.get(&format!("/api/v1/deals/{id}")).await?;
            if sheet["lot"] == chapter.lot && sheet["state"] == "settled" {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    async fn perform(&self, chapter: &Chapter, teller: &Teller) -> anyhow::Result<i64> {
        let named = [("lot", Arg::Text(chapter.lot))];
        teller.step("demo-money-arrives", &named);
        self.money_arrives(chapter).await?;
        teller.step("demo-to-desk", &named);
        self.money_to_desk(chapter).await?;
        teller.step("demo-receipt", &named);
        let receipt = self.receipt(chapter).await?;
        teller.step("demo-deal", &named);
        let deal = self.deal(chapter, receipt).await?;
        teller.step("demo-pay", &named);
        if chapter.way != Way::Book {
            self.trader
                .post(
                    &format!("/api/v1/deals/{deal}/pay"),
                    &chapter.key("pay"),
                    json!({}),
                )
                .await?;
        }
        teller.step("demo-deliver", &named);
        let weighed = json!({ "weight_g": chapter.weighed_jin * 500, "ticket": format!("DEMO-{}", chapter.name) });
        self.clerk
            .post(
                &format!("/api/v1/deals/{deal}/deliver"),
                &chapter.key("deliver"),
                weighed,
            )
            .await?;
        teller.step("demo-silence", &named);
        let forward = json!({ "advance_ms": SILENCE_MS });
        self.operator
            .post("/api/v1/operator/clock", &chapter.key("clock"), forward)
            .await?;
        self.clerk
            .wait(&format!("/api/v1/deals/{deal}"), |deal| {
                deal["state"] == "settled"
            })
            .await?;
        teller.step("demo-payout", &named);
        bank::pay_out(
            "households",
            (&self.clerk, &self.manager, &self.operator),
            &chapter.key("households"),
        )
        .await?;
        teller.step("demo-rest", &named);
        self.rest_goes_home(chapter).await?;
        teller.step("demo-statement", &named);
        teller.step("demo-settled", &named);
        Ok(deal)
    }

    async fn money_arrives(&self, chapter: &Chapter) -> anyhow::Result<()> {
        let funds = self.trader.get("/api/v1/funds").await?;
        let memo = funds["memo_code"]
            .as_str()
            .context("a memo code")?
            .to_owned();
        let lines = [(chapter.sent_fen, memo)];
        bank::statement(&self.operator, &chapter.key("arrival"), &lines).await?;
        let enough =
            |funds: &Value| funds["cash_fen"].as_i64().unwrap_or_default() >= chapter.sent_fen;
        self.trader.wait("/api/v1/funds", enough).await.map(drop)
    }

    async fn money_to_desk(&self, chapter: &Chapter) -> anyhow::Result<()> {
        let value = chapter.value_fen(&self.trader).await?;
        let amount = if chapter.way == Way::Book {
            value
        } else {
            (value + 9) / 10
        };
        let body = json!({ "amount_fen": amount });
        self.trader
            .post("/api/v1/funds/to-desk", &chapter.key("to-desk"), body)
            .await?;
        let there =
            |funds: &Value| funds["desk_available_fen"].as_i64().unwrap_or_default() >= amount;
        self.trader.wait("/api/v1/funds", there).await.map(drop)
    }

    async fn receipt(&self, chapter: &Chapter) -> anyhow::Result<i64> {
        let body = json!({ "instrument": chapter.instrument, "lot": chapter.lot, "contracts": chapter.contracts });
        let asked = self
            .clerk
            .post("/api/v1/office/receipts", &chapter.key("receipt"), body)
            .await?;
        let receipt = asked["receipt"].as_i64().context("a receipt's number")?;
        let issued = |receipts: &Value| {
            let rows = receipts["receipts"].as_array().into_iter().flatten();
            rows.into_iter()
                .any(|row| row["id"] == receipt && row["state"] == "issued")
        };
        self.clerk.wait("/api/v1/office/receipts", issued).await?;
        Ok(receipt)
    }

    async fn deal(&self, chapter: &Chapter, receipt: i64) -> anyhow::Result<i64> {
        let answer = match chapter.way {
            Way::BidTaken => {
                let listing = self.list(&self.trader, chapter, ("buy", None)).await?;
                let take = json!({ "quantity": chapter.contracts, "receipt": receipt });
                self.clerk
                    .post(
                        &format!("/api/v1/listings/{listing}/take"),
                        &chapter.key("take"),
                        take,
                    )
                    .await?
            }
            Way::OfferTaken => {
                let listing = self
                    .list(&self.clerk, chapter, ("sell", Some(receipt)))
                    .await?;
                let take = json!({ "quantity": chapter.contracts });
                self.trader
                    .post(
                        &format!("/api/v1/listings/{listing}/take"),
                        &chapter.key("take"),
                        take,
                    )
                    .await?
            }
            Way::Book => {
                let order = |side: &str, receipt: Option<i64>| {
                    json!({ "instrument": chapter.instrument, "side": side, "price_fen": chapter.price_fen,
                        "quantity": chapter.contracts, "time_in_force": "gtc", "receipt": receipt })
                };
                self.trader
                    .post("/api/v1/orders", &chapter.key("bid"), order("buy", None))
                    .await?;
                self.clerk
                    .post(
                        "/api/v1/orders",
                        &chapter.key("ask"),
                        order("sell", Some(receipt)),
                    )
                    .await?
            }
        };
        let deal = answer["deal"]
            .as_i64()
            .or_else(|| answer["first_deal"].as_i64());
        deal.with_context(|| format!("no deal in {answer}"))
    }

    async fn list(
        &self,
        who: &Client,
        chapter: &Chapter,
        (side, receipt): (&str, Option<i64>),
    ) -> anyhow::Result<i64> {
        let body = json!({ "instrument": chapter.instrument, "side": side, "price_fen": chapter.price_fen,
            "quantity": chapter.contracts, "minimum": chapter.contracts, "days": 5, "receipt": receipt });
        let answer = who
            .post("/api/v1/listings", &chapter.key("list"), body)
            .await?;
        answer["listing"].as_i64().context("a listing's number")
    }

    async fn rest_goes_home(&self, chapter: &Chapter) -> anyhow::Result<()> {
        let funds = self.trader.get("/api/v1/funds").await?;
        let rest = funds["cash_fen"].as_i64().unwrap_or_default();
        if rest == 0 {
            return Ok(());
        }
        let body = json!({ "amount_fen": rest });
        self.trader
            .post("/api/v1/funds/withdrawals", &chapter.key("withdraw"), body)
            .await?;
        bank::pay_out(
            "withdrawals",
            (&self.operator, &self.reviewer, &self.operator),
            &chapter.key("withdrawals"),
        )
        .await
    }
}

impl Chapter {
    fn key(&self, step: &str) -> String {
        format!("demo-{}-{step}", self.name)
    }

    async fn value_fen(&self, client: &Client) -> anyhow::Result<i64> {
        let known = client.get("/api/v1/instruments").await?;
        let cards = known.as_array().context("a list of instruments")?;
        let Some(card) = cards.iter().find(|card| card["code"] == self.instrument) else {
            bail!("no instrument {}", self.instrument);
        };
        let (tick, value) = (
            card["tick_fen"].as_i64().unwrap_or(1),
            card["tick_value_fen"].as_i64().unwrap_or(0),
        );
        Ok(self.price_fen / tick * value * self.contracts)
    }
}
