//! The themes as they are in the repository, and the writing of figures.

use super::*;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json;

fn themes_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../themes")
}

fn renderer() -> Renderer {
    match Renderer::load(&themes_dir()) {
        Ok(renderer) => renderer,
        Err(error) => {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            panic!("{error}: {}", cause.unwrap_or_default());
        }
    }
}

/// Renders a line with every filter and function at hand.
fn line(lang: Lang, template: &str) -> String {
    let renderer = renderer();
    renderer
        .tera(lang)
        .render_str(template, &Context::new(), true)
        .unwrap_or_else(|error| panic!("{template}: {error}"))
}

fn templates() -> BTreeMap<String, String> {
    template_sources(&themes_dir().join("base/templates")).unwrap()
}

fn front(quotes: serde_json::Value) -> serde_json::Value {
    // 24 November 2026, 15:30 at UTC+8.
    json!({"frame": Frame::new("/"), "now": 1_795_505_400_000_i64, "quotes": quotes})
}

#[test]
fn both_languages_have_exactly_the_same_messages() {
    let renderer = renderer();
    let [zh, en] = Lang::ALL.map(|lang| renderer.messages().keys(lang));
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
                    let words = renderer.messages().words(lang, &key, &args).unwrap();
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

/// The literal keys a template asks for: `key="…"` not followed by a joined part.
fn keys_asked(template: &str) -> Vec<&str> {
    template
        .split("key=\"")
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
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
                assert!(renderer.messages().has(lang, key), "{name} asks for {key}");
            }
        }
    }
    assert!(asked > 50);
}

#[test]
fn no_template_carries_a_style_a_script_or_chinese_words() {
    for (name, text) in templates() {
        for forbidden in [" style=", "<style", "<script>", " onclick=", "javascript:"] {
            assert!(!text.contains(forbidden), "{name} holds {forbidden}");
        }
        let chinese = text.chars().find(|c| ('\u{4e00}'..='\u{9fff}').contains(c));
        assert_eq!(chinese, None, "{name} speaks Chinese by itself");
    }
    let pictures = renderer();
    for (path, asset) in pictures
        .assets()
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
fn what_visitors_type_is_escaped_in_the_layout_and_in_messages() {
    let renderer = renderer();
    let mut data = front(json!([]));
    data["frame"]["place"] = json!("<script>1</script>");
    data["frame"]["path"] = json!("/\"><script>2</script>");
    let page = renderer.page(Lang::English, "front.html", &data).unwrap();
    assert!(!page.contains("<script>"));
    let words = line(Lang::English, r#"{{ t(key="error-code", code="<b>") }}"#);
    assert!(words.contains("&lt;b&gt;"), "{words}");
    let words = line(
        Lang::English,
        r#"{{ t_html(key="error-code", code="<b>") }}"#,
    );
    assert!(words.contains("&lt;b&gt;"), "{words}");
}

#[test]
fn the_front_page_renders_with_and_without_prices() {
    let renderer = renderer();
    let quotes = json!([
        {"name": "王村红薯", "code": "HS-1", "grade": "一级", "last_fen": 240, "change_fen": 2,
         "traded_g": 62_000_000, "state": ""},
        {"name": "鲜香菇", "code": "XG-F", "grade": "A", "last_fen": null, "change_fen": null,
         "traded_g": 0, "state": "休市"},
    ]);
    let page = renderer
        .page(Lang::Chinese, "front.html", &front(quotes))
        .unwrap();
    for words in [
        "21,107.20",
        "87.95%",
        "\u{2212}652.80",
        "▲ +0.02",
        "1.20",
        "示例",
        "lang=\"zh-CN\"",
    ] {
        assert!(page.contains(words), "{words} is missing");
    }
    assert_eq!(
        page.matches("<article class=\"scroll").count(),
        renderer.shops().len()
    );
    let page = renderer
        .page(Lang::English, "front.html", &front(json!([])))
        .unwrap();
    assert!(page.contains("No prices yet today"));
}

#[test]
fn the_error_page_says_first_what_moved() {
    let page = renderer()
        .page(
            Lang::English,
            "error.html",
            &json!({"frame": Frame::new("/x"), "title_key": "error-not-found-title",
                "moved_key": "error-nothing-moved", "moved_kind": "good", "reason": "<gone>",
                "way_href": "/", "way_key": "error-way-front", "code": "7K2M"}),
        )
        .unwrap();
    let place = |words: &str| page.find(words).unwrap_or_else(|| panic!("no {words}"));
    assert!(place("No money or goods moved") < place("There is no such page</h1>"));
    assert!(place("&lt;gone&gt;") < place("7K2M"));
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
fn every_shop_has_its_theme_its_words_and_its_picture() {
    let renderer = renderer();
    let slugs: Vec<_> = renderer
        .shops()
        .iter()
        .map(|shop| shop.slug.as_str())
        .collect();
    assert_eq!(slugs, ["shiitake", "pig", "seabuckthorn", "sweetpotato"]);
    for shop in renderer.shops() {
        let folder = themes_dir().join(&shop.slug);
        for file in [
            "theme.toml",
            "messages/zh-CN/shop.ftl",
            "messages/en/shop.ftl",
        ] {
            assert!(folder.join(file).is_file(), "{}/{file}", shop.slug);
        }
        let picture = format!("{}/pictures/{}", shop.slug, shop.picture);
        assert!(renderer.asset(&picture).is_some(), "{picture}");
    }
}

fn copy(from: &Path, to: &Path) {
    for (name, path) in files_below(from).unwrap() {
        let target = to.join(name);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(path, target).unwrap();
    }
}

/// A folder of one test, removed when the test ends.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The repository's themes with a fifth shop made from the fourth.
fn with_a_fifth_shop(theme: impl Fn(String) -> String) -> (Scratch, PathBuf) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("sanbao-themes-{}-{number}", std::process::id());
    let themes = std::env::temp_dir().join(name);
    let dir = Scratch(themes.clone());
    copy(&themes_dir(), &themes);
    let fifth = themes.join("walnut");
    copy(&themes_dir().join("sweetpotato"), &fifth);
    for file in [
        "theme.toml",
        "messages/zh-CN/shop.ftl",
        "messages/en/shop.ftl",
    ] {
        let text = read_text(&fifth.join(file)).unwrap();
        let text = text.replace("shop-sweetpotato", "shop-walnut");
        let text = text.replace("slug = \"sweetpotato\"", "slug = \"walnut\"");
        let text = text.replace("order = 4", "order = 5");
        let text = if file == "theme.toml" {
            theme(text)
        } else {
            text
        };
        std::fs::write(fifth.join(file), text).unwrap();
    }
    (dir, themes)
}

#[test]
fn a_fifth_shop_needs_only_a_folder() {
    let (_dir, themes) = with_a_fifth_shop(|theme| theme);
    let renderer = Renderer::load(&themes).unwrap();
    assert_eq!(renderer.shops().last().unwrap().slug, "walnut");
    let page = renderer
        .page(Lang::Chinese, "front.html", &front(json!([])))
        .unwrap();
    assert!(page.contains("data-shop=\"walnut\""));
    let sheet = renderer.asset("base/styles/sanbao.css").unwrap();
    assert!(
        std::str::from_utf8(&sheet.bytes)
            .unwrap()
            .contains("[data-shop=walnut]{--shop:#86204A")
    );
}

#[test]
fn a_theme_that_would_break_the_style_sheet_is_refused() {
    let (_dir, themes) =
        with_a_fifth_shop(|theme| theme.replace("#651535", "red}body{display:none"));
    let error = Renderer::load(&themes).unwrap_err();
    assert!(
        matches!(error, ThemeError::ThemeValue { field: "ink", .. }),
        "{error}"
    );
}

#[test]
fn a_shop_without_words_in_one_language_is_refused() {
    let (_dir, themes) = with_a_fifth_shop(|theme| theme);
    let file = themes.join("walnut/messages/en/shop.ftl");
    let text = read_text(&file)
        .unwrap()
        .replace("shop-walnut-line", "shop-walnut-lines");
    std::fs::write(&file, text).unwrap();
    let error = Renderer::load(&themes).unwrap_err();
    assert!(
        matches!(
            error,
            ThemeError::ShopWords {
                lang: Lang::English,
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn a_message_defined_twice_is_refused() {
    let (_dir, themes) = with_a_fifth_shop(|theme| theme);
    std::fs::write(themes.join("base/messages/en/zz.ftl"), "example = Again\n").unwrap();
    let error = Renderer::load(&themes).unwrap_err();
    assert!(
        matches!(error, ThemeError::Twice { ref key, .. } if key == "example"),
        "{error}"
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
fn sums_are_written_with_two_decimals_groups_and_a_true_minus() {
    let check = |fen, text| assert_eq!(figures::fen(fen), text);
    check(0, "0.00");
    check(5, "0.05");
    check(-5, "\u{2212}0.05");
    check(2_400_000, "24,000.00");
    check(-180_000, "\u{2212}1,800.00");
    check(100_000_005, "1,000,000.05");
    check(i64::MAX, "92,233,720,368,547,758.07");
    check(i64::MIN, "\u{2212}92,233,720,368,547,758.08");
    assert_eq!(figures::fen_signed(2), "+0.02");
    assert_eq!(figures::fen_signed(0), "0.00");
    assert_eq!(figures::per_jin(240), "1.20");
    assert_eq!(figures::per_jin(241), "1.205");
    assert_eq!(figures::bp(8_795), "87.95%");
    assert_eq!(figures::bp(10_000), "100.00%");
    assert_eq!(figures::num(900_000), "900,000");
}

#[test]
fn weights_are_exact_in_every_unit() {
    assert_eq!(figures::jin(10_000_000), "20,000");
    assert_eq!(figures::jin(1_750_000), "3,500");
    assert_eq!(figures::jin(1), "0.002");
    assert_eq!(figures::kg(182_400), "182.4");
    assert_eq!(figures::tonnes(62_500_000), "62.5");
    assert_eq!(figures::tonnes(1), "0.000001");
    assert_eq!(figures::kg(-1_500), "\u{2212}1.5");
}

#[test]
fn the_geometry_of_bars_stays_within_its_strip() {
    assert_eq!(figures::share(2_110_720, 2_400_000), "87.95");
    assert_eq!(figures::share(1, 3), "33.33");
    assert_eq!(figures::share(2, 3), "66.67");
    assert_eq!(figures::share(5, 4), "100.00");
    assert_eq!(figures::share(-5, 4), "0");
    assert_eq!(figures::share(5, 0), "0");
    assert_eq!(figures::share(i64::MAX, i64::MAX), "100.00");
}

#[test]
fn dates_are_read_at_utc_plus_eight() {
    // 20 November 2026, 16:30 UTC is already the 21st in China.
    let at = "1795192200000";
    let both =
        |filter: &str| Lang::ALL.map(|lang| line(lang, &format!("{{{{ {at} | {filter} }}}}")));
    assert_eq!(both("date"), ["11 月 21 日", "21 Nov 2026"]);
    assert_eq!(both("date_year"), ["2026 年 11 月 21 日", "21 Nov 2026"]);
    assert_eq!(
        both("datetime"),
        ["11 月 21 日 00:30", "21 Nov 2026, 00:30"]
    );
    assert_eq!(
        both("weekday"),
        ["11 月 21 日，星期六", "Saturday, 21 Nov 2026"]
    );
    assert_eq!(both("iso")[0], "2026-11-21T00:30:00+08:00");
    assert_eq!(both("time")[1], "00:30");
    assert_eq!(both("month")[1], "11");
}

#[test]
fn filters_name_units_in_the_language_of_the_page() {
    assert_eq!(
        line(Lang::Chinese, "{{ 1750000 | jin(unit=true) }}"),
        "3,500 斤"
    );
    assert_eq!(
        line(Lang::English, "{{ 1750000 | jin(unit=true) }}"),
        "3,500 jin"
    );
    assert_eq!(line(Lang::English, "{{ 10000000 | tonnes }}"), "10");
}

#[test]
fn sums_on_receipts_follow_the_rules_for_bills() {
    let renderer = renderer();
    let check = |fen: i64, text: &str| {
        assert_eq!(renderer.formal(Lang::Chinese, fen).unwrap(), text, "{fen}");
    };
    check(0, "零元整");
    check(1_000, "壹拾元整");
    check(10_000_005, "壹拾万元零伍分");
    check(309_376, "叁仟零玖拾叁元柒角陆分");
    check(5, "伍分");
    check(50, "伍角整");
    check(100, "壹元整");
    check(1_005, "壹拾元零伍分");
    check(140_950, "壹仟肆佰零玖元伍角整");
    check(600_714, "陆仟零柒元壹角肆分");
    check(1_640_902, "壹万陆仟肆佰零玖元零贰分");
    check(32_504, "叁佰贰拾伍元零肆分");
    check(10_700_053, "壹拾万柒仟元伍角叁分");
    check(1_855_720, "壹万捌仟伍佰伍拾柒元贰角整");
    check(10_000_100, "壹拾万零壹元整");
    check(2_000_000_000, "贰仟万元整");
    check(10_000_000_000, "壹亿元整");
    check(10_001_000_000, "壹亿零壹万元整");
    check(10_000_000_100, "壹亿零壹元整");
    check(100_010_000_100, "壹拾亿零壹拾万零壹元整");
    check(-60_000, "负陆佰元整");
    check(
        i64::MAX,
        "玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿陆仟捌佰伍拾肆万柒仟柒佰伍拾捌元零柒分",
    );
}

#[test]
fn english_receipts_spell_the_sum_out() {
    let renderer = renderer();
    let check = |fen: i64, text: &str| {
        assert_eq!(renderer.formal(Lang::English, fen).unwrap(), text, "{fen}");
    };
    check(0, "zero yuan exactly");
    check(1_000, "ten yuan exactly");
    check(10_000_005, "one hundred thousand yuan five fen");
    check(
        309_376,
        "three thousand ninety-three yuan seven jiao six fen",
    );
    check(2_100, "twenty-one yuan exactly");
    check(50, "five jiao exactly");
    check(
        1_855_720,
        "eighteen thousand five hundred fifty-seven yuan two jiao exactly",
    );
    check(-100, "minus one yuan exactly");
}

#[test]
fn a_language_is_found_by_tag_or_by_the_browsers_list() {
    assert_eq!(Lang::from_tag("en-GB"), Some(Lang::English));
    assert_eq!(Lang::from_tag("zh_TW"), Some(Lang::Chinese));
    assert_eq!(Lang::from_tag("fr"), None);
    assert_eq!(Lang::from_accept("fr, en;q=0.8, zh;q=0.5"), Lang::English);
    assert_eq!(Lang::from_accept(""), Lang::Chinese);
}

#[test]
fn every_link_of_the_header_has_words_in_both_languages() {
    let renderer = renderer();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/page.rs");
    let text = read_text(&source).unwrap();
    for key in text.split('"').filter(|part| part.starts_with("nav-")) {
        for lang in Lang::ALL {
            assert!(renderer.messages().has(lang, key), "{key}");
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
