//! `rollcall connection remove`.

use super::add::quoted;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::house;
use crate::screen::{Listing, Screen, plain};
use clap::Args;
use rollcall_engine::Rollcall;
use rollcall_engine::view::OpenInConnection;
use std::io::IsTerminal;

/// Remove a connection, its token from the keychain and its accounts from the local copy
#[derive(Debug, Args)]
#[command(after_help = example("rollcall connection remove Acme"))]
pub struct Remove {
    /// The connection
    pub name: String,
    /// Remove it without asking, even while changes in it are open
    #[arg(long)]
    pub yes: bool,
}

pub async fn remove(rollcall: &Rollcall, options: Remove, screen: &Screen) -> Result<Ending, Stop> {
    let connection = house::connection(rollcall, &options.name).await?;
    let open = rollcall.open_in_connection(connection.id.as_str()).await?;
    if !options.yes {
        what_ends(&open).iter().for_each(|line| screen.warn(line));
        if !std::io::stdin().is_terminal() {
            return Err(Stop::usage(format!(
                "Nothing was removed. To remove {} without a question: rollcall disconnect {} --yes",
                connection.name,
                quoted(&connection.name)
            )));
        }
        let question = format!("Type {} to remove it:", plain(&connection.name));
        let typed = inquire::Text::new(&question).prompt_skippable();
        if typed.ok().flatten().as_deref().map(str::trim) != Some(connection.name.as_str()) {
            return Err(Stop::failed("Not confirmed. Nothing was removed."));
        }
    }
    rollcall.disconnect(connection.id.as_str()).await?;
    if screen.json() {
        screen.value(&Listing::whole(vec![connection], true))?;
    } else {
        screen.line(format!(
            "Removed {}, its token from the keychain and its accounts from the local copy. The \
            record stays.",
            connection.name
        ))?;
        screen.line("The token itself is still valid there; revoke it in the app.")?;
    }
    Ok(Ending::Done)
}

/// What removing a connection ends, one line each.
fn what_ends(open: &OpenInConnection) -> Vec<String> {
    let name = &open.connection.name;
    let mut lines = vec![match open.connection.users {
        Some(users) => format!(
            "Removing {name} deletes its {users} {} and their history from the local copy. The \
            record, runs, cases and reviews stay.",
            open.connection.nouns.users
        ),
        None => format!("Removing {name} ends the connection. The record stays."),
    }];
    let things = [("Case", &open.cases), ("Review", &open.reviews), ("Run", &open.runs)];
    for (kind, things) in things {
        lines.extend(things.iter().map(|one| format!("{kind} “{}”: {}.", one.title, one.words)));
    }
    let count = |n: u32, one: &str, many: &str| match n {
        0 => None,
        1 => Some(format!("1 {one} is dropped.")),
        n => Some(format!("{n} {many} are dropped.")),
    };
    lines.extend(count(open.staged, "staged change", "staged changes"));
    lines.extend(count(open.protected, "protection", "protections"));
    lines
        .push(format!("To change only the token, use: rollcall connection token {}", quoted(name)));
    lines
}
