//! Reads a whole list: drives the [`Pager`] over a [`Client`] and hands each page on. While a
//! page is being stored the next one is already on its way.

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use futures::future::{Either, select};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::answer::Answer;
use crate::client::Client;
use crate::failure::{Failure, FailureKind};
use crate::filter::Equals;
use crate::list_answer::ListAnswer;
use crate::list_rules::ListRules;
use crate::pager::{AfterFailure, PageFacts, Pager, Step};
use crate::request::Request;
use crate::resource::Resource;
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
    pub status: u16,
    /// Rows on the page as it came.
    pub received: u32,
    /// Rows whose id came earlier in this pass; not in `resources`.
    pub duplicates: u32,
    /// Rows that are not what the filter asked for; not in `resources`.
    pub mismatched: u32,
    /// Rows without an id, or that are no objects; not in `resources`.
    pub nameless: u32,
    pub claimed_total: Option<u64>,
    /// The new rows.
    pub resources: Vec<Resource>,
    pub took: Duration,
    /// SHA-256 of the body as unpacked.
    pub sha256: String,
    pub clock_offset_ms: Option<f64>,
    pub body: Bytes,
}

/// The wish of whoever receives the pages to stop, in words.
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
    pub verdict: Verdict,
    /// The reason in words.
    pub reason: String,
    /// Rows received in all passes.
    pub received: u64,
    /// Different ids in all passes.
    pub distinct: u64,
    /// The last total that the server claimed.
    pub claimed: Option<u64>,
    pub passes: u32,
    /// Whether any pass came to its end.
    pub pass_complete: bool,
    /// Rows that were not what the filter asked for.
    pub mismatched: u64,
    /// Why it broke off, if a request was the cause.
    pub failure: Option<Failure>,
}

/// Reads a list to its end and gives each page to `on_page`, in order. An error from `on_page`
/// stops the reading, which then stays partial.
pub async fn list<F>(
    client: &Client,
    rules: &ListRules,
    cancel: &CancellationToken,
    mut on_page: F,
) -> ListEnd
where
    F: AsyncFnMut(Page) -> Result<(), StopReason>,
{
    let wanted = rules.filter.as_deref().and_then(Equals::parse);
    let mut pager = Pager::new(rules);
    let mut mismatched = 0;
    let mut pending: Option<Page> = None;
    loop {
        let step = pager.next();
        let (fetched, query) = match step {
            Step::Ask(query) => {
                let text = encode_query(&query);
                let server_errors = if pager.may_ask_differently() { 2 } else { u32::MAX };
                let fetching = fetch(client, rules, query, server_errors, cancel);
                match beside(fetching, pending.take(), &mut on_page).await {
                    Ok(fetched) => (fetched, text),
                    Err(stop) => return stopped(&pager, mismatched, stop),
                }
            }
            Step::End(ending) => {
                if let Some(page) = pending.take()
                    && let Err(stop) = on_page(page).await
                {
                    return stopped(&pager, mismatched, stop);
                }
                return end(&pager, mismatched, ending.verdict, ending.reason, None);
            }
        };
        let (answer, list) = match fetched {
            Ok(fetched) => fetched,
            Err(failure) => {
                let scim_type = failure.scim_error().and_then(|error| error.scim_type.as_deref());
                match pager.failed(failure.status(), scim_type) {
                    AfterFailure::AskAgain | AfterFailure::Harmless => continue,
                    AfterFailure::Stop => {
                        let reason = match failure.kind {
                            FailureKind::Cancelled => "cancelled".to_owned(),
                            _ => format!("page {}: {}", pager.pages() + 1, failure.kind),
                        };
                        let failure = Some(failure);
                        return end(&pager, mismatched, Verdict::Partial, reason, failure);
                    }
                }
            }
        };
        let page = take_in(&mut pager, wanted.as_ref(), query, answer, list);
        mismatched += u64::from(page.mismatched);
        pending = Some(page);
    }
}

/// Fetches a page while the previous one is being dealt with.
async fn beside<F>(
    fetching: impl Future<Output = Result<(Answer, ListAnswer), Failure>>,
    page: Option<Page>,
    on_page: &mut F,
) -> Result<Result<(Answer, ListAnswer), Failure>, StopReason>
where
    F: AsyncFnMut(Page) -> Result<(), StopReason>,
{
    let Some(page) = page else { return Ok(fetching.await) };
    let fetching = pin!(fetching);
    let handling = pin!(on_page(page));
    match select(fetching, handling).await {
        Either::Left((fetched, handling)) => {
            handling.await?;
            Ok(fetched)
        }
        Either::Right((handled, fetching)) => {
            handled?;
            Ok(fetching.await)
        }
    }
}

async fn fetch(
    client: &Client,
    rules: &ListRules,
    query: Vec<(String, String)>,
    server_errors: u32,
    cancel: &CancellationToken,
) -> Result<(Answer, ListAnswer), Failure> {
    let mut request = Request::get([rules.resource.as_str()]);
    request.query = query;
    let mut tries = 0;
    loop {
        tries += 1;
        let answer = client.get_with(&request, server_errors, cancel).await?;
        let read = answer.json().and_then(|value| {
            ListAnswer::of(value)
                .map_err(|why| answer.failed(FailureKind::BadJson(why.to_string())))
        });
        match read {
            Ok(list) => return Ok((answer, list)),
            // Half a page under a good status: a broken transfer may go well the second time.
            Err(failure) if tries < 2 && matches!(failure.kind, FailureKind::BadJson(_)) => {}
            Err(failure) => return Err(failure),
        }
    }
}

fn take_in(
    pager: &mut Pager,
    wanted: Option<&Equals>,
    query: String,
    answer: Answer,
    list: ListAnswer,
) -> Page {
    let received = list.received();
    let mut ids: Vec<Option<String>> = list.resources.iter().map(Resource::id).collect();
    ids.resize(ids.len() + list.unreadable as usize, None);
    let nameless = ids.iter().filter(|id| id.is_none()).count();
    let facts = PageFacts {
        claimed_total: list.claimed_total,
        next_cursor: list.next_cursor.as_deref(),
        ids,
    };
    let (pass, number) = (pager.pass(), pager.pages() + 1);
    let fresh = pager.received(&facts);
    let mut resources = list.resources;
    let mut flags = fresh.iter().copied();
    resources.retain(|_| flags.next().unwrap_or(false));
    let first = resources.len();
    if let Some(wanted) = wanted {
        resources.retain(|resource| wanted.matches(resource));
    }
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Page {
        pass,
        number,
        query,
        status: answer.status,
        received,
        duplicates: count((received as usize).saturating_sub(first + nameless)),
        mismatched: count(first - resources.len()),
        nameless: count(nameless),
        claimed_total: list.claimed_total,
        resources,
        took: answer.took,
        sha256: answer.sha256,
        clock_offset_ms: answer.clock_offset_ms,
        body: answer.body,
    }
}

fn stopped(pager: &Pager, mismatched: u64, stop: StopReason) -> ListEnd {
    end(pager, mismatched, Verdict::Partial, stop.0, None)
}

fn end(
    pager: &Pager,
    mismatched: u64,
    verdict: Verdict,
    reason: String,
    failure: Option<Failure>,
) -> ListEnd {
    ListEnd {
        verdict,
        reason,
        received: pager.rows(),
        distinct: pager.distinct(),
        claimed: pager.claimed(),
        passes: pager.pass(),
        pass_complete: pager.pass_complete(),
        mismatched,
        failure,
    }
}
