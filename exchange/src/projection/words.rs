//! The word of each refusal, for rows and message keys.

use engine::Refusal;

/// The word that stands in `instruction.reason`, in JSON and in message keys.
pub const fn refusal(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::VenueNotOpen => "venue_not_open",
        Refusal::VenueAlreadyOpen => "venue_already_open",
        Refusal::ModeClosed { .. } => "mode_closed",
        Refusal::InstrumentUnknown { .. } => "instrument_unknown",
        Refusal::InstrumentAlreadyOpen { .. } => "instrument_already_open",
        Refusal::RuleOutOfBounds { .. } => "rule_out_of_bounds",
        Refusal::MemberUnknown { .. } => "member_unknown",
        Refusal::InstructionAhead { .. } => "instruction_ahead",
        Refusal::KeyReused { .. } => "key_reused",
        Refusal::VenueFull => "venue_full",
        Refusal::AmountNotPositive => "amount_not_positive",
        Refusal::BalanceTooLarge { .. } => "balance_too_large",
        Refusal::PriceOutOfRange { .. } => "price_out_of_range",
        Refusal::ZeroQuantity => "zero_quantity",
        Refusal::QuantityTooLarge { .. } => "quantity_too_large",
        Refusal::MinTakeOutOfRange { .. } => "min_take_out_of_range",
        Refusal::Expired { .. } => "expired",
        Refusal::ShortOfFunds { .. } => "short_of_funds",
        Refusal::ShortOfGoods { .. } => "short_of_goods",
        Refusal::ReceiptUnknown { .. } => "receipt_unknown",
        Refusal::ReceiptNotNeeded { .. } => "receipt_not_needed",
        Refusal::ReceiptNotYours { .. } => "receipt_not_yours",
        Refusal::ReceiptOfOtherInstrument { .. } => "receipt_of_other_instrument",
        Refusal::ReceiptAlreadyIssued { .. } => "receipt_already_issued",
        Refusal::ReceiptHeld { .. } => "receipt_held",
        Refusal::ListingUnknown { .. } => "listing_unknown",
        Refusal::ListingNotYours { .. } => "listing_not_yours",
        Refusal::OwnListing { .. } => "own_listing",
        Refusal::BelowMinimum { .. } => "below_minimum",
        Refusal::MoreThanLeft { .. } => "more_than_left",
        Refusal::OrderUnknown { .. } => "order_unknown",
        Refusal::OrderNotYours { .. } => "order_not_yours",
    }
}
