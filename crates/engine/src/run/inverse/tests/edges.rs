//! What an undo leaves out, what it refuses, and what it says of that.

use super::*;

const EXTENSION: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const NOT_READ: &str = "what this item changed was not read.";

fn delete(image: Value) -> Item {
    sample::item(Change::Delete { connection: c(), user: "1".into() }, Expected::Gone, image)
}

/// The inverse of a deletion of an account that had this image and is gone.
fn of_gone(image: Value) -> Inverse {
    of(&delete(image), "", gone())
}

/// The values that a new account is given.
fn given(inverse: &Inverse) -> Value {
    match inverse.changes.as_slice() {
        [Change::Create { values, .. }] => Value::Object(values.clone()),
        other => panic!("{other:?}"),
    }
}

/// What the new account is created without.
fn lost(image: Value) -> Option<String> {
    of_gone(image).warning.map(|warning| warning.lead)
}

fn expected(path: &str, value: Value, write_only: bool) -> ExpectedValue {
    ExpectedValue {
        path: path.into(),
        value: Some(value),
        write_only,
        spelling: Spelling::BySchema,
    }
}

fn set(expected: Expected, image: Value) -> Item {
    let wish = Change::Set { connection: c(), user: "1".into(), values: Map::new() };
    sample::item(wish, expected, image)
}

fn rename(to: &str, image: Value) -> Item {
    let wish = Change::RenameGroup { connection: c(), group: "g".into(), name: to.into() };
    let expected =
        ExpectedValue { spelling: Spelling::AnyCase, ..expected("displayName", json!(to), false) };
    sample::item(wish, Expected::Values(vec![expected]), image)
}

#[test]
fn a_deleted_account_that_is_still_there_is_activated_and_not_created() {
    let inactive = json!({"id": "1", "active": false});
    let inverse = of(&delete(jo()), "", account(inactive, &[("g", None)], None));
    assert_eq!(inverse.changes, [activate(), join("g")]);
    assert!(inverse.re_creates.is_none() && inverse.warning.is_none());
}

#[test]
fn an_account_that_is_active_again_only_joins_its_groups() {
    let active = json!({"id": "1", "active": true});
    let nobody: &[&str] = &[];
    let inverse = of(&deactivate(), "", account(active, &[("g", Some(nobody))], None));
    assert_eq!(inverse.changes, [join("g")]);
}

#[test]
fn groups_are_joined_in_the_order_they_were_in() {
    let inactive = json!({"id": "1", "active": false});
    let (other, own): (&[&str], &[&str]) = (&["2"], &["1"]);
    let groups = [("b", Some(other)), ("in", Some(own)), ("a", None)];
    let inverse = of(&deactivate(), "", account(inactive, &groups, None));
    assert_eq!(inverse.changes, [activate(), join("b"), join("a")]);
}

#[test]
fn a_new_account_joins_every_group_that_is_still_there() {
    let listed = |ids: &[&str]| Some(ids.iter().map(|id| (*id).to_owned()).collect());
    let touched = Touched::Account {
        live: Err("Shop has none.".into()),
        // The old id is in the list still; the new one is not.
        groups: vec![("a".into(), listed(&["1"])), ("b".into(), None)],
        left: None,
    };
    let inverse = of(&deactivate(), "", touched);
    let [Change::Create { groups, .. }] = inverse.changes.as_slice() else { panic!() };
    assert_eq!(groups, &["a", "b"]);
}

#[test]
fn a_deactivated_account_that_is_gone_gets_a_new_id() {
    let inverse = of(&deactivate(), "", gone());
    assert_eq!(inverse.re_creates.as_deref(), Some("1"));
    assert!(inverse.blocked.is_empty() && inverse.left_group.is_none());
}

#[test]
fn a_new_account_gets_the_parts_of_the_name() {
    let inverse = of_gone(json!({
        "userName": "jo", "name": {"givenName": "Jo", "familyName": "Doe", "formatted": "Jo Doe"},
    }));
    assert_eq!(
        given(&inverse),
        json!({
            "userName": "jo", "name.givenName": "Jo", "name.familyName": "Doe",
            "name.formatted": "Jo Doe",
        })
    );
    assert!(inverse.warning.is_none());
}

#[test]
fn a_new_account_gets_what_the_enterprise_extension_held() {
    let inverse = of_gone(json!({"userName": "jo", EXTENSION: {"department": "Sales"}}));
    let path = format!("{EXTENSION}:department");
    assert_eq!(given(&inverse), json!({"userName": "jo", path: "Sales"}));
    assert!(inverse.warning.is_none());
}

#[test]
fn a_value_that_was_null_is_not_given() {
    assert_eq!(
        given(&of_gone(json!({"userName": "jo", "title": null}))),
        json!({"userName": "jo"})
    );
}

#[test]
fn what_the_app_does_not_keep_is_lost_and_named() {
    let mut profile = Catalogue::built_in().get("scim").unwrap().clone();
    profile.speaks.writable.value = vec!["userName".to_owned()];
    let item = delete(jo());
    let image = resource(jo());
    let undo = ToUndo {
        connection_id: "c",
        app: "Shop",
        profile: &profile,
        item: &item,
        image: &image,
        made: "",
    };
    let inverse = inverse(&undo, gone());
    assert_eq!(given(&inverse), json!({"userName": "jo@example.com"}));
    let lead = inverse.warning.unwrap().lead;
    for name in ["title", "nickName"] {
        assert!(lead.contains(name), "{lead}");
    }
}

#[test]
fn what_the_app_makes_itself_is_no_loss_in_any_case() {
    let image = json!({
        "Schemas": ["x"], "ID": "1", "Meta": {"a": "b"}, "ACTIVE": true,
        "Groups": [{"value": "g"}], "passWord": "secret", "userName": "jo",
    });
    assert_eq!(lost(image), None);
}

#[test]
fn what_was_empty_is_no_loss() {
    for empty in [Value::Null, json!(""), json!([]), json!({})] {
        assert_eq!(lost(json!({"userName": "jo", "roles": empty.clone()})), None, "{empty}");
    }
}

#[test]
fn a_flag_or_a_number_is_a_loss_whatever_it_says() {
    for value in [json!(false), json!(0)] {
        let lead = lost(json!({"userName": "jo", "badge": value.clone()}));
        assert_eq!(lead.as_deref(), Some("Jo is created without: badge."), "{value}");
    }
}

#[test]
fn every_loss_is_named_once_in_one_warning() {
    let image = json!({"userName": "jo", "roles": ["owner"], "x509Certificates": [{"value": "x"}]});
    let warning = of_gone(image).warning.unwrap();
    assert_eq!(warning.lead, "Jo is created without: roles, x509Certificates.");
    assert_eq!((warning.count, warning.stop), (1, false));
    assert_eq!(
        warning.text,
        "The account is gone, and a new one does not get these. The run that removed it lists them."
    );
}

#[test]
fn what_an_extension_held_is_lost_under_its_own_name() {
    let image = json!({"userName": "jo", "urn:shop:2.0:User": {"badge": "7", "empty": null}});
    assert_eq!(lost(image).as_deref(), Some("Jo is created without: badge."));
}

#[test]
fn a_part_of_the_extension_that_is_given_is_no_loss() {
    let image = json!({"userName": "jo", EXTENSION: {"department": "Sales", "badge": "7"}});
    assert_eq!(lost(image).as_deref(), Some("Jo is created without: badge."));
}

#[test]
fn an_object_that_is_no_extension_is_lost_as_a_whole() {
    let image = json!({"userName": "jo", "locker": {"floor": 3}});
    assert_eq!(lost(image).as_deref(), Some("Jo is created without: locker."));
}

#[test]
fn an_extension_that_is_no_object_is_lost_under_its_urn() {
    let image = json!({"userName": "jo", "urn:shop:2.0:User": "odd"});
    assert_eq!(lost(image).as_deref(), Some("Jo is created without: urn:shop:2.0:User."));
}

#[test]
fn the_case_of_an_attribute_name_makes_no_loss() {
    let inverse = of_gone(json!({"USERNAME": "jo", "Title": "Lead"}));
    assert_eq!(given(&inverse), json!({"userName": "jo", "title": "Lead"}));
    assert!(inverse.warning.is_none());
}

#[test]
fn the_values_of_one_edit_are_put_back_one_by_one() {
    let values = vec![
        expected("title", json!("Boss"), false),
        expected("nickName", json!("K"), false),
        expected("locale", json!("de"), false),
        expected("password", json!("secret"), true),
    ];
    let live = json!({"id": "1", "title": "Boss", "nickName": "J", "locale": "fr"});
    let inverse = of(&set(Expected::Values(values), jo()), "", account(live, &[], None));
    let back = Map::from_iter([("title".to_owned(), json!("Lead"))]);
    assert_eq!(inverse.changes, [Change::Set { connection: c(), user: "1".into(), values: back }]);
    assert_eq!(
        inverse.blocked,
        [
            "it has changed since this run set it: locale is “fr”.",
            "the former password is not known: Shop never returns it.",
        ]
    );
}

#[test]
fn a_password_is_never_called_put_back() {
    // Neither image shows it, which says nothing.
    let item = set(Expected::Values(vec![expected("password", json!("x"), true)]), jo());
    let inverse = of(&item, "", account(jo(), &[], Some(jo())));
    assert!(inverse.changes.is_empty());
    assert_eq!(inverse.blocked.len(), 1);
}

#[test]
fn a_user_name_that_differs_in_case_alone_is_put_back_to_the_letter() {
    let values = vec![expected("userName", json!("JO@example.com"), false)];
    let live = json!({"id": "1", "userName": "JO@example.com"});
    let inverse = of(&set(Expected::Values(values), jo()), "", account(live, &[], None));
    let [Change::Set { values, .. }] = inverse.changes.as_slice() else { panic!("{inverse:?}") };
    assert_eq!(values["userName"], json!("jo@example.com"));
}

#[test]
fn a_value_that_stands_in_another_case_is_still_the_value_of_the_run() {
    let values = vec![expected("userName", json!("Al@example.com"), false)];
    let live = json!({"id": "1", "userName": "al@example.com"});
    let inverse = of(&set(Expected::Values(values), jo()), "", account(live, &[], None));
    assert!(inverse.blocked.is_empty());
    assert_eq!(inverse.changes.len(), 1);
}

#[test]
fn an_edit_whose_proof_was_no_value_takes_nothing_back() {
    let inverse = of(&set(Expected::Active, jo()), "", account(jo(), &[], None));
    assert!(inverse.changes.is_empty() && inverse.blocked.is_empty());
}

#[test]
fn a_group_that_was_renamed_since_keeps_its_later_name() {
    let item = rename("New", json!({"id": "g", "displayName": "Old"}));
    let inverse = of(&item, "", Touched::Group(Ok(resource(json!({"displayName": "Other"})))));
    assert_eq!(inverse.blocked, ["it has changed since this run set it: “Other”."]);
    let nameless = of(&item, "", Touched::Group(Ok(resource(json!({"id": "g"})))));
    assert_eq!(nameless.blocked, ["it has changed since this run set it: “”."]);
}

#[test]
fn a_long_later_value_is_shown_by_its_start() {
    let item = rename("New", json!({"id": "g", "displayName": "Old"}));
    let long = json!({"displayName": "x".repeat(NAME_SHOWN + 9)});
    let inverse = of(&item, "", Touched::Group(Ok(resource(long))));
    let shown = format!("“{}….", "x".repeat(NAME_SHOWN - 1));
    assert!(inverse.blocked[0].ends_with(&shown), "{}", inverse.blocked[0]);
}

#[test]
fn a_group_that_took_its_name_in_another_case_gets_the_old_one_back() {
    let item = rename("Sales", json!({"id": "g", "displayName": "Old"}));
    let inverse = of(&item, "", Touched::Group(Ok(resource(json!({"displayName": "SALES"})))));
    let back = Change::RenameGroup { connection: c(), group: "g".into(), name: "Old".into() };
    assert_eq!(inverse.changes, [back]);
}

#[test]
fn a_deleted_group_of_unknown_members_comes_back_empty() {
    let wish = Change::DeleteGroup { connection: c(), group: "g".into() };
    let item = sample::item(wish, Expected::Gone, json!({"id": "g", "displayName": "Old"}));
    let back = Change::CreateGroup { connection: c(), name: "Old".into(), members: vec![] };
    assert_eq!(of(&item, "", Touched::NotRead).changes, [back]);
}

#[test]
fn a_rename_or_a_deletion_that_was_not_read_is_not_taken_back() {
    for item in [rename("New", json!({"displayName": "Old"})), delete(jo())] {
        let inverse = of(&item, "", Touched::NotRead);
        assert!(inverse.changes.is_empty());
        assert_eq!(inverse.blocked, [NOT_READ]);
    }
}

#[test]
fn an_account_is_not_judged_by_a_look_at_a_group() {
    let group = || Touched::Group(Ok(resource(json!({"id": "g", "displayName": "New"}))));
    for item in [deactivate(), delete(jo()), title(Some(json!("Boss")), false)] {
        let inverse = of(&item, "", group());
        assert!(inverse.changes.is_empty());
        assert_eq!(inverse.blocked, [NOT_READ]);
    }
}

#[test]
fn a_group_is_not_judged_by_a_look_at_an_account() {
    let item = rename("New", json!({"displayName": "Old"}));
    let inverse = of(&item, "", account(json!({"displayName": "New"}), &[], None));
    assert!(inverse.changes.is_empty());
    assert_eq!(inverse.blocked, [NOT_READ]);
}
