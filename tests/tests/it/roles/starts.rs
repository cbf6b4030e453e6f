//! Under which settings a server refuses to start, and what it says then.

use std::path::Path;

use tests::server::{Options, Server};

use crate::stage::BINARY;

/// What a start that must fail says.
fn refusal(folder: &Path, settings: &[(&str, &str)]) -> String {
    let settings = settings
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let options = Options {
        settings: settings.collect(),
        ..Options::default()
    };
    let output = options
        .command(BINARY, folder)
        .arg("serve")
        .output()
        .expect("the command runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        !output.status.success(),
        "it started and ended well: {said}"
    );
    assert!(!said.contains("panicked"), "{said}");
    said
}

/// What production needs, one after the other, with what is said where it is missing.
const NEEDED: [(&str, &str, &str); 5] = [
    (
        "SANBAO_MARKET_PROFILES",
        "cn-spot",
        "SANBAO_MARKET_PROFILES",
    ),
    ("SANBAO_SMTP_URL", "smtp://mail.example", "mail folder"),
    (
        "SANBAO_MAIL_FROM",
        "service@sanbao.example",
        "SANBAO_MAIL_FROM",
    ),
    ("SANBAO_BASE_URL", "https://sanbao.example", "https://"),
    (
        "SANBAO_SECRET",
        "0f4d-9a1c-73be-52d8-e6c0-41fa-8b27",
        "SANBAO_SECRET",
    ),
];

#[test]
fn production_starts_without_none_of_what_it_needs_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let production = ("SANBAO_MODE", "production");
    for (missing, _, words) in NEEDED {
        let given = NEEDED.iter().filter(|(name, _, _)| *name != missing);
        let given = given.map(|(name, value, _)| (*name, *value));
        let settings: Vec<_> = std::iter::once(production).chain(given).collect();
        let said = refusal(folder.path(), &settings);
        assert!(said.contains(words), "{missing}: {said}");
    }
    let exposed = NEEDED.map(|(name, value, _)| match name {
        "SANBAO_SMTP_URL" => (name, "smtp://user:hush@mail.example?tls=none"),
        _ => (name, value),
    });
    let settings: Vec<_> = std::iter::once(production).chain(exposed).collect();
    let said = refusal(folder.path(), &settings);
    assert!(said.contains("TLS") && !said.contains("hush"), "{said}");
    let left = std::fs::read_dir(folder.path())
        .expect("the folder is there")
        .count();
    assert_eq!(left, 0, "a start that was refused left something behind");
}

#[test]
fn two_profiles_that_exclude_each_other_start_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for listed in ["cn-spot,open", "open, cn-spot"] {
        let said = refusal(folder.path(), &[("SANBAO_MARKET_PROFILES", listed)]);
        assert!(
            said.contains("never listed together") && said.contains(listed),
            "{said}"
        );
    }
    let said = refusal(folder.path(), &[("SANBAO_MARKET_PROFILES", "casino")]);
    assert!(said.contains("casino"), "{said}");
    let said = refusal(folder.path(), &[("SANBAO_MODE", "play")]);
    assert!(
        said.contains("SANBAO_") && said.contains("production"),
        "{said}"
    );
}

#[test]
fn a_folder_whose_venue_has_a_profile_that_is_not_listed_is_refused_and_left_as_it_was() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let listed = Options::default();
    drop(Server::start(BINARY, folder.path(), &listed));
    let said = refusal(folder.path(), &[("SANBAO_MARKET_PROFILES", "open")]);
    assert!(said.contains("cn-spot"), "it names neither profile: {said}");
    let server = Server::start(BINARY, folder.path(), &listed);
    server.proves_itself();
}

#[test]
fn a_second_server_on_the_same_journal_is_refused_and_the_first_goes_on() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = Server::start(BINARY, folder.path(), &Options::default());
    let said = refusal(folder.path(), &[]);
    assert!(said.contains("journal"), "{said}");
    server.proves_itself();
}
