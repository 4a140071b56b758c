//! Items about one group: its members in chunks, its name, its making and its end.

use crate::change::Change;
use crate::plan::Target;
use crate::plan::draft::{Drafts, LiveGroup, MemberChange, Place, Words};
use crate::problem::Problem;
use crate::text;
use crate::text::{NAME_SHOWN, bounded};
use crate::witness::Kind;
use rollcall_providers::{
    Cannot, Intent, MemberSet, add_members, create_group, delete_group, remove_members,
    rename_group,
};
use rollcall_scim::{MemberIds, Resource};
use rollcall_store::GroupId;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

impl Place {
    /// The group as it will be after the items so far.
    async fn group(&self, group: &str, drafts: &Drafts) -> Result<LiveGroup, Problem> {
        let key = self.group_key(group);
        match (drafts.groups.get(&key), drafts.unread_groups.get(&key)) {
            (Some(known), _) => Ok(known.clone()),
            (None, Some(problem)) => Err(problem.clone()),
            (None, None) => self.live_group(&key.1).await,
        }
    }

    /// The group as its app has it now.
    pub(crate) async fn live_group(&self, group: &GroupId) -> Result<LiveGroup, Problem> {
        let (live, members) =
            self.engine.live_group(&self.connection, &self.profile, group).await?;
        let absent = live.get("members").is_none_or(Value::is_null);
        Ok(match members {
            Some(members) => LiveGroup::of(live, members),
            None if absent
                && self
                    .engine
                    .states_members(&self.connection, &self.profile, group.as_str())
                    .await? =>
            {
                LiveGroup { left_out_when_empty: true, ..LiveGroup::of(live, BTreeSet::new()) }
            }
            None => LiveGroup { members: None, ..LiveGroup::of(live, BTreeSet::new()) },
        })
    }

    pub(crate) async fn members(
        &self,
        wish: &Change,
        group: &str,
        users: &[String],
        way: MemberChange,
        drafts: &mut Drafts,
    ) -> Result<(), Problem> {
        let mut live = self.group(group, drafts).await?;
        let name = live.name();
        let add = way.adds();
        let change = format!("{} {}", way.verb(), self.profile.words.nouns.group);
        if self.is_unproven(group).await? {
            return self.members_one_by_one(&live, (group, users, way), drafts).await;
        }
        let Some(mut now) = live.members.clone() else {
            let why = format!("{} does not return its members.", self.connection.name);
            self.block(drafts, (&change, &name), why);
            return Ok(());
        };
        let spelled = self.spelled_in(&now, users).await?;
        let as_spelled = |user: &String| spelled.get(user).unwrap_or(user).clone();
        let (to_do, done): (Vec<&String>, Vec<&String>) =
            users.iter().partition(|user| now.contains(&as_spelled(user)) != add);
        let (safe, to_do): (Vec<&String>, Vec<&String>) =
            to_do.into_iter().partition(|user| !add && self.settings.protects(user).is_some());
        let of = (change.as_str(), name.as_str());
        self.block_members(of, (group, way), (safe, done), drafts).await?;
        let most = usize::try_from(self.profile.speaks.members_per_request.value).unwrap_or(1);
        for chunk in to_do.chunks(most.max(1)) {
            let ids: Vec<String> = chunk.iter().map(|id| (*id).clone()).collect();
            let spelled: Vec<String> = ids.iter().map(as_spelled).collect();
            let Some(named) = MemberIds::new(spelled.clone()) else {
                self.block(drafts, (&change, &name), "an id is empty.".to_owned());
                continue;
            };
            // Ids that are not there yet are left out of it; the run puts them in.
            let before = MemberSet {
                left_out_when_empty: live.left_out_when_empty,
                ..MemberSet::of(
                    now.iter().filter(|id| !drafts.made.contains_key(*id)).map(String::as_str),
                )
            };
            let count = now.len();
            let follows =
                drafts.to_be_made(now.iter().chain(&ids).chain(std::iter::once(&group.to_owned())));
            let mut intent = if add {
                add_members(&self.profile, group, named, &now)
            } else {
                remove_members(&self.profile, group, named, &now)
            };
            intent.leaves_out_when_empty(live.left_out_when_empty);
            if add {
                now.extend(ids.iter().cloned());
            } else {
                now.retain(|id| !spelled.contains(id));
            }
            if now.is_empty() {
                drafts.warn(
                    &format!("{name} will have no members."),
                    "After this, no one gets the access that the group grants.",
                );
            }
            let names = self.some_names(&ids, drafts).await?;
            let (connection, group_id) = (self.connection.id.clone(), group.to_owned());
            let wish = match wish {
                Change::RemoveMember { .. } => Change::RemoveMember {
                    connection: connection.into_string(),
                    group: group_id,
                    users: ids.clone(),
                },
                _ => Change::AddMember {
                    connection: connection.into_string(),
                    group: group_id,
                    users: ids.clone(),
                },
            };
            let mut item = self.item(
                &wish,
                Target::Group(group.to_owned()),
                intent,
                &live.resource,
                Words {
                    change: change.clone(),
                    on: format!("{name}: {names}"),
                    before: text::members(count),
                    after: text::members(now.len()),
                    undo: way.undo().to_owned(),
                    irreversible: false,
                },
            );
            item.members_before = Some(before);
            item.follows = follows;
            drafts.items.push(item);
            for id in &ids {
                drafts.will_be_in(&self.account_key(id), group, way);
            }
        }
        live.members = Some(now);
        drafts.groups.insert(self.group_key(group), live);
        Ok(())
    }

    /// Says of each user that is not sent for why: protected, or in the group or out of it already.
    async fn block_members(
        &self,
        (change, name): (&str, &str),
        (group, way): (&str, MemberChange),
        (safe, done): (Vec<&String>, Vec<&String>),
        drafts: &mut Drafts,
    ) -> Result<(), Problem> {
        for user in safe {
            let on = format!("{name}: {}", self.name_of(user, drafts).await?);
            let why = self.settings.protects(user).unwrap_or_default();
            self.block(drafts, (change, &on), why);
        }
        for user in done {
            let on = format!("{name}: {}", self.name_of(user, drafts).await?);
            if way.adds() {
                let why = "already in it (read just now).".to_owned();
                self.block_done(drafts, (change, &on), why);
            } else if self.names_group(user, group, drafts).await? {
                let why = "not on its member list (read just now), but the account names the \
                group. Read the connection again, so that Rollcall asks for the account.";
                self.block(drafts, (change, &on), why.to_owned());
            } else {
                self.block_done(drafts, (change, &on), "not in it (read just now).".to_owned());
            }
        }
        Ok(())
    }

    /// The first three names, and how many more there are.
    async fn some_names(&self, users: &[String], drafts: &Drafts) -> Result<String, Problem> {
        let mut names = Vec::with_capacity(users.len().min(3));
        for user in users.iter().take(3) {
            names.push(self.name_of(user, drafts).await?);
        }
        let more = match users.len() - names.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        Ok(format!("{}{more}", names.join(", ")))
    }

    pub(crate) async fn name_of(&self, user: &str, drafts: &Drafts) -> Result<String, Problem> {
        if let Some(name) = drafts.made.get(user) {
            return Ok(name.clone());
        }
        let (id, account) = (self.connection.id.clone(), user.to_owned());
        let known = self
            .engine
            .stored("Looking up the user", move |store| store.find_account(&id, &account))
            .await?;
        let name = known.into_iter().find(|row| row.account_id == user).map(|row| row.name);
        Ok(bounded(name.unwrap_or_else(|| user.to_owned()), NAME_SHOWN))
    }

    pub(crate) async fn create_group(
        &self,
        wish: &Change,
        name: &str,
        members: &[String],
        drafts: &mut Drafts,
    ) -> Result<(), Problem> {
        let change = format!("Create {}", self.profile.words.nouns.group);
        let intent = match create_group(&self.profile, name) {
            Ok(intent) => intent,
            Err(Cannot(why)) => {
                self.block(drafts, (&change, name), why);
                return Ok(());
            }
        };
        if self.name_taken(name, None, drafts).await? {
            let why =
                format!("there is already a {} with this name.", self.profile.words.nouns.group);
            self.block(drafts, (&change, name), why);
            return Ok(());
        }
        let mut item = self.item(
            wish,
            Target::NewGroup(name.to_owned()),
            intent,
            &Resource::from(Map::new()),
            Words {
                change,
                on: bounded(name, NAME_SHOWN),
                before: "none".to_owned(),
                after: "there, without members".to_owned(),
                undo: "delete".to_owned(),
                irreversible: false,
            },
        );
        let made = drafts.will_make(&mut item, name);
        drafts.items.push(item);
        if !members.is_empty() {
            let resource = Resource::from_value(json!({"id": made, "displayName": name}))
                .unwrap_or_else(|_| Resource::from(Map::new()));
            // It was made without members just now.
            let empty =
                LiveGroup { resource, members: Some(BTreeSet::new()), left_out_when_empty: true };
            drafts.groups.insert(self.group_key(&made), empty);
            let (connection, users) = (self.connection.id.clone(), members.to_vec());
            let wish = Change::AddMember {
                connection: connection.into_string(),
                group: made.clone(),
                users,
            };
            self.members(&wish, &made, members, MemberChange::Add, drafts).await?;
        }
        Ok(())
    }

    async fn name_taken(
        &self,
        name: &str,
        by_others_than: Option<&str>,
        drafts: &mut Drafts,
    ) -> Result<bool, Problem> {
        let named =
            self.engine.live_by_name(&self.connection, &self.profile, Kind::Group, name).await?;
        let taken = named.found.iter().any(|group| group.id().as_deref() != by_others_than);
        if !taken {
            self.warn_unproven(drafts, name, named.doubt());
        }
        Ok(taken)
    }

    pub(crate) async fn rename_group(
        &self,
        wish: &Change,
        group: &str,
        name: &str,
        drafts: &mut Drafts,
    ) -> Result<(), Problem> {
        let mut live = self.group(group, drafts).await?;
        let old = live.name();
        let change = format!("Rename {}", self.profile.words.nouns.group);
        let intent = match rename_group(&self.profile, group, name) {
            Ok(intent) => intent,
            Err(Cannot(why)) => {
                self.block(drafts, (&change, &old), why);
                return Ok(());
            }
        };
        let expected = intent.expected.strict_where_only_case_changes(&live.resource);
        let intent = Intent { expected, ..intent };
        if intent.expected.is_so_already(&live.resource) {
            self.block(drafts, (&change, &old), "it already has this name.".to_owned());
            return Ok(());
        }
        if self.name_taken(name, Some(group), drafts).await? {
            let why = format!("another {} has this name.", self.profile.words.nouns.group);
            self.block(drafts, (&change, &old), why);
            return Ok(());
        }
        let mut item = self.item(
            wish,
            Target::Group(group.to_owned()),
            intent,
            &live.resource,
            Words {
                change,
                on: old.clone(),
                before: old,
                after: bounded(name, NAME_SHOWN),
                undo: "give it its former name".to_owned(),
                irreversible: false,
            },
        );
        item.members_before = live.member_set();
        drafts.items.push(item);
        let mut renamed = live.resource.into_map();
        renamed.insert("displayName".to_owned(), Value::String(name.to_owned()));
        live.resource = Resource::from(renamed);
        drafts.groups.insert(self.group_key(group), live);
        Ok(())
    }

    pub(crate) async fn delete_group(
        &self,
        wish: &Change,
        group: &str,
        drafts: &mut Drafts,
    ) -> Result<(), Problem> {
        let live = self.group(group, drafts).await?;
        let name = live.name();
        let change = format!("Delete {}", self.profile.words.nouns.group);
        let intent = match delete_group(&self.profile, group) {
            Ok(intent) => intent,
            Err(Cannot(why)) => {
                self.block(drafts, (&change, &name), why);
                return Ok(());
            }
        };
        drafts.warn(
            &format!("Deleting a {} cannot be fully undone.", self.profile.words.nouns.group),
            "Undo creates a new one with the same name: rules and shares of the old one do not \
            apply to it.",
        );
        let count = live.members.as_ref().map(BTreeSet::len);
        // An undo needs to know who they were.
        let mut image = live.resource.clone().into_map();
        if let Some(members) = &live.members {
            let members: Vec<Value> = members.iter().map(|id| json!({"value": id})).collect();
            image.insert("members".to_owned(), Value::Array(members));
        }
        let mut item = self.item(
            wish,
            Target::Group(group.to_owned()),
            intent,
            &Resource::from(image),
            Words {
                change,
                on: name,
                before: match count {
                    Some(count) => text::members(count),
                    None => "members not returned".to_owned(),
                },
                after: "deleted".to_owned(),
                undo: "create it again and add its members".to_owned(),
                irreversible: true,
            },
        );
        item.members_before = live.member_set();
        drafts.items.push(item);
        Ok(())
    }
}
