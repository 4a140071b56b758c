//! Each provider of the catalogue, read by the engine as it speaks from a simulator as it plays;
//! and any odd SCIM server, read adaptively.

use rollcall_engine::view::{AccountState, GroupQuery, MemberQuery, UserQuery, Verdict};
use rollcall_simulator::{self as simulator, Oddity};
use rollcall_tests::listing_server::{self, ListingServer, Refusal, Setup};
use rollcall_tests::world::{World, simulate};
use std::collections::BTreeSet;
use std::time::Duration;

fn groups_of(connection: &str) -> GroupQuery {
    GroupQuery { connections: vec![connection.to_owned()], limit: 1_000, ..GroupQuery::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sample_app_is_read_complete_and_equal_to_the_truth() {
    let apps = simulator::start(simulator::Options::default()).await.unwrap();
    let world = World::paced().await;
    let connections = world.connect_all(&apps).await;
    assert_eq!(connections.len(), 5);
    let reads = world.house.read(&[]).await.unwrap();
    let mut accounts = 0;
    for (connection, read) in connections.iter().zip(&reads) {
        assert_eq!(connection.id, read.connection_id);
        assert_eq!(read.verdict, Verdict::Complete, "{}: {}", connection.name, read.reason);
        let oracle = apps.oracle(&connection.provider).unwrap();
        let truth: BTreeSet<String> = oracle.listed_ids().into_iter().collect();
        let rows = world.rows(connection.id.as_str()).await;
        let here: BTreeSet<String> = rows.iter().map(|row| row.account_id.to_string()).collect();
        assert_eq!(here, truth, "{}", connection.name);
        assert_eq!(rows.len(), truth.len(), "{} has a row twice", connection.name);
        accounts += rows.len();
        for row in &rows {
            let user = oracle.user(row.account_id.as_str()).unwrap();
            let state = if user.active { AccountState::Active } else { AccountState::Inactive };
            assert_eq!(row.status, state, "{} {}", connection.name, row.user_name);
            assert!(!row.name.is_empty() && !row.stale);
            assert_eq!(
                row.groups.map(|count| count as usize),
                Some(user.groups.len()),
                "{} {}",
                connection.name,
                row.user_name
            );
        }
        let groups = world.house.groups(groups_of(connection.id.as_str())).await.unwrap();
        let named: BTreeSet<String> =
            groups.rows.iter().map(|row| row.group_id.to_string()).collect();
        assert_eq!(named, oracle.groups().into_iter().map(|(id, _)| id).collect());
        for group in &groups.rows {
            let members: BTreeSet<String> =
                oracle.members(group.group_id.as_str()).unwrap().into_iter().collect();
            assert_eq!(group.members.map(|count| count as usize), Some(members.len()));
        }
    }
    assert!((4_100..4_400).contains(&accounts), "about 4 200 accounts, not {accounts}");
    let page = world.house.users(UserQuery { limit: 1, ..UserQuery::default() }).await.unwrap();
    assert!(page.complete && page.as_of.is_some());
    assert_eq!(page.total as usize, accounts);
}

/// What each odd server must end in. Named here one by one, so that a new oddity fails to compile
/// until somebody decided what reading it may conclude.
fn expected(oddity: Oddity) -> Verdict {
    match oddity {
        Oddity::IgnoresCount
        | Oddity::FailsOnCount
        | Oddity::CapsCount
        | Oddity::NoTotal
        | Oddity::CursorOnly
        // Without a total each page starts with the last row before: the end shows before it repeats.
        | Oddity::RepeatsFirstPage
        | Oddity::FilterIgnored
        | Oddity::MembersMissingInList
        | Oddity::AwkwardIds => Verdict::Complete,
        // A bare array has no total, and what does not page cannot show its end.
        Oddity::BareArray
        | Oddity::IgnoresStartIndex
        | Oddity::TotalTooHigh
        | Oddity::TotalTooLow
        | Oddity::UnstableOrder => Verdict::CannotBeProven,
        Oddity::MembersFailForOneGroup => Verdict::Partial,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_odd_server_ends_in_a_verdict_that_its_answers_bear() {
    const USERS: u32 = 230;
    for oddity in simulator::oddities() {
        let running = simulator::start_odd(*oddity, USERS).await.unwrap();
        let app = &running.apps[0];
        let world = World::new().await;
        let connection = world.connect("scim", "Odd", (&app.address, &app.token)).await;
        let read = world.read(connection.id.as_str()).await;
        let rows = world.rows(connection.id.as_str()).await;
        let truth: BTreeSet<String> =
            running.oracle("scim").unwrap().listed_ids().into_iter().collect();
        let here: BTreeSet<String> = rows.iter().map(|row| row.account_id.to_string()).collect();
        assert!(here.is_subset(&truth), "{oddity:?} made somebody up");
        let told = format!(
            "{oddity:?}: {:?}, {} of {}: {}",
            read.verdict,
            here.len(),
            truth.len(),
            read.reason
        );
        if *oddity == Oddity::UnstableOrder {
            // Luck decides whether some pass is whole. Complete it may be called only then.
            assert!(read.verdict != Verdict::Complete || here == truth, "{told}");
            continue;
        }
        assert_eq!(read.verdict, expected(*oddity), "{told}");
        if read.verdict == Verdict::Complete {
            assert_eq!(here, truth, "{told}");
        }
        if *oddity == Oddity::IgnoresStartIndex {
            assert!(here.len() < truth.len(), "{told}");
        }
        assert!(read.reason.len() > 10, "{oddity:?} says why: {}", read.reason);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn members_that_were_not_read_are_unknown_and_not_none() {
    let running = simulator::start_odd(Oddity::MembersFailForOneGroup, 120).await.unwrap();
    let app = &running.apps[0];
    let world = World::new().await;
    let connection = world.connect("scim", "Odd", (&app.address, &app.token)).await;
    let read = world.read(connection.id.as_str()).await;
    assert_eq!(read.verdict, Verdict::Partial, "{}", read.reason);
    assert_eq!(read.groups_unknown, 1);
    let groups = world.house.groups(groups_of(connection.id.as_str())).await.unwrap();
    let unknown: Vec<_> = groups.rows.iter().filter(|group| group.members.is_none()).collect();
    assert_eq!(unknown.len(), 1);
    let members = world
        .house
        .members(MemberQuery {
            connection_id: connection.id.clone(),
            group_id: unknown[0].group_id.clone(),
            limit: 100,
            ..MemberQuery::default()
        })
        .await
        .unwrap();
    assert!(!members.known && members.rows.is_empty() && !members.complete);
    for row in world.rows(connection.id.as_str()).await {
        assert_eq!(row.groups, None, "a count over groups of which one is unknown");
    }
    let user = world.rows(connection.id.as_str()).await.remove(0);
    let detail = world.house.user(connection.id.as_str(), &user.account_id).await.unwrap();
    assert_eq!(detail.row.groups, None);
    assert_eq!(detail.some_groups.len(), detail.row.some_groups as usize);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partial_read_marks_nobody_as_gone_at_any_provider() {
    for provider in ["zapier", "zscaler-zpa", "airtable", "monday", "notion", "scim"] {
        let apps = simulate(provider, 320).await;
        let world = World::new().await;
        let connection = world.connect_all(&apps).await.remove(0);
        let first = world.read(connection.id.as_str()).await;
        assert_eq!(first.verdict, Verdict::Complete, "{provider}: {}", first.reason);
        let before = world.rows(connection.id.as_str()).await;

        apps.set_faults(provider, vec!["users:page=2:502".parse().unwrap()]);
        let second = world.read(connection.id.as_str()).await;
        assert_eq!(second.verdict, Verdict::Partial, "{provider}: {}", second.reason);
        let problem = second.problem.expect("it says what failed");
        for part in [&problem.what, &problem.side_words, &problem.state, &problem.next] {
            assert!(!part.trim().is_empty(), "{problem:?}");
        }
        let after = world.rows(connection.id.as_str()).await;
        assert_eq!(before.len(), after.len());
        let gone = |rows: &[rollcall_engine::view::UserRow]| {
            rows.iter().filter(|row| row.status == AccountState::NoLongerListed).count()
        };
        assert_eq!((gone(&before), gone(&after)), (0, 0), "{provider}");
        assert!(after.iter().any(|row| row.stale) && after.iter().any(|row| !row.stale));
        let stale = UserQuery { stale_only: true, limit: 1_000, ..UserQuery::default() };
        let page = world.house.users(stale).await.unwrap();
        assert!(!page.complete, "{provider}: a list with old rows is not complete");
        assert_eq!(page.total as usize, after.iter().filter(|row| row.stale).count());
        let detail = world.house.connection_detail(connection.id.as_str()).await.unwrap();
        assert_eq!(detail.reads[0].verdict, Verdict::Partial);
        assert!(detail.connection.complete_at.is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_there_to_be_shown_while_the_read_goes_on() {
    let server = ListingServer::of(6_000).await;
    let world = World::new().await;
    let app = (server.address.as_str(), listing_server::TOKEN);
    let id = world.connect("scim", "Shop", app).await.id;
    server.set(|setup| setup.holds_after = Some(setup.lists + 40));
    let house = world.house.clone();
    let mut progress = world.house.progress();
    let before = progress.borrow().revision;
    let reading = tokio::spawn(async move { house.read(&[]).await });
    progress.wait_for(|now| now.revision != before).await.unwrap();
    let shown = world.rows(id.as_str()).await.len();
    assert!((1..6_000).contains(&shown), "{shown}");
    let view = world.house.connection_detail(id.as_str()).await.unwrap().connection;
    let under_way = view.last_read.map(|read| read.verdict);
    assert_eq!(under_way, Some(Verdict::Running), "nothing is concluded from them");
    assert_eq!(view.complete_at, None);
    server.set(|setup| setup.holds_after = None);
    let read = reading.await.unwrap().unwrap().remove(0);
    assert_eq!((read.verdict, read.users_received), (Verdict::Complete, 6_000), "{}", read.reason);
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_are_asked_for_while_users_still_come() {
    let server = ListingServer::of(300).await;
    let world = World::new().await;
    let app = (server.address.as_str(), listing_server::TOKEN);
    let id = world.connect("scim", "Shop", app).await.id;
    server.set(|setup| {
        setup.groups.insert("g".to_owned(), vec!["u299".to_owned()]);
        setup.holds_after = Some(setup.lists + 1);
        setup.asked.clear();
    });
    let house = world.house.clone();
    let reading = tokio::spawn(async move { house.read(&[]).await });
    let asked = |setup: &Setup| setup.asked.iter().any(|one| one.starts_with("Groups"));
    tokio::time::timeout(Duration::from_secs(30), async {
        while !server.with(asked) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .expect("the groups are asked for");
    server.set(|setup| setup.holds_after = None);
    let read = reading.await.unwrap().unwrap().remove(0);
    assert_eq!(read.verdict, Verdict::Complete, "{}", read.reason);
    let members = world.members(id.as_str(), "g").await;
    assert_eq!(members, BTreeSet::from(["u299".to_owned()]), "of an account that came later");

    // Where no user comes, neither address nor token is vouched for.
    server.set(|setup| (setup.users_refused, setup.asked) = (Some(Refusal::Scim(500)), Vec::new()));
    let read = world.read(id.as_str()).await;
    assert_eq!((read.verdict, read.groups_received), (Verdict::Partial, 0), "{}", read.reason);
    assert!(!server.with(asked), "no groups were asked for");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_read_is_partial_and_keeps_what_was_there() {
    let apps = simulate("scim", 2_000).await;
    let world = World::new().await;
    let connection = world.connect_all(&apps).await.remove(0);
    apps.set_faults("scim", vec!["latency=150ms".parse().unwrap()]);
    let house = world.house.clone();
    let mut progress = world.house.progress();
    let reading = tokio::spawn(async move { house.read(&[]).await });
    progress.wait_for(|now| now.reads.iter().any(|read| read.done >= 200)).await.unwrap();
    world.house.cancel_reads(&[]);
    let read = reading.await.unwrap().unwrap().remove(0);
    assert_eq!(read.verdict, Verdict::Partial, "{}", read.reason);
    assert!(read.users_received >= 200 && read.users_received < 2_000);
    assert_eq!(world.rows(connection.id.as_str()).await.len(), read.users_received as usize);
}
