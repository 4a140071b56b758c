//! What follows from the other files of the pack, and what people read of it.

use super::Made;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn all<'a>(value: &'a Value, list: &str) -> &'a [Value] {
    value[list].as_array().map_or(&[], Vec::as_slice)
}

fn text<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().unwrap_or_default()
}

fn last(made: &Made) -> BTreeMap<u64, Value> {
    let decisions = made.json("decisions.json");
    all(&decisions, "decisions")
        .iter()
        .filter_map(|one| Some((one["item"].as_u64()?, one.clone())))
        .collect()
}

/// Fields of decisions, changes and signatures that follow from the rest.
pub fn derive(made: &mut Made) {
    let items = made.json("population.json")["items"].clone();
    let item = |row: &Value| -> Value {
        let all = items.as_array().unwrap();
        all.iter().find(|item| item["item"] == row["item"]).cloned().unwrap_or_default()
    };
    made.edit("decisions.json", |v| {
        let mut before = Vec::new();
        for one in v["decisions"].as_array_mut().unwrap() {
            let of = item(one);
            for field in ["app", "name", "user_name"] {
                one[field] = of[field].clone();
            }
            one["changed"] = json!(before.contains(&one["item"]));
            one["kept_although"] = match (text(one, "decision"), text(&of, "list")) {
                ("keep", "left" | "not-listed") => of["list"].clone(),
                _ => Value::Null,
            };
            before.push(one["item"].clone());
        }
    });
    let last = last(made);
    made.edit("remediation.json", |v| {
        for line in v["lines"].as_array_mut().unwrap() {
            let of = item(line);
            for field in ["app", "name", "user_name"] {
                line[field] = of[field].clone();
            }
            line["decided_at"] = last[&line["item"].as_u64().unwrap()]["at"].clone();
        }
    });
    made.edit("review.json", |v| {
        let count = |of: &dyn Fn(&Value) -> bool| last.values().filter(|one| of(one)).count();
        let is = |word: &'static str| count(&|one: &Value| one["decision"] == word);
        let kept = |why: &'static str| count(&|one: &Value| one["kept_although"] == why);
        let privileged = count(&|one: &Value| one["decision"] == "keep" && item(one)["privileged"] == true);
        let (keep, change, revoke) = (is("keep"), is("change"), is("revoke"));
        let facts = json!({
            "decisions": last.len(), "keep": keep, "change": change, "revoke": revoke,
            "keep_bulk": count(&|one: &Value| one["bulk"] == true), "leavers_kept": kept("left"),
            "not_listed_kept": kept("not-listed"), "privileged_kept": privileged,
        });
        let sentence = format!(
            "{} decisions: {keep} keep; {change} change; {revoke} revoke; {} leaver kept; {} account kept; \
             {privileged} privileged item kept.",
            last.len(), kept("left"), kept("not-listed"),
        );
        for one in v["sign_offs"].as_array_mut().unwrap() {
            one["facts"] = facts.clone();
            one["statement"] = json!(sentence);
        }
    });
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(many) => many.iter().map(cell).collect::<Vec<_>>().join("; "),
        Value::Object(one) if one.contains_key("name") => text(value, "name").to_owned(),
        Value::Object(one) if one.contains_key("holds") => {
            format!("{} {}", text(value, "at"), text(value, "found"))
        }
        other => other.to_string(),
    }
}

fn table(columns: &[&str], rows: &[&Value]) -> Vec<u8> {
    let mut out = format!("\u{feff}{}\n", columns.join(","));
    for row in rows {
        let cells: Vec<String> = columns
            .iter()
            .map(|column| format!("\"{}\"", cell(&row[*column]).replace('"', "\"\"")))
            .collect();
        out.push_str(&format!("{}\r\n", cells.join(",")));
    }
    out.into_bytes()
}

/// The CSV files and the page.
pub fn show(made: &mut Made) {
    for (name, file, lists, columns) in [
        (
            "population.csv",
            "population.json",
            vec!["items", "outside"],
            vec![
                "item",
                "app",
                "account_id",
                "user_name",
                "name",
                "active",
                "list",
                "groups",
                "why",
            ],
        ),
        (
            "decisions.csv",
            "decisions.json",
            vec!["decisions"],
            vec![
                "item",
                "app",
                "decision",
                "drop",
                "reason",
                "by",
                "at",
                "bulk",
                "late",
                "kept_although",
            ],
        ),
        (
            "remediation.csv",
            "remediation.json",
            vec!["lines"],
            vec!["item", "app", "change", "outcome", "read_back_at", "checks", "exception"],
        ),
        (
            "residual.csv",
            "residual.json",
            vec!["lines"],
            vec!["app", "text", "done_by", "done_at", "note"],
        ),
        (
            "hr-rows.csv",
            "hr-rows.json",
            vec!["rows"],
            vec!["item", "row", "status", "start", "end", "manager"],
        ),
    ] {
        let json = made.json(file);
        let rows: Vec<&Value> = lists.iter().flat_map(|list| all(&json, list)).collect();
        made.files.insert(name.to_owned(), table(&columns, &rows));
    }
    let page = page(made);
    made.files.insert("index.html".to_owned(), page.into_bytes());
}

fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// "<b data-f=NAME>VALUE</b>"
fn value(name: &str, value: &str) -> String {
    format!("<b data-f=\"{name}\">{}</b>", plain(value))
}

fn some(row: &Value, names: &[&str]) -> String {
    let filled = names.iter().filter(|name| !text(row, name).is_empty());
    filled.map(|name| value(name, text(row, name))).collect()
}

fn every(row: &Value, names: &[&str]) -> String {
    names.iter().map(|name| value(name, &cell(&row[*name]))).collect()
}

/// In UTC, which is the zone of this pack, twice.
fn time(name: &str, at: &str) -> String {
    let Some((date, time)) = at.strip_suffix('Z').and_then(|at| at.split_once('T')) else {
        return String::new();
    };
    let second = time.split('.').next().unwrap_or(time);
    if second.len() != 8 || at.starts_with("zzz") {
        return String::new();
    }
    value(&format!("{name}.local"), &format!("{date} {second} +00:00"))
        + &value(name, &format!("{date} {time} UTC"))
}

fn rows(id: &str, rows: impl Iterator<Item = String>) -> String {
    let rows: String = rows.map(|row| format!("<tr><td>{row}</td></tr>")).collect();
    if rows.is_empty() { rows } else { format!("<table id=\"{id}\"><tbody>{rows}</tbody></table>") }
}

#[expect(clippy::too_many_lines, reason = "a page in the order of its parts")]
fn page(made: &Made) -> String {
    let (review, reads) = (made.json("review.json"), made.json("reads.json"));
    let (population, remediation) = (made.json("population.json"), made.json("remediation.json"));
    let residual = made.json("residual.json");
    let last = last(made);
    let lines = all(&remediation, "lines");
    let mut page = String::from("<!doctype html><html lang=\"en\"><body>");
    page += &value("review.name", text(&review, "name"));
    page += &value("review.zone", text(&review, "zone"));
    page += &value("review.items", &cell(&review["items"]));
    page += &value("outside", &all(&population, "outside").len().to_string());
    page += &value("remediation.lines", &lines.len().to_string());
    let gone = lines.iter().filter(|line| line["state"] == "verified").count();
    page += &value("remediation.verified", &gone.to_string());
    page += &value("key", &made.fingerprint());
    for one in all(&review, "exclusions") {
        for field in ["name", "reason", "by"] {
            page += &value(&format!("exclusion.{field}"), text(one, field));
        }
    }
    let manifest = made.files.get("manifest.json").map(|_| made.json("manifest.json"));
    let left_out = manifest.map(|v| v["left_out"].clone()).unwrap_or_default();
    let left_out: Vec<&str> =
        left_out.as_array().into_iter().flatten().flat_map(Value::as_str).collect();
    if !left_out.is_empty() {
        page += &value("left_out", &left_out.join(", "));
    }
    let truth = made.json("truth-list.json");
    if !truth.is_null() {
        page += &value("truth.name", text(&truth, "name"));
        page += &value("truth.rows", &cell(&truth["rows"]));
        page += &value("truth.sha256", text(&truth, "sha256"));
        page += &time("truth.imported_at", text(&truth, "imported_at"));
    }
    let at = |name: &str| time(name, text(&review, name));
    page += &rows(
        "dates",
        [
            at("frozen_at"),
            value("due", text(&review, "due")) + &at("due_until"),
            at("closed_at"),
            every(&review, &["by"]),
        ]
        .into_iter()
        .filter(|row| !row.is_empty()),
    );
    let count =
        |of: &dyn Fn(&Value) -> bool| last.values().filter(|one| of(one)).count().to_string();
    page += &rows(
        "counts",
        [
            value("keep", &count(&|one| one["decision"] == "keep")),
            value("change", &count(&|one| one["decision"] == "change")),
            value("revoke", &count(&|one| one["decision"] == "revoke")),
            value("bulk", &count(&|one| one["bulk"] == true)),
            value("late", &count(&|one| one["late"] == true)),
            value("changed", &count(&|one| one["changed"] == true)),
            value("handed_over", &count(&|one| one["handed_over"] == true)),
            value("imported", &count(&|one| one["imported"] == true)),
            value("kept_left", &count(&|one| one["kept_although"] == "left")),
            value("kept_not_listed", &count(&|one| one["kept_although"] == "not-listed")),
            value("kept_not_known", &count(&|one| one["kept_although"] == "not-known")),
        ]
        .into_iter(),
    );
    page += &rows(
        "reads",
        all(&reads, "reads").iter().map(|read| {
            let blind = cell(&read["blind_spots"]);
            assert!(blind.is_empty(), "no app of this pack has any");
            every(read, &["name", "address", "verdict"])
                + &some(read, &["reason"])
                + &time("started_at", text(read, "started_at"))
                + &time("ended_at", text(read, "ended_at"))
                + &value("users_received", &number(read, "users_received"))
                + &value("groups_received", &number(read, "groups_received"))
        }),
    );
    page += &rows(
        "reviewers",
        all(&review, "reviewers").iter().map(|one| {
            value("number", &number(one, "number")) + &every(one, &["name", "email", "why"])
        }),
    );
    page += &rows(
        "sign-offs",
        all(&review, "sign_offs").iter().map(|one| {
            let part = one["reviewer"].as_u64().map(|part| value("reviewer", &part.to_string()));
            let instead = one["instead_of"].as_str();
            let instead = instead.map(|named| value("instead_of", named) + &some(one, &["reason"]));
            every(one, &["role", "name", "statement"])
                + &some(one, &["identified"])
                + &time("at", text(one, "at"))
                + &part.unwrap_or_default()
                + &instead.unwrap_or_default()
        }),
    );
    page += &rows(
        "hand-overs",
        all(&review, "hand_overs").iter().map(|one| {
            every(one, &["item", "from", "to", "reason", "by"]) + &time("at", text(one, "at"))
        }),
    );
    page += &rows("remediation", lines.iter().map(line));
    page += &rows(
        "residual",
        all(&residual, "lines").iter().map(|one| {
            let done = if one["done_at"].is_null() { "☐ no" } else { "☑ yes" };
            value("done", done)
                + &every(one, &["app", "text"])
                + &some(one, &["name", "place", "note", "done_by"])
                + &time("done_at", text(one, "done_at"))
        }),
    );
    let by_membership = review["scope"]["granularity"] == "membership";
    page += &rows(
        "decisions",
        all(&population, "items").iter().map(|item| {
            let nothing = Value::Null;
            let decision =
                item["item"].as_u64().and_then(|item| last.get(&item)).unwrap_or(&nothing);
            decided(item, decision, by_membership)
        }),
    );
    page + "</body></html>"
}

fn number(row: &Value, name: &str) -> String {
    row[name].as_f64().map_or_else(|| "0".to_owned(), |number| number.to_string())
}

fn line(line: &Value) -> String {
    let mut row = value("item", &number(line, "item"))
        + &value("app", text(line, "app"))
        + &value("change", text(line, "change"))
        + &some(line, &["name", "user_name", "state", "words", "left_on"])
        + &time("read_back_at", text(line, "read_back_at"));
    let exception = &line["exception"];
    if !exception.is_null() {
        row += &value("exception.kind", text(exception, "kind"));
        row += &value("exception.owner", text(exception, "owner"));
        let until = [text(exception, "due"), text(exception, "expires")].concat();
        row += &value("exception.until", &until);
        if !text(exception, "note").is_empty() {
            row += &value("exception.note", text(exception, "note"));
        }
    }
    if let Some(check) = all(line, "checks").last() {
        row += &value(
            "check.holds",
            match check["holds"].as_bool() {
                Some(true) => "still in effect",
                Some(false) => "no longer in effect",
                None => "not known",
            },
        );
        row += &time("check.at", text(check, "at"));
    }
    if let Some(hours) = line["hours_after_leaving"].as_i64() {
        row += &value("hours_after_leaving", &hours.to_string());
    }
    row
}

fn decided(item: &Value, decision: &Value, by_membership: bool) -> String {
    let mut row = value("item", &number(item, "item")) + &every(item, &["app", "list"]);
    let named = ["name", "user_name", "email"].iter().any(|one| !text(item, one).is_empty());
    if !named {
        row += &every(item, &["account_id"]);
    }
    row += &some(item, &["name", "user_name", "shared", "list_day"]);
    if text(item, "email") != text(item, "user_name") {
        row += &some(item, &["email"]);
    }
    if item["active"] != true {
        row += &value("active", "inactive");
    }
    if item["privileged"] == true {
        row += &value("privileged", "privileged");
    }
    if text(item, "kind") != "employee" {
        row += &some(item, &["kind"]);
    }
    let groups: Vec<&str> = all(item, "groups").iter().map(|group| text(group, "name")).collect();
    if (!item["group"].is_null() || !by_membership) && !groups.join(", ").is_empty() {
        row += &value("groups", &groups.join(", "));
    }
    row += &value("decision", text(decision, "decision"));
    row += &some(decision, &["kept_although", "reason", "by"]);
    row += &time("at", text(decision, "at"));
    for (flag, words) in [
        ("bulk", "in bulk"),
        ("late", "late"),
        ("changed", "changed"),
        ("handed_over", "handed over"),
    ] {
        if decision[flag] == true {
            row += &value(flag, words);
        }
    }
    row
}
