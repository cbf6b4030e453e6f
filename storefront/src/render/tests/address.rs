//! The address part of a form: choices without a script, what was typed, and what is wrong.

use super::*;
use crate::address::{blank, shown};
use crate::form::Form;

const PIECE: &str = r#"<form>{{ <address address={address} action="/checkout"/> }}</form>"#;

fn piece(lang: Lang, data: &serde_json::Value) -> String {
    let renderer = renderer();
    let context = Context::from_serialize(data).unwrap();
    renderer
        .tera(lang)
        .render_str(PIECE, &context, true)
        .unwrap_or_else(|error| panic!("{error:?}"))
}

fn form(fields: &[(&str, &str)]) -> Form {
    let fields = fields.iter();
    Form::filled(fields.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
}

/// The options of a select, the chosen one with a star.
fn options(html: &str, name: &str) -> Vec<String> {
    let from = html.find(&format!("<select id=\"f-{name}\"")).unwrap();
    let select = &html[from..from + html[from..].find("</select>").unwrap()];
    let option = |part: &str| {
        let star = if part.contains("selected") { "*" } else { "" };
        let label = part.split_once('>').unwrap().1.split('<').next().unwrap();
        format!("{label}{star}")
    };
    select.split("<option ").skip(1).map(option).collect()
}

#[test]
fn a_blank_address_offers_every_province_and_nothing_below() {
    let html = piece(Lang::Chinese, &json!({ "address": blank(Lang::Chinese) }));
    assert_eq!(options(&html, "province").len(), 35);
    assert_eq!(options(&html, "city"), ["请选择"]);
    assert_eq!(options(&html, "district"), ["请选择"]);
    assert!(html.contains("formaction=\"/checkout#address\""), "{html}");
    let first = html.find("<button").unwrap();
    assert!(
        html[first..].starts_with("<button class=\"sr\" name=\"address_do\" value=\"\""),
        "{html}"
    );
}

#[test]
fn the_chosen_steps_bring_their_children_and_what_was_typed_stays() {
    let typed = [
        ("province", "140000"),
        ("city", "140100"),
        ("district", "140105"),
        ("name", "<b>"),
        ("paste", "a<b"),
    ];
    let view = shown(Lang::English, &form(&typed));
    let typed: BTreeMap<_, _> = typed.into_iter().collect();
    let errors = json!({"phone": "One digit short", "district": "No"});
    let data = json!({"address": view, "form": {"typed": typed, "errors": errors}});
    let html = piece(Lang::English, &data);
    assert!(
        options(&html, "province").contains(&"Shanxi*".to_owned()),
        "{html}"
    );
    assert!(
        options(&html, "city").contains(&"Taiyuan*".to_owned()),
        "{html}"
    );
    assert!(
        options(&html, "district").contains(&"小店区*".to_owned()),
        "{html}"
    );
    for part in [
        "value=\"&lt;b&gt;\"",
        ">a&lt;b</textarea>",
        "id=\"e-phone\">One digit short<",
        "id=\"e-district\">No<",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn a_place_without_districts_says_so_and_an_only_city_is_chosen() {
    let view = shown(
        Lang::Chinese,
        &form(&[("province", "440000"), ("city", "441900")]),
    );
    assert!(view.whole);
    let html = piece(Lang::Chinese, &json!({ "address": view }));
    assert_eq!(options(&html, "district"), ["不用选"]);
    let view = shown(Lang::Chinese, &form(&[("province", "110000")]));
    let html = piece(Lang::Chinese, &json!({ "address": view }));
    assert_eq!(options(&html, "city"), ["请选择", "北京市*"]);
    assert_eq!(options(&html, "district").len(), 17);
}

#[test]
fn what_a_text_left_open_stands_at_its_field_with_a_button_for_each_place() {
    let renderer = renderer();
    let parsed = catalog::address::parse("朝阳区建国路88号 13800138000");
    let view = blank(Lang::Chinese).after_paste(&renderer, Lang::Chinese, &parsed);
    let html = piece(Lang::Chinese, &json!({ "address": view }));
    for part in [
        "认出了一部分",
        "文字里没认出姓名",
        "value=\"place:110105\"",
        ">北京市朝阳区</button>",
        "value=\"place:220104\"",
        ">吉林省长春市朝阳区</button>",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}
