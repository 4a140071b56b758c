//! A plan as the command line shows it.

use crate::ending::Stop;
use crate::screen::Screen;
use crate::words;
use rollcall_engine::view::{Mark, PlanView, WarningLevel};
use serde_json::json;

/// A plan as text, or in the one JSON shape that scripts rely on.
pub fn show(plan: &PlanView, screen: &Screen) -> Result<(), Stop> {
    if screen.json() {
        return screen.value(&json!({
            "hash": plan.hash,
            "expires": plan.expires_at,
            "state": plan.state,
            "title": plan.title,
            "items": plan.items,
            "warnings": plan.warnings,
            "confirmation": plan.confirmation,
        }));
    }
    show_plan(plan, screen)
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
    screen.line(format!("  Plan sha256 {}, expires {}", plan.hash, words::time(plan.expires_at)))
}
