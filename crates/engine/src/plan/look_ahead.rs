//! Reads what the changes of a plan are about before their items are made: accounts and groups of all
//! connections beside each other. Each connection's own pace holds back what is too much at once.

use crate::change::Change;
use crate::core::Rollcall;
use crate::plan::draft::{Drafts, LiveGroup, Place};
use crate::problem::Problem;
use crate::problem::failure::internal;
use rollcall_scim::Resource;
use rollcall_store::{AccountId, AccountRef, ConnectionId, GroupId};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use tokio::task::JoinSet;

impl Rollcall {
    /// The groups of the accounts that leave, as the local copy has them.
    pub(super) async fn known_groups_of_leavers(
        &self,
        changes: &[Change],
        drafts: &mut Drafts,
    ) -> Result<(), Problem> {
        let mut leaving: HashMap<&str, Vec<AccountId>> = HashMap::new();
        for change in changes {
            if let Change::Deactivate { connection, user } | Change::Delete { connection, user } =
                change
            {
                leaving.entry(connection).or_default().push(AccountId::from(user.as_str()));
            }
        }
        for (connection, users) in leaving {
            let id = ConnectionId::from(connection);
            let groups = self
                .stored("Looking up the groups", move |store| store.groups_of_accounts(&id, &users))
                .await?;
            let of = |(user, groups): (AccountId, Vec<GroupId>)| {
                let groups = groups.into_iter().map(GroupId::into_string).collect();
                (AccountRef::from((ConnectionId::from(connection), user)), groups)
            };
            drafts.member_of.extend(groups.into_iter().map(of));
        }
        Ok(())
    }
}

/// What is read, and where it goes.
enum Read {
    Account(AccountRef, Result<Resource, Problem>),
    Group((ConnectionId, GroupId), Result<LiveGroup, Problem>),
}

/// Reads the accounts and the groups that the changes are about.
///
/// # Errors
/// When an account cannot be read, unless the plan is patient or the account is gone. A group that
/// cannot be read is an error of the first change that is about it.
pub(super) async fn look_ahead(
    places: &HashMap<String, Arc<Place>>,
    changes: &[Change],
    drafts: &mut Drafts,
    patient: bool,
) -> Result<(), Problem> {
    let (mut accounts, mut groups) = (BTreeSet::new(), BTreeSet::new());
    for change in changes {
        let connection = ConnectionId::from(change.connection());
        if let Some(user) = change.user() {
            let key = AccountRef::from((connection.clone(), AccountId::from(user)));
            if !drafts.users.contains_key(&key) {
                accounts.insert(key);
            }
        }
        if let Some(group) = change.group() {
            let key = (connection, GroupId::from(group));
            if !drafts.groups.contains_key(&key) {
                groups.insert(key);
            }
        }
    }
    let mut reading = JoinSet::new();
    for key in accounts {
        let Some(place) = places.get(key.connection_id.as_str()).cloned() else { continue };
        reading.spawn(async move {
            let live = place.engine.live(&place.connection, &place.profile, &key.account_id).await;
            Read::Account(key, live)
        });
    }
    for key in groups {
        let Some(place) = places.get(key.0.as_str()).cloned() else { continue };
        reading.spawn(async move {
            let live = place.live_group(&key.1).await;
            Read::Group(key, live)
        });
    }
    while let Some(read) = reading.join_next().await {
        match read.map_err(|error| internal("Creating the plan", &error.to_string()))? {
            Read::Account(key, Ok(live)) => {
                drafts.users.insert(key, live);
            }
            Read::Account(key, Err(problem)) if patient || problem.says_gone() => {
                drafts.gone.insert(key, problem);
            }
            Read::Account(_, Err(problem)) => return Err(problem),
            Read::Group(key, Ok(live)) => {
                drafts.groups.insert(key, live);
            }
            Read::Group(key, Err(problem)) => {
                drafts.unread_groups.insert(key, problem);
            }
        }
    }
    Ok(())
}
