//! `rollcall people show`: one person, each account and why it is linked.

use super::find;
use crate::commands::asking::lower_first;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::screen::Screen;
use crate::words;
use clap::Args;
use rollcall_engine::Rollcall;
use rollcall_engine::view::PersonView;

/// Show one person: a number, an address or a name
#[derive(Debug, Args)]
#[command(after_help = example("rollcall people show oskar.lind@example.com"))]
pub struct Show {
    /// A number, an address or a name
    pub person: String,
}

pub async fn show(rollcall: &Rollcall, wanted: &str, screen: &Screen) -> Result<Ending, Stop> {
    let person = rollcall.person(find(rollcall, wanted).await?.id).await?;
    if screen.json() {
        screen.value(&person)?;
    } else {
        print(&person, screen)?;
    }
    Ok(Ending::of(person.complete))
}

fn print(person: &PersonView, screen: &Screen) -> Result<(), Stop> {
    let row = &person.row;
    screen.line(format!("{} · {} · number {}", row.name, row.email, row.id))?;
    if let Some(shared) = &row.shared {
        screen.line(format!("  Not a person: {shared}"))?;
    }
    screen.line(format!("  Matched by     {}", person.tied_by))?;
    for field in &person.list_fields {
        screen.line(format!("  {:<14} {}", field.label, field.value))?;
    }
    for app in &person.apps {
        screen.line("")?;
        if app.accounts.is_empty() {
            screen.line(format!("  {}: no account among {}", app.name, app.among))?;
        }
        for account in &app.accounts {
            screen.line(format!(
                "  {} · {} · {}",
                app.name,
                words::status(account.state),
                account.user_name
            ))?;
            if !account.why.is_empty() {
                screen.line(format!("    Matched by {}", account.why))?;
            }
            for group in &account.some_groups {
                screen.line(format!("    {}", group.name))?;
            }
            if account.groups.is_none() {
                screen.line("    Perhaps more groups: the members of some were not read")?;
            }
            if let Some(protected) = &account.protected {
                screen.line(format!("    {protected}"))?;
            }
        }
    }
    for proposal in &person.proposals {
        screen.line("")?;
        screen.line(format!(
            "  Maybe the same person: {} ({}) in {}: {}",
            proposal.other_name, proposal.other_email, proposal.other_in, proposal.why
        ))?;
        screen.line(format!("  `rollcall tie {} --same` or `--other`", proposal.id))?;
    }
    for case in &person.cases {
        screen.line("")?;
        screen.line(format!(
            "  {} · {} · {} of {} verified · {}",
            case.title,
            words::time(case.made_at),
            case.verified,
            case.lines,
            case.id
        ))?;
        if case.is_back() {
            screen.line(format!("  A later read: {}", lower_first(&case.back_words())))?;
        }
    }
    Ok(())
}
