//! What carts, purchases and payments refuse, next to the field that can mend it.

use axum::http::StatusCode;
use exchange::causes::whole_story;
use exchange::retail::cart::{CartError, LINES_MAX, PACKS_MAX};
use exchange::retail::payment::PaymentError;
use exchange::retail::provider::ProviderError;
use exchange::retail::purchase::PurchaseError;
use exchange::retail::quote::QuoteError;

use super::Problem;
use crate::cart::faults_of;

/// One value of a field's sentence.
fn one(name: &str, value: impl ToString) -> Vec<(String, String)> {
    vec![(name.to_owned(), value.to_string())]
}

impl From<CartError> for Problem {
    fn from(error: CartError) -> Self {
        let at_packs =
            |code: &str, args| Self::unprocessable("check-fields").with_field("packs", code, args);
        match error {
            CartError::UnknownSku(_) => Self::not_found(),
            CartError::Closed { .. } => Self::conflict("cart-closed"),
            CartError::Packs { asked: 0 } => Self::field("packs", "packs-none"),
            CartError::Packs { asked } if asked < 0 => Self::field("packs", "packs-number"),
            CartError::Packs { .. } => at_packs("packs-most", one("most", PACKS_MAX)),
            CartError::TooMany { have } => {
                let mut args = one("have", have);
                args.extend(one("most", PACKS_MAX));
                at_packs("packs-too-many", args)
            }
            CartError::Full => Self::conflict("cart-full").with("most", LINES_MAX),
            CartError::NoLine(_) => Self::conflict("cart-no-line"),
            error @ CartError::Database(_) => Self::broken(whole_story(&error)),
        }
    }
}

impl From<QuoteError> for Problem {
    fn from(error: QuoteError) -> Self {
        Self::broken(whole_story(&error))
    }
}

impl From<PurchaseError> for Problem {
    fn from(error: PurchaseError) -> Self {
        match error {
            PurchaseError::Unknown(_) | PurchaseError::UnknownLine(_) => Self::not_found(),
            PurchaseError::AlreadyPlaced { number } => {
                Self::conflict("already-placed").with("number", number)
            }
            PurchaseError::EmptyCart => Self::conflict("cart-empty"),
            PurchaseError::Changed(quote) => {
                Self::conflict("total-changed").with("total", quote.total)
            }
            PurchaseError::Faults(quote) => {
                faults_of(Self::conflict("cart-faults"), &quote).with("total", quote.total)
            }
            PurchaseError::Refused(refused) => {
                Self::conflict("purchase-not-now").with("state", refused.state.as_str())
            }
            PurchaseError::NotPaid => Self::conflict("purchase-cancel-whole"),
            PurchaseError::IsCancelled => Self::conflict("purchase-is-cancelled"),
            PurchaseError::Packs { line_id, left } => {
                let field = format!("line-{line_id}");
                let left = one("left", left);
                Self::unprocessable("check-fields").with_field(&field, "packs-left", left)
            }
            PurchaseError::Refund(error) => (*error).into(),
            error => Self::broken(whole_story(&error)),
        }
    }
}

impl From<PaymentError> for Problem {
    fn from(error: PaymentError) -> Self {
        match error {
            PaymentError::Provider(ProviderError::Forged(_)) => {
                Self::new(StatusCode::BAD_REQUEST, "notice-forged")
            }
            PaymentError::Provider(ProviderError::Away(_)) => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "provider-away").retry_after(60)
            }
            PaymentError::NotOpen(_) => Self::conflict("purchase-not-open"),
            error => Self::broken(whole_story(&error)),
        }
    }
}
