//! A recheck reads each account and each group of a receipt once.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::AccountId;
use rollcall_engine::view::QuarantineRequest;
use rollcall_tests::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_many_lines_are_about_is_asked_for_once() {
    let scene = Scene::of("scim", 120).await;
    let house = &scene.world.house;
    let (group, members) = scene.group();
    let mut people = Vec::new();
    for user in members.iter().take(3) {
        let of = house.person_of(&scene.connection, &AccountId::from(user.as_str())).await;
        people.push(of.unwrap().expect("a person"));
    }
    house.set_guard(&scene.connection, Some(120), Some("120")).await.expect("a wide guard");
    let wanted = QuarantineRequest { people, ..QuarantineRequest::default() };
    let planned = house.plan_quarantine(wanted).await.unwrap();
    let case = scene.world.carry_out(&planned).await;
    assert_eq!(case.brief.open, 0, "{:#?}", case.lines);
    scene.apps.forget_requests("scim");
    let checked = house.recheck_case(&planned.case_id).await.unwrap();
    let lines = checked.lines.iter();
    assert!(lines.clone().all(|line| line.checks.last().unwrap().holds == Some(true)));
    let asked = scene.apps.requests("scim");
    let of_group = asked.iter().filter(|request| request.path.ends_with(&group)).count();
    assert_eq!(of_group, 1, "{asked:#?}");
    assert!(asked.len() < lines.count(), "three people share groups");
}
