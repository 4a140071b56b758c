//! Trying again what did not end *verified*: a new plan of the same wishes, made from live state, so
//! that what has become true meanwhile is not sent again.

use crate::failure::{asked, internal};
use crate::home::Rollcall;
use crate::made::{Made, with_ids};
use crate::plan::Item;
use crate::planning::Wanted;
use crate::problem::{Problem, ProblemCode};
use crate::view::{Outcome, PlanView};

impl Rollcall {
    /// Plans again whatever of a run was not verified, and only that.
    ///
    /// # Errors
    /// When all of it was verified, and as [`Rollcall::plan_changes`].
    pub async fn plan_retry(&self, run_id: &str) -> Result<PlanView, Problem> {
        let run = self.run(run_id).await?;
        let id = run_id.to_owned();
        let kept = self.stored("Looking up the run", move |store| store.run(&id)).await?;
        let mut made = Made::new();
        let mut changes = Vec::new();
        for stored in &kept.items {
            let Some(view) = run.items.iter().find(|view| view.seq == stored.seq) else { continue };
            let item: Item = serde_json::from_str(&stored.item_json)
                .map_err(|error| internal("Reading the journal", &error.to_string()))?;
            if let Some(stands_for_it) = &item.makes
                && !view.account_id.is_empty()
            {
                made.insert(stands_for_it.clone(), view.account_id.clone());
            }
            if view.outcome.is_none_or(|outcome| outcome == Outcome::Verified) {
                continue;
            }
            // What follows something that was not made comes again with it.
            changes.extend(with_ids(&item.wish, &item.follows, &made));
        }
        if changes.is_empty() {
            return Err(asked(
                ProblemCode::BadRequest,
                "Planning it again failed.",
                "Everything of this run was verified.",
                "There is nothing to try again.",
            ));
        }
        let title = Some(format!("Again: what of “{}” was not verified", run.title));
        self.plan_wanted(Wanted { changes, title, ..Wanted::default() }).await
    }
}
