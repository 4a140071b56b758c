//! The file of a plan.

use super::shown::show;
use crate::ending::{Ending, Stop};
use crate::screen::Screen;
use rollcall_engine::view::PlanView;
use rollcall_engine::{Readers, Rollcall, why_not_written, write_new_file};
use std::path::Path;

/// Shows a plan and writes its file; a file that is there already is left alone.
pub async fn save(
    rollcall: &Rollcall,
    plan: &PlanView,
    output: &Path,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let text = rollcall.plan_file(&plan.id).await?;
    screen.swept(output);
    let written = write_new_file(output, Readers::Usual, text.as_bytes());
    if let Err(error) = written {
        rollcall.discard_plan(&plan.id).await?;
        return Err(Stop::failed(format!(
            "The plan could not be written to {}: {}. Nothing was sent, and the plan was discarded.",
            output.display(),
            why_not_written(&error)
        )));
    }
    show(plan, screen)?;
    if !screen.json() {
        screen.line(format!(
            "  Saved to {}. To run it: rollcall apply {} --confirm {}",
            output.display(),
            output.display(),
            plan.hash.get(..8).unwrap_or(&plan.hash)
        ))?;
    }
    Ok(Ending::Done)
}
