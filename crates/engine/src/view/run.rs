//! A run, the results of its items, and whether they are still in effect.

use crate::problem::Problem;
use rollcall_store::{ConnectionId, Moment, PlanId, RunId};
use serde::{Deserialize, Serialize};
use specta::Type;

/// The six ways an item can end, and no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The read-back found what was expected.
    Verified,
    /// The app accepted the request, and the read-back did not show the change.
    AcceptedNotVerified,
    /// The app refused the request, and the read-back shows the state as before.
    Refused,
    /// Not sent, because the account or group is not as it was planned.
    HeldBack,
    /// Sent, and it is not known whether it took effect.
    Unknown,
    /// Nothing was done: the run stopped first, or the app did not receive or process the request.
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
    /// Items are being sent.
    Running,
    /// Nothing new is started until it continues.
    Paused,
    /// Ends after what is under way.
    Stopping,
    /// Every item has an outcome.
    Finished,
    /// Rollcall stopped in the middle and has not settled it yet.
    Interrupted,
}

/// What an admin wants of a run that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Steer {
    /// Start nothing new for now.
    Pause,
    /// End a pause.
    GoOn,
    /// After what is under way.
    Stop,
}

/// What is being done with an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Not begun.
    Waiting,
    /// The app is asked whether the state is still the planned one.
    Checking,
    /// The request is on its way.
    Sending,
    /// The app is asked for the result.
    ReadingBack,
    /// The item has an outcome.
    Done,
}

/// One item of a run, and how it ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct RunItem {
    /// Number of the item in its plan.
    pub seq: u32,
    /// The app in which the change is made.
    pub connection_id: ConnectionId,
    /// What the connection was called when the item ended.
    pub connection_name: String,
    /// CSS color of the app's dot; empty when it is not known.
    pub color: String,
    /// Id of the account or group that changes; empty for a new one until the app returns its id.
    pub account_id: String,
    /// In the provider's words: "Remove from workspace".
    pub change: String,
    /// Whom or what: "Oskar Lind", "EMEA Sales".
    pub on: String,
    /// The state when the plan was created: "active", "4 members".
    pub before: String,
    /// The state that is wanted: "deactivated", "5 members".
    pub after: String,
    /// What is being done with the item now.
    pub phase: Phase,
    /// How the item ended; `None` before.
    pub outcome: Option<Outcome>,
    /// One sentence: "Read back at 09:31:04: not found, as expected."
    pub words: String,
    /// How long it took from its beginning to the outcome; `None` before, and if it was settled
    /// later.
    pub seconds: Option<f64>,
    /// When its outcome was known: the read-back, where there was one.
    pub ended_at: Option<Moment>,
    /// Why it did not end *verified*; `None` if there was no error.
    pub problem: Option<Problem>,
    /// Request, answer and read-back as text, token left out.
    pub exchange: String,
    /// Settled at a later start, by reading.
    pub settled_later: bool,
}

/// A run with its items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct RunView {
    /// A UUID.
    pub id: RunId,
    /// The plan that the run applies.
    pub plan_id: PlanId,
    /// The title of the plan.
    pub title: String,
    /// How far the run is.
    pub state: RunState,
    /// When the plan was confirmed.
    pub started_at: Moment,
    /// When the run finished; `None` before.
    pub ended_at: Option<Moment>,
    /// Every item that the plan sends, in its order; blocked ones are not among them.
    pub items: Vec<RunItem>,
    /// Items that ended *verified*.
    pub verified: u32,
    /// Refused, held back, not sent, accepted-not-verified and unknown together.
    pub not_verified: u32,
    /// Items without an outcome.
    pub to_go: u32,
    /// Number of its first entry in the record; `None` when the run is read from the journal.
    pub record_seq: Option<u32>,
}

/// A past run, asked for again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Recheck {
    /// The run that was read back again.
    pub run_id: RunId,
    /// When the recheck was done.
    pub at: Moment,
    /// One for each item that was sent and could be asked for.
    pub items: Vec<RecheckItem>,
    /// What was not read, because its app was removed from Rollcall or its token is missing; one
    /// sentence each.
    pub left_out: Vec<String>,
}

/// Whether an item of a run is still in effect; `holds` is `None` if that is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RecheckItem {
    /// Number of the item in its plan.
    pub seq: u32,
    /// What the connection is called.
    pub connection_name: String,
    /// In the provider's words: "Remove from workspace".
    pub change: String,
    /// Whom or what: "Oskar Lind", "EMEA Sales".
    pub on: String,
    /// How it ended in the run.
    pub outcome: Outcome,
    /// Whether it is as expected now. `None`: it could not be read, so nothing is known of it.
    pub holds: Option<bool>,
    /// What was found now.
    pub found: String,
    /// What the item was to lead to: "inactive, or not found", "in it".
    pub expected: String,
}
