//! The rows of the tables of a pack: one struct each. Its JSON object, its line of a CSV file and its
//! row of the page are made of the same fields.

use super::super::frozen::{FrozenItem, Outside};
use super::Gathered;
use crate::view::{
    ExceptionKind, LineCheck, ListState, Outcome, RemediationState, ReviewDecision, ReviewGroup,
};
use rollcall_store::{AccountId, CaseId, ConnectionId, Decision, GroupId, Moment, PlanId, RunId};
use serde::{Serialize, Serializer};

/// A column that names people: a pack may be written without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Name,
    UserName,
    Email,
    Title,
    Department,
    EmployeeNumber,
    Manager,
}

impl Column {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::UserName => "user_name",
            Self::Email => "email",
            Self::Title => "title",
            Self::Department => "department",
            Self::EmployeeNumber => "employee_number",
            Self::Manager => "manager",
        }
    }
}

/// A value of such a column. What is left out is in none of the files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Personal<T> {
    LeftOut,
    Is(T),
}

impl<T> Personal<T> {
    pub(super) fn of(gathered: &Gathered, column: Column, value: T) -> Self {
        if gathered.leaves_out(column.as_str()) { Self::LeftOut } else { Self::Is(value) }
    }

    fn is_left_out(&self) -> bool {
        matches!(self, Self::LeftOut)
    }
}

impl Personal<String> {
    /// Empty when it is left out.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::LeftOut => "",
            Self::Is(text) => text,
        }
    }
}

/// The accounts and memberships that were decided about, and the accounts outside the scope.
#[derive(Debug, Serialize)]
pub(super) struct Population {
    pub(super) items: Vec<ItemRow>,
    pub(super) outside: Vec<OutsideRow>,
}

#[derive(Debug, Serialize)]
pub(super) struct ItemRow {
    pub(super) item: u32,
    pub(super) connection: ConnectionId,
    pub(super) account_id: AccountId,
    #[serde(skip_serializing_if = "Personal::is_left_out")]
    pub(super) user_name: Personal<String>,
    #[serde(skip_serializing_if = "Personal::is_left_out")]
    pub(super) name: Personal<String>,
    #[serde(skip_serializing_if = "Personal::is_left_out")]
    pub(super) email: Personal<String>,
    pub(super) active: bool,
    pub(super) privileged: bool,
    pub(super) role: String,
    #[serde(skip_serializing_if = "Personal::is_left_out")]
    pub(super) title: Personal<String>,
    #[serde(skip_serializing_if = "Personal::is_left_out")]
    pub(super) department: Personal<String>,
    pub(super) list: ListState,
    pub(super) list_day: Option<String>,
    pub(super) kind: String,
    pub(super) shared: Option<String>,
    pub(super) since_last: String,
    pub(super) last_decision: Option<String>,
    pub(super) person: String,
    /// Of a membership that is decided separately.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) group: Option<ReviewGroup>,
    pub(super) groups: Vec<ReviewGroup>,
    pub(super) app: String,
    pub(super) reviewer: u32,
}

impl ItemRow {
    /// The row of the HR list has a table of its own.
    pub(super) fn new(
        gathered: &Gathered,
        (item, reviewer): (u32, u32),
        app: String,
        frozen: FrozenItem,
    ) -> Self {
        let FrozenItem {
            connection,
            account_id,
            user_name,
            name,
            email,
            active,
            privileged,
            role,
            title,
            department,
            list,
            list_day,
            kind,
            hr: _,
            shared,
            since_last,
            last_decision,
            person,
            group,
            groups,
        } = frozen;
        let personal = |column, value| Personal::of(gathered, column, value);
        Self {
            item,
            connection,
            account_id,
            user_name: personal(Column::UserName, user_name),
            name: personal(Column::Name, name),
            email: personal(Column::Email, email),
            active,
            privileged,
            role,
            title: personal(Column::Title, title),
            department: personal(Column::Department, department),
            list,
            list_day,
            kind,
            shared,
            since_last,
            last_decision,
            person,
            group,
            groups,
            app,
            reviewer,
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct OutsideRow {
    connection: ConnectionId,
    account_id: AccountId,
    #[serde(skip_serializing_if = "Personal::is_left_out")]
    user_name: Personal<String>,
    active: bool,
    groups: Vec<GroupId>,
    why: String,
    app: String,
}

impl OutsideRow {
    pub(super) fn new(gathered: &Gathered, app: String, outside: Outside) -> Self {
        let Outside { connection, account_id, user_name, active, groups, why } = outside;
        let user_name = Personal::of(gathered, Column::UserName, user_name);
        Self { connection, account_id, user_name, active, groups, why, app }
    }
}

/// All decisions in their order, and those that others contradicted.
#[derive(Debug, Serialize)]
pub(super) struct Decisions {
    pub(super) decisions: Vec<DecisionRow>,
    pub(super) contradictions: Vec<ContradictionRow>,
}

#[derive(Debug, Serialize)]
pub(super) struct DecisionRow {
    pub(super) app: Option<String>,
    #[serde(skip_serializing_if = "Personal::is_left_out")]
    pub(super) name: Personal<Option<String>>,
    #[serde(skip_serializing_if = "Personal::is_left_out")]
    pub(super) user_name: Personal<Option<String>>,
    /// After the day on which it was due.
    pub(super) late: bool,
    /// It replaces an earlier one.
    pub(super) changed: bool,
    pub(super) handed_over: bool,
    /// What the HR list has against the keep.
    pub(super) kept_although: Option<String>,
    pub(super) user: String,
    pub(super) imported: bool,
    pub(super) file_sha256: String,
    pub(super) press: String,
    pub(super) undoes: String,
    pub(super) item: u32,
    #[serde(serialize_with = "decision")]
    pub(super) decision: Decision,
    pub(super) drop: Vec<GroupId>,
    pub(super) reason: String,
    pub(super) by: String,
    pub(super) reviewer: u32,
    pub(super) at: Moment,
    pub(super) ms: u32,
    pub(super) bulk: bool,
    pub(super) source: String,
}

/// A decision as the files have it.
pub(super) fn decision_word(decision: Decision) -> &'static str {
    match decision {
        Decision::None => "none",
        Decision::Keep => "keep",
        Decision::Change => "change",
        Decision::Revoke => "revoke",
    }
}

fn decision<S: Serializer>(decision: &Decision, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(decision_word(*decision))
}

#[derive(Debug, Serialize)]
pub(super) struct ContradictionRow {
    pub(super) item: u32,
    pub(super) decision: ReviewDecision,
    pub(super) drop: Vec<GroupId>,
    pub(super) reason: String,
    pub(super) by: String,
    pub(super) reviewer: u32,
    pub(super) at: Moment,
    pub(super) source: String,
}

/// What had to be removed, and the outcome.
#[derive(Debug, Serialize)]
pub(super) struct Remediation {
    pub(super) lines: Vec<RemediationRow>,
}

#[derive(Debug, Serialize)]
pub(super) struct RemediationRow {
    pub(super) item: u32,
    pub(super) app: String,
    #[serde(skip_serializing_if = "Personal::is_left_out")]
    pub(super) name: Personal<String>,
    #[serde(skip_serializing_if = "Personal::is_left_out")]
    pub(super) user_name: Personal<String>,
    pub(super) group_name: Option<String>,
    pub(super) connection: ConnectionId,
    pub(super) account_id: AccountId,
    pub(super) change: String,
    pub(super) group: Option<GroupId>,
    pub(super) plan: Option<PlanId>,
    pub(super) plan_sha256: Option<String>,
    pub(super) run: Option<RunId>,
    pub(super) asked_by: String,
    pub(super) run_by: Option<String>,
    pub(super) decided_at: Option<Moment>,
    pub(super) state: RemediationState,
    pub(super) outcome: Option<Outcome>,
    /// Empty in a pack without names, as is the exchange: both may name whom they are about.
    pub(super) words: String,
    /// When the app showed that it was gone.
    pub(super) read_back_at: Option<Moment>,
    pub(super) exchange: String,
    /// Whole days from the decision until then.
    pub(super) days: Option<i64>,
    /// The last day of a person who left.
    pub(super) left_on: Option<String>,
    /// When that day ended in the zone of the review.
    pub(super) left_until: Option<Moment>,
    pub(super) hours_after_leaving: Option<i64>,
    pub(super) checks: Vec<LineCheck>,
    pub(super) exception: Option<ExceptionRow>,
}

#[derive(Debug, Serialize)]
pub(super) struct ExceptionRow {
    pub(super) kind: ExceptionKind,
    pub(super) owner: String,
    pub(super) due: Option<String>,
    pub(super) expires: Option<String>,
    pub(super) note: String,
    /// The file in the pack.
    pub(super) proof: Option<String>,
    pub(super) by: String,
    pub(super) at: Moment,
}

/// What SCIM cannot reach, with the ticks of who closed it by hand.
#[derive(Debug, Serialize)]
pub(super) struct ResidualLines {
    pub(super) lines: Vec<ResidualRow>,
}

#[derive(Debug, Serialize)]
pub(super) struct ResidualRow {
    pub(super) case: CaseId,
    pub(super) line: u32,
    pub(super) connection: ConnectionId,
    pub(super) app: String,
    #[serde(skip_serializing_if = "Personal::is_left_out")]
    pub(super) name: Personal<String>,
    pub(super) text: String,
    pub(super) place: String,
    pub(super) done_by: Option<String>,
    pub(super) done_at: Option<Moment>,
    pub(super) note: String,
}

/// Rows of the HR list behind the items.
#[derive(Debug, Serialize)]
pub(super) struct HrRows {
    pub(super) rows: Vec<HrListRow>,
}

#[derive(Debug, Serialize)]
pub(super) struct HrListRow {
    pub(super) item: u32,
    pub(super) row: u32,
    #[serde(skip_serializing_if = "Personal::is_left_out")]
    pub(super) employee_number: Personal<String>,
    #[serde(skip_serializing_if = "Personal::is_left_out")]
    pub(super) name: Personal<String>,
    #[serde(skip_serializing_if = "Personal::is_left_out")]
    pub(super) email: Personal<Vec<String>>,
    pub(super) status: String,
    pub(super) start: Option<String>,
    pub(super) end: Option<String>,
    #[serde(skip_serializing_if = "Personal::is_left_out")]
    pub(super) manager: Personal<String>,
    /// Left out with either of the two columns that it belongs to.
    #[serde(skip_serializing_if = "Personal::is_left_out")]
    pub(super) manager_email: Personal<String>,
    #[serde(skip_serializing_if = "Personal::is_left_out")]
    pub(super) department: Personal<String>,
    #[serde(skip_serializing_if = "Personal::is_left_out")]
    pub(super) title: Personal<String>,
}
