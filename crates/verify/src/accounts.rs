//! A population as its hash and the raw pages both know it.

use foldhash::HashMap;
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Account<'a> {
    pub(crate) active: bool,
    /// Sorted by their bytes, each once.
    pub(crate) groups: Vec<&'a str>,
}

pub(crate) fn sorted<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut ids: Vec<&str> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Accounts of one connection, by id.
pub(crate) type Own<'a> = HashMap<&'a str, Account<'a>>;

/// By connection and id. There are few connections: each has a separate map, so that only ids are
/// hashed.
#[derive(Default)]
pub(crate) struct Accounts<'a>(BTreeMap<&'a str, Own<'a>>);

impl<'a> Accounts<'a> {
    pub(crate) fn insert(
        &mut self,
        (connection, id): (&'a str, &'a str),
        account: Account<'a>,
    ) -> Option<Account<'a>> {
        self.0.entry(connection).or_default().insert(id, account)
    }

    /// All of a connection, or more of it.
    pub(crate) fn add(&mut self, connection: &'a str, own: Own<'a>) {
        match self.0.get_mut(connection) {
            Some(known) => known.extend(own),
            None => {
                self.0.insert(connection, own);
            }
        }
    }

    pub(crate) fn get(&self, (connection, id): &(&str, &str)) -> Option<&Account<'a>> {
        self.0.get(*connection)?.get(*id)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.values().map(HashMap::len).sum()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = ((&'a str, &'a str), &Account<'a>)> {
        self.0.iter().flat_map(|(connection, own)| {
            own.iter().map(|(id, account)| ((*connection, *id), account))
        })
    }
}
