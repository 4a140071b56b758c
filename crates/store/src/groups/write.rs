//! What a read does to groups and their members.

use crate::{
    db::error::{Result, StoreError},
    groups::account_ids::{AccountIds, subjects_of},
    ids::GroupId,
    text::fold::{shown, sort_key},
    users::write::{Fingerprint, fingerprint, subject},
};
use rusqlite::{Connection as Database, OptionalExtension, params};
use std::collections::HashMap;

/// A group resource as a read found it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupSeen {
    pub id: GroupId,
    /// Display name, or the id when there is none.
    pub name: String,
    /// The resource as JSON, without its members: they have rows of their own, and a group of many
    /// would otherwise be kept once for each that comes or goes.
    pub raw: String,
    /// `None`: this answer did not return the members. They stay what they were, or unknown.
    pub members: Option<Vec<MemberSeen>>,
}

/// A member of a group as a read found it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberSeen {
    /// The app's id of the account or group.
    pub id: String,
    /// Shown when the id is of no account in the store.
    pub display: Option<String>,
    /// "User", "Group", or what the server called it.
    pub kind: Option<String>,
}

/// Puts a group into the state in which `read` saw it; returns its row number.
pub(crate) fn see(
    db: &Database,
    connection: i64,
    read: u32,
    id: &str,
    name: &str,
    raw: &str,
) -> Result<i64> {
    let name = shown(if name.trim().is_empty() { id } else { name });
    let hash = fingerprint(raw);
    let stored = db
        .prepare_cached(
            "SELECT id, hash, since_read, seen_read, listed FROM groups
             WHERE connection = ?1 AND scim_id = ?2",
        )?
        .query_row((connection, id), |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, Vec<u8>>(1)?,
                row.get::<_, u32>(2)?,
                row.get::<_, u32>(3)?,
                row.get::<_, bool>(4)?,
            ))
        })
        .optional()?;
    let Some((group, old_hash, since_read, seen_read, listed)) = stored else {
        db.prepare_cached(
            "INSERT INTO groups
               (connection, scim_id, name, name_key, listed, since_read, seen_read, hash, raw)
             VALUES (?1, ?2, ?3, ?4, 1, ?5, ?5, ?6, ?7)",
        )?
        .execute(params![connection, id, name, sort_key(name), read, hash, raw])?;
        return Ok(db.last_insert_rowid());
    };
    if seen_read > read || (listed && old_hash == hash) {
        return Ok(group);
    }
    if old_hash != hash && since_read < read {
        db.prepare_cached(
            "INSERT INTO group_pasts
             SELECT id, since_read, ?2, name, raw FROM groups WHERE id = ?1",
        )?
        .execute((group, read))?;
    }
    db.prepare_cached(
        "UPDATE groups SET name = ?2, name_key = ?3, listed = 1, seen_read = ?4, gone_read = NULL,
           since_read = CASE hash WHEN ?5 THEN since_read ELSE ?4 END, hash = ?5, raw = ?6
         WHERE id = ?1",
    )?
    .execute(params![group, name, sort_key(name), read, hash, raw])?;
    Ok(group)
}

/// Row number of a group that is in the store.
pub(crate) fn find(db: &Database, connection: i64, id: &str) -> Result<i64> {
    db.prepare_cached("SELECT id FROM groups WHERE connection = ?1 AND scim_id = ?2")?
        .query_row((connection, id), |row| row.get(0))
        .optional()?
        .ok_or_else(|| StoreError::not_found(format!("group \"{id}\"")))
}

/// The members of a group are exactly these from `read` on.
pub(crate) fn replace_members(
    db: &Database,
    connection: i64,
    read: u32,
    group: i64,
    members: &[MemberSeen],
    ids: &mut AccountIds,
) -> Result<()> {
    match join_members(db, connection, read, group, members, ids)?.leaving {
        Some(leaving) => leave(db, read, group, &leaving),
        None => Ok(()),
    }
}

/// Memberships that an answer no longer has, and what the group is without them.
#[derive(Clone, Debug)]
pub(crate) struct Leaving {
    /// The membership and its account.
    pub(crate) memberships: Vec<(i64, i64)>,
    hash: Fingerprint,
    pub(crate) count: u32,
}

/// What a list of members says.
#[derive(Debug, Default)]
pub(crate) struct Joined {
    /// Members that are missing in it; `None` when there are none.
    pub(crate) leaving: Option<Leaving>,
    /// The rows of its members, in order; `None` for the list that is in the store already.
    pub(crate) listed: Option<Box<[i64]>>,
}

/// Adds the members that are new. Those that are missing are returned and stay until [`leave`]: the
/// end of a read decides whether they are gone.
pub(crate) fn join_members(
    db: &Database,
    connection: i64,
    read: u32,
    group: i64,
    members: &[MemberSeen],
    ids: &mut AccountIds,
) -> Result<Joined> {
    let mut wanted: Vec<&MemberSeen> = members.iter().filter(|seen| !seen.id.is_empty()).collect();
    wanted.sort_by(|one, other| one.id.cmp(&other.id));
    wanted.dedup_by(|one, other| one.id == other.id);
    let texts: Vec<&str> = wanted.iter().map(|member| member.id.as_str()).collect();
    let hash = fingerprint(&serde_json::to_string(&texts).unwrap_or_default());
    let (old_hash, members_read): (Option<Vec<u8>>, Option<u32>) = db
        .prepare_cached("SELECT members_hash, members_read FROM groups WHERE id = ?1")?
        .query_row([group], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if members_read.is_some_and(|newer| newer > read) || old_hash.as_deref() == Some(&hash) {
        return Ok(Joined::default());
    }
    let mut left: HashMap<i64, (i64, bool)> = db
        .prepare_cached(
            "SELECT subject, id, own FROM memberships WHERE grp = ?1 AND until_read IS NULL",
        )?
        .query_map([group], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?
        .collect::<rusqlite::Result<_>>()?;
    let mut join = db.prepare_cached(
        "INSERT INTO memberships (grp, subject, from_read, kind, display)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let mut is_listed = db.prepare_cached("UPDATE memberships SET own = 0 WHERE id = ?1")?;
    let with_ids = wanted.iter().map(|member| (member.id.as_str(), *member));
    let (wanted, other_case) =
        subjects_of(db, connection, with_ids, ids, |id| subject(db, connection, id))?;
    db.prepare_cached("UPDATE groups SET other_case = ?2 WHERE id = ?1")?
        .execute((group, other_case))?;
    let mut joined = 0_u32;
    for (subject, member) in &wanted {
        match left.remove(subject) {
            Some((_, false)) => {}
            Some((membership, true)) => {
                is_listed.execute([membership])?;
                joined += 1;
            }
            None => {
                let kind = shown(member.kind.as_deref().unwrap_or_default());
                let display = shown(member.display.as_deref().unwrap_or_default());
                join.execute(params![group, subject, read, kind, display])?;
                joined += 1;
            }
        }
    }
    // Who is in it by the account's own word alone is not for the list to say.
    let of_the_list = left.into_iter().filter(|(_, (_, own))| !own);
    let memberships = of_the_list.map(|(subject, (id, _))| (id, subject)).collect();
    let listed = Some(wanted.iter().map(|(subject, _)| *subject).collect());
    let count = u32::try_from(wanted.len()).unwrap_or(u32::MAX);
    let leaving = Leaving { memberships, hash, count };
    if leaving.memberships.is_empty() {
        leave(db, read, group, &leaving)?;
        return Ok(Joined { leaving: None, listed });
    }
    // Until the end of the read: the next one has to compare them again.
    db.prepare_cached(
        "UPDATE groups SET members_hash = NULL, member_count = member_count + ?2 WHERE id = ?1",
    )?
    .execute((group, joined))?;
    Ok(Joined { leaving: Some(leaving), listed })
}

/// Ends the memberships that are missing, unless something newer has seen the group.
pub(crate) fn leave(db: &Database, read: u32, group: i64, leaving: &Leaving) -> Result<()> {
    let changed = db
        .prepare_cached(
            "UPDATE groups SET members_hash = ?2, members_read = ?3, member_count = ?4,
               first_members_read = coalesce(first_members_read, ?3)
             WHERE id = ?1 AND coalesce(members_read, 0) <= ?3",
        )?
        .execute(params![group, leaving.hash, read, leaving.count])?;
    if changed == 0 {
        return Ok(());
    }
    let mut leave = db.prepare_cached(
        "UPDATE memberships SET until_read = ?2 WHERE id = ?1 AND until_read IS NULL",
    )?;
    for (membership, _) in &leaving.memberships {
        leave.execute((membership, read))?;
    }
    Ok(())
}

/// A complete list of groups does not have it: it is not listed, and has no members.
pub(crate) fn miss(db: &Database, read: u32, group: i64) -> Result<()> {
    db.prepare_cached(
        "UPDATE groups SET listed = 0, seen_read = ?2, gone_read = ?2, members_read = NULL,
           members_hash = NULL, member_count = 0, named_by = NULL, unproven = 0, other_case = 0
         WHERE id = ?1",
    )?
    .execute((group, read))?;
    db.prepare_cached(
        "UPDATE memberships SET until_read = ?2 WHERE grp = ?1 AND until_read IS NULL",
    )?
    .execute((group, read))?;
    Ok(())
}
