//! Whether an account is in a group, as the newest read that can say it has it.

use crate::{
    db::error::Result,
    db::pool::Store,
    ids::{AccountId, ConnectionId, GroupId},
    moment::Moment,
};
use rusqlite::OptionalExtension;

/// What the local copy has of an account in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inside {
    /// The group's list has the account.
    Listed,
    /// The account names the group, whose list leaves the account out.
    NamedOnly,
    /// Neither of both.
    No,
}

/// Whether an account is in a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MembershipNow {
    pub inside: Inside,
    /// The group's list leaves out accounts that name it, so it proves of nobody that they are not in
    /// the group.
    pub unproven: bool,
    /// Start of the newest read that shows it; `None` when the members were never read.
    pub read_at: Option<Moment>,
}

impl MembershipNow {
    /// `None`: what was read does not prove it.
    #[must_use]
    pub fn is_inside(&self) -> Option<bool> {
        match self.inside {
            Inside::Listed => Some(true),
            Inside::No if !self.unproven => Some(false),
            Inside::NamedOnly | Inside::No => None,
        }
    }
}

impl Store {
    /// Whether accounts are in groups now, by the ids of connection, group and account; `None` where
    /// the group was never read. Nobody is in a group that is no longer listed.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn memberships_now(
        &self,
        wanted: &[(ConnectionId, GroupId, AccountId)],
    ) -> Result<Vec<Option<MembershipNow>>> {
        self.read(|db| {
            // A list that a read left as it was is as old as before; a new entry is as new as its read.
            let mut membership = db.prepare_cached(
                "SELECT m.own, g.unproven > 0,
                        (SELECT r.started_at FROM reads r WHERE r.id = CASE
                            WHEN g.listed = 0 THEN max(coalesce(g.gone_read, 0), c.groups_read)
                            WHEN g.members_read IS NULL THEN coalesce(m.from_read, 0)
                            ELSE max(g.members_read, c.members_read, coalesce(m.from_read, 0))
                          END)
                 FROM connections c
                 JOIN groups g ON g.connection = c.key AND g.scim_id = ?2
                 LEFT JOIN subjects s ON s.connection = c.key AND s.scim_id = ?3
                 LEFT JOIN memberships m
                   ON m.grp = g.id AND m.subject = s.id AND m.until_read IS NULL
                 WHERE c.id = ?1 AND c.removed_at IS NULL",
            )?;
            let mut found = Vec::with_capacity(wanted.len());
            for (connection, group, account) in wanted {
                let row = membership.query_row((connection, group, account), |row| {
                    Ok(MembershipNow {
                        inside: match row.get::<_, Option<bool>>(0)? {
                            Some(false) => Inside::Listed,
                            Some(true) => Inside::NamedOnly,
                            None => Inside::No,
                        },
                        unproven: row.get(1)?,
                        read_at: row.get(2)?,
                    })
                });
                found.push(row.optional()?);
            }
            Ok(found)
        })
    }
}
