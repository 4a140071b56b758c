//! A page of the accounts table.
//!
//! Two ways to a page. *Few* rows match: they are collected through what the filter's index finds
//! and sorted. *Many* match: the index of the sort is walked, from the nearer end, and rows that
//! do not match are passed by. Counting first tells which it is.

use crate::{
    connection::{Freshness, freshness},
    error::Result,
    filter::{Filter, keys},
    open::Store,
    order::Order,
    user_query::{UserPage, UserQuery, UserSort},
    user_row::rows_of,
};
use rusqlite::{Connection as Database, OptionalExtension};

/// Rows that are collected and sorted rather than met on a walk.
const FEW: u32 = 5_000;

impl Store {
    /// Rows `offset .. offset + limit` of a query, with the total and how fresh and complete
    /// they are.
    ///
    /// # Errors
    /// Of the database. A connection or group that does not exist has no rows.
    pub fn users(&self, query: &UserQuery) -> Result<UserPage> {
        self.read(|db| page(db, query))
    }
}

fn page(db: &Database, query: &UserQuery) -> Result<UserPage> {
    let every = freshness(db)?;
    let asked: Vec<&Freshness> = every
        .iter()
        .filter(|one| query.connections.is_empty() || query.connections.contains(&one.id))
        .collect();
    let (as_of, complete) = freshness_of(db, &asked)?;
    let all = count_all(db, query, &asked)?;
    let empty = UserPage { rows: Vec::new(), total: 0, all, as_of, complete };
    let Some(filter) = Filter::of(db, query, &asked)? else { return Ok(empty) };
    let total = if filter.is_empty() { all } else { filter.count(db)? };
    if query.offset >= total || query.limit == 0 {
        return Ok(UserPage { total, ..empty });
    }
    let subjects = if total <= FEW && !filter.is_empty() {
        filter.collect(db, query, &every)?
    } else if query.sort == UserSort::Connection {
        walk_connections(db, query, &filter, &asked)?
    } else {
        filter.walk(db, query, &every, total)?
    };
    Ok(UserPage { rows: rows_of(db, &every, &subjects)?, total, ..empty })
}

/// Oldest moment behind the rows of these connections, and whether all ended complete.
pub(crate) fn freshness_of(db: &Database, asked: &[&Freshness]) -> Result<(Option<String>, bool)> {
    let mut oldest: Option<u32> = None;
    let mut complete = true;
    for one in asked {
        let newest: Option<String> = db
            .prepare_cached("SELECT verdict FROM reads WHERE id = ?1")?
            .query_row([one.newest_read], |row| row.get(0))
            .optional()?;
        complete &= newest.as_deref() == Some("complete");
        let behind = if one.users_read > 0 {
            Some(one.users_read)
        } else {
            db.prepare_cached("SELECT min(seen_read) FROM accounts WHERE connection = ?1")?
                .query_row([one.key], |row| row.get::<_, Option<u32>>(0))?
        };
        oldest = oldest.into_iter().chain(behind).min();
    }
    let as_of = match oldest {
        None => None,
        Some(read) => db
            .prepare_cached("SELECT started_at FROM reads WHERE id = ?1")?
            .query_row([read], |row| row.get(0))
            .optional()?,
    };
    Ok((as_of, complete && !asked.is_empty()))
}

fn count_all(db: &Database, query: &UserQuery, asked: &[&Freshness]) -> Result<u32> {
    let mut sql = "SELECT count(*) FROM accounts INDEXED BY accounts_by_count".to_owned();
    if query.connections.is_empty() {
        // INDEXED BY wants a use for the index.
        sql.push_str(" WHERE connection > 0");
    } else {
        sql.push_str(&format!(" WHERE connection IN ({})", keys(asked)));
    }
    Ok(db.prepare_cached(&sql)?.query_row([], |row| row.get(0))?)
}

/// Sorted by connection, many rows: the connections one after the other.
fn walk_connections(
    db: &Database,
    query: &UserQuery,
    filter: &Filter,
    asked: &[&Freshness],
) -> Result<Vec<i64>> {
    let order = Order {
        source: "INDEXED BY accounts_by_connection".to_owned(),
        columns: ["a.name_key", "a.state", "a.subject"].map(str::to_owned).to_vec(),
    };
    let counts = filter.count_by_connection(db)?;
    let mut in_order: Vec<&&Freshness> = asked.iter().collect();
    if query.descending {
        in_order.reverse();
    }
    let (mut offset, mut limit) = (query.offset, query.limit);
    let mut subjects = Vec::new();
    for connection in in_order {
        let count = counts.get(&connection.key).copied().unwrap_or(0);
        if offset >= count {
            offset -= count;
            continue;
        }
        let only = [format!("a.connection = {}", connection.key)];
        let met = filter.walk_from(db, &order, query.descending, &only, offset, limit)?;
        offset = 0;
        limit -= u32::try_from(met.len()).unwrap_or(limit);
        subjects.extend(met);
        if limit == 0 {
            break;
        }
    }
    Ok(subjects)
}
