//! The population of a connection, rebuilt from the bodies of its answers.

use crate::accounts::{Account, Own, sorted};
use crate::answer::{Ids, List, Resource};
use crate::facts::{Before, Page, Read};
use crate::json;
use crate::lists::{Counts, Sheet, whole};
use crate::pack::Pack;
use crate::threads::each;
use foldhash::{HashMap, HashSet, HashSetExt};
use std::borrow::Cow;

/// What the pages of one connection say.
#[derive(Default)]
pub(crate) struct Returned<'a> {
    users: HashMap<Cow<'a, str>, User<'a>>,
    groups: HashMap<Cow<'a, str>, Group<'a>>,
    /// Of groups that were asked for by their id: these count, whenever the list came.
    asked: HashMap<&'a str, Group<'a>>,
}

/// Whether a user is active, and the groups it names itself.
struct User<'a>(bool, Option<Ids<'a>>);

/// Members of a group, where they were returned; and whether one of them is a group.
#[derive(Default)]
struct Group<'a>(Option<Ids<'a>>, bool);

/// What all pages of one connection say. `unproven` gets why the pages do not show that a list
/// called complete is complete.
pub(crate) fn again<'a>(
    pack: &'a Pack,
    read: &'a Read,
    faults: &mut Vec<String>,
    unproven: &mut Vec<String>,
) -> Returned<'a> {
    let mut files = HashSet::new();
    let pages: Vec<(&Page, &str, bool)> = read
        .pages
        .iter()
        .map(|page| {
            let named = page.file.as_deref().unwrap_or_default();
            (page, named, files.insert(named))
        })
        .collect();
    // A repeated name is not a reason to parse it each time.
    let bodies = each(&pages, |(page, named, is_first)| {
        pack.file(named).filter(|_| *is_first).map(|body| Body::of(page, body))
    });
    let mut returned = Returned::default();
    let mut whole_ones = Vec::with_capacity(bodies.len());
    for ((wanted, (page, named, is_first)), body) in (1..).zip(pages).zip(bodies) {
        if page.number != wanted {
            faults
                .push(format!("page {} of {} is in the place of {wanted}", page.number, read.name));
        }
        if !is_first {
            faults.push(format!("page {} of {} is a page before it", page.number, read.name));
            continue;
        }
        let Some(body) = body else {
            faults.push(format!("page {} of {} is missing", page.number, read.name));
            continue;
        };
        if pack.sha256(named) != Some(page.sha256.as_str()) {
            faults.push(format!("{named} is not the page that was read"));
        }
        match body {
            Ok(body) => whole_ones.push((page, body)),
            Err(error) => faults.push(format!("{named} cannot be read: {error}")),
        }
    }
    let (users, groups) = (judged(read, "users", &whole_ones), judged(read, "groups", &whole_ones));
    let lost = read.before.as_ref().and_then(|before| lost(before, read, &whole_ones));
    if read.verdict == "complete" {
        let lists = [("users", users.as_ref().err()), ("groups", groups.as_ref().err())];
        for (kind, why) in lists {
            // An app without groups has no page of them.
            let none = kind == "groups" && !read.pages.iter().any(|page| page.kind == kind);
            unproven
                .extend(why.filter(|_| !none).map(|why| format!("{kind} of {}: {why}", read.name)));
        }
        unproven.extend(lost);
    }
    for (page, body) in whole_ones {
        let counts = match page.kind.as_str() {
            "users" => &users,
            _ => &groups,
        };
        if !matches!(counts, Ok(Counts::From(pass)) if page.pass < *pass) {
            returned.add(body);
        }
    }
    for (group, members) in std::mem::take(&mut returned.asked) {
        returned.groups.insert(Cow::Borrowed(group), members);
    }
    returned
}

/// Whether the pages of one kind show that the list is complete.
fn judged(read: &Read, kind: &str, bodies: &[(&Page, Body<'_>)]) -> Result<Counts, String> {
    let mut sheets = Vec::new();
    for (page, body) in bodies.iter().filter(|(page, _)| page.kind == kind) {
        let asked = Sheet::asked(page.pass, &page.query);
        sheets.push(match body {
            Body::Users(list) | Body::Groups(list) => Sheet {
                total: list.total,
                goes_on: list.goes_on,
                ids: list.resources.iter().map(|one| &*one.id).collect(),
                ..asked
            },
            _ => Sheet { refused: true, ..asked },
        });
    }
    let there = read.pages.iter().filter(|page| page.kind == kind).count();
    if there != sheets.len() {
        return Err("not all of its pages can be read".to_owned());
    }
    whole(&sheets)
}

/// More than a tenth of what the last complete read had is missing, and no answer says that it is
/// gone.
fn lost(before: &Before, read: &Read, bodies: &[(&Page, Body<'_>)]) -> Option<String> {
    let now = |kind: &str| {
        let counts = judged(read, kind, bodies);
        let ids: HashSet<&str> = bodies
            .iter()
            .filter(|(page, _)| page.kind == kind)
            .filter(|(page, _)| !matches!(counts, Ok(Counts::From(pass)) if page.pass < pass))
            .filter_map(|(_, body)| match body {
                Body::Users(list) | Body::Groups(list) => Some(&list.resources),
                _ => None,
            })
            .flat_map(|rows| rows.iter().map(|one| &*one.id))
            .collect();
        ids.len() as u64
    };
    let gone = |resource: &str| {
        let asked = bodies.iter().filter(|(page, body)| {
            matches!(body, Body::Absent)
                && matches!(page.status, 404 | 410)
                && page.query.starts_with(resource)
        });
        asked.count() as u64
    };
    for (kind, resource, before) in
        [("users", "Users/", before.users), ("groups", "Groups/", before.groups)]
    {
        let now = now(kind);
        let missing = before.saturating_sub(now);
        let many = missing > 5 && missing * 10 > before;
        if (many && gone(resource) < missing) || (kind == "users" && now == 0 && before > 0) {
            return Some(format!(
                "{kind} of {}: {now} are left of {before}, and no one confirmed that",
                read.name
            ));
        }
    }
    None
}

impl<'a> Returned<'a> {
    /// Its accounts. A member that is none of them is left aside; one whose id differs from that of
    /// exactly one account in case is that account. An account that names a group itself is in it
    /// too, where the group's members were returned and none of them is a group.
    pub(crate) fn accounts(&self) -> Own<'_> {
        let mut own: Own<'_> = self
            .users
            .iter()
            .map(|(id, User(active, _))| (&**id, Account { active: *active, groups: Vec::new() }))
            .collect();
        let (users, groups) = (alike(self.users.keys()), alike(self.groups.keys()));
        let mut returned: HashMap<&str, bool> = HashMap::default();
        for (group, Group(members, nested)) in &self.groups {
            let Some(members) = members else { continue };
            let within = |member: &Cow<'_, str>| self.groups.contains_key(&**member);
            returned.insert(group, *nested || members.iter().any(within));
            for member in members {
                let id = match self.users.contains_key(&**member) {
                    true => Some(&**member),
                    false => users.get(&member.to_ascii_lowercase()).copied().flatten(),
                };
                if let Some(account) = id.and_then(|id| own.get_mut(id)) {
                    account.groups.push(group);
                }
            }
        }
        for (id, User(_, named)) in &self.users {
            for group in named.iter().flatten() {
                let group = match self.groups.get_key_value(&**group) {
                    Some((group, _)) => Some(&**group),
                    None => groups.get(&group.to_ascii_lowercase()).copied().flatten(),
                };
                if let Some(group) = group.filter(|group| returned.get(group) == Some(&false))
                    && let Some(account) = own.get_mut(&**id)
                {
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
                self.users.extend(named.map(|one| (one.id, User(one.active, one.groups))));
            }
            Body::Groups(list) => {
                for one in list.resources.into_iter().filter(|one| !one.id.is_empty()) {
                    let known = self.groups.entry(one.id).or_default();
                    if let Some(members) = one.members {
                        *known = Group(Some(members), one.nested);
                    }
                }
            }
            Body::Refused | Body::Absent => {}
            Body::Members(of, one) => {
                if let Some(members) = one.members {
                    self.asked.insert(of, Group(Some(members), one.nested));
                }
            }
        }
    }
}

/// Ids by their lower case; `None` where several have it.
fn alike<'a>(ids: impl Iterator<Item = &'a Cow<'a, str>>) -> HashMap<String, Option<&'a str>> {
    let mut alike: HashMap<String, Option<&str>> = HashMap::default();
    for id in ids {
        alike.entry(id.to_ascii_lowercase()).and_modify(|one| *one = None).or_insert(Some(id));
    }
    alike
}

/// The answer that is a page.
enum Body<'a> {
    Users(List<'a>),
    Groups(List<'a>),
    /// With the id of the group that was asked for.
    Members(&'a str, Resource<'a>),
    /// A refusal of a request that tested a total.
    Refused,
    /// Of one that its list no longer has, with any answer.
    Absent,
}

impl<'a> Body<'a> {
    fn of(page: &'a Page, body: &'a [u8]) -> Result<Self, String> {
        let read = match page.kind.as_str() {
            "users" | "groups" if page.status >= 400 => return Ok(Self::Refused),
            "absent" => return Ok(Self::Absent),
            "users" => json::read(body).map(Self::Users),
            "groups" => json::read(body).map(Self::Groups),
            "members" => json::read(body).map(|one| Self::Members(&page.of, one)),
            other => return Err(format!("“{other}” is not a kind of page")),
        };
        read.map_err(|error| error.to_string())
    }
}
