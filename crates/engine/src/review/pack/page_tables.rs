//! The tables of a pack's page.

use super::html::{Html, is, number, of, rows};
use super::page::JsonFiles;
use super::{Gathered, LISTED};
use crate::view::Granularity;
use serde_json::Value;
use std::collections::HashMap;

pub(super) fn reads(out: &mut Html, gathered: &Gathered) {
    out.heading("How the apps were read").table(
        "reads",
        &[
            ("App", 24),
            ("Began", 20),
            ("Ended", 20),
            ("Users", 10),
            ("Groups", 10),
            ("Verdict", 16),
        ],
    );
    // One that was left out has no read; its exclusion says so.
    for one in &gathered.pages {
        let Some(read) = &one.read else { continue };
        out.raw("<tr><td>").value("b", "name", &one.connection.name);
        out.value("div", "address", &one.connection.address);
        out.raw("</td><td>").time("started_at", &read.started_at, &gathered.zone);
        let ended = read.ended_at.as_deref().unwrap_or_default();
        out.raw("</td><td>").time("ended_at", ended, &gathered.zone);
        for (field, count) in
            [("users_received", read.users_received), ("groups_received", read.groups_received)]
        {
            out.raw("</td><td>").value("div", field, &count.to_string());
        }
        out.raw("</td><td>").value("b", "verdict", read.verdict.as_str());
        out.line("reason", &read.reason).raw("</td></tr>");
    }
    out.end_table();
    for one in gathered.pages.iter().filter(|one| one.read.is_some() && !one.hidden.is_empty()) {
        out.raw("<p>Not visible over SCIM in ").value("b", "app", &one.connection.name).raw(": ");
        out.value("span", "blind_spots", &one.hidden.join("; ")).raw("</p>");
    }
}

pub(super) fn reviewers(out: &mut Html, gathered: &Gathered, files: &JsonFiles<'_>) {
    out.heading("Who decided").table(
        "reviewers",
        &[("No.", 6), ("Reviewer", 30), ("Address", 34), ("Why they decide", 30)],
    );
    for one in rows(files.review, "reviewers") {
        out.raw("<tr><td>").value("div", "number", &number(one, "number").to_string());
        for field in ["name", "email", "why"] {
            out.raw("</td><td>").value("div", field, of(one, field));
        }
        out.raw("</td></tr>");
    }
    out.end_table().heading("Sign-off").table(
        "sign-offs",
        &[("As", 13), ("Name, and how identified", 30), ("When", 21), ("Statement", 36)],
    );
    for one in rows(files.review, "sign_offs") {
        out.raw("<tr><td>").value("b", "role", of(one, "role"));
        if let Some(part) = one.get("reviewer").and_then(Value::as_u64) {
            out.raw("<div>part of reviewer ").value("span", "reviewer", &part.to_string());
            out.raw("</div>");
        }
        out.raw("</td><td>").value("b", "name", of(one, "name"));
        out.line("identified", of(one, "identified"));
        out.raw("</td><td>").time("at", of(one, "at"), &gathered.zone);
        out.raw("</td><td>").value("div", "statement", of(one, "statement"));
        if let Some(named) = one.get("instead_of").and_then(Value::as_str) {
            out.raw("<div>Instead of ").value("b", "instead_of", named).raw("</div>");
            out.line("reason", of(one, "reason"));
        }
        out.raw("</td></tr>");
    }
    out.end_table();
    let given = rows(files.review, "hand_overs");
    if !given.is_empty() {
        out.heading("Handed over").table(
            "hand-overs",
            &[("Item", 8), ("From", 8), ("To", 8), ("Reason", 38), ("By", 16), ("When", 22)],
        );
        for one in given {
            for field in ["item", "from", "to"] {
                out.raw(if field == "item" { "<tr><td>" } else { "</td><td>" });
                out.value("div", field, &number(one, field).to_string());
            }
            out.raw("</td><td>").value("div", "reason", of(one, "reason"));
            out.raw("</td><td>").value("div", "by", of(one, "by"));
            out.raw("</td><td>").time("at", of(one, "at"), &gathered.zone).raw("</td></tr>");
        }
        out.end_table();
    }
}

pub(super) fn taken_away(out: &mut Html, gathered: &Gathered, files: &JsonFiles<'_>) {
    let lines = rows(files.remediation, "lines");
    let gone = lines.iter().filter(|line| of(line, "state") == "verified").count();
    out.heading("What had to be removed").raw("<p>");
    out.value("b", "remediation.lines", &lines.len().to_string()).raw(" changes, ");
    out.value("b", "remediation.verified", &gone.to_string());
    out.raw(" read back and gone. Each time is when the app showed that it was gone.</p>").table(
        "remediation",
        &[
            ("Item", 7),
            ("Who", 25),
            ("Change", 22),
            ("Read back", 24),
            ("Left, and hours after", 22),
        ],
    );
    for line in lines {
        out.raw("<tr><td>").value("div", "item", &number(line, "item").to_string());
        out.raw("</td><td>")
            .line("name", of(line, "name"))
            .line("user_name", of(line, "user_name"));
        out.raw("</td><td>").value("div", "app", of(line, "app"));
        out.value("div", "change", of(line, "change")).line("state", of(line, "state"));
        exception(out, line);
        out.raw("</td><td>").time("read_back_at", of(line, "read_back_at"), &gathered.zone);
        out.line("words", of(line, "words"));
        if let Some(check) = rows(line, "checks").last() {
            let holds = match check.get("holds") {
                Some(Value::Bool(true)) => "still in effect",
                Some(Value::Bool(false)) => "no longer in effect",
                _ => "not known",
            };
            out.raw("<div>Read again: ").value("b", "check.holds", holds).raw("</div>");
            out.time("check.at", of(check, "at"), &gathered.zone);
        }
        out.raw("</td><td>").line("left_on", of(line, "left_on"));
        if let Some(hours) = line.get("hours_after_leaving").and_then(Value::as_i64) {
            out.value("span", "hours_after_leaving", &hours.to_string()).raw(" hours");
        }
        out.raw("</td></tr>");
    }
    out.end_table();
}

fn exception(out: &mut Html, line: &Value) {
    let Some(one) = line.get("exception").filter(|one| !one.is_null()) else { return };
    out.raw("<div>Excepted: ").value("b", "exception.kind", of(one, "kind")).raw(", ");
    out.value("b", "exception.owner", of(one, "owner")).raw(" until ");
    let until = [of(one, "due"), of(one, "expires")].concat();
    out.value("b", "exception.until", &until).raw("</div>");
    out.line("exception.note", of(one, "note"));
}

pub(super) fn residual(out: &mut Html, gathered: &Gathered, files: &JsonFiles<'_>) {
    let lines = rows(files.residual, "lines");
    if lines.is_empty() {
        return;
    }
    out.heading("Residual access: what SCIM cannot reach, closed by hand").table(
        "residual",
        &[
            ("Done", 8),
            ("App", 16),
            ("Who", 20),
            ("What is left, and where", 34),
            ("By, and when", 22),
        ],
    );
    for line in lines {
        let done = !of(line, "done_at").is_empty();
        out.raw("<tr><td>").value("b", "done", if done { "☑ yes" } else { "☐ no" });
        out.raw("</td><td>").value("div", "app", of(line, "app"));
        out.raw("</td><td>").line("name", of(line, "name"));
        out.raw("</td><td>")
            .value("div", "text", of(line, "text"))
            .line("place", of(line, "place"));
        out.line("note", of(line, "note"));
        out.raw("</td><td>").line("done_by", of(line, "done_by"));
        out.time("done_at", of(line, "done_at"), &gathered.zone).raw("</td></tr>");
    }
    out.end_table();
}

pub(super) fn decided(out: &mut Html, gathered: &Gathered, files: &JsonFiles<'_>) {
    let last: HashMap<u64, &Value> =
        rows(files.decisions, "decisions").iter().map(|one| (number(one, "item"), one)).collect();
    let items = rows(files.population, "items");
    out.heading(&match items.len() > LISTED {
        true => format!("Decisions: the first {LISTED}; all are in decisions.csv"),
        false => "Decisions".to_owned(),
    });
    out.table(
        "decisions",
        &[
            ("Item", 6),
            ("Who", 25),
            ("App and groups", 20),
            ("HR says", 12),
            ("Decision", 19),
            ("By, and when", 18),
        ],
    );
    for item in items.iter().take(LISTED) {
        let decision = last.get(&number(item, "item")).copied().unwrap_or(&Value::Null);
        out.raw("<tr><td>").value("div", "item", &number(item, "item").to_string());
        who(out, item);
        out.raw("</td><td>").value("b", "app", of(item, "app"));
        let by_membership = gathered.review.request.granularity == Granularity::Membership;
        match item.get("group") {
            None if by_membership => out.raw("<div>the account itself</div>"),
            _ => {
                let groups: Vec<&str> =
                    rows(item, "groups").iter().map(|group| of(group, "name")).collect();
                out.line("groups", &groups.join(", "))
            }
        };
        out.raw("</td><td>").value("div", "list", of(item, "list"));
        out.line("list_day", of(item, "list_day"));
        out.raw("</td><td>").value("b", "decision", of(decision, "decision"));
        out.tag("kept_although", of(decision, "kept_although"));
        for flag in ["bulk", "late", "changed", "handed_over", "imported"] {
            out.tag(flag, if is(decision, flag) { flag_words(flag) } else { "" });
        }
        out.line("reason", of(decision, "reason"));
        out.raw("</td><td>").line("by", of(decision, "by"));
        if is(decision, "imported") {
            out.raw("<div>imported by ").value("span", "user", of(decision, "user")).raw("</div>");
        }
        out.time("at", of(decision, "at"), &gathered.zone).raw("</td></tr>");
    }
    out.end_table();
}

fn flag_words(flag: &str) -> &'static str {
    match flag {
        "bulk" => "in bulk",
        "late" => "late",
        "changed" => "changed",
        "imported" => "imported from a file",
        _ => "handed over",
    }
}

/// Name, how they sign in, and what is special about the account.
fn who(out: &mut Html, item: &Value) {
    out.raw("</td><td>");
    let (name, user_name, email) = (of(item, "name"), of(item, "user_name"), of(item, "email"));
    if [name, user_name, email].iter().all(|one| one.is_empty()) {
        out.value("div", "account_id", of(item, "account_id"));
    }
    out.line("name", name).line("user_name", user_name);
    if email != user_name {
        out.line("email", email);
    }
    if !is(item, "active") {
        out.tag("active", "inactive");
    }
    if is(item, "privileged") {
        out.tag("privileged", "privileged");
    }
    let kind = of(item, "kind");
    out.tag("kind", if kind == "employee" { "" } else { kind });
    if !of(item, "shared").is_empty() {
        out.tag("shared", of(item, "shared"));
    }
}
