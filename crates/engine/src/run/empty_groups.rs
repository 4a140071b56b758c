//! The members of a group as an item of a plan expects to find them, where the app leaves out an empty
//! list. Pure.

use crate::plan::Item;
use crate::read::decode::group_seen;
use rollcall_providers::{Expected, MemberSet};
use rollcall_scim::Resource;
use rollcall_store::GroupSeen;
use std::collections::BTreeSet;

/// Who is in the group, read as the item expects it to be returned; `None`: unknown.
pub(crate) fn members_told(item: &Item, live: &Resource) -> Option<MemberSet> {
    match &item.members_before {
        Some(before) => before.as_told_by(live),
        None => MemberSet::of_group(live),
    }
}

/// The group for the local copy: without members where the app leaves out an empty list.
pub(crate) fn seen_group(item: &Item, live: Resource) -> GroupSeen {
    let empty = is_told_empty(item, &live);
    let mut seen = group_seen(live);
    if empty {
        seen.members = Some(Vec::new());
    }
    seen
}

/// The group left its members out because it has none.
fn is_told_empty(item: &Item, live: &Resource) -> bool {
    let set = match (&item.expected, &item.members_before) {
        (Expected::Members(expected), _) => Some(expected),
        (_, before) => before.as_ref(),
    };
    set.is_some_and(|set| {
        set.left_out_when_empty
            && MemberSet::of_group(live).is_none()
            && set.as_told_by(live).is_some_and(|members| members.count == 0)
    })
}

/// Who is in a group that was asked for alone, where the plan knows that it leaves out an empty list.
pub(crate) fn or_empty(item: &Item, members: Option<BTreeSet<String>>) -> Option<BTreeSet<String>> {
    let left_out = item.members_before.as_ref().is_some_and(|before| before.left_out_when_empty);
    members.or_else(|| left_out.then(BTreeSet::new))
}

#[cfg(test)]
mod tests;
