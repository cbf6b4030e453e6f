//! A set over 4,096 places that finds its first, last and neighbouring members in O(1).

const WORDS: usize = 64;

/// Places 0..4096, one bit each, with one summary bit for every 64 of them.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    summary: u64,
    words: [u64; WORDS],
}

impl Places {
    /// How many places there are.
    pub(crate) const COUNT: usize = WORDS * 64;

    pub(crate) const fn new() -> Self {
        Self {
            summary: 0,
            words: [0; WORDS],
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.summary == 0
    }

    pub(crate) const fn insert(&mut self, place: u32) {
        let (word, bit) = split(place);
        self.words[word] |= 1 << bit;
        self.summary |= 1 << word;
    }

    pub(crate) const fn remove(&mut self, place: u32) {
        let (word, bit) = split(place);
        self.words[word] &= !(1 << bit);
        if self.words[word] == 0 {
            self.summary &= !(1 << word);
        }
    }

    pub(crate) const fn first(&self) -> Option<u32> {
        if self.summary == 0 {
            return None;
        }
        Some(self.first_in(self.summary.trailing_zeros()))
    }

    pub(crate) const fn last(&self) -> Option<u32> {
        if self.summary == 0 {
            return None;
        }
        Some(self.last_in(self.summary.ilog2()))
    }

    /// The lowest member above `place`.
    pub(crate) const fn after(&self, place: u32) -> Option<u32> {
        let (word, bit) = split(place);
        let here = self.words[word] & above(bit);
        if here != 0 {
            return Some(join(word as u32, here.trailing_zeros()));
        }
        let words = self.summary & above(word as u32);
        if words == 0 {
            None
        } else {
            Some(self.first_in(words.trailing_zeros()))
        }
    }

    /// The highest member below `place`.
    pub(crate) const fn before(&self, place: u32) -> Option<u32> {
        let (word, bit) = split(place);
        let here = self.words[word] & below(bit);
        if here != 0 {
            return Some(join(word as u32, here.ilog2()));
        }
        let words = self.summary & below(word as u32);
        if words == 0 {
            None
        } else {
            Some(self.last_in(words.ilog2()))
        }
    }

    const fn first_in(&self, word: u32) -> u32 {
        join(word, self.words[word as usize % WORDS].trailing_zeros())
    }

    const fn last_in(&self, word: u32) -> u32 {
        join(word, self.words[word as usize % WORDS].ilog2())
    }
}

const fn split(place: u32) -> (usize, u32) {
    ((place / 64) as usize % WORDS, place % 64)
}

const fn join(word: u32, bit: u32) -> u32 {
    word * 64 + bit
}

/// Every bit above `bit`, which is at most 63.
const fn above(bit: u32) -> u64 {
    !(u64::MAX >> (63 - bit))
}

/// Every bit below `bit`, which is at most 63.
const fn below(bit: u32) -> u64 {
    (1 << bit) - 1
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::Places;

    proptest! {
        #[test]
        fn places_know_the_same_neighbours_as_a_sorted_set(
            steps in prop::collection::vec((0u32..4096, any::<bool>()), 0..200),
            probe in 0u32..4096,
        ) {
            let mut places = Places::new();
            let mut sorted = BTreeSet::new();
            for (place, put) in steps {
                if put {
                    places.insert(place);
                    sorted.insert(place);
                } else {
                    places.remove(place);
                    sorted.remove(&place);
                }
            }
            prop_assert_eq!(places.is_empty(), sorted.is_empty());
            prop_assert_eq!(places.first(), sorted.first().copied());
            prop_assert_eq!(places.last(), sorted.last().copied());
            prop_assert_eq!(places.after(probe), sorted.range(probe + 1..).next().copied());
            prop_assert_eq!(places.before(probe), sorted.range(..probe).next_back().copied());
        }
    }
}
