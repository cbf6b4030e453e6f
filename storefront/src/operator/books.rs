//! The trial balance of every book, and the statement of one account.

use axum::extract::{Query, State};
use axum::response::Response;
use catalog::entity::lot;
use exchange::books;
use exchange::entity::waiting_split;
use exchange::retail::sale;
use ledger::{AccountKey, Book, Party};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};

use super::names::{Names, party_of};
use crate::app::App;
use crate::error::Problem;
use crate::page::page;
use crate::render::Lang;
use crate::visitor::Visitor;

/// Entries of one account on one page.
const ENTRIES_SHOWN: u64 = 100;

/// One account's balance.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct TrialRow {
    /// `custody`, or a cooperative's own book.
    pub book: String,
    /// The account's number in the chart.
    pub code: String,
    /// Whose sub-account; `-` for none.
    pub party: String,
    /// The way of taking part, the venue, or `-`.
    pub mode: String,
    /// The account's whole name.
    pub account: String,
    /// Whose, in words; empty for none.
    pub name: String,
    /// Balance on the debit side, in fen; zero otherwise.
    pub debit_fen: i64,
    /// Balance on the credit side, in fen; zero otherwise.
    pub credit_fen: i64,
}

/// One book with its totals.
#[derive(Clone, Debug, Serialize)]
pub struct BookPage {
    book: String,
    /// Whose book; empty for custody.
    owner: String,
    rows: Vec<TrialRow>,
    debit_fen: i64,
    credit_fen: i64,
}

#[derive(Serialize)]
struct Books {
    books: Vec<BookPage>,
    stop: Option<StopView>,
    splits: Vec<SplitView>,
}

/// A lot whose boxes' money could not be split yet.
#[derive(Clone, Debug, Serialize)]
struct SplitView {
    lot: String,
    tries: i64,
    /// When it is tried again, by the wall clock.
    due_at: i64,
    error: String,
}

async fn splits(app: &App) -> Result<Vec<SplitView>, Problem> {
    let read = app.database().read();
    let waiting = sale::failed_splits(read).await?;
    let lots = lot::Entity::find()
        .filter(lot::Column::Id.is_in(waiting.iter().map(|row| row.root_lot_id)))
        .all(read)
        .await?;
    let view = |row: waiting_split::Model| {
        let of = lots.iter().find(|lot| lot.id == row.root_lot_id);
        SplitView {
            lot: of.map(|lot| lot.code.clone()).unwrap_or_default(),
            tries: row.tries,
            due_at: row.due_at,
            error: row.error,
        }
    };
    Ok(waiting.into_iter().map(view).collect())
}

/// Why payouts stand still.
#[derive(Clone, Debug, Serialize)]
pub struct StopView {
    /// What the ledger says custody holds, in fen.
    pub ledger_fen: i64,
    /// What the bank says, in fen.
    pub bank_fen: i64,
}

/// Balances of every book that are not zero.
pub async fn trial(app: &App, lang: Lang) -> Result<Vec<TrialRow>, Problem> {
    Ok(books_of(app, lang)
        .await?
        .into_iter()
        .flat_map(|book| book.rows)
        .collect())
}

async fn books_of(app: &App, lang: Lang) -> Result<Vec<BookPage>, Problem> {
    let trials = books::trial_balance(app.database().read()).await?;
    let parties = trials.iter().flat_map(parties_of);
    let names = Names::read(app, lang, parties).await?;
    let pages = trials.into_iter().map(|trial| {
        let rows: Vec<TrialRow> = trial
            .rows
            .iter()
            .map(|(key, net)| row(&names, key, net.as_fen()))
            .filter(|row| row.debit_fen != row.credit_fen)
            .collect();
        BookPage {
            owner: names.of_book(trial.book),
            book: trial.book.to_string(),
            debit_fen: rows.iter().map(|row| row.debit_fen).sum(),
            credit_fen: rows.iter().map(|row| row.credit_fen).sum(),
            rows,
        }
    });
    Ok(pages.collect())
}

/// The parties of a book whose accounts do not stand at zero, and its owner.
fn parties_of(trial: &books::BookTrial) -> Vec<Party> {
    let owner = match trial.book {
        Book::Custody => Party::None,
        Book::Cooperative(id) => Party::Cooperative(id),
    };
    let standing = trial.rows.iter().filter(|(_, net)| !net.is_zero());
    let parties = standing.map(|(key, _)| key.party().clone());
    parties.chain([owner]).collect()
}

fn row(names: &Names, key: &AccountKey, net_fen: i64) -> TrialRow {
    TrialRow {
        book: key.book().to_string(),
        code: key.code().to_string(),
        party: key.party().to_string(),
        mode: key.mode().to_string(),
        account: key.to_string(),
        name: names.of(key.party()),
        debit_fen: net_fen.max(0),
        credit_fen: (-net_fen).max(0),
    }
}

/// The books' page.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let books = Books {
        books: books_of(&app, visitor.lang).await?,
        stop: super::today::stop(&app).await?,
        splits: splits(&app).await?,
    };
    page(&app, &visitor, "operator/books.html", &books)
}

/// Which account, and from where on.
#[derive(Debug, Deserialize)]
pub struct Which {
    account: String,
    #[serde(default)]
    after: i64,
}

#[derive(Serialize)]
struct Line {
    at: i64,
    kind: String,
    about: String,
    other_code: String,
    other_name: String,
    change_fen: i64,
    balance_fen: i64,
    standing: String,
}

#[derive(Serialize)]
struct Statement {
    account: String,
    code: String,
    owner: String,
    lines: Vec<Line>,
    next: Option<i64>,
}

/// One account's entries, oldest first.
pub async fn account(
    State(app): State<App>,
    visitor: Visitor,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let key: AccountKey = which.account.parse().map_err(|_| Problem::not_found())?;
    let wanted = books::Page {
        after: which.after,
        limit: ENTRIES_SHOWN,
    };
    let entries = books::statement(app.database().read(), &key, wanted).await?;
    let next = (entries.len() as u64 == ENTRIES_SHOWN)
        .then(|| entries.last().map(|entry| entry.transfer_id))
        .flatten();
    let of_entries = entries.iter().flat_map(|entry| {
        let subject = party_of(&entry.subject).unwrap_or(Party::None);
        [subject, entry.other.party().clone()]
    });
    let parties = of_entries.chain([key.party().clone()]);
    let names = Names::read(&app, visitor.lang, parties).await?;
    let lines = entries.into_iter().map(|entry| Line {
        at: entry.at,
        kind: entry.kind.to_string(),
        about: names.of_subject(&entry.subject).unwrap_or_default(),
        other_code: entry.other.code().to_string(),
        other_name: names.of(entry.other.party()),
        change_fen: entry.change.as_fen(),
        balance_fen: entry.balance.as_fen(),
        standing: format!("{:?}", entry.standing).to_lowercase(),
    });
    let statement = Statement {
        code: key.code().to_string(),
        owner: names.of(key.party()),
        account: which.account,
        lines: lines.collect(),
        next,
    };
    page(&app, &visitor, "operator/account.html", &statement)
}
