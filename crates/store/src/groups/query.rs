//! The groups table and the members of one group.

use crate::{
    connections::connection::{Freshness, freshness, key_of},
    db::error::{Result, StoreError},
    db::pool::Store,
    ids::{ConnectionId, GroupId},
    moment::Moment,
    text::fold::{sort_key, words},
    users::filter::keys,
    users::page::freshness_of,
    users::row::Moments,
    users::write::AccountState,
};
use rusqlite::{Connection as Database, OptionalExtension, Row, params_from_iter, types::Value};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GroupSort {
    #[default]
    Name,
    Connection,
    /// Unknown numbers last, descending first.
    Members,
    AsOf,
}

/// Empty lists mean "any".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupQuery {
    /// Every word must be in the name or the id.
    pub text: String,
    pub connections: Vec<ConnectionId>,
    pub sort: GroupSort,
    pub descending: bool,
    pub offset: u32,
    pub limit: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRow {
    pub connection_id: ConnectionId,
    pub group_id: GroupId,
    pub name: String,
    pub connection_name: String,
    /// `None`: not read, unknown.
    pub members: Option<u32>,
    /// Accounts that name the group themselves; `None` when no account returns its groups.
    pub named_by: Option<u32>,
    /// Of these, so many are not in the group's own list: who is in it is not proven. The list of
    /// members has them too.
    pub unproven: u32,
    pub listed: bool,
    /// Start of the newest read that saw this row.
    pub as_of: Moment,
    /// Older than its connection's newest ended read.
    pub stale: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupPage {
    pub rows: Vec<GroupRow>,
    pub total: u32,
    /// All rows of the connections asked for, unfiltered.
    pub all: u32,
    pub as_of: Option<Moment>,
    /// Every connection asked for ended its newest read *complete*.
    pub complete: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupDetail {
    pub row: GroupRow,
    /// The resource without its members.
    pub raw: String,
    /// Start of the newest read that had its members; `None`: unknown.
    pub members_as_of: Option<Moment>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberQuery {
    pub connection_id: ConnectionId,
    pub group_id: GroupId,
    /// Every word must be found in what is known of the member.
    pub text: String,
    pub offset: u32,
    pub limit: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRow {
    pub member_id: String,
    /// "User", "Group", or what the server called it; "" when it did not say.
    pub kind: String,
    /// Never empty: the account's name, else what the group calls it, else its id.
    pub name: String,
    pub user_name: String,
    /// `None` when the account is not in the store.
    pub status: Option<AccountState>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberPage {
    pub group: GroupRow,
    /// False: the members were not read; `rows` is then empty and means nothing.
    pub known: bool,
    pub rows: Vec<MemberRow>,
    pub total: u32,
    /// Start of the read that had the members.
    pub as_of: Option<Moment>,
    /// The connection's newest read had them, and no account contradicts it.
    pub complete: bool,
}

const COLUMNS: &str = "g.id, g.connection, g.scim_id, g.name, g.member_count, g.listed,
    g.seen_read, g.members_read, g.raw, g.named_by, g.unproven";

struct Stored {
    id: i64,
    connection: i64,
    scim_id: GroupId,
    name: String,
    member_count: u32,
    listed: bool,
    seen_read: u32,
    members_read: Option<u32>,
    raw: String,
    named_by: Option<u32>,
    unproven: u32,
}

impl Stored {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            connection: row.get(1)?,
            scim_id: row.get(2)?,
            name: row.get(3)?,
            member_count: row.get(4)?,
            listed: row.get(5)?,
            seen_read: row.get(6)?,
            members_read: row.get(7)?,
            raw: row.get(8)?,
            named_by: row.get(9)?,
            unproven: row.get(10)?,
        })
    }

    fn row(&self, connection: &Freshness, moments: &mut Moments<'_>) -> Result<GroupRow> {
        let read_last = self.seen_read.max(connection.groups_read);
        Ok(GroupRow {
            connection_id: connection.id.clone(),
            group_id: self.scim_id.clone(),
            name: self.name.clone(),
            connection_name: connection.name.clone(),
            members: self.members_read.map(|_| self.member_count),
            named_by: self.named_by,
            unproven: self.unproven,
            listed: self.listed,
            as_of: moments.start(read_last)?,
            stale: read_last < connection.newest_read,
        })
    }

    /// The last read that had the members.
    fn members_told(&self, connection: &Freshness) -> Option<u32> {
        self.members_read.map(|read| read.max(connection.members_read))
    }
}

impl Store {
    /// Groups, including those that are no longer listed.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn groups(&self, query: &GroupQuery) -> Result<GroupPage> {
        self.read(|db| {
            let every = freshness(db)?;
            let asked: Vec<&Freshness> = every
                .iter()
                .filter(|one| query.connections.is_empty() || query.connections.contains(&one.id))
                .collect();
            let (as_of, complete) = freshness_of(db, &asked)?;
            let of_asked = format!("g.connection IN ({})", keys(&asked));
            let count = |condition: &str, values: &[Value]| -> Result<u32> {
                let sql = format!("SELECT count(*) FROM groups g WHERE {condition}");
                let mut statement = db.prepare_cached(&sql)?;
                Ok(statement.query_row(params_from_iter(values), |row| row.get(0))?)
            };
            let all = count(&of_asked, &[])?;
            let mut condition = of_asked;
            let mut values = Vec::new();
            for word in words(&query.text) {
                condition.push_str(" AND instr(g.name_key || char(10) || lower(g.scim_id), ?) > 0");
                values.push(Value::from(word));
            }
            let total = if values.is_empty() { all } else { count(&condition, &values)? };
            let sql = format!(
                "SELECT {COLUMNS} FROM groups g JOIN connections c ON c.key = g.connection
                 WHERE {condition} ORDER BY {} LIMIT {} OFFSET {}",
                group_order(query.sort, query.descending),
                query.limit,
                query.offset
            );
            let mut statement = db.prepare_cached(&sql)?;
            let stored: Vec<Stored> = statement
                .query_map(params_from_iter(&values), Stored::of)?
                .collect::<rusqlite::Result<_>>()?;
            let mut moments = Moments::new(db);
            let mut rows = Vec::with_capacity(stored.len());
            for group in stored {
                if let Some(connection) = asked.iter().find(|one| one.key == group.connection) {
                    rows.push(group.row(connection, &mut moments)?);
                }
            }
            Ok(GroupPage { rows, total, all, as_of, complete })
        })
    }

    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn group(&self, connection_id: &ConnectionId, group_id: &GroupId) -> Result<GroupDetail> {
        self.read(|db| {
            let (connection, group) = find(db, connection_id, group_id)?;
            let mut moments = Moments::new(db);
            let read_last = group.members_told(&connection);
            Ok(GroupDetail {
                row: group.row(&connection, &mut moments)?,
                members_as_of: read_last.map(|read| moments.start(read)).transpose()?,
                raw: group.raw,
            })
        })
    }

    /// Whether the newest read that had the group's members found accounts that name it and are not
    /// in its list.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for the connection.
    pub fn is_unproven(&self, connection_id: &ConnectionId, group_id: &GroupId) -> Result<bool> {
        self.read(|db| {
            let key = key_of(db, connection_id)?;
            Ok(db
                .prepare_cached(
                    "SELECT 1 FROM groups
                     WHERE connection = ?1 AND scim_id = ?2 AND unproven > 0",
                )?
                .exists((key, group_id))?)
        })
    }

    /// Ids of listed groups of a connection that are known to have members, the smallest first.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for the connection.
    pub fn groups_with_members(
        &self,
        connection_id: &ConnectionId,
        limit: u32,
    ) -> Result<Vec<GroupId>> {
        self.read(|db| {
            let key = key_of(db, connection_id)?;
            let mut groups = db.prepare_cached(
                "SELECT scim_id FROM groups
                 WHERE connection = ?1 AND listed = 1 AND members_read IS NOT NULL
                   AND member_count > 0 AND unproven = 0
                 ORDER BY member_count, id LIMIT ?2",
            )?;
            let rows = groups.query_map((key, limit), |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Whether the app stated members of this group before when it was asked for the group alone.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for the connection.
    pub fn stated_members_alone(
        &self,
        connection_id: &ConnectionId,
        group_id: &GroupId,
    ) -> Result<bool> {
        self.read(|db| {
            let key = key_of(db, connection_id)?;
            Ok(db
                .prepare_cached(
                    "SELECT 1 FROM groups g JOIN memberships m ON m.grp = g.id AND m.own = 0
                     JOIN reads r ON r.id = m.from_read
                     WHERE g.connection = ?1 AND g.scim_id = ?2
                       AND (r.kind = 'read-back' OR EXISTS (
                         SELECT 1 FROM receipts t WHERE t.read = m.from_read
                           AND t.kind = 'members' AND t.query = 'Groups/' || ?2 AND t.received > 0))",
                )?
                .exists((key, group_id))?)
        })
    }

    /// Id and name of each listed group of a connection.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for the connection.
    pub fn group_names(&self, connection_id: &ConnectionId) -> Result<Vec<(GroupId, String)>> {
        self.read(|db| {
            let key = key_of(db, connection_id)?;
            let mut groups = db.prepare_cached(
                "SELECT scim_id, name FROM groups WHERE connection = ?1 AND listed = 1",
            )?;
            let rows = groups.query_map([key], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// The group of a connection whose id is `text`, listed or not, or else the ids of the listed
    /// ones whose name is, without regard to case and accents.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for the connection.
    pub fn find_groups(&self, connection_id: &ConnectionId, text: &str) -> Result<Vec<GroupId>> {
        self.read(|db| {
            let key = key_of(db, connection_id)?;
            let known = db
                .prepare_cached("SELECT 1 FROM groups WHERE connection = ?1 AND scim_id = ?2")?
                .exists((key, text))?;
            if known {
                return Ok(vec![GroupId::from(text)]);
            }
            let mut statement = db.prepare_cached(
                "SELECT scim_id FROM groups
                 WHERE name_key = ?2 AND connection = ?1 AND listed = 1 ORDER BY id",
            )?;
            let rows = statement.query_map((key, sort_key(text)), |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// The members of a group by name, those without a known account last.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn members(&self, query: &MemberQuery) -> Result<MemberPage> {
        self.read(|db| {
            let (connection, group) = find(db, &query.connection_id, &query.group_id)?;
            let mut moments = Moments::new(db);
            let read_last = group.members_told(&connection);
            let mut page = MemberPage {
                group: group.row(&connection, &mut moments)?,
                known: read_last.is_some(),
                rows: Vec::new(),
                total: 0,
                as_of: read_last.map(|read| moments.start(read)).transpose()?,
                complete: read_last.is_some_and(|read| read >= connection.newest_read)
                    && group.unproven == 0,
            };
            if !page.known {
                return Ok(page);
            }
            let mut condition = format!("m.grp = {} AND m.until_read IS NULL", group.id);
            let mut values = Vec::new();
            for word in words(&query.text) {
                condition.push_str(
                    " AND instr(coalesce(t.text, '') || lower(m.display) || char(10) ||
                        lower(s.scim_id), ?) > 0",
                );
                values.push(Value::from(word));
            }
            let from = format!(
                "FROM memberships m JOIN subjects s ON s.id = m.subject
                 LEFT JOIN accounts a ON a.subject = m.subject
                 LEFT JOIN account_texts t ON t.subject = m.subject
                 WHERE {condition}"
            );
            page.total = if values.is_empty() && group.unproven == 0 {
                group.member_count
            } else {
                db.prepare_cached(&format!("SELECT count(*) {from}"))?
                    .query_row(params_from_iter(&values), |row| row.get(0))?
            };
            let mut statement = db.prepare_cached(&format!(
                "SELECT s.scim_id, m.kind, m.display, a.name, a.user_name, a.state {from}
                 ORDER BY a.name_key IS NULL, a.name_key, m.display, s.scim_id
                 LIMIT {} OFFSET {}",
                query.limit, query.offset
            ))?;
            page.rows = statement
                .query_map(params_from_iter(&values), member)?
                .collect::<rusqlite::Result<_>>()?;
            Ok(page)
        })
    }
}

fn member(row: &Row<'_>) -> rusqlite::Result<MemberRow> {
    let (member_id, display): (String, String) = (row.get(0)?, row.get(2)?);
    let name: Option<String> = row.get(3)?;
    let state: Option<u8> = row.get(5)?;
    Ok(MemberRow {
        name: name
            .or_else(|| Some(display).filter(|display| !display.trim().is_empty()))
            .unwrap_or_else(|| member_id.clone()),
        member_id,
        kind: row.get(1)?,
        user_name: row.get::<_, Option<String>>(4)?.unwrap_or_default(),
        status: state.map(AccountState::of_number),
    })
}

fn group_order(sort: GroupSort, descending: bool) -> String {
    let columns: &[&str] = match sort {
        GroupSort::Name => &["g.name_key", "g.connection", "g.id"],
        GroupSort::Connection => &["c.name_key", "g.name_key", "g.id"],
        GroupSort::Members => &["g.members_read IS NULL", "g.member_count", "g.name_key", "g.id"],
        GroupSort::AsOf => &["max(g.seen_read, c.groups_read)", "g.name_key", "g.id"],
    };
    let direction = if descending { " DESC" } else { "" };
    let columns: Vec<String> =
        columns.iter().map(|column| format!("{column}{direction}")).collect();
    columns.join(", ")
}

fn find(
    db: &Database,
    connection_id: &ConnectionId,
    group_id: &GroupId,
) -> Result<(Freshness, Stored)> {
    let key = key_of(db, connection_id)?;
    let connection = freshness(db)?.into_iter().find(|one| one.key == key);
    let group = db
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM groups g WHERE g.connection = ?1 AND g.scim_id = ?2"
        ))?
        .query_row((key, group_id), Stored::of)
        .optional()?;
    connection.zip(group).ok_or_else(|| StoreError::not_found(format!("group \"{group_id}\"")))
}
