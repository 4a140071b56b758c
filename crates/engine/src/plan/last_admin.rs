//! The last account with an admin role, where a provider shows roles: no plan removes everyone who
//! can administer the app, until that block is lifted with a reason.

use crate::change::Change;
use crate::core::Rollcall;
use crate::plan::draft::Drafts;
use crate::plan::guard::Settings;
use crate::plan::{Because, Blocked, Item};
use crate::problem::Problem;
use rollcall_providers::{AdminRole, Profile};
use rollcall_scim::{Resource, User};
use rollcall_store::{AccountId, Connection, ConnectionId};
use serde_json::Value;
use std::collections::BTreeSet;

/// Why the last one stays.
const WHY: &str = "the last account with an admin role; lift the protection with a reason first.";

/// An active account with an admin role.
pub(crate) struct Admin {
    pub(crate) id: AccountId,
    pub(crate) name: String,
}

/// The account that would not be an admin after this change.
fn steps_down<'a>(change: &'a Change, role: &AdminRole) -> Option<&'a str> {
    match change {
        Change::Deactivate { user, .. } | Change::Delete { user, .. } => Some(user),
        Change::Set { user, values, .. } => {
            let value = values.iter().find(|(path, _)| path.eq_ignore_ascii_case(&role.path))?.1;
            let stays = matches!(value, Value::String(text) if role.includes(text));
            (!stays).then_some(user.as_str())
        }
        _ => None,
    }
}

/// Whether the resource of an account, as its app sent it, has an admin role.
pub(crate) fn is_admin(raw: &str, profile: &Profile) -> bool {
    let Some(role) = &profile.speaks.admin_role else { return false };
    let resource = serde_json::from_str(raw).ok().and_then(|json| Resource::from_value(json).ok());
    let value = resource.and_then(|resource| resource.text(&role.path));
    value.is_some_and(|value| role.includes(&value))
}

impl Rollcall {
    /// Active accounts with an admin role, as the local copy has them; `None` where the provider
    /// shows no roles.
    pub(crate) async fn admins(
        &self,
        connection: &Connection,
        profile: &Profile,
    ) -> Result<Option<Vec<Admin>>, Problem> {
        let Some(role) = profile.speaks.admin_role.as_ref().map(|fact| fact.value.clone()) else {
            return Ok(None);
        };
        let (id, texts) = (connection.id.clone(), role.values.clone());
        let found = self
            .stored("Looking for the admins", move |store| store.active_resources_with(&id, &texts))
            .await?;
        let admin = |raw: &String| {
            let resource = Resource::from_value(serde_json::from_str(raw).ok()?).ok()?;
            let is = resource.text(&role.path).is_some_and(|value| role.includes(&value));
            let user = User::of(&resource);
            is.then(|| Admin { name: user.label(), id: AccountId::from(user.id) })
        };
        Ok(Some(found.iter().filter_map(admin).collect()))
    }

    /// Blocks every item that would leave a connection without an admin.
    pub(crate) async fn keep_an_admin(&self, drafts: &mut Drafts) -> Result<(), Problem> {
        let connections: BTreeSet<ConnectionId> =
            drafts.items.iter().map(|item| item.connection_id.clone()).collect();
        for id in connections {
            let connection = self.connection(id.as_str()).await?;
            let profile = self.profile(&connection.provider)?;
            let Some(role) = profile.speaks.admin_role.as_ref().map(|fact| &fact.value) else {
                continue;
            };
            let leaving = leaving(&drafts.items, id.as_str(), role);
            if leaving.is_empty() {
                continue;
            }
            let admins = self.admins(&connection, profile).await?.unwrap_or_default();
            let settings = Settings::of(&connection)?;
            block(drafts, id.as_str(), role, &who_stays(&leaving, &admins, &settings));
        }
        Ok(())
    }
}

/// Accounts of a connection that would not be admins after these items.
fn leaving(items: &[Item], connection: &str, role: &AdminRole) -> BTreeSet<String> {
    let of_it = items.iter().filter(|item| item.connection_id == connection);
    of_it.filter_map(|item| steps_down(&item.wish, role)).map(str::to_owned).collect()
}

/// Admins whose items are blocked: when no other admin is left, all of them but those who may go.
fn who_stays(
    leaving: &BTreeSet<String>,
    admins: &[Admin],
    settings: &Settings,
) -> BTreeSet<String> {
    if admins.iter().any(|admin| !leaving.contains(admin.id.as_str())) {
        return BTreeSet::new();
    }
    let stays = admins.iter().filter(|admin| !settings.may_go(admin.id.as_str()));
    stays.map(|admin| admin.id.to_string()).collect()
}

/// Blocks the items of a connection through which one of these would step down.
fn block(drafts: &mut Drafts, connection: &str, role: &AdminRole, stay: &BTreeSet<String>) {
    let stopped = |item: &mut Item| {
        item.connection_id == connection
            && steps_down(&item.wish, role).is_some_and(|user| stay.contains(user))
    };
    let stopped: Vec<Item> = drafts.items.extract_if(.., stopped).collect();
    drafts.blocked.extend(stopped.into_iter().map(|item| Blocked {
        connection_id: item.connection_id,
        change: item.change,
        on: item.on,
        why: WHY.to_owned(),
        because: Because::Cannot,
        wish: Some(item.wish),
    }));
}

#[cfg(test)]
mod tests;
