//! Where each yuan of a member's money stands.

use std::collections::BTreeMap;

use catalog::entity::organisation;
use exchange::books::{self, Entry, Page, Standing};
use exchange::entity::{account, deal, instruction, withdrawal};
use exchange::funds;
use ledger::{AccountKey, Code, Party};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement};
use serde::Serialize;

use crate::app::App;
use crate::error::Problem;
use crate::market::member_of;
use crate::render::Lang;

/// Movements of the cash account that are shown.
const MOVEMENTS_SHOWN: u64 = 30;
/// Instructions and withdrawals that are shown.
const REQUESTS_SHOWN: u64 = 20;

/// A member's money.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct FundsView {
    /// The organisation's number, which is its number at the desk.
    pub organisation: i64,
    /// Its name in the visitor's language.
    pub name: String,
    /// `pending`, `active` or `refused`.
    pub state: &'static str,
    /// The code that its bank transfers carry; nothing until it is verified.
    pub memo_code: Option<String>,
    /// Where to transfer money to.
    pub payee: Bank,
    /// The registered account to which withdrawals go.
    pub registered: Bank,
    /// Cash in custody (2003), in fen.
    pub cash_fen: i64,
    /// What of the cash is free: what open withdrawals ask for is taken off.
    pub spendable_fen: i64,
    /// What open withdrawals ask for.
    pub asked_fen: i64,
    /// On the way between cash and desk (2004).
    pub in_transit_fen: i64,
    /// Free at the desk, by the desk itself.
    pub desk_available_fen: i64,
    /// Held at the desk for bids and orders.
    pub desk_held_fen: i64,
    /// Deposits under deals (2002).
    pub deposits_fen: i64,
    /// In escrow under deals (2001).
    pub escrow_fen: i64,
    /// Instructions to the desk, the newest first.
    pub instructions: Vec<InstructionRow>,
    /// Withdrawals, the newest first.
    pub withdrawals: Vec<WithdrawalRow>,
    /// Movements of the cash, the newest first.
    pub movements: Vec<Movement>,
}

/// A bank account.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Bank {
    /// Whose account.
    pub name: String,
    /// The bank.
    pub bank: String,
    /// The account's number.
    pub account: String,
}

/// An instruction to the desk.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct InstructionRow {
    /// Its number.
    pub instruction: i64,
    /// `credit` goes to the desk, `debit` comes from it.
    pub kind: &'static str,
    /// The sum in fen.
    pub amount_fen: i64,
    /// `waiting`, `done` or `refused`.
    pub state: &'static str,
    /// Why it was refused.
    pub reason: Option<String>,
    /// When it was asked for, in milliseconds since 1970.
    pub at: i64,
}

/// A withdrawal.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct WithdrawalRow {
    /// Its number.
    pub withdrawal: i64,
    /// The sum in fen.
    pub amount_fen: i64,
    /// `requested`, `batched`, `paid`, `returned` by the bank, or `cancelled`.
    pub state: &'static str,
    /// Whether it can be taken back.
    pub open: bool,
    /// When it was asked for, in milliseconds since 1970.
    pub at: i64,
}

/// One movement of the cash.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Movement {
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// What happened, as a word of the ledger's events.
    pub kind: &'static str,
    /// The deal it belongs to.
    pub deal: Option<i64>,
    /// The deal's number as people say it.
    pub deal_number: Option<String>,
    /// What it changes, in fen; negative if it takes.
    pub change_fen: i64,
    /// The cash after it, in fen.
    pub balance_fen: i64,
    /// `posted`, `pending` until the bank's answer, or `voided`.
    pub standing: &'static str,
}

/// The money of an organisation.
///
/// # Errors
/// `404` for an organisation that is not there.
pub async fn funds_view(app: &App, lang: Lang, organisation_id: i64) -> Result<FundsView, Problem> {
    let conn = app.database().read();
    let row = organisation::Entity::find_by_id(organisation_id)
        .one(conn)
        .await?;
    let row = row.ok_or_else(Problem::not_found)?;
    let balances = books::balances_of(conn, &Party::Member(organisation_id)).await;
    let balances =
        balances.map_err(|error| Problem::broken(exchange::causes::whole_story(&error)))?;
    let of = |code: Code| -> i64 {
        let same = balances.iter().filter(|one| one.key.code() == code);
        same.map(|one| one.balance.available().as_fen()).sum()
    };
    let spendable_fen = funds::available_cash(conn, organisation_id).await?.as_fen();
    let desk = app.desk().funds(member_of(organisation_id)?).await?;
    let (deposits_fen, escrow_fen) = under_deals(app, organisation_id).await?;
    Ok(FundsView {
        organisation: organisation_id,
        cash_fen: of(Code::MemberCash),
        spendable_fen,
        asked_fen: of(Code::MemberCash) - spendable_fen,
        in_transit_fen: of(Code::DeskInTransit),
        desk_available_fen: desk.available_fen,
        desk_held_fen: desk.held_fen,
        deposits_fen,
        escrow_fen,
        instructions: instructions(app, organisation_id).await?,
        withdrawals: withdrawals(app, organisation_id).await?,
        movements: movements(app, organisation_id).await?,
        payee: payee(app, lang).await?,
        state: row.state.as_str(),
        memo_code: row.memo_code.clone(),
        name: named(&row, lang),
        registered: bank(&row, lang),
    })
}

fn named(row: &organisation::Model, lang: Lang) -> String {
    match lang {
        Lang::Chinese => row.name_zh.clone(),
        Lang::English => row.name_en.clone(),
    }
}

fn bank(row: &organisation::Model, lang: Lang) -> Bank {
    Bank {
        name: named(row, lang),
        bank: row.bank_name.clone(),
        account: row.bank_account.clone(),
    }
}

/// The custody account is in the operator's name.
///
/// # Errors
/// When there is no operator, or the database fails.
pub async fn payee(app: &App, lang: Lang) -> Result<Bank, Problem> {
    let row = organisation::Entity::find()
        .filter(organisation::Column::Kind.eq(organisation::Kind::Operator))
        .one(app.database().read())
        .await?;
    row.map(|row| bank(&row, lang))
        .ok_or_else(|| Problem::broken("no operator"))
}

/// Deposits and escrow under the deals that an organisation buys in.
async fn under_deals(app: &App, organisation_id: i64) -> Result<(i64, i64), Problem> {
    let conn = app.database().read();
    let sums = Statement::from_sql_and_values(
        conn.get_database_backend(),
        "SELECT code, CAST(SUM(credits_posted_fen - debits_posted_fen) AS BIGINT) AS fen \
         FROM account WHERE code IN ('2001', '2002') AND party IN \
         (SELECT 'deal:' || id FROM deal WHERE buyer_id = $1) GROUP BY code",
        [organisation_id.into()],
    );
    let (mut deposits, mut escrow) = (0, 0);
    for row in conn.query_all_raw(sums).await? {
        let (code, fen): (String, i64) = (row.try_get("", "code")?, row.try_get("", "fen")?);
        match code.as_str() {
            "2002" => deposits += fen,
            _ => escrow += fen,
        }
    }
    Ok((deposits, escrow))
}

async fn instructions(app: &App, organisation_id: i64) -> Result<Vec<InstructionRow>, Problem> {
    let conn = app.database().read();
    let rows = funds::instructions_of(conn, organisation_id, REQUESTS_SHOWN).await?;
    let money = rows.into_iter().filter(|row| {
        matches!(
            row.kind,
            instruction::Kind::Credit | instruction::Kind::Debit
        )
    });
    let view = |row: instruction::Model| InstructionRow {
        instruction: row.number,
        kind: row.kind.as_str(),
        amount_fen: row.amount_fen,
        state: row.state.as_str(),
        reason: row.reason,
        at: row.at,
    };
    Ok(money.map(view).collect())
}

async fn withdrawals(app: &App, organisation_id: i64) -> Result<Vec<WithdrawalRow>, Problem> {
    let conn = app.database().read();
    let rows = funds::withdrawal::withdrawals_of(conn, organisation_id, REQUESTS_SHOWN).await?;
    let view = |row: withdrawal::Model| {
        // One that was taken back has no line of a bank file, one that the bank sent back has.
        let taken_back = row.state == withdrawal::State::Returned && row.payout_line_id.is_none();
        let waits = matches!(
            row.state,
            withdrawal::State::Requested | withdrawal::State::Returned
        );
        WithdrawalRow {
            withdrawal: row.id,
            amount_fen: row.amount_fen,
            state: if taken_back {
                "cancelled"
            } else {
                row.state.as_str()
            },
            open: waits && !taken_back,
            at: row.at,
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

async fn movements(app: &App, organisation_id: i64) -> Result<Vec<Movement>, Problem> {
    let conn = app.database().read();
    let broken =
        |error: &dyn std::error::Error| Problem::broken(exchange::causes::whole_story(error));
    let key = AccountKey::custody(Code::MemberCash, Party::Member(organisation_id));
    let key = key.map_err(|error| broken(&error))?;
    let page = Page {
        after: before_the_last(app, organisation_id).await?,
        limit: MOVEMENTS_SHOWN,
    };
    let mut entries = books::statement(conn, &key, page)
        .await
        .map_err(|error| broken(&error))?;
    entries.reverse();
    let numbers = deal_numbers(app, &entries).await?;
    Ok(entries
        .into_iter()
        .map(|entry| movement(entry, &numbers))
        .collect())
}

/// The transfer after which only as many follow as are shown.
async fn before_the_last(app: &App, organisation_id: i64) -> Result<i64, Problem> {
    let conn = app.database().read();
    let cash = account::Entity::find()
        .filter(account::Column::Party.eq(Party::Member(organisation_id).to_string()))
        .filter(account::Column::Code.eq("2003"))
        .one(conn)
        .await?;
    let Some(cash) = cash else { return Ok(0) };
    let offset = i64::try_from(MOVEMENTS_SHOWN).unwrap_or(i64::MAX);
    let last = Statement::from_sql_and_values(
        conn.get_database_backend(),
        "SELECT id FROM transfer WHERE debit_account_id = $1 OR credit_account_id = $1 \
         ORDER BY id DESC LIMIT 1 OFFSET $2",
        [cash.id.into(), offset.into()],
    );
    let row = conn.query_one_raw(last).await?;
    Ok(row
        .map(|row| row.try_get("", "id"))
        .transpose()?
        .unwrap_or_default())
}

fn deal_of(entry: &Entry) -> Option<i64> {
    entry.subject.strip_prefix("deal:")?.parse().ok()
}

async fn deal_numbers(app: &App, entries: &[Entry]) -> Result<BTreeMap<i64, String>, Problem> {
    let ids: Vec<i64> = entries.iter().filter_map(deal_of).collect();
    let deals = deal::Entity::find()
        .filter(deal::Column::Id.is_in(ids))
        .all(app.database().read())
        .await?;
    Ok(deals
        .into_iter()
        .map(|deal| (deal.id, deal.number))
        .collect())
}

fn movement(entry: Entry, numbers: &BTreeMap<i64, String>) -> Movement {
    let deal = deal_of(&entry).filter(|deal| numbers.contains_key(deal));
    Movement {
        at: entry.at,
        kind: entry.kind.text(),
        deal_number: deal.and_then(|deal| numbers.get(&deal).cloned()),
        deal,
        change_fen: entry.change.as_fen(),
        balance_fen: entry.balance.as_fen(),
        standing: match entry.standing {
            Standing::Posted => "posted",
            Standing::Pending => "pending",
            Standing::Voided => "voided",
        },
    }
}
