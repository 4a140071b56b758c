//! The attributes of a user that an admin edits one by one: what they are called, and which apps
//! take them.

use crate::core::Rollcall;
use crate::lookup::no_such_user;
use crate::problem::Problem;
use crate::text::{VALUE_SHOWN, bounded, capitalized};
use crate::view::{AccountAttribute, AttributeRefusal, AttributeView};
use rollcall_providers::schema::is_enterprise;
use rollcall_providers::{KNOWN_ATTRIBUTES, Profile, attribute_name, refusal_of};
use rollcall_scim::Resource;
use rollcall_store::AccountId;
use serde_json::Map;

/// What an attribute is called; its last name when it has no other.
pub(crate) fn label(path: &str) -> String {
    let name = attribute_name(path);
    let known = KNOWN_ATTRIBUTES.iter().any(|(_, known)| *known == name);
    capitalized(if known { name } else { name.rsplit(['.', ':']).next().unwrap_or(name) })
}

/// Lists and objects, which no single text can represent.
const COMPLEX: [&str; 12] = [
    "emails",
    "phoneNumbers",
    "addresses",
    "photos",
    "ims",
    "roles",
    "entitlements",
    "x509Certificates",
    "groups",
    "name",
    "manager",
    "meta",
];

/// Paths that are offered for a connection: the known ones, and those that its profile adds.
fn offered(profile: &Profile) -> Vec<String> {
    // Lists (e-mail addresses, telephone numbers) are edited by files of changes.
    let mut paths: Vec<String> =
        KNOWN_ATTRIBUTES.iter().map(|(path, _)| (*path).to_owned()).collect();
    let named = profile.speaks.writable.iter().chain(profile.speaks.create_only.iter());
    for path in named.filter(|path| *path != "*") {
        let last = path.rsplit([':', '.']).next().unwrap_or(path);
        let complex = COMPLEX.iter().any(|one| one.eq_ignore_ascii_case(last));
        if !complex && !paths.iter().any(|known| known.eq_ignore_ascii_case(path)) {
            paths.push(path.clone());
        }
    }
    paths
}

impl Rollcall {
    /// The attributes of one account that are edited one by one, with what they are in the local
    /// copy.
    pub async fn account_attributes(
        &self,
        connection_id: &str,
        account_id: &AccountId,
    ) -> Result<Vec<AccountAttribute>, Problem> {
        let attributes = self.attributes(&[connection_id.to_owned()]).await?;
        let connection = self.connection(connection_id).await?;
        let (id, account) = (connection.id, account_id.to_owned());
        let found = self
            .stored("Looking up the user", move |store| store.accounts(&id, &[account]))
            .await?
            .pop()
            .ok_or_else(|| no_such_user(account_id.as_str(), &connection.name))?;
        let resource = serde_json::from_str(&found.1)
            .ok()
            .and_then(|value| Resource::from_value(value).ok())
            .unwrap_or_else(|| Resource::from(Map::new()));
        Ok(attributes
            .into_iter()
            .map(|attribute| AccountAttribute {
                value: bounded(resource.text(&attribute.path).unwrap_or_default(), VALUE_SHOWN),
                attribute,
            })
            .collect())
    }

    /// The attributes that can be edited one by one in these connections, and where each is refused.
    /// A path that all of them refuse stays in the answer with its reasons, except extensions that
    /// only some apps have.
    pub async fn attributes(
        &self,
        connection_ids: &[String],
    ) -> Result<Vec<AttributeView>, Problem> {
        let mut places = Vec::with_capacity(connection_ids.len());
        for id in connection_ids {
            let connection = self.connection(id).await?;
            let profile = self.profile(&connection.provider)?.clone();
            places.push((connection, profile));
        }
        let mut paths: Vec<String> = Vec::new();
        for (_, profile) in &places {
            for path in offered(profile) {
                if !paths.iter().any(|known| known.eq_ignore_ascii_case(&path)) {
                    paths.push(path);
                }
            }
        }
        let mut views = Vec::with_capacity(paths.len());
        for path in paths {
            let mut view = AttributeView {
                label: label(&path),
                refused: Vec::new(),
                write_only: Vec::new(),
                create_only: Vec::new(),
                path,
            };
            for (connection, profile) in &places {
                let name = || connection.name.clone();
                if let Some(refusal) = refusal_of(profile, &view.path) {
                    if refusal.on_create {
                        view.create_only.push(name());
                    }
                    view.refused.push(AttributeRefusal {
                        connection_id: connection.id.clone(),
                        connection_name: name(),
                        why: refusal.why,
                    });
                } else if rollcall_providers::is_write_only(profile, &view.path) {
                    view.write_only.push(name());
                }
            }
            let own = view.path.starts_with("urn:") && !is_enterprise(&view.path);
            if !(own && view.refused.len() == places.len()) {
                views.push(view);
            }
        }
        Ok(views)
    }
}
