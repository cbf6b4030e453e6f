//! What every answer carries, how errors are told, and what probes read.

use serde_json::Value;
use tests::person::{Page, Person};

use crate::stage::{at_browser, season, standing};

/// More than any route takes.
const TOO_MUCH: usize = 33 * 1024 * 1024;

fn guarded(page: &Page, path: &str) {
    let policy = page.header("content-security-policy");
    for rule in [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ] {
        assert!(
            policy.contains(rule),
            "{path}: {rule} is missing in {policy:?}"
        );
    }
    assert!(!policy.contains("unsafe"), "{path}: {policy}");
    assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
    assert_eq!(page.header("referrer-policy"), "same-origin", "{path}");
    assert!(
        !page.header("x-request-id").is_empty(),
        "{path} has no request id"
    );
    assert!(
        !page.header("cache-control").is_empty(),
        "{path} says nothing of caching"
    );
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_guard_it() {
    let season = season().await;
    let nobody = Person::stranger(season.server.base_url());
    let trader = at_browser(&season, "trader.jw").await;
    let public = [
        ("/", 200),
        ("/market", 200),
        ("/sign-in", 200),
        ("/api", 200),
        ("/api/openapi.json", 200),
        ("/api/v1/listings", 200),
        ("/healthz", 200),
        ("/readyz", 200),
        ("/metrics", 200),
        ("/assets/base/pictures/mark.svg", 200),
        ("/assets/none.css", 404),
        ("/nothing", 404),
        ("/api/v1/nothing", 404),
        ("/funds", 303),
        ("/api/v1/funds", 401),
    ];
    for (path, status) in public {
        let page = nobody.get(path).await;
        assert_eq!(page.status, status, "{path}");
        guarded(&page, path);
    }
    for (path, status) in [
        ("/funds", 200),
        ("/office", 403),
        ("/api/v1/office/lots", 403),
    ] {
        let page = trader.get(path).await;
        assert_eq!(page.status, status, "{path}");
        guarded(&page, path);
        assert_eq!(
            page.header("cache-control"),
            "no-store",
            "{path} could be kept by a shared cache"
        );
    }
}

#[tokio::test]
async fn no_page_carries_a_script_or_a_style_of_its_own() {
    let season = season().await;
    let trader = at_browser(&season, "trader.jw").await;
    let clerk = at_browser(&season, "clerk.wc").await;
    let operator = at_browser(&season, "operator").await;
    let visits = [
        (
            &trader,
            vec![
                "/",
                "/market",
                "/market/HS-1",
                "/market/HS-1/list",
                "/market/rules",
                "/funds",
                "/deals",
                "/api",
                "/nothing",
            ],
        ),
        (
            &clerk,
            vec![
                "/office",
                "/office/lots",
                "/office/shelves",
                "/office/households",
                "/office/season",
                "/office/imports",
                "/office/payouts",
            ],
        ),
        (
            &operator,
            vec![
                "/operator",
                "/operator/members",
                "/operator/bank",
                "/operator/books",
                "/operator/audit",
                "/operator/mails",
                "/operator/mails/preview",
                "/operator/payouts",
            ],
        ),
    ];
    for (person, paths) in visits {
        for path in paths {
            let text = person.get(path).await.text;
            let inline = [
                "<script>",
                "<style",
                " onclick=",
                " onload=",
                " onchange=",
                "javascript:",
            ];
            let found: Vec<_> = inline.iter().filter(|sign| text.contains(**sign)).collect();
            assert!(found.is_empty(), "{path} has {found:?}");
        }
    }
}

#[tokio::test]
async fn an_error_page_says_first_whether_money_moved_then_why_then_one_way_on() {
    let season = season().await;
    let trader = at_browser(&season, "trader.jw").await;
    let page = trader.get("/deals/900900").await;
    assert_eq!(page.status, 404);
    let words = page.words();
    let at = |sentence: &str| {
        words
            .find(sentence)
            .unwrap_or_else(|| panic!("{sentence:?} is not in {words}"))
    };
    let order = [
        at("No money or goods moved"),
        at("There is no such page"),
        at("There is nothing here, or it is not yours to see."),
        at("please quote it when you contact us"),
    ];
    assert!(order.is_sorted(), "{words}");
    assert!(
        words.contains(page.header("x-request-id")),
        "the code is not the request's id: {words}"
    );
    let chinese = trader.reading("zh-CN").get("/deals/900900").await.words();
    assert!(chinese.contains("钱和货都没动"), "{chinese}");
    assert!(!chinese.contains("There is"), "{chinese}");
}

#[tokio::test]
async fn a_program_is_told_of_a_problem_in_its_language_with_a_code_and_the_request() {
    let season = season().await;
    let nobody = Person::stranger(season.server.base_url());
    for (lang, title) in [("en", "Please sign in first."), ("zh-CN", "请先登录。")] {
        let page = nobody.clone().reading(lang).get("/api/v1/funds").await;
        assert_eq!(page.header("content-type"), "application/problem+json");
        let problem: Value = serde_json::from_str(&page.text).expect("a problem is JSON");
        assert_eq!(problem["status"], 401);
        assert_eq!(problem["code"], "sign-in-first");
        assert_eq!(problem["type"], "/problems/sign-in-first");
        assert_eq!(problem["title"], title);
        assert_eq!(
            problem["instance"],
            format!("urn:request:{}", page.header("x-request-id"))
        );
    }
}

#[tokio::test]
async fn what_no_route_understands_is_a_problem_and_not_a_bare_line() {
    let season = season().await;
    let (trader, url) = (&season.trader, season.server.base_url());
    let before = standing(&season).await;
    let send = async |kind: &str, body: &str| {
        let sent = trader.try_send(
            "/api/v1/funds/to-desk",
            (Some("odd"), kind),
            body.as_bytes().to_vec(),
        );
        sent.await.expect("the server answers")
    };
    let odd = [
        ("application/json", "{", (400, "bad-json")),
        ("application/json", "[]", (400, "bad-json")),
        (
            "application/json",
            r#"{"amount_fen":"1"}"#,
            (400, "bad-json"),
        ),
        (
            "application/json",
            r#"{"amount_fen":1.5}"#,
            (400, "bad-json"),
        ),
        (
            "application/json",
            r#"{"amount_fen":99999999999999999999}"#,
            (400, "bad-json"),
        ),
        (
            "application/json",
            r#"{"amount_fen":1,"also":2}"#,
            (400, "bad-json"),
        ),
        ("text/plain", r#"{"amount_fen":1}"#, (415, "media-type")),
    ];
    for (kind, body, refused) in odd {
        let answer = send(kind, body).await;
        assert_eq!(answer.refused(), refused, "{kind} {body}");
        assert!(
            !answer.body["title"].as_str().unwrap_or_default().is_empty(),
            "{kind} {body}"
        );
    }
    let nobody = Person::stranger(url);
    let wrong_method = nobody.post("/api/v1/instruments", &[]).await;
    assert_eq!(wrong_method.status, 405);
    assert!(
        wrong_method.text.contains("method-not-allowed"),
        "{}",
        wrong_method.text
    );
    for path in [
        "/deals/not-a-number",
        "/market/listings/-1/take",
        "/market/NO-9",
        "/office/lots/%00",
    ] {
        let page = season.trader.get(&format!("/api/v1{path}")).await;
        assert!((400..500).contains(&page.status), "{path}: {}", page.status);
        assert!(!page.code().is_empty(), "{path}: {}", page.body);
    }
    let number = at_browser(&season, "trader.jw")
        .await
        .get("/deals/not-a-number")
        .await;
    assert!((400..500).contains(&number.status), "{}", number.status);
    assert!(
        number.words().contains("No money or goods moved"),
        "{}",
        number.words()
    );
    assert_eq!(standing(&season).await, before);
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_with_a_problem() {
    let season = season().await;
    let before = standing(&season).await;
    let much = vec![b'x'; TOO_MUCH];
    let sent = season
        .operator
        .try_send(
            "/api/v1/operator/statements",
            (Some("much"), "text/csv"),
            much.clone(),
        )
        .await;
    let answer = sent.expect("the server answers");
    assert_eq!(answer.refused(), (413, "too-large"));
    assert_eq!(
        answer.body["title"],
        "发来的内容太大了：文件最多 32 MB，别的最多 2 MB。"
    );
    let operator = at_browser(&season, "operator").await;
    let form = operator
        .open("/operator/bank")
        .await
        .form("/operator/bank/statements");
    let page = operator.hand_in(&form, ("much.csv", &much)).await;
    assert_eq!(page.status, 413);
    assert!(
        page.words().contains("a file may have 32 MB"),
        "{}",
        page.words()
    );
    assert_eq!(standing(&season).await, before);
}

#[tokio::test]
async fn probes_and_collectors_are_answered() {
    let season = season().await;
    let nobody = Person::stranger(season.server.base_url());
    assert_eq!(nobody.open("/healthz").await.text, "ok\n");
    assert_eq!(nobody.open("/readyz").await.text, "ready\n");
    let metrics = nobody.open("/metrics").await;
    assert!(metrics.header("content-type").starts_with("text/plain"));
    for name in ["sanbao_requests_total", "sanbao_request_seconds"] {
        assert!(
            metrics.text.contains(name),
            "{name} is not in {}",
            metrics.text
        );
    }
    for personal in ["@sanbao.example", "WC-0003"] {
        assert!(
            !metrics.text.contains(personal),
            "metrics tell of people: {personal}"
        );
    }
}
