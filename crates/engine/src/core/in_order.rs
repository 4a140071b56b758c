//! Whether the clock may be trusted: what is signed, closed, planned or run is later than all that the
//! record has.

use crate::core::Rollcall;
use crate::problem::{Problem, ProblemCode, Side};
use jiff::SignedDuration;
use rollcall_store::Moment;

/// What a clock that is being set may go back by. A step waits for it to pass.
pub(crate) const TOLERANCE: SignedDuration = SignedDuration::from_secs(3);

impl Rollcall {
    /// The clock is not behind the newest entry of the record.
    ///
    /// # Errors
    /// When it is, by more than [`TOLERANCE`].
    pub(crate) async fn in_order(&self, what: &str) -> Result<(), Problem> {
        let newest =
            self.stored("Looking at the record", rollcall_store::Store::record_newest_at).await?;
        self.not_before(newest, "the newest entry of the record", what).await
    }

    /// The clock is not behind this time.
    ///
    /// # Errors
    /// When it is, by more than [`TOLERANCE`].
    pub(crate) async fn not_before(
        &self,
        newest: Option<Moment>,
        whose: &str,
        what: &str,
    ) -> Result<(), Problem> {
        let Some(newest) = newest else { return Ok(()) };
        let behind = newest.timestamp().duration_since(self.0.clock.now());
        if behind.is_positive()
            && behind <= TOLERANCE
            && let Ok(wait) = behind.try_into()
        {
            tokio::time::sleep(wait).await;
        }
        let now = self.0.clock.moment();
        if newest <= now { Ok(()) } else { Err(behind_problem(what, whose, newest, now)) }
    }
}

fn behind_problem(what: &str, whose: &str, newest: Moment, now: Moment) -> Problem {
    Problem {
        code: ProblemCode::BadRequest,
        what: what.to_owned(),
        side: Side::Here,
        side_words: format!(
            "This computer's clock says {now}, but {whose} is from {newest}: the clock is behind \
            now, or was ahead then."
        ),
        state: "Nothing was sent or signed.".to_owned(),
        next: format!("Correct the clock and try again. If it is right, wait until {newest}."),
        exchange: None,
    }
}
