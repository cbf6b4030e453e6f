//! Both languages say the same, and templates ask only for what is said.

use std::collections::BTreeSet;

use super::*;

#[test]
fn both_languages_have_exactly_the_same_messages() {
    let renderer = renderer();
    let [zh, en] = Lang::ALL.map(|lang| renderer.messages.keys(lang));
    let missing: Vec<_> = zh.symmetric_difference(en).collect();
    assert!(missing.is_empty(), "in one language only: {missing:?}");
    assert!(zh.len() > 100);
}

/// The names after `$` in a message file, for each message.
fn arguments(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut key = String::new();
    for line in text.lines() {
        if let Some(next) = messages::keys_of(line).next() {
            next.clone_into(&mut key);
            found.entry(key.clone()).or_default();
        }
        for part in line.split('$').skip(1) {
            let name = part.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
            let name = name.into_iter().next().unwrap_or_default();
            found
                .entry(key.clone())
                .or_default()
                .insert(name.to_owned());
        }
    }
    found
}

#[test]
fn every_message_renders_in_both_languages_with_its_arguments() {
    let renderer = renderer();
    for lang in Lang::ALL {
        for folder in subfolders(&themes_dir()).unwrap().values() {
            for path in files_below(&folder.join("messages").join(lang.tag()))
                .unwrap()
                .values()
            {
                for (key, names) in arguments(&read_text(path).unwrap()) {
                    let args: Vec<(&str, Arg<'_>)> = names
                        .iter()
                        .map(|name| (name.as_str(), Arg::Count(7)))
                        .collect();
                    let words = renderer.messages.words(lang, &key, &args).unwrap();
                    assert!(!words.is_empty(), "{key}");
                    assert!(!words.contains(['\u{2068}', '\u{2069}']), "{key}: {words}");
                }
            }
        }
    }
}

#[test]
fn both_languages_ask_for_the_same_arguments() {
    let ours = |lang: Lang| -> BTreeMap<String, BTreeSet<String>> {
        let folders = subfolders(&themes_dir()).unwrap();
        let files = folders.values().flat_map(|folder| {
            files_below(&folder.join("messages").join(lang.tag()))
                .unwrap()
                .into_values()
        });
        files
            .flat_map(|path| arguments(&read_text(&path).unwrap()))
            .collect()
    };
    let (mut zh, mut en) = (ours(Lang::Chinese), ours(Lang::English));
    // Written dates say the year or leave it out as the language does.
    zh.retain(|key, _| !key.starts_with("date-"));
    en.retain(|key, _| !key.starts_with("date-"));
    for (key, names) in &zh {
        assert_eq!(Some(names), en.get(key), "{key}");
    }
}

/// The literal keys a template asks `t` or `t_html` for, those with a joined part left out.
fn keys_asked(template: &str) -> Vec<&str> {
    template
        .split("key=\"")
        .zip(template.split("key=\"").skip(1))
        .filter(|(before, _)| {
            let called =
                before.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '(');
            matches!(called.into_iter().next(), Some("t(" | "t_html("))
        })
        .filter_map(|(_, rest)| rest.split_once('"'))
        .filter(|(_, after)| !after.trim_start().starts_with('~'))
        .map(|(key, _)| key)
        .collect()
}

#[test]
fn every_message_a_template_names_exists_in_both_languages() {
    let renderer = renderer();
    let mut asked = 0;
    for (name, text) in templates() {
        for key in keys_asked(&text) {
            asked += 1;
            for lang in Lang::ALL {
                assert!(renderer.messages.has(lang, key), "{name} asks for {key}");
            }
        }
    }
    assert!(asked > 50);
}

#[test]
fn no_template_carries_a_style_a_script_or_chinese_words() {
    for (name, text) in templates() {
        for forbidden in [" style=", "<style", "<script>", " onclick=", "javascript:"] {
            // A mail has no style sheet to link.
            let of_a_mail = name.starts_with("mail/") && forbidden == " style=";
            assert!(
                of_a_mail || !text.contains(forbidden),
                "{name} holds {forbidden}"
            );
        }
        let chinese = text.chars().find(|c| ('\u{4e00}'..='\u{9fff}').contains(c));
        assert_eq!(chinese, None, "{name} speaks Chinese by itself");
    }
    let pictures = renderer();
    for (path, asset) in pictures
        .assets
        .iter()
        .filter(|(path, _)| path.ends_with(".svg"))
    {
        let text = std::str::from_utf8(&asset.bytes).unwrap();
        assert!(
            !text.contains("style=") && !text.contains("<script"),
            "{path}"
        );
    }
}

#[test]
fn every_ending_in_use_is_escaped() {
    let endings: BTreeSet<String> = templates()
        .keys()
        .map(|name| {
            name.rsplit_once('.')
                .map(|(_, ending)| ending.to_owned())
                .unwrap_or_default()
        })
        .collect();
    for ending in endings {
        if ending == "txt" {
            // Mail in plain text: nothing there is markup.
            assert!(
                templates()
                    .keys()
                    .all(|n| !n.ends_with(".txt") || n.starts_with("mail/"))
            );
            continue;
        }
        let mut tera = Tera::new();
        let name = format!("probe.{ending}");
        tera.add_raw_template(&name, "{{ words }}").unwrap();
        let mut context = Context::new();
        context.insert("words", "<script>");
        assert_eq!(
            tera.render(&name, &context).unwrap(),
            "&lt;script&gt;",
            ".{ending}"
        );
    }
}

#[test]
fn a_missing_message_or_argument_fails_the_page_and_names_the_key() {
    let renderer = renderer();
    let fail = |text: &str| {
        let tera = renderer.tera(Lang::English);
        tera.render_str(text, &Context::new(), true)
            .unwrap_err()
            .to_string()
    };
    assert!(fail(r#"{{ t(key="no-such-key") }}"#).contains("no-such-key"));
    assert!(fail(r#"{{ t(key="error-code") }}"#).contains("error-code"));
    assert_eq!(
        renderer.message(Lang::English, "no-such-key", &[]),
        "no-such-key"
    );
    assert_eq!(
        renderer.message(Lang::English, "error-code", &[("code", Arg::from("A1"))]),
        "Code A1: please quote it when you contact us.",
    );
}

#[test]
fn a_link_to_an_asset_changes_with_its_content() {
    let renderer = renderer();
    let sheet = renderer.asset("base/styles/sanbao.css").unwrap();
    assert_eq!(sheet.content_type, "text/css; charset=utf-8");
    let link = line(
        Lang::English,
        r#"{{ asset(path="base/styles/sanbao.css") }}"#,
    );
    assert_eq!(
        link,
        format!("/assets/base/styles/sanbao.css?v={}", sheet.hash)
    );
    assert!(renderer.asset("base/messages/en/common.ftl").is_none());
    assert!(renderer.asset("base/templates/layout.html").is_none());
}

#[test]
fn every_link_of_the_header_has_words_in_both_languages() {
    let renderer = renderer();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/page.rs");
    let text = read_text(&source).unwrap();
    for key in text.split('"').filter(|part| part.starts_with("nav-")) {
        for lang in Lang::ALL {
            assert!(renderer.messages.has(lang, key), "{key}");
        }
    }
}

#[test]
fn english_words_hold_no_marks_that_chinese_fonts_draw_wide() {
    for folder in subfolders(&themes_dir()).unwrap().values() {
        for path in files_below(&folder.join("messages/en")).unwrap().values() {
            let text = read_text(path).unwrap();
            let wide = text.chars().find(|c| ('\u{2018}'..='\u{201f}').contains(c));
            assert_eq!(wide, None, "{}", path.display());
        }
    }
}
