//! One page of a list (RFC 7644 §3.4.2), also where it is a bare array.

use serde_json::{Map, Value};

use crate::resource::{Resource, member, text_of};

/// A decoded page. All numbers are the server's claims.
#[derive(Clone, Debug, PartialEq)]
pub struct ListAnswer {
    pub claimed_total: Option<u64>,
    /// The cursor of the next page (RFC 9865), when there is one.
    pub next_cursor: Option<String>,
    pub resources: Vec<Resource>,
    /// Rows that are no JSON objects.
    pub unreadable: u32,
}

/// An answer that is no list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is not a list of resources")]
pub struct NotAList;

impl ListAnswer {
    /// Takes a page apart without copying its rows.
    pub fn of(value: Value) -> Result<Self, NotAList> {
        match value {
            Value::Array(rows) => Ok(Self::from_rows(rows, None, None)),
            Value::Object(mut map) => {
                let total = member(&map, "totalResults").and_then(whole);
                let next = member(&map, "nextCursor").and_then(text_of);
                match take(&mut map, "Resources") {
                    Some(Value::Array(rows)) => Ok(Self::from_rows(rows, total, next)),
                    Some(single @ Value::Object(_)) => {
                        Ok(Self::from_rows(vec![single], total, next))
                    }
                    // RFC 7644 §3.4.2: left out when nothing was found.
                    None | Some(Value::Null) if total.is_some() => {
                        Ok(Self::from_rows(Vec::new(), total, next))
                    }
                    _ => Err(NotAList),
                }
            }
            _ => Err(NotAList),
        }
    }

    /// Rows on this page, the unreadable ones included.
    pub fn received(&self) -> u32 {
        u32::try_from(self.resources.len()).unwrap_or(u32::MAX).saturating_add(self.unreadable)
    }

    fn from_rows(rows: Vec<Value>, claimed_total: Option<u64>, next: Option<String>) -> Self {
        let sent = rows.len();
        let resources: Vec<Resource> =
            rows.into_iter().filter_map(|row| Resource::from_value(row).ok()).collect();
        let unreadable = u32::try_from(sent - resources.len()).unwrap_or(u32::MAX);
        Self { claimed_total, next_cursor: next, resources, unreadable }
    }
}

fn take(map: &mut Map<String, Value>, name: &str) -> Option<Value> {
    if let Some(found) = map.remove(name) {
        return Some(found);
    }
    let key = map.keys().find(|key| key.eq_ignore_ascii_case(name))?.clone();
    map.remove(&key)
}

fn whole(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::any_json::any_json;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn lists_are_read_in_every_shape_that_was_seen() {
        let rows = json!([{"id": "1"}, {"id": 2}]);
        for value in [
            json!({"totalResults": 7, "Resources": rows}),
            json!({"TOTALRESULTS": "7", "resources": rows}),
        ] {
            let found = ListAnswer::of(value).unwrap();
            assert_eq!((found.claimed_total, found.received()), (Some(7), 2));
        }
        let bare = ListAnswer::of(rows).unwrap();
        assert_eq!((bare.claimed_total, bare.received()), (None, 2));
        let none = ListAnswer::of(json!({"totalResults": 0})).unwrap();
        assert_eq!(none.received(), 0);
        let single = ListAnswer::of(json!({"Resources": {"id": "1"}})).unwrap();
        assert_eq!(single.received(), 1);
        let odd = ListAnswer::of(json!({"Resources": [{"id": "1"}, null, "x"]})).unwrap();
        assert_eq!((odd.received(), odd.unreadable), (3, 2));
        let cursor = ListAnswer::of(json!({"Resources": [], "nextCursor": "a+b"})).unwrap();
        assert_eq!(cursor.next_cursor.as_deref(), Some("a+b"));
    }

    #[test]
    fn what_is_no_list_is_not_taken_for_an_empty_one() {
        for value in
            [json!({}), json!({"ok": true}), json!("x"), json!({"Resources": "none"}), json!(null)]
        {
            assert_eq!(ListAnswer::of(value), Err(NotAList));
        }
    }

    proptest! {
        #[test]
        fn decoding_any_answer_never_panics(value in any_json(), total in any_json(), rows in any_json()) {
            let _ = ListAnswer::of(value);
            let _ = ListAnswer::of(json!({"totalResults": total, "Resources": rows}));
        }
    }
}
