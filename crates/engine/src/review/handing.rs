//! Items that somebody else is to decide about. Who had them before, and why, is kept.

use super::deciding::{frozen, take_signatures_off};
use super::reviewers::{is_address, is_own_account, same_mailbox};
use super::{KeptHandOver, KeptReviewer, about, as_record, refused};
use crate::case::whoami;
use crate::core::Rollcall;
use crate::problem::Problem;
use crate::view::{ReviewHandOver, ReviewView};
use rollcall_store::Entry;
use serde_json::json;
use std::collections::BTreeSet;

const WHAT: &str = "Handing over failed.";

impl Rollcall {
    /// Gives items to another reviewer, who may be new to the review. What was decided about them
    /// stays, and the signatures under the parts of both are taken off.
    ///
    /// # Errors
    /// Without a reason, for an account of the reviewer's own, and when the review is not open.
    /// Nothing is handed over then.
    pub async fn hand_over(
        &self,
        review: &str,
        wanted: ReviewHandOver,
    ) -> Result<ReviewView, Problem> {
        let mut review = self.open_review(review, WHAT).await?;
        let reason = wanted.reason.trim().to_owned();
        if reason.is_empty() {
            return Err(refused(WHAT, "It has no reason.", "Say why; it stays in the evidence."));
        }
        let (name, email) = (wanted.to.name.trim(), wanted.to.email.trim());
        if name.is_empty() || !is_address(email) {
            let why = format!("“{name} <{email}>” is no name with one address.");
            let next = "Name somebody with the address that their own accounts are known by.";
            return Err(refused(WHAT, &why, next));
        }
        let known = review.reviewers.iter().find(|one| same_mailbox(&one.email, email)).cloned();
        let to = known.clone().unwrap_or_else(|| KeptReviewer {
            number: review.reviewers.iter().map(|one| one.number).max().unwrap_or(0) + 1,
            name: name.to_owned(),
            email: email.to_owned(),
            why: "items were handed over to them".to_owned(),
        });
        let at = self.0.clock.text();
        let mut given = Vec::with_capacity(wanted.items.len());
        for number in wanted.items {
            let id = review.id.clone();
            let item = self
                .stored("Looking up the item", move |store| store.review_item(&id, number))
                .await?;
            let one = frozen(&item)?;
            if is_own_account(&to, &one) {
                return Err(refused(
                    WHAT,
                    &format!("{} is an account of {}'s own.", one.name, to.name),
                    "Give it to somebody else.",
                ));
            }
            if item.reviewer != to.number {
                given.push(KeptHandOver {
                    item: number,
                    from: item.reviewer,
                    to: to.number,
                    reason: reason.clone(),
                    by: whoami(),
                    at: at.clone(),
                });
            }
        }
        if given.is_empty() {
            let why = format!("{} has them already.", to.name);
            return Err(refused(WHAT, &why, "Choose items, or another reviewer."));
        }
        if known.is_none() {
            review.reviewers.push(to.clone());
        }
        let items: Vec<u32> = given.iter().map(|one| one.item).collect();
        let body =
            about(&review, json!({"items": items, "to": to, "reason": reason, "by": whoami()}));
        let mut parts: BTreeSet<u32> = given.iter().map(|one| one.from).collect();
        parts.insert(to.number);
        take_signatures_off(&mut review, &parts);
        review.hand_overs.extend(given);
        let record = as_record(&review)?;
        self.stored("Handing over", move |store| {
            let entry = Entry { kind: "review-handed-over", body: &body };
            store.hand_over(&record, &items, to.number, &entry, &at)
        })
        .await?;
        self.0.reporter.data_changed();
        self.review(&review.id).await
    }
}
