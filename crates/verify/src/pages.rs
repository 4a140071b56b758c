//! The population of a connection, made again from the bodies of its answers.

use crate::facts::{Page, Read};
use crate::pack::Pack;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::fmt;

/// An account as the hash of a population and the pages both know it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Account<'a> {
    pub(crate) active: bool,
    /// Sorted by their bytes, each once.
    pub(crate) groups: Vec<&'a str>,
}

/// By connection and id.
pub(crate) type Accounts<'a> = HashMap<(&'a str, &'a str), Account<'a>>;

pub(crate) fn sorted<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut ids: Vec<&str> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// What the pages of one connection say, page by page.
#[derive(Default)]
pub(crate) struct Told {
    users: HashMap<String, bool>,
    groups: HashMap<String, Vec<String>>,
    /// Of groups that were asked for by their id: these count, whenever the list came.
    asked: HashMap<String, Vec<String>>,
}

/// What all pages of one connection say.
pub(crate) fn again(pack: &Pack, read: &Read, faults: &mut Vec<String>) -> Told {
    let mut told = Told::default();
    let mut files = HashSet::new();
    for (wanted, page) in (1..).zip(&read.pages) {
        let named = page.file.as_deref().unwrap_or_default();
        if page.number != wanted {
            faults.push(format!(
                "page {} of {} stands where {wanted} belongs",
                page.number, read.name
            ));
        }
        if !files.insert(named) {
            faults.push(format!("page {} of {} is a page before it", page.number, read.name));
        }
        let Some(body) = pack.file(named) else {
            faults.push(format!("page {} of {} is not there", page.number, read.name));
            continue;
        };
        if pack.sha256(named) != Some(page.sha256.as_str()) {
            faults.push(format!("{named} is not the page that was read"));
        }
        if let Err(error) = told.page(page, body) {
            faults.push(format!("{named} cannot be read: {error}"));
        }
    }
    let asked = std::mem::take(&mut told.asked);
    told.groups.extend(asked);
    told
}

impl Told {
    /// Adds its accounts.
    pub(crate) fn accounts<'a>(&'a self, connection: &'a str, made: &mut Accounts<'a>) {
        let mut of: HashMap<&str, Vec<&str>> = HashMap::with_capacity(self.users.len());
        for (group, members) in &self.groups {
            for member in members {
                of.entry(member).or_default().push(group);
            }
        }
        for (id, active) in &self.users {
            let groups = sorted(of.remove(id.as_str()).unwrap_or_default().into_iter());
            made.insert((connection, id), Account { active: *active, groups });
        }
    }

    fn page(&mut self, page: &Page, body: &[u8]) -> Result<(), String> {
        let words = |error: serde_json::Error| error.to_string();
        match page.kind.as_str() {
            "users" => {
                let list: List = serde_json::from_slice(body).map_err(words)?;
                let named = list.resources.into_iter().filter(|one| !one.id.is_empty());
                self.users.extend(named.map(|one| (one.id, one.active)));
            }
            "groups" => {
                let list: List = serde_json::from_slice(body).map_err(words)?;
                for one in list.resources.into_iter().filter(|one| !one.id.is_empty()) {
                    let known = self.groups.entry(one.id).or_default();
                    if let Some(members) = one.members {
                        *known = members;
                    }
                }
            }
            "members" => {
                let one: Resource = serde_json::from_slice(body).map_err(words)?;
                if let Some(members) = one.members {
                    self.asked.insert(page.of.clone(), members);
                }
            }
            other => return Err(format!("“{other}” is no kind of page")),
        }
        Ok(())
    }
}

/// An answer to a list (RFC 7644 §3.4.2).
#[derive(Default)]
struct List {
    resources: Vec<Resource>,
}

/// Of a user or group, what a population is made of.
struct Resource {
    id: String,
    active: bool,
    members: Option<Vec<String>>,
}

/// Attributes are named without regard to case; most are none of these, and none is kept.
enum Name {
    Id,
    Active,
    Members,
    Other,
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Of;
        impl Visitor<'_> for Of {
            type Value = Name;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of an attribute")
            }
            fn visit_str<E>(self, name: &str) -> Result<Name, E> {
                Ok(match name {
                    name if name.eq_ignore_ascii_case("id") => Name::Id,
                    name if name.eq_ignore_ascii_case("active") => Name::Active,
                    name if name.eq_ignore_ascii_case("members") => Name::Members,
                    _ => Name::Other,
                })
            }
        }
        from.deserialize_str(Of)
    }
}

impl<'de> Deserialize<'de> for List {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Of;
        impl<'de> Visitor<'de> for Of {
            type Value = List;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an answer to a list")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<List, A::Error> {
                let mut list = List::default();
                while let Some(name) = map.next_key::<String>()? {
                    if name.eq_ignore_ascii_case("Resources") {
                        list.resources = map.next_value::<Option<Vec<_>>>()?.unwrap_or_default();
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(list)
            }
        }
        from.deserialize_map(Of)
    }
}

impl<'de> Deserialize<'de> for Resource {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Of;
        impl<'de> Visitor<'de> for Of {
            type Value = Resource;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a user or a group")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Resource, A::Error> {
                // A user without a word on it counts as one who has access (RFC 7643 §4.1.1).
                let mut one = Resource { id: String::new(), active: true, members: None };
                while let Some(name) = map.next_key()? {
                    match name {
                        Name::Id => one.id = text(&map.next_value::<Value>()?),
                        Name::Active => {
                            let value = text(&map.next_value::<Value>()?);
                            one.active = !value.eq_ignore_ascii_case("false");
                        }
                        Name::Members => one.members = map.next_value::<Members>()?.0,
                        Name::Other => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(one)
            }
        }
        from.deserialize_map(Of)
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Ids of members: of objects their `value`, and whatever else stands there by itself. They are most
/// of a page, so that no tree is made of them.
struct Members(Option<Vec<String>>);

struct Member(String);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Of;
        impl<'de> Visitor<'de> for Of {
            type Value = Members;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("members")
            }
            fn visit_unit<E>(self) -> Result<Members, E> {
                Ok(Members(None))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Members, A::Error> {
                let mut ids = Vec::new();
                while let Some(Member(id)) = all.next_element()? {
                    if !id.is_empty() {
                        ids.push(id);
                    }
                }
                Ok(Members(Some(ids)))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Members, A::Error> {
                Ok(one(MemberOf.visit_map(map)?))
            }
            fn visit_str<E>(self, id: &str) -> Result<Members, E> {
                Ok(one(Member(id.to_owned())))
            }
            fn visit_u64<E>(self, id: u64) -> Result<Members, E> {
                Ok(one(Member(id.to_string())))
            }
            fn visit_i64<E>(self, id: i64) -> Result<Members, E> {
                Ok(one(Member(id.to_string())))
            }
        }
        from.deserialize_any(Of)
    }
}

fn one(Member(id): Member) -> Members {
    Members(Some([id].into_iter().filter(|id| !id.is_empty()).collect()))
}

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(MemberOf)
    }
}

/// Whether a name is `value`.
struct IsValue(bool);

impl<'de> Deserialize<'de> for IsValue {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Of;
        impl Visitor<'_> for Of {
            type Value = IsValue;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of an attribute")
            }
            fn visit_str<E>(self, name: &str) -> Result<IsValue, E> {
                Ok(IsValue(name.eq_ignore_ascii_case("value")))
            }
        }
        from.deserialize_str(Of)
    }
}

struct MemberOf;

impl<'de> Visitor<'de> for MemberOf {
    type Value = Member;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Member, A::Error> {
        let mut id = None;
        while let Some(IsValue(is_value)) = map.next_key()? {
            if id.is_none() && is_value {
                id = Some(text(&map.next_value::<Value>()?));
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Member(id.unwrap_or_default()))
    }
    fn visit_str<E>(self, id: &str) -> Result<Member, E> {
        Ok(Member(id.to_owned()))
    }
    fn visit_unit<E>(self) -> Result<Member, E> {
        Ok(Member(String::new()))
    }
    fn visit_bool<E>(self, id: bool) -> Result<Member, E> {
        Ok(Member(id.to_string()))
    }
    fn visit_u64<E>(self, id: u64) -> Result<Member, E> {
        Ok(Member(id.to_string()))
    }
    fn visit_i64<E>(self, id: i64) -> Result<Member, E> {
        Ok(Member(id.to_string()))
    }
    fn visit_f64<E>(self, id: f64) -> Result<Member, E> {
        Ok(Member(id.to_string()))
    }
}
