//! `rollcall since`: what came, went and changed between two dates.

use crate::args::Since;
use crate::ending::{Ending, Stop};
use crate::screen::Screen;
use crate::words;
use rollcall_engine::Rollcall;
use rollcall_engine::view::SinceMoved;

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
        screen
            .line("  There was no read before that date, so this compares with the first read.")?;
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
