//! `rollcall plan apply`: runs a saved plan, once.

use crate::commands::run::shown::{say_id, show_run};
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::input;
use crate::interrupt::UnderWay;
use crate::screen::Screen;
use clap::Args;
use rollcall_engine::Rollcall;
use rollcall_engine::view::{PlanItem, RunItem, RunView};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Run a saved plan, once, and print how each item ended
#[derive(Debug, Args)]
#[command(after_help = example("rollcall plan apply plan.json --confirm 1a2b3c4d"))]
pub struct Apply {
    /// The plan's file; - reads standard input
    pub file: PathBuf,
    /// The start of the plan's hash, 8 characters or more, as `rollcall show` prints it
    #[arg(long, value_name = "HASH-PREFIX")]
    pub confirm: String,
}

/// The hash proves that the admin looked: knowing its start means having seen the plan.
pub async fn apply(rollcall: &Rollcall, options: Apply, screen: &Screen) -> Result<Ending, Stop> {
    let plan = rollcall.open_plan_file(&input::text(&options.file, NOTHING_SENT)?).await?;
    let confirmed = options.confirm.trim().to_lowercase();
    if confirmed.len() < SHORTEST_PREFIX || !plan.hash.starts_with(&confirmed) {
        return Err(Stop::usage(format!(
            "--confirm needs the first {SHORTEST_PREFIX} or more characters of the plan's hash, \
            which `rollcall show {}` prints. Nothing was sent.",
            options.file.display()
        )));
    }
    let typed = plan.confirmation.type_this.as_deref();
    screen.begins(UnderWay::Plan(plan.id.clone()));
    let run = rollcall.run_plan_to_end(&plan.id, typed).await?;
    screen.begins(UnderWay::Nothing);
    let ending = ended(&run, screen)?;
    let blocked: Vec<&PlanItem> = plan.items.iter().filter(|item| item.blocked.is_some()).collect();
    for item in &blocked {
        let why = item.blocked.as_deref().unwrap_or_default();
        let (app, change, on) = (&item.connection_name, &item.change, &item.on);
        screen.warn(format!("  Blocked and not sent: {app} · {change} · {on}: {why}"));
    }
    Ok(if blocked.is_empty() { ending } else { ending.and(Ending::Partial) })
}

/// What did not happen when the file of a plan cannot be read.
pub const NOTHING_SENT: &str = " Nothing was sent.";
const SHORTEST_PREFIX: usize = 8;

fn ended(run: &RunView, screen: &Screen) -> Result<Ending, Stop> {
    if !screen.json() {
        let ending = show_run(run, screen)?;
        say_id(run, screen)?;
        return Ok(ending);
    }
    let items: Vec<Value> = run.items.iter().map(item).collect();
    screen.value(&json!({"run": run.id, "items": items}))?;
    Ok(Ending::of_run(&run.items))
}

/// The shape that scripts rely on.
fn item(item: &RunItem) -> Value {
    let outcome = match serde_json::to_value(item.outcome) {
        Ok(Value::String(outcome)) => Value::String(outcome.replace('-', "_")),
        _ => Value::Null,
    };
    json!({
        "change": item.change,
        "on": item.on,
        "connection": item.connection_name,
        "id": item.account_id,
        "outcome": outcome,
        "asked": item.after,
        "got": item.words,
        "reason": item.problem,
    })
}
