//! Members of a group whose own list was found to leave people out, and ids that a group spells in
//! another way than the accounts do.

use crate::change::Change;
use crate::core::Rollcall;
use crate::plan::Target;
use crate::plan::draft::{Drafts, LiveGroup, MemberChange, Place, Words};
use crate::problem::Problem;
use rollcall_providers::{OwnGroup, own_membership};
use rollcall_scim::{MemberIds, User};
use rollcall_store::{AccountId, Connection, GroupId};
use std::collections::{BTreeSet, HashMap};

impl Rollcall {
    /// The last read found accounts that name the group and are not in its list.
    pub(crate) async fn leaves_people_out(
        &self,
        connection: &Connection,
        group: &str,
    ) -> Result<bool, Problem> {
        let (id, wanted) = (connection.id.clone(), group.to_owned());
        self.stored("Looking up the group", move |store| {
            store.is_unproven(&id, &GroupId::from(wanted.as_str()))
        })
        .await
    }
}

impl Place {
    /// The last read found accounts that name the group and are not in its list.
    pub(crate) async fn is_unproven(&self, group: &str) -> Result<bool, Problem> {
        self.engine.leaves_people_out(&self.connection, group).await
    }

    /// How the group spells those of these ids that it spells in another case than their account.
    pub(crate) async fn spelled_in(
        &self,
        members: &BTreeSet<String>,
        users: &[String],
    ) -> Result<HashMap<String, String>, Problem> {
        let mut spelled = HashMap::new();
        for user in users.iter().filter(|user| !members.contains(*user)) {
            let mut alike = members.iter().filter(|member| member.eq_ignore_ascii_case(user));
            let (Some(member), None) = (alike.next(), alike.next()) else { continue };
            let (id, wanted) = (self.connection.id.clone(), member.clone());
            let only = self
                .engine
                .stored("Looking up the member", move |store| store.only_account_like(&id, &wanted))
                .await?;
            if only.as_ref() == Some(&AccountId::from(user.as_str())) {
                spelled.insert(user.clone(), member.clone());
            }
        }
        Ok(spelled)
    }

    /// Whether the account says now that it is in the group. One that does not answer, or that is
    /// still to be made, says nothing.
    pub(crate) async fn names_group(
        &self,
        user: &str,
        group: &str,
        drafts: &Drafts,
    ) -> Result<bool, Problem> {
        if drafts.made.contains_key(user) {
            return Ok(false);
        }
        let (id, wanted) = (self.connection.id.clone(), user.to_owned());
        let known = self
            .engine
            .stored("Looking up the user", move |store| {
                store.has_account(&id, &AccountId::from(wanted.as_str()))
            })
            .await?;
        if !known {
            return Ok(false);
        }
        match self.live(user, drafts).await {
            Ok((live, _)) => {
                let named = User::of(&live).into_direct_groups();
                Ok(named.is_some_and(|groups| groups.iter().any(|one| one == group)))
            }
            Err(problem) if problem.says_gone() => Ok(false),
            Err(problem) => Err(problem),
        }
    }

    /// One item for each account: the group's list proves nothing, so the account is read back.
    pub(crate) async fn members_one_by_one(
        &self,
        group: &LiveGroup,
        (group_id, users, way): (&str, &[String], MemberChange),
        drafts: &mut Drafts,
    ) -> Result<(), Problem> {
        let name = group.name();
        let add = way.adds();
        let change = format!("{} {}", way.verb(), self.profile.words.nouns.group);
        let listed = group.members.clone().unwrap_or_default();
        let spelled = self.spelled_in(&listed, users).await?;
        for user in users {
            let on = format!("{name}: {}", self.name_of(user, drafts).await?);
            if !add && let Some(why) = self.settings.protects(user) {
                self.block(drafts, (&change, &on), why);
                continue;
            }
            if drafts.made.contains_key(user) {
                let why = "its members are not proven, and a new account cannot be read yet. Add \
                the account after it is created.";
                self.block(drafts, (&change, &on), why.to_owned());
                continue;
            }
            let live = match self.live(user, drafts).await {
                Ok((live, _)) => live,
                Err(problem) if problem.says_gone() => {
                    let why = format!("its members are not proven. {}", problem.side_words);
                    self.block(drafts, (&change, &on), why);
                    continue;
                }
                Err(problem) => return Err(problem),
            };
            let groups = User::of(&live).into_direct_groups();
            let named = groups.as_ref().is_some_and(|all| all.iter().any(|one| one == group_id));
            let member = spelled.get(user).unwrap_or(user);
            let inside = named || listed.contains(member);
            if inside == add {
                let why = if add {
                    "already in it (read just now)."
                } else {
                    "not in it: neither its list nor the account names it (read just now)."
                };
                match (add, &groups) {
                    (false, None) => {
                        let why = "its members are not proven: its list leaves accounts out, and \
                        the account does not say which groups it is in.";
                        self.block(drafts, (&change, &on), why.to_owned());
                    }
                    _ => self.block_done(drafts, (&change, &on), why.to_owned()),
                }
                continue;
            }
            let Some(ids) = MemberIds::one(member.clone()) else {
                self.block(drafts, (&change, &on), "an id is empty.".to_owned());
                continue;
            };
            let own = OwnGroup {
                group: group_id.to_owned(),
                inside: add,
                named_before: named,
                only_one: groups.as_ref().is_some_and(|all| all.len() == 1),
            };
            let (connection, group, users) =
                (self.connection.id.clone(), group_id.to_owned(), vec![user.clone()]);
            let wish = match way {
                MemberChange::Add => {
                    Change::AddMember { connection: connection.into_string(), group, users }
                }
                MemberChange::Remove => {
                    Change::RemoveMember { connection: connection.into_string(), group, users }
                }
            };
            let state = |inside: bool| if inside { "in the group" } else { "not in the group" };
            let item = self.item(
                &wish,
                Target::User(user.clone()),
                own_membership(&self.profile, user, ids, own),
                &live,
                Words {
                    change: change.clone(),
                    on,
                    before: state(!add).to_owned(),
                    after: state(add).to_owned(),
                    undo: way.undo().to_owned(),
                    irreversible: false,
                },
            );
            drafts.items.push(item);
            let key = self.account_key(user);
            drafts.users.entry(key.clone()).or_insert(live);
            drafts.will_be_in(&key, group_id, way);
        }
        drafts.warn(
            &format!("The members of {name} are not proven."),
            "Its own list leaves out accounts that name it. Rollcall reads back each account instead of the list.",
        );
        Ok(())
    }
}
