//! The words of both languages, merged from every theme folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_templates::fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_templates::{FluentBundle, LanguageIdentifier};

use super::{Lang, RenderError, ThemeError, files_below, read_text};

/// What a message may be given. Sums and weights come as text, already written out.
#[derive(Clone, Debug)]
pub enum Arg<'a> {
    /// Words, shown as they are.
    Text(&'a str),
    /// A count, which may also choose a plural.
    Count(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Arg<'_> {
    fn from(count: i64) -> Self {
        Self::Count(count)
    }
}

/// All messages of both languages.
pub struct Messages {
    chinese: Language,
    english: Language,
}

struct Language {
    bundle: FluentBundle<FluentResource>,
    keys: BTreeSet<String>,
}

impl std::fmt::Debug for Messages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Messages")
            .field("chinese", &self.chinese.keys.len())
            .field("english", &self.english.keys.len())
            .finish()
    }
}

impl Messages {
    /// Merges `messages/{language}/*.ftl` of the folders.
    ///
    /// # Errors
    /// A file that cannot be read or parsed, or a message defined twice.
    pub fn load(folders: &BTreeMap<String, PathBuf>) -> Result<Self, ThemeError> {
        Ok(Self {
            chinese: Language::load(folders, Lang::Chinese)?,
            english: Language::load(folders, Lang::English)?,
        })
    }

    /// The words of a message in a language.
    ///
    /// # Errors
    /// [`RenderError::Message`] if it does not exist or needs an argument that is not given.
    pub fn words(
        &self,
        lang: Lang,
        key: &str,
        args: &[(&str, Arg<'_>)],
    ) -> Result<String, RenderError> {
        let fault = |detail: String| RenderError::Message {
            key: key.to_owned(),
            lang,
            detail,
        };
        let bundle = &self.language(lang).bundle;
        let pattern = bundle
            .get_message(key)
            .and_then(|message| message.value())
            .ok_or_else(|| fault("no such message".to_owned()))?;
        let mut given = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            let value = match value {
                Arg::Text(text) => FluentValue::from(*text),
                Arg::Count(count) => FluentValue::from(*count),
            };
            given.set(*name, value);
        }
        let mut errors = Vec::new();
        let words = bundle
            .format_pattern(pattern, Some(&given), &mut errors)
            .into_owned();
        match errors.first() {
            None => Ok(words),
            Some(error) => Err(fault(error.to_string())),
        }
    }

    /// Whether a language has a message.
    pub fn has(&self, lang: Lang, key: &str) -> bool {
        self.language(lang).bundle.has_message(key)
    }

    /// The keys of a language, in order.
    #[cfg(test)]
    pub fn keys(&self, lang: Lang) -> &BTreeSet<String> {
        &self.language(lang).keys
    }

    fn language(&self, lang: Lang) -> &Language {
        match lang {
            Lang::Chinese => &self.chinese,
            Lang::English => &self.english,
        }
    }
}

impl Language {
    fn load(folders: &BTreeMap<String, PathBuf>, lang: Lang) -> Result<Self, ThemeError> {
        let tag: LanguageIdentifier = lang
            .tag()
            .parse()
            .expect("both tags are well-formed language identifiers");
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Isolation marks around arguments would end up in copied sums and in mails.
        bundle.set_use_isolating(false);
        let mut language = Self {
            bundle,
            keys: BTreeSet::new(),
        };
        for folder in folders.values() {
            for (name, path) in files_below(&folder.join("messages").join(lang.tag()))? {
                if name.ends_with(".ftl") {
                    language.add(&path)?;
                }
            }
        }
        Ok(language)
    }

    fn add(&mut self, path: &Path) -> Result<(), ThemeError> {
        let text = read_text(path)?;
        for key in keys_of(&text) {
            if !self.keys.insert(key.to_owned()) {
                return Err(ThemeError::Twice {
                    path: path.to_owned(),
                    key: key.to_owned(),
                });
            }
        }
        let syntax = |detail| ThemeError::Syntax {
            path: path.to_owned(),
            detail,
        };
        let resource = FluentResource::try_new(text).map_err(|(_, errors)| {
            syntax(
                errors
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join("; "),
            )
        })?;
        self.bundle.add_resource(resource).map_err(|errors| {
            syntax(
                errors
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join("; "),
            )
        })
    }
}

/// The message keys of a file: what stands before `=` at the start of a line, terms left out.
pub(super) fn keys_of(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let (key, _) = line.split_once('=')?;
        let key = key.strip_suffix(' ').unwrap_or(key);
        let first = key.chars().next()?;
        let named = key
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        (first.is_ascii_alphabetic() && named).then_some(key)
    })
}
