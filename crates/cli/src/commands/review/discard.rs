//! `rollcall review discard`.

use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::screen::{Screen, plain};
use crate::words;
use clap::Args;
use rollcall_engine::Rollcall;
use rollcall_engine::view::ReviewView;
use std::io::IsTerminal;

/// Discard a review before it is signed; what was frozen and decided stays on record
#[derive(Debug, Args)]
#[command(after_help = example("rollcall review discard 'Q4 2026'"))]
pub struct Discard {
    /// Name or id of the review
    pub review: String,
    /// Discard it without asking
    #[arg(long)]
    pub yes: bool,
}

pub async fn discard(
    rollcall: &Rollcall,
    options: &Discard,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let view = rollcall.review(&options.review).await?;
    let name = &view.brief.name;
    if !options.yes {
        screen.warn(what_ends(&view));
        if !std::io::stdin().is_terminal() {
            return Err(Stop::usage(format!(
                "Nothing was discarded. To discard the review without a question: rollcall review \
                 discard \"{}\" --yes",
                plain(&options.review)
            )));
        }
        let question = format!("Type {} to discard it:", plain(name));
        let typed = inquire::Text::new(&question).prompt_skippable();
        if typed.ok().flatten().as_deref().map(str::trim) != Some(name.as_str()) {
            return Err(Stop::failed("Not confirmed. Nothing was discarded."));
        }
    }
    rollcall.discard_review(view.brief.id.as_str()).await?;
    if screen.json() {
        screen.value(&rollcall.review(view.brief.id.as_str()).await?)?;
    } else {
        screen.line(format!("Discarded {name}. What was frozen and decided stays on record."))?;
    }
    Ok(Ending::Done)
}

/// What discarding a review ends.
fn what_ends(view: &ReviewView) -> String {
    let brief = &view.brief;
    let decided = brief.keep + brief.change + brief.revoke;
    let signed = match view.sign_offs.as_slice() {
        [] => String::new(),
        parts => {
            let names: Vec<&str> = parts.iter().map(|one| one.name.as_str()).collect();
            format!(", and {} signed", names.join(" and "))
        }
    };
    format!(
        "Discarding “{}” ends it: {decided} of {} decided{signed}. It cannot be reopened, signed or \
         packed.",
        brief.name,
        words::plural(brief.items, "item", "items")
    )
}
