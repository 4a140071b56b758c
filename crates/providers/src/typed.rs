//! What an admin writes as `ATTR=VALUE`, with the type that RFC 7643 gives the attribute: the path as
//! the schema spells it, extension attributes under their URN, an entry where a list is due. A text
//! that cannot represent the value is refused with the correct form. Attributes that no RFC names
//! are taken as they are given.

use crate::compare::{is_nothing, same_but_for_case};
use crate::profile::Profile;
use crate::schema::{ENTERPRISE, Kind, Known, known};
use crate::users::{Cannot, parsed};
use rollcall_scim::filter::Equals;
use rollcall_scim::{AttributePath, Resource};
use serde_json::{Map, Value, json};

/// The values with their types. `live`: the account that they change, whose other entries of a list
/// stay as they are; `None`: a new one. A manager is named as the app wants it by then.
pub fn typed(
    profile: &Profile,
    values: &Map<String, Value>,
    live: Option<&Resource>,
) -> Result<Map<String, Value>, Cannot> {
    let mut typed = Typed { values: Map::new(), live };
    for (path, value) in values {
        typed.take(profile, path, value)?;
    }
    Ok(typed.values)
}

/// Whether the value at this path names the manager of a user.
pub fn names_manager(path: &str) -> bool {
    AttributePath::parse(path).is_ok_and(|path| {
        known(path.schema(), path.name()).is_some_and(|known| known.kind == Kind::Manager)
            && path.sub().is_none_or(|sub| sub.eq_ignore_ascii_case("value"))
    })
}

struct Typed<'a> {
    values: Map<String, Value>,
    live: Option<&'a Resource>,
}

/// Which entry of a list is meant.
enum Which {
    Primary,
    /// The one whose part of this name has this value.
    With(String, String),
}

impl Typed<'_> {
    fn take(&mut self, profile: &Profile, path: &str, value: &Value) -> Result<(), Cannot> {
        if let Some((list, which, sub)) = selected(path)? {
            return self.entry(list.name, &which, &sub, value);
        }
        let attribute = parsed(path)?;
        let Some(known) = known(attribute.schema(), attribute.name()) else {
            return self.put(path.to_owned(), value.clone());
        };
        let sub = attribute.sub();
        let name = self.spelled(profile, known, &attribute);
        let whole = match sub {
            Some(sub) => format!("{name}.{sub}"),
            None => name.clone(),
        };
        if value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty()) {
            return self.put(whole, Value::Null);
        }
        match (known.kind, sub, value) {
            (Kind::Flag, None, Value::String(text)) => match text.trim().to_lowercase().as_str() {
                flag @ ("true" | "false") => self.put(whole, Value::Bool(flag == "true")),
                _ => Err(Cannot(format!("{name} is true or false, such as {name}=true."))),
            },
            (Kind::Object(parts), None, value) if !value.is_object() => Err(Cannot(format!(
                "{name} has parts. Write {}.",
                parts.iter().map(|part| format!("{name}.{part}=…")).collect::<Vec<_>>().join(", ")
            ))),
            (Kind::LongList(shape), None, value) if !value.is_array() => Err(Cannot(format!(
                "{name} is a list of entries with several parts. Write {name}={shape}."
            ))),
            (Kind::List, None, Value::Object(_)) => self.put(whole, json!([value])),
            (Kind::List, None, Value::Array(entries)) => {
                let entry = |one: &Value| match one {
                    Value::Object(_) => one.clone(),
                    plain => json!({ "value": plain }),
                };
                self.put(whole, entries.iter().map(entry).collect())
            }
            (Kind::List, None, value) => self.entry(known.name, &Which::Primary, "value", value),
            (Kind::List, Some(sub), value) => self.entry(known.name, &Which::Primary, sub, value),
            (Kind::Manager, None, Value::Object(_)) => self.put(whole, value.clone()),
            (Kind::Manager, None, value) => self.put(whole, json!({ "value": value })),
            (Kind::Manager, Some(sub), value) if sub.eq_ignore_ascii_case("value") => {
                self.put(name, json!({ "value": value }))
            }
            _ => self.put(whole, value.clone()),
        }
    }

    /// The attribute as the schema spells it, under its URN where it has one: unless the app is
    /// known to keep it elsewhere.
    fn spelled(&self, profile: &Profile, known: Known, attribute: &AttributePath) -> String {
        let plain = |one: &String| one.eq_ignore_ascii_case(known.name);
        let elsewhere = attribute.schema().is_none()
            && (profile.speaks.writable.iter().any(plain)
                || profile.speaks.create_only.iter().any(plain));
        match (known.enterprise, attribute.schema()) {
            (true, _) if !elsewhere => format!("{ENTERPRISE}:{}", known.name),
            (false, Some(schema)) => format!("{schema}:{}", known.name),
            _ => known.name.to_owned(),
        }
    }

    fn put(&mut self, path: String, value: Value) -> Result<(), Cannot> {
        match self.values.get(&path) {
            Some(other) if *other != value => Err(Cannot(format!("{path} is given twice."))),
            _ => {
                self.values.insert(path, value);
                Ok(())
            }
        }
    }

    /// Changes one entry of a list and leaves the others alone.
    fn entry(&mut self, list: &str, which: &Which, sub: &str, value: &Value) -> Result<(), Cannot> {
        let mut entries = match self.values.get(list) {
            Some(begun) => listed(Some(begun)),
            None => listed(self.live.and_then(|live| live.get(list))),
        };
        let at = match which {
            Which::Primary if sub == "value" => {
                primary_value(list, &mut entries, value)?;
                self.values.insert(list.to_owned(), Value::Array(entries));
                return Ok(());
            }
            Which::Primary => primary(&entries),
            Which::With(part, wanted) => {
                let is = |entry: &Map<String, Value>| {
                    text(entry, part).is_some_and(|found| same_but_for_case(&found, wanted))
                };
                let mut found =
                    (0..entries.len()).filter(|at| entries[*at].as_object().is_some_and(&is));
                let first = found.next();
                if found.next().is_some() {
                    return Err(Cannot(format!(
                        "several entries of {list} have {part} “{wanted}”. Write the whole list: {list}=[{{\"value\":\"…\"}}]."
                    )));
                }
                first
            }
        };
        let nothing = is_nothing(value);
        let value = match value {
            Value::String(flag) if sub == "primary" => {
                Value::Bool(flag.trim().eq_ignore_ascii_case("true"))
            }
            other => other.clone(),
        };
        match at {
            Some(at) if nothing && sub == "value" => {
                entries.remove(at);
            }
            Some(at) => {
                if let Some(entry) = entries[at].as_object_mut() {
                    set(entry, sub, (!nothing).then_some(value));
                }
                if sub == "primary" {
                    only_primary(&mut entries, at);
                }
            }
            None if nothing => {}
            None => {
                let mut entry = Map::new();
                if let Which::With(part, wanted) = which {
                    entry.insert(part.clone(), Value::String(wanted.clone()));
                }
                entry.insert(sub.to_owned(), value);
                entries.push(Value::Object(entry));
            }
        }
        self.values.insert(list.to_owned(), Value::Array(entries));
        Ok(())
    }
}

/// Puts a value into the primary entry, or makes its entry the primary one.
fn primary_value(list: &str, entries: &mut Vec<Value>, value: &Value) -> Result<(), Cannot> {
    let wanted = match value {
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    };
    // A role is not one of several addresses of the same person: another one removes rights.
    let grants = matches!(list, "roles" | "entitlements");
    let there = entries.iter().position(|entry| {
        entry.as_object().and_then(|entry| text(entry, "value")).is_some_and(|found| {
            if list == "emails" { same_but_for_case(&found, &wanted) } else { found == wanted }
        })
    });
    let at = match (there, primary(entries)) {
        (Some(there), _) => there,
        (None, Some(primary)) => primary,
        (None, None) if grants && entries.len() > 1 => {
            return Err(Cannot(format!(
                "the account has {} {list}, and none is its primary one. Write the whole list: {list}=[{{\"value\":\"{wanted}\"}}].",
                entries.len()
            )));
        }
        (None, None) => {
            entries.push(json!({}));
            entries.len() - 1
        }
    };
    if let Some(entry) = entries[at].as_object_mut() {
        let before = text(entry, "value");
        if text(entry, "display").is_some_and(|shown| Some(shown) == before) {
            set(entry, "display", None);
        }
        set(entry, "value", Some(Value::String(wanted)));
        if !grants {
            set(entry, "primary", Some(Value::Bool(true)));
        }
    }
    if !grants {
        only_primary(entries, at);
    }
    Ok(())
}

/// At most one entry is primary (RFC 7643 §2.4).
fn only_primary(entries: &mut [Value], primary: usize) {
    for (at, entry) in entries.iter_mut().enumerate() {
        if at != primary
            && let Some(entry) = entry.as_object_mut()
            && is_primary(entry)
        {
            set(entry, "primary", Some(Value::Bool(false)));
        }
    }
}

/// The primary entry, or the only one.
fn primary(entries: &[Value]) -> Option<usize> {
    let primary = entries.iter().position(|entry| entry.as_object().is_some_and(is_primary));
    primary.or_else(|| (entries.len() == 1).then_some(0))
}

fn is_primary(entry: &Map<String, Value>) -> bool {
    text(entry, "primary").is_some_and(|flag| flag.eq_ignore_ascii_case("true"))
}

/// The entries of a list, also where a server keeps one alone or as a text.
fn listed(value: Option<&Value>) -> Vec<Value> {
    let entry = |one: &Value| match one {
        Value::Object(_) => one.clone(),
        plain => json!({ "value": plain }),
    };
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(entries)) => {
            entries.iter().filter(|one| !one.is_null()).map(entry).collect()
        }
        Some(single) => vec![entry(single)],
    }
}

fn key(entry: &Map<String, Value>, name: &str) -> Option<String> {
    entry.keys().find(|key| key.eq_ignore_ascii_case(name)).cloned()
}

fn text(entry: &Map<String, Value>, name: &str) -> Option<String> {
    match entry.get(&key(entry, name)?)? {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn set(entry: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    let key = key(entry, name).unwrap_or_else(|| name.to_owned());
    match value {
        Some(value) => {
            entry.insert(key, value);
        }
        None => {
            entry.shift_remove(&key);
        }
    }
}

/// A path that names one entry of a list by one of its parts (RFC 7644 §3.10), parsed; `None`
/// for a path without such a filter.
fn selected(path: &str) -> Result<Option<(Known, Which, String)>, Cannot> {
    let Some((list, rest)) = path.split_once('[') else { return Ok(None) };
    let attribute = parsed(list)?;
    let known = known(attribute.schema(), attribute.name())
        .filter(|known| known.kind == Kind::List && attribute.sub().is_none());
    let parts = rest.rsplit_once(']').and_then(|(filter, sub)| {
        let sub = if sub.is_empty() { "value" } else { sub.strip_prefix('.')? };
        let plain = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '$');
        let filter = Equals::parse(filter).filter(|one| plain(&one.attribute))?;
        (plain(sub) && !sub.is_empty()).then(|| (filter, sub.to_owned()))
    });
    match (known, parts) {
        (Some(known), Some((filter, sub))) => {
            Ok(Some((known, Which::With(filter.attribute, filter.value), sub)))
        }
        (Some(known), None) => Err(Cannot(format!(
            "“{path}” does not name one entry. Write {}[type eq \"work\"].value=….",
            known.name
        ))),
        (None, _) => Err(Cannot(format!(
            "“{path}” is not the path of one attribute (RFC 7644 §3.10): only an entry of emails, \
            phoneNumbers, ims, photos, roles or entitlements is named in brackets, such as \
            emails[type eq \"work\"].value=…."
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalogue;

    const DEPARTMENT: &str =
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";

    fn given(values: Value, live: Option<Value>) -> Result<Value, String> {
        let catalogue = Catalogue::built_in();
        let profile = catalogue.get("scim").unwrap();
        let live = live.map(|live| Resource::from_value(live).unwrap());
        typed(profile, values.as_object().unwrap(), live.as_ref())
            .map(Value::Object)
            .map_err(|Cannot(why)| why)
    }

    #[test]
    fn a_text_becomes_the_primary_entry_and_the_others_stay() {
        let two = json!({"emails": [
            {"value": "old@x", "primary": true, "type": "work", "display": "old@x"},
            {"value": "home@x", "type": "home"},
        ]});
        for (live, wanted) in [
            (
                Some(two.clone()),
                json!([
                    {"value": "new@x", "primary": true, "type": "work"},
                    {"value": "home@x", "type": "home"},
                ]),
            ),
            (None, json!([{"value": "new@x", "primary": true}])),
            (Some(json!({"id": "1"})), json!([{"value": "new@x", "primary": true}])),
            (
                Some(json!({"emails": [{"value": "a@x"}, {"value": "b@x"}]})),
                json!([{"value": "a@x"}, {"value": "b@x"}, {"value": "new@x", "primary": true}]),
            ),
            (
                Some(json!({"emails": [
                    {"value": "old@x", "primary": true}, {"value": "New@x", "type": "other"}]})),
                json!([
                    {"value": "old@x", "primary": false},
                    {"value": "new@x", "type": "other", "primary": true},
                ]),
            ),
            (Some(json!({"emails": "old@x"})), json!([{"value": "new@x", "primary": true}])),
        ] {
            let found = given(json!({"emails": "new@x"}), live.clone()).unwrap();
            assert_eq!(found, json!({"emails": wanted}), "{live:?}");
        }
        let found = given(json!({"emails.value": "new@x"}), Some(two)).unwrap();
        assert_eq!(found["emails"][0]["value"], "new@x");
        assert_eq!(found["emails"][1]["value"], "home@x");
    }

    #[test]
    fn one_entry_is_named_by_a_part_of_it() {
        let live = json!({"emails": [
            {"value": "w@x", "type": "Work", "primary": true}, {"value": "h@x", "type": "home"}]});
        let set = |path: &str, value: Value| {
            given(json!({path: value}), Some(live.clone())).unwrap()["emails"].clone()
        };
        assert_eq!(set("emails[type eq \"work\"].value", json!("n@x"))[0]["value"], "n@x");
        assert_eq!(set("emails[type eq work]", json!("n@x"))[0]["value"], "n@x");
        assert_eq!(
            set("emails[type eq \"other\"].value", json!("n@x"))[2],
            json!({"type": "other", "value": "n@x"})
        );
        assert_eq!(set("emails[type eq \"home\"].value", json!(null)).as_array().unwrap().len(), 1);
        let primary = set("emails[type eq \"home\"].primary", json!("true"));
        assert_eq!((&primary[0]["primary"], &primary[1]["primary"]), (&json!(false), &json!(true)));
        // Two in one command, of a new account.
        let both = json!({"emails[type eq \"work\"].value": "w@x", "emails[type eq \"home\"].value": "h@x"});
        assert_eq!(
            given(both, None).unwrap()["emails"],
            json!([{"type": "work", "value": "w@x"}, {"type": "home", "value": "h@x"}])
        );
    }

    #[test]
    fn enterprise_attributes_go_under_their_schema_and_names_are_spelled_as_it_does() {
        let found = given(json!({"department": "HR", "TITLE": "Buyer", "x-own": "7"}), None);
        assert_eq!(found.unwrap(), json!({DEPARTMENT: "HR", "title": "Buyer", "x-own": "7"}));
        let manager = format!("{ENTERPRISE}:manager");
        let object = json!({(manager.as_str()): {"value": "9"}});
        assert_eq!(given(json!({"manager": "9"}), None).unwrap(), object);
        assert_eq!(given(json!({"manager.value": "9"}), None).unwrap(), object);
        assert_eq!(given(json!({"manager": ""}), None).unwrap(), json!({(manager.as_str()): null}));
        let other = json!({"urn:example:2.0:User:department": "HR"});
        assert_eq!(given(other.clone(), None).unwrap(), other);
        assert!(
            given(json!({"department": "HR", DEPARTMENT: "IT"}), None)
                .unwrap_err()
                .contains("twice")
        );
        assert!(names_manager("manager") && names_manager(&format!("{manager}.value")));
        assert!(!names_manager("manager.displayName") && !names_manager("title"));
    }

    #[test]
    fn what_a_text_cannot_stand_for_is_refused_with_the_way_to_write_it() {
        for (path, value, words) in [
            ("name", "Jo Doe", "name.givenName=…"),
            ("addresses", "Main Street", "Write addresses=[{"),
            ("emails[type]", "a@x", "emails[type eq \"work\"].value=…"),
            ("title[type eq \"work\"]", "x", "is named in brackets"),
            ("active", "perhaps", "active=true"),
            ("a b", "x", "not the path"),
        ] {
            let why = given(json!({path: value}), None).unwrap_err();
            assert!(why.contains(words), "{path}: {why}");
        }
        let two = json!({"roles": [{"value": "a"}, {"value": "b"}]});
        assert!(given(json!({"roles": "c"}), Some(two)).unwrap_err().contains("roles=[{"));
        let one = json!({"roles": [{"value": "a", "type": "t"}]});
        assert_eq!(
            given(json!({"roles": "c"}), Some(one)).unwrap()["roles"],
            json!([{"value": "c", "type": "t"}])
        );
        assert_eq!(given(json!({"active": "True"}), None).unwrap(), json!({"active": true}));
    }
}
