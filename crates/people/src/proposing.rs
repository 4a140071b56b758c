//! What looks alike, and a person has to look at: found in blocks of those that share something,
//! kept by pairs of persons.

use crate::clusters::{Clusters, Numbers};
use crate::fold::{local_part, plain, skeleton, without_plus};
use crate::hint::Hint;
use crate::name::Agreement;
use crate::prepared::{Holder, NONE, Prepared};
use rustc_hash::FxHashMap;
use std::hash::{BuildHasher, Hash};

/// What more persons than this share is too common to mean anything.
const COMMON: usize = 8;
/// A shorter external id may be a count that every app starts at one.
const LONG_ID: usize = 8;

/// For two persons, by their roots, all evidence that they are one.
pub(crate) type Found = FxHashMap<(u32, u32), Vec<Hint>>;

pub(crate) fn propose(prepared: &Prepared<'_>, clusters: &mut Clusters) -> Found {
    let mut proposing = Proposing { prepared, clusters, found: Found::default() };
    proposing.numbers();
    proposing.addresses();
    proposing.plus_tags();
    proposing.local_parts();
    proposing.external_ids();
    proposing.names();
    let mut found = proposing.found;
    for hints in found.values_mut() {
        hints.sort_unstable();
        hints.dedup();
    }
    found
}

struct Proposing<'p, 'a> {
    prepared: &'p Prepared<'a>,
    clusters: &'p mut Clusters,
    found: Found,
}

impl Proposing<'_, '_> {
    /// Looks at each pair of persons in a block, by the first of each that is in it.
    fn blocks<K: Ord + Hash>(
        &mut self,
        mut keys: Vec<(K, u32)>,
        hint: impl Fn(&Prepared<'_>, u32, u32, &K) -> Option<Hint>,
    ) {
        keys.sort_unstable();
        for block in keys.chunk_by(|a, b| a.0 == b.0).filter(|block| block.len() > 1) {
            let mut persons: Vec<(u32, u32)> = Vec::new();
            for (_, node) in block {
                let root = self.clusters.root(*node);
                if !persons.iter().any(|(of, _)| *of == root) {
                    persons.push((root, *node));
                }
                if persons.len() > COMMON {
                    break;
                }
            }
            if persons.len() > COMMON {
                continue;
            }
            for (at, (_, a)) in persons.iter().enumerate() {
                for (_, b) in &persons[at + 1..] {
                    if let Some(hint) = hint(self.prepared, *a, *b, &block[0].0) {
                        self.put(*a, *b, hint);
                    }
                }
            }
        }
    }

    fn put(&mut self, a: u32, b: u32, hint: Hint) {
        // An address that the numbers contradict is for the admin to decide; a likeness is not.
        let numbers = match hint {
            Hint::SameAddressAgainstNumbers { .. } => Numbers::ButOfARow,
            _ => Numbers::ButForm,
        };
        if self.clusters.between(self.prepared, a, b, numbers).is_none() {
            let (a, b) = (self.clusters.root(a), self.clusters.root(b));
            self.found.entry((a.min(b), a.max(b))).or_default().push(hint);
        }
    }

    fn persons(&self) -> impl Iterator<Item = u32> {
        let prepared = self.prepared;
        (0..prepared.nodes.len() as u32).filter(|node| prepared.is_person(*node))
    }

    /// Each address with each person once.
    fn holders(&mut self) -> Vec<Holder> {
        let all = self.prepared.holders.iter().copied();
        let all = all.filter(|holder| self.prepared.is_person(holder.node));
        let clusters = &mut *self.clusters;
        let mut held: Vec<(u32, u32, Holder)> =
            all.map(|holder| (holder.address, clusters.root(holder.node), holder)).collect();
        held.sort_unstable();
        held.dedup_by_key(|(address, root, _)| (*address, *root));
        held.into_iter().map(|(_, _, holder)| holder).collect()
    }

    fn numbers(&mut self) {
        let with = self.persons().map(|node| (self.prepared.number[node as usize], node));
        let with = with.filter(|(number, _)| *number != NONE);
        let keys =
            with.map(|(number, node)| (self.prepared.loose[number as usize], node)).collect();
        self.blocks(keys, |prepared, a, b, _| {
            let text = |node: u32| {
                prepared.numbers.texts[prepared.number[node as usize] as usize].to_string()
            };
            let agreement = prepared.agreement(a, b, true);
            if text(a) == text(b) {
                return Some(Hint::SameNumberOtherName { number: text(a) })
                    .filter(|_| agreement < Agreement::Unknown)
                    .or_else(|| Some(Hint::SameNumberOfSeveral { number: text(a) }));
            }
            let (one, other) = (text(a).min(text(b)), text(a).max(text(b)));
            (agreement > Agreement::Family)
                .then_some(Hint::SameNumberOtherFormat { a: one, b: other })
        });
    }

    fn addresses(&mut self) {
        let holders = self.holders();
        for block in holders.chunk_by(|a, b| a.address == b.address) {
            if block.len() < 2 || block.len() > COMMON {
                continue;
            }
            for (at, a) in block.iter().enumerate() {
                for b in &block[at + 1..] {
                    let hint = self.of_address(a, b);
                    self.put(a.node, b.node, hint);
                }
            }
        }
    }

    fn of_address(&mut self, a: &Holder, b: &Holder) -> Hint {
        let address = self.prepared.addresses.texts[a.address as usize].to_string();
        if a.former || b.former {
            return Hint::FormerAddress { address };
        }
        let agreement = self.prepared.agreement(a.node, b.node, true);
        if self.clusters.against_numbers(self.prepared, a.node, b.node) {
            return Hint::SameAddressAgainstNumbers { address };
        }
        match agreement {
            Agreement::Nothing | Agreement::Family | Agreement::Given => {
                Hint::SameAddressOtherName { address }
            }
            _ if self.clusters.other_format(self.prepared, a.node, b.node) => {
                Hint::SameAddressOtherNumber { address }
            }
            _ if self.prepared.overlap(a.node, b.node) != Some(true) => {
                Hint::SameAddressMaybeReused { address }
            }
            _ => Hint::SameAddressOfSeveral { address },
        }
    }

    /// An address with a plus tag, and the one without.
    fn plus_tags(&mut self) {
        let prepared = self.prepared;
        let mut bases: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        for (id, address) in prepared.addresses.texts.iter().enumerate() {
            if let Some(base) = without_plus(address) {
                bases.entry(base).or_default().push(id as u32);
            }
        }
        if bases.is_empty() {
            return;
        }
        let mut base_of: FxHashMap<u32, &str> = FxHashMap::default();
        for (id, address) in prepared.addresses.texts.iter().enumerate() {
            if let Some((base, tagged)) = bases.get_key_value(address.as_ref()) {
                base_of.insert(id as u32, base);
                base_of.extend(tagged.iter().map(|id| (*id, base.as_str())));
            }
        }
        // Two tagged ones are alike too, when nobody has the plain one.
        for (base, tagged) in bases.iter().filter(|(_, tagged)| tagged.len() > 1) {
            base_of.extend(tagged.iter().map(|id| (*id, base.as_str())));
        }
        let keys = self.holders().into_iter().filter_map(|holder| {
            let base = base_of.get(&holder.address)?;
            Some(((*base).to_owned(), holder.node))
        });
        let keys = keys.collect();
        self.blocks(keys, |_, _, _, base| Some(Hint::SameWithoutPlus { address: base.clone() }));
    }

    /// The same before the `@`, separators left out, at another domain.
    fn local_parts(&mut self) {
        let texts = &self.prepared.addresses.texts;
        let local: Vec<u64> = texts.iter().map(|text| hash(&bare(text))).collect();
        let keys = self.holders().into_iter().filter(|holder| !holder.former);
        let keys = keys.map(|holder| (local[holder.address as usize], holder.node)).collect();
        self.blocks(keys, |prepared, a, b, key| {
            let held = prepared.held(a).iter();
            let held = held.map(|held| bare(&prepared.addresses.texts[held.address as usize]));
            let local = &{ held }.find(|local| !local.is_empty() && hash(local) == *key)?;
            let agreement = prepared.agreement(a, b, false);
            let alike = agreement == Agreement::Same
                || (agreement >= Agreement::Given && says_a_family(prepared, local, a, b));
            alike.then(|| Hint::SameLocalPart { local_part: local.clone() })
        });
    }

    fn external_ids(&mut self) {
        let with = self.persons().map(|node| (self.prepared.external[node as usize], node));
        let keys = with.filter(|(external, _)| *external != NONE).collect();
        self.blocks(keys, |prepared, a, b, external| {
            let value = prepared.externals.texts[*external as usize].to_string();
            let agreement = prepared.agreement(a, b, true);
            let alike = agreement == Agreement::Same
                || (agreement >= Agreement::Given && value.len() >= LONG_ID);
            alike.then_some(Hint::SameExternalId { value })
        });
    }

    fn names(&mut self) {
        let mut nodes: Vec<(u32, u32, u32)> = Vec::new();
        for node in 0..self.prepared.nodes.len() as u32 {
            if self.prepared.is_person(node) {
                nodes.push((self.clusters.root(node), self.prepared.name[node as usize], node));
            }
        }
        nodes.sort_unstable();
        nodes.dedup_by_key(|(root, name, _)| (*root, *name));
        let mut keys = Vec::with_capacity(nodes.len() * 3);
        for (_, name, node) in nodes {
            self.prepared.names[name as usize].keys(|key| keys.push((key, node)));
        }
        self.blocks(keys, |prepared, a, b, _| {
            let name = |node: u32| &prepared.shown.texts[prepared.name[node as usize] as usize];
            (prepared.agreement(a, b, false) == Agreement::Same)
                .then(|| Hint::SameName { name: name(a).min(name(b)).to_string() })
        });
    }
}

/// A local part in letters and digits alone.
fn bare(address: &str) -> String {
    let mut local = plain(local_part(address));
    local.retain(|letter| letter.is_ascii_alphanumeric());
    local
}

fn hash(text: &str) -> u64 {
    rustc_hash::FxBuildHasher.hash_one(text)
}

/// Whether a local part is more than somebody's given name or initials.
fn says_a_family(prepared: &Prepared<'_>, local: &str, a: u32, b: u32) -> bool {
    let given = |node| prepared.name_of(node).words().next().unwrap_or_default();
    let letters = skeleton(local.trim_end_matches(|c: char| c.is_ascii_digit()));
    // Without a name nobody knows whether `anna` is one, but it is short.
    letters.len() >= 6 && letters != given(a) && letters != given(b)
}
