//! Time and ids come from here and are passed on, so that everything else can be tested without
//! waiting.

use jiff::Timestamp;
use std::sync::Arc;

/// Where times and ids come from.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The computer's clock.
    pub fn system() -> Self {
        Self(Arc::new(Timestamp::now))
    }

    /// A clock for tests.
    pub fn fixed(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    pub fn now(&self) -> Timestamp {
        (self.0)()
    }

    /// As a sentence says it of a run that is under way; its date and milliseconds stand beside it.
    pub fn time_of_day(&self) -> String {
        self.now().strftime("%H:%M:%S UTC").to_string()
    }

    /// As a sentence says it, with the day.
    pub fn day_and_time(&self) -> String {
        self.now().strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
    }

    /// RFC 3339 in UTC with milliseconds, as every time is stored and shown to programs.
    pub fn text(&self) -> String {
        stamp(self.now())
    }
}

/// RFC 3339 in UTC with milliseconds.
pub fn stamp(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// A new id that sorts by time (UUID version 7).
pub fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
