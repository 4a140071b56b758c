//! A group that came without members: empty, or not known.

use super::*;
use crate::change::Change;
use crate::plan::sample;
use serde_json::{Value, json};

fn group(value: Value) -> Resource {
    Resource::from_value(value).unwrap()
}

fn item(before: Option<MemberSet>, expected: Expected) -> Item {
    let wish = Change::AddMember { connection: "c".into(), group: "g".into(), users: vec![] };
    Item { members_before: before, ..sample::item(wish, expected, json!({})) }
}

/// Of an app that leaves out an empty list.
fn left_out(ids: &[&'static str]) -> MemberSet {
    MemberSet { left_out_when_empty: true, ..MemberSet::of(ids.iter().copied()) }
}

#[test]
fn no_members_is_none_only_where_the_app_leaves_out_an_empty_list() {
    let bare = || group(json!({"id": "g"}));
    let listed = || group(json!({"id": "g", "members": []}));
    let broken = || group(json!({"id": "g", "members": [{"display": "?"}]}));
    let strict = MemberSet::of(["1"]);
    let cases = [
        (Some(left_out(&["1"])), bare(), true),
        (Some(left_out(&["1"])), listed(), false),
        (Some(left_out(&["1"])), broken(), false),
        (Some(strict), bare(), false),
        (None, bare(), false),
    ];
    for (number, (before, live, empty)) in cases.into_iter().enumerate() {
        assert_eq!(is_told_empty(&item(before, Expected::Gone), &live), empty, "case {number}");
    }
    // What is expected counts before what was.
    let expected = Expected::Members(left_out(&[]));
    assert!(is_told_empty(&item(None, expected), &bare()));
    let expected = Expected::Members(MemberSet::of([]));
    assert!(!is_told_empty(&item(Some(left_out(&[])), expected), &bare()));
}

#[test]
fn unknown_members_become_none_where_the_plan_knows_the_app() {
    let one = || Some(BTreeSet::from(["1".to_owned()]));
    for (before, members, expected) in [
        (Some(left_out(&[])), None, Some(BTreeSet::new())),
        (Some(left_out(&[])), one(), one()),
        (Some(MemberSet::of([])), None, None),
        (Some(MemberSet::of([])), one(), one()),
        (None, None, None),
    ] {
        assert_eq!(or_empty(&item(before, Expected::Gone), members), expected);
    }
}

#[test]
fn members_are_read_as_the_item_compares_them() {
    let bare = group(json!({"id": "g"}));
    assert_eq!(members_told(&item(None, Expected::Gone), &bare), None);
    assert_eq!(members_told(&item(Some(MemberSet::of([])), Expected::Gone), &bare), None);
    let members = members_told(&item(Some(left_out(&["1"])), Expected::Gone), &bare);
    assert_eq!(members.map(|set| set.count), Some(0));
    let two = group(json!({"members": [{"value": "1"}, {"value": "2"}]}));
    assert_eq!(members_told(&item(None, Expected::Gone), &two), Some(MemberSet::of(["1", "2"])));
}

#[test]
fn a_group_is_saved_without_members_only_where_that_is_known() {
    let cases = [
        (Some(left_out(&["1"])), json!({"id": "g"}), Some(0)),
        (Some(MemberSet::of(["1"])), json!({"id": "g"}), None),
        (None, json!({"id": "g"}), None),
        (Some(left_out(&["1"])), json!({"id": "g", "members": [{"value": "1"}]}), Some(1)),
        (None, json!({"id": "g", "members": [{"value": "1"}, {"value": "2"}]}), Some(2)),
    ];
    for (number, (before, live, members)) in cases.into_iter().enumerate() {
        let seen = seen_group(&item(before, Expected::Gone), group(live));
        assert_eq!(seen.members.map(|members| members.len()), members, "case {number}");
        assert_eq!(seen.id, "g");
    }
}
