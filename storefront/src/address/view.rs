//! What the address part of a form shows beside what was typed.

use catalog::address::{Code, Division, Divisions, Parsed, Place, Unsure};
use serde::Serialize;

use super::{CHOOSE, PASTE, PLACES, PRESSED_FIELD};
use crate::render::{Lang, Renderer};

/// One choice of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the person reads.
    pub label: String,
}

/// The choices of an address, and what a pasted text left open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AddressView {
    /// Every province.
    pub provinces: Vec<Choice>,
    /// The cities of the chosen province.
    pub cities: Vec<Choice>,
    /// The districts of the chosen city.
    pub districts: Vec<Choice>,
    /// The chosen province's code; empty for none.
    pub province: String,
    /// The chosen city's code; the province's only city is chosen by itself.
    pub city: String,
    /// Whether the chosen province has no city, or the chosen city no district.
    pub whole: bool,
    /// A sentence above the fields after a text was pasted.
    pub told: String,
    /// Whether that text was read without any doubt.
    pub sure: bool,
    /// Places that the text can mean, as buttons.
    pub candidates: Vec<Choice>,
    /// Sentences below the fields, by field, on what the text did not say.
    pub open: std::collections::BTreeMap<&'static str, String>,
    /// The name of the buttons, and the values of the two that are always there.
    pub pressed: &'static str,
    /// The button that reads the pasted text.
    pub paste: &'static str,
    /// The button that brings the cities and districts.
    pub places: &'static str,
}

impl AddressView {
    /// The choices for what is chosen so far.
    pub(super) fn of(lang: Lang, province: &str, city: &str) -> Self {
        let divisions = Divisions::get();
        let provinces = choices(lang, divisions.provinces());
        let within =
            |code: &str| Code::parse(code).map_or(&[][..], |code| divisions.children(code));
        let cities = within(province);
        let city = match cities {
            [only] => only.code.to_string(),
            cities => {
                let fits = |division: &&Division| division.code.to_string() == city;
                let city = cities.iter().copied().find(fits);
                city.map(|city| city.code.to_string()).unwrap_or_default()
            }
        };
        let districts = within(&city);
        let chosen = provinces.iter().any(|choice| choice.value == province);
        Self {
            whole: chosen && (cities.is_empty() || (!city.is_empty() && districts.is_empty())),
            provinces,
            cities: choices(lang, cities),
            districts: choices(lang, districts),
            province: if chosen {
                province.to_owned()
            } else {
                String::new()
            },
            city,
            told: String::new(),
            sure: false,
            candidates: Vec::new(),
            open: std::collections::BTreeMap::new(),
            pressed: PRESSED_FIELD,
            paste: PASTE,
            places: PLACES,
        }
    }

    /// The same, with what a pasted text left open.
    pub(crate) fn after_paste(mut self, renderer: &Renderer, lang: Lang, parsed: &Parsed) -> Self {
        let words = |key: &str| renderer.message(lang, key, &[]);
        for unsure in &parsed.unsure {
            let (field, key) = question(unsure);
            self.open.insert(field, words(key));
            self.candidates
                .extend(places(unsure).iter().map(|place| Choice {
                    value: format!("{CHOOSE}{}", place.code()),
                    label: place_name(lang, place),
                }));
        }
        self.sure = parsed.unsure.is_empty();
        let key = if self.sure {
            "address-read"
        } else if parsed.province.is_none() && parsed.phone.is_none() && parsed.name.is_none() {
            "address-read-nothing"
        } else {
            "address-read-partly"
        };
        self.told = words(key);
        self
    }
}

fn choices(lang: Lang, divisions: &[&'static Division]) -> Vec<Choice> {
    let choice = |division: &&'static Division| Choice {
        value: division.code.to_string(),
        label: match lang {
            Lang::Chinese => division.name_zh.to_owned(),
            Lang::English => division.name_in_english().to_owned(),
        },
    };
    divisions.iter().map(choice).collect()
}

/// A place's name in a language.
pub fn place_name(lang: Lang, place: &Place) -> String {
    match lang {
        Lang::Chinese => place.text_zh(),
        Lang::English => place.text_en(),
    }
}

/// Where a doubt stands, and its words.
fn question(unsure: &Unsure) -> (&'static str, &'static str) {
    match unsure {
        Unsure::Name { .. } => ("name", "address-open-name"),
        Unsure::Phone { candidates } if candidates.is_empty() => ("phone", "address-open-phone"),
        Unsure::Phone { candidates } if candidates.len() == 1 => ("phone", "address-check-phone"),
        Unsure::Phone { .. } => ("phone", "address-open-phones"),
        Unsure::Place { candidates } if candidates.is_empty() => ("place", "address-open-place"),
        Unsure::Place { .. } => ("place", "address-open-places"),
        Unsure::City => ("place", "address-open-city"),
        Unsure::District { candidates } if candidates.is_empty() => {
            ("place", "address-open-district")
        }
        Unsure::District { .. } => ("place", "address-check-district"),
        Unsure::Street => ("street", "address-open-street"),
    }
}

fn places(unsure: &Unsure) -> &[Place] {
    match unsure {
        Unsure::Place { candidates } | Unsure::District { candidates } => candidates,
        _ => &[],
    }
}
