//! Access reviews: how far each is, who reviews, and what is in the way.

use crate::view::{
    BulkPress, CaseBrief, Granularity, ManagersLook, RemediationLine, ReviewExclusion, SignOff,
};
use rollcall_store::{Moment, ReviewId};
use serde::{Deserialize, Serialize};
use specta::Type;

/// How far a review is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewState {
    /// Decisions are made and may be changed.
    Open,
    /// Both signed off; what was revoked is taken away.
    Signed,
    /// Each revoke is verified or excepted.
    Closed,
    /// Given up before it was signed off.
    Discarded,
}

impl ReviewState {
    pub(crate) const ALL: [Self; 4] = [Self::Open, Self::Signed, Self::Closed, Self::Discarded];

    /// As it is kept with the review.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Signed => "signed",
            Self::Closed => "closed",
            Self::Discarded => "discarded",
        }
    }

    pub(crate) fn of(kept: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == kept)
    }
}

/// A reviewer of a review, with the number of their items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Reviewer {
    /// From 1.
    pub number: u32,
    /// The name that the reviewer signs with.
    pub name: String,
    /// The address of the reviewer's own accounts.
    pub email: String,
    /// Why they may decide: "manager of 9 of them", "named for the app".
    pub why: String,
    /// Items that are this reviewer's to decide now.
    pub items: u32,
    /// How many of `items` are decided, by this reviewer or by one before a hand-over.
    pub decided: u32,
    /// Decisions that came from a file of this reviewer's answers.
    pub imported: u32,
    /// The part is signed.
    pub signed: bool,
}

/// A review in a list, with the numbers of its decisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewBrief {
    /// A UUID.
    pub id: ReviewId,
    /// What the admin called it: "Q4 2026".
    pub name: String,
    /// How far the review is.
    pub state: ReviewState,
    /// When the population was frozen.
    pub frozen_at: Moment,
    /// Day until which to decide, as 2026-12-05; `None`: none was set.
    pub due: Option<String>,
    /// The day in `due` has passed, and the review is neither closed nor discarded.
    pub overdue: bool,
    /// Names of the connections whose accounts are reviewed, as they were at the start.
    pub apps: Vec<String>,
    /// Items of the review, decided or not.
    pub items: u32,
    /// Items whose decision is *keep*.
    pub keep: u32,
    /// Items whose decision is *change*.
    pub change: u32,
    /// Items whose decision is *revoke*.
    pub revoke: u32,
}

/// A review's page without its items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct ReviewView {
    /// The review as lists show it.
    pub brief: ReviewBrief,
    /// The user of this computer who started it.
    pub by: String,
    /// Whether accounts or memberships are decided.
    pub granularity: Granularity,
    /// Hash of the frozen population.
    pub population_sha256: String,
    /// Accounts that were read and are outside of the scope.
    pub outside: u32,
    /// Everyone who may decide, by number.
    pub reviewers: Vec<Reviewer>,
    /// Connections that were not read completely, by name.
    pub exclusions: Vec<ReviewExclusion>,
    /// Items with privileged access.
    pub privileged: u32,
    /// Items of people who are not on the HR list or have left by it.
    pub not_in_list: u32,
    /// New or changed since the last review.
    pub moved: u32,
    /// Decided in different ways by two reviewers.
    pub conflicts: Vec<ReviewConflict>,
    /// Signatures that hold, by number of the reviewer; the second signer's is last.
    pub sign_offs: Vec<SignOff>,
    /// Who was named at the start to sign second.
    pub second: Option<String>,
    /// The last press that can be taken back.
    pub bulk: Option<BulkPress>,
    /// Items whose manager was not clear when the review started.
    pub managers: ManagersLook,
    /// The outcome of the revokes and changes, once they are planned.
    pub case: Option<CaseBrief>,
    /// One for each revoke and each dropped group, also before they are planned.
    pub remediation: Vec<RemediationLine>,
    /// When the review was closed; `None`: not yet.
    pub closed_at: Option<Moment>,
}

/// An item that two reviewers decided differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewConflict {
    /// Number of the item.
    pub item: u32,
    /// The account or membership: "Jo Doe", "Jo Doe in EMEA Sales".
    pub name: String,
    /// The decision that counts for now: "keep by Priya Nair".
    pub one: String,
    /// The imported decision that waits for the admin: "revoke by Carla Mendes: left the team".
    pub other: String,
}
