//! Idempotency keys of this trading day and the one before, each with what came of it.
//!
//! A key belongs to the trading day of its first command (UTC+8) and is forgotten when that day
//! is the day before yesterday. Keys are 128-bit hashes already, so their low bits are the hash
//! of the table. Bound: [`KEYS_MAX`] keys a day.

use crate::command::Key;
use crate::event::Outcome;

/// The most keys of one trading day.
pub(crate) const KEYS_MAX: usize = 1 << 24;

/// A key and its first command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) key: Key,
    pub(crate) seq: u64,
    pub(crate) outcome: Outcome,
}

/// The keys of one trading day, in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct Day {
    entries: Vec<Entry>,
    /// Open addressing over `entries`: place plus one, zero for empty; a power of two long.
    table: Vec<u32>,
}

impl Day {
    /// The day's keys in the order in which they came.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn find(&self, id: u128) -> Option<&Entry> {
        if self.table.is_empty() {
            return None;
        }
        match self.table[self.place(id)] {
            0 => None,
            at => Some(&self.entries[at as usize - 1]),
        }
    }

    fn add(&mut self, entry: Entry) {
        self.entries.push(entry);
        if self.entries.len() * 2 > self.table.len() {
            self.table = vec![0; (self.entries.len() * 4).next_power_of_two().max(16)];
            for at in 0..self.entries.len() {
                self.enter(at);
            }
        } else {
            self.enter(self.entries.len() - 1);
        }
    }

    fn enter(&mut self, at: usize) {
        let place = self.place(self.entries[at].key.id);
        self.table[place] = u32::try_from(at + 1).expect("keys of a day are bounded");
    }

    /// Where the key is, or where it would go. Bound: the table is at most half full.
    fn place(&self, id: u128) -> usize {
        let mask = self.table.len() - 1;
        let mut place = id as usize & mask;
        while self.table[place] != 0 && self.entries[self.table[place] as usize - 1].key.id != id {
            place = (place + 1) & mask;
        }
        place
    }

    fn clear(&mut self) {
        self.entries.clear();
        self.table.fill(0);
    }
}

/// The keys that are remembered.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    today: i64,
    current: Day,
    previous: Day,
}

/// What the engine knows of a command's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// Nothing: the command is to be applied.
    Never,
    /// The same request was applied before.
    Same(Entry),
    /// Another request came under this key.
    Other { first_seq: u64 },
}

impl Keys {
    /// Turns the pages when the trading day is another; days never go back.
    pub(crate) fn turn_to(&mut self, day: i64) {
        if day == self.today {
            return;
        }
        std::mem::swap(&mut self.current, &mut self.previous);
        self.current.clear();
        if day != self.today.saturating_add(1) {
            self.previous.clear();
        }
        self.today = day;
    }

    pub(crate) fn look_up(&self, key: Key) -> Seen {
        if key.id == Key::NONE.id {
            return Seen::Never;
        }
        match self
            .current
            .find(key.id)
            .or_else(|| self.previous.find(key.id))
        {
            None => Seen::Never,
            Some(entry) if entry.key.body == key.body => Seen::Same(*entry),
            Some(entry) => Seen::Other {
                first_seq: entry.seq,
            },
        }
    }

    /// Whether another key of today can be remembered.
    pub(crate) fn is_full(&self) -> bool {
        self.current.entries.len() >= KEYS_MAX
    }

    /// Remembers what came of a command, if it has a key.
    pub(crate) fn remember(&mut self, entry: Entry) {
        if entry.key.id != Key::NONE.id && !self.is_full() {
            self.current.add(entry);
        }
    }

    /// The trading day and its keys, and the keys of the day before.
    pub(crate) const fn days(&self) -> (i64, &Day, &Day) {
        (self.today, &self.current, &self.previous)
    }

    /// The keys that a snapshot had, each day's in order.
    pub(crate) fn restore(today: i64, current: Vec<Entry>, previous: Vec<Entry>) -> Self {
        let mut keys = Self {
            today,
            ..Self::default()
        };
        current
            .into_iter()
            .for_each(|entry| keys.current.add(entry));
        previous
            .into_iter()
            .for_each(|entry| keys.previous.add(entry));
        keys
    }
}
