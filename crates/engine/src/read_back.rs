//! Reading a result back: only what was read counts.

use crate::plan::Item;
use rollcall_providers::EndState;
use rollcall_scim::{Client, Failure, FailureKind, Resource};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// What a read-back found.
pub(crate) enum Found {
    Here {
        resource: Box<Resource>,
        active: Option<bool>,
    },
    /// The server answered 404 for this id.
    Gone,
    Unreadable(Failure),
}

impl Found {
    pub(crate) fn is_expected(&self, expected: &[EndState]) -> bool {
        match self {
            Self::Here { active, .. } => {
                *active == Some(false) && expected.contains(&EndState::Inactive)
            }
            Self::Gone => expected.contains(&EndState::NotFound),
            Self::Unreadable(_) => false,
        }
    }

    pub(crate) fn words(&self) -> String {
        match self {
            Self::Here { active: Some(true), .. } => "active".to_owned(),
            Self::Here { active: Some(false), .. } => "inactive".to_owned(),
            Self::Here { active: None, .. } => {
                "there, without a word on whether it is active".to_owned()
            }
            Self::Gone => "not found".to_owned(),
            Self::Unreadable(_) => "not readable".to_owned(),
        }
    }
}

pub(crate) struct ReadBack {
    pub found: Found,
    /// The last exchange as text.
    pub exchange: String,
}

/// Asks by id after each wait until the state is as expected; the last answer counts.
pub(crate) async fn read_back(client: &Client, item: &Item, waits_ms: &[u64]) -> ReadBack {
    let mut last = None;
    for wait in waits_ms {
        tokio::time::sleep(Duration::from_millis(*wait)).await;
        let read = ask(client, item).await;
        let done = read.found.is_expected(&item.expected);
        last = Some(read);
        if done {
            break;
        }
    }
    match last {
        Some(read) => read,
        None => ask(client, item).await,
    }
}

async fn ask(client: &Client, item: &Item) -> ReadBack {
    let cancel = CancellationToken::new();
    match client.get(&item.read_back, &cancel).await {
        Ok(answer) => {
            let exchange = answer.exchange().as_text();
            let found = match answer.json() {
                Ok(value) => match Resource::from_value(value) {
                    Ok(resource) if resource.id().as_deref() == Some(item.account_id.as_str()) => {
                        let active = resource.flag("active");
                        Found::Here { resource: Box::new(resource), active }
                    }
                    _ => Found::Unreadable(answer.failed(FailureKind::BadJson(
                        "the answer is not the account that was asked for".to_owned(),
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
