//! The themes as they are in the repository, and the writing of figures.

mod address;
mod pages;
mod problems;
mod shops;
mod words;
mod writing;

use super::*;

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
    json!({"frame": Frame::new("/"), "now": 1_795_505_400_000_i64, "from": {"pig": 5_900},
        "quotes": quotes})
}
