//! Who holds a name: an account or group that the app shows, in words.

use crate::text::{NAME_SHOWN, bounded};
use crate::witness::Kind;
use crate::witness::by_name::Named;
use rollcall_scim::{Group, Resource, User};
use serde_json::{Map, Value};

/// An account or group in a sentence.
pub(crate) fn words_of_holder(kind: Kind, resource: &Resource) -> String {
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

/// The user name among some values.
pub(crate) fn name_in(values: &Map<String, Value>) -> Option<&str> {
    text_at(values, "userName")
}

fn text_at<'a>(values: &'a Map<String, Value>, path: &str) -> Option<&'a str> {
    values.iter().find(|(key, _)| key.eq_ignore_ascii_case(path))?.1.as_str()
}

/// An account or group with the name and another id.
pub(crate) fn other_than<'a>(named: &'a Named, own: &str) -> Option<&'a Resource> {
    named.found.iter().find(|one| one.id().as_deref() != Some(own))
}
