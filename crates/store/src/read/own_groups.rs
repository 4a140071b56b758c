//! What accounts say of their own groups, beside the groups' lists of members. A list that leaves out
//! accounts which name the group was cut: who is in it is not proven, and both together are the best
//! that is known.

use crate::{db::error::Result, ids::GroupId, read::seen_rows::SeenRows};
use rusqlite::{Connection as Database, OptionalExtension};
use std::collections::{HashMap, HashSet};

/// Groups that the accounts of one read name, without their texts, and the lists beside them.
#[derive(Clone, Debug, Default)]
pub(crate) struct OwnGroups {
    numbers: HashMap<GroupId, u32>,
    /// By the row of an account: where `named` says its groups, from 1, and 0 for one that says
    /// nothing. Rows are numbered without great gaps, so that a list is smaller than a map.
    of: Vec<u32>,
    /// For each account how many groups it names, and their numbers.
    named: Vec<u32>,
    /// The newest list of each group, in the order of its rows; without those that are unchanged
    /// since an earlier read.
    lists: HashMap<i64, Box<[i64]>>,
}

impl OwnGroups {
    /// What an account says; the last time counts.
    pub(crate) fn say(&mut self, subject: i64, groups: Option<&[GroupId]>) {
        let Ok(row) = usize::try_from(subject) else { return };
        let Some(groups) = groups else {
            if let Some(place) = self.of.get_mut(row) {
                *place = 0;
            }
            return;
        };
        if row >= self.of.len() {
            self.of.resize(row + 1, 0);
        }
        // Without the count at its start.
        let known = self.named_at(self.of[row]).len();
        let mut at = match self.of[row] {
            // As in an earlier pass, mostly: its place is taken again.
            place if place > 0 && known >= groups.len() => place as usize - 1,
            _ => {
                let at = self.named.len();
                self.named.resize(at + 1 + groups.len(), 0);
                self.of[row] = u32::try_from(at + 1).unwrap_or(0);
                at
            }
        };
        self.named[at] = u32::try_from(groups.len()).unwrap_or(u32::MAX);
        for group in groups {
            at += 1;
            self.named[at] = self.number(group);
        }
    }

    fn number(&mut self, group: &GroupId) -> u32 {
        if let Some(known) = self.numbers.get(group) {
            return *known;
        }
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        self.numbers.insert(GroupId::from(group.to_string()), next);
        next
    }

    /// The numbers of the groups at a place of `of`.
    fn named_at(&self, place: u32) -> &[u32] {
        let at = place as usize;
        match at.checked_sub(1).and_then(|before| self.named.get(before)) {
            Some(count) => &self.named[at..at + *count as usize],
            None => &[],
        }
    }

    /// Whether any account says which groups it is in.
    fn tells(&self) -> bool {
        self.of.iter().any(|place| *place > 0)
    }

    /// The list of a group; `None` for one that is unchanged since an earlier read.
    pub(crate) fn list(&mut self, group: i64, listed: Option<Box<[i64]>>) {
        match listed {
            Some(listed) => self.lists.insert(group, listed),
            None => self.lists.remove(&group),
        };
    }

    /// Accounts by the group that they name.
    fn by_group(&self) -> HashMap<&str, Vec<i64>> {
        let mut names = vec![""; self.numbers.len()];
        for (name, number) in &self.numbers {
            if let Some(place) = names.get_mut(*number as usize) {
                *place = name.as_str();
            }
        }
        let mut by_group: HashMap<&str, Vec<i64>> = HashMap::new();
        for (subject, place) in (0_i64..).zip(&self.of) {
            for number in self.named_at(*place) {
                if let Some(name) = names.get(*number as usize) {
                    by_group.entry(name).or_default().push(subject);
                }
            }
        }
        by_group
    }
}

/// A group whose list leaves out accounts that name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unproven {
    pub(crate) name: String,
    /// Members of its list.
    pub(crate) listed: u32,
    /// Accounts that name it.
    pub(crate) named_by: u32,
}

fn counted(number: u32, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

/// What a read has found beside its lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Beside {
    pub(crate) unproven: Vec<Unproven>,
    /// Members that were matched to accounts whose id differs in case.
    pub(crate) other_case: u32,
}

impl Beside {
    /// As sentences; empty when there is nothing to say.
    pub(crate) fn words(&self) -> String {
        const SHOWN: usize = 3;
        let mut words = String::new();
        for one in self.unproven.iter().take(SHOWN) {
            words.push_str(&format!(
                " “{}” lists {} and {} it: members not proven.",
                one.name,
                counted(one.listed, "member", "members"),
                counted(one.named_by, "account names", "accounts name")
            ));
        }
        let more = self.unproven.len().saturating_sub(SHOWN);
        if more > 0 {
            let groups = if more == 1 { "group" } else { "groups" };
            words.push_str(&format!(" The same of {more} more {groups}."));
        }
        if self.other_case > 0 {
            words.push_str(&format!(
                " {} member {} from an account only in the case of the id and {} taken for that account.",
                self.other_case,
                if self.other_case == 1 { "entry differs" } else { "entries differ" },
                if self.other_case == 1 { "is" } else { "are" },
            ));
        }
        words
    }
}

/// Compares the lists of a read with what its accounts say, and keeps who is in a group
/// by the account's word alone.
pub(crate) fn compare(
    db: &Database,
    connection: i64,
    read: u32,
    seen: &mut SeenRows,
    own: &OwnGroups,
) -> Result<Beside> {
    let mut named: HashMap<i64, Vec<i64>> = HashMap::new();
    for (id, subjects) in own.by_group() {
        if let Some(group) = group_of(db, connection, id)? {
            named.entry(group).or_default().extend(subjects);
        }
    }
    let mut beside = Beside::default();
    let tells = own.tells();
    let groups: Vec<i64> = seen.members.iter().collect();
    let by_id = with_groups_in_them(db, connection)?;
    for group in groups {
        let named_by = named.remove(&group).unwrap_or_default();
        let (other_case, unproven_before): (u32, u32) = db
            .prepare_cached("SELECT other_case, unproven FROM groups WHERE id = ?1")?
            .query_row([group], |row| Ok((row.get(0)?, row.get(1)?)))?;
        beside.other_case += other_case;
        let missing = match seen.nested.contains(group) || by_id.contains(&group) {
            // Who is in a group within it is in it too, and in no list of its own.
            true => HashSet::new(),
            false => match own.lists.get(&group) {
                Some(listed) => not_among(listed, &named_by),
                None => missing(db, group, &named_by, seen)?,
            },
        };
        // A member that the list no longer has but whose account still names the group does not
        // leave.
        let mut listed = None;
        if let Some(leaving) = seen.leaving.get_mut(&group) {
            listed = Some(leaving.count);
            let stays = |(_, subject): &(i64, i64)| missing.contains(subject);
            let mut alone = db.prepare_cached("UPDATE memberships SET own = 1 WHERE id = ?1")?;
            for (membership, _) in leaving.memberships.extract_if(.., |one| stays(one)) {
                alone.execute([membership])?;
            }
        }
        // Without one before and one now there is nothing to compare.
        let count = match unproven_before == 0 && missing.is_empty() {
            true => 0,
            false => keep(db, read, group, &missing)?,
        };
        let named_by = u32::try_from(named_by.len()).unwrap_or(u32::MAX);
        db.prepare_cached("UPDATE groups SET named_by = ?2, unproven = ?3 WHERE id = ?1")?
            .execute((group, tells.then_some(named_by), count))?;
        if count > 0 {
            beside.unproven.push(
                db.prepare_cached("SELECT name, member_count FROM groups WHERE id = ?1")?
                    .query_row([group], |row| {
                        let listed = match listed {
                            Some(listed) => listed,
                            None => row.get(1)?,
                        };
                        Ok(Unproven { name: row.get(0)?, listed, named_by })
                    })?,
            );
        }
    }
    beside.unproven.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(beside)
}

/// The listed group of this id, also where the id differs in case from exactly one.
fn group_of(db: &Database, connection: i64, id: &str) -> Result<Option<i64>> {
    let exact: Option<i64> = db
        .prepare_cached(
            "SELECT id FROM groups WHERE connection = ?1 AND scim_id = ?2 AND listed = 1",
        )?
        .query_row((connection, id), |row| row.get(0))
        .optional()?;
    if exact.is_some() {
        return Ok(exact);
    }
    let mut alike = db.prepare_cached(
        "SELECT id FROM groups
         WHERE connection = ?1 AND lower(scim_id) = lower(?2) AND listed = 1 LIMIT 2",
    )?;
    let found: Vec<i64> =
        alike.query_map((connection, id), |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(match found.as_slice() {
        [only] => Some(*only),
        _ => None,
    })
}

/// Groups of which a member has the id of a group.
fn with_groups_in_them(db: &Database, connection: i64) -> Result<HashSet<i64>> {
    let mut found = db.prepare_cached(
        "SELECT m.grp FROM groups g
           JOIN subjects s ON s.connection = g.connection AND s.scim_id = g.scim_id
           JOIN memberships m ON m.subject = s.id AND m.until_read IS NULL AND m.own = 0
           WHERE g.connection = ?1",
    )?;
    let found = found.query_map([connection], |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Accounts that name a group and are not in its list, which is in order.
fn not_among(listed: &[i64], named_by: &[i64]) -> HashSet<i64> {
    named_by.iter().filter(|subject| listed.binary_search(subject).is_err()).copied().collect()
}

/// The same for a list that is in the store alone.
fn missing(db: &Database, group: i64, named_by: &[i64], seen: &SeenRows) -> Result<HashSet<i64>> {
    let leaving: HashSet<i64> = seen
        .leaving
        .get(&group)
        .map(|leaving| leaving.memberships.iter().map(|(_, subject)| *subject).collect())
        .unwrap_or_default();
    let mut missing: HashSet<i64> = named_by.iter().copied().collect();
    if missing.is_empty() {
        return Ok(missing);
    }
    let mut listed = db.prepare_cached(
        "SELECT subject FROM memberships WHERE grp = ?1 AND until_read IS NULL AND own = 0",
    )?;
    let mut rows = listed.query([group])?;
    while let Some(row) = rows.next()? {
        let subject = row.get(0)?;
        if !leaving.contains(&subject) {
            missing.remove(&subject);
        }
    }
    Ok(missing)
}

/// Exactly these are in the group by their own word alone; how many they are.
fn keep(db: &Database, read: u32, group: i64, missing: &HashSet<i64>) -> Result<u32> {
    let mut left = missing.clone();
    let known: Vec<(i64, i64)> = db
        .prepare_cached(
            "SELECT id, subject FROM memberships
             WHERE grp = ?1 AND until_read IS NULL AND own = 1",
        )?
        .query_map([group], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (membership, subject) in known {
        if !left.remove(&subject) {
            end(db, membership, read)?;
        }
    }
    for subject in left {
        begin(db, read, group, subject)?;
    }
    Ok(u32::try_from(missing.len()).unwrap_or(u32::MAX))
}

fn begin(db: &Database, read: u32, group: i64, subject: i64) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO memberships (grp, subject, from_read, kind, display, own)
         VALUES (?1, ?2, ?3, 'User', '', 1)",
    )?
    .execute((group, subject, read))?;
    Ok(())
}

fn end(db: &Database, membership: i64, read: u32) -> Result<()> {
    db.prepare_cached("UPDATE memberships SET until_read = ?2 WHERE id = ?1")?
        .execute((membership, read))?;
    Ok(())
}

/// An account that was read alone says of itself which groups it is in. It counts for those whose
/// own list is not proven.
pub(crate) fn one_account(
    db: &Database,
    connection: i64,
    read: u32,
    subject: i64,
    groups: &[GroupId],
) -> Result<()> {
    let mut named = HashSet::new();
    for id in groups {
        named.extend(group_of(db, connection, id.as_str())?);
    }
    let unproven: Vec<i64> = db
        .prepare_cached(
            "SELECT id FROM groups WHERE connection = ?1 AND listed = 1 AND unproven > 0",
        )?
        .query_map([connection], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for group in unproven {
        let now: Option<(i64, bool)> = db
            .prepare_cached(
                "SELECT id, own FROM memberships
                 WHERE grp = ?1 AND subject = ?2 AND until_read IS NULL",
            )?
            .query_row((group, subject), |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        match (now, named.contains(&group)) {
            (Some((membership, own)), false) => {
                end(db, membership, read)?;
                let (listed, alone) = if own { (0, 1) } else { (1, 0) };
                db.prepare_cached(
                    "UPDATE groups SET members_hash = NULL, member_count = member_count - ?2,
                       unproven = max(unproven - ?3, 1) WHERE id = ?1",
                )?
                .execute((group, listed, alone))?;
            }
            (None, true) => {
                begin(db, read, group, subject)?;
                db.prepare_cached("UPDATE groups SET unproven = unproven + 1 WHERE id = ?1")?
                    .execute([group])?;
            }
            _ => {}
        }
    }
    Ok(())
}
