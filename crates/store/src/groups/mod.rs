//! Groups and who is in them.

pub(crate) mod account_ids;
pub(crate) mod membership;
pub(crate) mod query;
pub(crate) mod resolve_names;
pub(crate) mod write;
