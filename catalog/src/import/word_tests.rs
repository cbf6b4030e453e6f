//! Every reason, and every code that the season's files use, has its words in both languages.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::fault::RowError;
use super::reason::Reason;
use super::{instruments, products, skus};

/// The messages of a file, each with the variables it names.
fn messages(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let path = format!("../themes/base/messages/{language}/import.ftl");
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut messages = BTreeMap::new();
    for line in text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
    {
        let (key, words) = line
            .split_once(" = ")
            .unwrap_or_else(|| panic!("one line a message: {line}"));
        let names = words
            .split("{ $")
            .skip(1)
            .filter_map(|part| part.split_once(" }"));
        let variables = names.map(|(name, _)| name.to_owned()).collect();
        assert!(
            messages.insert(key.to_owned(), variables).is_none(),
            "{key} stands twice"
        );
    }
    messages
}

fn reasons_of_files_and_texts() -> Vec<Reason> {
    let value = || "x".to_owned();
    vec![
        Reason::Binary,
        Reason::NotUtf8,
        Reason::LooksLikeGbk,
        Reason::EmptyFile,
        Reason::Truncated,
        Reason::TooManyRows { limit: 1 },
        Reason::MissingColumn { name: "x" },
        Reason::UnknownColumn { name: value() },
        Reason::RepeatedColumn { name: "x" },
        Reason::CellCount {
            expected: 2,
            found: 1,
        },
        Reason::Empty,
        Reason::NotEmpty,
        Reason::TooLong { limit: 1 },
        Reason::BadText,
        Reason::BadCode { value: value() },
        Reason::BadEmail { value: value() },
        Reason::BadAccount { value: value() },
        Reason::NotANumber { value: value() },
        Reason::Negative { value: value() },
        Reason::Zero,
    ]
}

fn reasons_of_values() -> Vec<Reason> {
    let value = || "x".to_owned();
    vec![
        Reason::FinerThanGram { value: value() },
        Reason::FinerThanFen { value: value() },
        Reason::TooManyDecimals {
            value: value(),
            places: 2,
        },
        Reason::TooLarge {
            value: value(),
            limit: value(),
        },
        Reason::MoreThanWhole {
            value: value(),
            whole: value(),
        },
        Reason::UnknownUnit {
            value: value(),
            allowed: value(),
        },
        Reason::UnknownGrade {
            value: value(),
            allowed: value(),
        },
        Reason::UnknownWord {
            value: value(),
            allowed: value(),
        },
        Reason::BadDate { value: value() },
        Reason::BadTime { value: value() },
        Reason::BeforeHarvest {
            harvested_on: value(),
        },
        Reason::DuplicateNumber {
            value: value(),
            first_line: 2,
        },
        Reason::UnlikeItsLot {
            lot: value(),
            first_line: 2,
        },
        Reason::BrokenBalance {
            expected: value(),
            found: value(),
        },
        Reason::NumberTaken { value: value() },
        Reason::UnknownHousehold { value: value() },
        Reason::UnknownProduct { value: value() },
        Reason::UnknownSku { value: value() },
        Reason::UnknownLot { value: value() },
        Reason::SkuClosed { value: value() },
        Reason::NotInThisSku { value: value() },
        Reason::NoCertificate { value: value() },
        Reason::PartOfPack { value: value() },
        Reason::LotShort {
            value: value(),
            limit: value(),
        },
        Reason::UnknownOrganisation { value: value() },
        Reason::UnknownDivision { value: value() },
        Reason::UnlikeRecordedLot { lot: value() },
        Reason::InTheFuture { value: value() },
        Reason::UnknownPayoutLine { value: value() },
        Reason::OtherAmount {
            expected: value(),
            found: value(),
        },
        Reason::OtherAnswer { value: value() },
        Reason::BadWaybill { value: value() },
        Reason::WaybillTwice {
            value: value(),
            first_line: 1,
        },
        Reason::WaybillTaken { value: value() },
        Reason::OtherWaybill { value: value() },
        Reason::UnknownConsignment { value: value() },
        Reason::NotPacked { value: value() },
    ]
}

fn every_reason() -> Vec<Reason> {
    [reasons_of_files_and_texts(), reasons_of_values()].concat()
}

#[test]
fn every_reason_has_words_in_both_languages_that_name_only_its_values() {
    for language in ["zh-CN", "en"] {
        let messages = messages(language);
        let reasons = every_reason();
        for reason in &reasons {
            let variables = messages
                .get(reason.key())
                .unwrap_or_else(|| panic!("{language}: {}", reason.key()));
            let args: BTreeSet<String> = reason
                .args()
                .into_iter()
                .map(|(name, _)| name.to_owned())
                .collect();
            assert!(variables.is_subset(&args), "{language}: {}", reason.key());
        }
        let keys: BTreeSet<&str> = reasons.iter().map(Reason::key).collect();
        assert_eq!(
            keys.len(),
            reasons.len(),
            "no two reasons share their words"
        );
        let written = messages
            .keys()
            .filter(|key| key.starts_with("import-reason-"))
            .count();
        assert_eq!(
            written,
            keys.len(),
            "{language}: words for a reason that is none"
        );
    }
}

#[test]
fn both_languages_have_the_same_messages() {
    let keys = |language| messages(language).into_keys().collect::<Vec<_>>();
    assert_eq!(keys("zh-CN"), keys("en"));
}

#[test]
fn a_place_is_a_cell_or_a_line() {
    let row = RowError::of_row(7, Reason::Empty);
    let cell = RowError {
        column: Some("mu"),
        ..row.clone()
    };
    assert_eq!(
        (row.place_key(), cell.place_key()),
        ("import-place-line", "import-place-cell")
    );
    for fault in [row, cell] {
        let args: BTreeSet<String> = fault
            .place_args()
            .into_iter()
            .map(|(name, _)| name.to_owned())
            .collect();
        assert_eq!(messages("zh-CN")[fault.place_key()], args);
    }
}

#[test]
fn every_closed_reason_and_grade_of_the_season_has_words() {
    let season = |name| {
        std::fs::read(
            PathBuf::from(env!("CARGO_MANIFEST_DIR"))
                .join("season")
                .join(name),
        )
        .unwrap()
    };
    let skus = skus::parse(&season("skus.csv")).unwrap();
    let instruments = instruments::parse(&season("instruments.csv")).unwrap();
    let closed = skus
        .iter()
        .filter_map(|row| row.content.closed_reason.clone());
    let closed = closed.chain(
        instruments
            .iter()
            .filter_map(|row| row.content.closed_reason.clone()),
    );
    let products = products::parse(&season("products.csv")).unwrap();
    let grades = instruments.iter().flat_map(|row| &row.content.grades);
    let grades = grades.chain(products.iter().flat_map(|row| &row.content.grades));
    let keys: BTreeSet<String> = closed
        .map(|code| format!("closed-reason-{}", code.replace('_', "-")))
        .chain(grades.map(|factor| format!("grade-{}", factor.grade.to_lowercase())))
        .collect();
    let messages = messages("zh-CN");
    for key in keys {
        assert!(messages.contains_key(&key), "{key}");
    }
}
