//! What an undo does, wish by wish.

use super::*;
use crate::plan::sample;
use rollcall_providers::{Catalogue, EndState, Spelling};
use serde_json::json;

mod edges;

fn resource(value: Value) -> Resource {
    Resource::from_value(value).unwrap()
}

/// Jo as the app had her before the run.
fn jo() -> Value {
    json!({
        "id": "1", "active": true, "userName": "jo@example.com", "title": "Lead",
        "nickName": "J", "meta": {"created": "2020-01-01T00:00:00Z"},
    })
}

fn of(item: &Item, made: &str, touched: Touched) -> Inverse {
    let profile = Catalogue::built_in().get("scim").unwrap().clone();
    let image = resource(item.before_image.clone());
    let undo =
        ToUndo { connection_id: "c", app: "Shop", profile: &profile, item, image: &image, made };
    inverse(&undo, touched)
}

fn account(live: Value, groups: &[(&str, Option<&[&str]>)], left: Option<Value>) -> Touched {
    let members = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
    let of = |(group, ids): &(&str, Option<&[&str]>)| ((*group).to_owned(), ids.map(members));
    Touched::Account {
        live: Ok(resource(live)),
        groups: groups.iter().map(of).collect(),
        left: left.map(resource),
    }
}

fn gone() -> Touched {
    Touched::Account { live: Err("Shop has none.".into()), groups: vec![], left: None }
}

fn c() -> String {
    "c".to_owned()
}

fn deactivate() -> Item {
    let wish = Change::Deactivate { connection: c(), user: "1".into() };
    sample::item(wish, Expected::Ended(vec![EndState::Inactive]), jo())
}

fn activate() -> Change {
    Change::Activate { connection: c(), user: "1".into() }
}

fn join(group: &str) -> Change {
    Change::AddMember { connection: c(), group: group.into(), users: vec!["1".into()] }
}

#[test]
fn ended_access_comes_back_with_the_groups_that_the_account_is_not_in() {
    let inactive = || json!({"id": "1", "active": false});
    let in_group: &[&str] = &["1", "2"];
    let cases: [(Touched, Vec<Change>); 6] = [
        (account(inactive(), &[], None), vec![activate()]),
        // An app that does not state whether the account is active is asked again.
        (account(json!({"id": "1"}), &[], None), vec![activate()]),
        // Access was already restored.
        (account(json!({"id": "1", "active": true}), &[], None), vec![]),
        (account(inactive(), &[("g", Some(in_group))], None), vec![activate()]),
        (account(inactive(), &[("g", Some(&["2"]))], None), vec![activate(), join("g")]),
        // The members are not known: the plan finds out.
        (account(inactive(), &[("g", None)], None), vec![activate(), join("g")]),
    ];
    for (number, (touched, changes)) in cases.into_iter().enumerate() {
        let inverse = of(&deactivate(), "", touched);
        assert_eq!(inverse.changes, changes, "case {number}");
        assert!(inverse.blocked.is_empty() && inverse.re_creates.is_none());
    }
}

#[test]
fn an_account_that_is_gone_is_created_with_what_a_new_one_can_get() {
    let wish = Change::Delete { connection: c(), user: "1".into() };
    let item = sample::item(wish, Expected::Gone, {
        let mut jo = jo();
        jo["roles"] = json!([{"value": "owner"}]);
        jo["x509Certificates"] = json!([]);
        jo
    });
    let touched = Touched::Account {
        live: Err("Shop has none.".into()),
        groups: vec![("g".into(), None)],
        left: None,
    };
    let inverse = of(&item, "", touched);
    let [Change::Create { connection, values, groups }] = inverse.changes.as_slice() else {
        panic!("{:?}", inverse.changes)
    };
    assert_eq!((connection.as_str(), groups.as_slice()), ("c", &["g".to_owned()][..]));
    assert_eq!(
        Value::Object(values.clone()),
        json!({"userName": "jo@example.com", "title": "Lead", "nickName": "J"})
    );
    assert_eq!(inverse.re_creates.as_deref(), Some("1"));
    // The id, the state and times are the app's own; a role is lost, which the plan says.
    assert_eq!(inverse.warning.unwrap().lead, "Jo is created without: roles.");
}

#[test]
fn nothing_is_warned_of_when_a_new_account_gets_everything() {
    let inverse = of(&deactivate(), "", gone());
    assert!(matches!(inverse.changes.as_slice(), [Change::Create { .. }]));
    assert!(inverse.warning.is_none());
}

fn title(value: Option<Value>, write_only: bool) -> Item {
    let values = Map::from_iter([("title".to_owned(), value.clone().unwrap_or(Value::Null))]);
    let expected = Expected::Values(vec![ExpectedValue {
        path: "title".into(),
        value,
        write_only,
        spelling: Spelling::BySchema,
    }]);
    let wish = Change::Set { connection: c(), user: "1".into(), values };
    sample::item(wish, expected, jo())
}

#[test]
fn a_value_is_put_back_only_while_the_value_of_the_run_stands() {
    let now = |title: &str| json!({"id": "1", "title": title});
    let set = |value: &str| title(Some(json!(value)), false);
    // The item, the account now, as the run left it; the value that it gets back, and why not.
    let cases = [
        (set("Boss"), now("Boss"), None, Some(json!("Lead")), None),
        // It did not take effect, or it was changed back.
        (set("Boss"), now("Lead"), None, None, None),
        (set("Boss"), now("Chief"), None, None, Some("set it: title is “Chief”.")),
        // The app took a part of what was asked, and that part is the run's.
        (set("Boss of all"), now("Boss"), Some(now("Boss")), Some(json!("Lead")), None),
        (set("Boss of all"), now("Chief"), Some(now("Boss")), None, Some("“Chief”")),
        (title(None, false), json!({"id": "1"}), None, Some(json!("Lead")), None),
        (
            title(Some(json!("x")), true),
            json!({"id": "1"}),
            None,
            None,
            Some("the former title is not known: Shop never returns it."),
        ),
    ];
    for (number, (item, live, left, restored, why)) in cases.into_iter().enumerate() {
        let inverse = of(&item, "", account(live, &[], left));
        let changes: Vec<Change> = restored
            .into_iter()
            .map(|value| Change::Set {
                connection: c(),
                user: "1".into(),
                values: Map::from_iter([("title".to_owned(), value)]),
            })
            .collect();
        assert_eq!(inverse.changes, changes, "case {number}");
        match why {
            Some(why) => assert!(inverse.blocked[0].contains(why), "{:?}", inverse.blocked),
            None => assert!(inverse.blocked.is_empty(), "case {number}: {:?}", inverse.blocked),
        }
    }
}

#[test]
fn a_value_that_was_not_there_before_is_taken_away() {
    let mut item = title(Some(json!("Boss")), false);
    item.before_image = json!({"id": "1"});
    let inverse = of(&item, "", account(json!({"id": "1", "title": "Boss"}), &[], None));
    let [Change::Set { values, .. }] = inverse.changes.as_slice() else { panic!() };
    assert_eq!(values["title"], Value::Null);
}

#[test]
fn values_of_an_account_that_is_gone_stay_with_the_words_of_the_app() {
    let inverse = of(&title(Some(json!("Boss")), false), "", gone());
    assert!(inverse.changes.is_empty());
    assert_eq!(inverse.blocked, ["Shop has none."]);
}

#[test]
fn a_group_gets_its_name_back_only_while_the_name_of_the_run_stands() {
    let wish = Change::RenameGroup { connection: c(), group: "g".into(), name: "New".into() };
    let expected = Expected::Values(vec![ExpectedValue {
        path: "displayName".into(),
        value: Some(json!("New")),
        write_only: false,
        spelling: Spelling::AnyCase,
    }]);
    let item = sample::item(wish, expected, json!({"id": "g", "displayName": "Old"}));
    let named = |name: &str| Touched::Group(Ok(resource(json!({"displayName": name}))));
    let back = Change::RenameGroup { connection: c(), group: "g".into(), name: "Old".into() };
    assert_eq!(of(&item, "", named("New")).changes, [back]);
    let since = of(&item, "", named("Other"));
    assert!(since.changes.is_empty() && since.blocked[0].contains("“Other”"));
    let gone = of(&item, "", Touched::Group(Err("Shop has none.".into())));
    assert!(gone.changes.is_empty());
    assert_eq!(gone.blocked, ["Shop has none."]);
}

#[test]
fn what_needs_no_look_has_one_inverse() {
    let (user, group) = ("1".to_owned(), "g".to_owned());
    let users = vec![user.clone(), "2".to_owned()];
    let image = json!({"displayName": "Old", "members": [{"value": "1"}, {"value": "2"}]});
    let cases = [
        (activate(), Change::Deactivate { connection: c(), user: user.clone() }),
        (
            Change::Create { connection: c(), values: Map::new(), groups: vec![] },
            Change::Delete { connection: c(), user: "9".into() },
        ),
        (
            Change::CreateGroup { connection: c(), name: "Old".into(), members: vec![] },
            Change::DeleteGroup { connection: c(), group: "9".into() },
        ),
        (
            Change::DeleteGroup { connection: c(), group: group.clone() },
            Change::CreateGroup { connection: c(), name: "Old".into(), members: users.clone() },
        ),
        (
            Change::AddMember { connection: c(), group: group.clone(), users: users.clone() },
            Change::RemoveMember { connection: c(), group: group.clone(), users },
        ),
    ];
    for (wish, back) in cases {
        let item = sample::item(wish, Expected::Gone, image.clone());
        assert_eq!(of(&item, "9", Touched::NotRead).changes, [back]);
    }
}

#[test]
fn who_left_a_group_is_noted_for_all_items_of_the_group() {
    let (group, users) = ("g".to_owned(), vec!["1".to_owned()]);
    let out = Change::RemoveMember { connection: c(), group: group.clone(), users };
    let inverse = of(&sample::item(out, Expected::Gone, json!({})), "", Touched::NotRead);
    assert!(inverse.changes.is_empty());
    assert_eq!(inverse.left_group, Some((group.clone(), vec!["1".to_owned()])));
    // Who joined goes; whether others left through it is asked of the local copy.
    let inverse = of(&sample::item(join("g"), Expected::Gone, json!({})), "", Touched::NotRead);
    assert_eq!(inverse.left_group, Some((group, vec![])));
}

#[test]
fn what_was_made_stays_when_its_id_is_not_known() {
    for wish in [
        Change::Create { connection: c(), values: Map::new(), groups: vec![] },
        Change::CreateGroup { connection: c(), name: "New".into(), members: vec![] },
    ] {
        let inverse = of(&sample::item(wish, Expected::Gone, json!({})), "", Touched::NotRead);
        assert!(inverse.changes.is_empty());
        assert_eq!(inverse.blocked, ["the id of what was created is not known."]);
    }
}

#[test]
fn nothing_is_taken_back_without_the_look_that_it_needs() {
    for item in [deactivate(), title(None, false)] {
        let inverse = of(&item, "", Touched::NotRead);
        assert!(inverse.changes.is_empty());
        assert_eq!(inverse.blocked.len(), 1);
    }
}
