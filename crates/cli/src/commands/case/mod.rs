//! `rollcall quarantine`, `release`, `cases`, `receipt`, `holding-group`.

pub mod confirm;
pub mod holding_group;
pub mod list;
pub mod quarantine;
pub mod receipt;
pub mod release;

pub use quarantine::Quarantine;
pub use receipt::Receipt;
pub use release::Release;
