//! What people see: templates, words in two languages, pictures and styles, read at run time.
//!
//! Layout: `themes/base` holds the templates, styles, pictures and shared words; every other
//! folder of the themes directory is a shop with its `theme.toml`, its picture and its words, so
//! that a further shop needs no Rust. All `*.ftl` files of all folders are merged into one set of
//! messages per language; all templates are compiled twice, once per language, so that a template
//! writes `t(key="front-title")` and never names a language.
//!
//! Invariants: a renderer that loaded has every template parsed, every shop's words in both
//! languages and no message defined twice. Values are escaped unless a filter says it returns
//! markup of our own. Nothing here reads the clock or the environment.
//!
//! Known limits: files are read once; a changed theme is seen after a restart.

mod assets;
mod dates;
mod error;
mod face;
mod figures;
mod formal;
mod frame;
mod functions;
mod messages;
mod shop;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Tera};

pub use assets::Asset;
pub use error::{RenderError, ThemeError};
pub use figures::{fen, jin, kg};
pub use frame::{Frame, NavItem, Visitor};
pub use messages::{Arg, Messages};
pub use shop::Shop;

/// The folder every theme shares; all others are shops.
const BASE: &str = "base";

/// A language the pages speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum Lang {
    /// Simplified Chinese, the first language.
    #[default]
    #[serde(rename = "zh-CN")]
    Chinese,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Lang {
    /// Both languages, Chinese first.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// The tag used in `lang` attributes, cookies and message folders.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// The language of a tag, by its first part: `zh-TW` is Chinese, `en-GB` English.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.trim().split(['-', '_']).next() {
            Some(first) if first.eq_ignore_ascii_case("zh") => Some(Self::Chinese),
            Some(first) if first.eq_ignore_ascii_case("en") => Some(Self::English),
            _ => None,
        }
    }

    /// The first language of an `Accept-Language` header that we speak, else Chinese.
    ///
    /// Weights are ignored: browsers send their list in order of preference.
    pub fn from_accept(header: &str) -> Self {
        header
            .split(',')
            .filter_map(|part| part.split(';').next())
            .find_map(Self::from_tag)
            .unwrap_or_default()
    }

    /// The other one, for the switch in the header.
    pub const fn other(self) -> Self {
        match self {
            Self::Chinese => Self::English,
            Self::English => Self::Chinese,
        }
    }
}

/// Everything needed to turn values into pages; built once, shared by all requests.
#[derive(Debug)]
pub struct Renderer {
    chinese: Tera,
    english: Tera,
    messages: Arc<Messages>,
    shops: Vec<Shop>,
    assets: Arc<BTreeMap<String, Asset>>,
}

impl Renderer {
    /// Reads the themes directory.
    ///
    /// # Errors
    /// [`ThemeError`] names the file that is missing, unreadable or wrong.
    pub fn load(themes_dir: &Path) -> Result<Self, ThemeError> {
        let folders = subfolders(themes_dir)?;
        let messages = Arc::new(Messages::load(&folders)?);
        let shops = shop::load_all(&folders, &messages)?;
        let assets = Arc::new(assets::load(&folders, &shops)?);
        shop::check_pictures(&shops, &assets)?;
        let sources = template_sources(&themes_dir.join(BASE).join("templates"))?;
        let build = |lang| {
            let mut tera = Tera::new();
            functions::register(&mut tera, lang, &messages, &assets);
            tera.add_raw_templates(sources.iter().map(|(name, text)| (name.as_str(), text)))
                .map_err(|source| ThemeError::Template {
                    source: Box::new(source),
                })?;
            Ok::<_, ThemeError>(tera)
        };
        Ok(Self {
            chinese: build(Lang::Chinese)?,
            english: build(Lang::English)?,
            messages,
            shops,
            assets,
        })
    }

    /// Renders `template` (say `market/board.html`) with the fields of `data` as variables.
    ///
    /// Added to them: `lang`, `other_lang` and `shops`. A page's data has a field `frame`
    /// ([`Frame`]), which the layout reads.
    ///
    /// # Errors
    /// [`RenderError`] if the template is unknown, reads a variable that is not there or asks
    /// for a message that does not exist.
    pub fn page(
        &self,
        lang: Lang,
        template: &str,
        data: &impl Serialize,
    ) -> Result<String, RenderError> {
        let failed = |source| RenderError::Template {
            template: template.to_owned(),
            source: Box::new(source),
        };
        let mut context = Context::from_serialize(data).map_err(failed)?;
        context.insert("lang", lang.tag());
        context.insert("other_lang", lang.other().tag());
        context.insert("shops", &self.shops);
        self.tera(lang).render(template, &context).map_err(failed)
    }

    /// The words of a message; the key itself, and a line in the log, if there is no such message.
    pub fn message(&self, lang: Lang, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.messages
            .words(lang, key, args)
            .unwrap_or_else(|error| {
                tracing::error!(%error, key, "a message is missing or incomplete");
                key.to_owned()
            })
    }

    /// The words of a message that a theme may leave out.
    pub fn words_if_any(&self, lang: Lang, key: &str) -> Option<String> {
        let there = self.messages.has(lang, key);
        there.then(|| self.message(lang, key, &[]))
    }

    /// The day of a moment in milliseconds since 1970, as the language writes it in a sentence.
    pub fn date(&self, lang: Lang, at_ms: i64) -> String {
        let written = dates::Moment::of(at_ms).map(|moment| moment.date(&self.messages, lang));
        match written {
            Some(Ok(text)) => text,
            Some(Err(error)) => {
                tracing::error!(%error, "a date has no words");
                String::new()
            }
            None => String::new(),
        }
    }

    /// A moment in milliseconds since 1970, as the language writes day and time in a sentence.
    pub fn datetime(&self, lang: Lang, at_ms: i64) -> String {
        let written = dates::Moment::of(at_ms).map(|moment| moment.datetime(&self.messages, lang));
        written.and_then(Result::ok).unwrap_or_default()
    }

    /// The one strong ink of a shop, as `#rrggbb`; none for a shop that does not exist.
    pub fn ink(&self, slug: &str) -> Option<&str> {
        let shop = self.shops.iter().find(|shop| shop.slug == slug);
        shop.map(|shop| shop.ink.shop.as_str())
    }

    /// The shops, in the order their themes ask for.
    pub fn shops(&self) -> &[Shop] {
        &self.shops
    }

    /// The shops' names in addresses, in the order their themes ask for.
    pub fn slugs(&self) -> Vec<String> {
        self.shops.iter().map(|shop| shop.slug.clone()).collect()
    }

    /// A style, picture or script by its path under the themes directory, such as
    /// `base/pictures/mark.svg`.
    pub fn asset(&self, path: &str) -> Option<&Asset> {
        self.assets.get(path)
    }

    fn tera(&self, lang: Lang) -> &Tera {
        match lang {
            Lang::Chinese => &self.chinese,
            Lang::English => &self.english,
        }
    }
}

/// The theme folders by name; `base` must be among them.
fn subfolders(themes_dir: &Path) -> Result<BTreeMap<String, PathBuf>, ThemeError> {
    let mut folders = BTreeMap::new();
    for path in entries(themes_dir)? {
        if let (true, Some(name)) = (path.is_dir(), file_name(&path)) {
            folders.insert(name, path);
        }
    }
    if folders.contains_key(BASE) {
        Ok(folders)
    } else {
        Err(ThemeError::NoBase {
            path: themes_dir.to_owned(),
        })
    }
}

/// Every template under `folder` by its relative name with forward slashes.
fn template_sources(folder: &Path) -> Result<BTreeMap<String, String>, ThemeError> {
    files_below(folder)?
        .into_iter()
        .map(|(name, path)| Ok((name, read_text(&path)?)))
        .collect()
}

/// All files below `folder` by their relative name; an absent folder has none.
fn files_below(folder: &Path) -> Result<BTreeMap<String, PathBuf>, ThemeError> {
    let mut found = BTreeMap::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for path in entries(folder)? {
        let Some(name) = file_name(&path) else {
            continue;
        };
        if path.is_dir() {
            let below = files_below(&path)?;
            found.extend(
                below
                    .into_iter()
                    .map(|(rest, path)| (format!("{name}/{rest}"), path)),
            );
        } else {
            found.insert(name, path);
        }
    }
    Ok(found)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, ThemeError> {
    let unreadable = |source| ThemeError::Read {
        path: folder.to_owned(),
        source,
    };
    let mut paths = std::fs::read_dir(folder)
        .map_err(unreadable)?
        .map(|entry| Ok(entry.map_err(unreadable)?.path()))
        .collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    Ok(paths)
}

/// A file's name, unless it is hidden or not Unicode.
fn file_name(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    (!name.starts_with('.')).then(|| name.to_owned())
}

fn read_text(path: &Path) -> Result<String, ThemeError> {
    std::fs::read_to_string(path).map_err(|source| ThemeError::Read {
        path: path.to_owned(),
        source,
    })
}
