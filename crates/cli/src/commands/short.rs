//! Short forms from before the nouns. Each is a command by noun under another name: its arguments are
//! defined there, and that command runs.

use super::case::{self, Case};
use super::connection::{self, Connection};
use super::run::{self, Run};
use super::{groups, guard, people, plan};
use crate::ending::{Ending, Stop};
use crate::screen::Screen;
use clap::Subcommand;
use rollcall_engine::Rollcall;

#[derive(Debug, Subcommand)]
pub enum Short {
    #[command(hide = true)]
    Connect(connection::Add),
    #[command(hide = true)]
    Connections(connection::List),
    #[command(hide = true)]
    Disconnect(connection::Remove),
    #[command(hide = true)]
    Test(connection::Test),
    #[command(hide = true)]
    Since(connection::Since),
    #[command(hide = true)]
    Members(groups::Members),
    #[command(hide = true)]
    Show(plan::Show),
    #[command(hide = true)]
    Apply(plan::Apply),
    #[command(hide = true)]
    Runs(run::List),
    #[command(hide = true)]
    Undo(run::Undo),
    #[command(hide = true)]
    Retry(run::Retry),
    #[command(hide = true)]
    Recheck(run::Recheck),
    #[command(hide = true)]
    Protect(guard::Protect),
    #[command(hide = true)]
    Lift(guard::Lift),
    #[command(hide = true)]
    Protected(guard::Protected),
    #[command(hide = true)]
    Person(people::Show),
    #[command(hide = true)]
    Tie(people::Link),
    #[command(hide = true)]
    Untie(people::Unlink),
    #[command(hide = true)]
    Quarantine(case::Quarantine),
    #[command(hide = true)]
    HoldingGroup(case::HoldingGroup),
    #[command(hide = true)]
    Release(case::Release),
    #[command(hide = true)]
    Cases(case::List),
    #[command(hide = true)]
    Receipt(case::Receipt),
}

pub async fn run(rollcall: &Rollcall, short: Short, screen: &Screen) -> Result<Ending, Stop> {
    let connection = async |what| connection::run(rollcall, what, screen).await;
    let guard = async |what| guard::run(rollcall, what, screen).await;
    let people = async |what| people::run(rollcall, what, screen).await;
    let runs = async |what| run::run(rollcall, what, screen).await;
    let case = async |what| case::run(rollcall, what, screen).await;
    match short {
        Short::Connect(options) => connection(Connection::Add(options)).await,
        Short::Connections(options) => connection(Connection::List(options)).await,
        Short::Disconnect(options) => connection(Connection::Remove(options)).await,
        Short::Test(options) => connection(Connection::Test(options)).await,
        Short::Since(options) => connection(Connection::Since(options)).await,
        Short::Members(options) => {
            groups::run(rollcall, groups::Verb::Members(options), screen).await
        }
        Short::Show(options) => plan::show::show(rollcall, options, screen).await,
        Short::Apply(options) => plan::apply::apply(rollcall, options, screen).await,
        Short::Runs(options) => runs(Run::List(options)).await,
        Short::Undo(options) => runs(Run::Undo(options)).await,
        Short::Retry(options) => runs(Run::Retry(options)).await,
        Short::Recheck(options) => runs(Run::Recheck(options)).await,
        Short::Protect(options) => guard(guard::Verb::Protect(options)).await,
        Short::Lift(options) => guard(guard::Verb::Lift(options)).await,
        Short::Protected(options) => guard(guard::Verb::List(options)).await,
        Short::Person(options) => people(people::Verb::Show(options)).await,
        Short::Tie(options) => people(people::Verb::Link(options)).await,
        Short::Untie(options) => people(people::Verb::Unlink(options)).await,
        Short::Quarantine(options) => case(Case::Quarantine(options)).await,
        Short::HoldingGroup(options) => case(Case::HoldingGroup(options)).await,
        Short::Release(options) => case(Case::Release(options)).await,
        Short::Cases(options) => case(Case::List(options)).await,
        Short::Receipt(options) => case(Case::Receipt(options)).await,
    }
}
