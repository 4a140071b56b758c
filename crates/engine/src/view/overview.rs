//! The overview: what needs a decision, and what was done last.

use crate::view::{CaseBrief, RecordEntry, ReviewBrief, TruthList, Verdict};
use rollcall_store::{ConnectionId, Moment};
use serde::{Deserialize, Serialize};
use specta::Type;

/// One app's bar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OverviewApp {
    /// The connection that the bar is about.
    pub connection_id: ConnectionId,
    /// What the connection is called.
    pub name: String,
    /// CSS color of the app's dot.
    pub color: String,
    /// Active accounts in the local copy; 0 before the first read.
    pub active: u32,
    /// Inactive accounts that are still listed.
    pub inactive: u32,
    /// Active accounts of people who are not in the HR list; `None` without a list.
    pub not_in_list: Option<u32>,
    /// How the newest read ended; `None` before the first one.
    pub verdict: Option<Verdict>,
    /// When the newest read ended.
    pub read_at: Option<Moment>,
    /// Why it needs a look: partial, never read, older than a day.
    pub attention: Option<String>,
}

/// What needs a look; `None` where an HR list or a complete read is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OverviewView {
    /// Everyone on the HR list, in an app, or both; shared and service accounts are among them.
    pub people: u32,
    /// `None` without an HR list.
    pub not_in_list: Option<u32>,
    /// People who left by the list and have an active account.
    pub left_active: Option<u32>,
    /// People whose status the list leaves open.
    pub not_known: Option<u32>,
    /// People on the list who have not left and have no account in any app.
    pub no_app: Option<u32>,
    /// People who may be the same as another one: a suggestion waits for a decision.
    pub proposals: u32,
    /// Active accounts of people who left or are not in the list; `None` without an HR list.
    pub seats: Option<u32>,
    /// What these accounts cost a month: "1846.00 EUR"; "12.00 EUR + 4.00 USD" in two currencies;
    /// empty when no price is known.
    pub seats_cost: String,
    /// Verified changes of the runs that began in the last seven days.
    pub changes_verified: u32,
    /// Changes of these runs that ended in any other way.
    pub changes_not_verified: u32,
    /// Differences from the HR list that were ignored until a day of the last week, and are shown again.
    pub ignored_ended: u32,
    /// The HR list in use; `None`: none was imported.
    pub list: Option<TruthList>,
    /// Open lockdowns and quarantines; what is overdue first.
    pub cases: Vec<CaseBrief>,
    /// Reviews that are not closed, the earliest due date first.
    pub reviews: Vec<ReviewBrief>,
    /// One for each connection.
    pub apps: Vec<OverviewApp>,
    /// Newest first.
    pub activity: Vec<RecordEntry>,
    /// Entries of the whole record.
    pub record_entries: u32,
}
