//! `rollcall run retry`: the unverified changes of a run as a plan.

use crate::commands::plan::save::save;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::screen::Screen;
use clap::Args;
use rollcall_engine::{Rollcall, RunId};
use std::path::PathBuf;

/// Plan the unverified changes of a run again, and save the plan in a file
#[derive(Debug, Args)]
#[command(after_help = example("rollcall run retry RUN -o retry.json"))]
pub struct Retry {
    /// The run's id, as `rollcall run list` prints it
    pub run: RunId,
    /// File for the plan; an existing file is not overwritten
    #[arg(short, long, default_value = "retry.json", value_name = "FILE")]
    pub output: PathBuf,
}

pub async fn retry(rollcall: &Rollcall, options: Retry, screen: &Screen) -> Result<Ending, Stop> {
    let plan = rollcall.plan_retry(&options.run).await?;
    save(rollcall, &plan, &options.output, screen).await
}
