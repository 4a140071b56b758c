//! What happens to a review: one transaction with its entries on the record. What is frozen is never
//! changed, and a decision is never taken out.

use crate::{
    db::error::{Result, StoreError},
    db::pool::Store,
    ids::ReviewId,
    moment::Moment,
    record::transaction::{CHANGED_MEANWHILE, Transaction},
    review::reviews::{DecideOnly, Decision, ReviewItemWrite, ReviewRecord, find},
    text::fold::{fold, sort_key},
};
use rusqlite::{OptionalExtension, params};
use std::collections::BTreeSet;
use std::sync::mpsc;

/// Items that are folded at once, and batches of them that may wait to be written.
const BATCH: usize = 1_000;
const AHEAD: usize = 4;

/// Texts of an item as they are sorted and searched.
struct Folded {
    name: String,
    app: String,
    text: String,
    group: String,
}

impl Folded {
    fn of(item: &ReviewItemWrite) -> Self {
        Self {
            name: sort_key(&item.name),
            app: sort_key(&item.app),
            text: fold(&item.text),
            group: sort_key(&item.group),
        }
    }
}

impl Transaction<'_> {
    /// Freezes a population: the review with its items, numbered from 1, and the accounts that are
    /// outside of its scope.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when there is a review with this id.
    pub fn add_review(
        &self,
        review: &ReviewRecord,
        items: &[ReviewItemWrite],
        outside: &[String],
    ) -> Result<()> {
        let added = self
            .db
            .prepare_cached(
                "INSERT OR IGNORE INTO reviews (id, state, made_at, body)
                 VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((&review.id, &review.state, &review.made_at, &review.body_json))?;
        if added != 1 {
            return Err(StoreError::refused("this review is kept already"));
        }
        self.add_items(&review.id, items)?;
        let mut insert =
            self.db.prepare_cached("INSERT INTO review_outside VALUES (?1, ?2, ?3)")?;
        for (number, body) in (1u32..).zip(outside) {
            insert.execute((&review.id, number, body))?;
        }
        Ok(())
    }

    /// What is sorted and searched of the next items is folded while these are written.
    fn add_items(&self, review: &ReviewId, items: &[ReviewItemWrite]) -> Result<()> {
        let mut insert = self.db.prepare_cached(
            "INSERT INTO review_items (review, item, connection_id, account_id, reviewer,
               privileged, list_state, moved, name_key, app_key, text, body, group_id, group_key)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        )?;
        std::thread::scope(|scope| {
            let (send, folded) = mpsc::sync_channel::<Vec<Folded>>(AHEAD);
            scope.spawn(move || {
                let batches = items.chunks(BATCH);
                // It hangs up when an item could not be written.
                batches
                    .map(|batch| batch.iter().map(Folded::of).collect())
                    .try_for_each(|batch| send.send(batch))
            });
            let folded = folded.into_iter().flatten();
            for (number, (item, folded)) in (1u32..).zip(items.iter().zip(folded)) {
                insert.execute(params![
                    review,
                    number,
                    item.connection_id,
                    item.account_id,
                    item.reviewer,
                    item.privileged,
                    item.list_state,
                    item.moved,
                    folded.name,
                    folded.app,
                    folded.text,
                    item.body_json,
                    item.group_id,
                    folded.group,
                ])?;
            }
            Ok(())
        })
    }

    /// Changes a review from the state in which it is now. Id and the time when it was made stay.
    /// Writes nothing when nothing is changed.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; of `change`.
    pub fn update_review<T, E: From<StoreError>>(
        &self,
        id: &ReviewId,
        change: impl FnOnce(&mut ReviewRecord) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut review = find(self.db, id)?;
        let answer = change(&mut review)?;
        // Decisions write the review too: as they left it, it is not written again.
        let kept = find(self.db, id)?;
        if (&review.state, &review.body_json) != (&kept.state, &kept.body_json) {
            self.write_review(id, &mut review)?;
        }
        Ok(answer)
    }

    /// Appends decisions about items of a review; each becomes the one that counts for its item.
    /// Items that are not as `only` wants them are returned, and nothing is kept then.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for an item that is not there.
    pub fn decide(
        &self,
        review: &mut ReviewRecord,
        decisions: &[(u32, Decision, String)],
        only: &DecideOnly,
    ) -> Result<Vec<u32>> {
        let id = review.id.clone();
        let mut moved = Vec::new();
        for (item, ..) in decisions {
            if !only.holds(self.db, &id, *item)? {
                moved.push(*item);
            }
        }
        if !moved.is_empty() {
            return Ok(moved);
        }
        self.write_review(&id, review)?;
        let mut known =
            self.db.prepare_cached("SELECT 1 FROM review_items WHERE review = ?1 AND item = ?2")?;
        let mut insert = self.db.prepare_cached(
            "INSERT INTO review_decisions (review, item, decision, at, body)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        let mut counts = self.db.prepare_cached(
            "UPDATE review_items SET decision = ?3, decided = ?4 WHERE review = ?1 AND item = ?2",
        )?;
        for (item, decision, body) in decisions {
            if !known.exists((&id, item))? {
                return Err(StoreError::not_found(format!("item {item} of the review")));
            }
            let number = decision.number();
            insert.execute((&id, item, number, self.at, body))?;
            counts.execute((&id, item, number, self.db.last_insert_rowid()))?;
        }
        Ok(Vec::new())
    }

    /// The reviewers whose items these are.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn reviewers_of(&self, review: &ReviewId, items: &[u32]) -> Result<BTreeSet<u32>> {
        let mut reviewer = self
            .db
            .prepare_cached("SELECT reviewer FROM review_items WHERE review = ?1 AND item = ?2")?;
        let mut all = BTreeSet::new();
        for item in items {
            all.extend(reviewer.query_row((review, item), |row| row.get::<_, u32>(0)).optional()?);
        }
        Ok(all)
    }

    /// Gives items of a review to another reviewer.
    ///
    /// # Errors
    /// When the database cannot be written: full disk, damage, read-only store.
    pub fn give_items(
        &self,
        review: &mut ReviewRecord,
        items: &[u32],
        reviewer: u32,
    ) -> Result<()> {
        let id = review.id.clone();
        self.write_review(&id, review)?;
        let mut give = self.db.prepare_cached(
            "UPDATE review_items SET reviewer = ?3 WHERE review = ?1 AND item = ?2",
        )?;
        for item in items {
            give.execute((&id, item, reviewer))?;
        }
        Ok(())
    }

    /// Writes the current review as the next revision.
    fn write_review(&self, id: &ReviewId, review: &mut ReviewRecord) -> Result<()> {
        let written = self
            .db
            .prepare_cached(
                "UPDATE reviews SET state = ?3, body = ?4, revision = revision + 1
                 WHERE id = ?1 AND revision = ?2",
            )?
            .execute((id, review.revision, &review.state, &review.body_json))?;
        if written != 1 {
            return Err(StoreError::refused(CHANGED_MEANWHILE));
        }
        review.revision += 1;
        Ok(())
    }
}

impl Store {
    /// Changes a review in a separate transaction, with what happened to it on the record.
    ///
    /// # Errors
    /// As [`Transaction::update_review`].
    pub fn update_review<T, E: From<StoreError>>(
        &self,
        id: &ReviewId,
        at: Moment,
        change: impl FnOnce(&mut ReviewRecord, &Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.transact(at, |all| all.update_review(id, |review| change(review, all)))
    }
}
