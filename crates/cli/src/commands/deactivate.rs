//! `rollcall deactivate`: plan, question, run, outcome.

use super::asking::{ALREADY, Answer, DRY_RUN, ask, can_ask};
use super::plan::shown::show_plan;
use super::run::shown::{say_id, show_run};
use super::users::the_only;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::house;
use crate::interrupt::UnderWay;
use crate::screen::{Listing, Screen};
use clap::Args;
use rollcall_engine::view::RunItem;
use rollcall_engine::{Deactivation, Rollcall};

/// Deactivate an account: show the plan, ask, run it, print the outcome
#[derive(Debug, Args)]
#[command(after_help = example("rollcall deactivate Acme oskar.lind@example.com"))]
pub struct Deactivate {
    /// The connection
    pub name: String,
    /// Id, user name or email address of the account
    pub user: String,
    /// Run the plan without asking
    #[arg(long, conflicts_with = "dry_run")]
    pub yes: bool,
    /// Show the plan and send nothing
    #[arg(long)]
    pub dry_run: bool,
}

pub async fn run(
    rollcall: &Rollcall,
    options: Deactivate,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let connection = house::connection(rollcall, &options.name).await?;
    let found = rollcall.find_users(connection.id.as_str(), &options.user).await?;
    let user = the_only(found, &options.user, &connection.name)?;
    can_ask(!options.yes && !options.dry_run)?;
    let planned = rollcall.plan_deactivation(connection.id.as_str(), &user.account_id).await?;
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
    screen.begins(UnderWay::Plan(plan.id.clone()));
    // Who was asked took time to answer.
    let run = match options.yes {
        true => rollcall.run_plan_at_once(&plan.id, typed.as_deref()).await?,
        false => rollcall.run_plan_to_end(&plan.id, typed.as_deref()).await?,
    };
    screen.begins(UnderWay::Nothing);
    let ending = show_run(&run, screen)?;
    say_id(&run, screen)?;
    Ok(ending)
}
