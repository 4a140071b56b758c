//! One line for each check.

/// Faults of one check that are named.
const NAMED: usize = 5;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Integrity,
    Completeness,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Holds,
    Fails,
    /// What it needs is not in the pack.
    CannotBeChecked,
    /// Nothing is wrong with the pack, and no pack proves this.
    NotProven,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub about: About,
    pub outcome: Outcome,
    /// What was looked at, and what is wrong with it.
    pub words: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub checks: Vec<Check>,
    /// To be compared with what was kept elsewhere.
    pub head: String,
    /// SHA-256 of the public key.
    pub key: String,
}

impl Report {
    /// A check that found these faults, or none.
    pub(crate) fn check(&mut self, about: About, what: &str, faults: Vec<String>) {
        let outcome = if faults.is_empty() { Outcome::Holds } else { Outcome::Fails };
        let mut words = what.to_owned();
        for fault in faults.iter().take(NAMED) {
            words.push_str("\n       ");
            words.push_str(fault);
        }
        if faults.len() > NAMED {
            words.push_str(&format!("\n       and {} more", faults.len() - NAMED));
        }
        self.checks.push(Check { about, outcome, words });
    }

    pub(crate) fn cannot(&mut self, about: About, what: &str, why: &str) {
        let words = format!("{what}: {why}");
        self.checks.push(Check { about, outcome: Outcome::CannotBeChecked, words });
    }

    /// What the pack says and does not prove; it changes nothing about what holds.
    pub(crate) fn not_proven(&mut self, about: About, words: String) {
        self.checks.push(Check { about, outcome: Outcome::NotProven, words });
    }

    /// The worst that was found: a fault, a check that cannot be made, or that all of them hold.
    #[must_use]
    pub fn of(&self, about: About) -> Outcome {
        let found = |outcome| {
            self.checks.iter().any(|check| check.about == about && check.outcome == outcome)
        };
        match () {
            () if found(Outcome::Fails) => Outcome::Fails,
            () if found(Outcome::CannotBeChecked) => Outcome::CannotBeChecked,
            () => Outcome::Holds,
        }
    }
}
