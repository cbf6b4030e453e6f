//! The prices of one side, each with its queue, in pages of 4,096.
//!
//! A page is made when its first price is used and then stays, so that a warm ladder allocates
//! nothing. Bound: 4,096 pages of 64 KiB, and an instrument's highest price bounds it further.

use super::places::Places;

const PAGE: usize = Places::COUNT;

/// The queue of one price: its ends and the contracts in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Level {
    pub(crate) head: u32,
    pub(crate) tail: u32,
    pub(crate) qty: u64,
}

impl Level {
    const EMPTY: Self = Self {
        head: 0,
        tail: 0,
        qty: 0,
    };
}

#[derive(Debug)]
struct Page {
    occupied: Places,
    levels: Box<[Level; PAGE]>,
}

impl Page {
    fn new() -> Self {
        let levels = vec![Level::EMPTY; PAGE].into_boxed_slice();
        Self {
            occupied: Places::new(),
            levels: levels
                .try_into()
                .expect("a page has exactly as many levels as it was given"),
        }
    }
}

/// All prices of one side of one instrument.
#[derive(Debug)]
pub(crate) struct Ladder {
    /// Pages with at least one waiting order.
    occupied: Places,
    /// Place of each page in `pages`, plus one; zero for a page not yet made.
    directory: Vec<u32>,
    pages: Vec<Page>,
}

impl Ladder {
    pub(crate) const fn new() -> Self {
        Self {
            occupied: Places::new(),
            directory: Vec::new(),
            pages: Vec::new(),
        }
    }

    pub(crate) fn lowest(&self) -> Option<u32> {
        let page = self.occupied.first()?;
        self.page(page)
            .occupied
            .first()
            .map(|place| join(page, place))
    }

    pub(crate) fn highest(&self) -> Option<u32> {
        let page = self.occupied.last()?;
        self.page(page)
            .occupied
            .last()
            .map(|place| join(page, place))
    }

    /// The next occupied price above an occupied one.
    pub(crate) fn above(&self, price: u32) -> Option<u32> {
        let (page, place) = split(price);
        if let Some(place) = self.page(page).occupied.after(place) {
            return Some(join(page, place));
        }
        let page = self.occupied.after(page)?;
        self.page(page)
            .occupied
            .first()
            .map(|place| join(page, place))
    }

    /// The next occupied price below an occupied one.
    pub(crate) fn below(&self, price: u32) -> Option<u32> {
        let (page, place) = split(price);
        if let Some(place) = self.page(page).occupied.before(place) {
            return Some(join(page, place));
        }
        let page = self.occupied.before(page)?;
        self.page(page)
            .occupied
            .last()
            .map(|place| join(page, place))
    }

    /// The queue of an occupied price.
    pub(crate) fn level(&self, price: u32) -> &Level {
        let (page, place) = split(price);
        &self.page(page).levels[place as usize % PAGE]
    }

    /// The queue of an occupied price.
    pub(crate) fn level_mut(&mut self, price: u32) -> &mut Level {
        let (page, place) = split(price);
        &mut self.page_mut(page).levels[place as usize % PAGE]
    }

    /// The queue of a price that gets an order now.
    pub(crate) fn occupy(&mut self, price: u32) -> &mut Level {
        let (page, place) = split(price);
        if self.directory.get(page as usize).is_none_or(|at| *at == 0) {
            self.make(page);
        }
        self.occupied.insert(page);
        let page = self.page_mut(page);
        page.occupied.insert(place);
        &mut page.levels[place as usize % PAGE]
    }

    /// Forgets a price whose queue is empty.
    pub(crate) fn vacate(&mut self, price: u32) {
        let (page, place) = split(price);
        let occupied = &mut self.page_mut(page).occupied;
        occupied.remove(place);
        if occupied.is_empty() {
            self.occupied.remove(page);
        }
    }

    #[cold]
    fn make(&mut self, page: u32) {
        let page = page as usize;
        if page >= self.directory.len() {
            self.directory.resize(page + 1, 0);
        }
        self.pages.push(Page::new());
        self.directory[page] = u32::try_from(self.pages.len()).expect("at most 4,096 pages");
    }

    fn page(&self, page: u32) -> &Page {
        &self.pages[self.directory[page as usize] as usize - 1]
    }

    fn page_mut(&mut self, page: u32) -> &mut Page {
        &mut self.pages[self.directory[page as usize] as usize - 1]
    }
}

const fn split(price: u32) -> (u32, u32) {
    (price / PAGE as u32, price % PAGE as u32)
}

const fn join(page: u32, place: u32) -> u32 {
    page * PAGE as u32 + place
}
