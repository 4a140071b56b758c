//! Cargo: our programs, and the checks that are cargo's.

use crate::place::{Place, cargo};
use crate::say;
use crate::shell::{Done, Failed, Program};

/// What is shipped: the window and the command line.
const SHIPPED: [&str; 4] = ["-p", "rollcall-desktop", "-p", "rollcall-cli"];

/// The version that the checks were written for.
const CARGO_DENY: &str = "0.20.2";

/// `cargo …` in the repository; the target folder is the one that [`Place`] found.
pub fn cargo_program(place: &Place, arguments: &[&str]) -> Program {
    Program::new(cargo(), &place.root).with(arguments).env("CARGO_TARGET_DIR", &place.cargo_target)
}

/// The window and the command line.
pub fn build_shipped(place: &Place) -> Done {
    cargo_program(place, &["build"]).with(&SHIPPED).run()
}

/// The window, the command line and one program of the tests crate that drives them. In one go,
/// since cargo compiles a dependency again when another set of packages needs more features.
pub fn build_shipped_and(place: &Place, driver: &str, profile: &str) -> Done {
    cargo_program(place, &["build", "--profile", profile])
        .with(&SHIPPED)
        .with(&["-p", "rollcall-tests", "--bin", "rollcall", "--bin", "rollcall-desktop"])
        .with(&["--bin", driver])
        .run()
}

/// Every program and every test, as [`test`] then runs them.
pub fn build_all(place: &Place) -> Done {
    cargo_program(place, &["build", "--workspace", "--all-targets"]).run()
}

pub fn format(place: &Place) -> Done {
    cargo_program(place, &["fmt", "--all", "--check"]).run()
}

pub fn clippy(place: &Place) -> Done {
    cargo_program(place, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]).run()
}

/// Everything that needs no special service.
pub fn test(place: &Place) -> Done {
    let passed = cargo_program(place, &["test", "--workspace"]).count_tests()?;
    match passed.iter().sum::<usize>() {
        0 => Err(Failed::new("no test ran")),
        _ => Ok(()),
    }
}

/// Licenses, bans and sources of every crate in the graph.
pub fn licences(place: &Place) -> Done {
    let version = cargo_program(place, &["deny", "--version"]).command().output();
    match version.ok().filter(|answer| answer.status.success()) {
        Some(answer) => {
            let found = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
            if !found.ends_with(CARGO_DENY) {
                say::step(&format!("{found} is used; deny.toml was written for {CARGO_DENY}"));
            }
        }
        None => {
            say::step(&format!("cargo-deny is not here: installing {CARGO_DENY}, some minutes"));
            let install = ["install", "cargo-deny", "--version", CARGO_DENY, "--locked"];
            cargo_program(place, &install).run()?;
        }
    }
    cargo_program(place, &["deny", "--workspace", "check", "licenses", "bans", "sources"]).run()?;
    say::step(
        "SKIPPED: advisories. The RustSec database is a git repository, which this command does \
         not fetch. Where it can be reached: cargo deny check advisories",
    );
    Ok(())
}
