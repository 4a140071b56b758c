//! Asks for accounts and groups that a list no longer has by their ids, before they are called gone.

use crate::read::decode::Absent;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use rollcall_scim::{Answer, Client, Failure, Request, Resource, User};
use rollcall_store::{Loss, MissingRow};
use tokio_util::sync::CancellationToken;

/// All that are missing are asked for up to this number, and this number of them beyond.
pub(crate) const MOST: usize = 25;
/// Asked for at the same time; the connection's own pace narrows it further.
const AT_ONCE: usize = 4;

/// What asking for those that are missing has brought.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// No longer in the list.
    pub(crate) missing: u32,
    /// Not found by their id.
    pub(crate) gone: u32,
    /// Answered as inactive by an app whose list holds only active ones.
    pub(crate) hidden: u32,
    /// Names of those that answer.
    pub(crate) answering: Vec<String>,
    /// Neither found nor gone: nothing proves either.
    pub(crate) unknown: u32,
    /// Why, of the first of them.
    pub(crate) failure: Option<Failure>,
    pub(crate) pages: Vec<Absent>,
}

impl Asked {
    /// Each one that is missing was asked for, and none is there.
    pub(crate) fn settled(&self) -> bool {
        self.gone + self.hidden == self.missing
    }

    /// How many were asked for.
    pub(crate) fn asked(&self) -> u32 {
        self.gone + self.hidden + self.unknown + crate::text::count(self.answering.len() as u64)
    }
}

/// How to ask.
pub(crate) struct Missing<'a> {
    pub(crate) client: &'a Client,
    pub(crate) cancel: &'a CancellationToken,
    /// "Users" or "Groups".
    pub(crate) resource: &'static str,
    /// One that the list holds: a plain 404 proves nothing unless this one is found.
    pub(crate) listed: Option<&'a str>,
    /// The list holds only active ones.
    pub(crate) hides_inactive: bool,
}

enum Found {
    Gone { by_app: bool },
    Hidden,
    Answers,
    Unknown(Option<Failure>),
}

impl Missing<'_> {
    pub(crate) async fn ask(&self, loss: &Loss) -> Asked {
        let mut asked = Asked { missing: loss.missing, ..Asked::default() };
        let mut rows = loss.asked_for.iter().cloned();
        let mut waiting = FuturesUnordered::new();
        waiting.extend(rows.by_ref().take(AT_ONCE).map(|row| self.one(row)));
        let mut plain = 0;
        while let Some((row, answer)) = waiting.next().await {
            waiting.extend(rows.next().map(|row| self.one(row)));
            asked.pages.extend(Absent::of(self.resource, &row.id, &answer));
            match self.found(&row.id, answer) {
                Found::Gone { by_app: true } => asked.gone += 1,
                Found::Gone { by_app: false } => plain += 1,
                Found::Hidden => asked.hidden += 1,
                Found::Answers => asked.answering.push(row.name),
                Found::Unknown(failure) => {
                    asked.unknown += 1;
                    asked.failure = asked.failure.or(failure);
                }
            }
        }
        drop(waiting);
        if plain > 0 {
            let (vouched, failure) = self.vouched(&mut asked.pages).await;
            if vouched {
                asked.gone += plain;
            } else {
                asked.unknown += plain;
                asked.failure = asked.failure.or(failure);
            }
        }
        asked
    }

    fn one(
        &self,
        row: MissingRow,
    ) -> impl Future<Output = (MissingRow, Result<Answer, Failure>)> + use<> {
        let (client, cancel) = (self.client.clone(), self.cancel.clone());
        let request = Request::get([self.resource, &row.id]);
        async move {
            let answer = client.get(&request, &cancel).await;
            (row, answer)
        }
    }

    fn found(&self, id: &str, answer: Result<Answer, Failure>) -> Found {
        let resource = match answer.and_then(|answer| answer.json()) {
            Ok(value) => Resource::from_value(value),
            Err(failure) => {
                return match failure.status() {
                    Some(404 | 410) => Found::Gone { by_app: failure.is_from_app() },
                    _ => Found::Unknown(Some(failure)),
                };
            }
        };
        match resource {
            Ok(resource) if resource.id().as_deref() != Some(id) => Found::Unknown(None),
            Ok(resource) if self.hides_inactive && User::of(&resource).active == Some(false) => {
                Found::Hidden
            }
            Ok(_) => Found::Answers,
            Err(_) => Found::Unknown(None),
        }
    }

    /// Whether one that is listed is found by its id in the same breath.
    async fn vouched(&self, pages: &mut Vec<Absent>) -> (bool, Option<Failure>) {
        let Some(id) = self.listed else { return (false, None) };
        let request = Request::get([self.resource, id]);
        let answer = self.client.get(&request, self.cancel).await;
        pages.extend(Absent::of(self.resource, id, &answer));
        match answer.and_then(|answer| answer.json()) {
            Ok(value) => {
                let found = Resource::from_value(value).ok().and_then(|one| one.id());
                (found.as_deref() == Some(id), None)
            }
            Err(failure) => (false, Some(failure)),
        }
    }
}
