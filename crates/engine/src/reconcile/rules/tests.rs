use super::*;
use crate::reconcile::profiles::profile;

fn entry(fields: &[(&str, &str)]) -> Entry {
    let mut body = serde_json::json!({
        "row": 1, "emails": ["jo@example.com"], "employee_number": "", "name": "", "given_name": "",
        "family_name": "", "status": "employed", "status_word": "", "start": null, "end": null,
        "manager": "", "department": "", "cost_center": "", "division": "", "title": "",
        "kind": "employee",
    });
    for (name, value) in fields {
        body[*name] = serde_json::json!(value);
    }
    serde_json::from_value(body).unwrap()
}

fn paths(rules: &Rules) -> Vec<&str> {
    rules.fields.iter().map(|rule| rule.path.rsplit(':').next().unwrap()).collect()
}

#[test]
fn without_a_file_each_app_is_compared_in_what_it_has() {
    let names = "name.givenName name.familyName";
    let others = "department costCenter division manager employeeNumber";
    for (id, expected) in [
        ("one-name", format!("name.formatted title {others}")),
        ("two-names", format!("{names} {others}")),
        ("anything", format!("{names} title {others}")),
    ] {
        let rules = rules(&profile(id), None).unwrap();
        let expected: Vec<&str> = expected.split_whitespace().collect();
        assert_eq!(paths(&rules), expected, "{id}");
    }
    let never = rules(&profile("two-names"), None).unwrap();
    assert_eq!(never.not_compared, ["Title: Acme never returns it."]);
}

#[test]
fn an_attribute_that_is_not_kept_says_so_and_an_assumed_one_needs_to_be_shown() {
    let of = |id: &str, path: &str| {
        let rules = rules(&profile(id), None).unwrap();
        rules.fields.into_iter().find(|rule| rule.path.ends_with(path)).unwrap().takes
    };
    assert_eq!(of("one-name", "title"), Takes::Yes);
    let no = Takes::No("Acme does not keep department.".to_owned());
    assert_eq!(of("two-names", ":department"), no);
    assert_eq!(of("anything", "title"), Takes::IfShown);
}

#[test]
fn a_file_changes_what_it_names_and_nothing_else() {
    let file = r#"
        connection = "Acme"
        [[field]]
        attribute = "title"
        from = "title"
        case = "upper"
        [field.table]
        "Dev" = "Engineer"
        [[field]]
        attribute = "department"
        from = "none"
        [[field]]
        attribute = "userType"
        template = "{division} / {cost-center}"
        [[field]]
        attribute = "division"
        from = "division"
        empty = "clear"
    "#;
    let rules = rules(&profile("one-name"), Some(file)).unwrap();
    assert!(!paths(&rules).contains(&"department"));
    let wanted = |path: &str, entry: &Entry| {
        let rule = rules.fields.iter().find(|rule| rule.path.ends_with(path)).unwrap();
        rule.wanted(entry)
    };
    let value = |text: &str| Wanted::Value(text.to_owned());
    for (path, fields, expected) in [
        ("title", vec![("title", " Dev ")], value("ENGINEER")),
        ("title", vec![("title", "Buyer")], value("BUYER")),
        ("title", vec![], Wanted::Nothing),
        // Letters were lost in the file: that is no value.
        ("title", vec![("title", "K?ufer")], Wanted::Nothing),
        ("userType", vec![("division", "EMEA"), ("cost_center", "4400")], value("EMEA / 4400")),
        ("userType", vec![("division", "EMEA")], Wanted::Nothing),
        ("division", vec![], Wanted::Clear),
        ("costCenter", vec![("cost_center", "4400")], value("4400")),
    ] {
        assert_eq!(wanted(path, &entry(&fields)), expected, "{path} {fields:?}");
    }
}

#[test]
fn what_is_wrong_with_a_file_is_said() {
    let acme = profile("one-name");
    for (text, expected) in [
        (
            "connection = \"x\"\n[[field]]\nattribute = \"title\"\nfrom = \"salary\"",
            "no field “salary”",
        ),
        (
            "connection = \"x\"\n[[field]]\nattribute = \"title\"",
            "needs either “from” or “template”",
        ),
        (
            "connection = \"x\"\n[[field]]\nattribute = \"title\"\ntemplate = \"{title\"",
            "a “{” without a “}”",
        ),
        (
            "connection = \"x\"\n[[field]]\nattribute = \"title\"\nfrom = \"title\"\n[[field]]\n\
             attribute = \"Title\"\nfrom = \"name\"",
            "two rules for “Title”",
        ),
        (
            "connection = \"x\"\n[[field]]\nattribute = \"title\"\nform = \"title\"",
            "Line 4: unknown field",
        ),
        ("connection = \"x\"\n[[field]\n", "Line 2"),
    ] {
        let why = rules(&acme, Some(text)).unwrap_err();
        assert!(why.contains(expected), "{why}");
    }
}
