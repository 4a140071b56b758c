//! Puts a read's pages into the store on a thread of its own, so that the next page is on its way
//! while this one is written. A small queue keeps memory flat, however large the population.

use crate::failure::{internal, store_problem};
use crate::home::Rollcall;
use crate::problem::Problem;
use rollcall_scim::{Answer, Group, Members, Page, Resource, User, Verdict};
use rollcall_store::{
    AccountSeen, Connection, GroupSeen, MemberSeen, Read, ReadEnd, ReadHandle, Receipt, StoreError,
};
use std::sync::{Arc, Mutex};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Pages that may wait for the disk.
const QUEUE: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageKind {
    Users,
    Groups,
}

pub(crate) enum Batch {
    Users {
        page: PageNote,
        seen: Vec<AccountSeen>,
    },
    Groups {
        page: PageNote,
        seen: Vec<GroupSeen>,
    },
    Members {
        group_id: String,
        members: Members,
        answer: Answer,
    },
    /// Answers when everything before it is written.
    Barrier(tokio::sync::oneshot::Sender<()>),
}

/// What is kept of a page beside its rows.
pub(crate) struct PageNote {
    receipt: Receipt,
    clock_offset_ms: Option<f64>,
}

impl Batch {
    /// A page in the store's terms. Takes a while, and leaves the writing thread to write.
    pub(crate) fn page(kind: PageKind, page: Page) -> Self {
        let note =
            PageNote { receipt: receipt(kind, &page), clock_offset_ms: page.clock_offset_ms };
        match kind {
            PageKind::Users => Self::Users {
                page: note,
                seen: page.resources.iter().filter_map(account_seen).collect(),
            },
            PageKind::Groups => {
                Self::Groups { page: note, seen: page.resources.iter().map(group_seen).collect() }
            }
        }
    }
}

/// How a read ended, in the protocol's terms.
pub(crate) struct End {
    pub verdict: Verdict,
    pub users_verdict: Verdict,
    pub groups_verdict: Verdict,
    pub reason: String,
    pub users_claimed: Option<u64>,
    pub groups_claimed: Option<u64>,
    pub groups_unknown: u32,
    pub problem: Option<Problem>,
}

pub(crate) struct Writer {
    queue: mpsc::Sender<Batch>,
    thread: JoinHandle<Written>,
    /// Groups whose members did not come with the list.
    without_members: Arc<Mutex<Vec<String>>>,
}

struct Written {
    handle: ReadHandle,
    /// Why something of it is not in the store, when something is not.
    kept: Result<(), StoreError>,
    answer_ms: Vec<u32>,
    clock_offset_ms: Option<f64>,
}

impl Writer {
    pub(crate) async fn begin(engine: &Rollcall, connection: &Connection) -> Result<Self, Problem> {
        let (id, at) = (connection.id.clone(), engine.0.clock.text());
        let handle =
            engine.stored("Beginning the read", move |store| store.begin_read(&id, &at)).await?;
        let (queue, batches) = mpsc::channel(QUEUE);
        let without_members = Arc::new(Mutex::new(Vec::new()));
        let found = Arc::clone(&without_members);
        let thread = tokio::task::spawn_blocking(move || write(handle, batches, &found));
        Ok(Self { queue, thread, without_members })
    }

    /// Fails only when the writing thread has stopped; [`Writer::finish`] then says why.
    pub(crate) async fn send(&self, batch: Batch) -> Result<(), ()> {
        self.queue.send(batch).await.map_err(|_| ())
    }

    pub(crate) async fn groups_without_members(&self) -> Vec<String> {
        let (done, wait) = tokio::sync::oneshot::channel();
        if self.send(Batch::Barrier(done)).await.is_ok() {
            // An error says that the thread stopped; finish() reports it.
            let _ = wait.await;
        }
        std::mem::take(&mut *crate::connections::lock(&self.without_members))
    }

    pub(crate) async fn finish(
        self,
        end: End,
        slowed_down: u32,
        at: String,
    ) -> Result<Read, Problem> {
        drop(self.queue);
        let trouble = |error: StoreError| store_problem("Keeping what was read", &error);
        let written = self
            .thread
            .await
            .map_err(|error| internal("Keeping what was read", &error.to_string()))?;
        let mut end = end;
        if let Err(error) = &written.kept {
            end.verdict = Verdict::Partial;
            end.reason = format!("What was read could not be kept: {error}.");
            end.problem = Some(store_problem("Keeping what was read", error));
        }
        let problem_json = match &end.problem {
            Some(problem) => serde_json::to_string(problem).ok(),
            None => None,
        };
        let mut times = written.answer_ms;
        times.sort_unstable();
        let read_end = ReadEnd {
            verdict: stored(end.verdict),
            users_verdict: stored(end.users_verdict),
            groups_verdict: stored(end.groups_verdict),
            reason: end.reason,
            users_claimed: end.users_claimed.map(crate::shape::count),
            groups_claimed: end.groups_claimed.map(crate::shape::count),
            groups_unknown: end.groups_unknown,
            answer_ms: times.get(times.len() / 2).copied(),
            slowed_down,
            clock_offset_ms: written.clock_offset_ms,
            problem_json,
            at,
        };
        let handle = written.handle;
        tokio::task::spawn_blocking(move || handle.finish(read_end))
            .await
            .map_err(|error| internal("Keeping what was read", &error.to_string()))?
            .map_err(trouble)
    }
}

pub(crate) fn stored(verdict: Verdict) -> rollcall_store::Verdict {
    match verdict {
        Verdict::Complete => rollcall_store::Verdict::Complete,
        Verdict::Partial => rollcall_store::Verdict::Partial,
        Verdict::CannotBeProven => rollcall_store::Verdict::CannotBeProven,
    }
}

fn write(
    handle: ReadHandle,
    batches: mpsc::Receiver<Batch>,
    without_members: &Mutex<Vec<String>>,
) -> Written {
    let (mut answer_ms, mut clock_offset_ms) = (Vec::new(), None);
    let kept = take_in(&handle, batches, without_members, &mut answer_ms, &mut clock_offset_ms);
    Written { handle, kept, answer_ms, clock_offset_ms }
}

/// Ends early with the first error, and the read with it.
fn take_in(
    handle: &ReadHandle,
    mut batches: mpsc::Receiver<Batch>,
    without_members: &Mutex<Vec<String>>,
    answer_ms: &mut Vec<u32>,
    clock_offset_ms: &mut Option<f64>,
) -> Result<(), StoreError> {
    let mut member_pages = 0;
    while let Some(batch) = batches.blocking_recv() {
        match batch {
            Batch::Users { page, seen } => {
                answer_ms.push(page.receipt.ms);
                *clock_offset_ms = page.clock_offset_ms.or(*clock_offset_ms);
                handle.receipt(&page.receipt)?;
                handle.users(seen)?;
            }
            Batch::Groups { page, seen } => {
                answer_ms.push(page.receipt.ms);
                *clock_offset_ms = page.clock_offset_ms.or(*clock_offset_ms);
                handle.receipt(&page.receipt)?;
                let mut unknown = crate::connections::lock(without_members);
                for group in seen.iter().filter(|group| group.members.is_none()) {
                    if !unknown.contains(&group.id) {
                        unknown.push(group.id.clone());
                    }
                }
                drop(unknown);
                handle.groups(seen)?;
            }
            Batch::Members { group_id, members, answer } => {
                answer_ms.push(millis(answer.took));
                member_pages += 1;
                let members = match members {
                    Members::Listed(members) => members_seen(&members),
                    Members::Unknown => continue,
                };
                handle.receipt(&Receipt {
                    kind: "members".to_owned(),
                    pass: 1,
                    page: member_pages,
                    query: format!("Groups/{group_id}"),
                    status: u32::from(answer.status),
                    received: crate::shape::count(members.len() as u64),
                    duplicates: 0,
                    claimed_total: None,
                    ms: millis(answer.took),
                    sha256: answer.sha256.clone(),
                })?;
                handle.members(&group_id, members)?;
            }
            Batch::Barrier(done) => {
                // Nobody waits any more when this fails, which is fine.
                let _ = done.send(());
            }
        }
    }
    handle.flush()
}

fn millis(took: std::time::Duration) -> u32 {
    u32::try_from(took.as_millis()).unwrap_or(u32::MAX)
}

fn receipt(kind: PageKind, page: &Page) -> Receipt {
    Receipt {
        kind: match kind {
            PageKind::Users => "users",
            PageKind::Groups => "groups",
        }
        .to_owned(),
        pass: page.pass,
        page: page.number,
        query: page.query.clone(),
        status: u32::from(page.status),
        received: page.received,
        duplicates: page.duplicates,
        claimed_total: page.claimed_total.map(crate::shape::count),
        ms: millis(page.took),
        sha256: page.sha256.clone(),
    }
}

/// A user resource as the store keeps it. `None` for one without an id, which nothing could ever
/// be done with; the pager counts it as received and the read cannot end *complete*.
pub(crate) fn account_seen(resource: &Resource) -> Option<AccountSeen> {
    let user = User::of(resource);
    let id = user.id.clone();
    if id.is_empty() {
        return None;
    }
    let label = user.label();
    Some(AccountSeen {
        id,
        name: label,
        other_emails: user
            .emails
            .iter()
            .map(|email| email.value.clone())
            .filter(|value| Some(value.as_str()) != user.email())
            .collect(),
        email: user.email().map(str::to_owned),
        user_name: user.user_name,
        // RFC 7643 §4.1.1 lets `active` be left out. Somebody who may have access counts as having
        // it: the mistake an access review can bear.
        active: user.active.unwrap_or(true),
        title: user.title,
        department: user.department,
        user_type: user.user_type,
        raw: resource.as_value().to_string(),
    })
}

fn group_seen(resource: &Resource) -> GroupSeen {
    let group = Group::of(resource);
    GroupSeen {
        name: group.display_name.clone().unwrap_or_else(|| group.id.clone()),
        id: group.id,
        raw: resource.as_value().to_string(),
        members: match group.members {
            Members::Unknown => None,
            Members::Listed(members) => Some(members_seen(&members)),
        },
    }
}

fn members_seen(members: &[rollcall_scim::Member]) -> Vec<MemberSeen> {
    members
        .iter()
        .map(|member| MemberSeen {
            id: member.value.clone(),
            display: member.display.clone(),
            kind: member.kind.clone(),
        })
        .collect()
}
