//! The words that a pasted address is read by: labels, fillings, what makes a road of a city's name.
//!
//! They are data, `catalog/divisions/words.csv`, because they are words of people.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::address::divisions::{Code, Division, Divisions};

static WORDS: LazyLock<Words> = LazyLock::new(Words::read);

/// What a label says that the text behind it is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Name,
    Phone,
    Region,
    Street,
    Postcode,
}

const LABELS: [(&str, Label); 5] = [
    ("name", Label::Name),
    ("phone", Label::Phone),
    ("region", Label::Region),
    ("street", Label::Street),
    ("postcode", Label::Postcode),
];

/// The words by their kinds, the longest first.
pub(super) struct Words {
    kinds: BTreeMap<&'static str, Vec<Vec<char>>>,
    labels: Vec<(Vec<char>, Label)>,
    /// Other names of a division: short ones, and those it had before.
    pub(super) others: Vec<Other>,
}

/// Another name of a division.
pub(super) struct Other {
    pub(super) name: Vec<char>,
    pub(super) division: &'static Division,
    /// Whether the name was given up, so that it may mean more places than one.
    pub(super) is_former: bool,
}

impl Words {
    pub(super) fn get() -> &'static Self {
        &WORDS
    }

    fn read() -> Self {
        let mut words = Self {
            kinds: BTreeMap::new(),
            labels: Vec::new(),
            others: Vec::new(),
        };
        for line in include_str!("../../../divisions/words.csv").lines().skip(1) {
            let mut cells = line.split(',');
            let (Some(kind), Some(word), Some(code)) = (cells.next(), cells.next(), cells.next())
            else {
                continue;
            };
            let word: Vec<char> = word.to_lowercase().chars().collect();
            if let Some(division) =
                Code::parse(code).and_then(|code| Divisions::get().division(code))
            {
                words.others.push(Other {
                    name: word,
                    division,
                    is_former: kind == "former",
                });
            } else if let Some((_, label)) = LABELS.iter().find(|(name, _)| *name == kind) {
                words.labels.push((word, *label));
            } else {
                words.kinds.entry(kind).or_default().push(word);
            }
        }
        let longest_first = |word: &Vec<char>| std::cmp::Reverse(word.len());
        words.labels.sort_by_key(|(word, _)| longest_first(word));
        for kind in words.kinds.values_mut() {
            kind.sort_by_key(longest_first);
        }
        words
    }

    fn kind(&self, kind: &str) -> &[Vec<char>] {
        self.kinds.get(kind).map_or(&[], Vec::as_slice)
    }

    /// The length of the longest word of a kind that the text begins with.
    pub(super) fn starts(&self, kind: &str, text: &[char]) -> Option<usize> {
        let word = self.kind(kind).iter().find(|word| begins(text, word));
        word.map(Vec::len)
    }

    /// The length of the longest word of a kind that the text ends with.
    pub(super) fn ends(&self, kind: &str, text: &[char]) -> Option<usize> {
        let word = self.kind(kind).iter().find(|word| text.ends_with(word));
        word.map(Vec::len)
    }

    /// Whether a word of a kind stands anywhere in the text.
    pub(super) fn within(&self, kind: &str, text: &[char]) -> bool {
        (0..text.len()).any(|at| self.starts(kind, &text[at..]).is_some())
    }

    /// The label that the text begins with, and its length.
    pub(super) fn label(&self, text: &[char]) -> Option<(Label, usize)> {
        let found = self.labels.iter().find(|(word, _)| begins(text, word));
        found.map(|(word, label)| (*label, word.len()))
    }

    /// Whether what follows a short name makes a road, a house or a village of it.
    pub(super) fn is_road(&self, text: &[char]) -> bool {
        let behind_side = self.starts("side", text).unwrap_or(0);
        [0, behind_side]
            .iter()
            .any(|skipped| self.starts("road", &text[*skipped..]).is_some())
    }
}

/// Whether a text begins with a word; Latin letters count the same in both cases.
pub(super) fn begins(text: &[char], word: &[char]) -> bool {
    let same = |(sign, other): (&char, &char)| sign.to_ascii_lowercase() == *other;
    text.len() >= word.len() && text.iter().zip(word).all(same)
}
