//! `rollcall since`: what came, went and changed between two dates.

use crate::ending::{Ending, Stop};
use crate::screen::Screen;
use crate::words;
use clap::Args;
use rollcall_engine::Rollcall;
use rollcall_engine::view::SinceMoved;

#[derive(Debug, Args)]
pub struct Since {
    pub name: String,
    /// The older date: a day as 2026-11-01 (its end; today from its start), or 2026-11-01T09:30:00Z
    #[arg(long, value_name = "DATE")]
    pub from: String,
    /// The newer one; now without it
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,
    /// Only the members of this group
    #[arg(long, value_name = "GROUP")]
    pub group: Option<String>,
}

pub async fn run(rollcall: &Rollcall, options: Since, screen: &Screen) -> Result<Ending, Stop> {
    let view = rollcall
        .since(&options.name, &options.from, options.to.as_deref(), options.group.as_deref())
        .await?;
    if screen.json() {
        screen.value(&view)?;
        return Ok(Ending::Done);
    }
    screen.line(format!(
        "{}: read {} and {}",
        view.connection_name,
        words::time(&view.from),
        words::time(&view.to)
    ))?;
    if view.before_first_read {
        screen.line("  Nothing was read before that: this is compared with the first read.")?;
    }
    for one in &view.accounts {
        let what = match one.moved {
            SinceMoved::Came => "came".to_owned(),
            SinceMoved::Went => "no longer listed".to_owned(),
            SinceMoved::Changed => one.changes.join(", "),
        };
        screen.line(format!("  {} ({}): {what}", one.name, one.user_name))?;
    }
    for one in &view.members {
        let what = if one.came { "joined" } else { "left" };
        screen.line(format!("  {} {what} {}", one.name, one.group))?;
    }
    screen.line(format!(
        "{} accounts and {} memberships changed.",
        words::grouped(u32::try_from(view.accounts.len()).unwrap_or(u32::MAX)),
        words::grouped(u32::try_from(view.members.len()).unwrap_or(u32::MAX))
    ))?;
    Ok(Ending::Done)
}
