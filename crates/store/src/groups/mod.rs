//! Groups and who is in them.

pub(crate) mod query;
pub(crate) mod resolve_names;
pub(crate) mod twins;
pub(crate) mod write;
