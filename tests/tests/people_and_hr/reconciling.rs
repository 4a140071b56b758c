//! The apps beside the HR list: buckets counted from the apps' own state, what is accepted, what is
//! ignored, and what is not concluded.

#![allow(clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::{
    PeopleQuery, ReconcileAccept, ReconcileBucket, ReconcileIgnore, ReconcileProposal,
    ReconcileQuery, ReconcileRow, ReconcileView,
};
use rollcall_engine::{Clock, ConnectionId};
use rollcall_simulator as simulator;
use rollcall_tests::world::{World, assert_told, faults, simulate_all, unlimited};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

const APPS: [&str; 5] = ["airtable", "monday", "notion", "zapier", "zscaler-zpa"];

async fn import(world: &World, text: &str) {
    let look = world.house.look_at_truth("hr.csv", text.as_bytes()).await.expect("a list");
    assert_eq!(look.cannot, None);
    let typed = look.held.as_ref().map(|held| held.type_this.clone());
    world.house.import_truth(&look.id, typed.as_deref()).await.expect("an import");
}

async fn shown(world: &World, bucket: ReconcileBucket) -> ReconcileView {
    let query = ReconcileQuery { bucket, limit: 1_000, ..ReconcileQuery::default() };
    world.house.reconcile(query).await.expect("a comparison")
}

async fn rows(world: &World, bucket: ReconcileBucket) -> Vec<ReconcileRow> {
    let mut view = shown(world, bucket).await;
    while view.rows.len() < view.total as usize {
        let offset = u32::try_from(view.rows.len()).expect("few rows");
        let query = ReconcileQuery { bucket, limit: 1_000, offset, ..ReconcileQuery::default() };
        view.rows.extend(world.house.reconcile(query).await.expect("a page").rows);
    }
    view.rows
}

fn count(view: &ReconcileView, bucket: ReconcileBucket) -> (u32, u32) {
    let one = view.buckets.iter().find(|one| one.bucket == bucket).expect("a bucket");
    (one.accounts, one.people)
}

/// The list with a column of it changed, row by row.
fn altered(list: &str, column: &str, change: impl Fn(&str, &str) -> Option<String>) -> String {
    let mut lines = list.lines();
    let head: Vec<&str> = lines.next().expect("a header").split(';').collect();
    let at = head.iter().position(|name| *name == column).expect("the column");
    let mail = head.iter().position(|name| *name == "E-mail").expect("addresses");
    let mut text = head.join(";");
    for line in lines {
        let mut cells: Vec<String> = line.split(';').map(str::to_owned).collect();
        // A quoted separator moves the columns: such a row stays as it is.
        if cells.len() == head.len()
            && let Some(value) = change(&cells[mail], &cells[at])
        {
            cells[at] = value;
        }
        text.push('\n');
        text.push_str(&cells.join(";"));
    }
    text
}

/// What an app has of an account at a path.
fn value_in(record: &serde_json::Value, path: &str) -> String {
    const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    match path {
        "department" => &record[ENTERPRISE]["department"],
        other => &record[other],
    }
    .as_str()
    .unwrap_or_default()
    .to_owned()
}

#[tokio::test]
async fn every_account_is_in_one_bucket_and_the_numbers_are_those_of_the_apps() {
    let apps = simulator::start(unlimited()).await.expect("the apps start");
    let world = World::new().await;
    world.connect_all(&apps).await;
    world.house.read(&[]).await.expect("reads");
    let list = simulator::truth_list(1);
    import(&world, &list).await;
    let view = shown(&world, ReconcileBucket::LeftActive).await;

    // By hand: addresses of the list, and what each app holds.
    let by_status = |wanted: &str| -> BTreeSet<String> {
        let rows = list.lines().skip(1).filter(|line| line.contains(&format!(";{wanted};")));
        rows.filter_map(|line| line.split(';').nth(2)).map(str::to_lowercase).collect()
    };
    let (left, employed) = (by_status("Left"), by_status("Active"));
    let (mut listed, mut still_active) = (0, BTreeSet::new());
    for app in APPS {
        let oracle = apps.oracle(app).expect("an app");
        for id in oracle.listed_ids() {
            let user = oracle.user(&id).expect("a user");
            listed += 1;
            let name = user.record["userName"].as_str().unwrap_or_default().to_lowercase();
            if user.active && left.contains(&name) {
                still_active.insert((app, name));
            }
        }
    }
    assert_eq!(view.accounts, listed);
    let found: BTreeSet<_> = rows(&world, ReconcileBucket::LeftActive)
        .await
        .into_iter()
        .map(|row| (row.at.connection_id.expect("an account"), row.user_name.to_lowercase()))
        .collect();
    assert_eq!(found.len(), count(&view, ReconcileBucket::LeftActive).0 as usize);
    // Some of them have another user name in an app: those are found by a former or further address.
    assert!(found.len() >= still_active.len(), "{} of {}", found.len(), still_active.len());
    let people: BTreeSet<&String> = still_active.iter().map(|(_, name)| name).collect();
    assert!(count(&view, ReconcileBucket::LeftActive).1 as usize >= people.len());

    let sum: u32 = ReconcileBucket::ALL.iter().map(|bucket| count(&view, *bucket).0).sum();
    assert_eq!(sum, view.accounts, "each account is in one bucket: {:?}", view.buckets);
    for row in rows(&world, ReconcileBucket::NotInList).await {
        let name = row.user_name.to_lowercase();
        assert!(!left.contains(&name) && !employed.contains(&name), "{name} is on the list");
    }
}

#[tokio::test]
async fn accepted_values_are_those_of_the_list_and_a_second_look_finds_none_of_them() {
    let apps = simulate_all(&["notion", "zscaler-zpa", "zapier"], 120).await;
    let world = World::new().await;
    world.connect_all(&apps).await;
    world.house.read(&[]).await.expect("reads");
    let list = simulator::truth_list(1);
    import(&world, &list).await;
    let before = count(&shown(&world, ReconcileBucket::Differs).await, ReconcileBucket::Differs);
    // Sales becomes Revenue.
    let moved =
        altered(&list, "Department", |_, was| (was == "Sales").then(|| "Revenue".to_owned()));
    import(&world, &moved).await;

    let differing = rows(&world, ReconcileBucket::Differs).await;
    let departments: Vec<_> =
        differing.iter().filter(|row| row.label == "Department").cloned().collect();
    assert!(departments.len() > 5, "{} rows", departments.len());
    assert!(departments.iter().all(|row| row.in_app == "Sales" && row.in_list == "Revenue"));
    assert!(before.0 > 0, "the sample list differs in some names");

    let view = shown(&world, ReconcileBucket::Differs).await;
    let all_of = ReconcileQuery { bucket: ReconcileBucket::Differs, ..ReconcileQuery::default() };
    let accept = ReconcileAccept {
        bucket: ReconcileBucket::Differs,
        rows: Vec::new(),
        all_of: Some(all_of),
        stamp: view.stamp.clone(),
    };
    let answer = world.house.reconcile_accept(accept).await.expect("staged");
    assert_eq!(answer.rows, view.acceptable);
    let plan = world.house.plan_stage().await.expect("a plan");
    let typed = plan.confirmation.type_this.clone();
    let run = world.house.run_plan_to_end(&plan.id, typed.as_deref()).await.expect("a run");
    assert!(run.verified > 0);

    for row in &departments {
        let id = row.at.connection_id.as_ref().expect("an account");
        let provider = world.house.connections().await.expect("apps");
        let provider = provider.iter().find(|one| one.id == *id).expect("the app");
        let oracle = apps.oracle(&provider.provider).expect("the app");
        let account = row.at.account_id.as_ref().expect("an account");
        let record = oracle.user(account.as_str()).expect("the user").record;
        assert_eq!(value_in(&record, "department"), "Revenue", "{}", row.name);
    }
    let refused: BTreeSet<String> = run
        .items
        .iter()
        .filter(|item| item.outcome != Some(rollcall_engine::view::Outcome::Verified))
        .map(|item| item.on.clone())
        .collect();
    let after = rows(&world, ReconcileBucket::Differs).await;
    for row in &after {
        let open = row.proposal == ReconcileProposal::Nothing || row.spelling_only;
        assert!(open || refused.contains(&row.name), "{} {} is open", row.name, row.label);
    }
    assert_eq!(
        after.iter().filter(|row| row.proposal == ReconcileProposal::Nothing).count(),
        differing.iter().filter(|row| row.proposal == ReconcileProposal::Nothing).count(),
    );

    // Undo restores: the same rows differ again.
    let undo = world.house.plan_undo(&run.id).await.expect("an undo");
    let typed = undo.confirmation.type_this.clone();
    world.house.run_plan_to_end(&undo.id, typed.as_deref()).await.expect("a run");
    let again = rows(&world, ReconcileBucket::Differs).await;
    let of = |rows: &[ReconcileRow]| -> BTreeSet<(String, String, String)> {
        let department = rows.iter().filter(|row| row.label == "Department");
        department
            .map(|row| (row.user_name.clone(), row.in_app.clone(), row.words.clone()))
            .collect()
    };
    assert_eq!(of(&again), of(&differing));
}

#[tokio::test]
async fn a_row_that_changed_since_it_was_shown_is_left_out() {
    let apps = simulate_all(&["notion"], 60).await;
    let world = World::new().await;
    world.connect_all(&apps).await;
    world.house.read(&[]).await.expect("reads");
    let list = simulator::truth_list(1);
    let other = |title: &str| {
        let title = title.to_owned();
        altered(&list, "Title", move |_, was| Some(format!("{was} {title}")))
    };
    import(&world, &other("I")).await;
    let view = shown(&world, ReconcileBucket::Differs).await;
    let titles: Vec<_> = view.rows.iter().filter(|row| row.label == "Title").cloned().collect();
    assert!(!titles.is_empty());
    // The list is replaced in the middle.
    import(&world, &other("II")).await;
    let named = |rows: Vec<ReconcileRow>, all: bool| ReconcileAccept {
        bucket: ReconcileBucket::Differs,
        rows: rows.into_iter().map(|row| row.at).collect(),
        all_of: all.then(|| ReconcileQuery {
            bucket: ReconcileBucket::Differs,
            ..ReconcileQuery::default()
        }),
        stamp: view.stamp.clone(),
    };
    let answer = world.house.reconcile_accept(named(titles.clone(), false)).await.expect("answers");
    assert_eq!((answer.staged, answer.rows), (0, 0));
    let left_out: u32 = answer.left_out.iter().map(|one| one.count).sum();
    assert_eq!(left_out as usize, titles.len());
    assert!(answer.left_out[0].why.contains("changed since it was shown"));
    let refused = world.house.reconcile_accept(named(Vec::new(), true)).await.unwrap_err();
    assert_told(&refused, "no token");
    assert!(refused.side_words.contains("changed since this was shown"));
}

#[tokio::test]
async fn what_is_ignored_comes_back_on_its_day_or_with_another_value() {
    let now = Arc::new(Mutex::new("2026-11-20T09:00:00Z".parse().expect("a time")));
    let clock = {
        let now = Arc::clone(&now);
        Clock::fixed(move || *now.lock().expect("a time")).in_zone(jiff::tz::TimeZone::UTC)
    };
    let apps = simulate_all(&["notion"], 60).await;
    let world = World::with(|options| options.clock = clock.clone()).await;
    world.connect_all(&apps).await;
    world.house.read(&[]).await.expect("reads");
    let list = simulator::truth_list(1);
    let promoted = |title: &str| {
        let title = title.to_owned();
        altered(&list, "Title", move |_, _| Some(title.clone()))
    };
    import(&world, &promoted("Astronaut")).await;
    let titles = |rows: Vec<ReconcileRow>| -> Vec<ReconcileRow> {
        rows.into_iter().filter(|row| row.label == "Title").collect()
    };
    let all = titles(rows(&world, ReconcileBucket::Differs).await);
    let ignore = |until: &str, reason: &str, rows: &[ReconcileRow]| ReconcileIgnore {
        bucket: ReconcileBucket::Differs,
        rows: rows.iter().map(|row| row.at.clone()).collect(),
        until: until.to_owned(),
        reason: reason.to_owned(),
    };
    for (until, reason, words) in [
        ("2026-11-19", "later", "is past"),
        ("2027-11-21", "later", "more than a year ahead"),
        ("soon", "later", "is not a date"),
        ("2026-12-01", " ", "no reason"),
    ] {
        let problem =
            world.house.reconcile_ignore(ignore(until, reason, &all[..1])).await.unwrap_err();
        assert_told(&problem, "no token");
        assert!(problem.side_words.contains(words), "{}", problem.side_words);
    }
    let two = &all[..2];
    let done = world.house.reconcile_ignore(ignore("2026-12-01", "From December", two)).await;
    assert_eq!(done.expect("ignored"), 2);
    let left = titles(rows(&world, ReconcileBucket::Differs).await);
    assert_eq!(left.len(), all.len() - 2);
    let ignored = rows(&world, ReconcileBucket::Ignored).await;
    let shown: Vec<_> = ignored.iter().map(|row| row.ignored.clone().expect("it")).collect();
    assert_eq!(ignored.len(), 2);
    assert!(shown.iter().all(|one| one.until == "2026-12-01" && one.reason == "From December"));
    assert!(world.record_text().await.contains("differences-ignored"));

    // The last day is still a day of it.
    for (at, hidden) in [("2026-12-01T23:00:00Z", 2), ("2026-12-02T00:30:00Z", 0)] {
        *now.lock().expect("a time") = at.parse().expect("a time");
        assert_eq!(rows(&world, ReconcileBucket::Ignored).await.len(), hidden, "{at}");
        let overview = world.house.overview().await.expect("an overview");
        assert_eq!(overview.ignored_ended, 2 - u32::try_from(hidden).expect("few"), "{at}");
    }
    *now.lock().expect("a time") = "2026-11-21T09:00:00Z".parse().expect("a time");
    // Another value is another difference.
    import(&world, &promoted("Cosmonaut")).await;
    assert_eq!(rows(&world, ReconcileBucket::Ignored).await.len(), 0);
    import(&world, &promoted("Astronaut")).await;
    let ignored = rows(&world, ReconcileBucket::Ignored).await;
    assert_eq!(ignored.len(), 2);
    let id = ignored[0].ignored.as_ref().expect("it").id;
    assert_eq!(world.house.reconcile_stop_ignoring(vec![id]).await.expect("shown again"), 1);
    assert_eq!(rows(&world, ReconcileBucket::Ignored).await.len(), 1);
    assert!(world.house.reconcile_stop_ignoring(vec![id]).await.is_err());
}

#[tokio::test]
async fn nobody_is_in_no_app_while_a_list_is_not_complete() {
    let apps = simulate_all(&["notion", "zapier"], 60).await;
    let world = World::new().await;
    let connections = world.connect_all(&apps).await;
    let without_list = shown(&world, ReconcileBucket::LeftActive).await;
    assert!(without_list.list.is_none() && without_list.buckets.is_empty());
    import(&world, &simulator::truth_list(1)).await;
    let people = world.house.people(PeopleQuery::default()).await.expect("people").all;
    let view = shown(&world, ReconcileBucket::NoAccount).await;
    assert_eq!(count(&view, ReconcileBucket::NoAccount), (0, 0));
    assert!(count(&view, ReconcileBucket::NotKnown).1 > 0 && people > 0);
    assert!(view.no_account_doubt.is_some_and(|doubt| doubt.contains("2 of 2 apps")));

    world.read(connections[0].id.as_str()).await;
    faults(&apps, "zapier", &["users:502"]);
    world.house.read(&[connections[1].id.to_string()]).await.ok();
    let half = shown(&world, ReconcileBucket::NoAccount).await;
    assert_eq!(count(&half, ReconcileBucket::NoAccount), (0, 0));
    faults(&apps, "zapier", &[]);
    world.read(connections[1].id.as_str()).await;
    let whole = shown(&world, ReconcileBucket::NoAccount).await;
    assert_eq!(whole.no_account_doubt, None);
    assert!(count(&whole, ReconcileBucket::NoAccount).1 > 0);
    assert!(whole.rows.iter().all(|row| row.at.connection_id.is_none()));
}

#[tokio::test]
async fn rules_of_the_settings_folder_decide_and_are_on_the_record() {
    let apps = simulate_all(&["notion"], 60).await;
    let world = World::new().await;
    world.connect_all(&apps).await;
    world.house.read(&[]).await.expect("reads");
    import(&world, &simulator::truth_list(1)).await;
    let folder = world.folder.path().join("data/rules");
    std::fs::create_dir_all(&folder).expect("a folder");
    let rules = |text: &str| std::fs::write(folder.join("notion.toml"), text).expect("a file");
    rules(
        "connection = \"Notion\"\n[[field]]\nattribute = \"title\"\nfrom = \"title\"\ncase = \
        \"upper\"\n[[field]]\nattribute = \"name.formatted\"\nfrom = \"none\"\n",
    );
    let view = shown(&world, ReconcileBucket::Differs).await;
    assert_eq!(view.apps[0].rules_file.as_deref(), Some("notion.toml"));
    let labels: BTreeMap<&str, u32> =
        view.fields.iter().map(|field| (field.label.as_str(), field.rows)).collect();
    assert!(labels.contains_key("Title") && !labels.contains_key("Full name"), "{labels:?}");
    let upper =
        |row: &&ReconcileRow| row.label == "Title" && row.in_list == row.in_list.to_uppercase();
    assert!(view.rows.iter().filter(|row| row.label == "Title").all(|row| upper(&row)));
    // Nothing but the case differs: it is shown, and not part of *accept all*.
    let same = |row: &&ReconcileRow| row.in_app.to_uppercase() == row.in_list;
    assert!(view.rows.iter().filter(same).all(|row| row.spelling_only));
    let record = world.record_text().await;
    assert_eq!(record.matches("rules-changed").count(), 1);

    rules("connection = \"Notion\"\n[[field]]\nattribute = \"title\"\nfrom = \"salary\"\n");
    let broken = world.house.reconcile(ReconcileQuery::default()).await.unwrap_err();
    assert_told(&broken, "no token");
    assert!(broken.side_words.contains("rules/notion.toml"), "{}", broken.side_words);
    assert!(broken.side_words.contains("no field “salary”"), "{}", broken.side_words);
    std::fs::remove_file(folder.join("notion.toml")).expect("it was there");
    shown(&world, ReconcileBucket::Differs).await;
    assert_eq!(world.record_text().await.matches("rules-changed").count(), 2);
}

#[tokio::test]
async fn leavers_of_one_app_are_planned_and_verified() {
    let apps = simulate_all(&["notion", "zscaler-zpa"], 150).await;
    let world = World::new().await;
    let connections = world.connect_all(&apps).await;
    world.house.read(&[]).await.expect("reads");
    import(&world, &simulator::truth_list(1)).await;
    let zpa = connections.iter().find(|one| one.provider == "zscaler-zpa").expect("the app");
    let query = ReconcileQuery {
        bucket: ReconcileBucket::LeftActive,
        connection_id: Some(ConnectionId::from(zpa.id.to_string())),
        limit: 1_000,
        ..ReconcileQuery::default()
    };
    let view = world.house.reconcile(query.clone()).await.expect("a comparison");
    assert!(view.total > 0 && view.rows.len() == view.total as usize);
    assert!(view.rows.iter().all(|row| row.proposal == ReconcileProposal::Deactivate));
    let accept = ReconcileAccept {
        bucket: ReconcileBucket::LeftActive,
        rows: Vec::new(),
        all_of: Some(query.clone()),
        stamp: view.stamp,
    };
    let (plan, left_out) = world.house.reconcile_plan(accept).await.expect("a plan");
    assert!(left_out.is_empty());
    assert_eq!(plan.items.len(), view.rows.len());
    let typed = plan.confirmation.type_this.clone();
    let run = world.house.run_plan_to_end(&plan.id, typed.as_deref()).await.expect("a run");
    assert_eq!(run.verified as usize, view.rows.len());
    assert_eq!(world.house.reconcile(query).await.expect("a comparison").total, 0);
}

#[tokio::test]
async fn groups_follow_the_rules_and_a_rule_that_nobody_meets_removes_nobody() {
    let apps = simulate_all(&["notion"], 120).await;
    let world = World::new().await;
    let connection = world.connect_and_read(&apps).await;
    import(&world, &simulator::truth_list(1)).await;
    let oracle = apps.oracle("notion").expect("the app");
    let members = |id: &str| -> BTreeSet<String> {
        oracle.members(id).expect("a group").into_iter().collect()
    };
    let mut groups = oracle.groups().into_iter();
    // Not everyone's group, which has nobody who could join.
    let some = |(id, _): &(String, String)| (5..40).contains(&members(id).len());
    let (group, name) = groups.find(some).expect("a group with members");
    let before = members(&group);
    let folder = world.folder.path().join("data/rules");
    std::fs::create_dir_all(&folder).expect("a folder");
    let rule = |who: &str, mode: &str| {
        let text = format!(
            "connection = \"Notion\"\n[[group]]\nname = {name:?}\nwho = {who:?}\nmode = {mode:?}\n"
        );
        std::fs::write(folder.join("notion.toml"), text).expect("a file");
    };
    // Nobody is in this department: a word of the rule may be wrong.
    rule("department == 'Nowhere'", "exact");
    let view = shown(&world, ReconcileBucket::GroupsDiffer).await;
    assert_eq!(view.total, 0);
    assert!(view.apps[0].not_compared.iter().any(|why| why.contains("nobody is removed")));

    rule("department == 'Sales'", "exact");
    let view = shown(&world, ReconcileBucket::GroupsDiffer).await;
    assert!(view.total > 0);
    let of = |proposal: ReconcileProposal| -> BTreeSet<String> {
        let rows = view.rows.iter().filter(|row| row.proposal == proposal);
        rows.filter_map(|row| row.at.account_id.clone()).map(|id| id.into_string()).collect()
    };
    let (join, leave) = (of(ReconcileProposal::Join), of(ReconcileProposal::Leave));
    assert!(!join.is_empty() && join.is_disjoint(&before), "who joins is not in it");
    assert!(leave.is_subset(&before), "who leaves is in it");
    let department = |id: &String| value_in(&oracle.user(id).expect("a user").record, "department");
    // The sample list says of everyone what the app says.
    assert!(join.iter().all(|id| department(id) == "Sales"));
    assert!(leave.iter().all(|id| department(id) != "Sales"));

    // An additive rule is the same without the removals.
    rule("department == 'Sales'", "additive");
    let additive = shown(&world, ReconcileBucket::GroupsDiffer).await;
    assert!(additive.rows.iter().all(|row| row.proposal == ReconcileProposal::Join));
    assert_eq!(additive.total as usize, join.len());

    rule("department == 'Sales'", "exact");
    let view = shown(&world, ReconcileBucket::GroupsDiffer).await;
    let accept = ReconcileAccept {
        bucket: ReconcileBucket::GroupsDiffer,
        rows: Vec::new(),
        all_of: Some(ReconcileQuery {
            bucket: ReconcileBucket::GroupsDiffer,
            ..ReconcileQuery::default()
        }),
        stamp: view.stamp,
    };
    let answer = world.house.reconcile_accept(accept).await.expect("staged");
    assert_eq!(answer.staged as usize, join.len() + leave.len());
    let plan = world.house.plan_stage().await.expect("a plan");
    let typed = plan.confirmation.type_this.clone();
    world.house.run_plan_to_end(&plan.id, typed.as_deref()).await.expect("a run");
    let wanted: BTreeSet<String> =
        before.union(&join).filter(|id| !leave.contains(*id)).cloned().collect();
    assert_eq!(members(&group), wanted, "by the app's own state");
    world.read(connection.id.as_str()).await;
    assert_eq!(shown(&world, ReconcileBucket::GroupsDiffer).await.total, 0);

    // Two rules for one group contradict each other.
    let text = format!(
        "connection = \"Notion\"\n[[group]]\nname = {name:?}\nwho = \"true\"\n[[group]]\nname = \
        {name:?}\nwho = \"false\"\n"
    );
    std::fs::write(folder.join("notion.toml"), text).expect("a file");
    let twice = world.house.reconcile(ReconcileQuery::default()).await.unwrap_err();
    assert!(twice.side_words.contains("two rules for the group"), "{}", twice.side_words);
}

#[tokio::test]
async fn joiners_get_the_accounts_that_the_rules_of_an_app_ask_for() {
    let apps = simulate_all(&["notion"], 60).await;
    let world = World::new().await;
    let connection = world.connect_and_read(&apps).await;
    let oracle = apps.oracle("notion").expect("the app");
    let mut groups = oracle.groups().into_iter();
    let (group, name) = groups.next().expect("a group");
    let list = "Employee number;Name;E-mail;Status;First day;Department;Title\n\
        E1;Ada Neu;ada.neu@example.com;Active;;Sales;Buyer\n\
        E2;Ben Neu;ben.neu@example.com;Active;2099-01-04;Sales;\n\
        E3;Cem Neu;cem.neu@example.com;Active;;IT;\n\
        E4;Dora Alt;dora.alt@example.com;Left;;Sales;\n\
        E5;Eva Neu;;Active;;Sales;\n";
    import(&world, list).await;
    let folder = world.folder.path().join("data/rules");
    std::fs::create_dir_all(&folder).expect("a folder");
    let rules = format!(
        "connection = \"Notion\"\n[account]\nwho = \"department == 'Sales'\"\n[[group]]\nname = \
        {name:?}\nwho = \"title == 'Buyer'\"\n"
    );
    std::fs::write(folder.join("notion.toml"), rules).expect("a file");

    let query = ReconcileQuery {
        bucket: ReconcileBucket::NoAccount,
        connection_id: Some(connection.id.clone()),
        limit: 1_000,
        ..ReconcileQuery::default()
    };
    let view = world.house.reconcile(query.clone()).await.expect("a comparison");
    let named: Vec<(&str, ReconcileProposal)> =
        view.rows.iter().map(|row| (row.name.as_str(), row.proposal)).collect();
    let create = ReconcileProposal::Create;
    assert_eq!(named, [("Ada Neu", create), ("Ben Neu", create), ("Eva Neu", create)]);
    // Who is in IT is in no app, and no rule asks for one: that is said, and nothing is proposed.
    let all = rows(&world, ReconcileBucket::NoAccount).await;
    let cem = all.iter().find(|row| row.name == "Cem Neu").expect("a row");
    assert_eq!((cem.at.connection_id.as_ref(), cem.proposal), (None, ReconcileProposal::Nothing));
    assert!(all.iter().all(|row| row.name != "Dora Alt"), "who left gets no account");

    let accept = ReconcileAccept {
        bucket: ReconcileBucket::NoAccount,
        rows: Vec::new(),
        all_of: Some(query.clone()),
        stamp: view.stamp,
    };
    let answer = world.house.reconcile_accept(accept).await.expect("staged");
    assert_eq!((answer.staged, answer.left_out.len()), (2, 1));
    assert!(answer.left_out[0].why.contains("no address"), "{}", answer.left_out[0].why);
    let plan = world.house.plan_stage().await.expect("a plan");
    let typed = plan.confirmation.type_this.clone();
    world.house.run_plan_to_end(&plan.id, typed.as_deref()).await.expect("a run");
    let made = |name: &str| oracle.user(name).expect("the account was made");
    let ada = made("ada.neu@example.com");
    assert_eq!(ada.record["name"]["formatted"], "Ada Neu");
    assert_eq!(value_in(&ada.record, "department"), "Sales");
    assert!(oracle.members(&group).expect("the group").contains(&ada.id), "she joined the group");
    let ben = made("ben.neu@example.com");
    assert!(!oracle.members(&group).expect("the group").contains(&ben.id));
    assert!(oracle.user("cem.neu@example.com").is_none());

    world.read(connection.id.as_str()).await;
    let left = world.house.reconcile(query).await.expect("a comparison");
    assert_eq!(left.rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Eva Neu"]);
}
