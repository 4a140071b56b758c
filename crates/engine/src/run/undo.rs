//! Taking a run back: a new plan of inverse changes, made from the before-images. What cannot be
//! taken back stands in it as blocked, with the words on what to do instead.

use crate::change::Change;
use crate::connection::is_removed;
use crate::core::Rollcall;
use crate::plan::build::{Known, Wanted, removed_app};
use crate::plan::draft::LiveGroup;
use crate::plan::placeholders::with_ids;
use crate::plan::{Because, Blocked, Item, Warning};
use crate::problem::failure::{asked, internal};
use crate::problem::{Problem, ProblemCode};
use crate::run::precondition::same_value;
use crate::view::to_view::{NAME_SHOWN, bounded};
use crate::view::{Outcome, PlanView, RunItem};
use rollcall_providers::{Expected, Profile};
use rollcall_scim::{Group, Members, Resource};
use rollcall_store::Connection;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:";

/// What a new account can get of the old one's image.
const CARRIED: [&str; 16] = [
    "userName",
    "displayName",
    "name.givenName",
    "name.familyName",
    "name.formatted",
    "emails",
    "externalId",
    "nickName",
    "profileUrl",
    "phoneNumbers",
    "addresses",
    "title",
    "userType",
    "locale",
    "timezone",
    "preferredLanguage",
];
const CARRIED_ENTERPRISE: [&str; 6] =
    ["department", "costCenter", "division", "organization", "employeeNumber", "manager"];

/// What the app makes by itself, and what has a change of its own.
const OF_THE_APP: [&str; 6] = ["schemas", "id", "meta", "active", "groups", "password"];

/// Inverse changes so far.
#[derive(Default)]
struct Inverse {
    changes: Vec<Change>,
    blocked: Vec<Blocked>,
    warnings: Vec<Warning>,
    /// Accounts that are made anew, by connection and the id they had.
    made_anew: BTreeSet<(String, String)>,
    /// Who left a group, by connection and group.
    lost: BTreeMap<(String, String), BTreeSet<String>>,
    /// What was read for it: nothing is asked for twice.
    users: HashMap<(String, String), Result<Resource, Problem>>,
    groups: HashMap<(String, String), Result<ReadGroup, Problem>>,
}

/// A group as it is now, and its members when it tells them.
type ReadGroup = (Resource, Option<BTreeSet<String>>);

impl Inverse {
    /// Nobody is taken out of a group that goes anyway.
    fn leave_what_goes(&mut self) {
        let going: BTreeSet<(String, String)> = self
            .changes
            .iter()
            .filter(|change| matches!(change, Change::DeleteGroup { .. }))
            .map(Change::subject)
            .collect();
        self.changes.retain(|change| {
            matches!(change, Change::DeleteGroup { .. }) || !going.contains(&change.subject())
        });
    }

    /// Takes out whatever would join a group that is to be left alone, and says why.
    fn leave_alone(&mut self, connection: &str, group: &str, why: &str) {
        let joins = |change: &Change| {
            matches!(change, Change::AddMember { .. })
                && change.connection() == connection
                && change.group() == Some(group)
        };
        let before = self.changes.len();
        self.changes.retain(|change| !joins(change));
        if self.changes.len() < before {
            self.blocked.push(Blocked {
                connection_id: connection.to_owned(),
                change: "Join again".to_owned(),
                on: group.to_owned(),
                why: why.to_owned(),
                because: Because::Cannot,
                wish: None,
            });
        }
    }

    fn lost(&mut self, connection: &str, group: &str, users: &[String]) {
        let key = (connection.to_owned(), group.to_owned());
        self.lost.entry(key).or_default().extend(users.iter().cloned());
    }
}

impl Rollcall {
    /// Plans the way back of everything in a run that took, or may have. The last change goes
    /// first.
    ///
    /// # Errors
    /// When nothing of the run can be taken back, and as [`Rollcall::plan_changes`].
    pub async fn plan_undo(&self, run_id: &str) -> Result<PlanView, Problem> {
        let title = format!("Undo “{}”", self.run(run_id).await?.title);
        self.plan_back(&[run_id.to_owned()], title, &[]).await
    }

    /// The same of several runs, newest first. Groups in `left_alone` (by connection, with the
    /// reason) are not joined again.
    pub(crate) async fn plan_back(
        &self,
        runs: &[String],
        title: String,
        left_alone: &[(String, String, String)],
    ) -> Result<PlanView, Problem> {
        let mut inverse = Inverse::default();
        for run_id in runs {
            self.invert_run(run_id, &mut inverse).await?;
        }
        self.members_again(runs, &mut inverse).await?;
        inverse.leave_what_goes();
        for (connection, group, why) in left_alone {
            inverse.leave_alone(connection, group, why);
        }
        if inverse.changes.is_empty() {
            let why = match inverse.blocked.first() {
                Some(first) => format!("{} {}: {}", first.change, first.on, first.why),
                None => "Nothing of this run took effect.".to_owned(),
            };
            return Err(asked(
                ProblemCode::BadRequest,
                "Planning the undo failed.",
                &why,
                "Make the changes that are wanted by hand.",
            ));
        }
        let Inverse { changes, blocked, warnings, users, groups, .. } = inverse;
        let users = users.into_iter().filter_map(|(key, live)| Some((key, live.ok()?)));
        let groups = groups.into_iter().filter_map(|(key, live)| {
            let (resource, members) = live.ok()?;
            Some((key, LiveGroup::of(resource, members?)))
        });
        let known = Known { users: users.collect(), groups: groups.collect() };
        let title = Some(title);
        let wanted = Wanted { changes, blocked, warnings, title, known, ..Wanted::default() };
        self.plan_wanted(wanted).await
    }

    async fn user_once(
        &self,
        connection: &Connection,
        profile: &Profile,
        user: &str,
        inverse: &mut Inverse,
    ) -> Result<Resource, Problem> {
        let key = (connection.id.clone(), user.to_owned());
        if let Some(known) = inverse.users.get(&key) {
            return known.clone();
        }
        let live = self.live(connection, profile, user).await;
        inverse.users.insert(key, live.clone());
        live
    }

    async fn group_once(
        &self,
        connection: &Connection,
        profile: &Profile,
        group: &str,
        inverse: &mut Inverse,
    ) -> Result<ReadGroup, Problem> {
        let key = (connection.id.clone(), group.to_owned());
        if let Some(known) = inverse.groups.get(&key) {
            return known.clone();
        }
        let live = self.live_group(connection, profile, group).await;
        inverse.groups.insert(key, live.clone());
        live
    }

    async fn invert_run(&self, run_id: &str, inverse: &mut Inverse) -> Result<(), Problem> {
        let (_, items, made) = self.planned_and_ended(run_id).await?;
        for (mut item, view) in items.into_iter().rev() {
            let Some(wish) = with_ids(&item.wish, &item.follows, &made) else { continue };
            item.wish = wish;
            let took = matches!(
                view.outcome,
                Some(Outcome::Verified | Outcome::AcceptedNotVerified | Outcome::Unknown)
            );
            if took {
                self.invert(run_id, &item, &view, inverse).await?;
            }
        }
        Ok(())
    }

    async fn invert(
        &self,
        run_id: &str,
        item: &Item,
        view: &RunItem,
        inverse: &mut Inverse,
    ) -> Result<(), Problem> {
        let connection = match self.connection(&item.connection_id).await {
            Err(problem) if is_removed(&problem) => {
                inverse.blocked.push(Blocked {
                    change: item.change.clone(),
                    on: item.on.clone(),
                    ..removed_app(item.wish.clone(), &problem)
                });
                return Ok(());
            }
            found => found?,
        };
        let profile = self.profile(&connection.provider)?.clone();
        let id = connection.id.clone();
        let block = |inverse: &mut Inverse, why: String| {
            inverse.blocked.push(Blocked {
                connection_id: id.clone(),
                change: item.change.clone(),
                on: item.on.clone(),
                why,
                because: Because::Cannot,
                wish: None,
            });
        };
        let image = Resource::from_value(item.before_image.clone())
            .map_err(|_| internal("Reading the before-image", "it is not an object"))?;
        let connection_id = connection.id.clone();
        match &item.wish {
            Change::Deactivate { user, .. } | Change::Delete { user, .. } => {
                match self.user_once(&connection, &profile, user, inverse).await {
                    Ok(live) => {
                        if live.flag("active") != Some(true) {
                            let user = user.clone();
                            inverse
                                .changes
                                .push(Change::Activate { connection: connection_id, user });
                        }
                        self.back_into_groups(&connection, &profile, item, user, inverse).await?;
                    }
                    Err(problem) if problem.says_gone() => {
                        let values = carried(&profile, &image);
                        let lost = left_out(&image, &values);
                        if !lost.is_empty() {
                            inverse.warnings.push(Warning {
                                stop: false,
                                lead: format!("{} is created without: {}.", item.on, lost.join(", ")),
                                text: "The account is gone, and a new one does not get these. They stand in the run that removed it.".to_owned(),
                                count: 1,
                            });
                        }
                        let groups = self.still_there(&connection, &profile, item, inverse).await?;
                        let connection = connection_id;
                        inverse.made_anew.insert((connection.clone(), user.clone()));
                        inverse.changes.push(Change::Create { connection, values, groups });
                    }
                    Err(problem) => return Err(problem),
                }
            }
            Change::Activate { user, .. } => inverse
                .changes
                .push(Change::Deactivate { connection: connection_id, user: user.clone() }),
            Change::Set { user, .. } => {
                let live = match self.user_once(&connection, &profile, user, inverse).await {
                    Ok(live) => live,
                    Err(problem) if problem.says_gone() => {
                        block(inverse, problem.side_words);
                        return Ok(());
                    }
                    Err(problem) => return Err(problem),
                };
                let Expected::Values(set) = &item.expected else { return Ok(()) };
                let left = self.as_left_by(&connection.id, user, run_id).await?;
                let mut values = Map::new();
                for value in set {
                    if value.write_only {
                        block(
                            inverse,
                            format!(
                                "the former {} is not known: {} never gives it back.",
                                value.path, connection.name
                            ),
                        );
                    } else if same_value(&value.path, &image, &live) {
                        // It did not take, or somebody has put it back.
                    } else if value.holds_in(&live)
                        || left.as_ref().is_some_and(|left| same_value(&value.path, left, &live))
                    {
                        let former = image.get(&value.path).cloned().unwrap_or(Value::Null);
                        values.insert(value.path.clone(), former);
                    } else {
                        block(inverse, no_more(&value.found_words(&live)));
                    }
                }
                if !values.is_empty() {
                    let user = user.clone();
                    inverse.changes.push(Change::Set { connection: connection_id, user, values });
                }
            }
            Change::Create { .. } if view.account_id.is_empty() => {
                block(inverse, "the id of what was created is not known.".to_owned());
            }
            Change::Create { .. } => {
                let user = view.account_id.clone();
                inverse.changes.push(Change::Delete { connection: connection_id, user });
            }
            Change::AddMember { group, users, .. } => {
                inverse.changes.push(Change::RemoveMember {
                    connection: connection_id,
                    group: group.clone(),
                    users: users.clone(),
                });
                inverse.lost(&connection.id, group, &[]);
            }
            Change::RemoveMember { group, users, .. } => {
                inverse.lost(&connection.id, group, users);
            }
            Change::CreateGroup { .. } if view.account_id.is_empty() => {
                block(inverse, "the id of what was created is not known.".to_owned());
            }
            Change::CreateGroup { .. } => inverse.changes.push(Change::DeleteGroup {
                connection: connection_id,
                group: view.account_id.clone(),
            }),
            Change::RenameGroup { group, .. } => {
                let (live, _) = match self.group_once(&connection, &profile, group, inverse).await {
                    Ok(live) => live,
                    Err(problem) if problem.says_gone() => {
                        block(inverse, problem.side_words);
                        return Ok(());
                    }
                    Err(problem) => return Err(problem),
                };
                if item.expected.is_met_by(&live) {
                    inverse.changes.push(Change::RenameGroup {
                        connection: connection_id,
                        group: group.clone(),
                        name: image.text("displayName").unwrap_or_default(),
                    });
                } else {
                    let now = live.text("displayName").unwrap_or_default();
                    block(inverse, no_more(&format!("“{now}”")));
                }
            }
            Change::DeleteGroup { .. } => {
                let name = image.text("displayName").unwrap_or_default();
                let members = match Group::of(&image).members {
                    Members::Listed(members) => {
                        members.into_iter().map(|member| member.value).collect()
                    }
                    Members::Unknown => Vec::new(),
                };
                let connection = connection_id;
                inverse.changes.push(Change::CreateGroup { connection, name, members });
            }
        }
        Ok(())
    }

    /// The account as the run left it: a server may have taken a part of what was asked, and that
    /// part is the run's too.
    async fn as_left_by(
        &self,
        connection_id: &str,
        account_id: &str,
        run_id: &str,
    ) -> Result<Option<Resource>, Problem> {
        let (id, account, run) =
            (connection_id.to_owned(), account_id.to_owned(), run_id.to_owned());
        let raw = self
            .stored("Looking up what the run left", move |store| {
                store.account_as_left_by(&id, &account, &run)
            })
            .await?;
        let read = |raw: String| Resource::from_value(serde_json::from_str(&raw).ok()?).ok();
        Ok(raw.and_then(read))
    }

    /// Whoever left a group through this run comes back, also those whom nobody wished away: a
    /// server may have taken a removal for more than it was. Whoever is there again is left alone.
    async fn members_again(&self, runs: &[String], inverse: &mut Inverse) -> Result<(), Problem> {
        for ((connection_id, group), mut users) in std::mem::take(&mut inverse.lost) {
            for run in runs {
                let (id, run) = (connection_id.clone(), run.clone());
                let ended = self
                    .stored("Looking up who left", move |store| {
                        store.memberships_ended_by(&id, &run)
                    })
                    .await?;
                let of_it = ended.into_iter().filter(|(of, _)| *of == group);
                users.extend(of_it.map(|(_, user)| user));
            }
            // Whoever is made anew joins with the new account.
            users
                .retain(|user| !inverse.made_anew.contains(&(connection_id.clone(), user.clone())));
            if users.is_empty() {
                continue;
            }
            let connection = match self.connection(&connection_id).await {
                // Each item of it is named already.
                Err(problem) if is_removed(&problem) => continue,
                found => found?,
            };
            let profile = self.profile(&connection.provider)?.clone();
            let now = match self.group_once(&connection, &profile, &group, inverse).await {
                Ok((_, now)) => now.unwrap_or_default(),
                Err(problem) if problem.says_gone() => {
                    let known = self.group_named(&connection, &group).await?;
                    inverse.blocked.push(Blocked {
                        connection_id,
                        change: format!("Join {}", profile.words.nouns.group),
                        on: known.map_or(group, |known| known.name),
                        why: format!("the {} is not there any more.", profile.words.nouns.group),
                        because: Because::Gone,
                        wish: None,
                    });
                    continue;
                }
                Err(problem) => return Err(problem),
            };
            let users: Vec<String> = users.into_iter().filter(|user| !now.contains(user)).collect();
            if !users.is_empty() {
                inverse.changes.push(Change::AddMember { connection: connection_id, group, users });
            }
        }
        Ok(())
    }

    /// Groups that the account was in before and that are still there.
    async fn still_there(
        &self,
        connection: &Connection,
        profile: &Profile,
        item: &Item,
        inverse: &mut Inverse,
    ) -> Result<Vec<String>, Problem> {
        let mut groups = Vec::new();
        for group in item.groups.iter().flatten() {
            match self.group_once(connection, profile, group, inverse).await {
                Ok(_) => groups.push(group.clone()),
                Err(problem) if problem.says_gone() => {}
                Err(problem) => return Err(problem),
            }
        }
        Ok(groups)
    }

    /// Groups that the account was in before and is not in now.
    async fn back_into_groups(
        &self,
        connection: &Connection,
        profile: &Profile,
        item: &Item,
        user: &str,
        inverse: &mut Inverse,
    ) -> Result<(), Problem> {
        for group in item.groups.iter().flatten() {
            match self.group_once(connection, profile, group, inverse).await {
                // One that does not tell its members may have none: the plan finds out.
                Ok((_, members))
                    if !members.as_ref().is_some_and(|members| members.contains(user)) =>
                {
                    inverse.changes.push(Change::AddMember {
                        connection: connection.id.clone(),
                        group: group.clone(),
                        users: vec![user.to_owned()],
                    });
                }
                Ok(_) => {}
                Err(problem) if problem.says_gone() => {}
                Err(problem) => return Err(problem),
            }
        }
        Ok(())
    }
}

/// Why something that was changed since is not taken back: whoever did it meant it.
fn no_more(now: &str) -> String {
    format!("it is not what this run has set any more: {}.", bounded(now, NAME_SHOWN))
}

/// Attributes of a former account that a new one is not given, by name.
fn left_out(image: &Resource, given: &Map<String, Value>) -> Vec<String> {
    let is_given = |name: &str| {
        given.keys().any(|path| {
            let last = path.rsplit(':').next().unwrap_or(path);
            last.split('.').next().is_some_and(|first| first.eq_ignore_ascii_case(name))
        })
    };
    let empty = |value: &Value| match value {
        Value::Null => true,
        Value::Array(all) => all.is_empty(),
        Value::Object(all) => all.is_empty(),
        Value::String(text) => text.is_empty(),
        _ => false,
    };
    let Value::Object(image) = image.as_value() else { return Vec::new() };
    let mut lost = Vec::new();
    for (name, value) in image {
        if OF_THE_APP.iter().any(|own| own.eq_ignore_ascii_case(&name)) {
            continue;
        }
        let parts = match value {
            Value::Object(parts) if name.contains(':') => parts,
            value => Map::from_iter([(name, value)]),
        };
        let kept = |(name, value): &(String, Value)| !empty(value) && !is_given(name);
        lost.extend(parts.into_iter().filter(kept).map(|(name, _)| name));
    }
    lost
}

/// The values of a former account that a new one can be given.
fn carried(profile: &Profile, image: &Resource) -> Map<String, Value> {
    let enterprise = CARRIED_ENTERPRISE.iter().map(|name| format!("{ENTERPRISE}{name}"));
    CARRIED
        .iter()
        .map(|path| (*path).to_owned())
        .chain(enterprise)
        .filter(|path| rollcall_providers::keeps(profile, path))
        .filter_map(|path| {
            let value = image.get(&path).filter(|value| !value.is_null())?.clone();
            Some((path, value))
        })
        .collect()
}
