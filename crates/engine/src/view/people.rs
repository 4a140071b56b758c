//! People: the accounts of one human in all apps, and what the HR list says.

use crate::view::{AccountState, CaseBrief, Facet, HistoryEntry};
use rollcall_store::{AccountId, CaseId, ConnectionId, GroupId, Moment};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A column of the table of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PeopleApp {
    /// The connection that the column is about.
    pub connection_id: ConnectionId,
    /// What the connection is called.
    pub name: String,
    /// CSS color of the app's dot.
    pub color: String,
    /// Its newest read ended *complete*.
    pub complete: bool,
}

/// A filter of the table of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum PeopleFilter {
    /// Has an active account, and no row in the HR list. Shared and service accounts do not count.
    NotInList,
    /// The HR list says that they left, and an account is active.
    LeftActive,
    /// The list does not say whether they work here.
    NotKnown,
    /// In the HR list, and in no app.
    NoApp,
    /// Has an account with an admin role, where an app shows roles.
    Admins,
    /// Two accounts or more in one app.
    TwoInOneApp,
    /// Another person may be the same; nobody has decided yet.
    Proposed,
    /// Matched by address although the employee numbers differ: they are of two numberings.
    OtherNumber,
    /// A shared mailbox or a service account: marked, and never tied.
    Shared,
    /// Locked down or in quarantine, and not closed.
    OpenCase,
}

/// What people are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum PeopleSort {
    /// By name, without regard to case and accents.
    #[default]
    Name,
    /// By address.
    Email,
    /// By the department on the HR list, then by name.
    Department,
    /// By number of apps with an account.
    Apps,
    /// By number of known memberships.
    Groups,
    /// By what active accounts cost, regardless of the currency.
    Seats,
}

/// What the table asks for. Empty lists mean "any".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PeopleQuery {
    /// Searched in names, addresses and user names.
    pub text: String,
    /// All of them must hold.
    pub filters: Vec<PeopleFilter>,
    /// The order of the rows.
    pub sort: PeopleSort,
    /// Reverses the order.
    pub descending: bool,
    /// Rows to skip.
    pub offset: u32,
    /// Rows to return at most; more than 1 000 counts as 1 000.
    pub limit: u32,
}

/// What the HR list says about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ListState {
    /// No list was imported yet.
    NoList,
    /// The list does not name the person.
    NotListed,
    /// Works here; also on leave, and until the end of the last day.
    Employed,
    /// The first day of work is in the future.
    NotStarted,
    /// The last day of work has passed, or the list's status says so.
    Left,
    /// The list does not say whether they work here.
    NotKnown,
}

/// One app of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PersonCell {
    /// The app of the cell.
    pub connection_id: ConnectionId,
    /// Of the account that has most: active before inactive before no longer listed.
    pub state: AccountState,
    /// Accounts there; more than one is worth a look.
    pub accounts: u32,
}

/// One person, with the accounts of all apps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PersonRow {
    /// Number of the person; linking again keeps it where it can.
    pub id: u32,
    /// Never empty.
    pub name: String,
    /// The list's first address, else that of an account; empty if none is known.
    pub email: String,
    /// What the HR list says about the person.
    pub list: ListState,
    /// As the HR list has it; empty when the list has none or does not name the person.
    pub department: String,
    /// Last day of work for *left*, first day for *not-started*, as 2026-11-03; `None` for all
    /// others, and when the list has no such day.
    pub list_date: Option<String>,
    /// One for each app in which the person has or had an account.
    pub cells: Vec<PersonCell>,
    /// `None`: members of some group were not read.
    pub groups: Option<u32>,
    /// Of the active accounts, a month: "61.00 EUR"; empty when no price is known.
    pub seats: String,
    /// A shared mailbox or service account, and why it is taken for one.
    pub shared: Option<String>,
    /// Another person may be the same.
    pub proposed: bool,
    /// The newest case that holds the person; `None`: there is none.
    pub open_case: Option<CaseId>,
}

/// Rows of the table of people, and what it can be filtered by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PeoplePage {
    /// The people from `offset` on.
    pub rows: Vec<PersonRow>,
    /// People who match.
    pub total: u32,
    /// All people, unfiltered.
    pub all: u32,
    /// The columns: every connection.
    pub apps: Vec<PeopleApp>,
    /// Every filter with the people it finds, over all people.
    pub filters: Vec<Facet>,
    /// The list that people are compared with.
    pub list: Option<TruthList>,
    /// Start of the oldest read behind the rows; `None` when nothing was read.
    pub as_of: Option<Moment>,
    /// Every connection ended its newest read *complete*.
    pub complete: bool,
}

/// A version of the HR list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthList {
    /// Number of the version; the highest one is in use.
    pub id: u32,
    /// Name of the imported file.
    pub name: String,
    /// When the list was imported.
    pub imported_at: Moment,
    /// SHA-256 of the file, in hex.
    pub sha256: String,
    /// Rows below the header that are not empty.
    pub rows: u32,
    /// People on the list.
    pub entries: u32,
    /// Rows that cannot be used.
    pub rejected: u32,
}

/// A person who may be the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ProposalView {
    /// Number of the suggestion; a decision names it. Linking again may end it.
    pub id: u32,
    /// Number of the person whose page shows it.
    pub person: u32,
    /// Number of the person who may be the same.
    pub other: u32,
    /// Name of the other person; may be empty.
    pub other_name: String,
    /// Address of the other person; may be empty.
    pub other_email: String,
    /// Names of the connections, and "HR list, row 17".
    pub other_in: String,
    /// "the same name; the same part before the @"
    pub why: String,
}

/// A group of an account of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PersonGroup {
    /// The group's id in the app.
    pub group_id: GroupId,
    /// What the group is called in the app.
    pub name: String,
    /// How many members the group has; `None`: not read, unknown.
    pub members: Option<u32>,
}

/// One account of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PersonAccount {
    /// The account's id in the app (RFC 7643 §3.1).
    pub account_id: AccountId,
    /// Never empty: falls back to user name, then address, then id.
    pub name: String,
    /// The account's `userName` (RFC 7643 §4.1.1).
    pub user_name: String,
    /// The primary address, else the first one, else a user name that is an address; may be empty.
    pub email: String,
    /// As the app was read last.
    pub state: AccountState,
    /// For *no longer listed*: when it was last listed.
    pub last_listed: Option<Moment>,
    /// `None`: not available over SCIM there.
    pub role: Option<String>,
    /// `None`: members of some group were not read.
    pub groups: Option<u32>,
    /// The groups it is known to be in; all of them only when `groups` is there.
    pub some_groups: Vec<PersonGroup>,
    /// Why no plan takes anything from it, when none does.
    pub protected: Option<String>,
    /// Marked as the owner of the connection's token.
    pub owns_token: bool,
    /// Why it belongs to this person.
    pub why: String,
    /// It can be cut from the person: there is something it is tied to.
    pub tied: bool,
    /// Verb of the deactivation there.
    pub deactivate: String,
    /// Why it cannot be deactivated, one sentence; `None`: it can.
    pub deactivate_blocked: Option<String>,
    /// Why it cannot be activated, one sentence; `None`: it can.
    pub activate_blocked: Option<String>,
}

/// One app of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PersonApp {
    /// The app.
    pub connection_id: ConnectionId,
    /// What the connection is called.
    pub name: String,
    /// CSS color of the app's dot.
    pub color: String,
    /// The person's accounts there; empty: none among those that were read.
    pub accounts: Vec<PersonAccount>,
    /// Accounts that were looked through: "not among 1 204 users".
    pub among: u32,
    /// When the newest read ended; `None` if there is none, or it has not ended.
    pub read_at: Option<Moment>,
    /// The newest read ended *complete*.
    pub complete: bool,
    /// "lists active users only" if that is so; otherwise empty.
    pub read_note: String,
    /// The owner of the token, if it is not an account.
    pub token_owner: String,
    /// What SCIM does not reach there.
    pub outside: Vec<String>,
    /// The group that quarantine moves people to there.
    pub holding_group: Option<PersonGroup>,
}

/// How long an account was in one state; `until` is `None` for the current one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TimeSpan {
    /// Start of the read that found the account in this state.
    pub from: Moment,
    /// `None`: it still is.
    pub until: Option<Moment>,
    /// The account's state during the span.
    pub state: AccountState,
}

/// One app's line of a person's past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TimeLine {
    /// The app of the line.
    pub connection_id: ConnectionId,
    /// What the connection is called.
    pub name: String,
    /// CSS color of the app's dot.
    pub color: String,
    /// When its first read began; what was before is not known.
    pub known_from: Option<Moment>,
    /// One account after the other, each oldest first; spans of two accounts may overlap.
    pub spans: Vec<TimeSpan>,
    /// Newest first.
    pub events: Vec<HistoryEntry>,
}

/// A person's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PersonView {
    /// The person as the table shows them.
    pub row: PersonRow,
    /// Fields of the HR list, label and value, without empty ones.
    pub list_fields: Vec<ListField>,
    /// Row of the HR list.
    pub list_row: Option<u32>,
    /// What ties the accounts, in a few words.
    pub tied_by: String,
    /// One for each connection, also those without an account.
    pub apps: Vec<PersonApp>,
    /// The past of the accounts, one line for each connection.
    pub time: Vec<TimeLine>,
    /// Suggestions about this person that wait for a decision.
    pub proposals: Vec<ProposalView>,
    /// Newest first.
    pub cases: Vec<CaseBrief>,
    /// When the first of the apps' newest reads ended; `None` when none has ended.
    pub as_of: Option<Moment>,
    /// Every connection ended its newest read *complete*.
    pub complete: bool,
}

/// A value of the person's row in the HR list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ListField {
    /// What the field is called: "Cost center", "Last day".
    pub label: String,
    /// As the list has it; a day as 2026-11-30.
    pub value: String,
}

/// What the palette finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum FoundKind {
    /// A person, by name or address.
    Person,
    /// A group of an app.
    Group,
    /// A connected app.
    Connection,
}

/// What a search from anywhere found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Found {
    /// Whether it is a person, a group or a connection.
    pub kind: FoundKind,
    /// The person's number, the group's or the connection's id.
    pub id: String,
    /// The app of a group, or the connection itself; `None` for a person.
    pub connection_id: Option<ConnectionId>,
    /// What to show first; for a person without a name the address.
    pub name: String,
    /// Address, app or address of the app.
    pub detail: String,
    /// CSS color of the app's dot; empty for a person.
    pub color: String,
}

/// What an admin says that an account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum AccountMark {
    /// Nothing: its looks decide.
    None,
    /// A person, even if it looks like something else.
    Person,
    /// A mailbox that several people use.
    Shared,
    /// An account that a program uses.
    Service,
}

impl AccountMark {
    const ALL: [Self; 4] = [Self::None, Self::Person, Self::Shared, Self::Service];

    /// As it is kept with the account and on the record; empty for none.
    pub(crate) fn kept(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Person => "person",
            Self::Shared => "shared",
            Self::Service => "service",
        }
    }

    pub(crate) fn of(kept: &str) -> Self {
        Self::ALL.into_iter().find(|mark| mark.kept() == kept).unwrap_or(Self::None)
    }
}
