//! People as the table asks for them.

use crate::{
    connections::connection::freshness,
    db::error::{Result, StoreError},
    db::pool::Store,
    ids::{AccountId, AccountRef, ConnectionId},
    moment::Moment,
    text::fold::words,
    text::search::list,
    users::page::freshness_of,
    users::write::AccountState,
};
use rusqlite::{Connection as Database, OptionalExtension, Row, types::Value};
use std::collections::HashMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PeopleFilter {
    NotInList,
    LeftActive,
    /// The list does not say whether they work here.
    NotKnown,
    NoApp,
    Admins,
    TwoInOneApp,
    Proposed,
    /// Matched by address although the employee numbers differ.
    OtherNumber,
    Shared,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PeopleSort {
    #[default]
    Name,
    Email,
    Department,
    Apps,
    Groups,
    /// What active accounts cost, in any currency.
    Seats,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleQuery {
    pub text: String,
    pub filters: Vec<PeopleFilter>,
    /// Only these.
    pub among: Option<Vec<u32>>,
    pub sort: PeopleSort,
    pub descending: bool,
    pub offset: u32,
    pub limit: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonAccount {
    pub connection_id: ConnectionId,
    pub account_id: AccountId,
    pub subject: i64,
    pub state: AccountState,
    pub why: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: u32,
    pub name: String,
    pub email: String,
    pub entry: Option<i64>,
    pub entry_key: String,
    pub list_state: u8,
    pub list_day: Option<String>,
    pub department: String,
    pub shared: Option<String>,
    pub admin: bool,
    pub proposed: bool,
    /// Groups that its accounts are in; `None`: members of some group of these apps were not read.
    pub groups: Option<u32>,
    pub accounts: Vec<PersonAccount>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeoplePage {
    pub rows: Vec<Person>,
    pub total: u32,
    pub all: u32,
    pub as_of: Option<Moment>,
    pub complete: bool,
}

/// Two who may be one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub id: u32,
    pub one: u32,
    pub other: u32,
    pub a: String,
    pub b: String,
    pub why: String,
}

/// A person by one of their accounts, and what of theirs is active.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonNow {
    pub id: Option<u32>,
    /// Accounts that were listed as active last: those of the person, those that were asked for, and
    /// those that have the user name of one of these; in another app only where that is an address,
    /// since `jdoe` may be someone else there. Who is who may have changed since.
    pub active: Vec<ActiveNow>,
}

/// An account that is active as its app was read last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActiveNow {
    pub connection_id: ConnectionId,
    pub account_id: AccountId,
    /// Start of the newest read that saw it.
    pub read_at: Moment,
    /// Start of the first read that saw it, where it only has a user name of theirs.
    pub first_seen: Option<Moment>,
}

/// When an account was listed first.
const FIRST_SEEN: &str = "(SELECT r.started_at FROM reads r WHERE r.id = coalesce(
    (SELECT min(p.from_read) FROM account_pasts p WHERE p.subject = a.subject), a.since_read))";

/// Active accounts for which something holds; the fourth column is NULL unless it is asked for.
fn active_where(what: &str, first_seen: &str) -> String {
    let first_seen = if first_seen.is_empty() { "NULL" } else { first_seen };
    format!(
        "SELECT c.id, s.scim_id,
                (SELECT r.started_at FROM reads r WHERE r.id = max(a.seen_read, c.users_read)),
                {first_seen}
         FROM accounts a
         JOIN subjects s ON s.id = a.subject
         JOIN connections c ON c.key = s.connection
         LEFT JOIN person_accounts pa ON pa.subject = a.subject
         WHERE a.state = 0 AND c.removed_at IS NULL AND {what} ORDER BY c.key, s.scim_id"
    )
}

fn active_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<ActiveNow> {
    Ok(ActiveNow {
        connection_id: row.get(0)?,
        account_id: row.get(1)?,
        read_at: row.get(2)?,
        first_seen: row.get(3)?,
    })
}

const PERSON_OF: &str = "SELECT pa.person FROM person_accounts pa
    JOIN subjects s ON s.id = pa.subject
    JOIN connections c ON c.key = s.connection
    WHERE c.id = ?1 AND s.scim_id = ?2";

const ACCOUNTS: &str =
    "FROM person_accounts pa JOIN accounts a ON a.subject = pa.subject WHERE pa.person = p.id";

fn condition(filter: PeopleFilter) -> String {
    match filter {
        PeopleFilter::NotInList => format!(
            "p.list_state = 0 AND p.shared IS NULL AND EXISTS (SELECT 1 {ACCOUNTS} AND a.state = 0)"
        ),
        PeopleFilter::LeftActive => {
            format!("p.list_state = 3 AND EXISTS (SELECT 1 {ACCOUNTS} AND a.state = 0)")
        }
        PeopleFilter::NotKnown => "p.list_state = 5".to_owned(),
        PeopleFilter::NoApp => {
            format!(
                "p.list_state IN (1, 2, 5) AND NOT EXISTS (SELECT 1 {ACCOUNTS} AND a.state < 2)"
            )
        }
        PeopleFilter::Admins => "p.admin = 1".to_owned(),
        PeopleFilter::TwoInOneApp => "p.twice = 1".to_owned(),
        PeopleFilter::Proposed => "(p.id IN (SELECT one FROM tie_proposals)
             OR p.id IN (SELECT other FROM tie_proposals))"
            .to_owned(),
        PeopleFilter::OtherNumber => "p.other_number = 1".to_owned(),
        PeopleFilter::Shared => "p.shared IS NOT NULL".to_owned(),
    }
}

fn order(sort: PeopleSort, descending: bool) -> String {
    let down = if descending { " DESC" } else { "" };
    match sort {
        PeopleSort::Name => format!("p.name_key{down}, p.id{down}"),
        PeopleSort::Email => format!("p.email{down}, p.id"),
        PeopleSort::Department => format!("p.department_key{down}, p.name_key, p.id"),
        PeopleSort::Apps => format!("p.apps{down}, p.name_key, p.id"),
        PeopleSort::Seats => format!(
            "(SELECT sum(CAST(c.seat_price AS REAL)) FROM person_accounts pa
              JOIN accounts a ON a.subject = pa.subject AND a.state = 0
              JOIN connections c ON c.key = a.connection
              WHERE pa.person = p.id){down}, p.name_key, p.id"
        ),
        PeopleSort::Groups => format!(
            "(SELECT count(*) FROM person_accounts pa JOIN memberships m ON m.subject = pa.subject
              WHERE pa.person = p.id AND m.until_read IS NULL){down}, p.name_key, p.id"
        ),
    }
}

const COLUMNS: &str = "p.id, p.name, p.email, p.entry, p.entry_key, p.list_state, p.list_day,
    p.department, p.shared, p.admin,
    p.id IN (SELECT one FROM tie_proposals) OR p.id IN (SELECT other FROM tie_proposals)";

fn of_row(row: &Row<'_>) -> rusqlite::Result<Person> {
    Ok(Person {
        id: row.get(0)?,
        name: row.get(1)?,
        email: row.get(2)?,
        entry: row.get(3)?,
        entry_key: row.get(4)?,
        list_state: row.get(5)?,
        list_day: row.get(6)?,
        department: row.get(7)?,
        shared: row.get(8)?,
        admin: row.get(9)?,
        proposed: row.get(10)?,
        groups: None,
        accounts: Vec::new(),
    })
}

/// Their accounts and numbers of groups.
fn complete(db: &Database, people: &mut [Person]) -> Result<()> {
    let connections = freshness(db)?;
    let known: HashMap<i64, _> = connections.iter().map(|one| (one.key, one)).collect();
    let ids: Vec<i64> = people.iter().map(|person| i64::from(person.id)).collect();
    let mut accounts = db.prepare(&format!(
        "SELECT pa.person, a.connection, s.scim_id, pa.subject, a.state, pa.why,
                (SELECT count(*) FROM memberships m
                 WHERE m.subject = pa.subject AND m.until_read IS NULL)
         FROM person_accounts pa
         JOIN accounts a ON a.subject = pa.subject JOIN subjects s ON s.id = pa.subject
         WHERE pa.person IN ({}) ORDER BY a.connection, a.state, pa.subject",
        list(&ids)
    ))?;
    let places: HashMap<u32, usize> = people.iter().map(|one| one.id).zip(0..).collect();
    for person in people.iter_mut() {
        person.groups = Some(0);
    }
    let mut rows = accounts.query([])?;
    while let Some(row) = rows.next()? {
        let person = places.get(&row.get(0)?).and_then(|at| people.get_mut(*at));
        let (Some(person), Some(connection)) = (person, known.get(&row.get(1)?)) else { continue };
        let groups: u32 = row.get(6)?;
        person.groups = person.groups.filter(|_| connection.members_known).map(|so| so + groups);
        person.accounts.push(PersonAccount {
            connection_id: connection.id.clone(),
            account_id: row.get(2)?,
            subject: row.get(3)?,
            state: AccountState::of_number(row.get(4)?),
            why: row.get(5)?,
        });
    }
    Ok(())
}

impl Store {
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn people(&self, query: &PeopleQuery) -> Result<PeoplePage> {
        self.read(|db| {
            let mut conditions: Vec<String> =
                query.filters.iter().map(|filter| condition(*filter)).collect();
            let mut values: Vec<Value> = Vec::new();
            for word in words(&query.text) {
                conditions.push("instr(p.text, ?) > 0".to_owned());
                values.push(Value::from(word));
            }
            if let Some(among) = &query.among {
                let ids: Vec<i64> = among.iter().map(|id| i64::from(*id)).collect();
                conditions.push(format!("p.id IN ({})", list(&ids)));
            }
            let wanted = if conditions.is_empty() {
                String::new()
            } else {
                format!("WHERE {}", conditions.join(" AND "))
            };
            let values = rusqlite::params_from_iter(values.iter());
            let total = db
                .prepare_cached(&format!("SELECT count(*) FROM people p {wanted}"))?
                .query_row(values.clone(), |row| row.get(0))?;
            let mut rows: Vec<Person> = db
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM people p {wanted} ORDER BY {} LIMIT {} OFFSET {}",
                    order(query.sort, query.descending),
                    query.limit,
                    query.offset
                ))?
                .query_map(values, of_row)?
                .collect::<rusqlite::Result<_>>()?;
            complete(db, &mut rows)?;
            let connections = freshness(db)?;
            let asked: Vec<_> = connections.iter().collect();
            let (as_of, complete) = freshness_of(db, &asked)?;
            let all = match wanted.is_empty() {
                true => total,
                false => db
                    .prepare_cached("SELECT count(*) FROM people")?
                    .query_row([], |row| row.get(0))?,
            };
            Ok(PeoplePage { rows, total, all, as_of, complete })
        })
    }

    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn person(&self, id: u32) -> Result<Person> {
        self.read(|db| {
            let mut person: Vec<Person> = db
                .prepare_cached(&format!("SELECT {COLUMNS} FROM people p WHERE p.id = ?1"))?
                .query_map([id], of_row)?
                .collect::<rusqlite::Result<_>>()?;
            complete(db, &mut person)?;
            person.pop().ok_or_else(|| StoreError::not_found(format!("person {id}")))
        })
    }

    /// Body and row of an entry of the HR list.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn truth_entry(&self, id: i64) -> Result<Option<(u32, String)>> {
        self.read(|db| {
            Ok(db
                .prepare_cached("SELECT row, body FROM truth_entries WHERE id = ?1")?
                .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?)
        })
    }

    /// Person of an account, by its connection's id and its own.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn person_of(
        &self,
        connection_id: &ConnectionId,
        account_id: &AccountId,
    ) -> Result<Option<u32>> {
        self.read(|db| {
            Ok(db
                .prepare_cached(PERSON_OF)?
                .query_row((connection_id, account_id), |row| row.get(0))
                .optional()?)
        })
    }

    /// Who has any of these accounts, each by its connection's id and its own, and what that person
    /// has that is active.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn people_behind(&self, accounts: &[Vec<AccountRef>]) -> Result<Vec<PersonNow>> {
        self.read(|db| {
            let mut person_of = db.prepare_cached(PERSON_OF)?;
            let mut theirs = db.prepare_cached(&active_where("pa.person = ?1", ""))?;
            let mut own = db.prepare_cached(&active_where("c.id = ?1 AND s.scim_id = ?2", ""))?;
            let mut named = db.prepare_cached(&active_where(
                "a.user_name_key <> '' AND a.user_name_key = (
                   SELECT o.user_name_key FROM accounts o
                   JOIN subjects os ON os.id = o.subject
                   JOIN connections oc ON oc.key = os.connection
                   WHERE oc.id = ?1 AND os.scim_id = ?2)
                 AND (c.id = ?1 OR instr(a.user_name_key, '@') > 0)",
                FIRST_SEEN,
            ))?;
            let mut found = Vec::with_capacity(accounts.len());
            for accounts in accounts {
                let mut person = None;
                for one in accounts {
                    person = person_of
                        .query_row((&one.connection_id, &one.account_id), |row| {
                            row.get::<_, u32>(0)
                        })
                        .optional()?;
                    if person.is_some() {
                        break;
                    }
                }
                let mut active: Vec<ActiveNow> = Vec::new();
                let mut take = |rows: Vec<ActiveNow>| {
                    for row in rows {
                        let key = |one: &ActiveNow| {
                            (one.connection_id == row.connection_id)
                                && one.account_id == row.account_id
                        };
                        if !active.iter().any(key) {
                            active.push(row);
                        }
                    }
                };
                take(theirs.query_map([person], active_row)?.collect::<rusqlite::Result<_>>()?);
                for one in accounts {
                    let key = (&one.connection_id, &one.account_id);
                    take(own.query_map(key, active_row)?.collect::<rusqlite::Result<_>>()?);
                }
                for one in accounts {
                    let key = (&one.connection_id, &one.account_id);
                    take(named.query_map(key, active_row)?.collect::<rusqlite::Result<_>>()?);
                }
                found.push(PersonNow { id: person, active });
            }
            Ok(found)
        })
    }

    /// Proposals about a person, or all of them.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn proposals(&self, person: Option<u32>) -> Result<Vec<Proposal>> {
        self.read(|db| {
            let mut all = db.prepare_cached(
                "SELECT id, one, other, a, b, why FROM tie_proposals
                 WHERE ?1 IS NULL OR one = ?1 OR other = ?1 ORDER BY id",
            )?;
            let rows = all.query_map([person], |row| {
                Ok(Proposal {
                    id: row.get(0)?,
                    one: row.get(1)?,
                    other: row.get(2)?,
                    a: row.get(3)?,
                    b: row.get(4)?,
                    why: row.get(5)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Active accounts of each connection whose person is not in the list, or left; by connection
    /// id: not listed, left.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn unaccounted(&self) -> Result<HashMap<ConnectionId, (u32, u32)>> {
        self.read(|db| {
            let mut found = db.prepare_cached(
                "SELECT c.id, sum(p.list_state = 0 AND p.shared IS NULL), sum(p.list_state = 3)
                 FROM people p
                 JOIN person_accounts pa ON pa.person = p.id
                 JOIN accounts a ON a.subject = pa.subject AND a.state = 0
                 JOIN connections c ON c.key = a.connection
                 WHERE p.list_state IN (0, 3) GROUP BY c.id",
            )?;
            let rows = found.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }
}
