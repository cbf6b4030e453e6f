//! Whom an account's party is, in words: the ledger itself keeps opaque ids alone.

use std::collections::BTreeMap;

use catalog::entity::{household, lot, organisation};
use exchange::entity::deal;
use ledger::{Book, Party};
use sea_orm::EntityTrait;

use crate::app::App;
use crate::error::Problem;
use crate::render::Lang;

/// Names by id, read once for a page.
pub struct Names {
    organisations: BTreeMap<i64, String>,
    households: BTreeMap<i64, String>,
    deals: BTreeMap<i64, String>,
    lots: BTreeMap<i64, String>,
}

impl Names {
    /// Reads every name.
    ///
    /// # Errors
    /// When the database does.
    pub async fn read(app: &App, lang: Lang) -> Result<Self, Problem> {
        let conn = app.database().read();
        let organisations = organisation::Entity::find().all(conn).await?;
        let households = household::Entity::find().all(conn).await?;
        let deals = deal::Entity::find().all(conn).await?;
        let lots = lot::Entity::find().all(conn).await?;
        let name = |row: organisation::Model| match lang {
            Lang::Chinese => (row.id, row.name_zh),
            Lang::English => (row.id, row.name_en),
        };
        Ok(Self {
            organisations: organisations.into_iter().map(name).collect(),
            households: households
                .into_iter()
                .map(|row| (row.id, row.code))
                .collect(),
            deals: deals.into_iter().map(|row| (row.id, row.number)).collect(),
            lots: lots.into_iter().map(|row| (row.id, row.code)).collect(),
        })
    }

    /// What an entry or a deed is about, such as `deal:7`, where that has a name.
    pub fn of_subject(&self, subject: &str) -> Option<String> {
        let party = match subject.strip_prefix("organisation:") {
            Some(id) => Party::Member(id.parse().ok()?),
            None => subject.parse().ok()?,
        };
        let name = self.of(&party);
        (!name.is_empty() && name != party.to_string()).then_some(name)
    }

    /// A party's name; its opaque id where there is none.
    pub fn of(&self, party: &Party) -> String {
        let known = match party {
            Party::None => return String::new(),
            Party::Household(id) => self.households.get(id),
            Party::Cooperative(id)
            | Party::Member(id)
            | Party::Carrier(id)
            | Party::Inspector(id) => self.organisations.get(id),
            Party::Deal(id) => self.deals.get(id),
            Party::Lot(id) => self.lots.get(id),
            Party::Consignment(_) | Party::Statement(_) | Party::Provider(_) => None,
        };
        known.cloned().unwrap_or_else(|| party.to_string())
    }

    /// Whose book it is; empty for custody.
    pub fn of_book(&self, book: Book) -> String {
        match book {
            Book::Custody => String::new(),
            Book::Cooperative(id) => self.of(&Party::Cooperative(id)),
        }
    }
}
