//! Single members into and out of a group, in the form the profile names.
//!
//! [`MemberIds`] names at least one member, so a `remove` of `members` alone, which several servers
//! take as "everybody", cannot be written. What is expected afterwards names everybody: that the
//! others stayed is a part of the proof.

use crate::deactivate::Intent;
use crate::expected::{Expected, MemberSet, OwnGroup};
use crate::profile::Profile;
use rollcall_scim::{MemberIds, Operation, Patch, Request};
use std::collections::BTreeSet;

/// Adds these members to a group and leaves the others, `now`, alone.
pub fn add_members(
    profile: &Profile,
    group_id: &str,
    members: MemberIds,
    now: &BTreeSet<String>,
) -> Intent {
    let after = now.iter().chain(members.as_slice()).map(String::as_str);
    // A UUID is the same in either case (RFC 9562 §4), and some servers spell it in another one here.
    let any_case = members.as_slice().iter().filter(|id| is_uuid(id)).cloned().collect();
    let expected = Expected::Members(MemberSet { any_case, ..MemberSet::of(after) });
    intent(profile, group_id, Operation::AddMembers(members), expected)
}

/// Removes these members from a group and leaves the others of `now` alone.
pub fn remove_members(
    profile: &Profile,
    group_id: &str,
    members: MemberIds,
    now: &BTreeSet<String>,
) -> Intent {
    let stays = |id: &&String| !members.as_slice().contains(id);
    let expected = Expected::Members(MemberSet::of(now.iter().filter(stays).map(String::as_str)));
    intent(profile, group_id, Operation::RemoveMembers(members), expected)
}

/// 32 hexadecimal digits with a letter among them, in groups or not.
fn is_uuid(id: &str) -> bool {
    let inner = id.trim_matches(['{', '}']);
    let digits = inner.bytes().filter(|byte| *byte != b'-');
    digits.clone().count() == 32
        && digits.clone().all(|byte| byte.is_ascii_hexdigit())
        && digits.into_iter().any(|byte| byte.is_ascii_alphabetic())
}

impl Intent {
    /// Says of the members that are expected whether the server leaves out an empty list.
    pub fn leaves_out_when_empty(&mut self, left_out: bool) {
        if let Expected::Members(members) = &mut self.expected {
            members.left_out_when_empty = left_out;
        }
    }
}

/// One member in or out of a group whose own list is not proven: what the account says of itself is
/// read back instead.
pub fn own_membership(
    profile: &Profile,
    account_id: &str,
    member: MemberIds,
    own: OwnGroup,
) -> Intent {
    let operation = match own.inside {
        true => Operation::AddMembers(member),
        false => Operation::RemoveMembers(member),
    };
    let group = own.group.clone();
    let mut intent = intent(profile, &group, operation, Expected::OwnGroup(own));
    intent.read_back = profile.user(account_id);
    intent
}

fn intent(profile: &Profile, group_id: &str, operation: Operation, expected: Expected) -> Intent {
    let speaks = &profile.speaks;
    let body = Patch::new(operation).body(speaks.member_dialect.value, speaks.remove_member.value);
    Intent {
        request: Request::patch(["Groups", group_id], body),
        mark: speaks.member_dialect.mark.min(speaks.remove_member.mark),
        expected,
        read_back: profile.group(group_id),
    }
}
