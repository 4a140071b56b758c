//! What a review is about: the request with ids for names, and which of the accounts that were read it
//! includes.

use super::found::Found;
use super::frozen::{FrozenItem, Outside};
use super::names::may_be_same;
use super::reviewers::{is_address, same_mailbox};
use super::{FrozenConnection, refused};
use crate::core::Rollcall;
use crate::core::clock::no_day_ahead;
use crate::problem::Problem;
use crate::view::{
    Granularity, ListState, ReviewAssign, ReviewGroup, ReviewRequest, ReviewState, ReviewerName,
};
use rollcall_store::ConnectionId;
use std::collections::HashSet;

const WHAT: &str = "Starting the review failed.";
/// Longest name of a review.
const NAMED: usize = 200;

impl Rollcall {
    /// The request with ids for names, and nothing in it that cannot be meant.
    pub(super) async fn checked(
        &self,
        mut wanted: ReviewRequest,
    ) -> Result<ReviewRequest, Problem> {
        wanted.name = wanted.name.trim().to_owned();
        if wanted.name.is_empty() || wanted.name.chars().count() > NAMED {
            let why = format!("The review needs a name of at most {NAMED} characters.");
            return Err(refused(WHAT, &why, "Enter a name, for example “Q4 2026”."));
        }
        let name = wanted.name.to_lowercase();
        let taken = |brief: &crate::view::ReviewBrief| {
            brief.name.to_lowercase() == name && brief.state != ReviewState::Discarded
        };
        if self.reviews().await?.iter().any(taken) {
            let why = format!("There is already a review called “{}”.", wanted.name);
            return Err(refused(WHAT, &why, "Give this one another name."));
        }
        let today = self.0.clock.today();
        if let Some((why, next)) = wanted.due.as_ref().and_then(|due| no_day_ahead(due, today)) {
            return Err(refused(WHAT, &why, next));
        }
        wanted.reviewers.retain(|who| !who.name.trim().is_empty());
        let named = wanted.named.iter().map(|one| &one.reviewer);
        for who in wanted.reviewers.iter().chain(named) {
            if !is_address(&who.email) {
                return Err(refused(
                    WHAT,
                    &format!("“{} <{}>” is not a name with one address.", who.name, who.email),
                    "Name each reviewer with the address of their own accounts.",
                ));
            }
        }
        if wanted.reviewers.is_empty() {
            return Err(refused(
                WHAT,
                "No reviewer was named.",
                "Name a reviewer with the address of their own accounts.",
            ));
        }
        let nameless = |who: &&ReviewerName| who.name.trim().is_empty() || !is_address(&who.email);
        if let Some(second) = wanted.second.as_ref().filter(nameless) {
            return Err(refused(
                WHAT,
                &format!("“{} <{}>” is not a name with one address.", second.name, second.email),
                "Name the second signer with an address.",
            ));
        }
        if let Some((why, next)) = one_person(&wanted) {
            return Err(refused(WHAT, &why, next));
        }
        let mut ids = Vec::new();
        for name in &wanted.connections {
            let connection = self.connection(name).await?;
            if !ids.contains(&connection.id) {
                ids.push(connection.id);
            }
        }
        if ids.is_empty() {
            let all = self.stored("Listing the apps", rollcall_store::Store::connections).await?;
            ids = all.into_iter().map(|connection| connection.id).collect();
        }
        if ids.is_empty() {
            return Err(refused(WHAT, "No app is connected.", "Connect an app first."));
        }
        wanted.connections = ids.into_iter().map(ConnectionId::into_string).collect();
        for exclusion in &mut wanted.exclusions {
            exclusion.connection = self.connection(&exclusion.connection).await?.id.into_string();
            if !wanted.connections.contains(&exclusion.connection) {
                let why = "A connection is excluded that is not in the scope.";
                return Err(refused(WHAT, why, "Exclude only connections of the scope."));
            }
            if exclusion.reason.trim().is_empty() {
                return Err(refused(
                    WHAT,
                    "A connection is excluded without a reason.",
                    "Give a reason; it stays in the evidence.",
                ));
            }
        }
        for one in &wanted.named {
            if wanted.assign == ReviewAssign::App {
                let id = self.connection(&one.what).await?.id;
                if !wanted.connections.iter().any(|one| id == one.as_str()) {
                    let why = format!("“{}” has a reviewer and is not in the scope.", one.what);
                    return Err(refused(WHAT, &why, "Name only apps of the scope."));
                }
            }
        }
        Ok(wanted)
    }

    /// A name that no account has anything to do with is a invalid_scope, and would narrow the review unseen.
    pub(super) async fn named_as_read(
        &self,
        found: &[Found],
        connections: &[FrozenConnection],
        wanted: &ReviewRequest,
    ) -> Result<(), Problem> {
        let lower = |text: &str| text.trim().to_lowercase();
        let mut groups: HashSet<String> = HashSet::new();
        for connection in connections {
            let id = connection.id.clone();
            let names =
                self.stored("Looking up the groups", move |store| store.group_names(&id)).await?;
            groups.extend(
                names.into_iter().flat_map(|(id, name)| [lower(id.as_str()), lower(&name)]),
            );
        }
        let of_group = wanted.named.iter().filter(|_| wanted.assign == ReviewAssign::Group);
        let named = wanted.groups.iter().chain(&wanted.privileged_groups);
        for name in named.chain(of_group.map(|one| &one.what)) {
            if !groups.contains(&lower(name)) {
                return Err(invalid_scope(&format!("No app of the scope has a group “{name}”.")));
            }
        }
        let departments: HashSet<String> =
            found.iter().map(|one| lower(&one.item.department)).collect();
        if let Some(name) =
            wanted.departments.iter().find(|name| !departments.contains(&lower(name)))
        {
            return Err(invalid_scope(&format!("No one is in a department “{name}”.")));
        }
        Ok(())
    }
}

/// Why who decides first and who signs second may be one person, and whom to name otherwise: the second
/// reviewer signs second where no other one is named for that.
fn one_person(wanted: &ReviewRequest) -> Option<(String, &'static str)> {
    let first = wanted.reviewers.first()?;
    let (second, next) = match &wanted.second {
        Some(second) => (second, "Name someone else to sign second, with the full name."),
        None => (
            wanted.reviewers.get(1)?,
            "Name someone else as the reviewer of the first reviewer’s own accounts, with the full name.",
        ),
    };
    (may_be_same(&first.name, &second.name) || same_mailbox(&first.email, &second.email))
        .then(|| (format!("{} and {} may be one person.", first.name, second.name), next))
}

/// What was asked for cannot be meant; the apps were read by then.
pub(super) fn invalid_scope(why: &str) -> Problem {
    let next = "Adjust the scope: choose other connections, groups or departments.";
    let state = "The apps were read; nothing was frozen and nothing was changed.";
    Problem { state: state.to_owned(), ..refused(WHAT, why, next) }
}

/// What is to be decided about, by name, and whose account is outside of it and why.
pub(super) fn in_scope(found: Vec<Found>, wanted: &ReviewRequest) -> (Vec<Found>, Vec<Outside>) {
    let scope = Scope {
        groups: folded(&wanted.groups),
        departments: folded(&wanted.departments),
        privileged: folded(&wanted.privileged_groups),
        wanted,
    };
    let (mut inside, mut outside) = (Vec::new(), Vec::new());
    for mut account in found {
        if wanted.granularity == Granularity::Membership {
            let groups = std::mem::take(&mut account.item.groups);
            let memberships = groups.iter().map(|group| scope.membership(&account, group));
            inside.extend(memberships.filter(|one| scope.leaves_out(&one.item).is_none()));
            account.item.groups = groups;
        }
        match scope.leaves_out(&account.item) {
            None => inside.push(account),
            Some(why) => outside.push(Outside {
                connection: account.item.connection.clone(),
                account_id: account.item.account_id.clone(),
                user_name: account.item.user_name.clone(),
                active: account.item.active,
                groups: account.item.groups.iter().map(|group| group.id.clone()).collect(),
                why: why.to_owned(),
            }),
        }
    }
    inside.sort_by_cached_key(|one| {
        let group = one.item.group.as_ref().map(|group| group.name.to_lowercase());
        let (name, person) = (one.item.name.to_lowercase(), one.item.person.clone());
        (name, person, one.connection_name.to_lowercase(), group)
    });
    (inside, outside)
}

struct Scope<'a> {
    groups: HashSet<String>,
    departments: HashSet<String>,
    privileged: HashSet<String>,
    wanted: &'a ReviewRequest,
}

impl Scope<'_> {
    /// Why an item is outside.
    fn leaves_out(&self, item: &FrozenItem) -> Option<&'static str> {
        let in_group = |group: &ReviewGroup| {
            self.groups.contains(&group.name.to_lowercase())
                || self.groups.contains(&group.id.as_str().to_lowercase())
        };
        let by_membership = self.wanted.granularity == Granularity::Membership;
        if !self.groups.is_empty() && !item.groups.iter().any(in_group) {
            Some("in none of the groups of the scope")
        } else if !self.groups.is_empty() && by_membership && item.group.is_none() {
            Some("only its memberships in the groups of the scope are decided")
        } else if !self.departments.is_empty()
            && !self.departments.contains(&item.department.to_lowercase())
        {
            Some("in none of the departments of the scope")
        } else if self.wanted.only_admins && !item.privileged {
            Some("not privileged")
        } else if self.wanted.only_not_in_list
            && !matches!(item.list, ListState::NotListed | ListState::Left)
        {
            Some("on the HR list")
        } else {
            None
        }
    }

    /// An account in one of its groups, as an item of its own. `account` is without its groups.
    fn membership(&self, account: &Found, group: &ReviewGroup) -> Found {
        let privileged = self.privileged.contains(&group.name.to_lowercase());
        let item = FrozenItem {
            group: Some(group.clone()),
            groups: vec![group.clone()],
            privileged,
            role: if privileged { format!("in {}", group.name) } else { String::new() },
            ..account.item.clone()
        };
        let (connection_name, entry) = (account.connection_name.clone(), account.entry.clone());
        Found { item, connection_name, entry }
    }
}

fn folded(names: &[String]) -> HashSet<String> {
    names.iter().map(|name| name.trim().to_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(name: &str, email: &str) -> ReviewerName {
        ReviewerName { name: name.to_owned(), email: email.to_owned() }
    }

    #[test]
    fn who_may_be_one_person_with_the_first_reviewer_is_named_by_their_own_task() {
        let first = || who("Priya Nair", "priya@example.com");
        let alike = || who("P. Nair", "other@example.com");
        let other = || who("Carla Mendes", "carla@example.com");
        let cases = [
            (vec![first()], None, None),
            (vec![first(), other()], None, None),
            (vec![first(), alike()], None, Some("own accounts")),
            (vec![first(), who("Carla", "priya@example.com")], None, Some("own accounts")),
            (vec![first(), other()], Some(alike()), Some("sign second")),
            (vec![first()], Some(alike()), Some("sign second")),
            (vec![first()], Some(other()), None),
        ];
        for (reviewers, second, whose) in cases {
            let wanted = ReviewRequest { reviewers, second, ..ReviewRequest::default() };
            let found = one_person(&wanted);
            assert_eq!(found.is_some(), whose.is_some(), "{wanted:?}");
            if let (Some((why, next)), Some(whose)) = (found, whose) {
                assert!(why.starts_with("Priya Nair and ") && next.contains(whose), "{why} {next}");
            }
        }
    }
}
