//! The reason in an error body of any shape. Servers nest it, list it, map it by field, and call it
//! by many names; an admin needs the words.

use serde_json::{Map, Value};

use crate::resource::{member, text_of};

/// Sentences, best first: of these one is enough.
const SENTENCES: [&str; 14] = [
    "detail",
    "description",
    "error_description",
    "errorDescription",
    "message",
    "error_message",
    "errorMessage",
    "msg",
    "reason",
    "faultstring",
    "text",
    "summary",
    "title",
    "error",
];

/// Where further objects, lists and maps of sentences are.
const CONTAINERS: [&str; 15] = [
    "details",
    "errors",
    "error",
    "messages",
    "generalErrors",
    "fieldErrors",
    "violations",
    "issues",
    "invalidParams",
    "invalid-params",
    "response",
    "body",
    "fault",
    "status",
    "causes",
];

/// What names the field that a sentence is about.
const FIELDS: [&str; 6] = ["field", "path", "attribute", "property", "name", "loc"];

/// Members that say nothing to people.
const SILENT: [&str; 12] = [
    "schemas",
    "status",
    "code",
    "type",
    "instance",
    "path",
    "timestamp",
    "scimType",
    "id",
    "requestId",
    "traceId",
    "ok",
];

/// Sentences at most, and how deep they are looked for.
const MOST: usize = 6;
const DEEPEST: usize = 8;

/// The `scimType` (RFC 7644 §3.12), also in an error object within another object or a list.
pub(crate) fn scim_type(value: &Value) -> Option<String> {
    match value {
        Value::Object(map) => {
            text_of(member(map, "scimType").unwrap_or(&Value::Null)).or_else(|| {
                ["response", "error", "errors"].iter().find_map(|key| scim_type(member(map, key)?))
            })
        }
        Value::Array(items) => items.first().and_then(scim_type),
        _ => None,
    }
}

/// All that an error body says to people, in one line.
pub(crate) fn reason(value: &Value) -> Option<String> {
    let found = match value {
        Value::Object(_) | Value::Array(_) => sentences(value, DEEPEST),
        plain => text_of(plain).into_iter().collect(),
    };
    let mut reasons: Vec<String> = Vec::new();
    for sentence in found {
        let sentence = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
        if !sentence.is_empty() && !reasons.contains(&sentence) {
            reasons.push(sentence);
        }
        if reasons.len() == MOST {
            break;
        }
    }
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

fn sentences(value: &Value, depth: usize) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) if depth > 0 => {
            items.iter().take(MOST).flat_map(|item| sentences(item, depth - 1)).collect()
        }
        Value::Object(map) if depth > 0 => of_object(map, depth - 1),
        _ => Vec::new(),
    }
}

fn of_object(map: &Map<String, Value>, depth: usize) -> Vec<String> {
    let said = |key: &&str| {
        let found = sentences(member(map, key)?, depth);
        found.iter().any(|text| !text.trim().is_empty()).then_some(found)
    };
    let mut found = SENTENCES.iter().find_map(said).unwrap_or_default();
    if let Some(field) = FIELDS.iter().find_map(|key| field(member(map, key)?))
        && let Some(first) = found.first_mut()
    {
        *first = labeled(&field, first);
    }
    found.extend(
        CONTAINERS
            .iter()
            .filter_map(|key| match member(map, key)? {
                inner @ (Value::Object(_) | Value::Array(_)) => Some(sentences(inner, depth)),
                _ => None,
            })
            .flatten(),
    );
    if found.is_empty() {
        found = by_field(map, depth);
    }
    found
}

/// A map from fields to what is wrong with them: `{"userName": ["is taken"]}`.
fn by_field(map: &Map<String, Value>, depth: usize) -> Vec<String> {
    let telling = map.iter().filter(|(key, value)| {
        !SILENT.iter().any(|silent| silent.eq_ignore_ascii_case(key))
            && match value {
                Value::String(text) => text.trim().contains(' '),
                other => other.is_array() || other.is_object(),
            }
    });
    telling
        .take(MOST)
        .flat_map(|(key, value)| {
            sentences(value, depth).into_iter().map(move |text| labeled(key, &text))
        })
        .collect()
}

/// The name of a field; FastAPI's is a path such as `["body", "userName"]`.
fn field(value: &Value) -> Option<String> {
    let name = match value {
        Value::Array(steps) => text_of(steps.last()?)?,
        plain => text_of(plain)?,
    };
    (!name.is_empty() && !name.contains(['/', ' '])).then_some(name)
}

fn labeled(field: &str, sentence: &str) -> String {
    if sentence.contains(field) { sentence.to_owned() } else { format!("{field}: {sentence}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::any_json::any_json;
    use proptest::prelude::*;

    #[test]
    fn every_shape_gives_its_words() {
        for (body, expected) in [
            // RFC 7644 §3.12, and with a list or an object for a text
            (r#"{"schemas":["urn:x"],"status":"400","detail":"no seat"}"#, "no seat"),
            (r#"{"status":"400","detail":["no seat","no plan"]}"#, "no seat; no plan"),
            (r#"{"detail":{"message":"no seat","code":7}}"#, "no seat"),
            (
                r#"{"detail":[{"loc":["body","userName"],"msg":"is taken","type":"x"}]}"#,
                "userName: is taken",
            ),
            // in another object
            (
                r#"{"status":"403","response":{"schemas":["x"],"status":"403","detail":"no seat"}}"#,
                "no seat",
            ),
            (r#"{"error":{"message":"deep"}}"#, "deep"),
            (r#"{"error":{"code":5,"errors":[{"reason":"deep"}]}}"#, "deep"),
            // SCIM 1.1 and lists
            (r#"{"Errors":[{"description":"old","code":"400"}]}"#, "old"),
            (r#"{"Errors":[{"description":"old"},{"description":"older"}]}"#, "old; older"),
            (r#"["first"]"#, "first"),
            (r#"[{"message":"one"},{"message":"two"}]"#, "one; two"),
            (
                r#"{"message":["name must be set","mail must be set"],"error":"Bad Request"}"#,
                "name must be set; mail must be set",
            ),
            (
                r#"{"fieldErrors":{},"generalErrors":[{"code":"[Seats]","message":"no seat"}]}"#,
                "no seat",
            ),
            (r#"{"violations":[{"field":"active","message":"no seat"}]}"#, "active: no seat"),
            // maps by field
            (
                r#"{"errors":{"userName":["is taken","is long"]}}"#,
                "userName: is taken; userName: is long",
            ),
            (
                r#"{"message":"Validation failed","errors":{"email":["is taken"]}}"#,
                "Validation failed; email: is taken",
            ),
            (
                r#"{"userName":["This field must be unique."]}"#,
                "userName: This field must be unique.",
            ),
            (
                r#"{"non_field_errors":["No seat left."],"code":"x"}"#,
                "non_field_errors: No seat left.",
            ),
            // other names
            (
                r#"{"type":"about:blank","title":"Forbidden","status":403,"detail":"no seat"}"#,
                "no seat",
            ),
            (r#"{"ok":false,"msg":"no seat"}"#, "no seat"),
            (r#"{"error":"invalid","error_description":"no seat"}"#, "no seat"),
            (r#"{"error":"nope"}"#, "nope"),
            (r#"{"why":"there is no seat","path":"/scim v2/Users"}"#, "why: there is no seat"),
            (r#"{"message":"no seat","errors":["no seat"]}"#, "no seat"),
            (r#"{"MESSAGE":"no  seat\n left"}"#, "no seat left"),
            (r#"{"detail":"","title":"Forbidden"}"#, "Forbidden"),
        ] {
            let value: Value = serde_json::from_str(body).unwrap();
            assert_eq!(reason(&value).as_deref(), Some(expected), "{body}");
        }
        for body in ["{}", "[]", "null", r#"{"status":404,"path":"/scim v2/Users","ok":false}"#] {
            assert_eq!(reason(&serde_json::from_str(body).unwrap()), None, "{body}");
        }
    }

    #[test]
    fn the_scim_type_is_found_within_other_objects() {
        for body in [
            r#"{"scimType":"uniqueness"}"#,
            r#"{"response":{"scimType":"uniqueness"}}"#,
            r#"[{"scimType":"uniqueness"}]"#,
        ] {
            let value: Value = serde_json::from_str(body).unwrap();
            assert_eq!(scim_type(&value).as_deref(), Some("uniqueness"), "{body}");
        }
    }

    proptest! {
        #[test]
        fn any_json_gives_words_or_none_and_ends(value in any_json()) {
            if let Some(words) = reason(&value) {
                prop_assert!(!words.trim().is_empty());
            }
        }
    }
}
