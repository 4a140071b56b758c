//! One person: a column for each app, what the list says, and the past over all apps.

use super::table::person_row;
use crate::core::Rollcall;
use crate::plan::guard::Settings;
use crate::problem::Problem;
use crate::text::capitalized;
use crate::view::{
    AccountState, CaseBrief, HistoryEntry, ListField, PersonAccount, PersonApp, PersonGroup,
    PersonView, ProposalView, TimeLine, TimeSpan, UserDetail, Verdict,
};
use rollcall_providers::AfterDeactivate;
use rollcall_scim::Resource;
use rollcall_store::{CaseId, Connection, ConnectionId, Moment, Person};
use std::collections::HashMap;

impl Rollcall {
    /// One person, with their cases. `open`: who has an open case, and its id.
    pub(crate) async fn person_page(
        &self,
        person: Person,
        cases: Vec<CaseBrief>,
        open: &HashMap<u32, CaseId>,
    ) -> Result<PersonView, Problem> {
        let connections =
            self.stored("Listing the apps", rollcall_store::Store::connections).await?;
        let (mut apps, mut time, mut complete, mut as_of) = (Vec::new(), Vec::new(), true, None);
        for connection in &connections {
            let mut details = Vec::new();
            for account in person.accounts.iter().filter(|one| one.connection_id == connection.id) {
                let detail = self.user(connection.id.as_str(), &account.account_id).await?;
                details.push((detail, account.why.clone()));
            }
            let app = self.person_app(connection, &person, &details).await?;
            complete &= app.complete;
            as_of = match (as_of, app.read_at) {
                (None, at) => at,
                (Some(so_far), Some(at)) => Some(so_far.min(at)),
                (so_far, None) => so_far,
            };
            time.push(self.time_line(&app, details).await?);
            apps.push(app);
        }
        let (list_row, list_fields) = self.list_fields(&person).await?;
        let mut reasons: Vec<String> = person
            .accounts
            .iter()
            .map(|account| account.why.clone())
            .filter(|why| !why.is_empty())
            .collect();
        reasons.sort_unstable();
        reasons.dedup();
        let tied_by = match person.accounts.len() {
            0 => "no account".to_owned(),
            1 if reasons.is_empty() => "one account".to_owned(),
            _ => reasons.join("; "),
        };
        let proposals = self.proposals_of(&person, &connections).await?;
        let has_list = self.truth_list().await?.is_some();
        Ok(PersonView {
            row: person_row(person, has_list, &connections, open),
            list_fields,
            list_row,
            tied_by,
            apps,
            time,
            proposals,
            cases,
            as_of,
            complete,
        })
    }

    async fn person_app(
        &self,
        connection: &Connection,
        person: &Person,
        details: &[(UserDetail, String)],
    ) -> Result<PersonApp, Problem> {
        let profile = self.profile(&connection.provider)?;
        let settings = Settings::of(connection)?;
        let view = self.connection_view(connection).await?;
        let role_path = profile.speaks.admin_role.as_ref().map(|fact| fact.value.path.clone());
        let tied = person.accounts.len() > 1 || person.entry.is_some();
        let accounts = details.iter().map(|(detail, why)| {
            let row = &detail.row;
            let resource = serde_json::from_str(&detail.raw)
                .ok()
                .and_then(|value| Resource::from_value(value).ok());
            let role = role_path
                .as_ref()
                .and_then(|path| resource.as_ref().map(|one| one.text(path).unwrap_or_default()));
            let protected = settings.protects(row.account_id.as_str());
            let why_not = protected.as_deref().map(capitalized);
            PersonAccount {
                account_id: row.account_id.clone(),
                name: row.name.clone(),
                user_name: row.user_name.clone(),
                email: row.email.clone(),
                state: row.status,
                last_listed: row.last_listed,
                role,
                groups: row.groups,
                some_groups: detail
                    .some_groups
                    .iter()
                    .map(|group| PersonGroup {
                        group_id: group.group_id.clone(),
                        name: group.name.clone(),
                        members: group.members,
                    })
                    .collect(),
                protected,
                owns_token: settings.owns_token(row.account_id.as_str()),
                why: why.clone(),
                tied,
                deactivate: detail.nouns.deactivate.clone(),
                deactivate_blocked: detail.deactivate_blocked.clone().or(why_not),
                activate_blocked: detail.activate_blocked.clone(),
            }
        });
        let unlisted = profile.speaks.after_deactivate.value.contains(&AfterDeactivate::Unlisted);
        let holding_group = match settings.holding_group() {
            Some(group) => self.group_named(connection, group.as_str()).await?,
            None => None,
        };
        Ok(PersonApp {
            connection_id: connection.id.clone(),
            name: connection.name.clone(),
            color: view.color,
            accounts: accounts.collect(),
            among: view.users.unwrap_or_default(),
            read_at: view.last_read.as_ref().and_then(|read| read.ended_at),
            complete: view.last_read.is_some_and(|read| read.verdict == Verdict::Complete),
            read_note: if unlisted { "lists active users only" } else { "" }.to_owned(),
            token_owner: profile.words.token_owner.clone(),
            outside: profile.words.residual.iter().map(|fact| fact.text.clone()).collect(),
            holding_group,
        })
    }

    async fn time_line(
        &self,
        app: &PersonApp,
        details: Vec<(UserDetail, String)>,
    ) -> Result<TimeLine, Problem> {
        let id = app.connection_id.clone();
        let reads = self
            .stored("Looking up the reads", move |store| {
                store.reads(&ConnectionId::from(id.as_str()), 10_000)
            })
            .await?;
        let mut spans = Vec::new();
        let mut events: Vec<HistoryEntry> = Vec::new();
        for (detail, _) in details {
            spans.extend(spans_of(&detail.history, detail.row.status));
            events.extend(detail.history);
        }
        events.sort_by_key(|one| std::cmp::Reverse(one.at));
        Ok(TimeLine {
            connection_id: app.connection_id.clone(),
            name: app.name.clone(),
            color: app.color.clone(),
            known_from: reads.last().map(|read| read.started_at),
            spans,
            events,
        })
    }

    async fn list_fields(&self, person: &Person) -> Result<(Option<u32>, Vec<ListField>), Problem> {
        let Some(id) = person.entry else { return Ok((None, Vec::new())) };
        let found = self.stored("Looking up the list", move |store| store.truth_entry(id)).await?;
        let Some((row, body)) = found else { return Ok((None, Vec::new())) };
        let Ok(entry) = serde_json::from_str::<rollcall_truth::Entry>(&body) else {
            return Ok((Some(row), Vec::new()));
        };
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
        let fields = [
            ("Status", entry.status_word),
            ("Status not known", entry.status_why),
            ("Title", entry.title),
            ("Department", entry.department),
            ("Manager", entry.manager),
            ("Cost center", entry.cost_center),
            ("Division", entry.division),
            ("Employee number", entry.employee_number),
            ("First day", day(entry.start).unwrap_or_default()),
            ("Last day", day(entry.end).unwrap_or_default()),
        ];
        let field = |(label, value): (&str, String)| ListField { label: label.to_owned(), value };
        Ok((
            Some(row),
            fields.into_iter().filter(|(_, value)| !value.is_empty()).map(field).collect(),
        ))
    }

    pub(crate) async fn proposals_of(
        &self,
        person: &Person,
        connections: &[Connection],
    ) -> Result<Vec<ProposalView>, Problem> {
        let id = person.id;
        let found =
            self.stored("Looking up proposals", move |store| store.proposals(Some(id))).await?;
        let mut views = Vec::with_capacity(found.len());
        for proposal in found {
            let other = if proposal.one == id { proposal.other } else { proposal.one };
            let who = self
                .stored("Looking up the other person", move |store| store.person(other))
                .await?;
            let mut places: Vec<String> = connections
                .iter()
                .filter(|one| who.accounts.iter().any(|account| account.connection_id == one.id))
                .map(|one| one.name.clone())
                .collect();
            if let Some(entry) = who.entry
                && let Some((row, _)) = self
                    .stored("Looking up the list", move |store| store.truth_entry(entry))
                    .await?
            {
                places.push(format!("HR list, row {row}"));
            }
            views.push(ProposalView {
                id: proposal.id,
                person: id,
                other,
                other_name: who.name,
                other_email: who.email,
                other_in: places.join(", "),
                why: proposal.why,
            });
        }
        Ok(views)
    }
}

/// Stretches in one state, oldest first, from an account's history (newest first).
fn spans_of(history: &[HistoryEntry], now: AccountState) -> Vec<TimeSpan> {
    let mut turns: Vec<(Moment, AccountState)> = Vec::new();
    let mut listed = AccountState::Active;
    for entry in history.iter().rev() {
        let word = |text: &Option<String>| match text.as_deref() {
            Some("inactive") => AccountState::Inactive,
            _ => AccountState::Active,
        };
        let state = match entry.what.as_str() {
            "First seen" => {
                // Its first state is what the first change was from, or what it still is.
                let first = history.iter().rev().find(|one| one.what == "Status");
                listed = match first {
                    Some(change) => word(&change.before),
                    None if now == AccountState::Inactive => AccountState::Inactive,
                    None => AccountState::Active,
                };
                listed
            }
            "Status" => {
                listed = word(&entry.after);
                listed
            }
            "No longer listed" => AccountState::NoLongerListed,
            "Listed again" => listed,
            _ => continue,
        };
        turns.push((entry.at, state));
    }
    let ends = turns.iter().skip(1).map(|(at, _)| Some(*at)).chain(std::iter::once(None));
    let ends: Vec<Option<Moment>> = ends.collect();
    turns
        .into_iter()
        .zip(ends)
        .filter(|((from, _), until)| until.as_ref() != Some(from))
        .map(|((from, state), until)| TimeSpan { from, until, state })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_time_has_a_stretch_for_each_state() {
        let on = |day: u32| -> Moment { format!("2026-11-{day:02}T08:00:00Z").parse().unwrap() };
        let entry = |at: u32, what: &str, before: Option<&str>, after: Option<&str>| HistoryEntry {
            at: on(at),
            what: what.to_owned(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        };
        let history = [
            entry(4, "No longer listed", None, None),
            entry(3, "Status", Some("active"), Some("inactive")),
            entry(2, "Joined group", None, Some("Sales")),
            entry(1, "First seen", None, Some("Oskar")),
        ];
        let spans = spans_of(&history, AccountState::NoLongerListed);
        let returned: Vec<_> =
            spans.iter().map(|span| (span.from, span.until, span.state)).collect();
        assert_eq!(
            returned,
            [
                (on(1), Some(on(3)), AccountState::Active),
                (on(3), Some(on(4)), AccountState::Inactive),
                (on(4), None, AccountState::NoLongerListed),
            ]
        );
    }
}
