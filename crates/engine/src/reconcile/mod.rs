//! Keeps apps in step with the HR list: every account in a bucket, what differs value by value, and
//! what is done about it. Everything ends on the stage, and so in a plan.
//!
//! `bucket` says where an account belongs by what is known of its person, `rules` which field of the
//! list feeds which attribute (`rules_file` reads them from the settings folder), `compare` how one
//! value stands to the list, `groups` who should be in which group, `managers` who the list means. `findings` does that for all accounts,
//! and keeps few bytes of each; `rows` says what is shown of them. `accept` stages, `ignore` leaves
//! a difference as it is until a day.

mod accept;
mod bucket;
mod compare;
mod findings;
mod groups;
mod ignore;
mod joiner;
mod managers;
#[cfg(test)]
mod profiles;
mod rows;
mod rules;
mod rules_file;

use crate::core::Rollcall;
use crate::problem::failure::asked;
use crate::problem::{Problem, ProblemCode};
use crate::text::count;
use crate::view::{
    ReconcileAppView, ReconcileBucket, ReconcileCount, ReconcileField, ReconcileQuery,
    ReconcileView, TruthList,
};
use findings::{App, Findings, find};
use groups::{Condition, GroupNow};
use rollcall_store::ReconcileApp;
use rows::{Wanted, load, page, wanted};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::sync::Arc;

/// Rows a single question may bring back.
const LIMIT: u32 = 1_000;

const WHAT: &str = "Comparing the apps with the HR list";

/// What was found last, and what it was found from.
#[derive(Default)]
struct Kept(tokio::sync::Mutex<Option<(String, Arc<Findings>)>>);

impl Rollcall {
    /// The apps beside the HR list: every bucket with its counts, and the rows
    /// `offset..offset+limit` of one.
    ///
    /// # Errors
    /// [`ProblemCode::BadRequest`] when a file of rules cannot be used.
    pub async fn reconcile(&self, query: ReconcileQuery) -> Result<ReconcileView, Problem> {
        if self.truth_list().await?.is_none() {
            return Ok(without_list(query.bucket));
        }
        let (list, stamp, findings) = self.findings().await?;
        let people = self.people_with(&query.text).await?;
        let limit = query.limit.min(LIMIT);
        let (shown, rows, apps, fields) = {
            let (findings, query) = (Arc::clone(&findings), query.clone());
            self.stored(WHAT, move |store| {
                let people = people.as_ref();
                let shown = wanted(&findings, &query, people);
                let page = page(findings.matching(&shown), query.offset, limit);
                let loaded = load(store, &findings, &page.findings)?;
                let rows: Vec<_> = loaded.iter().flat_map(|one| one.rows(&findings)).collect();
                let all = Wanted { bucket: query.bucket, connection: None, path: None, people };
                let (apps, fields) = findings.facets(&all);
                Ok((page, rows, apps, fields))
            })
            .await?
        };
        let mut views = Vec::with_capacity(findings.apps.len());
        for (app, rows) in findings.apps.iter().zip(apps) {
            views.push(self.reconcile_app(app, rows).await?);
        }
        Ok(ReconcileView {
            list: Some(list),
            bucket: query.bucket,
            buckets: counts(&findings),
            no_account_doubt: no_account_doubt(&views),
            apps: views,
            fields: fields
                .into_iter()
                .map(|(path, label, rows)| ReconcileField { path, label, rows })
                .collect(),
            rows,
            total: shown.total,
            acceptable: shown.acceptable,
            accounts: findings.accounts,
            stamp,
        })
    }

    async fn reconcile_app(&self, app: &App, rows: u32) -> Result<ReconcileAppView, Problem> {
        let connection = self.connection(app.id.as_str()).await?;
        let view = self.connection_view(&connection).await?;
        Ok(ReconcileAppView {
            connection_id: view.id,
            name: view.name,
            color: view.color,
            complete: app.complete,
            read_at: view.last_read.and_then(|read| read.ended_at),
            rows,
            not_compared: app.rules.not_compared.clone(),
            rules_file: app.file.clone(),
        })
    }

    /// People in whose names or addresses the text is; `None`: there is no text.
    async fn people_with(&self, text: &str) -> Result<Option<HashSet<u32>>, Problem> {
        let text = text.trim().to_owned();
        if text.is_empty() {
            return Ok(None);
        }
        self.stored("Searching people", move |store| store.people_with(&text)).await.map(Some)
    }

    /// What is found now, with the list and what it was found from.
    async fn findings(&self) -> Result<(TruthList, String, Arc<Findings>), Problem> {
        self.tied().await?;
        let Some(list) = self.truth_list().await? else {
            return Err(asked(
                ProblemCode::BadRequest,
                &format!("{WHAT} failed."),
                "No HR list was imported, so it is not known who works here.",
                "Import the HR list first.",
            ));
        };
        let kept = self.0.kept.of::<Kept>();
        // Several callers wait for one.
        let mut kept = kept.0.lock().await;
        let apps = self.apps_with_rules().await?;
        let stamp = self.stamp(&apps).await?;
        if let Some((of, findings)) = kept.as_ref()
            && *of == stamp
        {
            return Ok((list, stamp, Arc::clone(findings)));
        }
        let today = self.0.clock.today();
        let mut apps = apps;
        for app in &mut apps {
            self.groups_by_rule(app).await?;
        }
        let found = self.stored(WHAT, move |store| find(store, apps, today)).await?;
        let found = Arc::new(found);
        *kept = Some((stamp.clone(), Arc::clone(&found)));
        Ok((list, stamp, found))
    }

    /// Says whether what was found still holds.
    async fn stamp(&self, apps: &[App]) -> Result<String, Problem> {
        let of = self.stored(WHAT, rollcall_store::Store::reconcile_stamp).await?;
        let mut hash = Sha256::new();
        hash.update(format!("{of} {}", self.0.clock.today()));
        for app in apps {
            hash.update(format!("\n{} {} {:?}", app.id.as_str(), app.complete, app.rules));
        }
        Ok(hex::encode(hash.finalize()))
    }

    async fn apps_with_rules(&self) -> Result<Vec<App>, Problem> {
        let all = self.stored(WHAT, rollcall_store::Store::reconcile_apps).await?;
        let files = rules_file::read(&self.0.data)?;
        let mut apps = Vec::with_capacity(all.len());
        for ReconcileApp { id, complete } in all {
            let connection = self.connection(id.as_str()).await?;
            let profile = self.profile(&connection.provider)?.clone();
            let file = files.of(&connection.name)?;
            let rules = rules::rules(&profile, file.map(|one| one.text.as_str()))
                .map_err(|why| rules_file::unusable(file.map(|one| one.name.as_str()), &why))?;
            self.note_rules(&connection, file).await?;
            let file = file.map(|one| one.name.clone());
            apps.push(App { id, complete, profile, rules, groups: Vec::new(), file });
        }
        Ok(apps)
    }
}

impl Rollcall {
    /// The groups that an app's rules are about, as they are in the local copy. A rule about a group that
    /// is not known is not applied, and says so.
    async fn groups_by_rule(&self, app: &mut App) -> Result<(), Problem> {
        for rule in &app.rules.groups {
            let (id, wanted) = (app.id.clone(), rule.group.clone());
            let mut found =
                self.stored(WHAT, move |store| store.groups_called(&id, &wanted)).await?;
            let open = |why: &str| format!("Group “{}”: {why}", rule.group);
            let one = match found.len() {
                0 => Err(open("the app's list has no such group.")),
                1 => found.pop().ok_or_else(String::new),
                _ => Err(open("several groups are called this. Name it by its id.")),
            };
            let now = one.and_then(|one| {
                let members = one.members.ok_or_else(|| open("its members are not known."))?;
                let condition = Condition::parse(&rule.who).map_err(|why| open(&why))?;
                let (mode, except) = (rule.mode, rule.except.clone());
                let id = one.id.into_string();
                Ok(GroupNow { id, name: one.name, mode, members, condition, except })
            });
            match now {
                Ok(now) => app.groups.push(now),
                Err(why) => app.rules.not_compared.push(why),
            }
        }
        Ok(())
    }
}

/// Nothing is compared without a list.
fn without_list(bucket: ReconcileBucket) -> ReconcileView {
    ReconcileView {
        list: None,
        bucket,
        buckets: Vec::new(),
        apps: Vec::new(),
        fields: Vec::new(),
        rows: Vec::new(),
        total: 0,
        acceptable: 0,
        accounts: 0,
        no_account_doubt: None,
        stamp: String::new(),
    }
}

/// What is in each bucket. The findings of a person follow each other.
fn counts(findings: &Findings) -> Vec<ReconcileCount> {
    ReconcileBucket::ALL
        .into_iter()
        .map(|bucket| {
            let (mut rows, mut accounts, mut people, mut last) = (0, 0, 0, None);
            for one in findings.all.iter().filter(|one| one.bucket == bucket) {
                rows += one.rows();
                accounts += u32::from(one.account().is_some());
                if one.person > 0 && last != Some(one.person) {
                    people += 1;
                    last = Some(one.person);
                }
            }
            ReconcileCount { bucket, label: bucket.label().to_owned(), rows, accounts, people }
        })
        .collect()
}

/// Why nobody is known to have no account.
fn no_account_doubt(apps: &[ReconcileAppView]) -> Option<String> {
    let open: Vec<&str> =
        apps.iter().filter(|app| !app.complete).map(|app| app.name.as_str()).collect();
    match open.as_slice() {
        [] => None,
        [only] => Some(format!(
            "The newest list of accounts of {only} is not complete, so it is not known who has no \
            account."
        )),
        several => Some(format!(
            "The newest lists of accounts of {} of {} apps are not complete, so it is not known who \
            has no account.",
            count(several.len() as u64),
            apps.len()
        )),
    }
}
