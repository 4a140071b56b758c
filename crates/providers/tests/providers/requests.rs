//! What goes out, to the letter.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use proptest::prelude::*;
use rollcall_providers::{
    Catalogue, EndState, Expected, Mark, MemberSet, Profile, activate, add_members, create_group,
    create_user, deactivate, delete_group, delete_user, remove_members, rename_group, set_user,
};
use rollcall_scim::{MemberIds, Method, Paging};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

fn profile(id: &str) -> Profile {
    Catalogue::built_in().get(id).unwrap().clone()
}

fn patch(operation: Value) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [operation],
    })
}

#[test]
fn deactivation_is_sent_in_each_providers_form() {
    let with_path = patch(json!({ "op": "replace", "path": "active", "value": false }));
    let without_path = patch(json!({ "op": "replace", "value": { "active": false } }));
    for (id, body, mark) in [
        ("zapier", &with_path, Mark::Assumed),
        ("zscaler-zpa", &with_path, Mark::Assumed),
        ("airtable", &with_path, Mark::Documented),
        ("monday", &without_path, Mark::Assumed),
        ("notion", &with_path, Mark::Assumed),
        ("scim", &with_path, Mark::Assumed),
    ] {
        let intent = deactivate(&profile(id), "a/b?c");
        assert_eq!(intent.request.method, Method::Patch, "{id}");
        assert_eq!(intent.request.path, ["Users", "a/b?c"], "{id}");
        assert!(intent.request.query.is_empty(), "{id}");
        assert_eq!(intent.request.body.as_ref(), Some(body), "{id}");
        assert_eq!(intent.mark, mark, "{id}");
        assert_eq!(intent.read_back.method, Method::Get, "{id}");
        assert_eq!(intent.read_back.path, ["Users", "a/b?c"], "{id}");
        assert_eq!(intent.read_back.body, None, "{id}");
    }
}

#[test]
fn a_server_that_ends_access_by_delete_gets_a_delete() {
    let text = "id = \"acme\"\nname = \"Acme\"\ncolor = \"red\"\n[speaks]\n\
        deactivate = { value = \"delete\", mark = \"seen\", source = \"x\" }\n\
        after_deactivate = { value = [\"not-found\"], mark = \"seen\", source = \"x\" }\n";
    let (catalogue, errors) =
        Catalogue::built_in().with_folder(&[("acme.toml".to_owned(), text.to_owned())]);
    assert_eq!(errors, []);
    let intent = deactivate(catalogue.get("acme").unwrap(), "7");
    assert_eq!(intent.request.method, Method::Delete);
    assert_eq!(intent.request.path, ["Users", "7"]);
    assert_eq!(intent.request.body, None);
    assert_eq!(intent.expected, Expected::Ended(vec![EndState::NotFound]));
    assert_eq!(intent.mark, Mark::Seen);
}

#[test]
fn the_expected_end_is_said_in_words() {
    for (id, words) in [
        ("zapier", "inactive, or not found"),
        ("zscaler-zpa", "inactive, or not found"),
        ("airtable", "inactive"),
        ("monday", "inactive"),
        ("notion", "not found, or inactive"),
        ("scim", "inactive, or not found"),
    ] {
        assert_eq!(deactivate(&profile(id), "1").expected.words(), words, "{id}");
    }
}

#[test]
fn users_and_groups_are_listed_as_each_sheet_says() {
    for (id, paging, count, user_sort, group_sort, query) in [
        ("zapier", Paging::Index, 100, Some("userName"), None, None),
        ("zscaler-zpa", Paging::Index, 100, None, Some("displayName"), None),
        ("airtable", Paging::Index, 100, None, None, None),
        ("monday", Paging::Index, 100, None, None, Some(("scim_provisioned_only", "false"))),
        ("notion", Paging::Index, 100, None, None, None),
        ("scim", Paging::Auto, 100, None, None, None),
    ] {
        let profile = profile(id);
        let query: Vec<(String, String)> =
            query.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        for (rules, resource, sort) in [
            (profile.user_list(), "Users", user_sort),
            (profile.group_list(), "Groups", group_sort),
        ] {
            assert_eq!(rules.resource, resource, "{id}");
            assert_eq!(rules.paging, paging, "{id}");
            assert_eq!(rules.count, Some(count), "{id}");
            assert_eq!(rules.sort_by.as_deref(), sort, "{id} {resource}");
            assert_eq!(rules.query, query, "{id}");
            assert_eq!(rules.filter, None, "{id}");
            assert_eq!(rules.passes, 3, "{id}");
        }
    }
}

#[test]
fn a_lookup_filters_by_the_providers_own_attribute_and_keeps_its_parameters() {
    let lookup = profile("notion").user_lookup("jo@example.org").unwrap();
    assert_eq!(lookup.filter.as_deref(), Some(r#"email eq "jo@example.org""#));
    let lookup = profile("monday").user_lookup(r#"a" or "1" eq "1"#).unwrap();
    assert_eq!(lookup.filter.as_deref(), Some(r#"userName eq "a\" or \"1\" eq \"1""#));
    assert_eq!(lookup.query, [("scim_provisioned_only".to_owned(), "false".to_owned())]);
    let lookup = profile("zapier").user_lookup("jo").unwrap();
    assert_eq!(lookup.sort_by, None);
}

#[test]
fn members_are_removed_in_the_form_the_profile_names() {
    let one = || MemberIds::one("42").unwrap();
    let now = BTreeSet::from(["42".to_owned(), "7".to_owned()]);
    let remove = |id: &str, group: &str| remove_members(&profile(id), group, one(), &now).request;
    let add_one = |id: &str, group: &str| add_members(&profile(id), group, one(), &now).request;
    for id in ["zapier", "zscaler-zpa", "airtable", "monday", "scim"] {
        let request = remove(id, "g/1");
        assert_eq!(request.path, ["Groups", "g/1"]);
        let filter = json!({ "op": "remove", "path": "members[value eq \"42\"]" });
        assert_eq!(request.body, Some(patch(filter)), "{id}");
        let add = json!({ "op": "add", "path": "members", "value": [{ "value": "42" }] });
        assert_eq!(add_one(id, "g/1").body, Some(patch(add)), "{id}");
    }
    let array = json!({ "op": "Remove", "path": "members", "value": [{ "value": "42" }] });
    assert_eq!(remove("notion", "g").body, Some(patch(array)));
    let add = json!({ "op": "Add", "path": "members", "value": [{ "value": "42" }] });
    assert_eq!(add_one("notion", "g").body, Some(patch(add)));
}

fn values(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

const DEPARTMENT: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";

#[test]
fn the_others_are_a_part_of_what_is_expected() {
    let now = BTreeSet::from(["1".to_owned(), "2".to_owned(), "3".to_owned()]);
    let one = |id: &str| MemberIds::one(id).unwrap();
    let removed = remove_members(&profile("scim"), "g", one("2"), &now).expected;
    assert_eq!(removed, Expected::Members(MemberSet::of(["1", "3"])));
    let added = add_members(&profile("scim"), "g", one("4"), &now).expected;
    assert_eq!(added, Expected::Members(MemberSet::of(["1", "2", "3", "4"])));
}

#[test]
fn attributes_are_set_in_each_providers_form_and_taken_away_with_a_path() {
    let wish = values(json!({"title": "Buyer", "name.givenName": null}));
    let intent = set_user(&profile("monday"), "7", &wish).unwrap();
    assert_eq!(
        intent.request.body.unwrap()["Operations"],
        json!([
            {"op": "replace", "value": {"title": "Buyer"}},
            {"op": "remove", "path": "name.givenName"},
        ])
    );
    let wish = values(json!({DEPARTMENT: "Sales"}));
    let intent = set_user(&profile("zscaler-zpa"), "7", &wish).unwrap();
    assert_eq!(
        intent.request.body.unwrap()["Operations"],
        json!([{"op": "replace", "path": DEPARTMENT, "value": "Sales"}])
    );
}

#[test]
fn what_a_provider_does_not_do_is_said_before_it_is_tried() {
    let no = |id: &str, wish: Value| set_user(&profile(id), "7", &values(wish)).unwrap_err().0;
    assert_eq!(no("monday", json!({DEPARTMENT: "HR"})), "monday.com does not keep department.");
    assert_eq!(
        no("notion", json!({"photos": []})),
        "Notion takes photos only when a user is created."
    );
    assert!(no("zapier", json!({"title": "x"})).contains("does not keep title"));
    for path in ["active", "id", "meta.created", "groups", "schemas"] {
        assert!(no("scim", json!({path: "x"})).contains("is not set"), "{path}");
    }
    assert!(no("scim", json!({"members": []})).contains("no member list"));
    assert!(no("scim", json!({"a[b eq 1]": "x"})).contains("not the path"));
    assert!(no("scim", json!({})).contains("nothing to set"));
    assert!(activate(&profile("notion"), "7").is_err());
    assert!(create_user(&profile("scim"), &values(json!({"title": "x"}))).is_err());
}

#[test]
fn a_user_is_made_of_nested_attributes_with_the_schemas_that_they_need() {
    let wish = values(json!({
        "userName": "Jo@Example.org", "name.givenName": "Jo", "name.familyName": "Brandt",
    }));
    let intent = create_user(&profile("monday"), &wish).unwrap();
    assert_eq!(intent.request.method, Method::Post);
    assert_eq!(intent.request.path, ["Users"]);
    assert_eq!(
        intent.request.body.unwrap(),
        json!({
            "userName": "jo@example.org",
            "name": {"givenName": "Jo", "familyName": "Brandt"},
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        })
    );
    let wish = values(json!({"userName": "jo@example.org", DEPARTMENT: "Sales"}));
    let body = create_user(&profile("notion"), &wish).unwrap().request.body.unwrap();
    let extension = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    assert_eq!(body[extension], json!({"department": "Sales"}));
    assert_eq!(body["schemas"][1], extension);
}

#[test]
fn users_and_groups_are_deleted_and_groups_made_and_renamed() {
    for (id, words) in [
        ("zapier", "inactive, or not found"),
        ("zscaler-zpa", "not found"),
        ("airtable", "not found"),
        ("monday", "inactive"),
        ("notion", "not found"),
        ("scim", "not found"),
    ] {
        let intent = delete_user(&profile(id), "7").unwrap();
        assert_eq!(
            (intent.request.method, intent.expected.words().as_str()),
            (Method::Delete, words),
            "{id}"
        );
        assert_eq!(delete_group(&profile(id), "g").unwrap().expected, Expected::Gone);
        let made = create_group(&profile(id), "Team").unwrap();
        assert_eq!(made.request.body.unwrap()["displayName"], "Team");
        let renamed = rename_group(&profile(id), "g", "Crew").unwrap();
        assert!(!renamed.request.body.unwrap().to_string().contains("members"));
        assert_eq!(renamed.expected.words(), "display name is “Crew”");
    }
}

proptest! {
    #[test]
    fn no_removal_of_members_is_ever_bare(ids in prop::collection::vec("\\PC{1,12}", 1..4)) {
        let Some(members) = MemberIds::new(ids) else { return Ok(()) };
        for profile in Catalogue::built_in().all() {
            let request = remove_members(profile, "g", members.clone(), &BTreeSet::new()).request;
            let body = request.body.unwrap();
            for operation in body["Operations"].as_array().unwrap() {
                let path = operation["path"].as_str().unwrap();
                let named = if path == "members" {
                    operation["value"].as_array().is_some_and(|whom| !whom.is_empty())
                } else {
                    path.starts_with("members[value eq \"") && path.ends_with("\"]")
                };
                prop_assert!(named, "{operation}");
            }
        }
    }

    #[test]
    fn no_deactivation_touches_a_member_list(id in "\\PC{1,20}") {
        for profile in Catalogue::built_in().all() {
            let request = deactivate(profile, &id).request;
            prop_assert_eq!(&request.path, &["Users".to_owned(), id.clone()]);
            prop_assert!(!request.body.unwrap().to_string().contains("members"));
        }
    }
}
