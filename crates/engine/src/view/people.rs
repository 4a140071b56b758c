//! People: the accounts of one human in all apps, and what the HR list says.

use crate::view::{AccountState, CaseBrief, Facet, HistoryEntry};
use rollcall_store::{AccountId, CaseId, ConnectionId, GroupId, Moment};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A column of the table of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PeopleApp {
    pub connection_id: ConnectionId,
    pub name: String,
    pub color: String,
    /// Its newest read ended *complete*.
    pub complete: bool,
}

/// A filter of the table of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum PeopleFilter {
    /// Has an account that is listed, and no row in the HR list.
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
    #[default]
    Name,
    Email,
    Department,
    Apps,
    Groups,
    Seats,
}

/// What the table asks for. Empty lists mean "any".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PeopleQuery {
    /// Searched in names, addresses and user names.
    pub text: String,
    /// All of them must hold.
    pub filters: Vec<PeopleFilter>,
    pub sort: PeopleSort,
    pub descending: bool,
    pub offset: u32,
    pub limit: u32,
}

/// What the HR list says about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ListState {
    /// No list was imported yet.
    NoList,
    NotListed,
    Employed,
    NotStarted,
    Left,
    /// The list does not say whether they work here.
    NotKnown,
}

/// One app of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PersonCell {
    pub connection_id: ConnectionId,
    /// Of the account that has most: active before inactive before no longer listed.
    pub state: AccountState,
    /// Accounts there; more than one is worth a look.
    pub accounts: u32,
}

/// One person, with the accounts of all apps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PersonRow {
    pub id: u32,
    /// Never empty.
    pub name: String,
    pub email: String,
    pub list: ListState,
    /// The department, "Not listed", "Left 3 Nov 2026" as RFC 3339 date in `list_date`.
    pub department: String,
    /// Day of leaving or starting, "2026-11-03".
    pub list_date: Option<String>,
    pub cells: Vec<PersonCell>,
    /// `None`: members of some group were not read.
    pub groups: Option<u32>,
    /// Of the active accounts, a month: "61.00 EUR"; empty when no price is known.
    pub seats: String,
    /// A shared mailbox or service account, and why it is taken for one.
    pub shared: Option<String>,
    /// Another person may be the same.
    pub proposed: bool,
    pub open_case: Option<CaseId>,
}

/// Rows of the table of people, and what it can be filtered by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PeoplePage {
    pub rows: Vec<PersonRow>,
    /// People who match.
    pub total: u32,
    pub all: u32,
    pub apps: Vec<PeopleApp>,
    /// Every filter with the people it finds, over all people.
    pub filters: Vec<Facet>,
    /// The list that people are compared with.
    pub list: Option<TruthList>,
    pub as_of: Option<Moment>,
    /// Every connection ended its newest read *complete*.
    pub complete: bool,
}

/// A version of the HR list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthList {
    pub id: u32,
    pub name: String,
    pub imported_at: Moment,
    pub sha256: String,
    pub rows: u32,
    pub entries: u32,
    pub rejected: u32,
}

/// Why an account belongs to a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TieView {
    pub connection_id: ConnectionId,
    pub account_id: AccountId,
    /// "same email address oskar.lind@example.com"
    pub why: String,
}

/// A person who may be the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ProposalView {
    pub id: u32,
    pub person: u32,
    pub other: u32,
    pub other_name: String,
    pub other_email: String,
    /// Names of the connections, and "HR list, row 17".
    pub other_in: String,
    /// "the same name; the same part before the @"
    pub why: String,
}

/// A group of an account of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PersonGroup {
    pub group_id: GroupId,
    pub name: String,
    pub members: Option<u32>,
}

/// One account of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PersonAccount {
    pub account_id: AccountId,
    pub name: String,
    pub user_name: String,
    pub email: String,
    pub state: AccountState,
    /// For *no longer listed*: when it was last listed.
    pub last_listed: Option<Moment>,
    /// `None`: not available over SCIM there.
    pub role: Option<String>,
    /// `None`: members of some group were not read.
    pub groups: Option<u32>,
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
    pub deactivate_blocked: Option<String>,
    pub activate_blocked: Option<String>,
}

/// One app of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PersonApp {
    pub connection_id: ConnectionId,
    pub name: String,
    pub color: String,
    pub accounts: Vec<PersonAccount>,
    /// Accounts that were looked through: "not among 1 204 users".
    pub among: u32,
    pub read_at: Option<Moment>,
    pub complete: bool,
    /// "Only active users are listed", if that is the case.
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
    pub from: Moment,
    /// `None`: it still is.
    pub until: Option<Moment>,
    pub state: AccountState,
}

/// One app's line of a person's past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TimeLine {
    pub connection_id: ConnectionId,
    pub name: String,
    pub color: String,
    /// When its first read began; what was before is not known.
    pub known_from: Option<Moment>,
    pub spans: Vec<TimeSpan>,
    /// Newest first.
    pub events: Vec<HistoryEntry>,
}

/// A person's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PersonView {
    pub row: PersonRow,
    /// Fields of the HR list, label and value, without empty ones.
    pub list_fields: Vec<ListField>,
    /// Row of the HR list.
    pub list_row: Option<u32>,
    /// What ties the accounts, in a few words.
    pub tied_by: String,
    pub apps: Vec<PersonApp>,
    pub time: Vec<TimeLine>,
    pub proposals: Vec<ProposalView>,
    /// Newest first.
    pub cases: Vec<CaseBrief>,
    pub as_of: Option<Moment>,
    pub complete: bool,
}

/// A value of the person's row in the HR list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ListField {
    pub label: String,
    pub value: String,
}

/// What the palette finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum FoundKind {
    Person,
    Group,
    Connection,
}

/// What a search from anywhere found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Found {
    pub kind: FoundKind,
    /// The person's number, the group's or the connection's id.
    pub id: String,
    pub connection_id: Option<ConnectionId>,
    pub name: String,
    /// Address, app or address of the app.
    pub detail: String,
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
    Shared,
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
