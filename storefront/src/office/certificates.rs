//! Certificates of a lot: what a shop needs before it sells the lot's goods.

use axum::extract::Path;
use axum::response::Response;
use catalog::certificates::{self, NewCertificate};
use catalog::entity::certificate;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::lots::{self, morning_of};
use super::receipts::root_lot;
use crate::asked::Asked;
use crate::caller::Caller;
use crate::error::Problem;
use crate::form::Form;
use crate::idempotency::{Answer, Begun, Keyed};
use crate::page::see;

/// The longest number of a certificate, and the longest name of who signed it.
const NUMBER_CHARS_MAX: usize = 40;
const ISSUER_CHARS_MAX: usize = 120;

/// A certificate to record.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CertificateWish {
    /// `conformity`, `quarantine` or `licence`.
    pub kind: String,
    /// Its own number, unique for everybody.
    pub number: String,
    /// Who signed it.
    pub issuer: String,
    /// The day on it, as `2026-10-12`.
    pub issued_on: String,
    /// What it rests on: `control`, `own_test`, `commissioned_test` or `official`.
    pub basis: String,
}

/// A certificate as pages and programs see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct CertificateRow {
    /// Its id.
    pub id: i64,
    /// `conformity`, `quarantine` or `licence`.
    pub kind: String,
    /// Its own number.
    pub number: String,
    /// Who signed it.
    pub issuer: String,
    /// The day on it, as `2026-10-12`.
    pub issued_on: String,
    /// The same, in milliseconds since 1970.
    pub issued_at: i64,
    /// What it rests on.
    pub basis: String,
}

/// A certificate's row.
pub fn certificate_row(row: certificate::Model) -> CertificateRow {
    CertificateRow {
        id: row.id,
        kind: row.kind,
        number: row.number,
        issuer: row.issuer,
        issued_at: morning_of(&row.issued_on),
        issued_on: row.issued_on,
        basis: row.basis,
    }
}

/// Records a certificate of a lot.
///
/// # Errors
/// `404` for another cooperative's lot, `422` beside the field that can mend it.
pub async fn record_certificate(
    asked: &Asked<'_>,
    keyed: Keyed,
    (lot, wish): (&str, &CertificateWish),
) -> Result<Answer, Problem> {
    check(wish)?;
    let turn = match asked.app.begin(keyed).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let (now, scope) = (asked.app.now(), asked.scope()?);
    let root = root_lot(&*turn.write, scope, lot).await;
    let root = root.map_err(|_| Problem::not_found())?;
    let new = NewCertificate {
        root_lot_id: root.id,
        kind: wish.kind.clone(),
        number: wish.number.trim().to_owned(),
        issuer: wish.issuer.trim().to_owned(),
        issued_on: wish.issued_on.clone(),
        basis: wish.basis.clone(),
    };
    let row = certificates::record(&turn.write, scope, new, now).await?;
    let subject = format!("lot:{}", root.id);
    let detail = json!({ "what": root.code, "kind": row.kind, "number": row.number });
    asked
        .noted(&*turn.write, ("certificate-recorded", &subject), detail)
        .await?;
    let body = serde_json::to_value(certificate_row(row)).map_err(Problem::broken)?;
    turn.finish(Answer::created(body), now).await
}

/// What JSON can say and a form cannot: texts of no or any length.
fn check(wish: &CertificateWish) -> Result<(), Problem> {
    let mut form = Form::filled([
        ("number".to_owned(), wish.number.clone()),
        ("issuer".to_owned(), wish.issuer.clone()),
    ]);
    if !wish.number.trim().chars().all(|c| c.is_ascii_graphic()) {
        form.fault("number", "certificate-number-plain", Vec::new());
    }
    form.text("number", NUMBER_CHARS_MAX);
    form.text("issuer", ISSUER_CHARS_MAX);
    form.check()
}

/// Records a certificate, and comes back to the lot.
pub async fn record(
    caller: Caller,
    (Path(lot), form): (Path<String>, Form),
) -> Result<Response, Problem> {
    let asked = caller.asked();
    let keyed = form.keyed(&caller.actor)?;
    let wish = CertificateWish {
        kind: form.get("kind").to_owned(),
        number: form.get("number").to_owned(),
        issuer: form.get("issuer").to_owned(),
        issued_on: form.get("issued_on").to_owned(),
        basis: form.get("basis").to_owned(),
    };
    match record_certificate(&asked, keyed, (&lot, &wish)).await {
        Ok(_) => Ok(see(&format!("/office/lots/{lot}#certificates"))),
        Err(problem) => {
            let again = lots::page_of(&asked, &lot, Some((&form, &problem))).await;
            again.map_err(|_| problem)
        }
    }
}
