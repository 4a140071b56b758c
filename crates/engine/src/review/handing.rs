//! Items that another reviewer has to decide. Who had them before, and why, is kept.

use super::deciding::frozen;
use super::reviewers::{is_address, is_own_account, same_mailbox};
use super::update::{Changing, LOOKS};
use super::{KeptHandOver, KeptReviewer, Review, refused};
use crate::case::whoami;
use crate::core::Rollcall;
use crate::core::transact::Undone;
use crate::problem::Problem;
use crate::record::event::RecordEvent;
use crate::view::{ReviewHandOver, ReviewView};

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
        let reason = wanted.reason.trim().to_owned();
        if reason.is_empty() {
            return Err(refused(
                WHAT,
                "The hand-over has no reason.",
                "Give a reason; it stays in the evidence.",
            ));
        }
        let (name, email) = (wanted.to.name.trim(), wanted.to.email.trim());
        if name.is_empty() || !is_address(email) {
            let why = format!("“{name} <{email}>” is not a name with one address.");
            let next = "Enter the address that the person's own accounts have.";
            return Err(refused(WHAT, &why, next));
        }
        for _ in 0..LOOKS {
            let review = self.open_review(review, WHAT).await?;
            let given = self.to_give(&review, &wanted, name, email).await?;
            let looked = review.clone();
            let done = self.update_review_unless_changed(&review.id, move |now| {
                now.is_still(&looked)?;
                given.write(now)
            });
            if let Some(review) = done.await? {
                return self.review(review.id.as_str()).await;
            }
        }
        let why = "Another action changed the review at the same time.";
        Err(refused(WHAT, why, "Check the items, then hand them over again."))
    }

    /// The items that change hands, each looked at.
    async fn to_give(
        &self,
        review: &Review,
        wanted: &ReviewHandOver,
        name: &str,
        email: &str,
    ) -> Result<HandOver, Problem> {
        let reason = wanted.reason.trim().to_owned();
        let known = review.reviewers.iter().find(|one| same_mailbox(&one.email, email)).cloned();
        let to = known.clone().unwrap_or_else(|| KeptReviewer {
            number: review.reviewers.iter().map(|one| one.number).max().unwrap_or(0) + 1,
            name: name.to_owned(),
            email: email.to_owned(),
            why: "items were handed over to them".to_owned(),
        });
        let at = self.0.clock.moment();
        let mut given = Vec::with_capacity(wanted.items.len());
        for number in wanted.items.iter().copied() {
            let id = review.id.clone();
            let item = self
                .stored("Looking up the item", move |store| store.review_item(&id, number))
                .await?;
            let one = frozen(&item)?;
            if is_own_account(&to, &one) {
                return Err(refused(
                    WHAT,
                    &format!("{} is {}'s own account.", one.name, to.name),
                    "Hand it over to someone else.",
                ));
            }
            if item.reviewer != to.number {
                given.push(KeptHandOver {
                    item: number,
                    from: item.reviewer,
                    to: to.number,
                    reason: reason.clone(),
                    by: whoami(),
                    at,
                });
            }
        }
        if given.is_empty() {
            let why = format!("{} already has them.", to.name);
            return Err(refused(WHAT, &why, "Choose items, or another reviewer."));
        }
        Ok(HandOver { to, is_new: known.is_none(), given, reason })
    }
}

/// Items for another reviewer.
struct HandOver {
    to: KeptReviewer,
    is_new: bool,
    given: Vec<KeptHandOver>,
    reason: String,
}

impl HandOver {
    fn write(self, now: &mut Changing<'_>) -> Result<(), Undone> {
        if self.is_new {
            now.review.reviewers.push(self.to.clone());
        }
        let items: Vec<u32> = self.given.iter().map(|one| one.item).collect();
        now.review.hand_overs.extend(self.given);
        now.give(&items, self.to.number)?;
        now.happened(&RecordEvent::ReviewHandedOver {
            review: now.review.named(),
            items,
            to: self.to.on_record(),
            reason: self.reason,
            by: whoami(),
        })
    }
}
