//! A weigh ticket as pages and programs see it: what was weighed, and every correction after it.

use catalog::lots::Ticket;
use serde::Serialize;

use crate::asked::Asked;
use crate::error::Problem;

/// A weigh ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct TicketRow {
    /// Its id.
    pub id: i64,
    /// The number printed on it.
    pub number: String,
    /// The household's id.
    pub household_id: i64,
    /// The household's code.
    pub household: String,
    /// The root lot's id.
    pub lot_id: i64,
    /// The root lot's code.
    pub lot: String,
    /// The grade's code.
    pub grade: String,
    /// The grade as people call it.
    pub grade_name: String,
    /// When it was weighed, in milliseconds since 1970.
    pub weighed_at: i64,
    /// What was weighed, in grams.
    pub weighed_g: i64,
    /// What it counts today, in grams.
    pub counts_g: i64,
    /// Oldest first; the last one counts.
    pub corrections: Vec<CorrectionRow>,
}

/// One correction of a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct CorrectionRow {
    /// What it counted before, in grams.
    pub was_g: i64,
    /// What it counts since, in grams.
    pub now_g: i64,
    /// Why, in the clerk's words.
    pub reason: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
}

/// A ticket with its corrections.
///
/// # Errors
/// When a stored weight is out of range.
pub fn ticket_row(asked: &Asked<'_>, ticket: &Ticket) -> Result<TicketRow, Problem> {
    let counts_g = ticket.counted().map_err(Problem::broken)?.as_g();
    let corrections = ticket.corrections.iter().map(|row| CorrectionRow {
        was_g: row.was_g,
        now_g: row.now_g,
        reason: row.reason.clone(),
        at: row.at,
    });
    Ok(TicketRow {
        id: ticket.intake.id,
        number: ticket.intake.ticket_no.clone(),
        household_id: ticket.intake.household_id,
        household: ticket.household_code.clone(),
        lot_id: ticket.root_lot_id,
        lot: ticket.lot_code.clone(),
        grade: ticket.grade.clone(),
        grade_name: asked.grade(&ticket.grade),
        weighed_at: ticket.intake.weighed_at,
        weighed_g: ticket.intake.quantity_g,
        counts_g,
        corrections: corrections.collect(),
    })
}
