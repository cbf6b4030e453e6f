//! Production with a real mail server: it starts, and nothing in it is a demo's.

use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;
use storefront::entity::person;
use tests::client::Client;
use tests::letterbox::{Letterbox, Line, part};
use tests::person::Person;
use tests::server::{DEMO_PASSWORD, Options, Server};

use super::database;
use crate::ground::{STOREFRONT, on_postgresql};

/// How people reach it; the test itself goes past the proxy that ends TLS.
pub const ADDRESS: &str = "https://sanbao.example";
const PASSWORD: &str = "chosen-by-the-operator-2026";

pub fn production(letterbox: &Letterbox, database_url: Option<String>) -> Options {
    let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
    let settings = [
        ("SANBAO_MODE", "production".to_owned()),
        ("SANBAO_MARKET_PROFILES", "cn-spot".to_owned()),
        ("SANBAO_BASE_URL", ADDRESS.to_owned()),
        ("SANBAO_BIND", free.expect("a free port").to_string()),
        ("SANBAO_SMTP_URL", letterbox.url()),
        ("SANBAO_MAIL_FROM", "service@sanbao.example".to_owned()),
        (
            "SANBAO_SECRET",
            "0f4d-9a1c-73be-52d8-e6c0-41fa-8b27".to_owned(),
        ),
    ];
    Options {
        database_url,
        settings: settings
            .map(|(name, value)| (name.to_owned(), value))
            .to_vec(),
        ..Options::default()
    }
}

/// The hash of the operator's password: without the house's secret it opens nothing.
async fn the_hash_is_keyed(server: &Server) {
    let database = database(server).await;
    let people = person::Entity::find().all(&database).await;
    let people = people.expect("people can be read");
    assert!(people[0].password_hash.starts_with("keyed:$argon2id$"));
    database.close().await.expect("the database is let go");
}

/// The first operator, beside the running server; the printed link is not opened.
fn appoint(server: &Server) {
    let made = server.run(&[
        "operator",
        "office@sanbao.example",
        "--name-zh",
        "值班",
        "--bank-name",
        "示例银行",
        "--bank-account",
        "6222000000000001",
    ]);
    let said = String::from_utf8_lossy(&made.stdout);
    assert!(made.status.success() && said.contains(ADDRESS), "{made:?}");
}

async fn nobody_and_nothing_is_there(server: &Server) {
    let database = database(server).await;
    let people = person::Entity::find().count(&database).await;
    let organisations = catalog::entity::organisation::Entity::find();
    let organisations = organisations.count(&database).await;
    let sets = exchange::entity::transfer_set::Entity::find();
    let sets = sets.count(&database).await;
    let counted = [people, organisations, sets].map(|count| count.expect("rows can be counted"));
    assert_eq!(counted, [0, 0, 0], "people, organisations, postings");
    database.close().await.expect("the database is let go");
}

async fn nothing_is_a_demos(server: &Server) {
    let mut stranger = Person::stranger(server.base_url());
    for who in ["operator", "trader.jw", "clerk.wc", "wc-0003", "buyer"] {
        let page = stranger.enter(who, DEMO_PASSWORD).await;
        assert_eq!(page.status, 422, "{who} is let in");
    }
    for path in ["/sandbox/pay/anything", "/payments/sandbox/notice"] {
        assert_eq!(stranger.post(path, &[]).await.status, 404, "{path}");
    }
    let front = stranger.open("/").await;
    assert!(!front.words().contains("demo data"), "{}", front.words());
    assert!(!stranger.open("/sign-in").await.words().contains("demo"));
    // The operator's password comes by a real mail, whose link is the platform's own address.
    stranger
        .post("/recover", &[("email", "office@sanbao.example")])
        .await;
}

async fn the_operator_finds_no_demo(server: &Server, link: &str) {
    let mut operator = Person::stranger(server.base_url());
    let path = link
        .strip_prefix(ADDRESS)
        .expect("the platform's own address");
    let chosen = operator.post(path, &[("password", PASSWORD)]).await;
    assert_eq!(chosen.status, 303, "{}", chosen.text);
    let entered = operator.enter("office", PASSWORD).await;
    assert_eq!(entered.status, 303, "{}", entered.text);
    let cookie = entered.set_cookies().join(";");
    assert!(cookie.contains("Secure"), "{cookie}");
    let today = operator.open("/operator").await;
    assert!(!today.text.contains("/operator/clock"), "{}", today.text);
    let moved = operator.post("/operator/clock", &[("hours", "24")]).await;
    assert_eq!(moved.status, 404);
    let program = Client::enter(server.base_url(), ("office@sanbao.example", PASSWORD)).await;
    let step = json!({ "advance_ms": 86_400_000 });
    let moved = program.post("/api/v1/operator/clock", "a-day", step).await;
    assert_eq!(moved.status, 404, "{moved:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn production_starts_with_a_mail_server_and_nothing_in_it_is_a_demos() {
    let urls = std::iter::once(None).chain(on_postgresql().map(|on| on.database_url));
    for database_url in urls {
        let Some(letterbox) = Letterbox::open(Line::Plain) else {
            return;
        };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let options = production(&letterbox, database_url);
        let server = Server::start(STOREFRONT, folder.path(), &options);
        nobody_and_nothing_is_there(&server).await;
        appoint(&server);
        nothing_is_a_demos(&server).await;
        let mail = letterbox.wait_for(1).remove(0);
        let text = part(&mail, "text/plain");
        let link = text.lines().find(|line| line.starts_with(ADDRESS));
        the_operator_finds_no_demo(&server, link.expect("a link")).await;
        the_hash_is_keyed(&server).await;
        assert!(
            !folder.path().join("mail").exists(),
            "mail lands in a folder"
        );
        assert!(!folder.path().join("secret").exists(), "it made a secret");
        server.proves_itself();
        let server = server.restarted();
        server.proves_itself();
    }
}
