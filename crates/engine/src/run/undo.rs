//! Taking a run back: a new plan of inverse changes, made from the before-images. What cannot be
//! undone is in it as blocked, with what to do instead.

use crate::change::Change;
use crate::core::Rollcall;
use crate::plan::build::{Known, Wanted, removed_app};
use crate::plan::draft::LiveGroup;
use crate::plan::placeholders::substitute_ids;
use crate::plan::{Because, Blocked, Item, Warning};
use crate::problem::failure::{asked, internal};
use crate::problem::is_removed;
use crate::problem::{Problem, ProblemCode};
use crate::run::inverse::{Inverse, ToUndo, Touched, inverse};
use crate::view::{Outcome, PlanView, RunItem};
use rollcall_providers::Profile;
use rollcall_scim::Resource;
use rollcall_store::{AccountId, AccountRef, Connection, ConnectionId, GroupId, RunId};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What takes runs back, so far.
#[derive(Default)]
struct Undo {
    changes: Vec<Change>,
    blocked: Vec<Blocked>,
    warnings: Vec<Warning>,
    /// Accounts that are re-created, by the ids they had.
    re_created: BTreeSet<AccountRef>,
    /// Who left a group, by connection and group.
    lost: BTreeMap<(ConnectionId, GroupId), BTreeSet<String>>,
    /// What was read for it, so that nothing is requested twice.
    users: HashMap<AccountRef, Result<Resource, Problem>>,
    groups: HashMap<(ConnectionId, GroupId), Result<ReadGroup, Problem>>,
}

/// A group as it is now, and its members if the app returns them.
type ReadGroup = (Resource, Option<BTreeSet<String>>);

impl Undo {
    /// Nobody is removed from a group that is deleted anyway.
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

    /// Removes items that would join a group that must not change, and says why.
    fn leave_alone(&mut self, connection: &ConnectionId, group: &GroupId, why: &str) {
        let joins = |change: &Change| {
            matches!(change, Change::AddMember { .. })
                && change.connection() == connection.as_str()
                && change.group() == Some(group.as_str())
        };
        let before = self.changes.len();
        self.changes.retain(|change| !joins(change));
        if self.changes.len() < before {
            self.blocked.push(Blocked {
                connection_id: connection.clone(),
                change: "Join again".to_owned(),
                on: group.to_string(),
                why: why.to_owned(),
                because: Because::Cannot,
                wish: None,
            });
        }
    }

    fn add(&mut self, connection: &ConnectionId, item: &Item, inverse: Inverse) {
        let Inverse { changes, blocked, warning, re_creates, left_group } = inverse;
        self.changes.extend(changes);
        self.warnings.extend(warning);
        self.blocked.extend(blocked.into_iter().map(|why| Blocked {
            connection_id: connection.clone(),
            change: item.change.clone(),
            on: item.on.clone(),
            why,
            because: Because::Cannot,
            wish: None,
        }));
        let account = |user| AccountRef::from((connection.clone(), AccountId::from(user)));
        self.re_created.extend(re_creates.map(account));
        if let Some((group, users)) = left_group {
            let group = GroupId::from(group);
            self.lost.entry((connection.clone(), group)).or_default().extend(users);
        }
    }
}

impl Rollcall {
    /// Plans the undo of everything in a run that took effect, or may have. The last change goes
    /// first.
    ///
    /// # Errors
    /// When nothing of the run can be taken back, and as [`Rollcall::plan_changes`].
    pub async fn plan_undo(&self, run_id: &RunId) -> Result<PlanView, Problem> {
        let title = format!("Undo “{}”", self.run(run_id).await?.title);
        self.plan_back(&[run_id.to_owned()], title, &[]).await
    }

    /// The same of several runs, newest first. Groups in `left_alone` (by connection, with the
    /// reason) are not joined again.
    pub(crate) async fn plan_back(
        &self,
        runs: &[RunId],
        title: String,
        left_alone: &[(ConnectionId, GroupId, String)],
    ) -> Result<PlanView, Problem> {
        let mut undo = Undo::default();
        for run_id in runs {
            self.invert_run(run_id, &mut undo).await?;
        }
        self.members_again(runs, &mut undo).await?;
        undo.leave_what_goes();
        for (connection, group, why) in left_alone {
            undo.leave_alone(connection, group, why);
        }
        if undo.changes.is_empty() {
            let why = match undo.blocked.first() {
                Some(first) => first.words(),
                None => "Nothing of this run took effect.".to_owned(),
            };
            return Err(asked(
                ProblemCode::BadRequest,
                "Planning the undo failed.",
                &why,
                "Plan the changes you want instead.",
            ));
        }
        let Undo { changes, blocked, warnings, users, groups, .. } = undo;
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
        undo: &mut Undo,
    ) -> Result<Resource, Problem> {
        let key = AccountRef::from((connection.id.clone(), AccountId::from(user)));
        if let Some(known) = undo.users.get(&key) {
            return known.clone();
        }
        let live = self.live(connection, profile, &key.account_id).await;
        undo.users.insert(key, live.clone());
        live
    }

    async fn group_once(
        &self,
        connection: &Connection,
        profile: &Profile,
        group: &str,
        undo: &mut Undo,
    ) -> Result<ReadGroup, Problem> {
        let key = (connection.id.clone(), GroupId::from(group));
        if let Some(known) = undo.groups.get(&key) {
            return known.clone();
        }
        let live = self.live_group(connection, profile, &key.1).await;
        undo.groups.insert(key, live.clone());
        live
    }

    async fn invert_run(&self, run_id: &RunId, undo: &mut Undo) -> Result<(), Problem> {
        let (_, items, made) = self.planned_and_ended(run_id).await?;
        for (mut item, view) in items.into_iter().rev() {
            let Some(wish) = substitute_ids(&item.wish, &item.follows, &made) else { continue };
            item.wish = wish;
            let took = matches!(
                view.outcome,
                Some(Outcome::Verified | Outcome::AcceptedNotVerified | Outcome::Unknown)
            );
            if took {
                self.invert(run_id, &item, &view, undo).await?;
            }
        }
        Ok(())
    }

    async fn invert(
        &self,
        run_id: &RunId,
        item: &Item,
        view: &RunItem,
        undo: &mut Undo,
    ) -> Result<(), Problem> {
        let connection = match self.connection(item.connection_id.as_str()).await {
            Err(problem) if is_removed(&problem) => {
                undo.blocked.push(Blocked {
                    change: item.change.clone(),
                    on: item.on.clone(),
                    ..removed_app(item.wish.clone(), &problem)
                });
                return Ok(());
            }
            found => found?,
        };
        let profile = self.profile(&connection.provider)?.clone();
        let image = Resource::from_value(item.before_image.clone())
            .map_err(|_| internal("Reading the before-image", "it is not an object"))?;
        let touched = self.touched(run_id, item, (&connection, &profile), undo).await?;
        let to_undo = ToUndo {
            connection_id: connection.id.as_str(),
            app: &connection.name,
            profile: &profile,
            item,
            image: &image,
            made: &view.account_id,
        };
        undo.add(&connection.id, item, inverse(&to_undo, touched));
        Ok(())
    }

    /// Reads what the inverse of an item needs to know.
    async fn touched(
        &self,
        run_id: &RunId,
        item: &Item,
        (connection, profile): (&Connection, &Profile),
        undo: &mut Undo,
    ) -> Result<Touched, Problem> {
        Ok(match &item.wish {
            Change::Deactivate { user, .. } | Change::Delete { user, .. } => {
                let live = or_gone(self.user_once(connection, profile, user, undo).await)?;
                let groups = self.groups_now(connection, profile, item, undo).await?;
                Touched::Account { live, groups, left: None }
            }
            Change::Set { user, .. } => {
                let live = or_gone(self.user_once(connection, profile, user, undo).await)?;
                let left = match live {
                    Ok(_) => {
                        self.as_left_by(&connection.id, &AccountId::from(user.as_str()), run_id)
                            .await?
                    }
                    Err(_) => None,
                };
                Touched::Account { live, groups: Vec::new(), left }
            }
            Change::RenameGroup { group, .. } => {
                let read = self.group_once(connection, profile, group, undo).await;
                Touched::Group(or_gone(read.map(|(live, _)| live))?)
            }
            _ => Touched::NotRead,
        })
    }

    /// Groups that the account was in before and that are still there, with their members.
    async fn groups_now(
        &self,
        connection: &Connection,
        profile: &Profile,
        item: &Item,
        undo: &mut Undo,
    ) -> Result<Vec<(String, Option<BTreeSet<String>>)>, Problem> {
        let mut groups = Vec::new();
        for group in item.groups.iter().flatten() {
            let read = self.group_once(connection, profile, group, undo).await;
            if let Ok((_, members)) = or_gone(read)? {
                groups.push((group.clone(), members));
            }
        }
        Ok(groups)
    }

    /// The account as the run left it: a server may have taken a part of what was asked, and that
    /// part is the run's too.
    async fn as_left_by(
        &self,
        connection_id: &ConnectionId,
        account_id: &AccountId,
        run_id: &RunId,
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

    /// Members who left a group through this run come back, even those whom no change named: a
    /// server may have removed more than it was asked to. Members who are back already are left
    /// alone.
    async fn members_again(&self, runs: &[RunId], undo: &mut Undo) -> Result<(), Problem> {
        for ((connection_id, group), mut users) in std::mem::take(&mut undo.lost) {
            for run in runs {
                let (id, run) = (connection_id.clone(), run.clone());
                let ended = self
                    .stored("Looking up who left", move |store| {
                        store.memberships_ended_by(&id, &run)
                    })
                    .await?;
                let of_it = ended.into_iter().filter(|(of, _)| *of == group);
                users.extend(of_it.map(|(_, user)| user.into_string()));
            }
            // A re-created account joins under its new id.
            users.retain(|user| {
                let account = (connection_id.clone(), AccountId::from(user.as_str()));
                !undo.re_created.contains(&AccountRef::from(account))
            });
            if users.is_empty() {
                continue;
            }
            let connection = match self.connection(connection_id.as_str()).await {
                // Each item of it is named already.
                Err(problem) if is_removed(&problem) => continue,
                found => found?,
            };
            let profile = self.profile(&connection.provider)?.clone();
            let now = match self.group_once(&connection, &profile, group.as_str(), undo).await {
                Ok((_, now)) => now.unwrap_or_default(),
                Err(problem) if problem.says_gone() => {
                    let known = self.group_named(&connection, group.as_str()).await?;
                    undo.blocked.push(Blocked {
                        connection_id,
                        change: format!("Join {}", profile.words.nouns.group),
                        on: known.map_or_else(|| group.into_string(), |known| known.name),
                        why: format!("the {} no longer exists.", profile.words.nouns.group),
                        because: Because::Gone,
                        wish: None,
                    });
                    continue;
                }
                Err(problem) => return Err(problem),
            };
            let users: Vec<String> = users.into_iter().filter(|user| !now.contains(user)).collect();
            if !users.is_empty() {
                let (connection, group) = (connection_id.into_string(), group.into_string());
                undo.changes.push(Change::AddMember { connection, group, users });
            }
        }
        Ok(())
    }
}

/// What was read, or the app's words that it is gone.
fn or_gone<T>(read: Result<T, Problem>) -> Result<Result<T, String>, Problem> {
    match read {
        Ok(live) => Ok(Ok(live)),
        Err(problem) if problem.says_gone() => Ok(Err(problem.side_words)),
        Err(problem) => Err(problem),
    }
}
