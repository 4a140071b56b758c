//! Persons in the making: sets of accounts and entries, and what must never be in one set.

use crate::output::Because;
use crate::prepared::{NONE, Prepared};
use rustc_hash::FxHashMap;

/// Why two were tied; numbers and addresses by their index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    Admin,
    Number(u32),
    Address(u32),
    Former(u32),
}

/// How far numbers keep two apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Numbers {
    /// All that contradict.
    All,
    /// Those that differ in more than their form.
    ButForm,
    /// As the admin may decide: a row of the list and an account are one although the numbers differ.
    ButOfARow,
}

pub(crate) struct Clusters {
    parent: Vec<u32>,
    size: Vec<u32>,
    /// A ring through the members of each set.
    next: Vec<u32>,
    /// The first number of each set.
    number: Vec<u32>,
    /// Sets that have further numbers.
    several: Vec<bool>,
    /// The admin linked numbers that are written differently.
    mixed: Vec<bool>,
    entry: Vec<bool>,
    /// Of each set, the nodes that it is held apart from.
    walls: FxHashMap<u32, Vec<u32>>,
    pub(crate) links: Vec<(u32, u32, Link)>,
}

impl Clusters {
    pub(crate) fn new(prepared: &Prepared<'_>) -> Self {
        let count = prepared.nodes.len() as u32;
        Clusters {
            parent: (0..count).collect(),
            size: vec![1; count as usize],
            next: (0..count).collect(),
            number: prepared.number.clone(),
            several: vec![false; count as usize],
            mixed: vec![false; count as usize],
            entry: (0..count).map(|node| prepared.is_entry(node)).collect(),
            walls: FxHashMap::default(),
            links: Vec::with_capacity(count as usize),
        }
    }

    pub(crate) fn root(&mut self, node: u32) -> u32 {
        let mut node = node;
        while self.parent[node as usize] != node {
            let above = self.parent[self.parent[node as usize] as usize];
            self.parent[node as usize] = above;
            node = above;
        }
        node
    }

    pub(crate) fn members(&self, node: u32) -> impl Iterator<Item = u32> {
        let mut at = Some(node);
        std::iter::from_fn(move || {
            let now = at?;
            at = Some(self.next[now as usize]).filter(|next| *next != node);
            Some(now)
        })
    }

    pub(crate) fn wall(&mut self, a: u32, b: u32) {
        self.walls.entry(a).or_default().push(b);
        self.walls.entry(b).or_default().push(a);
    }

    /// What keeps the sets of two apart.
    pub(crate) fn between(
        &mut self,
        prepared: &Prepared<'_>,
        a: u32,
        b: u32,
        numbers: Numbers,
    ) -> Option<Because> {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(walled) = self.walls.remove(&a) {
            let apart = walled.iter().any(|node| self.root(*node) == b);
            self.walls.insert(a, walled);
            if apart {
                return Some(Because::Apart);
            }
        }
        let (i, j) = (a as usize, b as usize);
        if self.entry[i] && self.entry[j] {
            return Some(Because::TwoEntries);
        }
        if numbers == Numbers::ButOfARow && self.entry[i] != self.entry[j] {
            return None;
        }
        let both = self.number[i] != NONE && self.number[j] != NONE;
        let alike = self.number[i] == self.number[j] && !self.several[i] && !self.several[j];
        if !both || alike {
            return None;
        }
        let form = numbers != Numbers::All || self.mixed[i] || self.mixed[j];
        let contradict = |one: u32, other: u32| {
            prepared.numbers_contradict(one, other) && !(form && prepared.other_form(one, other))
        };
        let mut pairs = self.members(a).flat_map(|x| self.members(b).map(move |y| (x, y)));
        pairs.any(|(one, other)| contradict(one, other)).then_some(Because::OtherNumber)
    }

    /// Whether nothing but the form keeps two numbers apart.
    pub(crate) fn other_format(&mut self, prepared: &Prepared<'_>, a: u32, b: u32) -> bool {
        self.between(prepared, a, b, Numbers::All) == Some(Because::OtherNumber)
            && self.between(prepared, a, b, Numbers::ButForm).is_none()
    }

    /// Whether nothing but the numbers keeps a row and an account apart.
    pub(crate) fn against_numbers(&mut self, prepared: &Prepared<'_>, a: u32, b: u32) -> bool {
        self.between(prepared, a, b, Numbers::ButForm) == Some(Because::OtherNumber)
            && self.between(prepared, a, b, Numbers::ButOfARow).is_none()
    }

    /// Makes the sets of two one, unless they are or must not be.
    pub(crate) fn unite(
        &mut self,
        prepared: &Prepared<'_>,
        a: u32,
        b: u32,
        link: Link,
    ) -> Result<(), Because> {
        let (mut to, mut from) = (self.root(a), self.root(b));
        if to == from {
            return Ok(());
        }
        let numbers = if link == Link::Admin { Numbers::ButOfARow } else { Numbers::All };
        if let Some(because) = self.between(prepared, to, from, numbers) {
            return Err(because);
        }
        if self.size[to as usize] < self.size[from as usize] {
            std::mem::swap(&mut to, &mut from);
        }
        let (i, j) = (to as usize, from as usize);
        self.parent[j] = to;
        self.size[i] += self.size[j];
        self.next.swap(i, j);
        self.mixed[i] |= self.mixed[j];
        self.several[i] |= self.several[j];
        if self.number[i] == NONE {
            self.number[i] = self.number[j];
        } else if self.number[j] != NONE && self.number[i] != self.number[j] {
            self.several[i] = true;
            self.mixed[i] |= link == Link::Admin;
        }
        self.entry[i] |= self.entry[j];
        if let Some(walled) = self.walls.remove(&from) {
            self.walls.entry(to).or_default().extend(walled);
        }
        self.links.push((a, b, link));
        Ok(())
    }
}
