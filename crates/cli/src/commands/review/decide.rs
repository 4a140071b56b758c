//! `rollcall review decide`: decisions that are typed, or read from a file.

use super::shown::{show, show_answers};
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::input;
use crate::screen::Screen;
use clap::{Args, ValueEnum};
use rollcall_engine::Rollcall;
use rollcall_engine::view::{DecideRequest, Decided, ReviewDecision};
use std::path::Path;

/// Decide items, or import a filled-in CSV file; several items at once are kept in bulk
#[derive(Debug, Args)]
#[command(after_help = example("rollcall review decide 'Q4 2026' 12 --decision revoke --reason 'left in November'"))]
pub struct Decide {
    /// Name or id of the review
    pub review: String,
    /// A filled-in CSV file (- reads standard input), or numbers of items
    #[arg(required = true, value_name = "FILE|ITEM")]
    pub what: Vec<String>,
    /// Number of the reviewer who decides
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    pub by: u32,
    /// The decision about the items
    #[arg(long, value_enum)]
    pub decision: Option<Word>,
    /// Needed for revoke and change, and for keeping privileged access, leavers and accounts that are
    /// not on the HR list
    #[arg(long, default_value = "", hide_default_value = true)]
    pub reason: String,
    /// Name or id of a group to drop, with change; may be repeated
    #[arg(long, value_name = "GROUP")]
    pub drop: Vec<String>,
    /// Set the decisions of the file; without this option, the file is only checked
    #[arg(long)]
    pub yes: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Word {
    Keep,
    Change,
    Revoke,
    /// Clear the decision
    None,
}

pub(super) async fn decide(
    rollcall: &Rollcall,
    options: Decide,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let numbers: Result<Vec<u32>, _> = options.what.iter().map(|one| one.parse()).collect();
    if let Ok(items) = numbers {
        let Some(decision) = options.decision else {
            return Err(Stop::usage("State the decision: --decision keep, change or revoke."));
        };
        let wanted = DecideRequest {
            items,
            decision: match decision {
                Word::Keep => Some(ReviewDecision::Keep),
                Word::Change => Some(ReviewDecision::Change),
                Word::Revoke => Some(ReviewDecision::Revoke),
                Word::None => None,
            },
            drop: options.drop,
            reason: options.reason,
            by: options.by,
            ms: 0,
        };
        let decided = rollcall.decide_from(&options.review, wanted, "command line").await?;
        show_decided(rollcall, &options.review, &decided, screen).await?;
        let left_out = decided.bulk.is_some_and(|bulk| bulk.left_out.total() > 0);
        return Ok(Ending::of(!left_out));
    }
    let [file] = options.what.as_slice() else {
        return Err(Stop::usage("Name one CSV file, or numbers of items."));
    };
    answers(rollcall, &options.review, Path::new(file), options.by, options.yes, screen).await
}

async fn show_decided(
    rollcall: &Rollcall,
    review: &str,
    decided: &Decided,
    screen: &Screen,
) -> Result<(), Stop> {
    if screen.json() {
        return screen.value(decided);
    }
    if let Some(bulk) = &decided.bulk {
        screen.line(&bulk.words)?;
        if bulk.kept > 0 {
            screen.line(format!("Undo it with: rollcall review undo \"{review}\""))?;
        }
    }
    show(&rollcall.review(review).await?, screen)
}

pub(super) async fn answers(
    rollcall: &Rollcall,
    review: &str,
    file: &Path,
    by: u32,
    yes: bool,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let bytes = input::bytes(file, "")?;
    let look = match yes {
        true => rollcall.take_answers(review, by, &bytes).await?,
        false => rollcall.look_at_answers(review, by, &bytes).await?,
    };
    if screen.json() {
        screen.value(&look)?;
    } else {
        if look.late {
            screen.line("  The answers came after the due date.")?;
        }
        screen.line(format!("  Answers of {}, imported by you.", look.answers_of))?;
        if look.bulk > 0 {
            screen.line(format!(
                "  {} of them are equal, and count as decided in bulk.",
                look.bulk
            ))?;
        }
        if let Some(name) = &look.signed_by {
            screen.line(format!("  Signed by “{name}”; nothing proves who that is."))?;
        }
        if look.left > 0 {
            screen.line(format!("  {} of the reviewer's items are not answered.", look.left))?;
        }
        show_answers(&look, yes, screen)?;
        if yes {
            screen.line(format!("Undo it with: rollcall review undo \"{review}\""))?;
        }
    }
    let waits = look.lines.iter().any(|one| one.contradicts.is_some());
    Ok(Ending::of(look.rejected.is_empty() && !waits))
}
