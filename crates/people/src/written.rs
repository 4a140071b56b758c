//! The sets, written out: persons with a reason for each tie, and proposals by one of each person.

use crate::clusters::{Clusters, Link};
use crate::hint::Proposal;
use crate::input::Node;
use crate::output::{Alone, EntryTie, Person, Tie, Tied, Unheld, Why};
use crate::prepared::Prepared;
use crate::proposing::Found;

pub(crate) fn written(
    prepared: &Prepared<'_>,
    clusters: &mut Clusters,
    found: Found,
    mut unheld: Vec<Unheld>,
) -> Tied {
    let first = firsts(prepared, clusters);
    let mut proposals: Vec<Proposal> = found
        .into_iter()
        .map(|((a, b), why)| {
            let node = |root: u32| prepared.nodes[first[root as usize] as usize];
            Proposal { a: node(a).min(node(b)), b: node(a).max(node(b)), why }
        })
        .collect();
    proposals.sort_unstable();
    unheld.sort_unstable();
    let alone = prepared.nodes.iter().zip(&prepared.apart).filter_map(|(node, apart)| {
        let Node::Account(account) = *node else { return None };
        Some(Alone { account, why: apart.clone()? })
    });
    Tied { people: people(prepared, clusters, &first), alone: alone.collect(), proposals, unheld }
}

/// Of each set, by its root, the one that the others are tied to: the entry, else the first account.
fn firsts(prepared: &Prepared<'_>, clusters: &mut Clusters) -> Vec<u32> {
    let mut first = vec![u32::MAX; prepared.nodes.len()];
    for node in 0..prepared.nodes.len() as u32 {
        let root = clusters.root(node) as usize;
        if first[root] == u32::MAX || prepared.is_entry(node) {
            first[root] = node;
        }
    }
    first
}

fn people(prepared: &Prepared<'_>, clusters: &mut Clusters, first: &[u32]) -> Vec<Person> {
    let around = Around::new(prepared.nodes.len(), &clusters.links);
    let mut done = vec![false; prepared.nodes.len()];
    let mut people = Vec::new();
    let mut waiting = Vec::new();
    for node in 0..prepared.nodes.len() as u32 {
        if done[node as usize] || !prepared.is_person(node) {
            continue;
        }
        let mut person = Person { accounts: Vec::new(), entry: None };
        let start = first[clusters.root(node) as usize];
        waiting.push((start, None));
        done[start as usize] = true;
        while let Some((at, tied)) = waiting.pop() {
            match prepared.nodes[at as usize] {
                Node::Entry(entry) => person.entry = Some(EntryTie { entry }),
                Node::Account(account) => person.accounts.push(tie(prepared, at, account, tied)),
            }
            for (next, link) in around.of(at) {
                if !std::mem::replace(&mut done[*next as usize], true) {
                    waiting.push((*next, Some((at, *link))));
                }
            }
        }
        person.accounts.sort_unstable_by_key(|tie| tie.account);
        people.push(person);
    }
    people
}

fn tie(prepared: &Prepared<'_>, node: u32, account: i64, tied: Option<(u32, Link)>) -> Tie {
    let address = |id: u32| prepared.addresses.texts[id as usize].to_string();
    let Some((to, link)) = tied else { return Tie { account, why: Why::First, to: None } };
    let why = match link {
        Link::Admin => Why::Admin,
        Link::Number(id) => Why::Number { value: prepared.numbers.texts[id as usize].to_string() },
        Link::Address(id) if prepared.numbers_differ(node, to) => {
            Why::AddressOtherNumber { value: address(id) }
        }
        Link::Address(id) => Why::Address { value: address(id) },
        Link::Former(id) => Why::FormerAddress { value: address(id) },
    };
    Tie { account, why, to: Some(prepared.nodes[to as usize]) }
}

/// Whom each was tied to, both ways.
struct Around {
    starts: Vec<u32>,
    to: Vec<(u32, Link)>,
}

impl Around {
    fn new(count: usize, links: &[(u32, u32, Link)]) -> Self {
        let mut starts = vec![0_u32; count + 1];
        for (a, b, _) in links {
            starts[*a as usize + 1] += 1;
            starts[*b as usize + 1] += 1;
        }
        for at in 0..count {
            starts[at + 1] += starts[at];
        }
        let mut free = starts.clone();
        let mut to = vec![(0, Link::Admin); links.len() * 2];
        for (a, b, link) in links {
            for (from, into) in [(*a, *b), (*b, *a)] {
                to[free[from as usize] as usize] = (into, *link);
                free[from as usize] += 1;
            }
        }
        Around { starts, to }
    }

    fn of(&self, node: u32) -> &[(u32, Link)] {
        &self.to[self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize]
    }
}
