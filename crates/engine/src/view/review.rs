//! Access reviews: a frozen population, what is decided about each item, and what came of it.

use crate::view::{BulkPress, CaseBrief, ListState, SignOff};
use rollcall_store::{AccountId, ConnectionId, GroupId, Moment, ReviewId};
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

/// What a reviewer decides about an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewDecision {
    Keep,
    /// Some of its groups are dropped.
    Change,
    Revoke,
}

/// What an item of a review is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Granularity {
    /// An account with all its groups; *change* drops some of them.
    #[default]
    Account,
    /// A membership, an account in one group, decided separately; also each account itself.
    /// With groups in the scope, their memberships alone.
    Membership,
}

/// Who decides about what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewAssign {
    /// The first reviewer decides everything.
    #[default]
    One,
    /// The manager of the HR list; the first reviewer about those without one.
    Manager,
    /// One named for each connection.
    App,
    /// One named for each group; of several groups the first that has one.
    Group,
}

/// A person who may decide or sign; the address is matched with accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewerName {
    pub name: String,
    pub email: String,
}

/// Items that another reviewer has to decide.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewHandOver {
    pub items: Vec<u32>,
    /// A reviewer of the review by their address, or a new one.
    pub to: ReviewerName,
    pub reason: String,
}

/// A reviewer named for a connection or a group, by its name or id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewerFor {
    pub what: String,
    pub reviewer: ReviewerName,
}

/// A connection whose read is not complete, and why the review starts anyway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewExclusion {
    /// Id or name.
    pub connection: String,
    pub reason: String,
}

/// What an admin wants reviewed, by whom and until when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewRequest {
    pub name: String,
    /// "2026-12-05".
    pub due: Option<String>,
    /// Ids or names; all when empty.
    pub connections: Vec<String>,
    #[serde(default)]
    pub granularity: Granularity,
    /// Names of groups; accounts in any of them, or the memberships of them. All when empty.
    pub groups: Vec<String>,
    /// All when empty.
    pub departments: Vec<String>,
    pub only_admins: bool,
    /// Not in the HR list, or left.
    pub only_not_in_list: bool,
    /// Names of groups that make an account privileged, in addition to the apps' own admin roles.
    pub privileged_groups: Vec<String>,
    pub assign: ReviewAssign,
    /// The first decides if no one else does, the next one about the first one's own accounts.
    pub reviewers: Vec<ReviewerName>,
    pub named: Vec<ReviewerFor>,
    pub exclusions: Vec<ReviewExclusion>,
    /// Who signs second. Without it, the second of `reviewers`.
    #[serde(default)]
    pub second: Option<ReviewerName>,
    /// With *manager*: so many items without a clear manager were shown and go to the first
    /// reviewer. With more of them the review does not start.
    #[serde(default)]
    pub without_manager: u32,
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
    pub frozen_at: Moment,
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
    pub closed_at: Option<Moment>,
}

/// An item that two reviewers decided differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewConflict {
    pub item: u32,
    pub name: String,
    pub one: String,
    pub other: String,
}

/// A row of the review's table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct ReviewRow {
    pub item: u32,
    pub connection_id: ConnectionId,
    pub connection_name: String,
    pub color: String,
    pub account_id: AccountId,
    pub name: String,
    pub user_name: String,
    pub email: String,
    pub active: bool,
    pub privileged: bool,
    /// Why it is privileged.
    pub privilege: String,
    pub title: String,
    pub department: String,
    /// The group of a membership; `None` when it is about the account.
    pub group: Option<ReviewGroup>,
    /// Its groups; of a membership the one.
    pub groups: Vec<ReviewGroup>,
    pub list: ListState,
    pub list_day: Option<String>,
    /// "no change", "+1 group", "became admin", "new account", "first review".
    pub since_last: String,
    pub moved: bool,
    /// The current state, if it differs from the frozen one.
    pub now: Option<String>,
    pub reviewer: u32,
    pub decision: Option<ReviewDecision>,
    pub drop: Vec<GroupId>,
    pub reason: String,
    /// The reviewer whose decision it is.
    pub decided_by: String,
    pub decided_at: Option<Moment>,
    pub bulk: bool,
    /// The computer's user who imported the decision from a file; `None` when it was made here.
    pub imported_by: Option<String>,
    /// The reviewer who had the item before it was handed over.
    pub handed_from: Option<String>,
    /// Kept although the HR list says so: *left*, *not-listed* or *not-known*.
    pub kept_although: Option<ListState>,
    /// "keep by Carla Mendes in Q3 2026".
    pub last_decision: Option<String>,
    pub conflict: bool,
}

/// A group of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewGroup {
    pub id: GroupId,
    pub name: String,
}

/// Rows of the table of items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct ReviewRows {
    pub rows: Vec<ReviewRow>,
    pub total: u32,
}

/// What items are grouped by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewOrder {
    /// By person, then by app.
    #[default]
    Person,
    /// By app, then by group where an item is a membership.
    App,
    Reviewer,
    /// As they were frozen.
    Flat,
}

/// Which items are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewTableQuery {
    pub text: String,
    pub reviewer: Option<u32>,
    pub only_undecided: bool,
    pub only_privileged: bool,
    pub only_not_in_list: bool,
    pub only_moved: bool,
    pub undecided_first: bool,
    pub moved_first: bool,
    pub order: ReviewOrder,
    pub offset: u32,
    pub limit: u32,
}

/// One decision about one or several items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DecideRequest {
    pub items: Vec<u32>,
    /// `None` takes back what was decided.
    pub decision: Option<ReviewDecision>,
    /// Ids of groups, with *change*.
    pub drop: Vec<String>,
    pub reason: String,
    /// Number of the reviewer who decides.
    pub by: u32,
    /// Time it took, if known.
    pub ms: u32,
}

/// How the managers of the HR list were found, in items.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ManagersLook {
    /// Items whose manager is clear.
    pub clear: u32,
    /// All other items: the first reviewer decides about them.
    pub without: u32,
    /// Of those, items of people for whom the list names no manager, or whom it does not name.
    pub none: u32,
    /// For those, the manager's name on the list, and why it is not certain who that is.
    pub open: Vec<ManagerOpen>,
}

/// A manager's name on the HR list without a certain person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ManagerOpen {
    pub written: String,
    pub why: String,
    pub items: u32,
}

/// How far the removal of an access is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum RemediationState {
    /// Not planned, or not run yet.
    Waiting,
    Verified,
    /// Not verified; the words say why.
    Open,
    Excepted,
}

/// The outcome of a revoke, or of a dropped group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct RemediationLine {
    pub item: u32,
    pub connection_id: ConnectionId,
    pub connection_name: String,
    pub name: String,
    pub change: String,
    /// Id of the group that is dropped.
    pub group: Option<GroupId>,
    pub state: RemediationState,
    pub words: String,
    pub exception: Option<ReviewException>,
}

/// Why an access stays: it is closed by hand, or its risk is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ExceptionKind {
    /// Done by hand, or to be done.
    Manual,
    /// Kept, as a risk that someone accepts until a day.
    Risk,
}

/// An exception as an admin asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct NewException {
    pub kind: ExceptionKind,
    /// The person responsible.
    pub owner: String,
    /// A day such as 2026-12-05, by whose end the access is removed by hand. Of *manual*.
    pub due: Option<String>,
    /// The day until which the risk is accepted, at most a year ahead. Of *risk*.
    pub expires: Option<String>,
    /// What was done, or why the risk is accepted.
    pub note: String,
}

/// Who answers for an access that was not removed, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewException {
    pub kind: ExceptionKind,
    pub owner: String,
    /// Of *manual*.
    pub due: Option<String>,
    /// Of *risk*.
    pub expires: Option<String>,
    pub note: String,
    /// Name of the attached proof.
    pub proof: Option<String>,
    pub by: String,
    pub at: Moment,
}

/// What a file of answers would set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AnswersLook {
    pub lines: Vec<AnswerLine>,
    /// Rows that say what is decided already.
    pub already: u32,
    pub rejected: Vec<AnswersRejected>,
    /// They came after the review was due.
    pub late: bool,
    /// The name under the answers of a packet.
    pub signed_by: Option<String>,
    /// Items of the reviewer that a packet's answers say nothing of.
    pub left: u32,
    /// How many were set, once they were.
    pub set: u32,
    /// The reviewer whose answers they are.
    pub answers_of: String,
    /// Lines that count as bulk: more than twenty equal ones in the file.
    pub bulk: u32,
    /// Lines that replace a decision, the first of `lines`.
    pub replaces: u32,
}

/// A decision in a file of answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AnswerLine {
    pub item: u32,
    pub name: String,
    pub decision: ReviewDecision,
    pub reason: String,
    /// Groups that are dropped, by name.
    pub drop: Vec<String>,
    /// What is decided now; `None`: nothing.
    pub was: Option<ReviewDecision>,
    /// Whose decision it contradicts: it waits then.
    pub contradicts: Option<String>,
    pub bulk: bool,
}

/// A row of a file of answers that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AnswersRejected {
    /// Line of the file, from 1.
    pub row: u32,
    pub why: String,
}

/// A pack that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PackView {
    pub path: String,
    pub files: u32,
    /// Number and hash of the newest entry of the record: to be kept outside this computer too.
    pub entries: u32,
    pub head: String,
    /// SHA-256 of the public key.
    pub key_fingerprint: String,
}
