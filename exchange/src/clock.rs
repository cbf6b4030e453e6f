//! The one clock that trading, deadlines and postings go by. Nothing goes around it, SQL included.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Wall time plus an offset that a demo may move forward; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    offset_ms: Arc<AtomicI64>,
}

impl Clock {
    /// A clock that runs `offset_ms` ahead of the wall.
    pub fn with_offset(offset_ms: i64) -> Self {
        Self {
            offset_ms: Arc::new(AtomicI64::new(offset_ms)),
        }
    }

    /// Milliseconds since 1970-01-01 UTC.
    pub fn now(&self) -> i64 {
        Self::wall() + self.offset_ms.load(Ordering::Acquire)
    }

    /// The offset in force.
    pub fn offset_ms(&self) -> i64 {
        self.offset_ms.load(Ordering::Acquire)
    }

    /// Moves the clock forward by `ms`; a negative step is ignored, time never falls.
    pub fn advance(&self, ms: i64) {
        self.offset_ms.fetch_add(ms.max(0), Ordering::AcqRel);
    }

    /// The wall clock itself, which only sessions and the sending of mail go by.
    pub fn wall() -> i64 {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }
}
