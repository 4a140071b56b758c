use super::*;
use crate::reconcile::profiles;
use crate::reconcile::rules::{Rules, rules};
use serde_json::json;

struct Known;

impl Accounts for Known {
    fn person_of(&self, id: &str) -> Option<u32> {
        (id == "m1").then_some(7)
    }

    fn has(&self, person: u32) -> bool {
        person == 7
    }
}

fn entry(fields: &[(&str, &str)]) -> Entry {
    let mut body = json!({
        "row": 1, "emails": ["jo@example.com"], "employee_number": "", "name": "", "given_name": "",
        "family_name": "", "status": "employed", "status_word": "", "start": null, "end": null,
        "manager": "", "department": "", "cost_center": "", "division": "", "title": "",
        "kind": "employee",
    });
    for (name, value) in fields {
        body[*name] = json!(value);
    }
    serde_json::from_value(body).unwrap()
}

fn manager(person: u32) -> Manager {
    Manager { person, name: "Ada Okafor".to_owned(), addresses: vec!["ada@example.com".to_owned()] }
}

/// In the app, on the list, the value to set, only the spelling, refused.
type Seen = (String, String, Option<String>, bool, bool);

/// What differs, by the last part of the path.
fn differing(
    id: &str,
    resource: Value,
    fields: &[(&str, &str)],
    manager: Option<&Manager>,
) -> Vec<(String, Seen)> {
    let profile = profiles::profile(id);
    let Rules { fields: rules, .. } = rules(&profile, None).unwrap();
    let account = Account {
        profile: &profile,
        resource: &Resource::from_value(resource).unwrap(),
        entry: &entry(fields),
        manager: manager.map_or(ManagerOf::NotKnown, ManagerOf::One),
        accounts: &Known,
    };
    rules
        .iter()
        .filter_map(|rule| match account.compared(rule) {
            Compared::Differs(found) => Some((
                rule.path.rsplit(':').next().unwrap().to_owned(),
                (
                    found.in_app,
                    found.in_list,
                    found.value,
                    found.spelling_only,
                    found.refused.is_some(),
                ),
            )),
            Compared::Same | Compared::NotKnown => None,
        })
        .collect()
}

fn one(path: &str, in_app: &str, in_list: &str, spelling: bool) -> Vec<(String, Seen)> {
    let value = Some(in_list.to_owned());
    vec![(path.to_owned(), (in_app.to_owned(), in_list.to_owned(), value, spelling, false))]
}

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

#[test]
fn a_value_differs_from_what_the_list_says() {
    for (resource, fields, expected) in [
        (json!({"title": "Buyer"}), vec![("title", "Buyer")], vec![]),
        (json!({"title": " Buyer "}), vec![("title", "Buyer")], vec![]),
        // The list says nothing.
        (json!({"title": "Buyer"}), vec![], vec![]),
        (
            json!({"title": "Buyer"}),
            vec![("title", "Planner")],
            one("title", "Buyer", "Planner", false),
        ),
        (json!({}), vec![("title", "Planner")], one("title", "", "Planner", false)),
        (json!({"title": null}), vec![("title", "Planner")], one("title", "", "Planner", false)),
        (json!({"title": "buyer"}), vec![("title", "Buyer")], one("title", "buyer", "Buyer", true)),
        (json!({ENTERPRISE: {"costCenter": 4400}}), vec![("cost_center", "4400")], vec![]),
        (
            json!({ENTERPRISE: {"department": "Sales"}}),
            vec![("department", "Partner sales")],
            one("department", "Sales", "Partner sales", false),
        ),
        (
            json!({"name": {"formatted": "Inês Duarte"}}),
            vec![("name", "Ines Duarte")],
            one("name.formatted", "Inês Duarte", "Ines Duarte", true),
        ),
    ] {
        assert_eq!(differing("one-name", resource.clone(), &fields, None), expected, "{resource}");
    }
}

#[test]
fn what_the_app_does_not_keep_counts_only_where_it_shows_it() {
    let fields = [("department", "Sales")];
    assert_eq!(differing("two-names", json!({}), &fields, None), []);
    let resource = json!({ENTERPRISE: {"department": "Support"}});
    let shown = differing("two-names", resource, &fields, None);
    assert_eq!(shown.len(), 1);
    assert!(shown[0].1.4, "{shown:?}");
}

#[test]
fn a_name_in_one_piece_is_divided_by_the_part_that_the_app_has() {
    let name =
        |given: &str, family: &str| json!({"name": {"givenName": given, "familyName": family}});
    let of =
        |resource: Value, whole: &str| differing("two-names", resource, &[("name", whole)], None);
    assert_eq!(of(name("Grace", "Lin"), "Grace Lin"), []);
    assert_eq!(
        of(name("Grace", "Lin"), "Grace Lin-Albrecht"),
        one("name.familyName", "Lin", "Lin-Albrecht", false)
    );
    assert_eq!(
        of(name("Bob", "Halvorsen"), "Robert Halvorsen"),
        one("name.givenName", "Bob", "Robert", false)
    );
    assert_eq!(of(name("Mary Ann", "de Souza"), "Mary Ann de Souza"), []);
    assert_eq!(of(name("Ada", "Okafor"), "Okafor, Ada"), []);
    // Nothing says where the given name ends: one row, and no proposal.
    let open = of(name("Bob", "Smith"), "Robert van der Berg");
    assert_eq!(open.len(), 1);
    let (path, seen) = &open[0];
    assert_eq!((path.as_str(), seen.2.as_ref(), seen.4), ("name.familyName", None, true));
}

#[test]
fn a_manager_is_the_same_by_address_or_by_account() {
    let by_address = |value: Value, manager: Option<&Manager>| {
        differing("one-name", json!({ENTERPRISE: {"manager": value}}), &[], manager)
    };
    let ada = manager(7);
    assert_eq!(by_address(json!({"value": "ADA@example.com"}), Some(&ada)), []);
    assert_eq!(by_address(json!("ada@example.com"), Some(&ada)), []);
    assert_eq!(by_address(json!("jo@example.com"), None), []);
    let other = by_address(json!({"value": "jo@example.com", "displayName": "Jo"}), Some(&ada));
    let value = Some("ada@example.com".to_owned());
    let seen = ("Jo".to_owned(), "Ada Okafor".to_owned(), value, false, false);
    assert_eq!(other, [("manager".to_owned(), seen)]);

    let by_id = |value: Value, manager: &Manager| {
        differing("two-names", json!({ENTERPRISE: {"manager": value}}), &[], Some(manager))
    };
    assert_eq!(by_id(json!({"value": "m1"}), &ada), []);
    assert_eq!(by_id(json!("m1"), &ada), []);
    assert!(!by_id(json!({"value": "m2"}), &ada)[0].1.4);
    // The manager has no account there, so none can be named.
    assert!(by_id(json!({"value": "m1"}), &manager(8))[0].1.4);
}

#[test]
fn a_name_is_divided_only_where_one_part_is_known() {
    for (whole, given, family, expected) in [
        ("Oskar Lind", "Oskar", "Lind", Some(("Oskar", "Lind"))),
        ("Lind, Oskar", "", "", Some(("Oskar", "Lind"))),
        ("Lind, ", "Oskar", "Lind", None),
        ("Oskar", "Oskar", "Lind", None),
        ("Óskar Lind", "oskar", "X", Some(("Óskar", "Lind"))),
        ("Oskar Lind", "", "", None),
        ("+1+1", "+1", "+1", Some(("+1", "+1"))),
        ("Maria del Carmen Ruiz", "Maria del Carmen", "Lopez", Some(("Maria del Carmen", "Ruiz"))),
    ] {
        let expected = expected.map(|(one, two)| (one.to_owned(), two.to_owned()));
        assert_eq!(parts(whole, given, family), expected, "{whole} {given} {family}");
    }
}
