//! The journal of the keychain's entries: at each step one live token at most, and what is not live
//! is listed.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use crate::support::{World, at, connection};
use rollcall_store::{ConnectionId, Entry, StoreError};
use serde_json::json;

fn names(world: &World) -> Vec<String> {
    world.store().stray_tokens().unwrap().into_iter().map(|token| token.name).collect()
}

fn live(world: &World, id: &str) -> Option<String> {
    world.store().live_token(&ConnectionId::from(id)).unwrap().map(|token| token.name)
}

#[test]
fn a_token_arrives_lives_is_replaced_and_leaves() {
    let mut world = World::new();
    let body = json!({"name": "Zapier"});
    let entry = Entry { kind: "connection-made".to_owned(), body };

    world.store().token_arrives("token:z", &ConnectionId::from("z"), at(1)).unwrap();
    assert_eq!((live(&world, "z"), names(&world)), (None, vec!["token:z".to_owned()]));
    world.store().connect(&connection("z", "Zapier"), "token:z", &entry, at(2)).unwrap();
    assert_eq!((live(&world, "z"), names(&world)), (Some("token:z".to_owned()), vec![]));

    world.store().token_arrives("token:z:2", &ConnectionId::from("z"), at(3)).unwrap();
    assert_eq!(live(&world, "z").as_deref(), Some("token:z"), "the old one until the swap");
    world.store().replace_token(&ConnectionId::from("z"), "token:z:2", &entry, at(4)).unwrap();
    world.open();
    assert_eq!(live(&world, "z").as_deref(), Some("token:z:2"));
    assert_eq!(names(&world), ["token:z"]);
    world.store().forget_token("token:z", Some(&entry), at(5)).unwrap();
    world.store().forget_token("token:z:2", Some(&entry), at(5)).unwrap();
    assert_eq!(live(&world, "z").as_deref(), Some("token:z:2"), "a live one is not forgotten");

    world.store().disconnect(&ConnectionId::from("z"), &entry, at(6)).unwrap();
    assert_eq!((live(&world, "z"), names(&world)), (None, vec!["token:z:2".to_owned()]));
    world.store().forget_token("token:z:2", None, at(7)).unwrap();
    assert!(names(&world).is_empty());
    let kinds = world.store().record(0, 10).unwrap();
    assert_eq!(kinds.len(), 4, "made, replaced, forgotten once, removed: {kinds:?}");
    assert!(world.store().check().unwrap().is_empty());
}

#[test]
fn what_fails_changes_neither_connection_nor_token_nor_record() {
    let world = World::new();
    let entry = Entry { kind: "connection-made".to_owned(), body: json!({}) };
    let store = world.store();
    let z = connection("z", "Zapier");
    let refused = store.connect(&z, "token:z", &entry, at(1));
    assert!(matches!(refused, Err(StoreError::NotFound { .. })), "a token that never arrived");
    assert!(store.connections().unwrap().is_empty());

    store.token_arrives("token:z", &ConnectionId::from("z"), at(1)).unwrap();
    store.connect(&z, "token:z", &entry, at(1)).unwrap();
    assert!(matches!(
        store.token_arrives("token:z", &ConnectionId::from("z"), at(2)),
        Err(StoreError::Refused { .. })
    ));
    assert!(store.replace_token(&ConnectionId::from("z"), "token:other", &entry, at(2)).is_err());
    assert_eq!(live(&world, "z").as_deref(), Some("token:z"));
    store.token_arrives("token:y", &ConnectionId::from("y"), at(3)).unwrap();
    let same_name = connection("y", "zapier");
    assert!(store.connect(&same_name, "token:y", &entry, at(3)).is_err());
    assert_eq!(names(&world), ["token:y"], "still listed as on its way");
    assert!(store.disconnect(&ConnectionId::from("nobody"), &entry, at(4)).is_err());
    assert_eq!(store.record(0, 10).unwrap().len(), 1);
}
