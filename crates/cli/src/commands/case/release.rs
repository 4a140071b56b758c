//! `rollcall case release`: restores what a lockdown or quarantine removed.

use crate::commands::asking::{Answer, DRY_RUN, NOT_CONFIRMED, ask, can_ask, lower_first};
use crate::commands::people;
use crate::commands::plan::shown::show_plan;
use crate::commands::run::shown::{say_id, show_run};
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::house;
use crate::interrupt::UnderWay;
use crate::screen::Screen;
use clap::Args;
use rollcall_engine::Rollcall;
use rollcall_engine::view::{CaseState, PlanView};

/// Restore the access that the newest lockdown or quarantine of a person removed
#[derive(Debug, Args)]
#[command(after_help = example("rollcall case release kavya.rao@example.com"))]
pub struct Release {
    /// A number, an address or a name
    pub person: String,
    /// Run the plan without asking
    #[arg(long, conflicts_with = "dry_run")]
    pub yes: bool,
    /// Show the plan and send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Restore everyone in that lockdown or quarantine
    #[arg(long)]
    pub everyone: bool,
}

pub async fn release(
    rollcall: &Rollcall,
    options: Release,
    screen: &Screen,
) -> Result<Ending, Stop> {
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
    can_ask(!options.yes && !options.dry_run)?;
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
    screen.begins(UnderWay::Plan(plan.id.clone()));
    let run = rollcall.run_plan_to_end(&plan.id, typed.as_deref()).await?;
    screen.begins(UnderWay::Nothing);
    let ending = show_run(&run, screen)?;
    say_id(&run, screen)?;
    let blocked = plan.items.iter().any(|item| item.blocked.is_some());
    Ok(if blocked { ending.and(Ending::Partial) } else { ending })
}
