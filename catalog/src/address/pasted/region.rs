//! Finding province, city and district in a text.
//!
//! A *chain* is what names in a row say: 山西省太原市小店区, 山西 太原, 太原市. Each name must lie in
//! the one before it. At one place the chain with most steps counts, then the one with most full
//! names, then the longest; chains that are alike in all three and end at the same sign mean that
//! the text is ambiguous.
//!
//! A short name counts only where nothing else can be meant: not as the start of a road's name, and
//! a district's only behind its city and in front of a blank.

use super::pieces::cuts;
use super::words::{Words, begins};
use crate::address::divisions::{Division, Divisions, Level};
use crate::address::place::Place;

type Step = Option<&'static Division>;

/// What names in a row say.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    province: Step,
    city: Step,
    district: Step,
    pub(super) start: usize,
    pub(super) end: usize,
    steps: usize,
    full: usize,
    is_former: bool,
    /// Whether the last name is one that a road could begin with.
    ends_short: bool,
}

/// What a text says about the place, and where it says so.
#[derive(Clone, Debug)]
pub(super) struct Region {
    pub(super) province: Step,
    pub(super) city: Step,
    pub(super) district: Step,
    /// The places that the text can mean, if it is more than one or an old name.
    pub(super) candidates: Vec<Place>,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A name that stands in the text.
struct Match {
    division: &'static Division,
    length: usize,
    is_full: bool,
    is_former: bool,
}

impl Chain {
    fn at(start: usize) -> Self {
        Self {
            province: None,
            city: None,
            district: None,
            start,
            end: start,
            steps: 0,
            full: 0,
            is_former: false,
            ends_short: false,
        }
    }

    fn with(&self, found: &Match, from: usize) -> Self {
        let mut chain = self.clone();
        let step = match found.division.level() {
            Level::Province => &mut chain.province,
            Level::City => &mut chain.city,
            Level::District => &mut chain.district,
        };
        *step = Some(found.division);
        chain.end = from + found.length;
        chain.steps += 1;
        chain.full += usize::from(found.is_full);
        chain.is_former |= found.is_former;
        chain.ends_short = !found.is_full;
        chain
    }

    /// Whether a division lies in what the chain says already, and is a step further.
    fn leads_to(&self, division: &Division) -> bool {
        let last = self.district.or(self.city).or(self.province);
        let further = last.is_none_or(|last| last.level() < division.level());
        let in_province = self
            .province
            .is_none_or(|province| province.code == division.code.province());
        let in_city = self.city.is_none_or(|city| {
            let parent = Divisions::get().parent(division);
            parent.is_some_and(|parent| parent.code == city.code)
        });
        further && in_province && in_city
    }

    fn worth(&self) -> (usize, usize, usize) {
        (self.steps, self.full, self.end - self.start)
    }

    /// The place that the chain says, with what follows from it.
    fn place(&self) -> Option<Place> {
        let divisions = Divisions::get();
        let last = self.district.or(self.city).or(self.province)?;
        let mut place = divisions.place(last.code)?;
        if let (None, [only]) = (place.city, divisions.cities(place.province.code)) {
            place.city = Some(only);
        }
        Some(place)
    }
}

/// Finds what a text says about the place.
pub(super) fn find(text: &[char]) -> Option<Region> {
    let starts: Vec<Vec<Chain>> = (0..text.len()).map(|at| best_at(text, at)).collect();
    let sure = |chain: &Chain| chain.steps >= 2 || (chain.full > 0 && is_start(text, chain.start));
    let full = |chain: &Chain| chain.full > 0 && chain.end - chain.start > 2;
    let any = |chain: &Chain| is_start(text, chain.start);
    let tests: [&dyn Fn(&Chain) -> bool; 3] = [&sure, &full, &any];
    let found = tests
        .iter()
        .find_map(|test| starts.iter().find(|best| best.first().is_some_and(test)))?;
    Some(grown(text, region(found)))
}

/// The best chains that start at a place; more than one where they are alike.
fn best_at(text: &[char], at: usize) -> Vec<Chain> {
    let mut all = Vec::new();
    extend(text, &Chain::at(at), &mut all);
    all.retain(|chain| !chain.ends_short || !Words::get().is_road(&text[chain.end..]));
    let Some(worth) = all.iter().map(Chain::worth).max() else {
        return Vec::new();
    };
    all.retain(|chain| chain.worth() == worth);
    all
}

fn extend(text: &[char], chain: &Chain, all: &mut Vec<Chain>) {
    let from = if chain.steps == 0 {
        chain.start
    } else {
        skipped(text, chain.end)
    };
    for found in matches(&text[from.min(text.len())..]) {
        if chain.leads_to(found.division) && counts(text, chain, &found, from) {
            let longer = chain.with(&found, from);
            extend(text, &longer, all);
            all.push(longer);
        }
    }
}

/// The names that a text begins with.
fn matches(text: &[char]) -> Vec<Match> {
    let Some(sign) = text.first() else {
        return Vec::new();
    };
    let names = Divisions::get().names_from(*sign).iter();
    let named = names.map(|named| {
        let name: Vec<char> = named.name.chars().collect();
        let found = Match {
            division: named.division,
            length: name.len(),
            is_full: named.name == named.division.name_zh,
            is_former: false,
        };
        (name, found)
    });
    let others = Words::get().others.iter().map(|other| {
        let found = Match {
            division: other.division,
            length: other.name.len(),
            is_full: other.is_former,
            is_former: other.is_former,
        };
        (other.name.clone(), found)
    });
    let all = named.chain(others);
    all.filter(|(name, _)| begins(text, name))
        .map(|(_, found)| found)
        .collect()
}

/// Whether a name may be meant where it stands.
fn counts(text: &[char], chain: &Chain, found: &Match, from: usize) -> bool {
    if found.division.level() != Level::District {
        return true;
    }
    if found.is_full {
        // Two signs such as 城区 are the end of many other words.
        return chain.steps > 0 || found.length > 2 || is_start(text, from);
    }
    let ended = text
        .get(from + found.length)
        .is_none_or(|sign| is_blank(*sign));
    chain.steps > 0 && (ended || found.division.code.is_town())
}

fn is_blank(sign: char) -> bool {
    sign.is_whitespace() || cuts(sign)
}

/// Whether a word can start at a place.
fn is_start(text: &[char], at: usize) -> bool {
    at.checked_sub(1)
        .and_then(|before| text.get(before))
        .is_none_or(|sign| is_blank(*sign))
}

/// Where the next name can start: behind blanks, signs and the words that stand for no division.
fn skipped(text: &[char], mut at: usize) -> usize {
    loop {
        let rest = &text[at.min(text.len())..];
        let sign = rest.first().copied().unwrap_or('x');
        if is_blank(sign) || "/->.\u{b7}\u{3001}".contains(sign) {
            at += 1;
        } else if let Some(length) = Words::get().starts("filler", rest) {
            let alone = rest.get(length).is_none_or(|sign| is_blank(*sign));
            if length == 1 && !(alone && is_start(text, at)) {
                return at;
            }
            at += length;
        } else {
            return at;
        }
    }
}

/// What chains that are alike say together.
fn region(chains: &[Chain]) -> Region {
    let mut places: Vec<Place> = chains.iter().filter_map(Chain::place).collect();
    places.sort_by_key(Place::code);
    places.dedup();
    let is_former = chains.iter().any(|chain| chain.is_former);
    let same = |step: fn(&Place) -> Step| {
        let first = places.first().and_then(step);
        first.filter(|first| places.iter().all(|place| step(place) == Some(*first)))
    };
    let (province, city) = (same(|place| Some(place.province)), same(|place| place.city));
    let district = same(|place| place.district).filter(|_| !is_former);
    let end = chains.iter().map(|chain| chain.end).max().unwrap_or(0);
    let start = chains.iter().map(|chain| chain.start).min().unwrap_or(0);
    let is_open = is_former || places.len() > 1;
    Region {
        province,
        city,
        district,
        candidates: if is_open { places } else { Vec::new() },
        start,
        end,
    }
}

/// A region with what the text says of it again: a repetition is skipped, a contradiction is told.
fn grown(text: &[char], mut region: Region) -> Region {
    loop {
        let from = skipped(text, region.end);
        let next = best_at(text, from);
        let Some(first) = next.first() else {
            return region;
        };
        let said = self::region(&next);
        let ended = text.get(said.end).is_none_or(|sign| is_blank(*sign));
        let is_strong = first.steps >= 2 || (first.full > 0 && (ended || adds(&region, &said)));
        if !is_strong || !region.candidates.is_empty() {
            return region;
        }
        if agrees(&region, &said) {
            region.city = region.city.or(said.city);
            region.district = region.district.or(said.district);
            region.candidates = said.candidates;
        } else {
            region.candidates = contradiction(&region, &said);
            (region.province, region.city, region.district) = (None, None, None);
        }
        region.end = said.end;
    }
}

/// Whether `said` names a step that `region` lacks.
fn adds(region: &Region, said: &Region) -> bool {
    let has_districts = region
        .city
        .is_none_or(|city| !Divisions::get().districts(city.code).is_empty());
    let city = region.city.is_none() && (said.city.is_some() || !said.candidates.is_empty());
    let district = region.district.is_none() && has_districts;
    city || (district && (said.district.is_some() || !said.candidates.is_empty()))
}

fn agrees(region: &Region, said: &Region) -> bool {
    let same = |ours: Step, theirs: Step| ours.is_none() || theirs.is_none() || ours == theirs;
    let within = |place: &Place| {
        same(region.province, Some(place.province)) && same(region.city, place.city)
    };
    same(region.province, said.province)
        && same(region.city, said.city)
        && same(region.district, said.district)
        && (said.candidates.is_empty() || said.candidates.iter().any(within))
}

fn contradiction(region: &Region, said: &Region) -> Vec<Place> {
    let of = |region: &Region| {
        let last = region.district.or(region.city).or(region.province);
        last.and_then(|last| Divisions::get().place(last.code))
    };
    let mut places: Vec<Place> = of(region).into_iter().collect();
    if said.candidates.is_empty() {
        places.extend(of(said));
    } else {
        places.extend(said.candidates.iter().copied());
    }
    places
}
