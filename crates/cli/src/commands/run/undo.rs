//! `rollcall run undo`: the undo of a run as a plan.

use crate::commands::plan::save::save;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::screen::Screen;
use clap::Args;
use rollcall_engine::{Rollcall, RunId};
use std::path::PathBuf;

/// Plan the undo of a run and save it in a file
#[derive(Debug, Args)]
#[command(after_help = example("rollcall run undo RUN -o undo.json"))]
pub struct Undo {
    /// The run's id, as `rollcall run list` prints it
    pub run: RunId,
    /// File for the plan; an existing file is not overwritten
    #[arg(short, long, default_value = "undo.json", value_name = "FILE")]
    pub output: PathBuf,
}

pub async fn undo(rollcall: &Rollcall, options: Undo, screen: &Screen) -> Result<Ending, Stop> {
    let plan = rollcall.plan_undo(&options.run).await?;
    save(rollcall, &plan, &options.output, screen).await
}
