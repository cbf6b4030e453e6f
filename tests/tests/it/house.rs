//! The rules of the house that a machine can check.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand};
use tests::server::root;

/// What each room may depend on.
const MAY_USE: [(&str, &[&str]); 7] = [
    ("ledger", &[]),
    ("engine", &[]),
    ("migrations", &[]),
    ("catalog", &["ledger"]),
    ("exchange", &["engine", "ledger", "catalog"]),
    (
        "storefront",
        &["exchange", "catalog", "ledger", "migrations", "engine"],
    ),
    (
        "tests",
        &[
            "storefront",
            "exchange",
            "catalog",
            "ledger",
            "engine",
            "migrations",
        ],
    ),
];

/// The most lines that one source file may have.
const FILE_LINES_MAX: usize = 500;

fn sources(dir: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![dir.to_owned()];
    while let Some(dir) = waiting.pop() {
        for entry in std::fs::read_dir(&dir)
            .expect("a folder of the workspace can be read")
            .flatten()
        {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() && !name.starts_with('.') && name != "target" {
                waiting.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn short(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .display()
        .to_string()
}

/// Tests beside the code say so in their names: `tests`, `…_tests`, and houses that tests stand in.
fn is_test(path: &str) -> bool {
    let path = path.trim_end_matches(".rs");
    let named =
        |part: &str| part == "benches" || part.ends_with("tests") || part.ends_with("_house");
    path.split('/').any(named)
}

/// The code of a file: no comments, nothing after its inline tests.
fn code_of(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("a source file is text");
    let code = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default()
        .to_owned();
    let lines = code
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn rooms_depend_on_nothing_but_the_rooms_they_may() {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec();
    let metadata = metadata.expect("cargo describes the workspace");
    let rules: BTreeMap<&str, &[&str]> = MAY_USE.into_iter().collect();
    assert_eq!(
        metadata.packages.len(),
        rules.len(),
        "a room was added: give it a rule"
    );
    for package in &metadata.packages {
        let name = package.name.as_str();
        let may = rules
            .get(name)
            .unwrap_or_else(|| panic!("no rule for the room {name}"));
        for dependency in package
            .dependencies
            .iter()
            .filter(|dependency| dependency.path.is_some())
        {
            let used = dependency.name.as_str();
            let in_tests = dependency.kind == DependencyKind::Development;
            assert!(
                may.contains(&used) || (in_tests && used == "migrations"),
                "{name} may not depend on {used}"
            );
        }
    }
}

#[test]
fn engine_and_ledger_do_no_input_output_and_read_no_clock() {
    for room in ["exchange/engine/src", "exchange/ledger/src"] {
        for path in sources(&root().join(room), "rs") {
            if is_test(&short(&path)) || short(&path).contains("/replay/") {
                continue;
            }
            let code = code_of(&path);
            for word in [
                "std::fs",
                "std::net",
                "std::io",
                "std::env",
                "std::time",
                "std::thread",
                "async ",
                "HashMap",
                "HashSet",
                "f64",
                "f32",
                "rand::",
            ] {
                assert!(!code.contains(word), "{} uses {word}", short(&path));
            }
        }
    }
}

#[test]
fn only_the_clock_reads_the_time_and_only_config_the_environment() {
    for path in all_code() {
        let (name, code) = (short(&path), code_of(&path));
        let clock = name == "exchange/src/clock.rs" || name.contains("engine/src/replay/");
        assert!(
            clock || !code.contains("SystemTime::now"),
            "{name} goes around the clock"
        );
        assert!(
            !code.contains("CURRENT_TIMESTAMP") && !code.contains("Utc::now"),
            "{name} goes around the clock"
        );
        let config = name == "storefront/src/config.rs";
        assert!(
            config || !code.contains("env::var"),
            "{name} reads the environment"
        );
    }
}

fn all_code() -> Vec<PathBuf> {
    let rooms = [
        "catalog/src",
        "exchange",
        "migrations/src",
        "storefront/src",
    ];
    let all = rooms
        .iter()
        .flat_map(|room| sources(&root().join(room), "rs"));
    all.filter(|path| !is_test(&short(path))).collect()
}

#[test]
fn only_storefront_knows_http() {
    for room in [
        "catalog",
        "exchange",
        "exchange/engine",
        "exchange/ledger",
        "migrations",
    ] {
        let manifest =
            std::fs::read_to_string(root().join(room).join("Cargo.toml")).expect("a manifest");
        for word in ["axum", "tera", "hyper", "reqwest", "fluent"] {
            assert!(!manifest.contains(word), "{room} knows {word}");
        }
    }
}

#[test]
fn words_for_people_stand_in_the_message_files() {
    for path in all_code() {
        let code = code_of(&path);
        let chinese = code
            .chars()
            .find(|sign| ('\u{4e00}'..='\u{9fff}').contains(sign));
        assert_eq!(chinese, None, "{} says something to people", short(&path));
    }
}

/// The names under which a file's types stand in the description of the JSON interface.
fn described_types(path: &Path) -> Vec<String> {
    let code = code_of(path);
    let mut lines = code.lines();
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        if !(line.contains("derive(") && line.contains("ToSchema")) {
            continue;
        }
        let mut name = None;
        for line in lines.by_ref() {
            let after = |word: &str| {
                let rest = line.split_once(word)?.1;
                let ends = rest.find(|sign: char| !sign.is_alphanumeric() && sign != '_');
                Some(rest[..ends.unwrap_or(rest.len())].to_owned())
            };
            if line.contains("schema(") {
                name = name.or(after("as = "));
            }
            if let Some(own) = after("struct ").or(after("enum ")) {
                found.push(name.unwrap_or(own));
                break;
            }
        }
    }
    found
}

#[test]
fn no_two_types_of_the_json_interface_share_a_name() {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in all_code() {
        for name in described_types(&path) {
            files.entry(name).or_default().push(short(&path));
        }
    }
    assert!(files.len() > 100, "types are looked for, and not found");
    assert!(files.contains_key("OfficeSaleRow"), "another name is read");
    files.retain(|_, files| files.len() > 1);
    assert_eq!(
        files,
        BTreeMap::new(),
        "the description keeps one of them for all: name the others with `schema(as = …)`"
    );
}

#[test]
fn no_source_file_grows_past_its_cap() {
    let rooms = ["catalog", "exchange", "migrations", "storefront", "tests"];
    for path in rooms
        .iter()
        .flat_map(|room| sources(&root().join(room), "rs"))
    {
        let lines = std::fs::read_to_string(&path)
            .expect("a source file is text")
            .lines()
            .count();
        assert!(
            lines <= FILE_LINES_MAX,
            "{} has {lines} lines",
            short(&path)
        );
    }
}

#[test]
fn the_root_carries_nothing_but_the_rooms() {
    let known = [
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE",
        "README.md",
        "catalog",
        "clippy.toml",
        "exchange",
        "migrations",
        "storefront",
        "target",
        "tests",
        "themes",
        "photographs",
    ];
    for entry in std::fs::read_dir(root())
        .expect("the root can be read")
        .flatten()
    {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(
            name.starts_with('.') || known.contains(&name.as_str()),
            "{name} is no room of this house"
        );
    }
}

#[test]
fn one_provider_of_tls_and_one_place_for_versions() {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).expect("the lock file");
    for crate_name in ["aws-lc-rs", "native-tls", "openssl-sys"] {
        assert!(
            !lock.contains(&format!("name = \"{crate_name}\"")),
            "{crate_name} came into the tree"
        );
    }
    for room in [
        "catalog",
        "exchange",
        "exchange/engine",
        "exchange/ledger",
        "migrations",
        "storefront",
        "tests",
    ] {
        let manifest =
            std::fs::read_to_string(root().join(room).join("Cargo.toml")).expect("a manifest");
        let own = manifest
            .lines()
            .filter(|line| line.contains("version = \"") || line.contains(" = \"="));
        assert_eq!(
            own.collect::<Vec<_>>(),
            Vec::<&str>::new(),
            "{room} names a version of its own"
        );
    }
}
