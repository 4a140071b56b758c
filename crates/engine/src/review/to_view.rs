//! A review as screens and the command line show it.

use super::deciding::{frozen, shown};
use super::facts::kept_although;
use super::{DecisionBody, Review, of_record};
use crate::core::Rollcall;
use crate::problem::Problem;
use crate::view::{
    AccountState, ReviewBrief, ReviewConflict, ReviewExclusion, ReviewOrder, ReviewRow, ReviewRows,
    ReviewState, ReviewTableQuery, ReviewView, Reviewer,
};
use rollcall_store::{
    AccountNow, AccountRef, Decision, GroupId, ReviewCounts, ReviewItem, ReviewQuery, ReviewSort,
};
use std::collections::BTreeSet;

/// Rows a single question may bring back.
const LIMIT: u32 = 1_000;

pub(super) fn word(decision: Decision) -> &'static str {
    match decision {
        Decision::None => "undecided",
        Decision::Keep => "keep",
        Decision::Change => "change",
        Decision::Revoke => "revoke",
    }
}

impl Rollcall {
    /// All reviews, newest first.
    pub async fn reviews(&self) -> Result<Vec<ReviewBrief>, Problem> {
        let all = self.stored("Listing the reviews", rollcall_store::Store::reviews).await?;
        let mut briefs = Vec::with_capacity(all.len());
        for record in all {
            let review = of_record(record)?;
            let counts = self.counts(&review).await?;
            briefs.push(self.review_brief(&review, counts));
        }
        Ok(briefs)
    }

    /// Those that are neither closed nor discarded; the earliest due date first, those without one
    /// last.
    pub async fn open_reviews(&self) -> Result<Vec<ReviewBrief>, Problem> {
        let mut open = self.reviews().await?;
        open.retain(|one| matches!(one.state, ReviewState::Open | ReviewState::Signed));
        open.sort_by_key(|one| (one.due.is_none(), one.due.clone()));
        Ok(open)
    }

    /// One review, by its id or name.
    ///
    /// # Errors
    /// [`crate::ProblemCode::NotFound`].
    pub async fn review(&self, id_or_name: &str) -> Result<ReviewView, Problem> {
        let review = self.kept_review(id_or_name).await?;
        let counts = self.counts(&review).await?;
        let id = review.id.clone();
        let (revoked, of_reviewers) = self
            .stored("Listing the revokes", move |store| {
                Ok((store.review_revoked(&id)?, store.review_counts_by_reviewer(&id)?))
            })
            .await?;
        let imported = match review.imports {
            0 => Vec::new(),
            _ => {
                let id = review.id.clone();
                self.stored("Counting the imports", move |store| store.review_imported(&id)).await?
            }
        };
        let reviewers = review.reviewers.iter().map(|one| {
            let mine = of_reviewers.iter().find(|(number, ..)| *number == one.number);
            let (_, items, decided) = mine.copied().unwrap_or((one.number, 0, 0));
            Reviewer {
                number: one.number,
                name: one.name.clone(),
                email: one.email.clone(),
                why: one.why.clone(),
                items,
                decided,
                imported: imported.iter().find(|(n, _)| *n == one.number).map_or(0, |(_, n)| *n),
                signed: review.sign_offs.iter().any(|sign| sign.reviewer == Some(one.number)),
            }
        });
        let mut conflicts = Vec::new();
        for conflict in &review.conflicts {
            let (id, number) = (review.id.clone(), conflict.item);
            let item = self
                .stored("Looking up the item", move |store| store.review_item(&id, number))
                .await?;
            let body = decision_body(&item);
            let named = |number: u32| {
                let found = review.reviewers.iter().find(|one| one.number == number);
                found.map_or_else(|| "somebody".to_owned(), |one| one.name.clone())
            };
            let before = item.decided.as_ref().map_or("undecided", |one| word(one.decision));
            conflicts.push(ReviewConflict {
                item: conflict.item,
                name: frozen(&item)?.words(),
                one: format!("{before} by {}", named(body.by)),
                other: format!(
                    "{} by {}: {}",
                    word(super::deciding::stored(Some(conflict.decision))),
                    named(conflict.by),
                    conflict.reason
                ),
            });
        }
        let case = match self.cases_of_review(&review).await?.last() {
            Some(case) => Some(self.case(&case.id).await?.brief),
            None => None,
        };
        Ok(ReviewView {
            remediation: self.remediation(&review, &revoked).await?,
            reviewers: reviewers.collect(),
            brief: self.review_brief(&review, counts),
            by: review.by.clone(),
            granularity: review.request.granularity,
            population_sha256: review.population_sha256.clone(),
            outside: review.outside,
            exclusions: review
                .exclusions
                .iter()
                .map(|one| ReviewExclusion {
                    connection: one.name.clone(),
                    reason: one.reason.clone(),
                })
                .collect(),
            privileged: counts.privileged,
            not_in_list: counts.not_in_list,
            moved: counts.moved,
            conflicts,
            sign_offs: review.sign_offs.clone(),
            second: review.second.clone(),
            bulk: match review.state {
                ReviewState::Open => self.last_press(&review).await?,
                _ => None,
            },
            managers: review.managers.clone(),
            case,
            closed_at: review.closed_at,
        })
    }

    /// The rows `offset..offset+limit` that match, and how many there are.
    ///
    /// # Errors
    /// [`crate::ProblemCode::NotFound`] for the review.
    pub async fn review_rows(
        &self,
        review: &str,
        wanted: ReviewTableQuery,
    ) -> Result<ReviewRows, Problem> {
        let review = self.kept_review(review).await?;
        let query = ReviewQuery {
            text: wanted.text,
            reviewer: wanted.reviewer,
            decisions: if wanted.only_undecided { vec![Decision::None] } else { Vec::new() },
            only_privileged: wanted.only_privileged,
            only_not_in_list: wanted.only_not_in_list,
            only_moved: wanted.only_moved,
            undecided_first: wanted.undecided_first,
            moved_first: wanted.moved_first,
            sort: match wanted.order {
                ReviewOrder::Person => ReviewSort::Name,
                ReviewOrder::App => ReviewSort::App,
                ReviewOrder::Reviewer => ReviewSort::Reviewer,
                ReviewOrder::Flat => ReviewSort::Item,
            },
            offset: wanted.offset,
            limit: wanted.limit.min(LIMIT),
        };
        let id = review.id.clone();
        let (page, now) = self
            .stored("Listing the items", move |store| {
                let page = store.review_page(&id, &query)?;
                let accounts: Vec<AccountRef> = page
                    .rows
                    .iter()
                    .map(|row| {
                        AccountRef::from((row.connection_id.clone(), row.account_id.clone()))
                    })
                    .collect();
                let now = store.accounts_now(&accounts)?;
                Ok((page, now))
            })
            .await?;
        let labels = self.labels().await;
        let mut rows = Vec::with_capacity(page.rows.len());
        for (item, now) in page.rows.iter().zip(now) {
            rows.push(row(item, now.as_ref(), &review, &labels)?);
        }
        Ok(ReviewRows { rows, total: page.total })
    }

    async fn counts(&self, review: &Review) -> Result<ReviewCounts, Problem> {
        let id = review.id.clone();
        self.stored("Counting the decisions", move |store| store.review_counts(&id)).await
    }

    fn review_brief(&self, review: &Review, counts: ReviewCounts) -> ReviewBrief {
        let today = self.0.clock.today().to_string();
        let under_way = matches!(review.state, ReviewState::Open | ReviewState::Signed);
        ReviewBrief {
            id: review.id.clone(),
            name: review.name.clone(),
            state: review.state,
            frozen_at: review.frozen_at,
            overdue: under_way && review.due.as_ref().is_some_and(|due| *due < today),
            due: review.due.clone(),
            apps: review.apps_in_it(),
            items: counts.items,
            keep: counts.keep,
            change: counts.change,
            revoke: counts.revoke,
        }
    }
}

pub(super) fn decision_body(item: &ReviewItem) -> DecisionBody {
    item.decided
        .as_ref()
        .and_then(|decided| serde_json::from_str(&decided.body_json).ok())
        .unwrap_or_default()
}

fn row(
    item: &ReviewItem,
    now: Option<&AccountNow>,
    review: &Review,
    labels: &crate::connection::labels::Labels,
) -> Result<ReviewRow, Problem> {
    let frozen = frozen(item)?;
    let body = decision_body(item);
    let (connection_name, color) = labels.get(&item.connection_id).cloned().unwrap_or_else(|| {
        let kept = review.connections.iter().find(|one| one.id == item.connection_id);
        (kept.map_or_else(String::new, |one| one.name.clone()), String::new())
    });
    let named = |number: u32| {
        let found = review.reviewers.iter().find(|one| one.number == number);
        found.map_or_else(String::new, |one| one.name.clone())
    };
    let imported = body.is_imported();
    let handed = review.hand_overs.iter().find(|one| one.item == item.item);
    Ok(ReviewRow {
        item: item.item,
        connection_id: item.connection_id.clone(),
        connection_name,
        color,
        account_id: item.account_id.clone(),
        now: moved_now(&frozen, now),
        name: frozen.name,
        user_name: frozen.user_name,
        email: frozen.email,
        active: frozen.active,
        privileged: frozen.privileged,
        privilege: frozen.role,
        title: frozen.title,
        department: frozen.department,
        group: frozen.group,
        groups: frozen.groups,
        list: frozen.list,
        list_day: frozen.list_day,
        since_last: frozen.since_last,
        moved: item.moved > 0,
        reviewer: item.reviewer,
        decision: item.decided.as_ref().and_then(|decided| shown(decided.decision)),
        drop: body.drop,
        reason: body.reason,
        decided_by: match &item.decided {
            Some(_) => named(body.by),
            None => String::new(),
        },
        decided_at: item.decided.as_ref().map(|decided| decided.at),
        bulk: body.bulk,
        imported_by: imported.then(|| body.user.clone()),
        handed_from: handed.map(|one| named(one.from)),
        kept_although: kept_although(item.decided.as_ref().map(|one| one.decision), frozen.list),
        last_decision: frozen.last_decision,
        conflict: review.conflicts.iter().any(|one| one.item == item.item),
    })
}

/// How an account is by now, where it is not what was frozen.
pub(super) fn moved_now(
    frozen: &super::frozen::FrozenItem,
    now: Option<&AccountNow>,
) -> Option<String> {
    let Some(now) = now else { return Some("not listed".to_owned()) };
    let mut words = Vec::new();
    match crate::view::to_view::state(now.state) {
        AccountState::NoLongerListed => words.push("no longer listed".to_owned()),
        AccountState::Inactive if frozen.active => words.push("inactive".to_owned()),
        AccountState::Active if !frozen.active => words.push("active".to_owned()),
        _ => {}
    }
    if now.user_name != frozen.user_name {
        words.push(format!("called {}", now.user_name));
    }
    if let Some(group) = &frozen.group {
        if !now.groups.contains(&group.id) {
            words.push("not in the group".to_owned());
        }
        return (!words.is_empty()).then(|| words.join(", "));
    }
    let before: BTreeSet<&str> = frozen.groups.iter().map(|group| group.id.as_str()).collect();
    let after: BTreeSet<&str> = now.groups.iter().map(GroupId::as_str).collect();
    let (came, went) = (after.difference(&before).count(), before.difference(&after).count());
    if came > 0 {
        words.push(format!("+{came} {}", if came == 1 { "group" } else { "groups" }));
    }
    if went > 0 {
        words.push(format!("−{went} {}", if went == 1 { "group" } else { "groups" }));
    }
    (!words.is_empty()).then(|| words.join(", "))
}
