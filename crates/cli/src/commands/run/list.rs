//! `rollcall runs`.

use crate::ending::{Ending, Stop};
use crate::screen::Screen;
use crate::words;
use rollcall_engine::Rollcall;
use serde_json::json;

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
