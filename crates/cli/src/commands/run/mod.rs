//! `rollcall runs`, `undo`, `retry`, `recheck`: what is done with past runs.

pub mod list;
pub mod recheck;
pub mod retry;
pub mod shown;
pub mod undo;

pub use retry::Retry;
pub use undo::Undo;
