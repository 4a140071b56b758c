//! The past of one account, from the rows that were valid from one read until another.

use crate::{db::error::Result, ids::RunId, moment::Moment, users::row::Moments};
use rusqlite::{Connection as Database, OptionalExtension};
use serde_json::Value;
use std::collections::BTreeMap;

/// One line of an account's past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// Start of the read that found it.
    pub at: Moment,
    pub read_id: u32,
    /// Set when a read-back after a run found it.
    pub run_id: Option<RunId>,
    pub kind: HistoryKind,
    /// What changed, in words: "Department", "Joined group", a path of the resource.
    pub what: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HistoryKind {
    FirstSeen,
    NoLongerListed,
    ListedAgain,
    /// A value that the table shows.
    Value,
    /// Any other attribute of the resource.
    Attribute,
    /// In the group when its members were read for the first time: since when is not known.
    InGroup,
    JoinedGroup,
    LeftGroup,
}

/// Newest first.
pub(crate) fn history(db: &Database, subject: i64) -> Result<Vec<HistoryEntry>> {
    let mut past = Past { moments: Moments::new(db), entries: Vec::new() };
    past.add_values(db, subject)?;
    past.add_absences(db, subject)?;
    past.add_memberships(db, subject)?;
    for entry in &mut past.entries {
        entry.run_id = db
            .prepare_cached("SELECT run_id FROM reads WHERE id = ?1")?
            .query_row([entry.read_id], |row| row.get(0))
            .optional()?
            .flatten();
    }
    // Stable: what one read found keeps its order.
    past.entries.sort_by(|one, other| (other.read_id, one.kind).cmp(&(one.read_id, other.kind)));
    Ok(past.entries)
}

struct Past<'a> {
    moments: Moments<'a>,
    entries: Vec<HistoryEntry>,
}

struct Version {
    from_read: u32,
    values: Vec<(&'static str, String)>,
    raw: String,
}

impl Past<'_> {
    fn add(
        &mut self,
        read: u32,
        kind: HistoryKind,
        what: &str,
        before: Option<String>,
        after: Option<String>,
    ) -> Result<()> {
        let at = self.moments.start(read)?;
        let what = what.to_owned();
        self.entries.push(HistoryEntry {
            at,
            read_id: read,
            run_id: None,
            kind,
            what,
            before: before.filter(|text| !text.is_empty()),
            after: after.filter(|text| !text.is_empty()),
        });
        Ok(())
    }

    fn add_values(&mut self, db: &Database, subject: i64) -> Result<()> {
        let versions = versions(db, subject)?;
        if let Some(first) = versions.first() {
            let name = first.values.first().map(|(_, name)| name.clone());
            self.add(first.from_read, HistoryKind::FirstSeen, "First seen", None, name)?;
        }
        for (old, new) in versions.iter().zip(versions.iter().skip(1)) {
            for ((what, before), (_, after)) in old.values.iter().zip(&new.values) {
                if before != after {
                    self.add(
                        new.from_read,
                        HistoryKind::Value,
                        what,
                        Some(before.clone()),
                        Some(after.clone()),
                    )?;
                }
            }
            for (path, before, after) in other_changes(old, new) {
                self.add(new.from_read, HistoryKind::Attribute, &path, before, after)?;
            }
        }
        Ok(())
    }

    fn add_absences(&mut self, db: &Database, subject: i64) -> Result<()> {
        let mut statement = db.prepare_cached(
            "SELECT from_read, until_read, last_read FROM absences WHERE subject = ?1
             ORDER BY from_read",
        )?;
        let mut rows = statement.query([subject])?;
        while let Some(row) = rows.next()? {
            let last = self.moments.start(row.get(2)?)?;
            self.add(
                row.get(0)?,
                HistoryKind::NoLongerListed,
                "No longer listed",
                Some(format!("last listed {last}")),
                None,
            )?;
            if let Some(until) = row.get::<_, Option<u32>>(1)? {
                self.add(until, HistoryKind::ListedAgain, "Listed again", None, None)?;
            }
        }
        Ok(())
    }

    fn add_memberships(&mut self, db: &Database, subject: i64) -> Result<()> {
        let mut statement = db.prepare_cached(
            "SELECT m.from_read, m.until_read, g.name, m.from_read = g.first_members_read
             FROM memberships m JOIN groups g ON g.id = m.grp
             WHERE (m.subject = ?1 AND m.until_read IS NULL)
                OR (m.subject = ?1 AND m.until_read IS NOT NULL)
             ORDER BY m.from_read, g.name_key",
        )?;
        let mut rows = statement.query([subject])?;
        while let Some(row) = rows.next()? {
            let name: String = row.get(2)?;
            let (kind, what) = if row.get(3)? {
                (HistoryKind::InGroup, "In group")
            } else {
                (HistoryKind::JoinedGroup, "Joined group")
            };
            self.add(row.get(0)?, kind, what, None, Some(name.clone()))?;
            if let Some(until) = row.get::<_, Option<u32>>(1)? {
                self.add(until, HistoryKind::LeftGroup, "Left group", Some(name), None)?;
            }
        }
        Ok(())
    }
}

/// All values that the account ever had, oldest first, the current ones last.
fn versions(db: &Database, subject: i64) -> Result<Vec<Version>> {
    let mut statement = db.prepare_cached(
        "SELECT from_read, name, user_name, email, active, title, department, user_type, raw
           FROM account_pasts WHERE subject = ?1
         UNION ALL
         SELECT a.since_read, a.name, a.user_name, a.email, a.active, a.title, a.department,
                a.user_type, r.raw
           FROM accounts a JOIN account_resources r ON r.subject = a.subject
           WHERE a.subject = ?1
         ORDER BY 1",
    )?;
    let rows = statement.query_map([subject], |row| {
        let status = if row.get(4)? { "active" } else { "inactive" };
        Ok(Version {
            from_read: row.get(0)?,
            values: vec![
                ("Name", row.get(1)?),
                ("User name", row.get(2)?),
                ("E-mail", row.get(3)?),
                ("Status", status.to_owned()),
                ("Title", row.get(5)?),
                ("Department", row.get(6)?),
                ("User type", row.get(7)?),
            ],
            raw: row.get(8)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Differences of two resources that no shown value already has. What the server only says
/// about the resource (`meta`, `schemas`) and what the memberships contain (`groups`) is left out.
fn other_changes(old: &Version, new: &Version) -> Vec<(String, Option<String>, Option<String>)> {
    let shown = |version: &Version, path: &str, text: &str| {
        path.eq_ignore_ascii_case("active") || version.values.iter().any(|(_, value)| value == text)
    };
    let (before, after) = (leaves(&old.raw), leaves(&new.raw));
    let mut paths: Vec<&String> = before.keys().chain(after.keys()).collect();
    paths.sort_unstable();
    paths.dedup();
    paths
        .into_iter()
        .filter_map(|path| {
            let (was, is) = (before.get(path), after.get(path));
            if was == is {
                return None;
            }
            let is_shown = was.is_none_or(|text| shown(old, path, text))
                && is.is_none_or(|text| shown(new, path, text))
                && old.values != new.values;
            (!is_shown).then(|| (path.clone(), was.cloned(), is.cloned()))
        })
        .collect()
}

fn leaves(raw: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    if let Ok(Value::Object(resource)) = serde_json::from_str(raw) {
        for (name, value) in &resource {
            if !["meta", "schemas", "groups"].iter().any(|skip| name.eq_ignore_ascii_case(skip)) {
                // Attributes of an extension follow its URN after a colon (RFC 7644 §3.10).
                gather(name, if name.starts_with("urn:") { ':' } else { '.' }, value, &mut found);
            }
        }
    }
    found
}

fn gather(path: &str, mark: char, value: &Value, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(parts) => {
            for (name, part) in parts {
                gather(&format!("{path}{mark}{name}"), '.', part, found);
            }
        }
        Value::Null => {}
        Value::String(text) => {
            found.insert(path.to_owned(), text.clone());
        }
        other => {
            found.insert(path.to_owned(), other.to_string());
        }
    }
}
