//! The market once more, slow and obvious: the oracle for the real one.
//!
//! It keeps no holds. What a member has available is the total less the sum of what all live
//! bids need now, and the same for receipts; so a wrong hold in the engine cannot hide here.
//! Every search is a scan over plain lists.

mod office;
mod trading;

use std::collections::BTreeMap;

use engine::{
    Action, Command, Event, InstrumentNo, InstrumentRules, Key, ListingEnd, Matched, MemberNo,
    Millis, Mode, NewListing, NewOrder, OrderNo, Outcome, Profile, Qty, ReceiptNo, Refusal, Side,
    VenueNo, balances_hash,
};

#[derive(Clone, Copy)]
pub struct Receipt {
    pub member: MemberNo,
    pub instrument: InstrumentNo,
    pub contracts: u32,
    pub cancelled: bool,
}

#[derive(Clone, Copy)]
pub struct Listing {
    pub number: OrderNo,
    pub entry: NewListing,
    pub left: u32,
}

#[derive(Clone, Copy)]
pub struct Order {
    pub number: OrderNo,
    pub entry: NewOrder,
    pub left: u32,
}

struct Remembered {
    day: i64,
    key: Key,
    seq: u64,
    outcome: Outcome,
}

#[derive(Default)]
pub struct Naive {
    pub time: Option<i64>,
    pub commands: u64,
    pub venue: Option<(VenueNo, Profile)>,
    pub last_instruction: u64,
    pub last_number: u64,
    pub rules: BTreeMap<InstrumentNo, InstrumentRules>,
    pub totals: BTreeMap<MemberNo, i128>,
    pub receipts: BTreeMap<ReceiptNo, Receipt>,
    pub listings: Vec<Listing>,
    /// In order of arrival at their price.
    pub orders: Vec<Order>,
    keys: Vec<Remembered>,
    events: Vec<Event>,
}

/// `value * rate`, rounded up to the fen.
pub fn hold(rules: &InstrumentRules, rate_bp: Option<u32>, price: i64, qty: u32) -> i128 {
    let value = i128::from(price) * i128::from(qty) * i128::from(rules.tick_value_fen);
    let scaled = value * i128::from(rate_bp.expect("the mode is open"));
    (scaled + 9_999) / 10_000
}

impl Naive {
    pub fn apply(&mut self, seq: u64, time: Millis, command: &Command) -> Vec<Event> {
        self.commands += 1;
        let now = self
            .time
            .map_or(time.get(), |before| before.max(time.get()));
        self.time = Some(now);
        let day = (i128::from(now) + 8 * 3_600_000).div_euclid(86_400_000) as i64;
        self.keys
            .retain(|known| known.day == day || known.day == day - 1);
        self.end_due();
        let id = command.key.id;
        let known = self.keys.iter().find(|known| id != 0 && known.key.id == id);
        match known {
            Some(known) if known.key.body == command.key.body => {
                let (first_seq, outcome) = (known.seq, known.outcome);
                self.events.push(Event::Repeated { first_seq, outcome });
            }
            Some(known) => {
                let reason = Refusal::KeyReused {
                    first_seq: known.seq,
                };
                self.events.push(Event::Refused { reason });
            }
            None => {
                let outcome = match self.act(&command.action) {
                    Ok(outcome) => outcome,
                    Err(reason) => {
                        self.events.push(Event::Refused { reason });
                        Outcome::Refused { reason }
                    }
                };
                self.keys.push(Remembered {
                    day,
                    key: command.key,
                    seq,
                    outcome,
                });
            }
        }
        if self.commands.is_multiple_of(1024) {
            let totals = self
                .totals
                .iter()
                .map(|(member, total)| (*member, *total as i64));
            self.events.push(Event::BalancesHash {
                hash: balances_hash(totals),
            });
        }
        std::mem::take(&mut self.events)
    }

    pub fn held_fen(&self, member: MemberNo) -> i128 {
        let bids = self
            .listings
            .iter()
            .filter(|listing| listing.entry.member == member);
        let bids: i128 = bids.map(|listing| self.listing_hold(listing)).sum();
        let orders = self
            .orders
            .iter()
            .filter(|order| order.entry.member == member);
        bids + orders.map(|order| self.order_hold(order)).sum::<i128>()
    }

    pub fn available_fen(&self, member: MemberNo) -> i128 {
        self.totals.get(&member).copied().unwrap_or(0) - self.held_fen(member)
    }

    pub fn held_contracts(&self, receipt: ReceiptNo) -> u32 {
        let offers = self
            .listings
            .iter()
            .filter(|listing| listing.entry.receipt == receipt);
        let asks = self
            .orders
            .iter()
            .filter(|order| order.entry.receipt == receipt);
        offers.map(|listing| listing.left).sum::<u32>() + asks.map(|order| order.left).sum::<u32>()
    }

    pub fn free_contracts(&self, receipt: ReceiptNo) -> u32 {
        self.receipts[&receipt].contracts - self.held_contracts(receipt)
    }

    pub fn listing_hold(&self, listing: &Listing) -> i128 {
        let rules = &self.rules[&listing.entry.instrument];
        match listing.entry.side {
            Side::Sell => 0,
            Side::Buy => hold(
                rules,
                rules.listing_hold_bp,
                listing.entry.price.get(),
                listing.left,
            ),
        }
    }

    pub fn order_hold(&self, order: &Order) -> i128 {
        let rules = &self.rules[&order.entry.instrument];
        match order.entry.side {
            Side::Sell => 0,
            Side::Buy => hold(
                rules,
                rules.continuous_hold_bp,
                order.entry.price.get(),
                order.left,
            ),
        }
    }

    fn act(&mut self, action: &Action) -> Result<Outcome, Refusal> {
        if let Action::OpenVenue { venue, profile } = *action {
            return self.open_venue(venue, profile);
        }
        if self.venue.is_none() {
            return Err(Refusal::VenueNotOpen);
        }
        match *action {
            Action::OpenVenue { .. } | Action::Tick => Ok(Outcome::Ticked),
            Action::OpenInstrument(rules) => self.open_instrument(rules),
            Action::Credit { instruction, .. }
            | Action::Debit { instruction, .. }
            | Action::IssueReceipt { instruction, .. }
            | Action::CancelReceipt { instruction, .. } => self.instruct(instruction, action),
            Action::List(entry) => self.list(entry),
            Action::Take {
                member,
                listing,
                qty,
                receipt,
            } => self.take(member, listing, qty, receipt),
            Action::Unlist { member, listing } => {
                let found = self.find_listing(listing)?;
                if self.listings[found].entry.member != member {
                    return Err(Refusal::ListingNotYours { listing });
                }
                self.end_listing(found, ListingEnd::Withdrawn);
                Ok(Outcome::Unlisted { listing })
            }
            Action::Place(entry) => self.place(entry),
            Action::Cancel { member, order } => self.cancel(member, order),
            Action::Replace {
                member,
                order,
                price,
                qty,
            } => self.replace(member, order, price, qty),
        }
    }

    fn end_due(&mut self) {
        let now = Millis::new(self.time.expect("time was set"));
        loop {
            let due = self
                .listings
                .iter()
                .filter(|listing| listing.entry.valid_until <= now);
            let Some(first) = due.min_by_key(|due| (due.entry.valid_until, due.number)) else {
                return;
            };
            let place = self.find_listing(first.number).expect("it was just found");
            self.end_listing(place, ListingEnd::Expired);
        }
    }

    fn list(&mut self, entry: NewListing) -> Result<Outcome, Refusal> {
        let rules = self.check_entry(entry.member, entry.instrument, Mode::Listing)?;
        check_limits(&rules, entry.price, entry.qty)?;
        if entry.min_take.get() < 1 || entry.min_take > entry.qty {
            return Err(Refusal::MinTakeOutOfRange { qty: entry.qty });
        }
        let now = Millis::new(self.time.expect("time was set"));
        if entry.valid_until <= now {
            return Err(Refusal::Expired { now });
        }
        let mut held_fen = 0;
        if entry.side == Side::Buy {
            no_receipt(entry.receipt)?;
            held_fen = hold(
                &rules,
                rules.listing_hold_bp,
                entry.price.get(),
                entry.qty.get(),
            );
            self.need_funds(entry.member, held_fen)?;
        } else {
            self.need_receipt(entry.receipt, entry.member, entry.instrument)?;
            self.need_goods(entry.receipt, entry.qty)?;
        }
        self.last_number += 1;
        let listing = OrderNo::new(self.last_number);
        let held_fen = held_fen as i64;
        self.listings.push(Listing {
            number: listing,
            entry,
            left: entry.qty.get(),
        });
        self.events.push(Event::Listed {
            listing,
            entry,
            held_fen,
        });
        Ok(Outcome::Listed { listing, held_fen })
    }

    fn take(
        &mut self,
        member: MemberNo,
        number: OrderNo,
        qty: Qty,
        receipt: ReceiptNo,
    ) -> Result<Outcome, Refusal> {
        check_member(member)?;
        let place = self.find_listing(number)?;
        let listing = self.listings[place];
        let entry = listing.entry;
        check_portion(member, qty, &listing)?;
        let rules = self.rules[&entry.instrument];
        let deposit = |qty: u32| hold(&rules, rules.listing_hold_bp, entry.price.get(), qty);
        let (buyer, seller, sold, paid) = match entry.side {
            Side::Sell => {
                no_receipt(receipt)?;
                self.need_funds(member, deposit(qty.get()))?;
                (member, entry.member, entry.receipt, deposit(qty.get()))
            }
            Side::Buy => {
                self.need_receipt(receipt, member, entry.instrument)?;
                self.need_goods(receipt, qty)?;
                let rest = deposit(listing.left - qty.get());
                (entry.member, member, receipt, deposit(listing.left) - rest)
            }
        };
        *self.totals.entry(buyer).or_default() -= paid;
        self.receipts
            .get_mut(&sold)
            .expect("it was found")
            .contracts -= qty.get();
        self.listings[place].left -= qty.get();
        let deal = self.events.len() as u32;
        let held_fen = paid as i64;
        self.events.push(Event::Matched(Matched {
            mode: Mode::Listing,
            instrument: entry.instrument,
            price: entry.price,
            qty,
            buyer,
            seller,
            receipt: sold,
            maker: number,
            taker: OrderNo::NONE,
            maker_side: entry.side,
            maker_left: Qty::new(self.listings[place].left),
            held_fen,
            released_fen: 0,
            terms: entry.terms,
        }));
        if self.listings[place].left == 0 {
            self.end_listing(place, ListingEnd::Taken);
        }
        Ok(Outcome::Taken { deal, held_fen })
    }

    fn find_listing(&self, listing: OrderNo) -> Result<usize, Refusal> {
        let found = self
            .listings
            .iter()
            .position(|standing| standing.number == listing);
        found.ok_or(Refusal::ListingUnknown { listing })
    }

    fn end_listing(&mut self, place: usize, reason: ListingEnd) {
        let listing = self.listings.remove(place);
        self.events.push(Event::ListingEnded {
            listing: listing.number,
            member: listing.entry.member,
            instrument: listing.entry.instrument,
            reason,
            left: Qty::new(listing.left),
            released_fen: self.listing_hold(&listing) as i64,
        });
    }

    /// Member, instrument and mode, in this order.
    fn check_entry(
        &self,
        member: MemberNo,
        instrument: InstrumentNo,
        mode: Mode,
    ) -> Result<InstrumentRules, Refusal> {
        check_member(member)?;
        let rules = *self
            .rules
            .get(&instrument)
            .ok_or(Refusal::InstrumentUnknown { instrument })?;
        let rate = match mode {
            Mode::Listing => rules.listing_hold_bp,
            Mode::Continuous => rules.continuous_hold_bp,
        };
        rate.ok_or(Refusal::ModeClosed { mode })?;
        Ok(rules)
    }

    fn need_funds(&self, member: MemberNo, needed: i128) -> Result<(), Refusal> {
        let available = self.available_fen(member);
        if needed <= available {
            return Ok(());
        }
        let (needed_fen, available_fen) = (needed as i64, available as i64);
        Err(Refusal::ShortOfFunds {
            needed_fen,
            available_fen,
        })
    }

    fn need_receipt(
        &self,
        receipt: ReceiptNo,
        member: MemberNo,
        instrument: InstrumentNo,
    ) -> Result<(), Refusal> {
        match self.receipts.get(&receipt).filter(|found| !found.cancelled) {
            None => Err(Refusal::ReceiptUnknown { receipt }),
            Some(found) if found.member != member => Err(Refusal::ReceiptNotYours { receipt }),
            Some(found) if found.instrument != instrument => {
                Err(Refusal::ReceiptOfOtherInstrument {
                    instrument: found.instrument,
                })
            }
            Some(_) => Ok(()),
        }
    }

    fn need_goods(&self, receipt: ReceiptNo, needed: Qty) -> Result<(), Refusal> {
        let free = Qty::new(self.free_contracts(receipt));
        if needed > free {
            Err(Refusal::ShortOfGoods { needed, free })
        } else {
            Ok(())
        }
    }
}

fn check_limits(rules: &InstrumentRules, price: engine::Ticks, qty: Qty) -> Result<(), Refusal> {
    if price.get() < 1 || price > rules.price_max {
        return Err(Refusal::PriceOutOfRange {
            price_max: rules.price_max,
        });
    }
    if qty.get() == 0 {
        return Err(Refusal::ZeroQuantity);
    }
    if qty > rules.qty_max {
        return Err(Refusal::QuantityTooLarge {
            qty_max: rules.qty_max,
        });
    }
    Ok(())
}

fn check_portion(member: MemberNo, qty: Qty, listing: &Listing) -> Result<(), Refusal> {
    let entry = listing.entry;
    let left = Qty::new(listing.left);
    if entry.member == member {
        return Err(Refusal::OwnListing {
            listing: listing.number,
        });
    }
    if qty.get() == 0 {
        return Err(Refusal::ZeroQuantity);
    }
    if qty > left {
        return Err(Refusal::MoreThanLeft { left });
    }
    if qty < entry.min_take && qty != left {
        return Err(Refusal::BelowMinimum {
            min_take: entry.min_take,
            left,
        });
    }
    Ok(())
}

fn check_member(member: MemberNo) -> Result<(), Refusal> {
    if (1..1 << 24).contains(&member.get()) {
        Ok(())
    } else {
        Err(Refusal::MemberUnknown { member })
    }
}

fn no_receipt(receipt: ReceiptNo) -> Result<(), Refusal> {
    if receipt.get() == 0 {
        Ok(())
    } else {
        Err(Refusal::ReceiptNotNeeded { receipt })
    }
}
