//! What a lockdown takes: each account's access ended, where sessions end with it first, and the
//! groups left where an account that is only inactive would keep them.

use super::{Case, Gone, KeptPerson, Looked, Part, Residual};
use crate::change::Change;
use crate::core::Rollcall;
use crate::core::transact::Undone;
use crate::plan::build::Wanted;
use crate::plan::draft::Drafts;
use crate::plan::{Because, Blocked};
use crate::problem::failure::asked;
use crate::problem::{Problem, ProblemCode};
use crate::text::acted;
use crate::view::{CaseKind, CasePlan, LineState, LockdownRequest};
use rollcall_providers::{AfterDeactivate, Known, Profile};
use rollcall_store::{Connection, Person, Transaction};

/// Reasons that are shown where nothing can be sent.
const BLOCKED_NAMED: usize = 6;

impl Rollcall {
    /// Plans the lockdown of people over all their apps. Nothing is sent, and an app that does not
    /// answer now does not delay the others.
    ///
    /// # Errors
    /// When a person no longer exists, is not a person, or has no account.
    pub async fn plan_lockdown(&self, wanted: LockdownRequest) -> Result<CasePlan, Problem> {
        let people = self.people_for(&wanted.people, "Planning the lockdown failed.").await?;
        let mut case = Case::new(CaseKind::Lockdown, title("Lockdown of", &people));
        case.groups = wanted.groups;
        let mut connections = self.connections_by_sessions().await?;
        connections.retain(|(connection, _)| {
            people.iter().any(|one| one.accounts.iter().any(|a| a.connection_id == connection.id))
        });
        for (connection, profile) in &connections {
            for person in &people {
                self.lock_in(&mut case, connection, profile, person, wanted.groups).await?;
            }
        }
        case.people = people.iter().map(kept).collect();
        case.notes = self.maybe_the_same(&people).await?;
        self.plan_case(case).await
    }

    /// Accounts that may belong to these people and are not linked to them, with the reason.
    async fn maybe_the_same(&self, people: &[Person]) -> Result<Vec<String>, Problem> {
        let connections =
            self.stored("Listing the apps", rollcall_store::Store::connections).await?;
        let mut notes = Vec::new();
        for person in people {
            for proposal in self.proposals_of(person, &connections).await? {
                if people.iter().any(|one| one.id == proposal.other) {
                    continue;
                }
                notes.push(format!(
                    "{} ({}) in {} may be the same person as {}: {}. If so, link them first.",
                    proposal.other_name,
                    proposal.other_email,
                    proposal.other_in,
                    person.name,
                    proposal.why
                ));
            }
        }
        Ok(notes)
    }

    /// The people, each with an account at least.
    pub(super) async fn people_for(&self, ids: &[u32], what: &str) -> Result<Vec<Person>, Problem> {
        let mut people = Vec::with_capacity(ids.len());
        for id in ids {
            let person = self.kept_person(*id).await?;
            if let Some(why) = &person.shared {
                return Err(asked(
                    ProblemCode::BadRequest,
                    what,
                    &format!("{} is not a person: {why}.", person.name),
                    "Deactivate the account on its own, or mark it as a person first.",
                ));
            }
            if person.accounts.is_empty() {
                return Err(asked(
                    ProblemCode::BadRequest,
                    what,
                    &format!("{} has no account in any app that was read.", person.name),
                    "There is nothing to do. Read the apps again to be sure.",
                ));
            }
            people.push(person);
        }
        if people.is_empty() {
            let next = "Select at least one person.";
            return Err(asked(ProblemCode::BadRequest, what, "No one was selected.", next));
        }
        Ok(people)
    }

    /// Connections with their profiles, those first where ending access ends sessions.
    pub(crate) async fn connections_by_sessions(
        &self,
    ) -> Result<Vec<(Connection, Profile)>, Problem> {
        let all = self.stored("Listing the apps", rollcall_store::Store::connections).await?;
        let mut found = Vec::with_capacity(all.len());
        for connection in all {
            let profile = self.profile(&connection.provider)?.clone();
            found.push((connection, profile));
        }
        found.sort_by_key(|(_, profile)| match profile.speaks.ends_sessions.value {
            Known::Yes => 0,
            Known::Unknown => 1,
            Known::No => 2,
        });
        Ok(found)
    }

    async fn lock_in(
        &self,
        case: &mut Case,
        connection: &Connection,
        profile: &Profile,
        person: &Person,
        groups: bool,
    ) -> Result<(), Problem> {
        let nouns = &profile.words.nouns;
        let after = &profile.speaks.after_deactivate.value;
        let soft = after.contains(&AfterDeactivate::Inactive);
        let may_delete = after.iter().any(|found| *found != AfterDeactivate::Inactive);
        for account in person.accounts.iter().filter(|one| one.connection_id == connection.id) {
            let wish = Change::Deactivate {
                connection: connection.id.to_string(),
                user: account.account_id.to_string(),
            };
            let access = Part::new(wish, &person.name, nouns.deactivate.clone());
            let mut leaving = Vec::new();
            if groups && soft {
                let detail = self.user(connection.id.as_str(), &account.account_id).await?;
                for group in detail.some_groups {
                    let wish = Change::RemoveMember {
                        connection: connection.id.to_string(),
                        group: group.group_id.into_string(),
                        users: vec![account.account_id.to_string()],
                    };
                    let change = format!("Leave {} {}", nouns.group, group.name);
                    leaving.push(Part::new(wish, &person.name, change));
                }
            }
            // A deleted account can no longer be removed from a group.
            if may_delete {
                case.parts.append(&mut leaving);
                case.parts.push(access);
            } else {
                case.parts.push(access);
                case.parts.append(&mut leaving);
            }
        }
        if person.accounts.iter().any(|one| one.connection_id == connection.id) {
            case.residual.extend(profile.words.residual.iter().map(|fact| Residual {
                connection_id: connection.id.clone(),
                person: person.name.clone(),
                text: fact.text.clone(),
                place: fact.detail.clone(),
                done_by: None,
                done_at: None,
                note: String::new(),
            }));
        }
        Ok(())
    }

    /// Drafts what is not verified yet, saves the case, and says what is in the plan.
    pub(crate) async fn plan_case(&self, case: Case) -> Result<CasePlan, Problem> {
        self.plan_case_with(case, |_, _| Ok(())).await
    }

    /// The same, and saves what belongs to the new case, both or neither.
    pub(crate) async fn plan_case_with(
        &self,
        mut case: Case,
        beside: impl FnOnce(&Transaction<'_>, &Case) -> Result<(), Undone> + Send + 'static,
    ) -> Result<CasePlan, Problem> {
        let (mut plan, mut blocked) = self.plan_parts(&case.parts, case.title.clone()).await?;
        let mut looked = self.looked_for(&blocked).await;
        if case.kind == CaseKind::Lockdown && follow(&mut case, &looked) {
            if let Some(plan) = plan {
                self.discard_plan(&plan.id).await?;
            }
            (plan, blocked) = self.plan_parts(&case.parts, case.title.clone()).await?;
            looked = self.looked_for(&blocked).await;
        }
        let at = self.0.clock.moment();
        case.blocked(&blocked, &looked, at);
        case.notes.extend(blocked.iter().map(|one| {
            let again = match one.because {
                Because::NoAnswer => " Once you confirm, it stays open and can be retried.",
                _ => "",
            };
            format!("{}{again}", one.words())
        }));
        // What was read in the requested state goes into a receipt; what only waits for the admin
        // does not.
        let yours = |part: &Part| part.state == LineState::Yours;
        if plan.is_none() && case.parts.iter().all(yours) {
            let mut why: Vec<String> =
                blocked.iter().take(BLOCKED_NAMED).map(Blocked::words).collect();
            if blocked.len() > BLOCKED_NAMED {
                why.push(format!("And {} more.", blocked.len() - BLOCKED_NAMED));
            }
            return Err(asked(
                ProblemCode::BadRequest,
                "There is nothing to send.",
                &why.join(" "),
                way_out(&blocked),
            ));
        }
        case.plan = plan.as_ref().map(|plan| plan.id.clone());
        let case = self.add_case(case, beside).await?;
        let view = self.case_view(&case).await?;
        Ok(CasePlan { case_id: case.id, plan, lines: view.lines, notes: case.notes })
    }

    /// A plan of what can be sent now, and what keeps the rest.
    pub(super) async fn plan_parts(
        &self,
        parts: &[Part],
        title: String,
    ) -> Result<(Option<crate::view::PlanView>, Vec<Blocked>), Problem> {
        let (mut held, known) = self.held_back(parts).await;
        let is_held = |part: &&Part| held.iter().any(|one| one.wish.as_ref() == Some(&part.wish));
        let changes: Vec<Change> =
            parts.iter().filter(|part| !is_held(part)).map(|part| part.wish.clone()).collect();
        if changes.is_empty() {
            return Ok((None, held));
        }
        let title = Some(title);
        let wanted =
            Wanted { changes, title, patient: true, apart: true, known, ..Wanted::default() };
        let (drafts, title, staged) = self.drafted(wanted).await?;
        held.extend(drafts.blocked.iter().cloned());
        let blocked = held;
        if drafts.items.is_empty() {
            return Ok((None, blocked));
        }
        let drafts: Drafts = drafts;
        let plan = self.as_plan(drafts, title, staged).await?;
        Ok((Some(plan), blocked))
    }
}

/// What lets through what is held back: the guard is raised, a protection is lifted.
fn way_out(blocked: &[Blocked]) -> &'static str {
    let guard = blocked.iter().any(|one| one.because == Because::Guard);
    match (guard, blocked.iter().all(|one| one.because == Because::Guard)) {
        (true, true) => {
            "If this number of people is right, raise the guard on the app's page or with \
            `rollcall guard`."
        }
        (true, false) => {
            "If this number of people is right, raise the guard on the app's page or with \
            `rollcall guard`. Lift protections where needed, with a reason."
        }
        (false, _) => "Check the person's apps. Lift protections where needed, with a reason.",
    }
}

/// Replaces an account that is gone with the re-created one; whether there was one.
pub(super) fn follow(case: &mut Case, looked: &Looked) -> bool {
    let mut followed = false;
    for (wish, gone) in looked {
        let Ok(Gone::Recreated { id, active: true }) = gone else { continue };
        let connection = wish.connection().to_owned();
        let recreated = Change::Deactivate { connection, user: id.to_string() };
        followed = true;
        // Where the local copy has it already, it has a line of its own.
        if case.parts.iter().any(|part| part.wish == recreated) {
            case.parts.retain(|part| part.wish != *wish);
            continue;
        }
        for part in case.parts.iter_mut().filter(|part| part.wish == *wish) {
            part.wish = recreated.clone();
            part.change = acted(&part.change, "the re-created account");
        }
    }
    followed
}

pub(super) fn kept(person: &Person) -> KeptPerson {
    KeptPerson {
        name: person.name.clone(),
        email: person.email.clone(),
        accounts: person
            .accounts
            .iter()
            .map(|one| (one.connection_id.clone(), one.account_id.clone()))
            .collect(),
    }
}

pub(super) fn title(what: &str, people: &[Person]) -> String {
    match people {
        [only] => format!("{what} {}", only.name),
        [one, other] => format!("{what} {} and {}", one.name, other.name),
        several => format!("{what} {} people", several.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall_store::ConnectionId;

    #[test]
    fn the_way_out_names_the_guard_where_the_guard_holds_back() {
        let blocked = |because| Blocked {
            connection_id: ConnectionId::from("c"),
            change: "Deactivate".to_owned(),
            on: "Jo".to_owned(),
            why: String::new(),
            because,
            wish: None,
        };
        let guard = way_out(&[blocked(Because::Guard), blocked(Because::Guard)]);
        assert!(guard.contains("rollcall guard") && !guard.contains("protection"), "{guard}");
        let both = way_out(&[blocked(Because::Guard), blocked(Because::Cannot)]);
        assert!(both.contains("rollcall guard") && both.contains("protection"), "{both}");
        let protected = way_out(&[blocked(Because::Cannot)]);
        assert!(protected.contains("protection") && !protected.contains("guard"), "{protected}");
    }
}
