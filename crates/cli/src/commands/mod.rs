//! One file a subcommand.

mod case;
mod check;
mod connection;
mod deactivate;
mod demo;
mod groups;
mod guard;
mod help;
mod people;
mod plan;
mod read;
mod record;
pub mod review;
mod run;
mod simulate;
mod truth;
mod users;

use crate::args::{Arguments, Command};
use crate::ending::{Ending, Stop};
use crate::house;
use crate::screen::Screen;
use rollcall_engine::NewStore;

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
        Command::Disconnect(options) => connection::list::remove(&rollcall, options, screen).await,
        Command::Connection(change) => connection::change::run(&rollcall, change, screen).await,
        Command::Test { name } => connection::test::run(&rollcall, &name, screen).await,
        Command::Read { names, confirm } => read::run(&rollcall, &names, confirm, screen).await,
        Command::Users(options) => users::run(&rollcall, options, screen).await,
        Command::Groups(options) => groups::list(&rollcall, options, screen).await,
        Command::Members(options) => groups::members(&rollcall, options, screen).await,
        Command::Deactivate(options) => deactivate::run(&rollcall, options, screen).await,
        Command::Plan(options) => plan::run(&rollcall, options, screen).await,
        Command::Show { file } => run::show(&rollcall, &file, screen).await,
        Command::Apply(options) => run::apply(&rollcall, options, screen).await,
        Command::Runs { limit } => run::runs(&rollcall, limit, screen).await,
        Command::Undo(options) => run::undo(&rollcall, options, screen).await,
        Command::Retry(options) => run::retry(&rollcall, options, screen).await,
        Command::Recheck { run } => run::recheck(&rollcall, &run, screen).await,
        Command::Guard(options) => guard::guard(&rollcall, options, screen).await,
        Command::Protect(options) => guard::protect(&rollcall, options, screen).await,
        Command::Lift(options) => guard::lift(&rollcall, options, screen).await,
        Command::Protected { name } => guard::protected(&rollcall, &name, screen).await,
        Command::People(options) => people::list(&rollcall, options, screen).await,
        Command::Person { person } => people::show(&rollcall, &person, screen).await,
        Command::Tie(options) => people::tie(&rollcall, &options, screen).await,
        Command::Untie { name, user } => people::untie(&rollcall, &name, &user, screen).await,
        Command::Truth(options) => truth::run(&rollcall, &options, screen).await,
        Command::Lockdown(options) => case::lockdown(&rollcall, options, screen).await,
        Command::Quarantine(options) => case::quarantine(&rollcall, options, screen).await,
        Command::HoldingGroup { name, group } => {
            case::holding_group(&rollcall, &name, group.as_deref(), screen).await
        }
        Command::Release(options) => case::release(&rollcall, options, screen).await,
        Command::Cases => case::list(&rollcall, screen).await,
        Command::Receipt(options) => case::receipt(&rollcall, options, screen).await,
        Command::Since(options) => connection::since::run(&rollcall, options, screen).await,
        Command::Review(options) => review::run(&rollcall, options, screen).await,
        Command::Record(options) => record::run(&rollcall, options, screen).await,
        Command::Help { .. } | Command::Simulate(_) | Command::Demo { .. } | Command::Check => {
            Ok(Ending::Done)
        }
    }
}
