//! Removing a connection. Record, runs, cases and reviews stay.

use crate::core::Rollcall;
use crate::core::lock;
use crate::problem::failure::keychain_problem;
use crate::problem::{Problem, ProblemCode};
use crate::record::event::RecordEvent;
use rollcall_store::{Connection, ConnectionId};
use std::time::Duration;

/// How long a read that was stopped may take to end, and how often that is looked at.
const READ_ENDS_WITHIN: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_millis(50);

impl Rollcall {
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
        let (of, at) = (connection.clone(), self.0.clock.moment());
        self.stored("Removing the connection", move |store| {
            let event = RecordEvent::ConnectionRemoved {
                connection: of.id.clone(),
                name: of.name.clone(),
                provider: of.provider.clone(),
                address: of.address.clone(),
            };
            store.disconnect(&of.id, &event.entry(), at)
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

    async fn end_read(&self, connection_id: &ConnectionId) {
        if let Some(cancel) = lock(&self.0.reading).get(connection_id) {
            cancel.cancel();
        }
        let mut waited = Duration::ZERO;
        while lock(&self.0.reading).contains_key(connection_id) && waited < READ_ENDS_WITHIN {
            tokio::time::sleep(LOOK_EVERY).await;
            waited += LOOK_EVERY;
        }
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
