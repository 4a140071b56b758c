//! Checks an evidence pack (`docs/evidence-pack.md`) without Rollcall: no network, no store, and no
//! line shared with what made it.
//!
//! [`verify`] opens the `pack`, then asks in turn: is it as it was signed (`integrity`), does the
//! record hang together (`record`), can the population be made again from the raw pages
//! (`population`), do the decisions cover it (`decisions`), and was each revoke read back or excepted
//! (`remediation`). Every check runs, whatever the others found; each is one line of the [`Report`].

mod decisions;
mod facts;
mod integrity;
mod pack;
mod population;
mod record;
mod remediation;
mod report;

pub use report::{About, Check, Outcome, Report};

use facts::Facts;
use pack::Pack;
use std::path::Path;

/// Checks a folder or a zip. `head` is the hash of the record's newest entry, as it was kept outside
/// the computer that made the pack.
///
/// # Errors
/// When it cannot be opened at all, in words.
pub fn verify(path: &Path, head: Option<&str>) -> Result<Report, String> {
    let pack = Pack::open(path)?;
    let mut report = Report::default();
    let manifest = integrity::check(&pack, &mut report);
    record::check(&pack, manifest.as_ref(), head, &mut report);
    let facts = Facts::of(&pack, &mut report);
    population::check(&pack, &facts, manifest.as_ref(), &mut report);
    decisions::check(&facts, &mut report);
    remediation::check(&pack, &facts, &mut report);
    Ok(report)
}
