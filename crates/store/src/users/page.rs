//! A page of the accounts table.
//!
//! Two ways to a page. *Few* rows match: they are collected through what the filter's index finds
//! and sorted. *Many* match: the index of the sort is walked, from the nearer end, and rows that
//! do not match are passed by. Counting first tells which it is. A sort by something that many
//! rows have in common goes part by part.

use crate::{
    connections::connection::{Freshness, freshness},
    db::error::Result,
    db::pool::Store,
    moment::Moment,
    users::filter::{Filter, Stretch},
    users::query::{UserPage, UserQuery, UserSort},
    users::row::rows_of,
    users::sort_plan::{Order, Part},
};
use rusqlite::{Connection as Database, OptionalExtension, types::Value};

/// Rows that are collected and sorted rather than met on a walk.
const FEW: u32 = 5_000;

impl Store {
    /// Rows `offset .. offset + limit` of a query, with the total and how fresh and complete
    /// they are.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    /// A connection or group that does not exist has no rows.
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
    let all = asked.iter().map(|one| one.accounts).sum();
    let empty = UserPage { rows: Vec::new(), total: 0, all, as_of, complete };
    let Some(filter) = Filter::of(db, query, &asked)? else { return Ok(empty) };
    let part = Part::of(query.sort);
    let mut parts = None;
    let total = if filter.is_empty() {
        all
    } else if let Some(found) = filter.found_alone() {
        found
    } else if let Some(part) = part {
        // Counting by parts takes hardly longer than counting, and is needed next.
        parts.insert(filter.parts(db, part)?).iter().map(|(_, count)| count).sum()
    } else {
        filter.count(db)?
    };
    if query.offset >= total || query.limit == 0 {
        return Ok(UserPage { total, ..empty });
    }
    let stretch =
        Stretch { descending: query.descending, offset: query.offset, limit: query.limit };
    let subjects = if total <= FEW && !filter.is_empty() {
        filter.collect(db, &Order::of_few(query.sort, &every), &stretch)?
    } else if let Some(part) = part {
        let parts = match parts {
            Some(parts) => parts,
            None => filter.parts(db, part)?,
        };
        part_by_part(db, (part, parts), query, &filter, &every)?
    } else {
        filter.walk(db, &Order::of_all(query.sort, &every), &stretch, total)?
    };
    Ok(UserPage { rows: rows_of(db, &every, &subjects)?, total, ..empty })
}

/// Oldest moment behind the rows of these connections, and whether all ended complete.
pub(crate) fn freshness_of(db: &Database, asked: &[&Freshness]) -> Result<(Option<Moment>, bool)> {
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

/// Many rows, sorted by what many have in common: finds the parts that the page lies in, then the
/// rows in those.
fn part_by_part(
    db: &Database,
    (part, mut parts): (Part, Vec<(Value, u32)>),
    query: &UserQuery,
    filter: &Filter,
    every: &[Freshness],
) -> Result<Vec<i64>> {
    if part == Part::Connection {
        let position = |value: &Value| every.iter().position(|one| *value == Value::from(one.key));
        parts.sort_by_key(|(value, _)| position(value));
    }
    if query.descending {
        parts.reverse();
    }
    let end = u64::from(query.offset) + u64::from(query.limit);
    let mut start = 0_u64;
    let mut subjects = Vec::new();
    // Small parts next to each other are collected in one go.
    let mut small: Vec<(Value, u32)> = Vec::new();
    let collect = |small: &mut Vec<(Value, u32)>, end_of_small: u64| -> Result<Vec<i64>> {
        if small.is_empty() {
            return Ok(Vec::new());
        }
        let start: u64 =
            end_of_small - small.iter().map(|(_, count)| u64::from(*count)).sum::<u64>();
        let values: Vec<Value> = small.drain(..).map(|(value, _)| value).collect();
        let stretch = stretch_of(query, start, end);
        filter.within(part, &values, true).collect(db, &Order::of_few(query.sort, every), &stretch)
    };
    for (value, count) in parts {
        let next = start + u64::from(count);
        if next <= u64::from(query.offset) {
            start = next;
            continue;
        }
        if start >= end {
            break;
        }
        if count <= FEW {
            small.push((value, count));
        } else {
            subjects.extend(collect(&mut small, start)?);
            let order = Order::of_all(UserSort::Name, every);
            let stretch = stretch_of(query, start, end.min(next));
            subjects
                .extend(filter.within(part, &[value], false).walk(db, &order, &stretch, count)?);
        }
        start = next;
    }
    subjects.extend(collect(&mut small, start)?);
    Ok(subjects)
}

/// The page, counted from a row where something starts.
fn stretch_of(query: &UserQuery, start: u64, end: u64) -> Stretch {
    let offset = u64::from(query.offset).saturating_sub(start);
    let limit = end.saturating_sub(start + offset);
    Stretch {
        descending: query.descending,
        offset: u32::try_from(offset).unwrap_or(u32::MAX),
        limit: u32::try_from(limit).unwrap_or(u32::MAX),
    }
}
