//! What happened to a purchase is told to its buyer by mail: each step once, whoever caused it.
//!
//! The market writes steps and knows no mail. Here each step that is untold becomes a mail in the
//! outbox, or none, in the transaction that takes it off the list; so a mail is neither lost by a crash
//! nor written twice. A step that cannot be told now is tried again and holds up no other.

mod facts;
mod money;
mod tell;

use exchange::entity::{purchase_step, untold_step};
use sea_orm::{DbErr, EntityTrait, QueryOrder, QuerySelect};

use crate::app::App;
use crate::outbox;

/// Steps of one pass.
const PASS_MAX: u64 = 100;

/// Tells what is untold.
///
/// # Errors
/// When the list cannot be read.
pub async fn write(app: &App) -> Result<(), DbErr> {
    let untold = untold_step::Entity::find()
        .order_by_asc(untold_step::Column::StepId)
        .limit(PASS_MAX)
        .all(app.database().read())
        .await?;
    for row in untold {
        if let Err(error) = one(app, row.step_id).await {
            tracing::warn!(%error, step = row.step_id, "a step could not be told; it is tried again");
        }
    }
    Ok(())
}

/// The name of the mail that tells a step.
fn key(step_id: i64) -> String {
    format!("step:{step_id}")
}

async fn one(app: &App, step_id: i64) -> Result<(), DbErr> {
    let write = app.database().write().await?;
    let taken = untold_step::Entity::delete_by_id(step_id)
        .exec(&*write)
        .await?;
    let step = purchase_step::Entity::find_by_id(step_id)
        .one(&*write)
        .await?;
    let (1, Some(step)) = (taken.rows_affected, step) else {
        return Ok(());
    };
    if let Some(mail) = tell::mail(app, &write, &step).await? {
        outbox::mail_once(&write, &key(step_id), &mail, app.now()).await?;
    }
    write.commit().await
}
