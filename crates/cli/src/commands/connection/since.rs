//! `rollcall connection since`: what came, went and changed between two dates.

use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::listing::{self, Cell, Format, cells};
use crate::screen::Screen;
use crate::words;
use clap::Args;
use rollcall_engine::Rollcall;
use rollcall_engine::view::{SinceMoved, SinceView};

/// Compare a connection at two dates: who came, went and changed, from the local copy
#[derive(Debug, Args)]
#[command(args = listing::options(), after_help = example("rollcall connection since Acme --from 2026-09-30"))]
pub struct Since {
    /// The connection
    pub name: String,
    /// The earlier date: a day such as 2026-11-01, which means its end (for today, its start), or a
    /// time such as 2026-11-01T09:30:00Z
    #[arg(long, value_name = "DATE")]
    pub from: String,
    /// The later date; without it, now
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
    match screen.format() {
        Format::Json => screen.value(&view)?,
        Format::Csv => screen.csv(&HEAD, rows(&view))?,
        Format::Table => screen.text(&lines(&view))?,
    }
    Ok(Ending::Done)
}

const HEAD: [&str; 5] = ["What", "Name", "User name", "Changes", "Group"];

fn rows(view: &SinceView) -> impl Iterator<Item = Vec<Cell>> {
    let accounts = view.accounts.iter().map(|one| {
        let what = match one.moved {
            SinceMoved::Came => "came",
            SinceMoved::Went => "no longer listed",
            SinceMoved::Changed => "changed",
        };
        cells![what, one.name.clone(), one.user_name.clone(), one.changes.join(", "), ""]
    });
    let members = view.members.iter().map(|one| {
        let what = if one.came { "joined" } else { "left" };
        cells![what, one.name.clone(), "", "", one.group.clone()]
    });
    accounts.chain(members)
}

fn lines(view: &SinceView) -> Vec<String> {
    let mut lines = vec![format!(
        "{}: read {} and {}",
        view.connection_name,
        words::time(view.from),
        words::time(view.to)
    )];
    if view.before_first_read {
        lines.push(
            "  There was no read before that date, so this compares with the first read."
                .to_owned(),
        );
    }
    for one in &view.accounts {
        let what = match one.moved {
            SinceMoved::Came => "came".to_owned(),
            SinceMoved::Went => "no longer listed".to_owned(),
            SinceMoved::Changed => one.changes.join(", "),
        };
        lines.push(format!("  {} ({}): {what}", one.name, one.user_name));
    }
    for one in &view.members {
        let what = if one.came { "joined" } else { "left" };
        lines.push(format!("  {} {what} {}", one.name, one.group));
    }
    lines.push(format!(
        "{} and {} changed.",
        words::counted(view.accounts.len(), "account", "accounts"),
        words::counted(view.members.len(), "membership", "memberships")
    ));
    lines
}
