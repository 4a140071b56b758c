//! `cargo xtask run · test · bench · rooms · changelog`: everything a fresh clone needs, with nothing installed by hand.
//!
//! [`place`] knows where things lie, [`say`] speaks to the person at the terminal and [`shell`]
//! starts programs. [`packages`], [`ui`], [`programs`] and [`python`] each bring one thing into
//! being and do nothing when it is there. [`session`] is the virtual screen, the private bus and
//! the unlocked keychain that tests run in, and [`lanes`] runs test programs side by side. [`run`],
//! [`test`] and [`bench`] put these in order. [`rooms`] measures which room of a crate uses which;
//! [`changelog`] writes CHANGELOG.md.
//!
//! Only the standard library is used, so that it compiles in a second on a machine with nothing.

mod bench;
mod changelog;
mod lanes;
mod packages;
mod place;
mod programs;
mod python;
mod rooms;
mod run;
mod say;
mod session;
mod shell;
mod test;
mod ui;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask run                 build everything and open the window; without a display, save its
                                picture to target/rollcall.png and run the command-line demo
cargo xtask test                every check; stops at the first that fails
    --list                      name the steps and end
    --only STEP                 that step alone (may be given again)
cargo xtask bench [ARGUMENT…]   the benchmark table, from release builds
cargo xtask rooms               the rooms inside the big crates, their floors, and arrows that point up
cargo xtask changelog           write CHANGELOG.md from the files in changes";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let place = place::Place::find();
    let done = match words.as_slice() {
        ["run"] => run::run(&place),
        ["test", rest @ ..] => match test::Choice::parse(rest) {
            Ok(choice) => test::test(&place, &choice),
            Err(wrong) => return usage(&wrong),
        },
        ["bench", rest @ ..] => bench::bench(&place, rest),
        ["rooms"] => show_rooms(&place),
        ["changelog"] => write_changelog(&place),
        [] | ["help" | "--help" | "-h"] => {
            say::line(USAGE);
            return ExitCode::SUCCESS;
        }
        [other, ..] => return usage(&format!("`{other}` is not one of its commands")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            say::failure(&failed.to_string());
            ExitCode::FAILURE
        }
    }
}

fn show_rooms(place: &place::Place) -> shell::Done {
    let mut faults = Vec::new();
    for house in rooms::HOUSES {
        let measured = house.measure(&place.root).map_err(shell::Failed::new)?;
        say::line(&house.report(&measured));
        faults.extend(house.faults(&measured));
    }
    if faults.is_empty() { Ok(()) } else { Err(shell::Failed::new(faults.join("\n"))) }
}

fn write_changelog(place: &place::Place) -> shell::Done {
    let text = changelog::text(&place.root.join("changes")).map_err(shell::Failed::new)?;
    let unwritten = |error: std::io::Error| shell::Failed::new(format!("CHANGELOG.md: {error}"));
    std::fs::write(place.root.join("CHANGELOG.md"), text).map_err(unwritten)
}

fn usage(wrong: &str) -> ExitCode {
    say::failure(&format!("{wrong}\n\n{USAGE}"));
    ExitCode::from(2)
}
