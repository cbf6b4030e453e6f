//! Who buys: a guest, somebody who signs in on the way, a visitor of a shop's own host; and what other
//! sites may not do in their name.

use catalog::entity::sku;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Set};
use tests::person::Person;
use tests::season::{BOX, Season, Shopper};

use super::{browser, newest, orders, packs_in, put_in, says, till};
use crate::stage::{at_browser, season};

#[tokio::test]
async fn who_signs_in_on_the_way_keeps_the_basket_and_finds_the_order_everywhere() {
    let season = season().await;
    let elsewhere = at_browser(&season, "buyer").await;
    let mut buyer = browser(&season);
    put_in(&mut buyer, "/shops/sweetpotato/22", "2").await;
    let page = buyer.enter("buyer", tests::server::DEMO_PASSWORD).await;
    assert_eq!(page.status, 303);
    assert_eq!(packs_in(&buyer).await, 2);
    assert_eq!(packs_in(&elsewhere).await, 2, "the person's now");
    // The same person in two windows has one basket, and buys it once.
    let (here, there) = (till(&buyer).await, till(&elsewhere).await);
    let (one, other) = tokio::join!(buyer.submit(&here), elsewhere.submit(&there));
    assert_eq!((one.status, other.status), (303, 303));
    assert_eq!(one.location(), other.location());
    let number = newest(&elsewhere).await;
    assert_eq!(newest(&buyer).await, number);
    assert_eq!(orders(&elsewhere).await, 1);
    // The last address is filled in for the next one.
    put_in(&mut buyer, "/shops/sweetpotato/22", "1").await;
    let next = buyer.open("/checkout").await.form("/checkout");
    assert_eq!(
        (next.value("name"), next.value("district")),
        ("王小明", "140105")
    );
    // Whoever uses the browser after that sees none of it.
    let stranger = browser(&season);
    assert_eq!(stranger.get(&format!("/orders/{number}")).await.status, 404);
    assert_eq!((packs_in(&stranger).await, orders(&stranger).await), (0, 0));
}

#[tokio::test]
async fn a_box_is_bought_on_a_shops_own_host_without_leaving_it() {
    let season = season().await;
    let url = season.server.base_url();
    let mut buyer = Person::stranger(url).sending("host", "sweetpotato.localhost:8080");
    put_in(&mut buyer, "/shops/sweetpotato/22", "1").await;
    let placed = buyer.submit(&till(&buyer).await).await;
    assert!(
        placed.location().starts_with("/sandbox/pay/"),
        "{}",
        placed.location()
    );
    let paid = buyer.post(placed.location(), &[("choice", "pay")]).await;
    assert!(
        paid.location().starts_with("/orders/"),
        "{}",
        paid.location()
    );
    let back = buyer.get(paid.location()).await;
    says(&buyer.open(back.location()).await, &["To be sent"]);
}

/// What a page of the till sends beside its text.
fn sealed(page: &tests::person::Page) {
    let policy = page.header("content-security-policy");
    for part in [
        "default-src 'none'",
        "script-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert!(!page.text.contains(" onclick=") && !page.text.contains(" style="));
    assert!(
        !page.text.contains("<script>"),
        "no script in the page itself"
    );
}

#[tokio::test]
async fn the_pages_of_the_till_are_nobody_elses_and_no_other_site_posts_to_them() {
    let season = season().await;
    let mut buyer = browser(&season);
    let form = buyer.open("/shops/sweetpotato/22").await.form("/cart/add");
    let added = buyer.submit(&form).await;
    let cookies = added.set_cookies();
    let guest = cookies.iter().find(|cookie| cookie.starts_with("guest="));
    let guest = guest.expect("the browser is known from now on");
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(guest.contains(part), "{guest}");
    }
    buyer.keep(&added);
    let form = till(&buyer).await;
    for (header, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let lured = buyer.clone().sending(header, value);
        for page in [
            lured.submit(&form).await,
            lured
                .post("/cart/add", &[("sku", "22"), ("packs", "9")])
                .await,
        ] {
            assert_eq!(page.status, 403, "{header}: {}", page.words());
        }
    }
    assert_eq!((orders(&buyer).await, packs_in(&buyer).await), (0, 1));
    let placed = buyer.submit(&form).await;
    let own = format!("/orders/{}", newest(&buyer).await);
    for path in ["/cart", "/checkout", "/orders", &own, placed.location()] {
        let page = buyer.get(path).await;
        if page.status == 200 {
            sealed(&page);
        }
    }
    buyer.open(&own).await;
}

/// A price of the catalogue changes, as an import would do it.
async fn now_costs(season: &Season, number: i64, fen: i64) {
    let db = season.database().await;
    let row = sku::Entity::find().filter(sku::Column::Number.eq(number));
    let row = row.one(db.read()).await.expect("SKUs").expect("the SKU");
    let mut row = row.into_active_model();
    row.price_fen = Set(fen);
    let write = db.write().await.expect("a turn to write");
    row.update(&*write).await.expect("it is written");
    write.commit().await.expect("it is kept");
}

#[tokio::test]
async fn a_price_that_changed_meanwhile_is_told_and_never_charged_unseen() {
    let season = season().await;
    let mut buyer = browser(&season);
    put_in(&mut buyer, "/shops/sweetpotato/22", "1").await;
    let form = till(&buyer).await;
    let program = Shopper::of(&season).await;
    program.fill(&[(BOX, 1)]).await.ok();
    now_costs(&season, BOX, 3_380).await;
    let page = buyer.submit(&form).await;
    assert_eq!(page.status, 409, "{}", page.words());
    says(
        &page,
        &[
            "The sum is not the one you saw. No order was placed",
            "Wangcun sweet potato, top grade: was 32.80 each, is 33.80 now.",
            "It comes to ¥33.80 now",
        ],
    );
    let wanted = tests::season::purchase(tests::season::Pays::Online, 3_280);
    assert_eq!(program.buy(&wanted).await.refused(), (409, "total-changed"));
    assert_eq!(season.shelf(&season.clerk, BOX).await[1], 0);
    let again = buyer.submit(&page.form("/checkout")).await;
    assert_eq!(again.status, 303, "{}", again.words());
    // What was ordered keeps its price, whatever becomes of the catalogue's.
    now_costs(&season, BOX, 9_900).await;
    says(
        &buyer
            .open(&format!("/orders/{}", newest(&buyer).await))
            .await,
        &["33.80"],
    );
    season.server.proves_itself();
}
