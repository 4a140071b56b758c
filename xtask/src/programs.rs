//! Cargo: our programs, and the checks that are cargo's.

use std::path::{Path, PathBuf};

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

/// A test program of the workspace.
#[derive(Debug, PartialEq, Eq)]
pub struct BuiltTest {
    /// The folder of its package and what it is called there: `cli/cli`, `engine/rollcall_engine`.
    pub name: String,
    executable: PathBuf,
    package: PathBuf,
}

impl BuiltTest {
    /// Started as cargo starts it, as far as tests look at that.
    pub fn program(&self) -> Program {
        Program::new(&self.executable, &self.package).env("CARGO_MANIFEST_DIR", &self.package)
    }
}

/// Builds the chosen test programs where they are not, and says where they lie. Chosen from the
/// whole workspace, so that cargo finds them built.
pub fn built_tests(place: &Place, chosen: &[&str]) -> Done<Vec<BuiltTest>> {
    let messages = cargo_program(place, &["test", "--workspace", "--no-run"])
        .with(&["--message-format=json-render-diagnostics"])
        .with(chosen)
        .output()?;
    let built: Vec<BuiltTest> = messages.lines().filter_map(built_test).collect();
    match built.is_empty() {
        true => Err(Failed::new("cargo does not say where the test programs lie")),
        false => Ok(built),
    }
}

/// The test program that a line of cargo's messages tells of.
fn built_test(line: &str) -> Option<BuiltTest> {
    let text = |before: &str| line.split(before).nth(1)?.split('"').next();
    // A target that has tests says so too, also where it was built without them.
    if !line.split("\"profile\":{").nth(1)?.split('}').next()?.ends_with("\"test\":true") {
        return None;
    }
    let manifest = Path::new(text("\"manifest_path\":\"")?);
    let package = manifest.parent()?;
    let target =
        line.split("\"target\":{").nth(1)?.split("\"name\":\"").nth(1)?.split('"').next()?;
    Some(BuiltTest {
        name: format!("{}/{target}", package.file_name()?.display()),
        executable: text("\"executable\":\"")?.into(),
        package: package.to_path_buf(),
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_names_a_test_program_with_its_package() {
        let line = |test: bool, executable: &str| {
            format!(
                r#"{{"reason":"compiler-artifact","package_id":"path+file:///r/crates/cli#rollcall-cli@0.1.0","manifest_path":"/r/crates/cli/Cargo.toml","target":{{"kind":["test"],"crate_types":["bin"],"name":"keys","src_path":"/r/crates/cli/tests/keys.rs","test":true}},"profile":{{"opt_level":"0","debuginfo":2,"overflow_checks":true,"test":{test}}},"features":[],"filenames":[],"executable":{executable},"fresh":true}}"#
            )
        };
        assert_eq!(
            built_test(&line(true, "\"/t/debug/deps/keys-1\"")),
            Some(BuiltTest {
                name: "cli/keys".to_owned(),
                executable: "/t/debug/deps/keys-1".into(),
                package: "/r/crates/cli".into(),
            })
        );
        assert_eq!(built_test(&line(false, "\"/t/debug/rollcall\"")), None, "not of tests");
        assert_eq!(built_test(&line(true, "null")), None);
        assert_eq!(built_test(r#"{"reason":"build-finished","success":true}"#), None);
    }
}
