//! The plan: what exactly will be sent, made from live state, hashed, used once, expiring.
//!
//! Every write goes through here. This issue of Rollcall knows one kind of change, the
//! deactivation of one account; the shape is that of many.

use crate::clock::stamp;
use crate::failure::{Doing, asked};
use crate::home::Rollcall;
use crate::problem::{Problem, ProblemCode};
use crate::search::{indented, no_such_user};
use crate::shape::{self, NAME_SHOWN, bounded};
use crate::view::{
    AccountState, Confirmation, PlanItem, PlanState, PlanView, RequestView, SummaryLine, UserRow,
    Verdict, WarningLevel, WarningView,
};
use jiff::{SignedDuration, Timestamp};
use rollcall_providers::{EndState, Mark, Profile};
use rollcall_scim::{Request, Resource, User};
use rollcall_store::{Connection, PlanRecord};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A plan is too old after this long: what it shows may have moved.
pub(crate) const EXPIRES_AFTER: SignedDuration = SignedDuration::from_mins(15);

/// Longest text an admin is asked to type; a longer name is replaced by the count.
const LONGEST_TYPED: usize = 60;

/// The words the store keeps for a plan's state.
pub(crate) mod state {
    pub(crate) const OPEN: &str = "open";
    pub(crate) const USED: &str = "used";
    pub(crate) const DISCARDED: &str = "discarded";
}

/// The frozen plan, as hashed and stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Plan {
    pub id: String,
    pub title: String,
    pub made_at: String,
    pub expires_at: String,
    pub warnings: Vec<Warning>,
    pub items: Vec<Item>,
    pub confirmation: Confirmation,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Warning {
    pub stop: bool,
    pub lead: String,
    pub text: String,
    pub count: u32,
}

/// The smallest safe unit: one account's change.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Item {
    pub seq: u32,
    pub connection_id: String,
    pub address: String,
    pub account_id: String,
    pub change: String,
    pub on: String,
    pub before: String,
    pub after: String,
    pub expected: Vec<EndState>,
    pub undo: String,
    pub irreversible: bool,
    pub request: Request,
    pub read_back: Request,
    pub mark: Mark,
    pub before_image: Value,
    /// Groups the account was in, as far as known: what an undo needs beside the resource.
    pub groups: Option<Vec<String>>,
}

impl Plan {
    /// SHA-256 over the RFC 8785 form, hex.
    pub(crate) fn hash(&self) -> Result<String, Problem> {
        let bytes = serde_json_canonicalizer::to_vec(self)
            .map_err(|error| crate::failure::internal("Hashing the plan", &error.to_string()))?;
        Ok(hex::encode(Sha256::digest(&bytes)))
    }

    pub(crate) fn expired(&self, now: Timestamp) -> bool {
        self.expires_at.parse::<Timestamp>().is_ok_and(|at| at <= now)
    }
}

/// Why the deactivation of this row is greyed.
pub(crate) fn blocked_reason(row: &UserRow, profile: &Profile) -> Option<String> {
    let nouns = &profile.words.nouns;
    match row.status {
        AccountState::Active => None,
        AccountState::Inactive => Some(format!("Already {}.", nouns.deactivated)),
        AccountState::NoLongerListed => Some(format!(
            "{} does not list this {} any more. What became of it cannot be seen from here.",
            profile.name, nouns.user
        )),
    }
}

impl Rollcall {
    /// Reads the account live and plans its deactivation. Nothing is sent that changes anything.
    pub async fn plan_deactivate(
        &self,
        connection: &str,
        account_id: &str,
    ) -> Result<PlanView, Problem> {
        let connection = self.connection(connection).await?;
        let profile = self.profile(&connection.provider)?.clone();
        let (id, account) = (connection.id.clone(), account_id.to_owned());
        let known = self
            .stored("Looking up the user", move |store| store.account(&id, &account))
            .await?
            .ok_or_else(|| no_such_user(account_id, &connection.name))?;
        let live = self.live(&connection, &profile, account_id).await?;
        let user = User::of(&live);
        let label = bounded(user.label(), NAME_SHOWN);
        let nouns = &profile.words.nouns;
        if user.active == Some(false) {
            return Err(asked(
                ProblemCode::BadRequest,
                &format!("Planning to {} {} failed.", nouns.deactivate.to_lowercase(), label),
                &format!("{} says the account is inactive already (read just now).", profile.name),
                "Read the connection again to see it here.",
            ));
        }
        let intent = rollcall_providers::deactivate(&profile, account_id);
        let irreversible = profile.deactivation_is_one_way();
        let after = profile.after_deactivate_words();
        let item = Item {
            seq: 1,
            connection_id: connection.id.clone(),
            address: connection.address.clone(),
            account_id: account_id.to_owned(),
            change: nouns.deactivate.clone(),
            on: label.clone(),
            before: "active".to_owned(),
            after,
            expected: intent.expected,
            undo: profile.words.undo.clone(),
            irreversible,
            request: intent.request,
            read_back: intent.read_back,
            mark: intent.mark,
            before_image: live.as_value(),
            groups: known
                .groups
                .map(|groups| groups.into_iter().map(|group| group.group_id).collect()),
        };
        let summary_read = self.connection_view(&connection).await?.last_read;
        let mut warnings = vec![Warning {
            stop: false,
            lead: profile.words.deactivate_warning.lead.clone(),
            text: profile.words.deactivate_warning.text.clone(),
            count: 1,
        }];
        if summary_read.is_none_or(|read| read.verdict != Verdict::Complete) {
            warnings.push(Warning {
                stop: false,
                lead: format!("The last read of {} was not complete.", connection.name),
                text: "This account was read live just now; what else is shown of this app may be older.".to_owned(),
                count: 1,
            });
        }
        let now = self.0.clock.now();
        let name = if user.user_name.as_deref().unwrap_or("").is_empty() {
            label.clone()
        } else {
            user.user_name.clone().unwrap_or_default()
        };
        let plan = Plan {
            id: crate::clock::new_id(),
            title: format!("{} {label} in {}", nouns.deactivate, connection.name),
            made_at: stamp(now),
            expires_at: stamp(now + EXPIRES_AFTER),
            warnings,
            items: vec![item],
            confirmation: Confirmation {
                type_this: irreversible.then(|| {
                    if name.chars().count() <= LONGEST_TYPED { name } else { "1".to_owned() }
                }),
                button: format!("{} 1 {}", nouns.deactivate, nouns.user),
                destructive: true,
            },
        };
        self.keep(plan).await
    }

    /// A plan as it stands now.
    pub async fn plan(&self, plan_id: &str) -> Result<PlanView, Problem> {
        let (record, plan) = self.kept_plan(plan_id).await?;
        self.plan_view(&plan, &record).await
    }

    /// Throws an open plan away.
    pub async fn discard_plan(&self, plan_id: &str) -> Result<PlanView, Problem> {
        let (record, plan) = self.kept_plan(plan_id).await?;
        let id = record.id.clone();
        let changed = self
            .stored("Discarding the plan", move |store| {
                store.set_plan_state(&id, state::OPEN, state::DISCARDED)
            })
            .await?;
        if changed {
            self.on_record("plan-discarded", json!({"plan": plan.id, "hash": record.hash})).await?;
        }
        self.plan(plan_id).await
    }

    pub(crate) async fn kept_plan(&self, plan_id: &str) -> Result<(PlanRecord, Plan), Problem> {
        let id = plan_id.to_owned();
        let record = self.stored("Looking up the plan", move |store| store.plan(&id)).await?;
        let plan: Plan = serde_json::from_str(&record.body_json).map_err(|error| {
            crate::failure::internal("Reading the stored plan", &error.to_string())
        })?;
        if plan.hash()? != record.hash {
            return Err(crate::failure::internal(
                "Reading the stored plan",
                "its content does not fit its hash, so it will not be run",
            ));
        }
        Ok((record, plan))
    }

    async fn keep(&self, plan: Plan) -> Result<PlanView, Problem> {
        let hash = plan.hash()?;
        let body = serde_json::to_string(&plan)
            .map_err(|error| crate::failure::internal("Keeping the plan", &error.to_string()))?;
        let record = PlanRecord {
            id: plan.id.clone(),
            hash: hash.clone(),
            made_at: plan.made_at.clone(),
            expires_at: plan.expires_at.clone(),
            state: state::OPEN.to_owned(),
            body_json: body,
        };
        let kept = record.clone();
        self.stored("Keeping the plan", move |store| store.save_plan(&kept)).await?;
        self.on_record(
            "plan-made",
            json!({"plan": plan.id, "hash": hash, "title": plan.title, "expires_at": plan.expires_at, "items": plan.items}),
        )
        .await?;
        self.plan_view(&plan, &record).await
    }

    /// The account as the server has it now.
    pub(crate) async fn live(
        &self,
        connection: &Connection,
        profile: &Profile,
        account_id: &str,
    ) -> Result<Resource, Problem> {
        let client = self.client(connection).await?;
        let cancel = tokio_util::sync::CancellationToken::new();
        let doing = Doing {
            what: "Reading the account as it is now",
            profile,
            host: client.endpoint().host(),
            state: "Nothing was changed.",
        };
        let answer = client.get(&profile.user(account_id), &cancel).await;
        let value = answer.and_then(|answer| answer.json()).map_err(|failure| {
            let mut problem = doing.problem(&failure);
            if failure.is_not_found() {
                problem.code = ProblemCode::NotFound;
                problem.side_words =
                    format!("{} has no account with this id any more (404).", profile.name);
                problem.next =
                    "Read the connection again; it may have been removed there already.".to_owned();
            }
            problem
        })?;
        let resource = Resource::from_value(value).map_err(|_| {
            crate::failure::internal(
                "Reading the account as it is now",
                "the answer is not an object",
            )
        })?;
        if resource.id().as_deref() != Some(account_id) {
            return Err(Problem {
                code: ProblemCode::NotScim,
                what: "Reading the account as it is now failed.".to_owned(),
                side: crate::problem::Side::There,
                side_words: format!(
                    "{} answered with another account than the one asked for.",
                    profile.name
                ),
                state: "Nothing was changed.".to_owned(),
                next: "Do not change accounts over this connection; report it to the provider."
                    .to_owned(),
                exchange: None,
            });
        }
        Ok(resource)
    }

    pub(crate) async fn plan_view(
        &self,
        plan: &Plan,
        record: &PlanRecord,
    ) -> Result<PlanView, Problem> {
        let now = self.0.clock.now();
        let state = match record.state.as_str() {
            state::USED => PlanState::Used,
            state::DISCARDED => PlanState::Discarded,
            _ if plan.expired(now) => PlanState::Expired,
            _ => PlanState::Open,
        };
        let id = plan.id.clone();
        let run_id = self.stored("Looking up its run", move |store| store.run_of_plan(&id)).await?;
        let mut items = Vec::with_capacity(plan.items.len());
        let mut summary: Vec<SummaryLine> = Vec::new();
        for item in &plan.items {
            let view = self.item_view(item).await;
            match summary.iter_mut().find(|line| line.connection_id == item.connection_id) {
                Some(line) => line.count += 1,
                None => summary.push(SummaryLine {
                    connection_id: view.connection_id.clone(),
                    connection_name: view.connection_name.clone(),
                    color: view.color.clone(),
                    words: item.change.clone(),
                    count: 1,
                }),
            }
            items.push(view);
        }
        let blocked = items.iter().filter(|item| item.blocked.is_some()).count();
        let to_send = items.len() - blocked;
        Ok(PlanView {
            id: plan.id.clone(),
            title: plan.title.clone(),
            lead: format!(
                "{} {}, live state read when the plan was made. {to_send} will be sent, {blocked} {} blocked.",
                items.len(),
                if items.len() == 1 { "item" } else { "items" },
                if blocked == 1 { "is" } else { "are" },
            ),
            hash: record.hash.clone(),
            made_at: plan.made_at.clone(),
            expires_at: plan.expires_at.clone(),
            state,
            summary,
            warnings: plan
                .warnings
                .iter()
                .map(|warning| WarningView {
                    level: if warning.stop { WarningLevel::Stop } else { WarningLevel::Warn },
                    lead: warning.lead.clone(),
                    text: warning.text.clone(),
                    count: warning.count,
                })
                .collect(),
            items,
            confirmation: plan.confirmation.clone(),
            run_id,
        })
    }

    async fn item_view(&self, item: &Item) -> PlanItem {
        let (connection_name, color, host, path) = self.item_place(item).await;
        PlanItem {
            seq: item.seq,
            connection_id: item.connection_id.clone(),
            connection_name,
            color,
            account_id: item.account_id.clone(),
            change: item.change.clone(),
            on: item.on.clone(),
            before: item.before.clone(),
            after: item.after.clone(),
            expected: expected_words(&item.expected),
            read_back: "by id, at once and again within some seconds".to_owned(),
            undo: item.undo.clone(),
            irreversible: item.irreversible,
            blocked: None,
            warned: true,
            request: RequestView {
                method: item.request.method.as_str().to_owned(),
                path,
                host,
                body: item
                    .request
                    .body
                    .as_ref()
                    .map_or_else(String::new, |body| indented(&body.to_string())),
                mark: shape::mark(item.mark),
            },
            before_image: indented(&item.before_image.to_string()),
        }
    }

    /// Name, colour, host and path of an item; falls back to what the plan itself holds when the
    /// connection was removed since.
    pub(crate) async fn item_place(&self, item: &Item) -> (String, String, String, String) {
        let endpoint = rollcall_scim::Endpoint::parse(&item.address).ok();
        let host = endpoint.as_ref().map_or_else(String::new, |e| e.host().to_owned());
        let url = endpoint.and_then(|e| e.url(&item.request.path, &item.request.query).ok());
        let path = url.map_or_else(String::new, |url| match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        });
        match self.connection(&item.connection_id).await {
            Ok(connection) => {
                let color = self
                    .profile(&connection.provider)
                    .map_or_else(|_| String::new(), |profile| profile.color.clone());
                (connection.name, color, host, path)
            }
            Err(_) => (host.clone(), String::new(), host, path),
        }
    }
}

pub(crate) fn expected_words(expected: &[EndState]) -> String {
    let words: Vec<&str> = expected.iter().map(|state| state.words()).collect();
    words.join(", or ")
}
