//! Answers from elsewhere: a CSV file that was filled in, or what a packet saved. What it would set
//! is shown before it is set, and each row passes the checks of the screen.

use super::bulk::{AT_ONCE, EQUAL, Why, needs_a_look};
use super::deciding::{
    Decisions, Made, Origin, Wish, against, frozen, reviewer, shown, signers_over, stored,
};
use super::packet::{self, is_packet_file};
use super::to_view::{decision_body, word};
use super::update::{Changing, LOOKS};
use super::{Conflict, KeptImport, KeptPress, KeptReviewer, Review, refused, table};
use crate::case::whoami;
use crate::core::Rollcall;
use crate::core::clock::new_id;
use crate::core::transact::Undone;
use crate::problem::Problem;
use crate::record::event::RecordEvent;
use crate::record::parts::Conflicting;
use crate::view::{AnswerLine, AnswersLook, AnswersRejected, BulkLeftOut, ReviewDecision};
use rollcall_store::{DecideOnly, GroupId, Moment, ReviewItem};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeSet, HashMap, HashSet};

const WHAT: &str = "The answers were not imported.";
/// Largest file.
const LARGEST: usize = 32 * 1024 * 1024;

/// Whether another reviewer decided the item differently.
pub(super) fn contradicts(item: &ReviewItem, by: u32, wish: &Wish) -> bool {
    let before = decision_body(item);
    item.decided.as_ref().is_some_and(|decided| {
        before.by != by && (decided.decision != stored(wish.decision) || before.drop != wish.drop)
    })
}

/// What was found in a file, before anything is set.
pub(super) struct Looked {
    pub(super) wishes: Vec<Wish>,
    /// Items that count as decided in bulk.
    pub(super) bulk: BTreeSet<u32>,
    pub(super) look: AnswersLook,
}

/// What is equal about decisions that one file makes at once.
type Equal = (rollcall_store::Decision, Vec<GroupId>, String);

fn equal(wish: &Wish) -> Option<Equal> {
    let reason = super::names::folded(&wish.reason);
    (wish.ms < AT_ONCE).then(|| (stored(wish.decision), wish.drop.clone(), reason))
}

/// Rows that decide about one item in several ways, by the item.
fn decided_otherwise(said: &[(u32, Option<&ReviewItem>, Wish)]) -> HashMap<u32, Vec<u32>> {
    let mut of: HashMap<u32, Vec<(u32, &Wish)>> = HashMap::new();
    for (row, item, wish) in said {
        if let Some(item) = item {
            of.entry(item.item).or_default().push((*row, wish));
        }
    }
    of.retain(|_, rows| {
        let (_, first) = rows[0];
        rows.iter().any(|(_, wish)| {
            (wish.decision, &wish.drop, &wish.reason)
                != (first.decision, &first.drop, &first.reason)
        })
    });
    of.into_iter().map(|(item, rows)| (item, rows.iter().map(|(row, _)| *row).collect())).collect()
}

/// Checks what a file says of items; `None` is an item that the reviewer may not decide.
/// More than twenty equal decisions of the file are *bulk*; items that need separate decisions are
/// not among them.
pub(super) fn look_at<'a>(
    said: impl Iterator<Item = (u32, Option<&'a ReviewItem>, Wish)>,
    by: &KeptReviewer,
    review: &Review,
) -> Result<Looked, Problem> {
    let mut look = AnswersLook { answers_of: by.name.clone(), ..AnswersLook::default() };
    let (mut wishes, mut seen, mut bulk) = (Vec::new(), HashSet::new(), BTreeSet::new());
    let said: Vec<_> = said.collect();
    let mut equals: HashMap<Equal, usize> = HashMap::new();
    for key in said.iter().filter(|(_, item, _)| item.is_some()).filter_map(|(.., w)| equal(w)) {
        *equals.entry(key).or_default() += 1;
    }
    let twice = decided_otherwise(&said);
    for (row, item, wish) in said {
        let mut no = |why: String| look.rejected.push(AnswersRejected { row, why });
        let Some(item) = item else {
            no(format!("Item {} is not for {} to decide.", wish.item, by.name));
            continue;
        };
        if let Some(rows) = twice.get(&item.item) {
            let rows: Vec<String> = rows.iter().map(u32::to_string).collect();
            no(format!(
                "The rows {} decide item {} differently: none of them counts.",
                rows.join(", "),
                item.item
            ));
            continue;
        }
        if !seen.insert(item.item) {
            no(format!("An earlier row already decides item {}.", item.item));
            continue;
        }
        let one = frozen(item)?;
        if let Some(why) = against(&wish, &one, by, review.request.granularity) {
            no(why);
            continue;
        }
        let before = decision_body(item);
        let now = item.decided.as_ref().map_or(rollcall_store::Decision::None, |d| d.decision);
        if now == stored(wish.decision) && before.drop == wish.drop && before.reason == wish.reason
        {
            look.already += 1;
            continue;
        }
        let same = equal(&wish).and_then(|key| equals.get(&key)).copied().unwrap_or(0);
        let in_bulk = same >= EQUAL;
        // A bulk decision is about undecided items only.
        if let Some(decided) = shown(now).filter(|_| in_bulk) {
            no(format!(
                "{} is decided already ({}), and {same} answers were given at once and are the same, \
                 which is a bulk decision. Give it a separate reason, or clear the earlier decision \
                 first.",
                one.words(),
                word(stored(Some(decided)))
            ));
            continue;
        }
        let alone = match (needs_a_look(&one), wish.decision) {
            (Some(Why::Privileged), _) => Some("has privileged access"),
            (Some(Why::Left), Some(ReviewDecision::Keep)) => Some("has left"),
            (Some(Why::NotListed), Some(ReviewDecision::Keep)) => Some("is not on the HR list"),
            (Some(Why::NotKnown), Some(ReviewDecision::Keep)) => {
                Some("is left open by the HR list")
            }
            _ => None,
        };
        if let Some(why) = alone.filter(|_| in_bulk) {
            no(format!(
                "{} {why}, and {same} answers were given at once and are the same, which is a bulk \
                 decision. Give it a separate reason.",
                one.words()
            ));
            continue;
        }
        let Some(decision) = wish.decision else { continue };
        let drop = wish.drop.iter().map(|id| {
            let group = one.groups.iter().find(|group| group.id == *id);
            group.map_or_else(|| id.to_string(), |group| group.name.clone())
        });
        let other = review.reviewers.iter().find(|one| one.number == before.by);
        look.lines.push(AnswerLine {
            item: item.item,
            decision,
            drop: drop.collect(),
            reason: wish.reason.clone(),
            was: shown(now),
            contradicts: contradicts(item, by.number, &wish)
                .then(|| other.map_or_else(String::new, |one| one.name.clone())),
            name: one.words(),
            bulk: in_bulk,
        });
        if in_bulk {
            bulk.insert(item.item);
            look.bulk += 1;
        }
        wishes.push(wish);
    }
    let replaces = |line: &AnswerLine| line.was.is_some() && line.contradicts.is_none();
    look.replaces =
        crate::text::count(look.lines.iter().filter(|one| replaces(one)).count() as u64);
    look.lines.sort_by_key(|one| !replaces(one));
    Ok(Looked { wishes, bulk, look })
}

impl Rollcall {
    /// What a file would set. Nothing is set.
    ///
    /// # Errors
    /// When it is not such a file, or from another review.
    pub async fn look_at_answers(
        &self,
        review: &str,
        by: u32,
        bytes: &[u8],
    ) -> Result<AnswersLook, Problem> {
        let review = self.open_review(review, WHAT).await?;
        Ok(self.looked(&review, by, bytes).await?.0.look)
    }

    /// Sets the decisions of a file that pass the checks. What contradicts another
    /// reviewer's decision waits for the admin.
    ///
    /// # Errors
    /// As [`Rollcall::look_at_answers`]; when none of its rows can be set.
    pub async fn take_answers(
        &self,
        review: &str,
        by: u32,
        bytes: &[u8],
    ) -> Result<AnswersLook, Problem> {
        let file_sha256 = hex::encode(Sha256::digest(bytes));
        for _ in 0..LOOKS {
            let review = self.open_review(review, WHAT).await?;
            let by = reviewer(&review, by, WHAT)?;
            let (mut looked, source) = self.looked(&review, by.number, bytes).await?;
            if looked.wishes.is_empty() {
                let why = match looked.look.rejected.first() {
                    Some(first) => format!("No row can be set. Row {}: {}", first.row, first.why),
                    None => match looked.look.already {
                        0 => "The file decides nothing.".to_owned(),
                        1 => "The one decision of the file is already set.".to_owned(),
                        all => format!("All {all} decisions of the file are already set."),
                    },
                };
                return Err(refused(WHAT, &why, "Correct the file and import it again."));
            }
            let at = self.0.clock.moment();
            let press = KeptPress {
                id: new_id(),
                at,
                by: by.number,
                user: whoami(),
                kept: 0,
                left_out: BulkLeftOut::default(),
                import: Some(KeptImport {
                    source: source.clone(),
                    file_sha256: file_sha256.clone(),
                    replaced: looked.look.replaces,
                    settled: Vec::new(),
                }),
                undone_at: None,
            };
            let id = press.id.clone();
            let origin =
                Origin { source: &source, file_sha256: &file_sha256, press: &id, undoes: "" };
            let items = self.items_of(&review).await?;
            let wishes = std::mem::take(&mut looked.wishes);
            let answers = Answers::new(&by, &items, wishes, &looked.bulk, &origin, press)?;
            looked.look.set = answers.press.kept;
            let packet = source.strip_prefix("packet:").map(|hash| Answered {
                packet: hash.to_owned(),
                at: self.0.clock.moment(),
                signed_by: looked.look.signed_by.clone(),
                reviewer: by.name.clone(),
                late: looked.look.late,
                file_sha256: file_sha256.clone(),
            });
            let looked_at = review.clone();
            let kept = self.update_review_unless_changed(&review.id, move |now| {
                now.is_still(&looked_at)?;
                answers.write(now)?;
                packet.map_or(Ok(()), |packet| packet.write(now))
            });
            if kept.await?.is_some() {
                return Ok(looked.look);
            }
        }
        let why = "Other decisions about these items are being saved.";
        Err(refused(WHAT, why, "Import the file again."))
    }

    pub(super) async fn items_of(&self, review: &Review) -> Result<Vec<ReviewItem>, Problem> {
        let id = review.id.clone();
        self.stored("Listing the items", move |store| store.review_items(&id)).await
    }

    /// What a file says, and where it comes from.
    async fn looked(
        &self,
        review: &Review,
        by: u32,
        bytes: &[u8],
    ) -> Result<(Looked, String), Problem> {
        let by = reviewer(review, by, WHAT)?;
        if bytes.len() > LARGEST {
            return Err(refused(WHAT, "The file is larger than 32 MB.", "Choose the CSV file."));
        }
        let items = self.items_of(review).await?;
        if is_packet_file(bytes) {
            let today = self.0.clock.today().to_string();
            let (mut looked, packet) = packet::read(review, &items, by.number, bytes, &today)?;
            looked.look.unsigns = unsigns(review, &items, &looked.look);
            return Ok((looked, format!("packet:{packet}")));
        }
        let (said, mut rejected) = table::read(review, &items, &by, bytes)?;
        let mut looked = look_at(said.into_iter(), &by, review)?;
        looked.look.late =
            review.due.as_ref().is_some_and(|due| *due < self.0.clock.today().to_string());
        looked.look.unsigns = unsigns(review, &items, &looked.look);
        looked.look.rejected.append(&mut rejected);
        looked.look.rejected.sort_by_key(|one| one.row);
        Ok((looked, "csv".to_owned()))
    }
}

/// Whose signatures an import takes off. What contradicts another reviewer waits, and takes off none.
fn unsigns(review: &Review, items: &[ReviewItem], look: &AnswersLook) -> Vec<String> {
    let set: BTreeSet<u32> =
        look.lines.iter().filter(|one| one.contradicts.is_none()).map(|one| one.item).collect();
    let changed = items.iter().filter(|one| set.contains(&one.item));
    signers_over(&review.sign_offs, &changed.map(|one| one.reviewer).collect())
}

/// What a reviewer answered elsewhere: what contradicts another reviewer's decision waits for the
/// admin, the rest is kept.
struct Answers {
    decisions: Option<Decisions>,
    /// The items that are decided.
    items: BTreeSet<u32>,
    press: KeptPress,
    against: Vec<Conflict>,
    by: String,
    source: String,
}

impl Answers {
    fn new(
        by: &KeptReviewer,
        items: &[ReviewItem],
        wishes: Vec<Wish>,
        bulk: &BTreeSet<u32>,
        origin: &Origin<'_>,
        mut press: KeptPress,
    ) -> Result<Self, Problem> {
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
                    at: press.at,
                    source: origin.source.to_owned(),
                    press: press.id.clone(),
                }),
                _ => {
                    let Some(item) = item else { continue };
                    let (bulk, list) = (bulk.contains(&wish.item), frozen(item)?.list);
                    kept.push(Made { wish, bulk, list });
                }
            }
        }
        let decisions = match kept.is_empty() {
            true => None,
            false => Some(Decisions::new(by, &kept, DecideOnly::Any, origin)?),
        };
        press.kept = crate::text::count(kept.len() as u64);
        let items = kept.iter().map(|one| one.wish.item).collect();
        let (by, source) = (by.name.clone(), origin.source.to_owned());
        Ok(Self { decisions, items, press, against, by, source })
    }

    fn write(self, now: &mut Changing<'_>) -> Result<(), Undone> {
        now.review.imports += 1;
        let mut press = self.press;
        if let Some(import) = &mut press.import {
            let settles = |one: &&Conflict| self.items.contains(&one.item);
            import.settled = now.review.conflicts.iter().filter(settles).cloned().collect();
        }
        now.review.presses.push(press);
        if let Some(decisions) = self.decisions {
            decisions.write(now)?;
        }
        if self.against.is_empty() {
            return Ok(());
        }
        let contradicted = |one: &Conflict| Conflicting {
            item: one.item,
            decision: one.decision,
            drop: one.drop.clone(),
            reason: one.reason.clone(),
        };
        let event = RecordEvent::ReviewContradicted {
            review: now.review.named(),
            by: self.by,
            user: whoami(),
            source: self.source,
            conflicts: self.against.iter().map(contradicted).collect(),
        };
        let review = &mut now.review;
        review.contradictions.extend(self.against.iter().cloned());
        review.conflicts.retain(|one| self.against.iter().all(|new| new.item != one.item));
        review.conflicts.extend(self.against);
        now.happened(&event)
    }
}

/// A packet that came back.
struct Answered {
    packet: String,
    at: Moment,
    signed_by: Option<String>,
    reviewer: String,
    late: bool,
    file_sha256: String,
}

impl Answered {
    fn write(self, now: &mut Changing<'_>) -> Result<(), Undone> {
        for packet in now.review.packets.iter_mut().filter(|one| one.sha256 == self.packet) {
            packet.answered_at = Some(self.at);
            packet.answered_by.clone_from(&self.signed_by);
        }
        now.happened(&RecordEvent::ReviewAnswered {
            review: now.review.named(),
            packet_sha256: self.packet,
            reviewer: self.reviewer,
            late: self.late,
            signed_by: self.signed_by,
            imported_by: whoami(),
            file_sha256: self.file_sha256,
        })
    }
}
