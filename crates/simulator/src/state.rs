//! The current state of an app: the base, and what was changed since. Only the changes are kept, so
//! they can be copied and put back – which is how an answer that lies is made.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::base::{Account, Base};
use crate::plays::DeactivatedUsers;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) external_id: Option<String>,
    /// The user who runs it, where an app returns that.
    pub(crate) owner: Option<String>,
    pub(crate) members: BTreeSet<u32>,
    pub(crate) modified: i64,
}

#[derive(Clone, Debug, Default)]
struct Changes {
    users: HashMap<u32, Account>,
    new_users: u32,
    new_ids: HashMap<String, u32>,
    /// Lower-case user names taken or given up since.
    names: HashMap<String, Option<u32>>,
    groups: HashMap<u32, Option<Group>>,
    new_groups: u32,
    token_ended: bool,
}

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) base: Arc<Base>,
    changes: Changes,
    /// Goes up with every change and every return; lists made earlier are then out of date.
    version: u64,
    lists: HashMap<String, (u64, Arc<Vec<u32>>)>,
    /// Passes over the users begun, and list requests answered: what an unstable order turns on.
    pub(crate) passes: u64,
    pub(crate) list_requests: u64,
    group_ids: HashMap<String, u32>,
}

/// What is needed to take back what happened since.
#[derive(Clone, Debug)]
pub(crate) struct Snapshot(Changes);

impl State {
    pub(crate) fn new(base: Arc<Base>) -> Self {
        let group_ids =
            (0..base.group_count()).map(|group| (base.group_ids.of(group), group)).collect();
        Self {
            base,
            changes: Changes::default(),
            version: 0,
            lists: HashMap::new(),
            passes: 0,
            list_requests: 0,
            group_ids,
        }
    }

    pub(crate) fn snapshot_if(&self, wanted: bool) -> Option<Snapshot> {
        wanted.then(|| self.snapshot())
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot(self.changes.clone())
    }

    pub(crate) fn restore(&mut self, snapshot: Snapshot) {
        self.changes = snapshot.0;
        self.version += 1;
    }

    /// The token is no longer good.
    pub(crate) fn end_token(&mut self) {
        self.changes.token_ended = true;
    }

    pub(crate) fn token_ended(&self) -> bool {
        self.changes.token_ended
    }

    // ---- users

    pub(crate) fn user_count(&self) -> u32 {
        self.base.total + self.changes.new_users
    }

    pub(crate) fn account(&self, index: u32) -> Account {
        match self.changes.users.get(&index) {
            Some(account) => account.clone(),
            None => self.base.account(index),
        }
    }

    pub(crate) fn user_name(&self, index: u32) -> String {
        match self.changes.users.get(&index) {
            Some(account) => account.user_name().to_owned(),
            None => self.base.user_name(index),
        }
    }

    /// The account with this id, also a removed one.
    pub(crate) fn find_user(&self, id: &str) -> Option<u32> {
        self.base.find_id(id).or_else(|| self.changes.new_ids.get(id).copied())
    }

    /// The account with this user name in any case, also a removed one.
    pub(crate) fn find_user_name(&self, name: &str) -> Option<u32> {
        let name = name.to_lowercase();
        match self.changes.names.get(&name) {
            Some(holder) => *holder,
            None => self.base.find_name(&name),
        }
    }

    pub(crate) fn put_user(&mut self, index: u32, account: Account) {
        let before = self.account(index).user_name().to_lowercase();
        let after = account.user_name().to_lowercase();
        if before != after {
            self.changes.names.insert(before, None);
            self.changes.names.insert(after, Some(index));
        }
        self.changes.users.insert(index, account);
        self.version += 1;
    }

    pub(crate) fn add_user(&mut self, account: Account) -> u32 {
        let index = self.user_count();
        self.changes.new_users += 1;
        self.changes.new_ids.insert(self.base.user_ids.of(index), index);
        self.changes.names.insert(account.user_name().to_lowercase(), Some(index));
        self.changes.users.insert(index, account);
        self.version += 1;
        index
    }

    /// The account's user name may be given to another.
    pub(crate) fn free_name(&mut self, index: u32) {
        let name = self.account(index).user_name().to_lowercase();
        self.changes.names.insert(name, None);
        self.version += 1;
    }

    /// Whether a list shows this account; `by_hand_too` for those that came by hand.
    pub(crate) fn shows(&self, index: u32, by_hand_too: bool) -> bool {
        let listed = self.base.plays.deactivated_users == DeactivatedUsers::Listed;
        match self.changes.users.get(&index) {
            Some(account) => {
                !account.gone && (account.active || listed) && (account.provisioned || by_hand_too)
            }
            None => {
                (listed || self.base.active(index)) && (by_hand_too || self.base.provisioned(index))
            }
        }
    }

    pub(crate) fn is_active(&self, index: u32) -> bool {
        match self.changes.users.get(&index) {
            Some(account) => account.active && !account.gone,
            None => self.base.active(index),
        }
    }

    pub(crate) fn is_gone(&self, index: u32) -> bool {
        self.changes.users.get(&index).is_some_and(|account| account.gone)
    }

    pub(crate) fn active_count(&self) -> u32 {
        let active = (0..self.user_count()).filter(|index| self.is_active(*index)).count();
        u32::try_from(active).unwrap_or(u32::MAX)
    }

    /// Accounts a list shows, in the app's own order.
    pub(crate) fn listed(&mut self, by_hand_too: bool) -> Arc<Vec<u32>> {
        let name = if by_hand_too { "all" } else { "provisioned" };
        self.cached(name.to_owned(), |state| {
            let new = state.base.total..state.user_count();
            state.base.order().chain(new).filter(|index| state.shows(*index, by_hand_too)).collect()
        })
    }

    /// A list kept until something changes.
    pub(crate) fn cached(
        &mut self,
        name: String,
        make: impl FnOnce(&Self) -> Vec<u32>,
    ) -> Arc<Vec<u32>> {
        if let Some((version, list)) = self.lists.get(&name)
            && *version == self.version
        {
            return Arc::clone(list);
        }
        let list = Arc::new(make(self));
        self.lists.insert(name, (self.version, Arc::clone(&list)));
        list
    }

    // ---- groups

    pub(crate) fn group_indices(&self) -> Vec<u32> {
        (0..self.base.group_count() + self.changes.new_groups)
            .filter(|group| !matches!(self.changes.groups.get(group), Some(None)))
            .collect()
    }

    pub(crate) fn group(&self, group: u32) -> Option<Group> {
        match self.changes.groups.get(&group) {
            Some(changed) => changed.clone(),
            None if group < self.base.group_count() => Some(Group {
                name: self.base.group_name(group),
                external_id: None,
                owner: None,
                members: self.base.group_members(group).into_iter().collect(),
                modified: 1_700_000_000 + i64::from(group) * 86_399,
            }),
            None => None,
        }
    }

    pub(crate) fn group_name(&self, group: u32) -> Option<String> {
        match self.changes.groups.get(&group) {
            Some(changed) => changed.as_ref().map(|group| group.name.clone()),
            None => Some(self.base.group_name(group)),
        }
    }

    pub(crate) fn find_group(&self, id: &str) -> Option<u32> {
        let group = *self.group_ids.get(id)?;
        (!matches!(self.changes.groups.get(&group), Some(None))
            && group < self.base.group_count() + self.changes.new_groups)
            .then_some(group)
    }

    pub(crate) fn find_group_name(&self, name: &str) -> Option<u32> {
        self.group_indices()
            .into_iter()
            .find(|group| self.group_name(*group).as_deref() == Some(name))
    }

    pub(crate) fn put_group(&mut self, group: u32, value: Option<Group>) {
        self.changes.groups.insert(group, value);
        self.version += 1;
    }

    pub(crate) fn add_group(&mut self, value: Group) -> u32 {
        let group = self.base.group_count() + self.changes.new_groups;
        self.changes.new_groups += 1;
        self.group_ids.insert(self.base.group_ids.of(group), group);
        self.put_group(group, Some(value));
        group
    }

    /// Groups the account is in, ascending.
    pub(crate) fn groups_of(&self, index: u32) -> Vec<u32> {
        let mut groups =
            if index < self.base.total { self.base.groups_of(index) } else { Vec::new() };
        groups.retain(|group| !self.changes.groups.contains_key(group));
        let changed = self.changes.groups.iter().filter_map(|(group, value)| {
            value.as_ref().filter(|value| value.members.contains(&index)).map(|_| *group)
        });
        groups.extend(changed);
        groups.sort_unstable();
        groups
    }

    pub(crate) fn leave_all_groups(&mut self, index: u32) {
        for group in self.groups_of(index) {
            if let Some(mut value) = self.group(group) {
                value.members.remove(&index);
                self.put_group(group, Some(value));
            }
        }
    }
}

impl State {
    /// The name an account goes by.
    pub(crate) fn display(&self, index: u32) -> String {
        let Some(account) = self.changes.users.get(&index) else {
            return self.base.display(index);
        };
        let text = |value: Option<&serde_json::Value>| {
            value.and_then(|value| value.as_str()).map(String::from)
        };
        let name = account.record.get("name");
        let part = |key: &str| text(name.and_then(|name| name.get(key)));
        text(account.record.get("displayName"))
            .or_else(|| part("formatted"))
            .or_else(|| Some(format!("{} {}", part("givenName")?, part("familyName")?)))
            .unwrap_or_else(|| account.user_name().to_owned())
    }
}
