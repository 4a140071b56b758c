//! What a group says of its members, beside what accounts say of themselves: lists that are cut, ids
//! in another case, lists that are left out, and requests that are too long.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::{
    CaseState, GroupQuery, GroupRow, MemberQuery, Outcome, PeopleQuery, QuarantineRequest, Verdict,
};
use rollcall_engine::{Change, ConnectionId, GroupId};
use rollcall_tests::member_server::{Habits, MemberServer, id_of, run};
use rollcall_tests::scene::not_planned;
use rollcall_tests::world::World;

async fn group(world: &World, id: &str) -> GroupRow {
    let query = GroupQuery { limit: 100, ..GroupQuery::default() };
    let rows = world.house.groups(query).await.expect("groups").rows;
    rows.into_iter().find(|row| row.group_id == id).expect("the group")
}

fn member(connection: &str, group: &str, users: &[usize], add: bool) -> Change {
    let (connection, group) = (connection.to_owned(), group.to_owned());
    let users = users.iter().map(|n| id_of(*n)).collect();
    match add {
        true => Change::AddMember { connection, group, users },
        false => Change::RemoveMember { connection, group, users },
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_leaves_out_accounts_which_name_the_group_is_not_proven() {
    let direct = Some("direct");
    for (habits, listed) in [
        (Habits { most_members: Some(10), users_name_groups: direct, ..Habits::default() }, 10),
        (Habits { nobody_above: Some(12), users_name_groups: direct, ..Habits::default() }, 0),
    ] {
        let server = MemberServer::of(30, habits.clone()).await;
        let cut = server.add_group("VPN", 0..20);
        let small = server.add_group("Small", 0..5);
        let world = World::new().await;
        let connection = server.connected(&world).await;
        let read = world.read(&connection).await;
        assert_eq!(read.verdict, Verdict::CannotBeProven, "{habits:?}: {}", read.reason);
        let words = format!("“VPN” lists {listed} members and 20 accounts name it");
        assert!(read.reason.contains(&words), "{}", read.reason);
        assert!(!read.reason.contains("Small"), "{}", read.reason);
        // Both numbers are there, and the rows have everybody.
        let row = group(&world, &cut).await;
        assert_eq!(
            (row.members, row.named_by, row.unproven),
            (Some(listed), Some(20), 20 - listed)
        );
        assert_eq!(world.members(&connection, &cut).await.len(), 20, "{habits:?}");
        assert_eq!(group(&world, &small).await.unproven, 0);
        let page = world.house.members(MemberQuery {
            connection_id: ConnectionId::from(connection.clone()),
            group_id: GroupId::from(cut.clone()),
            limit: 100,
            ..MemberQuery::default()
        });
        assert!(!page.await.unwrap().complete);
        // Somebody whom the list leaves out is taken out, and the account is the proof.
        let ended = run(&world, vec![member(&connection, &cut, &[15, 16], false)]).await;
        for item in &ended.items {
            assert_eq!(item.outcome, Some(Outcome::Verified), "{habits:?}: {}", item.words);
            assert!(item.words.contains("does not name the group"), "{}", item.words);
        }
        assert_eq!(server.members(&cut).len(), 18);
        let undo = world.house.plan_undo(&ended.id).await.expect("an undo");
        let undone = world.house.run_plan_to_end(&undo.id, None).await.expect("a run");
        assert_eq!(undone.not_verified, 0, "{:#?}", undone.items);
        assert_eq!(server.members(&cut).len(), 20);
        // A server that does not do it is found out, regardless of its list.
        server.with(|inner| inner.habits.ignores_removals = true);
        let ended = run(&world, vec![member(&connection, &cut, &[17], false)]).await;
        assert_eq!(ended.items[0].outcome, Some(Outcome::AcceptedNotVerified), "{habits:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_that_name_no_group_or_one_through_another_contradict_nothing() {
    for (kind, cap) in [(None, Some(10)), (Some("indirect"), Some(10)), (Some("direct"), None)] {
        let habits = Habits { most_members: cap, users_name_groups: kind, ..Habits::default() };
        let server = MemberServer::of(30, habits).await;
        let vpn = server.add_group("VPN", 0..20);
        let world = World::new().await;
        let connection = server.connected(&world).await;
        let read = world.read(&connection).await;
        assert_eq!(read.verdict, Verdict::Complete, "{kind:?}: {}", read.reason);
        assert_eq!(group(&world, &vpn).await.unproven, 0, "{kind:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_says_nobody_after_a_good_read_is_no_proof_that_somebody_left() {
    let habits = Habits { users_name_groups: Some("direct"), ..Habits::default() };
    let server = MemberServer::of(10, habits).await;
    let vpn = server.add_group("VPN", 0..5);
    let world = World::new().await;
    let connection = server.connected(&world).await;
    server.with(|inner| inner.habits.nobody_above = Some(1));
    let plan = world.house.plan_changes(vec![member(&connection, &vpn, &[1], false)]).await;
    let problem = not_planned(plan);
    assert!(problem.side_words.contains("the account names the group"), "{problem}");
    // The lawful twin: the account says so too.
    server.with(|inner| inner.groups[0].2.clear());
    let plan = world.house.plan_changes(vec![member(&connection, &vpn, &[1], false)]).await;
    let problem = not_planned(plan);
    assert!(problem.side_words.contains("not in it (read just now)"), "{problem}");
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_in_another_case_are_the_account_and_it_is_said() {
    let capitals: fn(&str) -> String = |id| id.to_uppercase();
    let mixed: fn(&str) -> String = |id| id.replace("abc", "AbC");
    for spell in [capitals, mixed] {
        let habits = Habits { spells_in_groups: Some(spell), ..Habits::default() };
        let server = MemberServer::of(6, habits).await;
        let admins = server.add_group("Admins", 0..3);
        let world = World::new().await;
        let connection = server.connected(&world).await;
        let read = world.read(&connection).await;
        assert_eq!(read.verdict, Verdict::Complete, "{}", read.reason);
        assert!(read.reason.contains("3 member entries differ"), "{}", read.reason);
        let members = world.members(&connection, &admins).await;
        assert_eq!(members, (0..3).map(id_of).collect());
        let ended = run(&world, vec![member(&connection, &admins, &[0], false)]).await;
        assert_eq!(ended.items[0].outcome, Some(Outcome::Verified), "{}", ended.items[0].words);
        assert_eq!(server.members(&admins).len(), 2);
        let ended = run(&world, vec![member(&connection, &admins, &[5], true)]).await;
        assert_eq!(ended.items[0].outcome, Some(Outcome::Verified), "{}", ended.items[0].words);
        assert_eq!(world.members(&connection, &admins).await.len(), 3);
    }
    // The lawful twin: two accounts whose ids differ in case alone stay two.
    let server = MemberServer::of(1, Habits::default()).await;
    server.with(|inner| {
        for id in ["aBc", "AbC"] {
            let user = serde_json::json!({"id": id, "userName": id, "active": true});
            inner.users.push(rollcall_scim::Resource::from_value(user).unwrap());
        }
        inner.groups.push(("g".into(), "G".into(), vec!["ABC".into(), "aBc".into()]));
    });
    let world = World::new().await;
    let connection = server.connected(&world).await;
    let members = world.members(&connection, "g").await;
    assert_eq!(members, ["ABC", "aBc"].map(str::to_owned).into());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_leaves_its_members_out_is_empty_where_the_app_states_those_of_others() {
    let habits = Habits { leaves_out_empty: true, ..Habits::default() };
    let server = MemberServer::of(10, habits).await;
    let (empty, full) = (server.add_group("Empty", []), server.add_group("Full", 0..3));
    let world = World::new().await;
    let connection = server.connected(&world).await;
    for (group, user, add) in [(&empty, 7, true), (&empty, 7, false), (&full, 8, true)] {
        let ended = run(&world, vec![member(&connection, group, &[user], add)]).await;
        let item = &ended.items[0];
        assert_eq!(item.outcome, Some(Outcome::Verified), "{group} {user}: {}", item.words);
    }
    assert!(server.members(&empty).is_empty());
    assert_eq!(world.members(&connection, &empty).await.len(), 0, "the table has it at once");
    // A new account into the empty group, in one plan.
    let create = Change::Create {
        connection: connection.clone(),
        values: rollcall_tests::member_server::values(
            serde_json::json!({"userName": "jo@example.com"}),
        ),
        groups: vec![empty.clone()],
    };
    let ended = run(&world, vec![create]).await;
    assert_eq!(ended.not_verified, 0, "{:#?}", ended.items);
    assert_eq!(server.members(&empty).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_never_states_members_stays_unknown() {
    let habits = Habits { never_states_members: true, ..Habits::default() };
    let server = MemberServer::of(10, habits).await;
    let (empty, _) = (server.add_group("Empty", []), server.add_group("Full", 0..3));
    let world = World::new().await;
    let connection = server.connected(&world).await;
    assert_eq!(group(&world, &empty).await.members, None);
    let plan = world.house.plan_changes(vec![member(&connection, &empty, &[7], true)]).await;
    let problem = not_planned(plan);
    assert!(problem.side_words.contains("does not return its members"), "{problem}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_gives_an_emptied_group_back_and_says_what_it_does_not() {
    for (never, users_name_groups) in
        [(false, None), (true, None), (false, Some("direct")), (true, Some("direct"))]
    {
        let habits = Habits { leaves_out_empty: true, users_name_groups, ..Habits::default() };
        let server = MemberServer::of(10, habits).await;
        let only = server.add_group("Only", [4]);
        let full = server.add_group("Full", 3..7);
        let world = World::new().await;
        server.connected(&world).await;
        let query =
            PeopleQuery { text: "person004".to_owned(), limit: 5, ..PeopleQuery::default() };
        let person = world.house.people(query).await.expect("people").rows.remove(0).id;
        let wanted = QuarantineRequest { people: vec![person], leave_out: Vec::new(), due: None };
        let planned = world.house.plan_quarantine(wanted).await.expect("a quarantine");
        let case = world.carry_out(&planned).await;
        assert_eq!(case.brief.open, 0, "{:#?}", case.lines);
        // Then somebody deletes one of the groups.
        if never {
            server.with(|inner| inner.groups.retain(|group| group.0 != only));
        }
        let back = world.house.plan_release(&planned.case_id).await.expect("a release");
        let run = world.house.run_plan_to_end(&back.id, None).await.expect("a run");
        assert_eq!(run.not_verified, 0, "{:#?}", run.items);
        assert!(server.members(&full).contains(&id_of(4)));
        let case = world.house.case(&planned.case_id).await.expect("the case");
        assert_eq!(case.brief.state, CaseState::Released);
        let blocked = back.items.iter().filter(|item| item.blocked.is_some()).count();
        assert_eq!(case.brief.open as usize, blocked, "{:?}", case.notes);
        assert_eq!(blocked, usize::from(never));
        if !never {
            assert_eq!(server.members(&only), [id_of(4)]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_too_long_goes_in_parts_and_is_read_back_once() {
    for (habits, add) in [
        (Habits { most_operations: Some((7, 400)), ..Habits::default() }, false),
        (Habits { most_operations: Some((7, 413)), ..Habits::default() }, false),
        (Habits { most_values: Some(9), ..Habits::default() }, true),
    ] {
        let server = MemberServer::of(40, habits.clone()).await;
        let group = server.add_group("Contractors", if add { 0..5 } else { 0..40 });
        let world = World::new().await;
        let connection = server.connected(&world).await;
        world.house.set_guard(&connection, Some(40), Some("40")).await.expect("a guard");
        let users: Vec<usize> = (5..35).collect();
        let plan = world.house.plan_changes(vec![member(&connection, &group, &users, add)]).await;
        let plan = plan.expect("a plan");
        assert_eq!(plan.items.len(), 1, "one item, for any number that the app accepts at once");
        assert!(plan.lead.contains("several requests"), "{}", plan.lead);
        let typed = plan.confirmation.type_this.as_deref();
        let ended = world.house.run_plan_to_end(&plan.id, typed).await.expect("a run");
        let item = &ended.items[0];
        assert_eq!(
            item.outcome,
            Some(Outcome::Verified),
            "{habits:?}: {} {:?}",
            item.words,
            item.problem
        );
        assert!(item.words.contains("The app accepts fewer at once"), "{}", item.words);
        assert_eq!(server.members(&group).len(), if add { 35 } else { 10 });
        let longest = server.with(|inner| inner.writes.len());
        assert!(longest <= 16, "{longest} requests");
    }
    // The lawful twin: another refusal is sent once, and not in parts.
    let server = MemberServer::of(40, Habits::default()).await;
    let group = server.add_group("Contractors", 0..40);
    let world = World::new().await;
    let connection = server.connected(&world).await;
    world.house.set_guard(&connection, Some(40), Some("40")).await.expect("a guard");
    let users: Vec<usize> = (0..30).collect();
    let plan = world.house.plan_changes(vec![member(&connection, &group, &users, false)]).await;
    let plan = plan.expect("a plan");
    server.with(|inner| inner.habits.most_operations = Some((7, 403)));
    let typed = plan.confirmation.type_this.as_deref();
    let ended = world.house.run_plan_to_end(&plan.id, typed).await.expect("a run");
    assert_ne!(ended.items[0].outcome, Some(Outcome::Verified));
    assert_eq!(server.with(|inner| inner.writes.len()), 1);
    assert_eq!(server.members(&group).len(), 40);
}
