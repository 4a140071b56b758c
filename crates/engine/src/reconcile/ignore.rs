//! Leaves differences as they are until a day, with a reason.

use super::findings::{Finding, seen};
use super::rows::{AT_ONCE, load};
use crate::case::whoami;
use crate::core::Rollcall;
use crate::problem::failure::asked;
use crate::problem::{Problem, ProblemCode};
use crate::record::event::RecordEvent;
use crate::text::count;
use crate::view::{ReconcileBucket, ReconcileIgnore, ReconcileRef};
use jiff::ToSpan;
use jiff::civil::Date;
use rollcall_store::Ignore;
use std::collections::HashSet;
use std::sync::Arc;

const WHAT: &str = "Nothing is ignored.";

impl Rollcall {
    /// Leaves rows as they are until a day; how many. A difference with other values is shown again.
    ///
    /// # Errors
    /// Without a reason, for a day that is past or more than a year ahead, for a bucket that cannot be
    /// ignored.
    pub async fn reconcile_ignore(&self, ignore: ReconcileIgnore) -> Result<u32, Problem> {
        let until = self.last_day(&ignore)?;
        let (_, _, findings) = self.findings().await?;
        let asked: HashSet<&ReconcileRef> = ignore.rows.iter().collect();
        let found = self.named(&findings, ignore.bucket, &ignore.rows).await?;
        let (by, at) = (whoami(), self.0.clock.moment());
        let mut all = Vec::new();
        for chunk in found.chunks(AT_ONCE) {
            let chunk: Vec<Finding> = chunk.to_vec();
            let of = Arc::clone(&findings);
            let loaded = self.stored("Looking up the rows", move |store| load(store, &of, &chunk));
            for one in loaded.await? {
                let rows = one.rows(&findings).into_iter().filter(|row| asked.contains(&row.at));
                for row in rows {
                    let path = row.at.path.unwrap_or_default();
                    let difference = one.differences.iter().find(|(_, of, ..)| *of == path);
                    all.push(Ignore {
                        id: 0,
                        node: one.node(&findings),
                        bucket: ignore.bucket.as_str().to_owned(),
                        seen: difference.map(|(.., found)| seen(found)).unwrap_or_default(),
                        path,
                        until: until.to_string(),
                        reason: ignore.reason.trim().to_owned(),
                        by: by.clone(),
                        at,
                    });
                }
            }
        }
        if all.is_empty() {
            return Err(no("The rows changed since they were shown.", "Look at them again."));
        }
        let event = RecordEvent::DifferencesIgnored {
            bucket: ignore.bucket,
            rows: all.iter().map(|one| (one.node.clone(), one.path.clone())).collect(),
            until: until.to_string(),
            reason: ignore.reason.trim().to_owned(),
            by,
        };
        let (entry, rows) = (event.entry(), count(all.len() as u64));
        self.stored("Saving what is ignored", move |store| store.ignore(&all, &entry, at)).await?;
        self.0.reporter.data_changed();
        Ok(rows)
    }

    /// Shows again what was ignored; how many decisions ended.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`] when none of them exists.
    pub async fn reconcile_stop_ignoring(&self, ids: Vec<u32>) -> Result<u32, Problem> {
        let kept = self.stored("Listing what is ignored", rollcall_store::Store::ignores).await?;
        let ended: Vec<Ignore> = kept.into_iter().filter(|one| ids.contains(&one.id)).collect();
        if ended.is_empty() {
            return Err(asked(
                ProblemCode::NotFound,
                "Nothing is shown again.",
                "None of these is ignored.",
                "Look at the bucket *Ignored* again.",
            ));
        }
        let event = RecordEvent::DifferencesShown {
            rows: ended.iter().map(|one| (one.node.clone(), one.path.clone())).collect(),
            by: whoami(),
        };
        let (entry, at, ended) = (event.entry(), self.0.clock.moment(), count(ended.len() as u64));
        self.stored("Saving what is ignored", move |store| store.stop_ignoring(&ids, &entry, at))
            .await?;
        self.0.reporter.data_changed();
        Ok(ended)
    }

    /// Differences that were ignored until a day of the last week, and are shown again.
    pub(crate) async fn ignored_until_lately(&self) -> Result<u32, Problem> {
        let kept = self.stored("Listing what is ignored", rollcall_store::Store::ignores).await?;
        let days: Vec<String> = kept.into_iter().map(|one| one.until).collect();
        Ok(count(ended_lately(&days, self.0.clock.today()) as u64))
    }

    fn last_day(&self, ignore: &ReconcileIgnore) -> Result<Date, Problem> {
        use ReconcileBucket::{Ambiguous, Ignored, InStep, SetAside};
        if matches!(ignore.bucket, Ambiguous | Ignored | InStep | SetAside) {
            return Err(no(
                &format!("“{}” is not ignored.", ignore.bucket.label()),
                "Choose rows of another bucket.",
            ));
        }
        if ignore.reason.trim().is_empty() {
            return Err(no("There is no reason.", "Write why it stays as it is."));
        }
        let today = self.0.clock.today();
        let longest = today.checked_add(1.year()).unwrap_or(today);
        match ignore.until.trim().parse::<Date>() {
            Err(_) => Err(no(
                &format!("“{}” is not a date.", ignore.until),
                "Write the last day as 2026-12-31.",
            )),
            Ok(day) if day < today => {
                Err(no(&format!("{day} is past."), "Write a day from today on."))
            }
            Ok(day) if day > longest => Err(no(
                &format!("{day} is more than a year ahead."),
                &format!("Write a day until {longest}."),
            )),
            Ok(day) => Ok(day),
        }
    }
}

/// How many of these last days are in the week before today.
fn ended_lately(days: &[String], today: Date) -> usize {
    let week = today.checked_sub(7.days()).unwrap_or(today);
    let days = days.iter().filter_map(|day| day.parse::<Date>().ok());
    days.filter(|day| *day < today && *day >= week).count()
}

fn no(why: &str, next: &str) -> Problem {
    asked(ProblemCode::BadRequest, WHAT, why, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_ignored_until_a_day_of_the_last_week_is_counted() {
        let today = Date::constant(2026, 12, 1);
        let ended = |days: &[&str]| {
            let days: Vec<String> = days.iter().map(|day| (*day).to_owned()).collect();
            ended_lately(&days, today)
        };
        // The last day is a day of it: today is not over.
        assert_eq!(ended(&["2026-12-01", "2026-12-02"]), 0);
        assert_eq!(ended(&["2026-11-30", "2026-11-24", "2026-11-23"]), 2);
        assert_eq!(ended(&["soon"]), 0);
    }
}
