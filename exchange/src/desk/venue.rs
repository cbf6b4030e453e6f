//! Opening a venue and its instruments by journaled commands, once, and refusing the wrong one.

use engine::{Action, Event, InstrumentNo, InstrumentRules, Key, Profile, Refusal, VenueNo};

use super::{Desk, DeskError, Reply};

/// The venue that this process is to serve.
#[derive(Clone, Debug)]
pub struct VenuePlan {
    /// Its number.
    pub venue: VenueNo,
    /// The profile to open it with if the journal is empty.
    pub profile: Profile,
    /// The profiles that a venue found in the journal may have.
    pub allowed: Vec<Profile>,
    /// The instruments it trades.
    pub instruments: Vec<InstrumentRules>,
}

/// What `ensure_venue` found and did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ensured {
    /// Instruments opened now.
    pub opened: Vec<InstrumentNo>,
    /// Instruments that the journal opened with other rules, which stay in force.
    pub differing: Vec<InstrumentNo>,
}

/// Why a venue cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum VenueError {
    /// The journal's venue trades by rules that the settings do not list.
    #[error("the journal's venue has profile {found}, the settings allow {allowed}")]
    ProfileNotAllowed {
        /// The profile in the journal.
        found: &'static str,
        /// The profiles allowed, with commas.
        allowed: String,
    },
    /// The journal belongs to another venue.
    #[error("the journal is of venue {found}, not of venue {wanted}")]
    OtherVenue {
        /// The venue in the journal.
        found: VenueNo,
        /// The venue to be served.
        wanted: VenueNo,
    },
    /// The engine refused to open the venue or an instrument.
    #[error("the engine refuses to open it: {reason:?}")]
    Refused {
        /// Why.
        reason: Refusal,
    },
    /// The desk gave no answer.
    #[error("the desk gave no answer")]
    Desk(#[from] DeskError),
}

/// The name of a profile in settings and messages.
pub const fn profile_name(profile: Profile) -> &'static str {
    match profile {
        Profile::CnSpot => "cn-spot",
        Profile::Open => "open",
        Profile::Sim => "sim",
    }
}

/// The profile of a name.
pub fn profile_named(name: &str) -> Option<Profile> {
    [Profile::CnSpot, Profile::Open, Profile::Sim]
        .into_iter()
        .find(|&profile| profile_name(profile) == name)
}

/// Opens what the plan has and the journal has not.
///
/// # Errors
/// `ProfileNotAllowed` or `OtherVenue` if the journal is not the plan's, `Refused` if the plan
/// breaks the engine's rules, `Desk`.
pub async fn ensure_venue(desk: &dyn Desk, plan: &VenuePlan) -> Result<Ensured, VenueError> {
    let state = desk.venue().await?;
    match state.venue {
        None => {
            refuse_profile(plan.profile, &plan.allowed)?;
            let action = Action::OpenVenue {
                venue: plan.venue,
                profile: plan.profile,
            };
            refuse_refusal(&desk.submit(Key::NONE, action).await?)?;
        }
        Some((found, _)) if found != plan.venue => {
            return Err(VenueError::OtherVenue {
                found,
                wanted: plan.venue,
            });
        }
        Some((_, profile)) => refuse_profile(profile, &plan.allowed)?,
    }
    let mut ensured = Ensured::default();
    for rules in &plan.instruments {
        match state
            .instruments
            .iter()
            .find(|known| known.instrument == rules.instrument)
        {
            None => {
                let action = Action::OpenInstrument(*rules);
                refuse_refusal(&desk.submit(Key::NONE, action).await?)?;
                ensured.opened.push(rules.instrument);
            }
            Some(known) if known != rules => ensured.differing.push(rules.instrument),
            Some(_) => {}
        }
    }
    Ok(ensured)
}

fn refuse_profile(found: Profile, allowed: &[Profile]) -> Result<(), VenueError> {
    if allowed.contains(&found) {
        return Ok(());
    }
    let names: Vec<_> = allowed
        .iter()
        .map(|&profile| profile_name(profile))
        .collect();
    Err(VenueError::ProfileNotAllowed {
        found: profile_name(found),
        allowed: names.join(", "),
    })
}

fn refuse_refusal(reply: &Reply) -> Result<(), VenueError> {
    let refused = reply.events.iter().find_map(|event| match event {
        Event::Refused { reason } => Some(*reason),
        _ => None,
    });
    match refused {
        Some(reason) => Err(VenueError::Refused { reason }),
        None => Ok(()),
    }
}
