//! PATCH bodies (RFC 7644 §3.5.2) from a closed set of operations.
//!
//! Two things cannot be written down here on purpose: a `remove` of `members` that does not say
//! whom (it empties the group), and a `replace` of `members` (it drops everybody who is not
//! named). [`MemberIds`] holds at least one id, and [`AttributePath`] refuses `members`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// How a server wants its operations spelled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PatchForm {
    /// `{"op":"replace","path":"active","value":false}`
    #[default]
    WithPath,
    /// `{"op":"replace","value":{"active":false}}`
    WithoutPath,
    /// `{"op":"Replace","path":"active","value":false}`
    Capitalised,
}

/// How a server wants the members to remove to be named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RemoveMemberForm {
    /// One operation for each member: `"path":"members[value eq \"id\"]"`.
    #[default]
    FilterPath,
    /// One operation for all: `"path":"members","value":[{"value":"id"}]`.
    ValueArray,
}

/// At least one member id, none of them empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberIds(Vec<String>);

impl MemberIds {
    /// One member.
    pub fn one(id: impl Into<String>) -> Option<Self> {
        Self::new(vec![id.into()])
    }

    /// These members; `None` when there are none or one of the ids is empty.
    pub fn new(ids: Vec<String>) -> Option<Self> {
        let good = !ids.is_empty() && ids.iter().all(|id| !id.trim().is_empty());
        good.then_some(Self(ids))
    }

    /// The ids.
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }
}

/// The path of one attribute: `active`, `name.givenName`, `urn:…:User:department`. Never the
/// member list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributePath {
    schema: Option<String>,
    name: String,
    sub: Option<String>,
}

/// Why a text is not a path of a single attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// It names the whole member list of a group.
    #[error("a member list is never replaced; add and remove members one by one")]
    Members,
    /// It is not the path of one attribute (RFC 7644 §3.10).
    #[error("this is not the name of an attribute")]
    NotAnAttribute,
}

impl AttributePath {
    /// Reads a path without filter.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        let (schema, rest) = match text.get(..4) {
            Some(start) if start.eq_ignore_ascii_case("urn:") => {
                let (schema, rest) = text.rsplit_once(':').ok_or(PathError::NotAnAttribute)?;
                let fits = schema.len() > 4
                    && schema
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '.' | '-' | '_'));
                if !fits {
                    return Err(PathError::NotAnAttribute);
                }
                (Some(schema.to_owned()), rest)
            }
            _ => (None, text),
        };
        let (name, sub) = match rest.split_once('.') {
            Some((name, sub)) => (name, Some(sub)),
            None => (rest, None),
        };
        let fits = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_alphabetic())
                && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        };
        if !fits(name) || sub.is_some_and(|sub| !fits(sub)) {
            return Err(PathError::NotAnAttribute);
        }
        if name.eq_ignore_ascii_case("members") {
            return Err(PathError::Members);
        }
        Ok(Self { schema, name: name.to_owned(), sub: sub.map(str::to_owned) })
    }

    /// The path as it is written.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        if let Some(schema) = &self.schema {
            text.push_str(schema);
            text.push(':');
        }
        text.push_str(&self.name);
        if let Some(sub) = &self.sub {
            text.push('.');
            text.push_str(sub);
        }
        text
    }

    /// The attribute's own name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name within a complex attribute.
    pub fn sub(&self) -> Option<&str> {
        self.sub.as_deref()
    }

    /// The schema of an extension's attribute.
    pub fn schema(&self) -> Option<&str> {
        self.schema.as_deref()
    }

    /// The value within the object that a resource or a path-less operation carries it in.
    pub fn wrap(&self, value: Value) -> Value {
        let value = match &self.sub {
            Some(sub) => one_key(sub, value),
            None => value,
        };
        let value = one_key(&self.name, value);
        match &self.schema {
            Some(schema) => one_key(schema, value),
            None => value,
        }
    }
}

fn one_key(key: &str, value: Value) -> Value {
    Value::Object(Map::from_iter([(key.to_owned(), value)]))
}

/// One thing to do to a resource.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    /// Sets one attribute.
    Replace(AttributePath, Value),
    /// Removes one attribute's value.
    Remove(AttributePath),
    /// Adds these members and leaves the others alone.
    AddMembers(MemberIds),
    /// Removes these members and leaves the others alone.
    RemoveMembers(MemberIds),
}

/// At least one operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Patch(Vec<Operation>);

impl Patch {
    /// A PATCH that does this.
    pub fn new(operation: Operation) -> Self {
        Self(vec![operation])
    }

    /// Sets one attribute.
    pub fn replace(path: &str, value: impl Into<Value>) -> Result<Self, PathError> {
        Ok(Self::new(Operation::Replace(AttributePath::parse(path)?, value.into())))
    }

    /// Sets `active`.
    pub fn active(value: bool) -> Self {
        let path = AttributePath { schema: None, name: "active".to_owned(), sub: None };
        Self::new(Operation::Replace(path, Value::Bool(value)))
    }

    /// All of these, in order; `None` when there are none.
    pub fn all(operations: Vec<Operation>) -> Option<Self> {
        (!operations.is_empty()).then_some(Self(operations))
    }

    /// The same and then this, in order.
    #[must_use]
    pub fn and(mut self, operation: Operation) -> Self {
        self.0.push(operation);
        self
    }

    /// The request body in a server's own spelling.
    pub fn body(&self, form: PatchForm, remove: RemoveMemberForm) -> Value {
        let mut operations = Vec::new();
        for operation in &self.0 {
            match operation {
                Operation::Replace(path, value) => operations.push(replace(path, value, form)),
                // RFC 7644 §3.5.2.2: a remove always has a path.
                Operation::Remove(path) => operations.push(json!({
                    "op": op("remove", form), "path": path.to_text(),
                })),
                Operation::AddMembers(ids) => operations.push(json!({
                    "op": op("add", form), "path": "members", "value": values(ids),
                })),
                Operation::RemoveMembers(ids) => remove_members(ids, form, remove, &mut operations),
            }
        }
        json!({"schemas": [PATCH_OP], "Operations": operations})
    }
}

fn op(name: &str, form: PatchForm) -> String {
    match (form, name) {
        (PatchForm::Capitalised, "add") => "Add".to_owned(),
        (PatchForm::Capitalised, "replace") => "Replace".to_owned(),
        (PatchForm::Capitalised, "remove") => "Remove".to_owned(),
        _ => name.to_owned(),
    }
}

fn replace(path: &AttributePath, value: &Value, form: PatchForm) -> Value {
    match form {
        PatchForm::WithPath | PatchForm::Capitalised => {
            json!({"op": op("replace", form), "path": path.to_text(), "value": value})
        }
        PatchForm::WithoutPath => {
            json!({"op": op("replace", form), "value": path.wrap(value.clone())})
        }
    }
}

fn values(ids: &MemberIds) -> Vec<Value> {
    ids.0.iter().map(|id| json!({"value": id})).collect()
}

fn remove_members(
    ids: &MemberIds,
    form: PatchForm,
    remove: RemoveMemberForm,
    operations: &mut Vec<Value>,
) {
    match remove {
        RemoveMemberForm::FilterPath => {
            for id in &ids.0 {
                let path = format!("members[{}]", crate::filter::eq("value", id));
                operations.push(json!({"op": op("remove", form), "path": path}));
            }
        }
        RemoveMemberForm::ValueArray => operations.push(json!({
            "op": op("remove", form), "path": "members", "value": values(ids),
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn operations(patch: &Patch, form: PatchForm, remove: RemoveMemberForm) -> Value {
        let body = patch.body(form, remove);
        assert_eq!(body["schemas"], json!([PATCH_OP]));
        body["Operations"].clone()
    }

    #[test]
    fn deactivation_is_spelled_as_each_server_wants_it() {
        let patch = Patch::active(false);
        let spelled = |form| operations(&patch, form, RemoveMemberForm::FilterPath);
        assert_eq!(
            spelled(PatchForm::WithPath),
            json!([{"op": "replace", "path": "active", "value": false}])
        );
        assert_eq!(
            spelled(PatchForm::WithoutPath),
            json!([{"op": "replace", "value": {"active": false}}])
        );
        assert_eq!(
            spelled(PatchForm::Capitalised),
            json!([{"op": "Replace", "path": "active", "value": false}])
        );
    }

    #[test]
    fn sub_attributes_and_extensions_nest_where_there_is_no_path() {
        let urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        let patch = Patch::replace("name.givenName", "Jo").unwrap().and(Operation::Replace(
            AttributePath::parse(&format!("{urn}:department")).unwrap(),
            json!("HR"),
        ));
        assert_eq!(
            operations(&patch, PatchForm::WithoutPath, RemoveMemberForm::FilterPath),
            json!([
                {"op": "replace", "value": {"name": {"givenName": "Jo"}}},
                {"op": "replace", "value": {urn: {"department": "HR"}}},
            ])
        );
        assert_eq!(
            operations(&patch, PatchForm::WithPath, RemoveMemberForm::FilterPath)[1]["path"],
            json!(format!("{urn}:department"))
        );
    }

    #[test]
    fn members_are_added_and_removed_by_name() {
        let ids = MemberIds::new(vec!["1".to_owned(), "a\"] or b".to_owned()]).unwrap();
        let add = Patch::new(Operation::AddMembers(ids.clone()));
        assert_eq!(
            operations(&add, PatchForm::Capitalised, RemoveMemberForm::ValueArray),
            json!([{"op": "Add", "path": "members", "value": [{"value": "1"}, {"value": "a\"] or b"}]}])
        );
        let remove = Patch::new(Operation::RemoveMembers(ids));
        assert_eq!(
            operations(&remove, PatchForm::WithPath, RemoveMemberForm::FilterPath),
            json!([
                {"op": "remove", "path": "members[value eq \"1\"]"},
                {"op": "remove", "path": "members[value eq \"a\\\"] or b\"]"},
            ])
        );
        assert_eq!(
            operations(&remove, PatchForm::Capitalised, RemoveMemberForm::ValueArray),
            json!([{"op": "Remove", "path": "members", "value": [{"value": "1"}, {"value": "a\"] or b"}]}])
        );
    }

    #[test]
    fn nobody_and_the_whole_member_list_cannot_be_named() {
        assert_eq!(MemberIds::new(vec![]), None);
        assert_eq!(MemberIds::one(" "), None);
        for path in ["members", "MEMBERS", "members.value", "urn:a:b:Group:Members"] {
            assert_eq!(AttributePath::parse(path), Err(PathError::Members), "{path}");
        }
        for path in ["", "a b", "a[b eq 1]", "a.b.c", "urn:", "urn:x", ".a", "a."] {
            assert_eq!(AttributePath::parse(path), Err(PathError::NotAnAttribute), "{path}");
        }
    }

    proptest! {
        #[test]
        fn every_removal_names_somebody_in_every_spelling(
            ids in prop::collection::vec("\\PC{0,8}", 0..5),
        ) {
            let Some(members) = MemberIds::new(ids) else { return Ok(()) };
            let patch = Patch::new(Operation::RemoveMembers(members.clone()));
            for form in [PatchForm::WithPath, PatchForm::WithoutPath, PatchForm::Capitalised] {
                for remove in [RemoveMemberForm::FilterPath, RemoveMemberForm::ValueArray] {
                    for operation in operations(&patch, form, remove).as_array().unwrap() {
                        let named = match operation["path"].as_str().unwrap() {
                            "members" => !operation["value"].as_array().unwrap().is_empty(),
                            path => path.starts_with("members[value eq \""),
                        };
                        prop_assert!(named);
                    }
                }
            }
        }

        #[test]
        fn the_id_comes_back_out_of_a_filter_path(id in "\\PC{1,12}") {
            if let Some(members) = MemberIds::one(id.clone()) {
                let patch = Patch::new(Operation::RemoveMembers(members));
                let found = operations(&patch, PatchForm::WithPath, RemoveMemberForm::FilterPath);
                let path = found[0]["path"].as_str().unwrap();
                let inside = path.strip_prefix("members[").unwrap().strip_suffix(']').unwrap();
                prop_assert_eq!(crate::filter::Equals::parse(inside).unwrap().value, id);
            }
        }

        #[test]
        fn parsing_any_path_never_panics(text in ".{0,40}") {
            if let Ok(path) = AttributePath::parse(&text) {
                prop_assert_eq!(path.to_text(), text);
            }
        }
    }
}
