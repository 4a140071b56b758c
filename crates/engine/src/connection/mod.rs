//! The connections: listing, looking closely, the client of each.
//!
//! `make` makes one after the `connection_test`, `change` renames and moves it, `token` holds its token
//! and replaces it, `remove` ends it; `tenant` finds out that other accounts are behind a new token or
//! address; `typed` is what may be typed, and `labels` what connections are called wherever something of
//! one is shown.

mod change;
pub(crate) mod connection_test;
pub(crate) mod labels;
mod make;
mod pace;
mod remove;
mod tenant;
mod token;
mod typed;

pub use change::OtherHost;
pub use make::ConnectRequest;
pub(crate) use typed::check_address;

use crate::core::{Rollcall, lock};
use crate::problem::failure::{asked, internal};
use crate::problem::{Problem, ProblemCode};
use crate::text::in_shell;
use crate::view::to_view;
use crate::view::{ConnectionDetail, ConnectionView, FactView, ProviderView, TestView};
use rollcall_providers::{Catalogue, Profile};
use rollcall_scim::{Client, ClientOptions, Endpoint, Learned};
use rollcall_store::{Connection, Moment};
use secrecy::SecretString;

/// How many earlier reads a connection's page shows.
const READS_SHOWN: u32 = 20;

/// The cards of the Connect screen.
pub fn providers() -> Vec<ProviderView> {
    Catalogue::built_in().all().iter().map(to_view::provider).collect()
}

impl Rollcall {
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
            facts.into_iter().map(to_view::fact).collect()
        };
        Ok(ConnectionDetail {
            connection: self.connection_view(&connection).await?,
            pace: self.pace_view(&connection, profile.pace()).await?,
            receipts: receipts.iter().map(to_view::receipt).collect(),
            reads: reads.iter().map(to_view::read).collect(),
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
        let test =
            connection_test::run_steps(&client, &connection.name, &profile, &self.0.reporter).await;
        Ok(failing(test, "Nothing was changed. The connection and its token stay."))
    }

    /// By id or name; the error names what there is. One that was removed is known by its id, and
    /// the error says so.
    pub(crate) async fn connection(&self, id_or_name: &str) -> Result<Connection, Problem> {
        let wanted = id_or_name.to_owned();
        let (found, all) = self
            .stored("Looking up the connection", move |store| {
                let all = store.connections()?;
                let found = all
                    .iter()
                    .find(|c| c.id.as_str() == wanted)
                    .or_else(|| all.iter().find(|c| c.name.eq_ignore_ascii_case(&wanted)))
                    .cloned();
                let found = match found {
                    Some(found) => Some(found),
                    None => {
                        store.removed_connections()?.into_iter().find(|c| c.id.as_str() == wanted)
                    }
                };
                Ok((found, all))
            })
            .await?;
        match found {
            Some(Connection { removed_at: Some(at), name, .. }) => Err(removed(&name, at)),
            Some(connection) => Ok(connection),
            None => Err(unknown(id_or_name, &all)),
        }
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
        let token = self.live_token(connection).await?.ok_or_else(|| no_token(connection))?;
        let known = self.known_pace(&connection.id).await;
        let client = self.client_for(profile, &address, token, known, log_as(connection))?;
        Ok(lock(&self.0.clients).entry(connection.id.clone()).or_insert(client).clone())
    }

    pub(super) fn client_for(
        &self,
        profile: &Profile,
        address: &Endpoint,
        token: SecretString,
        known: Option<Learned>,
        log_as: rollcall_log::Connection,
    ) -> Result<Client, Problem> {
        let mut options = ClientOptions::new(token);
        options.log_as = log_as;
        options.learned = known;
        options.pace = profile.pace();
        let speed_up = f64::from(self.0.speed_up);
        options.pace.per_second *= speed_up;
        options.pace.most_per_second = options.pace.most_per_second.map(|most| most * speed_up);
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
        Ok(to_view::connection(connection, profile, &summary, reading))
    }

    /// `of`: the connection that gets the name; its own current name is no conflict.
    pub(super) async fn free_name(&self, name: &str, of: Option<&str>) -> Result<String, Problem> {
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
        // On the command line it would be taken for an option.
        if name.starts_with('-') {
            return refuse("A name does not begin with a dash.".to_owned());
        }
        let all = self.stored("Looking up the name", rollcall_store::Store::connections).await?;
        let other = |c: &&Connection| of != Some(c.id.as_str());
        if all.iter().filter(other).any(|c| c.name.eq_ignore_ascii_case(&name)) {
            return refuse(format!("There is already a connection called “{name}”."));
        }
        Ok(name)
    }
}

/// The connection as the log names it.
pub(crate) fn log_as(connection: &Connection) -> rollcall_log::Connection {
    rollcall_log::Connection::new(
        connection.id.as_str(),
        Catalogue::built_in_id(&connection.provider),
    )
}

/// A test says what is true of the connection when it fails.
fn failing(mut test: TestView, state: &str) -> TestView {
    for problem in test.rungs.iter_mut().filter_map(|rung| rung.problem.as_mut()) {
        state.clone_into(&mut problem.state);
    }
    test
}

/// The same of a token that was just put in: what is next is not to put one in elsewhere.
fn failing_with_its_token(test: TestView, state: &str) -> TestView {
    let mut test = failing(test, state);
    let refused = |problem: &&mut Problem| problem.code == ProblemCode::TokenRefused;
    for problem in test.rungs.iter_mut().filter_map(|rung| rung.problem.as_mut()).filter(refused) {
        "Copy the whole token again, or create a new one there, and enter it here."
            .clone_into(&mut problem.next);
    }
    test
}

fn removed(name: &str, at: Moment) -> Problem {
    let day = at.timestamp().strftime("%Y-%m-%d");
    asked(
        ProblemCode::ConnectionRemoved,
        "Finding the connection failed.",
        &format!("{name} was removed from Rollcall on {day}."),
        "Connect the app again to read or change it.",
    )
}

fn unknown(id_or_name: &str, all: &[Connection]) -> Problem {
    let names: Vec<&str> = all.iter().map(|c| c.name.as_str()).collect();
    let next = if names.is_empty() {
        "Connect an app first.".to_owned()
    } else {
        format!("These exist: {}.", names.join(", "))
    };
    asked(
        ProblemCode::NotFound,
        "Finding the connection failed.",
        &format!("There is no connection called “{id_or_name}”."),
        &next,
    )
}

fn no_token(connection: &Connection) -> Problem {
    let name = &connection.name;
    Problem {
        code: ProblemCode::TokenMissing,
        what: format!("Getting the token of {name} from the keychain failed."),
        side: crate::problem::Side::Here,
        side_words: format!(
            "The keychain is unlocked, but has no token for {name}, or an empty one."
        ),
        state: "Nothing was sent. What was read before is still here.".to_owned(),
        next: format!(
            "Enter the token again: “Replace token…” on the connection's page, or \
             `rollcall connection token {}`.",
            in_shell(name)
        ),
        exchange: None,
    }
}
