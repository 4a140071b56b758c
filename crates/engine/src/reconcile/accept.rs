//! Stages what rows of a bucket propose.

use super::findings::{Finding, Findings};
use super::joiner;
use super::rows::{AT_ONCE, Loaded, load, wanted};
use crate::change::Change;
use crate::core::Rollcall;
use crate::problem::failure::asked;
use crate::problem::{Problem, ProblemCode};
use crate::stage::{WantedOf, leave_out};
use crate::text::count;
use crate::view::{
    LeftOut, NewUser, PlanView, ReconcileAccept, ReconcileAnswer, ReconcileBucket,
    ReconcileProposal, ReconcileRef, ReconcileRow, UserWishKind,
};
use rollcall_store::{AccountId, ConnectionId, GroupId};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

const WHAT: &str = "Staging the proposals";

/// Who joins a group, and who leaves it.
#[derive(Default)]
struct Members {
    join: Vec<String>,
    leave: Vec<String>,
}

/// Accepted rows by account, and those that nothing is staged for.
#[derive(Default)]
struct Accepted {
    wanted: Vec<WantedOf>,
    /// Who joins and who leaves, by connection and group.
    groups: BTreeMap<(ConnectionId, GroupId), Members>,
    new: Vec<NewUser>,
    rows: u32,
    left_out: Vec<LeftOut>,
}

impl Rollcall {
    /// Stages the proposals of rows: the list's value, or the end of an account's access. Rows that
    /// changed since they were shown, or that propose nothing, are left out with the reason.
    ///
    /// # Errors
    /// When something changed since *all* was chosen, or a change contradicts what is staged; nothing
    /// is staged then.
    pub async fn reconcile_accept(
        &self,
        accept: ReconcileAccept,
    ) -> Result<ReconcileAnswer, Problem> {
        let accepted = self.taken(&accept).await?;
        let (mut staged, mut left_out) = self.stage_each(accepted.wanted).await?;
        for ((connection, group), members) in accepted.groups {
            staged += count(members.join.len() as u64 + members.leave.len() as u64);
            self.stage_more_members(&connection, &group, members.join, members.leave).await?;
        }
        for new in accepted.new {
            let name = user_name(&new);
            match self.stage_new_user(new).await {
                Ok(_) => staged += 1,
                Err(problem) => leave_out(&mut left_out, problem.side_words, &name),
            }
        }
        for one in accepted.left_out {
            match left_out.iter_mut().find(|known| known.why == one.why) {
                Some(known) => {
                    known.count += one.count;
                    known.names.extend(one.names);
                }
                None => left_out.push(one),
            }
        }
        Ok(ReconcileAnswer { stage: self.stage().await?, staged, rows: accepted.rows, left_out })
    }

    /// Plans the proposals of rows, beside the stage; with the rows that are left out.
    ///
    /// # Errors
    /// As [`Rollcall::reconcile_accept`] and [`Rollcall::plan_changes`].
    pub async fn reconcile_plan(
        &self,
        accept: ReconcileAccept,
    ) -> Result<(PlanView, Vec<LeftOut>), Problem> {
        let accepted = self.taken(&accept).await?;
        let mut changes: Vec<Change> = accepted.wanted.into_iter().filter_map(change).collect();
        for ((connection, group), members) in accepted.groups {
            let (connection, group) = (connection.into_string(), group.into_string());
            if !members.join.is_empty() {
                let (connection, group) = (connection.clone(), group.clone());
                changes.push(Change::AddMember { connection, group, users: members.join });
            }
            if !members.leave.is_empty() {
                changes.push(Change::RemoveMember { connection, group, users: members.leave });
            }
        }
        changes.extend(accepted.new.into_iter().map(creation));
        if changes.is_empty() {
            let mut why: Vec<&str> = accepted.left_out.iter().map(|one| one.why.as_str()).collect();
            if why.is_empty() {
                why.push("No row that matches proposes a change.");
            }
            return Err(asked(
                ProblemCode::BadRequest,
                "There is nothing to plan.",
                &why.join(" "),
                "Look at the bucket again, or choose another one.",
            ));
        }
        Ok((self.plan_changes(changes).await?, accepted.left_out))
    }

    /// What the chosen rows propose.
    async fn taken(&self, accept: &ReconcileAccept) -> Result<Accepted, Problem> {
        let (_, stamp, findings) = self.findings().await?;
        if accept.all_of.is_some() && accept.stamp != stamp {
            return Err(asked(
                ProblemCode::BadRequest,
                "Staging the proposals failed.",
                "Accounts, people or the HR list changed since this was shown.",
                "Look at the rows again, then accept them.",
            ));
        }
        match &accept.all_of {
            Some(query) => {
                let people = self.people_with(&query.text).await?;
                let mut found: Vec<Finding> =
                    findings.matching(&wanted(&findings, query, people.as_ref())).collect();
                found.iter_mut().for_each(|one| one.fields &= !one.apart);
                if matches!(query.bucket, ReconcileBucket::Differs | ReconcileBucket::GroupsDiffer)
                {
                    found.retain(|one| one.fields != 0);
                }
                self.accepted(&findings, found, None).await
            }
            None => {
                let asked: HashSet<&ReconcileRef> = accept.rows.iter().collect();
                let found = self.named(&findings, accept.bucket, &accept.rows).await?;
                self.accepted(&findings, found, Some(&asked)).await
            }
        }
    }

    /// The findings of a bucket that these rows are of.
    pub(super) async fn named(
        &self,
        findings: &Arc<Findings>,
        bucket: ReconcileBucket,
        refs: &[ReconcileRef],
    ) -> Result<Vec<Finding>, Problem> {
        let accounts: Vec<_> = refs
            .iter()
            .filter_map(|one| Some((one.connection_id.clone()?, one.account_id.clone()?)))
            .collect();
        let people: HashSet<u32> =
            refs.iter().filter(|one| one.account_id.is_none()).map(|one| one.person_id).collect();
        let subjects: HashSet<i64> = self
            .stored("Looking up the accounts", move |store| {
                let ids = accounts.iter().map(|(connection, account): &(_, AccountId)| {
                    store.subject_of(connection, account)
                });
                Ok(ids.filter_map(Result::ok).collect())
            })
            .await?;
        Ok(findings
            .all
            .iter()
            .filter(|one| one.bucket == bucket)
            .filter(|one| match one.account() {
                Some((_, subject)) => subjects.contains(&subject),
                None => people.contains(&one.person),
            })
            .copied()
            .collect())
    }

    /// Reads the findings, and says what is wanted of each account. `asked`: these rows alone.
    async fn accepted(
        &self,
        findings: &Arc<Findings>,
        found: Vec<Finding>,
        asked: Option<&HashSet<&ReconcileRef>>,
    ) -> Result<Accepted, Problem> {
        let mut accepted = Accepted::default();
        let mut seen: HashSet<ReconcileRef> = HashSet::new();
        let today = self.0.clock.today().to_string();
        for chunk in found.chunks(AT_ONCE) {
            let (findings, chunk) = (Arc::clone(findings), chunk.to_vec());
            let loaded = self.stored(WHAT, {
                let findings = Arc::clone(&findings);
                move |store| load(store, &findings, &chunk)
            });
            for one in loaded.await? {
                accept(&mut accepted, &one, &findings, asked, &mut seen, &today);
            }
        }
        for gone in asked.into_iter().flatten().filter(|one| !seen.contains(**one)) {
            let name = gone.account_id.as_ref().map_or("", |id| id.as_str());
            let why = "It changed since it was shown: look at it again.".to_owned();
            leave_out(&mut accepted.left_out, why, name);
        }
        Ok(accepted)
    }
}

fn user_name(new: &NewUser) -> String {
    let found = new.values.iter().find(|one| one.path == "userName");
    found.and_then(|one| one.value.clone()).unwrap_or_default()
}

/// A new account, as a change.
fn creation(new: NewUser) -> Change {
    let values = new.values.into_iter();
    let values = values.filter_map(|one| Some((one.path, Value::String(one.value?)))).collect();
    Change::Create { connection: new.connection_id.into_string(), values, groups: new.groups }
}

/// What is wanted of an account, as a change.
fn change(wanted: WantedOf) -> Option<Change> {
    let (connection, user) = (wanted.connection.into_string(), wanted.account.into_string());
    match wanted.kind {
        UserWishKind::Set => Some(Change::Set { connection, user, values: wanted.values }),
        UserWishKind::Deactivate => Some(Change::Deactivate { connection, user }),
        UserWishKind::Activate | UserWishKind::Delete => None,
    }
}

fn accept(
    accepted: &mut Accepted,
    one: &Loaded,
    findings: &Findings,
    asked: Option<&HashSet<&ReconcileRef>>,
    seen: &mut HashSet<ReconcileRef>,
    today: &str,
) {
    let rows: Vec<ReconcileRow> = one
        .rows(findings)
        .into_iter()
        .filter(|row| asked.is_none_or(|asked| asked.contains(&row.at)))
        .collect();
    let values: HashMap<&str, &Option<String>> =
        one.differences.iter().map(|(_, path, _, found)| (path.as_str(), &found.value)).collect();
    let mut set = Map::new();
    let mut deactivate = 0;
    for row in &rows {
        seen.insert(row.at.clone());
        match row.proposal {
            ReconcileProposal::Set => {
                let path = row.at.path.as_deref().unwrap_or_default();
                let value = values.get(path).and_then(|value| (*value).clone());
                set.insert(path.to_owned(), value.map_or(Value::Null, Value::String));
            }
            ReconcileProposal::Deactivate => deactivate += 1,
            ReconcileProposal::Create => match joiner::new_user(one, findings, today) {
                Ok(new) => {
                    accepted.new.push(new);
                    accepted.rows += 1;
                }
                Err(why) => leave_out(&mut accepted.left_out, why, &row.name),
            },
            ReconcileProposal::Join | ReconcileProposal::Leave => {
                let group = one.finding.account().and_then(|(at, _)| {
                    let app = findings.apps.get(usize::from(at))?;
                    app.groups.iter().find(|group| Some(group.path()) == row.at.path)
                });
                let (Some(group), Some(account)) = (group, &one.account) else { continue };
                let group = GroupId::from(group.id.as_str());
                let key = (account.row.connection_id.clone(), group);
                let members = accepted.groups.entry(key).or_default();
                let user = account.row.account_id.to_string();
                match row.proposal {
                    ReconcileProposal::Join => members.join.push(user),
                    _ => members.leave.push(user),
                }
                accepted.rows += 1;
            }
            ReconcileProposal::Decide | ReconcileProposal::Nothing => {
                let why = match row.words.as_str() {
                    "" => "Nothing differs that can be changed.".to_owned(),
                    words => words.to_owned(),
                };
                leave_out(&mut accepted.left_out, why, &row.name);
            }
        }
    }
    let Some(account) = &one.account else { return };
    let (connection, account) = (account.row.connection_id.clone(), account.row.account_id.clone());
    let mut want = |kind, values: Map<String, Value>, rows: usize| {
        accepted.rows += count(rows as u64);
        let (connection, account) = (connection.clone(), account.clone());
        accepted.wanted.push(WantedOf { connection, account, kind, values });
    };
    if !set.is_empty() {
        let rows = set.len();
        want(UserWishKind::Set, set, rows);
    }
    if deactivate > 0 {
        want(UserWishKind::Deactivate, Map::new(), deactivate);
    }
}
