//! Test programs whose tests need a session each: every test is a process in a session of its own,
//! some of them side by side.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::place::Place;
use crate::programs::cargo_program;
use crate::say;
use crate::session::{Needs, Session};
use crate::shell::{Done, Failed, Program};

/// A test that takes longer than this is ended and has failed.
const LIMIT: Duration = Duration::from_secs(300);

/// One test program of the workspace, and how its tests run.
pub struct Lanes<'a> {
    /// Its name, as `cargo test --test` takes it.
    pub program: &'a str,
    pub needs: Needs,
    /// So many tests at the same time.
    pub side_by_side: usize,
    /// These begin first, longest first; the others follow in the order of their names.
    pub first: &'a [&'a str],
}

/// How one test ended, and what it printed.
struct Ended {
    test: String,
    failed: Option<String>,
    took: Duration,
}

impl Lanes<'_> {
    /// Runs every ignored test of the program. `enter` gives each its environment.
    pub fn run(&self, place: &Place, enter: impl Fn(Program) -> Program + Sync) -> Done {
        let program = executable(place, self.program)?;
        let listed = Program::new(&program, &place.root)
            .with(&["--list", "--ignored", "--format", "terse"])
            .output()?;
        let tests = in_order(&listed, self.first)?;
        let next = AtomicUsize::new(0);
        let ended = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for _ in 0..self.side_by_side {
                scope.spawn(|| {
                    while let Some(test) = tests.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let one = Program::new(&program, &place.root.join("tests")).with(&[
                            "--exact",
                            test,
                            "--ignored",
                            "--nocapture",
                        ]);
                        let one = run_one(test, self.needs, enter(one));
                        if let Ok(mut ended) = ended.lock() {
                            tell(&one);
                            ended.push(one);
                        }
                    }
                });
            }
        });
        let ended = ended.into_inner().unwrap_or_default();
        verdict(&ended, tests.len())
    }
}

/// Builds the test program where it is not, and says where it lies.
fn executable(place: &Place, name: &str) -> Done<String> {
    let built = cargo_program(place, &["test", "--workspace", "--test", name, "--no-run"])
        .with(&["--message-format=json-render-diagnostics"])
        .output()?;
    let kind = "\"kind\":[\"test\"]";
    let name_is = format!("\"name\":\"{name}\"");
    let lines = built.lines().filter(|line| line.contains(kind) && line.contains(&name_is));
    lines
        .filter_map(|line| line.split("\"executable\":\"").nth(1)?.split('"').next())
        .next_back()
        .map(str::to_owned)
        .ok_or_else(|| Failed::new(format!("cargo does not say where the tests `{name}` lie")))
}

/// The names of `--list --format terse`, those of `first` in front. Each of these has to be there.
fn in_order(listed: &str, first: &[&str]) -> Done<Vec<String>> {
    let mut rest: Vec<String> =
        listed.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect();
    let mut tests = Vec::new();
    for name in first {
        match rest.iter().position(|test| test == name) {
            Some(at) => tests.push(rest.remove(at)),
            None => return Err(Failed::new(format!("there is no test {name}"))),
        }
    }
    tests.append(&mut rest);
    Ok(tests)
}

fn run_one(test: &str, needs: Needs, program: Program) -> Ended {
    let started = Instant::now();
    let failed = match in_a_session(needs, &program) {
        // One test was asked for: another number means that it did not run.
        Ok(printed) if printed.contains("test result: ok. 1 passed") => None,
        Ok(printed) | Err(printed) => Some(printed),
    };
    Ended { test: test.to_owned(), failed, took: started.elapsed() }
}

/// What it printed; as an error when it did not end well.
fn in_a_session(needs: Needs, program: &Program) -> Result<String, String> {
    let session = Session::start(needs).map_err(|failed| failed.to_string())?;
    let printed = session.file("printed").map_err(|failed| failed.to_string())?;
    let other = printed.try_clone().map_err(|error| error.to_string())?;
    let entered = session.enter(program.clone());
    let mut command = entered.command();
    command.stdin(Stdio::null()).stdout(printed).stderr(other).process_group(0);
    let mut child = command.spawn().map_err(|error| format!("not started: {error}"))?;
    let status = wait(&mut child);
    let words = session.read("printed");
    match status {
        Some(status) if status.success() => Ok(words),
        Some(status) => Err(format!("{words}\nended with {status}")),
        None => Err(format!("{words}\nended after {} s: too long", LIMIT.as_secs())),
    }
}

/// Waits for its end; ends it, with all that it started in its group, at the limit.
fn wait(child: &mut Child) -> Option<std::process::ExitStatus> {
    let started = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if started.elapsed() < LIMIT => {
                std::thread::sleep(Duration::from_millis(20));
            }
            _ => break,
        }
    }
    let group = format!("-{}", child.id());
    let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
    let _ = child.wait();
    None
}

fn tell(one: &Ended) {
    let seconds = one.took.as_secs_f64();
    match &one.failed {
        None => say::line(&format!("test {} ... ok ({seconds:.1} s)", one.test)),
        Some(printed) => {
            say::line(&format!("test {} ... FAILED ({seconds:.1} s)\n{printed}", one.test));
        }
    }
}

fn verdict(ended: &[Ended], wanted: usize) -> Done {
    let failed: Vec<&str> =
        ended.iter().filter(|one| one.failed.is_some()).map(|one| one.test.as_str()).collect();
    let passed = ended.len() - failed.len();
    say::line(&format!("\n{passed} passed, {} failed", failed.len()));
    if !failed.is_empty() {
        return Err(Failed::new(format!("these failed: {}", failed.join(", "))));
    }
    if passed == 0 || passed != wanted {
        return Err(Failed::new(format!("{passed} of {wanted} tests ran")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(test: &str, failed: Option<&str>) -> Ended {
        Ended {
            test: test.to_owned(),
            failed: failed.map(str::to_owned),
            took: Duration::from_secs(1),
        }
    }

    #[test]
    fn the_long_ones_begin_first() {
        let listed = "a::one: test\nb::two: test\nc::three: test\n\n";
        let tests = in_order(listed, &["c::three", "b::two"]).unwrap();
        assert_eq!(tests, ["c::three", "b::two", "a::one"]);
        assert!(in_order(listed, &["c::gone"]).is_err(), "a name that is out of date is reported");
    }

    #[test]
    fn it_holds_only_when_every_test_ran_and_passed() {
        let (good, bad) = (ended("a", None), ended("b", Some("it did not")));
        assert!(verdict(&[ended("a", None)], 1).is_ok());
        assert!(verdict(&[], 0).is_err(), "none ran");
        assert!(verdict(&[ended("a", None)], 2).is_err(), "one did not run");
        let failed = verdict(&[good, bad], 2).err().map(|failed| failed.to_string());
        assert_eq!(failed.as_deref(), Some("these failed: b"));
    }

    #[test]
    fn a_program_that_ran_no_test_has_failed() {
        let says = |words: &str| {
            let program = Program::new("echo", std::path::Path::new("/")).with(&[words]);
            run_one("a", Needs::default(), program).failed
        };
        assert_eq!(says("test result: ok. 1 passed; 0 failed"), None);
        assert!(says("test result: ok. 0 passed; 0 failed").is_some());
    }
}
