//! Single members into and out of a group, in the form the profile names.
//!
//! [`MemberIds`] names at least one member, so a `remove` of `members` alone, which several servers
//! take as "everybody", cannot be written.

use crate::profile::Profile;
use rollcall_scim::{MemberIds, Operation, Patch, Request};

/// Adds these members to a group and leaves the others alone.
pub fn add_members(profile: &Profile, group_id: &str, members: MemberIds) -> Request {
    request(profile, group_id, Operation::AddMembers(members))
}

/// Removes these members from a group and leaves the others alone.
pub fn remove_members(profile: &Profile, group_id: &str, members: MemberIds) -> Request {
    request(profile, group_id, Operation::RemoveMembers(members))
}

fn request(profile: &Profile, group_id: &str, operation: Operation) -> Request {
    let speaks = &profile.speaks;
    let body = Patch::new(operation).body(speaks.member_dialect.value, speaks.remove_member.value);
    Request::patch(["Groups", group_id], body)
}
