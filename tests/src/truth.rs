//! What an app really holds, before and after: who changed, and nobody else.

use rollcall_simulator::Oracle;
use std::collections::{BTreeMap, BTreeSet};

/// One app at one moment, from its own state and not from its answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Truth {
    /// By id: active, gone, listed, and everything that is kept of the account.
    pub accounts: BTreeMap<String, (bool, bool, bool, String)>,
    /// By group id.
    pub members: BTreeMap<String, BTreeSet<String>>,
    /// Names of groups, by id.
    pub names: BTreeMap<String, String>,
}

/// Keys in one order: a value that was taken away and given back stands at the end.
fn canonical(record: &serde_json::Value) -> String {
    serde_json_canonicalizer::to_string(record).expect("a record is JSON")
}

impl Truth {
    pub fn of(oracle: &Oracle) -> Self {
        let members: BTreeMap<String, BTreeSet<String>> = oracle
            .groups()
            .into_iter()
            .map(|(id, _)| (id.clone(), oracle.members(&id).unwrap_or_default()))
            .map(|(id, members)| (id, members.into_iter().collect()))
            .collect();
        let mut ids: BTreeSet<String> = oracle.listed_ids().into_iter().collect();
        ids.extend(members.values().flatten().cloned());
        let accounts = ids
            .into_iter()
            .filter_map(|id| {
                let user = oracle.user(&id)?;
                let mut record = user.record.clone();
                if let Some(record) = record.as_object_mut() {
                    record.remove("active");
                    record.remove("meta");
                }
                Some((id, (user.active, user.gone, user.listed, canonical(&record))))
            })
            .collect();
        let names = oracle.groups().into_iter().collect();
        Self { accounts, members, names }
    }

    /// Ids of accounts that are not what they were.
    pub fn changed_since(&self, before: &Self, oracle: &Oracle) -> BTreeSet<String> {
        // One that has left the lists is looked up by its id.
        let now = |id: &String| {
            self.accounts.get(id).cloned().or_else(|| {
                let user = oracle.user(id)?;
                Some((user.active, user.gone, user.listed, String::new()))
            })
        };
        before
            .accounts
            .iter()
            .filter(|(id, was)| now(id).as_ref() != Some(was))
            .map(|(id, _)| id.clone())
            .chain(self.accounts.keys().filter(|id| !before.accounts.contains_key(*id)).cloned())
            .collect()
    }

    /// Whom any group lost or gained.
    pub fn moved_members(&self, before: &Self) -> BTreeSet<String> {
        assert!(self.members.keys().eq(before.members.keys()), "a group came or went");
        let pairs = self.members.values().zip(before.members.values());
        pairs.flat_map(|(now, was)| now.symmetric_difference(was).cloned()).collect()
    }
}
