//! A box: what a shop promises, and its way from a cart to the households that grew it.
//!
//! Layout: `tariff` is what a box costs to sell, `shelf` the goods of a shop and their three
//! numbers, `cart` and `quote` what a buyer is about to buy, `purchase` its life before money and
//! the one way in which a payment completes it, `provider` the port of payments, `refund` money
//! back before a sale is posted, `consignment` a cooperative's packing and sending, `claim` bad
//! goods inside the window, `sale` the waterfall at the window's end and the daily split, `impact`
//! what is told when its money has arrived, `trace` what a box's public code tells, `due` everything
//! that falls due.
//!
//! Ordering: whoever changes a purchase locks its row first, then its consignments, then shelves
//! by number, then lots by number, then accounts; so that no two wait for each other.
//!
//! Invariants: a purchase's row and its reservations exist before money is asked for; a payment
//! posts once and completes or gives itself back; on hand = what lots gave and was not packed;
//! allocated + reserved never exceed it; a sale is posted once, when nothing about it is open.

pub mod cart;
pub mod claim;
pub mod consignment;
pub mod due;
pub mod impact;
pub mod page;
pub mod payment;
pub mod posted;
pub mod provider;
pub mod purchase;
pub mod quote;
pub mod refund;
pub mod sale;
pub mod settlement;
pub mod shelf;
#[cfg(test)]
pub(crate) mod shop_house;
pub mod step;
pub mod tariff;
pub mod trace;
pub mod view;

#[cfg(test)]
pub(crate) mod parcel_house;
