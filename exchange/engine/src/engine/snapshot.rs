//! The whole state as bytes, and back.
//!
//! Layout, little endian: magic, version, counters, then each part with its count in front:
//! instruments and listings as the commands that would make them, accounts by member, receipts
//! by issue, orders by instrument, side and rank, keys by arrival; last a digest of all before
//! it. Equal states give equal bytes, whatever slots and pages they lie in. What is read is
//! checked again: the holds of all bids and offers must sum to what accounts and receipts say,
//! and no book may be crossed.

use std::collections::BTreeMap;
use std::fmt;

use super::board::Listing;
use super::{Engine, Market, check_member, office};
use crate::accounts::Funds;
use crate::book::narrow;
use crate::book::orders::{Order, Parts};
use crate::codec::COMMAND_BYTES;
use crate::command::{Action, Command, Key, Mode, Side};
use crate::digest::digest;
use crate::keys::{Day, Entry, Keys};
use crate::outcome_record;
use crate::receipts::{Issued, LiveReceipt, ReceiptSlot, Sale};
use crate::units::{InstructionNo, InstrumentNo, MemberNo, Millis, OrderNo, Qty, ReceiptNo, Ticks};
use crate::value::BALANCE_FEN_MAX;

const MAGIC: u64 = u64::from_le_bytes(*b"SBMARKET");
const VERSION: u64 = 1;

/// Why bytes are not a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestoreError {
    /// The bytes end early, go on too long, or do not have the digest they claim.
    Damaged,
    /// Another version of the engine wrote them.
    Version {
        /// The version found.
        found: u64,
    },
    /// They are whole but describe no market: the part named contradicts the others.
    Contradiction {
        /// Where.
        part: &'static str,
    },
}

impl fmt::Display for RestoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged => write!(f, "the snapshot is damaged"),
            Self::Version { found } => {
                write!(
                    f,
                    "the snapshot has version {found}, this engine reads {VERSION}"
                )
            }
            Self::Contradiction { part } => {
                write!(f, "the snapshot contradicts itself in its {part}")
            }
        }
    }
}

impl std::error::Error for RestoreError {}

impl Engine {
    /// Everything the engine knows, as bytes; equal states give equal bytes.
    pub fn snapshot(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.word(MAGIC);
        writer.word(VERSION);
        self.write_counters(&mut writer);
        writer.count(self.markets.len());
        for market in &self.markets {
            writer.action(Action::OpenInstrument(market.rules));
        }
        writer.count(self.all_funds().count());
        for (member, funds) in self.all_funds() {
            writer.word(u64::from(member.get()));
            writer.word(funds.available_fen.cast_unsigned());
            writer.word(funds.held_fen.cast_unsigned());
        }
        self.write_receipts(&mut writer);
        writer.count(self.board.standing().len());
        for (number, listing) in self.board.standing() {
            writer.word(number.get());
            writer.word(u64::from(listing.left.get()));
            writer.action(Action::List(listing.entry));
        }
        self.write_orders(&mut writer);
        let (today, current, previous) = self.keys.days();
        writer.word(today.cast_unsigned());
        writer.day(current);
        writer.day(previous);
        writer.finish()
    }

    /// The engine that [`Engine::snapshot`] wrote.
    ///
    /// # Errors
    /// [`RestoreError`] when the bytes are damaged, of another version, or no market.
    pub fn restore(bytes: &[u8]) -> Result<Self, RestoreError> {
        let mut reader = Reader::open(bytes)?;
        let mut engine = Self::new();
        engine.read_counters(&mut reader)?;
        engine.read_markets(&mut reader)?;
        let mut expected = engine.read_accounts(&mut reader)?;
        let mut expected_goods = engine.read_receipts(&mut reader)?;
        engine.read_listings(&mut reader)?;
        engine.read_orders(&mut reader)?;
        engine.read_keys(&mut reader)?;
        if !reader.bytes.is_empty() {
            return Err(RestoreError::Damaged);
        }
        engine.compare_holds(&mut expected, &mut expected_goods)?;
        Ok(engine)
    }

    /// 64-bit hash of everything the engine knows, keys included.
    pub fn state_hash(&self) -> u64 {
        digest(&self.snapshot())
    }

    fn write_counters(&self, writer: &mut Writer) {
        writer.word(self.last_seq);
        writer.word(self.commands);
        writer.word(self.time.get().cast_unsigned());
        writer.word(self.last_instruction.get());
        writer.word(self.last_number.get());
        writer.count(usize::from(self.venue.is_some()));
        if let Some((venue, profile)) = self.venue {
            writer.action(Action::OpenVenue { venue, profile });
        }
    }

    fn write_receipts(&self, writer: &mut Writer) {
        writer.count(self.receipts.all().len());
        for Issued { receipt, cancelled } in self.receipts.all() {
            writer.word(receipt.receipt.get());
            writer.word(u64::from(receipt.member.get()));
            writer.word(u64::from(receipt.instrument.get()));
            writer.word(u64::from(receipt.free.get()));
            writer.word(u64::from(receipt.held.get()));
            writer.word(u64::from(*cancelled));
        }
    }

    fn write_orders(&self, writer: &mut Writer) {
        for market in &self.markets {
            let Some(book) = &market.book else { continue };
            for side in [Side::Buy, Side::Sell] {
                writer.count(book.queue(&self.orders, side).count());
                for order in book.queue(&self.orders, side) {
                    writer.word(order.number().get());
                    writer.word(u64::from(order.member()));
                    writer.word(u64::from(order.price()));
                    writer.word(u64::from(order.qty()));
                    writer.word(self.receipts.number(ReceiptSlot(order.receipt())).get());
                }
            }
        }
    }

    fn read_counters(&mut self, reader: &mut Reader<'_>) -> Result<(), RestoreError> {
        self.last_seq = reader.word()?;
        self.commands = reader.word()?;
        self.time = Millis::new(reader.word()?.cast_signed());
        self.last_instruction = InstructionNo::new(reader.word()?);
        self.last_number = OrderNo::new(reader.word()?);
        if reader.count()? > 0 {
            let Action::OpenVenue { venue, profile } = reader.action()? else {
                return Err(RestoreError::Contradiction { part: "venue" });
            };
            self.venue = Some((venue, profile));
        }
        Ok(())
    }

    fn read_markets(&mut self, reader: &mut Reader<'_>) -> Result<(), RestoreError> {
        let wrong = RestoreError::Contradiction {
            part: "instruments",
        };
        for _ in 0..reader.count()? {
            let Action::OpenInstrument(rules) = reader.action()? else {
                return Err(wrong);
            };
            let (_, profile) = self.venue.ok_or(wrong)?;
            office::check_rules(&rules).map_err(|_| wrong)?;
            office::check_modes(&rules, profile).map_err(|_| wrong)?;
            require(self.place_of(rules.instrument).is_none(), wrong)?;
            self.admit(rules);
        }
        Ok(())
    }

    /// Reads the accounts and returns what each says is held.
    fn read_accounts(
        &mut self,
        reader: &mut Reader<'_>,
    ) -> Result<BTreeMap<MemberNo, i64>, RestoreError> {
        let wrong = RestoreError::Contradiction { part: "accounts" };
        let mut held = BTreeMap::new();
        for _ in 0..reader.count()? {
            let member = MemberNo::new(reader.narrow()?);
            let available_fen = reader.word()?.cast_signed();
            let held_fen = reader.word()?.cast_signed();
            check_member(member).map_err(|_| wrong)?;
            let amounts = 0..=BALANCE_FEN_MAX;
            require(
                amounts.contains(&available_fen) && amounts.contains(&held_fen),
                wrong,
            )?;
            require(amounts.contains(&(available_fen + held_fen)), wrong)?;
            require(held.insert(member, held_fen).is_none(), wrong)?;
            self.accounts.restore(
                member,
                Funds {
                    available_fen,
                    held_fen,
                },
            );
        }
        Ok(held)
    }

    /// Reads the receipts and returns what each says is held.
    fn read_receipts(
        &mut self,
        reader: &mut Reader<'_>,
    ) -> Result<BTreeMap<ReceiptNo, u64>, RestoreError> {
        let wrong = RestoreError::Contradiction { part: "receipts" };
        let mut goods = BTreeMap::new();
        for _ in 0..reader.count()? {
            let receipt = LiveReceipt {
                receipt: ReceiptNo::new(reader.word()?),
                member: MemberNo::new(reader.narrow()?),
                instrument: InstrumentNo::new(reader.narrow()?),
                free: Qty::new(reader.narrow()?),
                held: Qty::new(reader.narrow()?),
            };
            let cancelled = reader.word()? != 0;
            check_member(receipt.member).map_err(|_| wrong)?;
            require(receipt.receipt != ReceiptNo::NONE, wrong)?;
            require(self.place_of(receipt.instrument).is_some(), wrong)?;
            let contracts = receipt
                .free
                .get()
                .checked_add(receipt.held.get())
                .ok_or(wrong)?;
            require(!cancelled || contracts == 0, wrong)?;
            let held = u64::from(receipt.held.get());
            require(goods.insert(receipt.receipt, held).is_none(), wrong)?;
            self.receipts.restore(Issued { receipt, cancelled });
        }
        Ok(goods)
    }

    fn read_listings(&mut self, reader: &mut Reader<'_>) -> Result<(), RestoreError> {
        let wrong = RestoreError::Contradiction { part: "listings" };
        for _ in 0..reader.count()? {
            let number = OrderNo::new(reader.word()?);
            let left = Qty::new(reader.narrow()?);
            let Action::List(entry) = reader.action()? else {
                return Err(wrong);
            };
            let (_, market) = self.market(entry.instrument).map_err(|_| wrong)?;
            market.hold_rule(Mode::Listing).map_err(|_| wrong)?;
            market.check(entry.price, entry.qty).map_err(|_| wrong)?;
            check_member(entry.member).map_err(|_| wrong)?;
            require(OrderNo::NONE < number && number <= self.last_number, wrong)?;
            require(Qty::new(0) < left && left <= entry.qty, wrong)?;
            require(entry.valid_until > self.time, wrong)?;
            require(!self.board.standing().contains_key(&number), wrong)?;
            let receipt = match entry.side {
                Side::Buy => ReceiptSlot::NONE,
                Side::Sell => self
                    .receipts
                    .for_sale(&Sale {
                        receipt: entry.receipt,
                        member: entry.member,
                        instrument: entry.instrument,
                    })
                    .map_err(|_| wrong)?,
            };
            self.board.put(
                number,
                Listing {
                    entry,
                    left,
                    receipt,
                },
            );
        }
        Ok(())
    }

    fn read_orders(&mut self, reader: &mut Reader<'_>) -> Result<(), RestoreError> {
        for place in 0..self.markets.len() {
            if self.markets[place].book.is_none() {
                continue;
            }
            for side in [Side::Buy, Side::Sell] {
                for _ in 0..reader.count()? {
                    self.read_order(reader, place, side)?;
                }
            }
            let best = self.markets[place]
                .book
                .as_ref()
                .map_or((None, None), |book| book.best());
            let crossed = matches!(best, (Some(bid), Some(ask)) if bid >= ask);
            require(!crossed, RestoreError::Contradiction { part: "orders" })?;
        }
        Ok(())
    }

    fn read_order(
        &mut self,
        reader: &mut Reader<'_>,
        place: usize,
        side: Side,
    ) -> Result<(), RestoreError> {
        let wrong = RestoreError::Contradiction { part: "orders" };
        let number = OrderNo::new(reader.word()?);
        let member = MemberNo::new(reader.narrow()?);
        let price = Ticks::new(reader.word()?.cast_signed());
        let qty = Qty::new(reader.narrow()?);
        let receipt = ReceiptNo::new(reader.word()?);
        check_member(member).map_err(|_| wrong)?;
        let instrument = self.markets[place].rules.instrument;
        self.markets[place].check(price, qty).map_err(|_| wrong)?;
        require(OrderNo::NONE < number && number <= self.last_number, wrong)?;
        require(
            number <= OrderNo::LAST && self.orders.find(number).is_none(),
            wrong,
        )?;
        require(!self.board.standing().contains_key(&number), wrong)?;
        let receipt = match side {
            Side::Buy => ReceiptSlot::NONE,
            Side::Sell => self
                .receipts
                .for_sale(&Sale {
                    receipt,
                    member,
                    instrument,
                })
                .map_err(|_| wrong)?,
        };
        let order = Order::new(Parts {
            number,
            market: u16::try_from(place).map_err(|_| wrong)?,
            side,
            price: narrow(price),
            qty: qty.get(),
            member: member.get(),
            receipt: receipt.0,
        });
        let Market {
            book: Some(book), ..
        } = &mut self.markets[place]
        else {
            return Err(wrong);
        };
        book.rest(&mut self.orders, order);
        Ok(())
    }

    fn read_keys(&mut self, reader: &mut Reader<'_>) -> Result<(), RestoreError> {
        let today = reader.word()?.cast_signed();
        let current = reader.day()?;
        let previous = reader.day()?;
        self.keys = Keys::restore(today, current, previous);
        Ok(())
    }

    /// Compares what bids and offers hold with what accounts and receipts say.
    fn compare_holds(
        &self,
        money: &mut BTreeMap<MemberNo, i64>,
        goods: &mut BTreeMap<ReceiptNo, u64>,
    ) -> Result<(), RestoreError> {
        let listings = self.listings().map(|listing| {
            (
                listing.entry.member,
                listing.held_fen,
                listing.entry.receipt,
                listing.left,
            )
        });
        let orders = self
            .instruments()
            .flat_map(|rules| self.queue(rules.instrument));
        let orders = orders.map(|order| (order.member, order.held_fen, order.receipt, order.left));
        for (member, held_fen, receipt, left) in listings.chain(orders) {
            if receipt == ReceiptNo::NONE {
                *money.entry(member).or_default() -= held_fen;
            } else {
                let held = goods.entry(receipt).or_default();
                *held = held.wrapping_sub(u64::from(left.get()));
            }
        }
        let wrong = RestoreError::Contradiction { part: "holds" };
        require(money.values().all(|rest| *rest == 0), wrong)?;
        require(goods.values().all(|rest| *rest == 0), wrong)
    }
}

fn require(holds: bool, otherwise: RestoreError) -> Result<(), RestoreError> {
    if holds { Ok(()) } else { Err(otherwise) }
}

#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    fn word(&mut self, word: u64) {
        self.bytes.extend_from_slice(&word.to_le_bytes());
    }

    fn count(&mut self, count: usize) {
        self.word(count as u64);
    }

    fn action(&mut self, action: Action) {
        self.bytes.extend_from_slice(
            &Command {
                key: Key::NONE,
                action,
            }
            .encode(),
        );
    }

    fn day(&mut self, day: &Day) {
        self.count(day.entries().len());
        for Entry { key, seq, outcome } in day.entries() {
            self.bytes.extend_from_slice(&key.id.to_le_bytes());
            self.word(key.body);
            self.word(*seq);
            outcome_record::to_words(*outcome)
                .into_iter()
                .for_each(|word| self.word(word));
        }
    }

    fn finish(mut self) -> Vec<u8> {
        let digest = digest(&self.bytes);
        self.word(digest);
        self.bytes
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Checks digest, magic and version.
    fn open(bytes: &'a [u8]) -> Result<Self, RestoreError> {
        let (body, claimed) = bytes.split_last_chunk::<8>().ok_or(RestoreError::Damaged)?;
        let mut reader = Self { bytes: body };
        if digest(body) != u64::from_le_bytes(*claimed) || reader.word()? != MAGIC {
            return Err(RestoreError::Damaged);
        }
        match reader.word()? {
            VERSION => Ok(reader),
            found => Err(RestoreError::Version { found }),
        }
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], RestoreError> {
        let (taken, rest) = self
            .bytes
            .split_first_chunk()
            .ok_or(RestoreError::Damaged)?;
        self.bytes = rest;
        Ok(*taken)
    }

    fn word(&mut self) -> Result<u64, RestoreError> {
        self.take().map(u64::from_le_bytes)
    }

    fn narrow(&mut self) -> Result<u32, RestoreError> {
        u32::try_from(self.word()?).map_err(|_| RestoreError::Damaged)
    }

    /// A count of parts, each of which takes at least one byte.
    fn count(&mut self) -> Result<usize, RestoreError> {
        let count = usize::try_from(self.word()?).map_err(|_| RestoreError::Damaged)?;
        if count <= self.bytes.len() {
            Ok(count)
        } else {
            Err(RestoreError::Damaged)
        }
    }

    fn action(&mut self) -> Result<Action, RestoreError> {
        let bytes: [u8; COMMAND_BYTES] = self.take()?;
        Command::decode(&bytes)
            .map(|command| command.action)
            .map_err(|_| RestoreError::Damaged)
    }

    fn day(&mut self) -> Result<Vec<Entry>, RestoreError> {
        let mut entries = Vec::new();
        for _ in 0..self.count()? {
            let key = Key {
                id: u128::from_le_bytes(self.take()?),
                body: self.word()?,
            };
            let seq = self.word()?;
            let words = [self.word()?, self.word()?, self.word()?, self.word()?];
            let outcome = outcome_record::from_words(words)
                .ok_or(RestoreError::Contradiction { part: "keys" })?;
            entries.push(Entry { key, seq, outcome });
        }
        Ok(entries)
    }
}
