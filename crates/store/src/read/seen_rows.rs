//! The rows that a read has seen, in all its passes and in the last one.

use crate::{db::error::Result, groups::write::Leaving, read::row_set::RowSet};
use rusqlite::Connection as Database;
use std::collections::HashMap;

/// The rows that a read has seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct SeenRows {
    pub(crate) accounts: RowSet,
    pub(crate) groups: RowSet,
    /// Groups whose members were read.
    pub(crate) members: RowSet,
    /// Groups of which a member is called a group.
    pub(crate) nested: RowSet,
    /// Of the newest pass through each list, from the second on.
    newest_accounts: Option<(u32, RowSet)>,
    newest_groups: Option<(u32, RowSet)>,
    /// Memberships that the answers no longer have, by group.
    pub(crate) leaving: HashMap<i64, Leaving>,
}

impl SeenRows {
    /// What was saved of a read that nobody ended.
    pub(crate) fn load(db: &Database, read: u32) -> Result<Self> {
        Ok(Self {
            accounts: RowSet::load(db, read, "accounts")?,
            groups: RowSet::load(db, read, "groups")?,
            members: RowSet::load(db, read, "members")?,
            ..Self::default()
        })
    }

    pub(crate) fn save(&mut self, db: &Database, read: u32) -> Result<()> {
        self.accounts.save(db, read, "accounts")?;
        self.groups.save(db, read, "groups")?;
        self.members.save(db, read, "members")
    }

    /// A page of this pass comes next.
    pub(crate) fn page(&mut self, kind: &str, pass: u32) {
        let newest = match kind {
            "users" => &mut self.newest_accounts,
            "groups" => &mut self.newest_groups,
            _ => return,
        };
        let known = newest.as_ref().map_or(1, |(number, _)| *number);
        if pass > known {
            *newest = Some((pass, RowSet::default()));
        }
    }

    pub(crate) fn account(&mut self, row: i64) {
        self.accounts.insert(row);
        if let Some((_, seen)) = &mut self.newest_accounts {
            seen.insert(row);
        }
    }

    pub(crate) fn group(&mut self, row: i64) {
        self.groups.insert(row);
        if let Some((_, seen)) = &mut self.newest_groups {
            seen.insert(row);
        }
    }

    /// The accounts that are there: of all passes, or of the last one where it alone counts.
    pub(crate) fn accounts_there(&self, last_pass_only: bool) -> &RowSet {
        match &self.newest_accounts {
            Some((_, newest)) if last_pass_only => newest,
            _ => &self.accounts,
        }
    }

    /// The same for groups.
    pub(crate) fn groups_there(&self, last_pass_only: bool) -> &RowSet {
        match &self.newest_groups {
            Some((_, newest)) if last_pass_only => newest,
            _ => &self.groups,
        }
    }
}
