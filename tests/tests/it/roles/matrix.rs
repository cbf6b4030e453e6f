//! Every route of `routes --json`, called as every role and as nobody.

use std::process::Command;

use reqwest::Method;
use reqwest::redirect::Policy;
use serde_json::Value;
use tests::server::root;

use crate::stage::{BINARY, at_browser, season, standing};

/// One person of each role.
const CAST: [(&str, &str); 6] = [
    ("buyer", "buyer"),
    ("trader", "trader.jw"),
    ("clerk", "clerk.wc"),
    ("manager", "manager.wc"),
    ("household", "wc-0003"),
    ("operator", "operator"),
];

/// A route as the command describes it.
struct Route {
    method: Method,
    path: String,
    roles: Vec<String>,
}

fn routes() -> Vec<Route> {
    let output = Command::new(BINARY)
        .args(["routes", "--json"])
        .current_dir(root())
        .output()
        .expect("the command runs");
    let listed: Value = serde_json::from_slice(&output.stdout).expect("routes are printed as JSON");
    let listed = listed.as_array().expect("an array of routes").clone();
    let words = |value: &Value| value.as_str().expect("a word").to_owned();
    let route = |listed: &Value| Route {
        method: words(&listed["method"]).parse().expect("a method"),
        path: words(&listed["path"]),
        roles: listed["roles"]
            .as_array()
            .expect("roles")
            .iter()
            .map(words)
            .collect(),
    };
    listed.iter().map(route).collect()
}

/// The path with something in the place of each parameter; nothing exists under these numbers.
fn called(path: &str) -> String {
    let part = |part: &str| match part {
        "{code}" => "HS-1".to_owned(),
        "{kind}" => "members".to_owned(),
        "{*path}" => "base/pictures/mark.svg".to_owned(),
        part if part.starts_with('{') => "900900".to_owned(),
        part => part.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// What came back: the status, and where it leads.
async fn answer(base_url: &str, route: &Route, session: Option<&str>) -> (u16, String) {
    let http = reqwest::Client::builder()
        .redirect(Policy::none())
        .build()
        .expect("a client needs nothing that could be missing");
    let url = format!("{base_url}{}", called(&route.path));
    let mut request = http.request(route.method.clone(), url);
    if let Some(session) = session {
        request = request.header("cookie", format!("sanbao_session={session}"));
    }
    if route.path.starts_with("/api/") && route.method == Method::POST {
        request = request
            .header("content-type", "application/json")
            .body("{}");
    }
    // Only the head is read: a stream of events has no end.
    let response = request.send().await.expect("the server answers");
    let leads = response
        .headers()
        .get("location")
        .map_or("", |value| value.to_str().unwrap_or_default());
    (response.status().as_u16(), leads.to_owned())
}

/// What is wrong with an answer, if anything.
fn wrong(route: &Route, role: Option<&str>, (status, leads): &(u16, String)) -> Option<String> {
    let may = route.roles.is_empty()
        || role.is_some_and(|role| route.roles.iter().any(|listed| listed == role));
    let program = route.path.starts_with("/api/");
    let fits = match (may, role) {
        (true, _) => {
            !matches!(status, 401 | 403 | 405) && *status < 500 && !leads.starts_with("/sign-in?")
        }
        (false, None) if program => *status == 401,
        (false, None) => *status == 303 && leads.starts_with("/sign-in?to="),
        (false, Some(_)) => *status == 403,
    };
    let line = || {
        let who = role.unwrap_or("nobody");
        let wish = if may { "may" } else { "may not" };
        format!(
            "{:9} {wish:7} {:4} {:50} {status} {leads}",
            who, route.method, route.path
        )
    };
    (!fits).then(line)
}

#[tokio::test]
async fn every_route_lets_in_those_it_lists_and_nobody_else() {
    let season = season().await;
    let mut sessions = Vec::new();
    for (role, who) in CAST {
        let person = at_browser(&season, who).await;
        let session = person.cookie("sanbao_session").expect("a session");
        sessions.push((Some(role), Some(session.to_owned())));
    }
    sessions.push((None, None));
    let mut matrix = Vec::new();
    let routes = routes();
    assert!(routes.len() > 100, "the house has more routes than that");
    // Signing out comes last: it ends the session that it is called with.
    let (last, first): (Vec<_>, Vec<_>) =
        routes.iter().partition(|route| route.path == "/sign-out");
    for route in first.into_iter().chain(last) {
        for (role, session) in &sessions {
            let answer = answer(season.server.base_url(), route, session.as_deref()).await;
            matrix.extend(wrong(route, *role, &answer));
        }
    }
    assert!(
        matrix.is_empty(),
        "{} answers do not fit:\n{}",
        matrix.len(),
        matrix.join("\n")
    );
}

#[tokio::test]
async fn a_change_that_another_site_asks_for_is_refused() {
    let season = season().await;
    let trader = at_browser(&season, "trader.jw").await;
    let own = season.server.base_url().to_owned();
    let before = standing(&season).await;
    let strangers = [
        ("origin", "https://elsewhere.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ];
    for (name, value) in strangers {
        let forged = trader.clone().sending(name, value);
        let page = forged
            .post(
                "/funds/to-desk",
                &[("to_desk", "1.00"), ("idempotency_key", "forged")],
            )
            .await;
        assert_eq!(page.status, 403, "{name}: {value}");
        assert!(page.words().contains("another site"), "{}", page.words());
        let signed_out = forged.post("/sign-out", &[]).await;
        assert_eq!(signed_out.status, 403, "{name}: {value}");
    }
    assert_eq!(standing(&season).await, before);
    let friends = [
        ("origin", own.as_str()),
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "none"),
    ];
    for (name, value) in friends {
        let page = trader
            .clone()
            .sending(name, value)
            .post(
                "/funds/to-desk",
                &[("to_desk", "0"), ("idempotency_key", "ours")],
            )
            .await;
        assert_eq!(page.status, 422, "{name}: {value}");
    }
}

#[tokio::test]
async fn a_cross_site_post_with_a_session_cookie_changes_nothing_through_the_json_interface_either()
{
    let season = season().await;
    let trader = at_browser(&season, "trader.jw").await;
    let forged = trader.sending("origin", "https://elsewhere.example");
    let page = forged.post("/api/v1/funds/to-desk", &[]).await;
    assert_eq!(page.status, 403);
    assert_eq!(page.header("content-type"), "application/problem+json");
    assert!(
        page.text.contains("\"code\":\"cross-site\""),
        "{}",
        page.text
    );
}
