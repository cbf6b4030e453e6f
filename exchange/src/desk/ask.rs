//! The desk's queries with their answers' types.

use engine::{Depth, Funds, InstrumentNo, LiveListing, LiveOrder, LiveReceipt, MemberNo, OrderNo};

use super::{Answer, Desk, DeskError, Query, VenueState};

const SAME_KIND: &str = "a query is answered by its own kind";

impl dyn Desk + '_ {
    /// What the venue is and how far it has come.
    ///
    /// # Errors
    /// As `query`.
    pub async fn venue(&self) -> Result<VenueState, DeskError> {
        let Answer::Venue(state) = self.query(Query::Venue).await? else {
            unreachable!("{SAME_KIND}")
        };
        Ok(state)
    }

    /// A member's money on the desk.
    ///
    /// # Errors
    /// As `query`.
    pub async fn funds(&self, member: MemberNo) -> Result<Funds, DeskError> {
        let Answer::Funds(funds) = self.query(Query::Funds { member }).await? else {
            unreachable!("{SAME_KIND}")
        };
        Ok(funds)
    }

    /// A member's resting orders, by number.
    ///
    /// # Errors
    /// As `query`.
    pub async fn orders(&self, member: MemberNo) -> Result<Vec<LiveOrder>, DeskError> {
        let Answer::Orders(orders) = self.query(Query::Orders { member }).await? else {
            unreachable!("{SAME_KIND}")
        };
        Ok(orders)
    }

    /// The listings on the board, of one instrument, of one member, or all.
    ///
    /// # Errors
    /// As `query`.
    pub async fn listings(
        &self,
        instrument: Option<InstrumentNo>,
        member: Option<MemberNo>,
    ) -> Result<Vec<LiveListing>, DeskError> {
        let query = Query::Listings { instrument, member };
        let Answer::Listings(listings) = self.query(query).await? else {
            unreachable!("{SAME_KIND}")
        };
        Ok(listings)
    }

    /// One listing, while it stands.
    ///
    /// # Errors
    /// As `query`.
    pub async fn listing(&self, listing: OrderNo) -> Result<Option<LiveListing>, DeskError> {
        let Answer::Listing(found) = self.query(Query::Listing { listing }).await? else {
            unreachable!("{SAME_KIND}")
        };
        Ok(found)
    }

    /// The best levels of a continuous book.
    ///
    /// # Errors
    /// As `query`.
    pub async fn depth(&self, instrument: InstrumentNo, levels: usize) -> Result<Depth, DeskError> {
        let Answer::Depth(depth) = self.query(Query::Depth { instrument, levels }).await? else {
            unreachable!("{SAME_KIND}")
        };
        Ok(depth)
    }

    /// A member's receipts, in order of issue.
    ///
    /// # Errors
    /// As `query`.
    pub async fn receipts(&self, member: MemberNo) -> Result<Vec<LiveReceipt>, DeskError> {
        let Answer::Receipts(receipts) = self.query(Query::Receipts { member }).await? else {
            unreachable!("{SAME_KIND}")
        };
        Ok(receipts)
    }

    /// The hash of everything the engine knows.
    ///
    /// # Errors
    /// As `query`.
    pub async fn state_hash(&self) -> Result<u64, DeskError> {
        let Answer::StateHash(hash) = self.query(Query::StateHash).await? else {
            unreachable!("{SAME_KIND}")
        };
        Ok(hash)
    }
}
