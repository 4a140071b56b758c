//! The log file for support: what Rollcall did, without saying to whom.
//!
//! [`event`](self) functions are the only way into the file. Each takes texts of the program itself
//! (`&'static str`), numbers and the ids of runs and connections; names, addresses, tokens, groups, hosts
//! and bodies exist only at run time and have none of these types. No other product crate depends on
//! `tracing`, and events of libraries are kept out by their target. [`folder`] says where the files are;
//! there is one for each day in UTC, seven at most, and every running Rollcall appends to the same one.

mod daily_file;
mod event;
mod place;

pub use event::{
    Connection, Request, ended, ended_with, failed, failed_with, item_ended, read_ended, request,
    run, run_ended, waits,
};
pub use place::{begins_in, folder};
pub use tracing::{Instrument, Span};

use crate::daily_file::DailyFile;
use std::fmt;
use std::io::IsTerminal;
use std::path::Path;
use std::sync::Mutex;
use tracing_subscriber::filter::{EnvFilter, LevelFilter, filter_fn};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::FormatTime;
use tracing_subscriber::prelude::*;

/// Which program writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// `rollcall`. What goes to standard error is in `ROLLCALL_LOG`; usually nothing.
    CommandLine,
    /// The desktop app. What goes to standard error is in `RUST_LOG`; usually errors.
    Window,
}

impl Program {
    fn name(self) -> &'static str {
        match self {
            Self::CommandLine => "command line",
            Self::Window => "window",
        }
    }

    fn to_standard_error(self) -> EnvFilter {
        match self {
            Self::CommandLine => {
                EnvFilter::try_from_env("ROLLCALL_LOG").unwrap_or_else(|_| EnvFilter::new("off"))
            }
            Self::Window => EnvFilter::from_default_env(),
        }
    }
}

/// The time of a line and the process that wrote it: several may write at once.
struct TimeAndProcess(u32);

impl FormatTime for TimeAndProcess {
    fn format_time(&self, line: &mut Writer<'_>) -> fmt::Result {
        write!(line, "{:.3} {}", jiff::Timestamp::now(), self.0)
    }
}

/// Begins to write; call once, at the start of a program. `folder` is made if it is missing, for its
/// owner alone. Without one, or if it cannot be written, nothing is kept and Rollcall works as usual.
pub fn start(program: Program, folder: Option<&Path>) {
    let file = folder.and_then(|folder| DailyFile::new(folder).ok()).map(|file| {
        tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_target(false)
            .with_timer(TimeAndProcess(std::process::id()))
            // A full disk must not fill standard error.
            .log_internal_errors(false)
            .with_writer(Mutex::new(file))
            .with_filter(
                filter_fn(|about| about.target() == event::TARGET)
                    .with_max_level_hint(LevelFilter::INFO),
            )
    });
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let errors = tracing_subscriber::fmt::layer()
        .with_ansi(std::io::stderr().is_terminal() && !no_color)
        .with_writer(std::io::stderr)
        .with_filter(program.to_standard_error());
    // Only a second call fails, and the first goes on writing.
    let _ = tracing_subscriber::registry().with(file).with(errors).try_init();
    event::started(program.name());
}
