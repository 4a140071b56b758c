//! What an app, or something in front of it, may answer instead of what was asked for: while
//! connecting and while reading. Each is reported in four parts with the right side, keeps what was
//! there, and leaves partial what is partial.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::{
    AccountState, ConnectionView, GroupQuery, Health, MemberQuery, Rung, RungState, UserQuery,
    Verdict,
};
use rollcall_engine::{AccountId, Options, ProblemCode, Side};
use rollcall_simulator as simulator;
use rollcall_tests::gate::Gate;
use rollcall_tests::world::{World, assert_told, faults, simulate};
use std::time::Duration;

const MANY: u32 = 240;

/// Does not wait for a server that asks for minutes.
fn brisk(options: &mut Options) {
    options.retry.longest_wait = Duration::from_millis(200);
}

/// Gives up early, for servers that say nothing or too little.
fn hasty(options: &mut Options) {
    brisk(options);
    options.request_timeout = Duration::from_secs(2);
}

/// A server that must not be asked anything.
async fn elsewhere() -> simulator::Running {
    simulate("airtable", 20).await
}

/// Tries to connect and gives the rung that failed.
async fn failed_rung(world: &World, address: &str, token: &str) -> (Rung, ProblemCode, Side) {
    let made = world.try_connect("scim", "Bad", (address, token)).await.expect("the form is fine");
    assert!(made.connection.is_none() && !made.test.passed);
    let mut rungs = made.test.rungs.iter();
    let failed = rungs.find(|rung| rung.state == RungState::Failed).expect("a rung fails");
    assert!(rungs.all(|rung| rung.state == RungState::Skipped), "nothing stands on it");
    let problem = failed.problem.as_ref().expect("it says why");
    assert_told(problem, token);
    assert_eq!(problem.state, "Nothing was connected and no token was saved.");
    assert!(world.house.connections().await.unwrap().is_empty());
    assert_eq!(world.record_text().await, "");
    (failed.rung, problem.code, problem.side)
}

#[tokio::test(flavor = "multi_thread")]
async fn connecting_to_what_does_not_answer_well_names_the_rung_and_keeps_no_token() {
    use ProblemCode as Code;
    use Rung::{
        GroupsReadable, RightKindOfAnswer, SecondPageReadable, TlsTrusted, TokenAccepted,
        UsersReadable,
    };
    let apps = simulate("scim", MANY).await;
    let other = elsewhere().await;
    let world = World::with(brisk).await;
    let (address, token) = (&apps.apps[0].address, &apps.apps[0].token);
    let redirect = format!("users:redirect={}", other.apps[0].address);
    for (fault, rung, code, side) in [
        ("users:401", TokenAccepted, Code::TokenRefused, Side::There),
        ("users:403", TokenAccepted, Code::NotAllowed, Side::There),
        ("users:html", RightKindOfAnswer, Code::NotScim, Side::There),
        ("users:empty-body", RightKindOfAnswer, Code::NotScim, Side::There),
        ("users:bad-json", RightKindOfAnswer, Code::NotScim, Side::There),
        (redirect.as_str(), RightKindOfAnswer, Code::WrongAddress, Side::There),
        ("users:500", UsersReadable, Code::ServerFailed, Side::There),
        ("users:429=9999", UsersReadable, Code::SlowedDown, Side::There),
        ("users:half-page", UsersReadable, Code::CannotReach, Side::Between),
        ("users:cut-before", UsersReadable, Code::CannotReach, Side::Between),
        ("users:big-body", UsersReadable, Code::TooLarge, Side::There),
        ("users:gzip-bomb", UsersReadable, Code::TooLarge, Side::There),
        ("users:page=2:500", SecondPageReadable, Code::ServerFailed, Side::There),
        ("users:page=2:html", SecondPageReadable, Code::NotScim, Side::There),
        ("groups:500", GroupsReadable, Code::ServerFailed, Side::There),
    ] {
        faults(&apps, "scim", &[fault]);
        let found = failed_rung(&world, address, token).await;
        assert_eq!(found, (rung, code, side), "{fault}");
    }
    assert!(other.requests("airtable").is_empty(), "a redirect is not followed");
    let world = world.restart_with(hasty).await;
    for fault in ["users:silent", "users:drip=1s"] {
        faults(&apps, "scim", &[fault]);
        let found = failed_rung(&world, address, token).await;
        assert_eq!(found, (UsersReadable, Code::TimedOut, Side::There), "{fault}");
    }
    let world = world.restart().await;
    faults(&apps, "scim", &[]);
    for (address, token, rung, code, side) in [
        (address.as_str(), "not-the-token", TokenAccepted, Code::TokenRefused, Side::There),
        (&format!("{address}/x"), token, RightKindOfAnswer, Code::WrongAddress, Side::There),
        (&format!("{address}x"), token, RightKindOfAnswer, Code::WrongAddress, Side::Between),
        ("http://127.0.0.1:1/scim/v2", token, TlsTrusted, Code::CannotReach, Side::Between),
    ] {
        let found = failed_rung(&world, address, token).await;
        assert_eq!(found, (rung, code, side), "{address}");
    }
    // And a token that is fine connects after all that.
    world.connect("scim", "Good", (address, token)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_cannot_be_right_is_refused_before_anything_is_asked() {
    use ProblemCode::{AddressRefused, BadRequest};
    let apps = simulate("scim", 20).await;
    let world = World::new().await;
    let (good, token) = (apps.apps[0].address.as_str(), apps.apps[0].token.as_str());
    let collection = format!("{good}/Users");
    for (provider, name, address, token, code) in [
        ("scim", "A", "http://scim.example.com/v2", token, AddressRefused),
        ("scim", "A", "http://192.0.2.7/scim/v2", token, AddressRefused),
        ("scim", "A", "ftp://scim.example.com/v2", token, AddressRefused),
        ("scim", "A", "https://me:secret@scim.example.com/v2", token, AddressRefused),
        ("scim", "A", "https://scim.example.com/v2?tenant=1", token, AddressRefused),
        ("scim", "A", "scim", token, AddressRefused),
        ("scim", "A", "", token, AddressRefused),
        ("scim", "A", &collection, token, AddressRefused),
        ("airtable", "A", "https://api.airtable.com/scim/v2", token, AddressRefused),
        ("notion", "A", "https://notion.example.com/scim/v2", token, AddressRefused),
        ("scim", "A", good, "", BadRequest),
        ("scim", "A", good, "two words", BadRequest),
        ("scim", "A", good, "line\nX-Other: header", BadRequest),
        ("scim", "", good, token, BadRequest),
        ("scim", &"n".repeat(81), good, token, BadRequest),
        ("nobody", "A", good, token, BadRequest),
    ] {
        let tried = world.try_connect(provider, name, (address, token)).await;
        let problem = tried.expect_err("the form is refused");
        assert_told(&problem, if token.len() > 10 { token } else { "no token" });
        assert_eq!((problem.code, problem.side), (code, Side::Asked), "{address} {name}");
        assert!(problem.state.contains("Nothing was sent"), "{}", problem.state);
        assert!(!format!("{problem:?}").contains("me:secret"));
    }
    assert!(apps.requests("scim").is_empty(), "nothing was asked");
    assert_eq!(world.record_text().await, "");
}

/// What every place that shows rows of the connection says.
async fn says_complete(world: &World, connection: &ConnectionView) -> Vec<bool> {
    let ids = vec![connection.id.to_string()];
    let users = UserQuery { connections: ids.clone(), limit: 10, ..UserQuery::default() };
    let users = world.house.users(users).await.unwrap().complete;
    let groups = GroupQuery { connections: ids, limit: 10, ..GroupQuery::default() };
    let groups = world.house.groups(groups).await.unwrap();
    let members = MemberQuery {
        connection_id: connection.id.clone(),
        group_id: groups.rows[0].group_id.clone(),
        limit: 10,
        ..MemberQuery::default()
    };
    let members = world.house.members(members).await.unwrap().complete;
    let views = world.house.connections().await.unwrap();
    let view = views.iter().find(|view| view.id == connection.id).unwrap();
    let last = view.last_read.as_ref().unwrap().verdict == Verdict::Complete;
    vec![users, groups.complete, members, last, view.health == Health::Healthy]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_breaks_off_keeps_what_was_there_and_is_partial_wherever_it_shows() {
    use ProblemCode as Code;
    let apps = simulate("scim", MANY).await;
    let other = elsewhere().await;
    let mut world = World::with(brisk).await;
    let connection = world.connect_and_read(&apps).await;
    let token = &apps.apps[0].token;
    let before = world.rows(connection.id.as_str()).await;
    assert_eq!(says_complete(&world, &connection).await, [true; 5]);
    let redirect = format!("users:page=2:redirect={}", other.apps[0].address);
    for (fault, code, side) in [
        // the token ended since
        ("users:401", Code::TokenRefused, Side::There),
        ("users:page=2:401", Code::TokenRefused, Side::There),
        ("users:page=2:404", Code::WrongAddress, Side::There),
        ("users:page=2:500", Code::ServerFailed, Side::There),
        ("users:page=2:html", Code::NotScim, Side::There),
        ("users:page=2:bad-json", Code::NotScim, Side::There),
        ("users:page=2:empty-body", Code::NotScim, Side::There),
        (redirect.as_str(), Code::WrongAddress, Side::There),
        ("users:page=2:429=9999", Code::SlowedDown, Side::There),
        ("users:page=2:cut-before", Code::CannotReach, Side::Between),
        ("users:page=2:half-page", Code::CannotReach, Side::Between),
        ("users:page=2:big-body", Code::TooLarge, Side::There),
        ("users:page=2:gzip-bomb", Code::TooLarge, Side::There),
        ("groups:500", Code::ServerFailed, Side::There),
        ("groups:cut-before", Code::CannotReach, Side::Between),
        ("users:page=2:silent", Code::TimedOut, Side::There),
        ("users:page=2:drip=1s", Code::TimedOut, Side::There),
    ] {
        if code == Code::TimedOut {
            world = world.restart_with(hasty).await;
        }
        faults(&apps, "scim", &[fault]);
        let read = world.read(connection.id.as_str()).await;
        assert_eq!(read.verdict, Verdict::Partial, "{fault}: {}", read.reason);
        let problem = read.problem.as_ref().expect("it says what stopped it");
        assert_told(problem, token);
        assert_eq!((problem.code, problem.side), (code, side), "{fault}: {problem}");
        assert!(problem.state.contains("kept"), "{fault}: {}", problem.state);
        assert_eq!(says_complete(&world, &connection).await, [false; 5], "{fault}");
        let after = world.rows(connection.id.as_str()).await;
        assert_eq!(after.len(), before.len(), "{fault}");
        for (now, was) in after.iter().zip(&before) {
            assert_eq!((&now.account_id, now.status), (&was.account_id, was.status), "{fault}");
            assert_ne!(now.status, AccountState::NoLongerListed, "{fault}");
        }
        assert!(read.reason.len() > 10 && !read.reason.contains(token), "{fault}");
        if code == Code::SlowedDown {
            // Nothing is sent for a while to an app that asked to wait for hours.
            tokio::time::sleep(Duration::from_millis(1_100)).await;
        }
    }
    assert!(other.requests("airtable").is_empty(), "a redirect is not followed");
    assert!(!world.record_text().await.contains(token));
    let world = world.restart().await;
    faults(&apps, "scim", &[]);
    let read = world.read(connection.id.as_str()).await;
    assert_eq!(read.verdict, Verdict::Complete, "it comes round: {}", read.reason);
    assert_eq!(says_complete(&world, &connection).await, [true; 5]);
    assert!(world.rows(connection.id.as_str()).await.iter().all(|row| !row.stale));
}

#[tokio::test(flavor = "multi_thread")]
async fn totals_and_ids_that_do_not_add_up_are_never_called_complete() {
    let apps = simulate("scim", MANY).await;
    let world = World::new().await;
    let connection = world.connect_and_read(&apps).await;
    let before = world.rows(connection.id.as_str()).await.len();
    for fault in ["users:wrong-total=+5", "users:wrong-total=-5", "users:repeated-ids"] {
        faults(&apps, "scim", &[fault]);
        let read = world.read(connection.id.as_str()).await;
        assert_eq!(read.verdict, Verdict::CannotBeProven, "{fault}: {}", read.reason);
        assert!(!says_complete(&world, &connection).await[0], "{fault}");
        let rows = world.rows(connection.id.as_str()).await;
        assert_eq!(rows.len(), before, "{fault}");
        assert!(rows.iter().all(|row| row.status != AccountState::NoLongerListed), "{fault}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_429_is_ridden_out_in_every_form() {
    let apps = simulate("scim", MANY).await;
    let world = World::new().await;
    let connection = world.connect_and_read(&apps).await;
    for form in ["429=0", "429=0s", "429=date+0"] {
        faults(&apps, "scim", &[&format!("times=4:{form}")]);
        apps.forget_requests("scim");
        let read = world.read(connection.id.as_str()).await;
        assert_eq!(read.verdict, Verdict::Complete, "{form}: {}", read.reason);
        let refused = apps.requests("scim");
        let refused = refused.iter().filter(|seen| seen.status == Some(429)).count();
        assert_eq!((refused, read.slowed_down), (4, 4), "{form}: counted and reported");
    }
    // Every form of asking in turn, two of three requests refused, each with a wait of its own.
    faults(&apps, "scim", &["users:times=3:429-storm"]);
    let read = world.read(connection.id.as_str()).await;
    assert_eq!((read.verdict, read.slowed_down), (Verdict::Complete, 3), "{}", read.reason);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_of_ten_megabytes_is_read_and_shown_within_bounds() {
    let apps = simulate("scim", MANY).await;
    let world = World::new().await;
    let connection = world.connect_and_read(&apps).await;
    faults(&apps, "scim", &["users:times=1:long-name=10MB"]);
    let read = world.read(connection.id.as_str()).await;
    assert_eq!(read.verdict, Verdict::Complete, "{}", read.reason);
    let rows = world.rows(connection.id.as_str()).await;
    let ids: Vec<&str> = rows.iter().map(|row| row.account_id.as_str()).collect();
    assert_eq!(rows.len(), apps.oracle("scim").unwrap().listed_ids().len());
    let longest = |text: &str| assert!(text.len() <= 4_096, "{} bytes are shown", text.len());
    for row in &rows {
        for text in [&row.name, &row.user_name, &row.email, &row.title, &row.department] {
            longest(text);
        }
    }
    let long: Vec<_> = rows.iter().filter(|row| row.name.starts_with("AAAA")).collect();
    assert_eq!(long.len(), 1, "the one that has it shows the start of it: {ids:?}");
    let detail = world.house.user(connection.id.as_str(), &long[0].account_id).await.unwrap();
    assert!(detail.raw.len() <= 256 * 1024, "{} bytes of raw JSON", detail.raw.len());
    assert!(detail.raw.ends_with('…'), "what is cut says so");
    let found = UserQuery { text: "aaaaaaaa".to_owned(), limit: 10, ..UserQuery::default() };
    let found = world.house.users(found).await.expect("the search bears it");
    assert_eq!(found.total, 1);

    // Every value that long, where one account is looked at, planned and held back.
    let gate = Gate::before(&apps.apps[0].address).await;
    let app = (gate.address.as_str(), apps.apps[0].token.as_str());
    let gated = world.connect("scim", "Gated", app).await;
    let resource = |letter: &str, active: bool| {
        let long = letter.repeat(64 << 10);
        serde_json::json!({
            "id": "1", "userName": long, "displayName": long, "title": long, "active": active,
            "userType": long, "emails": [{"value": long}],
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": long},
        })
    };
    let json = || vec![("content-type", "application/scim+json".to_owned())];
    let answer = |times: u32, part: &'static str, body: String| {
        let matches = move |_: &axum::http::Method, path: &str| path.contains(part);
        gate.answer(times, matches, (200, json(), &body));
    };
    let list = |user: serde_json::Value| {
        serde_json::json!({"totalResults": 1, "Resources": [user]}).to_string()
    };
    for letter in ["a", "b"] {
        answer(u32::MAX, "/Users?", list(resource(letter, true)));
        assert_eq!(world.read(gated.id.as_str()).await.users_received, 1);
        gate.forget_rules();
    }
    answer(1, "/Users/1", resource("c", true).to_string());
    answer(1, "/Users/1", resource("d", true).to_string());
    let detail = world.house.user(gated.id.as_str(), &AccountId::from("1")).await.unwrap();
    assert!(detail.fields.len() > 4 && detail.history.len() > 2, "{}", detail.history.len());
    detail.fields.iter().for_each(|field| longest(&field.value));
    for entry in &detail.history {
        entry.before.iter().chain(&entry.after).for_each(|text| longest(text));
    }
    let plan = world.plan(gated.id.as_str(), "1").await;
    longest(&plan.title);
    longest(&plan.items[0].on);
    assert!(plan.items[0].before_image.len() <= 256 * 1024);
    assert!(plan.confirmation.type_this.as_ref().is_none_or(|text| text.len() < 100));
    let ended = world.run(&plan).await;
    assert_eq!(ended.outcome, Some(rollcall_engine::view::Outcome::HeldBack));
    longest(&ended.words);
    longest(&ended.on);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_echoed_is_shown_and_kept_nowhere() {
    let apps = simulate("scim", 120).await;
    let gate = Gate::before(&apps.apps[0].address).await;
    let world = World::with(brisk).await;
    let token = apps.apps[0].token.clone();
    let app = (gate.address.as_str(), token.as_str());
    let echo = |status: u16| {
        let body = format!(
            r#"{{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"detail":"Bearer {token} is not welcome","scimType":"{token}","status":"{status}"}}"#
        );
        let headers = vec![
            ("content-type", format!("application/scim+json; was={token}")),
            ("location", format!("https://elsewhere.example/?token={token}")),
        ];
        (status, headers, body)
    };
    let answer = |times: u32, method: &'static str, part: &'static str, status: u16| {
        let (status, headers, body) = echo(status);
        let matches =
            move |asked: &axum::http::Method, path: &str| asked == method && path.contains(part);
        gate.answer(times, matches, (status, headers, &body));
    };
    let clean = |what: &str, text: String| {
        assert!(!text.contains(&token), "{what}: the token is in {text}");
        assert!(!text.to_lowercase().contains(&token.to_lowercase()), "{what}: in another case");
    };
    for status in [302, 400, 401, 403, 404, 429, 500] {
        answer(u32::MAX, "GET", "/Users", status);
        let made = world.try_connect("scim", "Echo", app).await.unwrap();
        assert!(made.connection.is_none(), "{status}");
        clean("connecting", format!("{:?}", made.test));
        clean("progress", format!("{:?}", world.house.progress().borrow().rungs));
        gate.forget_rules();
    }
    let connection = world.connect("scim", "Echo", app).await;
    world.read(connection.id.as_str()).await;
    for status in [302, 400, 401, 403, 500] {
        answer(u32::MAX, "GET", "startIndex=101", status);
        let read = world.read(connection.id.as_str()).await;
        assert_ne!(read.verdict, Verdict::Complete, "{status}: {}", read.reason);
        // A 400 there is how a server says that it does not page, and no failure.
        assert_eq!(read.problem.is_some(), status != 400, "{status}: {}", read.reason);
        read.problem.iter().for_each(|problem| assert_told(problem, &token));
        clean("reading", format!("{read:?}"));
        gate.forget_rules();
    }
    let detail = world.house.connection_detail(connection.id.as_str()).await.unwrap();
    clean("the connection's page", format!("{detail:?}"));
    let mut rows = world.rows(connection.id.as_str()).await;
    rows.retain(|row| row.status == AccountState::Active);
    for status in [302, 400, 403, 500] {
        let row = rows.pop().unwrap();
        answer(u32::MAX, "GET", "/Users/", status);
        let no_plan = world.house.plan_deactivate(connection.id.as_str(), &row.account_id).await;
        clean("planning", format!("{:?}", no_plan.expect_err("no plan")));
        gate.forget_rules();
        let plan = world.plan(connection.id.as_str(), row.account_id.as_str()).await;
        answer(1, "PATCH", "/Users/", status);
        let ended = world.run(&plan).await;
        clean("running", format!("{ended:?}"));
        assert!(ended.exchange.contains("token left out"), "{}", ended.exchange);
        gate.forget_rules();
    }
    // In the middle of data: a server that puts the token into a name.
    let (status, headers) = (200, vec![("content-type", "application/scim+json".to_owned())]);
    let body = format!(
        r#"{{"totalResults":1,"Resources":[{{"id":"1","userName":"{token}","displayName":"I am {token}","active":true}}]}}"#
    );
    gate.answer(u32::MAX, |_, path| path.contains("/Users?"), (status, headers, &body));
    world.read(connection.id.as_str()).await;
    for row in world.rows(connection.id.as_str()).await {
        clean("a row", format!("{row:?}"));
        let detail = world.house.user(connection.id.as_str(), &row.account_id).await.unwrap();
        clean("a detail", format!("{detail:?}"));
    }
    clean("the record", world.record_text().await);
}
