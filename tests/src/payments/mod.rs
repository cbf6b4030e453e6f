//! The suite that every way of paying must pass, at the doors that a buyer, a provider and a bank use.
//!
//! A provider's own end is a [`Way`]: what its buyers press, what it says afterwards, and how its money
//! comes to the bank. [`passes`] walks through the rest, which is the same for all of them. A new
//! provider is one more `impl Way`.

mod sandbox;
mod suite;
mod transfer;

pub use sandbox::{Letter, Sandbox, knock};
pub use suite::passes;
pub use transfer::Transfer;

use crate::season::{Order, Pays, Season, Shopper};

/// The provider's end of a way of paying.
pub trait Way {
    /// How buyers choose it.
    fn pays(&self) -> Pays;

    /// What it keeps of a payment.
    fn fee(&self, fen: i64) -> i64;

    /// Where a buyer is led to pay: asked twice, it is the same.
    fn offer(&self, season: &Season, order: (&Shopper, &Order)) -> impl Future<Output = String>;

    /// The buyer pays what is asked.
    fn pay(&self, season: &Season, order: (&Shopper, &Order)) -> impl Future<Output = ()>;

    /// The buyer pays another sum than is asked.
    fn pay_other(
        &self,
        season: &Season,
        order: (&Shopper, &Order),
        fen: i64,
    ) -> impl Future<Output = ()>;

    /// Money comes for an order whose time is over.
    fn pay_late(&self, season: &Season, order: (&Shopper, &Order)) -> impl Future<Output = ()>;

    /// Says once more, twice, what it said of an order's payment.
    fn say_again(&self, season: &Season, order: (&Shopper, &Order)) -> impl Future<Output = ()>;

    /// Carries what goes back for an order to its buyer.
    fn give_back(&self, season: &Season, order: (&Shopper, &Order)) -> impl Future<Output = ()>;

    /// Brings to the bank what it took on the days that are over.
    fn bring_in(&self, season: &Season) -> impl Future<Output = ()>;
}
