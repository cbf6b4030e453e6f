//! How often something may be tried: counted in this process's memory, by the one clock.
//!
//! A try is counted before it is made, so that many at once cannot slip past, and is given back when
//! it was an honest one. Bounded: a count keeps at most as many moments as it allows, and the oldest
//! counts go when there are too many of them.

use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use axum::http::StatusCode;

use crate::config::Settings;
use crate::error::Problem;

/// Milliseconds of a quarter of an hour.
const QUARTER_MS: i64 = 15 * 60_000;
/// How many times more one address may try than one account.
const ADDRESS_TIMES: u32 = 10;
/// The most counts that are kept.
const COUNTS_MAX: usize = 100_000;

/// What is counted.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// A failed sign-in to one account.
    SignIn,
    /// A failed sign-in from one address.
    SignInFrom,
    /// A failed look-up of a purchase by one phone number.
    LookUp,
    /// A failed look-up of a purchase from one address.
    LookUpFrom,
    /// A mail asked for by which one account's password is chosen anew.
    Recovery,
    /// Such a mail asked for from one address.
    RecoveryFrom,
    /// A purchase by one buyer.
    Purchase,
    /// The same addition to one cart: a form that was sent twice.
    Addition,
}

impl Deed {
    /// Every one, with its place in the settings' order.
    fn allowed(self, most: &Most) -> u32 {
        match self {
            Self::SignIn => most.sign_ins,
            Self::SignInFrom => most.sign_ins.saturating_mul(ADDRESS_TIMES),
            Self::LookUp => most.look_ups,
            Self::LookUpFrom => most.look_ups.saturating_mul(ADDRESS_TIMES),
            Self::Recovery => most.recoveries,
            Self::RecoveryFrom => most.recoveries.saturating_mul(ADDRESS_TIMES),
            Self::Purchase => most.purchases,
            Self::Addition => 1,
        }
    }

    const fn window_ms(self) -> i64 {
        match self {
            Self::Addition => 1_000,
            _ => QUARTER_MS,
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::SignIn | Self::SignInFrom => "too-many-sign-ins",
            Self::LookUp | Self::LookUpFrom => "too-many-look-ups",
            Self::Recovery | Self::RecoveryFrom => "too-many-recoveries",
            Self::Purchase | Self::Addition => "too-many-purchases",
        }
    }
}

/// How many of each are allowed in a quarter of an hour.
#[derive(Copy, Clone, Debug)]
struct Most {
    sign_ins: u32,
    look_ups: u32,
    recoveries: u32,
    purchases: u32,
}

/// The counts of this process.
#[derive(Debug)]
pub struct Limits {
    most: Most,
    counts: Mutex<BTreeMap<(Deed, String), VecDeque<i64>>>,
}

impl Limits {
    /// Limits as the settings say.
    pub fn new(settings: &Settings) -> Self {
        Self {
            most: Most {
                sign_ins: settings.sign_ins_max,
                look_ups: settings.look_ups_max,
                recoveries: settings.recoveries_max,
                purchases: settings.purchases_max,
            },
            counts: Mutex::default(),
        }
    }

    /// Counts a try of `who`.
    ///
    /// # Errors
    /// `429` when there were as many as allowed; says when the next may be made.
    pub fn take(&self, deed: Deed, who: &str, now: i64) -> Result<(), Problem> {
        let allowed = deed.allowed(&self.most) as usize;
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= COUNTS_MAX {
            make_room(&mut counts, now);
        }
        let moments = counts.entry((deed, who.to_owned())).or_default();
        while moments
            .front()
            .is_some_and(|at| at + deed.window_ms() <= now)
        {
            moments.pop_front();
        }
        if moments.len() < allowed {
            moments.push_back(now);
            return Ok(());
        }
        let free_at = moments.front().map_or(now, |at| at + deed.window_ms());
        let seconds = u32::try_from((free_at - now) / 1000).unwrap_or_default() + 1;
        Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, deed.code())
            .with("minutes", seconds.div_ceil(60))
            .retry_after(seconds))
    }

    /// Takes the last try of `who` back: it was an honest one.
    pub fn give_back(&self, deed: Deed, who: &str) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(moments) = counts.get_mut(&(deed, who.to_owned())) {
            moments.pop_back();
        }
    }

    /// Counts a try by an account and by an address; the honest one is given back by [`Tried`].
    ///
    /// # Errors
    /// As [`Limits::take`].
    pub fn attempt<'limits>(
        &'limits self,
        deeds: [Deed; 2],
        (account, address): (&str, Option<IpAddr>),
        now: i64,
    ) -> Result<Tried<'limits>, Problem> {
        let names = [account.to_owned(), address_name(address)];
        let mut taken: Vec<(Deed, String)> = Vec::new();
        for (deed, name) in deeds.into_iter().zip(names) {
            if let Err(problem) = self.take(deed, &name, now) {
                for (deed, name) in taken {
                    self.give_back(deed, &name);
                }
                return Err(problem);
            }
            taken.push((deed, name));
        }
        Ok(Tried {
            limits: self,
            taken,
        })
    }
}

/// A try that was counted.
#[must_use]
pub struct Tried<'limits> {
    limits: &'limits Limits,
    taken: Vec<(Deed, String)>,
}

impl Tried<'_> {
    /// It was right: it does not count.
    pub fn was_honest(self) {
        for (deed, name) in &self.taken {
            self.limits.give_back(*deed, name);
        }
    }
}

/// An address as it is counted: of IPv6 the network that one customer has.
fn address_name(address: Option<IpAddr>) -> String {
    match address {
        Some(IpAddr::V6(address)) if address.to_ipv4_mapped().is_none() => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Some(address) => address.to_canonical().to_string(),
        None => String::new(),
    }
}

/// Forgets what is over; when that is not enough, everything but what was tried last.
fn make_room(counts: &mut BTreeMap<(Deed, String), VecDeque<i64>>, now: i64) {
    counts
        .retain(|(deed, _), moments| moments.back().is_some_and(|at| at + deed.window_ms() > now));
    if counts.len() >= COUNTS_MAX {
        let mut last: Vec<i64> = counts.values().filter_map(|m| m.back().copied()).collect();
        last.sort_unstable();
        let middle = last.get(last.len() / 2).copied().unwrap_or(now);
        counts.retain(|_, moments| moments.back().is_some_and(|at| *at > middle));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(sign_ins_max: u32) -> Limits {
        Limits::new(&Settings {
            sign_ins_max,
            ..Settings::default()
        })
    }

    const SIGN_IN: [Deed; 2] = [Deed::SignIn, Deed::SignInFrom];

    #[test]
    fn as_many_tries_as_allowed_pass_and_the_next_hears_when_to_come_again() {
        let limits = limits(2);
        limits.take(Deed::SignIn, "a", 0).unwrap();
        limits.take(Deed::SignIn, "a", 60_000).unwrap();
        let refused = limits.take(Deed::SignIn, "a", 120_000).unwrap_err();
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(refused.retry_after, Some(781));
        assert_eq!(refused.args, [("minutes".to_owned(), "14".to_owned())]);
        limits.take(Deed::SignIn, "b", 120_000).unwrap();
        limits.take(Deed::SignIn, "a", QUARTER_MS).unwrap();
        assert!(limits.take(Deed::SignIn, "a", QUARTER_MS).is_err());
    }

    #[test]
    fn an_honest_try_does_not_count() {
        let limits = limits(1);
        for turn in 0..50 {
            let tried = limits.attempt(SIGN_IN, ("a", None), turn).unwrap();
            tried.was_honest();
        }
        let _wrong = limits.attempt(SIGN_IN, ("a", None), 50).unwrap();
        assert!(limits.attempt(SIGN_IN, ("a", None), 51).is_err());
    }

    #[test]
    fn one_address_cannot_try_one_account_after_another_for_ever() {
        let limits = limits(1);
        let address = Some("10.0.0.1".parse().unwrap());
        for account in 0..10 {
            let account = account.to_string();
            let _wrong = limits.attempt(SIGN_IN, (&account, address), 0).unwrap();
        }
        assert!(limits.attempt(SIGN_IN, ("other", address), 0).is_err());
        // The account that was not tried is not locked by that.
        let elsewhere = Some("10.0.0.2".parse().unwrap());
        let _free = limits.attempt(SIGN_IN, ("other", elsewhere), 0).unwrap();
    }

    #[test]
    fn an_address_counts_by_its_network() {
        let name = |text: &str| address_name(Some(text.parse().unwrap()));
        assert_eq!(name("2001:db8:1:2:3::4"), name("2001:db8:1:2:ffff::1"));
        assert_ne!(name("2001:db8:1:2::1"), name("2001:db8:1:3::1"));
        assert_eq!(name("::ffff:10.0.0.1"), name("10.0.0.1"));
    }

    #[test]
    fn counts_do_not_grow_without_bound() {
        let limits = limits(1);
        for who in 0..COUNTS_MAX + 10 {
            let now = i64::try_from(who).unwrap();
            limits.take(Deed::SignIn, &who.to_string(), now).unwrap();
        }
        assert!(limits.counts.lock().unwrap().len() <= COUNTS_MAX);
        let newest = (COUNTS_MAX + 9).to_string();
        let now = i64::try_from(COUNTS_MAX + 20).unwrap();
        assert!(limits.take(Deed::SignIn, &newest, now).is_err());
    }
}
