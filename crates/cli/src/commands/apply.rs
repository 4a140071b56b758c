//! `rollcall show`, `apply`, `runs`, `undo`, `recheck`: what is done with plans and runs.

use crate::args::{Apply, Retry, Undo};
use crate::commands::plan;
use crate::ending::{Ending, Stop};
use crate::screen::Screen;
use crate::words;
use rollcall_engine::Rollcall;
use rollcall_engine::view::{PlanItem, RunItem, RunView};
use serde_json::{Value, json};
use std::path::Path;

pub async fn show(rollcall: &Rollcall, file: &Path, screen: &Screen) -> Result<Ending, Stop> {
    let plan = rollcall.open_plan_file(&read(file)?).await?;
    plan::show(&plan, screen)?;
    Ok(Ending::Done)
}

/// The hash proves that the admin looked: knowing its start means having seen the plan.
pub async fn apply(rollcall: &Rollcall, options: Apply, screen: &Screen) -> Result<Ending, Stop> {
    let plan = rollcall.open_plan_file(&read(&options.file)?).await?;
    let confirmed = options.confirm.trim().to_lowercase();
    if confirmed.len() < SHORTEST_PREFIX || !plan.hash.starts_with(&confirmed) {
        return Err(Stop::usage(format!(
            "--confirm needs the first {SHORTEST_PREFIX} or more characters of the plan's hash, \
            which `rollcall show {}` prints. Nothing was sent.",
            options.file.display()
        )));
    }
    let typed = plan.confirmation.type_this.as_deref();
    let run = rollcall.run_plan_to_end(&plan.id, typed).await?;
    let ending = ended(&run, screen)?;
    let blocked: Vec<&PlanItem> = plan.items.iter().filter(|item| item.blocked.is_some()).collect();
    for item in &blocked {
        let why = item.blocked.as_deref().unwrap_or_default();
        screen.note(format!("  Blocked and not sent: {} {}: {why}", item.change, item.on));
    }
    Ok(if blocked.is_empty() { ending } else { ending.and(Ending::Partial) })
}

const SHORTEST_PREFIX: usize = 8;

pub async fn runs(rollcall: &Rollcall, limit: u32, screen: &Screen) -> Result<Ending, Stop> {
    let runs = rollcall.runs(limit).await?;
    if screen.json() {
        screen.value(&json!({
            "result": runs, "next_cursor": null, "as_of": null, "complete": true,
        }))?;
        return Ok(Ending::Done);
    }
    for run in runs {
        let open =
            if run.to_go > 0 { format!(", {} not finished", run.to_go) } else { String::new() };
        screen.line(format!(
            "{}  {}  {} ({} verified, {} not{open})",
            run.id,
            words::time(&run.started_at),
            run.title,
            run.verified,
            run.not_verified,
        ))?;
    }
    Ok(Ending::Done)
}

pub async fn undo(rollcall: &Rollcall, options: Undo, screen: &Screen) -> Result<Ending, Stop> {
    let plan = rollcall.plan_undo(&options.run).await?;
    plan::save(rollcall, &plan, &options.output, screen).await
}

pub async fn retry(rollcall: &Rollcall, options: Retry, screen: &Screen) -> Result<Ending, Stop> {
    let plan = rollcall.plan_retry(&options.run).await?;
    plan::save(rollcall, &plan, &options.output, screen).await
}

pub async fn recheck(rollcall: &Rollcall, run: &str, screen: &Screen) -> Result<Ending, Stop> {
    let recheck = rollcall.recheck(run).await?;
    let holds =
        recheck.left_out.is_empty() && recheck.items.iter().all(|item| item.holds == Some(true));
    if screen.json() {
        screen.value(&recheck)?;
    } else if recheck.items.is_empty() && recheck.left_out.is_empty() {
        screen.line("Nothing of this run was sent.")?;
    } else {
        for item in &recheck.items {
            let so = match item.holds {
                Some(true) => "still in effect",
                Some(false) => "not in effect",
                None => "not known",
            };
            screen.line(format!(
                "{} · {} · {}: {so}. Found: {}; expected: {}.",
                item.connection_name, item.change, item.on, item.found, item.expected
            ))?;
        }
        recheck.left_out.iter().try_for_each(|line| screen.line(line))?;
    }
    Ok(if holds { Ending::Done } else { Ending::Partial })
}

fn ended(run: &RunView, screen: &Screen) -> Result<Ending, Stop> {
    if !screen.json() {
        let ending = crate::commands::deactivate::show_run(run, screen)?;
        screen.line(format!("  Run {}", run.id))?;
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

fn read(file: &Path) -> Result<String, Stop> {
    std::fs::read_to_string(file).map_err(|error| {
        Stop::failed(format!("{} cannot be read: {error}. Nothing was sent.", file.display()))
    })
}
