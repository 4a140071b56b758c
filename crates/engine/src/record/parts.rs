//! Parts of the bodies of record entries. Their fields are keys of stored entries: they stay as they are.

use crate::view::{ProtectedAs, ReviewDecision};
use rollcall_store::{AccountId, CaseId, ConnectionId, GroupId, Moment, PlanId, ReviewId, RunId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What was changed about a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ConnectionField {
    Name,
    Address,
    #[serde(rename = "seat price")]
    SeatPrice,
}

impl ConnectionField {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Address => "address",
            Self::SeatPrice => "seat price",
        }
    }
}

/// A setting of a connection, before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "setting", rename_all = "kebab-case")]
pub(crate) enum Setting {
    /// `after`: `None` is the usual guard.
    Guard {
        before: u32,
        after: Option<u32>,
    },
    Protected(Protection),
    HoldingGroup {
        before: Option<GroupId>,
        after: Option<GroupId>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Protection {
    Lifted {
        account: AccountId,
        /// Older entries do not have it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        was: Option<ProtectedAs>,
        /// The reason.
        lifted: String,
    },
    Set {
        account: AccountId,
        #[serde(rename = "as")]
        kind: ProtectedAs,
    },
}

/// What an admin wanted of a run that was under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Steered {
    Paused,
    #[serde(rename = "went on")]
    WentOn,
    Stopped,
}

impl Steered {
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::Paused => "Paused a run",
            Self::WentOn => "Resumed a run",
            Self::Stopped => "Stopped a run after the requests in progress",
        }
    }
}

/// An item of a run that was read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ItemFound {
    pub(crate) item: u32,
    /// `None`: it could not be read.
    pub(crate) holds: Option<bool>,
}

/// What a decision about who is who was made about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Linked {
    /// A suggestion, with its reason.
    Suggestion {
        why: String,
    },
    People {
        names: [String; 2],
    },
    /// An account that was taken out of a person.
    Account {
        connection: ConnectionId,
        account: AccountId,
        from: String,
    },
}

/// A case, as each of its entries names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CaseName {
    pub(crate) case: CaseId,
    pub(crate) title: String,
}

impl fmt::Display for CaseName {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.title)
    }
}

/// How a case was started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum CaseStart {
    /// Rollcall stopped after this run began and before that was noted.
    Noticed { run: RunId },
    Confirmed {
        people: Vec<String>,
        by: String,
        /// `None` while no app answered.
        plan: Option<PlanId>,
        runs: Vec<RunId>,
    },
}

/// A line of a receipt that was read again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LineFound {
    /// From 1.
    pub(crate) line: u32,
    /// `None`: it could not be read.
    pub(crate) holds: Option<bool>,
    pub(crate) found: String,
}

/// A review, as each of its entries names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReviewName {
    pub(crate) review: ReviewId,
    pub(crate) name: String,
}

impl fmt::Display for ReviewName {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.name)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reviewer {
    pub(crate) number: u32,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) why: String,
}

/// An app that was left out of a review, or whose read was accepted though it is not complete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Exclusion {
    pub(crate) connection: ConnectionId,
    pub(crate) name: String,
    pub(crate) reason: String,
    pub(crate) by: String,
    pub(crate) at: Moment,
    pub(crate) left_out: bool,
}

/// Decisions that were made together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct DecisionsMade {
    /// The reviewer whose decisions they are.
    pub(crate) by: String,
    pub(crate) reviewer: u32,
    /// The user of this computer who made or imported them.
    pub(crate) user: String,
    pub(crate) source: String,
    pub(crate) imported: bool,
    pub(crate) file_sha256: String,
    pub(crate) press: String,
    pub(crate) undoes: String,
    pub(crate) bulk: bool,
    pub(crate) decisions: Vec<DecisionMade>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct DecisionMade {
    pub(crate) item: u32,
    /// `None`: taken back.
    pub(crate) decision: Option<ReviewDecision>,
    pub(crate) drop: Vec<GroupId>,
    pub(crate) reason: String,
    pub(crate) bulk: bool,
    pub(crate) kept_although: String,
}

/// A decision that contradicts another reviewer's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Conflicting {
    pub(crate) item: u32,
    pub(crate) decision: ReviewDecision,
    pub(crate) drop: Vec<GroupId>,
    pub(crate) reason: String,
}
