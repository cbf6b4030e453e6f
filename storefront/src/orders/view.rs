//! One purchase as its buyer reads it, for pages and programs.

use catalog::address::{Code, Divisions};
use exchange::causes::whole_story;
use exchange::entity::{purchase_private, purchase_step, refund_private};
use exchange::retail::view::{Access, PurchaseView, RefundView, ViewError, purchase_view};
use serde::Serialize;

use super::parcel::{self, ParcelView, Split};
use crate::address::place_name;
use crate::app::App;
use crate::cart::one_shop;
use crate::error::Problem;
use crate::funds::{Bank, payee};
use crate::guest::Buyer;
use crate::render::Lang;

/// How many signs of an account are shown again.
const TAIL: usize = 4;

impl From<ViewError> for Problem {
    fn from(error: ViewError) -> Self {
        Self::broken(whole_story(&error))
    }
}

/// A purchase.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct OrderView {
    /// Its number.
    pub number: String,
    /// The code by which it is found again, with the telephone.
    pub code: String,
    /// The shop, where all of it is of one; empty otherwise.
    pub shop: String,
    /// `awaiting_payment`, `to_ship`, `partly_shipped`, `to_receive`, `received`, `after_sale`, `done`,
    /// `cancelled` or `refunded`.
    pub state: &'static str,
    /// `provider` or `transfer`.
    pub route: String,
    /// When it was placed, in milliseconds since 1970.
    pub placed_at: i64,
    /// Until when its goods are held for a payment.
    pub expires_at: i64,
    /// When money came.
    pub paid_at: Option<i64>,
    /// `buyer`, `expired`, `office` or `late_payment`.
    pub cancel_reason: Option<String>,
    /// The goods.
    pub goods_fen: i64,
    /// The remote area's surcharge.
    pub surcharge_fen: i64,
    /// Both.
    pub total_fen: i64,
    /// What was given back, or is on its way back.
    pub refunded_fen: i64,
    /// Whom it goes to; none once that is erased.
    pub receiver: Option<Receiver>,
    /// What each cooperative sends.
    pub parcels: Vec<ParcelView>,
    /// Money that goes back.
    pub refunds: Vec<RefundRow>,
    /// What happened, the first first.
    pub steps: Vec<StepRow>,
    /// How to pay by transfer, while it can be paid.
    pub transfer: Option<TransferTo>,
    /// The account that refunds by transfer go to.
    pub account: Option<AccountShown>,
    /// Whether a refund waits for that account.
    pub needs_account: bool,
    /// Whether it can be paid now.
    pub can_be_paid: bool,
    /// Whether all of it can be taken back now.
    pub can_be_cancelled: bool,
    /// Where its money goes, promised or posted; none where that cannot be said.
    pub split: Option<Split>,
}

/// Whom it goes to.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Receiver {
    /// The name.
    pub name: String,
    /// The telephone.
    pub phone: String,
    /// Province, city and district.
    pub place: String,
    /// Street, house and door.
    pub street: String,
    /// Where mails go.
    pub email: String,
    /// What the buyer added.
    pub note: String,
}

/// Money that goes back.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RefundRow {
    /// Its number.
    pub number: String,
    /// How much.
    pub amount_fen: i64,
    /// `cancelled`, `late_payment` or `claim`.
    pub reason: String,
    /// `requested`, `sent`, `succeeded` or `failed`.
    pub state: String,
    /// When it was asked for.
    pub at: i64,
    /// When it arrived.
    pub done_at: Option<i64>,
}

/// One thing that happened.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct StepRow {
    /// What.
    pub action: String,
    /// To which parcel; none for the whole.
    pub parcel: Option<String>,
    /// A waybill, a number of a claim or refund, or who.
    pub note: String,
    /// How much, where money is meant.
    pub amount_fen: Option<i64>,
    /// When.
    pub at: i64,
}

/// Where to transfer money to, and the code of its memo.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct TransferTo {
    /// The custody account.
    pub payee: Bank,
    /// What stands in the memo.
    pub memo_code: String,
}

/// An account without most of its number.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AccountShown {
    /// Whose.
    pub holder: String,
    /// Which bank.
    pub bank_name: String,
    /// The last signs of the number.
    pub tail: String,
    /// Whether the bank sent money back from there.
    pub returned: bool,
}

/// Who reads.
pub fn access(buyer: &Buyer) -> Access {
    Access::Buyer {
        person_id: buyer.person,
        guest_id: buyer.guest,
    }
}

/// A purchase that the buyer may read.
///
/// # Errors
/// `404` where there is none, or it is not the buyer's.
pub async fn found(buyer: &Buyer, number: &str) -> Result<PurchaseView, Problem> {
    let view = purchase_view(buyer.app.database().read(), number, access(buyer)).await?;
    view.ok_or_else(Problem::not_found)
}

/// The same in the reader's language.
///
/// # Errors
/// As [`found`].
pub async fn order_view(buyer: &Buyer, number: &str) -> Result<OrderView, Problem> {
    let whole = found(buyer, number).await?;
    shown(&buyer.app, buyer.visitor.lang, whole).await
}

/// Writes a purchase in a language.
///
/// # Errors
/// When the database does.
pub async fn shown(app: &App, lang: Lang, whole: PurchaseView) -> Result<OrderView, Problem> {
    let now = app.now();
    let can_be_paid = whole.can_be_paid(now);
    let transfer = match whole.memo_code().filter(|_| can_be_paid) {
        Some(memo_code) => Some(TransferTo {
            payee: payee(app, lang).await?,
            memo_code: memo_code.to_owned(),
        }),
        None => None,
    };
    let parcels: Vec<ParcelView> = whole
        .parts
        .iter()
        .map(|part| parcel::view(lang, part, now))
        .collect();
    let lines = parcels.iter().flat_map(|parcel| &parcel.lines);
    let shops: Vec<String> = lines.map(|line| line.shop.clone()).collect();
    let steps = whole.steps.iter().map(|step| step_row(&whole, step));
    Ok(OrderView {
        state: whole.label.as_str(),
        can_be_paid,
        can_be_cancelled: whole.can_be_cancelled(),
        refunded_fen: whole.refunds.iter().map(|row| row.refund.amount_fen).sum(),
        receiver: whole.private.as_ref().map(|row| receiver(lang, row)),
        refunds: whole.refunds.iter().map(refund_row).collect(),
        steps: steps.collect(),
        account: whole.account.as_ref().map(account_shown),
        needs_account: whole.needs_account,
        split: parcel::split(&whole.parts)?,
        shop: one_shop(shops.iter().map(String::as_str)),
        parcels,
        transfer,
        number: whole.purchase.number,
        code: whole.purchase.code,
        route: whole.purchase.route.as_str().to_owned(),
        placed_at: whole.purchase.placed_at,
        expires_at: whole.purchase.expires_at,
        paid_at: whole.purchase.paid_at,
        cancel_reason: whole
            .purchase
            .cancel_reason
            .map(|reason| reason.as_str().to_owned()),
        goods_fen: whole.purchase.goods_fen,
        surcharge_fen: whole.purchase.surcharge_fen,
        total_fen: whole.purchase.total_fen,
    })
}

fn receiver(lang: Lang, row: &purchase_private::Model) -> Receiver {
    let place = Code::parse(&row.division_code).and_then(|code| Divisions::get().place(code));
    Receiver {
        name: row.name.clone(),
        phone: row.phone.clone(),
        place: place
            .map(|place| place_name(lang, &place))
            .unwrap_or_default(),
        street: row.street.clone(),
        email: row.email.clone(),
        note: row.note.clone(),
    }
}

fn refund_row(row: &RefundView) -> RefundRow {
    let refund = &row.refund;
    RefundRow {
        number: refund.number.clone(),
        amount_fen: refund.amount_fen,
        reason: refund.reason.as_str().to_owned(),
        state: refund.state.as_str().to_owned(),
        at: refund.at,
        done_at: refund.done_at,
    }
}

fn step_row(whole: &PurchaseView, step: &purchase_step::Model) -> StepRow {
    let part = whole
        .parts
        .iter()
        .find(|part| Some(part.consignment.id) == step.consignment_id);
    StepRow {
        action: step.action.clone(),
        parcel: part.map(|part| part.consignment.number.clone()),
        note: step.note.clone(),
        amount_fen: step.amount_fen,
        at: step.at,
    }
}

fn account_shown(row: &refund_private::Model) -> AccountShown {
    let digits: Vec<char> = row.bank_account.chars().collect();
    let from = digits.len().saturating_sub(TAIL);
    AccountShown {
        holder: row.holder.clone(),
        bank_name: row.bank_name.clone(),
        tail: digits.iter().skip(from).collect(),
        returned: row.returned,
    }
}
