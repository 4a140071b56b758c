//! Puts a read's pages into the store on separate threads, so that the next page is on its way
//! while this one is written: one turns pages into rows, one writes them. The rows in between have
//! room for what comes while the store is busy with a transaction. Both queues are bounded, which
//! keeps memory flat, however large the population.

use crate::core::Rollcall;
use crate::core::progress::Reporter;
use crate::problem::Problem;
use crate::problem::failure::{internal, store_problem};
use crate::read::decode::{Absent, Bodies, Rows, Undecodable};
use crate::record::event::RecordEvent;
use crate::view;
use rollcall_scim::{Answer, Members, Page, Verdict};
use rollcall_store::{
    Connection, GroupId, LastPassOnly, Losses, Moment, Read, ReadEnd, ReadHandle, Receipt,
    StoreError, WhatCounts,
};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::{JoinError, JoinHandle};

/// Pages that may wait to be turned into rows, and the size of their bodies in KiB: a page of groups
/// with all their members can have many.
const PAGES: usize = 4;
const PAGES_KIB: u32 = 4 * 1024;
/// Pages turned into rows that may wait for the disk, and the size of their bodies in KiB.
const AHEAD: usize = 256;
const AHEAD_KIB: u32 = 4 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageKind {
    Users,
    Groups,
}

impl PageKind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Groups => "groups",
        }
    }
}

pub(crate) enum Batch {
    Page {
        kind: PageKind,
        page: Page,
    },
    Members {
        group_id: GroupId,
        members: Members,
        answer: Answer,
    },
    /// Answers when everything before it is written.
    Barrier(tokio::sync::oneshot::Sender<()>),
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
    pub last_pass_only: LastPassOnly,
    /// Memberships that the answers no longer have stay.
    pub keep_members: bool,
    /// The number that the admin may confirm.
    pub confirm: Option<u32>,
    /// The number that the admin confirmed.
    pub confirmed: Option<u32>,
}

impl Batch {
    /// The room that its body needs in a queue with room for `most`, in KiB.
    fn kib(&self, most: u32) -> u32 {
        let bytes = match self {
            Self::Page { page, .. } => page.body.len(),
            Self::Members { answer, .. } => answer.body.len(),
            Self::Barrier(_) => 0,
        };
        u32::try_from(bytes / 1024).unwrap_or(u32::MAX).clamp(1, most)
    }
}

pub(crate) struct Writer {
    queue: mpsc::Sender<Waiting<Batch>>,
    room: Arc<Semaphore>,
    decoder: JoinHandle<Result<(), Undecodable>>,
    thread: JoinHandle<Written>,
    /// Groups whose members did not come with the list.
    without_members: Arc<Mutex<Vec<String>>>,
    bodies: Bodies,
}

struct Written {
    handle: Arc<ReadHandle>,
    /// Why something of it is not in the store, when something is not.
    kept: Result<(), StoreError>,
    answer_ms: Vec<u32>,
    clock_offset_ms: Option<f64>,
}

impl Writer {
    pub(crate) async fn begin(
        engine: &Rollcall,
        connection: &Connection,
        bodies: Bodies,
    ) -> Result<Self, Problem> {
        let (id, at) = (connection.id.clone(), engine.0.clock.moment());
        let shown = Shown { reporter: engine.0.reporter.clone(), batches: 0, at: None };
        let handle =
            engine.stored("Beginning the read", move |store| store.begin_read(&id, at)).await?;
        let (queue, batches) = mpsc::channel(PAGES);
        let (ready, rows) = mpsc::channel(AHEAD);
        let without_members = Arc::new(Mutex::new(Vec::new()));
        let found = Arc::clone(&without_members);
        let decoder = tokio::task::spawn_blocking(move || turn_into_rows(batches, &ready, bodies));
        let thread = tokio::task::spawn_blocking(move || write(handle, rows, &found, shown));
        let room = Arc::new(Semaphore::new(PAGES_KIB as usize));
        Ok(Self { queue, room, decoder, thread, without_members, bodies })
    }

    /// Fails only when a thread has stopped; [`Writer::finish`] then says why.
    pub(crate) async fn send(&self, batch: Batch) -> Result<(), ()> {
        let room = Arc::clone(&self.room).acquire_many_owned(batch.kib(PAGES_KIB));
        let room = room.await.map_err(|_| ())?;
        self.queue.send(Waiting { what: batch, _room: room }).await.map_err(|_| ())
    }

    pub(crate) async fn groups_without_members(&self) -> Vec<String> {
        let (done, wait) = tokio::sync::oneshot::channel();
        if self.send(Batch::Barrier(done)).await.is_ok() {
            // An error says that the thread stopped; finish() reports it.
            let _ = wait.await;
        }
        std::mem::take(&mut *crate::core::lock(&self.without_members))
    }

    /// Waits until everything is written.
    pub(crate) async fn drain(self) -> Result<Drained, Problem> {
        drop(self.queue);
        let stopped = |error: JoinError| internal("Saving what was read", &error.to_string());
        let decoded = self.decoder.await.map_err(stopped)?;
        let written = self.thread.await.map_err(stopped)?;
        Ok(Drained { decoded, written, bodies: self.bodies })
    }
}

/// A read whose pages are all in the store, and which has not ended yet.
pub(crate) struct Drained {
    decoded: Result<(), Undecodable>,
    written: Written,
    bodies: Bodies,
}

impl Drained {
    /// What the read is about to call gone; `None` where it cannot conclude anything.
    pub(crate) async fn losses(
        &mut self,
        counts: WhatCounts,
        most: usize,
    ) -> Result<Option<Losses>, Problem> {
        if self.decoded.is_err() || self.written.kept.is_err() {
            return Ok(None);
        }
        let handle = Arc::clone(&self.written.handle);
        let look = move || handle.losses(counts, most);
        let found = tokio::task::spawn_blocking(look)
            .await
            .map_err(|error| internal("Comparing with the last read", &error.to_string()))?;
        match found {
            Ok(losses) => Ok(Some(losses)),
            Err(error) => {
                self.written.kept = Err(error);
                Ok(None)
            }
        }
    }

    /// Keeps the answers to asking for those that are missing.
    pub(crate) async fn absent(&mut self, pages: Vec<Absent>) -> Result<(), Problem> {
        let (handle, bodies) = (Arc::clone(&self.written.handle), self.bodies);
        let put = move || {
            for (number, Absent { receipt, kept }) in (1..).zip(pages) {
                let receipt = Receipt { page: number, ..receipt };
                handle.receipt_and_page(&receipt, bodies.are_kept().then_some(kept))?;
            }
            handle.flush()
        };
        let kept = tokio::task::spawn_blocking(put)
            .await
            .map_err(|error| internal("Saving what was read", &error.to_string()))?;
        if let Err(error) = kept {
            self.written.kept = Err(error);
        }
        Ok(())
    }

    pub(crate) async fn finish(
        self,
        end: End,
        slowed_down: u32,
        at: Moment,
        connection: &Connection,
    ) -> Result<Read, Problem> {
        let trouble = |error: StoreError| store_problem("Saving what was read", &error);
        let Self { decoded, written, .. } = self;
        let mut end = end;
        if let Err(undecodable) = decoded {
            end.verdict = Verdict::Partial;
            match undecodable.kind {
                PageKind::Users => end.users_verdict = Verdict::Partial,
                PageKind::Groups => end.groups_verdict = Verdict::Partial,
            }
            end.reason = format!("The read stopped: {undecodable}.");
        }
        if let Err(error) = &written.kept {
            end.verdict = Verdict::Partial;
            end.reason = format!("What was read could not be saved: {error}.");
            end.problem = Some(store_problem("Saving what was read", error));
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
            last_pass_only: end.last_pass_only,
            keep_members: end.keep_members,
            reason: end.reason,
            users_claimed: end.users_claimed.map(crate::text::count),
            groups_claimed: end.groups_claimed.map(crate::text::count),
            groups_unknown: end.groups_unknown,
            answer_ms: times.get(times.len() / 2).copied(),
            slowed_down,
            clock_offset_ms: written.clock_offset_ms,
            problem_json,
            confirm: end.confirm,
            at,
        };
        let handle = written.handle;
        let (id, name, confirmed) = (connection.id.clone(), connection.name.clone(), end.confirmed);
        let on_record = move |read: &Read| {
            let event = RecordEvent::ReadEnded {
                connection: id,
                name,
                read: read.id,
                verdict: view::to_view::verdict(read.verdict),
                reason: read.reason.clone(),
                users_received: read.users_received,
                users_claimed: read.users_claimed,
                groups_received: read.groups_received,
                groups_claimed: read.groups_claimed,
                groups_unknown: read.groups_unknown,
                confirmed,
            };
            event.entry()
        };
        let finish = move || handle.finish_on_record(read_end, on_record);
        tokio::task::spawn_blocking(finish)
            .await
            .map_err(|error| internal("Saving what was read", &error.to_string()))?
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

/// A page or its rows, with the room that they need in their queue.
struct Waiting<T> {
    what: T,
    _room: OwnedSemaphorePermit,
}

/// Ends with either end of its queues.
fn turn_into_rows(
    mut batches: mpsc::Receiver<Waiting<Batch>>,
    ready: &mpsc::Sender<Waiting<Rows>>,
    bodies: Bodies,
) -> Result<(), Undecodable> {
    let room = Arc::new(Semaphore::new(AHEAD_KIB as usize));
    let runtime = tokio::runtime::Handle::current();
    while let Some(Waiting { what: batch, _room: page_room }) = batches.blocking_recv() {
        let kib = batch.kib(AHEAD_KIB);
        let rows = Rows::of(batch, bodies)?;
        // The page is gone.
        drop(page_room);
        let Ok(room) = runtime.block_on(Arc::clone(&room).acquire_many_owned(kib)) else { break };
        if ready.blocking_send(Waiting { what: rows, _room: room }).is_err() {
            break;
        }
    }
    Ok(())
}

fn write(
    handle: ReadHandle,
    rows: mpsc::Receiver<Waiting<Rows>>,
    without_members: &Mutex<Vec<String>>,
    shown: Shown,
) -> Written {
    let (mut answer_ms, mut clock_offset_ms) = (Vec::new(), None);
    let kept =
        take_in(&handle, rows, without_members, shown, (&mut answer_ms, &mut clock_offset_ms));
    Written { handle: Arc::new(handle), kept, answer_ms, clock_offset_ms }
}

/// Ends early with the first error, and the read with it.
fn take_in(
    handle: &ReadHandle,
    mut waiting: mpsc::Receiver<Waiting<Rows>>,
    without_members: &Mutex<Vec<String>>,
    mut shown: Shown,
    (answer_ms, clock_offset_ms): (&mut Vec<u32>, &mut Option<f64>),
) -> Result<(), StoreError> {
    let mut member_pages = 0;
    while let Some(Waiting { what: rows, .. }) = waiting.blocking_recv() {
        match rows {
            Rows::Users { receipt, kept, clock_offset_ms: offset, seen } => {
                answer_ms.push(receipt.ms);
                *clock_offset_ms = offset.or(*clock_offset_ms);
                handle.receipt_and_page(&receipt, kept)?;
                handle.users(seen)?;
            }
            Rows::Groups { receipt, kept, clock_offset_ms: offset, seen } => {
                answer_ms.push(receipt.ms);
                *clock_offset_ms = offset.or(*clock_offset_ms);
                handle.receipt_and_page(&receipt, kept)?;
                let mut unknown = crate::core::lock(without_members);
                for group in seen.iter().filter(|group| group.members.is_none()) {
                    if !unknown.iter().any(|id| group.id == id.as_str()) {
                        unknown.push(group.id.to_string());
                    }
                }
                drop(unknown);
                handle.groups(seen)?;
            }
            Rows::Members { group_id, receipt, kept, members } => {
                answer_ms.push(receipt.ms);
                member_pages += 1;
                let Some(members) = members else { continue };
                handle.receipt_and_page(&Receipt { page: member_pages, ..receipt }, kept)?;
                handle.members(&group_id, members)?;
            }
            Rows::Barrier(done) => {
                // When this fails, nobody is waiting, which is fine.
                let _ = done.send(());
            }
        }
        shown.rows(handle.batches());
    }
    handle.flush()
}

/// Tells the screens of rows that came, long before the read ends.
struct Shown {
    reporter: Reporter,
    /// Of the read, those that screens know of.
    batches: u32,
    at: Option<Instant>,
}

/// Screens ask for all that they show again: not for every page of a fast app.
const NOT_WITHIN: Duration = Duration::from_secs(1);

impl Shown {
    fn rows(&mut self, batches: u32) {
        if batches > self.batches && self.at.is_none_or(|at| at.elapsed() >= NOT_WITHIN) {
            (self.batches, self.at) = (batches, Some(Instant::now()));
            self.reporter.data_changed();
        }
    }
}
