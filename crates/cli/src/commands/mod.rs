//! What can be typed, one folder a noun: each file holds the arguments of a command and runs it.

mod asking;
mod case;
mod check;
mod connection;
mod deactivate;
mod demo;
mod groups;
mod guard;
mod help;
mod lockdown;
mod people;
mod plan;
mod read;
mod record;
mod review;
mod run;
mod simulate;
mod truth;
mod users;

use crate::ending::{Ending, Stop};
use crate::house;
use crate::options::Arguments;
use crate::screen::Screen;
use case::{Quarantine, Receipt, Release};
use clap::Subcommand;
use connection::{Connect, Connection, Disconnect, Since};
use deactivate::Deactivate;
use groups::{Groups, Members};
use guard::{Guard, Lift, Protect};
use lockdown::Lockdown;
use people::{People, Tie};
use plan::{Apply, Plan};
use record::Record;
use review::Review;
use rollcall_engine::NewStore;
use run::{Retry, Undo};
use simulate::Simulate;
use std::path::PathBuf;
use truth::Truth;
use users::Users;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Connect an app; the token comes from standard input or a prompt
    Connect(Connect),
    /// List the connections
    Connections,
    /// Remove a connection: its token from the keychain, its rows from the tables
    Disconnect(Disconnect),
    /// Change a connection: its token, name, address or license cost
    #[command(subcommand)]
    Connection(Connection),
    /// Test a connection step by step
    Test { name: String },
    /// Read users and groups of the named connections, or of all
    Read {
        names: Vec<String>,
        /// For one connection that lost more than a tenth: the remaining number, as the read states
        /// it
        #[arg(long, value_name = "NUMBER")]
        confirm: Option<u32>,
    },
    /// List users of the local copy
    Users(Users),
    /// List groups of the local copy
    Groups(Groups),
    /// List the members of a group, by its name or id
    Members(Members),
    /// Deactivate a user: shows the plan, asks, runs it, prints the outcome
    Deactivate(Deactivate),
    /// Plan changes and save the plan in a file: rollcall plan set N jo@example.com title=Buyer -o plan.json
    Plan(Plan),
    /// Show a saved plan: what will be sent, the warnings, the hash
    Show { file: PathBuf },
    /// Run a saved plan, once, and print how each item ended
    Apply(Apply),
    /// List past runs, newest first
    Runs {
        /// Maximum number of runs
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
        limit: u32,
    },
    /// Plan the undo of a run and save it in a file
    Undo(Undo),
    /// Plan the unverified changes of a run again, and save the plan in a file
    Retry(Retry),
    /// Read back whether the changes of a run are still in effect
    Recheck { run: String },
    /// Show or set how many people may lose access in one plan
    Guard(Guard),
    /// Protect an account from plans that remove its access
    Protect(Protect),
    /// Lift a protection; the reason goes on the record
    Lift(Lift),
    /// List the protected accounts of a connection
    Protected { name: String },
    /// List people: their accounts over all apps, beside the HR list
    People(People),
    /// Show one person: a number, an address or a name
    Person { person: String },
    /// Check an HR list (CSV or workbook), answer its open questions, and import it
    #[command(visible_alias = "hr")]
    Truth(Truth),
    /// Decide about a proposal that `rollcall person` shows
    Tie(Tie),
    /// Unlink an account from its person
    Untie { name: String, user: String },
    /// End all access of people in all apps at once
    Lockdown(Lockdown),
    /// Remove people from their groups, and add them to the holding group if one is set
    Quarantine(Quarantine),
    /// Choose the group that quarantine moves people to in an app; without a group: none
    HoldingGroup { name: String, group: Option<String> },
    /// Restore the access that the newest lockdown or quarantine of a person removed
    Release(Release),
    /// List lockdowns and quarantines, newest first
    Cases,
    /// Show the state of a lockdown or quarantine; exit status 3 while something is open
    Receipt(Receipt),
    /// Compare a connection at two dates: who came, went and changed, from the local copy
    Since(Since),
    /// Access reviews: freeze who has access, decide, revoke, prove
    Review(Review),
    /// List what was done, oldest first
    Record(Record),
    /// Check the whole store: its pages, its tables, the record; exit status 1 when something is wrong
    Check,
    /// Start simulated apps; prints addresses and tokens, runs until stopped
    Simulate(Simulate),
    /// Run everything once on simulated apps: connect, read, search, deactivate, verify; needs no
    /// keychain
    Demo {
        /// Whom to look for and deactivate
        #[arg(long, default_value = "Oskar Lind", value_name = "NAME")]
        person: String,
    },
    /// Explain a command, the shape of changes (rollcall help changes) or the keychain
    Help { topic: Vec<String> },
}

/// Does what was typed; `name` is that of the subcommand.
pub async fn run(arguments: Arguments, name: &str, screen: &Screen) -> Result<Ending, Stop> {
    let waits = arguments.waits();
    // these need neither store nor keychain
    let command = match arguments.command {
        Command::Help { topic } => return help::run(&topic, screen),
        Command::Simulate(options) => return simulate::run(options, screen).await,
        Command::Demo { person } => return demo::run(&person, screen).await,
        command => command,
    };
    if let Command::Check = command {
        return check::run(&house::look(arguments.data, name, waits).await?, screen).await;
    }
    if let Command::Truth(options) = &command
        && !options.yes
        && let Some((rollcall, _gone_at_the_end)) =
            house::for_a_look(arguments.data.as_deref()).await?
    {
        screen.note("There is no store yet: the list is checked without comparing it with an app.");
        return truth::run(&rollcall, options, screen).await;
    }
    // A misspelled folder must not look like an empty store.
    let new_store = match command {
        Command::Connect(_) => NewStore::Make,
        _ => NewStore::Refuse,
    };
    let rollcall = house::open(arguments.data, name, new_store, waits, screen).await?;
    match command {
        Command::Connect(options) => connection::add::run(&rollcall, options, screen).await,
        Command::Connections => connection::list::list(&rollcall, screen).await,
        Command::Disconnect(options) => {
            connection::remove::remove(&rollcall, options, screen).await
        }
        Command::Connection(change) => connection::change::run(&rollcall, change, screen).await,
        Command::Test { name } => connection::test::run(&rollcall, &name, screen).await,
        Command::Read { names, confirm } => read::run(&rollcall, &names, confirm, screen).await,
        Command::Users(options) => users::run(&rollcall, options, screen).await,
        Command::Groups(options) => groups::list::list(&rollcall, options, screen).await,
        Command::Members(options) => groups::members::members(&rollcall, options, screen).await,
        Command::Deactivate(options) => deactivate::run(&rollcall, options, screen).await,
        Command::Plan(options) => plan::run(&rollcall, options, screen).await,
        Command::Show { file } => plan::show::show(&rollcall, &file, screen).await,
        Command::Apply(options) => plan::apply::apply(&rollcall, options, screen).await,
        Command::Runs { limit } => run::list::runs(&rollcall, limit, screen).await,
        Command::Undo(options) => run::undo::undo(&rollcall, options, screen).await,
        Command::Retry(options) => run::retry::retry(&rollcall, options, screen).await,
        Command::Recheck { run } => run::recheck::recheck(&rollcall, &run, screen).await,
        Command::Guard(options) => guard::guard(&rollcall, options, screen).await,
        Command::Protect(options) => guard::protect(&rollcall, options, screen).await,
        Command::Lift(options) => guard::lift(&rollcall, options, screen).await,
        Command::Protected { name } => guard::protected(&rollcall, &name, screen).await,
        Command::People(options) => people::list::list(&rollcall, options, screen).await,
        Command::Person { person } => people::show::show(&rollcall, &person, screen).await,
        Command::Tie(options) => people::link::tie(&rollcall, &options, screen).await,
        Command::Untie { name, user } => people::link::untie(&rollcall, &name, &user, screen).await,
        Command::Truth(options) => truth::run(&rollcall, &options, screen).await,
        Command::Lockdown(options) => lockdown::lockdown(&rollcall, options, screen).await,
        Command::Quarantine(options) => {
            case::quarantine::quarantine(&rollcall, options, screen).await
        }
        Command::HoldingGroup { name, group } => {
            case::holding_group::holding_group(&rollcall, &name, group.as_deref(), screen).await
        }
        Command::Release(options) => case::release::release(&rollcall, options, screen).await,
        Command::Cases => case::list::list(&rollcall, screen).await,
        Command::Receipt(options) => case::receipt::receipt(&rollcall, options, screen).await,
        Command::Since(options) => connection::since::run(&rollcall, options, screen).await,
        Command::Review(options) => review::run(&rollcall, options, screen).await,
        Command::Record(options) => record::run(&rollcall, options, screen).await,
        Command::Help { .. } | Command::Simulate(_) | Command::Demo { .. } | Command::Check => {
            Ok(Ending::Done)
        }
    }
}
