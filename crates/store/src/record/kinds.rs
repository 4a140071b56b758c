//! Kinds of entries that the store itself tells apart. It writes none: every entry is made by its caller.

/// How one item of a run ended. These entries are not signed themselves; their run's last one is.
pub const ITEM_ENDED: &str = "item-ended";

/// A run began: its body names it as `run`.
pub const RUN_STARTED: &str = "run-started";
