//! Decisions: from the screen, a CSV file or a packet, they pass the same checks.

use super::facts::kept_although;
use super::frozen::FrozenItem;
use super::reviewers::is_own_account;
use super::to_view::decision_body;
use super::update::{Changing, still_open};
use super::{DecisionBody, KeptReviewer, Review, refused, trouble_reading};
use crate::case::whoami;
use crate::core::Rollcall;
use crate::core::transact::Undone;
use crate::problem::Problem;
use crate::problem::failure::internal;
use crate::record::event::RecordEvent;
use crate::record::parts::{DecisionMade, DecisionsMade};
use crate::view::{DecideRequest, Decided, Granularity, ListState, ReviewDecision, SignOff};
use rollcall_store::{DecideOnly, Decision, GroupId, ReviewItem};
use std::collections::BTreeSet;

const WHAT: &str = "The decision was not saved.";
/// Longest reason.
pub(super) const REASON: usize = 2_000;

/// One decision about one item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wish {
    pub(crate) item: u32,
    pub(crate) decision: Option<ReviewDecision>,
    pub(crate) drop: Vec<GroupId>,
    pub(crate) reason: String,
    pub(crate) ms: u32,
}

pub(crate) fn frozen(item: &ReviewItem) -> Result<FrozenItem, Problem> {
    serde_json::from_str(&item.body_json).map_err(|error| trouble_reading(&error))
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
) -> Option<String> {
    let name = item.words();
    if is_own_account(by, item) {
        return Some(format!("{name} is {}'s own account: someone else has to decide.", by.name));
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
        Some(ReviewDecision::Keep) if !reasoned => keep_needs_reason(item),
        Some(ReviewDecision::Change) if granularity == Granularity::Membership => {
            Some(format!("{name} is kept or revoked: its groups are items of their own."))
        }
        Some(ReviewDecision::Change) if wish.drop.is_empty() => {
            Some(format!("*Change* removes {name} from groups, but no group was named."))
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

/// Why an account is not kept without a reason, as a sentence.
pub(crate) fn keep_needs_reason(item: &FrozenItem) -> Option<String> {
    let name = item.words();
    if item.privileged {
        return Some(format!("{name} has privileged access: keeping it needs a reason."));
    }
    match item.list {
        ListState::Left => {
            let day = item.list_day.as_ref().map_or_else(String::new, |day| format!(" on {day}"));
            Some(format!("{name} has left{day}: keeping the account needs a reason."))
        }
        ListState::NotListed => {
            Some(format!("{name} is not on the HR list: keeping the account needs a reason."))
        }
        // What the list leaves open is flagged, and proves nothing.
        ListState::NotKnown | ListState::NoList | ListState::Employed | ListState::NotStarted => {
            None
        }
    }
}

/// Where decisions come from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin<'a> {
    pub(crate) source: &'a str,
    /// Of the file that they are imported from.
    pub(crate) file_sha256: &'a str,
    /// The press or the import that makes them.
    pub(crate) press: &'a str,
    /// The press or the import that they take back.
    pub(crate) undoes: &'a str,
}

/// A decision that passed the checks.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) wish: Wish,
    pub(crate) bulk: bool,
    pub(crate) list: ListState,
}

impl Rollcall {
    /// Saves one decision about one item, or keeps several items that need no separate decision.
    ///
    /// # Errors
    /// When the decision cannot be made; nothing is kept then.
    pub async fn decide_review(
        &self,
        review: &str,
        wanted: DecideRequest,
    ) -> Result<Decided, Problem> {
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
    ) -> Result<Decided, Problem> {
        let review = self.open_review(review, WHAT).await?;
        let by = reviewer(&review, wanted.by, WHAT)?;
        let number = match wanted.items.as_slice() {
            [] => return Ok(Decided { items: Vec::new(), bulk: None }),
            [only] => *only,
            _ => return self.press(review, &by, &wanted, source).await,
        };
        let id = review.id.clone();
        let item =
            self.stored("Looking up the item", move |store| store.review_item(&id, number)).await?;
        let one = frozen(&item)?;
        let other = of_another(&review, &item, &by).filter(|_| !is_own_account(&by, &one));
        if let Some(why) = other {
            let next = "Hand the item over first, with the reason, or let that reviewer decide.";
            return Err(refused(WHAT, &format!("{}: {why}", one.words()), next));
        }
        let wish = Wish {
            item: number,
            decision: wanted.decision,
            drop: wanted.drop.iter().map(|name| group_id(name, &one)).collect(),
            reason: wanted.reason.trim().to_owned(),
            ms: wanted.ms,
        };
        if let Some(why) = against(&wish, &one, &by, review.request.granularity) {
            return Err(refused(WHAT, &why, "Decide differently, or give the reason."));
        }
        // A signature stays under what has not changed.
        if is_made(&review, &item, &by, &wish) {
            return Ok(Decided { items: vec![number], bulk: None });
        }
        let made = [Made { wish, bulk: false, list: one.list }];
        let origin = Origin { source, ..Origin::default() };
        let decisions = Decisions::new(&by, &made, DecideOnly::Any, &origin)?;
        self.keep_decisions(&review, decisions, |_| Ok(())).await?;
        Ok(Decided { items: vec![number], bulk: None })
    }

    /// Saves checked decisions, and what belongs to them. `false` where an item is not
    /// as it has to be; nothing is kept then.
    pub(super) async fn keep_decisions(
        &self,
        review: &Review,
        decisions: Decisions,
        beside: impl FnOnce(&mut Changing<'_>) -> Result<(), Undone> + Send + 'static,
    ) -> Result<bool, Problem> {
        let kept = self
            .update_review_unless_changed(&review.id, move |now| {
                still_open(&now.review, WHAT)?;
                decisions.write(now)?;
                beside(now)
            })
            .await?;
        Ok(kept.is_some())
    }
}

/// Whether a reviewer decided an item so already, for that item alone, and nothing contradicts it.
fn is_made(review: &Review, item: &ReviewItem, by: &KeptReviewer, wish: &Wish) -> bool {
    let before = decision_body(item);
    let now = item.decided.as_ref().map_or(Decision::None, |made| made.decision);
    now == stored(wish.decision)
        && before.by == by.number
        && !before.bulk
        && !before.is_imported()
        && before.drop == wish.drop
        && before.reason == wish.reason
        && review.conflicts.iter().all(|one| one.item != item.item)
}

/// Decisions that passed the checks, as they are written.
pub(super) struct Decisions {
    rows: Vec<(u32, Decision, String)>,
    only: DecideOnly,
    recorded: DecisionsMade,
}

impl Decisions {
    pub(super) fn new(
        by: &KeptReviewer,
        made: &[Made],
        only: DecideOnly,
        origin: &Origin<'_>,
    ) -> Result<Self, Problem> {
        let user = whoami();
        let mut rows = Vec::with_capacity(made.len());
        let mut recorded = Vec::with_capacity(made.len());
        for Made { wish, bulk, list } in made {
            let drop = match wish.decision {
                Some(ReviewDecision::Change) => wish.drop.clone(),
                _ => Vec::new(),
            };
            let although = kept_although(wish.decision.map(|one| stored(Some(one))), *list);
            let body = DecisionBody {
                drop,
                reason: wish.reason.clone(),
                by: by.number,
                ms: wish.ms,
                bulk: *bulk,
                source: origin.source.to_owned(),
                user: user.clone(),
                file_sha256: origin.file_sha256.to_owned(),
                press: origin.press.to_owned(),
                undoes: origin.undoes.to_owned(),
                kept_although: although.map_or("", list_word).to_owned(),
            };
            recorded.push(DecisionMade {
                item: wish.item,
                decision: wish.decision,
                drop: wish.drop.clone(),
                reason: wish.reason.clone(),
                bulk: *bulk,
                kept_although: body.kept_although.clone(),
            });
            let body =
                serde_json::to_string(&body).map_err(|error| internal(WHAT, &error.to_string()))?;
            rows.push((wish.item, stored(wish.decision), body));
        }
        let recorded = DecisionsMade {
            by: by.name.clone(),
            reviewer: by.number,
            user,
            source: origin.source.to_owned(),
            imported: !origin.file_sha256.is_empty(),
            file_sha256: origin.file_sha256.to_owned(),
            press: origin.press.to_owned(),
            undoes: origin.undoes.to_owned(),
            bulk: made.iter().any(|one| one.bulk),
            decisions: recorded,
        };
        Ok(Self { rows, only, recorded })
    }

    /// One that the admin makes settles a conflict about its item.
    pub(super) fn write(self, now: &mut Changing<'_>) -> Result<(), Undone> {
        let items: BTreeSet<u32> = self.rows.iter().map(|(item, ..)| *item).collect();
        now.review.conflicts.retain(|one| !items.contains(&one.item));
        now.decide(&self.rows, &self.only)?;
        let review = now.review.named();
        now.happened(&RecordEvent::ReviewDecided { review, decided: self.recorded })
    }
}

/// Takes off the signatures under these parts, and the one over all of them.
pub(super) fn take_signatures_off(review: &mut Review, parts: &BTreeSet<u32>) {
    review.sign_offs.retain(|one| !falls_with(one, parts));
}

/// Whether a signature does not outlast a change of these parts.
fn falls_with(signature: &SignOff, parts: &BTreeSet<u32>) -> bool {
    !parts.is_empty() && signature.reviewer.is_none_or(|part| parts.contains(&part))
}

/// Whose signatures a change of these parts takes off, each once.
pub(super) fn signers_over(signatures: &[SignOff], parts: &BTreeSet<u32>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for one in signatures.iter().filter(|one| falls_with(one, parts)) {
        if !names.contains(&one.name) {
            names.push(one.name.clone());
        }
    }
    names
}

/// Whose an item is to decide, when it is not this reviewer's.
pub(super) fn of_another(review: &Review, item: &ReviewItem, by: &KeptReviewer) -> Option<String> {
    if item.reviewer == by.number {
        return None;
    }
    let other = review.reviewers.iter().find(|one| one.number == item.reviewer);
    let other = other.map_or("another reviewer", |one| one.name.as_str());
    Some(format!("item {} is {other}'s to decide, not {}'s.", item.item, by.name))
}

/// How the list contradicts a keep, as it is stored.
pub(super) fn list_word(list: ListState) -> &'static str {
    match list {
        ListState::Left => "left",
        ListState::NotListed => "not-listed",
        ListState::NotKnown => "not-known",
        ListState::NoList | ListState::Employed | ListState::NotStarted => "",
    }
}

/// A group of the account by its id or name; what names none of them stays as it is.
fn group_id(name: &str, item: &FrozenItem) -> GroupId {
    let by_id = item.groups.iter().find(|group| group.id == name);
    let found = by_id
        .or_else(|| item.groups.iter().find(|one| one.name.to_lowercase() == name.to_lowercase()));
    found.map_or_else(|| GroupId::from(name), |group| group.id.clone())
}

/// The reviewer of a number; `what` was not done when there is none.
pub(super) fn reviewer(review: &Review, number: u32, what: &str) -> Result<KeptReviewer, Problem> {
    review.reviewers.iter().find(|one| one.number == number).cloned().ok_or_else(|| {
        let all = review.reviewers.iter().map(|one| format!("{} {}", one.number, one.name));
        refused(
            what,
            &format!("The review has no reviewer {number}."),
            &format!("Its reviewers: {}.", all.collect::<Vec<_>>().join(", ")),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_takes_off_the_signatures_under_its_parts_and_the_one_over_all() {
        let signature = |name: &str, reviewer: Option<u32>| SignOff {
            reviewer,
            name: name.to_owned(),
            ..SignOff::default()
        };
        let all = [
            signature("Priya", Some(1)),
            signature("Carla", Some(2)),
            signature("Ann", Some(3)),
            signature("Ann", Some(4)),
            signature("Farid", None),
        ];
        for (parts, expected) in [
            (vec![], vec![]),
            (vec![1], vec!["Priya", "Farid"]),
            (vec![2, 1], vec!["Priya", "Carla", "Farid"]),
            (vec![3, 4], vec!["Ann", "Farid"]),
            // A part that nobody signed: only the one over all parts.
            (vec![5], vec!["Farid"]),
        ] {
            let parts = parts.into_iter().collect();
            assert_eq!(signers_over(&all, &parts), expected, "{parts:?}");
        }
        assert!(signers_over(&all[..2], &BTreeSet::from([5])).is_empty());
    }
}
