//! Test programs side by side: each is a process, in a session of its own where it needs one, and
//! says nothing until it has ended.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::say;
use crate::session::{Needs, Session};
use crate::shell::{Done, Failed, Program, passed_in};

/// A test program to be run to its end.
#[derive(Clone)]
pub struct Job {
    /// As it is reported, and as [`first`] finds it.
    pub name: String,
    pub program: Program,
    /// What the session has that it runs in; none where a processor and a disk are enough.
    pub needs: Option<Needs>,
    /// How many of its tests have to pass: fewer means that it did not do what it was started for.
    pub at_least: usize,
    /// One that takes longer is ended and has failed.
    pub limit: Duration,
}

impl Default for Job {
    /// One that is to run at least one test, in a quarter of an hour.
    fn default() -> Job {
        Job {
            name: String::new(),
            program: Program::new("true", Path::new("/")),
            needs: None,
            at_least: 1,
            limit: Duration::from_secs(900),
        }
    }
}

/// How one ended.
struct Ended {
    name: String,
    took: Duration,
    /// How many of its tests passed, or what it printed when it failed.
    result: Result<usize, String>,
}

/// Runs all of them, so many at the same time, each printing to a file in `folder`.
pub fn side_by_side(jobs: &[Job], lanes: usize, folder: &Path) -> Done {
    std::fs::create_dir_all(folder)
        .map_err(|error| Failed::new(format!("{} not made: {error}", folder.display())))?;
    let next = AtomicUsize::new(0);
    let ended = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..lanes {
            scope.spawn(|| {
                while let Some((at, job)) = turn(&next, jobs) {
                    let one = run_one(job, &folder.join(at.to_string()));
                    if let Ok(mut ended) = ended.lock() {
                        tell(&one);
                        ended.push(one);
                    }
                }
            });
        }
    });
    let ended = ended.into_inner().unwrap_or_default();
    verdict(&ended, jobs.len())
}

/// The next one that nobody has taken, and its number.
fn turn<'a>(next: &AtomicUsize, jobs: &'a [Job]) -> Option<(usize, &'a Job)> {
    let at = next.fetch_add(1, Ordering::Relaxed);
    Some((at, jobs.get(at)?))
}

/// Puts the named ones in front, longest first: begun last, one would run on alone. Each name has to
/// be there.
pub fn first(mut jobs: Vec<Job>, names: &[&str]) -> Done<Vec<Job>> {
    let mut ordered = Vec::new();
    for name in names {
        match jobs.iter().position(|job| job.name == *name) {
            Some(at) => ordered.push(jobs.remove(at)),
            None => return Err(Failed::new(format!("there is no test {name}"))),
        }
    }
    ordered.append(&mut jobs);
    Ok(ordered)
}

fn run_one(job: &Job, printed: &Path) -> Ended {
    let started = Instant::now();
    let result = match run_to_end(job, printed) {
        Ok(words) => match words.lines().filter_map(passed_in).reduce(|all, more| all + more) {
            Some(passed) if passed >= job.at_least => Ok(passed),
            _ => Err(format!("{words}\nfewer tests ran than it was started for")),
        },
        Err(words) => Err(words),
    };
    Ended { name: job.name.clone(), took: started.elapsed(), result }
}

/// What it printed; as an error when it did not end well.
fn run_to_end(job: &Job, printed: &Path) -> Result<String, String> {
    let session = match job.needs {
        Some(needs) => Some(Session::start(needs).map_err(|failed| failed.to_string())?),
        None => None,
    };
    let program = job.program.clone();
    let program = match &session {
        Some(session) => session.enter(program),
        None => program,
    };
    let not_started = |error: std::io::Error| format!("not started: {error}");
    // A file and no pipe: what it started and left running would keep a pipe open.
    let out = File::create(printed).map_err(not_started)?;
    let other = out.try_clone().map_err(not_started)?;
    let mut command = program.command();
    command.stdin(Stdio::null()).stdout(out).stderr(other).process_group(0);
    let status = wait(&mut command.spawn().map_err(not_started)?, job.limit);
    let words = String::from_utf8_lossy(&std::fs::read(printed).unwrap_or_default()).into_owned();
    match status {
        Some(status) if status.success() => Ok(words),
        Some(status) => Err(format!("{words}\nended with {status}")),
        None => Err(format!("{words}\nended after {} s: too long", job.limit.as_secs())),
    }
}

/// Waits for its end; ends it, with all that it started in its group, at the limit.
fn wait(child: &mut Child, limit: Duration) -> Option<std::process::ExitStatus> {
    let started = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if started.elapsed() < limit => {
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
    let Ended { name, took, result } = one;
    let seconds = took.as_secs_f64();
    match result {
        Ok(passed) => say::line(&format!("{name} ... ok ({passed} passed, {seconds:.1} s)")),
        Err(printed) => say::line(&format!("{name} ... FAILED ({seconds:.1} s)\n{printed}")),
    }
}

fn verdict(ended: &[Ended], wanted: usize) -> Done {
    let failed: Vec<&str> =
        ended.iter().filter(|one| one.result.is_err()).map(|one| one.name.as_str()).collect();
    let passed: usize = ended.iter().filter_map(|one| one.result.as_ref().ok()).sum();
    say::line(&format!("\n{passed} tests passed, {} of {wanted} programs failed", failed.len()));
    if !failed.is_empty() {
        return Err(Failed::new(format!("these failed: {}", failed.join(", "))));
    }
    if passed == 0 || ended.len() != wanted {
        let ended = ended.len();
        return Err(Failed::new(format!("{passed} tests ran in {ended} of {wanted} programs")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(name: &str, program: &str, words: &[&str]) -> Job {
        Job {
            name: name.to_owned(),
            program: Program::new(program, Path::new("/")).with(words),
            limit: Duration::from_secs(30),
            ..Job::default()
        }
    }

    fn ended(name: &str, result: Result<usize, &str>) -> Ended {
        let result = result.map_err(str::to_owned);
        Ended { name: name.to_owned(), took: Duration::from_secs(1), result }
    }

    /// A folder of its own that goes with the test.
    fn in_a_folder<T>(name: &str, with: impl FnOnce(&Path) -> T) -> T {
        let folder = std::env::temp_dir().join(format!("lanes-{name}-{}", std::process::id()));
        let result = with(&folder);
        std::fs::remove_dir_all(&folder).unwrap();
        result
    }

    #[test]
    fn the_long_ones_begin_first() {
        let jobs = || ["one", "two", "three"].map(|name| job(name, "true", &[])).to_vec();
        let ordered = first(jobs(), &["three", "two"]).unwrap();
        let names: Vec<&str> = ordered.iter().map(|job| job.name.as_str()).collect();
        assert_eq!(names, ["three", "two", "one"]);
        assert!(first(jobs(), &["gone"]).is_err(), "a name that is out of date is reported");
    }

    #[test]
    fn it_holds_only_when_every_program_ran_and_passed() {
        assert!(verdict(&[ended("a", Ok(3)), ended("b", Ok(0))], 2).is_ok());
        assert!(verdict(&[], 0).is_err(), "none ran");
        assert!(verdict(&[ended("a", Ok(0))], 1).is_err(), "no test ran");
        assert!(verdict(&[ended("a", Ok(3))], 2).is_err(), "one did not run");
        let failed = verdict(&[ended("a", Ok(3)), ended("b", Err("it did not"))], 2);
        let words = failed.err().map(|failed| failed.to_string());
        assert_eq!(words.as_deref(), Some("these failed: b"));
    }

    #[test]
    fn a_program_that_ran_fewer_tests_than_asked_for_has_failed() {
        in_a_folder("fewer", |folder| {
            let says = |words: &str| side_by_side(&[job("a", "echo", &[words])], 1, folder);
            assert!(says("test result: ok. 2 passed; 0 failed").is_ok());
            assert!(says("test result: ok. 0 passed; 0 failed").is_err());
            assert!(says("test result: FAILED. 2 passed; 1 failed").is_err());
            assert!(says("something else").is_err());
        });
    }

    #[test]
    fn each_ends_as_it_ends_beside_others() {
        in_a_folder("beside", |folder| {
            let good = job("good", "echo", &["test result: ok. 2 passed; 0 failed"]);
            let all = [good.clone(), good.clone(), good.clone()];
            assert!(side_by_side(&all, 2, folder).is_ok());
            let mut slow = job("slow", "sleep", &["20"]);
            slow.limit = Duration::from_millis(50);
            let failed = side_by_side(&[slow, job("bad", "false", &[]), good], 2, folder);
            let words = failed.err().map(|failed| failed.to_string()).unwrap_or_default();
            assert!(words.contains("bad") && words.contains("slow"), "{words}");
            assert!(!words.contains("good"), "{words}");
        });
    }
}
