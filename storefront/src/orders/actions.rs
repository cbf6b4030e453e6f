//! What a buyer can do with a purchase, the same for pages and programs.

use catalog::address::Phone;
use exchange::entity::consignment;
use exchange::retail::claim::{self as claims, ClaimAsk};
use exchange::retail::purchase::{self as purchases, CancelAsk, What, Who};
use exchange::retail::refund::{self as refunds};
use exchange::retail::view::{self as views, PurchaseView};
use exchange::retail::{consignment as consignments, payment};
use serde::Deserialize;
use serde_json::{Value, json};

use super::view::found;
use crate::audit::{self, Deed};
use crate::error::Problem;
use crate::guest::Buyer;
use crate::idempotency::{Answer, Begun, Keyed, Turn};
use crate::limits;

/// The longest name of an account's holder or bank.
const NAME_LENGTH_MAX: usize = 60;
/// How many digits an account has.
const ACCOUNT_DIGITS: std::ops::RangeInclusive<usize> = 8..=32;

/// A purchase that was found by telephone and code.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Found {
    /// Its number.
    pub number: String,
}

/// What of a purchase is taken back.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelAsked {
    /// Packs of lines; all of it when left out.
    pub lines: Option<Vec<LineAsked>>,
}

/// So many packs of a line.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LineAsked {
    /// The line's number.
    pub line: i64,
    /// How many packs.
    pub packs: i64,
}

/// Bad goods.
#[derive(Clone, Debug)]
pub struct ClaimAsked {
    /// The line's number.
    pub line: i64,
    /// How much of it is bad, in grams.
    pub weight_g: i64,
    /// What is wrong with it.
    pub words: String,
    /// Photographs, as they were handed in.
    pub photos: Vec<Vec<u8>>,
}

/// The account that refunds by transfer go to.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Whose it is.
    pub holder: String,
    /// Which bank.
    pub bank_name: String,
    /// Its number: digits, with blanks if you like.
    pub bank_account: String,
}

/// Finds a purchase by telephone and code, and lets this browser read it from now on. A wrong
/// telephone and a wrong code look the same.
///
/// # Errors
/// `422` for what is not found, `429` when it was tried too often.
pub async fn find(buyer: &mut Buyer, phone: &str, code: &str) -> Result<Found, Problem> {
    let phone = Phone::parse(phone).map_err(crate::address::phone_refused)?;
    if code.trim().is_empty() {
        return Err(Problem::field("code", "empty"));
    }
    let app = buyer.app.clone();
    let deeds = [limits::Deed::LookUp, limits::Deed::LookUpFrom];
    let who = (phone.as_str(), buyer.visitor.address);
    let tried = app.limits().attempt(deeds, who, app.now())?;
    let found = views::find(app.database().read(), phone.as_str(), code).await?;
    let purchase_id = found.ok_or_else(|| Problem::field("code", "order-not-found"))?;
    tried.was_honest();
    let guest_id = buyer.ensure_guest().await?;
    let write = app.database().write().await?;
    purchases::grant(&write, purchase_id, guest_id).await?;
    let purchase = purchases::lock(&write, purchase_id).await?;
    write.commit().await?;
    Ok(Found {
        number: purchase.number,
    })
}

/// A change of a purchase that its buyer may read.
struct Change<'buyer> {
    buyer: &'buyer Buyer,
    purchase: PurchaseView,
    turn: Turn,
}

/// Begins a change; what was answered before is answered again.
async fn begin<'buyer>(
    buyer: &'buyer Buyer,
    keyed: Keyed,
    purchase: PurchaseView,
) -> Result<Result<Answer, Change<'buyer>>, Problem> {
    Ok(match buyer.app.begin(keyed).await? {
        Begun::Answered(answer) => Ok(answer),
        Begun::Fresh(turn) => Err(Change {
            buyer,
            purchase,
            turn,
        }),
    })
}

impl Change<'_> {
    async fn finish(self, action: &str, detail: Value) -> Result<Answer, Problem> {
        let number = self.purchase.purchase.number.clone();
        let now = self.buyer.app.now();
        let deed = Deed {
            action,
            subject: &format!("purchase:{}", self.purchase.purchase.id),
            detail,
        };
        audit::write(&*self.turn.write, &self.buyer.visitor, &deed, now).await?;
        let answer = Answer::ok(json!({ "number": number }));
        let answer = self.turn.finish(answer, now).await?;
        self.buyer.app.exchange().wake();
        Ok(answer)
    }
}

/// Takes a purchase back, whole or by line.
///
/// # Errors
/// `404`, `409` or `422`.
pub async fn cancel(
    buyer: &Buyer,
    keyed: Keyed,
    (number, asked): (&str, &CancelAsked),
) -> Result<Answer, Problem> {
    let whole = found(buyer, number).await?;
    let (app, id) = (&buyer.app, whole.purchase.id);
    // A payment under way is heard first: then this gives it back.
    let providers = &app.exchange().providers;
    payment::close_open(app.database(), providers, id, app.now()).await?;
    let change = match begin(buyer, keyed, whole).await? {
        Ok(answer) => return Ok(answer),
        Err(change) => change,
    };
    let what = match &asked.lines {
        None => What::Whole,
        Some(lines) => What::Packs(lines.iter().map(|line| (line.line, line.packs)).collect()),
    };
    let ask = CancelAsk {
        purchase_id: id,
        who: Who::Buyer {
            person_id: buyer.person,
        },
        what,
        now: app.now(),
    };
    purchases::cancel(&change.turn.write, &ask).await?;
    change.finish("purchase-cancelled", Value::Null).await
}

/// Says that a parcel is there.
///
/// # Errors
/// `404`, or `409` where it was not sent, or received before.
pub async fn received(
    buyer: &Buyer,
    keyed: Keyed,
    (number, parcel): (&str, &str),
) -> Result<Answer, Problem> {
    let whole = found(buyer, number).await?;
    let id = whole.purchase.id;
    let part = part_of(&whole, |row| row.number == parcel)?.id;
    let change = match begin(buyer, keyed, whole).await? {
        Ok(answer) => return Ok(answer),
        Err(change) => change,
    };
    let when = (buyer.person, buyer.app.now());
    consignments::received_by_buyer(&change.turn.write, (id, part), when).await?;
    let detail = json!({ "parcel": parcel });
    change.finish("purchase-received", detail).await
}

fn part_of(
    whole: &PurchaseView,
    wanted: impl Fn(&consignment::Model) -> bool,
) -> Result<&consignment::Model, Problem> {
    let rows = whole.parts.iter().map(|part| &part.consignment);
    rows.into_iter()
        .find(|row| wanted(row))
        .ok_or_else(Problem::not_found)
}

/// Hands in a claim of bad goods.
///
/// # Errors
/// `404`, or as the claim is refused.
pub async fn claim(
    buyer: &Buyer,
    keyed: Keyed,
    (number, asked): (&str, ClaimAsked),
) -> Result<Answer, Problem> {
    let whole = found(buyer, number).await?;
    let of_line = whole
        .parts
        .iter()
        .find(|part| part.lines.iter().any(|line| line.line.id == asked.line));
    let part = of_line.ok_or_else(|| Problem::field("line", "claim-line"))?;
    let ask = ClaimAsk {
        purchase_id: whole.purchase.id,
        consignment_id: part.consignment.id,
        line_id: asked.line,
        weight_g: asked.weight_g,
        words: asked.words,
        photos: asked.photos,
        person_id: buyer.person,
        now: buyer.app.now(),
    };
    let change = match begin(buyer, keyed, whole).await? {
        Ok(answer) => return Ok(answer),
        Err(change) => change,
    };
    let row = claims::open(&change.turn.write, &ask).await?;
    let detail = json!({ "claim": row.number });
    change.finish("claim-opened", detail).await
}

/// Names the account that refunds by transfer go to.
///
/// # Errors
/// `404`, `409` where none waits, or `422`.
pub async fn set_account(
    buyer: &Buyer,
    keyed: Keyed,
    (number, asked): (&str, &Account),
) -> Result<Answer, Problem> {
    let account = checked(asked)?;
    let whole = found(buyer, number).await?;
    let id = whole.purchase.id;
    let change = match begin(buyer, keyed, whole).await? {
        Ok(answer) => return Ok(answer),
        Err(change) => change,
    };
    refunds::set_account(&change.turn.write, id, &account).await?;
    change.finish("refund-account-named", Value::Null).await
}

fn checked(asked: &Account) -> Result<refunds::Account, Problem> {
    let mut problem = Problem::unprocessable("check-fields");
    let names = [("holder", &asked.holder), ("bank_name", &asked.bank_name)];
    for (field, value) in names {
        let length = value.trim().chars().count();
        if length == 0 {
            problem = problem.with_field(field, "empty", Vec::new());
        } else if length > NAME_LENGTH_MAX {
            let most = vec![("most".to_owned(), NAME_LENGTH_MAX.to_string())];
            problem = problem.with_field(field, "too-long", most);
        }
    }
    let digits: String = asked
        .bank_account
        .chars()
        .filter(|sign| !sign.is_whitespace() && *sign != '-')
        .collect();
    let right = digits.bytes().all(|byte| byte.is_ascii_digit());
    if !right || !ACCOUNT_DIGITS.contains(&digits.len()) {
        problem = problem.with_field("bank_account", "bank-account-digits", Vec::new());
    }
    if !problem.fields.is_empty() {
        return Err(problem);
    }
    Ok(refunds::Account {
        holder: asked.holder.trim().to_owned(),
        bank_name: asked.bank_name.trim().to_owned(),
        bank_account: digits,
    })
}
