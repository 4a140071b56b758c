//! Ties by what is verified, strongest first.

use crate::clusters::{Clusters, Link, Numbers};
use crate::fold::{local_part, plain, skeleton};
use crate::input::{Decision, Node};
use crate::name::Agreement;
use crate::output::{Apart, Because, Unheld};
use crate::prepared::{Holder, NONE, Prepared};
use rustc_hash::FxHashMap;

/// A value that more persons than this share is a placeholder, and links no one.
const FILLER: usize = 32;

/// Whether a key ties two.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    Yes,
    /// Nothing contradicts it, and only another account links them.
    Open,
    No,
}

impl Fit {
    fn of(fits: bool) -> Self {
        if fits { Self::Yes } else { Self::No }
    }
}

pub(crate) struct Tying<'p, 'a> {
    prepared: &'p mut Prepared<'a>,
    clusters: Clusters,
    decisions: Vec<(u32, u32, bool)>,
    unheld: Vec<Unheld>,
}

/// What an address has to show.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    Same,
    NoneAgainst,
}

impl<'p, 'a> Tying<'p, 'a> {
    pub(crate) fn new(prepared: &'p mut Prepared<'a>, decisions: &[Decision]) -> Self {
        let mut index: FxHashMap<Node, u32> = FxHashMap::default();
        if !decisions.is_empty() {
            index.extend(prepared.nodes.iter().enumerate().map(|(i, node)| (*node, i as u32)));
        }
        let known = decisions.iter().filter_map(|decision| {
            let (a, b) = (*index.get(&decision.a)?, *index.get(&decision.b)?);
            (a != b).then_some((a.min(b), a.max(b), decision.together))
        });
        // Apart is before together, and the second of a pair does not count.
        let mut decisions: Vec<(u32, u32, bool)> = known.collect();
        decisions.sort_unstable();
        decisions.dedup_by_key(|(a, b, _)| (*a, *b));
        let clusters = Clusters::new(prepared);
        Tying { prepared, clusters, decisions, unheld: Vec::new() }
    }

    pub(crate) fn done(self) -> (Clusters, Vec<Unheld>) {
        (self.clusters, self.unheld)
    }

    pub(crate) fn admin(&mut self) {
        let decisions = std::mem::take(&mut self.decisions);
        for (a, b, _) in decisions.iter().filter(|(_, _, together)| !together) {
            self.clusters.wall(*a, *b);
        }
        for (a, b, _) in decisions.iter().filter(|(_, _, together)| *together) {
            if let Err(because) = self.link(*a, *b) {
                let (a, b) = (self.prepared.nodes[*a as usize], self.prepared.nodes[*b as usize]);
                self.unheld.push(Unheld { a, b, because });
            }
        }
    }

    fn link(&mut self, a: u32, b: u32) -> Result<(), Because> {
        for (node, other) in [(a, b), (b, a)] {
            // An account that belongs to a service of the list is that service.
            if let (true, Node::Entry(entry)) =
                (self.prepared.service[node as usize], self.prepared.nodes[node as usize])
            {
                let apart = &mut self.prepared.apart[other as usize];
                let tied = self.clusters.members(other).nth(1).is_some();
                if tied || matches!(self.prepared.nodes[other as usize], Node::Entry(_)) {
                    return Err(Because::NoPerson);
                }
                apart.get_or_insert(Apart::ListedAsService { entry });
                return Ok(());
            }
        }
        let marked = |node: u32| {
            let apart = &self.prepared.apart[node as usize];
            apart.as_ref().is_some_and(|apart| !matches!(apart, Apart::LooksShared { .. }))
        };
        if marked(a) || marked(b) {
            return Err(Because::NoPerson);
        }
        self.clusters.unite(self.prepared, a, b, Link::Admin)?;
        self.prepared.apart[a as usize] = None;
        self.prepared.apart[b as usize] = None;
        Ok(())
    }

    pub(crate) fn numbers(&mut self) {
        let nodes = 0..self.prepared.nodes.len() as u32;
        let mut by_number: Vec<(u32, u32)> = nodes
            .filter(|node| self.prepared.is_person(*node))
            .map(|node| (self.prepared.number[node as usize], node))
            .filter(|(number, _)| *number != NONE)
            .collect();
        by_number.sort_unstable();
        for run in by_number.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1) {
            let nodes: Vec<u32> = run.iter().map(|(_, node)| *node).collect();
            self.settle(&nodes, Link::Number(run[0].0), |tying, a, b| {
                Fit::of(match tying.prepared.agreement(a, b, true) {
                    Agreement::Nothing | Agreement::Family => tying.prepared.share_address(a, b),
                    Agreement::Unknown => tying.persons_agree(a, b),
                    Agreement::Given | Agreement::Part | Agreement::Same => true,
                })
            });
        }
    }

    pub(crate) fn addresses(&mut self) {
        let held = self.by_address(false);
        let runs = held.chunk_by(|a, b| a.address == b.address).filter(|run| run.len() > 1);
        let (second, first): (Vec<_>, Vec<_>) =
            runs.partition(|run| run.iter().any(|holder| holder.second));
        for names in [Names::Same, Names::NoneAgainst] {
            for run in first.iter().chain(&second) {
                let nodes: Vec<u32> = run.iter().map(|holder| holder.node).collect();
                let address = run[0].address;
                self.settle(&nodes, Link::Address(address), |tying, a, b| {
                    tying.current_fits(address, a, b, names)
                });
            }
        }
    }

    pub(crate) fn former(&mut self) {
        let held = self.by_address(true);
        for run in held.chunk_by(|a, b| a.address == b.address) {
            if run.len() < 2 || !run.iter().any(|holder| holder.former) {
                continue;
            }
            let nodes: Vec<u32> = run.iter().map(|holder| holder.node).collect();
            let former = |node| run.iter().any(|held| held.node == node && held.former);
            let address = run[0].address;
            self.settle(&nodes, Link::Former(address), |tying, a, b| {
                tying.former_fits(address, a, b, (former(a), former(b)))
            });
        }
    }

    fn by_address(&self, former: bool) -> Vec<Holder> {
        let holders = self.prepared.holders.iter().copied();
        let mut held: Vec<Holder> = holders
            .filter(|holder| (former || !holder.former) && self.prepared.is_person(holder.node))
            .collect();
        held.sort_unstable();
        held
    }

    /// Unites those who share a key, as far as that is clear: an account that could join two that
    /// cannot be one joins neither, and so does an entry beside another entry.
    fn settle(&mut self, nodes: &[u32], link: Link, fits: impl Fn(&Self, u32, u32) -> Fit) {
        let first = self.clusters.root(nodes[0]);
        if nodes.iter().all(|node| self.clusters.root(*node) == first) {
            return;
        }
        let entries = nodes.iter().filter(|node| self.prepared.is_entry(**node)).count();
        let mut groups: Vec<(u32, Vec<u32>)> = Vec::new();
        for node in nodes.iter().filter(|node| entries < 2 || !self.prepared.is_entry(**node)) {
            let root = self.clusters.root(*node);
            match groups.iter().position(|(of, _)| *of == root) {
                Some(at) => groups[at].1.push(*node),
                None if groups.len() == FILLER => return,
                None => groups.push((root, vec![*node])),
            }
        }
        if groups.len() < 2 {
            return;
        }
        // Entries first, so that accounts are tied to them.
        groups.sort_by_key(|(_, group)| {
            (!group.iter().any(|node| self.prepared.is_entry(*node)), group[0])
        });
        groups.iter_mut().for_each(|(_, group)| {
            group.sort_by_key(|node| (!self.prepared.is_entry(*node), *node));
        });
        let count = groups.len();
        let mut pairs: Vec<Option<(u32, u32)>> = vec![None; count * count];
        // Which others each matches, and which it cannot be one with.
        let mut around: Vec<u64> = (0..count).map(|at| 1 << at).collect();
        let mut against: Vec<u64> = vec![0; count];
        for i in 0..count {
            for j in i + 1..count {
                let mut best = Fit::No;
                let (one, other) = (groups[i].0, groups[j].0);
                if self.clusters.between(self.prepared, one, other, Numbers::All).is_none() {
                    let all = groups[i].1.iter().flat_map(|a| groups[j].1.iter().map(|b| (*a, *b)));
                    for (a, b) in all {
                        match fits(self, a, b) {
                            Fit::Yes => {
                                pairs[i * count + j] = Some((a, b));
                                best = Fit::Yes;
                                break;
                            }
                            Fit::Open => best = Fit::Open,
                            Fit::No => {}
                        }
                    }
                }
                match best {
                    Fit::Yes => {
                        around[i] |= 1 << j;
                        around[j] |= 1 << i;
                    }
                    Fit::Open => {}
                    Fit::No => {
                        against[i] |= 1 << j;
                        against[j] |= 1 << i;
                    }
                }
            }
        }
        for i in 0..count {
            for j in i + 1..count {
                if let Some((a, b)) = pairs[i * count + j]
                    && around[i] & against[j] == 0
                    && around[j] & against[i] == 0
                {
                    // What keeps them apart was looked at, for all of them.
                    let _ = self.clusters.unite(self.prepared, a, b, link);
                }
            }
        }
    }

    fn current_fits(&self, address: u32, a: u32, b: u32, names: Names) -> Fit {
        let agreement = self.prepared.agreement(a, b, true);
        let weakly = match agreement {
            _ if self.too_short(a, b) => false,
            Agreement::Same => true,
            _ if names == Names::Same => false,
            Agreement::Part => true,
            Agreement::Unknown => self.persons_agree(a, b),
            Agreement::Given => {
                !self.prepared.numbers_differ(a, b) && self.names_a_family(address, a, b)
            }
            Agreement::Nothing | Agreement::Family => false,
        };
        if weakly { self.not_reused(agreement, a, b) } else { Fit::No }
    }

    fn former_fits(&self, address: u32, a: u32, b: u32, former: (bool, bool)) -> Fit {
        let agreement = self.prepared.agreement(a, b, true);
        // In one connection an address that moved on has a new owner.
        let moved_on = !self.prepared.is_entry(a)
            && !self.prepared.is_entry(b)
            && self.prepared.connection[a as usize] == self.prepared.connection[b as usize];
        let named = match (former, agreement) {
            ((false, false), _) => false,
            (_, Agreement::Same) => true,
            ((true, true), _) => false,
            (_, Agreement::Given | Agreement::Part) => self.names_a_family(address, a, b),
            _ => false,
        };
        if named && !moved_on { self.not_reused(agreement, a, b) } else { Fit::No }
    }

    /// An account that came when the other was gone may have been given its address.
    fn not_reused(&self, agreement: Agreement, a: u32, b: u32) -> Fit {
        let known = agreement >= Agreement::Part && self.prepared.same_external(a, b);
        match self.prepared.overlap(a, b) {
            _ if known => Fit::Yes,
            Some(true) => Fit::Yes,
            Some(false) => Fit::No,
            None => Fit::Open,
        }
    }

    /// Whether the address says more than the given name: anna.meier@, not anna@.
    fn names_a_family(&self, address: u32, a: u32, b: u32) -> bool {
        let local = plain(local_part(&self.prepared.addresses.texts[address as usize]));
        let given = |node| self.prepared.name_of(node).words().next().unwrap_or_default();
        let (one, other) = (given(a), given(b));
        local
            .split(|c: char| !c.is_ascii_alphabetic())
            .map(skeleton)
            .any(|word| word.len() >= 3 && word != one && word != other)
    }

    /// Initials are too little beside another number of any numbering.
    fn too_short(&self, a: u32, b: u32) -> bool {
        let shortened = |node| self.prepared.name_of(node).is_shortened();
        self.prepared.numbers_differ(a, b) && (shortened(a) || shortened(b))
    }

    /// For one without a name: the two persons do not contradict each other.
    fn persons_agree(&self, a: u32, b: u32) -> bool {
        let named = |node| {
            self.clusters.members(node).filter(|node| !self.prepared.name_of(*node).is_empty())
        };
        let all = named(a).flat_map(|one| named(b).map(move |other| (one, other)));
        let best = all.map(|(one, other)| self.prepared.agreement(one, other, true)).max();
        best.is_none_or(|best| best >= Agreement::Unknown)
    }
}
