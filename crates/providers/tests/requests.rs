//! What goes out, to the letter.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use proptest::prelude::*;
use rollcall_providers::{
    Catalogue, EndState, Mark, Profile, add_members, deactivate, remove_members,
};
use rollcall_scim::{MemberIds, Method, Paging};
use serde_json::{Value, json};

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
    assert_eq!(intent.expected, [EndState::NotFound]);
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
        assert_eq!(deactivate(&profile(id), "1").expected_words(), words, "{id}");
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
    for id in ["zapier", "zscaler-zpa", "airtable", "monday", "scim"] {
        let request = remove_members(&profile(id), "g/1", one());
        assert_eq!(request.path, ["Groups", "g/1"]);
        let filter = json!({ "op": "remove", "path": "members[value eq \"42\"]" });
        assert_eq!(request.body, Some(patch(filter)), "{id}");
        let add = json!({ "op": "add", "path": "members", "value": [{ "value": "42" }] });
        assert_eq!(add_members(&profile(id), "g/1", one()).body, Some(patch(add)), "{id}");
    }
    let array = json!({ "op": "Remove", "path": "members", "value": [{ "value": "42" }] });
    assert_eq!(remove_members(&profile("notion"), "g", one()).body, Some(patch(array)));
    let add = json!({ "op": "Add", "path": "members", "value": [{ "value": "42" }] });
    assert_eq!(add_members(&profile("notion"), "g", one()).body, Some(patch(add)));
}

proptest! {
    #[test]
    fn no_removal_of_members_is_ever_bare(ids in prop::collection::vec("\\PC{1,12}", 1..4)) {
        let Some(members) = MemberIds::new(ids) else { return Ok(()) };
        for profile in Catalogue::built_in().all() {
            let request = remove_members(profile, "g", members.clone());
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
