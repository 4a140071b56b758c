//! One page of a list (RFC 7644 §3.4.2), also where it is a bare array.
//!
//! A page is split into rows, of which only the id is looked up; the rest is decoded later.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::resource::{Resource, exact_text, is_urn, text_of};

/// A parsed page. All numbers are the server's claims.
#[derive(Clone, Debug)]
pub struct ListAnswer {
    /// `totalResults` (RFC 7644 §3.4.2).
    pub claimed_total: Option<u64>,
    /// The cursor of the next page (RFC 9865), when there is one.
    pub next_cursor: Option<String>,
    /// `Resources` in their order.
    pub rows: Vec<Row>,
    /// Rows that are no JSON objects.
    pub unreadable: u32,
}

/// One row unaltered: the text of a JSON object.
#[derive(Clone)]
pub struct Row {
    /// As [`Resource::id`] reads it.
    pub id: Option<String>,
    text: Bytes,
}

/// An answer that is not a list.
#[derive(Debug, thiserror::Error)]
pub enum NotAList {
    /// It has neither `Resources` nor `totalResults`.
    #[error("it is not a list of resources")]
    Shape,
    /// The status of an error object (RFC 7644 §3.12) that came in a list's place.
    #[error("it is an error, status {0}")]
    Error(u16),
    /// The body cannot be parsed.
    #[error("it is not JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl Row {
    /// Decodes the row.
    ///
    /// # Errors
    /// When the text cannot be kept as an object: half a surrogate pair, objects without end.
    pub fn resource(&self) -> Result<Resource, serde_json::Error> {
        serde_json::from_str(&self.text())
    }

    /// Decodes only the extensions and the attributes with these names, in any case.
    ///
    /// # Errors
    /// As [`Row::resource`], for what is not skipped.
    pub fn only(&self, names: &[&str]) -> Result<Resource, serde_json::Error> {
        serde_json::Deserializer::from_str(&self.text()).deserialize_map(OnlyVisitor(names))
    }

    /// The unaltered text of the object.
    pub fn to_text(&self) -> String {
        self.text().into_owned()
    }

    /// As text, so that the parser need not check each of its strings again. Its page was checked.
    fn text(&self) -> Cow<'_, str> {
        let text = std::str::from_utf8(&self.text).map(Cow::Borrowed);
        text.unwrap_or_else(|_| String::from_utf8_lossy(&self.text))
    }
}

impl fmt::Debug for Row {
    /// Without the text: it is personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row").field("bytes", &self.text.len()).finish_non_exhaustive()
    }
}

impl ListAnswer {
    /// Parses a page; its rows share the page's memory.
    ///
    /// # Errors
    /// [`NotAList`].
    pub fn of(page: &Bytes) -> Result<Self, NotAList> {
        // Checked as a whole: row by row takes longer.
        let Ok(text) = std::str::from_utf8(page) else {
            return Err(serde_json::from_slice::<Value>(page)
                .err()
                .map_or(NotAList::Shape, NotAList::Json));
        };
        let parts = match text.trim_start().as_bytes().first() {
            Some(b'[') => Parts {
                resources: Exact {
                    exact: Some(Resources::Rows(serde_json::from_str(text)?)),
                    any_case: None,
                },
                ..Parts::default()
            },
            Some(b'{') => {
                let mut deserializer = serde_json::Deserializer::from_str(text);
                let parts = deserializer.deserialize_map(PartsVisitor)?;
                deserializer.end()?;
                if let Some(status) = parts.hidden_error() {
                    return Err(NotAList::Error(status));
                }
                parts
            }
            _ => {
                let _: IgnoredAny = serde_json::from_str(text)?;
                return Err(NotAList::Shape);
            }
        };
        let claimed_total = parts.total.value().as_ref().and_then(whole);
        let next_cursor = parts.next.value().as_ref().and_then(text_of);
        let rows = match parts.resources.value() {
            Some(Resources::Rows(rows)) => rows,
            Some(Resources::Single) => single_row(text)?,
            // RFC 7644 §3.4.2: left out when nothing was found.
            Some(Resources::Null) | None if claimed_total.is_some() => Vec::new(),
            _ => return Err(NotAList::Shape),
        };
        let sent = rows.len();
        let rows: Vec<Row> = rows
            .into_iter()
            .map(RawValue::get)
            .filter(|row| row.starts_with('{'))
            .map(|row| {
                let id = serde_json::Deserializer::from_str(row).deserialize_map(IdVisitor)?;
                Ok(Row { id, text: page.slice_ref(row.as_bytes()) })
            })
            .collect::<Result<_, serde_json::Error>>()?;
        let unreadable = u32::try_from(sent - rows.len()).unwrap_or(u32::MAX);
        Ok(Self { claimed_total, next_cursor, rows, unreadable })
    }

    /// Rows on this page, the unreadable ones included.
    pub fn received(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX).saturating_add(self.unreadable)
    }
}

/// The value of an attribute: the one that is spelled as it should be, else the first in any case
/// (RFC 7643 §2.1).
struct Exact<T> {
    exact: Option<T>,
    any_case: Option<T>,
}

impl<T> Default for Exact<T> {
    fn default() -> Self {
        Self { exact: None, any_case: None }
    }
}

impl<T> Exact<T> {
    fn put(&mut self, key: &str, name: &str, value: T) {
        if key == name {
            self.exact = Some(value);
        } else if self.any_case.is_none() {
            self.any_case = Some(value);
        }
    }

    fn value(self) -> Option<T> {
        self.exact.or(self.any_case)
    }
}

/// What a page says beside its rows.
#[derive(Default)]
struct Parts<'a> {
    total: Exact<Value>,
    next: Exact<Value>,
    resources: Exact<Resources<'a>>,
    schemas: Exact<Value>,
    status: Exact<Value>,
}

impl Parts<'_> {
    fn hidden_error(&self) -> Option<u16> {
        let value = |part: &Exact<Value>| part.exact.clone().or_else(|| part.any_case.clone());
        crate::answer::error_status(&value(&self.schemas)?, value(&self.status).as_ref())
    }
}

struct PartsVisitor;

impl<'de> Visitor<'de> for PartsVisitor {
    type Value = Parts<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut parts = Parts::default();
        while let Some(key) = map.next_key_seed(Name)? {
            let is = |name: &str| key.eq_ignore_ascii_case(name);
            if is("Resources") {
                parts.resources.put(&key, "Resources", map.next_value()?);
            } else if is("totalResults") {
                parts.total.put(&key, "totalResults", map.next_value()?);
            } else if is("nextCursor") {
                parts.next.put(&key, "nextCursor", map.next_value()?);
            } else if is("schemas") {
                parts.schemas.put(&key, "schemas", map.next_value()?);
            } else if is("status") {
                parts.status.put(&key, "status", map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(parts)
    }
}

/// The rows of a page, found in the same pass as the rest of it.
enum Resources<'a> {
    Rows(Vec<&'a RawValue>),
    /// One row in the place of a list.
    Single,
    Null,
    Other,
}

impl<'de> Deserialize<'de> for Resources<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ResourcesVisitor)
    }
}

struct ResourcesVisitor;

impl<'de> Visitor<'de> for ResourcesVisitor {
    type Value = Resources<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Self::Value, A::Error> {
        let mut found = Vec::new();
        while let Some(row) = rows.next_element()? {
            found.push(row);
        }
        Ok(Resources::Rows(found))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Resources::Single)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Resources::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Resources::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Resources::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Resources::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Resources::Other)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Resources::Other)
    }
}

/// The text of the row that stands in the place of a list.
fn single_row(text: &str) -> Result<Vec<&RawValue>, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    Ok(deserializer.deserialize_map(SingleVisitor)?.into_iter().collect())
}

struct SingleVisitor;

impl<'de> Visitor<'de> for SingleVisitor {
    type Value = Option<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut resources = Exact::default();
        while let Some(key) = map.next_key_seed(Name)? {
            if key.eq_ignore_ascii_case("Resources") {
                resources.put(&key, "Resources", map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(resources.value())
    }
}

struct IdVisitor;

impl<'de> Visitor<'de> for IdVisitor {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut id = Exact::<Value>::default();
        while let Some(key) = map.next_key_seed(Name)? {
            if key.eq_ignore_ascii_case("id") {
                id.put(&key, "id", map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(id.value().as_ref().and_then(exact_text))
    }
}

struct OnlyVisitor<'a>(&'a [&'a str]);

impl<'de> Visitor<'de> for OnlyVisitor<'_> {
    type Value = Resource;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = Map::new();
        while let Some(key) = map.next_key_seed(Name)? {
            if is_urn(&key) || self.0.iter().any(|name| key.eq_ignore_ascii_case(name)) {
                found.insert(key.into_owned(), map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Resource::from(found))
    }
}

/// The name of an attribute, copied only where it is written with escapes.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }
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

    fn list(value: &Value) -> Result<ListAnswer, NotAList> {
        ListAnswer::of(&Bytes::from(value.to_string()))
    }

    #[test]
    fn lists_are_read_in_every_shape_that_was_seen() {
        let rows = json!([{"id": "1"}, {"id": 2}]);
        for value in [
            json!({"totalResults": 7, "Resources": rows}),
            json!({"TOTALRESULTS": "7", "resources": rows}),
        ] {
            let found = list(&value).unwrap();
            assert_eq!((found.claimed_total, found.received()), (Some(7), 2));
        }
        let bare = list(&rows).unwrap();
        assert_eq!((bare.claimed_total, bare.received()), (None, 2));
        let none = list(&json!({"totalResults": 0})).unwrap();
        assert_eq!(none.received(), 0);
        let single = list(&json!({"Resources": {"id": "1"}})).unwrap();
        assert_eq!(single.received(), 1);
        assert_eq!(single.rows[0].to_text(), r#"{"id":"1"}"#);
        let odd = list(&json!({"Resources": [{"id": "1"}, null, "x"]})).unwrap();
        assert_eq!((odd.received(), odd.unreadable), (3, 2));
        let cursor = list(&json!({"Resources": [], "nextCursor": "a+b"})).unwrap();
        assert_eq!(cursor.next_cursor.as_deref(), Some("a+b"));
    }

    #[test]
    fn what_is_no_list_is_not_taken_for_an_empty_one() {
        for value in [
            json!({}),
            json!({"ok": true}),
            json!("x"),
            json!({"Resources": "none"}),
            json!(null),
            json!({"Resources": true, "totalResults": 1}),
            json!({"Resources": -1, "totalResults": 1}),
            json!({"Resources": 1.5, "totalResults": 1}),
            json!({"Resources": null}),
        ] {
            assert!(matches!(list(&value), Err(NotAList::Shape)), "{value}");
        }
    }

    #[test]
    fn a_row_keeps_its_text_and_its_id_is_found_as_a_resource_finds_it() {
        let rows = json!([
            {"ID": "any", "id": "exact"},
            {"Id": 7, "x": {"id": "inner"}},
            {"x": [1, {"id": "inner"}]},
            {"id": " ", "ID": "other"},
            {"id": 1.5},
        ]);
        let found = list(&json!({"Resources": rows})).unwrap();
        assert_eq!(found.rows.len(), 5);
        for (row, sent) in found.rows.iter().zip(rows.as_array().unwrap()) {
            let resource = row.resource().unwrap();
            assert_eq!(resource.as_value(), *sent);
            assert_eq!(row.id, resource.id());
            assert_eq!(row.to_text(), sent.to_string());
            let only = row.only(&["ID"]).unwrap();
            assert_eq!((only.id(), only.get("x")), (row.id.clone(), None));
        }
    }

    #[test]
    fn text_after_the_list_or_half_a_list_is_no_json() {
        for text in ["{\"Resources\":[]} x", "{\"Resources\":[{\"id\":\"1\"}", "[{}", ""] {
            let page = Bytes::copy_from_slice(text.as_bytes());
            assert!(matches!(ListAnswer::of(&page), Err(NotAList::Json(_))), "{text}");
        }
        let page = Bytes::from_static(b"{\"Resources\":[{\"id\":\"\xff\"}]}");
        assert!(matches!(ListAnswer::of(&page), Err(NotAList::Json(_))));
    }

    #[test]
    fn a_row_that_cannot_be_kept_is_found_when_it_is_decoded() {
        for row in [r#"{"id":"1","x":"\ud800"}"#, r#"{"id":"1","x":1e999}"#] {
            let found = ListAnswer::of(&Bytes::from(format!("[{row}]"))).unwrap();
            assert_eq!(found.rows[0].id.as_deref(), Some("1"));
            assert!(found.rows[0].resource().is_err());
        }
    }

    #[test]
    fn an_error_in_a_lists_place_is_an_error() {
        let error = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "401", "Resources": []
        });
        assert!(matches!(list(&error), Err(NotAList::Error(401))));
    }

    proptest! {
        #[test]
        fn decoding_any_answer_never_panics(value in any_json(), total in any_json(), rows in any_json()) {
            let _ = list(&value);
            let _ = list(&json!({"totalResults": total, "Resources": rows}));
        }
    }
}
