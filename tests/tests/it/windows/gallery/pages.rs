//! What each person may see: paths, and what their photographs are called.

use serde_json::json;
use tests::letterbox::{files, part, read};
use tests::person::Person;
use tests::season::{Bulk, Season, Way, number, rows};

use super::super::packing::a_full_office;
use super::super::wangcun_order;
use super::purchases::{Bought, ended, under_way};
use crate::boxes::Till;

/// Pages of one person: where, and the photograph's name.
pub type Tour = Vec<(String, &'static str)>;

/// What the paths of pages name.
pub struct Numbers {
    /// The household's code.
    pub code: String,
    /// Purchases in every state.
    pub bought: Vec<Bought>,
    settled: i64,
    open: i64,
    settlement: i64,
    household: i64,
    lot: i64,
    ticket: i64,
    batch: i64,
    withdrawals: i64,
    ask: i64,
    bid: i64,
    /// A household of the boxes.
    own: i64,
    /// A day of boxes.
    cycle: i64,
    /// Codes of boxes: of many households and of few.
    boxes: [String; 2],
    /// Parcels and claims of the office.
    parcels: Tour,
    /// The way to a new password.
    recover: String,
}

/// The season with something of everything: a settled deal and an open one, an offer and a bid, a
/// withdrawal to pay, a credit that nobody claims, and boxes on every step of their way.
pub async fn lively(season: &Season) -> Numbers {
    let till = Till::of(season).await;
    let many = till.box_of(season, &[(22, 1)], 3_280).await.remove(0);
    let few = till.box_of(season, &[(10, 1)], 9_980).await.remove(0);
    let mut bought = ended(season).await;
    bought.extend(under_way(season).await);
    let parcels = a_full_office(season).await;
    let settled = wangcun_order(season).await;
    let open = season.deal(Bulk::TWO_GRADES, Way::Bid).await;
    season.pay(open).await;
    let ask = season.offer(Bulk::VILLAGE.of(3)).await;
    for trader in [&season.rival, &season.trader] {
        season.money_arrives(trader, 5_000_000).await;
        season.money_to_desk(trader, 1_000_000).await;
    }
    let cheap = Bulk {
        price_fen: 231,
        ..Bulk::VILLAGE.of(4)
    };
    let bid = season.bid(&season.rival, cheap).await;
    let home = json!({ "amount_fen": 150_000 });
    let asked = season.rival.change("/api/v1/funds/withdrawals", home);
    asked.await.ok();
    season.statement(&[(88_000, "货款")]).await;
    let sheet = season.sheet(settled).await;
    let line = &sheet["settled"]["pool"]["lines"][0];
    let lot = season.clerk.get("/api/v1/office/lots/WC-261012-01");
    let lot = lot.await.ok();
    let own = season.clerk.get("/api/v1/payouts").await.ok();
    let household = season.person("wc-0017").await;
    let boxes = household.get("/api/v1/household/season").await.ok();
    let sent = season.operator.get("/api/v1/payouts").await.ok();
    Numbers {
        settled,
        open,
        settlement: number(&sheet["settled"]["settlement"]),
        household: number(&line["household"]),
        own: number(&boxes["household"]),
        code: line["code"].as_str().expect("a code").to_lowercase(),
        cycle: number(&boxes["boxes"][0]["cycle"]),
        boxes: [many, few],
        recover: way_to_a_password(season).await,
        bought,
        parcels,
        lot: number(&lot["lot"]["id"]),
        ticket: number(&rows(&lot["tickets"])[0]["id"]),
        batch: number(&own["batches"][0]["id"]),
        withdrawals: number(&sent["batches"][0]["id"]),
        ask,
        bid,
    }
}

/// Somebody forgot a password: the path in the mail.
async fn way_to_a_password(season: &Season) -> String {
    let stranger = Person::stranger(season.server.base_url());
    let asked = [("email", "buyer@sanbao.example")];
    stranger.post("/recover", &asked).await;
    let folder = season.server.data_dir().join("mail");
    loop {
        let mut whole = files(&folder);
        whole.retain(|file| file.extension().is_some_and(|kind| kind == "eml"));
        for mail in read(&whole) {
            if let Some((_, rest)) = part(&mail, "text/plain").split_once("/recover/") {
                let token = rest.split_whitespace().next().unwrap_or_default();
                return format!("/recover/{token}");
            }
        }
        tokio::task::yield_now().await;
    }
}

fn tour(pages: &[(&str, &'static str)]) -> Tour {
    let page = |(path, name): &(&str, &'static str)| ((*path).to_owned(), *name);
    pages.iter().map(page).collect()
}

/// What a stranger sees.
pub fn of_nobody(numbers: &Numbers) -> Tour {
    let [many, few] = &numbers.boxes;
    tour(&[
        ("/", "front"),
        ("/sign-in", "sign-in"),
        ("/sign-up", "sign-up"),
        ("/recover", "recover"),
        (&numbers.recover, "recover-choose"),
        ("/cart", "cart-empty"),
        ("/orders", "orders-none"),
        (&format!("/b/{many}"), "box-many"),
        (&format!("/b/{few}"), "box-few"),
        ("/market", "market"),
        ("/market/HS-1", "floor"),
        ("/market/XG-F", "floor-quiet"),
        ("/market/rules", "rules"),
        ("/catalogue", "catalogue"),
        ("/api", "api"),
        ("/shops/shiitake", "shop-shiitake"),
        ("/shops/pig", "shop-pig"),
        ("/shops/seabuckthorn", "shop-seabuckthorn"),
        ("/shops/sweetpotato", "shop-sweetpotato"),
        ("/shops/sweetpotato/22", "pack-here"),
        ("/shops/sweetpotato/24", "pack-closed"),
        ("/shops/shiitake/3", "pack-dried"),
        ("/shops/shiitake/7", "pack-not-in"),
        ("/shops/shiitake/9", "pack-out-of-season"),
        ("/shops/pig/10", "pack-mixed"),
        ("/shops/pig/12", "pack-few"),
        ("/shops/pig/15", "pack-by-weight"),
        ("/shops/seabuckthorn/16", "pack-licence"),
        ("/shops/seabuckthorn/20", "pack-berries"),
        ("/nothing", "error-not-found"),
        ("/recover/0000", "error-link"),
    ])
}

/// What a wholesaler sees.
pub fn of_the_trader(numbers: &Numbers) -> Tour {
    let Numbers {
        ask, settled, open, ..
    } = numbers;
    tour(&[
        ("/market", "trader-market"),
        ("/market/HS-1", "trader-floor"),
        ("/market/HS-1/list", "trader-list"),
        ("/funds", "funds"),
        ("/deals", "deals"),
        ("/office", "error-forbidden"),
        (&format!("/market/listings/{ask}/take"), "take-offer"),
        (&format!("/deals/{settled}"), "deal-settled-buyer"),
        (&format!("/deals/{open}"), "deal-open-buyer"),
    ])
}

/// What a clerk of Wangcun sees.
pub fn of_the_clerk(numbers: &Numbers) -> Tour {
    let (lot, ticket, batch) = (numbers.lot, numbers.ticket, numbers.batch);
    let (bid, settled, open) = (numbers.bid, numbers.settled, numbers.open);
    let household = numbers.household;
    let mut all = tour(&[
        ("/office", "office"),
        ("/office/lots", "office-lots"),
        ("/office/shelves", "office-shelves"),
        ("/office/households", "office-households"),
        ("/office/season", "office-season"),
        ("/office/imports", "office-imports"),
        ("/office/payouts", "office-payouts"),
        ("/deals", "office-deals"),
        ("/market/HS-1", "office-floor"),
        ("/market/HS-1/list", "office-list"),
        ("/funds", "office-funds"),
        (&format!("/office/lots/{lot}"), "office-lot"),
        (
            &format!("/office/intakes/{ticket}/correct"),
            "office-correct",
        ),
        (
            &format!("/office/intakes/{ticket}/correct?jin=0.00001&reason=too+fine"),
            "office-correct-refused",
        ),
        (
            &format!("/office/households/{household}"),
            "office-household",
        ),
        (&format!("/office/payouts/{batch}"), "office-batch"),
        (&format!("/office/deals/{settled}/slips"), "office-slips"),
        (&format!("/market/listings/{bid}/take"), "take-bid"),
        (&format!("/deals/{settled}"), "deal-settled-seller"),
        (&format!("/deals/{open}"), "deal-open-seller"),
    ]);
    all.extend(numbers.parcels.iter().cloned());
    all
}

/// What the operator sees.
pub fn of_the_operator(numbers: &Numbers) -> Tour {
    let (withdrawals, settled) = (numbers.withdrawals, numbers.settled);
    tour(&[
        ("/operator", "operator"),
        ("/operator/members", "operator-members"),
        ("/operator/bank", "operator-bank"),
        ("/operator/payments", "operator-payments"),
        ("/operator/books", "operator-books"),
        (
            "/operator/books/account?account=custody/1001/-/-/CNY",
            "operator-account",
        ),
        ("/operator/audit", "operator-audit"),
        ("/operator/mails", "operator-mails"),
        ("/operator/mails/preview", "operator-mail-samples"),
        ("/operator/mails/preview/placed", "mail-placed"),
        ("/operator/mails/preview/paid", "mail-paid"),
        ("/operator/mails/preview/impact", "mail-impact"),
        ("/operator/payouts", "operator-payouts"),
        (
            &format!("/operator/payouts/{withdrawals}"),
            "operator-batch",
        ),
        ("/deals", "operator-deals"),
        (&format!("/deals/{settled}"), "deal-settled-operator"),
    ])
}

/// What a household sees.
pub fn of_the_household(numbers: &Numbers) -> Tour {
    let (settlement, household) = (numbers.settlement, numbers.household);
    tour(&[
        ("/household", "household-season"),
        ("/household/consents", "household-consents"),
        (
            &format!("/slips/{settlement}/{household}"),
            "household-slip",
        ),
    ])
}

/// What the household of a box sees.
pub fn of_a_grower(numbers: &Numbers) -> Tour {
    let (cycle, own) = (numbers.cycle, numbers.own);
    tour(&[
        ("/household", "grower-season"),
        (&format!("/slips/boxes/{cycle}/{own}"), "grower-slip"),
    ])
}

/// What somebody sees whose baskets and purchases are these, and the provider's page of one.
pub fn of_the_buyer(orders: &[(String, &'static str)], pay: &str) -> Tour {
    let mut all = tour(&[
        ("/cart", "cart-short"),
        ("/checkout", "checkout-short"),
        ("/orders", "orders-many"),
        (pay, "pay-open"),
    ]);
    all.extend(orders.iter().cloned());
    all
}

/// The pages that somebody with large type on must be able to read first.
pub fn of_large_type(numbers: &Numbers, orders: &[(String, &'static str)]) -> Tour {
    let [many, _] = &numbers.boxes;
    let mut all = tour(&[
        ("/", "front-large"),
        ("/shops/sweetpotato", "shop-large"),
        ("/shops/sweetpotato/22", "pack-large"),
        ("/cart", "cart-large"),
        ("/checkout", "checkout-large"),
        (&format!("/b/{many}"), "box-large"),
    ]);
    let received = orders.iter().find(|(_, name)| *name == "order-received");
    let received = received.expect("an order is received");
    all.push((received.0.clone(), "order-large"));
    all
}
