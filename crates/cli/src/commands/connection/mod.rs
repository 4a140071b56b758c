//! `rollcall connection`: connects apps, lists and tests the connections, changes and removes them.

pub mod add;
pub mod change;
pub mod list;
pub mod remove;
pub mod since;
pub mod test;

pub use add::Add;
pub use change::Change;
pub use list::List;
pub use remove::Remove;
pub use since::Since;
pub use test::Test;

use crate::ending::{Ending, Stop};
use crate::screen::Screen;
use clap::Subcommand;
use rollcall_engine::Rollcall;

#[derive(Debug, Subcommand)]
pub enum Connection {
    Add(Add),
    List(List),
    Test(Test),
    #[command(flatten)]
    Change(Change),
    Remove(Remove),
    Since(Since),
}

pub async fn run(rollcall: &Rollcall, what: Connection, screen: &Screen) -> Result<Ending, Stop> {
    match what {
        Connection::Add(options) => add::run(rollcall, options, screen).await,
        Connection::List(List {}) => list::list(rollcall, screen).await,
        Connection::Test(options) => test::run(rollcall, &options.name, screen).await,
        Connection::Change(change) => change::run(rollcall, change, screen).await,
        Connection::Remove(options) => remove::remove(rollcall, options, screen).await,
        Connection::Since(options) => since::run(rollcall, options, screen).await,
    }
}
