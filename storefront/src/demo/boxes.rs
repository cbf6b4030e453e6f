//! The boxes of the season: a city buyer orders, cooperatives pack and send, and the share reaches
//! the households that grew what was in them.

use anyhow::{Context, bail};
use serde_json::{Value, json};

use super::client::Client;
use super::{Teller, bank};
use crate::render::{Arg, Lang};

/// Two days in which something bad may be claimed, with an hour to spare.
const WINDOW_MS: i64 = 49 * 3_600_000;
/// Until the day that its sales are split in is over.
const DAY_MS: i64 = 24 * 3_600_000;
/// Reading, paying, packing, sending, receiving of one box.
const STEPS_A_BOX: u64 = 4;
/// What follows for all boxes together.
const STEPS_AFTER: u64 = 4;

/// A purchase that is played.
struct Basket {
    /// Names it in idempotency keys and messages.
    name: &'static str,
    /// SKU numbers, a pack each.
    skus: &'static [i64],
    total_fen: i64,
    /// Codes of the cooperatives that pack, as in sign-ins.
    packers: &'static [&'static str],
}

const BASKETS: [Basket; 3] = [
    Basket {
        name: "pork",
        skus: &[10],
        total_fen: 9_980,
        packers: &["sc"],
    },
    Basket {
        name: "sweet-potatoes",
        skus: &[22],
        total_fen: 3_280,
        packers: &["wc"],
    },
    Basket {
        name: "both",
        skus: &[10, 22],
        total_fen: 13_260,
        packers: &["sc", "wc"],
    },
];

/// A cooperative that packs, with those who sign for its payouts.
struct House {
    code: &'static str,
    clerk: Client,
    manager: Client,
}

/// A consignment that was settled.
pub struct Parcel {
    /// Its cooperative's clerk.
    pub clerk: Client,
    /// Its number.
    pub number: String,
}

/// How many steps the progress bar has.
pub fn steps() -> u64 {
    STEPS_A_BOX * BASKETS.len() as u64 + STEPS_AFTER
}

/// Plays what has not been played, and returns the consignments in order.
pub async fn play(base_url: &str, lang: Lang, teller: &Teller) -> anyhow::Result<Vec<Parcel>> {
    let of = |role: &str| format!("{role}@sanbao.example");
    let buyer = Client::of_season(base_url, &of("buyer"), lang).await?;
    let operator = Client::of_season(base_url, &of("operator"), lang).await?;
    let mut houses = Vec::new();
    for code in ["sc", "wc"] {
        houses.push(House {
            code,
            clerk: Client::of_season(base_url, &of(&format!("clerk.{code}")), lang).await?,
            manager: Client::of_season(base_url, &of(&format!("manager.{code}")), lang).await?,
        });
    }
    let mut parcels = Vec::new();
    let mut fresh = false;
    for basket in &BASKETS {
        let number = buy(&buyer, basket, teller).await?;
        let order = buyer.get(&format!("/api/v1/purchases/{number}")).await?;
        let before = order["state"].as_str().unwrap_or_default().to_owned();
        if before == "done" {
            teller.bar.inc(STEPS_A_BOX);
        } else {
            fresh = true;
            send(&buyer, &houses, (basket, &number), teller).await?;
        }
        for house in houses
            .iter()
            .filter(|house| basket.packers.contains(&house.code))
        {
            parcels.push(Parcel {
                clerk: house.clerk.clone(),
                number: consignment(house, &number).await?.1,
            });
        }
    }
    if fresh {
        finish(&operator, &houses, &parcels, teller).await?;
    } else {
        teller.bar.inc(STEPS_AFTER);
    }
    Ok(parcels)
}

/// Orders a basket; the same key again answers the same purchase, and touches no cart.
async fn buy(buyer: &Client, basket: &Basket, teller: &Teller) -> anyhow::Result<String> {
    teller.step("demo-box-order", &[("box", Arg::Text(basket.name))]);
    let wanted = json!({
        "name": "Example Buyer", "phone": "13800138000", "province": "140000", "city": "140100",
        "district": "140105", "street": "1 Example Street", "route": "provider",
        "expected_total_fen": basket.total_fen,
    });
    let key = basket.key("order");
    let placed = match buyer.try_post("/api/v1/purchases", &key, &wanted).await? {
        Ok(placed) => placed,
        // The first time there is nothing in the cart yet.
        Err(_) => {
            let lines: Vec<Value> = basket
                .skus
                .iter()
                .map(|sku| json!({ "sku": sku, "packs": 1 }))
                .collect();
            let cart = json!({ "lines": lines });
            buyer
                .post("/api/v1/cart", &basket.key("cart"), cart)
                .await?;
            buyer.post("/api/v1/purchases", &key, wanted).await?
        }
    };
    let number = placed["number"].as_str().context("a purchase's number")?;
    Ok(number.to_owned())
}

/// Pays, packs, sends and receives one purchase.
async fn send(
    buyer: &Client,
    houses: &[House],
    (basket, number): (&Basket, &str),
    teller: &Teller,
) -> anyhow::Result<()> {
    let named = [("box", Arg::Text(basket.name))];
    let path = format!("/api/v1/purchases/{number}");
    teller.step("demo-box-pay", &named);
    let opened = buyer
        .post(&format!("{path}/pay"), &basket.key("pay"), json!({}))
        .await?;
    let page = opened["pay_url"]
        .as_str()
        .context("the provider's page")?
        .to_owned();
    buyer.press(&page, &[("choice", "pay")]).await?;
    buyer
        .wait(&path, |order| order["state"] != "awaiting_payment")
        .await?;
    teller.step("demo-box-pack", &named);
    for house in houses
        .iter()
        .filter(|house| basket.packers.contains(&house.code))
    {
        let (id, parcel) = consignment(house, number).await?;
        let office = format!("/api/v1/office/consignments/{id}");
        let key = |step: &str| format!("{}-{}", basket.key(step), house.code);
        house
            .clerk
            .post(&format!("{office}/pack"), &key("pack"), json!({}))
            .await?;
        let waybill = json!({ "waybill": format!("DEMO{id:08}") });
        house
            .clerk
            .post(&format!("{office}/ship"), &key("ship"), waybill)
            .await?;
        let received = json!({ "parcel": parcel });
        buyer
            .post(&format!("{path}/received"), &key("received"), received)
            .await?;
    }
    teller.step("demo-box-received", &named);
    Ok(())
}

/// What follows: the claim window ends, the day is split, the provider and the households are paid.
async fn finish(
    operator: &Client,
    houses: &[House],
    parcels: &[Parcel],
    teller: &Teller,
) -> anyhow::Result<()> {
    teller.step("demo-box-window", &[]);
    for (key, advance) in [("demo-box-window", WINDOW_MS), ("demo-box-day", DAY_MS)] {
        operator
            .post(
                "/api/v1/operator/clock",
                key,
                json!({ "advance_ms": advance }),
            )
            .await?;
    }
    for parcel in parcels {
        sale_of(parcel).await?;
    }
    teller.step("demo-box-settled", &[]);
    let due = "/api/v1/operator/settlements";
    let expected = |seen: &Value| {
        let mut rows = seen["settlements"].as_array().into_iter().flatten();
        rows.any(|row| row["state"] == "expected")
    };
    let seen = operator.wait(due, expected).await?;
    let lines: Vec<(i64, String)> = seen["settlements"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|row| row["state"] == "expected")
        .filter_map(|row| Some((row["net_fen"].as_i64()?, row["number"].as_str()?.to_owned())))
        .collect();
    bank::statement(operator, "demo-box-provider", &lines).await?;
    teller.step("demo-box-payout", &[]);
    for house in houses {
        let key = format!("demo-box-households-{}", house.code);
        let people = (&house.clerk, &house.manager, operator);
        bank::pay_out("households", people, &key).await?;
    }
    teller.step("demo-box-done", &[]);
    Ok(())
}

/// A purchase's consignment of a cooperative: its id and number.
async fn consignment(house: &House, purchase: &str) -> anyhow::Result<(i64, String)> {
    let found = house
        .clerk
        .get(&format!("/api/v1/office/consignments?q={purchase}"))
        .await?;
    let rows = found["consignments"].as_array().context("consignments")?;
    let Some(row) = rows.first() else {
        bail!("{purchase} has no consignment of {}", house.code);
    };
    let number = row["number"].as_str().context("a consignment's number")?;
    Ok((
        row["consignment"].as_i64().context("a consignment's id")?,
        number.to_owned(),
    ))
}

/// A parcel's posted sale, once it is posted.
pub async fn sale_of(parcel: &Parcel) -> anyhow::Result<Value> {
    let of_parcel = |sales: &Value| {
        let rows = sales["sales"].as_array().cloned().unwrap_or_default();
        rows.into_iter()
            .find(|sale| sale["consignment"] == parcel.number.as_str())
    };
    let posted = |sales: &Value| of_parcel(sales).is_some();
    let sales = parcel.clerk.wait("/api/v1/office/sales", posted).await?;
    of_parcel(&sales).context("a posted sale")
}

impl Basket {
    fn key(&self, step: &str) -> String {
        format!("demo-box-{}-{step}", self.name)
    }
}
