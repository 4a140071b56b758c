//! A review is changed from the state in which it is now: what happens to it, the decisions and the
//! entries on the record are one transaction.

use super::deciding::take_signatures_off;
use super::{Review, as_record, of_record, refused};
use crate::core::Rollcall;
use crate::core::transact::{Undone, changed_meanwhile};
use crate::problem::Problem;
use crate::record::event::RecordEvent;
use crate::view::ReviewState;
use rollcall_store::{DecideOnly, Decision, ReviewId, ReviewRecord, Transaction};
use std::collections::BTreeSet;

const WHAT: &str = "Saving the review";
/// How often something is computed again from a review that was changed in the meantime.
pub(super) const LOOKS: usize = 5;

/// A review within a transaction, as it is now.
pub(super) struct Changing<'a> {
    all: &'a Transaction<'a>,
    record: &'a mut ReviewRecord,
    pub(super) review: Review,
}

impl Changing<'_> {
    /// Puts what happens on the record.
    pub(super) fn happened(&self, event: &RecordEvent) -> Result<(), Undone> {
        event.append(self.all)?;
        Ok(())
    }

    /// That nothing of it has changed since `looked` was read, no decision either.
    pub(super) fn is_still(&self, looked: &Review) -> Result<(), Undone> {
        if self.review.revision == looked.revision { Ok(()) } else { Err(Undone::Meanwhile) }
    }

    /// Keeps decisions and takes off the signatures that their items are under. Nothing is kept where
    /// an item is not as `only` wants it.
    pub(super) fn decide(
        &mut self,
        decisions: &[(u32, Decision, String)],
        only: &DecideOnly,
    ) -> Result<(), Undone> {
        let items: Vec<u32> = decisions.iter().map(|(item, ..)| *item).collect();
        self.unsign(&items)?;
        self.write_back()?;
        match self.all.decide(self.record, decisions, only)?.is_empty() {
            true => Ok(()),
            false => Err(Undone::Meanwhile),
        }
    }

    /// Gives items to another reviewer and takes the signatures off the parts of both.
    pub(super) fn give(&mut self, items: &[u32], to: u32) -> Result<(), Undone> {
        self.unsign(items)?;
        take_signatures_off(&mut self.review, &BTreeSet::from([to]));
        self.write_back()?;
        Ok(self.all.give_items(self.record, items, to)?)
    }

    fn unsign(&mut self, items: &[u32]) -> Result<(), Undone> {
        let parts = self.all.reviewers_of(&self.review.id, items)?;
        take_signatures_off(&mut self.review, &parts);
        Ok(())
    }

    fn write_back(&mut self) -> Result<(), Problem> {
        let revision = self.record.revision;
        *self.record = ReviewRecord { revision, ..as_record(&self.review)? };
        Ok(())
    }
}

/// Changes a review within a transaction.
pub(super) fn update<T>(
    all: &Transaction<'_>,
    id: &ReviewId,
    change: impl FnOnce(&mut Changing<'_>) -> Result<T, Undone>,
) -> Result<(Review, T), Undone> {
    all.update_review(id, |record| {
        let review = of_record(record.clone())?;
        let mut now = Changing { all, record, review };
        let answer = change(&mut now)?;
        now.write_back()?;
        Ok((now.review, answer))
    })
}

impl Rollcall {
    /// Changes a review in a separate transaction. Nothing is kept when `change` refuses.
    pub(super) async fn update_review(
        &self,
        id: &ReviewId,
        change: impl FnOnce(&mut Changing<'_>) -> Result<(), Undone> + Send + 'static,
    ) -> Result<Review, Problem> {
        let updated = self.update_review_unless_changed(id, change).await?;
        updated.ok_or_else(|| changed_meanwhile(WHAT))
    }

    /// The same; `None` if `change` found that its basis has changed.
    pub(super) async fn update_review_unless_changed(
        &self,
        id: &ReviewId,
        change: impl FnOnce(&mut Changing<'_>) -> Result<(), Undone> + Send + 'static,
    ) -> Result<Option<Review>, Problem> {
        let id = id.to_owned();
        let updated =
            self.transact_unless_changed(WHAT, move |all| update(all, &id, change)).await?;
        if updated.is_some() {
            self.0.reporter.data_changed();
        }
        Ok(updated.map(|(review, ())| review))
    }
}

/// That decisions about a review may be made and signed.
pub(super) fn still_open(review: &Review, what: &str) -> Result<(), Problem> {
    let why = match review.state {
        ReviewState::Open => return Ok(()),
        ReviewState::Signed => "The review is signed off, so its decisions are final.",
        ReviewState::Closed => "The review is closed.",
        ReviewState::Discarded => "The review was discarded.",
    };
    Err(refused(what, why, "Start a new review for later changes."))
}

/// That what a review revoked may be taken away and answered for.
pub(super) fn still_signed(review: &Review, what: &str) -> Result<(), Problem> {
    let (why, next) = match review.state {
        ReviewState::Signed => return Ok(()),
        ReviewState::Open => {
            ("The review is not signed off yet.", "All signers have to sign it first.")
        }
        ReviewState::Closed => (
            "The review is closed, and all its changes are still in effect.",
            "Start a new \
            review.",
        ),
        ReviewState::Discarded => ("The review was discarded.", "Start a new review."),
    };
    Err(refused(what, why, next))
}
