//! One press that keeps many items, and taking it back: exactly what it changed, no more.

use super::bulk::{count, left_out, words};
use super::deciding::{Decisions, Made, Origin, Wish, frozen, reviewer};
use super::update::{Changing, LOOKS};
use super::{KeptPress, KeptReviewer, Review, refused};
use crate::case::whoami;
use crate::core::Rollcall;
use crate::core::clock::new_id;
use crate::core::transact::Undone;
use crate::problem::Problem;
use crate::view::{BulkLeftOut, BulkPress, BulkUndone, DecideRequest, Decided, ReviewDecision};
use rollcall_store::{DecideOnly, ReviewItem};
use std::collections::BTreeSet;

const WHAT: &str = "Nothing was kept in bulk.";
const UNDO: &str = "The bulk decision was not undone.";

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
                at: self.0.clock.text(),
                by: by.number,
                user: whoami(),
                kept,
                left_out: out,
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

    /// Undoes a bulk decision: its items are undecided again, except those that were decided again
    /// since.
    ///
    /// # Errors
    /// When there is no such bulk decision, or it was undone.
    pub async fn undo_bulk(
        &self,
        review: &str,
        press: Option<&str>,
    ) -> Result<BulkUndone, Problem> {
        self.undo_bulk_from(review, press, "screen").await
    }

    /// The same, from elsewhere than the screen.
    ///
    /// # Errors
    /// As [`Rollcall::undo_bulk`].
    pub async fn undo_bulk_from(
        &self,
        review: &str,
        press: Option<&str>,
        source: &str,
    ) -> Result<BulkUndone, Problem> {
        for _ in 0..LOOKS {
            let review = self.open_review(review, UNDO).await?;
            let found = review.presses.iter().rev().find(|one| match press {
                Some(id) => one.id == id,
                None => one.undone_at.is_none(),
            });
            let Some(kept) = found else {
                let why = "There is no bulk decision to undo.";
                return Err(refused(UNDO, why, "Decide the items one by one instead."));
            };
            if let Some(at) = &kept.undone_at {
                let why = format!("This bulk decision was already undone, at {at}.");
                return Err(refused(
                    UNDO,
                    &why,
                    "Its items are undecided; decide them one by one or in bulk.",
                ));
            }
            let (kept, undone_at) = (kept.clone(), self.0.clock.text());
            let (id, of) = (review.id.clone(), kept.id.clone());
            let standing = self
                .stored("Looking up the bulk decision", move |store| store.review_pressed(&id, &of))
                .await?;
            if standing.is_empty() {
                let why = "Each of its items has been decided again since.";
                return Err(refused(UNDO, why, "Decide the items one by one instead."));
            }
            let items = self.these_items(&review, standing).await?;
            let mut made = Vec::with_capacity(items.len());
            for item in &items {
                let wish = Wish {
                    item: item.item,
                    decision: None,
                    drop: Vec::new(),
                    reason: String::new(),
                    ms: 0,
                };
                let list = frozen(item)?.list;
                made.push(Made { wish, bulk: true, list });
            }
            let by = reviewer(&review, kept.by)?;
            let origin = Origin { source, undoes: &kept.id, ..Origin::default() };
            let only = DecideOnly::Pressed(kept.id.clone());
            let decisions = Decisions::new(&by, &made, only, &origin)?;
            let id = kept.id.clone();
            let beside = move |now: &mut Changing<'_>| {
                let undone = now.review.presses.iter_mut().find(|one| one.id == id);
                let undone = undone.ok_or(Undone::Meanwhile)?;
                undone.undone_at = Some(undone_at);
                Ok(())
            };
            if self.keep_decisions(&review, decisions, beside).await? {
                let items: Vec<u32> = made.iter().map(|one| one.wish.item).collect();
                let restored = crate::text::count(items.len() as u64);
                return Ok(BulkUndone { items, stayed: kept.kept.saturating_sub(restored) });
            }
        }
        let why = "Other decisions about these items are being saved.";
        Err(refused(UNDO, why, "Check the items, and undo it again."))
    }

    /// Items by their numbers.
    async fn these_items(
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

    /// The last press that can be taken back.
    pub(super) async fn last_press(&self, review: &Review) -> Result<Option<BulkPress>, Problem> {
        let Some(kept) = review.presses.iter().rev().find(|one| one.undone_at.is_none()) else {
            return Ok(None);
        };
        let (id, press) = (review.id.clone(), kept.id.clone());
        let standing = self
            .stored("Looking up the bulk decision", move |store| store.review_pressed(&id, &press))
            .await?;
        let standing = crate::text::count(standing.len() as u64);
        Ok((standing > 0).then(|| shown_press(review, kept, standing)))
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

fn shown_press(review: &Review, kept: &KeptPress, standing: u32) -> BulkPress {
    let by = review.reviewers.iter().find(|one| one.number == kept.by);
    BulkPress {
        id: kept.id.clone(),
        at: kept.at.clone(),
        by: by.map_or_else(String::new, |one| one.name.clone()),
        kept: kept.kept,
        standing,
        left_out: kept.left_out,
        words: words(kept.kept, &kept.left_out),
    }
}
