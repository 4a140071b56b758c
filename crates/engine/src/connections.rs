//! The connections: making one (after the test ladder), listing, looking closely, removing.

use crate::failure::{asked, internal, keychain_problem};
use crate::home::Rollcall;
use crate::ladder;
use crate::problem::{Problem, ProblemCode};
use crate::shape;
use crate::view::{
    ConnectView, ConnectionDetail, ConnectionView, FactView, ProviderView, TestView,
};
use rollcall_providers::{Catalogue, Profile};
use rollcall_scim::{Client, ClientOptions, Endpoint};
use rollcall_store::Connection;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

/// What is typed to make a connection. The token goes to the keychain and nowhere else.
pub struct ConnectRequest {
    /// Id of the catalogue: the name of its file, such as `scim`.
    pub provider: String,
    /// Name in Rollcall, unique.
    pub name: String,
    pub address: String,
    pub token: SecretString,
    /// Price of a seat per month, "12.50EUR"; empty when not given.
    pub seat_price: String,
}

/// How many earlier reads a connection's page shows.
const READS_SHOWN: u32 = 20;

/// The cards of the Connect screen.
pub fn providers() -> Vec<ProviderView> {
    Catalogue::built_in().all().iter().map(shape::provider).collect()
}

impl Rollcall {
    /// Tests an address and token rung by rung; makes the connection only when every rung holds.
    pub async fn connect(&self, request: ConnectRequest) -> Result<ConnectView, Problem> {
        let profile = self.profile(&request.provider)?.clone();
        let name = self.free_name(&request.name).await?;
        let seat_price = seat_price(&request.seat_price)?;
        let address = check_address(&profile, &request.address)?;
        let token = check_token(&request.token)?;
        let client = self.client_for(&profile, &address, token.clone())?;
        let test = ladder::climb(&client, &name, &profile, &self.0.reporter).await;
        if !test.passed {
            return Ok(ConnectView { test, connection: None });
        }
        let connection = Connection {
            id: crate::clock::new_id(),
            name,
            provider: profile.id.clone(),
            address: address.as_str().to_owned(),
            seat_price,
            made_at: self.0.clock.text(),
            removed_at: None,
            settings: "{}".to_owned(),
        };
        self.0
            .keychain
            .set(&token_entry(&connection.id), token)
            .await
            .map_err(|error| keychain_problem("Putting the token into the keychain", &error))?;
        let kept = connection.clone();
        if let Err(problem) =
            self.stored("Keeping the connection", move |store| store.add_connection(&kept)).await
        {
            // Without its row the token would be an orphan nobody can find again.
            if let Err(error) = self.0.keychain.delete(&token_entry(&connection.id)).await {
                tracing::warn!(%error, "a token without a connection stays in the keychain");
            }
            return Err(problem);
        }
        self.on_record(
            "connection-made",
            json!({"connection": connection.id, "name": connection.name, "provider": connection.provider, "address": connection.address}),
        )
        .await?;
        lock(&self.0.clients).insert(connection.id.clone(), client);
        self.0.reporter.data_changed();
        let view = self.connection_view(&connection).await?;
        Ok(ConnectView { test, connection: Some(view) })
    }

    /// Every connection that was not removed, by name.
    pub async fn connections(&self) -> Result<Vec<ConnectionView>, Problem> {
        let connections =
            self.stored("Listing the connections", rollcall_store::Store::connections).await?;
        let mut views = Vec::with_capacity(connections.len());
        for connection in &connections {
            views.push(self.connection_view(connection).await?);
        }
        Ok(views)
    }

    /// One connection with its reads, receipts and what its provider can do.
    pub async fn connection_detail(&self, id_or_name: &str) -> Result<ConnectionDetail, Problem> {
        let connection = self.connection(id_or_name).await?;
        let profile = self.profile(&connection.provider)?.clone();
        let id = connection.id.clone();
        let (reads, receipts) = self
            .stored("Looking up its reads", move |store| {
                let reads = store.reads(&id, READS_SHOWN)?;
                let receipts = match reads.first() {
                    Some(newest) => store.receipts(newest.id)?,
                    None => Vec::new(),
                };
                Ok((reads, receipts))
            })
            .await?;
        let facts = |facts: Vec<rollcall_providers::ProfileFact>| -> Vec<FactView> {
            facts.into_iter().map(shape::fact).collect()
        };
        Ok(ConnectionDetail {
            connection: self.connection_view(&connection).await?,
            receipts: receipts.iter().map(shape::receipt).collect(),
            reads: reads.iter().map(shape::read).collect(),
            can: facts(profile.facts_can()),
            cannot: facts(profile.facts_cannot()),
            unknown: facts(profile.facts_unknown()),
            hidden: profile.words.hidden.clone(),
            token_owner: profile.words.token_owner.clone(),
            token_ends: profile.words.token_ends.clone(),
            token_can: profile.words.token_can.clone(),
        })
    }

    /// Climbs the test ladder again with the stored token.
    pub async fn test(&self, id_or_name: &str) -> Result<TestView, Problem> {
        let connection = self.connection(id_or_name).await?;
        let profile = self.profile(&connection.provider)?.clone();
        let client = self.client(&connection).await?;
        Ok(ladder::climb(&client, &connection.name, &profile, &self.0.reporter).await)
    }

    /// Removes a connection: its token from the keychain, its rows from the tables. The record
    /// keeps what was done.
    pub async fn disconnect(&self, id_or_name: &str) -> Result<(), Problem> {
        let connection = self.connection(id_or_name).await?;
        self.cancel_reads(std::slice::from_ref(&connection.id));
        self.on_record(
            "connection-removed",
            json!({"connection": connection.id, "name": connection.name, "provider": connection.provider, "address": connection.address}),
        )
        .await?;
        self.0
            .keychain
            .delete(&token_entry(&connection.id))
            .await
            .map_err(|error| keychain_problem("Taking the token out of the keychain", &error))?;
        lock(&self.0.clients).remove(&connection.id);
        let (id, at) = (connection.id.clone(), self.0.clock.text());
        self.stored("Removing the connection", move |store| store.remove_connection(&id, &at))
            .await?;
        self.0.reporter.forget(&connection.id);
        self.0.reporter.data_changed();
        Ok(())
    }

    /// By id or name; the error names what there is.
    pub(crate) async fn connection(&self, id_or_name: &str) -> Result<Connection, Problem> {
        let wanted = id_or_name.to_owned();
        let (found, all) = self
            .stored("Looking up the connection", move |store| {
                let all = store.connections()?;
                let found = all
                    .iter()
                    .find(|c| c.id == wanted)
                    .or_else(|| all.iter().find(|c| c.name.eq_ignore_ascii_case(&wanted)))
                    .cloned();
                Ok((found, all))
            })
            .await?;
        found.ok_or_else(|| {
            let names: Vec<&str> = all.iter().map(|c| c.name.as_str()).collect();
            let next = if names.is_empty() {
                "Connect an app first.".to_owned()
            } else {
                format!("There are: {}.", names.join(", "))
            };
            asked(
                ProblemCode::NotFound,
                "Finding the connection failed.",
                &format!("There is no connection called “{id_or_name}”."),
                &next,
            )
        })
    }

    pub(crate) fn profile(&self, provider: &str) -> Result<&Profile, Problem> {
        self.0.catalogue.get(provider).ok_or_else(|| {
            let known: Vec<&str> = self.0.catalogue.all().iter().map(|p| p.id.as_str()).collect();
            asked(
                ProblemCode::BadRequest,
                "Finding the provider failed.",
                &format!("The catalogue has no provider “{provider}”."),
                &format!("Choose one of {}.", known.join(", ")),
            )
        })
    }

    /// The connection's one HTTP client, made on first use with the token from the keychain.
    pub(crate) async fn client(&self, connection: &Connection) -> Result<Client, Problem> {
        if let Some(client) = lock(&self.0.clients).get(&connection.id) {
            return Ok(client.clone());
        }
        let profile = self.profile(&connection.provider)?;
        let address = check_address(profile, &connection.address)?;
        let token = self
            .0
            .keychain
            .get(&token_entry(&connection.id))
            .await
            .map_err(|error| keychain_problem("Getting the token from the keychain", &error))?
            .ok_or_else(|| Problem {
                code: ProblemCode::TokenRefused,
                what: "Getting the token from the keychain failed.".to_owned(),
                side: crate::problem::Side::Here,
                side_words: format!("The keychain has no token for {}.", connection.name),
                state: "Nothing was sent. What was read before is still here.".to_owned(),
                next: "Remove the connection and connect the app again with a new token."
                    .to_owned(),
                exchange: None,
            })?;
        let client = self.client_for(profile, &address, token)?;
        Ok(lock(&self.0.clients).entry(connection.id.clone()).or_insert(client).clone())
    }

    fn client_for(
        &self,
        profile: &Profile,
        address: &Endpoint,
        token: SecretString,
    ) -> Result<Client, Problem> {
        let mut options = ClientOptions::new(token);
        options.pace = profile.pace();
        options.pace.per_second *= f64::from(self.0.speed_up);
        options.default_retry_after = Some(profile.default_retry_after());
        options.request_timeout = self.0.request_timeout;
        options.group_timeout = self.0.group_timeout;
        options.retry = self.0.retry;
        Client::new(address.clone(), options)
            .map_err(|failure| internal("Preparing the connection", &failure.to_string()))
    }

    pub(crate) async fn connection_view(
        &self,
        connection: &Connection,
    ) -> Result<ConnectionView, Problem> {
        let profile = self.profile(&connection.provider)?;
        let id = connection.id.clone();
        let summary = self.stored("Counting its accounts", move |store| store.summary(&id)).await?;
        let reading = lock(&self.0.reading).contains_key(&connection.id);
        Ok(shape::connection(connection, profile, &summary, reading))
    }

    async fn free_name(&self, name: &str) -> Result<String, Problem> {
        let name = name.trim().to_owned();
        let refuse = |why: String| {
            Err(asked(
                ProblemCode::BadRequest,
                "Naming the connection failed.",
                &why,
                "Type another name.",
            ))
        };
        if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
            return refuse("A name has 1 to 80 characters on one line.".to_owned());
        }
        let taken = name.clone();
        let used = self
            .stored("Looking up the name", move |store| {
                Ok(store.connections()?.iter().any(|c| c.name.eq_ignore_ascii_case(&taken)))
            })
            .await?;
        if used {
            return refuse(format!("There is a connection called “{name}” already."));
        }
        Ok(name)
    }
}

/// The keychain's entry for a connection's token.
fn token_entry(connection_id: &str) -> String {
    format!("token:{connection_id}")
}

pub(crate) fn check_address(profile: &Profile, address: &str) -> Result<Endpoint, Problem> {
    let endpoint = Endpoint::parse(address.trim()).map_err(|error| {
        asked(
            ProblemCode::AddressRefused,
            "Using the address failed.",
            &format!("{error}."),
            "Copy the SCIM address from the app. It starts with https://.",
        )
    })?;
    profile.check_address(&endpoint).map_err(|why| {
        asked(
            ProblemCode::AddressRefused,
            "Using the address failed.",
            &why,
            &format!("Copy the SCIM address from {} again.", profile.name),
        )
    })?;
    Ok(endpoint)
}

/// What the smallest of the keychains takes: 2,560 bytes in the Windows Credential Manager.
const LONGEST_TOKEN: usize = 2_560;

fn check_token(token: &SecretString) -> Result<SecretString, Problem> {
    // EXPOSE: only its shape is looked at; a token with a line break would end up as two headers.
    let text = token.expose_secret().trim();
    let text = text.strip_prefix("Bearer ").unwrap_or(text).trim();
    if text.len() > LONGEST_TOKEN {
        return Err(asked(
            ProblemCode::BadRequest,
            "Using the token failed.",
            &format!("It is longer than {LONGEST_TOKEN} characters; no keychain keeps that."),
            "Copy only the token, nothing around it.",
        ));
    }
    if text.is_empty() || text.chars().any(|c| !('!'..='~').contains(&c)) {
        return Err(asked(
            ProblemCode::BadRequest,
            "Using the token failed.",
            "A token is one line of letters, digits and signs without spaces.",
            "Copy it again, without line breaks.",
        ));
    }
    Ok(SecretString::from(text.to_owned()))
}

/// "12.50EUR", "EUR 12.50", "12,50 €" → "12.50 EUR"; empty → none.
fn seat_price(text: &str) -> Result<Option<String>, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let amount: String =
        text.chars().filter(|c| c.is_ascii_digit() || *c == '.' || *c == ',').collect();
    let currency: String = text
        .chars()
        .filter(|c| !c.is_ascii_digit() && !matches!(c, '.' | ',') && !c.is_whitespace())
        .collect();
    let currency = match currency.as_str() {
        "€" => "EUR".to_owned(),
        "$" => "USD".to_owned(),
        "£" => "GBP".to_owned(),
        other => other.to_ascii_uppercase(),
    };
    let amount = amount.replace(',', ".");
    let (whole, cents) = amount.split_once('.').unwrap_or((amount.as_str(), ""));
    let sound = !whole.is_empty()
        && whole.len() <= 7
        && whole.chars().all(|c| c.is_ascii_digit())
        && cents.len() <= 2
        && cents.chars().all(|c| c.is_ascii_digit())
        && currency.len() == 3
        && currency.chars().all(|c| c.is_ascii_alphabetic());
    if !sound {
        return Err(asked(
            ProblemCode::BadRequest,
            "Reading the seat price failed.",
            &format!("“{text}” is not an amount with a currency."),
            "Write it like 12.50EUR, per seat and month, or leave it empty.",
        ));
    }
    Ok(Some(format!("{whole}.{cents:0<2} {currency}")))
}

pub(crate) fn lock<T>(mutex: &std::sync::Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // A poisoned lock only says that another thread panicked; the maps behind it stay usable.
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seat_prices_are_read_as_people_write_them() {
        for (typed, kept) in [
            ("12.50EUR", Some("12.50 EUR")),
            ("€ 45", Some("45.00 EUR")),
            ("12,5 usd", Some("12.50 USD")),
            ("  ", None),
        ] {
            assert_eq!(seat_price(typed).unwrap().as_deref(), kept, "{typed}");
        }
        for wrong in ["cheap", "12.50", "1.2.3EUR", "-4EUR", "12.505EUR"] {
            assert_eq!(seat_price(wrong).unwrap_err().code, ProblemCode::BadRequest, "{wrong}");
        }
    }

    #[test]
    fn tokens_lose_the_bearer_word_and_never_hold_a_line_break() {
        let token = check_token(&SecretString::from(" Bearer abc.def \n")).unwrap();
        assert_eq!(token.expose_secret(), "abc.def");
        let long = "x".repeat(LONGEST_TOKEN + 1);
        for wrong in ["", "a b", "a\nX-Header: b", "é", long.as_str()] {
            assert!(check_token(&SecretString::from(wrong)).is_err());
        }
    }
}
