//! Texts as they are compared, sorted and searched.

pub(crate) mod fold;
pub(crate) mod index;
pub(crate) mod search;
