//! `rollcall connection test`: the ladder again, with the token in the keychain.

use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::house;
use crate::screen::{Listing, Screen};
use crate::words;
use clap::Args;
use rollcall_engine::Rollcall;
use rollcall_engine::view::{RungState, TestView};

/// Test a connection step by step
#[derive(Debug, Args)]
#[command(after_help = example("rollcall connection test Acme"))]
pub struct Test {
    /// The connection
    pub name: String,
}

pub async fn run(rollcall: &Rollcall, name: &str, screen: &Screen) -> Result<Ending, Stop> {
    let connection = house::connection(rollcall, name).await?;
    let test = with_progress(rollcall, screen, rollcall.test(connection.id.as_str())).await?;
    if screen.json() {
        screen.value(&Listing::whole(test.rungs.clone(), test.passed))?;
    } else {
        test.rungs.iter().try_for_each(|rung| screen.line(words::rung_line(rung)))?;
        let detail = rollcall.connection_detail(connection.id.as_str()).await?;
        detail.pace.iter().try_for_each(|pace| screen.line(words::pace_line(pace)))?;
    }
    if test.passed {
        return Ok(Ending::Done);
    }
    Err(first_problem(test))
}

/// Waits for a test, and says on standard error what it waits for when a rung takes long.
pub async fn with_progress<T>(
    rollcall: &Rollcall,
    screen: &Screen,
    test: impl Future<Output = T>,
) -> T {
    let mut progress = rollcall.progress();
    let mut test = std::pin::pin!(test);
    let mut last = String::new();
    loop {
        tokio::select! {
            biased;
            done = &mut test => return done,
            Ok(()) = progress.changed() => {
                let rungs = progress.borrow_and_update().rungs.clone();
                let trying = rungs.into_iter().find(|rung| rung.state == RungState::Trying);
                if let Some(rung) = trying.filter(|rung| !rung.detail.is_empty() && rung.detail != last) {
                    screen.note(format!("{}: {}", rung.name, rung.detail));
                    last = rung.detail;
                }
            }
        }
    }
}

/// The problem of the rung that failed.
pub fn first_problem(test: TestView) -> Stop {
    match test.rungs.into_iter().find_map(|rung| rung.problem) {
        Some(problem) => problem.into(),
        None => Stop::failed("The test did not finish."),
    }
}
