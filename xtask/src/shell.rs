//! Starting programs, and the message when they fail.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why a step did not end well, in words for the terminal.
#[derive(Debug)]
pub struct Failed(String);

impl Failed {
    pub fn new(why: impl Into<String>) -> Failed {
        Failed(why.into())
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `Ok`, or words on what did not work.
pub type Done<T = ()> = Result<T, Failed>;

/// A program with its arguments, folder and environment: data, so that a session can wrap it.
#[derive(Clone)]
pub struct Program {
    pub name: OsString,
    pub arguments: Vec<OsString>,
    folder: PathBuf,
    environment: Vec<(OsString, OsString)>,
    /// What it is called when it fails, where that is not its own words.
    called: Option<String>,
}

impl Program {
    pub fn new(name: impl Into<OsString>, folder: &Path) -> Program {
        Program {
            name: name.into(),
            arguments: Vec::new(),
            folder: folder.to_path_buf(),
            environment: Vec::new(),
            called: None,
        }
    }

    pub fn with(mut self, arguments: &[&str]) -> Program {
        self.arguments.extend(arguments.iter().map(Into::into));
        self
    }

    pub fn with_path(mut self, argument: &Path) -> Program {
        self.arguments.push(argument.into());
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Program {
        self.environment.push((name.into(), value.as_ref().into()));
        self
    }

    /// The same program, started by another one that takes it as its last arguments.
    pub fn inside(self, outer: &[&str]) -> Program {
        let mut words: Vec<OsString> = outer.iter().map(Into::into).collect();
        words.push(self.name);
        words.extend(self.arguments);
        let name = words.remove(0);
        Program { name, arguments: words, ..self }
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.name);
        command.args(&self.arguments).current_dir(&self.folder);
        // What cargo says to xtask about xtask is not for the cargo that xtask starts: build scripts
        // that look at these would run again, and everything above them be rebuilt, each time
        // that cargo was started otherwise in between.
        let of_xtask = |name: &str| {
            ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|start| name.starts_with(start))
        };
        for (name, _) in std::env::vars_os() {
            if of_xtask(&name.to_string_lossy()) {
                command.env_remove(name);
            }
        }
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        command
    }

    /// Gives it another name in messages.
    pub fn called(self, words: String) -> Program {
        Program { called: Some(words), ..self }
    }

    /// The words as one would type them.
    pub fn words(&self) -> String {
        if let Some(words) = &self.called {
            return words.clone();
        }
        let mut words = vec![self.name.to_string_lossy().into_owned()];
        words.extend(self.arguments.iter().map(|word| word.to_string_lossy().into_owned()));
        words.join(" ")
    }

    /// Runs it to its end with this terminal's output.
    pub fn run(&self) -> Done {
        match self.command().stdin(Stdio::null()).status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(Failed::new(format!("`{}` ended with {status}", self.words()))),
            Err(error) => Err(self.not_started(&error)),
        }
    }

    /// Runs it to its end and gives what it printed; its errors stay on this terminal.
    pub fn output(&self) -> Done<String> {
        let answer = self.command().stdin(Stdio::null()).stderr(Stdio::inherit()).output();
        match answer {
            Ok(answer) if answer.status.success() => {
                Ok(String::from_utf8_lossy(&answer.stdout).into_owned())
            }
            Ok(answer) => {
                Err(Failed::new(format!("`{}` ended with {}", self.words(), answer.status)))
            }
            Err(error) => Err(self.not_started(&error)),
        }
    }

    fn not_started(&self, error: &std::io::Error) -> Failed {
        Failed::new(format!("`{}` could not be started: {error}", self.words()))
    }
}

/// How many tests passed, from the last line of a test program.
pub fn passed_in(line: &str) -> Option<usize> {
    line.strip_prefix("test result: ok. ")?.split_once(" passed")?.0.parse().ok()
}

/// Whether a program of that name is on the path.
pub fn on_path(name: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrapped_program_keeps_its_words_and_their_order() {
        let inner = Program::new("cargo", Path::new("/")).with(&["test", "--workspace"]);
        assert_eq!(
            inner.inside(&["dbus-run-session", "--"]).words(),
            "dbus-run-session -- cargo test --workspace"
        );
    }

    #[test]
    fn a_program_that_fails_is_named_with_its_words() {
        let failed = Program::new("sh", Path::new("/")).with(&["-c", "exit 3"]).run();
        let words = failed.err().map(|failed| failed.to_string());
        assert_eq!(words.as_deref(), Some("`sh -c exit 3` ended with exit status: 3"));
    }

    #[test]
    fn what_cargo_says_of_xtask_is_not_handed_on() {
        assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some(), "as cargo runs this test");
        let inherited = Program::new("env", Path::new("/")).output().unwrap();
        assert!(!inherited.contains("CARGO_MANIFEST_DIR"), "{inherited}");
    }

    #[test]
    fn a_program_that_is_not_there_is_said_to_be_so() {
        let failed = Program::new("no-such-program", Path::new("/")).run();
        let words = failed.err().map(|failed| failed.to_string()).unwrap_or_default();
        assert!(words.starts_with("`no-such-program` could not be started"), "{words}");
    }
}
