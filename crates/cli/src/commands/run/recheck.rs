//! `rollcall run recheck`: whether the changes of a run are still in effect.

use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::screen::Screen;
use clap::Args;
use rollcall_engine::{Rollcall, RunId};

/// Read back the changes of a run to check that they are still in effect
#[derive(Debug, Args)]
#[command(after_help = example("rollcall run recheck RUN"))]
pub struct Recheck {
    /// The run's id, as `rollcall run list` prints it
    pub run: RunId,
}

pub async fn recheck(rollcall: &Rollcall, run: &RunId, screen: &Screen) -> Result<Ending, Stop> {
    let recheck = rollcall.recheck(run).await?;
    let holds =
        recheck.left_out.is_empty() && recheck.items.iter().all(|item| item.holds == Some(true));
    if screen.json() {
        screen.value(&recheck)?;
    } else if recheck.items.is_empty() && recheck.left_out.is_empty() {
        screen.line("Nothing of this run was sent.")?;
    } else {
        for item in &recheck.items {
            let so = match item.holds {
                Some(true) => "still in effect",
                Some(false) => "not in effect",
                None => "not known",
            };
            screen.line(format!(
                "{} · {} · {}: {so}. Found: {}; expected: {}.",
                item.connection_name, item.change, item.on, item.found, item.expected
            ))?;
        }
        recheck.left_out.iter().try_for_each(|line| screen.line(line))?;
    }
    Ok(if holds { Ending::Done } else { Ending::Partial })
}
