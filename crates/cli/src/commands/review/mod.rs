//! `rollcall review`: freeze, decide, sign, revoke, close, and the evidence.

mod decide;
mod discard;
mod except;
mod items;
mod list;
mod new;
mod pack;
mod revoke;
mod shown;
mod sign;

use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::screen::Screen;
use crate::screen::not_written;
use clap::{Args, Subcommand};
use decide::{Decide, answers, decide};
use discard::{Discard, discard};
use except::{Except, except};
use items::{Items, items};
use list::{List, list};
use new::{New, new, who};
use pack::{Pack, pack};
use revoke::{Revoke, revoke};
use rollcall_engine::view::{ReviewHandOver, ReviewState, ReviewView};
use rollcall_engine::{NewFile, Readers, Rollcall, in_shell, write_new_file};
use shown::{open_again, show};
use sign::{Sign, sign};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Access reviews: freeze who has access, decide, revoke, prove
#[derive(Debug, Subcommand)]
#[command(after_help = example("rollcall review list"))]
pub enum Review {
    New(Box<New>),
    List(List),
    /// Show the progress of a review; exit status 3 while it is not closed
    #[command(after_help = example("rollcall review status 'Q4 2026'"))]
    Status {
        review: String,
    },
    Items(Items),
    Decide(Decide),
    /// Undo the last bulk decision or import: its items are as they were before
    #[command(after_help = example("rollcall review undo 'Q4 2026'"))]
    Undo {
        review: String,
    },
    HandOver(HandOver),
    Packet(Packet),
    Import(Import),
    Sign(Sign),
    Revoke(Revoke),
    Except(Except),
    /// Close a review when every revoke is verified or excepted
    #[command(after_help = example("rollcall review close 'Q4 2026'"))]
    Close {
        review: String,
    },
    Pack(Pack),
    Discard(Discard),
}

/// Give items to another reviewer, with the reason
#[derive(Debug, Args)]
#[command(after_help = example("rollcall review hand-over 'Q4 2026' 7 8 --to 'Sam Osei <sam@example.com>' --reason 'Jo is on leave'"))]
pub struct HandOver {
    /// Name or id of the review
    pub review: String,
    /// Numbers of items
    #[arg(required = true, value_name = "ITEM")]
    pub items: Vec<u32>,
    /// Who decides about them, as "Jo Doe <jo@example.com>"; may be new to the review
    #[arg(long, value_name = "WHO")]
    pub to: String,
    #[arg(long)]
    pub reason: String,
}

/// Write a packet into a new file: an offline page for a reviewer without Rollcall
#[derive(Debug, Args)]
#[command(after_help = example("rollcall review packet 'Q4 2026' --of 2 --send-to it@example.com -o carla.html"))]
pub struct Packet {
    /// Name or id of the review
    pub review: String,
    /// Number of the reviewer
    #[arg(long, value_name = "NUMBER")]
    pub of: u32,
    /// Where the reviewer sends the answers: an address or a place, which the page shows
    #[arg(long, value_name = "PLACE", default_value = "")]
    pub send_to: String,
    /// A new HTML file
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
}

/// Import the answers that a packet saved
#[derive(Debug, Args)]
#[command(after_help = example("rollcall review import 'Q4 2026' answers-2.json --of 2 --yes"))]
pub struct Import {
    /// Name or id of the review
    pub review: String,
    /// The saved answers; - reads standard input
    pub file: PathBuf,
    /// Number of the reviewer who gave the answers
    #[arg(long, value_name = "NUMBER")]
    pub of: u32,
    /// Set the decisions of the file; without this option, the file is only checked
    #[arg(long)]
    pub yes: bool,
}

pub async fn run(rollcall: &Rollcall, what: Review, screen: &Screen) -> Result<Ending, Stop> {
    let decided = match &what {
        Review::Decide(options) => Some(options.review.clone()),
        Review::Undo { review } => Some(review.clone()),
        Review::HandOver(options) => Some(options.review.clone()),
        Review::Import(options) => Some(options.review.clone()),
        _ => None,
    };
    let Some(review) = decided else { return run_one(rollcall, what, screen).await };
    let before = signed(rollcall, &review).await;
    let ended = run_one(rollcall, what, screen).await?;
    let now = if before.is_empty() { Vec::new() } else { signed(rollcall, &review).await };
    for name in before.iter().filter(|name| !now.contains(name)) {
        screen.warn(format!(
            "The signature of {name} no longer holds: what it was under has changed. Sign again: \
             rollcall review sign \"{review}\""
        ));
    }
    Ok(ended)
}

/// Who has signed a review.
async fn signed(rollcall: &Rollcall, review: &str) -> Vec<String> {
    let view = rollcall.review(review).await;
    view.map(|view| view.sign_offs.into_iter().map(|one| one.name).collect()).unwrap_or_default()
}

async fn run_one(rollcall: &Rollcall, what: Review, screen: &Screen) -> Result<Ending, Stop> {
    match what {
        Review::New(options) => new(rollcall, *options, screen).await,
        Review::List(List {}) => list(rollcall, screen).await,
        Review::Status { review } => {
            let view = rollcall.review(&review).await?;
            show(&view, screen)?;
            Ok(match view.brief.state {
                ReviewState::Closed if open_again(&view) > 0 => Ending::Partial,
                ReviewState::Closed | ReviewState::Discarded => Ending::Done,
                ReviewState::Open | ReviewState::Signed => Ending::Partial,
            })
        }
        Review::Items(options) => items(rollcall, options, screen).await,
        Review::Decide(options) => decide(rollcall, options, screen).await,
        Review::Undo { review } => {
            let undone = rollcall.undo_bulk_from(&review, None, "command line").await?;
            if screen.json() {
                screen.value(&undone)?;
            } else {
                screen.line(&undone.words)?;
            }
            Ok(Ending::Done)
        }
        Review::HandOver(options) => {
            let (items, reason) = (options.items, options.reason);
            let wanted = ReviewHandOver { items, to: who(&options.to)?, reason };
            done(&rollcall.hand_over(&options.review, wanted).await?, screen)
        }
        Review::Packet(options) => {
            // It counts as handed out from then on, so the place comes first.
            let failed = |error| not_written(&options.output, &error);
            screen.swept(&options.output);
            let mut file = NewFile::new(&options.output, Readers::Usual).map_err(failed)?;
            let page =
                rollcall.review_packet_to(&options.review, options.of, &options.send_to).await?;
            file.write_all(page.as_bytes()).and_then(|()| file.keep()).map_err(failed)?;
            screen.line(format!(
                "Written to {}. The reviewer opens it in a browser and mails the answers back: rollcall review import {} answers-{of}.json --of {of}",
                options.output.display(), in_shell(&options.review), of = options.of
            ))?;
            Ok(Ending::Done)
        }
        Review::Import(options) => {
            answers(rollcall, &options.review, &options.file, options.of, options.yes, screen).await
        }
        Review::Sign(options) => sign(rollcall, &options, screen).await,
        Review::Revoke(options) => revoke(rollcall, &options, screen).await,
        Review::Except(options) => except(rollcall, options, screen).await,
        Review::Close { review } => done(&rollcall.close_review(&review).await?, screen),
        Review::Pack(options) => pack(rollcall, &options, screen).await,
        Review::Discard(options) => discard(rollcall, &options, screen).await,
    }
}

fn done(view: &ReviewView, screen: &Screen) -> Result<Ending, Stop> {
    show(view, screen)?;
    Ok(Ending::Done)
}

fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Stop> {
    write_new_file(path, Readers::Usual, bytes).map_err(|error| not_written(path, &error))
}
