//! What can go wrong while themes are read or pages written.

use std::path::PathBuf;

use super::Lang;

/// Why a themes directory could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    /// A file or folder could not be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The directory has no `base` folder.
    #[error("no folder named base in {}", path.display())]
    NoBase {
        /// The themes directory.
        path: PathBuf,
    },
    /// A `theme.toml` does not say what it must.
    #[error("{} is not a theme", path.display())]
    Theme {
        /// The file.
        path: PathBuf,
        /// The field at fault.
        source: Box<figment::Error>,
    },
    /// A value in a `theme.toml` is outside what is allowed.
    #[error("{}: {field} may not be {value:?}", path.display())]
    ThemeValue {
        /// The file.
        path: PathBuf,
        /// The field at fault.
        field: &'static str,
        /// What it held.
        value: String,
    },
    /// A message file does not parse.
    #[error("{}: {detail}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The places at fault.
        detail: String,
    },
    /// A message is defined a second time.
    #[error("{}: message {key} is defined twice", path.display())]
    Twice {
        /// The file of the second definition.
        path: PathBuf,
        /// The message.
        key: String,
    },
    /// A shop lacks words in a language.
    #[error("shop {slug} has no message {key} in {}", lang.tag())]
    ShopWords {
        /// The shop's folder.
        slug: String,
        /// The missing message.
        key: String,
        /// The language.
        lang: Lang,
    },
    /// A template does not parse or names something unknown.
    #[error("a template is wrong")]
    Template {
        /// Where and why.
        source: Box<tera::Error>,
    },
}

/// Why a page or sentence could not be written.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The template failed on these values.
    #[error("cannot render {template}")]
    Template {
        /// The template's name.
        template: String,
        /// Where and why.
        source: Box<tera::Error>,
    },
    /// There is no such message, or it needs an argument that was not given.
    #[error("message {key} in {}: {detail}", lang.tag())]
    Message {
        /// The message.
        key: String,
        /// The language.
        lang: Lang,
        /// What is missing.
        detail: String,
    },
}
