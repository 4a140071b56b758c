//! `rollcall show`: a saved plan.

use super::{read, shown};
use crate::ending::{Ending, Stop};
use crate::screen::Screen;
use rollcall_engine::Rollcall;
use std::path::Path;

pub async fn show(rollcall: &Rollcall, file: &Path, screen: &Screen) -> Result<Ending, Stop> {
    let plan = rollcall.open_plan_file(&read(file)?).await?;
    shown::show(&plan, screen)?;
    Ok(Ending::Done)
}
