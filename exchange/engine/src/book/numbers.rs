//! From an order's number to its slot: a direct array in pages.
//!
//! Numbers are dense and rise, so the array is as short as the life of the oldest resting order
//! allows: a page without a resting order is handed on to the newest numbers. A number looks up
//! in two reads; nothing is hashed and nothing searched.

const PAGE: usize = 4096;

type Page = Box<[u32; PAGE]>;

/// Slots of resting orders by number; slot zero means that the order does not rest.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    pages: Vec<Option<Page>>,
    /// Resting orders of each page.
    resting: Vec<u32>,
    /// Pages that became empty, at most as many as there ever were at once.
    spare: Vec<Page>,
}

impl Numbers {
    pub(crate) fn slot(&self, number: u64) -> u32 {
        let Ok(number) = usize::try_from(number) else {
            return 0;
        };
        match self.pages.get(number / PAGE) {
            Some(Some(page)) => page[number % PAGE],
            _ => 0,
        }
    }

    pub(crate) fn insert(&mut self, number: u64, slot: u32) {
        let number = usize::try_from(number).expect("order numbers fit the machine's word");
        let at = number / PAGE;
        if at >= self.pages.len() {
            self.pages.resize_with(at + 1, || None);
            self.resting.resize(at + 1, 0);
        }
        let page = self.pages[at]
            .get_or_insert_with(|| self.spare.pop().unwrap_or_else(|| Box::new([0; PAGE])));
        page[number % PAGE] = slot;
        self.resting[at] += 1;
    }

    pub(crate) fn remove(&mut self, number: u64) {
        let number = usize::try_from(number).expect("order numbers fit the machine's word");
        let at = number / PAGE;
        let page = self.pages[at].as_mut().expect("a resting order has a page");
        page[number % PAGE] = 0;
        self.resting[at] -= 1;
        if self.resting[at] == 0 {
            self.spare.extend(self.pages[at].take());
        }
    }
}
