//! Reads a whole list: drives the [`Pager`] over a [`Client`] and gives out page after page.
//!
//! While a page is being stored the next ones are already being fetched and decoded, side by side, as
//! [`Pager::ahead`] expects them. The pager sees them in their order, and only those that it asks for:
//! what it concludes is what it would conclude of the same pages one by one.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use crate::answer::Answer;
use crate::client::Client;
use crate::failure::{Failure, FailureKind};
use crate::filter::Equals;
use crate::list_answer::{ListAnswer, Row};
use crate::list_rules::ListRules;
use crate::pager::{AfterFailure, Ahead, PageFacts, Pager, Query, Step};
use crate::request::Request;
use crate::segment::encode_query;

/// One page as it is handed on.
#[derive(Clone, Debug)]
pub struct Page {
    /// The pass through the list, from 1.
    pub pass: u32,
    /// The page within its pass, from 1.
    pub number: u32,
    /// The query as sent.
    pub query: String,
    /// The HTTP status of the response.
    pub status: u16,
    /// Rows on the unaltered page.
    pub received: u32,
    /// Rows whose id came earlier in this pass; not in `rows`.
    pub duplicates: u32,
    /// Rows that are not what the filter asked for; not in `rows`.
    pub mismatched: u32,
    /// Rows without an id, or that are no objects; not in `rows`.
    pub nameless: u32,
    /// `totalResults` as this page states it.
    pub claimed_total: Option<u64>,
    /// The new rows.
    pub rows: Vec<Row>,
    /// From sending to the last byte.
    pub took: Duration,
    /// SHA-256 of the body as unpacked.
    pub sha256: String,
    /// How far the server's clock is ahead of ours, in milliseconds, to about a second.
    pub clock_offset_ms: Option<f64>,
    /// The unpacked body; if the server included the token, it has been removed. Of a refusal
    /// its start, at most 4 KiB.
    pub body: Bytes,
}

/// Why the receiver of the pages wants to stop, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StopReason(pub String);

impl<T: Into<String>> From<T> for StopReason {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

/// What a listing has proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Everything there is came: what is missing here is missing there.
    Complete,
    /// It broke off.
    Partial,
    /// It ended, but nothing shows that this was all.
    CannotBeProven,
}

/// How a listing ended.
#[derive(Clone, Debug)]
pub struct ListEnd {
    /// What the listing has proven.
    pub verdict: Verdict,
    /// The reason in words.
    pub reason: String,
    /// Rows received in all passes.
    pub received: u64,
    /// Different ids in all passes, or in the last one where `last_pass_only`.
    pub distinct: u64,
    /// Complete by its last pass alone: ids that only an earlier pass had are gone.
    pub last_pass_only: bool,
    /// The last total that the server claimed.
    pub claimed: Option<u64>,
    /// How often the list was read from its beginning.
    pub passes: u32,
    /// Whether any pass came to its end.
    pub pass_complete: bool,
    /// Rows that were not what the filter asked for.
    pub mismatched: u64,
    /// Why it broke off, if a request was the cause.
    pub failure: Option<Failure>,
}

/// A list being read. Dropping it stops the reading.
///
/// ```no_run
/// # async fn example(client: &rollcall_scim::Client, cancel: &tokio_util::sync::CancellationToken) {
/// use rollcall_scim::{ListRules, Listing};
/// let mut listing = Listing::new(client, &ListRules::new("Users"), cancel);
/// while let Some(page) = listing.next().await {
///     println!("{} rows", page.rows.len());
/// }
/// println!("{}", listing.finish().reason);
/// # }
/// ```
pub struct Listing {
    client: Client,
    rules: ListRules,
    cancel: CancellationToken,
    wanted: Option<Equals>,
    pager: Pager,
    mismatched: u64,
    /// The page that is next, and those that are expected behind it.
    under_way: VecDeque<UnderWay>,
    /// How often the pages were not those that were expected.
    misses: u32,
    /// Bytes of the newest page.
    size: usize,
    end: Option<ListEnd>,
}

/// A page that is being fetched.
struct UnderWay {
    query: String,
    /// No other page of the list was asked for beside it.
    alone: bool,
    task: AbortOnDropHandle<Fetched>,
}

/// A list whose pages are not those that were expected so often is read one by one: what was fetched
/// ahead was fetched in vain.
const MISSES: u32 = 2;
/// Bytes that pages fetched ahead may have together, if they are like the newest one: a page of groups
/// with all their members can have many.
const AHEAD_BYTES: usize = 4 * 1024 * 1024;

/// A page as the client left it, parsed.
type Fetched = Result<(Answer, ListAnswer), Failure>;

impl Listing {
    /// A listing that has asked for nothing yet.
    pub fn new(client: &Client, rules: &ListRules, cancel: &CancellationToken) -> Self {
        Self {
            client: client.clone(),
            rules: rules.clone(),
            cancel: cancel.clone(),
            wanted: rules.filter.as_deref().and_then(Equals::parse),
            pager: Pager::new(rules),
            mismatched: 0,
            under_way: VecDeque::new(),
            misses: 0,
            size: 0,
            end: None,
        }
    }

    /// The next page, in order; `None` when the list has ended, in any way. Needs a tokio
    /// runtime. May be dropped while waiting; the page is not lost.
    pub async fn next(&mut self) -> Option<Page> {
        loop {
            if !self.prefetch() {
                return None;
            }
            let fetched = match (&mut self.under_way.front_mut()?.task).await {
                Ok(fetched) => fetched,
                Err(error) => match error.try_into_panic() {
                    Ok(panic) => std::panic::resume_unwind(panic),
                    // Only a runtime that shuts down ends the task otherwise.
                    Err(_) => {
                        self.close(Verdict::Partial, "Rollcall is ending".to_owned(), None);
                        return None;
                    }
                },
            };
            let UnderWay { query, alone, .. } = self.under_way.pop_front()?;
            match fetched {
                Ok((answer, list)) => {
                    let page = self.take_in(query, answer, list);
                    self.prefetch();
                    return Some(page);
                }
                Err(failure) if !alone && may_come_from_crowding(&failure.kind) => {
                    self.under_way.clear();
                    self.misses = MISSES;
                }
                Err(failure) => {
                    if let Some(page) = self.failed(query, failure) {
                        self.prefetch();
                        return Some(page);
                    }
                }
            }
        }
    }

    /// How the list ended. Partial, when it has not.
    pub fn finish(self) -> ListEnd {
        self.stop(StopReason::from("stopped before its end"))
    }

    /// Stops reading, for this reason unless the list had ended anyway.
    pub fn stop(mut self, why: StopReason) -> ListEnd {
        match self.end.take() {
            Some(end) => end,
            None => self.ended(Verdict::Partial, why.0, None),
        }
    }

    /// Starts on the next page, and on those expected behind it, unless they are under way. False when the
    /// list has ended.
    fn prefetch(&mut self) -> bool {
        if self.end.is_some() {
            return false;
        }
        let next = match self.pager.next() {
            Step::Ask(query) => query,
            Step::End(ending) => {
                self.close(ending.verdict, ending.reason, None);
                return false;
            }
        };
        if self.under_way.front().is_some_and(|front| front.query != encode_query(&next)) {
            self.under_way.clear();
            self.misses += 1;
        }
        let at_once = self.client.in_flight().min(self.rules.pages_at_once);
        let fitting = AHEAD_BYTES / self.size.max(1);
        // What is under way behind the next page is kept. The next page itself is not one of them: counted
        // with them, one page more would be fetched each time.
        let behind = self.under_way.len().saturating_sub(1);
        let beside = at_once.saturating_sub(1).min(fitting).max(behind);
        let ahead = self.pager.ahead(if self.misses < MISSES { beside } else { 0 });
        if self.under_way.is_empty() {
            // A failure of a request that only tests the total is not a reason to wait.
            let few = self.pager.may_ask_differently() || self.pager.is_testing();
            self.fetch(next, few, ahead.is_empty());
        }
        let is_same =
            |under_way: &UnderWay, ahead: &Ahead| under_way.query == encode_query(&ahead.query);
        let behind = self.under_way.iter().skip(1);
        let same = behind.zip(&ahead).take_while(|(under_way, ahead)| is_same(under_way, ahead));
        let same = same.count();
        self.under_way.truncate(1 + same);
        for Ahead { query, is_test } in ahead.into_iter().skip(same) {
            self.fetch(query, is_test, false);
        }
        true
    }

    fn fetch(&mut self, query: Query, few: bool, alone: bool) {
        let server_errors = if few { 2 } else { u32::MAX };
        let text = encode_query(&query);
        let mut request = Request::get([self.rules.resource.as_str()]);
        request.query = query;
        let (client, cancel) = (self.client.clone(), self.cancel.clone());
        let task = tokio::spawn(fetch(client, request, server_errors, cancel));
        self.under_way.push_back(UnderWay {
            query: text,
            alone,
            task: AbortOnDropHandle::new(task),
        });
    }

    /// The refusal of a request that only tests the total is a page too: without rows, but kept.
    fn failed(&mut self, query: String, failure: Failure) -> Option<Page> {
        let (pass, number) = (self.pager.pass(), self.pager.pages() + 1);
        let scim_type = failure.scim_error().and_then(|error| error.scim_type.as_deref());
        match self.pager.failed(failure.status(), scim_type) {
            AfterFailure::AskAgain => {}
            AfterFailure::Harmless => return refused_page(query, &failure, pass, number),
            AfterFailure::Stop => {
                let reason = match failure.kind {
                    FailureKind::Cancelled => "canceled".to_owned(),
                    _ => format!("page {}: {}", self.pager.pages() + 1, failure.kind),
                };
                self.close(Verdict::Partial, reason, Some(failure));
            }
        }
        None
    }

    fn take_in(&mut self, query: String, answer: Answer, list: ListAnswer) -> Page {
        self.size = answer.body.len();
        let received = list.received();
        let mut ids: Vec<Option<&str>> = list.rows.iter().map(|row| row.id.as_deref()).collect();
        ids.resize(ids.len() + list.unreadable as usize, None);
        let nameless = ids.iter().filter(|id| id.is_none()).count();
        let facts = PageFacts {
            claimed_total: list.claimed_total,
            next_cursor: list.next_cursor.as_deref(),
            ids,
        };
        let (pass, number) = (self.pager.pass(), self.pager.pages() + 1);
        let fresh = self.pager.received(&facts);
        let mut rows = list.rows;
        let mut flags = fresh.iter().copied();
        rows.retain(|_| flags.next().unwrap_or(false));
        let first = rows.len();
        if let Some(wanted) = &self.wanted {
            rows.retain(|row| row.resource().is_ok_and(|resource| wanted.matches(&resource)));
        }
        let mismatched = first - rows.len();
        self.mismatched += mismatched as u64;
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Page {
            pass,
            number,
            query,
            status: answer.status,
            received,
            duplicates: count((received as usize).saturating_sub(first + nameless)),
            mismatched: count(mismatched),
            nameless: count(nameless),
            claimed_total: list.claimed_total,
            rows,
            took: answer.took,
            sha256: answer.sha256,
            clock_offset_ms: answer.clock_offset_ms,
            body: answer.body,
        }
    }

    fn close(&mut self, verdict: Verdict, reason: String, failure: Option<Failure>) {
        self.under_way.clear();
        self.end = Some(self.ended(verdict, reason, failure));
    }

    fn ended(&self, verdict: Verdict, reason: String, failure: Option<Failure>) -> ListEnd {
        ListEnd {
            verdict,
            reason,
            received: self.pager.rows(),
            distinct: self.pager.distinct(),
            last_pass_only: self.pager.last_pass_only(),
            claimed: self.pager.claimed(),
            passes: self.pager.pass(),
            pass_complete: self.pager.pass_complete(),
            mismatched: self.mismatched,
            failure,
        }
    }
}

/// Failures that a server may have for want of strength, when several pages are asked for at once. Such a
/// page is asked for again on its own before anything is concluded.
fn may_come_from_crowding(kind: &FailureKind) -> bool {
    match kind {
        FailureKind::CannotConnect(_) | FailureKind::Cut(_) | FailureKind::TimedOut(_) => true,
        FailureKind::Status(error) => {
            matches!(error.status, Some(408 | 425 | 429 | 500 | 502..=504))
        }
        _ => false,
    }
}

fn refused_page(query: String, failure: &Failure, pass: u32, number: u32) -> Option<Page> {
    let exchange = &failure.exchange;
    let body = Bytes::from(exchange.answer.clone().unwrap_or_default());
    Some(Page {
        pass,
        number,
        query,
        status: exchange.status?,
        received: 0,
        duplicates: 0,
        mismatched: 0,
        nameless: 0,
        claimed_total: None,
        rows: Vec::new(),
        took: Duration::from_millis(exchange.took_ms),
        sha256: hex::encode(Sha256::digest(&body)),
        clock_offset_ms: None,
        body,
    })
}

/// Reads a list to its end and gives each page to `on_page`, in order. An error from `on_page`
/// stops the reading, which then stays partial.
///
/// The compiler cannot show that this future is `Send` for every `on_page`: on a task of its
/// own, take [`Listing`], which is the same turned inside out.
pub async fn list<F>(
    client: &Client,
    rules: &ListRules,
    cancel: &CancellationToken,
    mut on_page: F,
) -> ListEnd
where
    F: AsyncFnMut(Page) -> Result<(), StopReason>,
{
    let mut listing = Listing::new(client, rules, cancel);
    while let Some(page) = listing.next().await {
        if let Err(stop) = on_page(page).await {
            return listing.stop(stop);
        }
    }
    listing.finish()
}

async fn fetch(
    client: Client,
    request: Request,
    server_errors: u32,
    cancel: CancellationToken,
) -> Fetched {
    let mut tries = 0;
    loop {
        tries += 1;
        let answer = client.get_with(&request, server_errors, &cancel).await?;
        match answer.list() {
            Ok(list) => return Ok((answer, list)),
            // Half a page under a good status: a broken transfer may go well the second time.
            Err(failure) if tries < 2 && matches!(failure.kind, FailureKind::BadJson(_)) => {}
            Err(failure) => return Err(failure),
        }
    }
}
