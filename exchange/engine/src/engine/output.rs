//! The way out of the engine: events in order, counted.

use crate::event::Event;

/// Hands events on and knows the index of the next.
pub(super) struct Output<'a> {
    sink: &'a mut dyn FnMut(Event),
    count: u32,
}

impl<'a> Output<'a> {
    pub(super) fn new(sink: &'a mut dyn FnMut(Event)) -> Self {
        Self { sink, count: 0 }
    }

    /// Emits one event and returns its index among the command's events.
    pub(super) fn emit(&mut self, event: Event) -> u32 {
        (self.sink)(event);
        let index = self.count;
        self.count = self
            .count
            .checked_add(1)
            .expect("one command ends at most 2^26 things");
        index
    }
}
