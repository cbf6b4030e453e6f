//! A place: province, city and district that lie in each other.

use thiserror::Error;

use super::divisions::{Code, Division, Level};

/// A choice of divisions that lie in each other.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The province.
    pub province: &'static Division,
    /// The city; none outside the mainland.
    pub city: Option<&'static Division>,
    /// The district; none in a city that has only streets below it.
    pub district: Option<&'static Division>,
}

impl Place {
    /// The code of its smallest step, which is what a row keeps.
    pub fn code(&self) -> Code {
        self.smallest().code
    }

    fn smallest(&self) -> &'static Division {
        self.district.or(self.city).unwrap_or(self.province)
    }

    /// The steps that an address says, the largest first.
    fn said(&self) -> impl DoubleEndedIterator<Item = &'static Division> {
        let twice = |city: &&Division| city.name_zh == self.province.name_zh;
        let city = self.city.filter(|city| city.is_said() && !twice(city));
        [Some(self.province), city, self.district]
            .into_iter()
            .flatten()
    }

    /// As it stands on a label: 山西省太原市小店区.
    pub fn text_zh(&self) -> String {
        self.said().map(|division| division.name_zh).collect()
    }

    /// The same the English way round, districts in Chinese: 小店区, Taiyuan, Shanxi.
    pub fn text_en(&self) -> String {
        let names: Vec<&str> = self.said().rev().map(Division::name_in_english).collect();
        names.join(", ")
    }
}

/// What is wrong with the choice of a place.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Error)]
pub enum AddressFault {
    /// Nothing was chosen for a step that exists there.
    #[error("no {0:?} chosen")]
    Missing(Level),
    /// The step does not exist, or does not lie in the one before it.
    #[error("no such {0:?} there")]
    Unknown(Level),
}

impl AddressFault {
    /// The step that is to be chosen.
    pub fn level(self) -> Level {
        match self {
            Self::Missing(level) | Self::Unknown(level) => level,
        }
    }
}
