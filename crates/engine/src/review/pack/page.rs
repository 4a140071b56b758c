//! The page of a pack that people read. Whatever an app or a reviewer wrote is text in it, never
//! markup.

use super::evidence::EVIDENCE;
use super::{Gathered, fingerprint};
use crate::case::{STYLE, text};
use crate::view::Granularity;
use rollcall_store::Verdict;
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write as _;

/// Items that the page lists; all of them are in the CSV file.
const LISTED: usize = 2_000;

fn of<'a>(row: &'a Value, key: &str) -> &'a str {
    row.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn rows<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

pub(super) fn page(
    gathered: &Gathered,
    population: &Value,
    decisions: &Value,
    remediation: &Value,
    key: &str,
) -> String {
    let mut out = String::with_capacity(1 << 16);
    // Writing to a string does not fail.
    let _ = write_page(&mut out, gathered, population, decisions, remediation, key);
    out
}

fn write_page(
    out: &mut String,
    gathered: &Gathered,
    population: &Value,
    decisions: &Value,
    remediation: &Value,
    key: &str,
) -> std::fmt::Result {
    let review = &gathered.review;
    let name = text(&review.name);
    write!(
        out,
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{name}</title>\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <style>{}</style><h1>Access review: {name}</h1>",
        STYLE
    )?;
    write!(
        out,
        "<p>Frozen {}, closed {}, by {}. {} items in {}; {} read and outside the scope.</p>",
        text(&review.frozen_at),
        text(review.closed_at.as_deref().unwrap_or("–")),
        text(&review.by),
        review.items,
        text(
            &review.connections.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ")
        ),
        review.outside,
    )?;
    let short = gathered
        .pages
        .iter()
        .filter(|one| one.read.as_ref().is_none_or(|read| read.verdict != Verdict::Complete))
        .count();
    write!(out, "<h2>Integrity and completeness</h2>")?;
    write!(
        out,
        "<p><b>Integrity</b>: nothing in this pack was altered since it was signed. \
         <code>rollcall-verify</code> checks it, and so does this, in the pack's folder:</p>\
         <pre>sha256sum -c SHA256SUMS\n\
         openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.json -sigfile manifest.sig</pre>\
         <p>The key is the right one when <code>openssl pkey -pubin -in public-key.pem -outform DER | sha256sum</code> \
         gives <code>{}</code>, as Rollcall showed it when this was written.</p>\
         <p>Whoever made this pack could make another one. What shows that is the head of the record, \
         which was written elsewhere when this was made, in a mail or a ticket: its newest entry holds the \
         hash over these files. It is <code>record.head</code> in <code>manifest.json</code>, and \
         <code>rollcall-verify --head HASH</code> compares it.</p>",
        fingerprint(key),
    )?;
    write!(
        out,
        "<p><b>Completeness</b>: {}</p>",
        match short {
            0 => "every app was read completely, by its own totals.".to_owned(),
            n => format!(
                "{n} of the apps were not read completely; each is excluded with a reason below."
            ),
        }
    )?;
    table(
        out,
        "How the apps were read",
        &["App", "Address", "From", "To", "Users", "Groups", "Verdict"],
    )?;
    for one in &gathered.pages {
        let cells = match &one.read {
            None => vec![one.connection.name.clone(), one.connection.address.clone()],
            Some(read) => vec![
                one.connection.name.clone(),
                one.connection.address.clone(),
                read.started_at.clone(),
                read.ended_at.clone().unwrap_or_default(),
                counted(read.users_received, read.users_claimed),
                counted(read.groups_received, read.groups_claimed),
                format!("{}: {}", read.verdict.as_str(), read.reason),
            ],
        };
        row(out, &cells)?;
    }
    write!(out, "</table>")?;
    for one in gathered.pages.iter().filter(|one| !one.hidden.is_empty()) {
        let hidden = one.hidden.join("; ");
        write!(out, "<p>Not shown by {}: {}</p>", text(&one.connection.name), text(&hidden))?;
    }
    for one in &review.exclusions {
        let what = if one.left_out { "left out" } else { "accepted as read" };
        write!(
            out,
            "<p>{}: {what}. {} ({})</p>",
            text(&one.name),
            text(&one.reason),
            text(&one.by)
        )?;
    }
    table(out, "Who decided", &["Reviewer", "Address", "Why"])?;
    for one in &review.reviewers {
        row(out, &[one.name.clone(), one.email.clone(), one.why.clone()])?;
    }
    write!(out, "</table>")?;
    for one in &review.sign_offs {
        write!(
            out,
            "<p>Signed as {} by <b>{}</b>, {}: {}</p>",
            text(&one.role),
            text(&one.name),
            text(&one.at),
            text(&one.statement)
        )?;
    }
    taken_away(out, gathered, population, remediation)?;
    decided(out, gathered, population, decisions)?;
    table(
        out,
        "What an auditor asks, and where it is answered",
        &["About", "Asked", "File and field"],
    )?;
    for one in EVIDENCE {
        row(out, &[one.about.to_owned(), one.line.to_owned(), one.answers.join("; ")])?;
    }
    write!(out, "</table>")?;
    let left_out = match gathered.left_out.is_empty() {
        true => "Nothing was left out.".to_owned(),
        false => {
            format!("Left out by choice: {}, and the raw pages.", gathered.left_out.join(", "))
        }
    };
    write!(
        out,
        "<p>{} The entries of the record that are about this review are whole in <code>record.jsonl</code>.</p></html>",
        text(&left_out),
    )
}

fn counted(received: u32, claimed: Option<u32>) -> String {
    match claimed {
        Some(claimed) => format!("{received} of {claimed}"),
        None => received.to_string(),
    }
}

fn table(out: &mut String, title: &str, head: &[&str]) -> std::fmt::Result {
    write!(out, "<h2>{}</h2><table><tr>", text(title))?;
    for one in head {
        write!(out, "<th scope=\"col\">{}</th>", text(one))?;
    }
    write!(out, "</tr>")
}

fn row(out: &mut String, cells: &[String]) -> std::fmt::Result {
    write!(out, "<tr>")?;
    for cell in cells {
        write!(out, "<td>{}</td>", text(cell))?;
    }
    write!(out, "</tr>")
}

fn taken_away(
    out: &mut String,
    gathered: &Gathered,
    population: &Value,
    remediation: &Value,
) -> std::fmt::Result {
    let lines = rows(remediation, "lines");
    let head = ["Item", "Who", "App", "Change", "Read back", "When", "Days", "Exception"];
    let taken =
        lines.iter().filter(|line| line.get("state") == Some(&Value::from("verified"))).count();
    table(
        out,
        &format!("What was to be taken away: {}, of which {taken} are gone", lines.len()),
        &head,
    )?;
    let items = rows(population, "items");
    for line in lines {
        let number = line.get("item").and_then(Value::as_u64).unwrap_or(0);
        let place = usize::try_from(number).unwrap_or(0).saturating_sub(1);
        let item = items.get(place).unwrap_or(&Value::Null);
        let app = gathered.review.connections.iter().find(|one| one.id == of(line, "connection"));
        let exception = line.get("exception").filter(|one| !one.is_null());
        row(
            out,
            &[
                number.to_string(),
                named(item).to_owned(),
                app.map_or_else(String::new, |app| app.name.clone()),
                of(line, "change").to_owned(),
                of(line, "words").to_owned(),
                of(line, "read_back_at").to_owned(),
                line.get("days")
                    .filter(|d| !d.is_null())
                    .map_or_else(String::new, Value::to_string),
                exception.map_or_else(String::new, |one| {
                    let until = [of(one, "due"), of(one, "expires")].concat();
                    format!(
                        "{}, {} until {until}: {}",
                        of(one, "kind"),
                        of(one, "owner"),
                        of(one, "note")
                    )
                }),
            ],
        )?;
    }
    write!(out, "</table>")
}

fn named(item: &Value) -> &str {
    let name = of(item, "name");
    if name.is_empty() { of(item, "account_id") } else { name }
}

fn decided(
    out: &mut String,
    gathered: &Gathered,
    population: &Value,
    decisions: &Value,
) -> std::fmt::Result {
    let mut last: HashMap<u64, &Value> = HashMap::new();
    for one in rows(decisions, "decisions") {
        last.insert(one.get("item").and_then(Value::as_u64).unwrap_or(0), one);
    }
    let items = rows(population, "items");
    let title = match items.len() > LISTED {
        true => format!("Decisions: the first {LISTED} of {}", items.len()),
        false => format!("Decisions: {}", items.len()),
    };
    let head = ["Item", "Who", "App", "List", "Groups", "Decision", "Reason", "By", "When"];
    table(out, &title, &head)?;
    for item in items.iter().take(LISTED) {
        let number = item.get("item").and_then(Value::as_u64).unwrap_or(0);
        let decision = last.get(&number).copied().unwrap_or(&Value::Null);
        let app = gathered.review.connections.iter().find(|one| one.id == of(item, "connection"));
        let groups: Vec<&str> =
            rows(item, "groups").iter().map(|group| of(group, "name")).collect();
        let by_membership = gathered.review.request.granularity == Granularity::Membership;
        let groups = match item.get("group") {
            None if by_membership => "the account itself".to_owned(),
            _ => groups.join(", "),
        };
        let bulk = decision.get("bulk") == Some(&Value::Bool(true));
        row(
            out,
            &[
                number.to_string(),
                named(item).to_owned(),
                app.map_or_else(String::new, |app| app.name.clone()),
                of(item, "list").to_owned(),
                groups,
                format!("{}{}", of(decision, "decision"), if bulk { " (in bulk)" } else { "" }),
                of(decision, "reason").to_owned(),
                of(decision, "by").to_owned(),
                of(decision, "at").to_owned(),
            ],
        )?;
    }
    write!(out, "</table>")
}
