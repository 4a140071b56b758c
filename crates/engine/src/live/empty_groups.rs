//! A group that came without `members`. RFC 7643 §2.5 lets a server leave out an attribute without
//! values, and other servers leave out what they did not look up. Which of both it is shows in what
//! the server states of groups that do have members.

use crate::core::Rollcall;
use crate::plan::Item;
use crate::problem::Problem;
use rollcall_providers::{Expected, MemberSet, Profile};
use rollcall_scim::Resource;
use rollcall_store::Connection;
use std::collections::BTreeSet;

/// Other groups that are asked, at most.
const OTHERS: u32 = 3;

impl Rollcall {
    /// Whether the app states members of a group that it is asked for alone, where there are any:
    /// of this one before, or of another one now. `false`: nothing shows it.
    pub(crate) async fn states_members(
        &self,
        connection: &Connection,
        profile: &Profile,
        group: &str,
    ) -> Result<bool, Problem> {
        let (id, this) = (connection.id.clone(), group.to_owned());
        let (before, others) = self
            .stored("Looking up the group", move |store| {
                let before = store.stated_members_alone(&id, &this)?;
                Ok((before, store.groups_with_members(&id, OTHERS + 1)?))
            })
            .await?;
        if before {
            return Ok(true);
        }
        let others = others.into_iter().filter(|other| other != group);
        for other in others.take(OTHERS as usize) {
            match self.live_group(connection, profile, &other).await {
                Ok((_, Some(members))) if !members.is_empty() => return Ok(true),
                Ok(_) => {}
                Err(problem) if problem.says_gone() => {}
                Err(problem) => return Err(problem),
            }
        }
        Ok(false)
    }
}

/// Who is in the group, read as the item expects it to be told; `None`: unknown.
pub(crate) fn members_told(item: &Item, live: &Resource) -> Option<MemberSet> {
    match &item.members_before {
        Some(before) => before.as_told_by(live),
        None => MemberSet::of_group(live),
    }
}

/// The group left its members out because it has none.
pub(crate) fn is_told_empty(item: &Item, live: &Resource) -> bool {
    let set = match (&item.expected, &item.members_before) {
        (Expected::Members(expected), _) => Some(expected),
        (_, before) => before.as_ref(),
    };
    set.is_some_and(|set| {
        set.left_out_when_empty
            && MemberSet::of_group(live).is_none()
            && set.as_told_by(live).is_some_and(|told| told.count == 0)
    })
}

/// Who is in a group that was asked for alone, where the plan knows that it leaves out an empty list.
pub(crate) fn or_empty(item: &Item, members: Option<BTreeSet<String>>) -> Option<BTreeSet<String>> {
    let left_out = item.members_before.as_ref().is_some_and(|before| before.left_out_when_empty);
    members.or_else(|| left_out.then(BTreeSet::new))
}
