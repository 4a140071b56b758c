//! The plan: what exactly will be sent, made from live state, hashed, used once, expiring.
//!
//! Every write goes through here. `resolve` finds ids for names, `build` makes the items by `draft` and
//! the `draft_…` of users, groups and members, with `placeholders` for ids that do not exist yet;
//! `guard` and `last_admin` block what takes too much, `confirmation` says what has to be typed. `to_view`
//! shows a plan, `file` lets it lie in a file, `preview` shows a request before there is a plan.

pub(crate) mod build;
mod confirmation;
pub(crate) mod draft;
pub(crate) mod draft_groups;
pub(crate) mod draft_members;
pub(crate) mod draft_users;
pub(crate) mod file;
pub(crate) mod guard;
pub(crate) mod last_admin;
mod look_ahead;
pub(crate) mod placeholders;
pub(crate) mod preview;
pub(crate) mod resolve;
#[cfg(test)]
pub(crate) mod sample;
pub(crate) mod to_view;

use crate::change::Change;
use crate::core::Rollcall;
use crate::core::transact::Undone;
use crate::problem::{Problem, ProblemCode};
use crate::record::event::RecordEvent;
use crate::text::acted;
use crate::view::{Confirmation, PlanView};
use jiff::{SignedDuration, Timestamp};
use rollcall_providers::{Expected, Mark, MemberSet};
use rollcall_scim::Request;
use rollcall_store::{ConnectionId, Moment, PlanId, PlanRecord, StoreError, Transaction};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashSet};
use std::ops::RangeInclusive;

/// A plan is too old after this long: what it shows may have moved.
pub(crate) const EXPIRES_AFTER: SignedDuration = SignedDuration::from_mins(15);

/// A plan that is run at once needs no second look at what was read for it so shortly before.
const LOOKED_FOR: SignedDuration = SignedDuration::from_secs(3);

/// A plan's state as the store keeps it. Whether an open one has expired is up to the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeptState {
    Open,
    Used,
    Discarded,
}

impl KeptState {
    const ALL: [Self; 3] = [Self::Open, Self::Used, Self::Discarded];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Used => "used",
            Self::Discarded => "discarded",
        }
    }

    pub(crate) fn of(plan: &PlanRecord) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == plan.state)
    }
}

/// The frozen plan, as hashed and stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Plan {
    pub id: PlanId,
    pub title: String,
    pub made_at: Moment,
    pub expires_at: Moment,
    /// When the reading of live state for it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_at: Option<Moment>,
    /// What the connections were like: id and SHA-256 of address and settings. A plan does not
    /// outlive a change of either.
    pub places: BTreeMap<String, String>,
    pub warnings: Vec<Warning>,
    pub items: Vec<Item>,
    pub blocked: Vec<Blocked>,
    pub confirmation: Confirmation,
    /// Staged wishes that it was made of; they leave the stage with its run.
    pub staged: Vec<u32>,
}

/// A wish that is in the plan and is not sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Blocked {
    pub connection_id: ConnectionId,
    pub change: String,
    pub on: String,
    pub why: String,
    #[serde(default)]
    pub because: Because,
    /// The change with ids, where it is known.
    #[serde(default)]
    pub wish: Option<Change>,
}

impl Blocked {
    /// "Remove Jo from workspace: protected as your own account."
    pub(crate) fn words(&self) -> String {
        format!("{}: {}", acted(&self.change, &self.on), self.why)
    }
}

/// What kind of reason keeps a wish from being sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Because {
    /// It cannot, or must not, be done.
    #[default]
    Cannot,
    /// It is already in effect, as read just now.
    Already,
    /// The app does not have such an account or group, or no longer has it.
    Gone,
    /// The app did not answer.
    NoAnswer,
    /// More people would lose something than the guard of the app lets through.
    Guard,
}

/// What an item is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "kebab-case")]
pub(crate) enum Target {
    User(String),
    /// A user who is to be made, by user name.
    NewUser(String),
    Group(String),
    /// A group that is to be made, by name.
    NewGroup(String),
}

impl Target {
    /// The id; none for what is still to be created.
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::User(id) | Self::Group(id) => id,
            Self::NewUser(_) | Self::NewGroup(_) => "",
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Warning {
    pub stop: bool,
    pub lead: String,
    pub text: String,
    pub count: u32,
}

/// The smallest safe unit: one account's change, or one chunk of members of one group.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Item {
    pub seq: u32,
    pub connection_id: ConnectionId,
    pub address: String,
    pub target: Target,
    /// The change with ids; what an undo is the inverse of.
    pub wish: Change,
    pub change: String,
    pub on: String,
    pub before: String,
    pub after: String,
    pub expected: Expected,
    pub undo: String,
    pub irreversible: bool,
    pub request: Request,
    pub read_back: Request,
    pub mark: Mark,
    pub before_image: Value,
    /// Who was in the group, for an item about a group whose members the app returns.
    pub members_before: Option<MemberSet>,
    /// Groups the account was in, as far as known: what an undo needs in addition to the resource.
    pub groups: Option<Vec<String>>,
    /// The placeholder, in later items, for the id of what it creates.
    pub makes: Option<String>,
    /// The placeholders in this item for ids of things that earlier items create.
    pub follows: Vec<String>,
}

impl Plan {
    /// SHA-256 over the RFC 8785 form, hex.
    pub(crate) fn hash(&self) -> Result<String, Problem> {
        let trouble = |error: serde_json::Error| {
            crate::problem::failure::internal("Hashing the plan", &error.to_string())
        };
        let whole = serde_json::to_value(self).map_err(trouble)?;
        let bytes = serde_json_canonicalizer::to_vec(&rollcall_store::exact_numbers(whole))
            .map_err(trouble)?;
        Ok(hex::encode(Sha256::digest(&bytes)))
    }

    /// Made later than now: with a clock that was ahead, so how old it is is not known.
    pub(crate) fn is_of_the_future(&self, now: Timestamp) -> bool {
        self.made_at.timestamp() > now + crate::core::in_order::TOLERANCE
    }

    pub(crate) fn expired(&self, now: Timestamp) -> bool {
        self.expires_at.timestamp() <= now
    }

    /// While the look that the plan was made from counts as the look before sending. `None`: never,
    /// because one of its items changes what another one looks at.
    pub(crate) fn looked(&self) -> Option<RangeInclusive<Timestamp>> {
        let read_at = self.read_at?.timestamp();
        let mut accounts = HashSet::new();
        let alone = |item: &Item| {
            matches!(item.target, Target::User(_))
                && item.follows.is_empty()
                && accounts.insert((item.connection_id.clone(), item.target.id().to_owned()))
        };
        self.items.iter().all(alone).then(|| read_at..=read_at + LOOKED_FOR)
    }
}

/// Throws an open plan away; one that was used stays used.
pub(crate) fn discard(all: &Transaction<'_>, id: &PlanId) -> Result<(), Undone> {
    let discarded = all.update_plan(id, |plan| {
        let open = KeptState::of(plan) == Some(KeptState::Open);
        if open {
            KeptState::Discarded.as_str().clone_into(&mut plan.state);
        }
        Ok::<_, StoreError>(open.then(|| plan.hash.clone()))
    })?;
    if let Some(hash) = discarded {
        RecordEvent::PlanDiscarded { plan: id.to_owned(), hash }.append(all)?;
    }
    Ok(())
}

impl Rollcall {
    /// Id and state of each connection that the items are about.
    pub(crate) async fn places(&self, items: &[Item]) -> Result<BTreeMap<String, String>, Problem> {
        let mut places = BTreeMap::new();
        for item in items {
            if !places.contains_key(item.connection_id.as_str()) {
                let connection = self.connection(item.connection_id.as_str()).await?;
                let digest = Sha256::new_with_prefix(&connection.address)
                    .chain_update([0])
                    .chain_update(&connection.settings);
                places.insert(connection.id.into_string(), hex::encode(digest.finalize()));
            }
        }
        Ok(places)
    }

    /// Whether the connections of a plan are as they were when it was created.
    pub(crate) async fn is_at_its_places(&self, plan: &Plan) -> Result<bool, Problem> {
        match self.places(&plan.items).await {
            Ok(places) => Ok(places == plan.places),
            Err(problem) if problem.code == ProblemCode::NotFound => Ok(false),
            Err(problem) => Err(problem),
        }
    }

    /// A plan as it is now.
    pub async fn plan(&self, plan_id: &PlanId) -> Result<PlanView, Problem> {
        let (record, plan) = self.kept_plan(plan_id).await?;
        self.plan_view(&plan, &record).await
    }

    /// Throws an open plan away.
    pub async fn discard_plan(&self, plan_id: &PlanId) -> Result<PlanView, Problem> {
        let id = plan_id.to_owned();
        self.transact("Discarding the plan", move |all| discard(all, &id)).await?;
        self.plan(plan_id).await
    }

    pub(crate) async fn kept_plan(&self, plan_id: &PlanId) -> Result<(PlanRecord, Plan), Problem> {
        let id = plan_id.to_owned();
        let record = self.stored("Looking up the plan", move |store| store.plan(&id)).await?;
        let plan: Plan = serde_json::from_str(&record.body_json).map_err(|error| {
            crate::problem::failure::internal("Reading the stored plan", &error.to_string())
        })?;
        if plan.hash()? != record.hash {
            return Err(crate::problem::failure::internal(
                "Reading the stored plan",
                "its content does not match its hash, so it will not be run",
            ));
        }
        Ok((record, plan))
    }

    pub(crate) async fn keep(&self, plan: Plan) -> Result<PlanView, Problem> {
        self.in_order("Creating the plan failed.").await?;
        let hash = plan.hash()?;
        let unfit = |error: serde_json::Error| {
            crate::problem::failure::internal("Saving the plan", &error.to_string())
        };
        let body = serde_json::to_string(&plan).map_err(unfit)?;
        let record = PlanRecord {
            id: plan.id.clone(),
            hash: hash.clone(),
            made_at: plan.made_at,
            expires_at: plan.expires_at,
            state: KeptState::Open.as_str().to_owned(),
            body_json: body,
            revision: 0,
        };
        let items = plan.items.iter().map(serde_json::to_value).collect::<Result<_, _>>();
        let event = RecordEvent::PlanMade {
            plan: plan.id.clone(),
            hash,
            title: plan.title.clone(),
            expires_at: plan.expires_at,
            items: items.map_err(unfit)?,
        };
        let kept = record.clone();
        self.transact("Saving the plan", move |all| {
            all.add_plan(&kept)?;
            event.append(all)?;
            Ok(())
        })
        .await?;
        self.plan_view(&plan, &record).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Map, json};

    /// A plan about one number.
    fn plan(number: Value) -> Plan {
        let values = Map::from_iter([("externalId".to_owned(), number)]);
        Plan {
            id: "p".into(),
            title: String::new(),
            made_at: Moment::default(),
            expires_at: Moment::default(),
            read_at: None,
            places: BTreeMap::new(),
            warnings: Vec::new(),
            items: Vec::new(),
            blocked: vec![Blocked {
                connection_id: ConnectionId::from("c"),
                change: "Set".to_owned(),
                on: "Jo".to_owned(),
                why: String::new(),
                because: Because::Cannot,
                wish: Some(Change::Set { connection: "c".into(), user: "1".into(), values }),
            }],
            confirmation: Confirmation {
                type_this: None,
                button: String::new(),
                destructive: false,
            },
            staged: Vec::new(),
        }
    }

    #[test]
    fn plans_that_differ_only_in_the_last_digit_of_a_long_number_have_other_hashes() {
        let hash = |number: Value| plan(number).hash().unwrap();
        let long = 144_115_188_075_855_872_u64;
        assert_ne!(hash(json!(long)), hash(json!(long + 1)));
        assert_ne!(hash(json!(long)), hash(json!(long.to_string())));
        assert_eq!(hash(json!(long)), hash(json!(long)));
        // What was read back from the store has the same hash.
        let kept: Plan =
            serde_json::from_str(&serde_json::to_string(&plan(json!(long))).unwrap()).unwrap();
        assert_eq!(kept.hash().unwrap(), hash(json!(long)));
    }
}
