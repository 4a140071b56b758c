//! `rollcall case receipt`: the state of a lockdown or quarantine, and what is done about open items.

use crate::commands::asking::{Answer, DRY_RUN, NOT_CONFIRMED, ask, can_ask, lower_first};
use crate::commands::plan::shown::show_plan;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::interrupt::UnderWay;
use crate::screen::{Screen, not_written};
use crate::words;
use clap::Args;
use rollcall_engine::view::{CaseFormat, CaseState, CaseView, LineState, ReceiptLine};
use rollcall_engine::{CaseId, Readers, Rollcall, Tick, write_new_file};
use std::path::PathBuf;

/// Show the state of a lockdown or quarantine; exit status 3 while something is open
#[derive(Debug, Args)]
#[command(after_help = example("rollcall case receipt CASE --html receipt.html"))]
pub struct Receipt {
    /// Id of the lockdown or quarantine, as `rollcall case list` prints it
    pub id: CaseId,
    /// Recheck every line first
    #[arg(long)]
    pub recheck: bool,
    /// Plan the unverified changes again: show the plan, ask, run it
    #[arg(long, conflicts_with = "stop")]
    pub again: bool,
    /// Run that plan without asking
    #[arg(long, requires = "again", conflicts_with = "dry_run")]
    pub yes: bool,
    /// Show that plan and send nothing
    #[arg(long, requires = "again")]
    pub dry_run: bool,
    /// Stop retrying; once nothing is retried, mark what came back as intended
    #[arg(long)]
    pub stop: bool,
    /// Mark this line of residual access as closed by hand, by its number
    #[arg(long, value_name = "LINE")]
    pub tick: Option<u32>,
    /// A note to keep with that line
    #[arg(long, default_value = "", hide_default_value = true, requires = "tick")]
    pub note: String,
    /// Write the receipt as a page into a new file
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
}

pub async fn receipt(
    rollcall: &Rollcall,
    options: Receipt,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let mut case = rollcall.case(&options.id).await?;
    can_ask(options.again && !options.yes && !options.dry_run)?;
    if options.stop {
        case = rollcall.stop_case(&options.id).await?;
    }
    if options.again {
        match again(rollcall, &options, screen).await? {
            Some(tried) => case = tried,
            None => return Ok(Ending::Done),
        }
    }
    if options.recheck {
        case = rollcall.recheck_case(&options.id).await?;
    }
    if let Some(line) = options.tick {
        case = rollcall.tick_residual(&options.id, line, Tick::Done, &options.note).await?;
    }
    if let Some(file) = &options.html {
        let text = rollcall.case_file(&options.id, CaseFormat::Html).await?;
        screen.swept(file);
        write_new_file(file, Readers::Usual, text.as_bytes())
            .map_err(|error| not_written(file, &error))?;
        screen.note(format!("Written to {}.", file.display()));
    }
    show(&case, screen)
}

/// Plans what is not verified, shows the plan, asks and runs it; `None` after a dry run.
async fn again(
    rollcall: &Rollcall,
    options: &Receipt,
    screen: &Screen,
) -> Result<Option<CaseView>, Stop> {
    let planned = rollcall.plan_case_again(&options.id).await?;
    if !screen.json() {
        if let Some(plan) = &planned.plan {
            show_plan(plan, screen)?;
        }
        for note in &planned.notes {
            screen.line(format!("  Not in the plan: {note}"))?;
        }
    }
    let Some(plan) = &planned.plan else {
        screen.note("There is nothing to send.");
        return Ok(Some(rollcall.case(&options.id).await?));
    };
    if options.dry_run {
        if screen.json() {
            screen.value(&planned)?;
        }
        rollcall.discard_plan(&plan.id).await?;
        screen.note(DRY_RUN);
        return Ok(None);
    }
    let answer =
        if options.yes { Answer::yes_to(&plan.confirmation) } else { ask(&plan.confirmation)? };
    let Answer::Confirmed { typed } = answer else {
        rollcall.discard_plan(&plan.id).await?;
        return Err(Stop::failed(NOT_CONFIRMED));
    };
    screen.begins(UnderWay::Case(options.id.clone()));
    let case = rollcall.run_case_again(&options.id, &plan.id, typed.as_deref()).await?;
    screen.begins(UnderWay::Nothing);
    Ok(Some(case))
}

/// The receipt; *partial* while anything of it is not verified.
pub fn show(case: &CaseView, screen: &Screen) -> Result<Ending, Stop> {
    let brief = &case.brief;
    if screen.json() {
        screen.value(case)?;
    } else {
        screen.line(format!(
            "{}: {} of {} changes verified, {} open{}",
            brief.title,
            brief.verified,
            brief.lines,
            brief.open,
            words::rest(brief.lines, &[brief.verified, brief.open], "restored"),
        ))?;
        if brief.is_back() {
            screen.line(format!("  A later read: {}", lower_first(&brief.back_words())))?;
        }
        for line in &case.lines {
            screen.line(words::ended(
                [&line.connection_name, &line.change, &line.person],
                state_of(line),
                &line.words,
            ))?;
            if let Some(problem) = &line.problem
                && line.state != LineState::Verified
            {
                screen.problem(problem);
            }
            if let Some(check) = line.checks.last() {
                let (at, so) = (words::time(check.at), check.words());
                screen.line(format!("    {at} {so}: {}", check.found))?;
            }
        }
        if !case.residual.is_empty() {
            screen.line("Residual access, to be closed by hand:")?;
        }
        for line in &case.residual {
            let done = line.done_at.as_ref().map_or_else(|| " ".to_owned(), |_| "x".to_owned());
            screen.line(format!(
                "  [{done}] {:>2} {} · {} · {} ({})",
                line.number, line.connection_name, line.person, line.text, line.place
            ))?;
        }
        for next in next_steps(case) {
            screen.line(format!("  {next}"))?;
        }
        screen.line(format!("  Receipt {}", brief.id))?;
    }
    Ok(Ending::of(brief.open == 0 && !brief.is_back()))
}

fn state_of(line: &ReceiptLine) -> &'static str {
    match line.state {
        _ if line.is_undone() => "no longer in effect",
        LineState::Waiting => "waiting",
        LineState::Running => "under way",
        LineState::Verified => "verified",
        LineState::Open => "open",
        LineState::Yours => "open, needs you",
        LineState::Stopped => "stopped",
    }
}

/// What to do about lines that are no longer in effect, and about what a later read found.
fn next_steps(case: &CaseView) -> Vec<String> {
    let brief = &case.brief;
    let undone = case.lines.iter().filter(|line| line.is_undone()).count();
    let over = matches!(brief.state, CaseState::Released | CaseState::Planned);
    if over || !(brief.is_back() || undone > 0 && brief.open > 0) {
        return Vec::new();
    }
    let id = &brief.id;
    let mut steps =
        vec![format!("`rollcall case receipt {id} --again` plans it again and asks first.")];
    if brief.is_back() {
        steps.push(format!("`rollcall case receipt {id} --recheck` asks the apps now."));
    }
    if brief.is_back() && matches!(brief.state, CaseState::Closed | CaseState::Stopped) {
        steps.push(format!("If it is intended: `rollcall case receipt {id} --stop`."));
    }
    steps
}
