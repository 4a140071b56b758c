//! The state of one user or group as its server has it now, asked for before anything is planned
//! and again before anything is sent.

pub(crate) mod empty_groups;
pub(crate) mod name_holder;

use crate::core::Rollcall;
use crate::problem::failure::Doing;
use crate::problem::{Problem, ProblemCode, Side};
use crate::witness::by_name::{Named, Unproven, by_name};
use crate::witness::{ANOTHER, ById, Kind, Sight, by_id, look_beside};
use rollcall_providers::Profile;
use rollcall_scim::{Failure, FailureKind, Group, Members, Request, Resource};
use rollcall_store::{AccountId, AccountRef, AccountState, Connection, GroupId};
use std::collections::BTreeSet;

/// Accounts or groups of one name in the local copy that are asked for by id.
const KNOWN_ASKED: usize = 5;

impl Rollcall {
    /// The account as the server has it now.
    pub(crate) async fn live(
        &self,
        connection: &Connection,
        profile: &Profile,
        account_id: &AccountId,
    ) -> Result<Resource, Problem> {
        self.live_one(
            connection,
            profile,
            Kind::User,
            &profile.user(account_id.as_str()),
            account_id.as_str(),
        )
        .await
    }

    /// The group as the server has it now, with its members.
    pub(crate) async fn live_group(
        &self,
        connection: &Connection,
        profile: &Profile,
        group_id: &GroupId,
    ) -> Result<(Resource, Option<BTreeSet<String>>), Problem> {
        let request = profile.group(group_id.as_str());
        let resource =
            self.live_one(connection, profile, Kind::Group, &request, group_id.as_str()).await?;
        let members = members_of(&resource);
        Ok((resource, members))
    }

    async fn live_one(
        &self,
        connection: &Connection,
        profile: &Profile,
        kind: Kind,
        request: &Request,
        id: &str,
    ) -> Result<Resource, Problem> {
        let client = self.client(connection).await?;
        let doing = Doing {
            what: what(kind),
            name: &connection.name,
            profile,
            host: client.endpoint().host(),
            state: "Nothing was changed.",
        };
        let name = &connection.name;
        let gone = |failure: &Failure, vouched: &str| Problem {
            code: ProblemCode::NotFound,
            side: Side::There,
            side_words: format!("{name} has no {} with this id ({vouched}).", noun(kind)),
            next: "Read the connection again; it may have been removed there already.".to_owned(),
            ..doing.problem(failure)
        };
        let failure = match by_id(&client, request, id).await.0 {
            ById::Here(resource) => return Ok(*resource),
            ById::Gone(failure) => return Err(gone(&failure, "404")),
            ById::Denied(failure) => {
                let known = self.known_name(connection, kind, id).await?;
                let of = (id, known.as_deref());
                let copy = failure.clone();
                match look_beside(&client, profile, kind, of, failure).await.0 {
                    Sight::Gone(_) => return Err(gone(&copy, "404, and it is not in its list")),
                    Sight::Here(resource) => return Ok(*resource),
                    Sight::Listed(_, failure) => {
                        let problem = doing.problem(&failure);
                        let words = format!(
                            "{} The list of {name} still has the {}.",
                            problem.side_words,
                            noun(kind)
                        );
                        return Err(Problem { side_words: words, ..problem });
                    }
                    Sight::Unknown(failure) => failure,
                }
            }
            ById::Unknown(failure) => failure,
        };
        if failure.kind == FailureKind::BadJson(ANOTHER.to_owned()) {
            return Err(Problem {
                code: ProblemCode::NotScim,
                side_words: format!(
                    "{name} answered with another {} than the one asked for.",
                    noun(kind)
                ),
                next:
                    "Do not change anything through this connection. Report this to the provider."
                        .to_owned(),
                ..doing.problem(&failure)
            });
        }
        Err(doing.problem(&failure))
    }

    /// Puts an account that was read just now into the local copy, where that has another state.
    pub(crate) async fn keep_seen(
        &self,
        connection: &Connection,
        live: &Resource,
    ) -> Result<(), Problem> {
        let Some(seen) = crate::read::decode::account_seen(live) else { return Ok(()) };
        let (id, at) = (connection.id.clone(), self.0.clock.moment());
        let active = live.flag("active") != Some(false);
        let changed = self
            .stored("Saving what was read", move |store| {
                let known = store
                    .accounts_now(&[AccountRef::from((id.clone(), seen.id.clone()))])?
                    .pop()
                    .flatten();
                let was = known.map(|known| known.state == AccountState::Active);
                if was == Some(active) {
                    return Ok(false);
                }
                store.apply_read_back(&id, &seen.id, Some(&seen), None, at)?;
                Ok(true)
            })
            .await?;
        if changed {
            self.0.reporter.data_changed();
        }
        Ok(())
    }

    /// What an account or group was called when it was read last.
    async fn known_name(
        &self,
        connection: &Connection,
        kind: Kind,
        id: &str,
    ) -> Result<Option<String>, Problem> {
        if kind == Kind::Group {
            return Ok(self.group_named(connection, id).await?.map(|group| group.name));
        }
        let key = [AccountRef::from((connection.id.clone(), AccountId::from(id)))];
        let known =
            self.stored("Looking up the account", move |store| store.accounts_now(&key)).await?;
        Ok(known.into_iter().flatten().map(|now| now.user_name).next())
    }

    /// The account or group that was listed with this name and still has it, by id. Some servers
    /// answer a filter that they cannot apply, or a name in another case, with an empty list.
    async fn known_by_name(
        &self,
        connection: &Connection,
        profile: &Profile,
        kind: Kind,
        name: &str,
    ) -> Result<Vec<Resource>, Problem> {
        let (id, wanted) = (connection.id.clone(), name.to_owned());
        let known = self
            .stored("Looking up the name", move |store| match kind {
                Kind::User => {
                    let mut rows = store.find_account(&id, &wanted)?;
                    rows.retain(|row| row.status != AccountState::NoLongerListed);
                    Ok(rows.into_iter().map(|row| row.account_id.into_string()).collect::<Vec<_>>())
                }
                Kind::Group => {
                    let found = store.find_groups(&id, &wanted)?;
                    Ok(found.into_iter().map(GroupId::into_string).collect())
                }
            })
            .await?;
        let client = self.client(connection).await?;
        let mut found = Vec::new();
        for id in known.iter().take(KNOWN_ASKED) {
            let (request, attribute) = match kind {
                Kind::User => (profile.user(id), "userName"),
                Kind::Group => (profile.group(id), "displayName"),
            };
            if let ById::Here(resource) = by_id(&client, &request, id).await.0
                && resource
                    .text(attribute)
                    .is_some_and(|has| has.to_lowercase() == name.to_lowercase())
            {
                found.push(*resource);
            }
        }
        Ok(found)
    }

    /// Everyone who has this user name or group name now, and whether the answer is complete.
    ///
    /// # Errors
    /// When the app could not be asked.
    pub(crate) async fn live_by_name(
        &self,
        connection: &Connection,
        profile: &Profile,
        kind: Kind,
        name: &str,
    ) -> Result<Named, Problem> {
        let client = self.client(connection).await?;
        let doing = Doing {
            what: match kind {
                Kind::User => "Looking for an account with this user name",
                Kind::Group => "Looking for a group with this name",
            },
            name: &connection.name,
            profile,
            host: client.endpoint().host(),
            state: "Nothing was changed.",
        };
        let mut named = by_name(&client, profile, kind, name).await;
        if named.found.is_empty() {
            named.found = self.known_by_name(connection, profile, kind, name).await?;
        }
        match &named.unproven {
            Some(Unproven::Failed(failure)) if named.found.is_empty() => {
                Err(doing.problem(failure))
            }
            _ => Ok(named),
        }
    }
}

/// Who is in a group, where it says so.
pub(crate) fn members_of(group: &Resource) -> Option<BTreeSet<String>> {
    match Group::of(group).members {
        Members::Unknown => None,
        Members::Listed(members) => Some(members.into_iter().map(|one| one.value).collect()),
    }
}

/// What a look at one is called in messages.
fn what(kind: Kind) -> &'static str {
    match kind {
        Kind::User => "Reading the account as it is now",
        Kind::Group => "Reading the group as it is now",
    }
}

fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::User => "account",
        Kind::Group => "group",
    }
}
