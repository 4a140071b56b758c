//! The benchmark table: `cargo xtask bench`, or `cargo xtask bench read again wire older store memory changes people lockdown review record editor list window reconcile`
//! for some of it. Each figure is set against a base that is measured in the same run, since times
//! alone say more about the machine than about Rollcall. Ends with 1 when a line is missed.
#![allow(clippy::expect_used, reason = "a benchmark that cannot measure ends")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for a terminal")]

mod apps;
mod changes;
mod editor;
mod list;
mod lockdown;
mod memory;
mod older;
mod people;
mod plot;
mod questions;
mod read;
mod reconcile;
mod record;
mod review;
mod store;
mod table;
mod window;
mod wire;

use std::process::ExitCode;
use table::{Limit, Line};

// As in what is shipped. Rows are made on one thread and dropped on another; the system's allocator is slow at that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PARTS: [&str; 15] = [
    "read",
    "again",
    "wire",
    "older",
    "store",
    "memory",
    "changes",
    "people",
    "lockdown",
    "review",
    "record",
    "editor",
    "list",
    "window",
    "reconcile",
];

#[tokio::main]
async fn main() -> ExitCode {
    rollcall_engine::install_crypto();
    let named: Vec<String> = std::env::args().skip(1).collect();
    if let [part, file] = named.as_slice()
        && part == "plot"
    {
        let drawn = plot::draw(file.as_ref());
        return drawn.map_or_else(|why| panic!("nothing was drawn: {why}"), |()| ExitCode::SUCCESS);
    }
    if let Some(unknown) = named.iter().find(|name| !PARTS.contains(&name.as_str())) {
        eprintln!("there is no part {unknown}; the parts are {}", PARTS.join(", "));
        return ExitCode::from(2);
    }
    let wanted = |part: &str| named.is_empty() || named.iter().any(|name| name == part);
    let mut lines = Vec::new();
    if wanted("read") || wanted("again") {
        eprintln!("reading 20 000 users");
        let work = read::lines(wanted("read"), wanted("again"));
        lines.extend(measured("Reading 20 000 users", work).await);
    }
    if wanted("wire") {
        eprintln!("reading 20 000 users over a slow line, and beside a script in Python");
        lines.extend(measured("The wire", wire::lines()).await);
    }
    if wanted("older") {
        eprintln!("beside the command line of 40dd3ab");
        lines.extend(measured("Beside 40dd3ab", older::lines()).await);
    }
    if wanted("store") {
        eprintln!("asking a store of 100 000 accounts");
        lines.extend(measured("Searching, filtering, sorting", store::lines()).await);
    }
    if wanted("memory") {
        eprintln!("reading 20 000 and 200 000 users on the command line");
        lines.extend(measured("Peak memory", async { vec![memory::line().await] }).await);
    }
    if wanted("changes") {
        eprintln!("planning and running thousands of changes");
        lines.extend(measured("Many changes", changes::lines()).await);
    }
    if wanted("people") {
        eprintln!("tying 100 000 accounts");
        lines.extend(measured("People", people::lines()).await);
    }
    if wanted("reconcile") {
        eprintln!("comparing 600 000 accounts with an HR list");
        lines.extend(measured("Reconcile", reconcile::lines()).await);
    }
    if wanted("lockdown") {
        eprintln!("locking one person down in six apps");
        lines.extend(measured("The lockdown", lockdown::lines()).await);
    }
    if wanted("review") {
        eprintln!("freezing 100 000 accounts, deciding 20 000 items");
        lines.extend(measured("Reviews", review::lines()).await);
    }
    if wanted("record") {
        eprintln!("checking a record of 1 000 000 entries");
        lines.extend(measured("The record", record::lines()).await);
    }
    if wanted("editor") {
        eprintln!("pasting into a group of 20 000 members");
        lines.extend(measured("The editor", editor::lines()).await);
    }
    if wanted("list") {
        eprintln!("looking at HR lists of 100 000 rows");
        lines.extend(measured("HR lists", list::lines()).await);
    }
    if wanted("window") {
        eprintln!("opening windows");
        lines.extend(measured("The window", window::lines()).await);
    }
    if table::print(&lines) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// On a task of its own: what cannot be measured is a missed line, and the others are still
/// reported.
async fn measured(what: &str, work: impl Future<Output = Vec<Line>> + Send + 'static) -> Vec<Line> {
    tokio::spawn(work).await.unwrap_or_else(|_| {
        vec![Line {
            what: what.to_owned(),
            limit: Limit::Times(1.0),
            measured: f64::NAN,
            from: "could not be measured, the reason stands above".to_owned(),
        }]
    })
}
