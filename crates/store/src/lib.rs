//! The encrypted local copy: what was read, what was planned, what was done.
//!
//! One SQLCipher file. [`Store::open`] takes the lock, proves the key and brings the schema up to
//! date. A [`ReadHandle`] writes what one read of a connection sees; its end decides what may be
//! concluded (`settle`). Accounts, groups and memberships are rows valid from one read until
//! another (`account_write`, `group_write`), so that a read in which nothing changed writes next
//! to nothing and the past of an account is one query (`history`). [`Store::users`] and
//! [`Store::groups`] answer the tables from readers of their own, so that a running read does not
//! hold them up. A store that cannot be written is opened to be read (`unwritable`), and
//! [`Store::check`] looks at all of it. Plans, runs with their journal, and the record are on the disk when the call
//! that wrote them returns.
//!
//! Knows no network, no clock and no other crate of Rollcall: times and ids are handed in.

mod access;
mod account;
mod account_write;
mod bits;
mod case;
mod check;
mod connection;
mod difference;
mod error;
mod exact_numbers;
mod facets;
mod filter;
mod fold;
mod group_query;
mod group_write;
mod history;
mod index;
mod key;
mod lock;
mod losses;
mod matching;
mod migrate;
mod open;
mod order;
mod own_groups;
mod people;
mod people_query;
mod people_write;
mod plan;
mod population;
mod read;
mod read_back;
mod reading;
mod record;
mod record_export;
mod record_heads;
mod record_key;
mod record_query;
mod record_text;
mod record_verify;
mod review;
mod review_query;
mod run;
mod search;
mod seen_rows;
mod settle;
mod stage;
mod token_entry;
mod truth;
mod twins;
mod unwritable;
mod user_page;
mod user_query;
mod user_row;

pub use account::{AccountDetail, AccountGroup};
pub use account_write::{AccountRow, AccountSeen, AccountState};
pub use case::CaseRecord;
pub use connection::{Connection, ConnectionSummary};
pub use difference::{AccountMoved, AccountThen, Difference, MemberMoved};
pub use error::{CannotWrite, Result, StoreError};
pub use exact_numbers::exact_numbers;
pub use group_query::{
    GroupDetail, GroupPage, GroupQuery, GroupRow, GroupSort, MemberPage, MemberQuery, MemberRow,
};
pub use group_write::{GroupSeen, MemberSeen};
pub use history::{HistoryEntry, HistoryKind};
pub use key::StoreKey;
pub use lock::Holder;
pub use losses::{LastPassOnly, Loss, Losses, MissingRow, WhatCounts};
pub use matching::Matched;
pub use open::Store;
pub use people::{ClosedHere, ClosedValues, TieAccount, TieEntry, TieInput};
pub use people_query::{
    ActiveNow, OTHER_NUMBER, PeopleFilter, PeoplePage, PeopleQuery, PeopleSort, Person,
    PersonAccount, PersonNow, Proposal,
};
pub use people_write::{PersonWrite, ProposalWrite};
pub use plan::PlanRecord;
pub use population::{AccountNow, PopulationAccount};
pub use read::{InterruptedRead, KeptPage, Read, ReadEnd, Receipt, Verdict};
pub use reading::ReadHandle;
pub use record::{Entry, RecordEntry};
pub use record_heads::SignedHead;
pub use record_key::{RecordKey, Signing};
pub use record_query::{RecordPage, RecordQuery};
pub use record_verify::{RecordFault, Verified};
pub use review::{DecideOnly, Decision, DecisionRecord, ReviewItemWrite, ReviewRecord};
pub use review_query::{ReviewCounts, ReviewItem, ReviewPage, ReviewQuery, ReviewSort};
pub use run::{JournalEntry, Run, RunItem, RunOutcome, RunRecord, Step, UnsettledItem};
pub use stage::{NewWish, StagedWish};
pub use token_entry::TokenEntry;
pub use truth::{LastEntry, NewTruthList, TruthList};
pub use user_query::{Facet, Facets, GroupRef, UserPage, UserQuery, UserRow, UserSort};
