//! The encrypted local copy: what was read, what was planned, what was done.
//!
//! One SQLCipher file. [`Store::open`] takes the lock, proves the key, brings the schema up to date
//! and ends what the last stop left open. Rooms, from the bottom up; each knows those below alone:
//!
//! - `ids`: one type for each kind of id.
//!   `moment`: when something was.
//! - `db`: the file, its key, lock and schema; one writer and a few readers, so that a running read
//!   keeps no query waiting. A store that cannot be written is opened to be read (`unwritable`).
//! - `text`: texts as they are compared, sorted and searched.
//! - `record`: the append-only log, chained and signed. A [`Transaction`] writes what happened
//!   together with its entry.
//! - `connections`: the connections, the names of their tokens' entries in the keychain, and what is
//!   known of their pace.
//!   `review`: access reviews.
//! - `users`: accounts. They are rows valid from one read until another, so that a read in which
//!   nothing changed writes next to nothing and the past of an account is one query.
//!   `work`: the stage, plans, runs with their journal, cases.
//! - `groups`: groups and who is in them. `people`: people and the HR list.
//! - `read`: reads. A [`ReadHandle`] writes what one of them sees; its end decides what may be
//!   concluded (`settle`).
//! - `open`, and `check`, which looks at all of it.
//!
//! A plan, case or review is changed by `update_…` from the state in which it is now, with the entry
//! on the record in the same transaction; it is on the disk when the call returns.
//!
//! Knows no network, no clock and no other crate of Rollcall: times and ids are handed in.

mod check;
mod connections;
mod db;
mod groups;
mod ids;
mod moment;
mod open;
mod people;
mod read;
mod record;
mod review;
mod text;
mod users;
mod work;

pub use connections::connection::Connection;
pub use connections::pace::KnownPace;
pub use connections::token::TokenEntry;
pub use db::error::{CannotWrite, Result, StoreError};
pub use db::holder::Holder;
pub use db::interrupted::InterruptedRead;
pub use db::key::StoreKey;
pub use db::pool::Store;
pub use db::record_key::{RecordKey, Signing};
pub use groups::membership::{Inside, MembershipNow};
pub use groups::query::{
    GroupDetail, GroupPage, GroupQuery, GroupRow, GroupSort, MemberPage, MemberQuery, MemberRow,
};
pub use groups::resolve_names::Matched;
pub use groups::write::{GroupSeen, MemberSeen};
pub use ids::{AccountId, AccountRef, CaseId, ConnectionId, GroupId, PlanId, ReviewId, RunId};
pub use moment::Moment;
pub use people::linking::{ClosedHere, ClosedValues, TieAccount, TieEntry, TieInput};
pub use people::query::{
    ActiveNow, PeopleFilter, PeoplePage, PeopleQuery, PeopleSort, Person, PersonAccount, PersonNow,
    Proposal,
};
pub use people::reconcile::{
    GroupCalled, Ignore, ReconcileAccount, ReconcileApp, ReconcileInput, ReconcileRow,
    WithoutAccount,
};
pub use people::stale::{PeopleBasis, PeopleFit};
pub use people::truth::{LastEntry, NewTruthList, TruthList};
pub use people::turning::PersonTurn;
pub use people::write::{PersonWrite, ProposalWrite};
pub use read::difference::{AccountMoved, AccountThen, Difference, MemberMoved};
pub use read::handle::ReadHandle;
pub use read::losses::{LastPassOnly, Loss, Losses, MissingRow, WhatCounts};
pub use read::reads::{KeptPage, Read, ReadEnd, Receipt, Verdict};
pub use read::summary::ConnectionSummary;
pub use record::entry::{Entry, RecordEntry};
pub use record::exact_numbers::exact_numbers;
pub use record::heads::SignedHead;
pub use record::kinds::{ITEM_ENDED, RUN_STARTED};
pub use record::query::{RecordPage, RecordQuery};
pub use record::transaction::Transaction;
pub use record::verify::{RecordFault, Verified};
pub use review::query::{ReviewCounts, ReviewItem, ReviewPage, ReviewQuery, ReviewSort};
pub use review::reviews::{DecideOnly, Decision, DecisionRecord, ReviewItemWrite, ReviewRecord};
pub use text::fold::fold;
pub use users::account::{AccountDetail, AccountGroup};
pub use users::history::{HistoryEntry, HistoryKind};
pub use users::population::{AccountNow, PopulationAccount};
pub use users::query::{Facet, Facets, GroupRef, UserPage, UserQuery, UserRow, UserSort};
pub use users::write::{AccountRow, AccountSeen, AccountState};
pub use work::case::CaseRecord;
pub use work::plan::PlanRecord;
pub use work::run::{JournalEntry, Run, RunItem, RunOutcome, RunRecord, Step, UnsettledItem};
pub use work::stage::{NewWish, StagedWish};
