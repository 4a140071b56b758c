//! What the admin does while Rollcall waits for an app stays: a stop, a tick, a decision, a name.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use axum::http::Method;
use rollcall_engine::view::{
    CaseState, CaseView, LineState, LockdownRequest, PeopleQuery, ReviewDecision, ReviewState,
};
use rollcall_engine::{CaseId, OtherHost, Tick};
use rollcall_simulator as simulator;
use rollcall_tests::gate::{Gate, one_account};
use rollcall_tests::review::{decide, decide_all, manual, rows, sign_part, wanted};
use rollcall_tests::world::{World, assert_told, faults, simulate, writes};

/// One app behind a gate, connected and read.
struct Gated {
    apps: simulator::Running,
    gate: Gate,
    world: World,
    connection: String,
}

impl Gated {
    async fn new() -> Self {
        let apps = simulate("scim", 40).await;
        let gate = Gate::before(&apps.apps[0].address).await;
        let world = World::new().await;
        let app = (gate.address.as_str(), apps.apps[0].token.as_str());
        let connection = world.connect("scim", "Gated", app).await.id;
        world.read(connection.as_str()).await;
        Self { apps, gate, world, connection: connection.into_string() }
    }

    /// A lockdown of Oskar Lind that is planned.
    async fn planned(&self) -> rollcall_engine::view::CasePlan {
        let query = PeopleQuery { text: "oskar.lind".to_owned(), limit: 9, ..Default::default() };
        let person = self.world.house.people(query).await.unwrap().rows.remove(0);
        let wanted = LockdownRequest { people: vec![person.id], groups: false };
        self.world.house.plan_lockdown(wanted).await.unwrap()
    }

    async fn case(&self, id: &CaseId) -> CaseView {
        self.world.house.case(id).await.unwrap()
    }

    fn is_active(&self) -> bool {
        self.apps.oracle("scim").unwrap().leaver().unwrap().active
    }

    /// Waits until the record has this; a bounded time.
    async fn on_record(&self, text: &str) {
        for _ in 0..600 {
            if self.world.record_text().await.contains(text) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("the record never has {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_pressed_while_the_admins_retry_is_planned_holds() {
    let gated = Gated::new().await;
    faults(&gated.apps, "scim", &["patch:403"]);
    let case = gated.world.carry_out(&gated.planned().await).await;
    let id = case.brief.id.clone();
    assert_eq!((case.brief.state, case.brief.open), (CaseState::Open, 1));
    faults(&gated.apps, "scim", &[]);
    let sent = writes(&gated.apps, "scim").len();

    let looked = gated.gate.hold_there(1, one_account);
    let (tried, ()) = tokio::join!(gated.world.house.try_case_again(&id), async {
        looked.arrived(1).await;
        let stopped = gated.world.house.stop_case(&id).await.unwrap();
        assert_eq!(stopped.brief.state, CaseState::Stopped);
        looked.open();
    });
    assert_eq!(tried.unwrap().brief.state, CaseState::Stopped);
    assert_eq!(gated.case(&id).await.brief.state, CaseState::Stopped);
    assert_eq!(writes(&gated.apps, "scim").len(), sent, "nothing is sent after the stop");
    assert!(gated.is_active());
    // The plan of the retry is thrown away, and the case can be tried again later.
    assert!(gated.world.record_text().await.contains("plan-discarded"));
    let closed = gated.world.house.try_case_again(&id).await.unwrap();
    assert_eq!(closed.brief.state, CaseState::Closed);
    assert!(!gated.is_active());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_pressed_while_rollcall_plans_a_retry_holds() {
    let gated = Gated::new().await;
    faults(&gated.apps, "scim", &["500"]);
    let planned = gated.planned().await;
    assert!(planned.plan.is_none());
    let looked = gated.gate.hold_there(1, one_account);
    let id = gated.world.house.start_case(&planned.case_id, None).await.unwrap().brief.id;
    looked.arrived(1).await;
    faults(&gated.apps, "scim", &[]);
    gated.world.house.stop_case(&id).await.unwrap();
    looked.open();
    gated.on_record("plan-discarded").await;
    let stopped = gated.case(&id).await;
    assert_eq!(stopped.brief.state, CaseState::Stopped);
    assert!(stopped.lines.iter().all(|line| line.state == LineState::Stopped));
    assert!(writes(&gated.apps, "scim").is_empty());
    assert!(gated.is_active());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tick_and_a_stop_made_while_the_receipt_is_rechecked_stay() {
    let gated = Gated::new().await;
    faults(&gated.apps, "scim", &["patch:403"]);
    let case = gated.world.carry_out(&gated.planned().await).await;
    let id = case.brief.id.clone();
    assert!(!case.residual.is_empty());
    let looked = gated.gate.hold_there(1, one_account);
    let (checked, ()) = tokio::join!(gated.world.house.recheck_case(&id), async {
        looked.arrived(1).await;
        gated.world.house.tick_residual(&id, 1, Tick::Done, "by hand").await.unwrap();
        gated.world.house.stop_case(&id).await.unwrap();
        looked.open();
    });
    let checked = checked.unwrap();
    for case in [&checked, &gated.case(&id).await] {
        assert_eq!(case.residual[0].note, "by hand");
        assert!(case.residual[0].done_at.is_some());
        assert_eq!(case.brief.state, CaseState::Stopped);
        assert_eq!(case.lines[0].checks.last().unwrap().holds, Some(false));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_given_while_the_address_is_tested_stays() {
    let gated = Gated::new().await;
    let other = Gate::before(&gated.apps.apps[0].address).await;
    let asked = other.hold_there(1, |method, _| method == Method::GET);
    let house = &gated.world.house;
    let (moved, ()) = tokio::join!(
        house.change_address(&gated.connection, &other.address, OtherHost::Confirmed),
        async {
            asked.arrived(1).await;
            house.rename_connection(&gated.connection, "Renamed").await.unwrap();
            house.set_seat_price(&gated.connection, "12.50 EUR").await.unwrap();
            asked.open();
        }
    );
    let view = moved.unwrap().connection.expect("the address is good");
    assert_eq!((view.name.as_str(), view.address.as_str()), ("Renamed", other.address.as_str()));
}

/// A signature is about the decisions as they are, in any order of events.
#[tokio::test(flavor = "multi_thread")]
async fn a_decision_made_while_its_part_is_signed_takes_the_signature_off_or_comes_first() {
    let gated = Gated::new().await;
    let world = &gated.world;
    let id = world.house.start_review(wanted()).await.unwrap().brief.id;
    let all = rows(world, id.as_str()).await;
    for row in &all {
        decide(world, id.as_str(), row, ReviewDecision::Keep, "as agreed").await.unwrap();
    }
    let row = all.iter().find(|row| row.reviewer == 1).unwrap();
    for round in 0..12 {
        let decision = if round % 2 == 0 { ReviewDecision::Revoke } else { ReviewDecision::Keep };
        let (_, decided) = tokio::join!(
            sign_part(world, id.as_str(), "Priya Nair"),
            decide(world, id.as_str(), row, decision, "changed their mind"),
        );
        decided.unwrap();
        let look = world.house.sign_off(id.as_str()).await.unwrap();
        let part = look.parts.iter().find(|part| part.reviewer == 1).unwrap();
        if let Some(signed) = &part.signed {
            assert_eq!(signed.statement, part.statement, "round {round}");
        }
    }
    assert!(world.house.verify_record().await.unwrap().intact);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exception_made_while_the_review_closes_stays() {
    let gated = Gated::new().await;
    let world = &gated.world;
    let id = world.house.start_review(wanted()).await.unwrap().brief.id;
    let revoked =
        decide_all(world, id.as_str(), |row| row.user_name.starts_with("oskar.lind")).await;
    assert_eq!(revoked.len(), 1);
    faults(&gated.apps, "scim", &["patch:403"]);
    let plan = world.house.plan_review(id.as_str()).await.unwrap();
    world.carry_out(&plan).await;
    faults(&gated.apps, "scim", &[]);
    world.house.except_item(id.as_str(), revoked[0].item, None, manual("Jo"), None).await.unwrap();
    let looked = gated.gate.hold_there(1, one_account);
    let (closed, ()) = tokio::join!(world.house.close_review(id.as_str()), async {
        looked.arrived(1).await;
        world
            .house
            .except_item(id.as_str(), revoked[0].item, None, manual("Kim"), None)
            .await
            .unwrap();
        looked.open();
    });
    assert_told(&closed.unwrap_err(), "no token");
    let view = world.house.review(id.as_str()).await.unwrap();
    assert_eq!(view.brief.state, ReviewState::Signed);
    assert_eq!(view.remediation[0].exception.as_ref().unwrap().owner, "Kim");
    let view = world.house.close_review(id.as_str()).await.unwrap();
    assert_eq!(view.brief.state, ReviewState::Closed);
}
