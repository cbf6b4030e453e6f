//! A wholesaler's whole way with scripts turned off: money to the desk, a take, the balance, acceptance.

use tests::browser::Browser;
use tests::season::Bulk;

use crate::stage::season;

#[tokio::test(flavor = "multi_thread")]
async fn a_wholesaler_takes_pays_and_accepts_without_scripts() {
    let season = season().await;
    season.money_arrives(&season.trader, 2_600_000).await;
    let listing = season.offer(Bulk::WANGCUN).await;
    let Some(window) = Browser::start(season.server.base_url()).await else {
        return;
    };
    window.without_scripts().await;
    window.speak("zh-CN").await;
    window.sign_in("trader.jw").await;

    window.open("/funds").await;
    window.photograph("paper-1-funds-zh").await;
    window.fill("to_desk", "2400.00").await;
    window.press("form[action='/funds/to-desk'] button").await;
    season
        .trader
        .until("/api/v1/funds", |funds| {
            funds["desk_available_fen"] == 240_000 && funds["in_transit_fen"] == 0
        })
        .await;
    window.open("/funds").await;
    assert!(window.words().await.contains("2,400.00"));

    window.open("/market").await;
    window.photograph("paper-2-market-zh").await;
    window
        .press(&format!("a[href^='/market/listings/{listing}/take']"))
        .await;
    // First what half of it would take, then all.
    window.fill("quantity", "1").await;
    window.press("form.recount button").await;
    window.photograph("paper-3-take-zh").await;
    assert!(
        window.words().await.contains("1,200.00"),
        "{}",
        window.words().await
    );
    window.fill("quantity", "2").await;
    window.press("form.recount button").await;
    assert!(
        window.words().await.contains("2,400.00"),
        "{}",
        window.words().await
    );
    window.press("main form[method='post'] button").await;
    window
        .until("the take became a deal", async || {
            window.path().await.starts_with("/deals/")
        })
        .await;
    let deal: i64 = window.path().await["/deals/".len()..]
        .parse()
        .expect("a deal's id");
    window.photograph("paper-4-deal-zh").await;

    window
        .press(&format!("form[action='/deals/{deal}/pay'] button"))
        .await;
    let state = async |wanted: &str| season.sheet(deal).await["state"] == wanted;
    window
        .until("the balance is paid", async || {
            state("awaiting_delivery").await
        })
        .await;
    season.deliver(deal, 20_000).await;
    window.open(&format!("/deals/{deal}")).await;
    window.photograph("paper-5-delivered-zh").await;
    window
        .press(&format!("form[action='/deals/{deal}/accept'] button"))
        .await;
    window
        .until("the deal is settled", async || state("settled").await)
        .await;
    window.open(&format!("/deals/{deal}")).await;
    assert!(
        window.words().await.contains("21,107.20"),
        "{}",
        window.words().await
    );
    window.photograph("paper-6-settled-zh").await;
    season.server.proves_itself();
}
