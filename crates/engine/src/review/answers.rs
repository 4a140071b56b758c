//! Answers from elsewhere: a CSV file that was filled in, or what a packet saved. What it would set
//! is shown before it is set, and each row passes the checks of the screen.

use super::deciding::{Wish, against, frozen, reviewer, stored};
use super::packet::{self, is_packet_file};
use super::shown::{decision_body, word};
use super::{KeptReviewer, Review, refused};
use crate::failure::internal;
use crate::home::Rollcall;
use crate::problem::Problem;
use crate::view::{AnswerLine, AnswersLook, AnswersRejected, ReviewDecision};
use rollcall_store::ReviewItem;
use serde_json::json;
use std::collections::{HashMap, HashSet};

const WHAT: &str = "The answers were not taken in.";
/// Largest file.
const LARGEST: usize = 32 * 1024 * 1024;

const HEAD: [&str; 17] = [
    "review",
    "item",
    "decision",
    "drop",
    "reason",
    "name",
    "user name",
    "app",
    "group",
    "active",
    "privileged",
    "groups",
    "title",
    "department",
    "list",
    "since last review",
    "reviewer",
];

/// A cell that a spreadsheet takes for a formula is led by an apostrophe.
pub(super) fn cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Whether somebody else decided otherwise about the item.
pub(super) fn contradicts(item: &ReviewItem, by: u32, wish: &Wish) -> bool {
    let before = decision_body(item);
    item.decided.as_ref().is_some_and(|decided| {
        before.by != by && (decided.decision != stored(wish.decision) || before.drop != wish.drop)
    })
}

/// What was found in a file, before anything is set.
pub(super) struct Looked {
    pub(super) wishes: Vec<Wish>,
    pub(super) look: AnswersLook,
}

/// Checks what a file says of items; `None` stands for one that is not the reviewer's to decide.
pub(super) fn look_at<'a>(
    said: impl Iterator<Item = (u32, Option<&'a ReviewItem>, Wish)>,
    by: &KeptReviewer,
    review: &Review,
) -> Result<Looked, Problem> {
    let mut look = AnswersLook::default();
    let (mut wishes, mut seen) = (Vec::new(), HashSet::new());
    for (row, item, wish) in said {
        let mut no = |why: String| look.rejected.push(AnswersRejected { row, why });
        let Some(item) = item else {
            no(format!("Item {} is not for {} to decide.", wish.item, by.name));
            continue;
        };
        if !seen.insert(item.item) {
            no(format!("Item {} was decided in a row before.", item.item));
            continue;
        }
        let one = frozen(item)?;
        if let Some(why) = against(&wish, &one, by, review.request.granularity, false) {
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
        let Some(decision) = wish.decision else { continue };
        let drop = wish.drop.iter().map(|id| {
            let group = one.groups.iter().find(|group| group.id == *id);
            group.map_or_else(|| id.clone(), |group| group.name.clone())
        });
        let other = review.reviewers.iter().find(|one| one.number == before.by);
        look.lines.push(AnswerLine {
            item: item.item,
            decision,
            drop: drop.collect(),
            reason: wish.reason.clone(),
            was: word(now).to_owned(),
            contradicts: contradicts(item, by.number, &wish)
                .then(|| other.map_or_else(String::new, |one| one.name.clone())),
            name: one.words(),
        });
        wishes.push(wish);
    }
    Ok(Looked { wishes, look })
}

impl Rollcall {
    /// The items of a reviewer (all when `None`) as CSV, to be filled in and taken back.
    ///
    /// # Errors
    /// [`crate::ProblemCode::NotFound`] for the review.
    pub async fn review_csv(&self, review: &str, of: Option<u32>) -> Result<String, Problem> {
        let review = self.kept_review(review).await?;
        if let Some(number) = of {
            reviewer(&review, number)?;
        }
        let items = self.items_of(&review).await?;
        let failed =
            |error: &dyn std::fmt::Display| internal("Writing the CSV", &error.to_string());
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(HEAD).map_err(|error| failed(&error))?;
        for item in items.iter().filter(|item| of.is_none_or(|of| item.reviewer == of)) {
            let one = frozen(item)?;
            let body = decision_body(item);
            let named = |id: &String| {
                let group = one.groups.iter().find(|group| group.id == *id);
                group.map_or_else(|| id.clone(), |group| group.name.clone())
            };
            let decided = item.decided.as_ref().map_or("", |decided| word(decided.decision));
            let app = review.connections.iter().find(|app| app.id == item.connection_id);
            let groups: Vec<&str> = one.groups.iter().map(|group| group.name.as_str()).collect();
            let whose = review.reviewers.iter().find(|one| one.number == item.reviewer);
            let list = serde_json::to_value(one.list).unwrap_or_default();
            let row = [
                review.id.clone(),
                item.item.to_string(),
                decided.to_owned(),
                cell(&body.drop.iter().map(named).collect::<Vec<_>>().join("; ")),
                cell(&body.reason),
                cell(&one.name),
                cell(&one.user_name),
                cell(app.map_or("", |app| app.name.as_str())),
                cell(one.group.as_ref().map_or("", |group| group.name.as_str())),
                if one.active { "active" } else { "inactive" }.to_owned(),
                cell(&one.role),
                cell(&groups.join("; ")),
                cell(&one.title),
                cell(&one.department),
                list.as_str().unwrap_or_default().to_owned(),
                cell(&one.since_last),
                cell(whose.map_or("", |one| one.name.as_str())),
            ];
            out.write_record(row).map_err(|error| failed(&error))?;
        }
        let bytes = out.into_inner().map_err(|error| failed(&error))?;
        String::from_utf8(bytes).map_err(|error| failed(&error))
    }

    /// What a file would set. Nothing is set.
    ///
    /// # Errors
    /// When it is no such file, or of another review.
    pub async fn look_at_answers(
        &self,
        review: &str,
        by: u32,
        bytes: &[u8],
    ) -> Result<AnswersLook, Problem> {
        let review = self.open_review(review, WHAT).await?;
        Ok(self.looked(&review, by, bytes).await?.0.look)
    }

    /// Sets what a file says, as far as it passes the checks. What contradicts another
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
        let mut review = self.open_review(review, WHAT).await?;
        let by = reviewer(&review, by)?;
        let (mut looked, source) = self.looked(&review, by.number, bytes).await?;
        if looked.wishes.is_empty() {
            let why = match looked.look.rejected.first() {
                Some(first) => format!("No row can be set. Row {}: {}", first.row, first.why),
                None => "It decides nothing that is not so already.".to_owned(),
            };
            return Err(refused(WHAT, &why, "Mend the file and take it in again."));
        }
        let kept = self.keep_answers(&mut review, &by, looked.wishes, &source).await?;
        if let Some(hash) = source.strip_prefix("packet:") {
            let at = self.0.clock.text();
            for packet in review.packets.iter_mut().filter(|one| one.sha256 == hash) {
                packet.answered_at = Some(at.clone());
                packet.answered_by.clone_from(&looked.look.signed_by);
            }
            let told = json!({
                "packet_sha256": hash, "reviewer": by.name, "late": looked.look.late,
                "signed_by": looked.look.signed_by,
            });
            self.keep_review(&review, Some(("review-answered", told))).await?;
        }
        looked.look.set = kept;
        Ok(looked.look)
    }

    async fn items_of(&self, review: &Review) -> Result<Vec<ReviewItem>, Problem> {
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
        let by = reviewer(review, by)?;
        if bytes.len() > LARGEST {
            return Err(refused(WHAT, "The file is larger than 32 MB.", "Choose the CSV file."));
        }
        let items = self.items_of(review).await?;
        if is_packet_file(bytes) {
            let today = self.today().to_string();
            let (looked, packet) = packet::read(review, &items, by.number, bytes, &today)?;
            return Ok((looked, format!("packet:{packet}")));
        }
        let by_number: HashMap<u32, &ReviewItem> =
            items.iter().map(|item| (item.item, item)).collect();
        // A spreadsheet saves in the encoding of its computer.
        let text = rollcall_truth::decoded(bytes);
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .delimiter(separator(text.as_bytes()))
            .from_reader(text.as_bytes());
        let no_csv =
            |why: &str| refused(WHAT, why, "Take the CSV file that was written for this review.");
        let head = reader.headers().map_err(|error| no_csv(&error.to_string()))?.clone();
        let column =
            |name: &str| head.iter().position(|known| known.trim().eq_ignore_ascii_case(name));
        let (Some(of), Some(number), Some(decision)) =
            (column("review"), column("item"), column("decision"))
        else {
            return Err(no_csv("It lacks a column: review, item and decision are needed."));
        };
        let (drop, reason) = (column("drop"), column("reason"));
        let mut rejected = Vec::new();
        let mut said = Vec::new();
        for (row, record) in (2u32..).zip(reader.records()) {
            let mut no = |why: String| rejected.push(AnswersRejected { row, why });
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    no(error.to_string());
                    continue;
                }
            };
            let text = |at: usize| record.get(at).unwrap_or_default().trim();
            if text(of) != review.id {
                return Err(refused(
                    WHAT,
                    &format!("Row {row} is of another review."),
                    "Take the file that was written for this one.",
                ));
            }
            let item = text(number).parse().ok().and_then(|number: u32| by_number.get(&number));
            let Some(item) = item else {
                no(format!("The review has no item “{}”.", text(number)));
                continue;
            };
            let decision = match text(decision).to_lowercase().as_str() {
                "" | "undecided" => continue,
                "keep" => ReviewDecision::Keep,
                "change" => ReviewDecision::Change,
                "revoke" => ReviewDecision::Revoke,
                other => {
                    no(format!("“{other}” is none of keep, change and revoke."));
                    continue;
                }
            };
            let one = frozen(item)?;
            let drop = match named_groups(drop.map_or("", text), &one.groups) {
                Ok(drop) if decision == ReviewDecision::Change => drop,
                Ok(drop) if drop.is_empty() => drop,
                Ok(_) => {
                    no("Groups are dropped with *change* alone.".to_owned());
                    continue;
                }
                Err(name) => {
                    no(format!("{} was in no group “{name}”.", one.name));
                    continue;
                }
            };
            let reason = plain(reason.map_or("", text));
            let wish = Wish { item: item.item, decision: Some(decision), drop, reason, ms: 0 };
            said.push((row, Some(*item), wish));
        }
        let mut looked = look_at(said.into_iter(), &by, review)?;
        looked.look.rejected.extend(rejected);
        looked.look.rejected.sort_by_key(|one| one.row);
        Ok((looked, "csv".to_owned()))
    }
}

/// The apostrophe that [`cell`] led it with.
fn plain(text: &str) -> String {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
        _ => text.to_owned(),
    }
}

/// Ids of groups that are named, by id or name, one after the other.
fn named_groups(text: &str, groups: &[crate::view::ReviewGroup]) -> Result<Vec<String>, String> {
    let named = text.split(';').map(|name| plain(name.trim())).filter(|name| !name.is_empty());
    named
        .map(|name| {
            let by_id = groups.iter().find(|group| group.id == name);
            let found = by_id
                .or_else(|| groups.iter().find(|g| g.name.to_lowercase() == name.to_lowercase()));
            found.map(|group| group.id.clone()).ok_or(name)
        })
        .collect()
}

/// What most of the first line's cells are separated by.
fn separator(bytes: &[u8]) -> u8 {
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |wanted: u8| first.iter().filter(|byte| **byte == wanted).count();
    [b',', b';', b'\t'].into_iter().max_by_key(|wanted| count(*wanted)).unwrap_or(b',')
}
