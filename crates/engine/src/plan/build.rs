//! From wishes to items: reads live what each change touches and computes the smallest request for
//! it, what must be found afterwards, and what would undo it.

use crate::change::{Change, clash};
use crate::core::Rollcall;
use crate::core::clock::new_id;
use crate::plan::draft::{Drafts, LiveGroup, Place};
use crate::plan::look_ahead::look_ahead;
use crate::plan::placeholders::stand_ins;
use crate::plan::{Because, Blocked, EXPIRES_AFTER, Plan, Target, Warning};
use crate::problem::failure::asked;
use crate::problem::is_removed;
use crate::problem::{Problem, ProblemCode};
use crate::view::PlanView;
use rollcall_scim::Resource;
use rollcall_store::{AccountId, AccountRef, ConnectionId, GroupId, Moment};
use std::collections::HashMap;
use std::sync::Arc;

const NO_PLAN: &str = "Creating the plan failed.";

/// What a plan is to be made of.
#[derive(Default)]
pub(crate) struct Wanted {
    pub(crate) changes: Vec<Change>,
    /// Changes that are known not to be sent, to show in the plan with the reason.
    pub(crate) blocked: Vec<Blocked>,
    /// What the admin is to know of it.
    pub(crate) warnings: Vec<Warning>,
    /// `None`: it follows from the changes.
    pub(crate) title: Option<String>,
    /// Staged wishes that the changes come from.
    pub(crate) staged: Vec<u32>,
    /// An app that does not answer keeps its own changes back and no others.
    pub(crate) patient: bool,
    /// Each change is a separate item, even if one request could make several.
    pub(crate) apart: bool,
    /// What was read for it just now, and is not asked for again.
    pub(crate) known: Known,
}

/// Accounts and groups as they are now.
#[derive(Default)]
pub(crate) struct Known {
    pub(crate) users: HashMap<AccountRef, Resource>,
    pub(crate) groups: HashMap<(ConnectionId, GroupId), LiveGroup>,
}

/// What came of planning one deactivation.
#[derive(Clone, Debug)]
pub enum Deactivation {
    /// A plan that waits for its confirmation.
    Planned(Box<PlanView>),
    /// The account was read just now and is inactive.
    Already,
}

/// A change in an app that was removed from Rollcall: left out, so that the others continue.
pub(crate) fn removed_app(wish: Change, problem: &Problem) -> Blocked {
    Blocked {
        connection_id: ConnectionId::from(wish.connection().to_owned()),
        change: wish.verb().to_owned(),
        on: wish.user().or_else(|| wish.group()).unwrap_or_default().to_owned(),
        why: format!("{} It was left out.", problem.side_words),
        because: Because::Cannot,
        wish: Some(wish),
    }
}

impl Rollcall {
    /// Reads the account live and plans its deactivation. Nothing is sent that changes anything.
    pub async fn plan_deactivate(
        &self,
        connection: &str,
        account_id: &AccountId,
    ) -> Result<PlanView, Problem> {
        self.plan_changes(vec![Change::Deactivate {
            connection: connection.to_owned(),
            user: account_id.to_string(),
        }])
        .await
    }

    /// The same, if having nothing to do is not a problem.
    ///
    /// # Errors
    /// As [`Rollcall::plan_changes`].
    pub async fn plan_deactivation(
        &self,
        connection: &str,
        account_id: &AccountId,
    ) -> Result<Deactivation, Problem> {
        let change =
            Change::Deactivate { connection: connection.to_owned(), user: account_id.to_string() };
        let wanted = Wanted { changes: vec![change], ..Wanted::default() };
        let (drafts, title, staged) = self.drafted(wanted).await?;
        let already = |one: &Blocked| one.because == Because::Already;
        if drafts.items.is_empty()
            && !drafts.blocked.is_empty()
            && drafts.blocked.iter().all(already)
        {
            return Ok(Deactivation::Already);
        }
        if drafts.items.is_empty() {
            return Err(nothing_to_plan(drafts));
        }
        Ok(Deactivation::Planned(Box::new(self.as_plan(drafts, title, staged).await?)))
    }

    /// Reads live what these changes touch and plans them, in their order. What is already in
    /// effect, or what the provider does not do, is in the plan as blocked.
    ///
    /// # Errors
    /// When a change names no account or several, when two contradict each other, when live state
    /// cannot be read, and when everything is blocked. Nothing is planned then.
    pub async fn plan_changes(&self, changes: Vec<Change>) -> Result<PlanView, Problem> {
        self.plan_wanted(Wanted { changes, ..Wanted::default() }).await
    }

    /// The same, with what is known in addition to the changes.
    pub(crate) async fn plan_wanted(&self, wanted: Wanted) -> Result<PlanView, Problem> {
        let (drafts, title, staged) = self.drafted(wanted).await?;
        if drafts.items.is_empty() {
            return Err(nothing_to_plan(drafts));
        }
        self.as_plan(drafts, title, staged).await
    }

    /// The items of the changes, before they are a plan; with the title and the staged wishes.
    pub(crate) async fn drafted(
        &self,
        wanted: Wanted,
    ) -> Result<(Drafts, Option<String>, Vec<u32>), Problem> {
        let Wanted { changes, mut blocked, warnings, title, staged, patient, apart, known } =
            wanted;
        let read_at = self.0.clock.now();
        let read_before = !known.users.is_empty() || !known.groups.is_empty();
        let mut resolved: Vec<Change> = Vec::with_capacity(changes.len());
        let mut about: HashMap<(String, String), Vec<usize>> = HashMap::new();
        let mut places: HashMap<String, Arc<Place>> = HashMap::new();
        for change in changes {
            let place = match places.get(change.connection()) {
                Some(known) => Arc::clone(known),
                None => {
                    let place = match Place::of(self, change.connection()).await {
                        Ok(place) => Arc::new(place),
                        Err(problem) if is_removed(&problem) => {
                            blocked.push(removed_app(change, &problem));
                            continue;
                        }
                        Err(problem) => return Err(problem),
                    };
                    // Changes name it in either way.
                    places.insert(change.connection().to_owned(), Arc::clone(&place));
                    places.insert(place.connection.id.to_string(), Arc::clone(&place));
                    place
                }
            };
            let change = self.resolved(&place.connection, change).await?;
            let same = about.entry(change.subject()).or_default();
            let known = |at: &usize| resolved.get(*at);
            if let Some(why) = same.iter().filter_map(known).find_map(|one| change.contradicts(one))
            {
                let (_, about) = change.subject();
                return Err(no_plan(&format!(
                    "Two changes of {about} in {} contradict each other: {why}.",
                    place.connection.name
                )));
            }
            if same.iter().filter_map(known).any(|one| *one == change) {
                continue;
            }
            let rest = same.iter().try_fold(change, |change, at| match resolved.get_mut(*at) {
                Some(one) if !apart => one.join(change),
                _ => Some(change),
            });
            if let Some(change) = rest {
                same.push(resolved.len());
                resolved.push(change);
            }
        }
        if let Some(why) = clash(&resolved) {
            return Err(no_plan(&format!("Two changes contradict each other: {why}.")));
        }
        let Known { users, groups } = known;
        let read_at = (!read_before).then_some(read_at);
        let mut drafts = Drafts { blocked, warnings, users, groups, read_at, ..Drafts::default() };
        self.known_groups_of_leavers(&resolved, &mut drafts).await?;
        look_ahead(&places, &resolved, &mut drafts, patient).await?;
        for change in resolved {
            let Some(place) = places.get(change.connection()) else { continue };
            let so_far = drafts.blocked.len();
            if let Err(problem) = place.draft(&change, &mut drafts).await {
                if !patient {
                    return Err(problem);
                }
                place.block_unread(&change, &problem, &mut drafts).await?;
            }
            for blocked in drafts.blocked.iter_mut().skip(so_far) {
                blocked.wish = Some(change.clone());
            }
        }
        let Drafts { items, made, .. } = &mut drafts;
        for item in items.iter_mut().filter(|item| matches!(item.target, Target::User(_))) {
            item.follows = stand_ins(&item.before_image, made);
        }
        self.keep_an_admin(&mut drafts).await?;
        self.stop_at_guard(&mut drafts).await?;
        Ok((drafts, title, staged))
    }

    /// Freezes, hashes and keeps what was drafted.
    pub(crate) async fn as_plan(
        &self,
        drafts: Drafts,
        title: Option<String>,
        staged: Vec<u32>,
    ) -> Result<PlanView, Problem> {
        let Drafts { items, blocked, warnings, read_at, .. } = drafts;
        let now = self.0.clock.now();
        let mut plan = Plan {
            id: new_id().into(),
            title: match title {
                Some(title) => title,
                None => self.title(&items).await,
            },
            made_at: Moment::from(now),
            expires_at: Moment::from(now + EXPIRES_AFTER),
            read_at: read_at.map(Moment::from),
            places: self.places(&items).await?,
            warnings,
            confirmation: self.confirmation(&items).await?,
            items,
            blocked,
            staged,
        };
        for (seq, item) in (1..).zip(&mut plan.items) {
            item.seq = seq;
        }
        self.keep(plan).await
    }
}

/// Why nothing of it can be planned.
fn nothing_to_plan(drafts: Drafts) -> Problem {
    let Drafts { blocked, warnings, gone, .. } = drafts;
    // Asked for one account alone, its own answer says most.
    if blocked.len() == 1
        && let Some(problem) = gone.into_values().next()
    {
        return problem;
    }
    if let Some(stop) = warnings.iter().find(|warning| warning.stop) {
        return asked(ProblemCode::BadRequest, NO_PLAN, &stop.lead, &stop.text);
    }
    let why = match blocked.first() {
        Some(first) => first.words(),
        None => "There is nothing to change.".to_owned(),
    };
    no_plan(&why)
}

fn no_plan(why: &str) -> Problem {
    asked(
        ProblemCode::BadRequest,
        NO_PLAN,
        why,
        "Choose other values, or read the connection again to see its current state.",
    )
}
