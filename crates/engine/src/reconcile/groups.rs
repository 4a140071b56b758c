//! Who should be in a group by a rule over the HR list, and what has to change for it. Pure.
//!
//! The condition is an expression of the Common Expression Language (CEL) over the fields of the list.
//! Nothing is concluded about people whom the list does not name as employed, and a rule that matches
//! nobody takes nobody out.

use cel::{Context, Program, Value};
use rollcall_truth::{Entry, Kind, has_lost_letters};
use serde::Deserialize;
use std::collections::HashSet;

/// Longest condition, how deep brackets may lie in it, and how many signs it may have: the library calls
/// itself for each of them, both when it reads a condition and when it decides one.
const LONGEST: usize = 1_000;
const DEEPEST: usize = 24;
const SIGNS: usize = 120;

/// The stack of a thread that works on conditions: as large as these limits need, with room to spare.
pub(crate) const STACK: usize = 16 * 1024 * 1024;

/// Whether a rule also takes people out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Mode {
    /// People who match are added; nobody is removed.
    #[default]
    Additive,
    /// People who work here and do not match are removed as well.
    Exact,
}

/// A rule for one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GroupRule {
    /// Name or id of the group.
    pub(crate) group: String,
    /// The condition.
    pub(crate) who: String,
    pub(crate) mode: Mode,
    /// Addresses and employee numbers that the rule leaves alone, in lower case.
    pub(crate) except: Vec<String>,
}

/// A rule with the group as it is now.
pub(crate) struct GroupNow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) mode: Mode,
    /// Subjects.
    pub(crate) members: HashSet<i64>,
    pub(crate) condition: Condition,
    pub(crate) except: Vec<String>,
}

/// What a rule wants of a membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Membership {
    Add,
    Remove,
    AsItIs,
}

/// A condition that is known to be one, with its text.
#[derive(Debug)]
pub(crate) struct Condition {
    program: Program,
    text: String,
}

impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Condition {}

/// The names that a condition can use.
const NAMES: [&str; 15] = [
    "name",
    "given_name",
    "family_name",
    "email",
    "employee_number",
    "manager",
    "department",
    "cost_center",
    "division",
    "title",
    "type",
    "status",
    "start",
    "end",
    "today",
];

/// The fields of one entry, as a condition sees them.
pub(crate) struct Fields([String; 15]);

impl Fields {
    pub(crate) fn of(entry: &Entry, today: &str) -> Self {
        let text = |text: &str| {
            if has_lost_letters(text) { String::new() } else { text.trim().to_owned() }
        };
        let day =
            |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        Self([
            text(&entry.name),
            text(&entry.given_name),
            text(&entry.family_name),
            text(entry.emails.first().map_or("", String::as_str)),
            text(&entry.employee_number),
            text(&entry.manager),
            text(&entry.department),
            text(&entry.cost_center),
            text(&entry.division),
            text(&entry.title),
            match entry.kind {
                Kind::Employee => "employee",
                Kind::Contractor => "contractor",
                Kind::Service => "service",
                Kind::NotKnown => "",
            }
            .to_owned(),
            match entry.start {
                Some(start) if start.to_string().as_str() > today => "not-started",
                _ => "employed",
            }
            .to_owned(),
            day(entry.start),
            day(entry.end),
            today.to_owned(),
        ])
    }
}

impl Condition {
    /// Reads a condition.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let shown = crate::text::bounded(text, 80);
        let (depth, signs) = depth_and_signs(text);
        if text.len() > LONGEST || depth > DEEPEST || signs > SIGNS {
            return Err(format!(
                "The condition “{shown}” is longer than {LONGEST} characters, has more than {SIGNS} \
                signs, or brackets that are nested deeper than {DEEPEST}."
            ));
        }
        std::thread::scope(|scope| {
            let read = || Self::read(text, &shown);
            let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, read);
            let thread = thread
                .map_err(|error| format!("The condition “{shown}” cannot be read ({error})."))?;
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }

    fn read(text: &str, shown: &str) -> Result<Self, String> {
        let program = Program::compile(text).map_err(|error| {
            format!("The condition “{shown}” is not CEL: {}.", first_line(&error.to_string()))
        })?;
        let used = program.references();
        if let Some(unknown) = used.variables().iter().find(|name| !NAMES.contains(name)) {
            return Err(format!(
                "The condition “{shown}” uses “{unknown}”, which is no field of the HR list. There are: {}.",
                NAMES.join(", ")
            ));
        }
        let condition = Self { program, text: text.to_owned() };
        let nobody = Fields(std::array::from_fn(|_| String::new()));
        match condition.evaluated(&nobody) {
            Ok(_) => Ok(condition),
            Err(why) => Err(format!("The condition “{shown}” cannot be decided: {why}.")),
        }
    }

    /// Whether a person meets it; `None`: that cannot be decided.
    pub(crate) fn is_met(&self, fields: &Fields) -> Option<bool> {
        self.evaluated(fields).ok()
    }

    fn evaluated(&self, fields: &Fields) -> Result<bool, String> {
        let mut context = Context::default();
        for (name, value) in NAMES.iter().zip(&fields.0) {
            context.add_variable_from_value(*name, value.as_str());
        }
        match self.program.execute(&context) {
            Ok(Value::Bool(met)) => Ok(met),
            Ok(_) => Err("it is neither true nor false".to_owned()),
            Err(error) => Err(first_line(&error.to_string())),
        }
    }
}

/// How deep brackets lie, and how many letters of signs there are.
fn depth_and_signs(text: &str) -> (usize, usize) {
    let (mut now, mut most, mut signs) = (0_usize, 0, 0);
    for letter in text.chars() {
        match letter {
            '(' | '[' | '{' => now += 1,
            ')' | ']' | '}' => now = now.saturating_sub(1),
            '!' | '-' | '?' | '+' | '*' | '/' | '%' | '=' | '<' | '>' => signs += 1,
            _ => {}
        }
        most = most.max(now);
    }
    (most, signs)
}

/// The parser explains itself in several lines, with a picture.
fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let line = line.strip_prefix("ERROR: <input>:1:").unwrap_or(line);
    crate::text::bounded(line.trim_end_matches('.'), 200)
}

/// What a rule wants of one person's membership. `met`: whether they meet its condition; `None`:
/// that is not known. `list_state` as the store keeps it.
pub(crate) fn membership(
    mode: Mode,
    list_state: u8,
    met: Option<bool>,
    member: bool,
) -> Membership {
    match (list_state, met, member, mode) {
        (1 | 2, Some(true), false, _) => Membership::Add,
        (1 | 2, Some(false), true, Mode::Exact) => Membership::Remove,
        // Who left is another bucket, and of the others it is not known what they should have.
        _ => Membership::AsItIs,
    }
}

impl GroupNow {
    /// Whether the rule leaves this person alone.
    pub(crate) fn leaves_alone(&self, entry: &Entry) -> bool {
        let is = |text: &str| self.except.iter().any(|one| *one == text.trim().to_lowercase());
        entry.emails.iter().any(|one| is(one))
            || (!entry.employee_number.is_empty() && is(&entry.employee_number))
    }

    /// Names the membership: the group among those of the account (RFC 7643 §4.1.2).
    pub(crate) fn path(&self) -> String {
        format!("groups[value eq {}]", serde_json::Value::from(self.id.as_str()))
    }
}

#[cfg(test)]
mod tests;
