//! `rollcall reconcile ignore` and `show-again`: what stays as it is until a day.

use super::Rows;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::screen::Screen;
use crate::words;
use clap::Args;
use rollcall_engine::Rollcall;
use rollcall_engine::view::{ReconcileIgnore, ReconcileQuery};
use serde_json::json;

/// Leave rows as they are until a day, with a reason; other values are shown again before it
#[derive(Debug, Args)]
#[command(after_help = example(
    "rollcall reconcile ignore differs --search jo@example.com --field title \
    --until 2026-12-31 --reason 'New title from January'"
))]
pub struct Ignore {
    #[command(flatten)]
    rows: Rows,
    /// The last day, such as 2026-12-31; at most a year ahead
    #[arg(long, value_name = "DAY")]
    until: String,
    /// Why it stays as it is
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Also without --search: every row of the bucket
    #[arg(long)]
    all: bool,
}

/// Show what was ignored again
#[derive(Debug, Args)]
#[command(after_help = example("rollcall reconcile show-again 3"))]
pub struct ShowAgain {
    /// Numbers, as `rollcall reconcile list ignored` shows them
    #[arg(required = true, value_name = "NUMBER")]
    numbers: Vec<u32>,
}

pub async fn ignore(rollcall: &Rollcall, options: Ignore, screen: &Screen) -> Result<Ending, Stop> {
    if options.rows.search.trim().is_empty() && !options.all {
        return Err(Stop::usage(
            "Name the people with --search, or add --all for every row. Nothing is ignored.",
        ));
    }
    let query = options.rows.query(rollcall).await?;
    let mut rows = Vec::new();
    loop {
        let offset = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let page = rollcall.reconcile(ReconcileQuery { offset, limit: 1_000, ..query.clone() });
        let page = page.await?;
        let none = page.rows.is_empty();
        rows.extend(page.rows.into_iter().map(|row| row.at));
        if none || rows.len() >= page.total as usize {
            break;
        }
    }
    if rows.is_empty() {
        return Err(Stop::usage("No row matches. Nothing is ignored."));
    }
    let (until, reason) = (options.until, options.reason);
    let wanted = ReconcileIgnore { bucket: query.bucket, rows, until: until.clone(), reason };
    let ignored = rollcall.reconcile_ignore(wanted).await?;
    if screen.json() {
        screen.value(&json!({ "ignored": ignored, "until": until }))?;
    } else {
        let rows = words::plural(ignored, "row is", "rows are");
        screen.line(format!("{rows} ignored until {until}."))?;
    }
    Ok(Ending::Done)
}

pub async fn show_again(
    rollcall: &Rollcall,
    options: ShowAgain,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let shown = rollcall.reconcile_stop_ignoring(options.numbers).await?;
    if screen.json() {
        screen.value(&json!({ "shown_again": shown }))?;
    } else {
        let rows = words::plural(shown, "row is", "rows are");
        screen.line(format!("{rows} shown again."))?;
    }
    Ok(Ending::Done)
}
