//! Checks an evidence pack (`docs/evidence-pack.md`) without Rollcall: no network, no store, and no
//! line shared with what made it.
//!
//! [`verify`] opens the `pack`, then asks in turn: is it as it was signed (`integrity`), is the
//! record one chain (`record`) and say the same as the files (`agrees`), can the population be
//! rebuilt from the raw pages (`population`), do those show that the lists are complete (`lists`),
//! was the scope kept (`scope`), do the decisions cover it (`decisions`), and was each revoke read
//! back or excepted (`remediation`). Every check runs, even when others found faults; each is one
//! line of the [`Report`].

mod accounts;
mod agrees;
mod answer;
mod canon;
mod canon_read;
mod decisions;
mod derived;
mod facts;
mod files;
mod integrity;
mod json;
mod lists;
mod moment;
mod origin;
mod pack;
mod page;
mod page_read;
mod pages;
mod population;
mod record;
mod remediation;
mod report;
mod scope;
mod tables;
mod threads;
mod typed;
mod zipped;

pub use origin::{Kept, plain};
pub use report::{About, Check, Outcome, Report};

use facts::Facts;
use files::Files;
use pack::Pack;
use std::path::Path;
use threads::side_by_side;

/// Checks a folder or a zip. `head` is the hash of the record's newest entry, that was kept outside
/// the computer that made the pack.
///
/// # Errors
/// When it cannot be opened at all, in words.
pub fn verify(path: &Path, head: Option<&str>) -> Result<Report, String> {
    verify_against(path, Kept { head, key: None })
}

/// Checks a folder or a zip against what was kept elsewhere.
///
/// # Errors
/// When it cannot be opened at all, in words.
pub fn verify_against(path: &Path, kept: Kept<'_>) -> Result<Report, String> {
    let pack = Pack::open(path)?;
    let mut report = Report::default();
    let manifest = integrity::check(&pack, &mut report);
    let manifest = manifest.as_ref();
    let key = report.key.as_str();
    // What people read is compared with the JSON files while the population is rebuilt from the pages.
    let (mut other, mut rest, mut shown, mut of_rest) =
        (Report::default(), Report::default(), Report::default(), Report::default());
    let mut of_record = Report::default();
    let files = Files::of(&pack);
    let (facts, entries) = side_by_side(
        || {
            let facts = Facts::of(&files, &mut other);
            let pages = population::from_pages(&pack, &facts, manifest);
            let frozen = population::check(&facts, &mut other);
            let made = pages.as_ref().map(|pages| (pages, pages.accounts()));
            population::compare(&frozen, made, &mut other);
            scope::check(&facts, manifest, &mut rest);
            decisions::check(&facts, manifest, &mut rest);
            remediation::check(&pack, &facts, &mut rest);
            facts
        },
        || {
            let what = "no name and number of the JSON files can be read in two ways";
            shown.check(About::Completeness, what, files.faults.clone());
            tables::check(&pack, &files, manifest, &mut shown);
            page::check(&pack, &files, manifest, key, &mut shown);
            derived::check(&files, manifest, &mut of_rest);
            record::check(&pack, manifest, kept.head, &mut of_record)
        },
    );
    report.head = std::mem::take(&mut of_record.head);
    report.checks.append(&mut of_record.checks);
    origin::check(kept, &mut report);
    report.checks.append(&mut shown.checks);
    agrees::check(&facts, &files, &entries, manifest, &mut report);
    rest.checks.append(&mut of_rest.checks);
    report.checks.append(&mut other.checks);
    report.checks.append(&mut rest.checks);
    Ok(report)
}
