//! The record: an append-only log that is chained and signed.

pub(crate) mod entry;
pub(crate) mod exact_numbers;
pub(crate) mod export;
pub(crate) mod heads;
pub(crate) mod kinds;
pub(crate) mod query;
pub(crate) mod text;
pub(crate) mod transaction;
pub(crate) mod verify;
