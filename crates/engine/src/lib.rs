//! What an admin can do, one module per use case. [`home::Rollcall`] is the house: it opens the
//! store with the key from the keychain, in the `folder` that may hold one, and hands out everything
//! else.
//!
//! `connections` makes, changes and removes connections after `ladder` has tested them; `read` reads them
//! side by side and `writer` puts the pages, as `rows`, into the store; `missing` asks for what a list no
//! longer has, `shrink` says when that is too much, `verdict` what a read has shown; `search` answers tables from the
//! local copy; `planning` turns a [`Change`] by `draft` into what `plan` freezes, `moved` looks whether
//! it still holds, `run` claims it and `apply` sends it, item by item, while `going` holds what is under way, `judge` says how an item ended, `read_back` looks at the result (both ask for `live` state; only `witness` concludes that something is gone), and
//! `settle` finishes what a crash left open. `stage` keeps wishes until they are planned; `staging`
//! says which of them can stand side by side. `guard` keeps a plan from taking
//! something from too many or from the wrong people. `undo` plans the way back, `recheck` asks again,
//! `plan_file` lets a plan lie in a file meanwhile. `people` ties accounts over all apps, `truth_list`
//! imports what they are compared with, and `case` locks people down or holds them in quarantine, with
//! its receipt; `review` freezes who has access, takes the decisions and closes the loop; `overview`
//! says what of all that needs a look. `failure` turns trouble into the four-part
//! [`problem::Problem`]; `shape` turns rows into what [`view`] shows; `progress` streams what is
//! under way; `since` compares two dates, `record` shows the log and `record_file` takes it
//! along; `new_file` gives a file its name when it is whole.

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
mod record;
mod review;
mod run;
mod stage;
mod truth_last;
mod truth_list;
mod truth_shown;
pub mod view;

pub use change::Change;
pub use connection::{ConnectRequest, providers};
pub use core::clock::Clock;
pub use core::new_file::{NewFile, Readers, write_new_file};
pub use core::{NewStore, Options, Rollcall, data_folder, has_store};
pub use plan::build::Deactivation;
pub use problem::{Problem, ProblemCode, Side};
pub use review::{EVIDENCE, PERSONAL, Ticked};
pub use rollcall_scim::{RetryLimits, install_crypto};
