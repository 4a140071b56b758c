//! `rollcall reconcile plan`: the plan that takes over what the rows of a bucket propose.

use super::Rows;
use crate::commands::plan::save::save;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::screen::Screen;
use crate::words;
use clap::Args;
use rollcall_engine::Rollcall;
use rollcall_engine::view::{LeftOut, ReconcileAccept};
use std::path::PathBuf;

/// Plan what the rows of a bucket propose, and save the plan in a file: the values of the HR list in
/// "differs", the end of access in "left-active" and "not-in-list"
#[derive(Debug, Args)]
#[command(after_help = example("rollcall reconcile plan differs --app Acme -o plan.json"))]
pub struct Plan {
    #[command(flatten)]
    rows: Rows,
    /// File for the plan; an existing file is not overwritten
    #[arg(short, long, value_name = "FILE", default_value = "plan.json")]
    output: PathBuf,
}

pub async fn plan(rollcall: &Rollcall, options: Plan, screen: &Screen) -> Result<Ending, Stop> {
    let query = options.rows.query(rollcall).await?;
    let stamp = rollcall.reconcile(query.clone()).await?.stamp;
    let accept =
        ReconcileAccept { bucket: query.bucket, rows: Vec::new(), all_of: Some(query), stamp };
    let (plan, left_out) = rollcall.reconcile_plan(accept).await?;
    for one in &left_out {
        screen.note(words_of(one));
    }
    save(rollcall, &plan, &options.output, screen).await
}

/// "3 rows are left out: … (Jo Doe, Mei Tanaka and 1 more)".
fn words_of(one: &LeftOut) -> String {
    let rows = words::plural(one.count, "row is", "rows are");
    let named = one.names.join(", ");
    let more = one.count.saturating_sub(u32::try_from(one.names.len()).unwrap_or(u32::MAX));
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{rows} left out: {} ({named}{more})", one.why)
}
