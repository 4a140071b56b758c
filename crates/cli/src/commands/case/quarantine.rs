//! `rollcall case quarantine`: takes people out of their groups.

use super::confirm::{Asking, confirm_and_run, dry_run, numbers};
use crate::commands::asking::{ALREADY_SO, can_ask};
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::house;
use crate::screen::Screen;
use clap::Args;
use rollcall_engine::Rollcall;
use rollcall_engine::view::QuarantineRequest;

/// Remove people from their groups, and add them to the holding group if one is set
#[derive(Debug, Args)]
#[command(after_help = example("rollcall case quarantine kavya.rao@example.com --due 2026-12-01"))]
pub struct Quarantine {
    /// Numbers, addresses or names; - reads them from standard input, one a line
    #[arg(required = true, value_name = "PERSON")]
    pub people: Vec<String>,
    /// Leave out this app; may be repeated
    #[arg(long, value_name = "APP")]
    pub leave_out: Vec<String>,
    /// When to review the quarantine, such as 2026-12-01
    #[arg(long, value_name = "DAY")]
    pub due: Option<String>,
    /// Run the plan without asking
    #[arg(long, conflicts_with = "dry_run")]
    pub yes: bool,
    /// Show the plan and send nothing
    #[arg(long)]
    pub dry_run: bool,
}

pub async fn quarantine(
    rollcall: &Rollcall,
    options: Quarantine,
    screen: &Screen,
) -> Result<Ending, Stop> {
    rollcall.check_due(options.due.as_deref())?;
    let wanted = QuarantineRequest {
        people: numbers(rollcall, options.people).await?,
        leave_out: house::connection_ids(rollcall, &options.leave_out).await?,
        due: options.due,
    };
    can_ask(!options.yes && !options.dry_run)?;
    let planned = rollcall.plan_quarantine(wanted).await?;
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
