//! A quarantine: into the holding group, where the admin chose one, and out of all others.

use super::lockdown::{kept, title};
use super::{Case, Part};
use crate::change::Change;
use crate::core::Rollcall;
use crate::core::clock::no_day_ahead;
use crate::plan::guard::Settings;
use crate::problem::failure::asked;
use crate::problem::{Problem, ProblemCode};
use crate::view::{AccountState, CaseKind, CasePlan, QuarantineRequest};
use rollcall_store::{Connection, GroupId, Person};

const WHAT: &str = "Planning the quarantine failed.";

impl Rollcall {
    /// Whether a text is a day on which a quarantine can be reviewed.
    ///
    /// # Errors
    /// When it is no date, or one that has passed.
    pub fn check_due(&self, due: Option<&str>) -> Result<(), Problem> {
        match due.and_then(|due| no_day_ahead(due, self.0.clock.today())) {
            Some((why, next)) => Err(asked(ProblemCode::BadRequest, WHAT, &why, next)),
            None => Ok(()),
        }
    }

    /// Plans the quarantine of people. Groups that they are in now are remembered with their owners.
    ///
    /// # Errors
    /// As [`Rollcall::plan_lockdown`]; when the members of a group in one of the apps are unknown.
    pub async fn plan_quarantine(&self, wanted: QuarantineRequest) -> Result<CasePlan, Problem> {
        self.check_due(wanted.due.as_deref())?;
        let people = self.people_for(&wanted.people, WHAT).await?;
        let mut case = Case::new(CaseKind::Quarantine, title("Quarantine of", &people));
        case.due = wanted.due;
        for (connection, profile) in self.connections_by_sessions().await? {
            if wanted.leave_out.iter().any(|one| connection.id == one.as_str()) {
                continue;
            }
            let noun = profile.words.nouns.group.clone();
            for person in &people {
                self.hold_in(&mut case, &connection, &noun, person).await?;
            }
        }
        if case.parts.is_empty() {
            return Err(asked(
                ProblemCode::BadRequest,
                WHAT,
                "None of these accounts is in a group, and no holding group is set.",
                "Choose a holding group for an app, or lock the person down.",
            ));
        }
        case.people = people.iter().map(kept).collect();
        self.plan_case(case).await
    }

    async fn hold_in(
        &self,
        case: &mut Case,
        connection: &Connection,
        noun: &str,
        person: &Person,
    ) -> Result<(), Problem> {
        let holding = Settings::of(connection)?.holding_group().cloned();
        for account in person.accounts.iter().filter(|one| one.connection_id == connection.id) {
            let detail = self.user(connection.id.as_str(), &account.account_id).await?;
            if detail.row.status == AccountState::NoLongerListed {
                continue;
            }
            let users = vec![account.account_id.to_string()];
            if let Some(group) = &holding {
                let known = self.group_named(connection, group.as_str()).await?;
                let name = known.map_or_else(|| group.to_string(), |known| known.name);
                let wish = Change::AddMember {
                    connection: connection.id.to_string(),
                    group: group.to_string(),
                    users: users.clone(),
                };
                let change = format!("Join {noun} {name}");
                case.parts.push(Part::new(wish, &person.name, change));
            }
            for group in detail.some_groups {
                if Some(&group.group_id) == holding.as_ref() {
                    continue;
                }
                let owner = self.owner_of(connection, &group.group_id).await?;
                let wish = Change::RemoveMember {
                    connection: connection.id.to_string(),
                    group: group.group_id.into_string(),
                    users: users.clone(),
                };
                let change = format!("Leave {noun} {}", group.name);
                case.parts.push(Part { owner, ..Part::new(wish, &person.name, change) });
            }
        }
        Ok(())
    }

    /// What the local copy says of a group's owners, if the app returns them.
    async fn owner_of(
        &self,
        connection: &Connection,
        group: &GroupId,
    ) -> Result<Option<String>, Problem> {
        let (id, group) = (connection.id.clone(), group.clone());
        let raw = self
            .stored("Looking up the group", move |store| Ok(store.group(&id, &group)?.raw))
            .await?;
        Ok(serde_json::from_str(&raw).ok().and_then(|raw| owner_in(&raw)))
    }
}

/// Owners in a group's resource, under any of the apps' names for them, as one text to compare.
pub(super) fn owner_in(resource: &serde_json::Value) -> Option<String> {
    let owns = |name: &str| {
        let name = name.to_lowercase();
        name == "owner" || name == "owners"
    };
    let mut found = Vec::new();
    for (name, value) in resource.as_object()? {
        match value {
            value if owns(name) => found.push(value.to_string()),
            serde_json::Value::Object(parts) => {
                let nested = parts.iter().filter(|(name, _)| owns(name));
                found.extend(nested.map(|(_, value)| value.to_string()));
            }
            _ => {}
        }
    }
    found.sort_unstable();
    (!found.is_empty()).then(|| found.join(" "))
}
