//! Changing a connection: its name, its address, the price of a seat. Everything else of it stays,
//! and each change is on the record.

use super::typed::{check_address, seat_price};
use crate::connection::connection_test;
use crate::core::Rollcall;
use crate::core::lock;
use crate::core::transact::Undone;
use crate::problem::failure::asked;
use crate::problem::{Problem, ProblemCode};
use crate::record::event::RecordEvent;
use crate::record::parts::ConnectionField;
use crate::view::{ConnectView, ConnectionView};
use rollcall_scim::Endpoint;
use rollcall_store::{Connection, ConnectionId};

impl Rollcall {
    /// Gives a connection another name.
    ///
    /// # Errors
    /// When the name is taken or not valid.
    pub async fn rename_connection(
        &self,
        id_or_name: &str,
        name: &str,
    ) -> Result<ConnectionView, Problem> {
        let connection = self.connection(id_or_name).await?;
        let name = self.free_name(name, Some(connection.id.as_str())).await?;
        self.change_connection(connection.id.as_str(), ConnectionField::Name, move |connection| {
            let before = std::mem::replace(&mut connection.name, name);
            (Some(before), Some(connection.name.clone()))
        })
        .await
    }

    /// Sets the price of a seat; an empty one takes it away.
    ///
    /// # Errors
    /// When it is not an amount with a currency.
    pub async fn set_seat_price(
        &self,
        id_or_name: &str,
        price: &str,
    ) -> Result<ConnectionView, Problem> {
        let connection = self.connection(id_or_name).await?;
        let price = seat_price(price)?;
        self.change_connection(
            connection.id.as_str(),
            ConnectionField::SeatPrice,
            move |connection| {
                let before = std::mem::replace(&mut connection.seat_price, price);
                (before, connection.seat_price.clone())
            },
        )
        .await
    }

    /// Tests another address with the connection's token, and moves the connection there when every
    /// rung holds.
    ///
    /// # Errors
    /// [`ProblemCode::NotConfirmed`] when the host changes and that is not confirmed; and when other
    /// accounts are there.
    pub async fn change_address(
        &self,
        id_or_name: &str,
        address: &str,
        other_host: OtherHost,
    ) -> Result<ConnectView, Problem> {
        let connection = self.connection(id_or_name).await?;
        let profile = self.profile(&connection.provider)?.clone();
        let address = check_address(&profile, address)?;
        if other_host == OtherHost::NotConfirmed
            && let Some(problem) = leaves_host(&connection, &address)
        {
            return Err(problem);
        }
        let token =
            self.live_token(&connection).await?.ok_or_else(|| super::no_token(&connection))?;
        let client =
            self.client_for(&profile, &address, token, None, super::log_as(&connection))?;
        let test =
            connection_test::run_steps(&client, &connection.name, &profile, &self.0.reporter).await;
        if !test.passed {
            let test =
                super::failing(test, "Nothing was changed. The connection stays at its address.");
            return Ok(ConnectView { test, connection: None });
        }
        let what = "Changing the address failed.";
        if let Some(problem) = self.another_tenant(&connection, &profile, &client, what).await? {
            return Err(problem);
        }
        let address = address.as_str().to_owned();
        let view = self
            .change_connection(
                connection.id.as_str(),
                ConnectionField::Address,
                move |connection| {
                    let before = std::mem::replace(&mut connection.address, address);
                    (Some(before), Some(connection.address.clone()))
                },
            )
            .await?;
        lock(&self.0.clients).insert(connection.id, client);
        Ok(ConnectView { test, connection: Some(view) })
    }

    /// Changes a connection from what it is now; `change` gives what was and what is.
    async fn change_connection(
        &self,
        id: &str,
        what: ConnectionField,
        change: impl FnOnce(&mut Connection) -> (Option<String>, Option<String>) + Send + 'static,
    ) -> Result<ConnectionView, Problem> {
        let id = id.to_owned();
        let changed = self
            .transact("Changing the connection", move |all| {
                all.update_connection(
                    &ConnectionId::from(id.as_str()),
                    |connection| -> Result<_, Undone> {
                        let (before, after) = change(connection);
                        let event = RecordEvent::ConnectionChanged {
                            connection: connection.id.clone(),
                            name: connection.name.clone(),
                            what,
                            before,
                            after,
                        };
                        event.append(all)?;
                        Ok(connection.clone())
                    },
                )
            })
            .await?;
        self.0.reporter.data_changed();
        self.connection_view(&changed).await
    }
}

/// Whether the admin knows that the token goes to another host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherHost {
    /// The host must stay the same.
    NotConfirmed,
    /// The admin was shown the other host and agreed.
    Confirmed,
}

impl OtherHost {
    /// As answered to the question.
    #[must_use]
    pub fn of(confirmed: bool) -> Self {
        if confirmed { Self::Confirmed } else { Self::NotConfirmed }
    }
}

/// What has to be confirmed before the token goes to another host.
fn leaves_host(connection: &Connection, address: &Endpoint) -> Option<Problem> {
    let before = Endpoint::parse(&connection.address).ok()?;
    (before.host() != address.host()).then(|| {
        asked(
            ProblemCode::NotConfirmed,
            "Changing the address failed.",
            &format!(
                "Until now, the token of {} was sent to {}. With this address, it is sent to {}.",
                connection.name,
                before.host(),
                address.host()
            ),
            "Check that the new host belongs to the app, then confirm it.",
        )
    })
}
