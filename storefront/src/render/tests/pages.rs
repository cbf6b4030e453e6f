//! Pages and their pieces, and that nothing typed becomes markup.

use super::*;

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
        page.matches("<a class=\"scroll").count(),
        renderer.shops.len()
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

/// Renders a page made of `pieces` around which the layout is left out.
fn pieces(pieces: &str, data: &serde_json::Value) -> String {
    let renderer = renderer();
    let context = Context::from_serialize(data).unwrap();
    renderer
        .tera(Lang::English)
        .render_str(pieces, &context, true)
        .unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_field_keeps_what_was_typed_and_says_underneath_what_to_change() {
    let field = r#"{{ <field name="phone" label="Phone" hint="11 digits"/> }}"#;
    let typed =
        json!({"form": {"typed": {"phone": "1\"<2"}, "errors": {"phone": "One digit short"}}});
    let html = pieces(field, &typed);
    assert!(html.contains("value=\"1&quot;&lt;2\""), "{html}");
    assert!(html.contains(r#"aria-invalid="true""#), "{html}");
    assert!(
        html.contains(r#"<em class="err" id="e-phone">One digit short</em>"#),
        "{html}"
    );
    assert!(!html.contains("11 digits"), "{html}");
    let html = pieces(field, &json!({}));
    assert!(
        html.contains("value=\"\"") && html.contains("11 digits"),
        "{html}"
    );
}

#[test]
fn a_password_is_never_written_back() {
    let field = r#"{{ <field name="password" label="Password" kind="password"/> }}"#;
    let html = pieces(
        field,
        &json!({"form": {"typed": {"password": "secret"}, "errors": {}}}),
    );
    assert!(!html.contains("secret"), "{html}");
}

#[test]
fn each_row_of_the_waterfall_hangs_where_the_one_before_stopped() {
    let html = pieces(
        r#"{{ <waterfall gross={1000} gross_label="Paid" rows={rows} home={700} home_label="Growers"/> }}"#,
        &json!({"rows": [{"label": "A", "fen": 100}, {"label": "B", "fen": 200}]}),
    );
    for part in [
        r#"<rect x="90.00%" width="10.00%""#,
        r#"<rect x="70.00%" width="20.00%""#,
        r#"<rect width="70.00%""#,
        "\u{2212}2.00",
        ">7.00<",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(!html.contains("Estimated"));
}

#[test]
fn the_share_table_proves_its_sum_and_draws_each_part() {
    let row = json!({"household": "WC-0003 <b>", "href": "", "weight_g": 1_750_000, "share_bp": 1_750,
        "due_fen": 369_376, "withheld_fen": 60_000, "paid_fen": 309_376, "tag": "", "tag_kind": ""});
    let total = json!({"households": 1, "weight_g": 1_750_000, "due_fen": 369_376,
        "withheld_fen": 60_000, "paid_fen": 309_376, "exact": true});
    let table = r#"{{ <share_table caption="W1" rows={rows} total={total}/> }}"#;
    let html = pieces(table, &json!({"rows": [row], "total": total}));
    for part in [
        "WC-0003 &lt;b&gt;",
        "3,500",
        "17.50%",
        "3,093.76",
        "\u{2212}600.00",
        "83.76%",
        "16.24%",
        "Exact to the fen",
        "Total, 1 household<",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn the_book_shows_depth_and_says_the_side_in_words() {
    let row =
        |price, sum| json!({"price_fen": price, "weight_g": 5_000_000, "parties": 1, "sum_g": sum});
    let html = pieces(
        r#"{{ <book caption="Book" asks={asks} bids={bids} middle="0.04"/> }}"#,
        &json!({"asks": [row(244, 20_000_000)], "bids": [row(240, 5_000_000)]}),
    );
    for part in [
        "2.44",
        "2.40",
        r#"x="0%""#,
        r#"x="75.00%""#,
        "Offer",
        "Wanted",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn a_button_that_cannot_be_used_says_why_beside_it() {
    let html = pieces(
        r#"{{ <submit label="Take 10 t" why="Short of 1,440.00"/> }}"#,
        &json!({}),
    );
    assert!(
        html.contains("disabled") && html.contains("Short of 1,440.00"),
        "{html}"
    );
}

#[test]
fn the_slip_bears_its_sum_in_figures_and_in_words() {
    let slip = json!({"cooperative": "C", "household": "WC-0003", "deal": "D", "paid_fen": 309_376,
        "when": "Soon.", "rows": [{"label": "Paid", "value": "3,093.76", "kind": "paid"}],
        "note": "", "whom": "Ask.", "qr": null});
    let html = pieces("{{ <slip_sheet slip={slip}/> }}", &json!({"slip": slip}));
    assert!(html.contains("3,093.76 yuan"), "{html}");
    assert!(
        html.contains("three thousand ninety-three yuan seven jiao six fen"),
        "{html}"
    );
}

#[test]
fn only_the_nearest_link_of_the_header_is_where_we_are() {
    let path = "/office/lots?page=2";
    let links = [
        ("nav-today", "/office"),
        ("nav-lots", "/office/lots"),
        ("nav-deals", "/deals"),
    ];
    let nav = links
        .map(|(key, href)| NavItem::new(key, href, path))
        .to_vec();
    let frame = Frame {
        nav,
        ..Frame::new(path)
    };
    let data = json!({"frame": frame, "title_key": "error-not-found-title", "moved_key":
        "error-nothing-moved", "moved_kind": "good", "reason": "", "way_href": "/",
        "way_key": "error-way-front", "code": "1"});
    let page = renderer().page(Lang::English, "error.html", &data).unwrap();
    assert_eq!(page.matches("aria-current").count(), 1);
    assert!(page.contains(r#"href="/office/lots" aria-current="page""#));
}
