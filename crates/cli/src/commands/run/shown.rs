//! A run as the command line shows it.

use crate::ending::{Ending, Stop};
use crate::screen::{Listing, Screen};
use crate::words;
use rollcall_engine::view::RunView;

/// How the run ended, item by item.
pub fn show_run(run: &RunView, screen: &Screen) -> Result<Ending, Stop> {
    let ending = Ending::of_run(&run.items);
    if screen.json() {
        let listing = Listing {
            result: run.items.clone(),
            next_cursor: None,
            as_of: run.ended_at,
            complete: ending == Ending::Done,
        };
        screen.value(&listing)?;
    }
    for item in &run.items {
        let outcome = item.outcome.map_or("not finished", words::outcome);
        if !screen.json() {
            let place = [item.connection_name.as_str(), &item.change, &item.on];
            screen.line(words::ended(place, outcome, &item.words).trim_start())?;
        }
        if let Some(problem) = &item.problem {
            screen.problem(problem);
        }
    }
    Ok(ending)
}

/// Which run it was, and the commands that take it: beside the answer where that is for a program.
pub fn say_id(run: &RunView, screen: &Screen) -> Result<(), Stop> {
    let text = format!(
        "Run {id}. Show it again with `rollcall run show {id}`; plan its undo with `rollcall run undo {id}`.",
        id = run.id
    );
    if screen.json() {
        screen.note(text);
        return Ok(());
    }
    screen.line(text)
}
