//! Every mail in both languages: all words there, both parts the same, nothing typed becomes markup.

use super::*;
use crate::mail::letter::{Letter, Reader};

/// What a reader of the HTML part sees, line by line.
fn seen(html: &str) -> String {
    let body = html.split_once("<body").unwrap().1;
    let mut text = String::new();
    let mut inside = true;
    for sign in body.chars() {
        match sign {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            sign if !inside => text.push(sign),
            _ => {}
        }
    }
    text
}

/// Text without spaces, marks or markup, to compare what both parts say.
fn bare(text: &str) -> String {
    let text = text.replace("&nbsp;", "").replace("&#39;", "'");
    let text = text.replace("&quot;", "\"").replace("&amp;", "&");
    text.chars().filter(|sign| sign.is_alphanumeric()).collect()
}

#[test]
fn every_mail_says_the_same_in_the_same_order_in_both_its_parts() {
    let renderer = renderer();
    for (name, lang) in NAMES
        .iter()
        .flat_map(|name| Lang::ALL.map(|lang| (name, lang)))
    {
        let mail = sample(&renderer, lang, name);
        let html = bare(&seen(&mail.html));
        let mut rest = html.as_str();
        for line in mail.text.lines().filter(|line| !line.starts_with("http")) {
            // A fact is one line of text and two cells of a table.
            for piece in line
                .split(['：', ':'])
                .map(bare)
                .filter(|piece| !piece.is_empty())
            {
                let found = rest.find(&piece);
                let at = found.unwrap_or_else(|| panic!("{name} {lang:?}: {piece} in {rest}"));
                rest = &rest[at + piece.len()..];
            }
        }
        assert!(
            rest.is_empty(),
            "{name} {lang:?}: only the HTML says {rest}"
        );
        for link in mail.text.lines().filter(|line| line.starts_with("http")) {
            assert!(
                mail.html.contains(&format!("href=\"{link}\"")),
                "{name}: {link}"
            );
        }
    }
}

#[test]
fn no_mail_lacks_its_words_and_no_language_speaks_the_other() {
    let renderer = renderer();
    for name in NAMES {
        for lang in Lang::ALL {
            let mail = sample(&renderer, lang, name);
            for text in [&mail.subject, &mail.text, &mail.html] {
                assert!(!text.is_empty(), "{name}");
                assert!(!text.contains("mail-"), "{name} {lang:?}: {text}");
            }
            let chinese = |text: &str| text.contains(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert_eq!(
                chinese(&mail.text),
                lang == Lang::Chinese,
                "{name} {lang:?}"
            );
            assert!(mail.html.contains(&format!("lang=\"{}\"", lang.tag())));
            let weight = mail.html.len();
            assert!(
                weight < 12_000,
                "{name} weighs {weight} bytes before packing"
            );
        }
    }
}

#[test]
fn the_impact_mail_names_the_households_by_number_from_five_on() {
    let renderer = renderer();
    let text = |name, lang| sample(&renderer, lang, name).text;
    let english = text("impact", Lang::English);
    assert!(
        english.contains("40.85 are now in the accounts of the six households"),
        "{english}"
    );
    let few = text("impact-few", Lang::English);
    assert!(few.contains("fewer than five households"), "{few}");
    assert!(!few.contains("the 4 households"), "{few}");
    assert!(!few.contains("Households: 4"), "{few}");
    let few = text("impact-few", Lang::Chinese);
    assert!(few.contains("不足五户") && !few.contains("4 户"), "{few}");
}

#[test]
fn what_people_typed_stays_text_in_the_sheet_and_on_one_line_in_the_subject() {
    let renderer = renderer();
    let reader = Reader {
        address: "a@sanbao.example",
        name: "",
        lang: Lang::English,
        shop: "",
    };
    let typed = "<b onclick=1>\r\nBcc: all@sanbao.example</b>";
    let args = [("number", typed.into()), ("why", "buyer".into())];
    let mut letter = Letter::to(&renderer, &reader, "ended", &args);
    letter.quote(typed);
    letter.fact("mail-fact-number", typed);
    letter.goods(typed, typed);
    letter.button("mail-ended-go", "https://sanbao.example/?a=1&b=\"><script>");
    let mail = letter.finish();
    assert!(
        !mail.html.contains("<b ") && !mail.html.contains("<script"),
        "{}",
        mail.html
    );
    assert!(mail.html.contains("&lt;b onclick=1&gt;"));
    assert!(!mail.subject.contains(['\r', '\n']), "{:?}", mail.subject);
}
