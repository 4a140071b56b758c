//! Decisions: whoever brings them – the screen, a CSV file, a packet – they pass the same checks.

use super::answers::contradicts;
use super::frozen::FrozenItem;
use super::reviewers::is_own_account;
use super::{Conflict, DecisionBody, KeptReviewer, Review, about, as_record, refused};
use crate::failure::internal;
use crate::home::Rollcall;
use crate::problem::Problem;
use crate::view::{DecideRequest, Granularity, ReviewDecision};
use rollcall_store::{Decision, Entry, ReviewItem};
use serde_json::json;

const WHAT: &str = "The decision was not kept.";
/// Longest reason.
const REASON: usize = 2_000;

/// One decision about one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wish {
    pub(crate) item: u32,
    pub(crate) decision: Option<ReviewDecision>,
    pub(crate) drop: Vec<String>,
    pub(crate) reason: String,
    pub(crate) ms: u32,
}

pub(crate) fn frozen(item: &ReviewItem) -> Result<FrozenItem, Problem> {
    serde_json::from_str(&item.body_json)
        .map_err(|error| internal("Reading the review", &error.to_string()))
}

pub(crate) fn stored(decision: Option<ReviewDecision>) -> Decision {
    match decision {
        None => Decision::None,
        Some(ReviewDecision::Keep) => Decision::Keep,
        Some(ReviewDecision::Change) => Decision::Change,
        Some(ReviewDecision::Revoke) => Decision::Revoke,
    }
}

pub(crate) fn shown(decision: Decision) -> Option<ReviewDecision> {
    match decision {
        Decision::None => None,
        Decision::Keep => Some(ReviewDecision::Keep),
        Decision::Change => Some(ReviewDecision::Change),
        Decision::Revoke => Some(ReviewDecision::Revoke),
    }
}

/// Why a reviewer cannot decide this; pure.
pub(crate) fn against(
    wish: &Wish,
    item: &FrozenItem,
    by: &KeptReviewer,
    granularity: Granularity,
    bulk: bool,
) -> Option<String> {
    let name = item.words();
    if is_own_account(by, item) {
        return Some(format!("{name} is an account of {}'s own: somebody else decides.", by.name));
    }
    if bulk && (item.privileged || wish.decision != Some(ReviewDecision::Keep)) {
        return Some(match item.privileged {
            true => format!("{name} has privileged access, which is not decided in bulk."),
            false => "Only *keep* is decided in bulk.".to_owned(),
        });
    }
    if wish.reason.chars().count() > REASON {
        return Some(format!("The reason is longer than {REASON} characters."));
    }
    let reasoned = !wish.reason.trim().is_empty();
    match wish.decision {
        Some(ReviewDecision::Revoke) if !reasoned => {
            Some(format!("Revoking {name} needs a reason."))
        }
        Some(ReviewDecision::Change) if !reasoned => {
            Some(format!("Changing {name} needs a reason."))
        }
        Some(ReviewDecision::Keep) if item.privileged && !reasoned => {
            Some(format!("{name} has privileged access: keeping it needs a reason."))
        }
        Some(ReviewDecision::Change) if granularity == Granularity::Membership => {
            Some(format!("{name} is kept or revoked: its groups are items of their own."))
        }
        Some(ReviewDecision::Change) if wish.drop.is_empty() => {
            Some(format!("*Change* drops groups of {name}, and none was named."))
        }
        _ => {
            let unknown =
                wish.drop.iter().find(|id| item.groups.iter().all(|group| group.id != **id));
            match unknown {
                Some(id) if wish.decision == Some(ReviewDecision::Change) => {
                    Some(format!("{name} was in no group {id} when the population was frozen."))
                }
                _ => None,
            }
        }
    }
}

impl Rollcall {
    /// Keeps one decision about one or several items.
    ///
    /// # Errors
    /// With the first item that it cannot be made about; nothing is kept then.
    pub async fn decide_review(&self, review: &str, wanted: DecideRequest) -> Result<(), Problem> {
        self.decide_from(review, wanted, "screen").await
    }

    /// The same, decided elsewhere than on the screen.
    ///
    /// # Errors
    /// As [`Rollcall::decide_review`].
    pub async fn decide_from(
        &self,
        review: &str,
        wanted: DecideRequest,
        source: &str,
    ) -> Result<(), Problem> {
        let mut review = self.open_review(review, WHAT).await?;
        let by = reviewer(&review, wanted.by)?;
        let bulk = wanted.items.len() > 1;
        let mut wishes = Vec::with_capacity(wanted.items.len());
        for number in &wanted.items {
            let (id, number) = (review.id.clone(), *number);
            let item = self
                .stored("Looking up the item", move |store| store.review_item(&id, number))
                .await?;
            let one = frozen(&item)?;
            let wish = Wish {
                item: number,
                decision: wanted.decision,
                drop: wanted.drop.iter().map(|name| group_id(name, &one)).collect(),
                reason: wanted.reason.trim().to_owned(),
                ms: wanted.ms,
            };
            if let Some(why) = against(&wish, &one, &by, review.request.granularity, bulk) {
                return Err(refused(WHAT, &why, "Decide it otherwise, or say the reason."));
            }
            wishes.push(wish);
        }
        if wishes.is_empty() {
            return Ok(());
        }
        self.keep_decisions(&mut review, &by, &wishes, bulk, source).await
    }

    /// Keeps decisions that were checked. One that the admin makes settles a conflict about its item.
    pub(super) async fn keep_decisions(
        &self,
        review: &mut Review,
        by: &KeptReviewer,
        wishes: &[Wish],
        bulk: bool,
        source: &str,
    ) -> Result<(), Problem> {
        let at = self.0.clock.text();
        let mut rows = Vec::with_capacity(wishes.len());
        for wish in wishes {
            let body = DecisionBody {
                drop: match wish.decision {
                    Some(ReviewDecision::Change) => wish.drop.clone(),
                    _ => Vec::new(),
                },
                reason: wish.reason.clone(),
                by: by.number,
                ms: wish.ms,
                bulk,
                source: source.to_owned(),
            };
            let body =
                serde_json::to_string(&body).map_err(|error| internal(WHAT, &error.to_string()))?;
            rows.push((wish.item, stored(wish.decision), body));
        }
        let told: Vec<_> = wishes
            .iter()
            .map(|wish| {
                json!({
                    "item": wish.item, "decision": wish.decision, "drop": wish.drop,
                    "reason": wish.reason,
                })
            })
            .collect();
        let body = about(
            review,
            json!({"by": by.name, "source": source, "bulk": bulk, "decisions": told}),
        );
        let id = review.id.clone();
        self.stored("Keeping the decision", move |store| {
            let entry = Entry { kind: "review-decided", body: &body };
            store.decide_review(&id, &rows, &entry, &at)
        })
        .await?;
        let before = review.conflicts.len();
        review.conflicts.retain(|one| wishes.iter().all(|wish| wish.item != one.item));
        // A signature is for decisions as they stood.
        let signed = !review.sign_offs.is_empty();
        review.sign_offs.clear();
        if before != review.conflicts.len() || signed {
            let record = as_record(review)?;
            let at = self.0.clock.text();
            self.stored(WHAT, move |store| store.keep_review(&record, None, &at)).await?;
        }
        self.0.reporter.data_changed();
        Ok(())
    }

    /// Takes in what a reviewer answered elsewhere: what contradicts another reviewer's decision
    /// waits for the admin, the rest is kept. How many were kept.
    pub(super) async fn keep_answers(
        &self,
        review: &mut Review,
        by: &KeptReviewer,
        wishes: Vec<Wish>,
        source: &str,
    ) -> Result<u32, Problem> {
        let id = review.id.clone();
        let items = self.stored("Listing the items", move |store| store.review_items(&id)).await?;
        let at = self.0.clock.text();
        let (mut kept, mut against) = (Vec::new(), Vec::new());
        for wish in wishes {
            let item = items.iter().find(|one| one.item == wish.item);
            let other = item.is_some_and(|item| contradicts(item, by.number, &wish));
            match (other, wish.decision) {
                (true, Some(decision)) => against.push(Conflict {
                    item: wish.item,
                    by: by.number,
                    decision,
                    drop: wish.drop,
                    reason: wish.reason,
                    at: at.clone(),
                    source: source.to_owned(),
                }),
                _ => kept.push(wish),
            }
        }
        if !kept.is_empty() {
            self.keep_decisions(review, by, &kept, false, source).await?;
        }
        if !against.is_empty() {
            let told: Vec<_> = against
                .iter()
                .map(|one| {
                    json!({
                        "item": one.item, "decision": one.decision, "drop": one.drop,
                        "reason": one.reason,
                    })
                })
                .collect();
            review.contradictions.extend(against.iter().cloned());
            review.conflicts.retain(|one| against.iter().all(|new| new.item != one.item));
            review.conflicts.extend(against);
            let told = json!({"by": by.name, "source": source, "conflicts": told});
            self.keep_review(review, Some(("review-contradicted", told))).await?;
        }
        Ok(crate::shape::count(kept.len() as u64))
    }
}

/// A group of the account by its id or name; what names none of them stays as it is.
fn group_id(name: &str, item: &FrozenItem) -> String {
    let by_id = item.groups.iter().find(|group| group.id == name);
    let found = by_id
        .or_else(|| item.groups.iter().find(|one| one.name.to_lowercase() == name.to_lowercase()));
    found.map_or_else(|| name.to_owned(), |group| group.id.clone())
}

pub(super) fn reviewer(review: &Review, number: u32) -> Result<KeptReviewer, Problem> {
    review.reviewers.iter().find(|one| one.number == number).cloned().ok_or_else(|| {
        refused(
            WHAT,
            &format!("The review has no reviewer {number}."),
            "Look at the review for its reviewers and their numbers.",
        )
    })
}
