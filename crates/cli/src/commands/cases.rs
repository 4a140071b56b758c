//! `rollcall lockdown`, `quarantine`, `release`, `cases`, `receipt`.

use crate::args::{Lockdown, Quarantine, Receipt, Release};
use crate::commands::deactivate::{Answer, ask, lower_first, show_plan, show_run};
use crate::commands::people;
use crate::ending::{Ending, Stop};
use crate::house;
use crate::screen::{Listing, Screen};
use crate::words;
use rollcall_engine::view::{
    CaseBrief, CaseFormat, CaseKind, CasePlan, CaseState, CaseView, Confirmation, LineState,
    LockdownRequest, PlanView, QuarantineRequest,
};
use rollcall_engine::{Readers, Rollcall, write_new_file};
use std::io::IsTerminal;
use std::time::Duration;

pub const NO_TERMINAL: &str = "There is no terminal to ask in. Nothing was planned or sent; --yes \
runs the plan without asking.";
const NOT_CONFIRMED: &str = "Not confirmed. Nothing was sent, and the plan was discarded.";
pub const ALREADY: &str = "Nothing to do: already inactive (checked just now).";
pub const ALREADY_SO: &str = "Nothing to do: already done (checked just now).";
pub const DRY_RUN: &str = "A dry run: nothing was sent.";
const NOT_WAITING: &str = "Stopped waiting. Open items stay open; `rollcall receipt ID --again` \
retries them.";
/// Between looks at what is tried again.
const LOOK_EVERY: Duration = Duration::from_millis(500);

pub async fn lockdown(
    rollcall: &Rollcall,
    options: Lockdown,
    screen: &Screen,
) -> Result<Ending, Stop> {
    if !options.yes && !options.dry_run && !std::io::stdin().is_terminal() {
        return Err(Stop::usage(NO_TERMINAL));
    }
    let people = numbers(rollcall, &options.people).await?;
    let wanted = LockdownRequest { people, groups: options.groups };
    let planned = rollcall.plan_lockdown(wanted).await?;
    if options.dry_run {
        return dry_run(rollcall, &planned, ALREADY, screen).await;
    }
    confirm_and_run(
        rollcall,
        &planned,
        Asking { yes: options.yes, wait: options.wait, already: ALREADY },
        screen,
    )
    .await
}

pub async fn dry_run(
    rollcall: &Rollcall,
    planned: &CasePlan,
    already: &str,
    screen: &Screen,
) -> Result<Ending, Stop> {
    show_planned(planned, already, screen)?;
    if screen.json() {
        screen.value(planned)?;
    }
    rollcall.discard_case(&planned.case_id).await?;
    screen.note(DRY_RUN);
    Ok(Ending::Done)
}

pub async fn quarantine(
    rollcall: &Rollcall,
    options: Quarantine,
    screen: &Screen,
) -> Result<Ending, Stop> {
    if !options.yes && !options.dry_run && !std::io::stdin().is_terminal() {
        return Err(Stop::usage(NO_TERMINAL));
    }
    let wanted = QuarantineRequest {
        people: numbers(rollcall, &options.people).await?,
        leave_out: house::connection_ids(rollcall, &options.leave_out).await?,
        due: options.due,
    };
    let planned = rollcall.plan_quarantine(wanted).await?;
    if options.dry_run {
        return dry_run(rollcall, &planned, ALREADY_SO, screen).await;
    }
    confirm_and_run(
        rollcall,
        &planned,
        Asking { yes: options.yes, wait: false, already: ALREADY_SO },
        screen,
    )
    .await
}

/// How a planned case is confirmed and run.
pub struct Asking {
    pub yes: bool,
    /// Until nothing is tried any longer.
    pub wait: bool,
    /// The text shown when there is nothing to do.
    pub already: &'static str,
}

/// Shows a plan, asks, runs it to its end and shows its state.
pub async fn confirm_and_run(
    rollcall: &Rollcall,
    planned: &CasePlan,
    asking: Asking,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let Asking { yes, wait, already } = asking;
    if !screen.json() {
        show_planned(planned, already, screen)?;
    }
    let answer = match &planned.plan {
        Some(plan) if !yes => ask(&plan.confirmation)?,
        Some(plan) => Answer::yes_to(&plan.confirmation),
        None if !yes => ask(&Confirmation {
            type_this: None,
            button: if waits(planned) {
                "Start, and retry until the apps answer"
            } else {
                "Write the receipt"
            }
            .to_owned(),
            destructive: waits(planned),
        })?,
        None => Answer::Confirmed { typed: None },
    };
    let Answer::Confirmed { typed } = answer else {
        rollcall.discard_case(&planned.case_id).await?;
        return Err(Stop::failed(NOT_CONFIRMED));
    };
    let mut case = rollcall.start_case_to_end(&planned.case_id, typed.as_deref()).await?;
    if wait && case.brief.trying {
        rollcall.keep_cases().await?;
        let mut stopped = std::pin::pin!(tokio::signal::ctrl_c());
        while case.brief.trying {
            tokio::select! {
                () = tokio::time::sleep(LOOK_EVERY) => {}
                _ = &mut stopped => {
                    screen.note(NOT_WAITING);
                    break;
                }
            }
            case = rollcall.case(&planned.case_id).await?;
        }
    }
    show(&case, screen)
}

fn show_planned(planned: &CasePlan, already: &str, screen: &Screen) -> Result<(), Stop> {
    if screen.json() {
        return Ok(());
    }
    if let Some(plan) = &planned.plan {
        show_plan(plan, screen)?;
    } else if waits(planned) {
        screen.line("Nothing can be sent yet. Rollcall retries the apps that did not answer.")?;
    } else {
        let states: Vec<LineState> = planned.lines.iter().map(|line| line.state).collect();
        screen.line(unsent(&states, already))?;
    }
    for note in &planned.notes {
        screen.line(format!("  Not in the plan: {note}"))?;
    }
    Ok(())
}

/// Why nothing is sent: it is already done, or some of it is held back. The notes say by what, and
/// what lets it through.
fn unsent(lines: &[LineState], already: &str) -> String {
    let of = |state| lines.iter().filter(|one| **one == state).count();
    let (held, done, all) = (of(LineState::Yours), of(LineState::Verified), lines.len());
    if held == 0 {
        return already.to_owned();
    }
    let so = match done {
        0 => "none is already done".to_owned(),
        1 => "1 is already done (checked just now)".to_owned(),
        done => format!("{done} are already done (checked just now)"),
    };
    let held = if held == 1 { "1 is".to_owned() } else { format!("{held} are") };
    let changes = if all == 1 { "change" } else { "changes" };
    format!("Nothing can be sent now: of {all} {changes} {held} held back, and {so}.")
}

/// Something is to be tried until its app answers.
fn waits(planned: &CasePlan) -> bool {
    planned.lines.iter().any(|line| line.state == LineState::Open)
}

async fn numbers(rollcall: &Rollcall, wanted: &[String]) -> Result<Vec<u32>, Stop> {
    let mut numbers = Vec::with_capacity(wanted.len());
    for one in wanted {
        let id = people::find(rollcall, one).await?.id;
        if !numbers.contains(&id) {
            numbers.push(id);
        }
    }
    Ok(numbers)
}

pub async fn holding_group(
    rollcall: &Rollcall,
    name: &str,
    group: Option<&str>,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let connection = house::connection(rollcall, name).await?;
    let group = match group {
        Some(wanted) => Some(super::groups::find(rollcall, &connection, wanted).await?.group_id),
        None => None,
    };
    rollcall.set_holding_group(&connection.id, group.as_deref()).await?;
    screen.line(match group {
        Some(_) => format!("Quarantine in {} moves people there.", connection.name),
        None => format!("Quarantine in {} only removes people from groups.", connection.name),
    })?;
    Ok(Ending::Done)
}

pub async fn release(
    rollcall: &Rollcall,
    options: Release,
    screen: &Screen,
) -> Result<Ending, Stop> {
    if !options.yes && !options.dry_run && !std::io::stdin().is_terminal() {
        return Err(Stop::usage(NO_TERMINAL));
    }
    let person = people::find(rollcall, &options.person).await?;
    let cases = rollcall.person(person.id).await?.cases;
    let Some(case) = cases.into_iter().find(|case| case.sent && case.state != CaseState::Released)
    else {
        return Err(house::not_found(
            &format!("No lockdown or quarantine removed access from {}.", person.name),
            "`rollcall cases` lists them all.",
        )
        .into());
    };
    if case.people.len() > 1 && !options.everyone {
        let names: Vec<&str> = case.people.iter().map(|one| one.name.as_str()).collect();
        return Err(Stop::usage(format!(
            "The newest one for {} is the {}, and a release restores everyone in it: {}. Add \
            --everyone to restore all of them. To restore one person, use `rollcall plan \
            activate`. Nothing \
            was sent.",
            person.name,
            lower_first(&case.title),
            names.join(", ")
        )));
    }
    let plan: PlanView = rollcall.plan_release(&case.id).await?;
    if !screen.json() {
        show_plan(&plan, screen)?;
    }
    if options.dry_run {
        if screen.json() {
            screen.value(&plan)?;
        }
        rollcall.discard_plan(&plan.id).await?;
        screen.note(DRY_RUN);
        return Ok(Ending::Done);
    }
    let answer =
        if options.yes { Answer::yes_to(&plan.confirmation) } else { ask(&plan.confirmation)? };
    let Answer::Confirmed { typed } = answer else {
        rollcall.discard_plan(&plan.id).await?;
        return Err(Stop::failed(NOT_CONFIRMED));
    };
    let run = rollcall.run_plan_to_end(&plan.id, typed.as_deref()).await?;
    let ending = show_run(&run, screen)?;
    let blocked = plan.items.iter().any(|item| item.blocked.is_some());
    Ok(if blocked { ending.and(Ending::Partial) } else { ending })
}

pub async fn list(rollcall: &Rollcall, screen: &Screen) -> Result<Ending, Stop> {
    let listing = Listing::whole(rollcall.cases().await?, true);
    let lead = match listing.result.as_slice() {
        [_] => "1 lockdown or quarantine".to_owned(),
        all => format!("{} lockdowns and quarantines", all.len()),
    };
    let head = ["Began", "What", "State", "Verified", "Open", "Due", "Id"];
    screen.listing(&listing, &lead, &head, |case: &CaseBrief| {
        vec![
            words::time(&case.made_at),
            case.title.clone(),
            stands(case).to_owned(),
            format!("{} of {}", case.verified, case.lines),
            case.open.to_string(),
            case.due.clone().unwrap_or_default(),
            case.id.clone(),
        ]
    })
}

/// What a case holds, or how far it is.
fn stands(case: &CaseBrief) -> &'static str {
    match (case.state, case.kind) {
        _ if !case.active_again.is_empty() => "active again",
        (CaseState::Planned, _) => "planned",
        (CaseState::Open, _) => "open",
        (CaseState::Closed, CaseKind::Lockdown) => "locked down",
        (CaseState::Closed, CaseKind::Quarantine) => "in quarantine",
        (CaseState::Closed, CaseKind::Review) => "verified",
        (CaseState::Stopped, _) => "stopped",
        (CaseState::Released, _) => "released",
    }
}

pub async fn receipt(
    rollcall: &Rollcall,
    options: Receipt,
    screen: &Screen,
) -> Result<Ending, Stop> {
    if options.again && !options.yes && !options.dry_run && !std::io::stdin().is_terminal() {
        return Err(Stop::usage(NO_TERMINAL));
    }
    let mut case = rollcall.case(&options.id).await?;
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
        case = rollcall.tick_residual(&options.id, line, true, &options.note).await?;
    }
    if let Some(file) = &options.html {
        let text = rollcall.case_file(&options.id, CaseFormat::Html).await?;
        screen.swept(file);
        write_new_file(file, Readers::Usual, text.as_bytes()).map_err(|error| {
            Stop::failed(format!("{} cannot be written: {error}.", file.display()))
        })?;
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
    Ok(Some(rollcall.run_case_again(&options.id, &plan.id, typed.as_deref()).await?))
}

/// The receipt; *partial* while anything of it is not verified.
fn show(case: &CaseView, screen: &Screen) -> Result<Ending, Stop> {
    let brief = &case.brief;
    if screen.json() {
        screen.value(case)?;
    } else {
        screen.line(format!(
            "{}: {} of {} changes verified, {} open",
            brief.title, brief.verified, brief.lines, brief.open
        ))?;
        if !brief.active_again.is_empty() {
            screen.line(format!("  {}", words::active_again(&brief.active_again)))?;
        }
        for line in &case.lines {
            let state = match line.state {
                LineState::Waiting => "waiting",
                LineState::Running => "under way",
                LineState::Verified => "verified",
                LineState::Open => "open, retrying",
                LineState::Yours => "open, needs you",
                LineState::Stopped => "stopped",
            };
            screen.line(format!(
                "  {} · {} · {}: {state}. {}",
                line.connection_name, line.change, line.person, line.words
            ))?;
            if let Some(problem) = &line.problem
                && line.state != LineState::Verified
            {
                screen.problem(problem);
            }
            if let Some(check) = line.checks.last() {
                let (at, so) = (words::time(&check.at), check.words());
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
        screen.line(format!("  Receipt {}", brief.id))?;
    }
    Ok(Ending::of(brief.open == 0 && brief.active_again.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_back_is_not_called_done() {
        use LineState::{Verified, Yours};
        let of = |lines: &[LineState]| unsent(lines, ALREADY_SO);
        assert_eq!(
            of(&[Verified, Yours, Yours, Yours, Yours, Yours, Yours]),
            "Nothing can be sent now: of 7 changes 6 are held back, and 1 is already done \
            (checked just now)."
        );
        assert_eq!(
            of(&[Yours, Verified, Verified]),
            "Nothing can be sent now: of 3 changes 1 is held back, and 2 are already done (checked just now)."
        );
        assert_eq!(
            of(&[Yours]),
            "Nothing can be sent now: of 1 change 1 is held back, and none is already done."
        );
        assert_eq!(of(&[Verified, Verified]), ALREADY_SO);
    }
}
