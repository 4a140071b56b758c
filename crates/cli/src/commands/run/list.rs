//! `rollcall run list`.

use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::listing::{self, Cell, Format, cells};
use crate::screen::{Listing, Screen};
use crate::words;
use clap::Args;
use rollcall_engine::Rollcall;
use rollcall_engine::view::RunView;

/// List past runs, newest first
#[derive(Debug, Args)]
#[command(args = listing::options(), after_help = example("rollcall run list --limit 10"))]
pub struct List {
    /// Maximum number of runs
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
}

const HEAD: [&str; 6] = ["Id", "Began", "Title", "Verified", "Not verified", "Not finished"];

pub async fn list(rollcall: &Rollcall, options: List, screen: &Screen) -> Result<Ending, Stop> {
    let runs = rollcall.runs(options.limit).await?;
    if screen.format() == Format::Table {
        screen.text(&runs.iter().map(line).collect::<Vec<_>>())?;
        return Ok(Ending::Done);
    }
    let lead = words::plural(u32::try_from(runs.len()).unwrap_or(u32::MAX), "run", "runs");
    screen.listing(&Listing::whole(runs, true), &lead, &HEAD, row)
}

fn line(run: &RunView) -> String {
    let open = if run.to_go > 0 { format!(", {} not finished", run.to_go) } else { String::new() };
    format!(
        "{}  {}  {} ({} verified, {} not{open})",
        run.id,
        words::time(run.started_at),
        run.title,
        run.verified,
        run.not_verified,
    )
}

fn row(run: &RunView) -> Vec<Cell> {
    cells![
        run.id.as_str(),
        Cell::Time(run.started_at),
        run.title.clone(),
        Cell::Count(run.verified),
        Cell::Count(run.not_verified),
        Cell::Count(run.to_go),
    ]
}
