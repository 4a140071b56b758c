//! One app with an engine beside it, and another admin who changes it too.

use crate::outside::patched;
use crate::world::{World, faults, simulate};
use rollcall_engine::view::{AccountState, PlanView, RunView};
use rollcall_engine::{Change, Problem};
use rollcall_simulator as simulator;
use rollcall_simulator::Oracle;
use std::collections::BTreeSet;

/// One app, read, with its engine and its own state.
pub struct Scene {
    pub world: World,
    pub apps: simulator::Running,
    pub oracle: Oracle,
    pub provider: &'static str,
    pub connection: String,
}

impl Scene {
    pub async fn of(provider: &'static str, users: u32) -> Self {
        let apps = simulate(provider, users).await;
        let world = World::new().await;
        let connection = world.connect_and_read(&apps).await.id;
        let oracle = apps.oracle(provider).unwrap();
        Self { world, apps, oracle, provider, connection: connection.into_string() }
    }

    pub async fn active(&self) -> Vec<String> {
        let rows = self.world.rows(&self.connection).await;
        let active = rows.into_iter().filter(|row| row.status == AccountState::Active);
        active.map(|row| row.account_id.into_string()).collect()
    }

    pub fn deactivate(&self, users: &[String]) -> Vec<Change> {
        let of = |user: &String| Change::Deactivate {
            connection: self.connection.clone(),
            user: user.clone(),
        };
        users.iter().map(of).collect()
    }

    /// A group of some members, and who is in it.
    pub fn group(&self) -> (String, BTreeSet<String>) {
        let groups = self.oracle.groups().into_iter();
        let members = |id: &str| self.members(id);
        groups
            .map(|(id, _)| (members(&id), id))
            .find(|(members, _)| (5..60).contains(&members.len()))
            .map(|(members, id)| (id, members))
            .expect("a group")
    }

    pub fn members(&self, group: &str) -> BTreeSet<String> {
        self.oracle.members(group).unwrap().into_iter().collect()
    }

    pub fn remove(&self, group: &str, users: &[&String]) -> Change {
        Change::RemoveMember {
            connection: self.connection.clone(),
            group: group.to_owned(),
            users: users.iter().map(|user| (*user).clone()).collect(),
        }
    }

    pub async fn run(&self, changes: Vec<Change>, between: impl AsyncFnOnce(&Self)) -> RunView {
        let plan = self.world.house.plan_changes(changes).await.expect("a plan");
        between(self).await;
        self.apps.forget_requests(self.provider);
        let typed = plan.confirmation.type_this.as_deref();
        let run = self.world.house.run_plan_to_end(&plan.id, typed).await.expect("a run");
        faults(&self.apps, self.provider, &[]);
        run
    }

    /// Another admin changes the group meanwhile.
    pub async fn other_admin(&self, group: &str, operation: serde_json::Value) {
        patched(&self.apps, self.provider, &format!("Groups/{group}"), operation).await;
    }
}

/// Why there is no plan.
pub fn not_planned(planned: Result<PlanView, Problem>) -> Problem {
    planned.expect_err("no plan")
}
