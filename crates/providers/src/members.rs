//! Single members into and out of a group, in the form the profile names.
//!
//! [`MemberIds`] names at least one member, so a `remove` of `members` alone, which several servers
//! take as "everybody", cannot be written. What is expected afterwards names everybody: that the
//! others stayed is a part of the proof.

use crate::deactivate::Intent;
use crate::expected::{Expected, MemberSet};
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
    let expected = Expected::Members(MemberSet::of(after));
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
