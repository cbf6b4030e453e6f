//! What the layout around every page shows.

use serde::Serialize;

/// The frame of a page: its ink, its navigation, who is looking at it and how.
///
/// Pages that are cached carry no visitor: leave `visitor` empty there.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Frame {
    /// Names the ink: a shop's slug, `exchange` for market and offices, empty for platform red.
    pub shop: String,
    /// Small words beside the logo, such as the cooperative's name.
    pub place: String,
    /// The path and query of this page, to which the switches in the header lead back.
    pub path: String,
    /// Large type and darker seconds, from the visitor's cookie.
    pub large: bool,
    /// Wide pages with tight rows: market, offices.
    pub dense: bool,
    /// The links in the header; when empty the layout shows the public ones.
    pub nav: Vec<NavItem>,
    /// Who is signed in.
    pub visitor: Option<Visitor>,
    /// Whether the platform runs with demo data, which the layout then says on every page.
    pub demo: bool,
}

impl Frame {
    /// A public page in platform red.
    pub fn new(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            ..Self::default()
        }
    }
}

/// One link of the header.
#[derive(Clone, Debug, Serialize)]
pub struct NavItem {
    /// The message that names it.
    pub key: String,
    /// Where it leads.
    pub href: String,
    /// Whether the page at hand is there.
    pub current: bool,
    /// How many things wait there; zero is not shown.
    pub count: u32,
}

impl NavItem {
    /// A link, current if `href` begins the path of the page at hand.
    pub fn new(key: impl Into<String>, href: impl Into<String>, path: &str) -> Self {
        let href = href.into();
        let path = path.split('?').next().unwrap_or(path);
        let current = path == href || path.starts_with(&format!("{href}/"));
        Self {
            key: key.into(),
            href,
            current,
            count: 0,
        }
    }
}

/// Who is signed in, as the header shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Visitor {
    /// The name shown: a person's or a household's alias.
    pub name: String,
    /// The page this visitor starts from.
    pub home: String,
}
