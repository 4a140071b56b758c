//! The stage: changes gathered so far, not yet a plan. It survives a restart. What an app is known
//! not to do is reported here, before it is planned; what contradicts a staged change is refused.

mod members;
pub(crate) mod to_view;

use crate::change::Change;
use crate::change::availability::{
    activate_blocked, deactivate_blocked, delete_blocked, not_listed,
};
use crate::change::merge::{Contradiction, Restaged, Wish, put_beside};
use crate::core::Rollcall;
use crate::plan::build::Wanted;
use crate::plan::draft::Place;
use crate::problem::failure::{asked, internal};
use crate::problem::{Problem, ProblemCode};
use crate::stage::to_view::{shown, staged_change};
use crate::text::{NAME_SHOWN, bounded, count};
use crate::view::to_view::user_row;
use crate::view::{
    AccountState, GroupRefusal, GroupWish, GroupWishKind, LeftOut, NewUser, PlanView, StageAnswer,
    StageView, UserQuery, UserRow, UserWish, UserWishKind, WantedValue,
};
use rollcall_providers::{
    Cannot, GroupWrite, create_group, create_user, delete_group, rename_group, set_user,
};
use rollcall_scim::Resource;
use rollcall_store::{AccountId, ConnectionId, GroupId, NewWish, StagedWish};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};

/// Names that are listed of those who are left out.
const NAMED: usize = 5;

/// Accounts that are read at once when a wish is for all matches.
const AT_ONCE: u32 = 1_000;

/// What is wanted of one account.
pub(crate) struct WantedOf {
    pub(crate) connection: ConnectionId,
    pub(crate) account: AccountId,
    pub(crate) kind: UserWishKind,
    pub(crate) values: Map<String, Value>,
}

/// Accounts of an app in the order in which they are wanted, and what is wanted of each.
type InApp = (Vec<AccountId>, HashMap<AccountId, Vec<WantedOf>>);

impl Rollcall {
    /// Everything staged.
    pub async fn stage(&self) -> Result<StageView, Problem> {
        let connections = self.named_connections().await?;
        let mut changes = Vec::new();
        for (kept, wish) in self.wishes().await? {
            let Some(connection) = connections.get(&kept.connection_id) else { continue };
            let profile = self.profile(&connection.provider)?;
            changes.push(staged_change(kept, wish, connection, profile));
        }
        Ok(StageView { changes })
    }

    /// Stages the same wish for one or many accounts. Accounts that it cannot apply to are left out
    /// and named with the reason.
    ///
    /// # Errors
    /// When it contradicts what is staged; nothing is staged then.
    pub async fn stage_users(&self, wish: UserWish) -> Result<StageAnswer, Problem> {
        let mut accounts: BTreeMap<ConnectionId, Vec<AccountId>> = BTreeMap::new();
        match &wish.all_of {
            Some(query) => {
                for row in self.all_users(query).await? {
                    accounts.entry(row.connection_id).or_default().push(row.account_id);
                }
            }
            None => {
                for one in &wish.accounts {
                    let ids = accounts.entry(one.connection_id.clone()).or_default();
                    if !ids.contains(&one.account_id) {
                        ids.push(one.account_id.clone());
                    }
                }
            }
        }
        let values = values_of(&wish.values);
        let wanted = accounts.into_iter().flat_map(|(connection, ids)| {
            let values = values.clone();
            ids.into_iter().map(move |account| WantedOf {
                connection: connection.clone(),
                account,
                kind: wish.kind,
                values: values.clone(),
            })
        });
        let (staged, left_out) = self.stage_each(wanted.collect()).await?;
        Ok(StageAnswer { stage: self.stage().await?, staged, left_out })
    }

    /// Stages a wish for each of these accounts, all or, when one contradicts what is staged, none.
    /// Gives how many are staged, and those that the wish cannot apply to.
    pub(crate) async fn stage_each(
        &self,
        wanted: Vec<WantedOf>,
    ) -> Result<(u32, Vec<LeftOut>), Problem> {
        // In the order in which they are wanted: the tray lists them so.
        let mut by_app: BTreeMap<ConnectionId, InApp> = BTreeMap::new();
        for one in wanted {
            let (ids, of) = by_app.entry(one.connection.clone()).or_default();
            let of = of.entry(one.account.clone()).or_default();
            if of.is_empty() {
                ids.push(one.account.clone());
            }
            of.push(one);
        }
        let (mut wishes, mut left_out) = (Vec::new(), Vec::new());
        for (connection_id, (ids, mut wanted)) in by_app {
            let place = Place::of(self, connection_id.as_str()).await?;
            let id = place.connection.id.clone();
            let found =
                self.stored("Looking up the users", move |store| store.accounts(&id, &ids)).await?;
            for (row, raw) in found {
                let of_account = wanted.remove(&row.account_id).unwrap_or_default();
                let of = crate::view::to_view::Place {
                    connection: &place.connection,
                    profile: &place.profile,
                };
                let row = user_row(row, &of);
                let resource = serde_json::from_str(&raw)
                    .ok()
                    .and_then(|value| Resource::from_value(value).ok())
                    .unwrap_or_else(|| Resource::from(Map::new()));
                for one in of_account {
                    match wish_for(&place, one.kind, &row, &resource, &one.values) {
                        Ok(wish) => wishes.push(wish),
                        Err(why) => leave_out(&mut left_out, why, &row.name),
                    }
                }
            }
        }
        let staged = count(wishes.len() as u64);
        self.put(wishes).await?;
        Ok((staged, left_out))
    }

    /// Makes these the staged adds and removes of a group, in place of those before.
    pub async fn stage_members(
        &self,
        connection_id: &str,
        group_id: &GroupId,
        add: Vec<String>,
        remove: Vec<String>,
    ) -> Result<StageView, Problem> {
        let place = Place::of(self, connection_id).await?;
        let id = place.connection.id.clone();
        let group = group_id.clone();
        let named: Vec<_> =
            add.iter().chain(&remove).map(|id| AccountId::from(id.as_str())).collect();
        let (group, people) = self
            .stored("Looking up the members", move |store| {
                Ok((store.group(&id, &group)?, store.accounts(&id, &named)?))
            })
            .await?;
        let known: BTreeMap<&str, &str> =
            people.iter().map(|(row, _)| (row.account_id.as_str(), row.name.as_str())).collect();
        let names_of = |ids: &[String]| {
            ids.iter()
                .filter_map(|id| Some((id.clone(), bounded(*known.get(id.as_str())?, NAME_SHOWN))))
                .collect::<BTreeMap<String, String>>()
        };
        let on = bounded(group.row.name, NAME_SHOWN);
        let (connection, group) = (place.connection.id.clone(), group_id.to_owned());
        let mut wishes = Vec::new();
        if !add.is_empty() {
            let (connection, group, names) = (connection.clone(), group.clone(), names_of(&add));
            let change = Change::AddMember {
                connection: connection.into_string(),
                group: group.into_string(),
                users: add,
            };
            wishes.push(Wish { change, on: on.clone(), before: BTreeMap::new(), names });
        }
        if !remove.is_empty() {
            let names = names_of(&remove);
            let change = Change::RemoveMember {
                connection: connection.into_string(),
                group: group.into_string(),
                users: remove,
            };
            wishes.push(Wish { change, on, before: BTreeMap::new(), names });
        }
        let (mut staged, mut out) = (Vec::new(), Vec::new());
        for (kept, wish) in self.wishes().await? {
            let members =
                matches!(wish.change, Change::AddMember { .. } | Change::RemoveMember { .. });
            if members
                && kept.connection_id == place.connection.id
                && wish.change.group() == Some(group_id.as_str())
            {
                out.push(kept.id);
            } else {
                staged.push((kept.id, wish));
            }
        }
        let mut restaged = put_beside(&staged, wishes).map_err(|found| contradiction(&found))?;
        restaged.out.extend(out);
        self.restage(restaged).await?;
        self.stage().await
    }

    /// Stages a new account, with the groups that it joins.
    pub async fn stage_new_user(&self, user: NewUser) -> Result<StageView, Problem> {
        let place = Place::of(self, user.connection_id.as_str()).await?;
        let mut values = values_of(&user.values);
        values.retain(|_, value| !value.is_null());
        if let Err(Cannot(why)) = create_user(&place.profile, &values) {
            return Err(refused("Staging the new account failed.", &why));
        }
        let id = place.connection.id.clone();
        let groups = user.groups.clone();
        let names = self
            .stored("Looking up the groups", move |store| {
                groups
                    .into_iter()
                    .map(|group| {
                        Ok((
                            group.clone(),
                            store.group(&id, &GroupId::from(group.as_str()))?.row.name,
                        ))
                    })
                    .collect::<Result<BTreeMap<String, String>, _>>()
            })
            .await?;
        let on = values.get("userName").and_then(Value::as_str).unwrap_or_default();
        let on = bounded(on, NAME_SHOWN);
        let connection = place.connection.id;
        let change =
            Change::Create { connection: connection.into_string(), values, groups: user.groups };
        self.put(vec![Wish { change, on, before: BTreeMap::new(), names }]).await?;
        self.stage().await
    }

    /// Stages a new group, another name, or the end of one.
    pub async fn stage_group(&self, wish: GroupWish) -> Result<StageView, Problem> {
        let place = Place::of(self, wish.connection_id.as_str()).await?;
        let profile = &place.profile;
        let (connection, group) = (place.connection.id.clone(), wish.group_id.clone());
        let name = wish.name.trim().to_owned();
        let what = "Staging the change of the group failed.";
        if wish.kind != GroupWishKind::Delete && name.is_empty() {
            return Err(refused(what, "A group needs a name."));
        }
        let tried = match wish.kind {
            GroupWishKind::Create => create_group(profile, &name),
            GroupWishKind::Rename => rename_group(profile, group.as_str(), &name),
            GroupWishKind::Delete => delete_group(profile, group.as_str()),
        };
        if let Err(Cannot(why)) = tried {
            return Err(refused(what, &why));
        }
        let on = if wish.kind == GroupWishKind::Create {
            name.clone()
        } else {
            let (id, group) = (connection.clone(), group.clone());
            self.stored("Looking up the group", move |store| store.group(&id, &group))
                .await?
                .row
                .name
        };
        let change = match wish.kind {
            GroupWishKind::Create => Change::CreateGroup {
                connection: connection.into_string(),
                name,
                members: Vec::new(),
            },
            GroupWishKind::Rename => Change::RenameGroup {
                connection: connection.into_string(),
                group: group.into_string(),
                name,
            },
            GroupWishKind::Delete => Change::DeleteGroup {
                connection: connection.into_string(),
                group: group.into_string(),
            },
        };
        let (before, names) = (BTreeMap::new(), BTreeMap::new());
        self.put(vec![Wish { change, on: bounded(on, NAME_SHOWN), before, names }]).await?;
        self.stage().await
    }

    /// Takes changes off the stage.
    pub async fn unstage(&self, ids: Vec<u32>) -> Result<StageView, Problem> {
        self.restage(Restaged { out: ids, wishes: Vec::new() }).await?;
        self.stage().await
    }

    /// Plans everything staged. It leaves the stage when the plan is run.
    ///
    /// # Errors
    /// As [`Rollcall::plan_changes`].
    pub async fn plan_stage(&self) -> Result<PlanView, Problem> {
        let (mut changes, mut staged) = (Vec::new(), Vec::new());
        for (kept, wish) in self.wishes().await? {
            staged.push(kept.id);
            changes.push(wish.change);
        }
        self.plan_wanted(Wanted { changes, staged, ..Wanted::default() }).await
    }

    /// Which of create, rename and delete an app does not do to groups, and why.
    pub async fn group_refusals(&self, connection_id: &str) -> Result<Vec<GroupRefusal>, Problem> {
        let connection = self.connection(connection_id).await?;
        let profile = self.profile(&connection.provider)?;
        let kinds = [
            (GroupWishKind::Create, GroupWrite::Create),
            (GroupWishKind::Rename, GroupWrite::Rename),
            (GroupWishKind::Delete, GroupWrite::Delete),
        ];
        Ok(kinds
            .into_iter()
            .filter_map(|(kind, write)| {
                let Cannot(why) = rollcall_providers::group_write(profile, write).err()?;
                Some(GroupRefusal { kind, why })
            })
            .collect())
    }

    async fn wishes(&self) -> Result<Vec<(StagedWish, Wish)>, Problem> {
        let kept = self.stored("Reading the staged changes", rollcall_store::Store::staged).await?;
        kept.into_iter()
            .map(|kept| {
                let wish = serde_json::from_str(&kept.body_json)
                    .map_err(|error| internal("Reading the staged changes", &error.to_string()))?;
                Ok((kept, wish))
            })
            .collect()
    }

    async fn put(&self, wishes: Vec<Wish>) -> Result<(), Problem> {
        if wishes.is_empty() {
            return Ok(());
        }
        let staged: Vec<(u32, Wish)> =
            self.wishes().await?.into_iter().map(|(kept, wish)| (kept.id, wish)).collect();
        let restaged = put_beside(&staged, wishes).map_err(|found| contradiction(&found))?;
        self.restage(restaged).await
    }

    async fn restage(&self, restaged: Restaged) -> Result<(), Problem> {
        let wishes = restaged
            .wishes
            .iter()
            .map(|wish| {
                Ok(NewWish {
                    connection_id: ConnectionId::from(wish.change.connection().to_owned()),
                    subject: wish.change.subject().1,
                    body_json: serde_json::to_string(wish)?,
                })
            })
            .collect::<Result<Vec<_>, serde_json::Error>>()
            .map_err(|error| internal("Saving the stage", &error.to_string()))?;
        let (out, at) = (restaged.out, self.0.clock.moment());
        self.stored("Saving the stage", move |store| store.restage(&out, &wishes, at)).await
    }

    /// Every account that matches, page by page.
    async fn all_users(&self, query: &UserQuery) -> Result<Vec<UserRow>, Problem> {
        let mut rows = Vec::new();
        loop {
            let offset = count(rows.len() as u64);
            let page = self.users(UserQuery { offset, limit: AT_ONCE, ..query.clone() }).await?;
            let (more, total) = (page.rows.len(), page.total);
            rows.extend(page.rows);
            if more == 0 || rows.len() as u64 >= u64::from(total) {
                return Ok(rows);
            }
        }
    }
}

/// The wish for one account, or why it is left out.
fn wish_for(
    place: &Place,
    kind: UserWishKind,
    row: &UserRow,
    resource: &Resource,
    values: &Map<String, Value>,
) -> Result<Wish, String> {
    let profile = &place.profile;
    let (connection, user) = (row.connection_id.clone(), row.account_id.clone());
    let gone = || (row.status == AccountState::NoLongerListed).then(|| not_listed(row, profile));
    let no = |why: Option<String>| why.map_or(Ok(()), Err);
    let mut before = BTreeMap::new();
    let change = match kind {
        UserWishKind::Deactivate => {
            no(deactivate_blocked(row, profile))?;
            no(place.settings.protects(user.as_str()))?;
            Change::Deactivate { connection: connection.into_string(), user: user.into_string() }
        }
        UserWishKind::Activate => {
            no(activate_blocked(row, profile))?;
            Change::Activate { connection: connection.into_string(), user: user.into_string() }
        }
        UserWishKind::Delete => {
            no(delete_blocked(row, profile))?;
            no(place.settings.protects(user.as_str()))?;
            Change::Delete { connection: connection.into_string(), user: user.into_string() }
        }
        UserWishKind::Set => {
            no(gone())?;
            let intent = set_user(profile, user.as_str(), values).map_err(|Cannot(why)| why)?;
            if intent.expected.is_met_by(resource) {
                return Err("It already has these values.".to_owned());
            }
            for path in values.keys() {
                let was = resource.get(path).and_then(shown).unwrap_or_default();
                before.insert(path.clone(), was);
            }
            Change::Set {
                connection: connection.into_string(),
                user: user.into_string(),
                values: values.clone(),
            }
        }
    };
    let on = bounded(row.name.clone(), NAME_SHOWN);
    Ok(Wish { change, on, before, names: BTreeMap::new() })
}

pub(crate) fn leave_out(left_out: &mut Vec<LeftOut>, why: String, name: &str) {
    let place = match left_out.iter().position(|one| one.why == why) {
        Some(place) => place,
        None => {
            left_out.push(LeftOut { why, count: 0, names: Vec::new() });
            left_out.len() - 1
        }
    };
    if let Some(one) = left_out.get_mut(place) {
        one.count += 1;
        if one.names.len() < NAMED {
            one.names.push(bounded(name, NAME_SHOWN));
        }
    }
}

fn values_of(values: &[WantedValue]) -> Map<String, Value> {
    values
        .iter()
        .map(|one| {
            let value = one.value.as_deref().map(str::trim).filter(|text| !text.is_empty());
            (one.path.clone(), value.map_or(Value::Null, |text| Value::String(text.to_owned())))
        })
        .collect()
}

fn refused(what: &str, why: &str) -> Problem {
    asked(ProblemCode::BadRequest, what, why, "Choose other values.")
}

fn contradiction(found: &Contradiction) -> Problem {
    let about = if found.wish.on == found.staged.on {
        format!("“{}”", found.wish.on)
    } else {
        format!("“{}” and “{}”", found.wish.on, found.staged.on)
    };
    asked(
        ProblemCode::BadRequest,
        "Staging the change failed.",
        &format!("It contradicts a change already staged for {about}: {}.", found.why),
        "Remove the staged change first, or drop this one. The stage is unchanged.",
    )
}
