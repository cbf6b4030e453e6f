//! Every page after the worked order, photographed in both languages at both widths: none has to be
//! scrolled sideways, none makes the console complain.

use serde_json::json;
use tests::browser::Browser;
use tests::season::{Bulk, Season, Way, number, rows};

use super::{LANGUAGES, wangcun_order};
use crate::stage::season;

/// Pages of one person: where, and the photograph's name.
type Tour = Vec<(String, &'static str)>;

/// What the paths of pages name.
struct Numbers {
    settled: i64,
    open: i64,
    settlement: i64,
    household: i64,
    code: String,
    lot: i64,
    ticket: i64,
    batch: i64,
    withdrawals: i64,
    ask: i64,
    bid: i64,
}

/// The season with something of everything: a settled deal and an open one, an offer and a bid, a
/// withdrawal to pay and a credit that nobody claims.
async fn lively(season: &Season) -> Numbers {
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
    let sent = season.operator.get("/api/v1/payouts").await.ok();
    Numbers {
        settled,
        open,
        settlement: number(&sheet["settled"]["settlement"]),
        household: number(&line["household"]),
        code: line["code"].as_str().expect("a code").to_lowercase(),
        lot: number(&lot["lot"]["id"]),
        ticket: number(&rows(&lot["tickets"])[0]["id"]),
        batch: number(&own["batches"][0]["id"]),
        withdrawals: number(&sent["batches"][0]["id"]),
        ask,
        bid,
    }
}

fn tour(pages: &[(&str, &'static str)]) -> Tour {
    let page = |(path, name): &(&str, &'static str)| ((*path).to_owned(), *name);
    pages.iter().map(page).collect()
}

fn of_nobody() -> Tour {
    tour(&[
        ("/", "front"),
        ("/sign-in", "sign-in"),
        ("/sign-up", "sign-up"),
        ("/recover", "recover"),
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

fn of_the_trader(numbers: &Numbers) -> Tour {
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

fn of_the_clerk(numbers: &Numbers) -> Tour {
    let (lot, ticket, batch) = (numbers.lot, numbers.ticket, numbers.batch);
    let (bid, settled, open) = (numbers.bid, numbers.settled, numbers.open);
    let household = numbers.household;
    tour(&[
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
    ])
}

fn of_the_operator(numbers: &Numbers) -> Tour {
    let (withdrawals, settled) = (numbers.withdrawals, numbers.settled);
    tour(&[
        ("/operator", "operator"),
        ("/operator/members", "operator-members"),
        ("/operator/bank", "operator-bank"),
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

fn of_the_household(numbers: &Numbers) -> Tour {
    let (settlement, household) = (numbers.settlement, numbers.household);
    tour(&[
        ("/household", "household-season"),
        (
            &format!("/slips/{settlement}/{household}"),
            "household-slip",
        ),
    ])
}

/// One person's tour in both languages, and what is wrong with the pages.
async fn visit(base_url: String, (who, pages): (Option<String>, Tour)) -> Vec<String> {
    let mut faults = Vec::new();
    let Some(window) = Browser::start(&base_url).await else {
        return faults;
    };
    if let Some(who) = &who {
        window.sign_in(who).await;
    }
    for (lang, short) in LANGUAGES {
        window.speak(lang).await;
        window.complaints().await;
        for (path, name) in &pages {
            let name = format!("{name}-{short}");
            window.open(path).await;
            faults.extend(window.photograph(&name).await);
            let complaints = window.complaints().await;
            faults.extend(complaints.iter().map(|line| format!("{name}: {line}")));
        }
    }
    faults
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_fits_its_window_and_makes_no_console_complain() {
    let season = season().await;
    let numbers = lively(&season).await;
    let as_who = |who: &str, tour: Tour| {
        let who = (!who.is_empty()).then(|| who.to_owned());
        visit(season.server.base_url().to_owned(), (who, tour))
    };
    let (public, bought, sold, kept, own) = tokio::join!(
        as_who("", of_nobody()),
        as_who("trader.jw", of_the_trader(&numbers)),
        as_who("clerk.wc", of_the_clerk(&numbers)),
        as_who("operator", of_the_operator(&numbers)),
        as_who(&numbers.code, of_the_household(&numbers)),
    );
    let faults = [public, bought, sold, kept, own].concat();
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}
