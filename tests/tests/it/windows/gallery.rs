//! Every page after the worked order, photographed in both languages at both widths: none has to be
//! scrolled sideways, none makes the console complain.

use serde_json::json;
use tests::browser::Browser;
use tests::season::{Bulk, Season, Way, number, rows};

use super::{LANGUAGES, wangcun_order};
use crate::stage::season;

/// Pages of one person: where, and the photograph's name.
type Tour = Vec<(String, &'static str)>;

fn tour(pages: &[(&str, &'static str)]) -> Tour {
    let page = |(path, name): &(&str, &'static str)| ((*path).to_owned(), *name);
    pages.iter().map(page).collect()
}

/// The season with something of everything: a settled deal, an open one, listings, tasks, a bad debit.
async fn lively(season: &Season) -> (i64, i64) {
    let settled = wangcun_order(season).await;
    let open = season.deal(Bulk::TWO_GRADES, Way::Bid).await;
    season.pay(open).await;
    season.offer(Bulk::VILLAGE.of(3)).await;
    season.money_arrives(&season.rival, 5_000_000).await;
    season.money_to_desk(&season.rival, 1_000_000).await;
    season
        .bid(
            &season.rival,
            Bulk {
                price_fen: 231,
                ..Bulk::VILLAGE.of(4)
            },
        )
        .await;
    season
        .rival
        .change(
            "/api/v1/funds/withdrawals",
            json!({ "amount_fen": 150_000 }),
        )
        .await
        .ok();
    season.statement(&[(88_000, "货款")]).await;
    (settled, open)
}

async fn visit(window: &Browser, tours: &Tour, lang: (&str, &str), faults: &mut Vec<String>) {
    window.speak(lang.0).await;
    window.complaints().await;
    for (path, name) in tours {
        window.open(path).await;
        faults.extend(window.photograph(&format!("{name}-{}", lang.1)).await);
        let complaints = window.complaints().await;
        faults.extend(
            complaints
                .into_iter()
                .map(|line| format!("{name}-{}: {line}", lang.1)),
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_fits_its_window_and_makes_no_console_complain() {
    let season = season().await;
    let (settled, open) = lively(&season).await;
    let sheet = season.sheet(settled).await;
    let settlement = number(&sheet["settled"]["settlement"]);
    let household = number(&rows(&sheet["settled"]["pool"]["lines"])[0]["household"]);
    let lots = season
        .clerk
        .get("/api/v1/office/lots/WC-261012-01")
        .await
        .ok();
    let ticket = number(&rows(&lots["tickets"])[0]["id"]);
    let lot = number(&lots["lot"]["id"]);
    let batches = season.clerk.get("/api/v1/payouts").await.ok();
    let batch = number(&batches["batches"][0]["id"]);
    let sent = season.operator.get("/api/v1/payouts").await.ok();
    let withdrawals = number(&sent["batches"][0]["id"]);
    let board = season.operator.get("/api/v1/listings").await.ok();
    let of = |side: &str| {
        rows(&board)
            .iter()
            .find(|row| row["side"] == side)
            .map(|row| number(&row["listing"]))
    };
    let (ask, bid) = (of("ask").expect("an offer"), of("bid").expect("a bid"));
    let at = |path: &str, id: i64| path.replace("{}", &id.to_string());

    let nobody = tour(&[
        ("/", "front"),
        ("/sign-in", "sign-in"),
        ("/sign-up", "sign-up"),
        ("/recover", "recover"),
        ("/market", "market"),
        ("/market/HS-1", "floor"),
        ("/market/XG-F", "floor-quiet"),
        ("/market/rules", "rules"),
        ("/api", "api"),
        ("/nothing", "error-not-found"),
        ("/recover/0000", "error-link"),
    ]);
    let mut trader = tour(&[
        ("/market", "trader-market"),
        ("/market/HS-1", "trader-floor"),
        ("/market/HS-1/list", "trader-list"),
        ("/funds", "funds"),
        ("/deals", "deals"),
        ("/office", "error-forbidden"),
    ]);
    trader.push((at("/market/listings/{}/take", ask), "take-offer"));
    trader.push((at("/deals/{}", settled), "deal-settled-buyer"));
    trader.push((at("/deals/{}", open), "deal-open-buyer"));
    let mut clerk = tour(&[
        ("/office", "office"),
        ("/office/lots", "office-lots"),
        ("/office/households", "office-households"),
        ("/office/season", "office-season"),
        ("/office/imports", "office-imports"),
        ("/office/payouts", "office-payouts"),
        ("/deals", "office-deals"),
        ("/market/HS-1", "office-floor"),
        ("/market/HS-1/list", "office-list"),
        ("/funds", "office-funds"),
    ]);
    clerk.push((at("/office/lots/{}", lot), "office-lot"));
    clerk.push((at("/office/intakes/{}/correct", ticket), "office-correct"));
    clerk.push((at("/office/households/{}", household), "office-household"));
    clerk.push((at("/office/payouts/{}", batch), "office-batch"));
    clerk.push((at("/office/deals/{}/slips", settled), "office-slips"));
    clerk.push((at("/market/listings/{}/take", bid), "take-bid"));
    clerk.push((at("/deals/{}", settled), "deal-settled-seller"));
    clerk.push((at("/deals/{}", open), "deal-open-seller"));
    let mut operator = tour(&[
        ("/operator", "operator"),
        ("/operator/members", "operator-members"),
        ("/operator/bank", "operator-bank"),
        ("/operator/books", "operator-books"),
        ("/operator/audit", "operator-audit"),
        ("/operator/mails", "operator-mails"),
        ("/operator/payouts", "operator-payouts"),
        ("/deals", "operator-deals"),
        (
            "/operator/books/account?account=custody/1001/-/-/CNY",
            "operator-account",
        ),
    ]);
    operator.push((at("/operator/payouts/{}", withdrawals), "operator-batch"));
    operator.push((at("/deals/{}", settled), "deal-settled-operator"));
    let mut own = tour(&[("/household", "household-season")]);
    own.push((format!("/slips/{settlement}/{household}"), "household-slip"));
    let code = sheet["settled"]["pool"]["lines"][0]["code"]
        .as_str()
        .expect("a code")
        .to_lowercase();

    let mut faults = Vec::new();
    let cast = [
        (None, nobody),
        (Some("trader.jw"), trader),
        (Some("clerk.wc"), clerk),
        (Some("operator"), operator),
        (Some(code.as_str()), own),
    ];
    for (who, pages) in cast {
        let Some(window) = Browser::start(season.server.base_url()).await else {
            return;
        };
        if let Some(who) = who {
            window.sign_in(who).await;
        }
        for lang in LANGUAGES {
            visit(&window, &pages, lang, &mut faults).await;
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}
