//! What an admin can do, in rooms. A room knows only the rooms below it; `cargo xtask rooms` shows the
//! floors and `tests/tidy` holds the rooms to them.
//!
//! From the top: `overview` says what needs a look. `review` freezes who has access, collects the
//! decisions and closes the loop; `reconcile` compares accounts with the HR list and stages what
//! differs. `case` locks people down or holds them in quarantine, with a
//! receipt. `run` applies a plan, recovers after a crash, checks again and plans an undo. `stage`
//! keeps changes until they are planned; `people` links accounts of all apps, and `truth` imports the
//! HR list that they are compared with. `plan` turns changes into a frozen plan, with its guards.
//! `live` asks an app for the state that it has now, `read` copies whole apps into the store, and
//! `lookup` answers tables from that copy. `connection` makes, tests, changes and removes
//! connections; `record` shows the log and exports it. `core` opens the store and the keychain.
//! [`view`] is what the window and the command line show, [`change`] one change that an admin wants,
//! [`problem`] the four-part error, and `text` how long texts are shown.
#![deny(missing_docs)]

mod case;
pub mod change;
mod connection;
mod core;
mod live;
mod lookup;
mod overview;
mod people;
mod plan;
pub mod problem;
mod read;
mod reconcile;
mod record;
mod review;
mod run;
mod stage;
mod text;
mod truth;
pub mod view;
mod witness;

pub use case::Tick;
pub use change::Change;
pub use connection::{ConnectRequest, OtherHost, providers};
pub use core::clock::Clock;
pub use core::new_file::{NewFile, Readers, sweep_left_overs, why_not_written, write_new_file};
pub use core::{NewStore, Options, Rollcall, data_folder, has_store};
pub use people::SuggestionDecision;
pub use plan::build::Deactivation;
pub use problem::{Problem, ProblemCode, Side};
pub use review::{CsvItems, EVIDENCE, PERSONAL, Ticked, spreadsheet_cell, spreadsheet_file};
pub use rollcall_scim::{RetryLimits, install_crypto};
pub use rollcall_store::{
    AccountId, AccountRef, CaseId, ConnectionId, GroupId, Moment, PlanId, ReviewId, RunId,
};
pub use text::in_shell;
