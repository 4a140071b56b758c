//! `rollcall connection`: replaces the token of a connection, renames it, moves it, sets its price.

use super::add::{quoted, token};
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::house;
use crate::screen::{Listing, Screen, plain};
use crate::words;
use clap::Subcommand;
use rollcall_engine::view::{CaseView, ConnectView, ConnectionView};
use rollcall_engine::{OtherHost, Problem, ProblemCode, Rollcall};
use std::io::IsTerminal;

// What of a connection is changed. Everything else of it stays: history, guard, protected accounts,
// open cases and reviews.
#[derive(Debug, Subcommand)]
pub enum Change {
    /// Replace the token; the new one comes from standard input or a prompt, and is tested first
    #[command(after_help = example("rollcall connection token Acme < token.txt"))]
    Token {
        /// The connection
        name: String,
    },
    /// Rename the connection
    #[command(after_help = example("rollcall connection rename Acme 'Acme EU'"))]
    Rename {
        /// The connection
        name: String,
        /// Its new name
        new_name: String,
    },
    /// Change the address; the new one is tested first
    #[command(after_help = example("rollcall connection address Acme https://eu.acme.example.com/scim/v2"))]
    Address {
        /// The connection
        name: String,
        /// Its new SCIM address
        url: String,
        /// Send the token to another host without asking
        #[arg(long)]
        yes: bool,
    },
    /// Set the license cost per seat and month, such as 12.50EUR; without one, clear it
    #[command(after_help = example("rollcall connection price Acme 12.50EUR"))]
    Price {
        /// The connection
        name: String,
        /// The price, or none
        price: String,
    },
}

/// What takes a price away.
const NO_PRICE: &str = "none";

pub async fn run(rollcall: &Rollcall, change: Change, screen: &Screen) -> Result<Ending, Stop> {
    match change {
        Change::Token { name } => replace(rollcall, &name, screen).await,
        Change::Rename { name, new_name } => {
            let connection = house::connection(rollcall, &name).await?;
            let changed = rollcall.rename_connection(connection.id.as_str(), &new_name).await?;
            let said = format!("{} is now called {}.", connection.name, changed.name);
            done(changed, &said, screen)
        }
        Change::Address { name, url, yes } => {
            let connection = house::connection(rollcall, &name).await?;
            let changed = moved(rollcall, &connection, &url, yes).await?;
            let said = format!("{} is now at {}.", connection.name, url.trim());
            done(tested(changed, screen)?, &said, screen)
        }
        Change::Price { name, price } => {
            let connection = house::connection(rollcall, &name).await?;
            let price = if price.trim() == NO_PRICE { "" } else { price.as_str() };
            let changed = rollcall.set_seat_price(connection.id.as_str(), price).await?;
            let said = match &changed.seat_price {
                Some(price) => {
                    format!("The license cost of {} is {price} per seat and month.", changed.name)
                }
                None => format!("{} has no license cost.", changed.name),
            };
            done(changed, &said, screen)
        }
    }
}

/// Replaces the token and tries what waited for it.
async fn replace(rollcall: &Rollcall, name: &str, screen: &Screen) -> Result<Ending, Stop> {
    let connection = house::connection(rollcall, name).await?;
    let token = token(&format!("New SCIM token of {}:", plain(&connection.name)))?;
    let replaced = rollcall.replace_token(connection.id.as_str(), token).await?;
    let changed = tested(replaced, screen)?;
    let said = format!(
        "Replaced the token of {}. The former one was deleted from the keychain.",
        changed.name
    );
    let cases = rollcall.try_cases_in(changed.id.as_str()).await?;
    if screen.json() {
        screen.value(&serde_json::json!({
            "result": [changed], "cases": cases, "next_cursor": null, "as_of": null,
            "complete": true,
        }))?;
    } else {
        screen.line(said)?;
        cases.iter().try_for_each(|case| screen.line(tried(case)))?;
        screen.line(format!("Read it with: rollcall read {}", quoted(&changed.name)))?;
    }
    let open = cases.iter().any(|case| case.brief.open > 0);
    Ok(if open { Ending::Partial } else { Ending::Done })
}

fn tried(case: &CaseView) -> String {
    let brief = &case.brief;
    match brief.open {
        0 => format!("{}: all verified. The case is closed.", brief.title),
        open => format!(
            "{}: {open} of {} open. See: rollcall receipt {}",
            brief.title, brief.lines, brief.id
        ),
    }
}

/// Asks when the host changes.
async fn moved(
    rollcall: &Rollcall,
    connection: &ConnectionView,
    url: &str,
    yes: bool,
) -> Result<ConnectView, Stop> {
    let refused =
        match rollcall.change_address(connection.id.as_str(), url, OtherHost::of(yes)).await {
            Err(problem) if problem.code == ProblemCode::NotConfirmed => problem,
            ended => return Ok(ended?),
        };
    if !std::io::stdin().is_terminal() {
        let next = format!(
            "Check that the new host belongs to the app. Then: rollcall connection address {} {} --yes",
            quoted(&connection.name),
            quoted(url.trim())
        );
        return Err(Problem { next, ..refused }.into());
    }
    let question = format!("{} Continue?", plain(&refused.side_words));
    let said = inquire::Confirm::new(&question).with_default(false).prompt_skippable();
    if said.ok().flatten() != Some(true) {
        return Err(Stop::failed("Not confirmed. Nothing was sent and nothing was changed."));
    }
    Ok(rollcall.change_address(connection.id.as_str(), url, OtherHost::Confirmed).await?)
}

/// Shows the test; the connection when it passed.
fn tested(made: ConnectView, screen: &Screen) -> Result<ConnectionView, Stop> {
    if !screen.json() {
        made.test.rungs.iter().try_for_each(|rung| screen.line(words::rung_line(rung)))?;
    }
    made.connection.ok_or_else(|| super::test::first_problem(made.test))
}

fn done(changed: ConnectionView, said: &str, screen: &Screen) -> Result<Ending, Stop> {
    if screen.json() {
        screen.value(&Listing::whole(vec![changed], true))?;
    } else {
        screen.line(said)?;
    }
    Ok(Ending::Done)
}
