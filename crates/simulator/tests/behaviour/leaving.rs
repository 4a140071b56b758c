//! Deactivating, deleting and coming back, as each app means it.

use serde_json::json;

use crate::probe::Probe;

const OSKAR: &str = "oskar.lind@example.com";

#[tokio::test]
async fn zapier_forgets_the_deactivated_in_lists_but_not_by_id() {
    let probe = Probe::sample().await;
    let id = probe.id("zapier", OSKAR);
    let answer = probe.set_active("zapier", &id, false).await;
    assert_eq!((answer.status, &answer.json()["active"]), (200, &json!(false)));
    let found =
        probe.read("zapier", "/Users?filter=userName%20eq%20%22oskar.lind%40example.com%22").await;
    assert_eq!(found["totalResults"], 0);
    assert_eq!(probe.read("zapier", &format!("/Users/{id}")).await["active"], false);
    assert_eq!(probe.oracle("zapier").counts().listed, 520);
    assert!(probe.oracle("zapier").leaver().unwrap().groups.is_empty());
    // a new one of the same address is the old one
    let again = probe.send("zapier", "POST", "/Users", &json!({ "userName": OSKAR })).await;
    assert_eq!((again.status, again.id()), (201, id.clone()));
    assert!(probe.oracle("zapier").leaver().unwrap().active);
    // DELETE is another word for it, and PATCH brings back
    assert_eq!(probe.delete("zapier", &format!("/Users/{id}")).await.status, 204);
    assert_eq!(probe.read("zapier", &format!("/Users/{id}")).await["active"], false);
    assert_eq!(probe.set_active("zapier", &id, true).await.json()["active"], true);
}

#[tokio::test]
async fn zapiers_switches_make_it_gone_or_a_conflict() {
    let probe = Probe::switched("zapier", "deactivated_users = \"gone\"").await;
    let id = probe.id("zapier", OSKAR);
    assert_eq!(probe.set_active("zapier", &id, false).await.status, 200);
    assert_eq!(probe.get("zapier", &format!("/Users/{id}")).await.status, 404);
    let probe = Probe::switched("zapier", "post_inactive_address = \"conflict\"").await;
    let id = probe.id("zapier", OSKAR);
    probe.set_active("zapier", &id, false).await;
    let again = probe.send("zapier", "POST", "/Users", &json!({ "userName": OSKAR })).await;
    assert_eq!((again.status, &again.json()["scimType"]), (409, &json!("uniqueness")));
}

#[tokio::test]
async fn zpa_deletes_whom_it_deactivates() {
    let probe = Probe::sample().await;
    let id = probe.id("zscaler-zpa", OSKAR);
    let body = json!([{ "op": "replace", "value": { "active": "False" } }]);
    assert_eq!(probe.patch("zscaler-zpa", &format!("/Users/{id}"), body).await.status, 200);
    assert_eq!(probe.get("zscaler-zpa", &format!("/Users/{id}")).await.status, 404);
    assert_eq!(probe.oracle("zscaler-zpa").counts().listed, 1481);
    assert_eq!(probe.set_active("zscaler-zpa", &id, true).await.status, 404);
    let again = probe.send("zscaler-zpa", "POST", "/Users", &json!({ "userName": OSKAR })).await;
    assert_eq!(again.status, 201);
    assert_ne!(again.id(), id, "a new account, without the old groups");
    assert!(probe.oracle("zscaler-zpa").user(&again.id()).unwrap().groups.is_empty());
    // the switch: it keeps them
    let probe = Probe::switched("zscaler-zpa", "deactivated_users = \"listed\"").await;
    let id = probe.id("zscaler-zpa", OSKAR);
    probe.set_active("zscaler-zpa", &id, false).await;
    assert_eq!(probe.read("zscaler-zpa", &format!("/Users/{id}")).await["active"], "false");
    assert_eq!(probe.set_active("zscaler-zpa", &id, true).await.json()["active"], "true");
}

#[tokio::test]
async fn airtable_and_monday_keep_the_deactivated_in_the_list() {
    let probe = Probe::sample().await;
    for (app, hint) in [("airtable", ""), ("monday", "&scim_provisioned_only=false")] {
        let id = probe.id(app, OSKAR);
        let groups = probe.oracle(app).leaver().unwrap().groups;
        let before = probe.oracle(app).counts();
        assert_eq!(probe.set_active(app, &id, false).await.json()["active"], false);
        let filter = format!("/Users?filter=userName%20eq%20%22oskar.lind%40example.com%22{hint}");
        assert_eq!(probe.read(app, &filter).await["Resources"][0]["active"], false, "{app}");
        let after = probe.oracle(app).counts();
        assert_eq!((after.listed, after.active), (before.listed, before.active - 1), "{app}");
        assert_eq!(probe.oracle(app).leaver().unwrap().groups, groups, "{app}");
        let conflict = probe
            .send(app, "POST", "/Users", &json!({ "userName": OSKAR, "displayName": "Oskar" }))
            .await;
        assert_eq!(conflict.status, 409, "{app}");
        assert_eq!(probe.set_active(app, &id, true).await.json()["active"], true, "{app}");
    }
    // DELETE: for good in one, the same as deactivating in the other
    let id = probe.id("airtable", OSKAR);
    assert_eq!(probe.delete("airtable", &format!("/Users/{id}")).await.status, 204);
    assert_eq!(probe.get("airtable", &format!("/Users/{id}")).await.status, 404);
    let id = probe.id("monday", OSKAR);
    assert_eq!(probe.delete("monday", &format!("/Users/{id}")).await.status, 204);
    assert_eq!(probe.read("monday", &format!("/Users/{id}")).await["active"], false);
}

#[tokio::test]
async fn notion_removes_and_takes_the_same_account_back() {
    let probe = Probe::sample().await;
    let id = probe.id("notion", OSKAR);
    assert_eq!(probe.set_active("notion", &id, false).await.status, 200);
    assert_eq!(probe.get("notion", &format!("/Users/{id}")).await.status, 404);
    assert_eq!(probe.set_active("notion", &id, true).await.status, 404);
    assert_eq!(probe.oracle("notion").counts().listed, 611);
    let again = probe.send("notion", "POST", "/Users", &json!({ "userName": OSKAR })).await;
    assert_eq!((again.status, again.id()), (201, id.clone()));
    assert!(probe.oracle("notion").leaver().unwrap().groups.is_empty(), "groups are not restored");
    assert_eq!(probe.delete("notion", &format!("/Users/{id}")).await.status, 204);
    assert_eq!(probe.get("notion", &format!("/Users/{id}")).await.status, 404);
    let body = json!({ "userName": "grace.lin@example.com", "active": false });
    let grace = probe.id("notion", "grace.lin@example.com");
    assert_eq!(probe.send("notion", "PUT", &format!("/Users/{grace}"), &body).await.status, 200);
    assert_eq!(probe.get("notion", &format!("/Users/{grace}")).await.status, 404);
}

#[tokio::test]
async fn protected_people_stay() {
    let probe = Probe::sample().await;
    let owner = |app: &str| probe.oracle(app).token_owner().unwrap().id;
    for app in ["airtable", "monday", "notion"] {
        assert_eq!(probe.set_active(app, &owner(app), false).await.status, 403, "{app}");
        assert_eq!(probe.delete(app, &format!("/Users/{}", owner(app))).await.status, 403, "{app}");
        assert!(probe.oracle(app).token_owner().unwrap().active, "{app}");
    }
    let demote = json!([{ "op": "replace", "value": { "userType": "member" } }]);
    let path = format!("/Users/{}", owner("monday"));
    assert_eq!(probe.patch("monday", &path, demote).await.status, 403);
    // alone in owning a workspace: not deleted, but deactivated
    let sole = probe.oracle("airtable").sole_owner().unwrap().id;
    let refused = probe.delete("airtable", &format!("/Users/{sole}")).await;
    assert_eq!(refused.status, 403);
    assert!(refused.json()["detail"].as_str().unwrap().contains("only owner"));
    assert_eq!(probe.set_active("airtable", &sole, false).await.status, 200);
    let sole = probe.oracle("zapier").sole_owner().unwrap().id;
    assert_eq!(probe.set_active("zapier", &sole, false).await.status, 403);
    assert_eq!(probe.set_active("zapier", &owner("zapier"), false).await.status, 200);
}

#[tokio::test]
async fn a_seat_is_needed_where_seats_are_counted() {
    let probe = Probe::switched("monday", "seats = 1102").await;
    let refused = probe
        .send(
            "monday",
            "POST",
            "/Users",
            &json!({ "userName": "new@example.com", "displayName": "New" }),
        )
        .await;
    assert_eq!(refused.status, 403);
    let id = probe.id("monday", OSKAR);
    assert_eq!(probe.set_active("monday", &id, false).await.status, 200);
    assert_eq!(probe.set_active("monday", &id, true).await.status, 200);
}

#[tokio::test]
async fn what_was_asked_is_remembered_for_tests() {
    let probe = Probe::sample().await;
    let id = probe.id("airtable", OSKAR);
    probe.set_active("airtable", &id, false).await;
    let seen = probe.running.requests("airtable");
    let last = seen.last().unwrap();
    assert_eq!(
        (last.method.as_str(), last.path.as_str()),
        ("PATCH", format!("/Users/{id}").as_str())
    );
    assert!(last.body.as_deref().unwrap().contains("\"active\""));
    assert_eq!((last.status, last.authorized), (Some(200), true));
    probe.running.forget_requests("airtable");
    assert!(probe.running.requests("airtable").is_empty());
}
