//! A plan, before it runs.

use crate::view::Mark;
use rollcall_store::{ConnectionId, Moment, PlanId, RunId};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Whether a plan can still be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum PlanState {
    /// The plan can be run.
    Open,
    /// A run used the plan, which works once.
    Used,
    /// The plan was thrown away before it ran.
    Discarded,
    /// Older than 15 minutes, or created at a time that this computer's clock has not reached.
    Expired,
    /// The address, guard or protected accounts of a connection changed, or it was removed.
    Outdated,
}

/// Whether a warning holds the plan until it is confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum WarningLevel {
    /// The item is left out.
    Stop,
    /// The items are sent.
    Warn,
}

/// A consequence to read before anything is sent, and how many items it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct WarningView {
    /// Whether the items it is about are sent.
    pub level: WarningLevel,
    /// Bold, names people: "… has no suspended state."
    pub lead: String,
    /// The consequence or the next step, a sentence or two.
    pub text: String,
    /// Items it is about.
    pub count: u32,
}

/// What a plan does in one app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SummaryLine {
    /// The app in which the items are.
    pub connection_id: ConnectionId,
    /// What the connection is called.
    pub connection_name: String,
    /// CSS color of the app's dot.
    pub color: String,
    /// The change in the provider's words: "Remove from workspace".
    pub words: String,
    /// Items with this change; blocked items do not count.
    pub count: u32,
}

/// A request of a plan, without the token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RequestView {
    /// "PATCH", "POST" …; empty for a blocked item.
    pub method: String,
    /// Path and query of the request: "/scim/v2/Users/42".
    pub path: String,
    /// The app's server: "app.example.com".
    pub host: String,
    /// Indented JSON; empty when there is none.
    pub body: String,
    /// How sure it is that the app takes the change in this form.
    pub mark: Mark,
}

/// One change of a plan, with the state before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PlanItem {
    /// From 1 in the order of sending; blocked items come last.
    pub seq: u32,
    /// The app in which the change is made.
    pub connection_id: ConnectionId,
    /// What the connection is called now; "Shop (removed)" after its removal.
    pub connection_name: String,
    /// CSS color of the app's dot; empty when it is not known.
    pub color: String,
    /// Id of the account or group that changes; empty for a new one and for a blocked item.
    pub account_id: String,
    /// In the provider's words: "Remove from workspace".
    pub change: String,
    /// Whom: "Oskar Lind".
    pub on: String,
    /// The state when the plan was created: "active", "4 members"; empty for a blocked item.
    pub before: String,
    /// The state that is wanted: "deactivated", "5 members"; empty for a blocked item.
    pub after: String,
    /// What counts as verified: "inactive, or not found".
    pub expected: String,
    /// How the result is read back, in words; empty for a blocked item.
    pub read_back: String,
    /// What an undo would do, and whether that is only a part: "activate"; empty for a blocked item.
    pub undo: String,
    /// The app has no request that takes the change back: an undo makes something new.
    pub irreversible: bool,
    /// Why it is not sent; `None`: it is sent.
    pub blocked: Option<String>,
    /// Screens show a warning sign: it ends access, deletes something, or is irreversible.
    pub warned: bool,
    /// The request as it is sent; all texts are empty for a blocked item.
    pub request: RequestView,
    /// Indented JSON of the live state when the plan was made.
    pub before_image: String,
}

/// What confirms a plan; `type_this` is a number to type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Confirmation {
    /// Text to type; `None`: one press is enough.
    pub type_this: Option<String>,
    /// Verb and number: "Deactivate 1 user", "Make 3 changes".
    pub button: String,
    /// Some item takes access or a membership from someone, or deletes a group.
    pub destructive: bool,
}

/// A plan as it is confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PlanView {
    /// A UUID.
    pub id: PlanId,
    /// What the plan does: "Deactivate Oskar Lind in Shop", "3 changes in 2 apps".
    pub title: String,
    /// How many items will be sent and how many are blocked, or that nothing was sent, in sentences.
    pub lead: String,
    /// SHA-256 of the plan as canonical JSON (RFC 8785), in hex.
    pub hash: String,
    /// When the plan was created.
    pub made_at: Moment,
    /// When it can no longer be run: 15 minutes after it was created.
    pub expires_at: Moment,
    /// Whether the plan can still be run.
    pub state: PlanState,
    /// What is sent, counted by app and change.
    pub summary: Vec<SummaryLine>,
    /// What to read before the confirmation.
    pub warnings: Vec<WarningView>,
    /// Those that are sent, in their order, then the blocked ones.
    pub items: Vec<PlanItem>,
    /// What the admin has to do to start the run.
    pub confirmation: Confirmation,
    /// Run that used it, when one did.
    pub run_id: Option<RunId>,
}
