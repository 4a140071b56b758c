//! Items for tests.

use super::{Item, Target};
use crate::change::Change;
use rollcall_providers::{Expected, Mark};
use rollcall_scim::{Method, Request};
use rollcall_store::ConnectionId;
use serde_json::Value;

/// An item of one change, with the state before it.
pub(crate) fn item(wish: Change, expected: Expected, before_image: Value) -> Item {
    let id = |id: &str| id.to_owned();
    let target = match &wish {
        Change::Create { .. } => Target::NewUser(id("new")),
        Change::CreateGroup { name, .. } => Target::NewGroup(name.clone()),
        _ => match (wish.user(), wish.group()) {
            (Some(user), _) => Target::User(id(user)),
            (None, group) => Target::Group(id(group.unwrap_or_default())),
        },
    };
    Item {
        seq: 1,
        connection_id: ConnectionId::from(wish.connection().to_owned()),
        address: "https://app.example.com".to_owned(),
        target,
        change: wish.verb().to_owned(),
        wish,
        on: "Jo".to_owned(),
        before: String::new(),
        after: String::new(),
        expected,
        undo: String::new(),
        irreversible: false,
        request: Request::new(Method::Patch, ["Users", "1"]),
        read_back: Request::new(Method::Get, ["Users", "1"]),
        mark: Mark::Assumed,
        before_image,
        members_before: None,
        groups: None,
        makes: None,
        follows: Vec::new(),
    }
}
