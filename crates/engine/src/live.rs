//! The state of one user or group as its server has it now, asked for before anything is planned
//! and again before anything is sent.

use crate::failure::{Doing, internal};
use crate::home::Rollcall;
use crate::problem::{Problem, ProblemCode, Side};
use rollcall_providers::Profile;
use rollcall_scim::{
    Group, ListEnd, ListRules, Listing, Members, Request, Resource, Verdict, filter,
};
use rollcall_store::Connection;
use std::collections::BTreeSet;
use tokio_util::sync::CancellationToken;

/// A user or a group, in messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    User,
    Group,
}

impl Kind {
    fn what(self) -> &'static str {
        match self {
            Self::User => "Reading the account as it is now",
            Self::Group => "Reading the group as it is now",
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::User => "account",
            Self::Group => "group",
        }
    }
}

impl Rollcall {
    /// The account as the server has it now.
    pub(crate) async fn live(
        &self,
        connection: &Connection,
        profile: &Profile,
        account_id: &str,
    ) -> Result<Resource, Problem> {
        self.live_one(connection, profile, Kind::User, &profile.user(account_id), account_id).await
    }

    /// The group as the server has it now, with its members.
    pub(crate) async fn live_group(
        &self,
        connection: &Connection,
        profile: &Profile,
        group_id: &str,
    ) -> Result<(Resource, Option<BTreeSet<String>>), Problem> {
        let request = profile.group(group_id);
        let resource = self.live_one(connection, profile, Kind::Group, &request, group_id).await?;
        let members = match Group::of(&resource).members {
            Members::Unknown => None,
            Members::Listed(members) => {
                Some(members.into_iter().map(|member| member.value).collect())
            }
        };
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
            what: kind.what(),
            name: &connection.name,
            profile,
            host: client.endpoint().host(),
            state: "Nothing was changed.",
        };
        let answer = client.get(request, &CancellationToken::new()).await;
        let value = answer.and_then(|answer| answer.json()).map_err(|failure| {
            let mut problem = doing.problem(&failure);
            if failure.is_not_found() {
                problem.code = ProblemCode::NotFound;
                problem.side_words =
                    format!("{} has no {} with this id (404).", connection.name, kind.noun());
                problem.next =
                    "Read the connection again; it may have been removed there already.".to_owned();
            }
            problem
        })?;
        let resource = Resource::from_value(value)
            .map_err(|_| internal(kind.what(), "the answer is not an object"))?;
        if resource.id().as_deref() != Some(id) {
            return Err(Problem {
                code: ProblemCode::NotScim,
                what: format!("{} failed.", kind.what()),
                side: Side::There,
                side_words: format!(
                    "{} answered with another {} than the one asked for.",
                    connection.name,
                    kind.noun()
                ),
                state: "Nothing was changed.".to_owned(),
                next: "Do not change anything over this connection; report it to the provider."
                    .to_owned(),
                exchange: None,
            });
        }
        Ok(resource)
    }

    /// Whoever has this user name or group name now. A filter is a wish: what it returns has been
    /// compared with what was asked, and a server that does not filter is listed to its end.
    pub(crate) async fn live_by_name(
        &self,
        connection: &Connection,
        profile: &Profile,
        kind: Kind,
        name: &str,
    ) -> Result<Vec<Resource>, Problem> {
        let client = self.client(connection).await?;
        let (found, end) = by_name(&client, &lookup(profile, kind, name)).await;
        match end.failure {
            Some(failure) if end.verdict != Verdict::Complete && found.is_empty() => {
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
                Err(doing.problem(&failure))
            }
            _ => Ok(found),
        }
    }
}

/// How to look somebody up by name.
pub(crate) fn lookup(profile: &Profile, kind: Kind, name: &str) -> ListRules {
    match kind {
        Kind::User => profile.user_lookup(name).unwrap_or_else(|| ListRules {
            filter: Some(filter::eq("userName", name)),
            ..profile.user_list()
        }),
        Kind::Group => profile.group_lookup(name).unwrap_or_else(|| ListRules {
            filter: Some(filter::eq("displayName", name)),
            ..profile.group_list()
        }),
    }
}

pub(crate) async fn by_name(
    client: &rollcall_scim::Client,
    rules: &ListRules,
) -> (Vec<Resource>, ListEnd) {
    let cancel = CancellationToken::new();
    let mut listing = Listing::new(client, rules, &cancel);
    let mut found = Vec::new();
    while let Some(page) = listing.next().await {
        found.extend(page.rows.iter().filter_map(|row| row.resource().ok()));
    }
    (found, listing.finish())
}
