//! Who is in a group, as it is expected and compared.

use rollcall_scim::{Group, Members, Resource};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Who is in a group, without naming everybody: a plan over a large group stays small. Two are equal
/// when they hold the same ids, however each is to be compared with a group.
#[derive(Clone, Debug, Eq, Serialize, Deserialize)]
pub struct MemberSet {
    /// How many different ids there are.
    pub count: usize,
    /// SHA-256 over the sorted ids, each ended by a zero byte; hexadecimal.
    pub sha256: String,
    /// The server was seen to state members where there are any, so that a group without `members`
    /// is an empty one (RFC 7643 §2.5).
    #[serde(default, skip_serializing_if = "is_false")]
    pub left_out_when_empty: bool,
    /// Ids that the group may spell in another case than they are written here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub any_case: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl PartialEq for MemberSet {
    fn eq(&self, other: &Self) -> bool {
        (self.count, &self.sha256) == (other.count, &other.sha256)
    }
}

impl MemberSet {
    /// The set of these ids; repeated ones count once.
    pub fn of<'a>(ids: impl IntoIterator<Item = &'a str>) -> Self {
        let mut ids: Vec<&str> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        let mut digest = Sha256::new();
        for id in &ids {
            digest.update(id.as_bytes());
            digest.update([0]);
        }
        Self {
            count: ids.len(),
            sha256: hex::encode(digest.finalize()),
            left_out_when_empty: false,
            any_case: Vec::new(),
        }
    }

    /// `None` when the resource does not return its members.
    pub fn of_group(resource: &Resource) -> Option<Self> {
        match Group::of(resource).members {
            Members::Unknown => None,
            Members::Listed(members) => {
                Some(Self::of(members.iter().map(|member| member.value.as_str())))
            }
        }
    }

    /// The members of a group, read as this set is to be compared: what it leaves out when it is
    /// empty, and how it spells ids.
    pub fn as_told_by(&self, resource: &Resource) -> Option<Self> {
        let members = match Group::of(resource).members {
            Members::Listed(members) => members,
            Members::Unknown if self.left_out_when_empty && !mentions_members(resource) => {
                Vec::new()
            }
            Members::Unknown => return None,
        };
        Some(Self::of(members.iter().map(|member| self.spelled(&member.value))))
    }

    /// An id as it is written here, where it is one of those and differs in nothing but case.
    fn spelled<'a>(&'a self, id: &'a str) -> &'a str {
        let same = self.any_case.iter().find(|known| known.eq_ignore_ascii_case(id));
        same.map_or(id, String::as_str)
    }

    /// Whether the group has these members.
    pub fn is_met_by(&self, resource: &Resource) -> bool {
        self.as_told_by(resource).as_ref() == Some(self)
    }

    pub(crate) fn words(&self) -> String {
        let members = if self.count == 1 { "member" } else { "members" };
        format!("{} {members}, no other member changed", self.count)
    }
}

/// A list that is there and cannot be read is not one that was left out.
fn mentions_members(resource: &Resource) -> bool {
    resource.get("members").is_some_and(|members| !members.is_null())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Expected;
    use serde_json::{Value, json};

    fn resource(value: Value) -> Resource {
        Resource::from_value(value).unwrap()
    }

    #[test]
    fn members_are_a_set_and_unknown_is_not_empty() {
        let group = |ids: &[&str]| {
            let members: Vec<Value> = ids.iter().map(|id| json!({"value": id})).collect();
            resource(json!({"members": members}))
        };
        let expected = Expected::Members(MemberSet::of(["a", "b"]));
        assert!(expected.is_met_by(&group(&["b", "a", "b"])));
        assert!(!expected.is_met_by(&group(&["a"])));
        assert!(!expected.is_met_by(&group(&["a", "b", "c"])));
        assert_ne!(MemberSet::of(["ab"]), MemberSet::of(["a", "b"]));
        let nobody = Expected::Members(MemberSet::of([]));
        assert!(nobody.is_met_by(&group(&[])));
        assert!(!nobody.is_met_by(&resource(json!({"displayName": "x"}))));
    }

    #[test]
    fn a_group_without_members_is_empty_only_where_the_server_is_known_for_it() {
        let bare = resource(json!({"displayName": "x"}));
        let nobody = MemberSet { left_out_when_empty: true, ..MemberSet::of([]) };
        assert!(nobody.is_met_by(&bare));
        assert!(nobody.is_met_by(&resource(json!({"members": null}))));
        assert!(!MemberSet::of([]).is_met_by(&bare));
        assert!(!MemberSet { left_out_when_empty: true, ..MemberSet::of(["a"]) }.is_met_by(&bare));
        // A list that cannot be read was not left out.
        assert!(!nobody.is_met_by(&resource(json!({"members": [{"display": "?"}]}))));
    }

    #[test]
    fn ids_in_another_case_are_met_where_they_were_named_so() {
        let group = resource(json!({"members": [{"value": "AB-1"}, {"value": "Xy"}]}));
        assert!(!MemberSet::of(["ab-1", "Xy"]).is_met_by(&group));
        let named =
            MemberSet { any_case: vec!["ab-1".to_owned()], ..MemberSet::of(["ab-1", "Xy"]) };
        assert!(named.is_met_by(&group));
        let other =
            MemberSet { any_case: vec!["ab-1".to_owned()], ..MemberSet::of(["ab-1", "xy"]) };
        assert!(!other.is_met_by(&group));
    }
}
