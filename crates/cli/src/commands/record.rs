//! `rollcall record`: what was done, and whether the chain still holds.

use crate::cursor;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::listing::{self, Cell, Slice, cells};
use crate::screen::{Listing, Screen};
use crate::words;
use clap::{Args, Subcommand};
use rollcall_engine::Rollcall;
use rollcall_engine::view::RecordQuery;
use serde_json::json;
use std::path::{Path, PathBuf};

/// The shape of an exported record.
const SHAPE: &str = "Each line of an exported record is an entry, oldest first: an object with at, \
    body, hash, kind, previous and seq. hash is the SHA-256 of the line without its hash member, in \
    the canonical form of RFC 8785, which the line already has; previous is the hash of the line \
    before, or 64 zeros in the first line. After the entries come the signed heads, each as \
    {\"head\":{…}} with hash, public_key, seq and signature: an Ed25519 signature over three lines, \
    `rollcall record head v1`, seq and hash, with no line end after the last one. The signature covers \
    that entry and all entries before it.";

/// List what was done, oldest first; verify and export it
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    args = listing::options(),
    long_about = format!("List what was done, oldest first; verify and export it.\n\n{SHAPE}"),
    after_help = example("rollcall record --limit 20")
)]
pub struct Record {
    #[command(subcommand)]
    verb: Option<Verb>,
    /// Verify the record instead of listing it
    #[arg(long, hide = true)]
    verify: bool,
    /// Write the whole record into a new file, as JSON lines
    #[arg(long, value_name = "FILE", conflicts_with = "verify", hide = true)]
    export: Option<PathBuf>,
    #[command(flatten)]
    slice: Slice,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List what was done, oldest first
    #[command(
        args = listing::options(),
        after_help = example("rollcall record list --limit 1000 --format csv")
    )]
    List(Slice),
    /// Verify the record: its chain and its signatures
    #[command(after_help = example("rollcall record verify"))]
    Verify,
    /// Write the whole record into a new file, as JSON lines
    #[command(
        long_about = format!(
            "Write the whole record into a new file, as JSON lines. An existing file is not \
            overwritten.\n\n{SHAPE}"
        ),
        after_help = example("rollcall record export record.jsonl")
    )]
    Export {
        /// The new file
        file: PathBuf,
    },
}

const HEAD: [&str; 4] = ["No.", "When", "What", "Hash"];

pub async fn run(rollcall: &Rollcall, options: Record, screen: &Screen) -> Result<Ending, Stop> {
    match options {
        Record { verb: Some(Verb::Verify), .. } | Record { verify: true, .. } => {
            verify(rollcall, screen).await
        }
        Record { verb: Some(Verb::Export { file }), .. } | Record { export: Some(file), .. } => {
            export(rollcall, &file, screen).await
        }
        Record { verb: Some(Verb::List(slice)), .. } | Record { slice, .. } => {
            list(rollcall, slice, screen).await
        }
    }
}

async fn list(rollcall: &Rollcall, slice: Slice, screen: &Screen) -> Result<Ending, Stop> {
    let after = cursor::parse(slice.cursor.as_deref())?;
    let limit = slice.limit(screen);
    let all = rollcall.record_page(RecordQuery::default()).await?.all;
    let entries = rollcall.record(after, limit).await?;
    let next_cursor = entries.last().filter(|last| last.seq < all).map(|last| cursor::at(last.seq));
    let as_of = entries.last().and_then(|entry| entry.at.parse().ok());
    let lead = match all {
        0 => "No entries.".to_owned(),
        all => format!("{}, oldest first", words::plural(all, "entry", "entries")),
    };
    let listing = Listing { result: entries, next_cursor, as_of, complete: true };
    screen.listing(&listing, &lead, &HEAD, |entry| {
        cells![
            entry.seq.to_string(),
            entry.at.parse().map_or_else(|_| Cell::from(entry.at.clone()), Cell::Time),
            entry.words.clone(),
            entry.hash.chars().take(12).collect::<String>(),
        ]
    })
}

async fn export(rollcall: &Rollcall, file: &Path, screen: &Screen) -> Result<Ending, Stop> {
    screen.swept(file);
    let entries = rollcall.export_record(file).await?;
    if screen.json() {
        let written = json!({"file": file, "entries": entries});
        screen.value(&Listing::whole(vec![written], true))?;
    } else {
        screen.line(format!(
            "Wrote {} to {}. The file contains names: protect it like the record itself.",
            words::plural(entries, "entry", "entries"),
            file.display()
        ))?;
    }
    Ok(Ending::Done)
}

pub async fn verify(rollcall: &Rollcall, screen: &Screen) -> Result<Ending, Stop> {
    let check = rollcall.verify_record().await?;
    let intact = check.intact;
    if screen.json() {
        screen.value(&Listing::whole(vec![check], intact))?;
    } else {
        screen.line(&check.words)?;
        screen.line(format!("Newest entry: sha256 {}", check.head))?;
    }
    // a chain that does not fit is a failure, not something unfinished
    Ok(if intact { Ending::Done } else { Ending::Failed })
}
