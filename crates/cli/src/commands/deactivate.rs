//! `rollcall deactivate`: plan, question, run, outcome.

use crate::args::Deactivate;
use crate::ending::{Ending, Stop};
use crate::house;
use crate::screen::{Listing, Screen};
use crate::words;
use rollcall_engine::Rollcall;
use rollcall_engine::view::{Mark, PlanView, RunView, UserRow, WarningLevel};
use std::io::IsTerminal;

pub async fn run(
    rollcall: &Rollcall,
    options: Deactivate,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let connection = house::connection(rollcall, &options.name).await?;
    if !options.yes && !std::io::stdin().is_terminal() {
        return Err(Stop::usage(
            "There is no terminal to ask on. Nothing was planned or sent; --yes runs the plan without asking.",
        ));
    }
    let found = rollcall.find_users(&connection.id, &options.user).await?;
    let user = the_only(found, &options.user, &connection.name)?;
    let plan = rollcall.plan_deactivate(&connection.id, &user.account_id).await?;
    if !screen.json() {
        show_plan(&plan, screen)?;
    }
    if plan.items.iter().all(|item| item.blocked.is_some()) {
        rollcall.discard_plan(&plan.id).await?;
        return Err(Stop::failed("Every item of the plan is blocked. Nothing was sent."));
    }
    let typed = if options.yes { plan.confirmation.type_this.clone() } else { ask(&plan)? };
    let Some(typed) = typed.or_else(|| plan.confirmation.type_this.is_none().then(String::new))
    else {
        rollcall.discard_plan(&plan.id).await?;
        return Err(Stop::failed("Not confirmed. Nothing was sent, and the plan was discarded."));
    };
    let typed = plan.confirmation.type_this.is_some().then_some(typed.as_str());
    let run = rollcall.run_plan_to_end(&plan.id, typed).await?;
    show_run(&run, screen)
}

fn the_only(mut found: Vec<UserRow>, wanted: &str, connection: &str) -> Result<UserRow, Stop> {
    match found.len() {
        0 => Err(house::not_found(
            &format!("The local copy of {connection} has no user with the id, user name or e-mail address “{wanted}”."),
            "`rollcall users --search` finds people by parts of a name; read the connection again if the user is new.",
        )
        .into()),
        1 => Ok(found.remove(0)),
        n => {
            let ids: Vec<&str> = found.iter().map(|user| user.account_id.as_str()).collect();
            Err(house::not_found(
                &format!("{n} users of {connection} are called “{wanted}”."),
                &format!("Name one by its id: {}", ids.join(", ")),
            )
            .into())
        }
    }
}

/// The plan in words, then the exact request.
pub fn show_plan(plan: &PlanView, screen: &Screen) -> Result<(), Stop> {
    screen.line(&plan.title)?;
    screen.line(&plan.lead)?;
    for warning in &plan.warnings {
        let level = match warning.level {
            WarningLevel::Stop => "Blocked",
            WarningLevel::Warn => "Warning",
        };
        screen.line(format!("  {level}: {} {}", warning.lead, warning.text))?;
    }
    for item in &plan.items {
        screen.line("")?;
        screen.line(format!("  {} · {} · {}", item.connection_name, item.change, item.on))?;
        if let Some(blocked) = &item.blocked {
            screen.line(format!("  Blocked       {blocked}"))?;
            continue;
        }
        screen.line(format!("  Before        {}", item.before))?;
        screen.line(format!("  After         {}", item.after))?;
        screen.line(format!("  Verified if   {}", item.expected))?;
        screen.line(format!("  Read back     {}", item.read_back))?;
        screen.line(format!("  Undo          {}", item.undo))?;
        let form = match item.request.mark {
            Mark::Documented => "documented",
            Mark::Seen => "seen to work",
            Mark::Assumed => "assumed, not documented",
        };
        let request = &item.request;
        screen.line(format!(
            "  Request       {} {} at {} ({form})",
            request.method, request.path, request.host
        ))?;
        for line in request.body.lines() {
            screen.line(format!("    {line}"))?;
        }
    }
    screen.line("")?;
    screen.line(format!("  Plan sha256 {}, expires {}", plan.hash, words::time(&plan.expires_at)))
}

/// `None`: not confirmed.
fn ask(plan: &PlanView) -> Result<Option<String>, Stop> {
    let stopped = |error: inquire::InquireError| match error {
        inquire::InquireError::OperationCanceled | inquire::InquireError::OperationInterrupted => {
            Ok(None)
        }
        error => Err(Stop::failed(format!("Asking failed: {error}. Nothing was sent."))),
    };
    match &plan.confirmation.type_this {
        Some(wanted) => {
            let question = format!("Type {wanted} to {}:", lower_first(&plan.confirmation.button));
            match inquire::Text::new(&question).prompt() {
                Ok(typed) => Ok((typed.trim() == wanted).then_some(typed.trim().to_owned())),
                Err(error) => stopped(error),
            }
        }
        None => {
            let question = format!("{}?", plan.confirmation.button);
            match inquire::Confirm::new(&question).with_default(false).prompt() {
                Ok(yes) => Ok(yes.then(String::new)),
                Err(error) => stopped(error),
            }
        }
    }
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map(|first| first.to_lowercase().collect::<String>() + characters.as_str())
        .unwrap_or_default()
}

/// How the run ended, item by item.
pub fn show_run(run: &RunView, screen: &Screen) -> Result<Ending, Stop> {
    let ending = run
        .items
        .iter()
        .map(|item| Ending::of_outcome(item.outcome))
        .fold(Ending::Done, Ending::and);
    if screen.json() {
        let listing = Listing {
            result: run.items.clone(),
            next_cursor: None,
            as_of: run.ended_at.clone(),
            complete: ending == Ending::Done,
        };
        screen.value(&listing)?;
    }
    for item in &run.items {
        let outcome = item.outcome.map_or("not finished", words::outcome);
        if !screen.json() {
            screen.line(format!("{}: {outcome}. {}", item.on, item.words))?;
        }
        if let Some(problem) = &item.problem {
            screen.problem(problem);
        }
    }
    Ok(ending)
}
