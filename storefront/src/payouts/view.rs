//! Batches and their lines, what could be paid now, and why payouts may stand still.

use std::collections::BTreeMap;

use catalog::entity::{household, organisation};
use catalog::scope::Scope;
use exchange::bank::standing::payouts_stopped;
use exchange::entity::payout_batch::{self, Kind};
use exchange::entity::{consignment, payout_line, refund};
use exchange::payout::reading::{self, BatchView};
use exchange::payout::{self, LeftOut, PayoutError, Prepare, Why};
use ledger::Party;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;

use crate::asked::Asked;
use crate::entity::person;
use crate::entity::person::Role;
use crate::error::Problem;

/// Batches of one list.
const BATCHES_SHOWN: u64 = 50;

/// Why no bank file may go out; sums in fen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct StopView {
    /// What the books expect in custody.
    pub ledger_fen: i64,
    /// What the bank says.
    pub bank_fen: i64,
    /// Debits that nobody ordered.
    pub unknown_debits: u64,
}

/// A batch in a list; sums in fen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct BatchRow {
    /// Its id.
    pub id: i64,
    /// Its number.
    pub number: String,
    /// `households`, `cooperatives`, `carriers`, `withdrawals` or `refunds`.
    pub kind: &'static str,
    /// `prepared`, `approved`, `exported`, `answered` or `dropped`.
    pub state: &'static str,
    /// Lines.
    pub lines: i64,
    /// What it pays.
    pub sum_fen: i64,
    /// What of it has arrived.
    pub paid_fen: i64,
    /// Lines that came back.
    pub returned: i64,
    /// Who prepared it.
    pub prepared_by: String,
    /// The same, by id.
    pub prepared_by_id: i64,
    /// When.
    pub prepared_at: i64,
    /// Who approved it; empty before.
    pub approved_by: String,
    /// When.
    pub approved_at: Option<i64>,
    /// When its file went to the bank.
    pub exported_at: Option<i64>,
}

/// One payee of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = PayoutLineRow)]
pub struct LineRow {
    /// Its id.
    pub id: i64,
    /// Its number in the bank's file.
    pub number: String,
    /// Whom it pays: a household's code or an organisation's name.
    pub payee: String,
    /// The household, if it is one.
    pub household: Option<i64>,
    /// How much, in fen.
    pub amount_fen: i64,
    /// The last digits of the account; empty before the file.
    pub bank_tail: String,
    /// `prepared`, `instructed`, `paid`, `returned` or `dropped`.
    pub state: &'static str,
    /// The bank's reason; empty where there is none.
    pub reason: String,
    /// When the bank answered.
    pub answered_at: Option<i64>,
}

/// A batch with its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct BatchDetail {
    /// The batch.
    pub batch: BatchRow,
    /// Its lines, in the order of the file.
    pub lines: Vec<LineRow>,
}

/// What a batch of one kind would pay now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Due {
    /// The kind.
    pub kind: &'static str,
    /// Payees.
    pub lines: i64,
    /// The sum, in fen.
    pub sum_fen: i64,
    /// Who is due money and cannot be paid.
    pub left_out: Vec<LeftOutRow>,
}

/// Someone who is due money and not in a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct LeftOutRow {
    /// Who: a household's code or an organisation's name.
    pub payee: String,
    /// The household, if it is one.
    pub household: Option<i64>,
    /// How much, in fen.
    pub amount_fen: i64,
    /// `no_bank_account`, `short_of_cash` or `not_settled`.
    pub why: &'static str,
}

/// Why no bank file may go out now; nothing when one may.
///
/// # Errors
/// When the database does.
pub async fn stop(asked: &Asked<'_>) -> Result<Option<StopView>, Problem> {
    let stop = payouts_stopped(asked.app.database().read()).await?;
    Ok(stop.map(|stop| StopView {
        ledger_fen: stop.difference.ledger.as_fen(),
        bank_fen: stop.difference.bank.as_fen(),
        unknown_debits: stop.unknown_debits,
    }))
}

/// The kinds that the asker prepares.
pub fn kinds(asked: &Asked<'_>) -> &'static [Kind] {
    match asked.actor.role {
        Role::Operator => &[
            Kind::Withdrawals,
            Kind::Refunds,
            Kind::Cooperatives,
            Kind::Carriers,
        ],
        Role::Clerk | Role::Manager => &[Kind::Households],
        Role::Buyer | Role::Trader | Role::Household => &[],
    }
}

/// A batch of a kind, as the asker would prepare it.
///
/// # Errors
/// `403` for people of no organisation.
pub fn prepare_request(asked: &Asked<'_>, kind: Kind) -> Result<Prepare, Problem> {
    let cooperative_id = match kind {
        Kind::Households => Some(asked.actor.organisation()?),
        Kind::Cooperatives | Kind::Carriers | Kind::Withdrawals | Kind::Refunds => None,
    };
    Ok(Prepare {
        kind,
        cooperative_id,
        person_id: asked.actor.person_id,
        now: asked.app.now(),
    })
}

/// What a batch of each of the asker's kinds would pay now: prepared and given up again, so that it
/// says exactly what preparing would.
///
/// # Errors
/// When the database does.
pub async fn due(asked: &Asked<'_>) -> Result<Vec<Due>, Problem> {
    let mut all = Vec::new();
    for kind in kinds(asked) {
        let write = asked.app.database().write().await?;
        let prepared =
            payout::prepare(&write, asked.scope()?, &prepare_request(asked, *kind)?).await;
        drop(write);
        all.push(match prepared {
            Ok(prepared) => Due {
                kind: kind.as_str(),
                lines: prepared.lines.len() as i64,
                sum_fen: prepared.lines.iter().map(|line| line.amount_fen).sum(),
                left_out: left_out(asked, &prepared.left_out).await?,
            },
            Err(PayoutError::NothingDue(left)) => Due {
                kind: kind.as_str(),
                left_out: left_out(asked, &left).await?,
                ..Due::default()
            },
            Err(error) => return Err(error.into()),
        });
    }
    Ok(all)
}

/// Those left out, with names.
///
/// # Errors
/// When the database does.
pub async fn left_out(asked: &Asked<'_>, rows: &[LeftOut]) -> Result<Vec<LeftOutRow>, DbErr> {
    let mut named = Vec::with_capacity(rows.len());
    let payees: Vec<Payee> = rows.iter().map(|row| of_party(&row.party)).collect();
    let names = Names::of(asked, &payees).await?;
    for (row, payee) in rows.iter().zip(payees) {
        named.push(LeftOutRow {
            payee: names.payee(asked, payee),
            household: payee.household(),
            amount_fen: row.amount.as_fen(),
            why: match row.why {
                Why::NoBankAccount => "no_bank_account",
                Why::ShortOfCash { .. } => "short_of_cash",
                Why::NotSettled => "not_settled",
            },
        });
    }
    Ok(named)
}

/// Whom a line pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Payee {
    Household(i64),
    Organisation(i64),
    /// A shop's buyer, known by the consignment that money goes back for.
    Buyer(i64),
    Nobody,
}

impl Payee {
    fn household(self) -> Option<i64> {
        match self {
            Self::Household(id) => Some(id),
            _ => None,
        }
    }
}

fn of_party(party: &Party) -> Payee {
    match party {
        Party::Household(id) => Payee::Household(*id),
        Party::Cooperative(id) | Party::Member(id) | Party::Carrier(id) => Payee::Organisation(*id),
        Party::Consignment(id) => Payee::Buyer(*id),
        _ => Payee::Nobody,
    }
}

/// Whom each line pays, in their order.
async fn of_lines(asked: &Asked<'_>, lines: &[payout_line::Model]) -> Result<Vec<Payee>, DbErr> {
    let refunds = refund::Entity::find()
        .filter(refund::Column::Id.is_in(lines.iter().filter_map(|line| line.refund_id)))
        .all(asked.app.database().read())
        .await?;
    let of = |line: &payout_line::Model| match (line.household_id, line.organisation_id) {
        (Some(id), _) => Payee::Household(id),
        (None, Some(id)) => Payee::Organisation(id),
        (None, None) => {
            let refund = refunds.iter().find(|row| Some(row.id) == line.refund_id);
            refund.map_or(Payee::Nobody, |row| Payee::Buyer(row.consignment_id))
        }
    };
    Ok(lines.iter().map(of).collect())
}

/// The batches that the asker works on, newest first.
///
/// # Errors
/// When the database does.
pub async fn batches(asked: &Asked<'_>) -> Result<Vec<BatchRow>, Problem> {
    let read = asked.app.database().read();
    let rows = reading::batches(read, asked.scope()?, BATCHES_SHOWN).await?;
    let rows: Vec<payout_batch::Model> = rows
        .into_iter()
        .filter(|batch| is_own(asked, batch))
        .collect();
    let lines = payout_line::Entity::find()
        .filter(payout_line::Column::BatchId.is_in(rows.iter().map(|batch| batch.id)))
        .order_by_asc(payout_line::Column::Id)
        .all(read)
        .await?;
    let people = people(asked, &rows).await?;
    let row = |batch: payout_batch::Model| {
        let own: Vec<&payout_line::Model> = lines
            .iter()
            .filter(|line| line.batch_id == batch.id)
            .collect();
        batch_row(batch, &own, &people)
    };
    Ok(rows.into_iter().map(row).collect())
}

/// The operator's own batches are those of no cooperative.
fn is_own(asked: &Asked<'_>, batch: &payout_batch::Model) -> bool {
    asked.actor.role != Role::Operator || batch.cooperative_id.is_none()
}

/// One batch with its lines.
///
/// # Errors
/// `404` also for another cooperative's.
pub async fn batch_detail(asked: &Asked<'_>, batch_id: i64) -> Result<BatchDetail, Problem> {
    let BatchView { batch, lines } = own_batch(asked, batch_id).await?;
    let people = people(asked, std::slice::from_ref(&batch)).await?;
    let payees = of_lines(asked, &lines).await?;
    let names = Names::of(asked, &payees).await?;
    let row = |(line, payee): (&payout_line::Model, &Payee)| LineRow {
        id: line.id,
        number: line.number.clone(),
        payee: names.payee(asked, *payee),
        household: line.household_id,
        amount_fen: line.amount_fen,
        bank_tail: line.bank_tail.clone(),
        state: line.state.as_str(),
        reason: line.reason.clone(),
        answered_at: line.answered_at,
    };
    Ok(BatchDetail {
        lines: lines.iter().zip(&payees).map(row).collect(),
        batch: batch_row(batch, &lines.iter().collect::<Vec<_>>(), &people),
    })
}

/// A batch that the asker works on.
///
/// # Errors
/// `404` also for another cooperative's.
pub async fn own_batch(asked: &Asked<'_>, batch_id: i64) -> Result<BatchView, Problem> {
    let view = reading::batch(asked.app.database().read(), asked.scope()?, batch_id).await?;
    match is_own(asked, &view.batch) {
        true => Ok(view),
        false => Err(Problem::not_found()),
    }
}

fn batch_row(
    batch: payout_batch::Model,
    lines: &[&payout_line::Model],
    people: &BTreeMap<i64, String>,
) -> BatchRow {
    let in_state = |state| lines.iter().filter(move |line| line.state == state);
    let name = |id: i64| people.get(&id).cloned().unwrap_or_default();
    BatchRow {
        id: batch.id,
        number: batch.number,
        kind: batch.kind.as_str(),
        state: batch.state.as_str(),
        lines: lines.len() as i64,
        sum_fen: lines.iter().map(|line| line.amount_fen).sum(),
        paid_fen: in_state(payout_line::State::Paid)
            .map(|line| line.amount_fen)
            .sum(),
        returned: in_state(payout_line::State::Returned).count() as i64,
        prepared_by: name(batch.prepared_by),
        prepared_by_id: batch.prepared_by,
        prepared_at: batch.prepared_at,
        approved_by: batch.approved_by.map(name).unwrap_or_default(),
        approved_at: batch.approved_at,
        exported_at: batch.exported_at,
    }
}

async fn people(
    asked: &Asked<'_>,
    batches: &[payout_batch::Model],
) -> Result<BTreeMap<i64, String>, DbErr> {
    let ids = batches
        .iter()
        .flat_map(|batch| [Some(batch.prepared_by), batch.approved_by])
        .flatten();
    let rows = person::Entity::find()
        .filter(person::Column::Id.is_in(ids))
        .all(asked.app.database().read())
        .await?;
    Ok(rows
        .iter()
        .map(|row| (row.id, asked.named(&row.name_zh, &row.name_en)))
        .collect())
}

/// The names of payees: codes of households, names of organisations, numbers of consignments.
struct Names {
    households: BTreeMap<i64, String>,
    organisations: BTreeMap<i64, String>,
    consignments: BTreeMap<i64, String>,
}

impl Names {
    async fn of(asked: &Asked<'_>, payees: &[Payee]) -> Result<Self, DbErr> {
        let read = asked.app.database().read();
        let (mut households, mut organisations, mut consignments) = (vec![], vec![], vec![]);
        for payee in payees {
            match payee {
                Payee::Household(id) => households.push(*id),
                Payee::Organisation(id) => organisations.push(*id),
                Payee::Buyer(id) => consignments.push(*id),
                Payee::Nobody => {}
            }
        }
        // The ids come from batches that the asker may see.
        let households = household::Entity::find()
            .filter(household::Column::Id.is_in(households))
            .all(read)
            .await?;
        let organisations = organisation::Entity::find()
            .filter(organisation::Column::Id.is_in(organisations))
            .all(read)
            .await?;
        let consignments = consignment::Entity::find()
            .filter(consignment::Column::Id.is_in(consignments))
            .all(read)
            .await?;
        Ok(Self {
            consignments: consignments
                .into_iter()
                .map(|row| (row.id, row.number))
                .collect(),
            households: households
                .into_iter()
                .map(|row| (row.id, row.code))
                .collect(),
            organisations: organisations
                .iter()
                .map(|row| (row.id, asked.named(&row.name_zh, &row.name_en)))
                .collect(),
        })
    }

    fn payee(&self, asked: &Asked<'_>, payee: Payee) -> String {
        let name = match payee {
            Payee::Household(id) => {
                let code = self.households.get(&id);
                return code.map_or(String::new(), |code| {
                    crate::office::household_words(asked, code)
                });
            }
            Payee::Organisation(id) => self.organisations.get(&id),
            Payee::Buyer(id) => self.consignments.get(&id),
            Payee::Nobody => None,
        };
        name.cloned().unwrap_or_default()
    }
}

/// Whether the asker's rows are one cooperative's.
pub fn is_office(asked: &Asked<'_>) -> Result<bool, Problem> {
    Ok(matches!(asked.scope()?, Scope::Cooperative(_)))
}
