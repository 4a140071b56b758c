//! `rollcall connection list`.

use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::listing;
use crate::screen::{Listing, Screen};
use crate::words;
use clap::Args;
use rollcall_engine::Rollcall;
use rollcall_engine::view::Verdict;

/// List the connections
#[derive(Debug, Args)]
#[command(args = listing::options(), after_help = example("rollcall connection list --format csv"))]
pub struct List {}

const HEAD: [&str; 8] =
    ["Name", "App", "Address", "Health", "Users", "Groups", "Last read", "Complete at"];

pub async fn list(rollcall: &Rollcall, screen: &Screen) -> Result<Ending, Stop> {
    let connections = rollcall.connections().await?;
    // the list of connections itself is always whole; `complete` speaks of what was read of them
    let complete = connections.iter().all(|connection| {
        connection.last_read.as_ref().is_some_and(|read| read.verdict == Verdict::Complete)
    });
    let as_of = connections.iter().filter_map(|connection| connection.complete_at).min();
    let lead = match connections.len() {
        0 => "No connections. Connect an app with `rollcall connect`.".to_owned(),
        1 => "1 connection".to_owned(),
        n => format!("{n} connections"),
    };
    let listing = Listing { result: connections, next_cursor: None, as_of, complete };
    screen.listing(&listing, &lead, &HEAD, words::connection_row)?;
    Ok(Ending::Done)
}
