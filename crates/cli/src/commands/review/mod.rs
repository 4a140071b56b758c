//! `rollcall review`: freeze, decide, sign, revoke, close, and the evidence.

mod decide;
mod except;
mod items;
mod list;
mod new;
mod pack;
mod revoke;
mod shown;
mod sign;

use crate::ending::{Ending, Stop};
use crate::screen::Screen;
use clap::{Args, Subcommand};
use decide::{Decide, answers, decide};
use except::{Except, except};
use items::{Items, items};
use list::list;
use new::{New, new, who};
use pack::{Pack, pack};
use revoke::{Revoke, revoke};
use rollcall_engine::view::{ReviewHandOver, ReviewState, ReviewView};
use rollcall_engine::{NewFile, Readers, Rollcall, write_new_file};
use shown::{open_again, show};
use sign::{Sign, sign};
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct Review {
    #[command(subcommand)]
    pub what: ReviewCommand,
}

#[derive(Debug, Subcommand)]
pub enum ReviewCommand {
    /// Read the apps, freeze who has access, and name the reviewers
    New(Box<New>),
    /// List reviews, newest first
    List,
    /// Show the progress of a review; exit status 3 while it is not closed
    Status { review: String },
    /// List items with their decisions, or write them as CSV to fill in
    Items(Items),
    /// Decide items, or import a filled-in CSV file; several items at once are kept in bulk
    Decide(Decide),
    /// Undo the last bulk decision
    Undo { review: String },
    /// Give items to another reviewer, with the reason
    HandOver(HandOver),
    /// Write the offline page of a reviewer without Rollcall into a new file
    Packet(Packet),
    /// Import the answers that such a page saved
    Import(Import),
    /// Show the statement and sign it: each reviewer their own part, then the second signer
    Sign(Sign),
    /// Plan what was revoked, show the plan, ask, run it, read it back
    Revoke(Revoke),
    /// Make an exception for a revoke that is not verified: who is responsible, and until when
    Except(Except),
    /// Close a review of which every revoke is verified or excepted
    Close { review: String },
    /// Write the evidence of a closed review into a new folder or zip
    Pack(Pack),
    /// Discard a review before it is signed
    Discard { review: String },
}

#[derive(Debug, Args)]
pub struct HandOver {
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

#[derive(Debug, Args)]
pub struct Packet {
    pub review: String,
    /// Number of the reviewer
    #[arg(long, value_name = "NUMBER")]
    pub of: u32,
    /// Where the reviewer sends the answers, as the page says it: an address or a place
    #[arg(long, value_name = "PLACE", default_value = "")]
    pub send_to: String,
    /// A new HTML file
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
}

#[derive(Debug, Args)]
pub struct Import {
    pub review: String,
    pub file: PathBuf,
    /// Number of the reviewer whose answers they are
    #[arg(long, value_name = "NUMBER")]
    pub of: u32,
    /// Set the decisions of the file; without this it is only checked
    #[arg(long)]
    pub yes: bool,
}

pub async fn run(rollcall: &Rollcall, options: Review, screen: &Screen) -> Result<Ending, Stop> {
    match options.what {
        ReviewCommand::New(options) => new(rollcall, *options, screen).await,
        ReviewCommand::List => list(rollcall, screen).await,
        ReviewCommand::Status { review } => {
            let view = rollcall.review(&review).await?;
            show(&view, screen)?;
            Ok(match view.brief.state {
                ReviewState::Closed if open_again(&view) > 0 => Ending::Partial,
                ReviewState::Closed | ReviewState::Discarded => Ending::Done,
                ReviewState::Open | ReviewState::Signed => Ending::Partial,
            })
        }
        ReviewCommand::Items(options) => items(rollcall, options, screen).await,
        ReviewCommand::Decide(options) => decide(rollcall, options, screen).await,
        ReviewCommand::Undo { review } => {
            let undone = rollcall.undo_bulk_from(&review, None, "command line").await?;
            if screen.json() {
                screen.value(&undone)?;
            } else {
                screen.line(format!(
                    "{} items are undecided again. {} have been decided again since, and stay.",
                    undone.items.len(),
                    undone.stayed
                ))?;
            }
            Ok(Ending::Done)
        }
        ReviewCommand::HandOver(options) => {
            let (items, reason) = (options.items, options.reason);
            let wanted = ReviewHandOver { items, to: who(&options.to)?, reason };
            done(&rollcall.hand_over(&options.review, wanted).await?, screen)
        }
        ReviewCommand::Packet(options) => {
            // It counts as handed out from then on, so the place comes first.
            let failed = |error| not_written(&options.output, &error);
            screen.swept(&options.output);
            let mut file = NewFile::new(&options.output, Readers::Usual).map_err(failed)?;
            let page =
                rollcall.review_packet_to(&options.review, options.of, &options.send_to).await?;
            file.write_all(page.as_bytes()).and_then(|()| file.keep()).map_err(failed)?;
            screen.line(format!(
                "Written to {}. The reviewer opens it in a browser and mails the answers back: rollcall review import \"{}\" FILE --of {}",
                options.output.display(), options.review, options.of
            ))?;
            Ok(Ending::Done)
        }
        ReviewCommand::Import(options) => {
            answers(rollcall, &options.review, &options.file, options.of, options.yes, screen).await
        }
        ReviewCommand::Sign(options) => sign(rollcall, &options, screen).await,
        ReviewCommand::Revoke(options) => revoke(rollcall, &options, screen).await,
        ReviewCommand::Except(options) => except(rollcall, options, screen).await,
        ReviewCommand::Close { review } => done(&rollcall.close_review(&review).await?, screen),
        ReviewCommand::Pack(options) => pack(rollcall, &options, screen).await,
        ReviewCommand::Discard { review } => {
            rollcall.discard_review(&review).await?;
            screen.line("Discarded. What was frozen and decided stays on record.")?;
            Ok(Ending::Done)
        }
    }
}

fn done(view: &ReviewView, screen: &Screen) -> Result<Ending, Stop> {
    show(view, screen)?;
    Ok(Ending::Done)
}

fn not_written(path: &Path, error: &std::io::Error) -> Stop {
    Stop::failed(format!("{} was not written: {error}.", path.display()))
}

fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Stop> {
    write_new_file(path, Readers::Usual, bytes).map_err(|error| not_written(path, &error))
}
