//! Whether what a plan is about has moved since the plan was made: then nothing is sent.

use crate::core::Rollcall;
use crate::plan::{Item, Target};
use crate::problem::Problem;
use crate::run::empty_groups::{is_told_empty, members_told};
use crate::run::read_back::Found;
use crate::text;
use crate::text::{NAME_SHOWN, bounded};
use crate::witness::Kind;
use rollcall_providers::{Expected, Likeness, MemberSet, Profile, compare};
use rollcall_scim::{Resource, User};
use rollcall_store::Connection;
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
        match &item.target {
            Target::User(id) => match self.live(connection, profile, id).await {
                Ok(live) => Ok(user_moved(item, &live).map(|moved| {
                    let lead = "The account changed after the plan was created, so nothing was \
                    sent.";
                    (format!("{lead} {moved}"), None)
                })),
                Err(problem) => target_missing("account", problem),
            },
            Target::Group(id) => match self.live_group(connection, profile, id).await {
                Ok((live, _)) => {
                    if first {
                        let (key, group) = (connection.id.clone(), id.clone());
                        let mut seen = crate::read::decode::group_seen(live.clone());
                        if is_told_empty(item, &live) {
                            seen.members = Some(Vec::new());
                        }
                        let at = self.0.clock.text();
                        self.stored("Saving who is in the group", move |store| {
                            store.apply_group_read_back(&key, &group, Some(&seen), None, &at)
                        })
                        .await?;
                    }
                    Ok(group_moved(item, &live, members_told(item, &live)).map(|moved| {
                        let lead =
                            "The group changed after the plan was created, so nothing was sent.";
                        (format!("{lead} {moved}"), None)
                    }))
                }
                Err(problem) => target_missing("group", problem),
            },
            Target::NewUser(name) => {
                self.name_conflict(connection, profile, Kind::User, name).await
            }
            Target::NewGroup(name) => {
                self.name_conflict(connection, profile, Kind::Group, name).await
            }
        }
    }

    async fn name_conflict(
        &self,
        connection: &Connection,
        profile: &Profile,
        kind: Kind,
        name: &str,
    ) -> Result<Option<HeldBack>, Problem> {
        // The plan says so if it is not proven that the name is free.
        let named = self.live_by_name(connection, profile, kind, name).await?;
        Ok(named.found.first().map(|holder| {
            let id = holder.id().unwrap_or_default();
            let words = format!(
                "Someone else created “{}” after the plan was created (id {id}), so nothing was \
                sent.",
                bounded(name, NAME_SHOWN)
            );
            (words, None)
        }))
    }
}

/// Whether what was read back is what the plan was made from: an error that changed something is
/// not a refusal.
pub(crate) fn as_before(item: &Item, found: &Found) -> bool {
    match (&item.target, found) {
        (_, Found::Unreadable(_) | Found::Unproven(_)) => false,
        (Target::NewUser(_) | Target::NewGroup(_), found) => matches!(found, Found::Gone(_)),
        (Target::User(_) | Target::Group(_), Found::Gone(_)) => false,
        (Target::User(_), Found::Here(live)) => user_moved(item, live).is_none(),
        (Target::Group(_), Found::Here(live)) => {
            group_moved(item, live, members_told(item, live)).is_none()
        }
    }
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

fn group_moved(item: &Item, live: &Resource, now: Option<MemberSet>) -> Option<String> {
    let before = Resource::from_value(item.before_image.clone()).ok()?;
    let (was, is) = (before.text("displayName"), live.text("displayName"));
    if was != is {
        return Some(format!(
            "Its name was “{}”, now “{}”.",
            bounded(was.unwrap_or_default(), NAME_SHOWN),
            bounded(is.unwrap_or_default(), NAME_SHOWN)
        ));
    }
    let was = item.members_before.as_ref()?;
    let Some(now) = now else {
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

fn user_moved(item: &Item, live: &Resource) -> Option<String> {
    let before = Resource::from_value(item.before_image.clone()).ok()?;
    // The value to be set is compared as it is, even if nothing below uses it.
    if let Expected::Values(values) = &item.expected
        && let Some(value) = values.iter().find(|value| !same_value(&value.path, &before, live))
    {
        let (was, now) = (value.found_words(&before), value.found_words(live));
        return Some(format!(
            "It was: {}; now: {}.",
            bounded(was, NAME_SHOWN),
            bounded(now, NAME_SHOWN)
        ));
    }
    moved(&before, live)
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
