//! The truth, for tests: what an app really holds, regardless of its answers.

use std::sync::Arc;

use serde_json::Value;

use crate::app::{App, lock};
use crate::company::{LEAVER, SOLE_OWNER, TOKEN_OWNER};

/// Looks into one app without asking over HTTP.
#[derive(Clone, Debug)]
pub struct Oracle(pub(crate) Arc<App>);

/// How much an app holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Accounts that exist, listed or not.
    pub accounts: u32,
    pub active: u32,
    /// Accounts that a list with everything shown returns.
    pub listed: u32,
    /// Accounts that a list returns when it is not asked for those that came by hand.
    pub listed_by_default: u32,
    pub groups: u32,
    pub memberships: u32,
}

/// One account as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct TrueUser {
    pub id: String,
    pub user_name: String,
    pub active: bool,
    /// Removed: found neither in lists nor by id.
    pub gone: bool,
    /// Whether a list with everything shown returns it.
    pub listed: bool,
    /// Names of its groups.
    pub groups: Vec<String>,
    /// Attributes as kept, also those never returned.
    pub record: Value,
}

impl Oracle {
    pub fn counts(&self) -> Counts {
        let mut state = lock(&self.0.state);
        let all = 0..state.user_count();
        let accounts = all.filter(|index| !state.is_gone(*index)).count();
        let groups = state.group_indices();
        let memberships =
            groups.iter().filter_map(|group| state.group(*group)).map(|group| group.members.len());
        let memberships: usize = memberships.sum();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Counts {
            accounts: number(accounts),
            active: state.active_count(),
            listed: number(state.listed(true).len()),
            listed_by_default: number(state.listed(false).len()),
            groups: number(groups.len()),
            memberships: number(memberships),
        }
    }

    /// By user name in any case, or by id.
    pub fn user(&self, name_or_id: &str) -> Option<TrueUser> {
        let state = lock(&self.0.state);
        let index = state.find_user_name(name_or_id).or_else(|| state.find_user(name_or_id))?;
        let account = state.account(index);
        Some(TrueUser {
            id: state.base.user_ids.of(index),
            user_name: account.user_name().to_owned(),
            active: account.active && !account.gone,
            gone: account.gone,
            listed: state.shows(index, true),
            groups: state
                .groups_of(index)
                .into_iter()
                .filter_map(|group| state.group_name(group))
                .collect(),
            record: account.record.into(),
        })
    }

    /// Ids of every account a list with everything shown returns, in the app's order.
    pub fn listed_ids(&self) -> Vec<String> {
        let mut state = lock(&self.0.state);
        let all = state.listed(true);
        all.iter().map(|index| state.base.user_ids.of(*index)).collect()
    }

    /// (id, name) of every group.
    pub fn groups(&self) -> Vec<(String, String)> {
        let state = lock(&self.0.state);
        state
            .group_indices()
            .into_iter()
            .filter_map(|group| Some((state.base.group_ids.of(group), state.group_name(group)?)))
            .collect()
    }

    /// User ids of a group's members, by the group's name or id.
    pub fn members(&self, name_or_id: &str) -> Option<Vec<String>> {
        let state = lock(&self.0.state);
        let group = state.find_group(name_or_id).or_else(|| state.find_group_name(name_or_id))?;
        let members = state.group(group)?.members;
        Some(members.into_iter().map(|index| state.base.user_ids.of(index)).collect())
    }

    /// The account of the admin who made the token.
    pub fn token_owner(&self) -> Option<TrueUser> {
        self.person(TOKEN_OWNER)
    }

    /// The account of the admin who is alone in owning something.
    pub fn sole_owner(&self) -> Option<TrueUser> {
        self.person(SOLE_OWNER)
    }

    /// Somebody who left the company and still has an active account: Oskar Lind.
    pub fn leaver(&self) -> Option<TrueUser> {
        self.person(LEAVER)
    }

    fn person(&self, person: u32) -> Option<TrueUser> {
        let id = {
            let state = lock(&self.0.state);
            state.base.user_ids.of(state.base.account_of(person)?)
        };
        self.user(&id)
    }
}
