//! A connection is changed and stays what it is: its token is replaced, it is renamed, moved and
//! priced. And it is removed, with what is open in it named before.

#![allow(clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::{
    CaseState, CaseView, ConnectionView, Health, LineState, LockdownRequest, PeopleQuery,
    ProtectedAs, QuarantineRequest, UserQuery, Verdict,
};
use rollcall_engine::{AccountId, Change, OtherHost, ProblemCode};
use rollcall_simulator as simulator;
use rollcall_tests::gate::Gate;
use rollcall_tests::odd_app::OddApp;
use rollcall_tests::secrets::Secrets;
use rollcall_tests::world::{
    World, assert_told, faults, simulate, simulate_all, unlimited, writes,
};
use secrecy::SecretString;
use std::time::Duration;

const NEW: &str = "a-new-token-0123456789";

fn secret(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

async fn view(world: &World, id: &str) -> ConnectionView {
    let all = world.house.connections().await.expect("the connections");
    all.into_iter().find(|one| one.id == id).expect("the connection")
}

async fn oskar(world: &World) -> u32 {
    let query = PeopleQuery { text: "Oskar Lind".to_owned(), limit: 10, ..PeopleQuery::default() };
    let found = world.house.people(query).await.expect("people").rows;
    found.into_iter().find(|one| one.name == "Oskar Lind").expect("Oskar").id
}

async fn locked_down(world: &World) -> CaseView {
    let request = LockdownRequest { people: vec![oskar(world).await], groups: false };
    let planned = world.house.plan_lockdown(request).await.expect("a plan");
    world.carry_out(&planned).await
}

/// Two apps, both read; the second then ends its token.
async fn with_an_ended_token() -> (simulator::Running, World, ConnectionView) {
    let apps = simulate_all(&["zapier", "airtable"], 60).await;
    let world = World::new().await;
    let made = world.connect_all(&apps).await;
    world.house.read(&[]).await.expect("reads");
    apps.set_token("airtable", NEW);
    let airtable = made.into_iter().find(|one| one.provider == "airtable").expect("airtable");
    (apps, world, airtable)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_token_is_a_state_of_its_own_until_it_is_replaced() {
    let (_apps, world, airtable) = with_an_ended_token().await;
    let read = world.read(airtable.id.as_str()).await;
    assert_eq!(read.verdict, Verdict::Partial);
    assert_eq!(view(&world, airtable.id.as_str()).await.health, Health::TokenRejected);
    let problem = read.problem.expect("a problem");
    assert!(problem.next.contains("rollcall connection token"), "{}", problem.next);

    let wrong = world
        .house
        .replace_token(airtable.id.as_str(), secret("still-wrong"))
        .await
        .expect("a test");
    assert!(!wrong.test.passed && wrong.connection.is_none());
    let why = wrong.test.rungs.iter().find_map(|rung| rung.problem.clone()).expect("a problem");
    assert!(why.state.contains("The token in use stays"), "{why:?}");
    assert!(why.next.ends_with("enter it here."), "{why:?}");
    let dash =
        world.house.rename_connection(airtable.id.as_str(), "--help").await.expect_err("no name");
    assert!(dash.side_words.contains("dash"), "{dash}");
    assert_eq!(
        view(&world, airtable.id.as_str()).await.token_at,
        airtable.token_at,
        "nothing was swapped"
    );
    let bad = world
        .house
        .replace_token(airtable.id.as_str(), secret("two words"))
        .await
        .expect_err("no token");
    assert_eq!(bad.code, ProblemCode::BadRequest);

    let made = world.house.replace_token("Airtable", secret(NEW)).await.expect("a test");
    let made = made.connection.expect("every rung passed");
    assert!(made.token_at > airtable.token_at);
    assert_eq!(made.health, Health::Partial, "it was not read since");
    assert_eq!(world.read(airtable.id.as_str()).await.verdict, Verdict::Complete);
    assert_eq!(view(&world, airtable.id.as_str()).await.health, Health::Healthy);

    // The same token after a restart, and nothing left over.
    let world = world.restart().await;
    assert!(world.house.sweep_tokens().await.expect("a sweep").is_empty());
    assert_eq!(world.read(airtable.id.as_str()).await.verdict, Verdict::Complete);
    let record = world.record_text().await;
    assert!(record.contains("token-replaced") && !record.contains(NEW), "{record}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_is_down_is_not_answering_and_its_token_is_not_blamed() {
    let (apps, world, airtable) = with_an_ended_token().await;
    let zapier = world.house.connections().await.expect("all").remove(1);
    assert_eq!(zapier.provider, "zapier");
    faults(&apps, "zapier", &["500"]);
    world.house.read(&[]).await.expect("reads");
    assert_eq!(view(&world, zapier.id.as_str()).await.health, Health::NotAnswering);
    assert_eq!(view(&world, airtable.id.as_str()).await.health, Health::TokenRejected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lockdown_that_waited_for_a_token_closes_when_it_is_replaced() {
    let (apps, world, airtable) = with_an_ended_token().await;
    world.house.set_guard(airtable.id.as_str(), Some(30), Some("30")).await.expect("a guard");
    let spared =
        world.rows(airtable.id.as_str()).await.into_iter().find(|row| row.name != "Oskar Lind");
    let spared = spared.expect("somebody").account_id;
    let own = ProtectedAs::BreakGlass;
    world
        .house
        .protect(airtable.id.as_str(), &AccountId::from(spared.as_str()), own)
        .await
        .expect("a protection");

    let case = locked_down(&world).await;
    assert_eq!((case.brief.state, case.brief.open, case.brief.verified), (CaseState::Open, 1, 1));
    assert!(writes(&apps, "airtable").is_empty());
    assert!(world.house.try_cases_in("zapier").await.expect("none").is_empty());

    world.house.replace_token(airtable.id.as_str(), secret(NEW)).await.expect("a test");
    let tried = world.house.try_cases_in(airtable.id.as_str()).await.expect("a try");
    let [closed] = tried.as_slice() else { panic!("one case: {tried:?}") };
    assert_eq!(closed.brief.id, case.brief.id);
    assert_eq!((closed.brief.state, closed.brief.open), (CaseState::Closed, 0));
    assert_eq!(writes(&apps, "airtable").len(), 1);
    assert_eq!(writes(&apps, "zapier").len(), 1, "what was verified is not sent again");

    let guard = world.house.guard(airtable.id.as_str()).await.expect("the guard");
    assert_eq!(guard.people, 30);
    let protected = world.house.protected(airtable.id.as_str()).await.expect("the protected");
    assert!(protected.iter().any(|one| one.account_id == spared), "{protected:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_admin_has_to_decide_is_not_sent_because_of_a_new_token() {
    let apps = simulate_all(&["zapier", "airtable"], 60).await;
    let world = World::new().await;
    let made = world.connect_all(&apps).await;
    let airtable = made.into_iter().find(|one| one.provider == "airtable").expect("airtable").id;
    world.house.read(&[]).await.expect("reads");
    faults(&apps, "airtable", &["user:write:403"]);
    let case = locked_down(&world).await;
    let line = case.lines.iter().find(|line| line.connection_id == airtable).expect("a line");
    assert_eq!(line.state, LineState::Yours, "{line:?}");
    faults(&apps, "airtable", &[]);
    let before = writes(&apps, "airtable").len();
    apps.set_token("airtable", NEW);
    world.house.replace_token(airtable.as_str(), secret(NEW)).await.expect("a test");
    assert!(world.house.try_cases_in(airtable.as_str()).await.expect("none").is_empty());
    assert_eq!(writes(&apps, "airtable").len(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_name_address_and_price_keep_everything_else() {
    let apps = simulate("zapier", 40).await;
    let world = World::new().await;
    let connection = world.connect_and_read(&apps).await;
    let id = connection.id.clone();
    world.house.set_guard(id.as_str(), Some(2), None).await.expect("a guard");
    let accounts = world.rows(id.as_str()).await.len();

    let renamed = world.house.rename_connection(id.as_str(), "  Zaps ").await.expect("a name");
    assert_eq!(renamed.name, "Zaps");
    world.house.rename_connection("Zaps", "zaps").await.expect("its own name in other letters");
    for wrong in ["", "  ", "two\nlines"] {
        let refused = world.house.rename_connection(id.as_str(), wrong).await.expect_err("no name");
        assert_eq!(refused.code, ProblemCode::BadRequest);
    }
    let priced = world.house.set_seat_price(id.as_str(), "12,5 usd").await.expect("a price");
    assert_eq!(priced.seat_price.as_deref(), Some("12.50 USD"));
    let free = world.house.set_seat_price(id.as_str(), "").await.expect("no price");
    assert_eq!(free.seat_price, None);

    // The same app behind another port of the same host: not asked.
    let gate = Gate::before(&connection.address).await;
    let moved = world
        .house
        .change_address(id.as_str(), &gate.address, OtherHost::NotConfirmed)
        .await
        .expect("a test");
    assert_eq!(moved.connection.expect("it moved").address, gate.address);
    assert_eq!(world.read(id.as_str()).await.verdict, Verdict::Complete);
    // Another host: asked, and nothing is sent before.
    let other = gate.address.replace("127.0.0.1", "localhost");
    let asked = world
        .house
        .change_address(id.as_str(), &other, OtherHost::NotConfirmed)
        .await
        .expect_err("a question");
    assert_eq!(asked.code, ProblemCode::NotConfirmed);
    assert!(asked.side_words.contains("127.0.0.1") && asked.side_words.contains("localhost"));
    assert_eq!(view(&world, id.as_str()).await.address, gate.address);
    let moved = world
        .house
        .change_address(id.as_str(), &other, OtherHost::Confirmed)
        .await
        .expect("a test");
    assert_eq!(moved.connection.expect("it moved").address, other);
    // Where nothing answers it stays where it is.
    let nowhere = world
        .house
        .change_address(id.as_str(), "http://127.0.0.1:9/scim/v2", OtherHost::Confirmed)
        .await;
    assert!(!nowhere.expect("a test").test.passed);
    assert_eq!(view(&world, id.as_str()).await.address, other);

    assert_eq!(world.house.guard(id.as_str()).await.expect("the guard").people, 2);
    assert_eq!(world.rows(id.as_str()).await.len(), accounts);
    let record = world.house.record(0, 1_000).await.expect("the record");
    let said: Vec<&str> = record
        .iter()
        .filter(|entry| entry.kind == "connection-changed")
        .map(|entry| entry.words.as_str())
        .collect();
    assert_eq!(said.len(), 6, "{said:?}");
    assert_eq!(said.first(), Some(&"Changed the name of Zaps from Zapier to Zaps"));
    assert!(said.contains(&"Changed the seat price of zaps from 12.50 USD to none"), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn removing_an_app_names_what_is_open_and_the_others_go_on() {
    let apps = simulate_all(&["zapier", "airtable"], 60).await;
    let world = World::new().await;
    let made = world.connect_all(&apps).await;
    let id = |provider: &str| {
        made.iter().find(|one| one.provider == provider).expect("the app").id.clone()
    };
    let (zapier, airtable) = (id("zapier"), id("airtable"));
    world.house.read(&[]).await.expect("reads");
    let nothing = world.house.open_in_connection(airtable.as_str()).await.expect("what is open");
    assert!(nothing.cases.is_empty() && nothing.reviews.is_empty() && nothing.runs.is_empty());
    assert_eq!((nothing.staged, nothing.protected), (0, 0));

    let request = QuarantineRequest { people: vec![oskar(&world).await], ..Default::default() };
    let planned = world.house.plan_quarantine(request).await.expect("a plan");
    let held = world.carry_out(&planned).await;
    let rows = world.rows(zapier.as_str()).await;
    let other = rows.iter().find(|row| row.name != "Oskar Lind").expect("somebody").email.clone();
    let mut changes = Vec::new();
    for connection in [airtable.clone(), zapier.clone()] {
        let query = UserQuery {
            connections: vec![connection.to_string()],
            text: other.clone(),
            limit: 5,
            ..UserQuery::default()
        };
        let found = world.house.users(query).await.expect("rows").rows;
        let user = found.first().expect("in both apps").account_id.clone();
        changes.push(Change::Deactivate {
            connection: connection.into_string(),
            user: user.into_string(),
        });
    }
    let plan = world.house.plan_changes(changes).await.expect("a plan");
    let typed = plan.confirmation.type_this.as_deref();
    let run = world.house.run_plan_to_end(&plan.id, typed).await.expect("a run");

    let open = world.house.open_in_connection(airtable.as_str()).await.expect("what is open");
    assert!(open.cases.iter().any(|one| held.brief.id == one.id.as_str()), "{open:?}");
    world.house.disconnect(airtable.as_str()).await.expect("removed");
    let gone = world.house.disconnect(airtable.as_str()).await.expect_err("it is gone");
    assert_eq!(gone.code, ProblemCode::ConnectionRemoved);
    assert_told(&gone, "no token");

    // What names it says so, and the other app's part goes on.
    let case = world.house.case(&held.brief.id).await.expect("the case");
    assert!(case.lines.iter().any(|line| line.connection_name == "Airtable (removed)"));
    let again = world.house.recheck(&run.id).await.expect("a look");
    assert_eq!((again.items.len(), again.left_out.len()), (1, 1), "{again:?}");
    assert!(again.left_out[0].contains("Airtable was removed"), "{again:?}");
    let back = world.house.plan_undo(&run.id).await.expect("the undo of the other");
    let blocked: Vec<_> = back.items.iter().filter_map(|item| item.blocked.as_ref()).collect();
    assert!(blocked.len() == 1 && back.items.len() > 1, "{back:?}");
    assert!(blocked[0].contains("Airtable was removed"), "{blocked:?}");
    let released = world.house.plan_release(&held.brief.id).await.expect("the other is released");
    assert!(released.items.iter().any(|item| item.blocked.is_none()), "{released:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_missing_token_hides_no_other_app() {
    let apps = simulate_all(&["zapier", "airtable"], 40).await;
    let secrets = Secrets::default();
    let keychain = secrets.keychain();
    let world = World::with(|options| options.keychain = keychain.clone()).await;
    let made = world.connect_all(&apps).await;
    let airtable = made.into_iter().find(|one| one.provider == "airtable").expect("airtable");
    let entry = secrets.tokens().into_iter().find(|name| name.contains(airtable.id.as_str()));
    let entry = entry.expect("its token");
    // A client that was made keeps its token in memory.
    let world = world.restart_with(|options| options.keychain = keychain.clone()).await;
    for emptied in [true, false] {
        if emptied {
            secrets.put(&entry, "")
        } else {
            secrets.lose(&entry)
        }
        let reads = world.house.read(&[]).await.expect("both end");
        assert_eq!(reads.len(), 2, "{reads:?}");
        for read in reads {
            if read.connection_id == airtable.id {
                let problem = read.problem.expect("a problem");
                assert_eq!(
                    (read.verdict, problem.code),
                    (Verdict::Partial, ProblemCode::TokenMissing)
                );
                assert!(problem.side_words.contains("Airtable"), "{problem:?}");
                assert_told(&problem, "sample-");
            } else {
                assert_eq!(read.verdict, Verdict::Complete);
            }
        }
        assert_eq!(view(&world, airtable.id.as_str()).await.health, Health::TokenMissing);
    }
    let token = apps.app("airtable").expect("the app").token.clone();
    let made =
        world.house.replace_token(airtable.id.as_str(), secret(&token)).await.expect("a test");
    assert!(made.connection.is_some());
    tokio::time::sleep(Duration::from_millis(2)).await;
    assert_eq!(world.read(airtable.id.as_str()).await.verdict, Verdict::Complete);
}

/// A token or an address of another company works there, and its accounts are others.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_or_address_of_another_company_is_not_taken() {
    for provider in ["airtable", "scim"] {
        let apps = simulate(provider, 40).await;
        let options = simulator::Options {
            apps: vec![provider.to_owned()],
            users: Some(40),
            seed: 2,
            ..unlimited()
        };
        let other = simulator::start(options).await.expect("the other company");
        let world = World::new().await;
        let connection = world.connect_and_read(&apps).await;
        let (address, token) = (&other.apps[0].address, &other.apps[0].token);
        // The same token is good at both, so that only the accounts tell.
        other.set_token(provider, &apps.apps[0].token);
        let moved =
            world.house.change_address(connection.id.as_str(), address, OtherHost::Confirmed).await;
        let problem = moved.expect_err("other accounts");
        assert!(problem.side_words.contains("has none of 5 accounts"), "{problem}");
        assert_told(&problem, token);
        assert_eq!(view(&world, connection.id.as_str()).await.address, connection.address);
        // The lawful twin: the same company at another address.
        let own = Gate::before(&apps.apps[0].address).await;
        let moved = world
            .house
            .change_address(connection.id.as_str(), &own.address, OtherHost::Confirmed)
            .await;
        assert!(moved.expect("a test").connection.is_some(), "{provider}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_leads_to_other_accounts_is_not_taken() {
    let app = OddApp::of(6).await;
    let world = World::new().await;
    let made = world.connect("scim", "Odd", (&app.address, &app.token)).await;
    world.read(made.id.as_str()).await;
    for n in 0..6 {
        app.remove(&format!("u{n}"));
        app.add(&format!("other{n}"), &format!("other{n}@example.com"));
    }
    let problem = world.house.replace_token(made.id.as_str(), secret(&app.token)).await;
    let problem = problem.expect_err("other accounts");
    assert!(problem.side_words.contains("another company"), "{problem}");
    assert_told(&problem, &app.token);
    // The lawful twin: one of them is there, the others have left.
    app.add("u3", "person3@example.com");
    let made = world.house.replace_token(made.id.as_str(), secret(&app.token)).await;
    assert!(made.expect("a test").connection.is_some());
}
