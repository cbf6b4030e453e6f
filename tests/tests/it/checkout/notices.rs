//! What a provider says, and what others say in its name: only a reason to look.

use tests::payments::{Letter, Sandbox, knock};
use tests::season::{BOX, Order, Pays, Season, Shopper, rows};

use super::{Before, says};
use crate::stage::{at_browser, season};

const MINUTE_MS: i64 = 60_000;

async fn out_no(season: &Season, order: &Order) -> String {
    let db = season.database().await;
    Sandbox::payment(&db, order).await.out_no
}

/// An order that waits for its payment at the provider.
async fn waiting(season: &Season) -> (Shopper, Order) {
    let buyer = Shopper::of(season).await;
    let order = buyer.order(&[(BOX, 1)], Pays::Online).await;
    buyer.pay_page(&order).await;
    (buyer, order)
}

#[tokio::test]
async fn a_notice_that_is_not_the_providers_own_is_refused_and_nothing_is_kept_of_it() {
    let season = season().await;
    let (buyer, order) = waiting(&season).await;
    let before = Before::of(&season).await;
    let now = season.now_ms().await;
    let letter = Letter::of(&out_no(&season, &order).await, 3_280);
    let (body, other) = (letter.body(now), Letter::of("SB0", 1).body(now));
    let good = Sandbox::sign(&season, now, &body).await;
    let old = Sandbox::sign(&season, now - 6 * MINUTE_MS, &body).await;
    let early = Sandbox::sign(&season, now + 6 * MINUTE_MS, &body).await;
    let senseless = Sandbox::sign(&season, now, b"{}").await;
    let cases = [
        ("no signature", String::new(), body.clone()),
        ("nonsense", "t=1,n=2,v1=zz".to_owned(), body.clone()),
        ("another body", good.clone(), other),
        ("a cut body", good.clone(), body[1..].to_vec()),
        ("another moment", good.replace("t=", "t=1"), body.clone()),
        ("too old", old, body.clone()),
        ("ahead of time", early, body.clone()),
        ("no letter", senseless, b"{}".to_vec()),
    ];
    for (what, signature, body) in cases {
        let answer = knock(&season, "sandbox", (&signature, body)).await;
        assert_eq!(answer.refused(), (400, "notice-forged"), "{what}");
    }
    let answer = knock(&season, "transfer", (&good, body.clone())).await;
    assert_eq!(
        answer.refused(),
        (400, "notice-forged"),
        "a bank sends none"
    );
    for nobody in ["alipay", "memory", "..", "%00"] {
        let answer = knock(&season, nobody, (&good, body.clone())).await;
        assert_eq!(answer.status, 404, "{nobody}");
    }
    assert_eq!(buyer.sees(&order).await["state"], "awaiting_payment");
    let operator = at_browser(&season, "operator").await;
    let page = operator.open("/operator/payments").await;
    assert!(!page.words().contains(&letter.out_no), "{}", page.words());
    before.still_stands(&season).await;
}

#[tokio::test]
async fn a_notice_of_what_nobody_paid_moves_nothing_and_is_shown_to_a_person() {
    let season = season().await;
    let (buyer, order) = waiting(&season).await;
    let before = Before::of(&season).await;
    let own = out_no(&season, &order).await;
    for letter in [
        Letter::of(&own, 3_280),
        Letter::of(&own, 1),
        Letter::of("SB9901010001T1", 3_280),
        Letter::of("", i64::MAX),
    ] {
        for _ in 0..2 {
            let answer = Sandbox::sends(&season, &letter).await;
            assert_eq!(answer.status, 204, "{letter:?}");
        }
    }
    assert_eq!(buyer.sees(&order).await["state"], "awaiting_payment");
    before.still_stands(&season).await;
    let operator = at_browser(&season, "operator").await;
    let page = operator.open("/operator/payments").await;
    says(&page, &[&own, "SB9901010001T1"]);
    assert_eq!(page.words().matches("SB9901010001T1").count(), 1, "once");
    // It is paid all the same when somebody pays.
    buyer.pay(&order).await;
    season.server.proves_itself();
}

#[tokio::test]
async fn a_notice_of_one_order_pays_no_other_and_its_sum_is_not_believed() {
    let season = season().await;
    let (payer, paid) = waiting(&season).await;
    let (other, unpaid) = waiting(&season).await;
    payer.pay(&paid).await;
    let seen = payer.sees(&paid).await;
    let before = Before::of(&season).await;
    let (own, theirs) = (out_no(&season, &paid).await, out_no(&season, &unpaid).await);
    for letter in [
        Letter::of(&theirs, 3_280),
        Letter::of(&own, 1),
        Letter::of(&own, 999_999),
    ] {
        for _ in 0..2 {
            assert_eq!(Sandbox::sends(&season, &letter).await.status, 204);
        }
    }
    assert_eq!(payer.sees(&paid).await, seen);
    assert_eq!(other.sees(&unpaid).await["state"], "awaiting_payment");
    before.still_stands(&season).await;
}

#[tokio::test]
async fn a_storm_of_notices_and_browsers_pays_once() {
    let season = season().await;
    let (buyer, order) = waiting(&season).await;
    let letter = Letter::of(&out_no(&season, &order).await, 3_280);
    let page = buyer.pay_page(&order).await;
    let (status, ..) = buyer.client.form(&page, &[("choice", "pay")]).await;
    assert_eq!(status, 303);
    let back = format!("/orders/{}/paid", order.number);
    let press = buyer.client.form(&page, &[("choice", "pay")]);
    let (pressed, came_back, again, first, second, third) = tokio::join!(
        press,
        buyer.client.page(&back),
        buyer.client.page(&back),
        Sandbox::sends(&season, &letter),
        Sandbox::sends(&season, &letter),
        Sandbox::sends(&season, &letter),
    );
    assert_eq!([pressed.0, came_back.0, again.0], [303; 3]);
    assert_eq!([first.status, second.status, third.status], [204; 3]);
    let seen = buyer.until(&order, "to_ship").await;
    let steps = rows(&seen["steps"]).iter();
    assert_eq!(steps.filter(|step| step["action"] == "paid").count(), 1);
    assert_eq!(season.shelf(&season.clerk, BOX).await[1..3], [0, 1]);
    season.server.proves_itself();
}

#[tokio::test]
async fn a_notice_that_comes_after_the_order_is_over_takes_no_money() {
    let season = season().await;
    let (buyer, order) = waiting(&season).await;
    let letter = Letter::of(&out_no(&season, &order).await, 3_280);
    season.forward(31 * MINUTE_MS).await;
    buyer.until(&order, "cancelled").await;
    let before = Before::of(&season).await;
    for _ in 0..2 {
        assert_eq!(Sandbox::sends(&season, &letter).await.status, 204);
    }
    let seen = buyer.sees(&order).await;
    assert_eq!(seen["state"], "cancelled");
    assert_eq!(rows(&seen["refunds"]).len(), 0);
    before.still_stands(&season).await;
}
