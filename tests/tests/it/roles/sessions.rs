//! How a session begins, what its cookie promises, and when it ends.

use std::time::{Duration, Instant};

use serde_json::json;
use tests::person::{Page, Person};
use tests::season::Season;

use crate::stage::{at_browser, season, season_with};

/// How long a mail is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

fn session_cookie(page: &Page) -> String {
    let cookies = page.set_cookies();
    let found = cookies
        .iter()
        .find(|cookie| cookie.starts_with("sanbao_session="));
    found.expect("a session's cookie").clone()
}

async fn cookie_of(season: &Season, headers: &[(&'static str, &str)]) -> String {
    let mut person = Person::stranger(season.server.base_url());
    for (name, value) in headers {
        person = person.sending(name, value);
    }
    let page = person
        .enter("trader.jw", tests::server::DEMO_PASSWORD)
        .await;
    assert_eq!(page.status, 303, "{}", page.text);
    session_cookie(&page)
}

#[tokio::test]
async fn a_session_cookie_is_for_this_site_alone_and_out_of_reach_of_scripts() {
    let season = season().await;
    let cookie = cookie_of(&season, &[]).await;
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{part} is missing in {cookie}");
    }
    assert!(
        !cookie.contains("Secure"),
        "over plain HTTP it would never come back: {cookie}"
    );
    let stranger = cookie_of(&season, &[("x-forwarded-proto", "https")]).await;
    assert!(
        !stranger.contains("Secure"),
        "a stranger's word for TLS was believed: {stranger}"
    );
}

#[tokio::test]
async fn a_session_cookie_is_secure_behind_the_trusted_proxy() {
    let season = season_with(&[("SANBAO_TRUSTED_PROXY", "127.0.0.1")]).await;
    let cookie = cookie_of(&season, &[("x-forwarded-proto", "https")]).await;
    assert!(cookie.contains("Secure"), "{cookie}");
    let plain = cookie_of(&season, &[("x-forwarded-proto", "http")]).await;
    assert!(!plain.contains("Secure"), "{plain}");
    let other = season_with(&[("SANBAO_TRUSTED_PROXY", "127.0.0.2")]).await;
    let cookie = cookie_of(&other, &[("x-forwarded-proto", "https")]).await;
    assert!(!cookie.contains("Secure"), "{cookie}");
}

#[tokio::test]
async fn a_session_cookie_is_secure_under_an_https_address() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
    let bind = port.expect("a free port").to_string();
    let address = ("SANBAO_BASE_URL", "https://sanbao.example");
    let season = season_with(&[address, ("SANBAO_BIND", &bind)]).await;
    let cookie = cookie_of(&season, &[]).await;
    assert!(cookie.contains("Secure"), "{cookie}");
}

#[tokio::test]
async fn a_sign_out_ends_the_session_on_the_server_and_leaves_others_alone() {
    let season = season().await;
    let (here, there) = (
        at_browser(&season, "trader.jw").await,
        at_browser(&season, "trader.jw").await,
    );
    here.open("/funds").await;
    let page = here.post("/sign-out", &[]).await;
    assert_eq!((page.status, page.location()), (303, "/"));
    let cookie = session_cookie(&page);
    assert!(
        cookie.contains("Max-Age=0"),
        "the browser keeps it: {cookie}"
    );
    // The browser that kept its cookie all the same is not let in.
    let page = here.get("/funds").await;
    assert_eq!(
        (page.status, page.location()),
        (303, "/sign-in?to=%2Ffunds")
    );
    there.open("/funds").await;
}

#[tokio::test]
async fn a_wrong_password_says_the_same_as_an_unknown_address_and_keeps_the_address() {
    let season = season().await;
    let mut person = Person::stranger(season.server.base_url());
    let wrong = person.enter("trader.jw", "not-the-password").await;
    let unknown = person.enter("nobody", "not-the-password").await;
    assert_eq!((wrong.status, unknown.status), (422, 422));
    let sentence = "E-mail or password is wrong.";
    assert!(wrong.words().contains(sentence) && unknown.words().contains(sentence));
    let form = wrong.form("/sign-in");
    assert_eq!(form.value("email"), "trader.jw@sanbao.example");
    assert_eq!(
        form.value("password"),
        "",
        "a password is never written back"
    );
    let chinese = person
        .reading("zh-CN")
        .enter("nobody", "not-the-password")
        .await;
    assert!(
        chinese.words().contains("邮箱或密码不对"),
        "{}",
        chinese.words()
    );
}

#[tokio::test]
async fn nobody_is_led_to_another_site_after_the_sign_in() {
    let season = season().await;
    for to in [
        "https://elsewhere.example",
        "//elsewhere.example",
        "/\\elsewhere.example",
    ] {
        let person = Person::stranger(season.server.base_url());
        let fields = [
            ("email", "trader.jw@sanbao.example"),
            ("password", tests::server::DEMO_PASSWORD),
            ("to", to),
        ];
        let page = person.post("/sign-in", &fields).await;
        assert_eq!((page.status, page.location()), (303, "/market"), "{to}");
        let back = person.get(&format!("/preferences?lang=en&back={to}")).await;
        assert_eq!((back.status, back.location()), (303, "/"), "{to}");
    }
}

#[tokio::test]
async fn moving_the_demo_clock_signs_nobody_out() {
    let season = season().await;
    let (trader, operator) = (
        at_browser(&season, "trader.jw").await,
        season.operator.clone(),
    );
    let two_months = json!({ "advance_ms": 60 * 86_400_000_i64 });
    let moved = operator
        .post("/api/v1/operator/clock", "clock-two-months", two_months)
        .await;
    moved.ok();
    trader.open("/funds").await;
    operator.get("/api/v1/operator/books").await.ok();
}

/// The newest mail in the folder, once there are `count` of them.
pub async fn mail(season: &Season, count: usize) -> String {
    let since = Instant::now();
    loop {
        let folder =
            std::fs::read_dir(season.server.data_dir().join("mail")).expect("the mail folder");
        let mut mails: Vec<_> = folder
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
            .collect();
        mails.sort();
        if mails.len() >= count {
            let bytes = std::fs::read(&mails[count - 1]).expect("a mail can be read");
            return String::from_utf8_lossy(&bytes).into_owned();
        }
        assert!(since.elapsed() < PATIENCE, "no mail came");
        tokio::task::yield_now().await;
    }
}

/// The path of the link in a mail, whose long lines are folded with `=`.
pub fn link(mail: &str) -> String {
    let text = mail.replace("=\r\n", "");
    let (_, rest) = text.split_once("/recover/").expect("a link");
    let token: String = rest
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    format!("/recover/{token}")
}

#[tokio::test]
async fn a_forgotten_password_is_renewed_by_mail_once_and_ends_every_session() {
    let season = season().await;
    let signed_in = at_browser(&season, "trader.jw").await;
    let program = season.trader.clone();
    let stranger = Person::stranger(season.server.base_url());
    let known = stranger
        .post("/recover", &[("email", "Trader.JW@sanbao.example")])
        .await;
    let unknown = stranger
        .post("/recover", &[("email", "nobody@sanbao.example")])
        .await;
    assert_eq!(
        known.words(),
        unknown.words(),
        "the page tells who has an account"
    );
    let mail = mail(&season, 1).await;
    assert!(mail.contains("To: trader.jw@sanbao.example"), "{mail}");
    let link = link(&mail);
    let form = stranger.open(&link).await.form(&link);

    let short = stranger
        .submit(&form.clone().with("password", "short"))
        .await;
    assert_eq!(short.status, 422);
    assert!(
        short
            .beside("password")
            .is_some_and(|sentence| sentence.contains("at least 10"))
    );
    signed_in.open("/funds").await;

    let changed = stranger
        .submit(&form.clone().with("password", "a-new-password-2026"))
        .await;
    assert_eq!((changed.status, changed.location()), (303, "/sign-in"));
    assert_eq!(
        signed_in.get("/funds").await.status,
        303,
        "an old session lives on"
    );
    assert_eq!(
        program.get("/api/v1/funds").await.status,
        401,
        "an old token lives on"
    );
    let mut person = stranger.clone();
    assert_eq!(
        person
            .enter("trader.jw", tests::server::DEMO_PASSWORD)
            .await
            .status,
        422
    );
    assert_eq!(
        person
            .enter("trader.jw", "a-new-password-2026")
            .await
            .status,
        303
    );
    person.open("/funds").await;

    let again = stranger
        .submit(&form.with("password", "another-password-2026"))
        .await;
    assert_eq!(again.status, 410, "a link is good once");
    assert_eq!(stranger.get(&link).await.status, 410);
    assert!(
        stranger
            .get(&link)
            .await
            .words()
            .contains("used or has expired")
    );
}

#[tokio::test]
async fn a_recovery_link_ends_after_an_hour_of_the_wall_clock() {
    let season = season().await;
    let stranger = Person::stranger(season.server.base_url());
    stranger
        .post("/recover", &[("email", "trader.jw@sanbao.example")])
        .await;
    let link = link(&mail(&season, 1).await);
    stranger.open(&link).await;
    // The demo clock may run ahead; the link's hour does not.
    let operator = season.operator.clone();
    operator
        .post(
            "/api/v1/operator/clock",
            "a-day",
            json!({ "advance_ms": 86_400_000 }),
        )
        .await
        .ok();
    stranger.open(&link).await;
    // An hour passes by moving the row's end into the past, as no test may wait for it.
    let url = format!(
        "sqlite://{}",
        season.server.data_dir().join("sanbao.db").display()
    );
    let database = sea_orm::Database::connect(url)
        .await
        .expect("the database opens");
    use sea_orm::ConnectionTrait;
    let passed = "UPDATE password_reset SET expires_at = expires_at - 3600001";
    database
        .execute_unprepared(passed)
        .await
        .expect("the row can be changed");
    assert_eq!(stranger.get(&link).await.status, 410);
}

#[tokio::test]
async fn a_forged_link_or_session_is_let_in_nowhere() {
    let season = season().await;
    let stranger = Person::stranger(season.server.base_url());
    assert_eq!(stranger.get("/recover/0000000000000000").await.status, 410);
    let forged = stranger.sending("authorization", "Bearer 0000000000000000");
    let page = forged.get("/api/v1/funds").await;
    assert_eq!(page.status, 401);
    assert!(
        page.text.contains("\"code\":\"sign-in-first\""),
        "{}",
        page.text
    );
}
