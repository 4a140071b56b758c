//! Access reviews: who has access is frozen, decided item by item, taken away, and proven.
//!
//! `starting` reads the apps and freezes the population: of those that were `found`, the ones in the
//! `scope`, as `frozen` items. `reviewers` says who decides about what, with the `managers` of the HR
//! list, and `handing` gives items to another reviewer. `deciding` keeps decisions from every source by
//! one set of checks; `pressing` keeps many at once, by the rules of `bulk`. `undoing` takes back what one
//! press or one import decided, and puts back what was decided `before`. `answers` are decisions from a file, whose rows `table` reads and whose `cells` a spreadsheet may
//! have changed; `packet` is the page that such a file comes from. `signing` takes the signatures: each
//! reviewer's under the own part, with the `facts` of it, and the second signer's. `closing` makes a case
//! of the revokes and closes when each is verified, as `remediation` finds, or excepted, as `excepting` keeps; `order` stops a step when the
//! clock is behind the steps before it; `update` changes a review from the state in which it is now;
//! `to_view` shows all of it, and `pack` is what an auditor gets.
//!
//! **What is kept of who did what**, for the page of the pack:
//! - [`DecisionBody`], one for each decision: `by` is the reviewer whose decision it is, `user` the
//!   user of this computer who made or imported it, `source` where it comes from ("screen", "command
//!   line", "csv", or "packet:" and its hash), with `file_sha256` of an imported file. `bulk`: decided
//!   with others at once; `press` names the press or the import, and `undoes` the one that a taken-back
//!   decision belonged to. `kept_although` is "left", "not-listed" or "not-known" where the HR list is against
//!   the keep.
//! - [`KeptPress`], one for each press and each import: how many it kept, left out and replaced, and when
//!   it was taken back.
//! - [`KeptHandOver`]: who decides for whom, and why.
//! - [`SignOff`]: `role` "reviewer" (a part, by its reviewer), "import" (a part whose answers all came
//!   from files: the admin states that; it is not the reviewer's signature) or "second"; `reviewer`
//!   is the part, `statement` the confirmed sentence, `facts` its numbers, `user` and `identified`
//!   how the signer was identified, `instead_of` and `reason` of a replacement.
//! - [`Review::second`] who was named at the start to sign second, [`Review::managers`] which items had
//!   no clear manager.

mod answers;
mod before;
mod bulk;
mod cells;
mod closing;
mod deciding;
mod excepting;
mod facts;
mod found;
mod frozen;
mod handing;
mod managers;
mod names;
mod order;
mod pack;
mod packet;
mod packet_page;
mod pressing;
mod remediation;
mod reviewers;
mod scope;
mod signing;
mod starting;
mod table;
mod to_csv;
mod to_view;
mod undoing;
mod update;

pub use cells::{cell as spreadsheet_cell, marked as spreadsheet_file};
pub use pack::{EVIDENCE, PERSONAL, Ticked};
pub use to_csv::CsvItems;

use crate::core::Rollcall;
use crate::problem::failure::{asked, internal};
use crate::problem::{Problem, ProblemCode};
use crate::record::parts::{Exclusion, ReviewName, Reviewer};
use crate::view::{
    BulkLeftOut, ManagersLook, ReviewDecision, ReviewException, ReviewRequest, ReviewState, SignOff,
};
use rollcall_store::{CaseId, ConnectionId, GroupId, Moment, ReviewId, ReviewRecord};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Review {
    #[serde(skip)]
    pub(crate) id: ReviewId,
    #[serde(skip, default = "open")]
    pub(crate) state: ReviewState,
    #[serde(skip)]
    pub(crate) made_at: Moment,
    /// How often it was changed; each decision changes it.
    #[serde(skip)]
    pub(crate) revision: u32,
    pub(crate) name: String,
    pub(crate) by: String,
    pub(crate) due: Option<String>,
    /// The time zone of the computer when it was frozen: its days are days there.
    #[serde(default = "utc")]
    pub(crate) zone: String,
    pub(crate) frozen_at: Moment,
    /// As it was asked for, for the record.
    pub(crate) request: ReviewRequest,
    pub(crate) connections: Vec<FrozenConnection>,
    pub(crate) population_sha256: String,
    pub(crate) items: u32,
    pub(crate) outside: u32,
    pub(crate) reviewers: Vec<KeptReviewer>,
    pub(crate) exclusions: Vec<KeptExclusion>,
    pub(crate) conflicts: Vec<Conflict>,
    /// All that ever were, also those that were settled.
    #[serde(default)]
    pub(crate) contradictions: Vec<Conflict>,
    /// Items that were given to another reviewer, oldest first.
    #[serde(default)]
    pub(crate) hand_overs: Vec<KeptHandOver>,
    /// Pages that were handed out.
    pub(crate) packets: Vec<KeptPacket>,
    pub(crate) sign_offs: Vec<SignOff>,
    /// Who was named at the start to sign second.
    #[serde(default)]
    pub(crate) second: Option<String>,
    /// What was decided with one press or by importing one file, oldest first.
    #[serde(default)]
    pub(crate) presses: Vec<KeptPress>,
    /// Files of answers that were imported.
    #[serde(default)]
    pub(crate) imports: u32,
    /// How the managers of the HR list were found.
    #[serde(default)]
    pub(crate) managers: ManagersLook,
    /// The cases that take away what was revoked, oldest first: what one left open, the next has.
    pub(crate) cases: Vec<CaseId>,
    pub(crate) exceptions: Vec<KeptException>,
    pub(crate) closed_at: Option<Moment>,
    /// What it was compared with.
    pub(crate) truth: Option<TruthFacts>,
    /// The entry of the record that froze it.
    pub(crate) record_from: u32,
}

impl Review {
    /// As each of its entries on the record names it.
    fn named(&self) -> ReviewName {
        ReviewName { review: self.id.clone(), name: self.name.clone() }
    }
}

/// Of reviews that were frozen before the zone was kept.
fn utc() -> String {
    "UTC".to_owned()
}

fn open() -> ReviewState {
    ReviewState::Open
}

/// The HR list that counted when the population was frozen.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TruthFacts {
    pub(crate) name: String,
    pub(crate) imported_at: Moment,
    pub(crate) sha256: String,
    pub(crate) rows: u32,
    pub(crate) entries: u32,
    pub(crate) rejected: u32,
    /// People of the list without an account in any app.
    pub(crate) without_account: Vec<String>,
    /// Accounts of the population that the list does not name.
    pub(crate) not_listed: u32,
    /// Of whom it is not certain who they are: proposals that wait for an admin.
    pub(crate) proposals: u32,
}

/// A connection of the scope, as it was read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct FrozenConnection {
    pub(crate) id: ConnectionId,
    pub(crate) name: String,
    pub(crate) provider: String,
    pub(crate) address: String,
    /// The read that it was frozen from; `None` when there was none.
    pub(crate) read: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptReviewer {
    pub(crate) number: u32,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) why: String,
}

impl KeptReviewer {
    fn on_record(&self) -> Reviewer {
        Reviewer {
            number: self.number,
            name: self.name.clone(),
            email: self.email.clone(),
            why: self.why.clone(),
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeptExclusion {
    pub(crate) connection: ConnectionId,
    pub(crate) name: String,
    pub(crate) reason: String,
    pub(crate) by: String,
    pub(crate) at: Moment,
    /// Its accounts were left out; otherwise its read was accepted though nothing proves it whole.
    pub(crate) left_out: bool,
}

impl Review {
    /// Apps whose accounts are reviewed.
    fn apps_in_it(&self) -> Vec<String> {
        let left_out = |id: &ConnectionId| {
            self.exclusions.iter().any(|one| one.left_out && one.connection == *id)
        };
        let inside = self.connections.iter().filter(|one| !left_out(&one.id));
        inside.map(|one| one.name.clone()).collect()
    }
}

impl KeptExclusion {
    fn on_record(&self) -> Exclusion {
        Exclusion {
            connection: self.connection.clone(),
            name: self.name.clone(),
            reason: self.reason.clone(),
            by: self.by.clone(),
            at: self.at,
            left_out: self.left_out,
        }
    }
}

/// An item that was given to another reviewer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeptHandOver {
    pub(crate) item: u32,
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) reason: String,
    pub(crate) by: String,
    pub(crate) at: Moment,
}

/// What was decided at once: with one press, or by importing one file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeptPress {
    pub(crate) id: String,
    pub(crate) at: Moment,
    /// Number of the reviewer.
    pub(crate) by: u32,
    pub(crate) user: String,
    pub(crate) kept: u32,
    pub(crate) left_out: BulkLeftOut,
    /// `None` for a press.
    #[serde(default)]
    pub(crate) import: Option<KeptImport>,
    pub(crate) undone_at: Option<Moment>,
}

/// A file of answers that was imported.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeptImport {
    /// As in [`DecisionBody`].
    pub(crate) source: String,
    pub(crate) file_sha256: String,
    /// Decisions that it replaced.
    pub(crate) replaced: u32,
    /// Contradictions that waited for the admin until it decided about their items.
    pub(crate) settled: Vec<Conflict>,
}

/// A page that was handed out to a reviewer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeptPacket {
    pub(crate) sha256: String,
    pub(crate) reviewer: u32,
    pub(crate) at: Moment,
    pub(crate) answered_at: Option<Moment>,
    /// The name that was written under the answers.
    pub(crate) answered_by: Option<String>,
}

/// A decision that another reviewer contradicts; it waits for the admin.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Conflict {
    pub(crate) item: u32,
    pub(crate) by: u32,
    pub(crate) decision: ReviewDecision,
    pub(crate) drop: Vec<GroupId>,
    pub(crate) reason: String,
    pub(crate) at: Moment,
    pub(crate) source: String,
    /// The import that brought it.
    #[serde(default)]
    pub(crate) press: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeptException {
    pub(crate) item: u32,
    pub(crate) group: Option<GroupId>,
    pub(crate) exception: ReviewException,
    /// Bytes of the proof, in base64.
    pub(crate) proof_base64: Option<String>,
}

/// What is stored with a decision besides the decision.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct DecisionBody {
    pub(crate) drop: Vec<GroupId>,
    pub(crate) reason: String,
    pub(crate) by: u32,
    pub(crate) ms: u32,
    pub(crate) bulk: bool,
    /// "screen", "command line", "csv", or "packet:" and its hash.
    pub(crate) source: String,
    /// The user of this computer who made or imported it.
    #[serde(default)]
    pub(crate) user: String,
    /// Of the file that it was imported from.
    #[serde(default)]
    pub(crate) file_sha256: String,
    /// The press or the import that decided it together with others.
    #[serde(default)]
    pub(crate) press: String,
    /// The press or the import that was taken back with this.
    #[serde(default)]
    pub(crate) undoes: String,
    /// "left", "not-listed" or "not-known": the HR list is against the keep.
    #[serde(default)]
    pub(crate) kept_although: String,
}

impl DecisionBody {
    /// It came from a file: its reviewer did not decide here.
    pub(crate) fn is_imported(&self) -> bool {
        self.source == "csv" || self.source.starts_with("packet:")
    }
}

fn trouble_reading(error: &serde_json::Error) -> Problem {
    internal("Reading the review", &error.to_string())
}

fn as_record(review: &Review) -> Result<ReviewRecord, Problem> {
    Ok(ReviewRecord {
        id: review.id.clone(),
        state: review.state.as_str().to_owned(),
        made_at: review.made_at,
        body_json: serde_json::to_string(review)
            .map_err(|error| internal("Saving the review", &error.to_string()))?,
        revision: review.revision,
    })
}

fn of_record(record: ReviewRecord) -> Result<Review, Problem> {
    let mut review: Review = serde_json::from_str(&record.body_json)
        .map_err(|error| internal("Reading the review", &error.to_string()))?;
    review.state = ReviewState::of(&record.state).unwrap_or(ReviewState::Discarded);
    review.id = record.id;
    review.made_at = record.made_at;
    review.revision = record.revision;
    Ok(review)
}

/// What was asked of a review cannot be done.
fn refused(what: &str, why: &str, next: &str) -> Problem {
    asked(ProblemCode::BadRequest, what, why, next)
}

impl Rollcall {
    /// A review by its id, or by its name when only one is called so.
    pub(crate) async fn kept_review(&self, id_or_name: &str) -> Result<Review, Problem> {
        let all = self.stored("Looking up the review", rollcall_store::Store::reviews).await?;
        let mut named = Vec::new();
        for record in all {
            if record.id == id_or_name {
                return of_record(record);
            }
            let review = of_record(record)?;
            if review.name.to_lowercase() == id_or_name.trim().to_lowercase() {
                named.push(review);
            }
        }
        let live = |review: &Review| review.state != ReviewState::Discarded;
        if named.iter().filter(|one| live(one)).count() == 1 {
            named.retain(live);
        }
        match named.pop() {
            Some(only) if named.is_empty() => Ok(only),
            Some(last) => {
                named.push(last);
                let each = named.iter().map(|one| {
                    format!("{} ({}, frozen at {})", one.id, one.state.as_str(), one.frozen_at)
                });
                Err(asked(
                    ProblemCode::BadRequest,
                    "Looking up the review failed.",
                    &format!("Several reviews are called “{id_or_name}”."),
                    &format!("Name it by its id: {}.", each.collect::<Vec<_>>().join(", ")),
                ))
            }
            None => Err(asked(
                ProblemCode::NotFound,
                "Looking up the review failed.",
                &format!("There is no review called “{id_or_name}”."),
                "Check the list of reviews.",
            )),
        }
    }

    async fn open_review(&self, id: &str, what: &str) -> Result<Review, Problem> {
        let review = self.kept_review(id).await?;
        update::still_open(&review, what)?;
        self.follows(&review, what).await?;
        Ok(review)
    }
}
