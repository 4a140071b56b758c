//! `rollcall plan show`: a saved plan.

use super::apply::NOTHING_SENT;
use super::shown;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::input;
use crate::screen::Screen;
use clap::Args;
use rollcall_engine::Rollcall;
use std::path::PathBuf;

/// Show a saved plan: what will be sent, the warnings, the hash
#[derive(Debug, Args)]
#[command(after_help = example("rollcall plan show plan.json"))]
pub struct Show {
    /// The plan's file; - reads standard input
    pub file: PathBuf,
}

pub async fn show(rollcall: &Rollcall, options: Show, screen: &Screen) -> Result<Ending, Stop> {
    let text = input::text(&options.file, NOTHING_SENT)?;
    let plan = rollcall.open_plan_file(&text).await?;
    shown::show(&plan, screen)?;
    Ok(Ending::Done)
}
