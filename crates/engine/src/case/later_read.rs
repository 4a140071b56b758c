//! What was verified, held against reads that began later. Pure.

use super::Part;
use crate::change::Change;
use crate::view::LineState;
use rollcall_store::{
    AccountId, AccountNow, AccountRef, AccountState, ConnectionId, GroupId, Inside, MembershipNow,
    Moment,
};

/// What a line is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    pub(crate) connection_id: ConnectionId,
    pub(crate) account_id: AccountId,
    /// `None` where it is about the account.
    pub(crate) group_id: Option<GroupId>,
}

impl Place {
    pub(crate) fn of(account: AccountRef, group_id: Option<GroupId>) -> Self {
        let AccountRef { connection_id, account_id } = account;
        Self { connection_id, account_id, group_id }
    }

    pub(crate) fn account(&self) -> AccountRef {
        AccountRef::from((self.connection_id.clone(), self.account_id.clone()))
    }
}

/// What the local copy has of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    Account(AccountNow),
    Membership(MembershipNow),
}

impl Seen {
    /// Start of the newest read that shows it; `None` when none does.
    pub(crate) fn read_at(&self) -> Option<Moment> {
        match self {
            Self::Account(now) => Some(now.read_at),
            Self::Membership(now) => now.read_at,
        }
    }
}

/// What reads that began after a line was verified say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LaterRead {
    /// Nothing: there was none, it was cut, or its list is no proof.
    Silent,
    /// The account names the group, whose list leaves the account out.
    Unclear,
    /// It is still so.
    Confirms,
    /// It is no longer so.
    Contradicts,
}

pub(crate) fn later_read(part: &Part, seen: Option<&Seen>) -> LaterRead {
    let later = |seen: &&Seen| seen.read_at().is_some_and(|read| part.is_before(read));
    let Some(seen) = seen.filter(later).filter(|_| part.state == LineState::Verified) else {
        return LaterRead::Silent;
    };
    if let (Change::AddMember { .. } | Change::RemoveMember { .. }, Seen::Membership(now)) =
        (&part.wish, seen)
        && now.inside == Inside::NamedOnly
    {
        return LaterRead::Unclear;
    }
    let holds = match (&part.wish, seen) {
        (Change::Deactivate { .. }, Seen::Account(now)) => Some(now.state != AccountState::Active),
        (Change::RemoveMember { .. }, Seen::Membership(now)) => now.is_inside().map(|in_it| !in_it),
        (Change::AddMember { .. }, Seen::Membership(now)) => now.is_inside(),
        _ => None,
    };
    match holds {
        None => LaterRead::Silent,
        Some(true) => LaterRead::Confirms,
        Some(false) => LaterRead::Contradicts,
    }
}

/// The place that a change of a case is about.
pub(crate) fn place(wish: &Change) -> Option<Place> {
    let account = |connection: &str, user: &str| {
        AccountRef::from((ConnectionId::from(connection), AccountId::from(user)))
    };
    match wish {
        Change::Deactivate { connection, user } => Some(Place::of(account(connection, user), None)),
        Change::AddMember { connection, group, users }
        | Change::RemoveMember { connection, group, users } => {
            let user = users.first()?;
            Some(Place::of(account(connection, user), Some(GroupId::from(group.as_str()))))
        }
        _ => None,
    }
}

/// Whether a change takes back what another one did.
pub(crate) fn takes_back(wish: &Change, done: &Change) -> bool {
    match (wish, done) {
        (
            Change::Activate { connection, user },
            Change::Deactivate { connection: there, user: whom },
        ) => (connection, user) == (there, whom),
        (
            Change::AddMember { connection, group, users },
            Change::RemoveMember { connection: there, group: which, users: whom },
        )
        | (
            Change::RemoveMember { connection, group, users },
            Change::AddMember { connection: there, group: which, users: whom },
        ) => (connection, group) == (there, which) && whom.iter().all(|one| users.contains(one)),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
