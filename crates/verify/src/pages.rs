//! The population of a connection, made again from the bodies of its answers.

use crate::accounts::{Account, Own, sorted};
use crate::answer::{Ids, List, Resource};
use crate::facts::{Page, Read};
use crate::json;
use crate::pack::Pack;
use crate::threads::each;
use foldhash::{HashMap, HashSet, HashSetExt};
use std::borrow::Cow;

/// What the pages of one connection say.
#[derive(Default)]
pub(crate) struct Told<'a> {
    users: HashMap<Cow<'a, str>, bool>,
    groups: HashMap<Cow<'a, str>, Ids<'a>>,
    /// Of groups that were asked for by their id: these count, whenever the list came.
    asked: HashMap<&'a str, Ids<'a>>,
}

/// What all pages of one connection say.
pub(crate) fn again<'a>(pack: &'a Pack, read: &'a Read, faults: &mut Vec<String>) -> Told<'a> {
    let mut files = HashSet::new();
    let pages: Vec<(&Page, &str, bool)> = read
        .pages
        .iter()
        .map(|page| {
            let named = page.file.as_deref().unwrap_or_default();
            (page, named, files.insert(named))
        })
        .collect();
    // One that is named again and again is no reason to take it apart as often.
    let bodies = each(&pages, |(page, named, is_first)| {
        pack.file(named).filter(|_| *is_first).map(|body| Body::of(page, body))
    });
    let mut told = Told::default();
    for ((wanted, (page, named, is_first)), body) in (1..).zip(pages).zip(bodies) {
        if page.number != wanted {
            faults.push(format!(
                "page {} of {} stands where {wanted} belongs",
                page.number, read.name
            ));
        }
        if !is_first {
            faults.push(format!("page {} of {} is a page before it", page.number, read.name));
            continue;
        }
        let Some(body) = body else {
            faults.push(format!("page {} of {} is not there", page.number, read.name));
            continue;
        };
        if pack.sha256(named) != Some(page.sha256.as_str()) {
            faults.push(format!("{named} is not the page that was read"));
        }
        match body {
            Ok(body) => told.add(body),
            Err(error) => faults.push(format!("{named} cannot be read: {error}")),
        }
    }
    for (group, members) in std::mem::take(&mut told.asked) {
        told.groups.insert(Cow::Borrowed(group), members);
    }
    told
}

impl<'a> Told<'a> {
    /// Its accounts. A member that is none of them is left aside.
    pub(crate) fn accounts(&self) -> Own<'_> {
        let mut own: Own<'_> = self
            .users
            .iter()
            .map(|(id, active)| (&**id, Account { active: *active, groups: Vec::new() }))
            .collect();
        for (group, members) in &self.groups {
            for member in members {
                if let Some(account) = own.get_mut(&**member) {
                    account.groups.push(group);
                }
            }
        }
        for account in own.values_mut() {
            account.groups = sorted(account.groups.drain(..));
        }
        own
    }

    fn add(&mut self, body: Body<'a>) {
        match body {
            Body::Users(list) => {
                let named = list.resources.into_iter().filter(|one| !one.id.is_empty());
                self.users.extend(named.map(|one| (one.id, one.active)));
            }
            Body::Groups(list) => {
                for one in list.resources.into_iter().filter(|one| !one.id.is_empty()) {
                    let known = self.groups.entry(one.id).or_default();
                    if let Some(members) = one.members {
                        *known = members;
                    }
                }
            }
            Body::Members(of, one) => {
                if let Some(members) = one.members {
                    self.asked.insert(of, members);
                }
            }
        }
    }
}

/// The answer that is a page.
enum Body<'a> {
    Users(List<'a>),
    Groups(List<'a>),
    /// With the id of the group that was asked for.
    Members(&'a str, Resource<'a>),
}

impl<'a> Body<'a> {
    fn of(page: &'a Page, body: &'a [u8]) -> Result<Self, String> {
        let read = match page.kind.as_str() {
            "users" => json::read(body).map(Self::Users),
            "groups" => json::read(body).map(Self::Groups),
            "members" => json::read(body).map(|one| Self::Members(&page.of, one)),
            other => return Err(format!("“{other}” is no kind of page")),
        };
        read.map_err(|error| error.to_string())
    }
}
