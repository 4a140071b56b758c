//! The page of a pack that people read.

use super::documents::{HrListFile, ReviewFile};
use super::evidence::EVIDENCE;
use super::html::Html;
use super::rows::{DecisionRow, Decisions, Population, Remediation, ResidualLines};
use super::{Gathered, fingerprint, page_tables};
use crate::case::{STYLE, text};
use rollcall_store::{Decision, Verdict};
use std::collections::HashMap;

/// What the JSON files say.
pub(super) struct JsonFiles<'a> {
    pub(super) population: &'a Population,
    pub(super) decisions: &'a Decisions,
    pub(super) remediation: &'a Remediation,
    pub(super) residual: &'a ResidualLines,
    pub(super) review: &'a ReviewFile<'a>,
    pub(super) hr_list: Option<&'a HrListFile<'a>>,
}

pub(super) fn page(gathered: &Gathered, files: &JsonFiles<'_>, key: &str) -> String {
    let mut out = Html::default();
    out.raw("<h1>Access review: ").value("span", "review.name", &gathered.review.name).raw("</h1>");
    facts(&mut out, gathered, files);
    stands_out(&mut out, files);
    integrity(&mut out, gathered, key);
    hr_list(&mut out, gathered, files);
    page_tables::reads(&mut out, gathered);
    for one in &gathered.review.exclusions {
        let what = if one.left_out { "left out" } else { "accepted as read" };
        out.raw("<p>").value("b", "exclusion.name", &one.name);
        out.raw(&format!(": {what}. ")).value("span", "exclusion.reason", &one.reason);
        out.raw(" (").value("span", "exclusion.by", &one.by).raw(")</p>");
    }
    page_tables::reviewers(&mut out, gathered, files);
    page_tables::taken_away(&mut out, gathered, files);
    page_tables::residual(&mut out, gathered, files);
    page_tables::decided(&mut out, gathered, files);
    questions(&mut out, gathered);
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{name}</title>\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <style>{STYLE}{columns}</style></head><body>{body}</body></html>\n",
        name = text(&gathered.review.name),
        columns = out.columns,
        body = out.body,
    )
}

fn facts(out: &mut Html, gathered: &Gathered, files: &JsonFiles<'_>) {
    let review = &gathered.review;
    out.raw("<p>All times are in the zone ").value("b", "review.zone", &review.zone);
    out.raw(
        ", the zone of the computer that froze the population, with UTC below. Days are days \
    in that zone.</p>",
    );
    out.headless_table("dates", &[22, 78]);
    let (zone, file) = (&gathered.zone, files.review);
    out.raw("<tr><th scope=\"row\">Frozen</th><td>").time("frozen_at", file.frozen_at, zone);
    out.raw("</td></tr><tr><th scope=\"row\">Due by the end of</th><td>");
    out.value("b", "due", file.due.unwrap_or_default());
    out.time("due_until", file.due_until, zone);
    out.raw("</td></tr><tr><th scope=\"row\">Closed</th><td>");
    out.time("closed_at", file.closed_at, zone);
    out.raw("</td></tr><tr><th scope=\"row\">By</th><td>").value("b", "by", &review.by);
    out.raw("</td></tr></tbody></table><p>");
    out.value("b", "review.items", &review.items.to_string()).raw(" items were decided; ");
    out.value("b", "outside", &review.outside.to_string());
    out.raw(" accounts were read and are outside the scope.</p>");
}

/// The decision that counts, by item.
pub(super) fn last_decisions(all: &Decisions) -> HashMap<u32, &DecisionRow> {
    all.decisions.iter().map(|one| (one.item, one)).collect()
}

/// What an auditor asks about first, counted over the decisions that count.
fn stands_out(out: &mut Html, files: &JsonFiles<'_>) {
    let last = last_decisions(files.decisions);
    let count = |of_it: &dyn Fn(&DecisionRow) -> bool| {
        last.values().filter(|one| of_it(one)).count().to_string()
    };
    out.heading("What stands out").headless_table("counts", &[70, 30]);
    let kept = |one: &DecisionRow, why: &str| one.kept_although.as_deref() == Some(why);
    for (words, field, value) in [
        ("Keep", "keep", count(&|one| one.decision == Decision::Keep)),
        ("Change", "change", count(&|one| one.decision == Decision::Change)),
        ("Revoke", "revoke", count(&|one| one.decision == Decision::Revoke)),
        ("Decided in bulk", "bulk", count(&|one| one.bulk)),
        ("Decided after the due date", "late", count(&|one| one.late)),
        ("Decided again: an earlier decision was replaced", "changed", count(&|one| one.changed)),
        ("Decided after a hand-over", "handed_over", count(&|one| one.handed_over)),
        ("Imported from files, not decided here", "imported", count(&|one| one.imported)),
        (
            "Kept although the HR list says that the person left",
            "kept_left",
            count(&|one| kept(one, "left")),
        ),
        (
            "Kept although the HR list does not name the person",
            "kept_not_listed",
            count(&|one| kept(one, "not-listed")),
        ),
        (
            "Kept although the HR list leaves open whether the person is employed",
            "kept_not_known",
            count(&|one| kept(one, "not-known")),
        ),
    ] {
        out.raw(&format!("<tr><th scope=\"row\">{words}</th><td>"));
        out.value("b", field, &value).raw("</td></tr>");
    }
    out.raw("</tbody></table>");
}

fn integrity(out: &mut Html, gathered: &Gathered, key: &str) {
    let short = gathered
        .pages
        .iter()
        .filter(|one| one.read.as_ref().is_none_or(|read| read.verdict != Verdict::Complete))
        .count();
    out.heading("Integrity and completeness");
    out.raw(
        "<p><b>Integrity</b>: nothing in this pack was altered since it was signed. \
         <code>rollcall-verify PACK --head HASH</code> checks this, the decisions and the read-backs. It is a single \
         program that needs no network. It comes with Rollcall and its source code, and shares no code with the program \
         that made this pack. <code>cargo build --release -p rollcall-verify</code> builds it from the source code. \
         <code>HASH</code> is the head of the record that was mailed or put into a ticket when this pack was made. \
         Without it, or without the fingerprint of the key (<code>--key FINGERPRINT</code>), a check cannot show who made \
         the pack: another pack can be made with another key.</p>\
         <p>By hand, in the folder of the pack, on Linux:</p>\
         <pre>sha256sum -c SHA256SUMS\n\
         openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.json -sigfile manifest.sig\n\
         openssl pkey -pubin -in public-key.pem -outform DER | sha256sum</pre>\
         <p>On macOS, with OpenSSL 3 (<code>brew install openssl@3</code>; the LibreSSL of macOS does not support <code>-rawin</code>):</p>\
         <pre>shasum -a 256 -c SHA256SUMS\n\
         $(brew --prefix openssl@3)/bin/openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.json -sigfile manifest.sig\n\
         $(brew --prefix openssl@3)/bin/openssl pkey -pubin -in public-key.pem -outform DER | shasum -a 256</pre>\
         <p>On Windows, in PowerShell, with the OpenSSL of Git for Windows:</p>\
         <pre>Get-Content SHA256SUMS | ForEach-Object { $hash, $name = $_ -split '  ', 2; if ((Get-FileHash -Algorithm SHA256 $name).Hash -ne $hash) { \"ALTERED: $name\" } }\n\
         &amp; \"$env:ProgramFiles\\Git\\usr\\bin\\openssl.exe\" pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.json -sigfile manifest.sig\n\
         &amp; \"$env:ProgramFiles\\Git\\usr\\bin\\openssl.exe\" pkey -pubin -in public-key.pem -outform DER -out key.der; (Get-FileHash -Algorithm SHA256 key.der).Hash</pre>\
         <p>The last command prints the fingerprint of the key. It must be ",
    );
    out.value("code", "key", &fingerprint(key));
    out.raw(
        ", as Rollcall showed it when this pack was made. The head of the record is \
         <code>record.head</code> in <code>manifest.json</code>; the newest entry of the record contains the hash over these files.</p>\
         <p><b>Completeness</b> is a separate statement: ",
    );
    out.raw(&match short {
        0 => "every app was read completely, by its own totals.</p>".to_owned(),
        n => format!(
            "{n} of the apps were not read completely; each is excluded with a reason below.</p>"
        ),
    });
}

fn hr_list(out: &mut Html, gathered: &Gathered, files: &JsonFiles<'_>) {
    out.heading("HR list");
    let Some(list) = files.hr_list else {
        out.raw("<p>The accounts were not compared with an HR list.</p>");
        return;
    };
    out.raw("<p>").value("b", "truth.name", list.name).raw(", ");
    out.value("b", "truth.rows", &list.rows.to_string()).raw(" rows, SHA-256 ");
    out.value("code", "truth.sha256", list.sha256);
    out.raw(". The rows that the accounts were compared with are in <code>hr-rows.csv</code>.</p>");
    out.time("truth.imported_at", list.imported_at, &gathered.zone);
}

fn questions(out: &mut Html, gathered: &Gathered) {
    out.heading("What an auditor asks, and where the answer is")
        .table("questions", &[("About", 22), ("Asked", 44), ("File and field", 34)]);
    for one in EVIDENCE {
        out.raw(&format!(
            "<tr><td>{}</td><td>{}</td><td>{}</td></tr>",
            text(one.about),
            text(one.line),
            text(&one.answers.join("; "))
        ));
    }
    out.end_table().raw("<p>");
    match gathered.left_out.is_empty() {
        true => out.raw("Nothing was left out. "),
        false => out
            .raw("Left out by choice, with the raw pages: ")
            .value("b", "left_out", &gathered.left_out.join(", "))
            .raw(". "),
    };
    out.raw(
        "The record's entries about this review are complete in \
    <code>record.jsonl</code>.</p>",
    );
}
