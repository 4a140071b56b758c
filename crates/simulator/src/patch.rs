//! PATCH bodies (RFC 7644 §3.5.2): operations, paths, and their effect on a document.

use serde_json::{Map, Value, json};

use crate::plays::{OpCase, PatchWithoutPath, Plays};
use crate::reply::Refusal;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Add,
    Replace,
    Remove,
}

#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) op: Op,
    pub(crate) path: Option<String>,
    pub(crate) value: Option<Value>,
}

/// `urn:…:User:department`, `emails[type eq "work"].value`, `members[value eq "7"]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path {
    pub(crate) extension: Option<String>,
    /// Empty when the path names a whole extension.
    pub(crate) attribute: String,
    pub(crate) filter: Option<(String, String)>,
    pub(crate) sub: Option<String>,
}

pub(crate) fn operations(
    body: &Map<String, Value>,
    plays: &Plays,
) -> Result<Vec<Operation>, Refusal> {
    let syntax = |detail: &str| Refusal::typed(400, "invalidSyntax", detail);
    let listed = get(body, "Operations")
        .and_then(Value::as_array)
        .ok_or_else(|| syntax("Operations is missing"))?;
    listed
        .iter()
        .map(|operation| {
            let operation = operation.as_object().ok_or_else(|| syntax("not an operation"))?;
            let op = get(operation, "op").and_then(Value::as_str).unwrap_or_default();
            let known = match op.to_ascii_lowercase().as_str() {
                "add" => Op::Add,
                "replace" => Op::Replace,
                "remove" => Op::Remove,
                _ => return Err(syntax("op is not add, replace or remove")),
            };
            if plays.patch_op_case == OpCase::Lower && op != op.to_ascii_lowercase() {
                return Err(syntax("op must be lower case"));
            }
            let path = get(operation, "path").and_then(Value::as_str).map(String::from);
            if path.is_none() && known == Op::Remove {
                return Err(Refusal::typed(400, "noTarget", "remove needs a path"));
            }
            if path.is_none() && plays.patch_without_path == PatchWithoutPath::Refused {
                return Err(Refusal::typed(400, "invalidPath", "path is required"));
            }
            Ok(Operation { op: known, path, value: get(operation, "value").cloned() })
        })
        .collect()
}

impl Path {
    pub(crate) fn parse(text: &str, extensions: &[&str]) -> Result<Self, Refusal> {
        let invalid = || Refusal::typed(400, "invalidPath", format!("no such path: {text}"));
        let mut rest = text.trim();
        let mut extension = None;
        for urn in extensions {
            if let Some(after) = strip_prefix_any_case(rest, urn) {
                rest = match after.strip_prefix(':') {
                    Some(attribute) => attribute,
                    None if after.is_empty() => "",
                    None => continue,
                };
                extension = Some((*urn).to_owned()).filter(|urn| !urn.contains(":schemas:core:"));
                break;
            }
        }
        let mut filter = None;
        let mut after = None;
        if let Some((attribute, tail)) = rest.split_once('[') {
            let (inside, tail) = tail.rsplit_once(']').ok_or_else(invalid)?;
            filter = Some(condition(inside).ok_or_else(invalid)?);
            rest = attribute;
            after = match tail {
                "" => None,
                tail => Some(tail.strip_prefix('.').ok_or_else(invalid)?.to_owned()),
            };
        } else if let Some((attribute, sub)) = rest.split_once('.') {
            rest = attribute;
            after = Some(sub.to_owned());
        }
        if rest.is_empty() && extension.is_none() || rest.contains([' ', ':']) {
            return Err(invalid());
        }
        Ok(Self { extension, attribute: rest.to_owned(), filter, sub: after })
    }
}

fn condition(text: &str) -> Option<(String, String)> {
    let mut parts = text.trim().splitn(3, ' ');
    let (attribute, operator, value) = (parts.next()?, parts.next()?, parts.next()?);
    if !operator.eq_ignore_ascii_case("eq") {
        return None;
    }
    match serde_json::from_str(value.trim()).ok()? {
        Value::String(value) => Some((attribute.to_owned(), value)),
        Value::Number(value) => Some((attribute.to_owned(), value.to_string())),
        Value::Bool(value) => Some((attribute.to_owned(), value.to_string())),
        _ => None,
    }
}

/// Applies one operation to a user's document. `extensions` are the schema URNs it may have.
pub(crate) fn apply(
    document: &mut Map<String, Value>,
    operation: &Operation,
    extensions: &[&str],
) -> Result<(), Refusal> {
    let Some(path) = &operation.path else {
        let Some(Value::Object(values)) = &operation.value else {
            return Err(Refusal::invalid_value("without a path the value must be an object"));
        };
        for (key, value) in values {
            let inner =
                Operation { op: operation.op, path: Some(key.clone()), value: Some(value.clone()) };
            apply(document, &inner, extensions)?;
        }
        return Ok(());
    };
    let path = Path::parse(path, extensions)?;
    let target = match &path.extension {
        None => document,
        Some(urn) if path.attribute.is_empty() => {
            merge(document, urn, operation);
            return Ok(());
        }
        Some(urn) => child(document, urn),
    };
    let attribute = key_of(target, &path.attribute);
    match (&path.filter, &path.sub) {
        (Some(filter), sub) => {
            apply_filtered(target, &attribute, filter, sub.as_deref(), operation)
        }
        (None, Some(sub)) => {
            let inner = child(target, &attribute);
            let sub = key_of(inner, sub);
            set(inner, &sub, operation);
            Ok(())
        }
        (None, None) => {
            merge(target, &attribute, operation);
            Ok(())
        }
    }
}

/// Sets a whole attribute; objects are merged and lists added to, as `add` and `replace` demand.
fn merge(target: &mut Map<String, Value>, attribute: &str, operation: &Operation) {
    match (target.get_mut(attribute), &operation.value, operation.op) {
        (Some(Value::Object(old)), Some(Value::Object(new)), Op::Add | Op::Replace) => {
            for (key, value) in new {
                let key = key_of(old, key);
                old.insert(key, value.clone());
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new)), Op::Add) => {
            old.extend(
                new.iter().filter(|value| !old.contains(value)).cloned().collect::<Vec<_>>(),
            );
        }
        _ => set(target, attribute, operation),
    }
}

fn set(target: &mut Map<String, Value>, attribute: &str, operation: &Operation) {
    match (operation.op, &operation.value) {
        (Op::Remove, _) | (_, None) => {
            target.remove(attribute);
        }
        (_, Some(value)) => {
            target.insert(attribute.to_owned(), value.clone());
        }
    }
}

fn apply_filtered(
    target: &mut Map<String, Value>,
    attribute: &str,
    (key, wanted): &(String, String),
    sub: Option<&str>,
    operation: &Operation,
) -> Result<(), Refusal> {
    let list = target.entry(attribute).or_insert_with(|| json!([]));
    let Some(list) = list.as_array_mut() else {
        return Err(Refusal::typed(400, "invalidPath", format!("{attribute} is not a list")));
    };
    let matches = |element: &Value| {
        element.as_object().and_then(|element| get(element, key)).is_some_and(|value| match value {
            Value::String(value) => value.eq_ignore_ascii_case(wanted),
            Value::Number(value) => value.to_string() == wanted.as_str(),
            Value::Bool(value) => value.to_string() == wanted.as_str(),
            _ => false,
        })
    };
    if operation.op == Op::Remove && sub.is_none() {
        list.retain(|element| !matches(element));
        return Ok(());
    }
    if !list.iter().any(matches) {
        list.push(json!({ key: wanted }));
    }
    for element in list.iter_mut().filter(|element| matches(element)) {
        let Some(element) = element.as_object_mut() else { continue };
        match (sub, &operation.value) {
            (Some(sub), _) => set(element, sub, operation),
            (None, Some(Value::Object(values))) => element.extend(values.clone()),
            (None, _) => return Err(Refusal::invalid_value("the value must be an object")),
        }
    }
    Ok(())
}

fn child<'a>(target: &'a mut Map<String, Value>, key: &str) -> &'a mut Map<String, Value> {
    let key = key_of(target, key);
    let value = target.entry(key).or_insert_with(|| json!({}));
    if !value.is_object() {
        *value = json!({});
    }
    match value {
        Value::Object(object) => object,
        // made an object two lines above
        _ => unreachable!("an object"),
    }
}

/// The key as the document spells it; attribute names have no case (RFC 7643 §2.1).
fn key_of(target: &Map<String, Value>, wanted: &str) -> String {
    target
        .keys()
        .find(|key| key.eq_ignore_ascii_case(wanted))
        .map_or_else(|| wanted.to_owned(), String::clone)
}

pub(crate) fn get<'a>(object: &'a Map<String, Value>, wanted: &str) -> Option<&'a Value> {
    object.iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted)).map(|(_, value)| value)
}

fn strip_prefix_any_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    text.get(..prefix.len())
        .filter(|start| start.eq_ignore_ascii_case(prefix))
        .map(|_| &text[prefix.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ENTERPRISE;
    use crate::render::USER;

    const URNS: [&str; 2] = [ENTERPRISE, USER];

    fn patched(document: Value, operations: Value) -> Value {
        let mut document = document.as_object().unwrap().clone();
        let body = json!({ "Operations": operations });
        for operation in operations_of(&body) {
            apply(&mut document, &operation, &URNS).unwrap();
        }
        document.into()
    }

    fn operations_of(body: &Value) -> Vec<Operation> {
        operations(body.as_object().unwrap(), &Plays::default()).unwrap()
    }

    #[test]
    fn paths_name_attributes_parts_elements_and_extensions() {
        let path = |text: &str| Path::parse(text, &URNS).unwrap();
        assert_eq!(path("name.givenName").sub.as_deref(), Some("givenName"));
        let email = path("emails[type eq \"work\"].value");
        assert_eq!(email.filter, Some(("type".into(), "work".into())));
        assert_eq!(email.sub.as_deref(), Some("value"));
        let department = path(&format!("{ENTERPRISE}:department"));
        assert_eq!(department.extension.as_deref(), Some(ENTERPRISE));
        assert_eq!(department.attribute, "department");
        assert_eq!(path(&format!("{USER}:userName")).extension, None);
        for wrong in ["", "members[value]", "members[value eq \"1\"", "a b"] {
            assert!(Path::parse(wrong, &URNS).is_err(), "{wrong}");
        }
    }

    #[test]
    fn operations_change_what_they_name_and_nothing_else() {
        let before = json!({
            "userName": "a@x", "active": true, "name": {"givenName": "A", "familyName": "B"},
            "emails": [{"value": "a@x", "type": "work"}], ENTERPRISE: {"department": "IT"},
        });
        let after = patched(
            before,
            json!([
                {"op": "Replace", "path": "ACTIVE", "value": "False"},
                {"op": "replace", "path": "emails[type eq \"work\"].value", "value": "b@x"},
                {"op": "replace", "value": {"name.givenName": "C", ENTERPRISE: {"costCenter": "1"}}},
                {"op": "remove", "path": "name.familyName"},
            ]),
        );
        assert_eq!(
            after,
            json!({
                "userName": "a@x", "active": "False", "name": {"givenName": "C"},
                "emails": [{"value": "b@x", "type": "work"}],
                ENTERPRISE: {"department": "IT", "costCenter": "1"},
            })
        );
    }
}
