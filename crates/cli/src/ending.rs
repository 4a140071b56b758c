//! How a command ends, and the exit status that says so.

use rollcall_engine::Problem;
use rollcall_engine::view::{Outcome, RunItem};

pub const DONE: u8 = 0;
pub const FAILED: u8 = 1;
pub const USAGE: u8 = 2;
pub const PARTIAL: u8 = 3;
/// What a shell reports for a program that a broken pipe ended: 128 and the number of SIGPIPE. It is not 0,
/// which says that all was done.
pub const BROKEN_PIPE: u8 = 141;
/// What a shell reports for a program that Ctrl-C ended: 128 and the number of SIGINT.
pub const INTERRUPTED: u8 = 130;

/// A command that came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Done,
    /// Partial, not proven, or not verified.
    Partial,
    /// It said itself what failed.
    Failed,
}

impl Ending {
    /// Done when what was shown is complete.
    pub fn of(complete: bool) -> Self {
        if complete { Self::Done } else { Self::Partial }
    }

    /// The worse of two.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Failed, _) | (_, Self::Failed) => Self::Failed,
            (Self::Partial, _) | (_, Self::Partial) => Self::Partial,
            _ => Self::Done,
        }
    }

    /// How one item of a run ended.
    pub fn of_outcome(outcome: Option<Outcome>) -> Self {
        match outcome {
            Some(Outcome::Verified) => Self::Done,
            Some(Outcome::AcceptedNotVerified | Outcome::Unknown) | None => Self::Partial,
            Some(Outcome::Refused | Outcome::HeldBack | Outcome::NotSent) => Self::Failed,
        }
    }

    /// How a run ended: *failed* when nothing of it took, *partial* when some of it did.
    pub fn of_run(items: &[RunItem]) -> Self {
        let endings = || items.iter().map(|item| Self::of_outcome(item.outcome));
        let all = endings().fold(Self::Done, Self::and);
        let some = endings().any(|ending| ending != Self::Failed);
        if all == Self::Failed && some { Self::Partial } else { all }
    }

    pub fn status(self) -> u8 {
        match self {
            Self::Done => DONE,
            Self::Partial => PARTIAL,
            Self::Failed => FAILED,
        }
    }
}

/// A command that stopped.
#[derive(Debug)]
pub enum Stop {
    Problem(Box<Problem>),
    /// What was typed cannot be done; exit status 2.
    Usage(String),
    /// Something outside the engine failed; one line.
    Failed(String),
    /// Ctrl-C: what state things are in, and how to go on.
    Interrupted(String),
    /// No one reads the output now; nothing is said.
    Quiet,
}

impl Stop {
    pub fn usage(text: impl Into<String>) -> Self {
        Self::Usage(text.into())
    }

    pub fn failed(text: impl Into<String>) -> Self {
        Self::Failed(text.into())
    }
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Self::Quiet
        } else {
            Self::Failed(format!("Writing the answer failed: {error}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_verified_is_done() {
        for (outcome, status) in [
            (Outcome::Verified, DONE),
            (Outcome::AcceptedNotVerified, PARTIAL),
            (Outcome::Unknown, PARTIAL),
            (Outcome::Refused, FAILED),
            (Outcome::HeldBack, FAILED),
            (Outcome::NotSent, FAILED),
        ] {
            assert_eq!(Ending::of_outcome(Some(outcome)).status(), status, "{outcome:?}");
        }
        assert_eq!(Ending::of_outcome(None).status(), PARTIAL);
    }

    #[test]
    fn the_worse_of_two_endings_counts() {
        assert_eq!(Ending::Done.and(Ending::Partial), Ending::Partial);
        assert_eq!(Ending::Failed.and(Ending::Partial), Ending::Failed);
        assert_eq!(Ending::Done.and(Ending::Done), Ending::Done);
    }
}
