//! Connections, how they answer, and how their reads go.

use crate::problem::Problem;
use rollcall_store::{ConnectionId, Moment};
use serde::{Deserialize, Serialize};
use specta::Type;

/// How a read ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Under way, or Rollcall stopped in the middle.
    Running,
    /// Every list was read to a proven end.
    Complete,
    /// The read stopped before the end of a list.
    Partial,
    /// The lists ended, and nothing proves that no row is missing.
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
    /// The provider says so.
    Documented,
    /// A test or working code showed it.
    Seen,
    /// The standard's default, or a reasoned guess; checked by reading back.
    Assumed,
}

/// A connection's line in the side bar; each is a shape as well as a color.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Health {
    /// No read of the connection was started yet.
    NeverRead,
    /// The newest read ended *complete*.
    Healthy,
    /// The newest read did not end *complete*, and no other state here says why.
    Partial,
    /// A read is under way.
    Reading,
    /// An error stopped the newest read before the first account came.
    NotAnswering,
    /// The app does not accept the token.
    TokenRejected,
    /// The keychain has no token for it.
    TokenMissing,
}

/// The provider's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Nouns {
    /// One account, lower case: "member".
    pub user: String,
    /// The plural of `user`.
    pub users: String,
    /// One group, lower case: "team".
    pub group: String,
    /// The plural of `group`.
    pub groups: String,
    /// Verb of the deactivation: "Deactivate", "Remove from workspace".
    pub deactivate: String,
    /// State after it, lower case: "deactivated", "removed from workspace".
    pub deactivated: String,
}

/// A card on the Connect screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ProviderView {
    /// Id of the provider's catalogue file, such as "scim".
    pub id: String,
    /// What the provider is called on screens.
    pub name: String,
    /// CSS color of the app's dot.
    pub color: String,
    /// Address the form starts with; empty when it must be typed.
    pub address: String,
    /// Label of the form's field for the address.
    pub address_label: String,
    /// What to enter as the address, one sentence.
    pub address_hint: String,
    /// Label of the form's field for the token.
    pub token_label: String,
    /// Where to find the token, one step a line.
    pub token_steps: Vec<String>,
    /// Plan and prerequisites.
    pub needs: String,
    /// Whose the token is, as far as the provider says.
    pub token_owner: String,
    /// When the token ends, as far as the provider says.
    pub token_ends: String,
    /// What the token allows, as far as the provider says.
    pub token_can: String,
    /// What the provider calls accounts and groups.
    pub nouns: Nouns,
}

/// What Rollcall knows a provider can do, cannot do, or does not show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FactView {
    /// The fact as a short sentence.
    pub text: String,
    /// A few words more; may be empty.
    pub detail: String,
    /// How sure the fact is.
    pub mark: Mark,
}

/// A connected app, with the counts of its newest read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct ConnectionView {
    /// A UUID; never used again, even after the removal.
    pub id: ConnectionId,
    /// What the admin called it; unique among connections, without regard to case and accents.
    pub name: String,
    /// Id of the provider's catalogue file, such as "scim".
    pub provider: String,
    /// What the provider is called on screens.
    pub provider_name: String,
    /// CSS color of the app's dot.
    pub color: String,
    /// Where the app's SCIM server is: "https://app.example.com/scim/v2".
    pub address: String,
    /// As typed and normalized: "12.50 EUR" per month.
    pub seat_price: Option<String>,
    /// When the connection was created.
    pub made_at: Moment,
    /// Since when its token is in force.
    pub token_at: Option<Moment>,
    /// What the provider calls accounts and groups.
    pub nouns: Nouns,
    /// Whether the app answers and its newest read is complete.
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
    /// Number of the read, over all connections.
    pub id: u32,
    /// The connection that was read.
    pub connection_id: ConnectionId,
    /// When the read began.
    pub started_at: Moment,
    /// `None` while the read runs, and when Rollcall stopped during it.
    pub ended_at: Option<Moment>,
    /// How the read ended.
    pub verdict: Verdict,
    /// Why, one sentence: "Totals met in the second pass."
    pub reason: String,
    /// Different accounts that came.
    pub users_received: u32,
    /// Accounts by the last `totalResults` of their list (RFC 7644 §3.4.2); `None`: none was
    /// stated.
    pub users_claimed: Option<u32>,
    /// Different groups that came.
    pub groups_received: u32,
    /// Groups by the last `totalResults` of their list; `None`: none was stated.
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
    /// Which time the list was read from its beginning, from 1.
    pub pass: u32,
    /// Page within the pass, from 1; a running number for what was asked for by id.
    pub page: u32,
    /// The query of the list as it was sent, or "Groups/…" for one asked for by id.
    pub query: String,
    /// HTTP status of the response.
    pub status: u32,
    /// Rows on the page as it came, or members of the group.
    pub received: u32,
    /// Rows whose id came earlier in the pass.
    pub duplicates: u32,
    /// `totalResults` of the page (RFC 7644 §3.4.2); `None`: not stated.
    pub claimed_total: Option<u32>,
    /// Milliseconds from sending the request to the last byte.
    pub ms: u32,
    /// SHA-256 of the unpacked body, in hex.
    pub sha256: String,
}

/// How fast a connection may be asked, as far as it is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct PaceView {
    /// Requests: "about 60 a second"; "50 a second" where the app documents it.
    pub words: String,
    /// Requests a second: what the app documents; otherwise what is stayed below after a limit was met,
    /// or the most that were sent in a second without meeting one.
    pub per_second: f64,
    /// The app documents it, and it is kept exactly.
    pub documented: bool,
    /// When the app last said that it was too much; `None`: never.
    pub limited_at: Option<Moment>,
}

/// A connection's page: its reads, the receipts of the newest one, and what SCIM can do there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct ConnectionDetail {
    /// The connection as lists show it.
    pub connection: ConnectionView,
    /// How fast it may be asked; `None`: nothing was asked of it yet.
    pub pace: Option<PaceView>,
    /// Pages of the newest read, in the order in which they came.
    pub receipts: Vec<ReceiptView>,
    /// Newest first, the newest included.
    pub reads: Vec<ReadView>,
    /// What SCIM can do there.
    pub can: Vec<FactView>,
    /// What SCIM cannot do there.
    pub cannot: Vec<FactView>,
    /// What the provider does not document.
    pub unknown: Vec<FactView>,
    /// What stays hidden there: guests, outside collaborators …
    pub hidden: Vec<String>,
    /// Whose the token is, as far as the provider says.
    pub token_owner: String,
    /// When the token ends, as far as the provider says.
    pub token_ends: String,
    /// What the token allows, as far as the provider says.
    pub token_can: String,
}

/// One rung of the test ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RungView {
    /// Which step it is.
    pub rung: Rung,
    /// "Name resolves", "Token is accepted" …
    pub name: String,
    /// How far the step is.
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
    /// The host name of the address leads to a server.
    NameResolves,
    /// This computer trusts the server's certificate; plain http passes on loopback.
    TlsTrusted,
    /// The app does not refuse the token.
    TokenAccepted,
    /// The response is a list of resources (RFC 7644 §3.4.2).
    RightKindOfAnswer,
    /// The first page of accounts comes.
    UsersReadable,
    /// The second page of accounts comes; skipped when there is only one.
    SecondPageReadable,
    /// The first page of groups comes.
    GroupsReadable,
    /// A group comes with its members.
    MembersReadable,
}

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum RungState {
    /// An earlier step comes first.
    Waiting,
    /// The step is under way; `detail` may say what it waits for.
    Trying,
    /// The step worked.
    Passed,
    /// The step did not work, which ends the test.
    Failed,
    /// The step was not tried; `detail` says why.
    Skipped,
}

/// The steps of a connection test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TestView {
    /// All eight steps in their order.
    pub rungs: Vec<RungView>,
    /// Every rung passed or was skipped for a stated reason.
    pub passed: bool,
}

/// What is open in a connection that may be removed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct OpenInConnection {
    /// The connection that may be removed.
    pub connection: ConnectionView,
    /// Lockdowns, quarantines and revokes with something open there.
    pub cases: Vec<OpenThing>,
    /// Reviews that are not closed and have accounts from there.
    pub reviews: Vec<OpenThing>,
    /// Runs that are under way there.
    pub runs: Vec<OpenThing>,
    /// Staged changes.
    pub staged: u32,
    /// Accounts that plans leave alone there, the last admin among them.
    pub protected: u32,
}

/// Open work that the removal of a connection would leave behind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OpenThing {
    /// Id of the case, review or run.
    pub id: String,
    /// Title of the case or run, or name of the review.
    pub title: String,
    /// What of it is open, lower case: "2 of 5 not verified in Shop".
    pub words: String,
}

/// What came of connecting an app or changing its token or address; `connection` is there if every step
/// passed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct ConnectView {
    /// The test with the new address or token.
    pub test: TestView,
    /// Present when the connection was made, or changed.
    pub connection: Option<ConnectionView>,
}

/// What a read is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ReadStage {
    /// Pages of accounts come.
    Users,
    /// Pages of groups come.
    Groups,
    /// Groups that came without members are asked for by id.
    Members,
    /// Pages are saved, and missing rows are asked for by id.
    Finishing,
    /// The read ended.
    Done,
}

/// Absolute state of one read; a missed one does no harm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReadProgress {
    /// The connection that is read.
    pub connection_id: ConnectionId,
    /// What the connection is called.
    pub connection_name: String,
    /// What the read does now.
    pub stage: ReadStage,
    /// New accounts or groups of this pass, or groups that were asked for their members; at the end
    /// the accounts received.
    pub done: u32,
    /// What `done` is expected to come to; `None`: the app does not say.
    pub of: Option<u32>,
    /// Why it waits, when it does: "… asked to wait."
    pub waiting: Option<String>,
    /// Set when `stage` is `done`.
    pub verdict: Option<Verdict>,
    /// Why it ended with this verdict, one sentence. Set when `stage` is `done`.
    pub reason: Option<String>,
}
