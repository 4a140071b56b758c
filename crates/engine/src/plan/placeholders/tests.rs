//! How ids that did not exist when the plan was made come into its items.

use super::*;
use crate::plan::sample;
use rollcall_providers::{Catalogue, Expected};

fn ids(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

fn set(of: &[&str]) -> BTreeSet<String> {
    ids(of).into_iter().collect()
}

fn add(group: &str, users: &[&str]) -> Change {
    Change::AddMember { connection: "c".into(), group: group.into(), users: ids(users) }
}

fn remove(group: &str, users: &[&str]) -> Change {
    Change::RemoveMember { connection: "c".into(), group: group.into(), users: ids(users) }
}

fn made(pairs: &[(&str, &str)]) -> Made {
    pairs.iter().map(|(one, id)| ((*one).to_owned(), (*id).to_owned())).collect()
}

fn profile() -> Profile {
    Catalogue::built_in().get("scim").unwrap().clone()
}

/// An item that follows others, in a group that has these members.
fn following(wish: Change, follows: &[&str], before: &[&str]) -> Item {
    Item {
        follows: ids(follows),
        members_before: Some(MemberSet::of(before.iter().copied())),
        ..sample::item(wish, Expected::Gone, json!({"id": "g"}))
    }
}

#[test]
fn an_id_takes_the_place_of_what_stood_for_it() {
    let follows = ids(&["new-1", "new-g"]);
    let some = made(&[("new-1", "7")]);
    let all = made(&[("new-1", "7"), ("new-g", "70")]);
    let cases = [
        (add("g", &["1"]), &some, Some(add("g", &["1"]))),
        (add("g", &["1", "new-1"]), &some, Some(add("g", &["1", "7"]))),
        (remove("g", &["new-1"]), &some, Some(remove("g", &["7"]))),
        // The group was not made: nothing can be sent.
        (add("new-g", &["1"]), &some, None),
        (add("new-g", &["new-1"]), &all, Some(add("70", &["7"]))),
        // Other changes name nothing that is made.
        (
            Change::Activate { connection: "c".into(), user: "1".into() },
            &some,
            Some(Change::Activate { connection: "c".into(), user: "1".into() }),
        ),
    ];
    for (change, made, expected) in cases {
        assert_eq!(substitute_ids(&change, &follows, made), expected, "{change:?}");
    }
}

#[test]
fn a_group_is_known_once_it_is_made() {
    let item = following(add("new-g", &["1"]), &["new-g"], &[]);
    assert_eq!(group_of(&item, &made(&[])), None);
    assert_eq!(group_of(&item, &made(&[("new-g", "70")])), Some("70"));
    let there = following(add("g", &["new-1"]), &["new-1"], &[]);
    assert_eq!(group_of(&there, &made(&[])), Some("g"));
    let user = sample::item(
        Change::Activate { connection: "c".into(), user: "1".into() },
        Expected::Active,
        json!({}),
    );
    assert_eq!(group_of(&user, &made(&[])), None);
}

#[test]
fn members_are_added_to_the_group_that_the_plan_found() {
    let ids_made = made(&[("new-1", "7")]);
    let item = following(add("g", &["new-1"]), &["new-1"], &["1", "2"]);
    let cases: [(&[&str], bool); 5] = [
        (&["1", "2"], true),
        // It was sent already, and took.
        (&["1", "2", "7"], true),
        // Another account joined or left in the meantime.
        (&["1", "2", "3"], false),
        (&["1"], false),
        (&[], false),
    ];
    for (now, fits) in cases {
        let filled = resolve_item(&item, &ids_made, &profile(), &set(now));
        assert_eq!(filled.is_some(), fits, "{now:?}");
        if let Some(filled) = filled {
            assert_eq!(filled.wish, add("g", &["7"]));
            assert_eq!(filled.members_before, Some(MemberSet::of(["1", "2"])));
            assert_eq!(filled.expected, Expected::Members(MemberSet::of(["1", "2", "7"])));
        }
    }
    assert!(resolve_item(&item, &made(&[]), &profile(), &set(&["1", "2"])).is_none());
}

#[test]
fn members_are_removed_from_a_group_whether_it_took_already_or_not() {
    let ids_made = made(&[("new-1", "7")]);
    let item = following(remove("g", &["new-1"]), &["new-1"], &["1"]);
    for now in [&["1", "7"][..], &["1"]] {
        let filled = resolve_item(&item, &ids_made, &profile(), &set(now)).unwrap();
        assert_eq!(filled.wish, remove("g", &["7"]));
        assert_eq!(filled.expected, Expected::Members(MemberSet::of(["1"])));
    }
}

#[test]
fn a_group_that_was_made_gets_its_id_in_the_image_too() {
    let mut item = following(add("new-g", &["1"]), &["new-g"], &[]);
    item.before_image = json!({"id": "new-g"});
    let filled = resolve_item(&item, &made(&[("new-g", "70")]), &profile(), &set(&[])).unwrap();
    assert_eq!(filled.target, Target::Group("70".into()));
    assert_eq!(filled.before_image, json!({"id": "70"}));
}

#[test]
fn an_account_names_groups_that_were_made_by_their_ids_and_no_others() {
    let mut item = following(add("g", &["1"]), &["new-g", "new-h"], &[]);
    item.before_image =
        json!({"Groups": [{"value": "a", "display": "A"}, {"value": "new-g"}, {"value": "new-h"}]});
    let filled = with_its_groups(&item, &made(&[("new-g", "70")]));
    let groups = json!({"Groups": [{"value": "a", "display": "A"}, {"value": "70"}]});
    assert_eq!(filled.before_image, groups);
    let of_it: HashMap<String, String> = made(&[("new-g", "Sales"), ("x", "X")]);
    assert_eq!(stand_ins(&item.before_image, &of_it), ["new-g"]);
    item.before_image = json!({"id": "1"});
    assert_eq!(with_its_groups(&item, &made(&[])).before_image, json!({"id": "1"}));
}

#[test]
fn an_item_follows_what_an_earlier_one_left_in_the_group() {
    let cases = [
        (add("g", &["3"]), true),
        (add("g", &["1"]), false),
        (remove("g", &["1"]), true),
        (remove("g", &["3"]), false),
        (remove("g", &["1", "3"]), false),
    ];
    for (wish, changes) in cases {
        let item = following(wish.clone(), &[], &["1", "2", "9"]);
        let rebased = from_left(&item, &profile(), &set(&["1", "2"]));
        assert_eq!(rebased.is_some(), changes, "{wish:?}");
        if let Some(rebased) = rebased {
            assert_eq!(rebased.members_before, Some(MemberSet::of(["1", "2"])));
        }
    }
    let user = sample::item(
        Change::Activate { connection: "c".into(), user: "1".into() },
        Expected::Active,
        json!({}),
    );
    assert!(from_left(&user, &profile(), &set(&[])).is_none());
}
