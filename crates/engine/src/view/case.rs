//! What is done about people over all apps, from the press until it is closed: lockdowns and
//! quarantines, and the receipt of each.

use crate::problem::Problem;
use crate::view::{Outcome, PlanView};
use rollcall_store::{CaseId, ConnectionId, Moment, PlanId, ReviewId, RunId};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Why people lose access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum CaseKind {
    /// Access ends: the accounts are deactivated.
    Lockdown,
    /// The accounts leave their groups, and join the holding group where the app has one.
    Quarantine,
    /// What a review revoked.
    Review,
}

impl CaseKind {
    /// As it is kept with the case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lockdown => "lockdown",
            Self::Quarantine => "quarantine",
            Self::Review => "review",
        }
    }
}

/// How far a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum CaseState {
    /// Planned, and not confirmed yet.
    Planned,
    /// Something is not verified yet.
    Open,
    /// All of it was verified.
    Closed,
    /// The admin stopped it with something left open.
    Stopped,
    /// Access was restored.
    Released,
}

impl CaseState {
    pub(crate) const ALL: [Self; 5] =
        [Self::Planned, Self::Open, Self::Closed, Self::Stopped, Self::Released];

    /// As it is kept with the case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Stopped => "stopped",
            Self::Released => "released",
        }
    }

    pub(crate) fn of(kept: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == kept)
    }
}

/// A person of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CasePerson {
    /// The person's number now; `None` when these accounts are no longer one person.
    pub id: Option<u32>,
    /// The person's name when the case was planned.
    pub name: String,
    /// The person's address when the case was planned; empty if none was known.
    pub email: String,
}

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CaseBrief {
    /// A UUID.
    pub id: CaseId,
    /// Lockdown, quarantine or the revokes of a review.
    pub kind: CaseKind,
    /// How far the case is.
    pub state: CaseState,
    /// "Lockdown of Oskar Lind".
    pub title: String,
    /// The people whose accounts the case is about.
    pub people: Vec<CasePerson>,
    /// The review whose revokes it carries out; `None` of other cases, and of those that an older
    /// Rollcall planned.
    pub review: Option<ReviewId>,
    /// When the admin confirmed the case; before that, when it was planned.
    pub made_at: Moment,
    /// Who confirmed it: the name of the computer's user.
    pub by: String,
    /// Lines that are verified and that no later read contradicts.
    pub verified: u32,
    /// Not verified; once access is restored, what the release had to leave out.
    pub open: u32,
    /// All lines of the receipt. Neither `verified` nor `open` are lines whose access is back
    /// because the admin wants it so.
    pub lines: u32,
    /// When to look at it again, "2026-12-01".
    pub due: Option<String>,
    /// The day in `due` has passed; never for a planned or released case.
    pub overdue: bool,
    /// What is open is retried automatically.
    pub trying: bool,
    /// Something of it was sent, so it can be released.
    pub sent: bool,
    /// Apps of which a later read shows an active account though access was verified to have ended.
    pub active_again: Vec<String>,
    /// What else later reads show: "in team EMEA Sales again in Loomwork", "active in Flowtap, connected
    /// since".
    pub came_back: Vec<String>,
}

impl CaseBrief {
    /// A later read found something of it otherwise than it was verified, or access that it never
    /// ended.
    #[must_use]
    pub fn is_back(&self) -> bool {
        !(self.active_again.is_empty() && self.came_back.is_empty())
    }

    /// "Active again in Loomwork, Flowtap; in team EMEA Sales again in Loomwork."; empty when nothing
    /// came back.
    #[must_use]
    pub fn back_words(&self) -> String {
        let again = (!self.active_again.is_empty())
            .then(|| format!("active again in {}", self.active_again.join(", ")));
        let all: Vec<&str> = again.iter().chain(&self.came_back).map(String::as_str).collect();
        match all.is_empty() {
            true => String::new(),
            false => format!("{}.", crate::text::capitalized(&all.join("; "))),
        }
    }
}

/// The state of one line of a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum LineState {
    /// Planned, not begun.
    Waiting,
    /// Under way now.
    Running,
    /// Read back as wanted.
    Verified,
    /// Retried automatically until the app answers or the admin stops it.
    Open,
    /// Waits for the admin: refused, protected, over the guard.
    Yours,
    /// The admin stopped trying.
    Stopped,
}

/// One look at a line after it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct LineCheck {
    /// When the account or group was read; for a later read of the whole app, when that read began.
    pub at: Moment,
    /// `None`: it could not be read, so nothing is known of it.
    pub holds: Option<bool>,
    /// What was found, in a few words: "not in the group (4 members)".
    pub found: String,
}

impl LineCheck {
    /// What the check found, in words.
    #[must_use]
    pub fn words(&self) -> &'static str {
        match self.holds {
            Some(true) => "still in effect",
            Some(false) => "no longer in effect",
            None => "not known",
        }
    }
}

/// One change of one account, or of one group that it is in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct ReceiptLine {
    /// Place in the receipt, from 1.
    pub number: u32,
    /// The app that the account is in.
    pub connection_id: ConnectionId,
    /// What the connection is called now; "Shop (removed)" after its removal.
    pub connection_name: String,
    /// CSS color of the app's dot; empty when it is not known.
    pub color: String,
    /// The person's name when the case was planned.
    pub person: String,
    /// In the provider's words: "Remove from workspace", "Leave team EMEA Sales".
    pub change: String,
    /// How far the change is.
    pub state: LineState,
    /// Of the last try that was sent.
    pub outcome: Option<Outcome>,
    /// "PATCH /Users/usr…"; empty when nothing was sent.
    pub request: String,
    /// Status of the answer: "200"; "no answer" when there was none; empty when nothing was sent.
    pub answer: String,
    /// What was read back, or why it is open.
    pub words: String,
    /// How long the last try took, with its read-back. `None`: not tried, or settled at a later
    /// start.
    pub seconds: Option<f64>,
    /// When its last try ended.
    pub at: Option<Moment>,
    /// Retries so far; the run that the admin confirmed is not one of them.
    pub tries: u32,
    /// When it is tried again.
    pub next_at: Option<Moment>,
    /// Why the last try did not end *verified*; `None` if there was no error.
    pub problem: Option<Problem>,
    /// Requests and responses of the last try as text, without the token; empty when nothing was
    /// sent.
    pub exchange: String,
    /// The run that tried the change last; `None` before the first one.
    pub run_id: Option<RunId>,
    /// Oldest first.
    pub checks: Vec<LineCheck>,
}

impl ReceiptLine {
    /// It was verified, and the newest look found it otherwise. A look from before its last try says
    /// nothing of it.
    #[must_use]
    pub fn is_undone(&self) -> bool {
        let verified = self.state == LineState::Verified
            || (self.state == LineState::Yours && self.outcome == Some(Outcome::Verified));
        let newest = self.checks.last().filter(|check| check.holds == Some(false));
        verified && newest.is_some_and(|check| self.at.as_ref().is_none_or(|at| *at <= check.at))
    }
}

/// Access that SCIM does not reach: closed by hand, and ticked here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ResidualLine {
    /// Place among these lines, from 1; a tick names the line by it.
    pub number: u32,
    /// The app in which access is left.
    pub connection_id: ConnectionId,
    /// What the connection is called now; "Shop (removed)" after its removal.
    pub connection_name: String,
    /// CSS color of the app's dot; empty when it is not known.
    pub color: String,
    /// The person's name when the case was planned.
    pub person: String,
    /// What is left, from the provider's catalogue file: "Sessions that are open now".
    pub text: String,
    /// Where it is done.
    pub place: String,
    /// The user of this computer who ticked the line; `None` while it is open.
    pub done_by: Option<String>,
    /// When the line was ticked; `None` while it is open.
    pub done_at: Option<Moment>,
    /// What the admin wrote beside the tick; may be empty.
    pub note: String,
}

/// A case with its lines: the receipt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct CaseView {
    /// The case as lists show it.
    pub brief: CaseBrief,
    /// When the admin confirmed the case; `None`: not yet.
    pub started_at: Option<Moment>,
    /// When its last line ended.
    pub ended_at: Option<Moment>,
    /// The confirmed plan; before that the plan that waits, empty when no app answered.
    pub plan_id: PlanId,
    /// SHA-256 of the confirmed plan, in hex; empty before the confirmation.
    pub plan_hash: String,
    /// First and last entry of the record that are about it.
    pub record_from: Option<u32>,
    /// Grows with each entry about the case; `None` before the first one.
    pub record_to: Option<u32>,
    /// The runs of the case, oldest first.
    pub runs: Vec<RunId>,
    /// One for each change of an account or a membership.
    pub lines: Vec<ReceiptLine>,
    /// Access that SCIM does not reach; empty for a quarantine.
    pub residual: Vec<ResidualLine>,
    /// When it was last rechecked.
    pub checked_at: Option<Moment>,
    /// A lockdown that takes the accounts out of their groups too.
    pub groups: bool,
    /// Notes on the release: groups that are gone or have a new owner.
    pub notes: Vec<String>,
}

/// A case and the plan that it begins with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct CasePlan {
    /// The case, which was saved together with its plan.
    pub case_id: CaseId,
    /// `None`: no app answers, so nothing can be planned yet; trying begins with the confirmation.
    pub plan: Option<PlanView>,
    /// The receipt as it is before anything is sent.
    pub lines: Vec<ReceiptLine>,
    /// What is not in the plan and why, in words.
    pub notes: Vec<String>,
}

/// What an admin wants of a lockdown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct LockdownRequest {
    /// Numbers of the people, as the table of people has them.
    pub people: Vec<u32>,
    /// Takes the accounts out of their groups too.
    pub groups: bool,
}

/// What an admin wants of a quarantine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct QuarantineRequest {
    /// Numbers of the people, as the table of people has them.
    pub people: Vec<u32>,
    /// Connections that are left out.
    pub leave_out: Vec<String>,
    /// When to look at it again, "2026-12-01".
    pub due: Option<String>,
}

/// What a receipt is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum CaseFormat {
    /// One page that needs no other file, for printing.
    Html,
    /// The [`CaseView`] as indented JSON.
    Json,
}
