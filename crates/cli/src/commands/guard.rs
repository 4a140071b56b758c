//! `rollcall guard`: what keeps plans from going too far.

use super::users::the_only;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::house;
use crate::listing::{self, cells};
use crate::screen::{Listing, Screen};
use crate::words;
use clap::{Args, Subcommand, ValueEnum};
use rollcall_engine::Rollcall;
use rollcall_engine::view::ProtectedAs;

/// How many accounts may lose access in one plan, and which are protected
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = example("rollcall guard Acme")
)]
pub struct Guard {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    limit: Option<Limit>,
}

#[derive(Debug, Subcommand)]
pub enum Verb {
    Limit(Limit),
    Protect(Protect),
    Lift(Lift),
    List(Protected),
}

impl Guard {
    pub fn verb(self) -> Result<Verb, Stop> {
        let verb = self.verb.or(self.limit.map(Verb::Limit));
        verb.ok_or_else(|| Stop::usage("Name a connection."))
    }
}

pub async fn run(rollcall: &Rollcall, verb: Verb, screen: &Screen) -> Result<Ending, Stop> {
    match verb {
        Verb::Limit(options) => limit(rollcall, options, screen).await,
        Verb::Protect(options) => protect(rollcall, options, screen).await,
        Verb::Lift(options) => lift(rollcall, options, screen).await,
        Verb::List(options) => protected(rollcall, &options.name, screen).await,
    }
}

/// Show or set how many accounts may lose access in one plan
#[derive(Debug, Args)]
#[command(after_help = example("rollcall guard limit Acme 50 --confirm 50"))]
pub struct Limit {
    /// The connection
    pub name: String,
    /// The new limit
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    pub people: Option<u32>,
    /// The new limit again; required to raise it
    #[arg(long, value_name = "PEOPLE")]
    pub confirm: Option<u32>,
}

/// Protect an account from plans that remove its access
#[derive(Debug, Args)]
#[command(after_help = example("rollcall guard protect Acme boss@example.com --as own"))]
pub struct Protect {
    /// The connection
    pub name: String,
    /// Id, user name or email address of the account
    pub user: String,
    /// Why the account is protected
    #[arg(long = "as", value_name = "KIND")]
    pub kind: Kind,
}

/// Lift a protection; the reason goes on the record
#[derive(Debug, Args)]
#[command(after_help = example("rollcall guard lift Acme boss@example.com --reason 'left the company'"))]
pub struct Lift {
    /// The connection
    pub name: String,
    /// Id, user name or email address of the account
    pub user: String,
    /// Why the protection ends
    #[arg(long)]
    pub reason: String,
}

/// List the protected accounts of a connection
#[derive(Debug, Args)]
#[command(args = listing::options(), after_help = example("rollcall guard list Acme"))]
pub struct Protected {
    /// The connection
    pub name: String,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Kind {
    /// Owner of the connection's token
    TokenOwner,
    /// Your own account
    Own,
    /// A break-glass account
    BreakGlass,
    /// A service account
    Service,
}

impl From<Kind> for ProtectedAs {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::TokenOwner => Self::TokenOwner,
            Kind::Own => Self::Own,
            Kind::BreakGlass => Self::BreakGlass,
            Kind::Service => Self::Service,
        }
    }
}

async fn limit(rollcall: &Rollcall, options: Limit, screen: &Screen) -> Result<Ending, Stop> {
    let connection = house::connection(rollcall, &options.name).await?;
    let guard = match options.people {
        None => rollcall.guard(connection.id.as_str()).await?,
        Some(people) => {
            let typed = options.confirm.map(|number| number.to_string());
            rollcall.set_guard(connection.id.as_str(), Some(people), typed.as_deref()).await?
        }
    };
    if screen.json() {
        screen.value(&guard)?;
        return Ok(Ending::Done);
    }
    let origin = if guard.set { "set by an admin" } else { "the usual guard" };
    screen.line(format!(
        "One plan can remove access for up to {} in {} ({origin}; {} active).",
        words::plural(guard.people, "account", "accounts"),
        connection.name,
        words::plural(guard.active, "account is", "accounts are")
    ))?;
    Ok(Ending::Done)
}

pub async fn protect(
    rollcall: &Rollcall,
    options: Protect,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let connection = house::connection(rollcall, &options.name).await?;
    let found = rollcall.find_users(connection.id.as_str(), &options.user).await?;
    let user = the_only(found, &options.user, &connection.name)?;
    let kind = ProtectedAs::from(options.kind);
    rollcall.protect(connection.id.as_str(), &user.account_id, kind).await?;
    screen.note(format!("{} is protected in {} as {}.", user.name, connection.name, kind.words()));
    Ok(Ending::Done)
}

pub async fn lift(rollcall: &Rollcall, options: Lift, screen: &Screen) -> Result<Ending, Stop> {
    let connection = house::connection(rollcall, &options.name).await?;
    let found = rollcall.find_users(connection.id.as_str(), &options.user).await?;
    let user = the_only(found, &options.user, &connection.name)?;
    rollcall.lift_protection(connection.id.as_str(), &user.account_id, &options.reason).await?;
    screen.note(format!(
        "{} is no longer protected in {}; the reason is on the record.",
        user.name, connection.name
    ));
    Ok(Ending::Done)
}

pub async fn protected(rollcall: &Rollcall, name: &str, screen: &Screen) -> Result<Ending, Stop> {
    let connection = house::connection(rollcall, name).await?;
    let listing = Listing::whole(rollcall.protected(connection.id.as_str()).await?, true);
    let lead = match listing.result.len() {
        0 => format!("No account is protected in {}.", connection.name),
        1 => format!("1 protected account in {}", connection.name),
        n => format!("{n} protected accounts in {}", connection.name),
    };
    screen.listing(&listing, &lead, &["Name", "Id", "Protected as"], |one| {
        cells![one.name.clone(), one.account_id.as_str(), one.kind.words()]
    })
}
