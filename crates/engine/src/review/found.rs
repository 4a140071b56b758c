//! Who was read, with what the HR list and the last review say of them.

use super::frozen::{FrozenItem, HrRow, LastRead, Outside, since_last, since_revoked, unreviewed};
use super::{FrozenConnection, Review, of_record};
use crate::core::Rollcall;
use crate::people::has_role;
use crate::problem::Problem;
use crate::problem::failure::internal;
use crate::view::{Granularity, ListState, ReviewGroup, ReviewRequest, ReviewState};
use rollcall_store::{ConnectionId, Decision, PopulationAccount};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// An account, or one of its memberships, with what the HR list says of its person.
pub(super) struct Found {
    pub(super) item: FrozenItem,
    pub(super) connection_name: String,
    pub(super) entry: Option<Arc<rollcall_truth::Entry>>,
}

impl Rollcall {
    /// People of the HR list, as the list has them.
    pub(super) async fn list_people(&self) -> Result<Vec<rollcall_truth::Entry>, Problem> {
        let what = "Looking up the people of the HR list";
        let bodies = self.stored(what, rollcall_store::Store::truth_bodies).await?;
        bodies
            .iter()
            .map(|body| {
                serde_json::from_str(body).map_err(|error| internal(what, &error.to_string()))
            })
            .collect()
    }

    pub(super) async fn accounts_of(
        &self,
        connection: &FrozenConnection,
        wanted: &ReviewRequest,
        has_list: bool,
    ) -> Result<Vec<Found>, Problem> {
        let id = connection.id.clone();
        let accounts =
            self.stored("Looking up the accounts", move |store| store.population(&id)).await?;
        let profile = self.profile(&connection.provider)?;
        let role = profile.speaks.admin_role.as_ref().map(|role| &role.value);
        let privileged: HashSet<String> =
            wanted.privileged_groups.iter().map(|name| name.trim().to_lowercase()).collect();
        let mut found = Vec::with_capacity(accounts.len());
        for account in accounts {
            let is_admin =
                role.zip(account.raw.as_ref()).is_some_and(|(role, raw)| has_role(raw, role));
            let group =
                account.groups.iter().find(|(_, name)| privileged.contains(&name.to_lowercase()));
            // Where memberships are decided separately, a group makes the memberships privileged.
            let by_account = wanted.granularity == Granularity::Account;
            let role = match (is_admin, group.filter(|_| by_account)) {
                (true, _) => "admin".to_owned(),
                (false, Some((_, name))) => format!("in {name}"),
                (false, None) => String::new(),
            };
            found.push(of_account(connection, account, role, has_list));
        }
        Ok(found)
    }

    /// Says of each item what moved since the last review, and how.
    pub(super) async fn compared(&self, inside: &mut [Found]) -> Result<Vec<u8>, Problem> {
        let what = "Looking up the last review";
        let last = self.stored(what, rollcall_store::Store::last_reviewed).await?;
        let (mut known, mut by_item) = (HashSet::new(), HashMap::new());
        for one in last {
            let frozen: FrozenItem = serde_json::from_str(&one.body_json)
                .map_err(|error| internal(what, &error.to_string()))?;
            let decision = one.decided.as_ref().map(|decided| {
                format!(
                    "{} on {}",
                    super::to_view::word(decided.decision),
                    decided.at.timestamp().strftime("%Y-%m-%d")
                )
            });
            let group = frozen.group.as_ref().map(|group| group.id.clone());
            known.insert((one.connection_id.clone(), group.is_some()));
            let revoked =
                one.decided.as_ref().is_some_and(|made| made.decision == Decision::Revoke);
            let last = (frozen, decision, revoked);
            by_item.insert((one.connection_id, one.account_id, group), last);
        }
        let connections: HashSet<ConnectionId> =
            inside.iter().map(|one| one.item.connection.clone()).collect();
        let last_reads = self.last_reads(connections).await?;
        let mut moved = Vec::with_capacity(inside.len());
        for one in inside {
            let of = |group: Option<&ReviewGroup>| {
                let (connection, account) = (&one.item.connection, &one.item.account_id);
                by_item.get(&(connection.clone(), account.clone(), group.map(|one| one.id.clone())))
            };
            // A membership that was part of its account then was decided with it.
            let last = of(one.item.group.as_ref()).or_else(|| of(None));
            let known =
                |is_membership| known.contains(&(one.item.connection.clone(), is_membership));
            let known = known(false) || (one.item.group.is_some() && known(true));
            let instead = || unreviewed(&one.item, known, last_reads.get(&one.item.connection));
            let since = since_last(&one.item, last.map(|(frozen, ..)| frozen).ok_or_else(instead));
            let (how, words) = match last {
                Some((.., true)) => since_revoked(&one.item, since),
                _ => since,
            };
            one.item.since_last = words;
            one.item.last_decision =
                last.filter(|_| how < 2).and_then(|(_, decision, _)| decision.clone());
            moved.push(how);
        }
        Ok(moved)
    }

    /// What the last review of each connection read of accounts that are not its items.
    async fn last_reads(
        &self,
        mut connections: HashSet<ConnectionId>,
    ) -> Result<HashMap<ConnectionId, LastRead>, Problem> {
        let what = "Looking up the last review";
        let mut reads = HashMap::new();
        // Newest first: the first one with a connection is its last review.
        for record in self.stored(what, rollcall_store::Store::reviews).await? {
            if connections.is_empty() {
                break;
            }
            let review = of_record(record)?;
            if !matches!(review.state, ReviewState::Signed | ReviewState::Closed) {
                continue;
            }
            let mine: Vec<ConnectionId> =
                review.connections.iter().filter_map(|one| connections.take(&one.id)).collect();
            if !mine.is_empty() {
                self.add_last_reads(&review, mine, &mut reads).await?;
            }
        }
        Ok(reads)
    }

    /// What one review read of these connections.
    async fn add_last_reads(
        &self,
        review: &Review,
        connections: Vec<ConnectionId>,
        reads: &mut HashMap<ConnectionId, LastRead>,
    ) -> Result<(), Problem> {
        let what = "Looking up the last review";
        for connection in &connections {
            let complete = !review.exclusions.iter().any(|one| one.connection == *connection);
            reads.insert(connection.clone(), LastRead { complete, ..LastRead::default() });
        }
        let id = review.id.clone();
        let outside = self.stored(what, move |store| store.review_outside(&id)).await?;
        for body in outside {
            let one: Outside =
                serde_json::from_str(&body).map_err(|error| internal(what, &error.to_string()))?;
            if connections.contains(&one.connection)
                && let Some(read) = reads.get_mut(&one.connection)
            {
                read.outside.insert(one.account_id);
            }
        }
        Ok(())
    }
}

fn of_account(
    connection: &FrozenConnection,
    account: PopulationAccount,
    role: String,
    has_list: bool,
) -> Found {
    let entry: Option<rollcall_truth::Entry> =
        account.entry_json.as_deref().and_then(|json| serde_json::from_str(json).ok());
    let list = match (has_list, account.list_state) {
        (false, _) => ListState::NoList,
        (_, 1) => ListState::Employed,
        (_, 2) => ListState::NotStarted,
        (_, 3) => ListState::Left,
        (_, 5) => ListState::NotKnown,
        _ => ListState::NotListed,
    };
    let day = entry.as_ref().and_then(|entry| match list {
        ListState::Left => entry.end,
        ListState::NotStarted => entry.start,
        _ => None,
    });
    let of_list = |of: fn(&rollcall_truth::Entry) -> &String| {
        entry.as_ref().map(of).filter(|text| !text.is_empty()).cloned()
    };
    let item = FrozenItem {
        connection: connection.id.clone(),
        person: account.person.map_or_else(
            || format!("{}/{}", connection.id, account.account_id),
            |person| format!("p{person}"),
        ),
        account_id: account.account_id,
        user_name: account.user_name,
        name: account.name,
        email: account.email,
        active: account.active,
        privileged: !role.is_empty(),
        role,
        title: of_list(|entry| &entry.title).unwrap_or(account.title),
        department: of_list(|entry| &entry.department).unwrap_or(account.department),
        list,
        list_day: day.map(|day| day.to_string()),
        kind: match entry.as_ref().map(|entry| entry.kind) {
            None => "",
            Some(rollcall_truth::Kind::Contractor) => "contractor",
            Some(rollcall_truth::Kind::Service) => "service",
            Some(rollcall_truth::Kind::NotKnown) => "not known",
            Some(_) => "employee",
        }
        .to_owned(),
        hr: entry.as_ref().map(HrRow::from),
        shared: account.shared,
        since_last: String::new(),
        last_decision: None,
        group: None,
        groups: account.groups.into_iter().map(|(id, name)| ReviewGroup { id, name }).collect(),
    };
    Found { item, connection_name: connection.name.clone(), entry: entry.map(Arc::new) }
}

pub(super) fn addresses(one: &Found) -> Vec<String> {
    let mut all: Vec<String> =
        one.entry.as_ref().map(|entry| entry.emails.clone()).unwrap_or_default();
    all.push(one.item.email.to_lowercase());
    all.push(one.item.user_name.to_lowercase());
    all
}
