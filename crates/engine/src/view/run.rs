//! A run, the results of its items, and whether they are still in effect.

use crate::problem::Problem;
use rollcall_store::{ConnectionId, Moment, PlanId, RunId};
use serde::{Deserialize, Serialize};
use specta::Type;

/// The six ways an item can end, and no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Verified,
    AcceptedNotVerified,
    Refused,
    HeldBack,
    Unknown,
    NotSent,
}

impl Outcome {
    /// As it is kept in the journal and on the record.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::AcceptedNotVerified => "accepted-not-verified",
            Self::Refused => "refused",
            Self::HeldBack => "held-back",
            Self::Unknown => "unknown",
            Self::NotSent => "not-sent",
        }
    }
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum RunState {
    Running,
    /// Nothing new is started until it continues.
    Paused,
    /// Ends after what is under way.
    Stopping,
    Finished,
    /// Rollcall stopped in the middle and has not settled it yet.
    Interrupted,
}

/// What an admin wants of a run that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Steer {
    Pause,
    GoOn,
    /// After what is under way.
    Stop,
}

/// What is being done with an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    Waiting,
    Checking,
    Sending,
    ReadingBack,
    Done,
}

/// One item of a run, and how it ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct RunItem {
    pub seq: u32,
    pub connection_id: ConnectionId,
    pub connection_name: String,
    pub color: String,
    pub account_id: String,
    pub change: String,
    pub on: String,
    pub before: String,
    pub after: String,
    pub phase: Phase,
    pub outcome: Option<Outcome>,
    /// One sentence: "Read back at 09:31:04: not found, as expected."
    pub words: String,
    pub seconds: Option<f64>,
    /// When its outcome was known: the read-back, where there was one.
    pub ended_at: Option<Moment>,
    pub problem: Option<Problem>,
    /// Request, answer and read-back as text, token left out.
    pub exchange: String,
    /// Settled at a later start, by reading.
    pub settled_later: bool,
}

/// A run with its items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct RunView {
    pub id: RunId,
    pub plan_id: PlanId,
    pub title: String,
    pub state: RunState,
    pub started_at: Moment,
    pub ended_at: Option<Moment>,
    pub items: Vec<RunItem>,
    pub verified: u32,
    /// Refused, held back, not sent, accepted-not-verified and unknown together.
    pub not_verified: u32,
    pub to_go: u32,
    /// Number of its first entry in the record.
    pub record_seq: Option<u32>,
}

/// A past run, asked for again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Recheck {
    pub run_id: RunId,
    pub at: Moment,
    pub items: Vec<RecheckItem>,
    /// What was not read, because its app was removed from Rollcall or its token is missing; one
    /// sentence each.
    pub left_out: Vec<String>,
}

/// Whether an item of a run is still in effect; `holds` is `None` if that is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RecheckItem {
    pub seq: u32,
    pub connection_name: String,
    pub change: String,
    pub on: String,
    /// How it ended in the run.
    pub outcome: Outcome,
    /// Whether it is as expected now. `None`: it could not be read, so nothing is known of it.
    pub holds: Option<bool>,
    /// What was found now.
    pub found: String,
    pub expected: String,
}
