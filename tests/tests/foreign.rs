//! A SCIM server that nobody here wrote, connected as *any SCIM 2.0 server*: by the engine and by
//! the command line. `cargo xtask test --only foreign` runs these with a keychain service.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::Change;
use rollcall_engine::view::{AccountState, GroupQuery, Outcome, Verdict};
use rollcall_tests::foreign::Foreign;
use rollcall_tests::world::World;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Reads all of it and deactivates its person, with the paging that the server offers.
async fn read_and_deactivate(foreign: &Foreign) {
    let world = World::new().await;
    let app = (foreign.address.as_str(), foreign.token.as_str());
    let connection = world.connect("scim", "Foreign", app).await;
    let read = world.read(connection.id.as_str()).await;
    assert_eq!(read.verdict, Verdict::Complete, "{}", read.reason);
    // One of its groups is empty, and this server then leaves `members` out: unknown, not none.
    assert!(read.reason.contains("unknown, not none"), "{}", read.reason);
    assert_eq!(read.groups_unknown, 1);
    let rows = world.rows(connection.id.as_str()).await;
    assert_eq!(rows.len(), foreign.users);
    let inactive = rows.iter().filter(|row| row.status == AccountState::Inactive).count();
    assert_eq!(inactive, foreign.inactive);

    let groups = world.house.groups(GroupQuery { limit: 100, ..GroupQuery::default() }).await;
    let groups = groups.expect("groups").rows;
    assert_eq!(groups.len(), foreign.groups.len());
    for (name, members) in &foreign.groups {
        let group = groups.iter().find(|group| group.name == *name).expect(name);
        let known = (*members > 0).then_some(*members);
        assert_eq!(group.members.map(|count| count as usize), known, "{name}");
    }

    let person = world.row(connection.id.as_str(), &foreign.person).await;
    assert_eq!(person.status, AccountState::Active);
    let plan = world
        .house
        .plan_deactivate(connection.id.as_str(), &person.account_id)
        .await
        .expect("plan");
    let typed = plan.confirmation.type_this.clone();
    let run = world.house.run_plan_to_end(&plan.id, typed.as_deref()).await.expect("a run");
    assert_eq!(run.items[0].outcome, Some(Outcome::Verified), "{}", run.items[0].words);

    world.read(connection.id.as_str()).await;
    let after = world.rows(connection.id.as_str()).await;
    assert_eq!(after.len(), rows.len());
    for (before, after) in rows.iter().zip(&after) {
        assert_eq!(before.account_id, after.account_id);
        let expected = if after.account_id == person.account_id {
            AccountState::Inactive
        } else {
            before.status
        };
        assert_eq!(after.status, expected, "{}", after.user_name);
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the foreign server: cargo xtask test --only foreign"]
async fn paged_by_index_it_is_read_whole_and_one_person_is_deactivated() {
    let foreign = Foreign::start(&["--users", "230"]);
    read_and_deactivate(&foreign).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the foreign server: cargo xtask test --only foreign"]
async fn paged_by_cursor_it_is_read_whole_and_one_person_is_deactivated() {
    let foreign = Foreign::start(&["--paging", "cursor", "--page-size", "50"]);
    read_and_deactivate(&foreign).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the foreign server: cargo xtask test --only foreign"]
async fn every_kind_of_change_is_verified_there_and_taken_back() {
    let foreign = Foreign::start(&[]);
    let world = World::new().await;
    let app = (foreign.address.as_str(), foreign.token.as_str());
    let connection = world.connect("scim", "Foreign", app).await.id;
    world.read(connection.as_str()).await;
    let person = world.row(connection.as_str(), &foreign.person).await.account_id;
    let rows = world.rows(connection.as_str()).await;
    let groups = world.house.groups(GroupQuery { limit: 100, ..GroupQuery::default() }).await;
    let everybody = u32::try_from(rows.len()).unwrap();
    let some = |members: Option<u32>| members.is_some_and(|count| (2..everybody).contains(&count));
    let group = groups.expect("groups").rows.into_iter().find(|group| some(group.members));
    let group = group.expect("a group of some").group_id;
    let members = world.members(connection.as_str(), group.as_str()).await;
    let outsider = rows.iter().find(|row| !members.contains(row.account_id.as_str())).unwrap();
    let change = |kind: &str, rest: Value| -> Change {
        let mut whole = json!({"change": kind, "connection": connection});
        whole.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        serde_json::from_value(whole).unwrap()
    };
    let extension = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";
    let kinds = [
        change(
            "set",
            json!({"user": person, "values": {"title": "Buyer", "name.givenName": "Jo"}}),
        ),
        change("set", json!({"user": person, "values": {extension: "Purchasing"}})),
        change("add-member", json!({"group": group, "users": [outsider.account_id]})),
        change("remove-member", json!({"group": group, "users": [members.first().unwrap()]})),
        change("rename-group", json!({"group": group, "name": "Renamed"})),
        change("create-group", json!({"name": "Fresh"})),
        change(
            "create",
            json!({"values": {"userName": "sara.new@example.com", "displayName": "Sara"}}),
        ),
        change("deactivate", json!({"user": person})),
    ];
    for kind in kinds {
        let words = format!("{kind:?}");
        let plan = world.house.plan_changes(vec![kind]).await.expect(&words);
        let typed = plan.confirmation.type_this.as_deref();
        let run = world.house.run_plan_to_end(&plan.id, typed).await.expect(&words);
        let item = &run.items[0];
        assert_eq!(
            item.outcome,
            Some(Outcome::Verified),
            "{words}: {} {:?}",
            item.words,
            item.problem
        );
        let undo = world.house.plan_undo(&run.id).await.expect(&words);
        let typed = undo.confirmation.type_this.as_deref();
        let undone = world.house.run_plan_to_end(&undo.id, typed).await.expect(&words);
        let item = &undone.items[0];
        assert_eq!(
            item.outcome,
            Some(Outcome::Verified),
            "undo {words}: {} {:?}",
            item.words,
            item.problem
        );
    }
    world.read(connection.as_str()).await;
    assert_eq!(world.members(connection.as_str(), group.as_str()).await, members);
    assert_eq!(
        world.rows(connection.as_str()).await.len(),
        rows.len() + 1,
        "Sara is no longer listed"
    );
}

/// What one start of the command line answered.
struct Said {
    status: i32,
    out: String,
    err: String,
}

impl Said {
    fn listing(&self) -> Vec<Value> {
        let whole: Value = serde_json::from_str(&self.out).expect(&self.out);
        whole["result"].as_array().expect("a listing").clone()
    }
}

fn rollcall(data: &Path, arguments: &[&str], input: &str) -> Said {
    let program = std::env::var_os("ROLLCALL_CLI").expect("ROLLCALL_CLI names the program");
    let mut child = Command::new(program)
        .arg("--data")
        .arg(data)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command line starts");
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let ended = child.wait_with_output().unwrap();
    Said {
        status: ended.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&ended.stdout).into_owned(),
        err: String::from_utf8_lossy(&ended.stderr).into_owned(),
    }
}

#[test]
#[ignore = "needs the foreign server: cargo xtask test --only foreign"]
fn the_command_line_connects_reads_deactivates_and_proves_it() {
    let foreign = Foreign::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut all = String::new();
    let mut run = |arguments: &[&str], input: &str, status: i32| {
        let said = rollcall(&data, arguments, input);
        assert_eq!(said.status, status, "{arguments:?}: {}{}", said.out, said.err);
        all.push_str(&said.out);
        all.push_str(&said.err);
        said
    };
    let connect = ["connect", "--provider", "scim", "--name", "Foreign", "--url", &foreign.address];
    run(&connect, &foreign.token, 0);
    run(&["read", "--json"], "", 0);
    let found = run(&["users", "--json", "--search", &foreign.person], "", 0).listing();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["status"], "active");
    let done = run(&["deactivate", "Foreign", &foreign.person, "--yes", "--json"], "", 0);
    assert_eq!(done.listing()[0]["outcome"], "verified");
    run(&["read"], "", 0);
    let after = run(&["users", "--json", "--search", &foreign.person], "", 0).listing();
    assert_eq!(after[0]["status"], "inactive");
    assert_eq!(run(&["record", "--verify", "--json"], "", 0).listing()[0]["intact"], true);
    run(&["disconnect", "Foreign", "--yes"], "", 0);
    assert!(!all.contains(&foreign.token), "the token was printed");
}
