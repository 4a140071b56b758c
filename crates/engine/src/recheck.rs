//! “Still so?”: asks for a past run again. Some servers accept a change and forget it.

use crate::change::Change;
use crate::failure::internal;
use crate::home::Rollcall;
use crate::made::{Made, with_ids};
use crate::plan::Item;
use crate::problem::Problem;
use crate::read_back::{Found, read_back};
use crate::view::{Outcome, Recheck, RecheckItem};
use rollcall_scim::Resource;
use serde_json::json;
use std::collections::BTreeSet;

impl Rollcall {
    /// Reads back every item of a run that was sent, and says whether it still is as expected.
    pub async fn recheck(&self, run_id: &str) -> Result<Recheck, Problem> {
        let run = self.run(run_id).await?;
        let id = run_id.to_owned();
        let kept = self.stored("Looking up the run", move |store| store.run(&id)).await?;
        let mut made = Made::new();
        let mut items = Vec::new();
        for stored in &kept.items {
            let Some(view) = run.items.iter().find(|view| view.seq == stored.seq) else { continue };
            let item: Item = serde_json::from_str(&stored.item_json)
                .map_err(|error| internal("Reading the journal", &error.to_string()))?;
            if let Some(stands_for_it) = &item.makes
                && !view.account_id.is_empty()
            {
                made.insert(stands_for_it.clone(), view.account_id.clone());
            }
            let Some(outcome) = view.outcome else { continue };
            if matches!(outcome, Outcome::NotSent | Outcome::HeldBack) {
                continue;
            }
            let connection = self.connection(&item.connection_id).await?;
            let profile = self.profile(&connection.provider)?.clone();
            let client = self.client(&connection).await?;
            if let Some(wish) = with_ids(&item.wish, &item.follows, &made)
                && let Change::AddMember { group, users, .. }
                | Change::RemoveMember { group, users, .. } = &wish
            {
                let add = matches!(wish, Change::AddMember { .. });
                let now = self.live_group(&connection, &profile, group).await;
                let (holds, found) = members_hold(now, users, add);
                items.push(RecheckItem {
                    seq: item.seq,
                    connection_name: connection.name,
                    change: item.change.clone(),
                    on: item.on.clone(),
                    outcome,
                    holds,
                    found,
                    expected: if add { "in it" } else { "not in it" }.to_owned(),
                });
                continue;
            }
            let id = (!view.account_id.is_empty()).then_some(view.account_id.as_str());
            let back = read_back(&client, &profile, &item, id, &[0]).await;
            if !matches!(back.found, Found::Unreadable(_)) {
                self.keep_found(&connection, &item, &back.found, run_id).await?;
            }
            items.push(RecheckItem {
                seq: item.seq,
                connection_name: connection.name,
                change: item.change.clone(),
                on: item.on.clone(),
                outcome,
                holds: back.found.is_expected(&item.expected),
                found: back.found.words(&item.expected),
                expected: item.expected.words(),
            });
        }
        let at = self.clock_time();
        let told: Vec<_> =
            items.iter().map(|item| json!({"item": item.seq, "holds": item.holds})).collect();
        self.on_record("run-rechecked", json!({"run": run_id, "items": told})).await?;
        Ok(Recheck { run_id: run_id.to_owned(), at, items })
    }
}

/// Whether those who were added are still in the group, or those who were removed are still not.
/// Who else came or went since is no concern of that run.
fn members_hold(
    now: Result<(Resource, Option<BTreeSet<String>>), Problem>,
    users: &[String],
    add: bool,
) -> (bool, String) {
    match now {
        Ok((_, Some(now))) => {
            let there = users.iter().filter(|user| now.contains(*user)).count();
            let holds = there == if add { users.len() } else { 0 };
            (holds, format!("{there} of {} in it", users.len()))
        }
        Ok((_, None)) => (false, "the group does not tell its members".to_owned()),
        Err(problem) => (false, problem.side_words),
    }
}
