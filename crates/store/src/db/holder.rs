//! Who has a store open.

use crate::moment::Moment;

/// Who has a store open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holder {
    /// In words for an admin: "Rollcall's window". Never what was typed, that may hold names.
    pub program: String,
    /// The system's number of the process.
    pub process: u32,
    pub since: Moment,
}
