//! Every kind of change at every provider: planned, run, read back, found in the app itself, and
//! taken back. What is expected is written down here and not taken from the catalogue.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::Change;
use rollcall_engine::view::{Outcome, PlanView, RunView};
use rollcall_simulator as simulator;
use rollcall_simulator::Oracle;
use rollcall_tests::world::{World, simulate, writes};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

const DEPARTMENT: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";

/// What a provider does with each kind of change.
struct Row {
    provider: &'static str,
    /// An attribute that it keeps, and one that it does not.
    kept: &'static str,
    not_kept: &'static str,
    /// Taken and never given back.
    write_only: Option<&'static str>,
    /// A deactivated account can be activated under its id.
    activates: bool,
    /// Deleting leaves an inactive account.
    delete_deactivates: bool,
    /// Whom it does not let go.
    protected: Option<Protected>,
    new_user: fn() -> Value,
}

#[derive(Clone, Copy)]
enum Protected {
    TokenOwner,
    SoleOwner,
}

/// A group that one of the apps does not delete.
const UNDELETABLE: &str = "Workspace handbook editors";

const ROWS: [Row; 6] = [
    Row {
        provider: "zapier",
        kept: "name.givenName",
        not_kept: "title",
        write_only: None,
        activates: true,
        delete_deactivates: true,
        protected: Some(Protected::SoleOwner),
        new_user: || json!({"userName": "sara.new@example.com", "name.givenName": "Sara"}),
    },
    Row {
        provider: "zscaler-zpa",
        kept: DEPARTMENT,
        not_kept: "locale",
        write_only: None,
        activates: false,
        delete_deactivates: false,
        protected: None,
        new_user: || json!({"userName": "sara.new@example.com", "displayName": "Sara", "title": "Buyer"}),
    },
    Row {
        provider: "airtable",
        kept: DEPARTMENT,
        not_kept: "displayName",
        write_only: Some("title"),
        activates: true,
        delete_deactivates: false,
        protected: Some(Protected::TokenOwner),
        new_user: || json!({"userName": "sara.new@example.com", "name.givenName": "Sara", "name.familyName": "New"}),
    },
    Row {
        provider: "monday",
        kept: "title",
        not_kept: DEPARTMENT,
        write_only: None,
        activates: true,
        delete_deactivates: true,
        protected: Some(Protected::TokenOwner),
        new_user: || json!({"userName": "Sara.New@example.com", "displayName": "Sara", "userType": "viewer"}),
    },
    Row {
        provider: "notion",
        kept: DEPARTMENT,
        not_kept: "nickName",
        write_only: None,
        activates: false,
        delete_deactivates: false,
        protected: Some(Protected::TokenOwner),
        new_user: || json!({"userName": "sara.new@example.com", "name.formatted": "Sara New"}),
    },
    Row {
        provider: "scim",
        kept: "title",
        not_kept: "active",
        write_only: None,
        activates: true,
        delete_deactivates: false,
        protected: None,
        new_user: || json!({"userName": "sara.new@example.com", "displayName": "Sara New"}),
    },
];

struct Scene {
    world: World,
    apps: simulator::Running,
    oracle: Oracle,
    connection: String,
    row: &'static Row,
}

impl Scene {
    async fn of(provider: &str) -> Self {
        let row = ROWS.iter().find(|row| row.provider == provider).unwrap();
        let apps = simulate(provider, 120).await;
        let world = World::new().await;
        let connection = world.connect_and_read(&apps).await.id;
        let oracle = apps.oracle(provider).unwrap();
        Self { world, apps, oracle, connection: connection.into_string(), row }
    }

    fn change(&self, kind: &str, rest: Value) -> Change {
        let mut change = json!({"change": kind, "connection": self.connection});
        change.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        serde_json::from_value(change).unwrap()
    }

    async fn plan(&self, changes: Vec<Change>) -> PlanView {
        let plan = self.world.house.plan_changes(changes).await;
        plan.unwrap_or_else(|problem| panic!("{}: {problem}", self.row.provider))
    }

    async fn run(&self, plan: &PlanView) -> RunView {
        let typed = plan.confirmation.type_this.as_deref();
        self.world.house.run_plan_to_end(&plan.id, typed).await.expect("a run")
    }

    /// Plans and runs; every item must end like this.
    async fn ends(&self, changes: Vec<Change>, outcome: Outcome) -> RunView {
        let plan = self.plan(changes).await;
        let run = self.run(&plan).await;
        for item in &run.items {
            let on = format!("{}: {} {}", self.row.provider, item.change, item.on);
            assert_eq!(item.outcome, Some(outcome), "{on}: {} {:?}", item.words, item.problem);
        }
        run
    }

    async fn undone(&self, run: &RunView) -> RunView {
        let plan = self.world.house.plan_undo(&run.id).await;
        let plan = plan.unwrap_or_else(|problem| panic!("{}: {problem}", self.row.provider));
        assert!(plan.title.starts_with("Undo “"), "{}", plan.title);
        let run = self.run(&plan).await;
        for item in &run.items {
            let on = format!("{}: undo by {} {}", self.row.provider, item.change, item.on);
            assert_eq!(item.outcome, Some(Outcome::Verified), "{on}: {}", item.words);
        }
        run
    }

    fn group(&self) -> (String, BTreeSet<String>) {
        let groups = self.oracle.groups();
        let members = |id: &String| -> BTreeSet<String> {
            self.oracle.members(id).unwrap().into_iter().collect()
        };
        groups
            .iter()
            .filter(|(_, name)| name != UNDELETABLE)
            .map(|(id, _)| (id.clone(), members(id)))
            .find(|(_, members)| (3..60).contains(&members.len()))
            .expect("a group of some members")
    }

    /// Active people who own nothing, outside of these.
    fn outsiders(&self, besides: &BTreeSet<String>) -> Vec<String> {
        let special: Vec<String> = [self.oracle.token_owner(), self.oracle.sole_owner()]
            .into_iter()
            .flatten()
            .map(|user| user.id)
            .collect();
        self.oracle
            .listed_ids()
            .into_iter()
            .filter(|id| !besides.contains(id) && !special.contains(id))
            .filter(|id| {
                let user = self.oracle.user(id).unwrap();
                user.active && user.user_name.ends_with("@example.com")
            })
            .collect()
    }

    async fn attributes(&self) {
        let Row { provider, kept, not_kept, write_only, .. } = self.row;
        let user = self.outsiders(&BTreeSet::new()).swap_remove(3);
        let former = self.oracle.user(&user).unwrap();
        let set = |path: &str, value: &str| {
            self.change("set", json!({"user": user, "values": {path: value}}))
        };
        let run = self.ends(vec![set(kept, "Quality")], Outcome::Verified).await;
        assert!(run.items[0].words.contains("“Quality”, as expected"), "{}", run.items[0].words);
        assert!(self.oracle.user(&user).unwrap().record.to_string().contains("Quality"));
        self.undone(&run).await;
        let now = self.oracle.user(&user).unwrap();
        assert_eq!(now.record, former.record, "{provider}: set and taken back");

        let refused = self.world.house.plan_changes(vec![set(not_kept, "x")]).await.unwrap_err();
        let name = rollcall_providers::attribute_name(not_kept);
        // A value of another type is refused for that; every other attribute because it is not kept.
        let why = match *not_kept {
            "active" => "active is true or false".to_owned(),
            _ => format!("does not keep {name}."),
        };
        assert!(refused.side_words.contains(&why), "{provider}: {refused}");
        if let Some(path) = write_only {
            let plan = self.plan(vec![set(path, "Buyer")]).await;
            assert!(plan.warnings.iter().any(|warning| warning.lead.contains("never returns")));
            let run = self.run(&plan).await;
            assert_eq!(run.items[0].outcome, Some(Outcome::AcceptedNotVerified), "{provider}");
            assert_eq!(plan.items[0].before, "not known", "{provider}: unknown is not empty");
            let undo = self.world.house.plan_undo(&run.id).await.unwrap_err();
            assert!(undo.side_words.contains("never returns it"), "{provider}: {undo}");
        }
        // What somebody else has set since is not taken back.
        let run = self.ends(vec![set(kept, "Kept")], Outcome::Verified).await;
        self.ends(vec![set(kept, "Theirs")], Outcome::Verified).await;
        let undo = self.world.house.plan_undo(&run.id).await.unwrap_err();
        assert!(
            undo.side_words.contains("has changed since this run set it"),
            "{provider}: \
            {undo}"
        );
        // The same again is no change.
        self.ends(vec![set(kept, "Quality")], Outcome::Verified).await;
        let again = self.world.house.plan_changes(vec![set(kept, "Quality")]).await.unwrap_err();
        assert!(again.side_words.contains("already"), "{provider}: {again}");
    }

    async fn memberships(&self) {
        let provider = self.row.provider;
        let (group, members) = self.group();
        let new: Vec<String> = self.outsiders(&members).into_iter().take(2).collect();
        let leaves = members.iter().next().unwrap().clone();
        self.apps.forget_requests(provider);
        let run = self
            .ends(
                vec![
                    self.change("add-member", json!({"group": group, "users": new})),
                    self.change("remove-member", json!({"group": group, "users": [leaves]})),
                ],
                Outcome::Verified,
            )
            .await;
        let now =
            || -> BTreeSet<String> { self.oracle.members(&group).unwrap().into_iter().collect() };
        let mut wanted = members.clone();
        wanted.extend(new.iter().cloned());
        wanted.remove(&leaves);
        assert_eq!(now(), wanted, "{provider}: the named ones and nobody else");
        for request in writes(&self.apps, provider) {
            let body = request.body.clone().unwrap_or_default();
            let body: Value = serde_json::from_str(&body).unwrap_or_default();
            for operation in body["Operations"].as_array().into_iter().flatten() {
                let bare = operation["path"] == "members" && operation["value"].is_null();
                assert!(!bare, "{provider} was sent {operation}");
                assert_ne!(operation["op"].as_str().unwrap().to_lowercase(), "replace");
            }
        }
        // The table shows it without another read.
        let shown = self.world.members(&self.connection, &group).await;
        assert_eq!(shown, wanted, "{provider}");
        self.undone(&run).await;
        assert_eq!(now(), members, "{provider}: taken back");
    }

    async fn groups(&self) {
        let provider = self.row.provider;
        let (group, members) = self.group();
        self.group_refused().await;
        let name = self.oracle.groups().into_iter().find(|(id, _)| *id == group).unwrap().1;
        let rename = self.change("rename-group", json!({"group": group, "name": "Quality circle"}));
        let run = self.ends(vec![rename], Outcome::Verified).await;
        assert_eq!(self.oracle.members("Quality circle").unwrap().len(), members.len());
        self.undone(&run).await;
        assert_eq!(self.oracle.members(&name).unwrap().len(), members.len(), "{provider}");

        let create = self.change("create-group", json!({"name": "Fresh start"}));
        let run = self.ends(vec![create.clone()], Outcome::Verified).await;
        assert!(self.oracle.members("Fresh start").unwrap().is_empty());
        let again = self.world.house.plan_changes(vec![create]).await.unwrap_err();
        assert!(again.side_words.contains("already"), "{provider}: {again}");
        let made = run.items[0].account_id.clone();
        assert!(!made.is_empty(), "the id of the new group is known");
        self.undone(&run).await;
        assert_eq!(self.oracle.members("Fresh start"), None, "{provider}: taken back");
        let delete = self.change("delete-group", json!({"group": group}));
        // Everybody in it loses something: the guard counts them.
        let house = &self.world.house;
        house.set_guard(&self.connection, Some(1), None).await.unwrap();
        let stopped = house.plan_changes(vec![delete.clone()]).await.unwrap_err();
        assert!(stopped.side_words.contains("guard"), "{provider}: {stopped}");
        house.set_guard(&self.connection, Some(100), Some("100")).await.unwrap();
        let run = self.ends(vec![delete], Outcome::Verified).await;
        assert_eq!(self.oracle.members(&group), None);
        // Under another id, with the same people in it.
        self.undone(&run).await;
        let back = self.oracle.members(&name).unwrap().into_iter().collect::<BTreeSet<_>>();
        assert_eq!(back, members, "{provider}: made again with its members");
    }

    /// A new account joins its groups when it is there, and a new group gets its members.
    async fn made_together(&self) {
        let provider = self.row.provider;
        let (group, members) = self.group();
        let user_name = "nils.new@example.com";
        let mut values: Map<String, Value> = (self.row.new_user)().as_object().unwrap().clone();
        values.insert("userName".to_owned(), json!(user_name));
        values.retain(|name, _| name != "title");
        let outsiders: Vec<String> = self.outsiders(&members).into_iter().take(2).collect();
        let run = self
            .ends(
                vec![
                    self.change("create", json!({"values": values, "groups": [group]})),
                    self.change("add-member", json!({"group": group, "users": outsiders})),
                    self.change("create-group", json!({"name": "Launch", "members": outsiders})),
                ],
                Outcome::Verified,
            )
            .await;
        let made = self.oracle.user(user_name).unwrap().id;
        let now =
            || -> BTreeSet<String> { self.oracle.members(&group).unwrap().into_iter().collect() };
        let mut wanted = members.clone();
        wanted.extend(outsiders.iter().cloned().chain([made]));
        assert_eq!(now(), wanted, "{provider}");
        let launch: BTreeSet<String> = self.oracle.members("Launch").unwrap().into_iter().collect();
        assert_eq!(launch, outsiders.iter().cloned().collect(), "{provider}");
        let still = self.world.house.recheck(&run.id).await.unwrap();
        assert!(still.items.iter().all(|item| item.holds == Some(true)), "{provider}: {still:?}");
        self.undone(&run).await;
        assert_eq!(now(), members, "{provider}: taken back");
        assert_eq!(self.oracle.members("Launch"), None, "{provider}: taken back");
        let gone = self.oracle.user(user_name).unwrap();
        assert!(gone.gone || !gone.active, "{provider}: taken back");
    }

    /// One app keeps a group that pages depend on: refused, in its words, and nothing changed.
    async fn group_refused(&self) {
        let Some((id, _)) = self.oracle.groups().into_iter().find(|(_, name)| name == UNDELETABLE)
        else {
            return;
        };
        let members = self.oracle.members(&id);
        let delete = self.change("delete-group", json!({"group": id}));
        let run = self.ends(vec![delete], Outcome::Refused).await;
        let problem = run.items[0].problem.as_ref().unwrap();
        assert!(problem.side_words.contains("without anyone who has full access"), "{problem}");
        assert_eq!(self.oracle.members(&id), members);
        assert!(self.world.house.plan_undo(&run.id).await.is_err(), "nothing took effect");
    }

    /// An account that the app protects: refused, in its words.
    async fn protected(&self) {
        let Some(who) = self.row.protected else { return };
        let person = match who {
            Protected::TokenOwner => self.oracle.token_owner(),
            Protected::SoleOwner => self.oracle.sole_owner(),
        };
        let person = person.unwrap();
        for kind in ["deactivate", "delete"] {
            let change = self.change(kind, json!({"user": person.id}));
            let run = self.ends(vec![change], Outcome::Refused).await;
            let problem = run.items[0].problem.as_ref().unwrap();
            assert!(problem.side_words.contains("403"), "{}: {problem}", self.row.provider);
            assert!(self.oracle.user(&person.id).unwrap().active);
        }
    }

    async fn people(&self) {
        let Row { provider, activates, delete_deactivates, new_user, .. } = self.row;
        let values: Map<String, Value> = new_user().as_object().unwrap().clone();
        let create = self.change("create", json!({"values": values}));
        let run = self.ends(vec![create.clone()], Outcome::Verified).await;
        let made = self.oracle.user("sara.new@example.com").expect("the new user");
        assert_eq!(run.items[0].account_id, made.id, "{provider}");
        let again = self.world.house.plan_changes(vec![create]).await.unwrap_err();
        assert!(again.side_words.contains(&made.id), "{provider}: {again}");
        // By its user name, from the local copy: no read was needed in between.
        let user = json!({"user": "sara.new@example.com"});
        let run = self.ends(vec![self.change("deactivate", user.clone())], Outcome::Verified).await;
        if *activates {
            self.undone(&run).await;
            assert!(self.oracle.user(&made.id).unwrap().active, "{provider}: taken back");
            let run =
                self.ends(vec![self.change("deactivate", user.clone())], Outcome::Verified).await;
            assert_eq!(run.verified, 1);
            self.ends(vec![self.change("activate", user.clone())], Outcome::Verified).await;
        } else {
            // It is gone there: taking it back makes a new account with the same values.
            self.undone(&run).await;
            let back = self.oracle.user("sara.new@example.com").unwrap();
            assert!(back.active && !back.gone, "{provider}: {back:?}");
        }
        let now = self.oracle.user("sara.new@example.com").unwrap();
        let delete = self.change("delete", json!({"user": now.id}));
        let plan = self.plan(vec![delete]).await;
        // Where the account stays, deleting is no more than deactivating.
        let one_way = !delete_deactivates || *provider == "zapier";
        let typed = one_way.then_some("sara.new@example.com");
        assert_eq!(plan.confirmation.type_this.as_deref(), typed, "{provider}");
        let last =
            plan.warnings.iter().any(|warning| warning.lead.contains("cannot be fully undone"));
        assert_eq!(last, one_way, "{provider}");
        let run = self.run(&plan).await;
        assert_eq!(run.items[0].outcome, Some(Outcome::Verified), "{}", run.items[0].words);
        let gone = self.oracle.user(&now.id).unwrap();
        assert_eq!((gone.active, gone.gone), (false, !delete_deactivates), "{provider}");
    }
}

async fn everything(provider: &str) {
    let scene = Scene::of(provider).await;
    scene.attributes().await;
    scene.memberships().await;
    scene.made_together().await;
    scene.groups().await;
    scene.protected().await;
    scene.people().await;
    let verified = scene.world.house.verify_record().await.unwrap();
    assert!(verified.intact, "{}", verified.words);
}

macro_rules! providers {
    ($($test:ident $provider:literal)*) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $test() {
            everything($provider).await;
        })*
    };
}

providers! {
    zapier "zapier"
    zscaler_zpa "zscaler-zpa"
    airtable "airtable"
    monday "monday"
    notion "notion"
    any_scim_server "scim"
}
