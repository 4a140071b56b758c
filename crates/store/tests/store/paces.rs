//! What a connection's answers taught about its pace.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use crate::support::{World, at};
use rollcall_store::{KnownPace, StoreError};

#[test]
fn a_pace_is_kept_replaced_and_forgotten_with_the_address() {
    let mut world = World::new();
    let id = world.connect("Zapier");
    assert_eq!(world.store().pace(&id).unwrap(), None);
    let first = KnownPace { per_second: 61.5, at_once: 8, limited_at: None };
    world.store().keep_pace(&id, &first).unwrap();
    world.open();
    assert_eq!(world.store().pace(&id).unwrap(), Some(first));
    let second = KnownPace { per_second: 45.0, at_once: 3, limited_at: Some(at(7)) };
    world.store().keep_pace(&id, &second).unwrap();
    let change = |address: &str| {
        let address = address.to_owned();
        let rename = |connection: &mut rollcall_store::Connection| {
            connection.name = "Zapier 2".to_owned();
            connection.address = address;
            Ok::<_, StoreError>(())
        };
        world.store().transact(at(8), |all| all.update_connection(&id, rename)).unwrap();
        world.store().pace(&id).unwrap()
    };
    let same = world.store().connections().unwrap()[0].address.clone();
    assert_eq!(change(&same), Some(second), "a name says nothing of the server");
    assert_eq!(change("https://another.example.com/scim/v2"), None, "another server");
}
