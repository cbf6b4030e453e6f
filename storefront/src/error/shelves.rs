//! What shelves and certificates refuse, next to the field that can mend it.

use catalog::certificates::CertificateError;
use exchange::causes::whole_story;
use exchange::retail::shelf::{FileError, ShelfError};
use ledger::Grams;

use super::Problem;
use crate::imports;
use crate::render::kg;

impl From<ShelfError> for Problem {
    fn from(error: ShelfError) -> Self {
        let field =
            |field, code, args| Self::unprocessable("check-fields").with_field(field, code, args);
        match error {
            ShelfError::UnknownShelf(_) => Self::not_found(),
            ShelfError::UnknownSku(_) => Self::field("sku", "shelf-sku-unknown"),
            ShelfError::Closed { .. } => Self::field("sku", "shelf-sku-closed"),
            ShelfError::NotByWeight(_) => Self::field("sku", "shelf-not-by-weight"),
            ShelfError::UnknownLot(_) => Self::field("lot", "receipt-lot-unknown"),
            ShelfError::WrongProduct { lot, .. } => {
                field("lot", "shelf-other-product", vec![("lot".to_owned(), lot)])
            }
            ShelfError::WrongGrade { lot, .. } => {
                field("lot", "shelf-other-grade", vec![("lot".to_owned(), lot)])
            }
            ShelfError::NoCertificate { lot, .. } => {
                field("lot", "shelf-no-certificate", vec![("lot".to_owned(), lot)])
            }
            ShelfError::PartOfPack { net, .. } => {
                let net = vec![("net".to_owned(), kg(net.as_g()))];
                field("packs", "shelf-part-of-pack", net)
            }
            ShelfError::Nothing => Self::field("packs", "shelf-not-packs"),
            ShelfError::LotShort { needed, available } => {
                field("packs", "shelf-lot-short", weights(needed, available))
            }
            ShelfError::Short {
                needed, available, ..
            } => field("packs", "shelf-promised", weights(needed, available)),
            ShelfError::Weight(_) => Self::field("packs", "shelf-too-many"),
            ShelfError::Stock(error) => error.into(),
            error @ (ShelfError::PromisedShort { .. } | ShelfError::Database(_)) => {
                Self::broken(whole_story(&error))
            }
        }
    }
}

impl From<FileError> for Problem {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Faults(faults) => imports::refused(&faults),
            FileError::Shelf(error) => error.into(),
            error @ (FileError::NoCooperative | FileError::Database(_)) => {
                Self::broken(whole_story(&error))
            }
        }
    }
}

impl From<CertificateError> for Problem {
    fn from(error: CertificateError) -> Self {
        match error {
            CertificateError::UnknownLot(_) => Self::not_found(),
            CertificateError::UnknownKind(_) => Self::field("kind", "unknown-choice"),
            CertificateError::UnknownBasis(_) => Self::field("basis", "unknown-choice"),
            CertificateError::NumberTaken(_) => Self::field("number", "certificate-number-taken"),
            CertificateError::BadDay(_) => Self::field("issued_on", "certificate-no-day"),
            CertificateError::InTheFuture(_) => Self::field("issued_on", "certificate-in-future"),
            error @ CertificateError::Database(_) => Self::broken(whole_story(&error)),
        }
    }
}

/// What is needed and what is there, in kg as packs are weighed.
fn weights(needed: Grams, available: Grams) -> Vec<(String, String)> {
    vec![
        ("needed".to_owned(), kg(needed.as_g())),
        ("available".to_owned(), kg(available.as_g())),
    ]
}
