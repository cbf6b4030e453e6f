//! The divisions of the country: provinces, their cities, their districts.
//!
//! The rows are those of `catalog/divisions/divisions.csv`, in the order of their codes. A parent
//! follows from the code: `140105` lies in `140100`, and that in `140000`. Two kinds of rows exist
//! for the sake of the three steps: a municipality is its own only city (`110100`), and counties
//! that a province governs itself stand under `..9000`.
//!
//! Complexity: children are one look-up; names one look-up by their first sign.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use super::place::{AddressFault, Place};

static ROWS: LazyLock<Vec<Division>> = LazyLock::new(rows);
static DIVISIONS: LazyLock<Divisions> = LazyLock::new(|| Divisions::of(&ROWS));

/// A code of GB/T 2260: two digits each for province, city and district.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(u32);

impl Code {
    /// Reads six digits that begin with a province; nothing says that the place exists.
    pub fn parse(text: &str) -> Option<Self> {
        let six = text.len() == 6 && text.bytes().all(|sign| sign.is_ascii_digit());
        let number = six.then(|| text.parse().ok()).flatten()?;
        (number >= 110_000).then_some(Self(number))
    }

    /// The province that it lies in, or itself.
    pub fn province(self) -> Self {
        Self(self.0 / 10_000 * 10_000)
    }

    fn city(self) -> Self {
        Self(self.0 / 100 * 100)
    }

    /// The step that it names.
    pub fn level(self) -> Level {
        if self == self.province() {
            Level::Province
        } else if self == self.city() {
            Level::City
        } else {
            Level::District
        }
    }

    /// Whether it is a county-level city, which people name without saying that it is one.
    ///
    /// Source: the third pair of digits, 81 to 99; without a city above it 01 to 20.
    pub(super) fn is_town(self) -> bool {
        let last = self.0 % 100;
        (81..=99).contains(&last) || (self.city().stands_for_none() && (1..=20).contains(&last))
    }

    /// Whether it only stands for counties without a city above them.
    fn stands_for_none(self) -> bool {
        self.level() == Level::City && self.0 / 100 % 100 == 90
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

/// One of the three steps of an address.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// A province, autonomous region, municipality or special region.
    Province,
    /// A city, prefecture or league.
    City,
    /// A district, county, banner or county-level city.
    District,
}

/// One row of the data set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division {
    /// Its code.
    pub code: Code,
    /// Its full Chinese name.
    pub name_zh: &'static str,
    /// What people call it in short; empty where that would be one sign.
    pub short_zh: &'static str,
    /// Its English name; districts have none and show the Chinese one.
    pub name_en: &'static str,
    parent: Option<Code>,
}

impl Division {
    /// The step that it is.
    pub fn level(&self) -> Level {
        self.code.level()
    }

    /// The name in English where there is one.
    pub fn name_in_english(&self) -> &'static str {
        if self.name_en.is_empty() {
            self.name_zh
        } else {
            self.name_en
        }
    }

    /// Whether an address says its name: not the row that stands for counties without a city.
    pub(super) fn is_said(&self) -> bool {
        !self.code.stands_for_none()
    }
}

/// A name that a text may begin with.
#[derive(Copy, Clone, Debug)]
pub(super) struct Named {
    pub(super) name: &'static str,
    pub(super) division: &'static Division,
}

/// The data set with its look-ups.
pub struct Divisions {
    provinces: Vec<&'static Division>,
    by_code: BTreeMap<Code, &'static Division>,
    children: BTreeMap<Code, Vec<&'static Division>>,
    by_sign: BTreeMap<char, Vec<Named>>,
}

impl Divisions {
    /// The data set that this program was built with.
    pub fn get() -> &'static Self {
        &DIVISIONS
    }

    fn of(rows: &'static [Division]) -> Self {
        let mut divisions = Self {
            provinces: Vec::new(),
            by_code: BTreeMap::new(),
            children: BTreeMap::new(),
            by_sign: BTreeMap::new(),
        };
        for division in rows {
            divisions.by_code.insert(division.code, division);
            match division.parent {
                Some(parent) => divisions.children.entry(parent).or_default().push(division),
                None => divisions.provinces.push(division),
            }
            if division.is_said() {
                for name in [division.name_zh, division.short_zh] {
                    if let Some(sign) = name.chars().next() {
                        let named = Named { name, division };
                        divisions.by_sign.entry(sign).or_default().push(named);
                    }
                }
            }
        }
        divisions
    }

    /// Every province, in the order of the codes.
    pub fn provinces(&self) -> &[&'static Division] {
        &self.provinces
    }

    /// The cities of a province; one for a municipality, none for the regions outside the mainland.
    pub fn cities(&self, province: Code) -> &[&'static Division] {
        self.children_of(province, Level::Province)
    }

    /// The districts of a city; none for a city that has only streets below it.
    pub fn districts(&self, city: Code) -> &[&'static Division] {
        self.children_of(city, Level::City)
    }

    /// What lies directly in a province or a city.
    pub fn children(&self, code: Code) -> &[&'static Division] {
        self.children.get(&code).map_or(&[], Vec::as_slice)
    }

    fn children_of(&self, code: Code, level: Level) -> &[&'static Division] {
        if code.level() == level {
            self.children(code)
        } else {
            &[]
        }
    }

    /// The division of a code.
    pub fn division(&self, code: Code) -> Option<&'static Division> {
        self.by_code.get(&code).copied()
    }

    /// The divisions of a full or short name, in the order of their codes.
    pub fn named(&self, name: &str) -> Vec<&'static Division> {
        let mut found: Vec<_> = self
            .names_from(name.chars().next().unwrap_or_default())
            .iter()
            .filter(|named| named.name == name)
            .map(|named| named.division)
            .collect();
        found.dedup_by_key(|division| division.code);
        found
    }

    /// Every name that begins with a sign.
    pub(super) fn names_from(&self, sign: char) -> &[Named] {
        self.by_sign.get(&sign).map_or(&[], Vec::as_slice)
    }

    pub(super) fn parent(&self, division: &Division) -> Option<&'static Division> {
        division.parent.and_then(|code| self.division(code))
    }

    /// A place from the three choices of a form, empty where nothing was chosen.
    ///
    /// The city may be left out where the province has only one.
    ///
    /// # Errors
    /// The first step that is missing, or that does not lie in the one before it.
    pub fn resolve(
        &self,
        province: &str,
        city: &str,
        district: &str,
    ) -> Result<Place, AddressFault> {
        let province = chosen(&self.provinces, province, Level::Province)?;
        let province = province.ok_or(AddressFault::Missing(Level::Province))?;
        let cities = self.cities(province.code);
        let city = match (chosen(cities, city, Level::City)?, cities) {
            (None, [only]) => Some(*only),
            (None, [_, ..]) => return Err(AddressFault::Missing(Level::City)),
            (city, _) => city,
        };
        let districts = city.map_or(&[][..], |city| self.districts(city.code));
        let district = chosen(districts, district, Level::District)?;
        if district.is_none() && !districts.is_empty() {
            return Err(AddressFault::Missing(Level::District));
        }
        Ok(Place {
            province,
            city,
            district,
        })
    }

    /// The place of a code that a row kept; a province or city where that is all there is.
    pub fn place(&self, code: Code) -> Option<Place> {
        let division = self.division(code)?;
        let (city, district) = match division.level() {
            Level::Province => (None, None),
            Level::City => (Some(division), None),
            Level::District => (self.parent(division), Some(division)),
        };
        let province = self.division(code.province())?;
        Some(Place {
            province,
            city,
            district,
        })
    }
}

fn chosen(
    among: &[&'static Division],
    code: &str,
    level: Level,
) -> Result<Option<&'static Division>, AddressFault> {
    let code = code.trim();
    if code.is_empty() {
        return Ok(None);
    }
    let found = among
        .iter()
        .find(|division| Code::parse(code) == Some(division.code));
    match found {
        Some(division) => Ok(Some(division)),
        None => Err(AddressFault::Unknown(level)),
    }
}

/// Reads the compiled-in file; a test reads it too, so that a bad row never ships.
fn rows() -> Vec<Division> {
    let text = include_str!("../../divisions/divisions.csv");
    let mut rows: Vec<Division> = text.lines().skip(1).filter_map(row).collect();
    let codes: std::collections::BTreeSet<Code> = rows.iter().map(|row| row.code).collect();
    for row in &mut rows {
        row.parent = match row.code.level() {
            Level::Province => None,
            Level::City => Some(row.code.province()),
            Level::District if codes.contains(&row.code.city()) => Some(row.code.city()),
            // The counties of a municipality are numbered apart, as if it had a second city.
            Level::District => Some(Code(row.code.province().0 + 100)),
        };
    }
    rows
}

fn row(line: &'static str) -> Option<Division> {
    let mut cells = line.split(',');
    Some(Division {
        code: Code::parse(cells.next()?)?,
        name_zh: cells.next()?,
        short_zh: cells.next()?,
        name_en: cells.next()?,
        parent: None,
    })
}
