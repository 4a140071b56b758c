//! `rollcall people link` and `unlink`: which accounts belong to one person.

use super::find;
use crate::commands::users::the_only;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::house;
use crate::screen::Screen;
use clap::Args;
use rollcall_engine::{Rollcall, SuggestionDecision};

/// Accept or reject a link that `rollcall people show` suggests, or link two people
#[derive(Debug, Args)]
#[command(after_help = example("rollcall people link 17 --same"))]
pub struct Link {
    /// Number of the suggestion; or a person, by number, address or name
    #[arg(value_name = "SUGGESTION or PERSON")]
    pub one: String,
    /// The person to link with the first one
    #[arg(value_name = "PERSON", conflicts_with_all = ["same", "other"])]
    pub with: Option<String>,
    /// Accept the suggestion: both are the same person
    #[arg(long, required_unless_present_any = ["with", "other"])]
    pub same: bool,
    /// Reject the suggestion: they are different people, and the link is never suggested again
    #[arg(long, conflicts_with = "same")]
    pub other: bool,
}

pub async fn link(rollcall: &Rollcall, options: &Link, screen: &Screen) -> Result<Ending, Stop> {
    if let Some(with) = &options.with {
        let (one, other) = (find(rollcall, &options.one).await?, find(rollcall, with).await?);
        if one.id == other.id {
            return Err(house::not_found(
                &format!("“{}” and “{with}” are already one person.", options.one),
                "`rollcall untie APP USER` unlinks an account.",
            )
            .into());
        }
        let id = rollcall.link_people(one.id, other.id).await?;
        screen.line(format!("Linked: {} and {} are now number {id}.", one.name, other.name))?;
        return Ok(Ending::Done);
    }
    let Ok(proposal) = options.one.parse() else {
        return Err(Stop::usage(format!(
            "“{}” is not the number of a suggestion. `rollcall person` lists the suggestions for \
            a person.",
            options.one
        )));
    };
    rollcall.decide_tie(proposal, SuggestionDecision::of(options.same)).await?;
    screen.line(if options.same { "Linked." } else { "Rejected: they stay different people." })?;
    Ok(Ending::Done)
}

/// Unlink an account from its person
#[derive(Debug, Args)]
#[command(after_help = example("rollcall people unlink Acme oskar.lind@example.com"))]
pub struct Unlink {
    /// The connection
    pub name: String,
    /// Id, user name or email address of the account
    pub user: String,
}

pub async fn unlink(
    rollcall: &Rollcall,
    options: &Unlink,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let Unlink { name, user } = options;
    let connection = house::connection(rollcall, name).await?;
    let found = rollcall.find_users(connection.id.as_str(), user).await?;
    let account = the_only(found, user, &connection.name)?;
    let person =
        rollcall.person_of(connection.id.as_str(), &account.account_id).await?.unwrap_or_default();
    rollcall.cut_tie(person, connection.id.as_str(), &account.account_id).await?;
    let separate = rollcall.person_of(connection.id.as_str(), &account.account_id).await?;
    let again = match separate.filter(|separate| *separate != person) {
        Some(separate) => format!(" `rollcall people link {person} {separate}` links them again."),
        None => String::new(),
    };
    screen.line(format!(
        "{} in {} is now a separate person.{again}",
        account.name, connection.name
    ))?;
    Ok(Ending::Done)
}
