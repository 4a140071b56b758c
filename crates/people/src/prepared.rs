//! The input, folded once: every text a number, every account and entry an index.

use crate::fold;
use crate::input::{Account, Entry, Mark, Node};
use crate::name::{Agreement, Name, agreement};
use crate::numberings::{Numbered, Numberings};
use crate::output::Apart;
use crate::shared::{Look, is_shared, look};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// No number, no external id.
pub(crate) const NONE: u32 = u32::MAX;

/// Texts by number, in the order of their first use.
#[derive(Default)]
pub(crate) struct Texts<'a> {
    ids: FxHashMap<Cow<'a, str>, u32>,
    pub(crate) texts: Vec<Cow<'a, str>>,
}

impl<'a> Texts<'a> {
    /// Makes room for as many.
    fn expect(&mut self, count: usize) {
        self.ids.reserve(count);
        self.texts.reserve(count);
    }

    fn id(&mut self, text: Cow<'a, str>) -> u32 {
        if let Some(id) = self.ids.get(&text) {
            return *id;
        }
        let id = self.texts.len() as u32;
        self.texts.push(text.clone());
        self.ids.insert(text, id);
        id
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Life {
    left: bool,
    left_at: Option<i64>,
    closed_here: bool,
    since: Option<i64>,
    not_before: Option<i64>,
}

impl Life {
    /// Came after the other was closed from here.
    fn after_closing(self, other: Self) -> bool {
        let both = self.not_before.zip(other.left_at);
        other.closed_here && both.is_some_and(|(came, closed)| came > closed)
    }
}

/// One that has an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Holder {
    pub(crate) address: u32,
    pub(crate) node: u32,
    pub(crate) former: bool,
    /// Not its first address.
    pub(crate) second: bool,
}

#[derive(Default)]
pub(crate) struct Prepared<'a> {
    /// Accounts in order, then entries in order.
    pub(crate) nodes: Vec<Node>,
    pub(crate) connection: Vec<i64>,
    pub(crate) number: Vec<u32>,
    pub(crate) numbers: Texts<'a>,
    /// Of each number, what it is without zeros and separators.
    pub(crate) loose: Vec<u32>,
    numberings: Numberings,
    pub(crate) name: Vec<u32>,
    pub(crate) names: Vec<Name>,
    pub(crate) shown: Texts<'a>,
    pub(crate) external: Vec<u32>,
    pub(crate) externals: Texts<'a>,
    pub(crate) addresses: Texts<'a>,
    /// Addresses that may speak for a tie, by node.
    pub(crate) holders: Vec<Holder>,
    starts: Vec<u32>,
    life: Vec<Life>,
    /// Accounts that belong to no person.
    pub(crate) apart: Vec<Option<Apart>>,
    /// Entries that the list calls a service.
    pub(crate) service: Vec<bool>,
    looks: Vec<Look>,
}

impl<'a> Prepared<'a> {
    pub(crate) fn new(accounts: &'a [Account<'_>], entries: &'a [Entry<'_>]) -> Self {
        let mut accounts: Vec<&Account<'_>> = accounts.iter().collect();
        accounts.sort_unstable_by(|a, b| a.key.cmp(&b.key).then_with(|| a.cmp(b)));
        accounts.dedup_by_key(|account| account.key);
        let mut entries: Vec<&Entry<'_>> = entries.iter().collect();
        entries.sort_unstable_by(|a, b| a.key.cmp(&b.key).then_with(|| a.cmp(b)));
        entries.dedup_by_key(|entry| entry.key);

        let mut all = Prepared::default();
        let count = accounts.len() + entries.len();
        all.addresses.expect(count);
        all.shown.expect(count);
        all.numbers.expect(count / 2);
        all.externals.expect(accounts.len());
        all.holders.reserve(count);
        let listed = all.listed_as_service(&entries);
        for account in &accounts {
            let life = Life {
                left: account.left,
                left_at: account.left_at,
                closed_here: account.left && account.closed_here,
                since: account.since,
                not_before: account.not_before,
            };
            let node = Node::Account(account.key);
            all.push(node, account.connection, &account.employee_number, &account.name, life);
            let external = account.external_id.trim();
            let external =
                if external.is_empty() { NONE } else { all.externals.id(external.into()) };
            all.external.push(external);
            let apart = all.hold_account(account, &listed);
            all.apart.push(apart);
            all.service.push(false);
        }
        for entry in &entries {
            let (left, since) = (false, entry.since);
            let life = Life { left, left_at: None, closed_here: false, since, not_before: since };
            all.push(Node::Entry(entry.key), 0, &entry.employee_number, &entry.name, life);
            all.external.push(NONE);
            if !entry.service {
                all.hold(&entry.addresses, false);
            }
            all.apart.push(None);
            all.service.push(entry.service);
        }
        all.starts.push(all.holders.len() as u32);
        let mut loose = Texts::default();
        all.loose =
            all.numbers.texts.iter().map(|n| loose.id(fold::loose_number(n).into())).collect();
        all.numberings = Numberings::new(&all);
        all
    }

    /// Addresses of services on the list that are no person's on it, each with its entry.
    fn listed_as_service(&mut self, entries: &[&'a Entry<'_>]) -> FxHashMap<u32, i64> {
        let mut listed = FxHashMap::default();
        let mut persons = FxHashSet::default();
        for entry in entries {
            for address in entry.addresses.iter().filter_map(|text| fold::address(text)) {
                if entry.service {
                    let id = self.addresses.id(address);
                    listed.entry(id).or_insert(entry.key);
                } else if let Some(id) = self.addresses.ids.get(&address) {
                    persons.insert(*id);
                }
            }
        }
        // A second look, for persons that stand before the service.
        if !listed.is_empty() {
            for entry in entries.iter().filter(|entry| !entry.service) {
                let folded = entry.addresses.iter().filter_map(|text| fold::address(text));
                persons.extend(folded.filter_map(|a| self.addresses.ids.get(&a).copied()));
            }
        }
        listed.retain(|id, _| !persons.contains(id));
        listed
    }

    fn push(&mut self, node: Node, connection: i64, number: &'a str, name: &'a str, life: Life) {
        self.nodes.push(node);
        self.connection.push(connection);
        self.number.push(fold::number(number).map_or(NONE, |n| self.numbers.id(n)));
        let name = self.shown.id(name.trim().into());
        if name as usize == self.names.len() {
            self.names.push(Name::new(&self.shown.texts[name as usize]));
        }
        self.name.push(name);
        self.life.push(life);
        self.starts.push(self.holders.len() as u32);
    }

    /// Adds the addresses of an account, and says whether it belongs to no person.
    fn hold_account(
        &mut self,
        account: &'a Account<'_>,
        listed: &FxHashMap<u32, i64>,
    ) -> Option<Apart> {
        let node = self.nodes.len() as u32 - 1;
        let mut nobodys: Option<Apart> = None;
        let mut persons = false;
        for (place, text) in account.addresses.iter().enumerate() {
            let Some(address) = self.address(text) else { continue };
            let apart = match account.mark {
                Mark::Person => None,
                _ => self.apart_by(address, listed),
            };
            if let Some(apart) = apart {
                nobodys = Some(nobodys.map_or(apart.clone(), |one| one.min(apart)));
                continue;
            }
            persons = true;
            self.put(Holder { address, node, former: false, second: place > 0 });
        }
        self.hold(&account.former, true);
        match account.mark {
            Mark::Shared => Some(Apart::MarkedShared),
            Mark::Service => Some(Apart::MarkedService),
            Mark::Person => None,
            Mark::None => nobodys.filter(|_| !persons),
        }
    }

    /// Why an address of the newest node belongs to no person.
    fn apart_by(&self, address: u32, listed: &FxHashMap<u32, i64>) -> Option<Apart> {
        if let Some(entry) = listed.get(&address) {
            return Some(Apart::ListedAsService { entry: *entry });
        }
        self.looks_shared(address).then(|| {
            let local = fold::local_part(&self.addresses.texts[address as usize]);
            Apart::LooksShared { local_part: local.to_owned() }
        })
    }

    fn address(&mut self, text: &'a str) -> Option<u32> {
        let id = self.addresses.id(fold::address(text)?);
        while self.looks.len() < self.addresses.texts.len() {
            self.looks.push(look(&self.addresses.texts[self.looks.len()]));
        }
        Some(id)
    }

    fn looks_shared(&self, address: u32) -> bool {
        let name = self.name.last().map(|name| &self.names[*name as usize]);
        let text = &self.addresses.texts[address as usize];
        name.is_some_and(|name| is_shared(self.looks[address as usize], text, name))
    }

    fn hold(&mut self, texts: &'a [Cow<'_, str>], former: bool) {
        let node = self.nodes.len() as u32 - 1;
        for (place, text) in texts.iter().enumerate() {
            let Some(address) = self.address(text) else { continue };
            if !self.looks_shared(address) {
                self.put(Holder { address, node, former, second: place > 0 });
            }
        }
    }

    fn put(&mut self, holder: Holder) {
        let start = self.starts.last().map_or(0, |start| *start as usize);
        if !self.holders[start..].iter().any(|held| held.address == holder.address) {
            self.holders.push(holder);
        }
    }

    pub(crate) fn is_entry(&self, node: u32) -> bool {
        matches!(self.nodes[node as usize], Node::Entry(_))
    }

    /// May be somebody.
    pub(crate) fn is_person(&self, node: u32) -> bool {
        self.apart[node as usize].is_none() && !self.service[node as usize]
    }

    pub(crate) fn held(&self, node: u32) -> &[Holder] {
        let range = self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize;
        &self.holders[range]
    }

    /// Whether the employee numbers of two say that they are two people.
    pub(crate) fn numbers_contradict(&self, a: u32, b: u32) -> bool {
        let numbered = |node: u32| {
            let number = self.number[node as usize];
            (number != NONE).then(|| Numbered {
                number,
                loose: self.loose[number as usize],
                connection: self.connection[node as usize],
            })
        };
        let (Some(one), Some(other)) = (numbered(a), numbered(b)) else { return false };
        one.number != other.number
            && match (self.is_entry(a), self.is_entry(b)) {
                (true, true) => true,
                (true, false) => self.numberings.row_contradicts(one, other),
                (false, true) => self.numberings.row_contradicts(other, one),
                (false, false) => self.numberings.accounts_contradict(one, other),
            }
    }

    pub(crate) fn numbers_differ(&self, a: u32, b: u32) -> bool {
        let (a, b) = (self.number[a as usize], self.number[b as usize]);
        a != NONE && b != NONE && a != b
    }

    /// Whether two numbers differ only in their form.
    pub(crate) fn other_form(&self, a: u32, b: u32) -> bool {
        let loose = |node: u32| match self.number[node as usize] {
            NONE => NONE,
            number => self.loose[number as usize],
        };
        loose(a) != NONE && loose(a) == loose(b)
    }

    pub(crate) fn share_address(&self, a: u32, b: u32) -> bool {
        let current = |node| self.held(node).iter().filter(|held| !held.former);
        current(a).any(|held| current(b).any(|other| other.address == held.address))
    }

    pub(crate) fn name_of(&self, node: u32) -> &Name {
        &self.names[self.name[node as usize] as usize]
    }

    pub(crate) fn agreement(&self, a: u32, b: u32, fuzzy: bool) -> Agreement {
        if self.name[a as usize] == self.name[b as usize] && self.name_of(a).is_whole() {
            return Agreement::Same;
        }
        agreement(self.name_of(a), self.name_of(b), fuzzy)
    }

    pub(crate) fn same_external(&self, a: u32, b: u32) -> bool {
        let external = self.external[a as usize];
        external != NONE && external == self.external[b as usize]
    }

    /// Whether both existed at one time; `None` when that is not known. Of two that have left, it is
    /// assumed unless their times say otherwise.
    pub(crate) fn overlap(&self, a: u32, b: u32) -> Option<bool> {
        let (a, b) = (self.life[a as usize], self.life[b as usize]);
        if a.after_closing(b) || b.after_closing(a) {
            return Some(false);
        }
        let left = |life: Life| life.left && !life.closed_here;
        let after = |late: Life, early: Life| {
            let left_at = early.left_at.filter(|_| left(early))?;
            match (late.not_before, late.since) {
                (Some(came), _) if came > left_at => Some(true),
                (_, Some(since)) if since <= left_at => Some(false),
                _ => None,
            }
        };
        match (left(a), left(b)) {
            (false, false) => Some(true),
            (true, false) => after(b, a).map(|after| !after),
            (false, true) => after(a, b).map(|after| !after),
            (true, true) => Some(after(a, b) != Some(true) && after(b, a) != Some(true)),
        }
    }
}
