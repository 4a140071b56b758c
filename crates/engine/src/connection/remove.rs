//! Removing a connection: what of it is open, and the end of it. Record, runs, cases and reviews
//! stay.

use super::lock;
use crate::core::Rollcall;
use crate::problem::failure::keychain_problem;
use crate::problem::{Problem, ProblemCode};
use crate::view::{CaseState, ConnectionView, LineState, OpenInConnection, OpenThing, RunState};
use rollcall_store::{Connection, Entry};
use serde_json::json;
use std::time::Duration;

/// How long a read that was stopped may take to end, and how often that is looked at.
const READ_ENDS_WITHIN: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_millis(50);

impl Rollcall {
    /// What is open in a connection that may be removed. Removing it leaves all of this without a
    /// way to go on in this app.
    ///
    /// # Errors
    /// When there is no such connection.
    pub async fn open_in_connection(&self, id_or_name: &str) -> Result<OpenInConnection, Problem> {
        let connection = self.connection(id_or_name).await?;
        let view: ConnectionView = self.connection_view(&connection).await?;
        let id = connection.id.clone();
        let staged = self.stored("Looking at the stage", rollcall_store::Store::staged).await?;
        let staged = staged.iter().filter(|wish| wish.connection_id == id).count();
        Ok(OpenInConnection {
            cases: self.cases_open_in(&connection).await?,
            reviews: self.reviews_open_in(&connection.id).await?,
            runs: self.runs_open_in(&connection.id),
            staged: crate::view::to_view::count(staged as u64),
            protected: crate::view::to_view::count(
                self.protected(&connection.id).await?.len() as u64
            ),
            connection: view,
        })
    }

    /// Ends a connection: its accounts and groups leave the local copy, its token the keychain.
    /// Record, runs, cases and reviews stay.
    ///
    /// # Errors
    /// When the keychain does not answer: nothing is changed then.
    /// When only the token could not be deleted, the problem says that the connection is removed.
    pub async fn disconnect(&self, id_or_name: &str) -> Result<(), Problem> {
        let connection = self.connection(id_or_name).await?;
        let token = self.token_entry(&connection.id).await?;
        if let Some(token) = &token {
            // A keychain that is locked now would keep the token.
            let what = format!("Removing the token of {} from the keychain", connection.name);
            let found = self.0.keychain.get(&token.name).await;
            found.map_err(|error| keychain_problem(&what, &error))?;
        }
        self.end_read(&connection.id).await;
        let (of, at) = (connection.clone(), self.0.clock.text());
        self.stored("Removing the connection", move |store| {
            let body = json!({
                "connection": of.id, "name": of.name, "provider": of.provider,
                "address": of.address,
            });
            let entry = Entry { kind: "connection-removed", body: &body };
            store.disconnect(&of.id, &entry, &at)
        })
        .await?;
        lock(&self.0.clients).remove(&connection.id);
        let swept = match token {
            Some(token) => self.token_leaves(&token.name).await,
            None => true,
        };
        self.0.reporter.forget(&connection.id);
        self.0.reporter.data_changed();
        if swept { Ok(()) } else { Err(token_left(&connection)) }
    }

    async fn end_read(&self, connection_id: &str) {
        self.cancel_reads(&[connection_id.to_owned()]);
        let mut waited = Duration::ZERO;
        while lock(&self.0.reading).contains_key(connection_id) && waited < READ_ENDS_WITHIN {
            tokio::time::sleep(LOOK_EVERY).await;
            waited += LOOK_EVERY;
        }
    }

    /// Lockdowns and the like with something open there, and quarantines that hold somebody there.
    async fn cases_open_in(&self, connection: &Connection) -> Result<Vec<OpenThing>, Problem> {
        let mut open = Vec::new();
        for case in self.kept_cases(&["open", "stopped", "closed"]).await? {
            let case = self.with_release(case).await?;
            let here = case.parts.iter().filter(|part| part.connection_id == connection.id);
            let (here, verified) = here.fold((0, 0), |(all, verified), part| {
                (all + 1, verified + u32::from(part.state == LineState::Verified))
            });
            let held = case.kind == crate::view::CaseKind::Quarantine && verified > 0;
            let words = match case.state {
                CaseState::Released => continue,
                CaseState::Open if verified < here => {
                    format!("{} of {here} not verified in {}", here - verified, connection.name)
                }
                _ if held => format!("cannot be released in {} afterwards", connection.name),
                _ => continue,
            };
            open.push(OpenThing { id: case.id, title: case.title, words });
        }
        Ok(open)
    }

    async fn reviews_open_in(&self, connection_id: &str) -> Result<Vec<OpenThing>, Problem> {
        let mut open = Vec::new();
        for brief in self.open_reviews().await? {
            let review = self.kept_review(&brief.id).await?;
            if review.connections.iter().any(|one| one.id == connection_id) {
                let words = "its revokes there need an exception afterwards".to_owned();
                open.push(OpenThing { id: brief.id, title: brief.name, words });
            }
        }
        Ok(open)
    }

    fn runs_open_in(&self, connection_id: &str) -> Vec<OpenThing> {
        let running = lock(&self.0.running);
        let open = running.values().filter_map(|going| {
            let run = lock(&going.run);
            let waits = |item: &crate::view::RunItem| {
                item.connection_id == connection_id && item.outcome.is_none()
            };
            let open = is_open(run.state) && run.items.iter().any(waits);
            open.then(|| OpenThing {
                id: run.id.clone(),
                title: run.title.clone(),
                words: "under way".to_owned(),
            })
        });
        open.collect()
    }
}

fn token_left(connection: &Connection) -> Problem {
    let name = &connection.name;
    Problem {
        code: ProblemCode::KeychainLocked,
        what: format!("Deleting the token of {name} from the keychain failed."),
        side: crate::problem::Side::Here,
        side_words: "The keychain did not delete it.".to_owned(),
        state: format!("{name} is removed from Rollcall. Its token is still in the keychain."),
        next: "Unlock the keychain. Rollcall deletes the token at its next start.".to_owned(),
        exchange: None,
    }
}

fn is_open(state: RunState) -> bool {
    matches!(state, RunState::Running | RunState::Paused | RunState::Stopping)
}
