//! `rollcall run`: lists and shows past runs, and plans what follows from them.

pub mod list;
pub mod recheck;
pub mod retry;
pub mod show;
pub mod shown;
pub mod undo;

pub use list::List;
pub use recheck::Recheck;
pub use retry::Retry;
pub use show::Show;
pub use undo::Undo;

use crate::ending::{Ending, Stop};
use crate::screen::Screen;
use clap::Subcommand;
use rollcall_engine::Rollcall;

#[derive(Debug, Subcommand)]
pub enum Run {
    List(List),
    Show(Show),
    Undo(Undo),
    Retry(Retry),
    Recheck(Recheck),
}

pub async fn run(rollcall: &Rollcall, what: Run, screen: &Screen) -> Result<Ending, Stop> {
    match what {
        Run::List(options) => list::list(rollcall, options, screen).await,
        Run::Show(options) => show::show(rollcall, &options.run, screen).await,
        Run::Undo(options) => undo::undo(rollcall, options, screen).await,
        Run::Retry(options) => retry::retry(rollcall, options, screen).await,
        Run::Recheck(options) => recheck::recheck(rollcall, &options.run, screen).await,
    }
}
