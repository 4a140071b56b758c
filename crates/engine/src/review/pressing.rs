//! One press that keeps many items.

use super::bulk::{count, left_out};
use super::deciding::{Decisions, Made, Origin, Wish, frozen};
use super::undoing::shown_press;
use super::update::{Changing, LOOKS};
use super::{KeptPress, KeptReviewer, Review, refused};
use crate::case::whoami;
use crate::core::Rollcall;
use crate::core::clock::new_id;
use crate::problem::Problem;
use crate::view::{BulkLeftOut, DecideRequest, Decided, ReviewDecision};
use rollcall_store::{DecideOnly, ReviewItem};
use std::collections::BTreeSet;

const WHAT: &str = "Nothing was kept in bulk.";

impl Rollcall {
    /// Keeps the items that are undecided and need no separate decision.
    pub(super) async fn press(
        &self,
        review: Review,
        by: &KeptReviewer,
        wanted: &DecideRequest,
        source: &str,
    ) -> Result<Decided, Problem> {
        if wanted.decision != Some(ReviewDecision::Keep) {
            let next = "Decide each item individually.";
            return Err(refused(WHAT, "Only *keep* is decided in bulk.", next));
        }
        if wanted.reason.chars().count() > super::deciding::REASON {
            return Err(refused(WHAT, "The reason is too long.", "Write a shorter one."));
        }
        let numbers: BTreeSet<u32> = wanted.items.iter().copied().collect();
        let press = new_id();
        for _ in 0..LOOKS {
            let items = self.these_items(&review, numbers.iter().copied().collect()).await?;
            let (made, out) = kept_of(&review, &items, by, wanted)?;
            let kept = crate::text::count(made.len() as u64);
            let shown = KeptPress {
                id: press.clone(),
                at: self.0.clock.moment(),
                by: by.number,
                user: whoami(),
                kept,
                left_out: out,
                import: None,
                undone_at: None,
            };
            if made.is_empty() {
                let bulk = Some(shown_press(&review, &shown, 0));
                return Ok(Decided { items: Vec::new(), bulk });
            }
            let origin = Origin { source, press: &press, ..Origin::default() };
            let decisions = Decisions::new(by, &made, DecideOnly::Undecided, &origin)?;
            let press = shown.clone();
            let beside = move |now: &mut Changing<'_>| {
                now.review.presses.push(press);
                Ok(())
            };
            // Items that were decided in the meantime are left out.
            if self.keep_decisions(&review, decisions, beside).await? {
                let bulk = Some(shown_press(&review, &shown, kept));
                let items = made.iter().map(|one| one.wish.item).collect();
                return Ok(Decided { items, bulk });
            }
        }
        let why = "Other decisions about these items are being saved.";
        Err(refused(WHAT, why, "Check the items, and try again."))
    }

    /// Items by their numbers.
    pub(super) async fn these_items(
        &self,
        review: &Review,
        numbers: Vec<u32>,
    ) -> Result<Vec<ReviewItem>, Problem> {
        let id = review.id.clone();
        self.stored("Looking up the items", move |store| {
            numbers.into_iter().map(|number| store.review_item(&id, number)).collect()
        })
        .await
    }
}

/// What a press keeps, and what it leaves out.
fn kept_of(
    review: &Review,
    items: &[ReviewItem],
    by: &KeptReviewer,
    wanted: &DecideRequest,
) -> Result<(Vec<Made>, BulkLeftOut), Problem> {
    let (mut made, mut out) = (Vec::new(), BulkLeftOut::default());
    for item in items {
        let one = frozen(item)?;
        let in_conflict = review.conflicts.iter().any(|conflict| conflict.item == item.item);
        if let Some(why) = left_out(item, &one, by, in_conflict) {
            count(&mut out, why);
            continue;
        }
        let wish = Wish {
            item: item.item,
            decision: wanted.decision,
            drop: Vec::new(),
            reason: wanted.reason.trim().to_owned(),
            ms: wanted.ms,
        };
        made.push(Made { wish, bulk: true, list: one.list });
    }
    Ok((made, out))
}
