//! `operator`: the first one of a production, a further one beside a running demo, and nobody twice.

use std::process::Output;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use storefront::entity::{audit, person};
use tests::letterbox::{Letterbox, Line};
use tests::person::Person;
use tests::season::Season;
use tests::server::{Options, Server};

use super::text;
use crate::ground::{STOREFRONT, on_postgresql, season};
use crate::mail::production::{ADDRESS, production};

const PASSWORD: &str = "chosen-by-the-operator-2026";

fn refused(output: &Output, words: &str) {
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "{out}{err}");
    assert!(err.contains(words), "{err}");
    assert_eq!(out, "", "a refusal prints no link");
}

/// The path of the printed link.
fn link(output: &Output, address: &str) -> String {
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{out}{err}");
    let link = out.lines().find_map(|line| line.strip_prefix(address));
    link.unwrap_or_else(|| panic!("no link of {address} in {out}"))
        .to_owned()
}

/// Chooses a password by the link, which opens once, and comes in.
async fn comes_in(server: &Server, (link, who): (&str, &str)) {
    let mut person = Person::stranger(server.base_url());
    let guess = person.enter(who, "").await;
    assert_eq!(guess.status, 422, "nobody is let in before");
    assert_eq!(person.get(link).await.status, 200);
    let chosen = person.post(link, &[("password", PASSWORD)]).await;
    assert_eq!(chosen.status, 303, "{}", chosen.text);
    let again = person
        .post(link, &[("password", "another password 2026")])
        .await;
    assert_eq!(again.status, 410, "the link opens once");
    assert_eq!(person.enter(who, PASSWORD).await.status, 303);
    person.open("/operator").await;
}

/// Who of these is there, and how many deeds say so.
async fn there(season: &Season, emails: &[&str]) -> (usize, usize) {
    let db = season.database().await;
    let people = person::Entity::find()
        .filter(person::Column::Email.is_in(emails.iter().copied()))
        .all(db.read())
        .await;
    let deeds = audit::Entity::find()
        .filter(audit::Column::Action.eq("operator-made"))
        .all(db.read())
        .await;
    (
        people.expect("people can be read").len(),
        deeds.expect("deeds can be read").len(),
    )
}

async fn one_more(season: Season) {
    let server = &season.server;
    let run = |args: &[&str]| server.run(&[&["operator"], args].concat());
    let fresh = "night.shift@sanbao.example";
    refused(
        &run(&[fresh, "--lang", "en"]),
        "There is an operator already",
    );
    refused(&run(&[fresh]), "已经有运营员了");
    for wrong in [
        "",
        "night.shift",
        "@",
        "a b@c.example",
        "a@b\r\nBcc: c@d.example",
    ] {
        refused(
            &run(&[wrong, "--another", "--lang", "en"]),
            "does not look like",
        );
    }
    for known in [
        "operator@sanbao.example",
        " Trader.JW@sanbao.example ",
        "wc-0003@sanbao.example",
    ] {
        refused(
            &run(&[known, "--another", "--lang", "en"]),
            "somebody's sign-in already",
        );
    }
    assert_eq!(
        there(&season, &[fresh]).await,
        (0, 0),
        "nothing is left of refusals"
    );
    let made = run(&[
        "Night.Shift@sanbao.example",
        "--another",
        "--name-en",
        "Night shift",
    ]);
    let link = link(&made, server.base_url());
    refused(
        &run(&[fresh, "--another", "--lang", "en"]),
        "somebody's sign-in already",
    );
    assert_eq!(there(&season, &[fresh]).await, (1, 1));
    comes_in(server, (&link, "night.shift")).await;
    let trader = Person::sign_in(server.base_url(), "trader.jw").await;
    assert_eq!(
        trader.get("/operator").await.status,
        403,
        "nobody became one"
    );
    let trail = Person::sign_in(server.base_url(), "operator").await;
    let trail = trail.open("/operator/audit").await.words();
    assert!(trail.contains("Made an operator"), "{trail}");
    server.proves_itself();
}

#[tokio::test]
async fn another_operator_is_made_beside_a_running_server_once_and_only_when_it_is_said() {
    one_more(season().await).await;
}

#[tokio::test]
async fn the_same_on_postgresql() {
    if let Some(options) = on_postgresql() {
        one_more(Season::open(STOREFRONT, &options).await).await;
    }
}

#[tokio::test]
async fn the_first_operator_of_a_production_is_made_before_it_ever_served() {
    let urls = std::iter::once(None).chain(on_postgresql().map(|on| on.database_url));
    for database_url in urls {
        let Some(letterbox) = Letterbox::open(Line::Plain) else {
            return;
        };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let options = production(&letterbox, database_url);
        let run = |args: &[&str]| {
            let mut command = options.command(STOREFRONT, folder.path());
            command
                .arg("operator")
                .args(args)
                .output()
                .expect("it runs")
        };
        refused(
            &run(&["first@sanbao.example", "--lang", "en"]),
            "names the account",
        );
        let account = [
            "--bank-name",
            "示例银行",
            "--bank-account",
            "6222000000000001",
        ];
        let first = [&["first@sanbao.example"], account.as_slice()].concat();
        let link = link(&run(&first), ADDRESS);
        refused(
            &run(&["second@sanbao.example", "--lang", "en"]),
            "say --another",
        );
        let server = Server::start(STOREFRONT, folder.path(), &options);
        comes_in(&server, (&link, "first")).await;
        let second = run(&["second@sanbao.example", "--another"]);
        assert!(second.status.success(), "{second:?}");
        server.proves_itself();
    }
}

#[test]
fn a_demo_that_never_ran_keeps_its_season_and_is_told_so() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = |args: &[&str]| {
        let mut command = Options::default().command(STOREFRONT, folder.path());
        command.args(args).output().expect("it runs")
    };
    refused(
        &run(&["operator", "me@sanbao.example", "--lang", "en"]),
        "start it first",
    );
    let server = Server::start(STOREFRONT, folder.path(), &Options::default());
    server.proves_itself();
}
