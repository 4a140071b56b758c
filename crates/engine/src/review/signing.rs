//! The two signatures under all decisions, and giving a review up before them.

use super::refused;
use crate::case::whoami;
use crate::home::Rollcall;
use crate::problem::Problem;
use crate::view::{ReviewState, ReviewView, SignOff};
use serde_json::json;

const SIGN: &str = "Signing off failed.";

impl Rollcall {
    /// A signature under all decisions; `second`: the second person's. The review is *signed* with
    /// both.
    ///
    /// # Errors
    /// While something is undecided or contradicted; when one person would sign twice.
    pub async fn sign_review(
        &self,
        review: &str,
        second: bool,
        name: &str,
        statement: &str,
    ) -> Result<ReviewView, Problem> {
        let mut review = self.open_review(review, SIGN).await?;
        self.follows_all(&review, SIGN).await?;
        let (name, statement) = (name.trim(), statement.trim());
        if name.is_empty() || statement.is_empty() {
            return Err(refused(SIGN, "A name and a statement belong to it.", "Write both."));
        }
        let id = review.id.clone();
        let counts =
            self.stored("Counting the decisions", move |store| store.review_counts(&id)).await?;
        let left = counts.items - counts.keep - counts.change - counts.revoke;
        if left > 0 {
            let why = format!("{left} of {} items are not decided.", counts.items);
            return Err(refused(SIGN, &why, "Decide them; undecided ones can be listed first."));
        }
        if !review.conflicts.is_empty() {
            let why = format!("{} items were decided both ways.", review.conflicts.len());
            return Err(refused(SIGN, &why, "Decide each of them once more."));
        }
        let role = if second { "second" } else { "reviewer" };
        let same = |one: &str| folded(one) == folded(name);
        if !second && !review.reviewers.iter().any(|one| same(&one.name)) {
            let names: Vec<&str> = review.reviewers.iter().map(|one| one.name.as_str()).collect();
            return Err(refused(
                SIGN,
                &format!("{name} is no reviewer of it: {}.", names.join(", ")),
                "One of the reviewers signs first; anybody else may be the second.",
            ));
        }
        if second && review.sign_offs.iter().all(|one| one.role != "reviewer") {
            let why = "No reviewer has signed yet.";
            return Err(refused(SIGN, why, "The second signature comes after the reviewer's."));
        }
        let other = review.sign_offs.iter().find(|one| one.role != role);
        if other.is_some_and(|one| same(&one.name)) {
            return Err(refused(
                SIGN,
                &format!("{name} has signed already."),
                "The second signature is somebody else's.",
            ));
        }
        review.sign_offs.retain(|one| one.role != role);
        let at = self.0.clock.text();
        review.sign_offs.push(SignOff {
            role: role.to_owned(),
            name: name.to_owned(),
            statement: statement.to_owned(),
            at: at.clone(),
        });
        review.sign_offs.sort_by(|a, b| a.role.cmp(&b.role));
        if review.sign_offs.len() == 2 {
            review.state = ReviewState::Signed;
        }
        let told = json!({"role": role, "by": name, "statement": statement, "signed_at": at});
        self.keep_review(&review, Some(("review-signed", told))).await?;
        self.review(&review.id).await
    }

    /// Gives a review up before it is signed; what was frozen and decided stays on record.
    ///
    /// # Errors
    /// When it is not open.
    pub async fn discard_review(&self, review: &str) -> Result<(), Problem> {
        let mut review = self.open_review(review, "Discarding the review failed.").await?;
        review.state = ReviewState::Discarded;
        self.keep_review(&review, Some(("review-discarded", json!({"by": whoami()})))).await
    }
}

/// A name without regard to case and to how many spaces are in it.
fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
