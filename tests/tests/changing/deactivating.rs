//! One person leaves: planned, run, read back, on record and nobody else touched, at every
//! provider of the catalogue. What is expected is written down here and not taken from the
//! catalogue, so that a wrong line there is found.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::AccountId;
use rollcall_engine::view::{AccountState, Outcome, Phase, PlanState, RunState};
use rollcall_simulator as simulator;
use rollcall_simulator::Oddity;
use rollcall_tests::truth::Truth;
use rollcall_tests::world::{World, writes};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What the plan says and what is found afterwards.
struct Leaving {
    provider: &'static str,
    change: &'static str,
    after: &'static str,
    warning: &'static str,
    undo: &'static str,
    /// A `replace` names `active` in its path; otherwise in its value.
    path: bool,
    typed: bool,
    read_back: &'static str,
    /// At once, from the read-back.
    then: AccountState,
    /// After the next complete read.
    later: AccountState,
    leaves_groups: bool,
}

const LEAVING: [Leaving; 6] = [
    Leaving {
        provider: "zapier",
        change: "Deactivate",
        after: "removed from the account",
        warning: "Zapier removes the user from the account.",
        undo: "activate; if not found, create with the same email address",
        path: true,
        typed: false,
        read_back: "inactive, as expected",
        then: AccountState::Inactive,
        later: AccountState::NoLongerListed,
        leaves_groups: true,
    },
    Leaving {
        provider: "zscaler-zpa",
        change: "Deactivate",
        after: "inactive or deleted",
        warning: "Zscaler ZPA may delete this user.",
        undo: "activate; if not found, create and add the groups again",
        path: true,
        typed: false,
        read_back: "not found, as expected",
        then: AccountState::NoLongerListed,
        later: AccountState::NoLongerListed,
        leaves_groups: true,
    },
    Leaving {
        provider: "airtable",
        change: "Deactivate",
        after: "deactivated",
        warning: "Airtable logs the user out everywhere.",
        undo: "activate",
        path: true,
        typed: false,
        read_back: "inactive, as expected",
        then: AccountState::Inactive,
        later: AccountState::Inactive,
        leaves_groups: false,
    },
    Leaving {
        provider: "monday",
        change: "Deactivate",
        after: "deactivated",
        warning: "Boards, automations and integrations stay with the person.",
        undo: "activate; needs a free seat",
        path: false,
        typed: false,
        read_back: "inactive, as expected",
        then: AccountState::Inactive,
        later: AccountState::Inactive,
        leaves_groups: false,
    },
    Leaving {
        provider: "notion",
        change: "Remove from workspace",
        after: "removed from workspace",
        warning: "Notion has no suspended state.",
        undo: "only in part: add to the workspace again",
        path: true,
        typed: true,
        read_back: "not found, as expected",
        then: AccountState::NoLongerListed,
        later: AccountState::NoLongerListed,
        leaves_groups: true,
    },
    Leaving {
        provider: "scim",
        change: "Deactivate",
        after: "deactivated",
        warning: "What deactivating does depends on this server.",
        undo: "activate; if not found, create and add the groups again",
        path: true,
        typed: false,
        read_back: "inactive, as expected",
        then: AccountState::Inactive,
        later: AccountState::Inactive,
        leaves_groups: false,
    },
];

#[expect(clippy::too_many_lines, reason = "one journey, step by step")]
async fn leave(leaving: &Leaving) {
    let provider = leaving.provider;
    let options = simulator::Options {
        apps: vec![provider.to_owned()],
        users: Some(240),
        ..simulator::Options::default()
    };
    let apps = simulator::start(options).await.unwrap();
    let world = World::paced().await;
    let connection = world.connect_and_read(&apps).await;
    let oracle = apps.oracle(provider).unwrap();
    let leaver = oracle.leaver().expect("somebody who left");
    assert!(leaver.active && !leaver.groups.is_empty(), "{provider}: {leaver:?}");
    let (before, counts) = (Truth::of(&oracle), oracle.counts());
    let row = world.row(connection.id.as_str(), &leaver.user_name).await;
    assert_eq!(row.status, AccountState::Active, "{provider}");

    // The plan: in the provider's words, from live state, and nothing sent.
    apps.forget_requests(provider);
    let plan = world.plan(connection.id.as_str(), &leaver.id).await;
    assert_eq!(plan.state, PlanState::Open);
    assert_eq!((plan.items.len(), plan.hash.len()), (1, 64));
    // The person stands where a reader expects it: "Remove Jo from workspace".
    let acted = |on: &str| match leaving.change.split_once(" from ") {
        Some((verb, place)) => format!("{verb} {on} from {place}"),
        None => format!("{} {on}", leaving.change),
    };
    let title = format!("{} in {}", acted(&plan.items[0].on), connection.name);
    assert_eq!(plan.title, title, "{provider}");
    assert!(plan.warnings.iter().any(|warning| warning.lead == leaving.warning), "{provider}");
    assert_eq!(plan.confirmation.type_this.is_some(), leaving.typed, "{provider}");
    let button = &plan.confirmation.button;
    let one = button.split(' ').skip_while(|word| *word != "1").nth(1).unwrap();
    assert_eq!(*button, acted(&format!("1 {one}")), "{provider}");
    let item = &plan.items[0];
    assert_eq!((item.change.as_str(), item.before.as_str()), (leaving.change, "active"));
    assert_eq!(item.after, leaving.after, "{provider}");
    assert!(item.undo.starts_with(leaving.undo), "{provider}: {}", item.undo);
    assert_eq!(item.irreversible, leaving.typed);
    let image: Value = serde_json::from_str(&item.before_image).unwrap();
    let id = image["id"].as_str().map_or_else(|| image["id"].to_string(), str::to_owned);
    assert_eq!(id, leaver.id, "{provider}: the image is of the live account");
    assert_eq!(image["userName"], leaver.user_name.as_str());
    assert_eq!(item.request.method, "PATCH");
    assert!(item.request.path.ends_with(&format!("/Users/{}", leaver.id)), "{provider}");
    let operation = match leaving.path {
        true => json!({"op": "replace", "path": "active", "value": false}),
        false => json!({"op": "replace", "value": {"active": false}}),
    };
    let body: Value = serde_json::from_str(&item.request.body).unwrap();
    assert_eq!(body["Operations"], json!([operation]), "{provider}");
    assert!(writes(&apps, provider).is_empty(), "{provider}: a plan sends nothing");
    let asked = apps.requests(provider);
    assert_eq!(asked.len(), 1, "{provider}: the plan looks at the account itself, once");
    assert!(asked[0].path.ends_with(&format!("/Users/{}", leaver.id)));

    // The run: one write, exactly as shown, and green because it was read back.
    let ended = world.run(&plan).await;
    assert_eq!(ended.outcome, Some(Outcome::Verified), "{provider}: {}", ended.words);
    assert_eq!(ended.phase, Phase::Done);
    assert!(ended.words.contains(leaving.read_back), "{provider}: {}", ended.words);
    assert!(ended.problem.is_none() && !ended.settled_later && ended.seconds.is_some());
    let sent = writes(&apps, provider);
    assert_eq!(sent.len(), 1, "{provider}: {sent:?}");
    assert_eq!((sent[0].method.as_str(), sent[0].authorized), ("PATCH", true));
    assert_eq!(sent[0].path, format!("/Users/{}", leaver.id));
    let sent: Value = serde_json::from_str(sent[0].body.as_deref().unwrap()).unwrap();
    assert_eq!(sent, body, "{provider}: what was shown is what was sent");
    let after_write = apps.requests(provider);
    assert_eq!(after_write.last().unwrap().method, "GET", "{provider}: read back last");

    // The app: this account and no other; no group lost anybody else.
    let after = Truth::of(&oracle);
    let only_leaver = BTreeSet::from([leaver.id.clone()]);
    assert_eq!(after.changed_since(&before, &oracle), only_leaver, "{provider}");
    let moved = after.moved_members(&before);
    let expected = if leaving.leaves_groups { only_leaver } else { BTreeSet::new() };
    assert_eq!(moved, expected, "{provider}");
    assert_eq!(oracle.counts().active, counts.active - 1, "{provider}");

    // The table: at once, and after the next read.
    let row = world.row(connection.id.as_str(), &leaver.user_name).await;
    assert_eq!(row.status, leaving.then, "{provider}");
    let read = world.read(connection.id.as_str()).await;
    assert_eq!(read.verdict, rollcall_engine::view::Verdict::Complete, "{}", read.reason);
    let row = world.row(connection.id.as_str(), &leaver.user_name).await;
    assert_eq!(row.status, leaving.later, "{provider}");
    assert_eq!(row.last_listed.is_some(), leaving.later == AccountState::NoLongerListed);
    let detail = world
        .house
        .user(connection.id.as_str(), &AccountId::from(leaver.id.as_str()))
        .await
        .unwrap();
    assert!(detail.deactivate_blocked.is_some(), "{provider}: not offered a second time");
    let states = world.rows(connection.id.as_str()).await;
    let others = states.iter().filter(|row| row.account_id != leaver.id.as_str());
    for other in others {
        let truth = oracle.user(other.account_id.as_str()).unwrap();
        assert_eq!(other.status == AccountState::Active, truth.active, "{provider}: {other:?}");
    }

    // The record.
    let entries = world.house.record(0, 100).await.unwrap();
    let kinds: Vec<&str> = entries.iter().map(|entry| entry.kind.as_str()).collect();
    let expected = [
        "connection-made",
        "read-ended",
        "plan-made",
        "run-started",
        "item-ended",
        "run-ended",
        "read-ended",
    ];
    assert_eq!(kinds, expected, "{provider}");
    let ended: Value = serde_json::from_str(&entries[4].body).unwrap();
    assert_eq!((&ended["outcome"], &ended["account"]), (&json!("verified"), &json!(leaver.id)));
    assert!(ended["exchange"].as_str().unwrap().contains("PATCH /"), "{provider}");
    let check = world.house.verify_record().await.unwrap();
    assert!(check.intact && check.entries == 7, "{}", check.words);
    let token = &apps.apps[0].token;
    assert!(!world.record_text().await.contains(token), "{provider}: the token is on record");

    // The run as it is looked up later is the run as it ended.
    let world = world.restart().await;
    let kept = world.house.plan(&plan.id).await.unwrap();
    assert_eq!(kept.state, PlanState::Used);
    let run = world.house.run(&kept.run_id.unwrap()).await.unwrap();
    assert_eq!((run.state, run.verified, run.not_verified), (RunState::Finished, 1, 0));
    assert_eq!(run.items[0].outcome, Some(Outcome::Verified));
    assert!(world.house.settle().await.unwrap().is_empty(), "{provider}: nothing is open");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leaver_loses_access_at_every_provider_and_nobody_else_does() {
    let mut left = tokio::task::JoinSet::new();
    for leaving in &LEAVING {
        left.spawn(leave(leaving));
    }
    while let Some(ended) = left.join_next().await {
        ended.unwrap();
    }
    let told: BTreeSet<&str> = LEAVING.iter().map(|leaving| leaving.provider).collect();
    let known: BTreeSet<String> =
        rollcall_engine::providers().into_iter().map(|provider| provider.id).collect();
    assert!(known.iter().map(String::as_str).eq(told), "every file of the catalogue is here");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_looks_like_an_address_deactivates_that_account_and_only_it() {
    let apps = simulator::start_odd(Oddity::AwkwardIds, 120).await.unwrap();
    let world = World::new().await;
    let connection = world.connect_and_read(&apps).await;
    let oracle = apps.oracle("scim").unwrap();
    let before = Truth::of(&oracle);
    let rows = world.rows(connection.id.as_str()).await;
    let awkward: Vec<_> = rows
        .iter()
        .filter(|row| row.status == AccountState::Active)
        .filter(|row| ['/', '?'].iter().all(|sign| row.account_id.as_str().contains(*sign)))
        .take(5)
        .collect();
    assert_eq!(awkward.len(), 5, "ids with / and ? in them");
    let mut changed = BTreeSet::new();
    for row in awkward {
        let plan = world.plan(connection.id.as_str(), row.account_id.as_str()).await;
        let ended = world.run(&plan).await;
        assert_eq!(ended.outcome, Some(Outcome::Verified), "{}: {}", row.account_id, ended.words);
        changed.insert(row.account_id.to_string());
        assert!(!oracle.user(row.account_id.as_str()).unwrap().active);
        let now = world.row(connection.id.as_str(), &row.user_name).await;
        assert_eq!(now.status, AccountState::Inactive);
    }
    assert_eq!(Truth::of(&oracle).changed_since(&before, &oracle), changed);
    assert_eq!(writes(&apps, "scim").len(), 5);
    for seen in writes(&apps, "scim") {
        let segments = seen.path.matches('/').count();
        assert_eq!((segments, seen.query.as_str()), (2, ""), "{}", seen.path);
    }
}
