//! The exchange's background work, bound together: instructions on their way to the desk, deals
//! past their deadlines, listings past theirs, what falls due in shops, and the projection that
//! writes what came of it.
//!
//! Every loop wakes when it is rung or after [`PAUSE`], does what is due and sleeps again. Each
//! kind of work has a turn, so that [`Exchange::settle_now`] and the loops never do it twice at
//! once; doing it twice would still be harmless, since the engine answers a number once and a
//! deal lapses once.
//!
//! Known limits: a deal that cannot be settled (the reserve is short) is tried again after
//! [`RETRY`], and is counted in a metric until then.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use catalog::database::Database;
use catalog::entity::receipt;
use engine::{Action, Event, InstructionNo, InstrumentNo, Key, MemberNo, Qty, ReceiptNo};
use sea_orm::{DbErr, EntityTrait};
use thiserror::Error;
use tokio::sync::{Mutex, Notify, mpsc, watch};
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::deal::{DealError, due};
use crate::desk::embedded::{DeskEmbedded, DeskOptions};
use crate::desk::venue::{VenueError, VenuePlan, ensure_venue};
use crate::desk::{Desk, DeskError, OpenError, Stamp};
use crate::entity::instruction;
use crate::funds::{self, FundsError};
use crate::projection::apply::{ApplyError, EVENTS_MAX};
use crate::projection::run::{Projected, ProjectionStopped, Projector};
use crate::projection::{self, State};
use crate::retail;
use crate::retail::due::Patience;
use crate::retail::payment::Providers;

/// How long a loop sleeps when nobody rings.
const PAUSE: Duration = Duration::from_millis(250);
/// How long a deal that could not be settled is left alone.
const RETRY: Duration = Duration::from_secs(30);
/// Instructions or deals of one pass.
const PASS_MAX: u64 = 100;
/// Passes after which [`Exchange::settle_now`] stops believing that it will ever be quiet.
const PASSES_MAX: u32 = 10_000;

/// What the exchange needs to open.
pub struct Opening {
    /// The database, migrated.
    pub db: Database,
    /// The clock of all deadlines, the same as the desk's.
    pub clock: Clock,
    /// Where the journal is.
    pub desk: DeskOptions,
    /// The venue to serve.
    pub plan: VenuePlan,
    /// Whom shops take money through.
    pub providers: Providers,
}

/// Why the exchange does not open.
#[derive(Debug, Error)]
pub enum ExchangeError {
    /// The desk cannot be opened.
    #[error("the desk cannot be opened")]
    Desk(#[from] OpenError),
    /// The venue cannot be opened.
    #[error("the venue cannot be opened")]
    Venue(#[from] VenueError),
    /// What the journal knows cannot be written to the database.
    #[error("the projection cannot catch up")]
    Projection(#[from] ApplyError),
    /// A number does not fit the engine.
    #[error("an instruction does not fit the engine")]
    Number,
    /// The thread that opens the desk died.
    #[error("the desk's opening was interrupted")]
    Interrupted,
    /// The database refused.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

/// Why work that is due was not done.
#[derive(Debug, Error)]
pub enum WorkError {
    /// The desk gave no answer.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The projection has ended.
    #[error(transparent)]
    Projection(#[from] ProjectionStopped),
    /// An instruction names what is not there.
    #[error("instruction {0} names a receipt or member that is not there")]
    Instruction(i64),
    /// The engine has not answered the instructions before the first one that waits.
    #[error("instruction {first} waits, but the engine has answered only {answered}")]
    Gap {
        /// The first that waits.
        first: i64,
        /// The last that the engine answered.
        answered: u64,
    },
    /// Something is always due.
    #[error("still busy after {0} passes")]
    NeverQuiet(u32),
    /// Instructions cannot be read.
    #[error(transparent)]
    Funds(#[from] FundsError),
    /// The database refused.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

/// The exchange as others use it; cheap to clone.
#[derive(Clone)]
pub struct Exchange {
    /// The database.
    pub db: Database,
    /// The clock of all deadlines.
    pub clock: Clock,
    /// The way to the orders.
    pub desk: Arc<dyn Desk>,
    /// How far the projection is.
    pub projected: Projected,
    /// Whom shops take money through.
    pub providers: Providers,
    work: Arc<Work>,
}

/// What the loops and [`Exchange::settle_now`] share.
#[derive(Default)]
struct Work {
    bell: Notify,
    instructing: Mutex<()>,
    ticking: Mutex<()>,
    /// Deals that could not be settled, and when; its lock is the turn of deadlines.
    waiting: Mutex<BTreeMap<i64, Instant>>,
    /// What of shops waits; its lock is the turn of their work.
    shops: Mutex<Patience>,
}

/// What [`Exchange::settle_now`] did until nothing was due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quiet {
    /// Rounds, the last of which found nothing.
    pub passes: u32,
    /// Instructions sent to the desk.
    pub instructions: u64,
    /// Deals that lapsed or settled.
    pub lapsed: u64,
    /// Ticks sent to the desk.
    pub ticks: u64,
    /// What was due in shops.
    pub retail: u64,
}

/// The running loops; dropping this ends them too, without waiting.
pub struct Workers {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Workers {
    /// Lets every loop finish what it is at, and ends them; the desk itself ends with the last
    /// [`Exchange`].
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        for task in self.tasks {
            let _ = task.await;
        }
    }
}

impl Exchange {
    /// Opens the desk, writes what the journal knows more than the database, opens the venue, and
    /// starts the loops.
    ///
    /// # Errors
    /// As desk, venue and projection say.
    pub async fn open(opening: Opening) -> Result<(Self, Workers), ExchangeError> {
        let Opening {
            db,
            clock,
            desk: options,
            plan,
            providers,
        } = opening;
        let state = State {
            venue: plan.venue.get(),
        };
        let cursor = projection::cursor(db.read(), options.shard).await?;
        let (projector, projected) = Projector::new(db.clone(), state, cursor.seq);
        let (sender, backlog) = mpsc::channel(4 * EVENTS_MAX);
        let opened = tokio::task::spawn_blocking(move || {
            // Nobody takes events any more once one could not be written; that is the error then.
            let mut replayed = |stamp, event| {
                let _ = sender.blocking_send((stamp, event));
            };
            DeskEmbedded::open(options, cursor, &mut replayed)
        });
        let caught_up = catch_up(&projector, backlog).await;
        let (desk, feed, found) = opened.await.map_err(|_| ExchangeError::Interrupted)??;
        caught_up?;
        tracing::info!(?found, projected = projected.seq(), "the desk is open");
        feed.set_projected(projected.seq());
        let (stop, stopped) = watch::channel(false);
        let mut tasks = vec![tokio::spawn({
            let stopped = stopped.clone();
            async move { drop(projector.run(feed, stopped).await) }
        })];
        let exchange = Self {
            db,
            clock,
            desk: Arc::new(desk),
            projected,
            providers,
            work: Arc::new(Work::default()),
        };
        let ensured = ensure_venue(&*exchange.desk, &plan).await?;
        for instrument in &ensured.differing {
            tracing::warn!(%instrument, "the journal keeps other rules of this instrument");
        }
        tasks.push(tokio::spawn(
            exchange.clone().instruct_loop(stopped.clone()),
        ));
        tasks.push(tokio::spawn(exchange.clone().due_loop(stopped.clone())));
        tasks.push(tokio::spawn(exchange.clone().tick_loop(stopped.clone())));
        tasks.push(tokio::spawn(exchange.clone().retail_loop(stopped)));
        Ok((exchange, Workers { stop, tasks }))
    }

    /// Tells the loops that something may be due, such as a committed instruction.
    pub fn wake(&self) {
        self.work.bell.notify_one();
    }

    /// Does everything that is due, and what follows from it, until nothing is.
    ///
    /// # Errors
    /// The first work that could not be done; a deal that only waits for the reserve is passed
    /// over.
    pub async fn settle_now(&self) -> Result<Quiet, WorkError> {
        let mut quiet = Quiet::default();
        self.work.waiting.lock().await.clear();
        self.work.shops.lock().await.clear();
        while quiet.passes < PASSES_MAX {
            quiet.passes += 1;
            let (instructions, lapsed, ticks, retail) = (
                self.instruct().await?,
                self.lapse().await?,
                self.tick().await?,
                self.retail().await,
            );
            quiet.instructions += instructions;
            quiet.lapsed += lapsed;
            quiet.ticks += ticks;
            quiet.retail += retail;
            let projected = self.project().await?;
            if instructions + lapsed + ticks + retail == 0 && !projected {
                return Ok(quiet);
            }
        }
        Err(WorkError::NeverQuiet(quiet.passes))
    }

    async fn instruct_loop(self, mut stopped: watch::Receiver<bool>) {
        loop {
            let sent = self.instruct().await;
            let more = matches!(sent, Ok(PASS_MAX..));
            report("instructions", sent);
            if more {
                continue;
            }
            tokio::select! {
                () = self.work.bell.notified() => {}
                () = tokio::time::sleep(PAUSE) => {}
                _ = stopped.changed() => return,
            }
        }
    }

    async fn due_loop(self, mut stopped: watch::Receiver<bool>) {
        loop {
            report("deadlines", self.lapse().await);
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                _ = stopped.changed() => return,
            }
        }
    }

    async fn tick_loop(self, mut stopped: watch::Receiver<bool>) {
        loop {
            report("ticks", self.tick().await);
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                _ = stopped.changed() => return,
            }
        }
    }

    async fn retail_loop(self, mut stopped: watch::Receiver<bool>) {
        loop {
            self.retail().await;
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                _ = stopped.changed() => return,
            }
        }
    }

    /// Does what is due in shops once; answers how much.
    async fn retail(&self) -> u64 {
        let mut patience = self.work.shops.lock().await;
        let now = self.clock.now();
        retail::due::pass(&self.db, &self.providers, &mut patience, now).await
    }

    /// Sends what the engine has not answered, in number order; answers how many.
    async fn instruct(&self) -> Result<u64, WorkError> {
        let _turn = self.work.instructing.lock().await;
        let waiting = funds::waiting_instructions(self.db.read(), PASS_MAX).await?;
        if waiting.is_empty() {
            return Ok(0);
        }
        // What the engine has answered is on its way through the projection.
        let mut answered = self.desk.venue().await?.last_instruction.get();
        let mut sent = 0;
        for row in waiting {
            let number = u64::try_from(row.number).unwrap_or_default();
            if number <= answered {
                continue;
            }
            if number != answered + 1 {
                return Err(WorkError::Gap {
                    first: row.number,
                    answered,
                });
            }
            let action = self.action(&row).await?;
            self.desk.submit(Key::NONE, action).await?;
            answered = number;
            sent += 1;
        }
        metrics::counter!("sanbao_instructions_sent_total").increment(sent);
        Ok(sent)
    }

    async fn action(&self, row: &instruction::Model) -> Result<Action, WorkError> {
        let wrong = WorkError::Instruction(row.number);
        let number = u64::try_from(row.number).map(InstructionNo::new);
        let member = u32::try_from(row.organisation_id).map(MemberNo::new);
        let (Ok(instruction), Ok(member)) = (number, member) else {
            return Err(wrong);
        };
        let amount_fen = row.amount_fen;
        match row.kind {
            instruction::Kind::Credit => Ok(Action::Credit {
                instruction,
                member,
                amount_fen,
            }),
            instruction::Kind::Debit => Ok(Action::Debit {
                instruction,
                member,
                amount_fen,
            }),
            instruction::Kind::Issue | instruction::Kind::Cancel => {
                let receipt_id = row.receipt_id.unwrap_or_default();
                let receipt = receipt::Entity::find_by_id(receipt_id)
                    .one(self.db.read())
                    .await?;
                let action =
                    receipt.and_then(|receipt| receipt_action(row.kind, instruction, &receipt));
                action.ok_or(wrong)
            }
        }
    }

    /// Lapses deals past their deadline, one by one; answers how many.
    async fn lapse(&self) -> Result<u64, WorkError> {
        let mut waiting = self.work.waiting.lock().await;
        waiting.retain(|_, since| since.elapsed() < RETRY);
        let now = self.clock.now();
        let limit = PASS_MAX + waiting.len() as u64;
        let mut lapsed = 0;
        for deal_id in due::due_deals(self.db.read(), now, limit).await? {
            if waiting.contains_key(&deal_id) {
                continue;
            }
            match self.lapse_one(deal_id, now).await {
                Ok(done) => lapsed += u64::from(done),
                Err(error) => {
                    let short = error.short_of_reserve();
                    tracing::error!(
                        deal_id,
                        ?short,
                        error = &error as &dyn std::error::Error,
                        "a deal waits"
                    );
                    waiting.insert(deal_id, Instant::now());
                }
            }
        }
        metrics::gauge!("sanbao_deals_waiting").set(waiting.len() as f64);
        metrics::counter!("sanbao_deals_lapsed_total").increment(lapsed);
        Ok(lapsed)
    }

    async fn lapse_one(&self, deal_id: i64, now: i64) -> Result<bool, DealError> {
        let tx = self.db.write().await?;
        let lapsed = due::lapse(&tx, deal_id, now).await?;
        tx.commit().await?;
        Ok(lapsed.is_some())
    }

    /// Lets the engine see that time has passed, if a listing is due; answers whether.
    async fn tick(&self) -> Result<u64, WorkError> {
        let _turn = self.work.ticking.lock().await;
        let next_due = self.desk.venue().await?.next_due;
        if next_due.is_none_or(|due| due.get() > self.clock.now()) {
            return Ok(0);
        }
        self.desk.submit(Key::NONE, Action::Tick).await?;
        Ok(1)
    }

    /// Waits until the projection has written all that the desk has done; answers whether it had to.
    async fn project(&self) -> Result<bool, WorkError> {
        let mut waited = false;
        while self.desk.venue().await?.projection_lag > 0 {
            waited = true;
            let next = self.projected.wait_for_seq(self.projected.seq() + 1);
            // The desk hears of the last step a moment after those who wait.
            if let Ok(stepped) = tokio::time::timeout(Duration::from_millis(20), next).await {
                stepped?;
            }
        }
        Ok(waited)
    }
}

fn receipt_action(
    kind: instruction::Kind,
    instruction: InstructionNo,
    row: &receipt::Model,
) -> Option<Action> {
    let receipt = ReceiptNo::new(u64::try_from(row.id).ok()?);
    if kind == instruction::Kind::Cancel {
        return Some(Action::CancelReceipt {
            instruction,
            receipt,
        });
    }
    Some(Action::IssueReceipt {
        instruction,
        receipt,
        member: MemberNo::new(u32::try_from(row.cooperative_id).ok()?),
        instrument: InstrumentNo::new(u32::try_from(row.instrument_id).ok()?),
        contracts: Qty::new(u32::try_from(row.contracts).ok()?),
    })
}

/// Writes what the opening desk replays, whole commands at a time.
async fn catch_up(
    projector: &Projector,
    mut backlog: mpsc::Receiver<(Stamp, Event)>,
) -> Result<(), ApplyError> {
    let mut events: Vec<(Stamp, Event)> = Vec::new();
    while let Some((stamp, event)) = backlog.recv().await {
        let next_command = events.last().is_some_and(|(last, _)| last.seq != stamp.seq);
        if next_command && events.len() >= EVENTS_MAX {
            projector.write(&events).await?;
            events.clear();
        }
        events.push((stamp, event));
    }
    projector.write(&events).await
}

fn report(work: &'static str, outcome: Result<u64, WorkError>) {
    if let Err(error) = outcome {
        metrics::counter!("sanbao_work_failed_total", "work" => work).increment(1);
        tracing::error!(
            work,
            error = &error as &dyn std::error::Error,
            "work that is due was not done"
        );
    }
}
