//! What can be typed, one folder or file a noun: each command's arguments stand beside what runs it.

mod asking;
mod case;
mod check;
mod completions;
mod connection;
mod deactivate;
mod demo;
mod groups;
mod guard;
mod help;
mod lockdown;
#[cfg(test)]
pub mod looks;
mod man;
mod people;
mod plan;
mod read;
mod reconcile;
mod record;
mod review;
mod run;
mod short;
mod simulate;
mod truth;
mod users;

use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::house;
use crate::interrupt::{opening, until_interrupted};
use crate::options::Arguments;
use crate::screen::Screen;
pub use asking::lower_first;
use case::Case;
use check::Check;
use clap::Subcommand;
use completions::Completions;
use connection::Connection;
use deactivate::Deactivate;
use demo::Demo;
use groups::Groups;
use guard::Guard;
use help::Help;
use lockdown::Lockdown;
use man::Man;
use people::People;
use plan::Plan;
use read::Read;
use reconcile::Reconcile;
use record::Record;
use review::Review;
use rollcall_engine::NewStore;
use run::Run;
use short::Short;
use simulate::Simulate;
use truth::Truth;
use users::Users;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Connect apps, list and test the connections, change and remove them
    #[command(subcommand, after_help = example("rollcall connection list"))]
    Connection(Connection),
    Read(Read),
    Users(Users),
    Groups(Groups),
    Deactivate(Deactivate),
    Plan(Plan),
    /// List past runs, show how they ended, undo, retry and recheck them
    #[command(subcommand, after_help = example("rollcall run list"))]
    Run(Run),
    Guard(Guard),
    People(People),
    #[command(visible_alias = "hr")]
    Truth(Truth),
    Reconcile(Reconcile),
    Lockdown(Lockdown),
    /// Lockdowns and quarantines: list them, show the receipt, quarantine and release people
    #[command(subcommand, after_help = example("rollcall case list"))]
    Case(Case),
    #[command(subcommand)]
    Review(Review),
    Record(Record),
    Check(Check),
    Demo(Demo),
    Simulate(Simulate),
    Help(Help),
    Completions(Completions),
    Man(Man),
    #[command(flatten)]
    Short(Short),
}

impl Command {
    /// Commands that look at no store.
    async fn run_alone(self, screen: &Screen) -> Result<Result<Ending, Self>, Stop> {
        Ok(Ok(match self {
            Self::Help(options) => help::run(&options.topic, screen)?,
            Self::Completions(options) => completions::run(&options, screen)?,
            Self::Man(options) => man::run(&options, screen)?,
            Self::Simulate(options) => simulate::run(options, screen).await?,
            Self::Demo(options) => demo::run(&options.person, screen).await?,
            other => return Ok(Err(other)),
        }))
    }

    /// Whether it is about a store. The others print help, simulate apps, or forget what they did.
    pub fn needs_store(&self) -> bool {
        !matches!(
            self,
            Self::Help(_) | Self::Completions(_) | Self::Man(_) | Self::Simulate(_) | Self::Demo(_)
        )
    }

    /// A misspelled folder must not look like an empty store.
    fn new_store(&self) -> NewStore {
        match self {
            Self::Connection(Connection::Add(_)) | Self::Short(Short::Connect(_)) => NewStore::Make,
            _ => NewStore::Refuse,
        }
    }
}

/// Does what was typed; `name` is that of the subcommand.
pub async fn run(arguments: Arguments, name: &str, screen: &Screen) -> Result<Ending, Stop> {
    let waits = arguments.waits();
    screen.place_is_free()?;
    let command = match arguments.command.run_alone(screen).await? {
        Ok(ending) => return Ok(ending),
        Err(command) => command,
    };
    let data = arguments.data;
    if let Command::Check(Check {}) = command {
        return check::run(&house::look(data, name, waits).await?, screen).await;
    }
    if let Command::Truth(options) = command {
        let (list, wanted) = options.wanted()?;
        if wanted == truth::Wanted::Look
            && let Some((rollcall, _gone_at_the_end)) = house::for_a_look(data.as_deref()).await?
        {
            screen.note(
                "There is no store yet: the list is checked without comparing it with an app.",
            );
            return truth::run(&rollcall, &list, wanted, screen).await;
        }
        let rollcall = house::open(data, name, NewStore::Refuse, waits, screen).await?;
        return truth::run(&rollcall, &list, wanted, screen).await;
    }
    let opens = house::open(data, name, command.new_store(), waits, screen);
    let rollcall = opening(opens).await?;
    until_interrupted(&rollcall, on_the_store(&rollcall, command, screen), screen).await
}

async fn on_the_store(
    rollcall: &rollcall_engine::Rollcall,
    command: Command,
    screen: &Screen,
) -> Result<Ending, Stop> {
    match command {
        Command::Connection(what) => connection::run(rollcall, what, screen).await,
        Command::Read(options) => read::run(rollcall, options, screen).await,
        Command::Users(options) => users::run(rollcall, options.verb(), screen).await,
        Command::Groups(options) => groups::run(rollcall, options.verb(), screen).await,
        Command::Deactivate(options) => deactivate::run(rollcall, options, screen).await,
        Command::Plan(options) => plan::run(rollcall, options, screen).await,
        Command::Run(what) => run::run(rollcall, what, screen).await,
        Command::Guard(options) => guard::run(rollcall, options.verb()?, screen).await,
        Command::People(options) => people::run(rollcall, options.verb(), screen).await,
        Command::Reconcile(options) => reconcile::run(rollcall, options, screen).await,
        Command::Lockdown(options) => lockdown::lockdown(rollcall, options, screen).await,
        Command::Case(what) => case::run(rollcall, what, screen).await,
        Command::Review(what) => review::run(rollcall, what, screen).await,
        Command::Record(options) => record::run(rollcall, options, screen).await,
        Command::Short(short) => short::run(rollcall, short, screen).await,
        // These ran before a store was opened.
        Command::Truth(_)
        | Command::Check(_)
        | Command::Demo(_)
        | Command::Simulate(_)
        | Command::Help(_)
        | Command::Completions(_)
        | Command::Man(_) => Ok(Ending::Done),
    }
}
