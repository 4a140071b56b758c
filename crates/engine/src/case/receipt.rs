//! A receipt as a file: JSON, or one HTML page that needs nothing else and prints well. Everything
//! that an app returned is text in it, never markup.

use crate::core::Rollcall;
use crate::problem::Problem;
use crate::problem::failure::internal;
use crate::view::{CaseFormat, CaseKind, CaseView, LineState, ReceiptLine, ResidualLine};
use rollcall_store::{CaseId, Moment};

/// Of every page that is printed: columns have fixed widths, so that a long name takes no room from
/// other columns, and a row is on one sheet. WebKit keeps no row of a table on one sheet and
/// no heading with what follows it. There rows are grids, with the columns of `--columns`, and a
/// heading is as tall as itself and the beginning of what follows, which stands over it. The property
/// that is asked for is one that WebKit alone knows.
pub(crate) const STYLE: &str = "@page{margin:14mm 12mm}\
body{font:13px/1.45 system-ui,sans-serif;color:#1a2230;margin:32px auto;max-width:1100px;padding:0 16px}\
h1{font-size:22px;margin:0 0 4px;overflow-wrap:anywhere}h2{font-size:16px;margin:28px 0 8px;break-after:avoid}\
h3{font-size:13px;margin:14px 0 2px;break-after:avoid}p{margin:4px 0;color:#4a5361;overflow-wrap:anywhere}\
table{border-collapse:collapse;width:100%;table-layout:fixed}\
th,td{text-align:left;vertical-align:top;padding:6px 8px;border-bottom:1px solid #d9dee5;overflow-wrap:anywhere}\
th{font-weight:600;background:#f5f7f9;overflow-wrap:normal}thead{display:table-header-group}tr{break-inside:avoid}\
code,pre{font:11.5px/1.45 ui-monospace,monospace}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f5f7f9;padding:8px}\
.small{font-size:11px;color:#4a5361}.tag{font-size:11px;padding:1px 5px;border-radius:4px;background:#fff0cf;color:#6d4600}\
.ok{color:#0c6b3c}.open{color:#7a4d00}.no{color:#b3202a}\
@media print{body{margin:0;padding:0 1px;max-width:none;font-size:10px}h1{font-size:17px}h2{font-size:13px;margin-top:16px}\
th,td{padding:3px 5px}.small,.tag,code,pre{font-size:8.5px}pre{background:none;border:1px solid #d9dee5}\
@supports (-webkit-hyphenate-limit-lines:2){table,colgroup,col,thead,tbody{display:block}\
tr{display:grid;grid-template-columns:var(--columns)}\
h2,h3,thead{break-inside:avoid;padding-bottom:120px;margin-bottom:-120px}h2{padding-bottom:126px}\
pre{border-width:0 0 0 1px;padding:0 8px}body>:last-child{margin-bottom:0}}}";

impl Rollcall {
    /// The receipt as a file's text.
    ///
    /// # Errors
    /// When there is none with this id.
    pub async fn case_file(&self, case: &CaseId, format: CaseFormat) -> Result<String, Problem> {
        let view = self.case(case).await?;
        match format {
            CaseFormat::Html => Ok(page(&view)),
            CaseFormat::Json => serde_json::to_string_pretty(&view)
                .map_err(|error| internal("Writing the receipt", &error.to_string())),
        }
    }
}

/// Text as HTML shows it, in element or attribute.
pub(crate) fn text(value: &str) -> String {
    let mut safe = String::with_capacity(value.len());
    for letter in value.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// The state of a line in words, with its class.
fn standing(line: &ReceiptLine) -> (&'static str, &'static str) {
    match line.state {
        _ if line.is_undone() => ("✕ no longer in effect", "no"),
        LineState::Verified => ("✓ verified", "ok"),
        LineState::Waiting => ("waiting", "open"),
        LineState::Running => ("under way", "open"),
        LineState::Open => ("◌ open, retrying", "open"),
        LineState::Yours => ("✕ not done, needs an admin", "no"),
        LineState::Stopped => ("✕ not done, stopped", "no"),
    }
}

const BY_A_LATER_READ: &str = "A later read shows this.";

fn page(view: &CaseView) -> String {
    let brief = &view.brief;
    let what = match brief.kind {
        CaseKind::Lockdown => "Lockdown receipt",
        CaseKind::Quarantine => "Quarantine receipt",
        CaseKind::Review => "Receipt of a review",
    };
    let people: Vec<String> = brief
        .people
        .iter()
        .map(|one| format!("{} ({})", text(&one.name), text(&one.email)))
        .collect();
    let lines: String = view.lines.iter().map(row).collect();
    let exchanges: String =
        view.lines.iter().filter(|line| !line.exchange.is_empty()).map(exchange).collect();
    let residual: String = view.residual.iter().map(residual_row).collect();
    let done = view.residual.iter().filter(|line| line.done_at.is_some()).count();
    let again = match brief.is_back() {
        false => String::new(),
        true => format!("<p class=\"no\">{} {BY_A_LATER_READ}</p>\n", text(&brief.back_words())),
    };
    let residual = if view.residual.is_empty() {
        String::new()
    } else {
        format!(
            "<h2>Residual access: what SCIM cannot reach, to be closed by hand ({done} of {all} done)</h2>\n\
<table style=\"--columns:8% 22% 46% 24%\"><colgroup><col width=\"8%\"><col width=\"22%\"><col width=\"46%\"><col width=\"24%\"></colgroup><thead><tr><th>Done</th><th>App, person</th><th>What is left, and where</th><th>By, when, note</th></tr></thead><tbody>\n{residual}</tbody></table>\n",
            all = view.residual.len()
        )
    };
    let or_none = |at: Option<Moment>| at.map_or_else(|| "not yet".to_owned(), |at| at.to_string());
    let entries = match (view.record_from, view.record_to) {
        (Some(from), Some(to)) => format!("{from} to {to}"),
        _ => "none yet".to_owned(),
    };
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{what}: {title}</title>\
<style>{STYLE}</style></head><body>\n<h1>{what}</h1>\n<p>{people}</p>\n\
<p>Confirmed {started} by {by}; last change {ended}; last checked {checked}. Times are UTC.</p>\n\
<p><strong>{verified} of {all} changes verified</strong>, {open} open. Only what was read back counts as verified.</p>\n{again}\
<p>Plan <code>{hash}</code>, record entries: {entries}.</p>\n\
<h2>Changes</h2>\n<table style=\"--columns:19% 27% 14% 24% 16%\"><colgroup><col width=\"19%\"><col width=\"27%\"><col width=\"14%\"><col width=\"24%\"><col width=\"16%\"></colgroup><thead><tr><th>App, person</th><th>Change, request</th><th>Response</th><th>Read back</th><th>Outcome, time</th></tr></thead><tbody>\n{lines}</tbody></table>\n\
{residual}\
<h2>Exchanges</h2>\n<p>Requests and responses as they were sent and received, without the tokens.</p>\n{exchanges}</body></html>\n",
        title = text(&brief.title),
        people = people.join(", "),
        started = or_none(view.started_at),
        by = text(&brief.by),
        ended = or_none(view.ended_at),
        checked = or_none(view.checked_at),
        verified = brief.verified,
        all = brief.lines,
        open = brief.open,
        hash = text(&view.plan_hash),
    )
}

fn said(at: Option<Moment>) -> String {
    at.map_or_else(String::new, |at| at.to_string())
}

fn row(line: &ReceiptLine) -> String {
    let (words, class) = standing(line);
    let seconds =
        line.seconds.map_or_else(String::new, |seconds| format!("<br>{seconds:.2} seconds"));
    let checks: String = line
        .checks
        .iter()
        .map(|check| {
            let (at, found) = (check.at, text(&check.found));
            format!("<br>{at}: {}, {found}", check.words())
        })
        .collect();
    format!(
        "<tr><td><b>{}</b><br>{}</td><td>{}<br><code>{}</code></td><td>{}</td><td>{}{checks}</td><td class=\"{class}\">{words}<div class=\"small\">{}{seconds}</div></td></tr>\n",
        text(&line.connection_name),
        text(&line.person),
        text(&line.change),
        text(&line.request),
        text(&line.answer),
        text(&line.words),
        said(line.at),
    )
}

/// Always open: folded text is not printed.
fn exchange(line: &ReceiptLine) -> String {
    format!(
        "<h3>{}: {} {}</h3><pre>{}</pre>\n",
        text(&line.connection_name),
        text(&line.change),
        text(&line.person),
        text(&line.exchange)
    )
}

fn residual_row(line: &ResidualLine) -> String {
    format!(
        "<tr><td>{}</td><td><b>{}</b><br>{}</td><td>{}<br>{}</td><td>{}<br>{}<br>{}</td></tr>\n",
        if line.done_at.is_some() { "☑" } else { "☐" },
        text(&line.connection_name),
        text(&line.person),
        text(&line.text),
        text(&line.place),
        text(line.done_by.as_deref().unwrap_or("–")),
        said(line.done_at),
        text(&line.note),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_app_returned_is_text_in_the_page() {
        assert_eq!(
            text("<b a=\"1\">'&'</b>"),
            "&lt;b a=&quot;1&quot;&gt;&#39;&amp;&#39;&lt;/b&gt;"
        );
    }
}
