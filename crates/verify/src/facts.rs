//! The parts of a pack's JSON files that are checked. Where a missing field would make a check
//! milder, the file cannot be read without it; elsewhere it is empty and fails that check.

use crate::canon::Json;
use crate::files::Files;
use crate::report::{About, Report};
use foldhash::HashMap;
use serde::Deserialize;
use std::borrow::Cow;

/// The per-item parts are read in place.
#[derive(Default)]
pub(crate) struct Facts<'a> {
    pub(crate) review: Review,
    pub(crate) population: Population<'a>,
    pub(crate) decisions: Vec<Decision<'a>>,
    pub(crate) lines: Vec<Line>,
    pub(crate) reads: Vec<Read>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Review {
    pub(crate) id: String,
    pub(crate) frozen_at: String,
    pub(crate) closed_at: Option<String>,
    pub(crate) items: u64,
    pub(crate) population_sha256: String,
    pub(crate) scope: Scope,
    pub(crate) privileged: Privileged,
    pub(crate) reviewers: Vec<Reviewer>,
    pub(crate) exclusions: Vec<Exclusion>,
    pub(crate) sign_offs: Vec<SignOff>,
    /// Who was named at the start to sign second.
    pub(crate) second: Option<String>,
    pub(crate) hand_overs: Vec<HandOver>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct HandOver {
    pub(crate) item: u64,
    pub(crate) to: u64,
    pub(crate) reason: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Scope {
    /// "account", also when it is not said, or "membership".
    pub(crate) granularity: String,
    pub(crate) connections: Vec<String>,
    pub(crate) groups: Vec<String>,
    pub(crate) departments: Vec<String>,
    pub(crate) only_admins: bool,
    pub(crate) only_not_in_list: bool,
}

impl Scope {
    /// Each account in a group is decided separately.
    pub(crate) fn by_membership(&self) -> bool {
        self.granularity == "membership"
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Privileged {
    pub(crate) groups: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Reviewer {
    pub(crate) number: u64,
    pub(crate) name: String,
    pub(crate) email: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Exclusion {
    pub(crate) connection: String,
    pub(crate) reason: String,
    pub(crate) by: String,
    pub(crate) left_out: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SignOff {
    pub(crate) role: String,
    /// Whose part it is; `None` for the second person.
    pub(crate) reviewer: Option<u64>,
    pub(crate) name: String,
    /// The account on the computer that was signed from.
    #[serde(default)]
    pub(crate) user: String,
    pub(crate) statement: String,
    pub(crate) at: String,
    pub(crate) facts: HashMap<String, u64>,
    pub(crate) identified: String,
    pub(crate) reason: String,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Population<'a> {
    #[serde(borrow)]
    pub(crate) items: Vec<Item<'a>>,
    #[serde(borrow)]
    pub(crate) outside: Vec<Outside<'a>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Item<'a> {
    pub(crate) item: u64,
    #[serde(borrow)]
    pub(crate) connection: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) account_id: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(crate) user_name: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(crate) email: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(crate) department: Cow<'a, str>,
    pub(crate) active: bool,
    pub(crate) privileged: bool,
    #[serde(default)]
    pub(crate) reviewer: u64,
    #[serde(borrow, default)]
    pub(crate) list: Cow<'a, str>,
    /// Of a membership that is decided separately.
    #[serde(borrow, default)]
    pub(crate) group: Option<Group<'a>>,
    #[serde(borrow)]
    pub(crate) groups: Vec<Group<'a>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Group<'a> {
    #[serde(borrow)]
    pub(crate) id: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(crate) name: Cow<'a, str>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Outside<'a> {
    #[serde(borrow)]
    pub(crate) connection: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) account_id: Cow<'a, str>,
    pub(crate) active: bool,
    pub(crate) groups: Vec<String>,
    #[serde(borrow, default)]
    pub(crate) why: Cow<'a, str>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Decision<'a> {
    pub(crate) item: u64,
    #[serde(borrow)]
    pub(crate) decision: Cow<'a, str>,
    #[serde(default)]
    pub(crate) drop: Vec<String>,
    #[serde(borrow, default)]
    pub(crate) reason: Cow<'a, str>,
    pub(crate) reviewer: u64,
    #[serde(borrow)]
    pub(crate) at: Cow<'a, str>,
    pub(crate) bulk: bool,
    #[serde(default)]
    pub(crate) late: bool,
    #[serde(default)]
    pub(crate) imported: bool,
    #[serde(borrow, default)]
    pub(crate) kept_although: Option<Cow<'a, str>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Line {
    pub(crate) item: u64,
    pub(crate) connection: String,
    pub(crate) account_id: String,
    pub(crate) group: Option<String>,
    pub(crate) outcome: Option<String>,
    pub(crate) read_back_at: Option<String>,
    pub(crate) checks: Vec<LineCheck>,
    pub(crate) exception: Option<Exception>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct LineCheck {
    pub(crate) at: String,
    pub(crate) holds: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Exception {
    pub(crate) kind: String,
    pub(crate) owner: String,
    pub(crate) due: Option<String>,
    pub(crate) expires: Option<String>,
    pub(crate) note: String,
    pub(crate) proof: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Read {
    pub(crate) connection: String,
    pub(crate) name: String,
    pub(crate) verdict: String,
    pub(crate) before: Option<Before>,
    pub(crate) pages: Vec<Page>,
}

/// What the last complete read before this one had.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Before {
    pub(crate) users: u64,
    pub(crate) groups: u64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Page {
    pub(crate) number: u64,
    pub(crate) kind: String,
    pub(crate) pass: u64,
    pub(crate) of: String,
    pub(crate) query: String,
    pub(crate) status: u64,
    pub(crate) sha256: String,
    pub(crate) file: Option<String>,
}

#[derive(Default, Deserialize)]
struct Decisions<'a> {
    #[serde(borrow)]
    decisions: Vec<Decision<'a>>,
}

#[derive(Default, Deserialize)]
struct Lines {
    lines: Vec<Line>,
}

#[derive(Default, Deserialize)]
struct Reads {
    reads: Vec<Read>,
}

/// One that is missing or no JSON has its fault already.
fn file<'a, T: Deserialize<'a> + Default>(
    (name, json): (&str, &'a Json<'_>),
    faults: &mut Vec<String>,
) -> T {
    if faults.iter().any(|fault| fault.starts_with(name)) {
        return T::default();
    }
    T::deserialize(json).unwrap_or_else(|error| {
        faults.push(format!("{name} cannot be read: {error}"));
        T::default()
    })
}

impl<'a> Facts<'a> {
    pub(crate) fn of(files: &'a Files<'_>, report: &mut Report) -> Self {
        const NAMES: [&str; 5] =
            ["decisions.json", "remediation.json", "reads.json", "review.json", "population.json"];
        let own = |fault: &&String| NAMES.iter().any(|name| fault.starts_with(name));
        let mut faults: Vec<String> = files.faults.iter().filter(own).cloned().collect();
        let [decisions, remediation, reads, review, population] = NAMES;
        let decisions: Decisions<'a> = file((decisions, &files.decisions), &mut faults);
        let lines: Lines = file((remediation, &files.remediation), &mut faults);
        let reads: Reads = file((reads, &files.reads), &mut faults);
        let facts = Self {
            review: file((review, &files.review), &mut faults),
            population: file((population, &files.population), &mut faults),
            decisions: decisions.decisions,
            lines: lines.lines,
            reads: reads.reads,
        };
        report.check(About::Completeness, "the JSON files can be read", faults);
        facts
    }

    /// The decision that counts, by item.
    pub(crate) fn last_decisions(&self) -> HashMap<u64, &Decision<'a>> {
        self.decisions.iter().map(|one| (one.item, one)).collect()
    }
}
