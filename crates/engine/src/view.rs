//! What the window and the command line are given: flat, serialisable, no secrets.
//!
//! Times are RFC 3339 in UTC. Numbers fit 32 bits, so that they cross to TypeScript as numbers.
//! `None` for a count means *unknown*, never zero.

pub use crate::view_stage::*;

use crate::problem::Problem;
pub use crate::view_record::{RecordCheck, RecordEntry, RecordPage, RecordQuery};
use serde::{Deserialize, Serialize};
use specta::Type;

/// *active*, *inactive*, or *no longer listed* (absent from a complete read; never "deleted").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum AccountState {
    Active,
    Inactive,
    NoLongerListed,
}

/// How a read ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Running,
    Complete,
    Partial,
    CannotBeProven,
}

/// How sure a fact about a provider is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    Documented,
    Seen,
    Assumed,
}

/// A connection's line in the side bar; each is a shape as well as a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Health {
    NeverRead,
    Healthy,
    Partial,
    Reading,
    NotAnswering,
}

/// The provider's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Nouns {
    pub user: String,
    pub users: String,
    pub group: String,
    pub groups: String,
    /// Verb of the deactivation: "Deactivate", "Remove from workspace".
    pub deactivate: String,
    /// State after it, lower case: "deactivated", "removed from workspace".
    pub deactivated: String,
}

/// A card on the Connect screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ProviderView {
    pub id: String,
    pub name: String,
    /// CSS colour of the app's dot.
    pub color: String,
    /// Address the form starts with; empty when it must be typed.
    pub address: String,
    pub address_label: String,
    pub address_hint: String,
    pub token_label: String,
    /// Where to find the token, one step a line.
    pub token_steps: Vec<String>,
    /// Plan and prerequisites.
    pub needs: String,
    /// Whose the token is and when it ends.
    pub token_owner: String,
    pub token_ends: String,
    pub token_can: String,
    pub nouns: Nouns,
}

/// What Rollcall knows a provider can do, cannot do, or cannot tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FactView {
    pub text: String,
    pub detail: String,
    pub mark: Mark,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct ConnectionView {
    pub id: String,
    pub name: String,
    pub provider: String,
    pub provider_name: String,
    pub color: String,
    pub address: String,
    /// As typed and normalised: "12.50 EUR" per month.
    pub seat_price: Option<String>,
    pub made_at: String,
    pub nouns: Nouns,
    pub health: Health,
    /// Accounts listed now (active and inactive). `None` before the first read.
    pub users: Option<u32>,
    pub groups: Option<u32>,
    /// The newest read, finished or not.
    pub last_read: Option<ReadView>,
    /// When the last complete read ended.
    pub complete_at: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct ReadView {
    pub id: u32,
    pub connection_id: String,
    pub started_at: String,
    pub ended_at: Option<String>,
    pub verdict: Verdict,
    /// Why, one sentence: "Totals met in the second pass."
    pub reason: String,
    pub users_received: u32,
    pub users_claimed: Option<u32>,
    pub groups_received: u32,
    pub groups_claimed: Option<u32>,
    /// Groups whose members were not read.
    pub groups_unknown: u32,
    /// Median time of an answer.
    pub answer_ms: Option<u32>,
    /// How often the server asked to slow down.
    pub slowed_down: u32,
    /// Server clock minus ours.
    pub clock_offset_ms: Option<f64>,
    /// What stopped it, when something did.
    pub problem: Option<Problem>,
}

/// What one page of a read was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReceiptView {
    /// "users", "groups" or "members".
    pub kind: String,
    pub pass: u32,
    pub page: u32,
    pub query: String,
    pub status: u32,
    pub received: u32,
    pub duplicates: u32,
    pub claimed_total: Option<u32>,
    pub ms: u32,
    pub sha256: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct ConnectionDetail {
    pub connection: ConnectionView,
    pub receipts: Vec<ReceiptView>,
    /// Newest first, the newest included.
    pub reads: Vec<ReadView>,
    pub can: Vec<FactView>,
    pub cannot: Vec<FactView>,
    pub unknown: Vec<FactView>,
    /// What stays hidden there: guests, outside collaborators …
    pub hidden: Vec<String>,
    pub token_owner: String,
    pub token_ends: String,
    pub token_can: String,
}

/// One rung of the test ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RungView {
    pub rung: Rung,
    /// "Name resolves", "Token accepted" …
    pub name: String,
    pub state: RungState,
    /// What was found: "612 members", or why it was skipped.
    pub detail: String,
    /// Set when `state` is `failed`.
    pub problem: Option<Problem>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Rung {
    NameResolves,
    TlsTrusted,
    TokenAccepted,
    RightKindOfAnswer,
    UsersReadable,
    SecondPageReadable,
    GroupsReadable,
    MembersReadable,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum RungState {
    Waiting,
    Trying,
    Passed,
    Failed,
    Skipped,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TestView {
    pub rungs: Vec<RungView>,
    /// Every rung passed or was skipped for a stated reason.
    pub passed: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct ConnectView {
    pub test: TestView,
    /// Present when the connection was made.
    pub connection: Option<ConnectionView>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ReadStage {
    Waiting,
    Users,
    Groups,
    Members,
    Finishing,
    Done,
}

/// Absolute state of one read; a missed one does no harm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReadProgress {
    pub connection_id: String,
    pub connection_name: String,
    pub stage: ReadStage,
    pub done: u32,
    pub of: Option<u32>,
    /// Why it waits, when it does: "… asked to wait."
    pub waiting: Option<String>,
    /// Set when `stage` is `done`.
    pub verdict: Option<Verdict>,
    pub reason: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum UserSort {
    #[default]
    Name,
    UserName,
    Connection,
    Status,
    Title,
    Department,
    Groups,
    AsOf,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct GroupRef {
    pub connection_id: String,
    pub group_id: String,
}

/// What the table asks for. Empty lists mean "any".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UserQuery {
    /// Searched in name, user name, e-mail, title, department, id and group names.
    pub text: String,
    pub connections: Vec<String>,
    pub statuses: Vec<AccountState>,
    pub departments: Vec<String>,
    pub group: Option<GroupRef>,
    /// Only rows older than their connection's newest read.
    pub stale_only: bool,
    pub sort: UserSort,
    pub descending: bool,
    pub offset: u32,
    pub limit: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UserRow {
    pub connection_id: String,
    pub account_id: String,
    /// Never empty: falls back to user name, then id.
    pub name: String,
    pub user_name: String,
    pub email: String,
    pub connection_name: String,
    pub color: String,
    pub status: AccountState,
    /// For *no longer listed*: when it was last listed.
    pub last_listed: Option<String>,
    pub title: String,
    pub department: String,
    pub user_type: String,
    /// `None`: members of some group were not read, so the count is unknown.
    pub groups: Option<u32>,
    /// Groups it is known to be in; at least so many.
    pub some_groups: u32,
    /// When this row was last seen in an answer of the server.
    pub as_of: String,
    /// Older than its connection's newest read.
    pub stale: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UserPage {
    pub rows: Vec<UserRow>,
    /// Rows that match.
    pub total: u32,
    /// All rows of the connections asked for, unfiltered.
    pub all: u32,
    /// Oldest `complete_at` or `as_of` behind the answer; `None` when nothing was read.
    pub as_of: Option<String>,
    /// Every connection asked for ended its newest read *complete*.
    pub complete: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Facet {
    pub value: String,
    pub label: String,
    pub count: u32,
}

/// What the filters offer, with counts over the whole store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Facets {
    pub connections: Vec<Facet>,
    pub statuses: Vec<Facet>,
    pub departments: Vec<Facet>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Field {
    pub label: String,
    pub value: String,
    /// SCIM path.
    pub path: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UserGroup {
    pub group_id: String,
    pub name: String,
    pub members: Option<u32>,
}

/// One line of an account's past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct HistoryEntry {
    pub at: String,
    /// "First seen", "Department", "Joined group", "No longer listed" …
    pub what: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UserDetail {
    pub row: UserRow,
    pub fields: Vec<Field>,
    /// The groups it is known to be in; all of them only when `row.groups` is there.
    pub some_groups: Vec<UserGroup>,
    pub history: Vec<HistoryEntry>,
    /// The resource as the server sent it, indented JSON.
    pub raw: String,
    pub nouns: Nouns,
    /// What deactivation means there, in the provider's terms.
    pub deactivate_note: String,
    /// Why Deactivate is greyed, when it is.
    pub deactivate_blocked: Option<String>,
    /// Why the activation is greyed, when it is.
    pub activate_blocked: Option<String>,
    /// Why the deletion is greyed, when it is.
    pub delete_blocked: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum GroupSort {
    #[default]
    Name,
    Connection,
    Members,
    AsOf,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct GroupQuery {
    pub text: String,
    pub connections: Vec<String>,
    pub sort: GroupSort,
    pub descending: bool,
    pub offset: u32,
    pub limit: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct GroupRow {
    pub connection_id: String,
    pub group_id: String,
    pub name: String,
    pub connection_name: String,
    pub color: String,
    /// "team", "user group" …
    pub noun: String,
    /// `None`: not read, unknown.
    pub members: Option<u32>,
    pub listed: bool,
    pub as_of: String,
    pub stale: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct GroupPage {
    pub rows: Vec<GroupRow>,
    pub total: u32,
    pub all: u32,
    pub as_of: Option<String>,
    pub complete: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct MemberQuery {
    pub connection_id: String,
    pub group_id: String,
    pub text: String,
    pub offset: u32,
    pub limit: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct MemberRow {
    pub member_id: String,
    /// "user", "group", or what the server called it.
    pub kind: String,
    pub name: String,
    pub user_name: String,
    /// `None` when the account is not in the store.
    pub status: Option<AccountState>,
}

/// Whom a pasted text names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UserMatch {
    pub text: String,
    /// Nobody, the one, or several to choose from.
    pub rows: Vec<UserRow>,
    /// Ids of those who are in the group that was asked about.
    pub inside: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct MemberPage {
    pub group: GroupRow,
    /// False: the members were not read; `rows` is then empty and means nothing.
    pub known: bool,
    pub rows: Vec<MemberRow>,
    pub total: u32,
    pub as_of: Option<String>,
    pub complete: bool,
}

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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum PlanState {
    Open,
    Used,
    Discarded,
    Expired,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum WarningLevel {
    /// The item is left out.
    Stop,
    Warn,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct WarningView {
    pub level: WarningLevel,
    /// Bold, names people: "… has no suspended state."
    pub lead: String,
    pub text: String,
    /// Items it is about.
    pub count: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SummaryLine {
    pub connection_id: String,
    pub connection_name: String,
    pub color: String,
    pub words: String,
    pub count: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RequestView {
    pub method: String,
    pub path: String,
    pub host: String,
    /// Indented JSON; empty when there is none.
    pub body: String,
    pub mark: Mark,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PlanItem {
    pub seq: u32,
    pub connection_id: String,
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

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Confirmation {
    /// Text to type; `None`: one press is enough.
    pub type_this: Option<String>,
    /// Verb and number: "Deactivate 1 person".
    pub button: String,
    pub destructive: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PlanView {
    pub id: String,
    pub title: String,
    /// "1 item, live state read 09:31. 1 will be sent, 0 are blocked."
    pub lead: String,
    pub hash: String,
    pub made_at: String,
    pub expires_at: String,
    pub state: PlanState,
    pub summary: Vec<SummaryLine>,
    pub warnings: Vec<WarningView>,
    pub items: Vec<PlanItem>,
    pub confirmation: Confirmation,
    /// Run that used it, when one did.
    pub run_id: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum RunState {
    Running,
    /// Nothing new is begun until it goes on.
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    Waiting,
    Checking,
    Sending,
    ReadingBack,
    Done,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct RunItem {
    pub seq: u32,
    pub connection_id: String,
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
    pub problem: Option<Problem>,
    /// Request, answer and read-back as text, token left out.
    pub exchange: String,
    /// Settled at a later start, by reading.
    pub settled_later: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct RunView {
    pub id: String,
    pub plan_id: String,
    pub title: String,
    pub state: RunState,
    pub started_at: String,
    pub ended_at: Option<String>,
    pub items: Vec<RunItem>,
    pub verified: u32,
    /// Refused, held back, not sent, accepted-not-verified and unknown together.
    pub not_verified: u32,
    pub to_go: u32,
    /// Number of its first entry in the record.
    pub record_seq: Option<u32>,
}

/// How many people one plan may take something from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Guard {
    pub people: u32,
    /// An admin set it; otherwise it is the smaller of 25 people and a tenth of the active accounts.
    pub set: bool,
    pub active: u32,
}

/// Why no plan takes anything from an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ProtectedAs {
    TokenOwner,
    /// The admin's own.
    Own,
    BreakGlass,
    Service,
    /// Protected by itself, where the app shows roles.
    LastAdmin,
}

impl ProtectedAs {
    pub fn words(self) -> &'static str {
        match self {
            Self::TokenOwner => "the owner of the connection's token",
            Self::Own => "your own account",
            Self::BreakGlass => "a break-glass account",
            Self::Service => "a service account",
            Self::LastAdmin => "the last account with an admin role",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Protected {
    pub account_id: String,
    pub name: String,
    pub kind: ProtectedAs,
}

/// A past run, asked for again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Recheck {
    pub run_id: String,
    pub at: String,
    pub items: Vec<RecheckItem>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RecheckItem {
    pub seq: u32,
    pub connection_name: String,
    pub change: String,
    pub on: String,
    /// How it ended in the run.
    pub outcome: Outcome,
    /// It is as expected now.
    pub holds: bool,
    /// What was found now.
    pub found: String,
    pub expected: String,
}

/// Everything that is under way, as absolute state: a missed one does no harm.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// Grows whenever rows in the store changed: what was fetched before is stale.
    pub revision: u32,
    pub reads: Vec<ReadProgress>,
    /// Rungs of the test that runs now or ran last.
    pub rungs: Vec<RungView>,
    /// The newest run.
    pub run: Option<RunView>,
}
