//! The population of a connection, made again from the bodies of its answers.

use crate::facts::{Page, Read};
use crate::pack::Pack;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;

/// An account as the hash of a population and the pages both know it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) active: bool,
    pub(crate) groups: BTreeSet<String>,
}

/// By connection and id.
pub(crate) type Accounts = BTreeMap<(String, String), Account>;

/// What the pages of one connection say, page by page.
#[derive(Default)]
struct Told {
    users: HashMap<String, bool>,
    groups: HashMap<String, Vec<String>>,
    /// Of groups that were asked for by their id: these count, whenever the list came.
    asked: HashMap<String, Vec<String>>,
}

/// Adds the accounts of one connection.
pub(crate) fn again(pack: &Pack, read: &Read, made: &mut Accounts, faults: &mut Vec<String>) {
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
    told.groups.extend(told.asked);
    let mut of: HashMap<&str, BTreeSet<String>> = HashMap::new();
    for (group, members) in &told.groups {
        for member in members {
            of.entry(member).or_default().insert(group.clone());
        }
    }
    for (id, active) in &told.users {
        let groups = of.remove(id.as_str()).unwrap_or_default();
        made.insert((read.connection.clone(), id.clone()), Account { active: *active, groups });
    }
}

impl Told {
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
                        Name::Members => one.members = members(map.next_value::<Value>()?),
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

fn members(value: Value) -> Option<Vec<String>> {
    let many = match value {
        Value::Array(many) => many,
        Value::Null => return None,
        one => vec![one],
    };
    let ids = many.iter().map(|one| match one {
        Value::Object(parts) => {
            let value = parts.iter().find(|(name, _)| name.eq_ignore_ascii_case("value"));
            value.map(|(_, value)| text(value)).unwrap_or_default()
        }
        other => text(other),
    });
    Some(ids.filter(|id| !id.is_empty()).collect())
}
