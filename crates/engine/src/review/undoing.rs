//! Taking back what one press or one import decided: its items are as they were before, those that were
//! decided again since stay.

use super::before::{Before, before};
use super::deciding::{Decisions, Made, Origin, Wish, frozen, reviewer, shown, signers_over};
use super::update::{Changing, LOOKS, still_open};
use super::{Conflict, KeptImport, KeptPress, Review, bulk, refused};
use crate::case::whoami;
use crate::core::Rollcall;
use crate::core::transact::Undone;
use crate::problem::Problem;
use crate::view::{BulkPress, BulkUndone, UndoneItem};
use rollcall_store::{DecideOnly, Moment, ReviewItem};
use std::collections::{BTreeMap, BTreeSet};

const WHAT: &str = "The decisions were not undone.";

impl Rollcall {
    /// Undoes a bulk decision or an import, the newest without `press`: each item is as it was before,
    /// except those that were decided again since.
    ///
    /// # Errors
    /// When there is no such bulk decision or import, or it was undone.
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
            let review = self.open_review(review, WHAT).await?;
            let kept = to_undo(&review, press)?.clone();
            let id = review.id.clone();
            let decisions = self
                .stored("Looking up the decisions", move |store| store.review_decisions(&id))
                .await?;
            let presses = review.presses.iter();
            let undone = presses.filter(|one| one.undone_at.is_some()).map(|one| one.id.as_str());
            let standing = before(&decisions, &kept.id, &undone.collect())?;
            if standing.is_empty() && !review.conflicts.iter().any(|one| one.press == kept.id) {
                let why = "Each of its items has been decided again since.";
                return Err(refused(WHAT, why, "Decide the items one by one instead."));
            }
            let numbers = standing.iter().map(|one| one.item).collect();
            let items = self.these_items(&review, numbers).await?;
            let undo = Undo::new(&review, kept, &standing, &items, source, self.0.clock.moment())?;
            let answer = undo.answer.clone();
            let kept = self
                .update_review_unless_changed(&review.id, move |now| {
                    still_open(&now.review, WHAT)?;
                    undo.write(now)
                })
                .await?;
            if kept.is_some() {
                return Ok(answer);
            }
        }
        let why = "Other decisions about these items are being saved.";
        Err(refused(WHAT, why, "Check the items, and undo it again."))
    }

    /// The newest press or import that can be taken back.
    pub(super) async fn last_press(&self, review: &Review) -> Result<Option<BulkPress>, Problem> {
        let Some(kept) = review.presses.iter().rev().find(|one| one.undone_at.is_none()) else {
            return Ok(None);
        };
        let (id, press) = (review.id.clone(), kept.id.clone());
        let pressed = self
            .stored("Looking up the bulk decision", move |store| store.review_pressed(&id, &press))
            .await?;
        let standing = crate::text::count(pressed.len() as u64);
        let waits = review.conflicts.iter().any(|one| one.press == kept.id);
        if standing == 0 && !waits {
            return Ok(None);
        }
        let unsigns = match review.sign_offs.is_empty() {
            true => Vec::new(),
            false => {
                let items = self.these_items(review, pressed).await?;
                let parts = items.iter().map(|one| one.reviewer).collect();
                signers_over(&review.sign_offs, &parts)
            }
        };
        Ok(Some(BulkPress { unsigns, ..shown_press(review, kept, standing) }))
    }
}

/// The press or import that is meant.
fn to_undo<'a>(review: &'a Review, press: Option<&str>) -> Result<&'a KeptPress, Problem> {
    let found = review.presses.iter().rev().find(|one| match press {
        Some(id) => one.id == id,
        None => one.undone_at.is_none(),
    });
    let Some(kept) = found else {
        let why = "There is no bulk decision and no import to undo.";
        return Err(refused(WHAT, why, "Decide the items one by one instead."));
    };
    match &kept.undone_at {
        None => Ok(kept),
        Some(at) => {
            let what = if kept.import.is_some() { "import" } else { "bulk decision" };
            let why = format!("This {what} was already undone, at {at}.");
            Err(refused(WHAT, &why, "Decide its items one by one, or import the file again."))
        }
    }
}

/// A press or import that is taken back, as it is written.
struct Undo {
    kept: KeptPress,
    at: Moment,
    /// One for each place that the restored decisions come from.
    decisions: Vec<Decisions>,
    answer: BulkUndone,
}

/// Where a decision came from: reviewer, source, hash of its file, press or import.
type From = (u32, String, String, String);

impl Undo {
    fn new(
        review: &Review,
        kept: KeptPress,
        standing: &[Before],
        items: &[ReviewItem],
        source: &str,
        at: Moment,
    ) -> Result<Self, Problem> {
        let mut groups: BTreeMap<From, Vec<Made>> = BTreeMap::new();
        let mut back = Vec::with_capacity(standing.len());
        for (one, item) in standing.iter().zip(items) {
            let (from, made) = match one.decided.clone() {
                None => {
                    let from = (kept.by, source.to_owned(), String::new(), String::new());
                    let wish = Wish { item: one.item, ..Wish::default() };
                    (from, Made { wish, bulk: kept.import.is_none(), list: frozen(item)?.list })
                }
                Some((decision, body)) => {
                    let wish = Wish {
                        item: one.item,
                        decision: shown(decision),
                        drop: body.drop,
                        reason: body.reason,
                        ms: body.ms,
                    };
                    let from = (body.by, body.source, body.file_sha256, body.press);
                    (from, Made { wish, bulk: body.bulk, list: frozen(item)?.list })
                }
            };
            back.push(UndoneItem {
                item: one.item,
                decision: made.wish.decision,
                drop: made.wish.drop.clone(),
                reason: made.wish.reason.clone(),
                bulk: made.wish.decision.is_some() && made.bulk,
                imported_by: (!from.2.is_empty()).then(whoami),
            });
            groups.entry(from).or_default().push(made);
        }
        let mut decisions = Vec::with_capacity(groups.len());
        for ((by, source, file_sha256, press), made) in groups {
            let origin = Origin {
                source: &source,
                file_sha256: &file_sha256,
                press: &press,
                undoes: &kept.id,
            };
            let by = reviewer(review, by, WHAT)?;
            let only = DecideOnly::Pressed(kept.id.clone());
            decisions.push(Decisions::new(&by, &made, only, &origin)?);
        }
        let stayed = kept.kept.saturating_sub(crate::text::count(back.len() as u64));
        let withdrawn = review.conflicts.iter().filter(|one| one.press == kept.id).count();
        let words = words(&back, stayed, withdrawn);
        Ok(Self { kept, at, decisions, answer: BulkUndone { items: back, stayed, words } })
    }

    fn write(self, now: &mut Changing<'_>) -> Result<(), Undone> {
        // The contradictions that it settled wait again, unless their items were decided since.
        let back: BTreeSet<u32> = self.answer.items.iter().map(|one| one.item).collect();
        now.review.conflicts.retain(|one| one.press != self.kept.id);
        for one in self.decisions {
            one.write(now)?;
        }
        if let Some(KeptImport { settled, source, .. }) = self.kept.import {
            let again = |one: &Conflict| back.contains(&one.item);
            now.review.conflicts.extend(settled.into_iter().filter(again));
            // The packet may be answered again.
            let packet = source.strip_prefix("packet:");
            for one in &mut now.review.packets {
                if Some(one.sha256.as_str()) == packet {
                    (one.answered_at, one.answered_by) = (None, None);
                }
            }
        }
        let mut presses = now.review.presses.iter_mut();
        let undone = presses.find(|one| one.id == self.kept.id && one.undone_at.is_none());
        undone.ok_or(Undone::Meanwhile)?.undone_at = Some(self.at);
        Ok(())
    }
}

/// "5 items are undecided again. 2 items have their earlier decision again."
fn words(items: &[UndoneItem], stayed: u32, withdrawn: usize) -> String {
    let undecided = items.iter().filter(|one| one.decision.is_none()).count();
    let stayed = usize::try_from(stayed).unwrap_or(usize::MAX);
    let sentences = [
        (undecided, "item is undecided again.", "items are undecided again."),
        (
            items.len() - undecided,
            "item has its earlier decision again.",
            "items have their earlier decisions again.",
        ),
        (
            withdrawn,
            "answer that contradicted another reviewer was removed.",
            "answers that contradicted another reviewer were removed.",
        ),
        (
            stayed,
            "item was decided again since and stays as it is.",
            "items were decided again since and stay as they are.",
        ),
    ];
    let said = sentences.iter().filter(|(count, ..)| *count > 0);
    let said =
        said.map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }));
    said.collect::<Vec<_>>().join(" ")
}

pub(super) fn shown_press(review: &Review, kept: &KeptPress, standing: u32) -> BulkPress {
    let by = review.reviewers.iter().find(|one| one.number == kept.by);
    let by = by.map_or_else(String::new, |one| one.name.clone());
    BulkPress {
        id: kept.id.clone(),
        at: kept.at,
        kept: kept.kept,
        standing,
        left_out: kept.left_out,
        imported: kept.import.is_some(),
        words: match &kept.import {
            None => bulk::words(kept.kept, &kept.left_out),
            Some(import) => imported_words(kept.kept, &by, import.replaced),
        },
        by,
        unsigns: Vec::new(),
    }
}

/// "40 decisions of Carla Mendes were imported; 3 of them replaced earlier ones."
fn imported_words(kept: u32, by: &str, replaced: u32) -> String {
    let head = match kept {
        0 => format!("Answers of {by} were imported; none of them counts yet"),
        1 => format!("1 decision of {by} was imported"),
        many => format!("{many} decisions of {by} were imported"),
    };
    match (kept, replaced) {
        (_, 0) => format!("{head}."),
        (1, _) => format!("{head} and replaced an earlier one."),
        (_, 1) => format!("{head}; 1 of them replaced an earlier one."),
        (_, many) => format!("{head}; {many} of them replaced earlier ones."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::ReviewDecision;

    #[test]
    fn what_came_of_it_is_said() {
        let item = |decision| UndoneItem { item: 1, decision, ..UndoneItem::default() };
        let (open, kept) = (item(None), item(Some(ReviewDecision::Keep)));
        for (items, stayed, withdrawn, expected) in [
            (vec![open.clone(), open.clone()], 0, 0, "2 items are undecided again."),
            (vec![kept.clone()], 0, 0, "1 item has its earlier decision again."),
            (
                vec![open, kept],
                1,
                2,
                "1 item is undecided again. 1 item has its earlier decision again. 2 answers that \
                 contradicted another reviewer were removed. 1 item was decided again since and stays \
                 as it is.",
            ),
        ] {
            assert_eq!(words(&items, stayed, withdrawn), expected);
        }
    }

    #[test]
    fn an_import_says_what_it_replaced() {
        for (kept, replaced, expected) in [
            (0, 0, "Answers of Jo were imported; none of them counts yet."),
            (1, 0, "1 decision of Jo was imported."),
            (1, 1, "1 decision of Jo was imported and replaced an earlier one."),
            (40, 1, "40 decisions of Jo were imported; 1 of them replaced an earlier one."),
            (40, 3, "40 decisions of Jo were imported; 3 of them replaced earlier ones."),
        ] {
            assert_eq!(imported_words(kept, "Jo", replaced), expected);
        }
    }
}
