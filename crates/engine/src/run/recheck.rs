//! Recheck: reads back a past run again. Some servers accept a change and forget it.

use crate::change::Change;
use crate::core::Rollcall;
use crate::live::members_of;
use crate::plan::placeholders::{group_of, substitute_ids};
use crate::plan::{Item, Target};
use crate::problem::Problem;
use crate::problem::is_removed;
use crate::record::event::RecordEvent;
use crate::record::parts;
use crate::run::empty_groups::or_empty;
use crate::run::read_back::{Found, read_back};
use crate::text::acted;
use crate::view::{Outcome, Recheck, RecheckItem};
use rollcall_store::RunId;

impl Rollcall {
    /// Reads back every item of a run that was sent, and says whether it still is as expected.
    pub async fn recheck(&self, run_id: &RunId) -> Result<Recheck, Problem> {
        let (_, planned, made) = self.planned_and_ended(run_id).await?;
        let mut items = Vec::new();
        let mut left_out = Vec::new();
        for (mut item, view) in planned {
            let Some(outcome) = view.outcome else { continue };
            if matches!(outcome, Outcome::NotSent | Outcome::HeldBack) {
                continue;
            }
            let not_read = |problem: &Problem| {
                format!("{}: not read. {}", acted(&item.change, &item.on), problem.side_words)
            };
            let connection = match self.connection(item.connection_id.as_str()).await {
                Err(problem) if is_removed(&problem) => {
                    left_out.push(not_read(&problem));
                    continue;
                }
                found => found?,
            };
            let profile = self.profile(&connection.provider)?.clone();
            // One app that cannot be asked hides nothing of the others.
            let client = match self.client(&connection).await {
                Ok(client) => client,
                Err(problem) => {
                    left_out.push(not_read(&problem));
                    continue;
                }
            };
            if let Some(group) = group_of(&item, &made).map(str::to_owned) {
                item.read_back = profile.group(&group);
                item.target = Target::Group(group);
            }
            if let Some(wish) = substitute_ids(&item.wish, &item.follows, &made) {
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
        let at = self.0.clock.moment();
        let found = |item: &RecheckItem| parts::ItemFound { item: item.seq, holds: item.holds };
        let event = RecordEvent::RunRechecked {
            run: run_id.to_owned(),
            items: items.iter().map(found).collect(),
        };
        self.on_record(&event).await?;
        Ok(Recheck { run_id: run_id.to_owned(), at, items, left_out })
    }
}

/// Whether it is still in effect (`None`: it could not be read), what was found, and what is
/// expected. Only the named members count: other joins and departures do not concern that run.
fn still_so(item: &Item, found: &Found) -> (Option<bool>, String, String) {
    let expected = &item.expected;
    let plain = |holds: Option<bool>| (holds, found.words(expected), expected.words());
    let (users, add) = match (&item.target, &item.wish) {
        (Target::Group(_), Change::AddMember { users, .. }) => (users, true),
        (Target::Group(_), Change::RemoveMember { users, .. }) => (users, false),
        _ => return plain(found.is_known().then(|| found.is_expected(expected))),
    };
    let should = if add { "in it" } else { "not in it" }.to_owned();
    let Found::Here(group) = found else {
        let gone = found.is_known().then_some(false);
        return (gone, found.words(expected), should);
    };
    match or_empty(item, members_of(group)) {
        None => (None, "the app does not return the group's members".to_owned(), should),
        Some(now) => {
            let there = users.iter().filter(|user| now.contains(*user)).count();
            let holds = there == if add { users.len() } else { 0 };
            (Some(holds), format!("{there} of {} in it", users.len()), should)
        }
    }
}
