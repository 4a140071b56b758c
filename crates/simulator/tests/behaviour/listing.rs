//! Lists and single resources, as each app writes them.

use serde_json::{Value, json};

use crate::probe::{Probe, id_of, ids, number};

#[tokio::test]
async fn page_sizes_are_those_of_the_sheets() {
    let probe = Probe::sample().await;
    for (app, list, default, of_500) in [
        ("zapier", "/Users?", 50, 100),
        ("zscaler-zpa", "/Users?", 10, 100),
        ("airtable", "/Users?", 388, 388),
        ("monday", "/Users?", 100, 100),
        ("notion", "/Users?", 100, 100),
    ] {
        let page = probe.read(app, list).await;
        assert_eq!(ids(&page).len(), default, "{app}");
        assert_eq!(page["startIndex"], 1);
        let page = probe.read(app, &format!("{list}count=500")).await;
        assert_eq!(ids(&page).len(), of_500, "{app}");
        let page = probe.read(app, &format!("{list}count=0")).await;
        assert_eq!((ids(&page).len(), number(&page["totalResults"]) > 300), (0, true), "{app}");
        let page = probe.read(app, &format!("{list}startIndex=99999&count=10")).await;
        assert_eq!(ids(&page).len(), 0, "{app}");
        let page = probe.read(app, &format!("{list}startIndex=-3&count=2")).await;
        assert_eq!((ids(&page).len(), &page["startIndex"]), (2, &json!(1)), "{app}");
    }
}

#[tokio::test]
async fn items_per_page_is_the_page_size_where_the_app_says_so() {
    let probe = Probe::sample().await;
    for (app, expected) in [("zapier", 50), ("zscaler-zpa", 10), ("monday", 1), ("notion", 1)] {
        let group = &probe.oracle(app).groups()[0].1.clone();
        let filter =
            format!("/Groups?filter=displayName%20eq%20%22{}%22", group.replace(' ', "%20"));
        let page = probe.read(app, &filter).await;
        assert_eq!(page["totalResults"], 1, "{app}");
        assert_eq!(page["itemsPerPage"], expected, "{app}");
    }
}

#[tokio::test]
async fn items_per_page_is_constant_an_echo_or_a_count() {
    let probe = Probe::sample().await;
    for (app, of_three, past_the_end) in [
        ("zapier", 50, 50),
        ("zscaler-zpa", 3, 3),
        ("airtable", 3, 0),
        ("monday", 3, 0),
        ("notion", 3, 0),
    ] {
        let page = probe.read(app, "/Users?count=3").await;
        assert_eq!((ids(&page).len(), &page["itemsPerPage"]), (3, &json!(of_three)), "{app}");
        let page = probe.read(app, "/Users?count=3&startIndex=9999").await;
        assert_eq!(page["itemsPerPage"], past_the_end, "{app}");
    }
}

#[tokio::test]
async fn no_date_of_the_sample_is_in_the_future() {
    let probe = Probe::sample().await;
    for user in probe.all("zscaler-zpa", "/Users").await {
        let (created, modified) = (&user["meta"]["created"], &user["meta"]["lastModified"]);
        assert!(created.as_str() <= modified.as_str());
        assert!(modified.as_str().unwrap() < "2026-09", "{modified}");
    }
}

#[tokio::test]
async fn sorting_works_where_declared_and_is_ignored_elsewhere() {
    let probe = Probe::sample().await;
    let names = |page: &Value| -> Vec<String> {
        let resources = page["Resources"].as_array().unwrap();
        resources.iter().map(|user| user["userName"].as_str().unwrap().to_owned()).collect()
    };
    let sorted = "/Users?count=100&sortBy=userName&sortOrder=";
    let up = names(&probe.read("zapier", &format!("{sorted}ascending")).await);
    assert!(up.is_sorted());
    let down = names(&probe.read("zapier", &format!("{sorted}descending")).await);
    assert!(down.is_sorted_by(|a, b| a >= b));
    for app in ["zscaler-zpa", "airtable", "monday"] {
        let page = names(&probe.read(app, &format!("{sorted}ascending")).await);
        assert!(!page.is_sorted(), "{app}");
    }
    let groups = probe
        .read("zscaler-zpa", "/Groups?count=100&sortBy=displayName&sortOrder=descending")
        .await;
    let groups = groups["Resources"].as_array().unwrap().clone();
    assert!(groups.is_sorted_by(|a, b| a["displayName"].as_str() >= b["displayName"].as_str()));
}

#[tokio::test]
async fn only_the_filters_of_the_sheets_are_taken() {
    let probe = Probe::sample().await;
    for app in ["zapier", "zscaler-zpa", "airtable", "monday"] {
        for filter in [
            "emails.value%20eq%20%22a%22",
            "userName%20co%20%22oskar%22",
            "userName%20eq%20%22a%22%20and%20active%20eq%20true",
            "userName%20eq%20bare",
            "nonsense",
        ] {
            let answer = probe.get(app, &format!("/Users?filter={filter}")).await;
            assert_eq!(answer.status, 400, "{app} {filter}");
        }
        let none =
            probe.read(app, "/Users?filter=userName%20eq%20%22nobody%40example.com%22").await;
        assert_eq!((number(&none["totalResults"]), ids(&none).len()), (0, 0));
        let any_case = "/Users?scim_provisioned_only=false&filter=userName%20eq%20%22OSKAR.lind%40example.com%22";
        assert_eq!(probe.read(app, any_case).await["totalResults"], 1, "{app}");
    }
    // not the names of SCIM, quotes or not, names in their case
    for (filter, found) in [
        ("email%20eq%20%22oskar.lind%40example.com%22", 1),
        ("email%20eq%20OSKAR.LIND%40example.com", 1),
        ("given_name%20eq%20%22Oskar%22", 1),
        ("given_name%20eq%20oskar", 0),
        ("family_name%20eq%20%22Lind%22", 1),
    ] {
        let page = probe.read("notion", &format!("/Users?filter={filter}")).await;
        let found_any = u64::from(number(&page["totalResults"]) > 0);
        assert_eq!(found_any, found, "{filter}");
    }
    assert_eq!(probe.get("notion", "/Users?filter=title%20eq%20%22a%22").await.status, 400);
}

#[tokio::test]
async fn accounts_that_came_by_hand_show_only_when_asked_for() {
    let probe = Probe::sample().await;
    let total = |page: Value| number(&page["totalResults"]);
    assert_eq!(total(probe.read("monday", "/Users").await), 987);
    assert_eq!(total(probe.read("monday", "/Users?scim_provisioned_only=true").await), 987);
    assert_eq!(total(probe.read("monday", "/Users?scim_provisioned_only=false").await), 1204);
    let hidden: Vec<String> = {
        let shown = probe.all("monday", "/Users").await;
        let all = probe.all("monday", "/Users?scim_provisioned_only=false").await;
        all.iter()
            .filter(|user| !shown.contains(user))
            .map(|user| user["userName"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(hidden.len(), 217);
    let filter = format!("/Users?filter=userName%20eq%20%22{}%22", hidden[0]);
    assert_eq!(total(probe.read("monday", &filter).await), 0);
    assert_eq!(
        total(probe.read("monday", &format!("{filter}&scim_provisioned_only=false")).await),
        1
    );
    // by id they are reached; a switch makes them untouchable
    let id = probe.id("monday", &hidden[0]);
    assert_eq!(probe.get("monday", &format!("/Users/{id}")).await.status, 200);
    let probe = Probe::switched("monday", "unprovisioned_writes = \"not-found\"").await;
    assert_eq!(probe.set_active("monday", &id, false).await.status, 404);
}

#[tokio::test]
async fn members_are_in_group_lists_only_where_the_app_puts_them() {
    let probe = Probe::sample().await;
    for (app, listed, fields) in [
        ("zapier", true, &["display", "value"][..]),
        ("zscaler-zpa", false, &["value"]),
        ("airtable", false, &["value"]),
        ("monday", true, &["display", "value"]),
        ("notion", true, &["$ref", "type", "value"]),
    ] {
        let groups = probe.all(app, "/Groups").await;
        assert!(groups.iter().all(|group| group.get("members").is_some() == listed), "{app}");
        let name = if app == "zscaler-zpa" { "vpn-all-hands" } else { "All hands" };
        let all_hands = groups.iter().find(|group| group["displayName"] == name).unwrap();
        let read = probe.read(app, &format!("/Groups/{}", id_of(all_hands))).await;
        let members = read["members"].as_array().unwrap();
        let mut keys: Vec<&String> = members[0].as_object().unwrap().keys().collect();
        keys.sort();
        assert_eq!(keys, fields, "{app}");
        assert_eq!(members.len(), probe.oracle(app).members(name).unwrap().len(), "{app}");
        if listed {
            assert_eq!(all_hands["members"], read["members"], "{app}");
        }
    }
    // an empty group has an empty list, not none
    let groups = probe.all("notion", "/Groups").await;
    let empty = groups
        .iter()
        .find(|group| {
            group["displayName"]
                == "Pilot – no members \
                yet"
        })
        .unwrap();
    assert_eq!(empty["members"], json!([]));
}

#[tokio::test]
async fn booleans_identifiers_dates_and_links_have_the_apps_own_form() {
    let probe = Probe::sample().await;
    let user = async |app: &str| {
        let id = probe.id(app, "oskar.lind@example.com");
        let user = probe.read(app, &format!("/Users/{id}")).await;
        assert_eq!(id_of(&user), id);
        (id, user)
    };
    let (id, zapier) = user("zapier").await;
    assert!(id.parse::<u64>().is_ok() && zapier["id"].is_string());
    assert_eq!(zapier["active"], true);
    assert!(zapier["meta"]["created"].as_str().unwrap().ends_with("+00:00"));
    assert_eq!(zapier["name"], json!({ "givenName": "Oskar", "familyName": "Lind" }));
    assert!(zapier.get("displayName").is_none() && zapier.get("title").is_none());

    let (_, zpa) = user("zscaler-zpa").await;
    assert_eq!(zpa["active"], "true");
    assert!(zpa["groups"].as_array().unwrap().iter().any(|group| group["display"] == "vpn-sales"));
    assert_eq!(zpa["emails"], json!([{ "value": "oskar.lind@example.com" }]));

    let (id, airtable) = user("airtable").await;
    assert!(id.starts_with("usr") && id.len() == 17);
    assert_eq!(airtable["meta"]["location"], format!("/scim/v2/Users/{id}"));
    assert!(airtable.get("title").is_none(), "title is kept but never returned");
    let kept = probe.oracle("airtable").user(&id).unwrap().record;
    assert_eq!(kept["title"], "Account executive");
    let enterprise = &airtable["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"];
    assert_eq!(
        (&enterprise["department"], &enterprise["costCenter"]),
        (&json!("Sales"), &json!("4410"))
    );
    assert_eq!(enterprise["manager"]["displayName"], "Carla Mendes");
    assert_eq!(enterprise["manager"]["value"], probe.id("airtable", "carla.mendes@example.com"));

    let (id, monday) = user("monday").await;
    assert!(id.len() == 8 && id.parse::<u64>().is_ok() && monday["id"].is_string());
    assert_eq!(monday["meta"], json!({ "resourceType": "User" }));
    assert_eq!(
        (&monday["userType"], &monday["title"]),
        (&json!("member"), &json!("Account executive"))
    );

    let (_, notion) = user("notion").await;
    assert_eq!(notion["name"], json!({ "formatted": "Oskar Lind" }));
    let created = notion["meta"]["created"].as_str().unwrap();
    assert!(created.len() == 13 && created.parse::<u64>().is_ok(), "{created}");
    assert!(notion["meta"]["location"].as_str().unwrap().starts_with("https://www.notion.so/"));
    let enterprise = &notion["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"];
    assert_eq!(enterprise["manager"]["value"], "carla.mendes@example.com");
}

#[tokio::test]
async fn missing_and_null_parts_are_as_frequent_as_the_sheets_say() {
    let probe = Probe::sample().await;
    let zapier = probe.all("zapier", "/Users?sortBy=id").await;
    let null = zapier.iter().filter(|user| user["name"]["givenName"].is_null()).count();
    assert!((5..30).contains(&null), "{null} null names");
    let notion = probe.all("notion", "/Users").await;
    let part = |count: usize| count * 100 / notion.len();
    let nameless = notion.iter().filter(|user| user["name"] == json!({})).count();
    assert!((6..14).contains(&part(nameless)), "{nameless} nameless");
    let role = "urn:ietf:params:scim:schemas:extension:notion:2.0:User";
    let roleless = notion.iter().filter(|user| user.get(role).is_none()).count();
    assert!((14..26).contains(&part(roleless)), "{roleless} without role");
    let two_addresses = notion.iter().filter(|user| user["emails"].as_array().unwrap().len() > 1);
    assert!(two_addresses.count() > 5);
    let zpa = probe.all("zscaler-zpa", "/Users").await;
    let decimal = zpa.iter().filter(|user| id_of(user).parse::<u64>().is_ok()).count();
    assert!((90..260).contains(&decimal), "{decimal} decimal ids");
}

#[tokio::test]
async fn switches_change_the_form_of_booleans_and_identifiers() {
    let probe = Probe::switched("monday", "id_json = \"number\"\ncount_max = 500").await;
    let page = probe.read("monday", "/Users?count=500").await;
    assert_eq!(ids(&page).len(), 500);
    assert!(page["Resources"][0]["id"].is_number());
    let group = &probe.read("monday", "/Groups?count=2").await["Resources"][1];
    assert!(group["members"][0]["value"].is_number());
    let id = id_of(&page["Resources"][0]);
    assert_eq!(probe.get("monday", &format!("/Users/{id}")).await.status, 200);

    let probe = Probe::switched("zscaler-zpa", "booleans = \"mixed\"").await;
    let page = probe.read("zscaler-zpa", "/Users?count=100").await;
    let texts =
        page["Resources"].as_array().unwrap().iter().filter(|user| user["active"].is_string());
    assert!((20..80).contains(&texts.count()));

    let probe = Probe::switched("notion", "order = \"stable\"").await;
    let (one, two) = (probe.all("notion", "/Users").await, probe.all("notion", "/Users").await);
    assert_eq!(one, two);
}

#[tokio::test]
async fn attributes_can_be_chosen_where_the_app_listens() {
    let probe = Probe::sample().await;
    let keys = |page: &Value| -> Vec<String> {
        let mut keys: Vec<String> =
            page["Resources"][0].as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys
    };
    let page = probe.read("zapier", "/Users?count=1&attributes=userName,name.givenName").await;
    assert_eq!(keys(&page), ["id", "name", "schemas", "userName"]);
    let page = probe.read("notion", "/Users?count=1&attributes=userName").await;
    assert!(keys(&page).len() > 5, "ignored");
    let page = probe.read("zscaler-zpa", "/Groups?count=1&excludeAttributes=displayName").await;
    assert!(!keys(&page).contains(&"displayName".to_owned()));
    let page = probe.read("zscaler-zpa", "/Groups?count=1&excludedAttributes=displayName").await;
    assert!(keys(&page).contains(&"displayName".to_owned()), "only the other spelling is known");
}

#[tokio::test]
async fn discovery_is_there_as_far_as_the_sheets_say() {
    let probe = Probe::sample().await;
    for (app, config, types, schemas) in [
        ("zapier", 200, 404, 200),
        ("zscaler-zpa", 200, 200, 200),
        ("airtable", 404, 404, 404),
        ("monday", 200, 200, 200),
        ("notion", 200, 200, 404),
    ] {
        let status = async |path: &str| probe.get(app, path).await.status;
        assert_eq!(status("/ServiceProviderConfig").await, config, "{app}");
        assert_eq!(status("/ResourceTypes").await, types, "{app}");
        assert_eq!(status("/Schemas").await, schemas, "{app}");
    }
    assert!(probe.read("notion", "/ResourceTypes").await.is_array());
    assert!(probe.read("monday", "/ResourceTypes").await["Resources"].is_array());
    let config = probe.read("notion", "/ServiceProviderConfig").await;
    assert_eq!(config["sort"]["supported"], false);
    let user = "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User";
    assert_eq!(probe.read("zapier", user).await["name"], "User");
}

#[tokio::test]
async fn error_bodies_have_the_apps_own_status_type() {
    let probe = Probe::sample().await;
    let error = probe.get("airtable", "/Users/usrNobody").await;
    assert_eq!((error.status, &error.json()["status"]), (404, &json!(404)));
    let error = probe.get("airtable", "/Users?filter=title%20eq%20%22a%22").await;
    assert_eq!(error.status, 400);
    assert!(error.json().get("scimType").is_none());
    let error = probe.get("zapier", "/Users?filter=title%20eq%20%22a%22").await;
    assert_eq!(
        (&error.json()["status"], &error.json()["scimType"]),
        (&json!("400"), &json!("invalidFilter"))
    );
    let error = probe.get("notion", "/Bulk").await;
    assert_eq!(error.status, 404);
}

#[tokio::test]
async fn answers_are_packed_when_the_client_allows_it_where_the_app_does() {
    let probe = Probe::sample().await;
    for (app, packed) in [("airtable", true), ("zapier", false)] {
        let running = probe.running.app(app).unwrap();
        let answer = probe
            .client
            .get(format!("{}/Users?count=10", running.address))
            .bearer_auth(&running.token)
            .header("accept-encoding", "gzip")
            .send()
            .await
            .unwrap();
        let encoding = answer.headers().get("content-encoding").cloned();
        assert_eq!(encoding.is_some_and(|value| value == "gzip"), packed, "{app}");
        let bytes = answer.bytes().await.unwrap();
        assert_eq!(bytes.starts_with(&[0x1f, 0x8b]), packed, "{app}");
    }
}
