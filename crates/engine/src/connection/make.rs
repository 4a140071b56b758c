//! Making a connection. Its token is noted before it is written to the keychain, and connection,
//! token and record come into force in one transaction: a stop in between leaves nothing but a note
//! of what is to be swept.

use super::typed::{check_address, check_token, seat_price};
use crate::connection::connection_test;
use crate::core::Rollcall;
use crate::core::lock;
use crate::problem::Problem;
use crate::record::event::RecordEvent;
use crate::view::ConnectView;
use rollcall_providers::Catalogue;
use rollcall_store::{Connection, ConnectionId};
use secrecy::SecretString;

/// What is typed to make a connection. The token goes to the keychain and nowhere else.
pub struct ConnectRequest {
    /// Id of the catalogue: the name of its file, such as `scim`.
    pub provider: String,
    /// Name in Rollcall, unique.
    pub name: String,
    /// The SCIM address as it was typed.
    pub address: String,
    /// The token as it was typed; it goes to the keychain and nowhere else.
    pub token: SecretString,
    /// Price of a seat per month, "12.50EUR"; empty when not given.
    pub seat_price: String,
}

impl Rollcall {
    /// Tests an address and token rung by rung; makes the connection only when every rung holds.
    pub async fn connect(&self, request: ConnectRequest) -> Result<ConnectView, Problem> {
        let profile = self.profile(&request.provider)?.clone();
        let name = self.free_name(&request.name, None).await?;
        let seat_price = seat_price(&request.seat_price)?;
        let address = check_address(&profile, &request.address)?;
        let token = check_token(&request.token)?;
        let id = crate::core::clock::new_id();
        let log_as = rollcall_log::Connection::new(&id, Catalogue::built_in_id(&profile.id));
        let client = self.client_for(&profile, &address, token.clone(), None, log_as)?;
        let test = connection_test::run_steps(&client, &name, &profile, &self.0.reporter).await;
        if !test.passed {
            return Ok(ConnectView { test, connection: None });
        }
        let connection = Connection {
            id: ConnectionId::from(id),
            name,
            provider: profile.id.clone(),
            address: address.as_str().to_owned(),
            seat_price,
            made_at: self.0.clock.moment(),
            removed_at: None,
            settings: "{}".to_owned(),
        };
        let entry = self.token_arrives(&connection.id, token).await?;
        let (made, token, at) = (connection.clone(), entry.clone(), self.0.clock.moment());
        let kept = self
            .stored("Saving the connection", move |store| {
                let event = RecordEvent::ConnectionMade {
                    connection: made.id.clone(),
                    name: made.name.clone(),
                    provider: made.provider.clone(),
                    address: made.address.clone(),
                };
                store.connect(&made, &token, &event.entry(), at)
            })
            .await;
        if let Err(problem) = kept {
            self.token_leaves(&entry).await;
            return Err(problem);
        }
        lock(&self.0.clients).insert(connection.id.clone(), client);
        self.0.reporter.data_changed();
        let view = self.connection_view(&connection).await?;
        Ok(ConnectView { test, connection: Some(view) })
    }
}
