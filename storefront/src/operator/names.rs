//! Whom an account's party is, in words: the ledger itself keeps opaque ids alone.

use std::collections::{BTreeMap, BTreeSet};

use catalog::entity::{household, lot, organisation};
use exchange::entity::deal;
use ledger::{Book, Party};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter};

use crate::app::App;
use crate::error::Problem;
use crate::render::Lang;

/// Ids of one statement.
const IDS_MAX: usize = 1_000;

/// Names by id, those that one page needs.
pub struct Names {
    organisations: BTreeMap<i64, String>,
    households: BTreeMap<i64, String>,
    deals: BTreeMap<i64, String>,
    lots: BTreeMap<i64, String>,
}

/// The party that an entry or a deed is about, such as `deal:7`.
pub fn party_of(subject: &str) -> Option<Party> {
    match subject.strip_prefix("organisation:") {
        Some(id) => Some(Party::Member(id.parse().ok()?)),
        None => subject.parse().ok(),
    }
}

impl Names {
    /// Reads the names of some parties.
    ///
    /// # Errors
    /// When the database does.
    pub async fn read(
        app: &App,
        lang: Lang,
        parties: impl IntoIterator<Item = Party>,
    ) -> Result<Self, Problem> {
        let conn = app.database().read();
        let ids = Ids::of(parties);
        let organisations: Vec<organisation::Model> =
            rows(conn, organisation::Column::Id, ids.organisations).await?;
        let households: Vec<household::Model> =
            rows(conn, household::Column::Id, ids.households).await?;
        let deals: Vec<deal::Model> = rows(conn, deal::Column::Id, ids.deals).await?;
        let lots: Vec<lot::Model> = rows(conn, lot::Column::Id, ids.lots).await?;
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

    /// What an entry or a deed is about, where that has a name.
    pub fn of_subject(&self, subject: &str) -> Option<String> {
        let party = party_of(subject)?;
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

/// The ids of parties by where their names stand.
#[derive(Default)]
struct Ids {
    organisations: BTreeSet<i64>,
    households: BTreeSet<i64>,
    deals: BTreeSet<i64>,
    lots: BTreeSet<i64>,
}

impl Ids {
    fn of(parties: impl IntoIterator<Item = Party>) -> Self {
        let mut ids = Self::default();
        for party in parties {
            match party {
                Party::Household(id) => ids.households.insert(id),
                Party::Cooperative(id)
                | Party::Member(id)
                | Party::Carrier(id)
                | Party::Inspector(id) => ids.organisations.insert(id),
                Party::Deal(id) => ids.deals.insert(id),
                Party::Lot(id) => ids.lots.insert(id),
                Party::None | Party::Consignment(_) | Party::Statement(_) | Party::Provider(_) => {
                    false
                }
            };
        }
        ids
    }
}

/// The rows of some ids, a bounded part at a time: a statement takes only so many values.
async fn rows<C>(
    conn: &DatabaseConnection,
    id: C,
    ids: BTreeSet<i64>,
) -> Result<Vec<<C::EntityName as EntityTrait>::Model>, DbErr>
where
    C: ColumnTrait,
    C::EntityName: EntityTrait,
{
    let ids: Vec<i64> = ids.into_iter().collect();
    let mut found = Vec::new();
    for part in ids.chunks(IDS_MAX) {
        let part = part.iter().copied();
        let query = C::EntityName::find().filter(id.is_in(part));
        found.extend(query.all(conn).await?);
    }
    Ok(found)
}
