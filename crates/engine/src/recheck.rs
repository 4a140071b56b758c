//! “Still so?”: asks for a past run again. Some servers accept a change and forget it.

use crate::change::Change;
use crate::connections::is_removed;
use crate::home::Rollcall;
use crate::made::{group_of, with_ids};
use crate::plan::{Item, Target};
use crate::problem::Problem;
use crate::read_back::{Found, read_back};
use crate::view::{Outcome, Recheck, RecheckItem};
use rollcall_scim::{Group, Members};
use serde_json::json;
use std::collections::BTreeSet;

impl Rollcall {
    /// Reads back every item of a run that was sent, and says whether it still is as expected.
    pub async fn recheck(&self, run_id: &str) -> Result<Recheck, Problem> {
        let (_, planned, made) = self.planned_and_ended(run_id).await?;
        let mut items = Vec::new();
        let mut left_out = Vec::new();
        for (mut item, view) in planned {
            let Some(outcome) = view.outcome else { continue };
            if matches!(outcome, Outcome::NotSent | Outcome::HeldBack) {
                continue;
            }
            let connection = match self.connection(&item.connection_id).await {
                Err(problem) if is_removed(&problem) => {
                    let (change, on) = (&item.change, &item.on);
                    left_out.push(format!("{change} {on}: not read. {}", problem.side_words));
                    continue;
                }
                found => found?,
            };
            let profile = self.profile(&connection.provider)?.clone();
            let client = self.client(&connection).await?;
            if let Some(group) = group_of(&item, &made).map(str::to_owned) {
                item.read_back = profile.group(&group);
                item.target = Target::Group(group);
            }
            if let Some(wish) = with_ids(&item.wish, &item.follows, &made) {
                item.wish = wish;
            }
            let id = (!view.account_id.is_empty()).then_some(view.account_id.as_str());
            let back = read_back(&client, &profile, &item, id, &[0], |_| false).await;
            if back.found.is_known() {
                self.keep_found(&connection, &item, &back.found, run_id).await?;
            }
            let (holds, found, expected) = still_so(&item, &back.found);
            items.push(RecheckItem {
                seq: item.seq,
                connection_name: connection.name,
                change: item.change,
                on: item.on,
                outcome,
                holds,
                found,
                expected,
            });
        }
        let at = self.0.clock.text();
        let told: Vec<_> =
            items.iter().map(|item| json!({"item": item.seq, "holds": item.holds})).collect();
        self.on_record("run-rechecked", json!({"run": run_id, "items": told})).await?;
        Ok(Recheck { run_id: run_id.to_owned(), at, items, left_out })
    }
}

/// Whether it is still so, what was found, and what should be. Of members the named ones count: who
/// else came or went since is no concern of that run.
fn still_so(item: &Item, found: &Found) -> (bool, String, String) {
    let (users, add) = match &item.wish {
        Change::AddMember { users, .. } => (users, true),
        Change::RemoveMember { users, .. } => (users, false),
        _ => {
            let expected = &item.expected;
            return (found.is_expected(expected), found.words(expected), expected.words());
        }
    };
    let expected = if add { "in it" } else { "not in it" }.to_owned();
    let Found::Here(group) = found else {
        return (false, found.words(&item.expected), expected);
    };
    match Group::of(group).members {
        Members::Unknown => (false, "the group does not tell its members".to_owned(), expected),
        Members::Listed(now) => {
            let now: BTreeSet<&str> = now.iter().map(|member| member.value.as_str()).collect();
            let there = users.iter().filter(|user| now.contains(user.as_str())).count();
            let holds = there == if add { users.len() } else { 0 };
            (holds, format!("{there} of {} in it", users.len()), expected)
        }
    }
}
