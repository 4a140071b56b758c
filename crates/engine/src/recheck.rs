//! “Still so?”: asks for a past run again. Some servers accept a change and forget it.

use crate::failure::internal;
use crate::home::Rollcall;
use crate::plan::Item;
use crate::problem::Problem;
use crate::read_back::{Found, read_back};
use crate::view::{Outcome, Recheck, RecheckItem};
use serde_json::json;

impl Rollcall {
    /// Reads back every item of a run that was sent, and says whether it still is as expected.
    pub async fn recheck(&self, run_id: &str) -> Result<Recheck, Problem> {
        let run = self.run(run_id).await?;
        let id = run_id.to_owned();
        let kept = self.stored("Looking up the run", move |store| store.run(&id)).await?;
        let mut items = Vec::new();
        for stored in &kept.items {
            let Some(view) = run.items.iter().find(|view| view.seq == stored.seq) else { continue };
            let Some(outcome) = view.outcome else { continue };
            if matches!(outcome, Outcome::NotSent | Outcome::HeldBack) {
                continue;
            }
            let item: Item = serde_json::from_str(&stored.item_json)
                .map_err(|error| internal("Reading the journal", &error.to_string()))?;
            let connection = self.connection(&item.connection_id).await?;
            let profile = self.profile(&connection.provider)?.clone();
            let client = self.client(&connection).await?;
            let made = (!view.account_id.is_empty()).then_some(view.account_id.as_str());
            let back = read_back(&client, &profile, &item, made, &[0]).await;
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
