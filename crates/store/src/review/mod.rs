//! Access reviews: what is frozen and what was decided.

pub(crate) mod query;
pub(crate) mod reviews;
pub(crate) mod update;
