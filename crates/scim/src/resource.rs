//! A resource as it came (RFC 7643 §3): the whole JSON object is kept, so that extensions and
//! attributes nobody here knows survive; reading goes through lenient lenses.

use crate::patch::AttributePath;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One complete SCIM resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Resource(Map<String, Value>);

/// A list row or an answer that should have been a JSON object and was something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the resource is not a JSON object")]
pub struct NotAnObject;

impl Resource {
    /// Takes ownership of the object without copying it.
    pub fn from_value(value: Value) -> Result<Self, NotAnObject> {
        match value {
            Value::Object(map) => Ok(Self(map)),
            _ => Err(NotAnObject),
        }
    }

    /// The `id`, verbatim: servers send it as a string or as a whole number. A number that is not
    /// an integer, or too large to keep exactly, is not an id: it would name another account.
    pub fn id(&self) -> Option<String> {
        exact_text(member(&self.0, "id")?)
    }

    /// The value at an attribute path (RFC 7644 §3.10): `userName`, `name.givenName`,
    /// `urn:…:User:department`. Attribute names match in any case (RFC 7643 §2.1). Where the
    /// path leads through a list, its primary entry is taken, or else its first.
    pub fn get(&self, path: &str) -> Option<&Value> {
        let path = path.trim();
        if is_urn(path) { self.get_by_urn(path) } else { walk(&self.0, path) }
    }

    /// Sets a value at a path, or removes it; missing parents on the path are created.
    /// In a list the primary entry is changed, or else the first, as [`Resource::get`] reads it.
    pub fn set(&mut self, path: &AttributePath, value: Option<Value>) {
        let mut map = &mut self.0;
        if let Some(schema) = path.schema() {
            match entered(map, schema) {
                Some(inner) => map = inner,
                None => return,
            }
        }
        let Some(sub) = path.sub() else { return put(map, path.name(), value) };
        let key = spelled(map, path.name());
        let whole = map.entry(key).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Array(entries) = whole {
            let primary = |entry: &Value| entry.get("primary").and_then(flag_of) == Some(true);
            let at = entries.iter().position(primary).unwrap_or(0);
            if let Some(Value::Object(entry)) = entries.get_mut(at) {
                put(entry, sub, value);
            } else if let Some(value) = value {
                entries.push(Value::Object(Map::from_iter([(sub.to_owned(), value)])));
            }
        } else {
            if !whole.is_object() {
                *whole = Value::Object(Map::new());
            }
            if let Value::Object(inner) = whole {
                put(inner, sub, value);
            }
        }
    }

    /// The value at `path` as text: a string, a number or a boolean, trimmed; `None` when there
    /// is nothing to read.
    pub fn text(&self, path: &str) -> Option<String> {
        text_of(self.get(path)?)
    }

    /// The value at `path` as a yes or no: a boolean, `"true"`/`"False"`, or 0/1.
    pub fn flag(&self, path: &str) -> Option<bool> {
        flag_of(self.get(path)?)
    }

    /// A copy of the whole object.
    pub fn as_value(&self) -> Value {
        Value::Object(self.0.clone())
    }

    /// The whole object, without copying.
    pub fn into_value(self) -> Value {
        Value::Object(self.0)
    }

    /// The whole object, borrowed.
    pub fn as_map(&self) -> &Map<String, Value> {
        &self.0
    }

    /// The whole object as a map, without copying.
    pub fn into_map(self) -> Map<String, Value> {
        self.0
    }

    /// The whole object as JSON text.
    pub fn to_json(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// The extension objects (keys that are URNs), the enterprise ones first.
    pub(crate) fn extensions(&self) -> Vec<&Map<String, Value>> {
        let mut found: Vec<(bool, &Map<String, Value>)> = self
            .0
            .iter()
            .filter(|(key, _)| is_urn(key))
            .filter_map(|(key, value)| Some((!has_enterprise(key), value.as_object()?)))
            .collect();
        found.sort_by_key(|(other, _)| *other);
        found.into_iter().map(|(_, map)| map).collect()
    }

    fn get_by_urn(&self, path: &str) -> Option<&Value> {
        let mut best: Option<(&str, &Value)> = None;
        for (key, value) in self.0.iter().filter(|(key, _)| is_urn(key)) {
            let fits =
                path.get(..key.len()).is_some_and(|start| start.eq_ignore_ascii_case(key.as_str()));
            if fits && best.is_none_or(|(known, _)| known.len() < key.len()) {
                best = Some((key, value));
            }
        }
        if let Some((key, value)) = best {
            let rest = &path[key.len()..];
            if rest.is_empty() {
                return Some(value);
            }
            if let Some(rest) = rest.strip_prefix([':', '.'])
                && let Some(found) = descend(value, rest)
            {
                return Some(found);
            }
        }
        // Core attributes live at the top level, even under their full name.
        let (schema, attribute) = path.rsplit_once(':')?;
        if schema.to_ascii_lowercase().contains(":core:") { walk(&self.0, attribute) } else { None }
    }
}

impl From<Map<String, Value>> for Resource {
    fn from(map: Map<String, Value>) -> Self {
        Self(map)
    }
}

/// The key as the object spells it already, in any case.
fn spelled(map: &Map<String, Value>, name: &str) -> String {
    if map.contains_key(name) {
        return name.to_owned();
    }
    map.keys().find(|key| key.eq_ignore_ascii_case(name)).cloned().unwrap_or(name.to_owned())
}

fn entered<'a>(map: &'a mut Map<String, Value>, name: &str) -> Option<&'a mut Map<String, Value>> {
    let key = spelled(map, name);
    let inner = map.entry(key).or_insert_with(|| Value::Object(Map::new()));
    if !inner.is_object() {
        *inner = Value::Object(Map::new());
    }
    inner.as_object_mut()
}

fn put(map: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    let key = spelled(map, name);
    match value {
        Some(value) => {
            map.insert(key, value);
        }
        None => {
            // The others stay in their server's order.
            map.shift_remove(&key);
        }
    }
}

fn has_enterprise(key: &str) -> bool {
    key.to_ascii_lowercase().contains("enterprise")
}

pub(crate) fn is_urn(text: &str) -> bool {
    text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("urn:"))
}

/// Looks a key up as it is spelled, then in any case.
pub(crate) fn member<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    map.get(name).or_else(|| {
        map.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    })
}

fn walk<'a>(map: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    if let Some(value) = member(map, path) {
        return Some(value);
    }
    let (head, rest) = path.split_once('.')?;
    descend(member(map, head)?, rest)
}

fn descend<'a>(value: &'a Value, rest: &str) -> Option<&'a Value> {
    match value {
        Value::Object(map) => walk(map, rest),
        Value::Array(items) => {
            let primary = items.iter().find(|item| {
                item.as_object()
                    .and_then(|map| member(map, "primary"))
                    .and_then(flag_of)
                    .unwrap_or(false)
            });
            descend(primary.or_else(|| items.first())?, rest)
        }
        _ => None,
    }
}

/// Text for showing and comparing: trimmed, never empty.
pub(crate) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            let text = text.trim();
            (!text.is_empty()).then(|| text.to_owned())
        }
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// Text that names something: kept to the letter, whole numbers only.
pub(crate) fn exact_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => (!text.trim().is_empty()).then(|| text.clone()),
        Value::Number(number) if number.is_i64() || number.is_u64() => Some(number.to_string()),
        _ => None,
    }
}

pub(crate) fn flag_of(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        },
        Value::Number(number) => match number.as_f64() {
            Some(0.0) => Some(false),
            Some(1.0) => Some(true),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::any_json::any_json;
    use proptest::prelude::*;
    use serde_json::json;

    fn resource(value: Value) -> Resource {
        Resource::from_value(value).unwrap()
    }

    #[test]
    fn a_value_is_put_where_it_is_read_and_nothing_else_is_touched() {
        let user = json!({
            "UserName": "jo", "Name": {"GivenName": "Jo", "x": 1}, "unknown": [1],
            "emails": [{"value": "a@x"}, {"value": "b@x", "primary": true, "type": "work"}],
        });
        let mut changed = resource(user.clone());
        let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";
        let values = [
            ("userName", json!("jo2")),
            ("name.givenName", json!("Johanna")),
            ("name.familyName", json!("Ek")),
            ("emails.value", json!("c@x")),
            (enterprise, json!("HR")),
        ];
        for (path, value) in &values {
            let path = AttributePath::parse(path).unwrap();
            changed.set(&path, Some(value.clone()));
        }
        for (path, value) in &values {
            assert_eq!(changed.get(path), Some(value), "{path}");
        }
        let now = changed.as_value();
        assert_eq!(now["Name"]["x"], 1);
        assert_eq!(now["unknown"], json!([1]));
        assert_eq!(now["emails"][0], user["emails"][0]);
        assert_eq!(now["emails"][1]["type"], "work");
        changed.set(&AttributePath::parse("name.givenName").unwrap(), None);
        assert_eq!(changed.get("name.givenName"), None);
    }

    #[test]
    fn names_are_found_in_any_case_and_through_full_urns() {
        let user = resource(json!({
            "ID": 77,
            "UserName": " jo@example.org ",
            "name": {"GIVENNAME": "Jo"},
            "emails": [{"value": "a@x"}, {"value": "b@x", "primary": "True"}],
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"Department": "Finance"},
        }));
        assert_eq!(user.id().as_deref(), Some("77"));
        assert_eq!(user.text("userName").as_deref(), Some("jo@example.org"));
        assert_eq!(user.text("name.givenName").as_deref(), Some("Jo"));
        assert_eq!(user.text("emails.value").as_deref(), Some("b@x"));
        let path = "URN:ietf:params:scim:schemas:extension:enterprise:2.0:user:department";
        assert_eq!(user.text(path).as_deref(), Some("Finance"));
        let path = "urn:ietf:params:scim:schemas:core:2.0:User:name.givenName";
        assert_eq!(user.text(path).as_deref(), Some("Jo"));
        assert_eq!(user.get("urn:nobody:knows:this"), None);
    }

    #[test]
    fn flags_are_read_from_booleans_strings_and_digits_and_nothing_else() {
        for (value, expected) in [
            (json!(true), Some(true)),
            (json!("true"), Some(true)),
            (json!("False"), Some(false)),
            (json!(0), Some(false)),
            (json!(1), Some(true)),
            (json!(2), None),
            (json!("perhaps"), None),
            (json!(null), None),
            (json!([]), None),
        ] {
            assert_eq!(resource(json!({"active": value})).flag("active"), expected);
        }
    }

    #[test]
    fn an_id_is_kept_to_the_letter_and_never_rounded() {
        assert_eq!(resource(json!({"id": " a/b?c "})).id().as_deref(), Some(" a/b?c "));
        assert_eq!(resource(json!({"id": ""})).id(), None);
        let rounded: Value = serde_json::from_str(r#"{"id": 123456789012345678901234}"#).unwrap();
        assert_eq!(resource(rounded).id(), None);
        assert_eq!(resource(json!({"id": 1.5})).id(), None);
    }

    #[test]
    fn unknown_attributes_survive() {
        let value = json!({"id": "1", "x-vendor": {"deep": [1, null, "ü"]}});
        assert_eq!(resource(value.clone()).into_value(), value);
    }

    proptest! {
        #[test]
        fn reading_any_object_at_any_path_never_panics(value in any_json(), path in ".{0,40}") {
            let held = resource(json!({"id": value.clone(), "urn:a:b": value.clone(), "name": value}));
            let _ = (held.id(), held.get(&path), held.text(&path), held.flag(&path));
            let _ = held.get(&format!("urn:a:b{path}"));
            let _ = held.get(&format!("name.{path}"));
        }
    }
}
