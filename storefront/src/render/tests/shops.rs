//! A shop is a folder; a folder that would do harm is refused.

use std::sync::atomic::{AtomicU32, Ordering};

use super::*;

#[test]
fn every_shop_has_its_theme_its_words_and_its_picture() {
    let renderer = renderer();
    let slugs: Vec<_> = renderer
        .shops
        .iter()
        .map(|shop| shop.slug.as_str())
        .collect();
    assert_eq!(slugs, ["shiitake", "pig", "seabuckthorn", "sweetpotato"]);
    for shop in &renderer.shops {
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
    assert_eq!(renderer.shops.last().unwrap().slug, "walnut");
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
