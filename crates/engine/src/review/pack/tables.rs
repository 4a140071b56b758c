//! The CSV files of a pack: what the JSON files say, for a spreadsheet.

use super::super::cells::{cell, marked};
use super::rows::{Decisions, HrRows, Population, Remediation, ResidualLines};
use super::{Gathered, Trouble};
use crate::problem::Problem;
use crate::problem::failure::internal;
use serde::Serialize;
use serde_json::Value;

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => cell(text),
        Value::Array(many) => {
            let all: Vec<String> = many
                .iter()
                .map(|one| match (of(one, "name"), of(one, "found")) {
                    (Some(name), _) => name.to_owned(),
                    // A look after the change.
                    (None, Some(found)) => {
                        format!("{} {found}", of(one, "at").unwrap_or_default())
                    }
                    _ => text(one),
                })
                .collect();
            cell(&all.join("; "))
        }
        Value::Object(one) => match one.get("name").and_then(Value::as_str) {
            Some(name) => cell(name),
            None => value.to_string(),
        },
        other => other.to_string(),
    }
}

fn of<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

fn failed(error: impl std::fmt::Display) -> Problem {
    internal("Writing the evidence pack", &error.to_string())
}

/// A table that is written row by row.
struct Table<'a> {
    columns: &'a [&'a str],
    out: csv::Writer<Vec<u8>>,
}

impl<'a> Table<'a> {
    fn new(columns: &'a [&'a str]) -> Result<Self, Trouble> {
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(columns).map_err(failed)?;
        Ok(Self { columns, out })
    }

    /// A column that these rows do not have stays empty.
    fn with(mut self, rows: &[impl Serialize]) -> Result<Self, Trouble> {
        for row in rows {
            let row = serde_json::to_value(row).map_err(failed)?;
            let cell = |column: &&str| text(row.get(*column).unwrap_or(&Value::Null));
            self.out.write_record(self.columns.iter().map(cell)).map_err(failed)?;
        }
        Ok(self)
    }

    fn end(self) -> Result<Vec<u8>, Trouble> {
        Ok(marked(&self.out.into_inner().map_err(failed)?))
    }
}

/// The columns without those that are left out.
fn kept<'a>(columns: &[&'a str], gathered: &Gathered) -> Vec<&'a str> {
    columns.iter().copied().filter(|column| !gathered.leaves_out(column)).collect()
}

pub(super) fn population(all: &Population, gathered: &Gathered) -> Result<Vec<u8>, Trouble> {
    let columns = [
        "item",
        "app",
        "connection",
        "account_id",
        "user_name",
        "name",
        "email",
        "active",
        "privileged",
        "role",
        "kind",
        "title",
        "department",
        "list",
        "list_day",
        "shared",
        "since_last",
        "reviewer",
        "person",
        "group",
        "groups",
        "why",
    ];
    Table::new(&kept(&columns, gathered))?.with(&all.items)?.with(&all.outside)?.end()
}

pub(super) fn decisions(all: &Decisions, gathered: &Gathered) -> Result<Vec<u8>, Trouble> {
    let columns = [
        "item",
        "app",
        "user_name",
        "name",
        "decision",
        "drop",
        "reason",
        "by",
        "reviewer",
        "at",
        "ms",
        "bulk",
        "late",
        "changed",
        "handed_over",
        "imported",
        "user",
        "file_sha256",
        "press",
        "undoes",
        "kept_although",
        "source",
    ];
    Table::new(&kept(&columns, gathered))?.with(&all.decisions)?.end()
}

pub(super) fn remediation(all: &Remediation, gathered: &Gathered) -> Result<Vec<u8>, Trouble> {
    let columns = [
        "item",
        "app",
        "user_name",
        "name",
        "connection",
        "account_id",
        "change",
        "group",
        "group_name",
        "plan",
        "plan_sha256",
        "run",
        "asked_by",
        "run_by",
        "decided_at",
        "state",
        "outcome",
        "words",
        "read_back_at",
        "days",
        "left_on",
        "left_until",
        "hours_after_leaving",
        "checks",
        "exception",
    ];
    Table::new(&kept(&columns, gathered))?.with(&all.lines)?.end()
}

pub(super) fn residual(all: &ResidualLines, gathered: &Gathered) -> Result<Vec<u8>, Trouble> {
    let columns = [
        "case",
        "line",
        "app",
        "connection",
        "name",
        "text",
        "place",
        "done_by",
        "done_at",
        "note",
    ];
    Table::new(&kept(&columns, gathered))?.with(&all.lines)?.end()
}

pub(super) fn hr_rows(all: &HrRows, gathered: &Gathered) -> Result<Vec<u8>, Trouble> {
    let columns = [
        "item",
        "row",
        "employee_number",
        "name",
        "email",
        "status",
        "start",
        "end",
        "manager",
        "manager_email",
        "department",
        "title",
    ];
    let blind = ["email", "manager"].iter().any(|column| gathered.leaves_out(column));
    let columns: Vec<&str> =
        columns.into_iter().filter(|column| !(blind && *column == "manager_email")).collect();
    Table::new(&kept(&columns, gathered))?.with(&all.rows)?.end()
}
