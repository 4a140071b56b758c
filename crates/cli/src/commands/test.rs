//! `rollcall test`: the ladder again, with the token in the keychain.

use crate::ending::{Ending, Stop};
use crate::house;
use crate::screen::{Listing, Screen};
use crate::words;
use rollcall_engine::Rollcall;
use rollcall_engine::view::TestView;

pub async fn run(rollcall: &Rollcall, name: &str, screen: &Screen) -> Result<Ending, Stop> {
    let connection = house::connection(rollcall, name).await?;
    let test = rollcall.test(&connection.id).await?;
    if screen.json() {
        screen.value(&Listing::whole(test.rungs.clone(), test.passed))?;
    } else {
        test.rungs.iter().try_for_each(|rung| screen.line(words::rung_line(rung)))?;
    }
    if test.passed {
        return Ok(Ending::Done);
    }
    Err(first_problem(test))
}

/// The problem of the rung that failed.
pub fn first_problem(test: TestView) -> Stop {
    match test.rungs.into_iter().find_map(|rung| rung.problem) {
        Some(problem) => problem.into(),
        None => Stop::failed("The test did not reach its end."),
    }
}
