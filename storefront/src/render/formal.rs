//! Sums in the writing of receipts, where no figure can be altered by a stroke.
//!
//! Source: the Ministry's rules for filling in bills (正确填写票据和结算凭证的基本规定): gaps are
//! read as one zero, a sum that ends at yuan or jiao is closed with a word, fen are not. The words
//! themselves are messages (`formal-…`); English has no such script and spells the number out.

use super::{Lang, Messages, RenderError};

/// The number words of one language.
#[derive(Debug)]
pub struct Numerals {
    style: Style,
    digits: Vec<String>,
    steps: Vec<String>,
    groups: Vec<String>,
    yuan: String,
    jiao: String,
    fen: String,
    whole: String,
    minus: String,
}

#[derive(Clone, Copy, Debug)]
enum Style {
    /// One sign per digit with its place after it; groups of four digits.
    Places,
    /// Words with spaces; groups of three digits.
    Words,
}

impl Numerals {
    /// The numerals of a language, from its messages.
    ///
    /// # Errors
    /// [`RenderError::Message`] if a word is missing, a list too short or the style unknown.
    pub fn of(messages: &Messages, lang: Lang) -> Result<Self, RenderError> {
        let word = |key: &str| messages.words(lang, key, &[]);
        let fault = |key: &str, detail: &str| RenderError::Message {
            key: key.to_owned(),
            lang,
            detail: detail.to_owned(),
        };
        let list = |key: &str, least: usize| {
            let words: Vec<String> = word(key)?.split_whitespace().map(str::to_owned).collect();
            if words.len() < least {
                return Err(fault(key, "too few words"));
            }
            Ok(words)
        };
        let style = match word("formal-style")?.as_str() {
            "places" => Style::Places,
            "words" => Style::Words,
            _ => return Err(fault("formal-style", "neither places nor words")),
        };
        let (digits, steps, groups) = match style {
            Style::Places => (10, 3, 2),
            Style::Words => (20, 10, 5),
        };
        Ok(Self {
            style,
            digits: list("formal-digits", digits)?,
            steps: list("formal-steps", steps)?,
            groups: list("formal-groups", groups)?,
            yuan: word("formal-yuan")?,
            jiao: word("formal-jiao")?,
            fen: word("formal-fen")?,
            whole: word("formal-whole")?,
            minus: word("formal-minus")?,
        })
    }

    /// Writes a sum of fen.
    pub fn write(&self, fen: i64) -> String {
        let size = fen.unsigned_abs();
        let (yuan, jiao, cents) = (size / 100, size / 10 % 10, size % 10);
        let mut parts = Vec::new();
        if fen < 0 {
            parts.push(self.minus.clone());
        }
        if yuan > 0 || size == 0 {
            parts.push(self.joined(&[&self.integer(yuan), &self.yuan]));
        }
        if jiao > 0 {
            parts.push(self.joined(&[self.digit(jiao), &self.jiao]));
        }
        if cents > 0 {
            let gap = matches!(self.style, Style::Places) && yuan > 0 && jiao == 0;
            let zero = if gap { self.digit(0) } else { "" };
            parts.push(format!(
                "{zero}{}",
                self.joined(&[self.digit(cents), &self.fen])
            ));
        } else {
            parts.push(self.whole.clone());
        }
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        self.joined(&parts)
    }

    fn joined(&self, parts: &[&str]) -> String {
        match self.style {
            Style::Places => parts.concat(),
            Style::Words => parts.join(" "),
        }
    }

    fn integer(&self, number: u64) -> String {
        match self.style {
            Style::Places => self.in_places(number),
            Style::Words => self.in_words(number),
        }
    }

    fn digit(&self, digit: u64) -> &str {
        self.word(&self.digits, digit)
    }

    fn word<'a>(&self, list: &'a [String], index: u64) -> &'a str {
        let index = usize::try_from(index).expect("an index below twenty fits");
        &list[index]
    }

    /// Each unit splits the number in two: what stands before it and what is left after it.
    /// If the rest does not reach the next place below, one zero marks the gap.
    fn in_places(&self, number: u64) -> String {
        let [ten_thousand, hundred_million] =
            [self.word(&self.groups, 0), self.word(&self.groups, 1)];
        let units = [
            (100_000_000, hundred_million),
            (10_000, ten_thousand),
            (1_000, self.word(&self.steps, 2)),
            (100, self.word(&self.steps, 1)),
            (10, self.word(&self.steps, 0)),
        ];
        for (unit, name) in units {
            if number >= unit {
                let (before, rest) = (self.in_places(number / unit), number % unit);
                return match rest {
                    0 => format!("{before}{name}"),
                    _ if rest < unit / 10 => {
                        format!("{before}{name}{}{}", self.digit(0), self.in_places(rest))
                    }
                    _ => format!("{before}{name}{}", self.in_places(rest)),
                };
            }
        }
        self.digit(number).to_owned()
    }

    fn in_words(&self, number: u64) -> String {
        for group in (0..5_u32).rev() {
            let unit = 1_000_u64.pow(group + 1);
            if number >= unit {
                let name = self.word(&self.groups, u64::from(group));
                let head = format!("{} {name}", self.in_words(number / unit));
                return match number % unit {
                    0 => head,
                    rest => format!("{head} {}", self.in_words(rest)),
                };
            }
        }
        match number {
            0..20 => self.digit(number).to_owned(),
            20..100 => {
                let ten = self.word(&self.steps, number / 10 - 1);
                match number % 10 {
                    0 => ten.to_owned(),
                    one => format!("{ten}-{}", self.digit(one)),
                }
            }
            _ => {
                let head = format!("{} {}", self.digit(number / 100), self.word(&self.steps, 9));
                match number % 100 {
                    0 => head,
                    rest => format!("{head} {}", self.in_words(rest)),
                }
            }
        }
    }
}
