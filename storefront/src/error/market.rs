//! What the market refuses, as a problem next to the field that can mend it.

use axum::http::StatusCode;
use engine::Refusal;
use exchange::desk::DeskError;
use ledger::Money;

use super::Problem;

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Busy { retry_after_ms } => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "market-busy")
                    .retry_after(seconds(retry_after_ms))
            }
            DeskError::Stopped { cause } => Self {
                cause: Some(cause.into()),
                ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "market-stopped")
            },
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let yuan = |fen: i64| Money::fen(fen).to_string();
        match refusal {
            Refusal::ShortOfFunds {
                needed_fen,
                available_fen,
            } => Self::conflict("market-short-of-funds")
                .with("needed", yuan(needed_fen))
                .with("available", yuan(available_fen)),
            Refusal::ShortOfGoods { needed, free } => Self::conflict("market-short-of-goods")
                .with("needed", needed.get())
                .with("free", free.get()),
            Refusal::MoreThanLeft { left } => {
                quantity("market-more-than-left", &[("left", i64::from(left.get()))])
            }
            Refusal::BelowMinimum { min_take, left } => quantity(
                "market-below-minimum",
                &[
                    ("least", i64::from(min_take.get())),
                    ("left", i64::from(left.get())),
                ],
            ),
            Refusal::ZeroQuantity => quantity("not-a-whole-number", &[]),
            Refusal::QuantityTooLarge { qty_max } => quantity(
                "market-quantity-too-large",
                &[("most", i64::from(qty_max.get()))],
            ),
            Refusal::MinTakeOutOfRange { qty } => at(
                "minimum",
                "market-minimum-out-of-range",
                &[("most", i64::from(qty.get()))],
            ),
            Refusal::PriceOutOfRange { price_max } => at(
                "price",
                "market-price-out-of-range",
                &[("ticks", price_max.get())],
            ),
            Refusal::OwnListing { .. } => Self::conflict("market-own-listing"),
            Refusal::Expired { .. } => at("days", "market-expired", &[]),
            Refusal::ModeClosed { .. } => Self::conflict("market-mode-closed"),
            Refusal::ReceiptOfOtherInstrument { .. } | Refusal::ReceiptNotNeeded { .. } => {
                at("receipt", "market-receipt-does-not-fit", &[])
            }
            Refusal::ReceiptUnknown { .. } | Refusal::ReceiptNotYours { .. } => {
                at("receipt", "market-receipt-unknown", &[])
            }
            Refusal::ReceiptHeld { held } => {
                Self::conflict("market-receipt-held").with("held", held.get())
            }
            Refusal::KeyReused { .. } => Self::unprocessable("idempotency-other-body"),
            Refusal::ListingUnknown { .. }
            | Refusal::ListingNotYours { .. }
            | Refusal::OrderUnknown { .. }
            | Refusal::OrderNotYours { .. } => Self::new(StatusCode::NOT_FOUND, "market-gone"),
            Refusal::InstrumentUnknown { .. } | Refusal::MemberUnknown { .. } => Self::not_found(),
            Refusal::VenueFull | Refusal::BalanceTooLarge { .. } => Self::conflict("market-full"),
            Refusal::AmountNotPositive => at("amount", "not-a-sum", &[]),
            Refusal::VenueNotOpen
            | Refusal::VenueAlreadyOpen
            | Refusal::InstrumentAlreadyOpen { .. }
            | Refusal::RuleOutOfBounds { .. }
            | Refusal::InstructionAhead { .. }
            | Refusal::ReceiptAlreadyIssued { .. } => Self::broken(format!("{refusal:?}")),
        }
    }
}

/// Whole seconds of a pause, at least one.
fn seconds(pause_ms: u64) -> u32 {
    u32::try_from(pause_ms.div_ceil(1000))
        .unwrap_or(u32::MAX)
        .max(1)
}

fn quantity(code: &str, values: &[(&str, i64)]) -> Problem {
    at("quantity", code, values)
}

fn at(field: &str, code: &str, values: &[(&str, i64)]) -> Problem {
    let args = values
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.to_string()))
        .collect();
    Problem::unprocessable("check-fields").with_field(field, code, args)
}
