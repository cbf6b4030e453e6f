//! The listing board (挂牌摘牌), in both directions.
//!
//! A listing waits until somebody takes it: nothing here matches by itself. An offer holds
//! contracts of its receipt, a bid holds its share of the value in fen. The end of a listing is
//! due at its stamp; due listings end in order of stamp, then of number, before any other
//! command is looked at. Bound: [`LISTINGS_MAX`] listings stand at once.

use std::collections::{BTreeMap, BTreeSet};

use super::output::Output;
use super::{Engine, check_member};
use crate::command::{Mode, NewListing, Side};
use crate::event::{Event, ListingEnd, Matched, Outcome};
use crate::receipts::{ReceiptSlot, Sale};
use crate::refusal::Refusal;
use crate::units::{MemberNo, Millis, OrderNo, Qty, ReceiptNo};
use crate::value::HoldRule;

/// The most listings that stand at once.
pub(super) const LISTINGS_MAX: usize = 1 << 20;

/// A standing listing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Listing {
    pub(super) entry: NewListing,
    pub(super) left: Qty,
    pub(super) receipt: ReceiptSlot,
}

/// All standing listings and when they are due.
#[derive(Debug, Default)]
pub(super) struct Board {
    standing: BTreeMap<OrderNo, Listing>,
    due: BTreeSet<(Millis, OrderNo)>,
}

/// A take as its member asks for it.
pub(super) struct Take {
    pub(super) member: MemberNo,
    pub(super) listing: OrderNo,
    pub(super) qty: Qty,
    pub(super) receipt: ReceiptNo,
}

impl Board {
    pub(super) fn standing(&self) -> &BTreeMap<OrderNo, Listing> {
        &self.standing
    }

    pub(super) fn next_due(&self) -> Option<Millis> {
        self.due.first().map(|(due, _)| *due)
    }

    pub(super) fn is_full(&self) -> bool {
        self.standing.len() >= LISTINGS_MAX
    }

    pub(super) fn put(&mut self, number: OrderNo, listing: Listing) {
        self.standing.insert(number, listing);
        self.due.insert((listing.entry.valid_until, number));
    }

    fn remove(&mut self, number: OrderNo) -> Option<Listing> {
        let listing = self.standing.remove(&number)?;
        self.due.remove(&(listing.entry.valid_until, number));
        Some(listing)
    }
}

impl Engine {
    /// Ends every listing that is due by the engine's time.
    pub(super) fn end_due(&mut self, output: &mut Output<'_>) {
        while let Some((_, number)) = self
            .board
            .due
            .first()
            .copied()
            .filter(|(due, _)| *due <= self.time)
        {
            self.end_listing(number, ListingEnd::Expired, output);
        }
    }

    pub(super) fn list(
        &mut self,
        entry: NewListing,
        output: &mut Output<'_>,
    ) -> Result<Outcome, Refusal> {
        check_member(entry.member)?;
        let (_, market) = self.market(entry.instrument)?;
        let rule = market.hold_rule(Mode::Listing)?;
        market.check(entry.price, entry.qty)?;
        if entry.min_take.get() == 0 || entry.min_take > entry.qty {
            return Err(Refusal::MinTakeOutOfRange { qty: entry.qty });
        }
        if entry.valid_until <= self.time {
            return Err(Refusal::Expired { now: self.time });
        }
        if self.board.is_full() || self.last_number >= OrderNo::LAST {
            return Err(Refusal::VenueFull);
        }
        let mut held_fen = 0;
        let mut receipt = ReceiptSlot::NONE;
        match entry.side {
            Side::Buy => {
                no_receipt(entry.receipt)?;
                held_fen = rule.hold_fen(entry.price, entry.qty);
                self.accounts.hold(entry.member, held_fen)?;
            }
            Side::Sell => {
                let NewListing {
                    receipt: number,
                    member,
                    instrument,
                    ..
                } = entry;
                receipt = self.receipts.for_sale(&Sale {
                    receipt: number,
                    member,
                    instrument,
                })?;
                self.receipts.hold(receipt, entry.qty)?;
            }
        }
        let listing = self.next_number();
        self.board.put(
            listing,
            Listing {
                entry,
                left: entry.qty,
                receipt,
            },
        );
        output.emit(Event::Listed {
            listing,
            entry,
            held_fen,
        });
        Ok(Outcome::Listed { listing, held_fen })
    }

    pub(super) fn take(
        &mut self,
        take: &Take,
        output: &mut Output<'_>,
    ) -> Result<Outcome, Refusal> {
        check_member(take.member)?;
        let number = take.listing;
        let listing = *self
            .board
            .standing
            .get(&number)
            .ok_or(Refusal::ListingUnknown { listing: number })?;
        let entry = listing.entry;
        if entry.member == take.member {
            return Err(Refusal::OwnListing { listing: number });
        }
        check_portion(take.qty, &listing)?;
        let rule = self.market(entry.instrument)?.1.hold_rule(Mode::Listing)?;
        let (held_fen, sold) = match entry.side {
            Side::Sell => self.buy_from(take, &listing, rule)?,
            Side::Buy => self.sell_to(take, &listing, rule)?,
        };
        let left = Qty::new(listing.left.get() - take.qty.get());
        self.board.put(number, Listing { left, ..listing });
        let (buyer, seller) = match entry.side {
            Side::Sell => (take.member, entry.member),
            Side::Buy => (entry.member, take.member),
        };
        let deal = output.emit(Event::Matched(Matched {
            mode: Mode::Listing,
            instrument: entry.instrument,
            price: entry.price,
            qty: take.qty,
            buyer,
            seller,
            receipt: self.receipts.number(sold),
            maker: number,
            taker: OrderNo::NONE,
            maker_side: entry.side,
            maker_left: left,
            held_fen,
            released_fen: 0,
            terms: entry.terms,
        }));
        if left.get() == 0 {
            self.end_listing(number, ListingEnd::Taken, output);
        }
        Ok(Outcome::Taken { deal, held_fen })
    }

    pub(super) fn unlist(
        &mut self,
        member: MemberNo,
        listing: OrderNo,
        output: &mut Output<'_>,
    ) -> Result<Outcome, Refusal> {
        let standing = self
            .board
            .standing
            .get(&listing)
            .ok_or(Refusal::ListingUnknown { listing })?;
        if standing.entry.member != member {
            return Err(Refusal::ListingNotYours { listing });
        }
        self.end_listing(listing, ListingEnd::Withdrawn, output);
        Ok(Outcome::Unlisted { listing })
    }

    /// The taker buys from an offer: its deposit leaves what it has available.
    fn buy_from(
        &mut self,
        take: &Take,
        listing: &Listing,
        rule: HoldRule,
    ) -> Result<(i64, ReceiptSlot), Refusal> {
        no_receipt(take.receipt)?;
        let deposit_fen = rule.hold_fen(listing.entry.price, take.qty);
        self.accounts.spend(take.member, deposit_fen)?;
        self.receipts.draw(listing.receipt, take.qty);
        Ok((deposit_fen, listing.receipt))
    }

    /// The taker sells to a bid: the deposit leaves what the bid holds.
    fn sell_to(
        &mut self,
        take: &Take,
        listing: &Listing,
        rule: HoldRule,
    ) -> Result<(i64, ReceiptSlot), Refusal> {
        let entry = &listing.entry;
        let receipt = self.receipts.for_sale(&Sale {
            receipt: take.receipt,
            member: take.member,
            instrument: entry.instrument,
        })?;
        self.receipts.spend(receipt, take.qty)?;
        let drawn = rule.draw(entry.price, listing.left, take.qty, entry.price);
        self.accounts.draw(entry.member, drawn);
        Ok((drawn.moved_fen, receipt))
    }

    /// Takes a listing off the board and frees what it still holds.
    fn end_listing(&mut self, number: OrderNo, reason: ListingEnd, output: &mut Output<'_>) {
        let listing = self
            .board
            .remove(number)
            .expect("only a standing listing is ended");
        let entry = listing.entry;
        let mut released_fen = 0;
        match entry.side {
            Side::Buy => {
                released_fen = self.listing_hold_fen(&listing);
                self.accounts.release(entry.member, released_fen);
            }
            Side::Sell => self.receipts.release(listing.receipt, listing.left),
        }
        output.emit(Event::ListingEnded {
            listing: number,
            member: entry.member,
            instrument: entry.instrument,
            reason,
            left: listing.left,
            released_fen,
        });
    }

    /// Fen held for what is left of a listing.
    pub(super) fn listing_hold_fen(&self, listing: &Listing) -> i64 {
        let entry = &listing.entry;
        match entry.side {
            Side::Sell => 0,
            Side::Buy => self
                .market(entry.instrument)
                .and_then(|(_, market)| market.hold_rule(Mode::Listing))
                .expect("a listing stands only where the board is open")
                .hold_fen(entry.price, listing.left),
        }
    }
}

/// Checks a take against what is left: the last contracts may always be taken together.
fn check_portion(qty: Qty, listing: &Listing) -> Result<(), Refusal> {
    let (left, min_take) = (listing.left, listing.entry.min_take);
    if qty.get() == 0 {
        return Err(Refusal::ZeroQuantity);
    }
    if qty > left {
        return Err(Refusal::MoreThanLeft { left });
    }
    if qty < min_take && qty != left {
        return Err(Refusal::BelowMinimum { min_take, left });
    }
    Ok(())
}

/// A buyer names no receipt.
pub(super) fn no_receipt(receipt: ReceiptNo) -> Result<(), Refusal> {
    if receipt == ReceiptNo::NONE {
        Ok(())
    } else {
        Err(Refusal::ReceiptNotNeeded { receipt })
    }
}
