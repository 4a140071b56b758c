//! One transaction of the local copy: decisions in it use the current state.

use super::Rollcall;
use crate::problem::failure::{asked, internal};
use crate::problem::{Problem, ProblemCode};
use rollcall_store::{Moment, StoreError, Transaction};

/// Why a transaction was taken back; nothing of it is kept.
pub(crate) enum Undone {
    Store(StoreError),
    Refused(Problem),
    /// Its basis has changed since.
    Meanwhile,
}

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Problem> for Undone {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

/// The request was computed from a state that has changed since.
pub(crate) fn changed_meanwhile(what: &str) -> Problem {
    asked(
        ProblemCode::BadRequest,
        &format!("{what} failed."),
        "Another action changed this at the same time.",
        "Check its current state, and try again.",
    )
}

impl Rollcall {
    /// Does `work` in one transaction, off the async threads. `work` only decides and writes: what
    /// takes time comes before.
    pub(crate) async fn transact<T, F>(&self, what: &str, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, Undone> + Send + 'static,
    {
        let done = self.transact_unless_changed(what, work).await?;
        done.ok_or_else(|| changed_meanwhile(what))
    }

    /// The same; `None` if `work` found that its basis has changed.
    pub(crate) async fn transact_unless_changed<T, F>(
        &self,
        what: &str,
        work: F,
    ) -> Result<Option<T>, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, Undone> + Send + 'static,
    {
        self.transact_at(what, self.0.clock.moment(), work).await
    }

    /// The same, at a time that was taken before.
    pub(crate) async fn transact_at<T, F>(
        &self,
        what: &str,
        at: Moment,
        work: F,
    ) -> Result<Option<T>, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, Undone> + Send + 'static,
    {
        let store = self.0.store.clone();
        let done = tokio::task::spawn_blocking(move || store.transact(at, work))
            .await
            .map_err(|error| internal(what, &error.to_string()))?;
        match done {
            Ok(done) => Ok(Some(done)),
            Err(Undone::Meanwhile) => Ok(None),
            Err(Undone::Refused(problem)) => Err(problem),
            Err(Undone::Store(error)) => Err(super::store_failed(what, &error)),
        }
    }
}
