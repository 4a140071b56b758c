//! The tables of a pack's page.

use super::html::{Html, word};
use super::page::{JsonFiles, last_decisions};
use super::rows::{DecisionRow, ExceptionRow, ItemRow, decision_word};
use super::{Gathered, LISTED};
use crate::view::{Granularity, RemediationState};

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
        out.raw("</td><td>").time("started_at", read.started_at, &gathered.zone);
        out.raw("</td><td>").time("ended_at", read.ended_at, &gathered.zone);
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
    for one in &files.review.reviewers {
        out.raw("<tr><td>").value("div", "number", &one.number.to_string());
        for (field, text) in [("name", one.name), ("email", one.email), ("why", one.why)] {
            out.raw("</td><td>").value("div", field, text);
        }
        out.raw("</td></tr>");
    }
    out.end_table().heading("Sign-off").table(
        "sign-offs",
        &[("As", 13), ("Name, and how identified", 30), ("When", 21), ("Statement", 36)],
    );
    for one in files.review.sign_offs {
        out.raw("<tr><td>").value("b", "role", one.role.as_str());
        if let Some(part) = one.reviewer {
            out.raw("<div>part of reviewer ").value("span", "reviewer", &part.to_string());
            out.raw("</div>");
        }
        out.raw("</td><td>").value("b", "name", &one.name);
        out.line("identified", &one.identified);
        out.raw("</td><td>").time("at", one.at, &gathered.zone);
        out.raw("</td><td>").value("div", "statement", &one.statement);
        if let Some(named) = &one.instead_of {
            out.raw("<div>Instead of ").value("b", "instead_of", named).raw("</div>");
            out.line("reason", &one.reason);
        }
        out.raw("</td></tr>");
    }
    out.end_table();
    let given = files.review.hand_overs;
    if !given.is_empty() {
        out.heading("Handed over").table(
            "hand-overs",
            &[("Item", 8), ("From", 8), ("To", 8), ("Reason", 38), ("By", 16), ("When", 22)],
        );
        for one in given {
            for (field, number) in [("item", one.item), ("from", one.from), ("to", one.to)] {
                out.raw(if field == "item" { "<tr><td>" } else { "</td><td>" });
                out.value("div", field, &number.to_string());
            }
            out.raw("</td><td>").value("div", "reason", &one.reason);
            out.raw("</td><td>").value("div", "by", &one.by);
            out.raw("</td><td>").time("at", one.at, &gathered.zone).raw("</td></tr>");
        }
        out.end_table();
    }
}

pub(super) fn taken_away(out: &mut Html, gathered: &Gathered, files: &JsonFiles<'_>) {
    let lines = &files.remediation.lines;
    let gone = lines.iter().filter(|line| line.state == RemediationState::Verified).count();
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
        out.raw("<tr><td>").value("div", "item", &line.item.to_string());
        out.raw("</td><td>")
            .line("name", line.name.text())
            .line("user_name", line.user_name.text());
        out.raw("</td><td>").value("div", "app", &line.app);
        out.value("div", "change", &line.change).line("state", &word(&line.state));
        exception(out, line.exception.as_ref());
        out.raw("</td><td>").time("read_back_at", line.read_back_at, &gathered.zone);
        out.line("words", &line.words);
        if let Some(check) = line.checks.last() {
            let holds = match check.holds {
                Some(true) => "still in effect",
                Some(false) => "no longer in effect",
                None => "not known",
            };
            out.raw("<div>Read again: ").value("b", "check.holds", holds).raw("</div>");
            out.time("check.at", check.at, &gathered.zone);
        }
        out.raw("</td><td>").line("left_on", line.left_on.as_deref().unwrap_or_default());
        if let Some(hours) = line.hours_after_leaving {
            out.value("span", "hours_after_leaving", &hours.to_string()).raw(" hours");
        }
        out.raw("</td></tr>");
    }
    out.end_table();
}

fn exception(out: &mut Html, exception: Option<&ExceptionRow>) {
    let Some(one) = exception else { return };
    out.raw("<div>Excepted: ").value("b", "exception.kind", &word(&one.kind)).raw(", ");
    out.value("b", "exception.owner", &one.owner).raw(" until ");
    let until: String = one.due.iter().chain(&one.expires).map(String::as_str).collect();
    out.value("b", "exception.until", &until).raw("</div>");
    out.line("exception.note", &one.note);
}

pub(super) fn residual(out: &mut Html, gathered: &Gathered, files: &JsonFiles<'_>) {
    let lines = &files.residual.lines;
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
        out.raw("<tr><td>").value(
            "b",
            "done",
            if line.done_at.is_none() { "☐ no" } else { "☑ yes" },
        );
        out.raw("</td><td>").value("div", "app", &line.app);
        out.raw("</td><td>").line("name", line.name.text());
        out.raw("</td><td>").value("div", "text", &line.text).line("place", &line.place);
        out.line("note", &line.note);
        out.raw("</td><td>").line("done_by", line.done_by.as_deref().unwrap_or_default());
        out.time("done_at", line.done_at, &gathered.zone).raw("</td></tr>");
    }
    out.end_table();
}

pub(super) fn decided(out: &mut Html, gathered: &Gathered, files: &JsonFiles<'_>) {
    let last = last_decisions(files.decisions);
    let items = &files.population.items;
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
        out.raw("<tr><td>").value("div", "item", &item.item.to_string());
        who(out, item);
        out.raw("</td><td>").value("b", "app", &item.app);
        let by_membership = gathered.review.request.granularity == Granularity::Membership;
        match item.group {
            None if by_membership => out.raw("<div>the account itself</div>"),
            _ => {
                let groups: Vec<&str> =
                    item.groups.iter().map(|group| group.name.as_str()).collect();
                out.line("groups", &groups.join(", "))
            }
        };
        out.raw("</td><td>").value("div", "list", &word(&item.list));
        out.line("list_day", item.list_day.as_deref().unwrap_or_default());
        decision(out, gathered, last.get(&item.item).copied());
        out.raw("</td></tr>");
    }
    out.end_table();
}

/// The decision about an item, and who made it when.
fn decision(out: &mut Html, gathered: &Gathered, decision: Option<&DecisionRow>) {
    let word = decision.map_or("", |one| decision_word(one.decision));
    out.raw("</td><td>").value("b", "decision", word);
    let Some(one) = decision else {
        out.raw("</td><td>").time("at", None, &gathered.zone);
        return;
    };
    out.tag("kept_although", one.kept_although.as_deref().unwrap_or_default());
    for (field, applies, words) in [
        ("bulk", one.bulk, "in bulk"),
        ("late", one.late, "late"),
        ("changed", one.changed, "changed"),
        ("handed_over", one.handed_over, "handed over"),
        ("imported", one.imported, "imported from a file"),
    ] {
        out.tag(field, if applies { words } else { "" });
    }
    out.line("reason", &one.reason);
    out.raw("</td><td>").line("by", &one.by);
    if one.imported {
        out.raw("<div>imported by ").value("span", "user", &one.user).raw("</div>");
    }
    out.time("at", one.at, &gathered.zone);
}

/// Name, how they sign in, and what is special about the account.
fn who(out: &mut Html, item: &ItemRow) {
    out.raw("</td><td>");
    let (name, user_name, email) = (item.name.text(), item.user_name.text(), item.email.text());
    if [name, user_name, email].iter().all(|one| one.is_empty()) {
        out.value("div", "account_id", item.account_id.as_str());
    }
    out.line("name", name).line("user_name", user_name);
    if email != user_name {
        out.line("email", email);
    }
    if !item.active {
        out.tag("active", "inactive");
    }
    if item.privileged {
        out.tag("privileged", "privileged");
    }
    out.tag("kind", if item.kind == "employee" { "" } else { &item.kind });
    out.tag("shared", item.shared.as_deref().unwrap_or_default());
}
