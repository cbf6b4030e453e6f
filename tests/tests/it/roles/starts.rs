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

#[test]
fn production_starts_neither_without_profiles_nor_with_the_mail_folder() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let said = refusal(folder.path(), &[("SANBAO_MODE", "production")]);
    assert!(said.contains("SANBAO_MARKET_PROFILES"), "{said}");
    let listed = [
        ("SANBAO_MODE", "production"),
        ("SANBAO_MARKET_PROFILES", "cn-spot"),
    ];
    let said = refusal(folder.path(), &listed);
    assert!(said.contains("mail folder"), "{said}");
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
