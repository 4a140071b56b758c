//! The CSV files of a pack: what the JSON files say, for a spreadsheet.

use super::super::cells::{cell, marked};
use super::{Gathered, Trouble};
use crate::problem::Problem;
use crate::problem::failure::internal;
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

fn table<'a>(columns: &[&str], rows: impl Iterator<Item = &'a Value>) -> Result<Vec<u8>, Trouble> {
    let failed = |error: &dyn std::fmt::Display| -> Problem {
        internal("Writing the evidence pack", &error.to_string())
    };
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(columns).map_err(|error| failed(&error))?;
    for row in rows {
        let cells = columns.iter().map(|column| text(row.get(*column).unwrap_or(&Value::Null)));
        out.write_record(cells).map_err(|error| failed(&error))?;
    }
    Ok(marked(&out.into_inner().map_err(|error| failed(&error))?))
}

fn rows<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

/// The columns without those that are left out.
fn kept<'a>(columns: &[&'a str], gathered: &Gathered) -> Vec<&'a str> {
    columns.iter().copied().filter(|column| !gathered.leaves_out(column)).collect()
}

pub(super) fn population(value: &Value, gathered: &Gathered) -> Result<Vec<u8>, Trouble> {
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
    let all = rows(value, "items").chain(rows(value, "outside"));
    table(&kept(&columns, gathered), all)
}

pub(super) fn decisions(value: &Value, gathered: &Gathered) -> Result<Vec<u8>, Trouble> {
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
    table(&kept(&columns, gathered), rows(value, "decisions"))
}

pub(super) fn remediation(value: &Value, gathered: &Gathered) -> Result<Vec<u8>, Trouble> {
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
    table(&kept(&columns, gathered), rows(value, "lines"))
}

pub(super) fn residual(value: &Value, gathered: &Gathered) -> Result<Vec<u8>, Trouble> {
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
    table(&kept(&columns, gathered), rows(value, "lines"))
}

pub(super) fn hr_rows(value: &Value, gathered: &Gathered) -> Result<Vec<u8>, Trouble> {
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
    table(&kept(&columns, gathered), rows(value, "rows"))
}
