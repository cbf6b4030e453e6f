//! Mail through a real mail server, on both databases: never lost, never doubled, never in the way.

mod caused;
mod letters;
pub mod production;
pub mod shopper;

use std::time::{Duration, Instant};

use sea_orm::{DatabaseConnection, EntityTrait, QueryOrder};
use serde_json::Value;
use storefront::entity::outbox;
use tests::letterbox::{Letterbox, Line, part};
use tests::person::Person;
use tests::season::Season;
use tests::server::{Options, Server};

use crate::ground::{STOREFRONT, on_postgresql, season};

/// How long a condition is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A season on each database that is installed, its mail going to a server of its own.
async fn seasons() -> Vec<(Season, Letterbox)> {
    let mut seasons = Vec::new();
    for options in std::iter::once(Options::default()).chain(on_postgresql()) {
        let Some(letterbox) = Letterbox::open(Line::Plain) else {
            return seasons;
        };
        let settings = [
            ("SANBAO_SMTP_URL", letterbox.url()),
            (
                "SANBAO_MAIL_FROM",
                "三宝 <service@sanbao.example>".to_owned(),
            ),
        ];
        let settings = settings.map(|(name, value)| (name.to_owned(), value));
        let options = Options {
            settings: settings.to_vec(),
            ..options
        };
        seasons.push((Season::open(STOREFRONT, &options).await, letterbox));
    }
    seasons
}

/// Has a mail sent to somebody of the season.
async fn recover(server: &Server, who: &str, lang: &str) {
    let person = Person::stranger(server.base_url()).reading(lang);
    let email = format!("{who}@sanbao.example");
    let page = person.post("/recover", &[("email", &email)]).await;
    assert_eq!(page.status, 200, "{}", page.text);
}

async fn database(server: &Server) -> DatabaseConnection {
    let embedded = || format!("sqlite://{}", server.data_dir().join("sanbao.db").display());
    let url = server.options().database_url.clone();
    let database = sea_orm::Database::connect(url.unwrap_or_else(embedded)).await;
    database.expect("the database can be read")
}

/// The outbox once it is as a condition wants it.
pub async fn outbox(
    server: &Server,
    holds: impl Fn(&[outbox::Model]) -> bool,
) -> Vec<outbox::Model> {
    let database = database(server).await;
    let since = Instant::now();
    loop {
        let rows = outbox::Entity::find().order_by_asc(outbox::Column::Id);
        let rows = rows.all(&database).await;
        let rows = rows.expect("the outbox can be read");
        if holds(&rows) {
            database.close().await.expect("the database is let go");
            return rows;
        }
        assert!(since.elapsed() < PATIENCE, "the outbox stayed at {rows:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn all_done(rows: &[outbox::Model]) -> bool {
    rows.iter().all(|row| row.done_at.is_some())
}

fn readers(mails: &[Value]) -> Vec<String> {
    let to = mails.iter().map(|mail| mail["headers"]["to"].as_str());
    let mut readers: Vec<String> = to.map(|to| to.unwrap_or_default().to_owned()).collect();
    readers.sort();
    readers
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_arrives_with_both_parts_in_the_readers_language() {
    for (season, letterbox) in seasons().await {
        recover(&season.server, "trader.jw", "zh-CN").await;
        letterbox.wait_for(1);
        recover(&season.server, "trader.jw", "en").await;
        let mails = letterbox.wait_for(2);
        let said = [
            "如果是您，请在一小时内打开",
            "open this link within one hour",
        ];
        for ((mail, subject), said) in mails
            .iter()
            .zip(["三宝：重设密码", "Sanbao: choose a new password"])
            .zip(said)
        {
            assert_eq!(mail["headers"]["subject"], subject);
            assert_eq!(mail["headers"]["from"], "三宝 <service@sanbao.example>");
            assert_eq!(mail["headers"]["x-rcptto"], "trader.jw@sanbao.example");
            let (text, html) = (part(mail, "text/plain"), part(mail, "text/html"));
            let link = text.lines().find(|line| line.contains("/recover/"));
            let link = link.expect("a link on a line of its own");
            assert!(text.contains(said), "{text}");
            assert!(html.contains(said) && html.contains(&format!("href=\"{link}\"")));
        }
        // What real people read is for their eyes alone, and forgotten once it went.
        let rows = outbox(&season.server, all_done).await;
        assert!(rows.iter().all(|row| !row.payload.contains("/recover/")));
        assert!(rows.iter().all(|row| row.payload.contains("trader.jw@")));
        let page = season.operator.page("/operator/mails").await.1;
        assert!(page.contains("trader.jw@sanbao.example"), "{page}");
        assert!(
            !page.contains("/recover/"),
            "the operator reads a link: {page}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_whom_the_server_refuses_holds_up_no_other_and_waits_for_the_operator() {
    for (season, letterbox) in seasons().await {
        let server = &season.server;
        letterbox.refuse(&["trader.jw@sanbao.example", "manager.wc@sanbao.example"]);
        letterbox.delay(&["trader.xd@sanbao.example"]);
        for who in ["trader.jw", "manager.wc", "trader.xd", "clerk.wc"] {
            recover(server, who, "en").await;
        }
        let mails = letterbox.wait_for(1);
        assert_eq!(readers(&mails), ["clerk.wc@sanbao.example"]);
        let rows = outbox(server, |rows| {
            rows.len() == 4 && rows.iter().all(|row| row.attempts > 0)
        })
        .await;
        let [jw, wc, xd, _] = rows.as_slice() else {
            panic!("{rows:?}")
        };
        assert!(jw.stopped_at.is_some() && wc.stopped_at.is_some());
        assert!(
            xd.stopped_at.is_none() && xd.error.contains("not now"),
            "{xd:?}"
        );
        letterbox.delay(&[]);
        letterbox.wait_for(2);
        // The operator sees the two, and why.
        let english = Person::sign_in(server.base_url(), "operator").await;
        let today = english.open("/operator").await;
        assert!(
            today.words().contains("mails did not go out"),
            "{}",
            today.words()
        );
        let page = english.open("/operator/mails").await;
        let words = page.words();
        assert!(words.contains("nobody here is called so"), "{words}");
        assert!(words.contains("trader.jw@sanbao.example"), "{words}");
        // One address is put right at the server, the other is let be.
        letterbox.refuse(&["manager.wc@sanbao.example"]);
        let deed = async |row: &outbox::Model, deed: &str| {
            let path = format!("/operator/mails/{}/{deed}", row.id);
            english.post(&path, &[]).await.status
        };
        assert_eq!(deed(jw, "again").await, 303);
        let mails = letterbox.wait_for(3);
        assert!(readers(&mails).contains(&"trader.jw@sanbao.example".to_owned()));
        assert_eq!(deed(wc, "leave").await, 303);
        let rows = outbox(server, all_done).await;
        assert!(rows[1].stopped_at.is_some(), "it was left, not sent");
        for again in ["again", "leave"] {
            assert_eq!(deed(wc, again).await, 409);
            assert_eq!(deed(&rows[3], again).await, 409, "it was sent already");
        }
        assert_eq!(
            english
                .post("/operator/mails/900900/again", &[])
                .await
                .status,
            404
        );
        let words = english.open("/operator").await.words();
        assert!(!words.contains("did not go out"), "{words}");
        assert_eq!(letterbox.mails().len(), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_down_loses_no_mail_and_doubles_none() {
    for (season, mut letterbox) in seasons().await {
        let who = [
            "trader.jw",
            "trader.xd",
            "clerk.wc",
            "manager.wc",
            "operator",
        ];
        letterbox.stop();
        for who in &who[..4] {
            recover(&season.server, who, "en").await;
        }
        let rows = outbox(&season.server, |rows| {
            rows.len() == 4 && rows.iter().any(|row| !row.error.is_empty())
        })
        .await;
        let blameless = rows
            .iter()
            .all(|row| row.attempts == 0 && row.stopped_at.is_none());
        assert!(blameless, "mails are blamed for the server: {rows:?}");
        letterbox.start();
        recover(&season.server, who[4], "en").await;
        outbox(&season.server, all_done).await;
        let mails = letterbox.mails();
        let mut expected = who.map(|who| format!("{who}@sanbao.example"));
        expected.sort();
        assert_eq!(readers(&mails), expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_a_kill_sends_again_bears_the_same_name() {
    for (mut season, letterbox) in seasons().await {
        letterbox.hold();
        recover(&season.server, "trader.jw", "en").await;
        // The server has the mail; the platform does not know it yet, and never will.
        let first = letterbox.wait_for(1).remove(0);
        season.server.kill();
        letterbox.release();
        let season = season.restarted();
        let rows = outbox(&season.server, all_done).await;
        assert_eq!(rows.len(), 1);
        let mails = letterbox.mails();
        assert_eq!(mails.len(), 2, "the mail was lost or sent once too often");
        for header in ["message-id", "to", "subject"] {
            assert_eq!(
                mails[1]["headers"][header], first["headers"][header],
                "{header}"
            );
        }
        for kind in ["text/plain", "text/html"] {
            assert_eq!(part(&mails[1], kind), part(&first, kind));
        }
    }
}

#[tokio::test]
async fn the_operator_sees_how_each_mail_looks_and_the_sheet_can_do_nothing() {
    let season = season().await;
    let operator = Person::sign_in(season.server.base_url(), "operator").await;
    let list = operator.open("/operator/mails/preview").await;
    let strict = list.header("content-security-policy").to_owned();
    assert!(!strict.contains("unsafe-inline"), "{strict}");
    let links = list
        .text
        .split("href=\"")
        .filter_map(|rest| rest.split_once('"'));
    let sheets = links.map(|(link, _)| link.replace("&amp;", "&"));
    let sheets: Vec<String> = sheets
        .filter(|link| link.starts_with("/operator/mails/preview/"))
        .collect();
    assert!(sheets.len() >= 2 * 14, "{sheets:?}");
    for sheet in &sheets {
        let page = operator.open(sheet).await;
        let policy = page.header("content-security-policy");
        for part in ["default-src 'none'", "style-src 'unsafe-inline'", "sandbox"] {
            assert!(policy.contains(part), "{sheet}: {policy}");
        }
        assert!(!policy.contains("script-src"), "{policy}");
        let lang = sheet
            .split_once("lang=")
            .map(|(_, lang)| lang)
            .unwrap_or_default();
        assert!(
            page.text.contains(&format!("<html lang=\"{lang}\"")),
            "{sheet}"
        );
    }
    assert_eq!(
        operator.get("/operator/mails/preview/nothing").await.status,
        404
    );
    let stranger = Person::stranger(season.server.base_url());
    assert_eq!(stranger.get(&sheets[0]).await.status, 303);
}
