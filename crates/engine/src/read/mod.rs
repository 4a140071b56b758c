//! Reading connections: users, groups, members, side by side, each within its own pace. Pages
//! stream into the store while the next one is on its way; the read ends with a verdict.
//!
//! `ingest` puts the pages into the store, as rows that `decode` makes of them; `missing` asks for what
//! a list no longer has, `shrink` says when that is too much, and `verdict` what the read has shown.

pub(crate) mod decode;
pub(crate) mod ingest;
pub(crate) mod missing;
pub(crate) mod shrink;
pub(crate) mod verdict;

use crate::connection::log_as;
use crate::core::Rollcall;
use crate::core::lock;
use crate::problem::Problem;
use crate::problem::failure::internal;
use crate::read::decode::Bodies;
use crate::read::ingest::{Batch, PageKind, Writer};
use crate::read::missing::{Asked, MOST, Missing};
use crate::read::shrink::shrink;
use crate::read::verdict::{Ended, Groups, conclude};
use crate::text;
use crate::view::to_view;
use crate::view::{ReadProgress, ReadStage, ReadView, Verdict};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use rollcall_providers::Profile;
use rollcall_scim::{
    Answer, Client, Failure, FailureKind, Group, ListEnd, Listing, Members, Page, StopReason,
    WaitReason, clock_time,
};
use rollcall_store::{Connection, GroupId, LastPassOnly, WhatCounts};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

/// Groups asked for at the same time; the connection's own pace narrows it further.
const GROUPS_AT_ONCE: usize = 8;

impl Rollcall {
    /// Reads the named connections (all when empty) side by side and returns how each ended.
    pub async fn read(&self, names: &[String]) -> Result<Vec<ReadView>, Problem> {
        self.read_with(names, Wanted::default()).await
    }

    /// Reads one connection that lost more than a tenth of its accounts, groups or memberships. What
    /// is missing counts as gone when the number that is left is `number`, which the verdict of the
    /// read before named.
    pub async fn read_confirmed(&self, name: &str, number: u32) -> Result<Vec<ReadView>, Problem> {
        let wanted = Wanted { confirm: Some(number), ..Wanted::default() };
        self.read_with(&[name.to_owned()], wanted).await
    }

    /// The same, and keeps the bodies of all pages, for a review.
    pub(crate) async fn read_and_keep(&self, names: &[String]) -> Result<Vec<ReadView>, Problem> {
        self.read_with(names, Wanted { bodies: Bodies::Kept, ..Wanted::default() }).await
    }

    async fn read_with(&self, names: &[String], wanted: Wanted) -> Result<Vec<ReadView>, Problem> {
        let connections = if names.is_empty() {
            self.stored("Listing the connections", rollcall_store::Store::connections).await?
        } else {
            let mut chosen = Vec::new();
            for name in names {
                chosen.push(self.connection(name).await?);
            }
            chosen
        };
        self.0.reporter.clear_finished_reads();
        let mut running = tokio::task::JoinSet::new();
        for (place, connection) in connections.into_iter().enumerate() {
            let engine = self.clone();
            running.spawn(async move { (place, engine.read_one(&connection, wanted).await) });
        }
        let mut ended = Vec::new();
        while let Some(joined) = running.join_next().await {
            ended.push(joined.map_err(|error| internal("Reading", &error.to_string()))?);
        }
        ended.sort_by_key(|(place, _)| *place);
        ended.into_iter().filter_map(|(_, read)| read.transpose()).collect()
    }

    /// Stops the running reads of these connections (all when empty). They end *partial*.
    pub fn cancel_reads(&self, connection_ids: &[String]) {
        for (id, cancel) in lock(&self.0.reading).iter() {
            if connection_ids.is_empty() || connection_ids.iter().any(|one| *id == one.as_str()) {
                cancel.cancel();
            }
        }
    }

    /// `None` when a read of this connection is running already.
    async fn read_one(
        &self,
        connection: &Connection,
        wanted: Wanted,
    ) -> Result<Option<ReadView>, Problem> {
        let cancel = CancellationToken::new();
        {
            let mut reading = lock(&self.0.reading);
            if reading.contains_key(&connection.id) {
                return Ok(None);
            }
            reading.insert(connection.id.clone(), cancel.clone());
        }
        let ended = self.read_within(connection, &cancel, wanted).await;
        lock(&self.0.reading).remove(&connection.id);
        self.keep_pace(&connection.id).await;
        let (verdict, reason, problem) = match &ended {
            Ok(read) => (read.verdict, read.reason.clone(), read.problem.as_ref()),
            Err(problem) => (Verdict::Partial, problem.side_words.clone(), Some(problem)),
        };
        let code = problem.map(|problem| problem.code.as_str());
        rollcall_log::read_ended(log_as(connection), verdict.as_str(), code);
        self.0.reporter.read(ReadProgress {
            connection_id: connection.id.clone(),
            connection_name: connection.name.clone(),
            stage: ReadStage::Done,
            done: ended.as_ref().map_or(0, |read| read.users_received),
            of: None,
            waiting: None,
            verdict: Some(verdict),
            reason: Some(reason),
        });
        self.0.reporter.data_changed();
        ended.map(Some)
    }

    async fn read_within(
        &self,
        connection: &Connection,
        cancel: &CancellationToken,
        wanted: Wanted,
    ) -> Result<ReadView, Problem> {
        let profile = self.profile(&connection.provider)?.clone();
        let client = match self.client(connection).await {
            Ok(client) => client,
            Err(problem) => return self.not_read(connection, wanted.bodies, problem).await,
        };
        let slowed_before = client.slowed_down();
        let id = connection.id.clone();
        let had_groups =
            self.stored("Looking for groups", move |store| store.had_groups(&id)).await?;
        let writer = Writer::begin(self, connection, wanted.bodies).await?;
        let mut pass = Pass {
            engine: self,
            connection,
            profile: &profile,
            client: &client,
            cancel,
            writer: &writer,
            had_groups,
            confirm: wanted.confirm,
            groups_unknown: 0,
            groups_not_stated: 0,
        };
        let (users, groups) = pass.lists().await;
        let groups = match groups {
            Some(end) => Some(pass.groups(end).await),
            None => None,
        };
        let (groups_unknown, not_stated) = (pass.groups_unknown, pass.groups_not_stated);
        pass.report(ReadStage::Finishing, users.distinct, users.claimed, None);
        let mut drained = writer.drain().await?;
        let groups_end = groups.as_ref().and_then(|groups| groups.end.as_ref());
        let whole = |end: &ListEnd| end.verdict == rollcall_scim::Verdict::Complete;
        let last_pass_only = LastPassOnly {
            users: users.last_pass_only,
            groups: groups_end.is_some_and(|end| end.last_pass_only),
        };
        let counts = WhatCounts { last_pass_only, users_whole: whole(&users) };
        let losses = drained.losses(counts, MOST).await?.unwrap_or_default();
        let ask = |resource, listed, hides_inactive| Missing {
            client: &client,
            cancel,
            resource,
            listed,
            hides_inactive,
        };
        let (mut accounts, mut lost_groups) = (Asked::default(), Asked::default());
        // Of an empty list nobody would believe that all are gone, regardless of the answers.
        if whole(&users) && losses.accounts.missing > 0 && losses.accounts.now > 0 {
            let hides = !*profile.speaks.lists_inactive || !losses.lists_inactive;
            let listed = losses.listed_account.as_deref();
            accounts = ask("Users", listed, hides).ask(&losses.accounts).await;
        }
        if groups_end.is_some_and(whole) && losses.groups.missing > 0 {
            let listed = losses.listed_group.as_deref();
            lost_groups = ask("Groups", listed, false).ask(&losses.groups).await;
        }
        let mut pages = std::mem::take(&mut accounts.pages);
        pages.append(&mut lost_groups.pages);
        drained.absent(pages).await?;
        let end = conclude(&Ended {
            name: &connection.name,
            profile: &profile,
            host: client.endpoint().host(),
            users: &users,
            groups: groups.as_ref(),
            groups_unknown,
            not_stated,
            accounts: &accounts,
            lost_groups: &lost_groups,
            shrink: shrink(&losses, &accounts, &lost_groups),
            confirm: wanted.confirm,
            last_pass_only,
        });
        let at = self.0.clock.moment();
        let slowed_down = client.slowed_down().saturating_sub(slowed_before);
        let read = drained.finish(end, slowed_down, at, connection).await?;
        // Who keeps the bodies has more to write first.
        if !wanted.bodies.are_kept() {
            self.tidy();
        }
        Ok(to_view::read(&read))
    }

    /// Ends a read that cannot begin, for want of a token: the other apps are read.
    async fn not_read(
        &self,
        connection: &Connection,
        bodies: Bodies,
        problem: Problem,
    ) -> Result<ReadView, Problem> {
        use rollcall_scim::Verdict::Partial;
        let writer = Writer::begin(self, connection, bodies).await?;
        let end = crate::read::ingest::End {
            verdict: Partial,
            users_verdict: Partial,
            groups_verdict: Partial,
            reason: problem.side_words.clone(),
            users_claimed: None,
            groups_claimed: None,
            groups_unknown: 0,
            problem: Some(problem),
            last_pass_only: LastPassOnly::default(),
            keep_members: true,
            confirm: None,
            confirmed: None,
        };
        let drained = writer.drain().await?;
        let read = drained.finish(end, 0, self.0.clock.moment(), connection).await?;
        Ok(to_view::read(&read))
    }
}

/// What is wanted of a read.
#[derive(Clone, Copy, Debug, Default)]
struct Wanted {
    bodies: Bodies,
    /// The number of accounts, groups or memberships that the admin confirmed.
    confirm: Option<u32>,
}

struct Pass<'a> {
    engine: &'a Rollcall,
    connection: &'a Connection,
    profile: &'a Profile,
    client: &'a Client,
    cancel: &'a CancellationToken,
    writer: &'a Writer,
    /// A read before had groups.
    had_groups: bool,
    confirm: Option<u32>,
    groups_unknown: u32,
    /// Asked for by id and answered without a word on members.
    groups_not_stated: u32,
}

impl Pass<'_> {
    fn report(&self, stage: ReadStage, done: u64, of: Option<u64>, waiting: Option<String>) {
        self.engine.0.reporter.read(ReadProgress {
            connection_id: self.connection.id.clone(),
            connection_name: self.connection.name.clone(),
            stage,
            done: text::count(done),
            of: of.map(text::count),
            waiting,
            verdict: None,
            reason: None,
        });
    }

    fn waiting(&self) -> Option<String> {
        let waiting = self.client.waiting()?;
        let name = &self.connection.name;
        Some(match waiting.why {
            WaitReason::AskedToWait => {
                format!("{name} asks to wait until {}.", clock_time(waiting.until))
            }
            WaitReason::BackingOff => format!("{name} answered with an error; trying again."),
        })
    }

    /// Both lists, asked for side by side; `None` when the groups were not, or for nothing.
    ///
    /// The groups begin with the first page of the users: it vouches for the address and the token.
    /// Pages still go into the store one list after the other, since members are matched with the
    /// accounts that are there.
    async fn lists(&self) -> (ListEnd, Option<ListEnd>) {
        let (first_page, begin) = oneshot::channel();
        let (ahead, mut pages) = mpsc::channel(1);
        let cancel = self.cancel.child_token();
        let of_users = async {
            let users = self.users(first_page).await;
            match users.failure {
                Some(_) => cancel.cancel(),
                None => self.take_groups(&mut pages).await,
            }
            // Nobody waits for pages that are still to come.
            drop(pages);
            users
        };
        let of_groups = async {
            begin.await.ok()?;
            let mut listing = Listing::new(self.client, &self.profile.group_list(), &cancel);
            while let Some(page) = listing.next().await {
                if ahead.send(page).await.is_err() {
                    return Some(listing.stop(not_saved()));
                }
            }
            drop(ahead);
            Some(listing.finish())
        };
        let (users, groups) = tokio::join!(of_users, of_groups);
        let groups = groups.filter(|_| users.failure.is_none());
        (users, groups)
    }

    async fn users(&self, first_page: oneshot::Sender<()>) -> ListEnd {
        let mut first_page = Some(first_page);
        let mut taken = Taken::new(self, PageKind::Users);
        let mut listing = Listing::new(self.client, &self.profile.user_list(), self.cancel);
        while let Some(page) = listing.next().await {
            if let Some(begin) = first_page.take() {
                // When nobody waits for it, the groups are not asked for.
                let _ = begin.send(());
            }
            if taken.page(page).await.is_err() {
                return listing.stop(not_saved());
            }
        }
        listing.finish()
    }

    async fn take_groups(&self, pages: &mut mpsc::Receiver<Page>) {
        let mut taken = Taken::new(self, PageKind::Groups);
        while let Some(page) = pages.recv().await {
            if taken.page(page).await.is_err() {
                return;
            }
        }
    }

    async fn groups(&mut self, end: ListEnd) -> Groups {
        // What was there is not gone because its address answers nothing: a plan, a switch or a
        // route is missing.
        if offers_none(&end) && (!self.had_groups || self.confirm == Some(0)) {
            let note = "this server offers no groups".to_owned();
            return Groups { end: None, note: Some(note), failed_members: None, withheld: false };
        }
        let failed_members = self.members().await;
        let withheld = self.had_groups && offers_none(&end);
        Groups { end: Some(end), note: None, failed_members, withheld }
    }

    fn ask_group(
        &self,
        id: String,
    ) -> impl Future<Output = (String, Result<Answer, Failure>)> + use<> {
        let (client, cancel) = (self.client.clone(), self.cancel.clone());
        let request = self.profile.group(&id);
        async move {
            let answer = client.get(&request, &cancel).await;
            (id, answer)
        }
    }

    /// Asks for each group whose members did not come with the list.
    async fn members(&mut self) -> Option<Failure> {
        let ids = self.writer.groups_without_members().await;
        let of = ids.len() as u64;
        if ids.is_empty() {
            return None;
        }
        self.report(ReadStage::Members, 0, Some(of), None);
        let mut ids = ids.into_iter();
        let mut asked = FuturesUnordered::new();
        asked.extend(ids.by_ref().take(GROUPS_AT_ONCE).map(|id| self.ask_group(id)));
        let mut done = 0;
        let mut first_failure = None;
        let mut unknown = 0;
        let mut not_stated = 0;
        while let Some((id, answer)) = asked.next().await {
            done += 1;
            asked.extend(ids.next().map(|id| self.ask_group(id)));
            let read = answer.and_then(|answer| {
                let value = answer.json()?;
                Ok((answer, value))
            });
            match read {
                Ok((answer, value)) => {
                    let members = rollcall_scim::Resource::from_value(value)
                        .map(|resource| Group::of(&resource).members)
                        .unwrap_or(Members::Unknown);
                    // RFC 7643 §2.5 lets a server leave out an attribute without values, and other
                    // servers leave out what they did not look up: absence proves nothing.
                    if members == Members::Unknown {
                        not_stated += 1;
                    }
                    let batch = Batch::Members { group_id: GroupId::from(id), members, answer };
                    if self.writer.send(batch).await.is_err() {
                        break;
                    }
                }
                Err(failure) => {
                    unknown += 1;
                    let fatal = matches!(failure.kind, FailureKind::Cancelled)
                        || matches!(&failure.kind, FailureKind::Status(e) if matches!(e.status, Some(401)));
                    first_failure.get_or_insert(failure);
                    if fatal {
                        unknown += text::count(of - done);
                        break;
                    }
                }
            }
            self.report(ReadStage::Members, done, Some(of), self.waiting());
        }
        drop(asked);
        self.groups_unknown = unknown;
        self.groups_not_stated = not_stated;
        first_failure
    }
}

/// Pages of one list on their way into the store.
struct Taken<'a> {
    pass: &'a Pass<'a>,
    kind: PageKind,
    /// Rows of this pass through the list.
    done: u64,
    pass_number: u32,
}

impl<'a> Taken<'a> {
    fn new(pass: &'a Pass<'a>, kind: PageKind) -> Self {
        let taken = Self { pass, kind, done: 0, pass_number: 1 };
        taken.report(None, None);
        taken
    }

    fn report(&self, of: Option<u64>, waiting: Option<String>) {
        let stage = match self.kind {
            PageKind::Users => ReadStage::Users,
            PageKind::Groups => ReadStage::Groups,
        };
        self.pass.report(stage, self.done, of, waiting);
    }

    async fn page(&mut self, page: Page) -> Result<(), ()> {
        if page.pass != self.pass_number {
            (self.pass_number, self.done) = (page.pass, 0);
        }
        self.done += page.rows.len() as u64;
        let of = page.claimed_total;
        self.pass.writer.send(Batch::Page { kind: self.kind, page }).await?;
        self.report(of, self.pass.waiting());
        Ok(())
    }
}

fn not_saved() -> StopReason {
    StopReason::from("the local copy could not save it")
}

/// The first page was answered as if there were no such list.
fn offers_none(end: &ListEnd) -> bool {
    let status = end.failure.as_ref().and_then(|failure| failure.scim_error()?.status);
    end.received == 0 && matches!(status, Some(404 | 501))
}
