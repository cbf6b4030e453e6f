//! A purchase as its buyer reads it.
//!
//! Layout: `label` is the state in the buyer's words, this file what a page needs and who may read
//! it, `loading` reads the rows.
//!
//! Invariant: a purchase is read by its person, by a browser that bought it or gave telephone and
//! code, or by the operator; to everyone else it is not there. What a cooperative reads of its own
//! part is the room `consignment`'s.

pub mod label;
mod loading;
#[cfg(test)]
mod tests;

use catalog::entity::{organisation, product, sku};
use ledger::retail::Parts;
use ledger::{Money, MoneyError};
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use thiserror::Error;

use crate::entity::{
    claim, consignment, pack, payment_attempt, purchase, purchase_access, purchase_line,
    purchase_private, purchase_step, refund, refund_line, refund_private, sale,
};
use crate::retail::consignment::state::{self, Action};

pub use label::{Label, PurchaseFacts, standing};

/// Who reads purchases.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// A buyer, by sign-in, by browser, or by both.
    Buyer {
        /// The signed-in person.
        person_id: Option<i64>,
        /// The browser.
        guest_id: Option<i64>,
    },
    /// The operator.
    Operator,
}

/// Why a purchase cannot be read.
#[derive(Debug, Error)]
pub enum ViewError {
    /// A sum does not fit.
    #[error("a sum of the purchase does not fit")]
    Money(#[from] MoneyError),
    /// A row that must be there is not.
    #[error("{0} is not there")]
    Missing(&'static str),
    /// The database refused.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

/// Everything that a purchase's page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurchaseView {
    /// The purchase.
    pub purchase: purchase::Model,
    /// Its state in the buyer's words.
    pub label: Label,
    /// Whom it goes to; `None` once that is erased.
    pub private: Option<purchase_private::Model>,
    /// What each cooperative sends, by number.
    pub parts: Vec<PartView>,
    /// Its payments and attempts, the first first.
    pub attempts: Vec<payment_attempt::Model>,
    /// Money that goes back, the first first.
    pub refunds: Vec<RefundView>,
    /// The account that refunds by transfer go to, as far as the buyer has named one.
    pub account: Option<refund_private::Model>,
    /// Whether a refund by transfer waits for the buyer to name an account, or to look at it again.
    pub needs_account: bool,
    /// What happened, the first first.
    pub steps: Vec<purchase_step::Model>,
}

/// What one cooperative sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartView {
    /// The consignment.
    pub consignment: consignment::Model,
    /// Who sends it.
    pub cooperative: organisation::Model,
    /// Who carries it.
    pub carrier: organisation::Model,
    /// Its lines.
    pub lines: Vec<LineView>,
    /// Its boxes with their public codes; none before it is sent.
    pub packs: Vec<pack::Model>,
    /// Its claims, the first first.
    pub claims: Vec<claim::Model>,
    /// Where the money for what was not cancelled goes by the purchase's own tariff.
    pub promise: Option<Parts>,
    /// Where it went, once that is posted.
    pub sale: Option<sale::Model>,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineView {
    /// The line.
    pub line: purchase_line::Model,
    /// The retail unit.
    pub sku: sku::Model,
    /// What is in it.
    pub product: product::Model,
}

/// Money that goes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundView {
    /// The refund.
    pub refund: refund::Model,
    /// What of it is for which line; none where a payment goes back whole.
    pub lines: Vec<refund_line::Model>,
}

/// A purchase in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurchaseRow {
    /// The purchase.
    pub purchase: purchase::Model,
    /// Its state in the buyer's words.
    pub label: Label,
    /// What it is of, and how many packs that are not cancelled; where all are, what was ordered.
    pub lines: Vec<(sku::Model, i64)>,
}

impl PurchaseView {
    /// Whether it waits for money that can still be paid.
    pub fn can_be_paid(&self, now: i64) -> bool {
        self.label == Label::AwaitingPayment && now < self.purchase.expires_at
    }

    /// Whether its buyer can still take all of it back.
    pub fn can_be_cancelled(&self) -> bool {
        let open = |part: &PartView| {
            let cancelled = part.consignment.state == consignment::State::Cancelled;
            cancelled || part.can_be_cancelled()
        };
        self.purchase.state == purchase::State::Placed && self.parts.iter().all(open)
    }

    /// What a buyer's bank transfer carries in its memo.
    pub fn memo_code(&self) -> Option<&str> {
        let by_transfer = self.purchase.route == purchase::Route::Transfer;
        let attempt = self.attempts.first().filter(|_| by_transfer);
        attempt.map(|attempt| attempt.out_no.as_str())
    }
}

impl PartView {
    /// Whether it can still be taken back: it is not packed.
    pub fn can_be_cancelled(&self) -> bool {
        state::next(self.consignment.state, Action::Cancel).is_ok()
    }

    /// Whether the buyer can say that it is there.
    pub fn can_be_received(&self) -> bool {
        state::next(self.consignment.state, Action::Receive).is_ok()
    }

    /// Whether bad goods can still be claimed.
    pub fn can_be_claimed(&self, now: i64) -> bool {
        match self.consignment.state {
            consignment::State::Shipped => true,
            consignment::State::Received => {
                let ends = self.consignment.window_ends_at;
                ends.is_some_and(|ends_at| now < ends_at)
            }
            _ => false,
        }
    }
}

impl LineView {
    /// Packs that are not cancelled.
    pub fn packs_left(&self) -> i64 {
        self.line.packs - self.line.cancelled_packs
    }

    /// What stays of its price.
    pub fn paid(&self) -> Money {
        Money::fen(self.line.packs * self.line.price_fen - self.line.refunded_fen)
    }
}

/// One purchase, if the asker may read it.
///
/// # Errors
/// When a row that must be there is not, or the database fails.
pub async fn purchase_view(
    conn: &impl ConnectionTrait,
    number: &str,
    access: Access,
) -> Result<Option<PurchaseView>, ViewError> {
    let purchase = purchase::Entity::find()
        .filter(purchase::Column::Number.eq(number))
        .filter(of_access(access))
        .one(conn)
        .await?;
    match purchase {
        Some(purchase) => loading::whole(conn, purchase).await.map(Some),
        None => Ok(None),
    }
}

/// The asker's purchases, the newest first; `before` is the id of the last one seen.
///
/// # Errors
/// When a row that must be there is not, or the database fails.
pub async fn purchases_of(
    conn: &impl ConnectionTrait,
    access: Access,
    (before, limit): (Option<i64>, u64),
) -> Result<Vec<PurchaseRow>, ViewError> {
    let mut find = purchase::Entity::find()
        .filter(of_access(access))
        .order_by_desc(purchase::Column::Id)
        .limit(limit);
    if let Some(before) = before {
        find = find.filter(purchase::Column::Id.lt(before));
    }
    loading::rows(conn, find.all(conn).await?).await
}

/// Which purchases the asker may read.
fn of_access(access: Access) -> Condition {
    let Access::Buyer {
        person_id,
        guest_id,
    } = access
    else {
        return Condition::all();
    };
    let mut theirs = Condition::any();
    if let Some(person_id) = person_id {
        theirs = theirs.add(purchase::Column::PersonId.eq(person_id));
    }
    // Without a browser nothing is found either: no row has number 0.
    let opened = Query::select()
        .column(purchase_access::Column::PurchaseId)
        .from(purchase_access::Entity)
        .and_where(purchase_access::Column::GuestId.eq(guest_id.unwrap_or_default()))
        .to_owned();
    theirs.add(purchase::Column::Id.in_subquery(opened))
}

/// The purchase that has this telephone and this code; the caller limits how often one may ask, and
/// says the same of a wrong telephone and a wrong code.
///
/// # Errors
/// When the database does.
pub async fn find(
    conn: &impl ConnectionTrait,
    phone: &str,
    code: &str,
) -> Result<Option<i64>, DbErr> {
    let with_phone = Query::select()
        .column(purchase_private::Column::PurchaseId)
        .from(purchase_private::Entity)
        .and_where(purchase_private::Column::Phone.eq(phone))
        .to_owned();
    purchase::Entity::find()
        .select_only()
        .column(purchase::Column::Id)
        .filter(purchase::Column::Id.in_subquery(with_phone))
        .filter(purchase::Column::Code.eq(code.trim().to_ascii_uppercase()))
        .order_by_desc(purchase::Column::Id)
        .into_tuple()
        .one(conn)
        .await
}
