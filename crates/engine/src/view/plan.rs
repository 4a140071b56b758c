//! A plan, before it runs.

use crate::view::Mark;
use rollcall_store::{ConnectionId, Moment, PlanId, RunId};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Whether a plan can still be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum PlanState {
    Open,
    Used,
    Discarded,
    Expired,
}

/// Whether a warning holds the plan until it is confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum WarningLevel {
    /// The item is left out.
    Stop,
    Warn,
}

/// A consequence to read before anything is sent, and how many items it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct WarningView {
    pub level: WarningLevel,
    /// Bold, names people: "… has no suspended state."
    pub lead: String,
    pub text: String,
    /// Items it is about.
    pub count: u32,
}

/// What a plan does in one app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SummaryLine {
    pub connection_id: ConnectionId,
    pub connection_name: String,
    pub color: String,
    pub words: String,
    pub count: u32,
}

/// A request of a plan, without the token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RequestView {
    pub method: String,
    pub path: String,
    pub host: String,
    /// Indented JSON; empty when there is none.
    pub body: String,
    pub mark: Mark,
}

/// One change of a plan, with the state before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PlanItem {
    pub seq: u32,
    pub connection_id: ConnectionId,
    pub connection_name: String,
    pub color: String,
    pub account_id: String,
    /// In the provider's words: "Remove from workspace".
    pub change: String,
    /// Whom: "Oskar Lind".
    pub on: String,
    pub before: String,
    pub after: String,
    /// What counts as verified: "inactive, or not found".
    pub expected: String,
    pub read_back: String,
    pub undo: String,
    pub irreversible: bool,
    pub blocked: Option<String>,
    pub warned: bool,
    pub request: RequestView,
    /// Indented JSON of the live state when the plan was made.
    pub before_image: String,
}

/// What confirms a plan; `type_this` is a number to type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Confirmation {
    /// Text to type; `None`: one press is enough.
    pub type_this: Option<String>,
    /// Verb and number: "Deactivate 1 person".
    pub button: String,
    pub destructive: bool,
}

/// A plan as it is confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PlanView {
    pub id: PlanId,
    pub title: String,
    /// "1 item, live state read 09:31. 1 will be sent, 0 are blocked."
    pub lead: String,
    pub hash: String,
    pub made_at: Moment,
    pub expires_at: Moment,
    pub state: PlanState,
    pub summary: Vec<SummaryLine>,
    pub warnings: Vec<WarningView>,
    pub items: Vec<PlanItem>,
    pub confirmation: Confirmation,
    /// Run that used it, when one did.
    pub run_id: Option<RunId>,
}
