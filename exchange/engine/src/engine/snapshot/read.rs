//! Reading a snapshot, part by part, and checking that it describes a market.

use std::collections::BTreeMap;

use super::{MAGIC, RestoreError, VERSION};
use crate::accounts::Funds;
use crate::book::narrow;
use crate::book::orders::{Order, Parts};
use crate::codec::COMMAND_BYTES;
use crate::command::{Action, Command, Key, Mode, Side};
use crate::digest::digest;
use crate::engine::board::Listing;
use crate::engine::{Engine, Market, check_member, office};
use crate::keys::{Entry, Keys};
use crate::outcome_record;
use crate::receipts::{Issued, LiveReceipt, ReceiptSlot, Sale};
use crate::units::{InstructionNo, InstrumentNo, MemberNo, Millis, OrderNo, Qty, ReceiptNo, Ticks};
use crate::value::BALANCE_FEN_MAX;

impl Engine {
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
