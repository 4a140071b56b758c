//! Which items wait for which.

use super::*;
use crate::plan::sample;
use rollcall_providers::{EndState, Expected};
use serde_json::{Map, Value, json};

fn item(wish: Change, target: Target) -> Item {
    let item = sample::item(wish, Expected::Ended(vec![EndState::Inactive]), json!({}));
    Item { target, makes: None, follows: Vec::new(), ..item }
}

fn account(id: &str) -> Item {
    let wish = Change::Deactivate { connection: "c".into(), user: id.into() };
    item(wish, Target::User(id.into()))
}

fn members(group: &str, users: &[&str], add: bool) -> Item {
    let (connection, users) = ("c".to_owned(), users.iter().map(|user| (*user).into()).collect());
    let wish = match add {
        true => Change::AddMember { connection, group: group.into(), users },
        false => Change::RemoveMember { connection, group: group.into(), users },
    };
    item(wish, Target::Group(group.into()))
}

fn joins(group: &str, users: &[&str]) -> Item {
    members(group, users, true)
}

fn leaves(group: &str, users: &[&str]) -> Item {
    members(group, users, false)
}

fn new_account(name: &str, makes: &str) -> Item {
    let values: Map<String, Value> = Map::from_iter([("userName".to_owned(), json!(name))]);
    let wish = Change::Create { connection: "c".into(), values, groups: Vec::new() };
    Item { makes: Some(makes.into()), ..item(wish, Target::NewUser(name.into())) }
}

fn new_group(name: &str, makes: &str) -> Item {
    let wish =
        Change::CreateGroup { connection: "c".into(), name: name.into(), members: Vec::new() };
    Item { makes: Some(makes.into()), ..item(wish, Target::NewGroup(name.into())) }
}

fn following(item: Item, follows: &[&str]) -> Item {
    Item { follows: follows.iter().map(|made| (*made).into()).collect(), ..item }
}

fn deleted(group: &str) -> Item {
    let wish = Change::DeleteGroup { connection: "c".into(), group: group.into() };
    item(wish, Target::Group(group.into()))
}

fn check(items: &[Item], expected: &[&[usize]]) {
    let items: Vec<&Item> = items.iter().collect();
    let waits: Vec<Vec<usize>> =
        waits_for(&items).into_iter().map(|waits| waits.into_iter().collect()).collect();
    assert_eq!(waits, expected);
}

#[test]
fn different_accounts_and_groups_go_side_by_side() {
    check(
        &[account("1"), account("2"), joins("a", &["3"]), leaves("b", &["4"])],
        &[&[], &[], &[], &[]],
    );
}

#[test]
fn one_account_and_one_group_keep_their_order() {
    check(&[account("1"), account("1"), account("1")], &[&[], &[0], &[1]]);
    check(&[joins("a", &["1"]), joins("b", &["2"]), leaves("a", &["3"])], &[&[], &[], &[0]]);
    let left = |user: &str| Item { target: Target::User(user.into()), ..leaves("a", &[user]) };
    check(&[left("1"), left("2"), account("2"), left("3")], &[&[], &[0], &[1], &[1]]);
    // The id of an account may be that of a group.
    check(&[account("1"), joins("1", &["2"])], &[&[], &[]]);
    check(&[joins("a", &["1", "1"])], &[&[]]);
}

#[test]
fn what_an_account_is_a_member_of_is_changed_in_the_order_of_the_plan() {
    check(
        &[account("1"), leaves("a", &["1", "2"]), account("2"), leaves("b", &["1"])],
        &[&[], &[0], &[1], &[1]],
    );
}

#[test]
fn what_needs_something_new_waits_for_it() {
    check(
        &[
            new_group("Sales", "new-group"),
            new_account("jo@example.com", "new-user"),
            following(joins("new-group", &["new-user"]), &["new-group", "new-user"]),
            account("1"),
        ],
        &[&[], &[], &[0, 1], &[]],
    );
    check(&[new_account("jo", "a"), new_account("jo", "b")], &[&[], &[0]]);
}

#[test]
fn a_group_that_ends_goes_alone() {
    check(
        &[account("1"), joins("a", &["2"]), deleted("b"), account("3"), deleted("c")],
        &[&[], &[], &[0, 1], &[2], &[2, 3]],
    );
}

#[test]
fn the_queue_begins_what_waits_for_nothing_in_the_order_of_the_plan() {
    let items = [account("1"), account("1"), account("2"), deleted("a")];
    let items: Vec<&Item> = items.iter().collect();
    let mut queue = Queue::new(&items);
    assert_eq!((queue.begin(), queue.begin(), queue.begin()), (Some(0), Some(2), None));
    queue.ended(0);
    assert_eq!((queue.begin(), queue.begin()), (Some(1), None));
    queue.ended(1);
    assert_eq!(queue.begin(), None);
    queue.ended(2);
    assert_eq!((queue.begin(), queue.begin()), (Some(3), None));
}
