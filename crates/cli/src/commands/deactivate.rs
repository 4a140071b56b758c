//! `rollcall deactivate`: plan, question, run, outcome.

use super::cases::{ALREADY, DRY_RUN, NO_TERMINAL};
use crate::args::Deactivate;
use crate::ending::{Ending, Stop};
use crate::house;
use crate::screen::{Listing, Screen, plain};
use crate::words;
use rollcall_engine::view::{
    Confirmation, Mark, PlanView, RunItem, RunView, UserRow, WarningLevel,
};
use rollcall_engine::{Deactivation, Rollcall};
use std::io::IsTerminal;

pub async fn run(
    rollcall: &Rollcall,
    options: Deactivate,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let connection = house::connection(rollcall, &options.name).await?;
    if !options.yes && !options.dry_run && !std::io::stdin().is_terminal() {
        return Err(Stop::usage(NO_TERMINAL));
    }
    let found = rollcall.find_users(&connection.id, &options.user).await?;
    let user = the_only(found, &options.user, &connection.name)?;
    let planned = rollcall.plan_deactivation(&connection.id, &user.account_id).await?;
    let plan = match planned {
        Deactivation::Planned(plan) => *plan,
        Deactivation::Already => {
            if screen.json() {
                screen.value(&Listing::<RunItem>::whole(Vec::new(), true))?;
            }
            screen.note(ALREADY);
            return Ok(Ending::Done);
        }
    };
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
    if plan.items.iter().all(|item| item.blocked.is_some()) {
        rollcall.discard_plan(&plan.id).await?;
        return Err(Stop::failed("Every item of the plan is blocked. Nothing was sent."));
    }
    let answer =
        if options.yes { Answer::yes_to(&plan.confirmation) } else { ask(&plan.confirmation)? };
    let Answer::Confirmed { typed } = answer else {
        rollcall.discard_plan(&plan.id).await?;
        return Err(Stop::failed("Not confirmed. Nothing was sent, and the plan was discarded."));
    };
    // Who was asked took time to answer.
    let run = match options.yes {
        true => rollcall.run_plan_at_once(&plan.id, typed.as_deref()).await?,
        false => rollcall.run_plan_to_end(&plan.id, typed.as_deref()).await?,
    };
    show_run(&run, screen)
}

pub fn the_only(mut found: Vec<UserRow>, wanted: &str, connection: &str) -> Result<UserRow, Stop> {
    match found.len() {
        0 => Err(house::not_found(
            &format!("The local copy of {connection} has no user with the id, user name or email \
            address “{wanted}”."),
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
        let one_way = if item.irreversible { "cannot be undone: " } else { "" };
        screen.line(format!("  Undo          {one_way}{}", item.undo))?;
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

/// What the admin said to the question. Everything that is not a clear yes is a no.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    Confirmed { typed: Option<String> },
    NotConfirmed,
}

impl Answer {
    /// The answer of `--yes`.
    pub fn yes_to(confirmation: &Confirmation) -> Self {
        Self::Confirmed { typed: confirmation.type_this.clone() }
    }

    /// `None`: the question was canceled.
    fn of_yes_or_no(said: Option<bool>) -> Self {
        if said == Some(true) { Self::Confirmed { typed: None } } else { Self::NotConfirmed }
    }

    fn of_typed(said: Option<&str>, wanted: &str) -> Self {
        match said.map(str::trim) {
            Some(typed) if typed == wanted => Self::Confirmed { typed: Some(wanted.to_owned()) },
            _ => Self::NotConfirmed,
        }
    }
}

pub fn ask(confirmation: &Confirmation) -> Result<Answer, Stop> {
    let failed = |error| Stop::failed(format!("Asking failed: {error}. Nothing was sent."));
    match &confirmation.type_this {
        Some(wanted) => {
            let question =
                format!("Type {} to {}:", plain(wanted), lower_first(&confirmation.button));
            let said = inquire::Text::new(&question).prompt_skippable();
            let said = interrupted_is_no(said).map_err(failed)?;
            Ok(Answer::of_typed(said.as_deref(), wanted))
        }
        None => {
            let question = format!("{}?", plain(&confirmation.button));
            let said = inquire::Confirm::new(&question).with_default(false).prompt_skippable();
            Ok(Answer::of_yes_or_no(interrupted_is_no(said).map_err(failed)?))
        }
    }
}

fn interrupted_is_no<T>(
    said: Result<Option<T>, inquire::InquireError>,
) -> Result<Option<T>, inquire::InquireError> {
    match said {
        Err(
            inquire::InquireError::OperationInterrupted | inquire::InquireError::OperationCanceled,
        ) => Ok(None),
        said => said,
    }
}

pub fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map(|first| first.to_lowercase().collect::<String>() + characters.as_str())
        .unwrap_or_default()
}

/// How the run ended, item by item.
pub fn show_run(run: &RunView, screen: &Screen) -> Result<Ending, Stop> {
    let ending = Ending::of_run(&run.items);
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
            screen.line(format!(
                "{} · {} · {}: {outcome}. {}",
                item.connection_name, item.change, item.on, item.words
            ))?;
        }
        if let Some(problem) = &item.problem {
            screen.problem(problem);
        }
    }
    Ok(ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_yes_confirms() {
        assert_eq!(Answer::of_yes_or_no(Some(true)), Answer::Confirmed { typed: None });
        assert_eq!(Answer::of_yes_or_no(Some(false)), Answer::NotConfirmed);
        assert_eq!(Answer::of_yes_or_no(None), Answer::NotConfirmed);
        let typed = Answer::Confirmed { typed: Some("jo@x".to_owned()) };
        assert_eq!(Answer::of_typed(Some(" jo@x "), "jo@x"), typed);
        for said in [None, Some(""), Some("y"), Some("jo"), Some("JO@x")] {
            assert_eq!(Answer::of_typed(said, "jo@x"), Answer::NotConfirmed, "{said:?}");
        }
    }

    #[test]
    fn yes_on_the_command_line_types_what_is_wanted() {
        let confirmation = |type_this: Option<&str>| Confirmation {
            type_this: type_this.map(str::to_owned),
            button: "Deactivate 1 user".to_owned(),
            destructive: true,
        };
        assert_eq!(Answer::yes_to(&confirmation(None)), Answer::Confirmed { typed: None });
        let typed = Answer::Confirmed { typed: Some("jo@x".to_owned()) };
        assert_eq!(Answer::yes_to(&confirmation(Some("jo@x"))), typed);
    }
}
