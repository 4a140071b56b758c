//! People: accounts of several apps and entries of the HR list that belong together.

pub(crate) mod count;
pub(crate) mod linking;
pub(crate) mod query;
pub(crate) mod reconcile;
pub(crate) mod stale;
pub(crate) mod truth;
pub(crate) mod turning;
pub(crate) mod write;
