//! Retrying what did not end *verified*: a new plan of the same wishes, made from live state, so
//! that changes that took effect in the meantime are not sent again.

use crate::change::Change;
use crate::core::Rollcall;
use crate::plan::build::Wanted;
use crate::plan::placeholders::substitute_ids;
use crate::problem::failure::asked;
use crate::problem::{Problem, ProblemCode};
use crate::view::{Outcome, PlanView, RunItem};
use rollcall_store::RunId;

impl Rollcall {
    /// Plans the unverified items of a run again, and only those.
    ///
    /// # Errors
    /// When all of it was verified, and as [`Rollcall::plan_changes`].
    pub async fn plan_retry(&self, run_id: &RunId) -> Result<PlanView, Problem> {
        let (run, items, made) = self.planned_and_ended(run_id).await?;
        let not_verified = |view: &RunItem| view.outcome.is_some_and(|it| it != Outcome::Verified);
        // What follows something that was not made comes again with it.
        let changes: Vec<Change> = items
            .iter()
            .filter(|(_, view)| not_verified(view))
            .filter_map(|(item, view)| {
                Some((substitute_ids(&item.wish, &item.follows, &made)?, view))
            })
            .flat_map(|(wish, view)| match view.outcome {
                // One of several members may be why all were refused.
                Some(Outcome::Refused) => wish.one_by_one(),
                _ => vec![wish],
            })
            .collect();
        if changes.is_empty() {
            return Err(asked(
                ProblemCode::BadRequest,
                "Planning the retry failed.",
                "Everything of this run was verified.",
                "There is nothing to retry.",
            ));
        }
        let title = Some(format!("Retry: unverified changes of “{}”", run.title));
        self.plan_wanted(Wanted { changes, title, apart: true, ..Wanted::default() }).await
    }
}
