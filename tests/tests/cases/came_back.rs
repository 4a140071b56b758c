//! Memberships that were left or joined are held against later reads, as accounts are; a stopped case
//! is watched too; what a later read cannot say is neither back nor still gone.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::{
    CaseBrief, CaseState, CaseView, LineState, LockdownRequest, PeopleQuery, QuarantineRequest,
};
use rollcall_engine::{CaseId, GroupId};
use rollcall_tests::odd_app::{Answer, Odd, OddApp};
use rollcall_tests::world::World;
use serde_json::json;

const NAME: &str = "person1@example.com";

/// One app with a group of the first two people.
struct Scene {
    app: OddApp,
    world: World,
    connection: String,
}

impl Scene {
    async fn new() -> Self {
        let (app, world) = (OddApp::of(4).await, World::new().await);
        let connection = world.connect("scim", "Shop", (&app.address, &app.token)).await.id;
        world.read(connection.as_str()).await;
        Self { app, world, connection: connection.into_string() }
    }

    async fn person(&self, name: &str) -> u32 {
        let query = PeopleQuery { text: name.to_owned(), limit: 5, ..PeopleQuery::default() };
        let mut rows = self.world.house.people(query).await.unwrap().rows;
        assert_eq!(rows.len(), 1, "{name}");
        rows.remove(0).id
    }

    /// A lockdown that takes the account and its group.
    async fn lock_down(&self) -> CaseId {
        let wanted = LockdownRequest { people: vec![self.person(NAME).await], groups: true };
        let planned = self.world.house.plan_lockdown(wanted).await.unwrap();
        let case = self.world.carry_out(&planned).await;
        let counts = (case.brief.verified, case.brief.lines);
        assert_eq!((case.brief.state, counts), (CaseState::Closed, (2, 2)), "{:?}", case.lines);
        assert_eq!(self.app.members("g0").unwrap(), ["u0"]);
        planned.case_id
    }

    async fn case(&self, id: &CaseId) -> CaseView {
        self.world.house.case(id).await.unwrap()
    }

    /// The case on the list of those that need a look.
    async fn open(&self, id: &CaseId) -> Option<CaseBrief> {
        let open = self.world.house.open_cases().await.unwrap();
        open.into_iter().find(|one| one.id == *id)
    }

    async fn read(&self) {
        self.world.house.read(std::slice::from_ref(&self.connection)).await.unwrap();
    }

    fn join(&self, member: &str) {
        let mut members = self.app.members("g0").unwrap();
        members.push(member.to_owned());
        self.set_members(&members);
    }

    fn set_members(&self, members: &[String]) {
        let members: Vec<_> = members.iter().map(|id| json!({"value": id})).collect();
        self.app.set_group("g0", "members", json!(members));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_membership_that_is_back_is_not_counted_and_is_planned_again() {
    let scene = Scene::new().await;
    let id = scene.lock_down().await;
    scene.read().await;
    assert!(scene.open(&id).await.is_none(), "the lawful twin: the group is still left");
    scene.join("u1");
    scene.read().await;
    let case = scene.case(&id).await;
    assert_eq!((case.brief.verified, case.brief.open), (1, 1), "{:?}", case.lines);
    assert_eq!(case.brief.came_back, ["in group Sales again in Shop"]);
    assert_eq!(scene.open(&id).await.expect("it needs a look").came_back.len(), 1);
    let line = case.lines.iter().find(|line| line.change.starts_with("Leave")).unwrap();
    assert!(line.is_undone(), "{line:?}");
    assert_eq!(case.lines.iter().filter(|line| line.is_undone()).count(), 1);

    let planned = scene.world.house.plan_case_again(&id).await.unwrap();
    let plan = planned.plan.expect("a plan");
    assert_eq!(plan.items.len(), 1, "{:?}", plan.items);
    let typed = plan.confirmation.type_this.as_deref();
    let done = scene.world.house.run_case_again(&id, &plan.id, typed).await.unwrap();
    assert_eq!((done.brief.verified, done.brief.open), (2, 0), "{:?}", done.lines);
    assert_eq!(scene.app.members("g0").unwrap(), ["u0"]);
    scene.read().await;
    assert!(scene.open(&id).await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_is_not_returned_or_cut_says_nothing() {
    for cut in [false, true] {
        let scene = Scene::new().await;
        let id = scene.lock_down().await;
        scene.join("u1");
        match cut {
            // The app no longer returns the members of the group.
            false => scene.app.set_group("g0", "members", serde_json::Value::Null),
            // Nothing of the app is read.
            true => scene.app.be(Odd {
                lists: rollcall_tests::odd_app::Lists::Gateway(
                    rollcall_tests::odd_app::Gateway::PLAIN.with(502),
                ),
                always: true,
                ..Odd::default()
            }),
        }
        let read = scene.world.house.read(std::slice::from_ref(&scene.connection)).await.unwrap();
        let case = scene.case(&id).await;
        assert_eq!((case.brief.verified, case.brief.open), (2, 0), "cut: {cut}, {read:?}");
        assert!(case.brief.came_back.is_empty());
        assert!(case.lines.iter().all(|line| line.checks.is_empty()), "{:?}", case.lines);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_leaves_people_out_proves_who_is_on_it_alone() {
    let scene = Scene::new().await;
    let id = scene.lock_down().await;
    // Somebody names the group and is not on its list.
    scene.app.set("u2", "groups", json!([{"value": "g0"}]));
    scene.read().await;
    let case = scene.case(&id).await;
    assert_eq!((case.brief.verified, case.brief.open), (2, 0), "not known, and not back");
    // The person does: it is not known.
    scene.app.set("u1", "groups", json!([{"value": "g0"}]));
    scene.read().await;
    let case = scene.case(&id).await;
    assert!(case.brief.came_back.is_empty(), "{:?}", case.brief);
    let line = case.lines.iter().find(|line| line.change.starts_with("Leave")).unwrap();
    assert_eq!(line.checks.last().map(|check| check.holds), Some(None), "{line:?}");
    // On the list it is back.
    scene.join("u1");
    scene.read().await;
    assert_eq!(scene.case(&id).await.brief.came_back.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_release_gave_back_in_part_is_not_back() {
    let scene = Scene::new().await;
    let id = scene.lock_down().await;
    let plan = scene.world.house.plan_release(&id).await.unwrap();
    assert_eq!(plan.items.len(), 2, "{:?}", plan.items);
    // The group takes the account back; the account itself is refused.
    scene.app.refuse_users(true);
    let typed = plan.confirmation.type_this.as_deref();
    let run = scene.world.house.run_plan_to_end(&plan.id, typed).await.unwrap();
    assert_eq!(run.not_verified, 1, "{:?}", run.items);
    scene.app.refuse_users(false);
    assert_eq!(scene.app.members("g0").unwrap(), ["u0", "u1"]);
    scene.read().await;
    let case = scene.case(&id).await;
    assert_ne!(case.brief.state, CaseState::Released);
    assert!(!case.brief.is_back(), "{:?}", case.brief);
    assert_eq!((case.brief.verified, case.brief.open), (1, 0), "it is neither open nor verified");
    assert!(scene.open(&id).await.is_none());
    // What comes back without a release still counts.
    scene.app.set("u1", "active", json!(true));
    scene.read().await;
    assert_eq!(scene.case(&id).await.brief.active_again, ["Shop"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_lockdown_reports_a_return_alone() {
    let scene = Scene::new().await;
    let first = scene.lock_down().await;
    scene.join("u1");
    scene.app.set("u1", "active", json!(true));
    scene.read().await;
    let second = scene.lock_down().await;
    scene.read().await;
    assert!(scene.open(&first).await.is_none() && scene.open(&second).await.is_none());
    scene.join("u1");
    scene.app.set("u1", "active", json!(true));
    scene.read().await;
    let back = scene.open(&second).await.expect("the newer one");
    assert_eq!((back.active_again.len(), back.came_back.len()), (1, 1));
    assert!(scene.open(&first).await.is_none(), "each return counts once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_case_is_watched_until_a_return_is_marked_as_intended() {
    let scene = Scene::new().await;
    let wanted = LockdownRequest { people: vec![scene.person(NAME).await], groups: true };
    let planned = scene.world.house.plan_lockdown(wanted).await.unwrap();
    // The group is left; the account is refused for now, and the admin stops.
    scene.app.refuse_users(true);
    let case = scene.world.carry_out(&planned).await;
    assert_eq!((case.brief.verified, case.brief.open), (1, 1), "{:?}", case.lines);
    let id = planned.case_id;
    let stopped = scene.world.house.stop_case(&id).await.unwrap();
    assert_eq!(stopped.brief.state, CaseState::Stopped);
    assert!(scene.open(&id).await.is_none(), "stopped, and nothing came back");
    scene.app.refuse_users(false);
    scene.join("u1");
    scene.read().await;
    let back = scene.open(&id).await.expect("what it verified came back");
    assert_eq!(back.came_back, ["in group Sales again in Shop"]);
    assert_eq!((back.verified, back.open), (0, 2));
    // Said to be intended, it is no return any longer, and it is on the record.
    let meant = scene.world.house.stop_case(&id).await.unwrap();
    assert!(!meant.brief.is_back());
    assert_eq!((meant.brief.verified, meant.brief.open), (0, 1), "only what was never ended");
    assert!(scene.open(&id).await.is_none());
    let record = scene.world.record_text().await;
    assert!(record.contains("in group Sales again in Shop"), "{record}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quarantine_that_is_left_or_lost_is_reported() {
    let scene = Scene::new().await;
    scene.app.add_group("hold", "Holding");
    scene.read().await;
    scene
        .world
        .house
        .set_holding_group(&scene.connection, Some(&GroupId::from("hold")))
        .await
        .unwrap();
    let wanted = QuarantineRequest { people: vec![scene.person(NAME).await], ..Default::default() };
    let planned = scene.world.house.plan_quarantine(wanted).await.unwrap();
    let case = scene.world.carry_out(&planned).await;
    assert_eq!((case.brief.verified, case.brief.lines), (2, 2), "{:?}", case.lines);
    scene.read().await;
    assert!(!scene.case(&planned.case_id).await.brief.is_back(), "the lawful twin");
    scene.app.set_group("hold", "members", json!([]));
    scene.join("u1");
    scene.read().await;
    let brief = scene.case(&planned.case_id).await.brief;
    let words = ["in group Sales again in Shop", "no longer in group Holding in Shop"];
    assert_eq!(brief.came_back.iter().map(String::as_str).collect::<Vec<_>>().len(), 2);
    assert!(words.iter().all(|one| brief.came_back.iter().any(|found| found == one)), "{brief:?}");
    assert_eq!((brief.verified, brief.open), (0, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_was_connected_since_is_named_so_and_looked_at() {
    let scene = Scene::new().await;
    let id = scene.lock_down().await;
    let later = OddApp::of(4).await;
    let made = scene.world.connect("scim", "Later", (&later.address, &later.token)).await;
    scene.world.read(made.id.as_str()).await;
    // Who is who is worked out when somebody looks.
    scene.person(NAME).await;
    let brief = scene.open(&id).await.expect("access that was never ended");
    assert_eq!(brief.came_back, ["active in Later, connected since"]);
    assert!(brief.active_again.is_empty(), "it was never ended there");
    assert_eq!((brief.verified, brief.open), (2, 0));
    // Still there when it is looked at: the plan of the rest has it.
    let looked = scene.world.house.recheck_case(&id).await.unwrap();
    assert_eq!(looked.brief.came_back, ["active in Later, connected since"]);
    let planned = scene.world.house.plan_case_again(&id).await.unwrap();
    assert_eq!(planned.plan.expect("a plan").items.len(), 1);
    // Ended by somebody else meanwhile: the look settles it.
    later.set("u1", "active", json!(false));
    let looked = scene.world.house.recheck_case(&id).await.unwrap();
    assert!(!looked.brief.is_back(), "{:?}", looked.brief);
    assert!(scene.open(&id).await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_line_names_the_status_and_the_words_of_the_app() {
    let scene = Scene::new().await;
    let wanted = LockdownRequest { people: vec![scene.person(NAME).await], groups: false };
    let planned = scene.world.house.plan_lockdown(wanted).await.unwrap();
    scene.app.be(Odd { writes_nothing: true, answer: Answer::Error(403), ..Odd::default() });
    let case = scene.world.carry_out(&planned).await;
    let line = &case.lines[0];
    assert_eq!(line.state, LineState::Yours, "{line:?}");
    assert!(line.words.starts_with("Shop refused (403). It says: “the app says no”."), "{line:?}");
}
