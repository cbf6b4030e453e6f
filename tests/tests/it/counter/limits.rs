//! How often a password may be guessed, a code be tried and a mail be asked for: by account and by
//! address, on pages and for programs.

use reqwest::StatusCode;
use serde_json::json;
use tests::client::{Client, fresh_key};
use tests::person::Person;
use tests::season::Season;

use crate::mail::outbox;
use crate::stage::season;

/// How many tries of each the settings allow an account.
const SIGN_INS: usize = 10;
const LOOK_UPS: usize = 10;
const RECOVERIES: usize = 5;
/// An address may try so many times as often.
const ADDRESS_TIMES: usize = 10;

/// Asks for a mail; the status and what the page says.
async fn forgot(person: &Person, email: &str) -> (u16, String, String) {
    let page = person.post("/recover", &[("email", email)]).await;
    let wait = page.header("retry-after").to_owned();
    (page.status, wait, page.words())
}

#[tokio::test]
async fn a_forgotten_password_is_mailed_a_few_times_to_one_account_and_to_the_next_again() {
    let season = season().await;
    let person = Person::stranger(season.server.base_url());
    // A known account and an unknown one cannot be told apart by their limits either.
    for email in ["trader.jw@sanbao.example", "nobody@sanbao.example"] {
        for _ in 0..RECOVERIES {
            let (status, _, words) = forgot(&person, email).await;
            assert_eq!(status, 200, "{words}");
        }
        let (status, wait, words) = forgot(&person, &email.to_uppercase()).await;
        assert_eq!(status, 429, "{words}");
        assert!(
            (1..=900).contains(&wait.parse::<u32>().expect("seconds")),
            "{wait}"
        );
        assert!(words.contains("Too many mails were asked for"), "{words}");
    }
    let (status, ..) = forgot(&person, "trader.xd@sanbao.example").await;
    assert_eq!(status, 200, "another account is not kept out");
    let rows = outbox(&season.server, |rows| rows.len() > RECOVERIES).await;
    assert_eq!(rows.len(), RECOVERIES + 1, "what was refused sent no mail");
    let chinese = person.reading("zh-CN");
    let (_, _, words) = forgot(&chinese, "trader.jw@sanbao.example").await;
    assert!(words.contains("要得太多次了"), "{words}");
}

#[tokio::test]
async fn one_address_cannot_ask_for_mails_to_one_account_after_another() {
    let season = season().await;
    let person = Person::stranger(season.server.base_url());
    for n in 0..RECOVERIES * ADDRESS_TIMES {
        let (status, ..) = forgot(&person, &format!("somebody-{n}@sanbao.example")).await;
        assert_eq!(status, 200, "the {n}th");
    }
    let (status, ..) = forgot(&person, "trader.jw@sanbao.example").await;
    assert_eq!(status, 429);
    let rows = outbox(&season.server, |_| true).await;
    assert!(rows.is_empty(), "{rows:?}");
}

#[tokio::test]
async fn a_password_is_guessed_ten_times_on_the_page_and_by_programs_together() {
    let season = season().await;
    let mut person = Person::stranger(season.server.base_url());
    let program = Client::stranger(season.server.base_url());
    let guess = json!({ "email": "trader.jw@sanbao.example", "password": "a wrong password" });
    let ask = async || {
        let key = fresh_key();
        let answer = program.post("/api/v1/session", &key, guess.clone());
        answer.await.status
    };
    for _ in 0..SIGN_INS / 2 {
        assert_eq!(
            person.enter("trader.jw", "a wrong password").await.status,
            422
        );
        assert_eq!(ask().await, 422);
    }
    assert_eq!(ask().await, 429);
    let page = person
        .enter("trader.jw", tests::server::DEMO_PASSWORD)
        .await;
    assert_eq!(page.status, 429, "the right one is not tried either");
    assert!(
        page.words().contains("Too many wrong passwords"),
        "{}",
        page.words()
    );
    let page = person
        .enter("trader.xd", tests::server::DEMO_PASSWORD)
        .await;
    assert_eq!(page.status, 303, "another account is not kept out");
}

/// Looks a purchase up as a program.
async fn look_up(season: &Season, phone: &str, code: &str) -> StatusCode {
    let url = format!("{}/api/v1/purchases/find", season.server.base_url());
    let body = json!({ "phone": phone, "code": code }).to_string();
    let request = reqwest::Client::new().post(url).body(body);
    let request = request.header("content-type", "application/json");
    request.send().await.expect("an answer").status()
}

#[tokio::test]
async fn a_purchases_code_is_tried_ten_times_on_the_page_and_by_programs_together() {
    let season = season().await;
    let parcel = season.parcel(&tests::season::Wish::default()).await;
    let person = Person::stranger(season.server.base_url());
    let try_code = async |code: &str| {
        let fields = [("phone", "13800138000"), ("code", code)];
        person.post("/orders/find", &fields).await
    };
    for n in 0..LOOK_UPS / 2 {
        assert_eq!(try_code(&format!("AAAA0{n}")).await.status, 422);
        assert_eq!(look_up(&season, "13800138000", "AAAAAA").await, 422);
    }
    assert_eq!(look_up(&season, "13800138000", "K7M2PQ").await, 429);
    let page = try_code("K7M2PQ").await;
    assert_eq!(page.status, 429, "the right one is not tried either");
    assert!(
        page.words().contains("Too many look-ups"),
        "{}",
        page.words()
    );
    assert!(!page.text.contains(&parcel.number), "nothing is told");
    assert_eq!(look_up(&season, "13900139000", "AAAAAA").await, 422);
}
