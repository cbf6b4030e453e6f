//! Certificates of lots: what a shop needs before it sells goods of a product, one number each.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, Set, SqlErr,
};
use thiserror::Error;

use crate::entity::{certificate, lot};
use crate::import::certificates::BASES;
use crate::import::products::CERTIFICATES;
use crate::scope::Scope;
use crate::working_days::Day;

/// A certificate to record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCertificate {
    /// The root lot that it stands for.
    pub root_lot_id: i64,
    /// One of [`CERTIFICATES`].
    pub kind: String,
    /// Its own number.
    pub number: String,
    /// Who signed it.
    pub issuer: String,
    /// The day on it, `YYYY-MM-DD`.
    pub issued_on: String,
    /// One of [`BASES`].
    pub basis: String,
}

/// Why a certificate was not recorded.
#[derive(Debug, Error)]
pub enum CertificateError {
    /// There is no such root lot, or it is another cooperative's.
    #[error("lot {0} is not known")]
    UnknownLot(i64),
    /// No such kind of certificate.
    #[error("there is no certificate of kind {0:?}")]
    UnknownKind(String),
    /// Nothing that a certificate can rest on.
    #[error("a certificate cannot rest on {0:?}")]
    UnknownBasis(String),
    /// The number is another certificate's.
    #[error("number {0:?} is taken")]
    NumberTaken(String),
    /// Not a day of the calendar.
    #[error("{0:?} is no day")]
    BadDay(String),
    /// The day has not come yet.
    #[error("{0} has not come yet")]
    InTheFuture(String),
    /// The database refused.
    #[error("database")]
    Database(#[from] DbErr),
}

/// Records a certificate of a lot.
///
/// # Errors
/// Each way in which it cannot be one.
pub async fn record(
    tx: &DatabaseTransaction,
    scope: Scope,
    new: NewCertificate,
    now: i64,
) -> Result<certificate::Model, CertificateError> {
    if !CERTIFICATES.contains(&new.kind.as_str()) {
        return Err(CertificateError::UnknownKind(new.kind));
    }
    if !BASES.contains(&new.basis.as_str()) {
        return Err(CertificateError::UnknownBasis(new.basis));
    }
    let Some(day) = Day::parse(&new.issued_on) else {
        return Err(CertificateError::BadDay(new.issued_on));
    };
    if day > Day::of(now) {
        return Err(CertificateError::InTheFuture(new.issued_on));
    }
    let lot = lot::Entity::find_by_id(new.root_lot_id)
        .filter(scope.cooperative_rows(lot::Column::CooperativeId))
        .filter(lot::Column::RootId.is_null())
        .one(tx)
        .await?;
    let lot = lot.ok_or(CertificateError::UnknownLot(new.root_lot_id))?;
    let known = certificate::Entity::find().filter(certificate::Column::Number.eq(&new.number));
    if known.count(tx).await? > 0 {
        return Err(CertificateError::NumberTaken(new.number));
    }
    let number = new.number.clone();
    let row = certificate::ActiveModel {
        lot_id: Set(lot.id),
        kind: Set(new.kind),
        number: Set(new.number),
        issuer: Set(new.issuer),
        issued_on: Set(day.to_string()),
        basis: Set(new.basis),
        ..Default::default()
    };
    let written = certificate::Entity::insert(row)
        .exec_with_returning(tx)
        .await;
    written.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => CertificateError::NumberTaken(number),
        _ => error.into(),
    })
}

/// A root lot's certificates, oldest first.
///
/// # Errors
/// When the database does.
pub async fn of_lot(
    connection: &impl ConnectionTrait,
    root_lot_id: i64,
) -> Result<Vec<certificate::Model>, DbErr> {
    certificate::Entity::find()
        .filter(certificate::Column::LotId.eq(root_lot_id))
        .order_by_asc(certificate::Column::Id)
        .all(connection)
        .await
}
