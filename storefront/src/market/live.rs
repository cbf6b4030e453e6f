//! The market live, by server-sent events: each says that something changed and what, so that a page
//! can fetch its fresh parts and a program can follow.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event as Sent, KeepAlive};
use engine::Event;
use exchange::desk::Stamp;
use futures::{Stream, StreamExt, stream};
use serde::Serialize;
use tokio::sync::broadcast::error::RecvError;

use crate::app::App;
use crate::stop;

/// What changed on the board, without parties.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Live {
    /// The record's number in the journal: it only rises, so a reader sees what it missed.
    pub seq: u64,
    /// The event's place in its record.
    pub index: u32,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// `listed`, `listing-ended`, `matched`, `order-placed`, `order-ended`, `order-replaced`.
    pub what: &'static str,
    /// The instrument's number.
    pub instrument: u32,
}

impl Live {
    fn of(stamp: Stamp, event: &Event) -> Option<Self> {
        let (what, instrument) = match event {
            Event::Listed { entry, .. } => ("listed", entry.instrument),
            Event::ListingEnded { instrument, .. } => ("listing-ended", *instrument),
            Event::Matched(matched) => ("matched", matched.instrument),
            Event::OrderPlaced { entry, .. } => ("order-placed", entry.instrument),
            Event::OrderEnded { instrument, .. } => ("order-ended", *instrument),
            Event::OrderRested { instrument, .. } => ("order-rested", *instrument),
            _ => return None,
        };
        Some(Self {
            seq: stamp.seq,
            index: stamp.index,
            at: stamp.time,
            what,
            instrument: instrument.get(),
        })
    }
}

/// The market's events as they happen; a reader that falls behind is told `missed`.
pub async fn stream(State(app): State<App>) -> Sse<impl Stream<Item = Result<Sent, Infallible>>> {
    Sse::new(events(&app)).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

/// The events as a stream; it ends when the process is asked to, which waits for every answer.
pub fn events(app: &App) -> impl Stream<Item = Result<Sent, Infallible>> + use<> {
    let receiver = app.desk().subscribe();
    let told = stream::unfold(receiver, |mut receiver| async move {
        loop {
            match receiver.recv().await {
                Ok((stamp, event)) => {
                    let Some(live) = Live::of(stamp, &event) else {
                        continue;
                    };
                    let sent = Sent::default()
                        .event("market")
                        .id(format!("{}-{}", live.seq, live.index));
                    let sent = sent
                        .json_data(&live)
                        .unwrap_or_else(|_| Sent::default().event("missed"));
                    return Some((Ok(sent), receiver));
                }
                Err(RecvError::Lagged(_)) => {
                    return Some((Ok(Sent::default().event("missed").data("")), receiver));
                }
                Err(RecvError::Closed) => return None,
            }
        }
    });
    told.take_until(Box::pin(stop::asked()))
}
