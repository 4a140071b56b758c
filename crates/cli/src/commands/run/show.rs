//! `rollcall run show`: how each item of a past run ended.

use super::shown::show_run;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::screen::Screen;
use crate::words;
use clap::Args;
use rollcall_engine::{Rollcall, RunId};

/// Show how each item of a run ended; exit status as when it ran
#[derive(Debug, Args)]
#[command(after_help = example("rollcall run show RUN"))]
pub struct Show {
    /// The run's id, as `rollcall run list` prints it
    pub run: RunId,
}

pub async fn show(rollcall: &Rollcall, run: &RunId, screen: &Screen) -> Result<Ending, Stop> {
    let run = rollcall.run(run).await?;
    if screen.json() {
        screen.value(&run)?;
        return Ok(Ending::of_run(&run.items));
    }
    screen.line(format!("{}, {}", run.title, words::time(run.started_at)))?;
    show_run(&run, screen)
}
