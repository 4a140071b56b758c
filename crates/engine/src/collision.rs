//! Whom a refused name collides with (409, RFC 7644 §3.3): an account or group that the app shows,
//! one that only the local copy knows, or somebody outside what SCIM shows.

use crate::change::Change;
use crate::home::Rollcall;
use crate::live::Kind;
use crate::plan::Item;
use crate::shape::{NAME_SHOWN, bounded};
use rollcall_providers::Profile;
use rollcall_scim::{Group, Resource, User};
use rollcall_store::Connection;
use serde_json::Value;

/// The name that a change gives, and to what.
fn name_given(change: &Change) -> Option<(Kind, &str)> {
    match change {
        Change::Create { values, .. } | Change::Set { values, .. } => {
            let name = values.iter().find(|(path, _)| path.eq_ignore_ascii_case("userName"))?;
            Some((Kind::User, name.1.as_str()?))
        }
        Change::CreateGroup { name, .. } | Change::RenameGroup { name, .. } => {
            Some((Kind::Group, name))
        }
        _ => None,
    }
}

fn holder(kind: Kind, resource: &Resource) -> String {
    let id = resource.id().unwrap_or_default();
    let (name, state) = match kind {
        Kind::User => {
            let user = User::of(resource);
            let state = if user.active == Some(false) { ", inactive" } else { "" };
            (user.label(), state)
        }
        Kind::Group => (Group::of(resource).display_name.unwrap_or_else(|| id.clone()), ""),
    };
    format!("{} (id {}{state})", bounded(name, NAME_SHOWN), bounded(id, NAME_SHOWN))
}

impl Rollcall {
    /// Who has the name that an account is given already, other than itself.
    pub(crate) async fn holder_of_user_name(
        &self,
        connection: &Connection,
        profile: &Profile,
        values: &serde_json::Map<String, Value>,
        own: &str,
    ) -> Result<Option<String>, crate::problem::Problem> {
        let name = values.iter().find(|(path, _)| path.eq_ignore_ascii_case("userName"));
        let Some(name) = name.and_then(|(_, value)| value.as_str()) else { return Ok(None) };
        let found = self.live_by_name(connection, profile, Kind::User, name).await?;
        let other = found.iter().find(|one| one.id().as_deref() != Some(own));
        Ok(other.map(|one| holder(Kind::User, one)))
    }

    /// One sentence on whom a name that was refused as taken collides with; `None` when the change
    /// gives no name.
    pub(crate) async fn collision(
        &self,
        connection: &Connection,
        profile: &Profile,
        item: &Item,
    ) -> Option<String> {
        let (kind, name) = name_given(&item.wish)?;
        let shown = bounded(name, NAME_SHOWN);
        let found = self.live_by_name(connection, profile, kind, name).await.unwrap_or_default();
        let other = found.iter().find(|one| one.id().as_deref() != Some(item.target.id()));
        if let Some(other) = other {
            return Some(format!("“{shown}” belongs to {}.", holder(kind, other)));
        }
        if kind == Kind::User {
            let (id, wanted) = (connection.id.clone(), name.to_owned());
            let known = self
                .stored("Looking up the user", move |store| store.find_account(&id, &wanted))
                .await
                .unwrap_or_default();
            if let Some(row) = known.iter().find(|row| row.account_id != item.target.id()) {
                return Some(format!(
                    "“{shown}” belonged to {} (id {}), which {} does not list any more.",
                    bounded(row.name.clone(), NAME_SHOWN),
                    bounded(row.account_id.clone(), NAME_SHOWN),
                    profile.name
                ));
            }
        }
        let noun = match kind {
            Kind::User => &profile.words.nouns.user,
            Kind::Group => &profile.words.nouns.group,
        };
        Some(format!(
            "No {noun} that {} shows over SCIM has “{shown}”: whoever has it is outside of what it shows.",
            profile.name
        ))
    }
}
