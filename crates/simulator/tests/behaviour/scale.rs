//! Many thousand users, made when asked for.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use rollcall_simulator::Options;

use crate::probe::{Probe, id_of, ids, number};

#[tokio::test]
async fn two_hundred_thousand_users_start_within_seconds_and_are_all_there() {
    let began = Instant::now();
    let probe = Probe::with(Options {
        apps: vec!["zscaler-zpa".into(), "airtable".into()],
        only_scaled: Some(("zscaler-zpa".into(), 200_000)),
        rate_limits: false,
        ..Options::default()
    })
    .await;
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    let page = probe.read("zscaler-zpa", "/Users?count=100&startIndex=199901").await;
    assert_eq!(page["totalResults"], 200_000);
    assert_eq!(ids(&page).len(), 100);
    let user = &page["Resources"][99];
    let again = probe.read("zscaler-zpa", &format!("/Users/{}", id_of(user))).await;
    assert_eq!(again["userName"], user["userName"]);
    let counts = probe.oracle("zscaler-zpa").counts();
    assert_eq!((counts.listed, counts.groups), (200_000, 2000));
    let distinct: BTreeSet<String> = probe.oracle("zscaler-zpa").listed_ids().into_iter().collect();
    assert_eq!(distinct.len(), 200_000);
    assert_eq!(number(&probe.read("airtable", "/Users?count=1").await["totalResults"]), 388);
}

#[tokio::test]
async fn every_app_scales_to_what_was_asked_with_a_group_for_every_hundred() {
    let probe =
        Probe::with(Options { users: Some(5000), rate_limits: false, ..Options::default() }).await;
    for app in ["notion", "monday", "airtable", "zapier", "zscaler-zpa"] {
        let counts = probe.oracle(app).counts();
        assert_eq!(counts.listed, 5000, "{app}");
        assert!((50..=61).contains(&counts.groups), "{app}: {}", counts.groups);
    }
    let all: BTreeSet<String> =
        probe.all("zapier", "/Users?sortBy=userName").await.iter().map(id_of).collect();
    assert_eq!(all.len(), 5000);
    // a user's groups and the groups' members tell the same story, also among those made on demand
    let id = probe.oracle("zscaler-zpa").listed_ids()[77].clone();
    for group in probe.oracle("zscaler-zpa").user(&id).unwrap().groups {
        assert!(probe.oracle("zscaler-zpa").members(&group).unwrap().contains(&id), "{group}");
    }
}

#[tokio::test]
async fn members_and_groups_agree_in_a_scaled_app() {
    let probe =
        Probe::with(Options { users: Some(3000), apps: vec!["scim".into()], ..Options::default() })
            .await;
    let oracle = probe.oracle("scim");
    let groups = oracle.groups();
    assert_eq!(groups.len(), 30);
    let from_groups: usize = groups.iter().map(|(id, _)| oracle.members(id).unwrap().len()).sum();
    let from_users: usize =
        oracle.listed_ids().iter().map(|id| oracle.user(id).unwrap().groups.len()).sum();
    assert_eq!(from_groups, from_users);
}

#[tokio::test]
async fn a_small_company_still_has_the_people_tests_know() {
    let probe = Probe::with(Options { users: Some(5), ..Options::default() }).await;
    for app in ["notion", "monday", "airtable", "zapier", "zscaler-zpa"] {
        assert_eq!(probe.oracle(app).counts().listed, 5, "{app}");
        assert!(probe.oracle(app).leaver().unwrap().active, "{app}");
        assert!(probe.oracle(app).token_owner().is_some(), "{app}");
    }
}

#[tokio::test]
async fn writes_reach_users_that_are_made_on_demand() {
    let probe = Probe::with(Options {
        users: Some(4000),
        apps: vec!["airtable".into()],
        ..Options::default()
    })
    .await;
    let id = probe.oracle("airtable").listed_ids()[3000].clone();
    let was = probe.oracle("airtable").user(&id).unwrap();
    assert_eq!(probe.set_active("airtable", &id, !was.active).await.status, 200);
    assert_eq!(probe.oracle("airtable").user(&id).unwrap().active, !was.active);
}

#[tokio::test]
async fn a_sorted_list_of_two_hundred_thousand_answers_within_seconds() {
    let probe = Probe::with(Options {
        users: Some(200_000),
        apps: vec!["zapier".into()],
        ..Options::default()
    })
    .await;
    let began = Instant::now();
    let page = probe.read("zapier", "/Users?sortBy=userName&count=100").await;
    assert_eq!((ids(&page).len(), number(&page["totalResults"])), (100, 200_000));
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    let began = Instant::now();
    for start in 0..20 {
        let start = start * 9_000 + 1;
        probe.read("zapier", &format!("/Users?sortBy=userName&count=100&startIndex={start}")).await;
    }
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}
