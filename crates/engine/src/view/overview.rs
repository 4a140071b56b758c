//! The overview: what needs a decision, and what was done last.

use crate::view::{CaseBrief, RecordEntry, ReviewBrief, TruthList, Verdict};
use rollcall_store::{ConnectionId, Moment};
use serde::{Deserialize, Serialize};
use specta::Type;

/// One app's bar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OverviewApp {
    pub connection_id: ConnectionId,
    pub name: String,
    pub color: String,
    pub active: u32,
    pub inactive: u32,
    /// Active accounts of people who are not in the HR list; `None` without a list.
    pub not_in_list: Option<u32>,
    pub verdict: Option<Verdict>,
    /// When the newest read ended.
    pub read_at: Option<Moment>,
    /// Why it needs a look: partial, never read, older than a day.
    pub attention: Option<String>,
}

/// What needs a look; `None` where an HR list or a complete read is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OverviewView {
    pub people: u32,
    /// `None` without an HR list.
    pub not_in_list: Option<u32>,
    pub left_active: Option<u32>,
    /// People whose status the list leaves open.
    pub not_known: Option<u32>,
    pub no_app: Option<u32>,
    pub proposals: u32,
    /// Active accounts of people who left or are not in the list, and what their seats cost a
    /// month: "1 846.00 EUR"; empty when no price is known.
    pub seats: Option<u32>,
    pub seats_cost: String,
    /// Changes that ended in the last seven days.
    pub changes_verified: u32,
    pub changes_not_verified: u32,
    pub list: Option<TruthList>,
    /// Open lockdowns and quarantines; what is overdue first.
    pub cases: Vec<CaseBrief>,
    /// Reviews that are not closed, the earliest due date first.
    pub reviews: Vec<ReviewBrief>,
    pub apps: Vec<OverviewApp>,
    /// Newest first.
    pub activity: Vec<RecordEntry>,
    pub record_entries: u32,
}
