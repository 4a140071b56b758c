//! Trying again what did not end *verified*: a new plan of the same wishes, made from live state, so
//! that what has become true meanwhile is not sent again.

use crate::change::Change;
use crate::core::Rollcall;
use crate::plan::build::Wanted;
use crate::plan::placeholders::substitute_ids;
use crate::problem::failure::asked;
use crate::problem::{Problem, ProblemCode};
use crate::view::{Outcome, PlanView, RunItem};

impl Rollcall {
    /// Plans again whatever of a run was not verified, and only that.
    ///
    /// # Errors
    /// When all of it was verified, and as [`Rollcall::plan_changes`].
    pub async fn plan_retry(&self, run_id: &str) -> Result<PlanView, Problem> {
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
                "Planning it again failed.",
                "Everything of this run was verified.",
                "There is nothing to try again.",
            ));
        }
        let title = Some(format!("Again: what of “{}” was not verified", run.title));
        self.plan_wanted(Wanted { changes, title, apart: true, ..Wanted::default() }).await
    }
}
