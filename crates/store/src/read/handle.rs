//! A read that is under way.

use crate::{
    connections::connection::key_of,
    db::error::{Result, StoreError},
    db::pool::Store,
    db::pool::{Durability, held},
    groups,
    groups::account_ids::AccountIds,
    groups::write::{GroupSeen, MemberSeen},
    ids::{ConnectionId, GroupId},
    moment::Moment,
    read,
    read::losses::{Before, Losses, WhatCounts},
    read::own_groups::OwnGroups,
    read::reads::{KeptPage, Read, ReadEnd, Receipt, Verdict, read_by_id},
    read::seen_rows::SeenRows,
    record::entry::{Entry, append},
    users,
    users::write::AccountRow,
};
use rusqlite::{Connection as Database, Transaction, params};
use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

/// Rows gathered before they are written in one transaction: new rows lie all over the indexes, so
/// that few large transactions write far fewer pages than many small ones. Small enough that other
/// writers do not wait long.
const BATCH_ROWS: usize = 2_000;
/// Of raw JSON and members; bounds the memory of a read.
const BATCH_BYTES: usize = 8 << 20;
/// A slow server's rows are not kept back longer than this.
const BATCH_AGE: Duration = Duration::from_secs(1);

/// One read of one connection. Calls take `&self`, so that it can be shared behind an `Arc` by
/// tasks that read groups side by side; each blocks, at most for one batch.
///
/// What is handed over is written in batches, in the order in which it came. Dropped without
/// [`ReadHandle::finish`], the read ends *partial*.
pub struct ReadHandle {
    store: Store,
    connection: i64,
    id: u32,
    before: Before,
    state: Mutex<State>,
}

struct State {
    waiting: Vec<Waiting>,
    rows: usize,
    bytes: usize,
    since: Instant,
    receipts: u32,
    batches: u32,
    seen: SeenRows,
    own: OwnGroups,
    ids: AccountIds,
    broken: bool,
    finished: bool,
}

enum Waiting {
    Account(Box<AccountRow>),
    Group(GroupSeen),
    Members(String, Vec<MemberSeen>),
    Receipt(Receipt, Option<KeptPage>),
}

impl Store {
    /// Starts a read of a connection. `at` is RFC 3339 in UTC, as every time is.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Refused`] when the connection is being read.
    pub fn begin_read(&self, connection_id: &ConnectionId, at: Moment) -> Result<ReadHandle> {
        let key = self.read(|db| key_of(db, connection_id))?;
        if !held(&self.inner.reading).insert(key) {
            return Err(StoreError::refused("the connection is being read already"));
        }
        let begun = self.write(Durability::Soon, |db| {
            // One that could not even be ended, on a full disk for instance.
            read::settle::left_running(db, key)?;
            db.execute(
                "INSERT INTO reads
                   (connection, kind, started_at, verdict, users_verdict, groups_verdict, reason)
                 VALUES (?1, 'list', ?2, 'running', 'running', 'running', '')",
                (key, at),
            )?;
            let id = u32::try_from(db.last_insert_rowid())
                .map_err(|_| StoreError::refused("there are too many reads"))?;
            Ok((id, read::losses::before(db, key)?))
        });
        let (id, before) = begun.inspect_err(|_| {
            held(&self.inner.reading).remove(&key);
        })?;
        Ok(ReadHandle {
            store: self.clone(),
            connection: key,
            id,
            before,
            state: Mutex::new(State {
                waiting: Vec::new(),
                rows: 0,
                bytes: 0,
                since: Instant::now(),
                receipts: 0,
                batches: 0,
                seen: SeenRows::default(),
                own: OwnGroups::default(),
                ids: AccountIds::default(),
                broken: false,
                finished: false,
            }),
        })
    }
}

impl ReadHandle {
    /// The read's number. Later reads have greater ones.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Keeps the receipt of a page.
    ///
    /// # Errors
    /// When the database cannot be written, as on a full disk; the read can then only end *partial*.
    pub fn receipt(&self, receipt: &Receipt) -> Result<()> {
        self.receipt_and_page(receipt, None)
    }

    /// The same, and keeps the body of the page when there is one.
    ///
    /// # Errors
    /// As [`ReadHandle::receipt`].
    pub fn receipt_and_page(&self, receipt: &Receipt, kept: Option<KeptPage>) -> Result<()> {
        let bytes = kept.as_ref().map_or(0, |kept| kept.zlib.len());
        self.take(0, bytes, [Waiting::Receipt(receipt.clone(), kept)])
    }

    /// The accounts of a page.
    ///
    /// # Errors
    /// As [`ReadHandle::receipt`].
    pub fn users<A: Into<AccountRow>>(&self, seen: Vec<A>) -> Result<()> {
        let rows: Vec<AccountRow> = seen.into_iter().map(Into::into).collect();
        let bytes = rows.iter().map(|account| account.raw.len() + 256).sum();
        self.take(rows.len(), bytes, rows.into_iter().map(|row| Waiting::Account(Box::new(row))))
    }

    /// The groups of a page, with their members when the page had them.
    ///
    /// # Errors
    /// As [`ReadHandle::receipt`].
    pub fn groups(&self, seen: Vec<GroupSeen>) -> Result<()> {
        let members = |group: &GroupSeen| group.members.as_ref().map_or(0, Vec::len);
        let rows = seen.iter().map(|group| 1 + members(group)).sum();
        let bytes = seen.iter().map(|group| group.raw.len() + 64 * members(group)).sum();
        self.take(rows, bytes, seen.into_iter().map(Waiting::Group))
    }

    /// All members of a group that was seen in this read or before.
    ///
    /// # Errors
    /// As [`ReadHandle::receipt`], and [`StoreError::NotFound`] at the next batch when no such
    /// group was seen.
    pub fn members(&self, group_id: &GroupId, members: Vec<MemberSeen>) -> Result<()> {
        let (rows, bytes) = (members.len(), 64 * members.len());
        self.take(rows, bytes, [Waiting::Members(group_id.to_string(), members)])
    }

    /// How many batches were written: queries see what is in them.
    #[must_use]
    pub fn batches(&self) -> u32 {
        held(&self.state).batches
    }

    /// Writes what is waiting, so that queries see it.
    ///
    /// # Errors
    /// As [`ReadHandle::receipt`].
    pub fn flush(&self) -> Result<()> {
        self.flush_state(&mut held(&self.state))
    }

    /// What this read is about to call gone. At most `most` of the missing are named, at random.
    ///
    /// # Errors
    /// As [`ReadHandle::receipt`].
    pub fn losses(&self, counts: WhatCounts, most: usize) -> Result<Losses> {
        let mut state = held(&self.state);
        self.flush_state(&mut state)?;
        let (seen, before) = (&state.seen, self.before);
        self.store.read_after_writing(|db| {
            read::losses::found(db, self.connection, self.id, seen, before, counts, most)
        })
    }

    /// Ends the read. When something of it could not be written, it ends *partial* regardless of
    /// what `end` says.
    ///
    /// # Errors
    /// When the database cannot be written; [`StoreError::Refused`] when it has ended before.
    pub fn finish(&self, end: ReadEnd) -> Result<Read> {
        self.finish_with(end, |_, _| Ok(()))
    }

    /// The same, and puts it on record: neither is there without the other.
    ///
    /// # Errors
    /// As [`ReadHandle::finish`].
    pub fn finish_on_record(
        &self,
        end: ReadEnd,
        entry: impl FnOnce(&Read) -> Entry,
    ) -> Result<Read> {
        let at = end.at;
        self.finish_with(end, |db, read| {
            append(db, &self.store.inner.signing, &entry(read), at)?;
            Ok(())
        })
    }

    fn finish_with(
        &self,
        end: ReadEnd,
        also: impl FnOnce(&Database, &Read) -> Result<()>,
    ) -> Result<Read> {
        let mut state = held(&self.state);
        if state.finished {
            return Err(StoreError::refused("this read has ended"));
        }
        let mut end = end;
        if let Err(error) = self.flush_state(&mut state) {
            end.reason = format!("What was read could not be saved: {error}.");
        }
        if state.broken {
            for verdict in [&mut end.verdict, &mut end.users_verdict, &mut end.groups_verdict] {
                *verdict = Verdict::Partial;
            }
        }
        let read = self.store.write(Durability::Soon, |db| {
            let mut seen = state.seen.clone();
            let beside = match state.broken {
                true => read::own_groups::Beside::default(),
                false => {
                    read::own_groups::compare(db, self.connection, self.id, &mut seen, &state.own)?
                }
            };
            let mut end = end.clone();
            end.reason.push_str(&beside.words());
            if !beside.unproven.is_empty() && end.verdict == Verdict::Complete {
                end.verdict = Verdict::CannotBeProven;
            }
            read::settle::end(db, self.connection, self.id, &seen, &end)?;
            let read = read_by_id(db, self.id)?;
            also(db, &read)?;
            Ok(read)
        })?;
        state.finished = true;
        held(&self.store.inner.reading).remove(&self.connection);
        Ok(read)
    }

    fn take(
        &self,
        rows: usize,
        bytes: usize,
        what: impl IntoIterator<Item = Waiting>,
    ) -> Result<()> {
        let mut state = held(&self.state);
        if state.finished {
            return Err(StoreError::refused("this read has ended"));
        }
        if state.waiting.is_empty() {
            state.since = Instant::now();
        }
        state.waiting.extend(what);
        state.rows += rows;
        state.bytes += bytes;
        let full = state.rows >= BATCH_ROWS
            || state.bytes >= BATCH_BYTES
            || state.since.elapsed() >= BATCH_AGE;
        if full { self.flush_state(&mut state) } else { Ok(()) }
    }

    fn flush_state(&self, state: &mut State) -> Result<()> {
        if state.waiting.is_empty() {
            return Ok(());
        }
        let waiting = std::mem::take(&mut state.waiting);
        (state.rows, state.bytes) = (0, 0);
        // Row numbers of a transaction that is rolled back may be given to other rows later: the
        // set must not keep them.
        let (mut seen, mut receipts) = (state.seen.clone(), state.receipts);
        let State { own, ids, .. } = state;
        let written = self.store.write(Durability::Soon, |db| {
            let mut new = 0;
            for one in &waiting {
                self.write_one(db, one, &mut seen, &mut receipts, &mut new, (own, ids))?;
            }
            users::write::count_new(db, self.connection, new)?;
            seen.save(db, self.id)?;
            db.prepare_cached(
                "UPDATE reads SET users_received = ?2, groups_received = ?3 WHERE id = ?1",
            )?
            .execute((self.id, seen.accounts.len(), seen.groups.len()))?;
            Ok(())
        });
        match written {
            Ok(()) => {
                state.seen = seen;
                state.receipts = receipts;
                state.batches += 1;
                Ok(())
            }
            Err(error) => {
                // The rows that it had are none any longer.
                state.ids.forget();
                state.broken = true;
                Err(error)
            }
        }
    }

    fn write_one(
        &self,
        db: &Transaction<'_>,
        one: &Waiting,
        seen: &mut SeenRows,
        receipts: &mut u32,
        new: &mut u32,
        (own, ids): (&mut OwnGroups, &mut AccountIds),
    ) -> Result<()> {
        match one {
            Waiting::Account(account) => {
                let (id, groups) = (account.id.as_str(), account.groups.as_deref());
                let account = users::write::see(db, self.connection, self.id, account)?;
                seen.account(account.subject);
                own.say(account.subject, groups);
                ids.see(id, account.subject);
                if account.new {
                    *new += 1;
                    ids.accounts_changed();
                }
            }
            Waiting::Group(group) => {
                let row = groups::write::see(
                    db,
                    self.connection,
                    self.id,
                    group.id.as_str(),
                    &group.name,
                    &group.raw,
                )?;
                seen.group(row);
                if let Some(members) = &group.members {
                    self.members_of(db, row, members, seen, (own, ids))?;
                }
            }
            Waiting::Members(id, members) => {
                let row = groups::write::find(db, self.connection, id)?;
                self.members_of(db, row, members, seen, (own, ids))?;
            }
            Waiting::Receipt(receipt, kept) => {
                seen.page(&receipt.kind, receipt.pass);
                *receipts += 1;
                write_receipt(db, self.id, *receipts, receipt)?;
                if let Some(kept) = kept {
                    db.prepare_cached("INSERT INTO read_pages VALUES (?1, ?2, ?3, ?4)")?
                        .execute((self.id, *receipts, &kept.about, &kept.zlib))?;
                }
            }
        }
        Ok(())
    }
}

impl ReadHandle {
    /// Who is missing leaves at the end of the read, if it concludes that.
    fn members_of(
        &self,
        db: &Database,
        group: i64,
        members: &[MemberSeen],
        seen: &mut SeenRows,
        (own, ids): (&mut OwnGroups, &mut AccountIds),
    ) -> Result<()> {
        let joined =
            groups::write::join_members(db, self.connection, self.id, group, members, ids)?;
        own.list(group, joined.listed);
        match joined.leaving {
            Some(leaving) => seen.leaving.insert(group, leaving),
            None => seen.leaving.remove(&group),
        };
        seen.members.insert(group);
        let is_group = |member: &MemberSeen| {
            member.kind.as_ref().is_some_and(|kind| kind.eq_ignore_ascii_case("group"))
        };
        if members.iter().any(is_group) {
            seen.nested.insert(group);
        }
        Ok(())
    }
}

fn write_receipt(db: &Database, read: u32, number: u32, receipt: &Receipt) -> Result<()> {
    let hash = hex::decode(&receipt.sha256)
        .map_err(|_| StoreError::refused("the hash of a receipt is not hexadecimal"))?;
    db.prepare_cached(
        "INSERT INTO receipts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        read,
        number,
        receipt.kind,
        receipt.pass,
        receipt.page,
        receipt.query,
        receipt.status,
        receipt.received,
        receipt.duplicates,
        receipt.claimed_total,
        receipt.ms,
        hash,
    ])?;
    Ok(())
}

impl Drop for ReadHandle {
    fn drop(&mut self) {
        let mut state = held(&self.state);
        if state.finished {
            return;
        }
        // What cannot be written now is settled at the next read or the next start.
        let _ = self.flush_state(&mut state);
        let _ = self.store.write(Durability::Soon, |db| {
            read::settle::abandon(db, self.connection, self.id, &state.seen)
        });
        held(&self.store.inner.reading).remove(&self.connection);
    }
}
