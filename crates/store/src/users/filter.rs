//! What rows of the accounts table must match, as SQL.

use crate::{
    connections::connection::Freshness,
    db::error::Result,
    text::fold::sort_key,
    text::search::{Condition, Found, list, search},
    users::query::UserQuery,
    users::sort_plan::{Order, Part},
};
use rusqlite::{Connection as Database, OptionalExtension, params_from_iter, types::Value};

/// Row numbers as JSON, so that the statement stays the same for all of them.
pub(crate) const ROWS: &str = "a.subject IN (SELECT value FROM json_each(?))";

const TEXTS: &str = "account_texts t";
const TEXTS_AND_ACCOUNTS: &str = "account_texts t CROSS JOIN accounts a ON a.subject = t.subject";

pub(crate) fn keys(asked: &[&Freshness]) -> String {
    list(&asked.iter().map(|one| one.key).collect::<Vec<_>>())
}

/// Which of the rows, and from which end.
pub(crate) struct Stretch {
    pub(crate) descending: bool,
    pub(crate) offset: u32,
    pub(crate) limit: u32,
}

/// What a row must match.
#[derive(Clone)]
pub(crate) struct Filter {
    /// `FROM` when few rows are expected: what finds them first.
    source: String,
    /// `source` finds few rows: texts are looked up for those.
    narrow: bool,
    /// Over a row `a` of `accounts` (and `m` of `memberships` when `source` has one).
    conditions: Vec<String>,
    values: Vec<Value>,
    /// Only by connection and state, which every index of a sort has.
    plain: bool,
    /// Rows that a text was found in, when nothing else is asked.
    found_alone: Option<u32>,
    /// The filter on a group as a condition, for a walk, where `source` does not find it.
    group: Option<i64>,
    text: Vec<Condition>,
}

impl Filter {
    /// `None`: nothing can match.
    pub(crate) fn of(
        db: &Database,
        query: &UserQuery,
        asked: &[&Freshness],
    ) -> Result<Option<Self>> {
        if asked.is_empty() {
            return Ok(None);
        }
        let mut filter = Self {
            source: "accounts a".to_owned(),
            narrow: false,
            plain: true,
            found_alone: None,
            conditions: Vec::new(),
            values: Vec::new(),
            group: None,
            text: Vec::new(),
        };
        if !query.connections.is_empty() {
            filter.conditions.push(format!("a.connection IN ({})", keys(asked)));
            filter.source = "accounts a INDEXED BY accounts_by_count".to_owned();
        }
        let mut states: Vec<i64> = query.statuses.iter().map(|s| i64::from(s.number())).collect();
        states.sort_unstable();
        states.dedup();
        if (1..3).contains(&states.len()) {
            filter.conditions.push(format!("a.state IN ({})", list(&states)));
            filter.source = "accounts a INDEXED BY accounts_by_count".to_owned();
            if query.connections.is_empty() {
                // Leads the index by its first column.
                filter.conditions.push(format!("a.connection IN ({})", keys(asked)));
            }
        }
        if query.stale_only && !filter.only_stale(asked) {
            return Ok(None);
        }
        filter.only_departments(query);
        if !filter.only_group(db, query, asked)? {
            return Ok(None);
        }
        let plain = filter.plain;
        match search(db, &query.text)? {
            Found::Everything => {}
            Found::Rows(rows) if rows.is_empty() => return Ok(None),
            Found::Rows(rows) => {
                filter.plain = false;
                if filter.is_empty() {
                    filter.found_alone = u32::try_from(rows.len()).ok();
                }
                filter.conditions.push(ROWS.to_owned());
                filter.values.push(Value::from(format!("[{}]", list(&rows))));
                if filter.group.is_none() {
                    filter.source = "accounts a NOT INDEXED".to_owned();
                }
            }
            Found::Common(conditions) => {
                filter.plain = false;
                filter.text = conditions;
                filter.narrow |=
                    plain && !filter.conditions.is_empty() && filter.is_narrow(db, asked)?;
            }
        }
        Ok(Some(filter))
    }

    /// Whether connections and states leave so few rows that looking their texts up one by one is
    /// quicker than going through all texts.
    fn is_narrow(&self, db: &Database, asked: &[&Freshness]) -> Result<bool> {
        let sql =
            format!("SELECT count(*) FROM {} WHERE {}", self.source, self.conditions.join(" AND "));
        let left: u32 = db.prepare_cached(&sql)?.query_row([], |row| row.get(0))?;
        let all: u32 = asked.iter().map(|one| one.accounts).sum();
        Ok(left < all / 5)
    }

    /// Only a connection whose newest read did not end with a complete list has stale rows.
    fn only_stale(&mut self, asked: &[&Freshness]) -> bool {
        let behind: Vec<String> = asked
            .iter()
            .filter(|one| one.users_read < one.newest_read)
            .map(|one| format!("a.connection = {} AND a.seen_read < {}", one.key, one.newest_read))
            .collect();
        if behind.is_empty() {
            return false;
        }
        self.plain = false;
        self.conditions.push(format!("({})", behind.join(" OR ")));
        self.source = "accounts a".to_owned();
        true
    }

    fn only_departments(&mut self, query: &UserQuery) {
        if query.departments.is_empty() {
            return;
        }
        self.plain = false;
        let marks = vec!["?"; query.departments.len()].join(",");
        self.conditions.push(format!("a.department_key IN ({marks})"));
        self.values
            .extend(query.departments.iter().map(|department| Value::from(sort_key(department))));
        self.source = "accounts a INDEXED BY accounts_by_department".to_owned();
        self.narrow = true;
    }

    fn only_group(
        &mut self,
        db: &Database,
        query: &UserQuery,
        asked: &[&Freshness],
    ) -> Result<bool> {
        let Some(wanted) = &query.group else { return Ok(true) };
        self.plain = false;
        let connection = asked.iter().find(|one| one.id == wanted.connection_id);
        let Some(connection) = connection else { return Ok(false) };
        self.group = db
            .prepare_cached("SELECT id FROM groups WHERE connection = ?1 AND scim_id = ?2")?
            .query_row((connection.key, &wanted.group_id), |row| row.get(0))
            .optional()?;
        self.source = "memberships m INDEXED BY memberships_now
             CROSS JOIN accounts a ON a.subject = m.subject"
            .to_owned();
        self.narrow = true;
        Ok(self.group.is_some())
    }

    /// How many rows match, where the search has counted them.
    pub(crate) fn found_alone(&self) -> Option<u32> {
        self.found_alone
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.conditions.is_empty() && self.text.is_empty() && self.group.is_none()
    }

    /// `FROM … WHERE …` that begins with what finds the rows.
    fn sql_of_found(&self) -> String {
        let mut conditions = self.conditions.clone();
        if let Some(group) = self.group {
            conditions.push(format!("m.grp = {group} AND m.until_read IS NULL"));
        }
        let mut from = self.source.clone();
        if !self.text.is_empty() {
            if self.narrow {
                from.push_str(" CROSS JOIN account_texts t ON t.subject = a.subject");
            } else if conditions.is_empty() {
                from = TEXTS.to_owned();
            } else {
                from = TEXTS_AND_ACCOUNTS.to_owned();
            }
        }
        conditions.extend(self.text.iter().map(|condition| condition.sql.clone()));
        format!("FROM {from} WHERE {}", conditions.join(" AND "))
    }

    fn all_values(&self) -> impl Iterator<Item = &Value> {
        self.values.iter().chain(self.text.iter().map(|condition| &condition.value))
    }

    pub(crate) fn count(&self, db: &Database) -> Result<u32> {
        let sql = format!("SELECT count(*) {}", self.sql_of_found());
        Ok(db
            .prepare_cached(&sql)?
            .query_row(params_from_iter(self.all_values()), |row| row.get(0))?)
    }

    /// Few rows: found first, then sorted.
    pub(crate) fn collect(&self, db: &Database, order: &Order, page: &Stretch) -> Result<Vec<i64>> {
        let sql = format!(
            "SELECT a.subject {} ORDER BY {} LIMIT {} OFFSET {}",
            self.sql_of_accounts(),
            order.sorted(page.descending),
            page.limit,
            page.offset
        );
        self.subjects(db, &sql)
    }

    /// Many rows: met in the order of the sort, from the nearer end of `total`.
    pub(crate) fn walk(
        &self,
        db: &Database,
        order: &Order,
        page: &Stretch,
        total: u32,
    ) -> Result<Vec<i64>> {
        let from_end = page.offset > total / 2;
        let end = page.offset.saturating_add(page.limit).min(total);
        let (offset, limit) = if from_end {
            (total - end, end.saturating_sub(page.offset))
        } else {
            (page.offset, page.limit)
        };
        let mut from = format!("accounts a {}", order.source);
        if !self.text.is_empty() {
            from.push_str(" CROSS JOIN account_texts t ON t.subject = a.subject");
        }
        let mut conditions = self.conditions.clone();
        if let Some(group) = self.group {
            conditions.push(format!(
                "EXISTS (SELECT 1 FROM memberships m INDEXED BY memberships_now
                 WHERE m.grp = {group} AND m.subject = a.subject AND m.until_read IS NULL)"
            ));
        }
        conditions.extend(self.text.iter().map(|condition| condition.sql.clone()));
        if conditions.is_empty() {
            conditions.push("1".to_owned());
        }
        let sql = format!(
            "SELECT a.subject FROM {from} WHERE {} ORDER BY {} LIMIT {limit} OFFSET {offset}",
            conditions.join(" AND "),
            order.walked(page.descending != from_end),
        );
        let mut subjects = self.subjects(db, &sql)?;
        if from_end {
            subjects.reverse();
        }
        Ok(subjects)
    }

    fn subjects(&self, db: &Database, sql: &str) -> Result<Vec<i64>> {
        let mut statement = db.prepare_cached(sql)?;
        let rows = statement.query_map(params_from_iter(self.all_values()), |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The parts that matching rows fall into, in order, with the number of rows in each.
    pub(crate) fn parts(&self, db: &Database, part: Part) -> Result<Vec<(Value, u32)>> {
        let column = part.column();
        let from = if self.plain {
            let mut conditions = self.conditions.clone();
            // INDEXED BY wants a use for the index.
            conditions.push("a.connection > 0".to_owned());
            format!(
                "FROM accounts a INDEXED BY {} WHERE {}",
                part.index(),
                conditions.join(" AND ")
            )
        } else {
            self.sql_of_accounts()
        };
        let sql = if self.plain && part == Part::Status {
            // In the order of the index first: sorting each row by its state would take longer.
            format!(
                "SELECT state, sum(number) FROM (
                   SELECT {column} AS state, count(*) AS number {from} GROUP BY a.connection, {column})
                 GROUP BY 1 ORDER BY 1"
            )
        } else {
            format!("SELECT {column}, count(*) {from} GROUP BY 1 ORDER BY 1")
        };
        let mut statement = db.prepare_cached(&sql)?;
        let rows = statement
            .query_map(params_from_iter(self.all_values()), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The same within one part, or several that are few rows together.
    pub(crate) fn within(&self, part: Part, values: &[Value], few: bool) -> Self {
        let mut within = self.clone();
        let marks = vec!["?"; values.len()].join(",");
        within.conditions.push(format!("{} IN ({marks})", part.column()));
        within.values.extend(values.iter().cloned());
        if few && !within.narrow {
            within.source = format!("accounts a INDEXED BY {}", part.index());
            if part == Part::Status {
                within.conditions.push("a.connection IN (SELECT key FROM connections)".to_owned());
            }
            within.narrow = true;
        }
        within
    }

    /// As `sql_of_found`, always with `a`.
    fn sql_of_accounts(&self) -> String {
        let texts_alone = format!("FROM {TEXTS} WHERE");
        self.sql_of_found().replacen(&texts_alone, &format!("FROM {TEXTS_AND_ACCOUNTS} WHERE"), 1)
    }
}
