//! The evidence pack of a closed review; `docs/evidence-pack.md` says what is in it.
//!
//! `rows` has one struct for each table and `facts` makes them; `documents` are the other JSON files, `tables`
//! the CSV files, `page` with `page_tables` and `html` the page for people. `evidence` says which of an auditor's
//! questions each of them answers, `record` takes the record along, and `files` is where they go.

mod documents;
mod evidence;
mod facts;
mod files;
mod html;
mod page;
mod page_tables;
mod record;
mod rows;
mod tables;

pub use evidence::{EVIDENCE, Ticked};

use super::{Review, refused};
use crate::case::{Case, whoami};
use crate::core::Rollcall;
use crate::core::new_file::why_not_written;
use crate::problem::Problem;
use crate::problem::failure::internal;
use crate::view::{PackView, RemediationLine, ReviewState};
use files::Files;
use rollcall_store::{
    DecisionRecord, Moment, PlanId, Read, Receipt, ReviewItem, RunId, SignedHead, Store,
};
use rows::Column;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

/// Items that the page lists; all of them are in the CSV file.
const LISTED: usize = 2_000;
const WHAT: &str = "The evidence pack was not written.";

/// Columns that can be left out.
pub const PERSONAL: [&str; 7] = [
    Column::Name.as_str(),
    Column::UserName.as_str(),
    Column::Email.as_str(),
    Column::Title.as_str(),
    Column::Department.as_str(),
    Column::EmployeeNumber.as_str(),
    Column::Manager.as_str(),
];

/// A connection's read with its pages.
struct Pages {
    connection: super::FrozenConnection,
    read: Option<Read>,
    /// The last complete read before it.
    before: Option<Read>,
    receipts: Vec<Receipt>,
    hidden: Vec<String>,
}

/// All that a pack is made of but the raw pages and the record.
struct Gathered {
    review: Review,
    items: Vec<ReviewItem>,
    outside: Vec<String>,
    decisions: Vec<DecisionRecord>,
    lines: Vec<RemediationLine>,
    cases: Vec<Case>,
    /// Plan and its hash, by run.
    plans: HashMap<RunId, (PlanId, String)>,
    pages: Vec<Pages>,
    left_out: Vec<String>,
    made_at: Moment,
    /// Of the review: its days are days there.
    zone: jiff::tz::TimeZone,
}

impl Gathered {
    fn leaves_out(&self, column: &str) -> bool {
        self.left_out.iter().any(|one| one == column)
    }
}

impl Rollcall {
    /// Writes the evidence of a closed review into a new folder, or a new zip when the name ends
    /// so. `left_out` are columns of [`PERSONAL`].
    ///
    /// # Errors
    /// When it is not closed, a column is not known, or the place is taken. Half a pack is taken
    /// away again.
    pub async fn write_pack(
        &self,
        review: &str,
        to: &Path,
        left_out: &[String],
    ) -> Result<PackView, Problem> {
        let review = self.kept_review(review).await?;
        if review.state != ReviewState::Closed {
            return Err(refused(
                WHAT,
                "The review is not closed.",
                "Close the review first: each revoke verified or excepted, and every part signed.",
            ));
        }
        self.follows(&review, WHAT).await?;
        if let Some(unknown) = left_out.iter().find(|one| !PERSONAL.contains(&one.as_str())) {
            let next = format!("These can be left out: {}.", PERSONAL.join(", "));
            return Err(refused(WHAT, &format!("There is no column “{unknown}”."), &next));
        }
        if to.exists() {
            let why = format!("{} already exists, and nothing is overwritten.", to.display());
            return Err(refused(WHAT, &why, "Choose another place, or move that one."));
        }
        let gathered = self.gathered(review, left_out).await?;
        let to = to.to_owned();
        self.stored("Writing the evidence pack", move |store| Ok(write(store, &gathered, &to)))
            .await?
    }

    async fn gathered(&self, review: Review, left_out: &[String]) -> Result<Gathered, Problem> {
        let id = review.id.clone();
        let (items, outside, decisions) = self
            .stored("Gathering the evidence", move |store| {
                Ok((
                    store.review_items(&id)?,
                    store.review_outside(&id)?,
                    store.review_decisions(&id)?,
                ))
            })
            .await?;
        let lines = self.remediation(&review, &items).await?;
        let cases = self.cases_of_review(&review).await?;
        let mut plans = HashMap::new();
        for run in cases.iter().flat_map(|case| &case.runs) {
            let (ended, _, _) = self.planned_and_ended(run).await?;
            let (_, plan) = self.kept_plan(&ended.plan_id).await?;
            plans.insert(run.clone(), (ended.plan_id.clone(), plan.hash()?));
        }
        let mut pages = Vec::new();
        for connection in &review.connections {
            let (read, before, receipts) = match connection.read {
                None => (None, None, Vec::new()),
                Some(id) => {
                    self.stored("Gathering the evidence", move |store| {
                        let before = store.complete_before(id)?;
                        Ok((Some(store.read_by_id(id)?), before, store.receipts(id)?))
                    })
                    .await?
                }
            };
            let words = self.profile(&connection.provider).map(|profile| &profile.words);
            pages.push(Pages {
                connection: connection.clone(),
                read,
                before,
                receipts,
                hidden: words.map(|words| words.hidden.clone()).unwrap_or_default(),
            });
        }
        let zone = crate::core::clock::zone_of(&review.zone).unwrap_or(jiff::tz::TimeZone::UTC);
        Ok(Gathered {
            zone,
            review,
            items,
            outside,
            decisions,
            lines,
            cases,
            plans,
            pages,
            left_out: left_out.to_vec(),
            made_at: self.0.clock.moment(),
        })
    }
}

fn write(store: &Store, gathered: &Gathered, to: &Path) -> Result<PackView, Problem> {
    let place = |error: &std::io::Error| {
        let next = match error.kind() {
            ErrorKind::StorageFull => "Free some space, or name another place.",
            _ => "Check the folder's permissions, or name another place.",
        };
        refused(WHAT, &format!("{}: {}.", to.display(), why_not_written(error)), next)
    };
    let files = Files::new(to).map_err(|error| place(&error))?;
    written(store, gathered, files, to).map_err(|trouble| match trouble {
        Trouble::Io(error) => place(&error),
        Trouble::Problem(problem) => *problem,
    })
}

enum Trouble {
    Io(std::io::Error),
    Problem(Box<Problem>),
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl From<rollcall_store::StoreError> for Trouble {
    fn from(error: rollcall_store::StoreError) -> Self {
        crate::problem::failure::store_problem(WHAT, &error).into()
    }
}

fn as_json(value: &impl Serialize) -> Result<Vec<u8>, Problem> {
    let mut text = serde_json::to_vec(value).map_err(|error| internal(WHAT, &error.to_string()))?;
    text.push(b'\n');
    Ok(text)
}

fn written(
    store: &Store,
    gathered: &Gathered,
    mut files: Files,
    to: &Path,
) -> Result<PackView, Trouble> {
    let population = facts::population(gathered)?;
    let decisions = facts::decisions(gathered)?;
    let remediation = facts::remediation(gathered, &mut files)?;
    files.put("population.json", &as_json(&population)?)?;
    files.put("population.csv", &tables::population(&population, gathered)?)?;
    files.put("decisions.json", &as_json(&decisions)?)?;
    files.put("decisions.csv", &tables::decisions(&decisions, gathered)?)?;
    files.put("remediation.json", &as_json(&remediation)?)?;
    files.put("remediation.csv", &tables::remediation(&remediation, gathered)?)?;
    let residual = facts::residual(gathered);
    files.put("residual.json", &as_json(&residual)?)?;
    files.put("residual.csv", &tables::residual(&residual, gathered)?)?;
    let hr = facts::hr_rows(gathered)?;
    files.put("hr-rows.json", &as_json(&hr)?)?;
    files.put("hr-rows.csv", &tables::hr_rows(&hr, gathered)?)?;
    files.put("reads.json", &as_json(&documents::reads(gathered))?)?;
    raw_pages(store, gathered, &mut files)?;
    let (review, hr_list) = (documents::review(gathered), documents::hr_list(gathered));
    files.put("truth-list.json", &as_json(&hr_list)?)?;
    files.put("review.json", &as_json(&review)?)?;
    let key = store.public_key();
    let page = page::page(
        gathered,
        &page::JsonFiles {
            population: &population,
            decisions: &decisions,
            remediation: &remediation,
            residual: &residual,
            review: &review,
            hr_list: hr_list.as_ref(),
        },
        &key,
    );
    files.put("index.html", page.as_bytes())?;
    files.named.sort_by(|a, b| a.path.cmp(&b.path));
    // The head of the record covers these files: the newest entry holds their hash.
    let last = record::packed(store, gathered, &sha256(sums(&files).as_bytes()))?;
    let record = record::stretch(store, gathered, last)?;
    files.put("record.jsonl", &record.lines)?;
    files.put("record-heads.json", &as_json(&json!({"heads": record.heads}))?)?;
    files.put("public-key.pem", record::pem(&key).as_bytes())?;
    files.named.sort_by(|a, b| a.path.cmp(&b.path));
    let manifest = as_json(&json!({
        "format": "rollcall-evidence/1",
        "review": {"id": gathered.review.id, "name": gathered.review.name},
        "made_at": gathered.made_at,
        "made_by": whoami(),
        "program": concat!("Rollcall ", env!("CARGO_PKG_VERSION")),
        "files": files.named,
        "record": {"entries": record.entries, "head": record.head},
        "left_out": gathered.left_out,
    }))?;
    let mut sums = sums(&files);
    sums.push_str(&format!("{}  manifest.json\n", sha256(&manifest)));
    files.put_unnamed("manifest.sig", &store.sign_bytes(&manifest))?;
    files.put_unnamed("manifest.json", &manifest)?;
    files.put_unnamed("SHA256SUMS", sums.as_bytes())?;
    let view = PackView {
        path: to.display().to_string(),
        files: crate::text::count(files.named.len() as u64 + 3),
        entries: record.entries,
        head: record.head,
        key_fingerprint: fingerprint(&key),
    };
    files.finish()?;
    Ok(view)
}

/// As `sha256sum` writes and reads them.
fn sums(files: &Files) -> String {
    files.named.iter().map(|file| format!("{}  {}\n", file.sha256, file.path)).collect()
}

/// Of a public key in hex: SHA-256 over its DER form, as openssl and sha256sum give it.
fn fingerprint(key: &str) -> String {
    sha256(&record::der(key))
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    hex::encode(Sha256::digest(bytes))
}

fn raw_pages(store: &Store, gathered: &Gathered, files: &mut Files) -> Result<(), Trouble> {
    if !gathered.left_out.is_empty() {
        return Ok(());
    }
    for (place, pages) in (1..).zip(&gathered.pages) {
        let Some(read) = &pages.read else { continue };
        for (number, receipt) in (1..).zip(&pages.receipts) {
            let Some(kept) = store.kept_page(read.id, number)? else { continue };
            let mut body = Vec::new();
            flate2::read::ZlibDecoder::new(kept.zlib.as_slice()).read_to_end(&mut body)?;
            files.put(&facts::page_file(place, number, receipt), &body)?;
        }
    }
    Ok(())
}

/// The heads as the file has them.
fn head_json(head: &SignedHead) -> Value {
    json!({
        "seq": head.seq, "hash": head.hash,
        "public_key": head.public_key, "signature": head.signature,
    })
}

#[cfg(test)]
mod tests;
