//! Writing a snapshot, part by part.

use super::{MAGIC, VERSION};
use crate::command::{Action, Command, Key, Side};
use crate::digest::digest;
use crate::engine::Engine;
use crate::keys::{Day, Entry};
use crate::outcome_record;
use crate::receipts::{Issued, ReceiptSlot};

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
