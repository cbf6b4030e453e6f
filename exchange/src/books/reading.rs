//! Questions to the books.

use std::collections::BTreeMap;

use ledger::{AccountKey, Book, Money, Party};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, Statement,
};

use super::{AccountBalance, Balance, BookTrial, BooksError, Entry, Page, Standing, store};
use crate::entity::account;

/// The balance on the account's own side, from the sums that its row keeps.
pub(super) fn balance_of(row: &account::Model) -> Balance {
    let net = row.debits_posted_fen - row.credits_posted_fen;
    let (posted, pending_out) = match row.side {
        account::Side::Debit => (net, row.credits_pending_fen),
        account::Side::Credit => (-net, row.debits_pending_fen),
    };
    Balance {
        posted: Money::fen(posted),
        pending_out: Money::fen(pending_out),
    }
}

pub(super) async fn balances_of(
    conn: &impl ConnectionTrait,
    party: &Party,
) -> Result<Vec<AccountBalance>, BooksError> {
    let rows = account::Entity::find()
        .filter(account::Column::Party.eq(party.to_string()))
        .order_by_asc(account::Column::Book)
        .order_by_asc(account::Column::Code)
        .order_by_asc(account::Column::Mode)
        .all(conn)
        .await?;
    let with_key = |row: &account::Model| {
        Ok(AccountBalance {
            key: store::key_of(row)?,
            balance: balance_of(row),
        })
    };
    rows.iter().map(with_key).collect()
}

#[derive(FromQueryResult)]
struct Net {
    book: String,
    code: String,
    party: String,
    mode: String,
    currency: String,
    net_fen: i64,
}

pub(super) async fn trial_balance(
    conn: &impl ConnectionTrait,
) -> Result<Vec<BookTrial>, BooksError> {
    let nets = Net::find_by_statement(Statement::from_string(
        conn.get_database_backend(),
        "SELECT book, code, party, mode, currency, \
         CAST(debits_posted_fen - credits_posted_fen AS BIGINT) AS net_fen \
         FROM account_balance WHERE debits_posted_fen <> credits_posted_fen",
    ))
    .all(conn)
    .await?;
    let mut books: BTreeMap<Book, BTreeMap<AccountKey, Money>> = BTreeMap::new();
    for net in nets {
        let Net {
            book,
            code,
            party,
            mode,
            currency,
            net_fen,
        } = net;
        let key: AccountKey = format!("{book}/{code}/{party}/{mode}/{currency}").parse()?;
        books
            .entry(key.book())
            .or_default()
            .insert(key, Money::fen(net_fen));
    }
    books
        .into_iter()
        .map(|(book, rows)| book_trial(book, rows))
        .collect()
}

fn book_trial(book: Book, rows: BTreeMap<AccountKey, Money>) -> Result<BookTrial, BooksError> {
    let debits = rows.values().copied().filter(|net| net.is_positive());
    let debit = Money::sum(debits)?;
    let credits = rows.values().copied().filter(|net| net.is_negative());
    let credit = Money::sum(credits)?.negated()?;
    Ok(BookTrial {
        book,
        debit,
        credit,
        rows: rows.into_iter().collect(),
    })
}

/// What the account held before `after`, by debits less credits that count.
const OPENING: &str = "SELECT CAST(COALESCE(SUM(CASE WHEN transfer.debit_account_id = $1 \
     THEN transfer.amount_fen ELSE -transfer.amount_fen END), 0) AS BIGINT) AS net_fen \
     FROM transfer LEFT JOIN transfer_end ON transfer_end.transfer_id = transfer.id \
     WHERE (transfer.debit_account_id = $1 OR transfer.credit_account_id = $1) \
     AND transfer.id <= $2 AND (NOT transfer.pending OR transfer_end.outcome = 'posted')";

const LINES: &str = "SELECT transfer.id AS transfer_id, transfer.set_id, transfer_set.key, \
     transfer_set.kind, transfer_set.subject, transfer_set.at, transfer.debit_account_id, \
     transfer.credit_account_id, transfer.amount_fen, transfer.pending, transfer_end.outcome \
     FROM transfer JOIN transfer_set ON transfer_set.id = transfer.set_id \
     LEFT JOIN transfer_end ON transfer_end.transfer_id = transfer.id \
     WHERE (transfer.debit_account_id = $1 OR transfer.credit_account_id = $1) \
     AND transfer.id > $2 ORDER BY transfer.id LIMIT $3";

#[derive(FromQueryResult)]
struct Line {
    transfer_id: i64,
    set_id: i64,
    key: String,
    kind: String,
    subject: String,
    at: i64,
    debit_account_id: i64,
    credit_account_id: i64,
    amount_fen: i64,
    pending: bool,
    outcome: Option<String>,
}

pub(super) async fn statement(
    conn: &impl ConnectionTrait,
    key: &AccountKey,
    page: Page,
) -> Result<Vec<Entry>, BooksError> {
    let Some(row) = store::account_row(conn, key).await? else {
        return Ok(Vec::new());
    };
    let backend = conn.get_database_backend();
    let values = [row.id.into(), page.after.into()];
    let opening = Statement::from_sql_and_values(backend, OPENING, values);
    let opening = conn.query_one_raw(opening).await?;
    let net: i64 = opening
        .map(|row| row.try_get("", "net_fen"))
        .transpose()?
        .unwrap_or_default();
    let own_side = |net: i64| {
        if row.side == account::Side::Debit {
            net
        } else {
            -net
        }
    };
    let limit = i64::try_from(page.limit).unwrap_or(i64::MAX);
    let values = [row.id.into(), page.after.into(), limit.into()];
    let lines = Line::find_by_statement(Statement::from_sql_and_values(backend, LINES, values))
        .all(conn)
        .await?;
    let mut held = own_side(net);
    let mut entries = Vec::with_capacity(lines.len());
    for line in lines {
        let is_debit = line.debit_account_id == row.id;
        let other = if is_debit {
            line.credit_account_id
        } else {
            line.debit_account_id
        };
        let change = own_side(if is_debit {
            line.amount_fen
        } else {
            -line.amount_fen
        });
        let standing = standing(&line);
        if standing == Standing::Posted {
            held += change;
        }
        let other = store::account_key(conn, other).await?;
        entries.push(Entry {
            transfer_id: line.transfer_id,
            set_id: line.set_id,
            kind: line.kind.parse()?,
            key: line.key,
            subject: line.subject,
            at: line.at,
            other: other.unwrap_or_else(|| key.clone()),
            change: Money::fen(change),
            standing,
            balance: Money::fen(held),
        });
    }
    Ok(entries)
}

fn standing(line: &Line) -> Standing {
    match (line.pending, line.outcome.as_deref()) {
        (false, _) | (true, Some("posted")) => Standing::Posted,
        (true, Some(_)) => Standing::Voided,
        (true, None) => Standing::Pending,
    }
}
