//! Items of a review as its table asks for them.

use crate::{
    db::error::{Result, StoreError},
    db::pool::Store,
    ids::{AccountId, ConnectionId, GroupId, ReviewId},
    review::reviews::{Decision, DecisionRecord},
    text::fold::words,
};
use rusqlite::{Connection as Database, OptionalExtension, Row, types::Value};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReviewSort {
    #[default]
    Name,
    /// By app, then by group where items are memberships.
    App,
    Reviewer,
    /// As they were frozen.
    Item,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewQuery {
    pub text: String,
    pub reviewer: Option<u32>,
    /// Any of these; all when empty.
    pub decisions: Vec<Decision>,
    pub only_privileged: bool,
    pub only_not_in_list: bool,
    /// New or changed since the last review.
    pub only_moved: bool,
    pub undecided_first: bool,
    /// What is new or changed since the last review first.
    pub moved_first: bool,
    pub sort: ReviewSort,
    pub offset: u32,
    pub limit: u32,
}

/// A frozen item and the decision that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewItem {
    pub item: u32,
    pub connection_id: ConnectionId,
    pub account_id: AccountId,
    /// For a membership that is a separate item; empty if the item is about the account.
    pub group_id: GroupId,
    pub reviewer: u32,
    pub privileged: bool,
    pub list_state: u8,
    pub moved: u8,
    pub body_json: String,
    pub decided: Option<DecisionRecord>,
}

/// How far a review is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReviewCounts {
    pub items: u32,
    pub keep: u32,
    pub change: u32,
    pub revoke: u32,
    pub privileged: u32,
    pub not_in_list: u32,
    pub moved: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewPage {
    pub rows: Vec<ReviewItem>,
    /// How many match.
    pub total: u32,
}

const COLUMNS: &str = "i.item, i.connection_id, i.account_id, i.reviewer, i.privileged,
    i.list_state, i.moved, i.body, d.decision, d.at, d.body, i.group_id";

fn of_row(row: &Row<'_>) -> rusqlite::Result<ReviewItem> {
    let item = row.get(0)?;
    let decision: Option<u8> = row.get(8)?;
    let decided = match decision.map(Decision::of_number) {
        None | Some(Decision::None) => None,
        Some(decision) => {
            Some(DecisionRecord { item, decision, at: row.get(9)?, body_json: row.get(10)? })
        }
    };
    Ok(ReviewItem {
        item,
        connection_id: row.get(1)?,
        account_id: row.get(2)?,
        group_id: row.get(11)?,
        reviewer: row.get(3)?,
        privileged: row.get(4)?,
        list_state: row.get(5)?,
        moved: row.get(6)?,
        body_json: row.get(7)?,
        decided,
    })
}

/// What has to hold, and the values it is asked with. The first value is the review's id.
fn conditions(review: &ReviewId, query: &ReviewQuery) -> (String, Vec<Value>) {
    let mut all = vec!["i.review = ?1".to_owned()];
    let mut values = vec![Value::Text(review.to_string())];
    for word in words(&query.text) {
        values.push(Value::Text(word));
        all.push(format!("instr(i.text, ?{}) > 0", values.len()));
    }
    if let Some(reviewer) = query.reviewer {
        values.push(Value::Integer(reviewer.into()));
        all.push(format!("i.reviewer = ?{}", values.len()));
    }
    if !query.decisions.is_empty() {
        let numbers: Vec<String> =
            query.decisions.iter().map(|one| one.number().to_string()).collect();
        all.push(format!("i.decision IN ({})", numbers.join(", ")));
    }
    if query.only_privileged {
        all.push("i.privileged = 1".to_owned());
    }
    if query.only_not_in_list {
        all.push("i.list_state IN (0, 3)".to_owned());
    }
    if query.only_moved {
        all.push("i.moved > 0".to_owned());
    }
    (all.join(" AND "), values)
}

fn order(query: &ReviewQuery) -> String {
    let mut by = Vec::new();
    if query.undecided_first {
        by.push("i.decision > 0");
    }
    if query.moved_first {
        by.push("i.moved DESC");
    }
    by.push(match query.sort {
        ReviewSort::Name => "i.name_key, i.item",
        ReviewSort::App => "i.app_key, i.group_key, i.name_key, i.item",
        ReviewSort::Reviewer => "i.reviewer, i.name_key, i.item",
        ReviewSort::Item => "i.item",
    });
    by.join(", ")
}

fn page(db: &Database, review: &ReviewId, query: &ReviewQuery) -> Result<ReviewPage> {
    let (conditions, mut values) = conditions(review, query);
    let total = db
        .prepare_cached(&format!("SELECT count(*) FROM review_items i WHERE {conditions}"))?
        .query_row(rusqlite::params_from_iter(&values), |row| row.get(0))?;
    values.push(Value::Integer(query.limit.into()));
    values.push(Value::Integer(query.offset.into()));
    // Sorted by numbers alone: bodies are fetched for the rows that are shown.
    let mut rows = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM
           (SELECT i.item AS number, row_number() OVER (ORDER BY {order}) AS place
            FROM review_items i WHERE {conditions}
            ORDER BY place LIMIT ?{} OFFSET ?{}) o
         JOIN review_items i ON i.review = ?1 AND i.item = o.number
         LEFT JOIN review_decisions d ON d.id = i.decided
         ORDER BY o.place",
        values.len() - 1,
        values.len(),
        order = order(query),
    ))?;
    let rows = rows
        .query_map(rusqlite::params_from_iter(&values), of_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(ReviewPage { rows, total })
}

impl Store {
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn review_page(&self, review: &ReviewId, query: &ReviewQuery) -> Result<ReviewPage> {
        self.read(|db| page(db, review, query))
    }

    /// All items, as they were frozen.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn review_items(&self, review: &ReviewId) -> Result<Vec<ReviewItem>> {
        let all = ReviewQuery { sort: ReviewSort::Item, limit: u32::MAX, ..ReviewQuery::default() };
        Ok(self.review_page(review, &all)?.rows)
    }

    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn review_item(&self, review: &ReviewId, item: u32) -> Result<ReviewItem> {
        self.read(|db| {
            db.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM review_items i
                 LEFT JOIN review_decisions d ON d.id = i.decided
                 WHERE i.review = ?1 AND i.item = ?2"
            ))?
            .query_row((review, item), of_row)
            .optional()?
            .ok_or_else(|| StoreError::not_found(format!("item {item} of the review")))
        })
    }

    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn review_counts(&self, review: &ReviewId) -> Result<ReviewCounts> {
        self.read(|db| {
            Ok(db
                .prepare_cached(
                    "SELECT count(*), coalesce(sum(decision = 1), 0), coalesce(sum(decision = 2), 0),
                            coalesce(sum(decision = 3), 0), coalesce(sum(privileged), 0),
                            coalesce(sum(list_state IN (0, 3)), 0), coalesce(sum(moved > 0), 0)
                     FROM review_items WHERE review = ?1",
                )?
                .query_row([review], |row| {
                    Ok(ReviewCounts {
                        items: row.get(0)?,
                        keep: row.get(1)?,
                        change: row.get(2)?,
                        revoke: row.get(3)?,
                        privileged: row.get(4)?,
                        not_in_list: row.get(5)?,
                        moved: row.get(6)?,
                    })
                })?)
        })
    }

    /// Items and how many of them are decided, by reviewer.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn review_counts_by_reviewer(&self, review: &ReviewId) -> Result<Vec<(u32, u32, u32)>> {
        self.read(|db| {
            let mut all = db.prepare_cached(
                "SELECT reviewer, count(*), sum(decision > 0) FROM review_items
                 WHERE review = ?1 GROUP BY reviewer",
            )?;
            let rows =
                all.query_map([review], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Items whose decision came from a file, by reviewer.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn review_imported(&self, review: &ReviewId) -> Result<Vec<(u32, u32)>> {
        self.read(|db| {
            let mut all = db.prepare_cached(
                "SELECT i.reviewer, count(*) FROM review_items i
                 JOIN review_decisions d ON d.id = i.decided
                 WHERE i.review = ?1 AND i.decision > 0
                   AND length(coalesce(json_extract(d.body, '$.file_sha256'), '')) > 0
                 GROUP BY i.reviewer",
            )?;
            let rows = all.query_map([review], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Items whose access has to be removed, completely or in part, as they were frozen.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn review_revoked(&self, review: &ReviewId) -> Result<Vec<ReviewItem>> {
        let revoked = ReviewQuery {
            decisions: vec![Decision::Change, Decision::Revoke],
            sort: ReviewSort::Item,
            limit: u32::MAX,
            ..ReviewQuery::default()
        };
        Ok(self.review_page(review, &revoked)?.rows)
    }

    /// What was frozen and decided about accounts and memberships in the newest review before that
    /// had them.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn last_reviewed(&self) -> Result<Vec<ReviewItem>> {
        self.read(|db| {
            let mut all = db.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM review_items i
                 JOIN reviews r ON r.id = i.review AND r.state IN ('signed', 'closed')
                 LEFT JOIN review_decisions d ON d.id = i.decided
                 WHERE r.made_at = (SELECT max(o.made_at) FROM review_items j
                   JOIN reviews o ON o.id = j.review AND o.state IN ('signed', 'closed')
                   WHERE j.connection_id = i.connection_id AND j.account_id = i.account_id
                     AND j.group_id = i.group_id)"
            ))?;
            Ok(all.query_map([], of_row)?.collect::<rusqlite::Result<_>>()?)
        })
    }
}
