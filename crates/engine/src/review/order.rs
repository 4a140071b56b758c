//! The order of a review's steps by the clock. What a later step says is later than what it is about;
//! `rollcall-verify` finds otherwise.

use super::Review;
use crate::case::{Case, Part};
use crate::core::Rollcall;
use crate::problem::Problem;
use crate::view::LineState;
use rollcall_store::Moment;
use std::collections::HashMap;

impl Rollcall {
    /// The clock is behind neither the record nor the times of this review.
    ///
    /// # Errors
    /// When it is.
    pub(super) async fn follows(&self, review: &Review, what: &str) -> Result<(), Problem> {
        self.in_order(what).await?;
        self.not_before(own(review), "the newest step of this review", what).await
    }

    /// The same, and its decisions and what was read back of its revokes: a read in between may have
    /// brought the record back to the present.
    ///
    /// # Errors
    /// When it is behind.
    pub(super) async fn follows_all(&self, review: &Review, what: &str) -> Result<(), Problem> {
        self.follows(review, what).await?;
        let id = review.id.clone();
        let decided = self
            .stored("Looking at the decisions", move |store| store.review_decided_at(&id))
            .await?;
        self.not_before(decided, "the newest decision of this review", what).await?;
        let read = read_back(&self.cases_of_review(review).await?);
        self.not_before(read, "a read-back of this review", what).await
    }
}

fn own(review: &Review) -> Option<Moment> {
    let signed = review.sign_offs.iter().map(|one| one.at);
    let excepted = review.exceptions.iter().map(|one| one.exception.at);
    let own = [review.frozen_at].into_iter().chain(signed).chain(excepted);
    own.chain(review.closed_at).max()
}

fn read_back(cases: &[Case]) -> Option<Moment> {
    let parts = cases.iter().flat_map(|case| &case.parts);
    parts.flat_map(|part| part.at.into_iter().chain(part.checks.iter().map(|one| one.at))).max()
}

/// The first item that was read back before it was decided, with both times.
pub(super) fn read_too_early<'a>(
    decided: &HashMap<u32, Moment>,
    parts: impl Iterator<Item = (u32, &'a Part)>,
) -> Option<(u32, Moment, Moment)> {
    parts.filter(|(_, part)| part.state == LineState::Verified).find_map(|(item, part)| {
        let (at, read) = (*decided.get(&item)?, part.at?);
        (read < at).then_some((item, at, read))
    })
}
