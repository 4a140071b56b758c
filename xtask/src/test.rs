//! `cargo xtask test`: every check, in an order in which the quick ones come first.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::lanes::{Job, first, side_by_side};
use crate::place::Place;
use crate::programs::{BuiltTest, cargo_program};
use crate::python::FOREIGN;
use crate::session::Needs;
use crate::shell::{Done, Failed, Program};
use crate::{packages, programs, say, ui};

struct Step {
    name: &'static str,
    what: &'static str,
    run: Run,
}

/// How a step does its work.
enum Run {
    Alone(fn(&Place) -> Done),
    /// By test programs. They run beside those of the steps before and after it.
    Beside(fn(&Place) -> Done<Vec<Job>>),
}

use Run::{Alone, Beside};

/// Each may rely on the ones before it.
const STEPS: &[Step] = &[
    Step {
        name: "packages",
        what: "Debian packages that are missing",
        run: Alone(packages::install),
    },
    Step { name: "format", what: "cargo fmt", run: Alone(programs::format) },
    Step { name: "npm", what: "npm packages from the lock file", run: Alone(ui::install) },
    Step {
        name: "ui-check",
        what: "types, lints and format of the screens",
        run: Alone(ui::check),
    },
    Step { name: "ui-build", what: "the screens as the window embeds them", run: Alone(ui::build) },
    Step { name: "clippy", what: "lints, a warning is an error", run: Alone(programs::clippy) },
    Step { name: "licences", what: "licenses, bans, sources", run: Alone(programs::licences) },
    Step { name: "build", what: "every program and every test", run: Alone(programs::build_all) },
    Step { name: "ui-test", what: "tests of the screens on the engine", run: Alone(ui::test) },
    Step { name: "disks", what: "stores on a disk that is read-only or full", run: Beside(disks) },
    Step {
        name: "keychain",
        what: "keychain services, a real one and others",
        run: Beside(keychain),
    },
    Step {
        name: "foreign",
        what: "a SCIM server that nobody here wrote",
        run: Beside(foreign_server),
    },
    Step { name: "test", what: "unit, property and integration tests, tidy", run: Beside(tests) },
    Step { name: "window", what: "end to end in the real window", run: Alone(window) },
];

/// What was asked for on the command line.
#[derive(Debug, PartialEq, Eq)]
pub enum Choice {
    All,
    Only(Vec<String>),
    List,
}

impl Choice {
    pub fn parse(words: &[&str]) -> Result<Choice, String> {
        let mut only = Vec::new();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "--list" => return Ok(Choice::List),
                "--only" => match words.next() {
                    Some(name) if STEPS.iter().any(|step| step.name == *name) => {
                        only.push((*name).to_owned());
                    }
                    Some(name) => return Err(format!("there is no step `{name}`; see --list")),
                    None => return Err("--only needs the name of a step; see --list".to_owned()),
                },
                other => return Err(format!("`{other}` is not one of its options")),
            }
        }
        Ok(if only.is_empty() { Choice::All } else { Choice::Only(only) })
    }

    fn takes(&self, step: &Step) -> bool {
        match self {
            Choice::All => true,
            Choice::Only(names) => names.iter().any(|name| name == step.name),
            Choice::List => false,
        }
    }
}

/// Runs the chosen steps, prints each with its time, and stops at the first that fails.
pub fn test(place: &Place, choice: &Choice) -> Done {
    if *choice == Choice::List {
        for step in STEPS {
            say::line(&format!("{:<10} {}", step.name, step.what));
        }
        return Ok(());
    }
    let steps: Vec<&Step> = STEPS.iter().filter(|step| choice.takes(step)).collect();
    let mut took: Vec<(String, Duration)> = Vec::new();
    let both_beside =
        |one: &&Step, next: &&Step| matches!((&one.run, &next.run), (Beside(_), Beside(_)));
    for group in steps.chunk_by(both_beside) {
        let names: Vec<&str> = group.iter().map(|step| step.name).collect();
        let names = names.join(", ");
        for step in group {
            say::line(&format!("\n━━ {}: {}", step.name, step.what));
        }
        let started = Instant::now();
        let done = together(place, group);
        took.push((names.clone(), started.elapsed()));
        if let Err(failed) = done {
            table(&took, "FAILED");
            let again: Vec<String> =
                group.iter().map(|step| format!("--only {}", step.name)).collect();
            return Err(Failed::new(format!(
                "{names} failed: {failed}\n       alone again: cargo xtask test {}",
                again.join(" ")
            )));
        }
        say::line(&format!("━━ {names}: {:.1} s", started.elapsed().as_secs_f64()));
    }
    table(&took, "ok");
    Ok(())
}

/// A step, or all the test programs of several.
fn together(place: &Place, group: &[&Step]) -> Done {
    let mut jobs = Vec::new();
    for step in group {
        match step.run {
            Alone(run) => run(place)?,
            Beside(programs) => jobs.extend(programs(place)?),
        }
    }
    // Three on two processors: most of them wait for a disk, a server or a keychain part of the time.
    if jobs.is_empty() { Ok(()) } else { side_by_side(&jobs, 3, &printed(place)) }
}

fn table(took: &[(String, Duration)], last: &str) {
    say::line("");
    let all: Duration = took.iter().map(|(_, time)| *time).sum();
    for (at, (name, time)) in took.iter().enumerate() {
        let end = if at + 1 == took.len() { last } else { "ok" };
        say::line(&format!("{name:<10} {:>7.1} s  {end}", time.as_secs_f64()));
    }
    say::line(&format!("{:<10} {:>7.1} s", "all", all.as_secs_f64()));
}

/// The programs that take longest.
const LONG_PROGRAMS: &[&str] = &["cli/cli", "tests/reading", "tests/changing"];

/// Everything that needs no special service, and the examples in the docs.
fn tests(place: &Place) -> Done<Vec<Job>> {
    let mut all = jobs(place, &[], &[], None)?;
    let examples = cargo_program(place, &["test", "--workspace", "--doc"]);
    all.push(Job { name: "docs".to_owned(), program: examples, ..Job::default() });
    for job in &mut all {
        // A crate may have no tests of its own beside those of the workspace.
        job.at_least = 0;
    }
    first(all, LONG_PROGRAMS)
}

/// Disks are made in a mount namespace, which not every system lets a program have.
fn disks(place: &Place) -> Done<Vec<Job>> {
    let possible = Program::new("unshare", &place.root)
        .with(&["-Urm", "mount", "-t", "tmpfs", "tmpfs", "/tmp"])
        .run();
    if let Err(failed) = possible {
        say::step(&format!("SKIPPED: disks. This system makes no mount namespace: {failed}"));
        return Ok(Vec::new());
    }
    let chosen = ["--test", "store", "--test", "store_and_start"];
    jobs(place, &chosen, &["--ignored", "unwritable::", "read_only::"], None)
}

/// The keychain alone, the command line on it, and kills with secrets in the keychain.
fn keychain(place: &Place) -> Done<Vec<Job>> {
    let mut all = jobs(place, &["--test", "cli", "--test", "keychain"], &["--ignored"], KEYCHAIN)?;
    all.extend(jobs(place, &["--test", "killed"], &["killed_anywhere::"], KEYCHAIN)?);
    Ok(all)
}

const KEYCHAIN: Option<Needs> = Some(Needs { screen: false, keychain: true });

fn foreign_server(place: &Place) -> Done<Vec<Job>> {
    FOREIGN.install(place)?;
    jobs(place, &["--test", "foreign"], &["--ignored"], KEYCHAIN)
}

/// A session for each window: on one bus the second would find the first by the single-instance
/// rule, and on one screen the two would take the focus from each other.
fn window(place: &Place) -> Done {
    FOREIGN.install(place)?;
    let needs = Some(Needs { screen: true, keychain: true });
    let mut windows = Vec::new();
    for all in jobs(place, &["--test", "window"], &["--ignored"], needs)? {
        let listed = all.program.clone().with(&["--list", "--format", "terse"]).output()?;
        for test in listed.lines().filter_map(|line| line.strip_suffix(": test")) {
            let program = all.program.clone().with(&["--exact", test, "--nocapture"]);
            let limit = Duration::from_secs(300);
            windows.push(Job { name: test.to_owned(), program, limit, ..all.clone() });
        }
    }
    side_by_side(&first(windows, LONG_WINDOWS)?, 2, &printed(place))
}

/// The tests of the window that take more than a minute.
const LONG_WINDOWS: &[&str] = &[
    "review::two_hundred_items_are_decided_revoked_and_proven_by_keys_alone",
    "people::who_left_is_found_by_the_list_and_shut_out_of_six_apps",
];

/// The chosen test programs of the workspace with these arguments, each in a session of its own
/// where it needs one, with the paths of everything there.
fn jobs(place: &Place, chosen: &[&str], words: &[&str], needs: Option<Needs>) -> Done<Vec<Job>> {
    let built = programs::built_tests(place, chosen)?;
    let job = |built: BuiltTest| {
        let program = built.program().with(words);
        let program = if needs.is_some() { with_paths(place, program) } else { program };
        let name = [&[built.name.as_str()], words].concat().join(" ");
        Job { name, program, needs, ..Job::default() }
    };
    Ok(built.into_iter().map(job).collect())
}

fn with_paths(place: &Place, program: Program) -> Program {
    program
        .env("ROLLCALL_REAL_KEYCHAIN", "1")
        .env("ROLLCALL_CLI", place.dev("rollcall"))
        .env("ROLLCALL_DESKTOP", place.dev("rollcall-desktop"))
        .env("ROLLCALL_FOREIGN", FOREIGN.program(place))
        .env("ROLLCALL_SCREENS", place.out.join("screens"))
}

/// Where test programs print.
fn printed(place: &Place) -> PathBuf {
    place.out.join("printed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_options_every_step_is_taken() {
        let choice = Choice::parse(&[]).unwrap();
        assert!(STEPS.iter().all(|step| choice.takes(step)));
    }

    #[test]
    fn only_takes_the_named_steps() {
        let choice = Choice::parse(&["--only", "clippy", "--only", "format"]).unwrap();
        let taken: Vec<_> = STEPS.iter().filter(|s| choice.takes(s)).map(|s| s.name).collect();
        assert_eq!(taken, ["format", "clippy"]);
    }

    #[test]
    fn an_unknown_step_is_refused_rather_than_passed_over() {
        assert!(Choice::parse(&["--only", "clipy"]).is_err());
        assert!(Choice::parse(&["--only"]).is_err());
        assert!(Choice::parse(&["--fast"]).is_err());
    }

    #[test]
    fn every_step_has_a_name_of_its_own() {
        let mut names: Vec<_> = STEPS.iter().map(|step| step.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), STEPS.len());
    }
}
