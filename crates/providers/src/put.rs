//! Changes of a user where a server has no PATCH: the whole resource, as it was read just before,
//! goes back with the change in it. Attributes nobody here knows stay in it, or they would be lost
//! (RFC 7644 §3.5.1).

use crate::deactivate::Intent;
use crate::profile::Profile;
use crate::speaks::UserUpdate;
use rollcall_scim::{AttributePath, Method, Request, Resource};
use serde_json::{Map, Value};

/// The intent in the form that the profile names; `values` are what it sets, `null` removes.
/// Other requests than a PATCH of a user stay as they are.
pub fn in_its_form(
    profile: &Profile,
    intent: Intent,
    live: &Resource,
    values: &Map<String, Value>,
) -> Intent {
    let fact = &profile.speaks.user_update;
    let path = &intent.request.path;
    let of_a_user = path.first().is_some_and(|first| first == "Users");
    if fact.value == UserUpdate::Patch || intent.request.method != Method::Patch || !of_a_user {
        return intent;
    }
    let mut whole = live.clone();
    for (path, value) in values {
        if let Ok(path) = AttributePath::parse(path) {
            whole.set(&path, (!value.is_null()).then(|| value.clone()));
        }
    }
    let mut body = whole.into_map();
    // It says when and in which version the server wrote it, and belongs to the server.
    body.retain(|name, _| !name.eq_ignore_ascii_case("meta"));
    let request = Request::put(path.clone(), Value::Object(body));
    Intent { request, mark: fact.mark, ..intent }
}
