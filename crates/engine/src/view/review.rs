//! Access reviews: how far each is, who reviews, and what is in the way.

use crate::view::{
    BulkPress, CaseBrief, Granularity, ManagersLook, RemediationLine, ReviewExclusion, SignOff,
};
use rollcall_store::ReviewId;
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
    pub name: String,
    pub email: String,
    /// Why they may decide: "manager of 9 of them", "named for the app".
    pub why: String,
    pub items: u32,
    pub decided: u32,
    /// Decisions that came from a file of this reviewer's answers.
    pub imported: u32,
    /// The part is signed.
    pub signed: bool,
}

/// A review in a list, with the numbers of its decisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewBrief {
    pub id: ReviewId,
    pub name: String,
    pub state: ReviewState,
    pub frozen_at: String,
    pub due: Option<String>,
    pub overdue: bool,
    pub apps: Vec<String>,
    pub items: u32,
    pub keep: u32,
    pub change: u32,
    pub revoke: u32,
}

/// A review's page without its items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct ReviewView {
    pub brief: ReviewBrief,
    pub by: String,
    pub granularity: Granularity,
    /// Hash of the frozen population.
    pub population_sha256: String,
    pub outside: u32,
    pub reviewers: Vec<Reviewer>,
    pub exclusions: Vec<ReviewExclusion>,
    pub privileged: u32,
    pub not_in_list: u32,
    /// New or changed since the last review.
    pub moved: u32,
    /// Decided in different ways by two reviewers.
    pub conflicts: Vec<ReviewConflict>,
    pub sign_offs: Vec<SignOff>,
    /// Who was named at the start to sign second.
    pub second: Option<String>,
    /// The last press that can be taken back.
    pub bulk: Option<BulkPress>,
    /// Items whose manager was not clear when the review started.
    pub managers: ManagersLook,
    /// The outcome of the revokes and changes, once they are planned.
    pub case: Option<CaseBrief>,
    pub remediation: Vec<RemediationLine>,
    pub closed_at: Option<String>,
}

/// An item that two reviewers decided differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewConflict {
    pub item: u32,
    pub name: String,
    pub one: String,
    pub other: String,
}
