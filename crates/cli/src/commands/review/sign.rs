//! `rollcall review sign`: the statement is shown and confirmed. Without a terminal and without
//! `--confirm` it is printed, and the signature says that nobody was asked.

use super::shown::show;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::screen::{Screen, plain};
use clap::Args;
use rollcall_engine::Rollcall;
use rollcall_engine::view::{SignAsked, SignRequest, SignRole};
use std::io::IsTerminal;

/// Show the statement and sign it: each reviewer their own part, then the second signer
#[derive(Debug, Args)]
#[command(after_help = example("rollcall review sign 'Q4 2026' --name 'Jo Doe'"))]
pub struct Sign {
    /// Name or id of the review
    pub review: String,
    /// Name of the signer
    #[arg(long)]
    pub name: String,
    /// The exact statement to sign, as --dry-run prints it; without this and without a terminal,
    /// the signature says that no one was asked
    #[arg(long, value_name = "SENTENCE")]
    pub confirm: Option<String>,
    /// Print the statement and sign nothing
    #[arg(long, conflicts_with = "confirm")]
    pub dry_run: bool,
    /// Give the second signature, over all parts
    #[arg(long)]
    pub second: bool,
    /// Why someone other than the named second signer signs
    #[arg(long, default_value = "", hide_default_value = true, requires = "second")]
    pub reason: String,
    /// Number of the reviewer whose part is signed, if two reviewers have the same name
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["second", "imported"])]
    pub of: Option<u32>,
    /// State that the answers of this reviewer were imported; this is not the reviewer's signature
    #[arg(long, value_name = "NUMBER", conflicts_with = "second")]
    pub imported: Option<u32>,
}

/// Shows the sentence that is signed; the signer confirms it as it is.
pub(super) async fn sign(
    rollcall: &Rollcall,
    options: &Sign,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let look = rollcall.sign_off(&options.review).await?;
    let role = match (options.second, options.imported) {
        (true, _) => SignRole::Second,
        (false, Some(_)) => SignRole::Import,
        (false, None) => SignRole::Reviewer,
    };
    let name = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let number = options.imported.or(options.of);
    let mine = look.parts.iter().find(|part| match number {
        Some(number) => part.reviewer == number,
        None => name(&part.name) == name(&options.name),
    });
    let statement = match role {
        SignRole::Second => look.second.statement.as_str(),
        SignRole::Import => mine.map_or("", |part| part.import_statement.as_str()),
        SignRole::Reviewer => mine.map_or("", |part| part.statement.as_str()),
    };
    let mut confirms = options.confirm.clone().unwrap_or_default();
    // A refusal comes before the question: what cannot be signed is not asked about.
    let is_ready = match role {
        SignRole::Second => look.second.waits_for.is_empty(),
        _ => mine.is_some_and(|part| part.left == 0 && !statement.is_empty()),
    };
    // What cannot be signed is refused below, with the reason.
    if options.dry_run && is_ready {
        screen.line(plain(statement))?;
        return Ok(Ending::Done);
    }
    let mut asked = SignAsked::Confirmed;
    if is_ready && options.confirm.is_none() && !std::io::stdin().is_terminal() {
        // A script cannot answer. The signature says that nobody was asked.
        screen.line(format!("{} signs: {}", plain(&options.name), plain(statement)))?;
        statement.clone_into(&mut confirms);
        asked = SignAsked::PrintedOnly;
    } else if is_ready && options.confirm.is_none() {
        let question =
            format!("{} signs: {} Is that correct?", plain(&options.name), plain(statement));
        let said = inquire::Confirm::new(&question).with_default(false).prompt_skippable();
        if said.ok().flatten() != Some(true) {
            return Err(Stop::failed("Not confirmed. Nothing was signed."));
        }
        statement.clone_into(&mut confirms);
    }
    let wanted = SignRequest {
        role,
        reviewer: number,
        name: options.name.clone(),
        confirms,
        reason: options.reason.clone(),
        asked,
    };
    show(&rollcall.sign_review(&options.review, wanted).await?, screen)?;
    Ok(Ending::Done)
}
