//! From a file's text to a complete profile: the generic file below, the provider's own on top.

use crate::fact::{Fact, Provenance};
use crate::profile::{Parts, Profile};
use std::collections::BTreeMap;
use toml::{Table, Value};

/// Statements of `[connect]` and `[words]` that must carry a mark and a source. `*` is every key.
const MARKED: [(&str, &str); 10] = [
    ("connect", "address"),
    ("connect", "token_steps"),
    ("connect", "needs"),
    ("words", "deactivate_note"),
    ("words", "undo"),
    ("words", "token_owner"),
    ("words", "token_ends"),
    ("words", "token_can"),
    ("words.refusals", "*"),
    ("speaks", "*"),
];

/// Why a catalogue file is not taken: which file, which key, what is allowed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("catalogue file {file}: {detail}")]
pub struct CatalogueError {
    /// Name of the file.
    pub file: String,
    /// What is wrong in it, without a full stop.
    pub detail: String,
}

impl CatalogueError {
    fn new(file: &str, detail: impl Into<String>) -> Self {
        Self { file: file.to_owned(), detail: detail.into() }
    }
}

/// Parses one file's text over the generic one. `file` is its name, as `acme.toml`.
pub fn profile(file: &str, text: &str, generic: &str) -> Result<Profile, CatalogueError> {
    let own = table(file, text)?;
    let mut merged = table("scim.toml", generic)?;
    lay_over(&mut merged, own);
    let mut provenance = BTreeMap::new();
    for (section, key) in MARKED {
        // `[speaks]` keeps its facts whole, the words become plain
        let keep = section == "speaks";
        marked(&mut merged, section, key, keep, &mut provenance)
            .map_err(|detail| CatalogueError::new(file, detail))?;
    }
    let parts: Parts = merged
        .try_into()
        .map_err(|error: toml::de::Error| CatalogueError::new(file, said(&error)))?;
    let profile = Profile::of(parts, provenance);
    check(&profile).map_err(|detail| CatalogueError::new(file, detail))?;
    if file != format!("{}.toml", profile.id) {
        let detail = format!("`id` is `{}`; it must be the file's name without .toml", profile.id);
        return Err(CatalogueError::new(file, detail));
    }
    Ok(profile)
}

/// Reads a file's table, drops `[plays]` unread and notes on each fact where it came from.
fn table(file: &str, text: &str) -> Result<Table, CatalogueError> {
    let mut table: Table =
        text.parse().map_err(|error: toml::de::Error| CatalogueError::new(file, said(&error)))?;
    table.remove("plays");
    for key in ["id", "name", "color"] {
        if !table.get(key).is_some_and(Value::is_str) {
            return Err(CatalogueError::new(file, format!("`{key}` is missing at the top")));
        }
    }
    let id = table.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    note_origin(&id, &mut table, "").map_err(|detail| CatalogueError::new(file, detail))?;
    Ok(table)
}

fn note_origin(id: &str, table: &mut Table, path: &str) -> Result<(), String> {
    for (key, value) in table.iter_mut() {
        let Value::Table(inner) = value else { continue };
        let path = join(path, key);
        if !is_fact(inner) {
            note_origin(id, inner, &path)?;
        } else if inner.insert("from".to_owned(), Value::String(id.to_owned())).is_some() {
            return Err(format!("unknown field `from` in `{path}`, expected value, mark, source"));
        }
    }
    Ok(())
}

fn is_fact(table: &Table) -> bool {
    table.contains_key("value")
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// Tables merge key by key; a fact, a rule, a list or a plain value replaces what was there.
fn lay_over(below: &mut Table, above: Table) {
    for (key, value) in above {
        match (below.get_mut(&key), value) {
            (Some(Value::Table(lower)), Value::Table(upper))
                if !is_fact(&upper) && !is_fact(lower) && key != "address_rule" =>
            {
                lay_over(lower, upper);
            }
            (_, value) => {
                below.insert(key, value);
            }
        }
    }
}

/// Sees to it that the named statements are facts, and remembers mark and source of each.
fn marked(
    table: &mut Table,
    section: &str,
    key: &str,
    keep: bool,
    provenance: &mut BTreeMap<String, Provenance>,
) -> Result<(), String> {
    let mut inner = table;
    for step in section.split('.') {
        let Some(Value::Table(next)) = inner.get_mut(step) else {
            return Err(format!("`{section}` must be a table"));
        };
        inner = next;
    }
    for (name, value) in inner.iter_mut() {
        if key != "*" && key != name {
            continue;
        }
        let path = join(section, name);
        let fact: Fact<Value> = value.clone().try_into().map_err(|error: toml::de::Error| {
            format!("`{path}` must have value, mark and source: {}", error.message())
        })?;
        if fact.source.trim().is_empty() {
            return Err(format!("`{path}` has an empty source"));
        }
        provenance
            .insert(path, Provenance { mark: fact.mark, source: fact.source, from: fact.from });
        if !keep {
            *value = fact.value;
        }
    }
    Ok(())
}

/// What the types cannot say.
fn check(profile: &Profile) -> Result<(), String> {
    let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if profile.id.is_empty() || !profile.id.chars().all(kebab) {
        return Err(format!("`id` is `{}`; use lower case, digits and -", profile.id));
    }
    if let Some(key) = profile.words.refusals.keys().find(|key| !is_status(key)) {
        return Err(format!("`words.refusals.{key}`: expected an HTTP status from 400 to 599"));
    }
    let speaks = &profile.speaks;
    if speaks.page_size.value == 0 {
        return Err("`speaks.page_size` must be at least 1".to_owned());
    }
    let limits = &speaks.limits;
    if !(limits.per_second.is_finite() && limits.per_second > 0.0)
        || limits.most_per_second.is_some_and(|most| !(most.is_finite() && most > 0.0))
        || limits.burst == 0
        || limits.in_flight == 0
    {
        return Err("`speaks.limits`: every limit must be above 0".to_owned());
    }
    if profile.end_states().is_empty() {
        return Err("`speaks.after_deactivate` needs `inactive` or `not-found`, or nothing could \
                    be verified"
            .to_owned());
    }
    let rule = &profile.connect.address_rule;
    if rule.hosts.is_empty() || !rule.path.starts_with('/') {
        return Err("`connect.address_rule` needs a host and a path that starts with /".to_owned());
    }
    Ok(())
}

fn is_status(key: &str) -> bool {
    key.parse::<u16>().is_ok_and(|status| (400..600).contains(&status))
}

fn said(error: &toml::de::Error) -> String {
    error.to_string().trim().to_owned()
}
