//! `rollcall review revoke`: plans what was revoked, asks, runs it and reads it back.

use crate::commands::asking::{ALREADY_SO, can_ask};
use crate::commands::case::confirm::{Asking, confirm_and_run, dry_run};
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::screen::Screen;
use clap::Args;
use rollcall_engine::Rollcall;

/// Remove the revoked access: show the plan, ask, run it, read it back
#[derive(Debug, Args)]
#[command(after_help = example("rollcall review revoke 'Q4 2026'"))]
pub struct Revoke {
    /// Name or id of the review
    pub review: String,
    /// Run the plan without asking
    #[arg(long, conflicts_with = "dry_run")]
    pub yes: bool,
    /// Show the plan and send nothing
    #[arg(long)]
    pub dry_run: bool,
}

pub(super) async fn revoke(
    rollcall: &Rollcall,
    options: &Revoke,
    screen: &Screen,
) -> Result<Ending, Stop> {
    rollcall.review(&options.review).await?;
    can_ask(!options.yes && !options.dry_run)?;
    let planned = rollcall.plan_review(&options.review).await?;
    if options.dry_run {
        return dry_run(rollcall, &planned, ALREADY_SO, screen).await;
    }
    confirm_and_run(
        rollcall,
        &planned,
        Asking { yes: options.yes, wait: false, already: ALREADY_SO },
        screen,
    )
    .await
}
