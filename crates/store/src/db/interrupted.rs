//! What a stop in the middle left behind, as the next opening found it.

use crate::{ids::ConnectionId, moment::Moment};

/// A read that Rollcall did not live to see the end of. It is *partial* now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InterruptedRead {
    pub read_id: u32,
    pub connection_id: ConnectionId,
    pub connection_name: String,
    pub started_at: Moment,
    pub users_received: u32,
    pub groups_received: u32,
}
