//! `rollcall lockdown`: ends all access of people at once.

use super::asking::{ALREADY, can_ask};
use super::case::confirm::{Asking, confirm_and_run, dry_run, numbers};
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::screen::Screen;
use clap::Args;
use rollcall_engine::Rollcall;
use rollcall_engine::view::LockdownRequest;

/// End people's access in all apps at once
#[derive(Debug, Args)]
#[command(after_help = example("rollcall lockdown oskar.lind@example.com --groups"))]
pub struct Lockdown {
    /// Numbers, addresses or names; - reads them from standard input, one a line
    #[arg(required = true, value_name = "PERSON")]
    pub people: Vec<String>,
    /// Also remove the accounts from their groups
    #[arg(long)]
    pub groups: bool,
    /// Run the plan without asking
    #[arg(long, conflicts_with = "dry_run")]
    pub yes: bool,
    /// Show the plan and send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Keep retrying open items until everything is closed (Ctrl-C stops waiting)
    #[arg(long)]
    pub wait: bool,
}

pub async fn lockdown(
    rollcall: &Rollcall,
    options: Lockdown,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let people = numbers(rollcall, options.people).await?;
    can_ask(!options.yes && !options.dry_run)?;
    let wanted = LockdownRequest { people, groups: options.groups };
    let planned = rollcall.plan_lockdown(wanted).await?;
    if options.dry_run {
        return dry_run(rollcall, &planned, ALREADY, screen).await;
    }
    confirm_and_run(
        rollcall,
        &planned,
        Asking { yes: options.yes, wait: options.wait, already: ALREADY },
        screen,
    )
    .await
}
