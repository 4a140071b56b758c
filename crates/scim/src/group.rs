//! A group as it is read from a resource (RFC 7643 §4.2). Many servers leave `members` out of
//! lists: a list that was not sent is unknown, never empty.

use serde_json::Value;

use crate::resource::{Resource, exact_text, member, text_of};

/// A group and what is known of its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Empty only when the server sent none; listings drop such rows.
    pub id: String,
    /// `displayName` (RFC 7643 §4.2).
    pub display_name: Option<String>,
    /// `externalId` (RFC 7643 §3.1).
    pub external_id: Option<String>,
    /// `members`, if they were sent.
    pub members: Members,
}

/// The members of a group, or the fact that they were not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Members {
    /// No `members` key, null, or an entry that names no member: says nothing about the group.
    Unknown,
    /// Exactly these.
    Listed(Vec<Member>),
}

/// One member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The id of the account or nested group.
    pub value: String,
    /// The member's `display` name.
    pub display: Option<String>,
    /// The `type`: `User`, `Group`, or another text of the server.
    pub kind: Option<String>,
}

impl Group {
    /// Reads what can be read; never fails.
    pub fn of(resource: &Resource) -> Self {
        Self {
            id: resource.id().unwrap_or_default(),
            display_name: resource.text("displayName"),
            external_id: resource.text("externalId"),
            members: members(resource),
        }
    }
}

fn members(resource: &Resource) -> Members {
    let items = match resource.get("members") {
        None | Some(Value::Null) => return Members::Unknown,
        Some(Value::Array(items)) => items.as_slice(),
        Some(single) => std::slice::from_ref(single),
    };
    // A member that cannot be named would silently shorten the list.
    items.iter().map(one).collect::<Option<Vec<_>>>().map_or(Members::Unknown, Members::Listed)
}

fn one(item: &Value) -> Option<Member> {
    match item {
        Value::Object(map) => Some(Member {
            value: exact_text(member(map, "value")?)?,
            display: member(map, "display").and_then(text_of),
            kind: member(map, "type").and_then(text_of),
        }),
        plain => Some(Member { value: exact_text(plain)?, display: None, kind: None }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::any_json::any_json;
    use proptest::prelude::*;
    use serde_json::json;

    fn group(value: Value) -> Group {
        Group::of(&Resource::from_value(value).unwrap())
    }

    #[test]
    fn a_missing_member_list_is_unknown_and_never_empty() {
        assert_eq!(group(json!({"id": "1"})).members, Members::Unknown);
        assert_eq!(group(json!({"id": "1", "members": null})).members, Members::Unknown);
        assert_eq!(
            group(json!({"id": "1", "members": [{"display": "?"}]})).members,
            Members::Unknown
        );
        assert_eq!(group(json!({"id": "1", "members": []})).members, Members::Listed(vec![]));
    }

    #[test]
    fn members_are_read_as_objects_numbers_or_strings() {
        let Members::Listed(found) = group(json!({
            "id": 9, "Members": [{"value": 4411, "display": "Jo", "type": "User"}, "4412"]
        }))
        .members
        else {
            panic!("members were sent")
        };
        assert_eq!(found.iter().map(|m| m.value.as_str()).collect::<Vec<_>>(), ["4411", "4412"]);
        assert_eq!(found[0].display.as_deref(), Some("Jo"));
        assert_eq!(found[0].kind.as_deref(), Some("User"));
    }

    proptest! {
        #[test]
        fn decoding_any_group_never_panics(id in any_json(), members in any_json()) {
            let _ = group(json!({"id": id, "members": members}));
        }
    }
}
