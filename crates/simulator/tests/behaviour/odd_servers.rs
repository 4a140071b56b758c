//! The servers that break one rule of listing each.

use std::collections::BTreeSet;

use rollcall_simulator::{Oddity, oddities, start_odd};
use serde_json::{Value, json};

use crate::probe::{Probe, client, id_of, ids, number};

async fn odd(oddity: Oddity, users: u32) -> Probe {
    Probe { running: start_odd(oddity, users).await.unwrap(), client: client() }
}

async fn page(probe: &Probe, query: &str) -> Value {
    probe.read("scim", &format!("/Users?{query}")).await
}

#[tokio::test]
async fn every_odd_server_starts_and_lists_somebody() {
    for oddity in oddities() {
        let probe = odd(*oddity, 25).await;
        let list = probe.read("scim", "/Users").await;
        let users = list.as_array().or(list["Resources"].as_array()).unwrap();
        assert!(!users.is_empty(), "{oddity:?}");
        assert_eq!(probe.oracle("scim").counts().listed, 25, "{oddity:?}");
    }
}

#[tokio::test]
async fn counts_are_ignored_failed_or_capped() {
    let probe = odd(Oddity::IgnoresCount, 25).await;
    assert_eq!(ids(&page(&probe, "count=100").await).len(), 10);
    assert_eq!(ids(&page(&probe, "count=100&startIndex=21").await).len(), 5);
    let probe = odd(Oddity::FailsOnCount, 25).await;
    assert_eq!(probe.get("scim", "/Users?count=5").await.status, 400);
    assert_eq!(ids(&page(&probe, "startIndex=1").await).len(), 20);
    assert_eq!(ids(&page(&probe, "startIndex=21").await).len(), 5);
    let probe = odd(Oddity::CapsCount, 25).await;
    assert_eq!(ids(&page(&probe, "count=100").await).len(), 7);
    assert_eq!(ids(&page(&probe, "count=3").await).len(), 3);
}

#[tokio::test]
async fn pages_repeat() {
    let probe = odd(Oddity::IgnoresStartIndex, 25).await;
    let (one, two) = (page(&probe, "count=10").await, page(&probe, "count=10&startIndex=11").await);
    assert_eq!(ids(&one), ids(&two));
    assert_eq!(one["totalResults"], 25);
    let probe = odd(Oddity::RepeatsFirstPage, 25).await;
    let (one, two) = (page(&probe, "count=10").await, page(&probe, "count=10&startIndex=11").await);
    assert_ne!(ids(&one), ids(&two));
    assert_eq!(ids(&page(&probe, "count=10&startIndex=26").await), ids(&one));
    assert!(one.get("totalResults").is_none());
}

#[tokio::test]
async fn totals_are_too_high_too_low_or_missing() {
    let total =
        async |oddity| page(&odd(oddity, 25).await, "count=5").await.get("totalResults").cloned();
    assert_eq!(total(Oddity::TotalTooHigh).await, Some(json!(30)));
    assert_eq!(total(Oddity::TotalTooLow).await, Some(json!(20)));
    assert_eq!(total(Oddity::NoTotal).await, None);
}

#[tokio::test]
async fn a_cursor_is_the_only_way_on() {
    let probe = odd(Oddity::CursorOnly, 25).await;
    assert_eq!(probe.get("scim", "/Users?startIndex=11&count=10").await.status, 400);
    let mut cursor = String::new();
    let mut all = Vec::new();
    for expected in [10, 10, 5] {
        let page = page(&probe, &format!("count=10&cursor={cursor}")).await;
        assert_eq!(ids(&page).len(), expected);
        assert!(page.get("startIndex").is_none());
        all.extend(ids(&page));
        cursor = page["nextCursor"].as_str().unwrap_or_default().to_owned();
    }
    assert_eq!(cursor, "", "the last page has no cursor");
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 25);
    let wrong = probe.get("scim", "/Users?cursor=bogus").await;
    assert_eq!((wrong.status, &wrong.json()["scimType"]), (400, &json!("invalidCursor")));
    let config = probe.read("scim", "/ServiceProviderConfig").await;
    assert_eq!(config["pagination"]["index"], false);
}

#[tokio::test]
async fn a_bare_array_has_everything() {
    let probe = odd(Oddity::BareArray, 25).await;
    let list = page(&probe, "count=10").await;
    assert_eq!(list.as_array().unwrap().len(), 25);
}

#[tokio::test]
async fn an_unstable_order_repeats_and_omits_between_pages() {
    let probe = odd(Oddity::UnstableOrder, 60).await;
    let mut seen = Vec::new();
    for start in [1, 21, 41] {
        seen.extend(ids(&page(&probe, &format!("count=20&startIndex={start}")).await));
    }
    assert_eq!(seen.len(), 60);
    assert!(seen.iter().collect::<BTreeSet<_>>().len() < 60);
}

#[tokio::test]
async fn a_filter_is_ignored() {
    let probe = odd(Oddity::FilterIgnored, 25).await;
    let list = page(&probe, "filter=userName%20eq%20%22nobody%22").await;
    assert_eq!(number(&list["totalResults"]), 25);
}

#[tokio::test]
async fn members_are_missing_in_lists_and_fail_for_one_group() {
    for oddity in [Oddity::MembersMissingInList, Oddity::MembersFailForOneGroup] {
        let probe = odd(oddity, 25).await;
        let groups = probe.all("scim", "/Groups").await;
        assert_eq!(groups.len(), 6);
        assert!(groups.iter().all(|group| group.get("members").is_none()));
        let first = probe.get("scim", &format!("/Groups/{}", id_of(&groups[0]))).await;
        let expected = if oddity == Oddity::MembersFailForOneGroup { 500 } else { 200 };
        assert_eq!(first.status, expected, "{oddity:?}");
        let second = probe.read("scim", &format!("/Groups/{}", id_of(&groups[1]))).await;
        assert!(second["members"].is_array());
    }
}

#[tokio::test]
async fn awkward_ids_are_reached_when_encoded() {
    let probe = odd(Oddity::AwkwardIds, 5).await;
    let user = page(&probe, "count=1").await["Resources"][0].clone();
    let id = id_of(&user);
    assert!(id.contains('/') && id.contains('?') && id.contains('%'));
    let encoded: String = id.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let again = probe.read("scim", &format!("/Users/{encoded}")).await;
    assert_eq!(id_of(&again), id);
    let location = again["meta"]["location"].as_str().unwrap();
    assert!(location.ends_with(&location.rsplit('/').next().unwrap().replace(['?', '#'], "")));
}
