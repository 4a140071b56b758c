//! Creating and changing users and groups, as each app takes it.

use serde_json::{Value, json};

use crate::probe::{Probe, id_of};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn new_user(address: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": address,
        "displayName": "Sara Test", "name": { "givenName": "Sara", "familyName": "Test" },
        "emails": [{ "value": address, "type": "work", "primary": true }], "active": true,
    })
}

#[tokio::test]
async fn a_new_user_is_there_and_a_second_one_of_the_same_name_is_a_conflict() {
    let probe = Probe::sample().await;
    for app in ["zapier", "zscaler-zpa", "airtable", "monday", "notion"] {
        let made = probe.send(app, "POST", "/Users", &new_user("sara.test@example.com")).await;
        assert_eq!(made.status, 201, "{app}: {}", made.text);
        let read = probe.read(app, &format!("/Users/{}", made.id())).await;
        assert_eq!(read["userName"], "sara.test@example.com", "{app}");
        let again = probe
            .send(app, "POST", "/Users", &new_user("Sara.Test@example.com".to_lowercase().as_str()))
            .await;
        assert_eq!(again.status, 409, "{app}");
        let none = probe.send(app, "POST", "/Users", &json!({ "active": true })).await;
        assert_eq!(none.status, 400, "{app}");
        let broken = probe.running.app(app).unwrap();
        let answer = probe
            .client
            .post(format!("{}/Users", broken.address))
            .bearer_auth(&broken.token)
            .body("{")
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 400, "{app}");
    }
    assert_eq!(probe.oracle("zapier").counts().listed, 522);
}

#[tokio::test]
async fn airtable_ignores_inactive_on_creation_and_knows_addresses_nobody_sees() {
    let probe = Probe::sample().await;
    let mut user = new_user("sara.test@example.com");
    user["active"] = false.into();
    let made = probe.send("airtable", "POST", "/Users", &user).await;
    assert_eq!((made.status, &made.json()["active"]), (201, &json!(true)));
    let outside =
        probe.send("airtable", "POST", "/Users", &new_user("claimed.elsewhere@example.com")).await;
    assert_eq!((outside.status, &outside.json()["status"]), (409, &json!(409)));
    let foreign = probe.send("airtable", "POST", "/Users", &new_user("sara@partner.example")).await;
    assert_eq!(foreign.status, 400);
    // elsewhere the wish is heard
    let made = probe.send("monday", "POST", "/Users", &user).await;
    assert_eq!(made.json()["active"], false);
}

#[tokio::test]
async fn monday_refuses_capitals_special_characters_and_unknown_user_types() {
    let probe = Probe::sample().await;
    let capital = probe.send("monday", "POST", "/Users", &new_user("Sara.Test@example.com")).await;
    assert_eq!((capital.status, &capital.json()["scimType"]), (400, &json!("invalidValue")));
    let mut special = new_user("sara.test@example.com");
    special["displayName"] = "Sara <Test>".into();
    assert_eq!(probe.send("monday", "POST", "/Users", &special).await.status, 400);
    let id = probe.id("monday", "oskar.lind@example.com");
    let kind = |kind: &str| json!([{ "op": "replace", "value": { "userType": kind } }]);
    let path = format!("/Users/{id}");
    assert_eq!(probe.patch("monday", &path, kind("User")).await.status, 400);
    let viewer = probe.patch("monday", &path, kind("viewer")).await;
    assert_eq!((viewer.status, &viewer.json()["userType"]), (200, &json!("viewer")));
}

#[tokio::test]
async fn monday_takes_values_without_a_path_and_with_one() {
    let probe = Probe::sample().await;
    let path = format!("/Users/{}", probe.id("monday", "oskar.lind@example.com"));
    let without = json!([{ "op": "replace", "value": { "active": false, "title": "Left" } }]);
    let answer = probe.patch("monday", &path, without).await.json();
    assert_eq!((&answer["active"], &answer["title"]), (&json!(false), &json!("Left")));
    let with = json!([{ "op": "Replace", "path": "active", "value": "True" }]);
    assert_eq!(probe.patch("monday", &path, with).await.json()["active"], true);
}

#[tokio::test]
async fn airtable_wants_lower_case_operations_with_a_path() {
    let probe = Probe::sample().await;
    let path = format!("/Users/{}", probe.id("airtable", "oskar.lind@example.com"));
    for wrong in [
        json!([{ "op": "Replace", "path": "active", "value": false }]),
        json!([{ "op": "replace", "value": { "active": false } }]),
        json!([{ "op": "delete", "path": "active" }]),
        json!("not a list"),
    ] {
        assert_eq!(probe.patch("airtable", &path, wrong.clone()).await.status, 400, "{wrong}");
    }
    assert!(probe.oracle("airtable").leaver().unwrap().active, "nothing was done");
    let right = json!([
        { "op": "replace", "path": "name.givenName", "value": "Oscar" },
        { "op": "replace", "path": format!("{ENTERPRISE}:department"), "value": "Legal" },
    ]);
    let answer = probe.patch("airtable", &path, right).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let user = answer.json();
    assert_eq!(
        (&user["name"]["givenName"], &user[ENTERPRISE]["department"]),
        (&json!("Oscar"), &json!("Legal"))
    );
}

#[tokio::test]
async fn operations_are_done_all_or_none() {
    let probe = Probe::sample().await;
    let path = format!("/Users/{}", probe.id("zapier", "oskar.lind@example.com"));
    let half = json!([
        { "op": "replace", "path": "name.givenName", "value": "Changed" },
        { "op": "replace", "path": "userName", "value": "farid.rahimi@example.com" },
    ]);
    assert_eq!(probe.patch("zapier", &path, half).await.status, 409);
    assert_eq!(probe.read("zapier", &path).await["name"]["givenName"], "Oskar");
}

#[tokio::test]
async fn put_replaces_a_user_and_clears_what_is_left_out() {
    let probe = Probe::sample().await;
    let id = probe.id("airtable", "oskar.lind@example.com");
    let body = json!({ "userName": "oskar.lind@example.com", "name": { "givenName": "Oskar", "familyName": "Lind" } });
    let answer = probe.send("airtable", "PUT", &format!("/Users/{id}"), &body).await;
    assert_eq!((answer.status, &answer.json()["active"]), (200, &json!(true)));
    assert!(answer.json().get(ENTERPRISE).is_none());
    let kept = probe.oracle("airtable").user(&id).unwrap().record;
    assert!(kept.get("title").is_none() && kept.get("externalId").is_none());
}

#[tokio::test]
async fn a_changed_user_name_is_found_and_the_old_one_is_free() {
    let probe = Probe::sample().await;
    let id = probe.id("zapier", "oskar.lind@example.com");
    let rename = json!([
        { "op": "replace", "path": "userName", "value": "oskar.new@example.com" },
        { "op": "replace", "path": "emails[type eq \"work\"].value", "value": "oskar.new@example.com" },
    ]);
    let renamed = probe.patch("zapier", &format!("/Users/{id}"), rename).await;
    assert_eq!(renamed.json()["emails"][0]["value"], "oskar.new@example.com");
    let filter = |name: &str| format!("/Users?filter=userName%20eq%20%22{name}%40example.com%22");
    assert_eq!(probe.read("zapier", &filter("oskar.new")).await["totalResults"], 1);
    assert_eq!(probe.read("zapier", &filter("oskar.lind")).await["totalResults"], 0);
    let other = probe.send("zapier", "POST", "/Users", &new_user("oskar.lind@example.com")).await;
    assert_eq!(other.status, 201);
    assert_ne!(other.id(), id);
}

#[tokio::test]
async fn unknown_and_read_only_attributes_are_accepted_and_ignored() {
    let probe = Probe::sample().await;
    let id = probe.id("zscaler-zpa", "oskar.lind@example.com");
    let before = probe.oracle("zscaler-zpa").user(&id).unwrap().groups;
    let body =
        json!([{ "op": "replace", "value": { "groups": [], "locale": "sv", "nonsense": 1 } }]);
    let answer = probe.patch("zscaler-zpa", &format!("/Users/{id}"), body).await;
    assert_eq!(answer.status, 200);
    assert!(answer.json().get("nonsense").is_none());
    assert_eq!(probe.oracle("zscaler-zpa").user(&id).unwrap().groups, before);
    // a picture counts on creation only
    let id = probe.id("notion", "oskar.lind@example.com");
    let photo =
        json!([{ "op": "replace", "path": "photos", "value": [{ "value": "https://x/y.png" }] }]);
    let answer = probe.patch("notion", &format!("/Users/{id}"), photo).await;
    assert_eq!((answer.status, answer.json().get("photos")), (200, None));
}

#[tokio::test]
async fn enterprise_attributes_at_the_top_level_move_into_the_extension() {
    let probe = Probe::sample().await;
    let mut user = new_user("sara.test@example.com");
    user["department"] = "Finance".into();
    let made = probe.send("zscaler-zpa", "POST", "/Users", &user).await.json();
    assert_eq!(made[ENTERPRISE]["department"], "Finance");
    assert!(made.get("department").is_none());
}

#[tokio::test]
async fn notion_has_one_name_roles_of_its_own_and_verified_domains() {
    let probe = Probe::sample().await;
    let role = "urn:ietf:params:scim:schemas:extension:notion:2.0:User";
    let made =
        probe.send("notion", "POST", "/Users", &new_user("sara.test@example.com")).await.json();
    assert_eq!(
        (&made["name"], &made[role]["role"]),
        (&json!({ "formatted": "Sara Test" }), &json!("member"))
    );
    let path = format!("/Users/{}", id_of(&made));
    let change =
        |role_value: &str| json!([{ "op": "replace", "value": { role: { "role": role_value } } }]);
    assert_eq!(
        probe.patch("notion", &path, change("restricted_member")).await.json()[role]["role"],
        "restricted_member"
    );
    assert_eq!(probe.patch("notion", &path, change("king")).await.status, 400);
    let rename = |name: &str| json!([{ "op": "replace", "path": "name.formatted", "value": name }]);
    assert_eq!(
        probe.patch("notion", &path, rename("Sara T")).await.json()["name"]["formatted"],
        "Sara T"
    );
    let all = probe.all("notion", "/Users").await;
    let outsider = all
        .iter()
        .find(|user| user["userName"].as_str().unwrap().ends_with("@partner.example"))
        .unwrap();
    let answer = probe.patch("notion", &format!("/Users/{}", id_of(outsider)), rename("New")).await;
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn notions_token_dies_when_its_owners_role_changes() {
    let probe = Probe::sample().await;
    let role = "urn:ietf:params:scim:schemas:extension:notion:2.0:User";
    let owner = probe.oracle("notion").token_owner().unwrap().id;
    let change = json!([{ "op": "replace", "value": { role: { "role": "member" } } }]);
    assert_eq!(probe.patch("notion", &format!("/Users/{owner}"), change).await.status, 200);
    assert_eq!(probe.get("notion", "/Users").await.status, 401);
}

// ---- groups

async fn group(probe: &Probe, app: &str, name: &str) -> (String, Vec<String>) {
    let groups = probe.oracle(app).groups();
    let (id, _) = groups.iter().find(|(_, known)| known == name).unwrap().clone();
    let members = probe.oracle(app).members(&id).unwrap();
    (id, members)
}

#[tokio::test]
async fn a_member_is_added_and_removed_in_the_forms_each_app_takes() {
    let probe = Probe::sample().await;
    for (app, name, status) in [
        ("zapier", "Deal desk", 200),
        ("zscaler-zpa", "vpn-deal-desk", 204),
        ("airtable", "Deal desk", 200),
        ("monday", "Deal desk", 200),
        ("notion", "Deal desk", 200),
    ] {
        let (id, before) = group(&probe, app, name).await;
        let new = probe.id(app, "grace.lin@example.com");
        let path = format!("/Groups/{id}");
        let add = json!([{ "op": "add", "path": "members", "value": [{ "value": new }] }]);
        assert!(!before.contains(&new), "{app}");
        assert_eq!(probe.patch(app, &path, add.clone()).await.status, status, "{app}");
        assert_eq!(probe.patch(app, &path, add).await.status, status, "{app}: twice is once");
        let after = group(&probe, app, name).await.1;
        assert_eq!((after.len(), after.contains(&new)), (before.len() + 1, true), "{app}");
        let remove = json!([{ "op": "remove", "path": format!("members[value eq \"{new}\"]") }]);
        assert_eq!(probe.patch(app, &path, remove).await.status, status, "{app}");
        assert_eq!(group(&probe, app, name).await.1, before, "{app}");
        let nobody = json!([{ "op": "add", "path": "members", "value": [{ "value": "nobody" }] }]);
        assert_eq!(probe.patch(app, &path, nobody).await.status, 400, "{app}");
    }
}

#[tokio::test]
async fn removing_by_value_array_takes_one_out_or_everybody() {
    let probe = Probe::sample().await;
    for (app, name, op, empties) in [
        ("notion", "EMEA Sales", "Remove", false),
        ("zapier", "EMEA Sales", "remove", true),
        ("zscaler-zpa", "vpn-emea-sales", "remove", true),
        ("airtable", "EMEA Sales", "remove", true),
        ("monday", "EMEA Sales", "remove", true),
    ] {
        let (id, before) = group(&probe, app, name).await;
        let one = json!([{ "op": op, "path": "members", "value": [{ "value": before[0] }] }]);
        let answer = probe.patch(app, &format!("/Groups/{id}"), one).await;
        assert!(answer.status < 300, "{app}: {}", answer.text);
        let left = group(&probe, app, name).await.1.len();
        assert_eq!(left, if empties { 0 } else { before.len() - 1 }, "{app}");
    }
}

#[tokio::test]
async fn removing_members_without_naming_whom_empties_the_group() {
    let probe = Probe::sample().await;
    for (app, name) in
        [("zscaler-zpa", "vpn-it-admins"), ("notion", "IT admins"), ("zapier", "IT admins")]
    {
        let (id, before) = group(&probe, app, name).await;
        assert!(!before.is_empty());
        let bare = json!([{ "op": "remove", "path": "members" }]);
        assert!(probe.patch(app, &format!("/Groups/{id}"), bare).await.status < 300);
        assert!(group(&probe, app, name).await.1.is_empty(), "{app}");
    }
}

#[tokio::test]
async fn a_group_is_created_with_its_members_or_without_them() {
    let probe = Probe::sample().await;
    for (app, kept) in
        [("airtable", 0), ("zscaler-zpa", 1), ("monday", 1), ("notion", 1), ("zapier", 1)]
    {
        let member = probe.id(app, "oskar.lind@example.com");
        let body = json!({ "displayName": "Fresh", "members": [{ "value": member }] });
        let made = probe.send(app, "POST", "/Groups", &body).await;
        assert_eq!(made.status, 201, "{app}");
        let read = probe.read(app, &format!("/Groups/{}", made.id())).await;
        assert_eq!(read["members"].as_array().unwrap().len(), kept, "{app}");
        assert_eq!(probe.send(app, "POST", "/Groups", &body).await.status, 409, "{app}");
        let filter = probe.read(app, "/Groups?filter=displayName%20eq%20%22Fresh%22").await;
        assert_eq!(filter["totalResults"], 1, "{app}");
        assert_eq!(probe.delete(app, &format!("/Groups/{}", made.id())).await.status, 204, "{app}");
        assert_eq!(probe.get(app, &format!("/Groups/{}", made.id())).await.status, 404, "{app}");
    }
}

#[tokio::test]
async fn put_on_a_group_merges_keeps_or_replaces() {
    let probe = Probe::sample().await;
    for (app, name, without_members, with_one) in [
        ("zscaler-zpa", "vpn-emea-sales", "same", "same"),
        ("airtable", "EMEA Sales", "same", "one"),
        ("monday", "EMEA Sales", "none", "one"),
    ] {
        let (id, before) = group(&probe, app, name).await;
        let expect = |word| match word {
            "same" => before.len(),
            "one" => 1,
            _ => 0,
        };
        let path = format!("/Groups/{id}");
        let body = json!({ "displayName": name, "members": [{ "value": before[0] }] });
        assert_eq!(probe.send(app, "PUT", &path, &body).await.status, 200, "{app}");
        assert_eq!(group(&probe, app, name).await.1.len(), expect(with_one), "{app}");
        let everybody: Vec<Value> = before.iter().map(|id| json!({ "value": id })).collect();
        let body = json!({ "displayName": name, "members": everybody });
        probe.send(app, "PUT", &path, &body).await;
        let body = json!({ "displayName": name, "externalId": "x" });
        probe.send(app, "PUT", &path, &body).await;
        assert_eq!(group(&probe, app, name).await.1.len(), expect(without_members), "{app}");
    }
    // only an external id, and the answer still has the name
    let (id, _) = group(&probe, "zscaler-zpa", "vpn-deal-desk").await;
    let answer = probe
        .send("zscaler-zpa", "PUT", &format!("/Groups/{id}"), &json!({ "externalId": "y" }))
        .await;
    assert_eq!((answer.status, &answer.json()["displayName"]), (200, &json!("vpn-deal-desk")));
}

#[tokio::test]
async fn a_group_is_renamed_unless_the_name_is_taken() {
    let probe = Probe::sample().await;
    let (id, _) = group(&probe, "airtable", "Deal desk").await;
    let rename = |name: &str| json!([{ "op": "replace", "path": "displayName", "value": name }]);
    let path = format!("/Groups/{id}");
    assert_eq!(probe.patch("airtable", &path, rename("All hands")).await.status, 409);
    assert_eq!(
        probe.patch("airtable", &path, rename("Deal table")).await.json()["displayName"],
        "Deal table"
    );
    let (id, _) = group(&probe, "monday", "Deal desk").await;
    let without_path = json!([{ "op": "replace", "value": { "displayName": "Deal table" } }]);
    let answer = probe.patch("monday", &format!("/Groups/{id}"), without_path).await;
    assert_eq!(answer.json()["displayName"], "Deal table");
}

#[tokio::test]
async fn a_group_that_pages_depend_on_is_not_deleted() {
    let probe = Probe::sample().await;
    let (id, _) = group(&probe, "notion", "Workspace handbook editors").await;
    assert_eq!(probe.delete("notion", &format!("/Groups/{id}")).await.status, 403);
    assert_eq!(probe.get("notion", &format!("/Groups/{id}")).await.status, 200);
}

#[tokio::test]
async fn writing_too_fast_is_refused_in_the_apps_own_way() {
    let probe = Probe::with(rollcall_simulator::Options::default()).await;
    let id = probe.id("zscaler-zpa", "oskar.lind@example.com");
    let path = format!("/Users/{id}");
    let mut refused = None;
    for _ in 0..120 {
        let answer = probe.patch("zscaler-zpa", &path, json!([])).await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("50 writes in a second should be too many");
    assert_eq!(refused.header("retry-after"), Some("5s"));
    // reading is not counted
    assert_eq!(probe.get("zscaler-zpa", &path).await.status, 200);

    let mut refused = None;
    for _ in 0..200 {
        let answer = probe.get("airtable", "/Users?count=1").await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("50 requests in a second should be too many");
    assert_eq!((refused.header("retry-after"), &refused.json()["status"]), (None, &json!(429)));
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    assert_eq!(probe.get("airtable", "/Users?count=1").await.status, 429, "the penalty lasts");

    for _ in 0..90 {
        assert_eq!(probe.get("notion", "/Users?count=1").await.status, 200);
    }
    let refused = probe.get("notion", "/Users?count=1").await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("2")));
}
