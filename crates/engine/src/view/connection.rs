//! Connections, how they answer, and how their reads go.

use crate::problem::Problem;
use rollcall_store::{ConnectionId, Moment};
use serde::{Deserialize, Serialize};
use specta::Type;

/// How a read ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Running,
    Complete,
    Partial,
    CannotBeProven,
}

impl Verdict {
    /// As it is kept with the read and on the record.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::CannotBeProven => "cannot-be-proven",
        }
    }
}

/// How sure a fact about a provider is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    Documented,
    Seen,
    Assumed,
}

/// A connection's line in the side bar; each is a shape as well as a color.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Health {
    NeverRead,
    Healthy,
    Partial,
    Reading,
    NotAnswering,
    /// The app does not accept the token.
    TokenRejected,
    /// The keychain has no token for it.
    TokenMissing,
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
    /// CSS color of the app's dot.
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

/// What Rollcall knows a provider can do, cannot do, or does not show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FactView {
    pub text: String,
    pub detail: String,
    pub mark: Mark,
}

/// A connected app, with the counts of its newest read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct ConnectionView {
    pub id: ConnectionId,
    pub name: String,
    pub provider: String,
    pub provider_name: String,
    pub color: String,
    pub address: String,
    /// As typed and normalized: "12.50 EUR" per month.
    pub seat_price: Option<String>,
    pub made_at: Moment,
    /// Since when its token is in force.
    pub token_at: Option<Moment>,
    pub nouns: Nouns,
    pub health: Health,
    /// Accounts listed now (active and inactive). `None`: not known, as before the first read, and as
    /// long as none is listed and no read was complete.
    pub users: Option<u32>,
    /// The same of groups.
    pub groups: Option<u32>,
    /// The newest read, finished or not.
    pub last_read: Option<ReadView>,
    /// When the last complete read ended.
    pub complete_at: Option<Moment>,
}

/// One read and how it ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct ReadView {
    pub id: u32,
    pub connection_id: ConnectionId,
    pub started_at: Moment,
    pub ended_at: Option<Moment>,
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
    /// The number of accounts, groups or memberships that are left, where so many are missing that
    /// the admin has to confirm it.
    pub confirm: Option<u32>,
}

/// What one page of a read was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReceiptView {
    /// "users", "groups", "members" or "absent" (one that its list no longer has).
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

/// A connection's page: its reads, the receipts of the newest one, and what SCIM can do there.
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

/// A step of the connection test.
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

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum RungState {
    Waiting,
    Trying,
    Passed,
    Failed,
    Skipped,
}

/// The steps of a connection test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TestView {
    pub rungs: Vec<RungView>,
    /// Every rung passed or was skipped for a stated reason.
    pub passed: bool,
}

/// What is open in a connection that may be removed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct OpenInConnection {
    pub connection: ConnectionView,
    /// Lockdowns, quarantines and revokes with something open there.
    pub cases: Vec<OpenThing>,
    /// Reviews that are not closed and have accounts from there.
    pub reviews: Vec<OpenThing>,
    /// Runs that are under way there.
    pub runs: Vec<OpenThing>,
    /// Staged changes.
    pub staged: u32,
    pub protected: u32,
}

/// Open work that the removal of a connection would leave behind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OpenThing {
    pub id: String,
    pub title: String,
    /// What of it is open, lower case: "2 of 5 not verified in Shop".
    pub words: String,
}

/// What came of connecting an app or changing its token or address; `connection` is there if every step
/// passed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct ConnectView {
    pub test: TestView,
    /// Present when the connection was made, or changed.
    pub connection: Option<ConnectionView>,
}

/// What a read is doing.
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
    pub connection_id: ConnectionId,
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
