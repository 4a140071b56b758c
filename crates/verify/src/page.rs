//! Does the page for people say what the JSON files say?

use crate::canon::{Json, Places};
use crate::files::{Files, is, printed, text};
use crate::integrity::Manifest;
use crate::moment::{moment, seconds_of_local};
use crate::pack::Pack;
use crate::page_read::{Row, rows};
use crate::report::{About, Report};
use std::collections::BTreeMap;

const ABOUT: About = About::Integrity;
/// Items that a page lists at most.
const LISTED: usize = 2_000;

type Fields = Vec<(String, String)>;

pub(crate) fn check(
    pack: &Pack,
    files: &Files<'_>,
    manifest: Option<&Manifest>,
    key: &str,
    report: &mut Report,
) {
    let what = "the page says what the JSON files say";
    let page = pack.file("index.html").map(str::from_utf8);
    let faults = match page {
        None => vec!["index.html is missing".to_owned()],
        Some(Err(_)) => vec!["index.html is not UTF-8".to_owned()],
        Some(Ok(page)) => match rows(page) {
            Err(why) => vec![format!("index.html: {why}")],
            Ok(found) => compared(found, &expected(files, manifest, key)),
        },
    };
    report.check(ABOUT, what, faults);
}

fn compared(found: Vec<Row>, expected: &[Row]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut by_table: BTreeMap<String, Vec<Fields>> = BTreeMap::new();
    for row in found {
        match times(row.fields) {
            Ok(fields) => by_table.entry(row.table).or_default().push(fields),
            Err(why) => faults.push(format!("index.html, {}: {why}", of_table(&row.table))),
        }
    }
    let mut wanted: BTreeMap<&str, Vec<&Fields>> = BTreeMap::new();
    for row in expected {
        wanted.entry(&row.table).or_default().push(&row.fields);
    }
    for table in by_table.keys().filter(|table| !wanted.contains_key(table.as_str())) {
        faults.push(format!("index.html has {}, which no file has", of_table(table)));
    }
    for (table, wanted) in wanted {
        let found = by_table.remove(table).unwrap_or_default();
        let place = of_table(table);
        if found.len() != wanted.len() {
            let (has, should) = (found.len(), wanted.len());
            faults.push(format!("index.html, {place}: {has} rows, and the files have {should}"));
        }
        for (number, (mut found, wanted)) in (1..).zip(found.into_iter().zip(wanted)) {
            let mut wanted = wanted.clone();
            found.sort();
            wanted.sort();
            if found == wanted {
                continue;
            }
            let odd = found.iter().find(|one| !wanted.contains(one));
            let gone = wanted.iter().find(|one| !found.contains(one));
            faults.push(match (odd, gone) {
                (Some((name, value)), _) => {
                    format!("index.html, {place}, row {number}: {name} is “{value}” there")
                }
                (None, Some((name, value))) => {
                    format!("index.html, {place}, row {number}: {name} “{value}” is missing")
                }
                (None, None) => {
                    format!("index.html, {place}, row {number}: a value appears twice")
                }
            });
        }
    }
    faults
}

fn of_table(table: &str) -> String {
    if table.is_empty() { "its text".to_owned() } else { format!("its table {table}") }
}

/// A time is given in the zone of the page and in UTC: both have to be the same moment. The one in
/// UTC is left, as the files have it.
fn times(fields: Fields) -> Result<Fields, String> {
    let (locals, mut fields): (Fields, Fields) =
        fields.into_iter().partition(|(name, _)| name.ends_with(".local"));
    let mut used = vec![false; fields.len()];
    for (name, local) in locals {
        let name = name.trim_end_matches(".local");
        let place = fields
            .iter()
            .zip(&used)
            .position(|((of, _), used)| of == name && !used)
            .ok_or(format!("{name} has no time in UTC"))?;
        let Some((_, utc)) = fields.get_mut(place) else { continue };
        let at = utc.strip_suffix(" UTC").map(|at| format!("{}Z", at.replacen(' ', "T", 1)));
        let at = at.ok_or(format!("{name} is “{utc}”"))?;
        let seconds = moment(&at).map(|at| at.seconds());
        if seconds.is_none() || seconds != seconds_of_local(&local) {
            return Err(format!("{name} is {local} there, and {utc}"));
        }
        *utc = at;
        if let Some(used) = used.get_mut(place) {
            *used = true;
        }
    }
    Ok(fields)
}

/// What the fields of a row are collected in.
#[derive(Default)]
struct Made(Fields);

impl Made {
    fn put(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.push((name.to_owned(), value.into()));
        self
    }

    /// Left out where it is empty.
    fn some(self, name: &str, value: &str) -> Self {
        if value.is_empty() { self } else { self.put(name, value) }
    }

    /// Times of a row; one that is not a time is not shown.
    fn times(self, row: &Json<'_>, names: &[&str]) -> Self {
        names.iter().fold(self, |made, name| {
            let at = text(row, name);
            if moment(at).is_some() { made.put(name, at) } else { made }
        })
    }

    fn flag(self, name: &str, is: bool, words: &str) -> Self {
        if is { self.put(name, words) } else { self }
    }

    /// Texts of a row, all there.
    fn all(self, row: &Json<'_>, names: &[&str]) -> Self {
        names.iter().fold(self, |made, name| made.put(name, text(row, name)))
    }

    /// Texts of a row, without those that are empty.
    fn filled(self, row: &Json<'_>, names: &[&str]) -> Self {
        names.iter().fold(self, |made, name| made.some(name, text(row, name)))
    }

    fn count(self, row: &Json<'_>, name: &str) -> Self {
        self.put(name, number(row, name))
    }

    fn row(self, table: &str) -> Row {
        Row { table: table.to_owned(), fields: self.0 }
    }
}

fn number(row: &Json<'_>, name: &str) -> String {
    match row.get(name) {
        Some(Json::Number(number)) => printed(*number),
        _ => "0".to_owned(),
    }
}

fn joined(row: &Json<'_>, list: &str, between: &str) -> String {
    let name = |one: &Json<'_>| match one {
        Json::Text(text) => text.to_string(),
        other => text(other, "name").to_owned(),
    };
    row.list(list).iter().map(name).collect::<Vec<_>>().join(between)
}

fn expected(files: &Files<'_>, manifest: Option<&Manifest>, key: &str) -> Vec<Row> {
    let review = &files.review;
    let mut all = Vec::new();
    all.push(Made::default().times(review, &["frozen_at"]).row("dates"));
    let due = Made::default().all(review, &["due"]).times(review, &["due_until"]);
    all.push(due.row("dates"));
    all.push(Made::default().times(review, &["closed_at"]).row("dates"));
    all.push(Made::default().all(review, &["by"]).row("dates"));
    let last: BTreeMap<u64, &Json<'_>> = files
        .decisions
        .list("decisions")
        .iter()
        .filter_map(|one| Some((one.number("item")?, one)))
        .collect();
    all.extend(counts(&last));
    for read in files.reads.list("reads") {
        let made = Made::default().all(read, &["name", "address", "verdict"]);
        let made = made.filled(read, &["reason"]).times(read, &["started_at", "ended_at"]);
        all.push(made.count(read, "users_received").count(read, "groups_received").row("reads"));
    }
    for one in review.list("reviewers") {
        let made = Made::default().count(one, "number").all(one, &["name", "email", "why"]);
        all.push(made.row("reviewers"));
    }
    for one in review.list("sign_offs") {
        let made = Made::default().all(one, &["role", "name", "statement"]);
        let made = made.filled(one, &["identified"]).times(one, &["at"]);
        let part = one.number("reviewer").map_or_else(String::new, |part| part.to_string());
        let made = made.some("reviewer", &part);
        all.push(match one.text("instead_of") {
            None => made.row("sign-offs"),
            Some(named) => made.put("instead_of", named).filled(one, &["reason"]).row("sign-offs"),
        });
    }
    for one in review.list("hand_overs") {
        let made = ["item", "from", "to"].iter().fold(Made::default(), |m, n| m.count(one, n));
        all.push(made.all(one, &["reason", "by"]).times(one, &["at"]).row("hand-overs"));
    }
    all.extend(files.remediation.list("lines").iter().map(remediation));
    for one in files.residual.list("lines") {
        let done = !text(one, "done_at").is_empty();
        let made = Made::default().put("done", if done { "☑ yes" } else { "☐ no" });
        let made = made.all(one, &["app", "text"]);
        let made = made.filled(one, &["name", "place", "note", "done_by"]);
        let made = made.times(one, &["done_at"]);
        all.push(made.row("residual"));
    }
    for item in files.population.list("items").iter().take(LISTED) {
        let decision = item.number("item").and_then(|number| last.get(&number)).copied();
        all.push(decided(review, item, decision.unwrap_or(&Json::Null)));
    }
    all.push(outside(files, manifest, key));
    all.retain(|row| !row.fields.is_empty());
    all
}

fn counts(last: &BTreeMap<u64, &Json<'_>>) -> Vec<Row> {
    const FLAGS: [&str; 5] = ["bulk", "late", "changed", "handed_over", "imported"];
    let mut counts = [
        ("keep", 0),
        ("change", 0),
        ("revoke", 0),
        ("bulk", 0),
        ("late", 0),
        ("changed", 0),
        ("handed_over", 0),
        ("imported", 0),
        ("kept_left", 0),
        ("kept_not_listed", 0),
        ("kept_not_known", 0),
    ];
    let (mut places, mut places_of_flags) = (Places::new(), Places::new());
    for one in last.values() {
        let [decision, although] =
            one.pick(&["decision", "kept_although"], &mut places).map(Json::as_text);
        let decision = match decision {
            "keep" | "change" | "revoke" => decision,
            _ => "",
        };
        let kept = match although {
            "left" => "kept_left",
            "not-listed" => "kept_not_listed",
            "not-known" => "kept_not_known",
            _ => "",
        };
        let flags = one.pick(&FLAGS, &mut places_of_flags);
        for (name, count) in &mut counts {
            let flag = FLAGS.iter().zip(flags).any(|(flag, value)| flag == name && value.is_true());
            *count += u32::from(flag || *name == decision || *name == kept);
        }
    }
    let row =
        |(name, count): (&str, u32)| Made::default().put(name, count.to_string()).row("counts");
    counts.into_iter().map(row).collect()
}

fn remediation(line: &Json<'_>) -> Row {
    let mut made = Made::default().count(line, "item").all(line, &["app", "change"]);
    made = made.filled(line, &["name", "user_name", "state", "words", "left_on"]);
    made = made.times(line, &["read_back_at"]);
    if let Some(exception) = line.get("exception").filter(|one| **one != Json::Null) {
        let until = [text(exception, "due"), text(exception, "expires")].concat();
        made = made
            .put("exception.kind", text(exception, "kind"))
            .put("exception.owner", text(exception, "owner"))
            .put("exception.until", until)
            .some("exception.note", text(exception, "note"));
    }
    if let Some(check) = line.list("checks").last() {
        let holds = match check.get("holds") {
            Some(Json::Bool(true)) => "still in effect",
            Some(Json::Bool(false)) => "no longer in effect",
            _ => "not known",
        };
        made = made.put("check.holds", holds);
        if moment(text(check, "at")).is_some() {
            made = made.put("check.at", text(check, "at"));
        }
    }
    if let Some(Json::Number(hours)) = line.get("hours_after_leaving") {
        made = made.put("hours_after_leaving", printed(*hours));
    }
    made.row("remediation")
}

fn decided(review: &Json<'_>, item: &Json<'_>, decision: &Json<'_>) -> Row {
    let (name, user_name, email) =
        (text(item, "name"), text(item, "user_name"), text(item, "email"));
    let mut made = Made::default().count(item, "item").all(item, &["app", "list"]);
    if [name, user_name, email].iter().all(|one| one.is_empty()) {
        made = made.all(item, &["account_id"]);
    }
    made = made.some("name", name).some("user_name", user_name);
    made = made.some("email", if email == user_name { "" } else { email });
    made = made.flag("active", !is(item, "active"), "inactive");
    made = made.flag("privileged", is(item, "privileged"), "privileged");
    let kind = text(item, "kind");
    made = made.some("kind", if kind == "employee" { "" } else { kind });
    made = made.filled(item, &["shared", "list_day"]);
    let by_membership =
        review.get("scope").is_some_and(|scope| text(scope, "granularity") == "membership");
    if item.get("group").is_some() || !by_membership {
        made = made.some("groups", &joined(item, "groups", ", "));
    }
    made = made.put("decision", text(decision, "decision"));
    made = made.filled(decision, &["kept_although", "reason", "by"]).times(decision, &["at"]);
    for (flag, words) in [
        ("bulk", "in bulk"),
        ("late", "late"),
        ("changed", "changed"),
        ("handed_over", "handed over"),
        ("imported", "imported from a file"),
    ] {
        made = made.flag(flag, is(decision, flag), words);
    }
    if is(decision, "imported") {
        made = made.put("user", text(decision, "user"));
    }
    made.row("decisions")
}

/// The values outside of the tables.
fn outside(files: &Files<'_>, manifest: Option<&Manifest>, key: &str) -> Row {
    let (review, lines) = (&files.review, files.remediation.list("lines"));
    let gone = lines.iter().filter(|line| text(line, "state") == "verified").count();
    let mut made = Made::default()
        .put("review.name", text(review, "name"))
        .put("review.zone", text(review, "zone"))
        .put("review.items", number(review, "items"))
        .put("outside", files.population.list("outside").len().to_string())
        .put("remediation.lines", lines.len().to_string())
        .put("remediation.verified", gone.to_string())
        .put("key", key);
    for read in files.reads.list("reads") {
        let blind = joined(read, "blind_spots", "; ");
        if !blind.is_empty() {
            made = made.put("app", text(read, "name")).put("blind_spots", blind);
        }
    }
    for one in review.list("exclusions") {
        for field in ["name", "reason", "by"] {
            made = made.put(&format!("exclusion.{field}"), text(one, field));
        }
    }
    if files.truth != Json::Null {
        made = made
            .put("truth.name", text(&files.truth, "name"))
            .put("truth.rows", number(&files.truth, "rows"))
            .put("truth.sha256", text(&files.truth, "sha256"));
        if moment(text(&files.truth, "imported_at")).is_some() {
            made = made.put("truth.imported_at", text(&files.truth, "imported_at"));
        }
    }
    if let Some(manifest) = manifest.filter(|manifest| !manifest.left_out.is_empty()) {
        made = made.put("left_out", manifest.left_out.join(", "));
    }
    made.row("")
}
