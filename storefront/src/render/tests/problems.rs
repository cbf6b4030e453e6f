//! Whatever is refused anywhere has words in both languages.

use super::*;

use axum::http::StatusCode;

use crate::error::Problem;

/// A call that names a code: its beginning, the place of the argument, what the key begins with.
type Call = (&'static str, usize, &'static str);

const CALLS: [Call; 8] = [
    ("Problem::new(", 1, "problem"),
    ("conflict(", 0, "problem"),
    ("unprocessable(", 0, "problem"),
    (" short(", 0, "problem"),
    ("Problem::field(", 1, "field"),
    ("Self::field(", 1, "field"),
    (".with_field(", 1, "field"),
    (".fault(", 1, "field"),
];

/// Calls by other names in the map of refusals itself.
const CALLS_OF_THE_MAP: [Call; 3] = [
    ("Self::new(", 1, "problem"),
    (" quantity(", 0, "field"),
    (" at(", 1, "field"),
];

fn sources(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The arguments of a call whose opening bracket has just been passed.
fn arguments(text: &str) -> Vec<&str> {
    let (mut depth, mut quoted, mut begin, mut found) = (0_i32, false, 0, Vec::new());
    for (place, sign) in text.char_indices() {
        match sign {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => {
                found.push(&text[begin..place]);
                return found;
            }
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&text[begin..place]);
                begin = place + 1;
            }
            _ => {}
        }
    }
    found
}

/// The codes that an argument may be: its literals, but for those of an inner call.
fn codes(argument: &str) -> Vec<&str> {
    let literals = argument.split('"').skip(1).step_by(2);
    literals
        .filter(|code| !code.is_empty() && !code.contains([' ', '{', '$']))
        .collect()
}

#[test]
fn every_refusal_named_in_the_source_has_words_in_both_languages() {
    let renderer = renderer();
    let mut files = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut files,
    );
    let (mut wordless, mut named) = (Vec::new(), 0);
    for file in files.iter().filter(|file| !file.ends_with("problems.rs")) {
        let text = std::fs::read_to_string(file).unwrap();
        let in_the_map = file.components().any(|part| part.as_os_str() == "error");
        let map = CALLS_OF_THE_MAP.iter().filter(|_| in_the_map);
        for (begin, place, prefix) in CALLS.iter().chain(map) {
            for after in text.split(begin).skip(1) {
                for code in arguments(after)
                    .get(*place)
                    .map(|argument| codes(argument))
                    .unwrap_or_default()
                {
                    named += 1;
                    let key = format!("{prefix}-{code}");
                    for lang in Lang::ALL
                        .iter()
                        .filter(|lang| !renderer.messages.has(**lang, &key))
                    {
                        wordless.push(format!("{key} ({}) in {}", lang.tag(), file.display()));
                    }
                }
            }
        }
    }
    wordless.sort();
    wordless.dedup();
    assert!(wordless.is_empty(), "no words for {wordless:#?}");
    assert!(
        named > 60,
        "only {named} codes were found: the calls have other names now"
    );
}

#[test]
fn every_status_of_a_library_has_words_in_both_languages() {
    let renderer = renderer();
    for status in (400..600).filter_map(|status| StatusCode::from_u16(status).ok()) {
        let key = format!("problem-{}", Problem::of_status(status).code);
        for lang in Lang::ALL {
            assert!(renderer.messages.has(lang, &key), "{key}");
        }
    }
}
