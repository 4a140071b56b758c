//! The limits of a plan: how many accounts may lose access in one plan, and which may never lose any.
//! Both are settings of a connection and on the record.

use crate::change::Change;
use crate::core::Rollcall;
use crate::core::transact::Undone;
use crate::plan::draft::Drafts;
use crate::plan::last_admin::{Admin, is_admin};
use crate::plan::{Because, Blocked, Item, Warning};
use crate::problem::failure::{asked, internal};
use crate::problem::{Problem, ProblemCode};
use crate::record::event::RecordEvent;
use crate::record::parts::{self, Setting};
use crate::text::{NAME_SHOWN, bounded};
use crate::view::{AccountState, Guard, Protected, ProtectedAs, UserDetail, UserQuery};
use rollcall_store::{AccountId, Connection, GroupId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// People that one plan may take something from, where nothing else was set.
const PEOPLE: u32 = 25;
/// The same as a part of the active accounts; the smaller number counts.
const ONE_IN: u32 = 10;

/// What an admin has set for a connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Settings {
    /// `None`: the usual guard.
    guard: Option<u32>,
    protected: Vec<Protection>,
    /// Last admins who may go, by a reason that is on the record.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    admins_let_go: Vec<String>,
    /// The group that quarantine moves people to.
    #[serde(skip_serializing_if = "Option::is_none")]
    holding_group: Option<GroupId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Protection {
    user: String,
    name: String,
    #[serde(rename = "as")]
    kind: ProtectedAs,
}

impl Settings {
    pub(crate) fn of(connection: &Connection) -> Result<Self, Problem> {
        serde_json::from_str(&connection.settings)
            .map_err(|error| internal("Reading the connection's settings", &error.to_string()))
    }

    /// As they are when this admin, the last one, may go.
    #[cfg(test)]
    pub(crate) fn letting_go(user: &str) -> Self {
        Self { admins_let_go: vec![user.to_owned()], ..Self::default() }
    }

    /// The last admin may go.
    pub(crate) fn may_go(&self, user: &str) -> bool {
        self.admins_let_go.iter().any(|one| one == user)
    }

    pub(crate) fn holding_group(&self) -> Option<&GroupId> {
        self.holding_group.as_ref()
    }

    /// Marked as the account whose token the connection uses.
    pub(crate) fn owns_token(&self, user: &str) -> bool {
        let owner = |one: &Protection| one.user == user && one.kind == ProtectedAs::TokenOwner;
        self.protected.iter().any(owner)
    }

    /// Why nothing is taken from this account.
    pub(crate) fn protects(&self, user: &str) -> Option<String> {
        let found = self.protected.iter().find(|one| one.user == user)?;
        Some(format!(
            "protected as {}; lift the protection with a reason first.",
            found.kind.words()
        ))
    }

    /// The guard of a connection with so many active accounts.
    fn guard(&self, active: u32) -> Guard {
        let people = self.guard.unwrap_or_else(|| usual(active));
        Guard { people, set: self.guard.is_some(), active }
    }

    /// Whom no plan takes anything from: the accounts an admin has marked, and the only one of
    /// `admins`. Admins are active accounts with an admin role.
    fn protected(&self, admins: &[Admin]) -> Vec<Protected> {
        let marked = |one: &Protection| Protected {
            account_id: AccountId::from(one.user.clone()),
            name: one.name.clone(),
            kind: one.kind,
        };
        let mut protected: Vec<Protected> = self.protected.iter().map(marked).collect();
        if let [only] = admins
            && !self.may_go(only.id.as_str())
            && self.protects(only.id.as_str()).is_none()
        {
            protected.push(Protected {
                account_id: only.id.clone(),
                name: bounded(only.name.clone(), NAME_SHOWN),
                kind: ProtectedAs::LastAdmin,
            });
        }
        protected
    }

    /// Protects an account; a former protection of it ends.
    fn protect(&mut self, new: Protection) {
        self.protected.retain(|one| one.user != new.user);
        self.protected.push(new);
    }

    /// Lifts the protection of an account that is protected as `kind`.
    fn lift(&mut self, user: String, kind: ProtectedAs) {
        self.protected.retain(|one| one.user != user);
        if kind == ProtectedAs::LastAdmin {
            self.admins_let_go.push(user);
        }
    }
}

/// Whether the guard may become `people`; `None` is the usual one. Raising it needs the number
/// again, as typed.
fn may_become(now: &Guard, people: Option<u32>, typed: Option<&str>) -> Result<(), Problem> {
    let Some(people) = people else { return Ok(()) };
    if people <= now.people || typed.map(str::trim) == Some(people.to_string().as_str()) {
        return Ok(());
    }
    Err(asked(
        ProblemCode::NotConfirmed,
        "Raising the guard failed.",
        &format!("The limit is {}. Type {people} again to raise it.", now.people),
        &format!("Type {people}."),
    ))
}

/// Whether an admin may mark an account as this.
fn may_mark_as(kind: ProtectedAs) -> Result<(), Problem> {
    if kind != ProtectedAs::LastAdmin {
        return Ok(());
    }
    Err(asked(
        ProblemCode::BadRequest,
        "Protecting the account failed.",
        "The last account with an admin role is always protected.",
        "Protect it as something else, such as a break-glass account.",
    ))
}

const LIFTING: &str = "Lifting the protection failed.";

/// The reason for lifting a protection, as it goes on the record.
fn reason_to_lift(reason: &str) -> Result<&str, Problem> {
    let reason = reason.trim();
    if !reason.is_empty() {
        return Ok(reason);
    }
    let why = "Lifting a protection needs a reason, which goes on the record.";
    Err(asked(ProblemCode::BadRequest, LIFTING, why, "Give the reason."))
}

/// As what an account of `app` is protected.
fn protected_as(protected: &[Protected], user: &str, app: &str) -> Result<ProtectedAs, Problem> {
    let found = protected.iter().find(|one| one.account_id == user);
    found.map(|one| one.kind).ok_or_else(|| {
        let why = format!("“{user}” is not protected in {app}.");
        asked(ProblemCode::NotFound, LIFTING, &why, "Check which accounts are protected there.")
    })
}

/// How many people a plan may take something from: never fewer than one, so that a fix of one
/// account is always possible.
fn usual(active: u32) -> u32 {
    PEOPLE.min(active.div_ceil(ONE_IN)).max(1)
}

/// Whom a change takes something from.
pub(crate) fn losers(change: &Change) -> Vec<&str> {
    match change {
        Change::Deactivate { user, .. } | Change::Delete { user, .. } => vec![user],
        Change::RemoveMember { users, .. } => users.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}

impl Rollcall {
    /// The guard of a connection.
    pub async fn guard(&self, connection: &str) -> Result<Guard, Problem> {
        let connection = self.connection(connection).await?;
        let settings = Settings::of(&connection)?;
        let query = UserQuery {
            connections: vec![connection.id.to_string()],
            statuses: vec![AccountState::Active],
            ..UserQuery::default()
        };
        Ok(settings.guard(self.users(query).await?.total))
    }

    /// Sets the guard; `None` goes back to the usual one. Raising it needs the number again, as
    /// typed.
    pub async fn set_guard(
        &self,
        connection: &str,
        people: Option<u32>,
        typed: Option<&str>,
    ) -> Result<Guard, Problem> {
        let now = self.guard(connection).await?;
        may_become(&now, people, typed)?;
        let connection = self.connection(connection).await?;
        let recorded = Setting::Guard { before: now.people, after: people };
        self.change_settings(&connection, recorded, move |settings| settings.guard = people)
            .await?;
        self.guard(connection.id.as_str()).await
    }

    /// Whom no plan takes anything from: the accounts an admin has marked, and the only one with an
    /// admin role.
    pub async fn protected(&self, connection: &str) -> Result<Vec<Protected>, Problem> {
        let connection = self.connection(connection).await?;
        let settings = Settings::of(&connection)?;
        let profile = self.profile(&connection.provider)?;
        let admins = self.admins(&connection, profile).await?.unwrap_or_default();
        Ok(settings.protected(&admins))
    }

    /// One account like [`Rollcall::user`]. What is blocked because the account is protected says so, and
    /// where the protection is lifted.
    pub async fn user_page(
        &self,
        connection: &str,
        account_id: &AccountId,
    ) -> Result<UserDetail, Problem> {
        let mut detail = self.user(connection, account_id).await?;
        let connection = self.connection(connection).await?;
        let profile = self.profile(&connection.provider)?;
        let settings = Settings::of(&connection)?;
        // Only an admin can be the last one.
        let admins = match is_admin(&detail.raw, profile) {
            true => self.admins(&connection, profile).await?.unwrap_or_default(),
            false => Vec::new(),
        };
        let all = settings.protected(&admins);
        if let Some(found) = all.iter().find(|one| one.account_id == account_id.as_str()) {
            let why = format!(
                "Protected as {}. Lift the protection on the page of {} first; that needs a reason.",
                found.kind.words(),
                connection.name
            );
            for blocked in [&mut detail.deactivate_blocked, &mut detail.delete_blocked] {
                blocked.get_or_insert_with(|| why.clone());
            }
        }
        Ok(detail)
    }

    /// Protects an account, by its id, from plans that take something from it.
    pub async fn protect(
        &self,
        connection: &str,
        user: &AccountId,
        kind: ProtectedAs,
    ) -> Result<(), Problem> {
        may_mark_as(kind)?;
        let connection = self.connection(connection).await?;
        let (id, account) = (connection.id.clone(), user.to_owned());
        let known = self
            .stored("Looking up the user", move |store| store.account(&id, &account))
            .await?
            .ok_or_else(|| crate::lookup::no_such_user(user.as_str(), &connection.name))?;
        let new = Protection { user: user.to_string(), name: known.row.name, kind };
        let recorded = Setting::Protected(parts::Protection::Set { account: user.clone(), kind });
        self.change_settings(&connection, recorded, move |settings| settings.protect(new)).await
    }

    /// Lifts a protection. The reason goes on the record.
    pub async fn lift_protection(
        &self,
        connection: &str,
        user: &AccountId,
        reason: &str,
    ) -> Result<(), Problem> {
        let connection = self.connection(connection).await?;
        let reason = reason_to_lift(reason)?;
        let protected = self.protected(connection.id.as_str()).await?;
        let kind = protected_as(&protected, user.as_str(), &connection.name)?;
        let user = user.to_string();
        let recorded = Setting::Protected(parts::Protection::Lifted {
            account: AccountId::from(user.clone()),
            was: Some(kind),
            lifted: reason.to_owned(),
        });
        self.change_settings(&connection, recorded, move |settings| settings.lift(user, kind)).await
    }

    /// Chooses the group that quarantine moves people to; `None` takes the choice back.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`] for the connection or the group.
    pub async fn set_holding_group(
        &self,
        connection: &str,
        group: Option<&GroupId>,
    ) -> Result<(), Problem> {
        let connection = self.connection(connection).await?;
        if let Some(group) = group
            && self.group_named(&connection, group.as_str()).await?.is_none()
        {
            let why = format!("The local copy of {} has no such group.", connection.name);
            let what = "Choosing the group failed.";
            return Err(asked(ProblemCode::NotFound, what, &why, "Read the connection again."));
        }
        let before = Settings::of(&connection)?;
        let group = group.cloned();
        let recorded = Setting::HoldingGroup { before: before.holding_group, after: group.clone() };
        self.change_settings(&connection, recorded, move |settings| settings.holding_group = group)
            .await
    }

    /// Changes the settings of a connection from what they are now.
    async fn change_settings(
        &self,
        connection: &Connection,
        setting: Setting,
        change: impl FnOnce(&mut Settings) + Send + 'static,
    ) -> Result<(), Problem> {
        const WHAT: &str = "Saving the setting";
        let event = RecordEvent::SettingChanged {
            connection: connection.id.clone(),
            name: connection.name.clone(),
            setting,
        };
        let id = connection.id.clone();
        self.transact(WHAT, move |all| {
            all.update_connection(&id, |now| -> Result<(), Undone> {
                let mut settings = Settings::of(now)?;
                change(&mut settings);
                now.settings = serde_json::to_string(&settings)
                    .map_err(|error| internal(WHAT, &error.to_string()))?;
                event.append(all)?;
                Ok(())
            })
        })
        .await
    }

    /// Items that remove access from more people than a connection's guard allows are all blocked:
    /// nobody asked for a part of them.
    pub(super) async fn stop_at_guard(&self, drafts: &mut Drafts) -> Result<(), Problem> {
        for (id, people) in losses(&drafts.items) {
            let guard = self.guard(&id).await?;
            let name = self.connection(&id).await?.name;
            if let Some(why) = over(&name, &guard, people) {
                stop(drafts, &id, &why);
            }
        }
        Ok(())
    }
}

/// Connections with more than one person who loses something, and how many they are. To take
/// something from one person is always possible.
fn losses(items: &[Item]) -> Vec<(String, u32)> {
    let connections: BTreeSet<&str> =
        items.iter().map(|item| item.connection_id.as_str()).collect();
    let people = |id: &str| {
        let of_it = items.iter().filter(|item| item.connection_id == id);
        crate::text::count(losing(of_it) as u64)
    };
    let counted = connections.into_iter().map(|id| (id.to_owned(), people(id)));
    counted.filter(|(_, people)| *people > 1).collect()
}

/// Blocks the items of a connection that take something from people.
fn stop(drafts: &mut Drafts, connection: &str, why: &str) {
    let stopped = |item: &mut Item| {
        item.connection_id == connection
            && (!losers(&item.wish).is_empty() || members_lost(item) > 0)
    };
    let stopped: Vec<Item> = drafts.items.extract_if(.., stopped).collect();
    drafts.warnings.push(Warning {
        stop: true,
        lead: why.to_owned(),
        text: "Raise the guard on the connection's page or with `rollcall guard`, or plan fewer \
        accounts at once."
            .to_owned(),
        count: crate::text::count(stopped.len() as u64),
    });
    drafts.blocked.extend(stopped.into_iter().map(|item| Blocked {
        connection_id: item.connection_id,
        change: item.change,
        on: item.on,
        why: format!("{why} Raise it on the connection's page, or with `rollcall guard`."),
        because: Because::Guard,
        wish: Some(item.wish),
    }));
}

/// How many people some items of one connection take something from.
fn losing<'a>(items: impl Iterator<Item = &'a Item> + Clone) -> usize {
    let people: BTreeSet<&str> = items.clone().flat_map(|item| losers(&item.wish)).collect();
    // Who is in a group that goes is not named in its item; each counts.
    people.len() + items.map(members_lost).sum::<usize>()
}

/// Why a plan that takes something from so many people is stopped.
fn over(connection: &str, guard: &Guard, accounts: u32) -> Option<String> {
    (accounts > guard.people.max(1)).then(|| {
        let are = if guard.active == 1 { "is" } else { "are" };
        format!(
            "{} in {connection} would lose access; its guard allows {} at once ({} {are} active).",
            counted(accounts),
            guard.people,
            counted(guard.active)
        )
    })
}

/// "1 account", "6 accounts".
fn counted(accounts: u32) -> String {
    format!("{accounts} {}", if accounts == 1 { "account" } else { "accounts" })
}

/// Members of a group that is to be deleted.
fn members_lost(item: &Item) -> usize {
    match (&item.wish, &item.members_before) {
        (Change::DeleteGroup { .. }, Some(members)) => members.count,
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
