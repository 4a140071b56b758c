//! `rollcall run list`.

use crate::cursor;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::listing::{self, Cell, Slice, cells};
use crate::screen::{Listing, Screen};
use crate::words;
use clap::Args;
use rollcall_engine::Rollcall;
use rollcall_engine::view::RunView;

/// List past runs, newest first
#[derive(Debug, Args)]
#[command(args = listing::options(), after_help = example("rollcall run list --limit 10"))]
pub struct List {
    #[command(flatten)]
    slice: Slice,
}

const HEAD: [&str; 6] = ["Id", "Began", "Title", "Verified", "Not verified", "Not finished"];

pub async fn list(rollcall: &Rollcall, options: List, screen: &Screen) -> Result<Ending, Stop> {
    let offset = cursor::parse(options.slice.cursor.as_deref())?;
    let (total, runs) = rollcall.runs_from(offset, options.slice.limit(screen)).await?;
    let lead = format!("{}, newest first", words::plural(total, "run", "runs"));
    let next_cursor = cursor::next(offset, runs.len(), total);
    let listing = Listing { result: runs, next_cursor, as_of: None, complete: true };
    screen.listing(&listing, &lead, &HEAD, row)
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
