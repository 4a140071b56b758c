//! A connection's token: its entry in the keychain, replacing it, and sweeping what a stop in the
//! middle left there.

use super::typed::{check_address, check_token};
use crate::connection::connection_test;
use crate::core::Rollcall;
use crate::core::lock;
use crate::problem::Problem;
use crate::problem::failure::keychain_problem;
use crate::problem::is_removed;
use crate::record::event::RecordEvent;
use crate::view::ConnectView;
use rollcall_store::{Connection, ConnectionId, TokenEntry};
use secrecy::SecretString;

impl Rollcall {
    /// Tests a new token at the connection's address, rung by rung. Only when every rung holds does
    /// it replace the token that there is: everything else of the connection stays. What waits for
    /// a token is tried by [`Rollcall::try_cases_in`].
    ///
    /// # Errors
    /// When the token cannot be used or kept, or leads to other accounts. The old one stays in force
    /// then.
    pub async fn replace_token(
        &self,
        id_or_name: &str,
        token: SecretString,
    ) -> Result<ConnectView, Problem> {
        let connection = self.connection(id_or_name).await?;
        let profile = self.profile(&connection.provider)?.clone();
        let address = check_address(&profile, &connection.address)?;
        let token = check_token(&token)?;
        let known = self.known_pace(&connection.id).await;
        let client =
            self.client_for(&profile, &address, token.clone(), known, super::log_as(&connection))?;
        let test =
            connection_test::run_steps(&client, &connection.name, &profile, &self.0.reporter).await;
        if !test.passed {
            let test = super::failing_with_its_token(
                test,
                "Nothing was replaced. The token in use stays.",
            );
            return Ok(ConnectView { test, connection: None });
        }
        let what = "Replacing the token failed.";
        if let Some(problem) = self.another_tenant(&connection, &profile, &client, what).await? {
            return Err(problem);
        }
        let before = self.token_entry(&connection.id).await?;
        let new = self.token_arrives(&connection.id, token).await?;
        let (of, name, at) = (connection.clone(), new.clone(), self.0.clock.moment());
        let replaced = self
            .stored("Replacing the token", move |store| {
                let connection = of.id.clone();
                let event = RecordEvent::TokenReplaced { connection, name: of.name };
                store.replace_token(&of.id, &name, &event.entry(), at)
            })
            .await;
        if let Err(problem) = replaced {
            self.token_leaves(&new).await;
            return Err(problem);
        }
        lock(&self.0.clients).insert(connection.id.clone(), client);
        if let Some(before) = before {
            self.token_leaves(&before.name).await;
        }
        self.0.reporter.data_changed();
        let view = self.connection_view(&connection).await?;
        Ok(ConnectView { test, connection: Some(view) })
    }

    /// The token in force; `None` when the keychain has none.
    pub(super) async fn live_token(
        &self,
        connection: &Connection,
    ) -> Result<Option<SecretString>, Problem> {
        let Some(entry) = self.token_entry(&connection.id).await? else { return Ok(None) };
        let what = format!("Getting the token of {} from the keychain", connection.name);
        let found = self.0.keychain.get(&entry.name).await;
        found.map_err(|error| keychain_problem(&what, &error))
    }

    pub(super) async fn token_entry(
        &self,
        connection_id: &ConnectionId,
    ) -> Result<Option<TokenEntry>, Problem> {
        let id = connection_id.to_owned();
        self.stored("Looking up the token's entry", move |store| store.live_token(&id)).await
    }

    /// Writes a token into the keychain, under a separate name that is noted first.
    pub(super) async fn token_arrives(
        &self,
        connection_id: &ConnectionId,
        token: SecretString,
    ) -> Result<String, Problem> {
        let name = format!("token:{connection_id}:{}", crate::core::clock::new_id());
        let (entry, id, at) = (name.clone(), connection_id.to_owned(), self.0.clock.moment());
        self.stored("Noting the token's entry", move |store| store.token_arrives(&entry, &id, at))
            .await?;
        if let Err(error) = self.0.keychain.set(&name, token).await {
            self.token_leaves(&name).await;
            return Err(keychain_problem("Putting the token into the keychain", &error));
        }
        Ok(name)
    }

    /// Deletes an entry that is not in force; true when it is gone. What cannot be deleted now stays
    /// noted, and the next start sweeps it.
    pub(super) async fn token_leaves(&self, name: &str) -> bool {
        if self.0.keychain.delete(name).await.is_err() {
            rollcall_log::failed("an unused token stays in the keychain for now", "internal");
            return false;
        }
        let (name, at) = (name.to_owned(), self.0.clock.moment());
        let forgotten = move |store: &rollcall_store::Store| store.forget_token(&name, None, at);
        self.stored("Forgetting the token's entry", forgotten).await.is_ok()
    }

    /// Deletes the tokens that a stop in the middle of connecting, replacing or removing left in the
    /// keychain, puts that on the record, and says it, one sentence for each. Call once, at the
    /// start.
    ///
    /// # Errors
    /// Of the store. A keychain that does not answer is one of the sentences.
    pub async fn sweep_tokens(&self) -> Result<Vec<String>, Problem> {
        if self.0.store.cannot_write().is_some() {
            return Ok(Vec::new());
        }
        let strays =
            self.stored("Looking for leftover tokens", rollcall_store::Store::stray_tokens).await?;
        let mut said = Vec::with_capacity(strays.len());
        for stray in strays {
            let of = match self.connection(stray.connection.as_str()).await {
                Ok(connection) => format!("the former token of {}", connection.name),
                Err(problem) if is_removed(&problem) => {
                    format!("the token of {}", self.name_of(&stray.connection).await)
                }
                Err(_) => "the token of an app that was not connected in the end".to_owned(),
            };
            if let Err(error) = self.0.keychain.delete(&stray.name).await {
                said.push(format!(
                    "Rollcall stopped in the middle: {of} is still in the keychain. {error} \
                     Rollcall deletes it at the next start."
                ));
                continue;
            }
            let (name, at) = (stray.name, self.0.clock.moment());
            let event = RecordEvent::TokenSwept { connection: stray.connection, what: of.clone() };
            self.stored("Forgetting the token's entry", move |store| {
                store.forget_token(&name, Some(&event.entry()), at)
            })
            .await?;
            said.push(format!(
                "Rollcall stopped in the middle: it deleted {of} from the keychain."
            ));
        }
        Ok(said)
    }

    async fn name_of(&self, connection_id: &ConnectionId) -> String {
        let id = connection_id.to_owned();
        let found =
            self.stored("Looking up the name", move |store| store.connection(id.as_str())).await;
        found.map_or_else(|_| "a removed app".to_owned(), |connection| connection.name)
    }
}
