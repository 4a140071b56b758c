//! The file: its key, its lock, its schema, one writer and a few readers.

pub(crate) mod error;
pub(crate) mod file;
pub(crate) mod holder;
pub(crate) mod interrupted;
pub(crate) mod key;
pub(crate) mod lock;
pub(crate) mod migrate;
pub(crate) mod open;
pub(crate) mod pool;
pub(crate) mod record_key;
pub(crate) mod unwritable;
