//! Reading a result back: only what was read counts.

use crate::live::{Kind, by_name, lookup};
use crate::plan::{Item, Target};
use rollcall_providers::{Expected, Profile};
use rollcall_scim::{Client, Failure, FailureKind, Request, Resource};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// What a read-back found.
pub(crate) enum Found {
    Here(Box<Resource>),
    /// The server answered 404 for this id, or lists nobody of this name.
    Gone,
    Unreadable(Failure),
}

impl Found {
    pub(crate) fn is_expected(&self, expected: &Expected) -> bool {
        match self {
            Self::Here(resource) => expected.is_met_by(resource),
            Self::Gone => expected.is_met_by_absence(),
            Self::Unreadable(_) => false,
        }
    }

    /// The state that was found, as far as it matters to what was expected.
    pub(crate) fn words(&self, expected: &Expected) -> String {
        match (self, expected) {
            (Self::Gone, _) => "not found".to_owned(),
            (Self::Unreadable(_), _) => "not readable".to_owned(),
            (Self::Here(resource), Expected::Ended(_) | Expected::Active) => {
                match resource.flag("active") {
                    Some(true) => "active".to_owned(),
                    Some(false) => "inactive".to_owned(),
                    None => "there, without a word on whether it is active".to_owned(),
                }
            }
            (Self::Here(resource), Expected::Values(values)) => {
                let found: Vec<String> =
                    values.iter().map(|value| value.found_words(resource)).collect();
                if found.is_empty() { "there".to_owned() } else { found.join(", ") }
            }
            (Self::Here(resource), Expected::Members(expected)) => {
                match expected.as_told_by(resource) {
                    None => "there, without a word on its members".to_owned(),
                    Some(found) if found == *expected => format!("{} members", found.count),
                    Some(found) if found.count == expected.count => {
                        format!("{} members, but not those that were expected", found.count)
                    }
                    Some(found) => {
                        format!("{} members, not {}", found.count, expected.count)
                    }
                }
            }
            (Self::Here(account), Expected::OwnGroup(own)) => match own.of(account) {
                Some(true) => "the account names the group".to_owned(),
                Some(false) => "the account does not name the group".to_owned(),
                None => "there, without a word on its groups".to_owned(),
            },
            (Self::Here(_), Expected::Gone) => "still there".to_owned(),
        }
    }
}

pub(crate) struct ReadBack {
    pub found: Found,
    /// The last exchange as text.
    pub exchange: String,
}

/// How an item's resource is found again.
pub(crate) enum Whereabouts<'a> {
    /// By the id that it has, or that the answer to its creation told.
    Id { id: &'a str, request: Request },
    /// By its name: its id was never told.
    Name { kind: Kind, name: &'a str },
}

impl<'a> Whereabouts<'a> {
    /// `made`: the id of what the item has created, when the answer told it.
    pub(crate) fn of(item: &'a Item, profile: &Profile, made: Option<&'a str>) -> Self {
        match (&item.target, made) {
            (Target::User(id) | Target::Group(id), _) => {
                Self::Id { id, request: item.read_back.clone() }
            }
            (Target::NewUser(_), Some(id)) => Self::Id { id, request: profile.user(id) },
            (Target::NewGroup(_), Some(id)) => Self::Id { id, request: profile.group(id) },
            (Target::NewUser(name), None) => Self::Name { kind: Kind::User, name },
            (Target::NewGroup(name), None) => Self::Name { kind: Kind::Group, name },
        }
    }
}

/// Asks after each wait until the state is as expected; the last answer counts.
pub(crate) async fn read_back(
    client: &Client,
    profile: &Profile,
    item: &Item,
    made: Option<&str>,
    waits_ms: &[u64],
) -> ReadBack {
    let whereabouts = Whereabouts::of(item, profile, made);
    let mut last = None;
    for wait in waits_ms {
        if *wait > 0 {
            tokio::time::sleep(Duration::from_millis(*wait)).await;
        }
        let read = ask(client, profile, &whereabouts).await;
        let done = read.found.is_expected(&item.expected);
        last = Some(read);
        if done {
            break;
        }
    }
    match last {
        Some(read) => read,
        None => ask(client, profile, &whereabouts).await,
    }
}

async fn ask(client: &Client, profile: &Profile, whereabouts: &Whereabouts<'_>) -> ReadBack {
    match whereabouts {
        Whereabouts::Id { id, request } => ask_by_id(client, request, id).await,
        Whereabouts::Name { kind, name } => {
            let (mut found, end) = by_name(client, &lookup(profile, *kind, name)).await;
            let exchange = format!("Looked for by name: {} found, {}.", found.len(), end.reason);
            let found = match (found.pop(), end.failure) {
                (Some(resource), _) => Found::Here(Box::new(resource)),
                (None, Some(failure)) => Found::Unreadable(failure),
                (None, None) => Found::Gone,
            };
            ReadBack { found, exchange }
        }
    }
}

async fn ask_by_id(client: &Client, request: &Request, id: &str) -> ReadBack {
    match client.get(request, &CancellationToken::new()).await {
        Ok(answer) => {
            let exchange = answer.exchange().as_text();
            let found = match answer.json() {
                Ok(value) => match Resource::from_value(value) {
                    Ok(resource) if resource.id().as_deref() == Some(id) => {
                        Found::Here(Box::new(resource))
                    }
                    _ => Found::Unreadable(answer.failed(FailureKind::BadJson(
                        "the answer is not the resource that was asked for".to_owned(),
                    ))),
                },
                Err(failure) => Found::Unreadable(failure),
            };
            ReadBack { found, exchange }
        }
        Err(failure) => {
            let exchange = failure.exchange.as_text();
            let found =
                if failure.is_not_found() { Found::Gone } else { Found::Unreadable(failure) };
            ReadBack { found, exchange }
        }
    }
}
