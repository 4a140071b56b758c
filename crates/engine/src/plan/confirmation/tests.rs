//! What has to be typed before a plan runs.

use super::*;
use crate::plan::sample;
use rollcall_providers::Expected;
use serde_json::json;

fn item(wish: Change) -> Item {
    let image = json!({"id": "1", "userName": "jo@example.com"});
    sample::item(wish, Expected::Gone, image)
}

fn deactivate() -> Item {
    item(Change::Deactivate { connection: "c".into(), user: "1".into() })
}

fn activate() -> Item {
    item(Change::Activate { connection: "c".into(), user: "1".into() })
}

fn out(users: usize) -> Item {
    let users = (0..users).map(|id| id.to_string()).collect();
    item(Change::RemoveMember { connection: "c".into(), group: "g".into(), users })
}

fn end_group() -> Item {
    item(Change::DeleteGroup { connection: "c".into(), group: "g".into() })
}

fn delete() -> Item {
    let wish = Change::Delete { connection: "c".into(), user: "1".into() };
    Item { irreversible: true, ..item(wish) }
}

#[test]
fn more_damage_takes_more_typing() {
    let many = |n: usize, of: fn() -> Item| -> Vec<Item> { (0..n).map(|_| of()).collect() };
    let cases: [(Vec<Item>, Option<&str>, bool); 12] = [
        (vec![], None, false),
        (vec![activate()], None, false),
        (many(500, activate), None, false),
        (vec![deactivate()], None, true),
        (vec![end_group()], None, true),
        (many(9, deactivate), None, true),
        (many(10, deactivate), Some("10"), true),
        // One request may take many people out of a group: people count.
        (vec![out(9)], None, true),
        (vec![out(10)], Some("10"), true),
        (vec![out(9), activate(), deactivate()], Some("11"), true),
        // What cannot be taken back is typed by name, or by number where it is not alone.
        (vec![delete()], Some("jo@example.com"), true),
        (vec![delete(), activate()], Some("2"), true),
    ];
    for (number, (items, typed, destructive)) in cases.into_iter().enumerate() {
        let found = to_be_typed(&items);
        assert_eq!((found.0.as_deref(), found.1), (typed, destructive), "case {number}");
    }
}

#[test]
fn a_name_that_nobody_would_type_is_replaced_by_the_number() {
    let named = |name: String| {
        let mut item = delete();
        item.before_image = json!({"userName": name});
        typed_name(&item)
    };
    assert_eq!(named("é".repeat(60)), "é".repeat(60));
    assert_eq!(named("é".repeat(61)), "1");
    // Without a user name it is what the plan calls the account.
    let mut item = delete();
    item.before_image = json!({});
    assert_eq!(typed_name(&item), "Jo");
}

#[test]
fn what_cannot_be_taken_back_is_typed_even_where_it_takes_nothing_away() {
    let item = Item { irreversible: true, ..activate() };
    assert_eq!(to_be_typed(&[item]), (Some("jo@example.com".to_owned()), false));
}

#[test]
fn one_request_that_takes_many_people_out_is_typed_by_their_number() {
    assert_eq!(to_be_typed(&[out(11)]), (Some("11".to_owned()), true));
}

#[test]
fn changes_that_take_nothing_away_do_not_make_many_of_few() {
    let mut items: Vec<Item> = (0..9).map(|_| deactivate()).collect();
    items.extend((0..9).map(|_| activate()));
    assert_eq!(to_be_typed(&items), (None, true));
}

#[test]
fn a_group_that_goes_counts_as_one_change() {
    let items: Vec<Item> = (0..10).map(|_| end_group()).collect();
    assert_eq!(to_be_typed(&items), (Some("10".to_owned()), true));
}

#[test]
fn one_of_several_that_cannot_be_taken_back_has_all_of_them_typed() {
    assert_eq!(to_be_typed(&[activate(), out(3), delete()]), (Some("5".to_owned()), true));
}
