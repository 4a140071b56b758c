//! What moved between two dates, counted from the app's own state at those times.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::SinceMoved;
use rollcall_engine::{Change, ProblemCode};
use rollcall_tests::scene::Scene;
use rollcall_tests::truth::Truth;
use rollcall_tests::world::assert_told;
use std::collections::BTreeSet;

fn now() -> String {
    jiff::Timestamp::now().to_string()
}

/// Group and account of each membership.
fn pairs(truth: &Truth) -> BTreeSet<(String, String)> {
    let all = truth.members.iter();
    all.flat_map(|(group, members)| members.iter().map(|one| (group.clone(), one.clone())))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_came_went_and_changed_is_what_the_app_says_of_itself() {
    for provider in ["scim", "notion", "monday"] {
        let scene = Scene::of(provider, 80).await;
        let before = Truth::of(&scene.oracle);
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        let start = now();
        let active = scene.active().await;
        let connection = scene.connection.clone();
        let (group, members) = scene.group();
        let leaving: Vec<String> = members.iter().take(2).cloned().collect();
        let joining: Vec<String> =
            active.iter().filter(|one| !members.contains(*one)).take(1).cloned().collect();
        let gone: Vec<String> = active
            .iter()
            .filter(|one| !members.contains(*one) && !joining.contains(one))
            .filter(|one| {
                let owner = scene.oracle.token_owner().unwrap().id;
                **one != owner
            })
            .take(2)
            .cloned()
            .collect();
        let mut changes = scene.deactivate(&gone);
        changes.push(Change::RemoveMember {
            connection: connection.clone(),
            group: group.clone(),
            users: leaving.clone(),
        });
        changes.push(Change::AddMember {
            connection: connection.clone(),
            group: group.clone(),
            users: joining.clone(),
        });
        let plan = scene.world.house.plan_changes(changes).await.unwrap();
        let typed = plan.confirmation.type_this.clone();
        let run = scene.world.house.run_plan_to_end(&plan.id, typed.as_deref()).await.unwrap();
        assert_eq!(run.not_verified, 0, "{provider}: {run:#?}");
        scene.world.read(&connection).await;
        let after = Truth::of(&scene.oracle);

        let view = scene.world.house.since(&connection, &start, None, None).await.unwrap();
        let came: BTreeSet<&str> = view
            .accounts
            .iter()
            .filter(|one| one.moved != SinceMoved::Changed)
            .map(|one| one.account_id.as_str())
            .collect();
        let listed = |truth: &Truth| -> BTreeSet<String> {
            truth.accounts.iter().filter(|(_, a)| a.2).map(|(id, _)| id.clone()).collect()
        };
        let (was, is) = (listed(&before), listed(&after));
        let moved: BTreeSet<&str> = was.symmetric_difference(&is).map(String::as_str).collect();
        assert_eq!(came, moved, "{provider}: who came and went");
        let deactivated: BTreeSet<&str> = view
            .accounts
            .iter()
            .filter(|one| one.changes.iter().any(|words| words == "deactivated"))
            .map(|one| one.account_id.as_str())
            .collect();
        let off: BTreeSet<&str> = gone
            .iter()
            .filter(|id| after.accounts.get(*id).is_some_and(|a| a.2 && !a.0))
            .map(String::as_str)
            .collect();
        assert_eq!(deactivated, off, "{provider}: who was deactivated");
        // Of somebody who is no longer listed the app tells no memberships.
        let (was, is) = (pairs(&before), pairs(&after));
        let expected: BTreeSet<(String, String, bool)> = was
            .symmetric_difference(&is)
            .map(|(group, member)| {
                (group.clone(), member.clone(), is.contains(&(group.clone(), member.clone())))
            })
            .collect();
        let found: BTreeSet<(String, String, bool)> = view
            .members
            .iter()
            .map(|one| (one.group_id.to_string(), one.account_id.to_string(), one.came))
            .collect();
        assert_eq!(found, expected, "{provider}: memberships");
        let of_group =
            scene.world.house.since(&connection, &start, None, Some(&group)).await.unwrap();
        assert_eq!(of_group.members.len(), 3, "{provider}: one group alone");
        assert!(of_group.accounts.is_empty());

        // Nothing has changed since, and an invalid date is reported.
        let later = scene.world.house.since(&connection, &now(), None, None).await.unwrap();
        assert!(later.accounts.is_empty() && later.members.is_empty());
        let problem =
            scene.world.house.since(&connection, "yesterday", None, None).await.unwrap_err();
        assert_eq!(problem.code, ProblemCode::BadRequest);
        assert_told(&problem, "no token");
        scene.world.house.since(&connection, &now(), Some(&start), None).await.unwrap_err();
    }
}
