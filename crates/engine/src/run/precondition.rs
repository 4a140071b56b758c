//! Whether what a plan is about has moved since the plan was made: then nothing is sent.

use crate::core::Rollcall;
use crate::plan::{Item, Target};
use crate::problem::Problem;
use crate::run::empty_groups::{members_told, seen_group};
use crate::run::read_back::Found;
use crate::text;
use crate::text::{NAME_SHOWN, bounded};
use crate::witness::Kind;
use rollcall_providers::{Expected, Likeness, Profile, compare};
use rollcall_scim::{Resource, User};
use rollcall_store::{AccountId, Connection, GroupId, GroupSeen};
use serde_json::Value;

/// Why an item is held back, and the exchange behind it.
type HeldBack = (String, Option<Problem>);

impl Rollcall {
    /// Reads live state again and compares it with what the plan was made from. `first`: nothing of
    /// this run was sent to the group yet. Its members at that time are kept, so that a member who
    /// left before is not mistaken for one that left through the run.
    pub(crate) async fn check_precondition(
        &self,
        connection: &Connection,
        profile: &Profile,
        item: &Item,
        first: bool,
    ) -> Result<Option<HeldBack>, Problem> {
        let live = match &item.target {
            Target::User(id) => self.live(connection, profile, &AccountId::from(id.as_str())).await,
            Target::Group(id) => {
                let live = self
                    .live_group(connection, profile, &GroupId::from(id.as_str()))
                    .await
                    .map(|(live, _)| live);
                if first && let Ok(live) = &live {
                    self.keep_group(connection, id, seen_group(item, live.clone())).await?;
                }
                live
            }
            // The plan says so if it is not proven that the name is free.
            Target::NewUser(name) => {
                let named = self.live_by_name(connection, profile, Kind::User, name).await?;
                return Ok(name_conflict(name, &named.found));
            }
            Target::NewGroup(name) => {
                let named = self.live_by_name(connection, profile, Kind::Group, name).await?;
                return Ok(name_conflict(name, &named.found));
            }
        };
        held_back(item, live)
    }

    /// Saves a group as it was before anything was sent to it.
    async fn keep_group(
        &self,
        connection: &Connection,
        id: &str,
        seen: GroupSeen,
    ) -> Result<(), Problem> {
        let (key, group, at) = (connection.id.clone(), id.to_owned(), self.0.clock.moment());
        self.stored("Saving who is in the group", move |store| {
            store.apply_group_read_back(&key, &GroupId::from(group.as_str()), Some(&seen), None, at)
        })
        .await
    }
}

/// How what is found compares with what the plan was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compared {
    AsBefore,
    Changed,
    /// Nothing was read that shows it, or the plan does not show what there was before.
    NotKnown,
}

/// Compares what was read back with what the plan was made from: an error that changed something is
/// not a refusal.
pub(crate) fn compare_found(item: &Item, found: &Found) -> Compared {
    match (&item.target, found) {
        (_, Found::Unreadable(_) | Found::Unproven(_)) => Compared::NotKnown,
        (Target::NewUser(_) | Target::NewGroup(_), Found::Gone(_)) => Compared::AsBefore,
        (Target::NewUser(_) | Target::NewGroup(_), Found::Here(_)) => Compared::Changed,
        (Target::User(_) | Target::Group(_), Found::Gone(_)) => Compared::Changed,
        (Target::User(_) | Target::Group(_), Found::Here(live)) => match changed(item, live) {
            Ok(None) => Compared::AsBefore,
            Ok(Some(_)) => Compared::Changed,
            Err(NoImage) => Compared::NotKnown,
        },
    }
}

/// The plan does not show what an account or group was like.
#[derive(Debug, PartialEq, Eq)]
struct NoImage;

/// What changed about an account or group after the plan was created, in words.
fn changed(item: &Item, live: &Resource) -> Result<Option<String>, NoImage> {
    let before = Resource::from_value(item.before_image.clone()).map_err(|_| NoImage)?;
    Ok(match &item.target {
        Target::User(_) | Target::NewUser(_) => user_moved(item, &before, live),
        Target::Group(_) | Target::NewGroup(_) => group_moved(item, &before, live),
    })
}

/// Why an item about an account or group is not sent, by what the app returns for it now. An error
/// that is not about a missing target is handed on.
fn held_back(item: &Item, live: Result<Resource, Problem>) -> Result<Option<HeldBack>, Problem> {
    let noun = match &item.target {
        Target::User(_) | Target::NewUser(_) => "account",
        Target::Group(_) | Target::NewGroup(_) => "group",
    };
    let live = match live {
        Ok(live) => live,
        Err(problem) => return target_missing(noun, problem),
    };
    let words = match changed(item, &live) {
        Ok(None) => return Ok(None),
        Ok(Some(words)) => {
            format!("The {noun} changed after the plan was created, so nothing was sent. {words}")
        }
        Err(NoImage) => format!(
            "The plan does not show the {noun} as it was before, so nothing was sent. Create a new \
            plan."
        ),
    };
    Ok(Some((words, None)))
}

/// Why nothing is created under a name that these accounts or groups have.
fn name_conflict(name: &str, holders: &[Resource]) -> Option<HeldBack> {
    let id = holders.first()?.id().unwrap_or_default();
    let name = bounded(name, NAME_SHOWN);
    let words = format!(
        "Someone else created “{name}” after the plan was created (id {id}), so nothing was sent."
    );
    Some((words, None))
}

fn target_missing(noun: &str, problem: Problem) -> Result<Option<HeldBack>, Problem> {
    if !problem.says_gone() {
        return Err(problem);
    }
    let words = format!(
        "The {noun} existed when the plan was created and is not found now. Nothing was sent."
    );
    Ok(Some((words, Some(problem))))
}

fn group_moved(item: &Item, before: &Resource, live: &Resource) -> Option<String> {
    let (was, is) = (before.text("displayName"), live.text("displayName"));
    if was != is {
        return Some(format!(
            "Its name was “{}”, now “{}”.",
            bounded(was.unwrap_or_default(), NAME_SHOWN),
            bounded(is.unwrap_or_default(), NAME_SHOWN)
        ));
    }
    let was = item.members_before.as_ref()?;
    let Some(now) = members_told(item, live) else {
        return Some("The app no longer returns its members.".to_owned());
    };
    if now == *was {
        return None;
    }
    Some(if now.count == was.count {
        format!("It still has {}, but not the same ones.", text::members(now.count))
    } else {
        format!("It had {}, now {}.", text::members(was.count), now.count)
    })
}

fn user_moved(item: &Item, before: &Resource, live: &Resource) -> Option<String> {
    // The value to be set is compared as it is, even if nothing below uses it.
    if let Expected::Values(values) = &item.expected
        && let Some(value) = values.iter().find(|value| !same_value(&value.path, before, live))
    {
        let (was, now) = (value.found_words(before), value.found_words(live));
        return Some(format!(
            "It was: {}; now: {}.",
            bounded(was, NAME_SHOWN),
            bounded(now, NAME_SHOWN)
        ));
    }
    moved(before, live)
}

/// Whether an attribute says the same in both, to the letter: in which order a list is sent means
/// nothing.
pub(crate) fn same_value(path: &str, one: &Resource, other: &Resource) -> bool {
    let (one, other) = (one.get(path), other.get(path));
    compare(path, one, other) == Likeness::Same && compare(path, other, one) == Likeness::Same
}

/// What moved between the plan's image and now, in words; `None` when nothing that matters did.
/// Times of modification and attributes Rollcall has no name for do not count: some servers move
/// these with every request.
fn moved(before: &Resource, live: &Resource) -> Option<String> {
    let groups_before = before.get("groups");
    let before = User::of(before);
    let now = User::of(live);
    let mut differences = Vec::new();
    let mut compare = |what: &str, before: String, now: String| {
        if before != now {
            let (before, now) = (bounded(before, NAME_SHOWN), bounded(now, NAME_SHOWN));
            differences.push(format!("{what} was “{before}”, now “{now}”."));
        }
    };
    let flag = |active: Option<bool>| match active {
        Some(true) => "active",
        Some(false) => "inactive",
        None => "not stated",
    };
    compare("State", flag(before.active).into(), flag(now.active).into());
    compare(
        "User name",
        before.user_name.clone().unwrap_or_default(),
        now.user_name.clone().unwrap_or_default(),
    );
    compare("Name", before.label(), now.label());
    compare(
        "E-mail",
        before.email().unwrap_or_default().into(),
        now.email().unwrap_or_default().into(),
    );
    compare("Role", before.roles.join(", "), now.roles.join(", "));
    compare(
        "User type",
        before.user_type.clone().unwrap_or_default(),
        now.user_type.clone().unwrap_or_default(),
    );
    compare(
        "Title",
        before.title.clone().unwrap_or_default(),
        now.title.clone().unwrap_or_default(),
    );
    compare(
        "Department",
        before.department.clone().unwrap_or_default(),
        now.department.clone().unwrap_or_default(),
    );
    let groups = |user: &User| {
        let mut groups = user.groups.clone().unwrap_or_default();
        groups.sort_unstable();
        groups.join(", ")
    };
    if !matches!(groups_before, Some(Value::Null)) {
        compare("Groups", groups(&before), groups(&now));
    }
    (!differences.is_empty()).then(|| differences.join(" "))
}

#[cfg(test)]
mod tests;
