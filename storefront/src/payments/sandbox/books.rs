//! The sandbox's own books: payments, refunds, and what it pays out for a day.

use catalog::working_days::Day;
use exchange::entity::sandbox_payment::State;
use exchange::entity::{sandbox_notice, sandbox_payment, sandbox_refund};
use exchange::retail::provider::{
    Ask, Facts, ProviderError, RefundAsk, RefundStanding, Standing, Statement,
};
use ledger::{BasisPoints, Money};
use sea_orm::sea_query::{LockType, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, Set,
};

use super::notices::Letter;
use super::{Sandbox, away};
use crate::token;

/// What the sandbox keeps of each payment: 0.6 %, half a fen up. It is not given back with a refund.
const FEE_BP: u32 = 60;
/// How long a refund is under way.
const REFUND_TAKES_MS: i64 = 1_000;

/// Opens a payment, or finds it open; answers the token of its page.
pub async fn open_payment(sandbox: &Sandbox, ask: &Ask) -> Result<String, ProviderError> {
    let amount = ask
        .amount()
        .map_err(|_| ProviderError::Refused("the amount is too large".into()))?;
    let body_hash = content_hash(ask);
    let made = sandbox_payment::ActiveModel {
        out_no: Set(ask.out_no.clone()),
        token: Set(token::secret()),
        amount_fen: Set(amount.as_fen()),
        body_hash: Set(body_hash.clone()),
        state: Set(State::Open),
        reference: Set(format!("SBP{}", token::request_id().to_uppercase())),
        return_url: Set(ask.return_url.clone()),
        asked_at: Set(sandbox.clock.now()),
        expires_at: Set(ask.expires_at),
        paid_at: Set(None),
        settled_no: Set(None),
    };
    let kept = keep_payment(sandbox, made, &ask.out_no)
        .await
        .map_err(away)?;
    if kept.body_hash == body_hash {
        Ok(kept.token)
    } else {
        let reason = format!("{} was asked for with other content", ask.out_no);
        Err(ProviderError::Refused(reason))
    }
}

async fn keep_payment(
    sandbox: &Sandbox,
    made: sandbox_payment::ActiveModel,
    out_no: &str,
) -> Result<sandbox_payment::Model, DbErr> {
    let write = sandbox.db.write().await?;
    let once = OnConflict::column(sandbox_payment::Column::OutNo)
        .do_nothing()
        .to_owned();
    sandbox_payment::Entity::insert(made)
        .on_conflict(once)
        .exec_without_returning(&*write)
        .await?;
    let kept = sandbox_payment::Entity::find_by_id(out_no)
        .one(&*write)
        .await?;
    write.commit().await?;
    kept.ok_or_else(|| DbErr::RecordNotFound(out_no.to_owned()))
}

fn content_hash(ask: &Ask) -> String {
    let mut text = format!("{}\n{}\n{}", ask.out_no, ask.expires_at, ask.return_url);
    for part in &ask.parts {
        let fen = part.amount.as_fen();
        text += &format!("\n{} {} {fen}", part.cooperative_id, part.part_no);
    }
    token::hash(&text)
}

/// Where a payment stands now.
pub async fn look(sandbox: &Sandbox, out_no: &str) -> Result<Facts, DbErr> {
    let row = sandbox_payment::Entity::find_by_id(out_no)
        .one(sandbox.db.read())
        .await?;
    Ok(facts(out_no, row.as_ref(), sandbox.clock.now()))
}

fn facts(out_no: &str, row: Option<&sandbox_payment::Model>, now: i64) -> Facts {
    let standing = match row {
        None => Standing::Asked,
        Some(row) => match (row.state, row.paid_at) {
            (State::Paid, Some(at)) => Standing::Paid {
                amount: Money::fen(row.amount_fen),
                reference: row.reference.clone(),
                at,
            },
            (State::Open, _) if now < row.expires_at => Standing::Asked,
            _ => Standing::Closed,
        },
    };
    Facts {
        out_no: out_no.to_owned(),
        standing,
    }
}

/// Takes no money for a payment any more, unless it has.
pub async fn close(sandbox: &Sandbox, out_no: &str) -> Result<Facts, DbErr> {
    let write = sandbox.db.write().await?;
    sandbox_payment::Entity::update_many()
        .set(sandbox_payment::ActiveModel {
            state: Set(State::Closed),
            ..Default::default()
        })
        .filter(sandbox_payment::Column::OutNo.eq(out_no))
        .filter(sandbox_payment::Column::State.eq(State::Open))
        .exec(&*write)
        .await?;
    write.commit().await?;
    look(sandbox, out_no).await
}

/// The payment behind a page.
pub async fn of_page(
    sandbox: &Sandbox,
    token: &str,
) -> Result<Option<sandbox_payment::Model>, DbErr> {
    sandbox_payment::Entity::find()
        .filter(sandbox_payment::Column::Token.eq(token))
        .one(sandbox.db.read())
        .await
}

/// The buyer pays; answers whether it was taken, now or before.
pub async fn pay(sandbox: &Sandbox, row: &sandbox_payment::Model) -> Result<bool, DbErr> {
    let now = sandbox.clock.now();
    let write = sandbox.db.write().await?;
    let taken = sandbox_payment::Entity::update_many()
        .set(sandbox_payment::ActiveModel {
            state: Set(State::Paid),
            paid_at: Set(Some(now)),
            ..Default::default()
        })
        .filter(sandbox_payment::Column::OutNo.eq(&row.out_no))
        .filter(sandbox_payment::Column::State.eq(State::Open))
        .filter(sandbox_payment::Column::ExpiresAt.gt(now))
        .exec(&*write)
        .await?;
    if taken.rows_affected == 1 {
        letter(&*write, row, now).await?;
        write.commit().await?;
        super::notices::wake();
        return Ok(true);
    }
    drop(write);
    let facts = look(sandbox, &row.out_no).await?;
    Ok(matches!(facts.standing, Standing::Paid { .. }))
}

/// Writes the notice of a payment beside the payment.
async fn letter(
    connection: &impl ConnectionTrait,
    row: &sandbox_payment::Model,
    now: i64,
) -> Result<(), DbErr> {
    let letter = Letter {
        event_id: format!("SBE{}", token::request_id().to_uppercase()),
        kind: "payment.paid".to_owned(),
        out_no: row.out_no.clone(),
        amount_fen: row.amount_fen,
        reference: row.reference.clone(),
        at: now,
    };
    let body = serde_json::to_string(&letter).map_err(|error| DbErr::Custom(error.to_string()))?;
    let made = sandbox_notice::ActiveModel {
        event_id: Set(letter.event_id),
        body: Set(body),
        at: Set(now),
        attempts: Set(0),
        delivered_at: Set(None),
        ..Default::default()
    };
    made.insert(connection).await.map(drop)
}

/// Gives back a payment or a part of it, a moment after.
pub async fn refund(sandbox: &Sandbox, ask: &RefundAsk) -> Result<RefundStanding, ProviderError> {
    let write = sandbox.db.write().await.map_err(away)?;
    // Its payment stays locked, so that two refunds together give back no more than was paid.
    let payment = sandbox_payment::Entity::find_by_id(&ask.out_no)
        .lock(LockType::Update)
        .one(&*write)
        .await
        .map_err(away)?;
    let now = sandbox.clock.now();
    if let Some(known) = sandbox_refund::Entity::find_by_id(&ask.refund_no)
        .one(&*write)
        .await
        .map_err(away)?
    {
        let same = known.out_no == ask.out_no && known.amount_fen == ask.amount.as_fen();
        let refused = || format!("{} was asked for with other content", ask.refund_no);
        return if same {
            Ok(refund_standing(&known, now))
        } else {
            Err(ProviderError::Refused(refused()))
        };
    }
    let refused = |reason: &str| Err(ProviderError::Refused(reason.to_owned()));
    let Some(paid) = payment.filter(|row| row.state == State::Paid) else {
        return refused("nothing was paid under this number");
    };
    let given = given_back(&write, &ask.out_no).await.map_err(away)?;
    if ask.amount <= Money::ZERO || given.saturating_add(ask.amount.as_fen()) > paid.amount_fen {
        return refused("more than what is left of the payment");
    }
    let made = sandbox_refund::ActiveModel {
        refund_no: Set(ask.refund_no.clone()),
        out_no: Set(ask.out_no.clone()),
        amount_fen: Set(ask.amount.as_fen()),
        reference: Set(format!("SBR{}", token::request_id().to_uppercase())),
        at: Set(now),
        done_at: Set(Some(now + REFUND_TAKES_MS)),
        settled_no: Set(None),
    };
    let made = made.insert(&*write).await.map_err(away)?;
    write.commit().await.map_err(away)?;
    Ok(refund_standing(&made, now))
}

async fn given_back(tx: &DatabaseTransaction, out_no: &str) -> Result<i64, DbErr> {
    let rows = sandbox_refund::Entity::find()
        .filter(sandbox_refund::Column::OutNo.eq(out_no))
        .all(tx)
        .await?;
    Ok(rows.iter().map(|row| row.amount_fen).sum())
}

/// Where a refund stands now.
pub async fn look_refund(sandbox: &Sandbox, refund_no: &str) -> Result<RefundStanding, DbErr> {
    let row = sandbox_refund::Entity::find_by_id(refund_no)
        .one(sandbox.db.read())
        .await?;
    let now = sandbox.clock.now();
    Ok(row.map_or(RefundStanding::Unknown, |row| refund_standing(&row, now)))
}

fn refund_standing(row: &sandbox_refund::Model, now: i64) -> RefundStanding {
    match row.done_at {
        Some(at) if at <= now => RefundStanding::Done {
            reference: row.reference.clone(),
        },
        _ => RefundStanding::Processing,
    }
}

/// What is paid out for a day that has ended: the payments and refunds up to its end that no earlier
/// statement carries. A day that would pay nothing joins the next.
pub async fn statement(sandbox: &Sandbox, day: &str) -> Result<Option<Statement>, ProviderError> {
    let Some(ended) = Day::parse(day).filter(|day| day.end_ms() <= sandbox.clock.now()) else {
        return Ok(None);
    };
    let number = format!("SBX{}", day.replace('-', ""));
    let drawn = of_number(sandbox.db.read(), &number).await.map_err(away)?;
    let (payments, refunds) = if drawn.0.is_empty() && drawn.1.is_empty() {
        draw_up(sandbox, ended, &number).await.map_err(away)?
    } else {
        drawn
    };
    if payments.is_empty() && refunds.is_empty() {
        return Ok(None);
    }
    Ok(Some(Statement {
        number,
        day: day.to_owned(),
        payments: payments
            .iter()
            .map(|row| (row.out_no.clone(), paid(row), fee(row)))
            .collect(),
        refunds: refunds
            .iter()
            .map(|row| (row.refund_no.clone(), Money::fen(row.amount_fen)))
            .collect(),
    }))
}

type Rows = (Vec<sandbox_payment::Model>, Vec<sandbox_refund::Model>);

async fn of_number(connection: &impl ConnectionTrait, number: &str) -> Result<Rows, DbErr> {
    let payments = sandbox_payment::Entity::find()
        .filter(sandbox_payment::Column::SettledNo.eq(number))
        .order_by_asc(sandbox_payment::Column::OutNo)
        .all(connection)
        .await?;
    let refunds = sandbox_refund::Entity::find()
        .filter(sandbox_refund::Column::SettledNo.eq(number))
        .order_by_asc(sandbox_refund::Column::RefundNo)
        .all(connection)
        .await?;
    Ok((payments, refunds))
}

/// Puts the number on what the statement carries; nothing when it would pay nothing.
async fn draw_up(sandbox: &Sandbox, day: Day, number: &str) -> Result<Rows, DbErr> {
    let write = sandbox.db.write().await?;
    sandbox_payment::Entity::update_many()
        .set(sandbox_payment::ActiveModel {
            settled_no: Set(Some(number.to_owned())),
            ..Default::default()
        })
        .filter(sandbox_payment::Column::SettledNo.is_null())
        .filter(sandbox_payment::Column::PaidAt.lt(day.end_ms()))
        .exec(&*write)
        .await?;
    sandbox_refund::Entity::update_many()
        .set(sandbox_refund::ActiveModel {
            settled_no: Set(Some(number.to_owned())),
            ..Default::default()
        })
        .filter(sandbox_refund::Column::SettledNo.is_null())
        .filter(sandbox_refund::Column::DoneAt.lt(day.end_ms()))
        .exec(&*write)
        .await?;
    let (payments, refunds) = of_number(&*write, number).await?;
    let taken: i64 = payments
        .iter()
        .map(|row| row.amount_fen - fee(row).as_fen())
        .sum();
    let given: i64 = refunds.iter().map(|row| row.amount_fen).sum();
    if taken <= given {
        return Ok(Rows::default());
    }
    write.commit().await?;
    Ok((payments, refunds))
}

fn paid(row: &sandbox_payment::Model) -> Money {
    Money::fen(row.amount_fen)
}

fn fee(row: &sandbox_payment::Model) -> Money {
    BasisPoints::new(FEE_BP)
        .and_then(|rate| paid(row).half_up(rate))
        .expect("a fee is less than its payment")
}
