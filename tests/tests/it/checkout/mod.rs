//! The purchase of a box as a city buyer makes it, over HTTP alone: by forms without scripts and as a
//! program, with what may not be lost or doubled on the way.

mod after;
mod cooperatives;
mod fields;
mod golden;
mod keys;
mod notices;
mod path;
mod people;
mod providers;
mod quantities;
mod race;
mod strangers;

use serde_json::{Value, json};
use tests::client::Answer;
use tests::person::{Form, Page, Person};
use tests::season::{PHONE, Season, TAIYUAN, number};

/// One black dot, as programs send photographs.
const DOT: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==";

/// What a purchase that is refused leaves alone: every balance, and every shelf of the two
/// cooperatives whose goods are bought here.
struct Before(Value);

impl Before {
    async fn of(season: &Season) -> Self {
        Self(whole(season).await)
    }

    /// Nothing moved, and the house proves itself.
    async fn still_stands(&self, season: &Season) {
        assert_eq!(self.0, whole(season).await, "something moved");
        season.server.proves_itself();
    }
}

async fn whole(season: &Season) -> Value {
    let pork = season.person("clerk.sc").await;
    let shelves = "/api/v1/office/shelves";
    json!({
        "trial": season.trial().await,
        "wangcun": season.clerk.get(shelves).await.ok(),
        "shuangchi": pork.get(shelves).await.ok(),
    })
}

/// The sentence at a field of a refused call, in words and as a code.
#[track_caller]
fn told_at<'answer>(answer: &'answer Answer, field: &str) -> &'answer str {
    let all = answer.body["errors"].as_array().into_iter().flatten();
    let mut own = all.filter(|error| error["field"] == field);
    let error = own.next();
    let error = error.unwrap_or_else(|| panic!("nothing at {field}: {}", answer.body));
    let words = error["detail"].as_str().unwrap_or_default();
    assert!(!words.is_empty() && !words.contains("field-"), "{words:?}");
    error["code"].as_str().unwrap_or_default()
}

/// A browser in a place of its own, which has bought nothing yet.
fn browser(season: &Season) -> Person {
    Person::stranger(season.server.base_url())
}

/// Puts packs of a product into the basket from its page.
async fn put_in(person: &mut Person, product: &str, packs: &str) {
    let form = person.open(product).await.form("/cart/add");
    let page = person.submit(&form.with("packs", packs)).await;
    person.keep(&page);
    assert_eq!(
        (page.status, page.location()),
        (303, "/cart"),
        "{}",
        page.words()
    );
}

/// A form of the checkout with a good address typed into it.
fn addressed(form: Form) -> Form {
    let [province, city, district] = TAIYUAN;
    form.with("name", "王小明")
        .with("phone", PHONE)
        .with("province", province)
        .with("city", city)
        .with("district", district)
        .with("street", "亲贤街 1 号 3 单元 501")
}

/// The checkout's form, addressed.
async fn till(person: &Person) -> Form {
    addressed(person.open("/checkout").await.form("/checkout"))
}

/// The number of the newest of a browser's orders.
async fn newest(person: &Person) -> String {
    let page = person.open("/orders").await;
    let (_, rest) = page
        .text
        .split_once("href=\"/orders/GM")
        .unwrap_or_else(|| panic!("no order is listed: {}", page.words()));
    format!("GM{}", rest.split('"').next().unwrap_or_default())
}

/// How many orders a browser is shown.
async fn orders(person: &Person) -> usize {
    let page = person.open("/orders").await;
    page.text.matches("href=\"/orders/GM").count()
}

/// How many packs the basket holds in all.
async fn packs_in(person: &Person) -> i64 {
    let page = person.open("/cart").await;
    let fields = page.forms().into_iter();
    let packs = fields.filter(|form| form.action.ends_with("/change"));
    packs
        .filter_map(|form| form.value("packs").parse::<i64>().ok())
        .sum()
}

#[track_caller]
fn says(page: &Page, all: &[&str]) {
    let words = page.words();
    for part in all {
        assert!(words.contains(part), "{part} is missing: {words}");
    }
}

/// The line of an order's only parcel.
fn line_of(order: &Value) -> i64 {
    number(&order["parcels"][0]["lines"][0]["line"])
}
