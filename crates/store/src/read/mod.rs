//! Reads: what one of them saw, and what its end lets us conclude.

pub(crate) mod difference;
pub(crate) mod handle;
pub(crate) mod losses;
pub(crate) mod own_groups;
pub(crate) mod read_back;
pub(crate) mod reads;
pub(crate) mod removal;
pub(crate) mod row_set;
pub(crate) mod seen_rows;
pub(crate) mod settle;
pub(crate) mod summary;
