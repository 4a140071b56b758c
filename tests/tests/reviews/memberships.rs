//! Reviews that decide each account in a group separately.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use reqwest::Method;
use rollcall_engine::view::{
    Granularity, RemediationState, ReviewDecision, ReviewOrder, ReviewRequest, ReviewRow,
    ReviewState, ReviewTableQuery,
};
use rollcall_tests::odd_app::{Answer, Gateway, Lists, Odd, OddApp};
use rollcall_tests::outside::outside;
use rollcall_tests::review::{OSKAR, apps, decide, decide_all, manual, proven, rows, wanted};
use rollcall_tests::world::{World, simulate};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn of_memberships(name: &str, groups: &[&str]) -> ReviewRequest {
    ReviewRequest {
        name: name.to_owned(),
        granularity: Granularity::Membership,
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
        ..wanted()
    }
}

/// Takes away what was revoked, closes, and writes the evidence into `to`.
async fn closed(world: &World, review: &str, to: &Path) {
    let plan = world.house.plan_review(review).await.unwrap();
    world.carry_out(&plan).await;
    let view = world.house.close_review(review).await.unwrap();
    assert_eq!(view.brief.state, ReviewState::Closed);
    assert!(view.remediation.iter().all(|line| line.state == RemediationState::Verified));
    proven(world, review, to).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_account_in_a_group_is_decided_and_taken_out_by_itself() {
    let apps = apps().await;
    let world = World::new().await;
    let connections = world.connect_all(&apps).await;
    let view = world.house.start_review(of_memberships("Q4 2026", &[])).await.unwrap();
    assert_eq!(view.granularity, Granularity::Membership);
    let id = view.brief.id.as_str();
    let all = rows(&world, id).await;
    assert_eq!(view.brief.items as usize, all.len());

    // Accounts and memberships are those of the apps, by their own count.
    for connection in &connections {
        let oracle = apps.oracle(&connection.provider).unwrap();
        let listed: BTreeSet<String> = oracle.listed_ids().into_iter().collect();
        let mine = || all.iter().filter(|row| row.connection_id == connection.id);
        let accounts: BTreeSet<String> = mine()
            .filter(|row| row.group.is_none())
            .map(|row| row.account_id.to_string())
            .collect();
        assert_eq!(accounts, listed, "{}", connection.name);
        let told: BTreeSet<(String, String)> = mine()
            .filter_map(|row| {
                Some((row.group.as_ref()?.id.to_string(), row.account_id.to_string()))
            })
            .collect();
        let mut held = BTreeSet::new();
        for (group, _) in oracle.groups() {
            let members = oracle.members(&group).unwrap();
            let members = members.iter().filter(|member| listed.contains(*member));
            held.extend(members.map(|member| (group.clone(), member.clone())));
        }
        assert_eq!(told, held, "{}", connection.name);
    }
    let by_app =
        ReviewTableQuery { order: ReviewOrder::App, limit: 1_000, ..ReviewTableQuery::default() };
    let by_app = world.house.review_rows(id, by_app).await.unwrap().rows;
    let mut sections: Vec<(&str, Option<&str>)> = by_app
        .iter()
        .map(|row| {
            let group = row.group.as_ref().map(|group| group.id.as_str());
            (row.connection_id.as_str(), group)
        })
        .collect();
    sections.dedup();
    let different: BTreeSet<_> = sections.iter().collect();
    assert_eq!(sections.len(), different.len(), "by app and group");

    // Nothing is to be changed about one membership: it is kept or revoked.
    let membership = all
        .iter()
        .find(|row| row.group.is_some() && row.user_name != OSKAR && row.reviewer == 1)
        .unwrap();
    let change = decide(&world, id, membership, ReviewDecision::Change, "half of it").await;
    let problem = change.unwrap_err();
    assert!(problem.side_words.contains("kept or revoked"), "{problem}");

    // Oskar loses his accounts, and is taken out of his groups before that.
    let gone = decide_all(&world, id, |row| row.user_name == OSKAR || row.item == membership.item);
    let gone: BTreeMap<u32, _> = gone.await.into_iter().map(|row| (row.item, row)).collect();
    assert!(gone.values().filter(|row| row.group.is_some()).count() > 1);
    closed(&world, id, &world.folder.path().join("evidence")).await;
    let lines = world.house.review(id).await.unwrap().remediation;
    assert_eq!(lines.len(), gone.len(), "a line for each revoke");
    for line in &lines {
        let row = &gone[&line.item];
        assert_eq!(line.group, row.group.as_ref().map(|group| group.id.clone()));
        let of = connections.iter().find(|one| one.id == row.connection_id).unwrap();
        let oracle = apps.oracle(&of.provider).unwrap();
        match &row.group {
            Some(group) => assert!(
                !oracle
                    .members(group.id.as_str())
                    .unwrap()
                    .iter()
                    .any(|id| row.account_id == id.as_str())
            ),
            None => assert!(!oracle.user(row.account_id.as_str()).unwrap().active),
        }
    }
    let other = apps
        .oracle(
            &connections.iter().find(|one| one.id == membership.connection_id).unwrap().provider,
        )
        .unwrap();
    assert!(
        other.user(membership.account_id.as_str()).unwrap().active,
        "the account itself was kept"
    );

    // The next review knows each membership of the last one.
    let next = world.house.start_review(of_memberships("Q1 2027", &[])).await.unwrap();
    let again = rows(&world, next.brief.id.as_str()).await;
    assert!(again.iter().all(|row| row.user_name != OSKAR || row.group.is_none()));
    let kept = again.iter().find(|row| row.group.is_some()).unwrap();
    assert_eq!(kept.since_last, "no change");
    assert!(kept.last_decision.as_deref().unwrap().starts_with("keep on 20"));
}

#[tokio::test(flavor = "multi_thread")]
async fn with_groups_in_the_scope_their_memberships_alone_are_decided() {
    let apps = simulate("airtable", 40).await;
    let world = World::new().await;
    let connection = world.connect_all(&apps).await.remove(0);
    let oracle = apps.oracle(&connection.provider).unwrap();
    let listed: BTreeSet<String> = oracle.listed_ids().into_iter().collect();
    let members = |group: &String| -> Vec<String> {
        let members = oracle.members(group).unwrap();
        members.iter().filter(|member| listed.contains(*member)).cloned().collect()
    };
    let (group, name) = oracle.groups().into_iter().find(|(id, _)| members(id).len() > 2).unwrap();
    let view = world.house.start_review(of_memberships("The group", &[&name])).await.unwrap();
    let id = view.brief.id.as_str();
    let all = rows(&world, id).await;
    let told: BTreeSet<String> = all.iter().map(|row| row.account_id.to_string()).collect();
    assert_eq!(told, members(&group).into_iter().collect());
    assert!(all.iter().all(|row| row.group.as_ref().is_some_and(|one| one.id == group.as_str())));
    assert_eq!(view.outside as usize, listed.len(), "no account is decided as such");

    // What a reviewer fills in elsewhere passes the same checks.
    let csv = world.house.review_csv(id, None).await.unwrap();
    assert!(csv.lines().next().unwrap().contains("app,group,active"));
    assert!(csv.lines().nth(1).unwrap().contains(&name), "{csv}");
    decide_all(&world, id, |row| row.item == all[0].item).await;
    let folder = world.folder.path().join("evidence");
    closed(&world, id, &folder).await;
    assert!(!members(&group).iter().any(|id| all[0].account_id == id.as_str()));

    // Without one of the memberships the pack does not hold, and the check says which is missing.
    let file = folder.join("population.json");
    let mut population: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    population["items"].as_array_mut().unwrap().pop();
    std::fs::write(&file, population.to_string()).unwrap();
    let report = rollcall_verify::verify(&folder, None).unwrap();
    let last = all.iter().max_by_key(|row| row.item).unwrap();
    let missing = format!("{} in the group {group} is not an item", last.account_id);
    assert!(
        report.checks.iter().any(|check| check.words.contains(&missing)),
        "{missing}: {:?}",
        report.checks.iter().map(|check| &check.words).collect::<Vec<_>>()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_is_deleted_meanwhile_holds_up_none_of_the_other_revokes() {
    let apps = simulate("scim", 30).await;
    let world = World::new().await;
    world.connect_all(&apps).await;
    let view = world.house.start_review(of_memberships("Q4 2026", &[])).await.unwrap();
    let id = view.brief.id.as_str();
    let mut memberships = rows(&world, id).await;
    memberships.retain(|row| row.group.is_some());
    let deleted = memberships[0].group.clone().unwrap();
    let other = memberships.iter().find(|row| row.group.as_ref() != Some(&deleted)).unwrap();
    let revoked = [memberships[0].item, other.item];
    decide_all(&world, id, |row| revoked.contains(&row.item)).await;
    outside(&apps, "scim", Method::DELETE, &format!("Groups/{}", deleted.id), None).await;
    closed(&world, id, &world.folder.path().join("evidence")).await;
    let members =
        apps.oracle("scim").unwrap().members(other.group.as_ref().unwrap().id.as_str()).unwrap();
    assert!(!members.iter().any(|id| other.account_id == id.as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_membership_is_excepted_without_naming_its_group_again() {
    let apps = simulate("scim", 30).await;
    let world = World::new().await;
    world.connect_all(&apps).await;
    let view = world.house.start_review(of_memberships("Q4 2026", &[])).await.unwrap();
    let id = view.brief.id.as_str();
    let all = rows(&world, id).await;
    let of_words = |row: &&ReviewRow| row.group.as_ref().is_some_and(|one| one.name.contains(' '));
    let revoked = all.iter().find(of_words).unwrap();
    let kept = all.iter().find(|row| row.item != revoked.item).unwrap();
    decide_all(&world, id, |row| row.item == revoked.item).await;
    world.house.except_item(id, kept.item, None, manual("Jo"), None).await.unwrap_err();
    let view = world.house.except_item(id, revoked.item, None, manual("Jo"), None).await.unwrap();
    let group = revoked.group.as_ref().unwrap();
    assert_eq!(view.remediation[0].state, RemediationState::Excepted);
    assert_eq!(view.remediation[0].group.as_ref(), Some(&group.id));
    let part = Some(group.name.rsplit_once(' ').unwrap().1);
    let problem = world.house.except_item(id, revoked.item, part, manual("Jo"), None).await;
    problem.expect_err("a part of a name is another name");
    let by_name = Some(group.name.as_str());
    world.house.except_item(id, revoked.item, by_name, manual("Sam"), None).await.unwrap();
    let view = world.house.close_review(id).await.unwrap();
    assert_eq!(view.brief.state, ReviewState::Closed);
    assert_eq!(view.remediation[0].exception.as_ref().unwrap().owner, "Sam");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_membership_of_somebody_made_anew_waits_for_the_admin() {
    let apps = simulate("scim", 30).await;
    let world = World::new().await;
    world.connect_all(&apps).await;
    let view = world.house.start_review(of_memberships("Q4 2026", &[])).await.unwrap();
    let id = view.brief.id.as_str();
    let all = rows(&world, id).await;
    let revoked = all.iter().find(|row| row.group.is_some() && row.reviewer == 1).unwrap();
    decide_all(&world, id, |row| row.item == revoked.item).await;
    let path = format!("Users/{}", revoked.account_id);
    outside(&apps, "scim", Method::DELETE, &path, None).await;
    let recreated = serde_json::json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": revoked.user_name, "active": true,
        "name": {"givenName": "Some", "familyName": "Body"},
    });
    outside(&apps, "scim", Method::POST, "Users", Some(recreated)).await;
    let plan = world.house.plan_review(id).await.err();
    let line = world.house.review(id).await.unwrap().remediation.remove(0);
    let told = format!("{plan:?} {}", line.words);
    assert!(told.contains("re-created with the id"), "{told}");
    assert_ne!(line.state, RemediationState::Verified);
    world.house.close_review(id).await.expect_err("nobody looked at the new account");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_membership_stays_open_while_a_gateway_answers_for_its_group() {
    for gateway in [Gateway::ROUTE, Gateway::PLAIN.with(410)] {
        let app = OddApp::of(4).await;
        let world = World::new().await;
        let made = world.connect("scim", "Intranet", (&app.address, &app.token)).await;
        world.read(made.id.as_str()).await;
        let view = world.house.start_review(of_memberships("Q4 2026", &[])).await.unwrap();
        let id = view.brief.id.as_str();
        let gone = |row: &ReviewRow| row.group.is_some() && row.account_id == "u1";
        assert_eq!(decide_all(&world, id, gone).await.len(), 1);
        let plan = world.house.plan_review(id).await.unwrap();
        let lists = Lists::Gateway(gateway);
        let answer = Answer::Gateway(gateway.with(502));
        let odd =
            Odd { writes_nothing: true, answer, lists, front: Some(gateway), ..Odd::default() };
        app.be(odd);
        let case = world.carry_out(&plan).await;
        assert_eq!((case.brief.verified, case.brief.open), (0, 1), "{gateway:?}: {:?}", case.lines);
        // Looked at again it is not known; nothing is closed on that.
        app.be(Odd { always: true, ..odd });
        let again = world.house.recheck_case(&case.brief.id).await.unwrap();
        assert_eq!(again.lines[0].checks.last().unwrap().holds, None, "{:?}", again.lines);
        world.house.close_review(id).await.expect_err("one is open");
        assert_eq!(app.members("g0").unwrap(), ["u0", "u1"]);
        // The lawful twin: the app answers, does it, and shows it.
        app.be(Odd::default());
        let case = world.house.try_case_again(&case.brief.id).await.unwrap();
        assert_eq!((case.brief.verified, case.brief.open), (1, 0), "{gateway:?}: {:?}", case.lines);
        assert_eq!(app.members("g0").unwrap(), ["u0"]);
        let view = world.house.close_review(id).await.unwrap();
        assert_eq!(view.brief.state, ReviewState::Closed);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_outside_the_last_review_is_not_called_new() {
    let app = OddApp::of(4).await;
    let world = World::new().await;
    let made = world.connect("scim", "Intranet", (&app.address, &app.token)).await;
    world.read(made.id.as_str()).await;
    let of_group = |name: &str, group: &str| ReviewRequest {
        name: name.to_owned(),
        groups: vec![group.to_owned()],
        ..wanted()
    };
    let first = world.house.start_review(of_group("The group", "g0")).await.unwrap();
    assert!(first.outside > 0, "accounts are outside the scope");
    let id = first.brief.id.as_str();
    let reviewed: BTreeSet<_> =
        rows(&world, id).await.into_iter().map(|row| row.account_id).collect();
    decide_all(&world, id, |_| false).await;

    app.add("u9", "person9@example.com");
    let next = ReviewRequest { name: "Everyone".to_owned(), ..wanted() };
    let next = world.house.start_review(next).await.unwrap();
    for row in rows(&world, next.brief.id.as_str()).await {
        let words = match row.account_id.as_str() {
            "u9" => "new account",
            _ if reviewed.contains(&row.account_id) => "no change",
            _ => "not in the last review",
        };
        assert_eq!(row.since_last, words, "{}", row.account_id);
    }
}
