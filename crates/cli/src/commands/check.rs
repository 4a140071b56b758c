//! `rollcall check`: is the store whole?

use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::screen::{Listing, Screen};
use clap::Args;
use rollcall_engine::Rollcall;

/// Check the whole store: its pages, its tables, the record; exit status 1 when something is wrong
#[derive(Debug, Args)]
#[command(after_help = example("rollcall check"))]
pub struct Check {}

const NEXT: &str = "Restore the data folder from a backup. Or move it away and read the apps again: \
    the record in it is then no longer available.";

pub async fn run(rollcall: &Rollcall, screen: &Screen) -> Result<Ending, Stop> {
    let check = rollcall.check_store().await?;
    let whole = check.whole;
    if screen.json() {
        screen.value(&Listing::whole(vec![check], whole))?;
        return Ok(if whole { Ending::Done } else { Ending::Failed });
    }
    if check.findings.is_empty() {
        screen.line("Pages and tables: intact.")?;
    } else {
        screen.line("Pages and tables are damaged:")?;
        for finding in &check.findings {
            screen.line(format!("  {finding}"))?;
        }
    }
    if let Some(record) = &check.record {
        screen.line(format!("Record: {}", record.words))?;
    }
    if !whole {
        screen.line(NEXT)?;
    }
    Ok(if whole { Ending::Done } else { Ending::Failed })
}
