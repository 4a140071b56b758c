//! Starting a review: the apps are read anew, with every page kept, and who is there is frozen.

use super::frozen::{FrozenItem, Outside, population_sha256, since_last};
use super::reviewers::{Asked, assign, is_address};
use super::{FrozenConnection, KeptExclusion, Review, TruthFacts, about, as_record, refused};
use crate::case::whoami;
use crate::clock::new_id;
use crate::failure::internal;
use crate::home::Rollcall;
use crate::people::has_role;
use crate::problem::Problem;
use crate::view::{
    ListState, PeopleFilter, PeopleQuery, ReviewAssign, ReviewGroup, ReviewRequest, ReviewState,
    ReviewView, ReviewerName, Verdict,
};
use rollcall_store::{Connection, Entry, PopulationAccount, ReviewItemWrite};
use serde_json::json;
use std::collections::{HashMap, HashSet};

const WHAT: &str = "Starting the review failed.";
/// Longest name of a review.
const NAMED: usize = 200;

/// An account with what the truth list says of its person.
struct Found {
    item: FrozenItem,
    connection_name: String,
    entry: Option<rollcall_truth::Entry>,
}

impl Rollcall {
    /// Reads the connections anew, keeps every page, and freezes who is there.
    ///
    /// # Errors
    /// When a read does not end complete and the connection is not excluded with a reason; when
    /// nobody is in the scope; when somebody would have to decide about an account of their own.
    /// Nothing is frozen then.
    pub async fn start_review(&self, wanted: ReviewRequest) -> Result<ReviewView, Problem> {
        let wanted = self.checked(wanted).await?;
        let at = self.0.clock.text();
        let (connections, exclusions) = self.read_for_review(&wanted, &at).await?;
        self.tied().await?;
        let has_list = self.truth_list().await?.is_some();
        let mut found = Vec::new();
        for connection in &connections {
            if !exclusions.iter().any(|one| one.connection == connection.id && one.left_out) {
                found.extend(self.accounts_of(connection, &wanted, has_list).await?);
            }
        }
        self.named_as_read(&found, &connections, &wanted).await?;
        let (mut inside, outside) = in_scope(found, &wanted);
        if inside.is_empty() {
            return Err(slip("Nobody is in its scope."));
        }
        let moved = self.compared(&mut inside).await?;
        let managers = managers(&inside);
        let asked: Vec<Asked<'_>> = inside
            .iter()
            .map(|one| Asked {
                item: &one.item,
                connection_name: &one.connection_name,
                manager: one
                    .entry
                    .as_ref()
                    .and_then(|entry| managers.get(&entry.manager.trim().to_lowercase()).cloned()),
                addresses: addresses(one),
            })
            .collect();
        let (reviewers, whose) = assign(&asked, wanted.assign, &wanted.reviewers, &wanted.named)
            .map_err(|name| {
                refused(
                    WHAT,
                    &format!("Nobody but {name} could decide about the accounts of {name}."),
                    "Name a second reviewer: they decide about the first one's own accounts.",
                )
            })?;
        let items: Vec<FrozenItem> = inside.iter().map(|one| one.item.clone()).collect();
        let writes = writes(&inside, &moved, &whose)?;
        let outside_json = outside
            .iter()
            .map(|one| serde_json::to_string(one).map_err(|e| internal(WHAT, &e.to_string())))
            .collect::<Result<Vec<String>, Problem>>()?;
        let not_listed = items.iter().filter(|one| one.list == ListState::NotListed).count();
        let truth = self.truth_facts(crate::shape::count(not_listed as u64)).await?;
        let mut review = Review {
            id: new_id(),
            state: ReviewState::Open,
            made_at: at.clone(),
            name: wanted.name.clone(),
            by: whoami(),
            due: wanted.due.clone(),
            frozen_at: self.0.clock.text(),
            connections,
            population_sha256: population_sha256(&items, &outside),
            items: crate::shape::count(items.len() as u64),
            outside: crate::shape::count(outside.len() as u64),
            reviewers,
            exclusions,
            conflicts: Vec::new(),
            contradictions: Vec::new(),
            hand_overs: Vec::new(),
            packets: Vec::new(),
            sign_offs: Vec::new(),
            cases: Vec::new(),
            exceptions: Vec::new(),
            closed_at: None,
            truth,
            record_from: 0,
            request: wanted,
        };
        let body = about(
            &review,
            json!({
                "by": review.by, "items": review.items, "outside": review.outside,
                "population_sha256": review.population_sha256,
                "reads": review.connections.iter().map(|one| one.read).collect::<Vec<_>>(),
                "exclusions": review.exclusions, "reviewers": review.reviewers,
            }),
        );
        let (record, frozen_at) = (as_record(&review)?, review.frozen_at.clone());
        review.record_from = self
            .stored("Freezing the population", move |store| {
                let entry = Entry { kind: "review-started", body: &body };
                store.freeze_review(&record, &writes, &outside_json, &entry, &frozen_at)
            })
            .await?;
        self.keep_review(&review, None).await?;
        self.review(&review.id).await
    }

    async fn truth_facts(&self, not_listed: u32) -> Result<Option<TruthFacts>, Problem> {
        let Some(list) = self.truth_list().await? else { return Ok(None) };
        let mut without_account = Vec::new();
        loop {
            let query = PeopleQuery {
                filters: vec![PeopleFilter::NoApp],
                offset: crate::shape::count(without_account.len() as u64),
                limit: 1_000,
                ..PeopleQuery::default()
            };
            let page = self.people(query).await?;
            if page.rows.is_empty() {
                break;
            }
            without_account.extend(page.rows.into_iter().map(|row| row.email));
        }
        let proposals =
            self.stored("Counting proposals", |store| store.proposals(None)).await?.len();
        Ok(Some(TruthFacts {
            name: list.name,
            imported_at: list.imported_at,
            sha256: list.sha256,
            rows: list.rows,
            entries: list.entries,
            rejected: list.rejected,
            without_account,
            not_listed,
            proposals: crate::shape::count(proposals as u64),
        }))
    }

    /// The request with ids for names, and nothing in it that cannot be meant.
    async fn checked(&self, mut wanted: ReviewRequest) -> Result<ReviewRequest, Problem> {
        wanted.name = wanted.name.trim().to_owned();
        if wanted.name.is_empty() || wanted.name.chars().count() > NAMED {
            let why = format!("It needs a name of at most {NAMED} characters.");
            return Err(refused(WHAT, &why, "Call it “Q4 2026”, for example."));
        }
        let name = wanted.name.to_lowercase();
        let taken = |brief: &crate::view::ReviewBrief| {
            brief.name.to_lowercase() == name && brief.state != ReviewState::Discarded
        };
        if self.reviews().await?.iter().any(taken) {
            let why = format!("There is a review called “{}” already.", wanted.name);
            return Err(refused(WHAT, &why, "Give this one another name."));
        }
        if let Some(due) = &wanted.due {
            let day: Result<jiff::civil::Date, _> = due.parse();
            if !day.is_ok_and(|day| day >= self.today()) {
                let why = format!("“{due}” is no day that is still to come.");
                return Err(refused(WHAT, &why, "Write a day from today on, as 2026-12-05."));
            }
        }
        wanted.reviewers.retain(|who| !who.name.trim().is_empty());
        let named = wanted.named.iter().map(|one| &one.reviewer);
        for who in wanted.reviewers.iter().chain(named) {
            if !is_address(&who.email) {
                return Err(refused(
                    WHAT,
                    &format!("“{} <{}>” is no name with one address.", who.name, who.email),
                    "Name each reviewer with the address that their own accounts are known by.",
                ));
            }
        }
        if wanted.reviewers.is_empty() {
            return Err(refused(
                WHAT,
                "Nobody was named to decide.",
                "Name a reviewer, with the address that their own accounts are known by.",
            ));
        }
        let mut ids = Vec::new();
        for name in &wanted.connections {
            let connection = self.connection(name).await?;
            if !ids.contains(&connection.id) {
                ids.push(connection.id);
            }
        }
        if ids.is_empty() {
            let all = self.stored("Listing the apps", rollcall_store::Store::connections).await?;
            ids = all.into_iter().map(|connection| connection.id).collect();
        }
        if ids.is_empty() {
            return Err(refused(WHAT, "No app is connected.", "Connect an app first."));
        }
        wanted.connections = ids;
        for exclusion in &mut wanted.exclusions {
            exclusion.connection = self.connection(&exclusion.connection).await?.id;
            if !wanted.connections.contains(&exclusion.connection) {
                let why = "A connection is excluded that is not in the scope.";
                return Err(refused(WHAT, why, "Name one of the scope."));
            }
            if exclusion.reason.trim().is_empty() {
                return Err(refused(
                    WHAT,
                    "A connection is excluded without a reason.",
                    "Say why; the reason stays in the evidence.",
                ));
            }
        }
        for one in &wanted.named {
            if wanted.assign == ReviewAssign::App {
                let id = self.connection(&one.what).await?.id;
                if !wanted.connections.contains(&id) {
                    let why = format!("“{}” has a reviewer and is not in the scope.", one.what);
                    return Err(refused(WHAT, &why, "Name apps of the scope."));
                }
            }
        }
        Ok(wanted)
    }

    /// A name that no account has anything to do with is a slip, and would narrow the review unseen.
    async fn named_as_read(
        &self,
        found: &[Found],
        connections: &[FrozenConnection],
        wanted: &ReviewRequest,
    ) -> Result<(), Problem> {
        let lower = |text: &str| text.trim().to_lowercase();
        let mut groups: HashSet<String> = HashSet::new();
        for connection in connections {
            let id = connection.id.clone();
            let names =
                self.stored("Looking up the groups", move |store| store.group_names(&id)).await?;
            groups.extend(names.into_iter().flat_map(|(id, name)| [lower(&id), lower(&name)]));
        }
        let of_group = wanted.named.iter().filter(|_| wanted.assign == ReviewAssign::Group);
        let named = wanted.groups.iter().chain(&wanted.privileged_groups);
        for name in named.chain(of_group.map(|one| &one.what)) {
            if !groups.contains(&lower(name)) {
                return Err(slip(&format!("No app of the scope has a group “{name}”.")));
            }
        }
        let departments: HashSet<String> =
            found.iter().map(|one| lower(&one.item.department)).collect();
        if let Some(name) =
            wanted.departments.iter().find(|name| !departments.contains(&lower(name)))
        {
            return Err(slip(&format!("Nobody is in a department “{name}”.")));
        }
        Ok(())
    }

    async fn read_for_review(
        &self,
        wanted: &ReviewRequest,
        at: &str,
    ) -> Result<(Vec<FrozenConnection>, Vec<KeptExclusion>), Problem> {
        let reads = self.read_and_keep(&wanted.connections, true).await?;
        let (mut frozen, mut exclusions, mut short) = (Vec::new(), Vec::new(), Vec::new());
        for id in &wanted.connections {
            let connection: Connection = self.connection(id).await?;
            let read = reads.iter().find(|read| read.connection_id == *id);
            let why = match read {
                None => Some("it is being read already".to_owned()),
                // Members that were not told are unknown, not none: that is no whole list either.
                Some(read) if read.verdict == Verdict::Complete && read.groups_unknown == 0 => None,
                Some(read) => Some(read.reason.clone()),
            };
            let excluded = wanted.exclusions.iter().find(|one| one.connection == *id);
            match (why, excluded) {
                (None, _) => {}
                (Some(_), Some(excluded)) => exclusions.push(KeptExclusion {
                    connection: id.clone(),
                    name: connection.name.clone(),
                    reason: excluded.reason.trim().to_owned(),
                    by: whoami(),
                    at: at.to_owned(),
                    left_out: read.is_none_or(|read| read.verdict == Verdict::Partial),
                }),
                (Some(why), None) => short.push(format!("{}: {why}", connection.name)),
            }
            frozen.push(FrozenConnection {
                id: connection.id,
                name: connection.name,
                provider: connection.provider,
                address: connection.address,
                read: read.map(|read| read.id),
            });
        }
        if short.is_empty() {
            return Ok((frozen, exclusions));
        }
        Err(refused(
            WHAT,
            &format!("Not every app could be read completely. {}", short.join(" ")),
            "Read again when it answers, or exclude the connection with a reason.",
        ))
    }

    async fn accounts_of(
        &self,
        connection: &FrozenConnection,
        wanted: &ReviewRequest,
        has_list: bool,
    ) -> Result<Vec<Found>, Problem> {
        let id = connection.id.clone();
        let accounts =
            self.stored("Looking up who is there", move |store| store.population(&id)).await?;
        let profile = self.profile(&connection.provider)?;
        let role = profile.speaks.admin_role.as_ref().map(|role| &role.value);
        let privileged: HashSet<String> =
            wanted.privileged_groups.iter().map(|name| name.trim().to_lowercase()).collect();
        let mut found = Vec::with_capacity(accounts.len());
        for account in accounts {
            let is_admin = role.is_some_and(|role| has_role(&account.raw, role));
            let group =
                account.groups.iter().find(|(_, name)| privileged.contains(&name.to_lowercase()));
            let role = match (is_admin, group) {
                (true, _) => "admin".to_owned(),
                (false, Some((_, name))) => format!("in {name}"),
                (false, None) => String::new(),
            };
            found.push(of_account(connection, account, role, has_list));
        }
        Ok(found)
    }

    /// Says of each item what moved since the last review, and how.
    async fn compared(&self, inside: &mut [Found]) -> Result<Vec<u8>, Problem> {
        let what = "Looking up the last review";
        let last = self.stored(what, rollcall_store::Store::last_reviewed).await?;
        let known: HashSet<String> = last.iter().map(|one| one.connection_id.clone()).collect();
        let mut by_account = HashMap::new();
        for one in last {
            let frozen: FrozenItem = serde_json::from_str(&one.body_json)
                .map_err(|error| internal(what, &error.to_string()))?;
            let decision = one.decided.as_ref().map(|decided| {
                format!(
                    "{} on {}",
                    super::shown::word(decided.decision),
                    decided.at.get(..10).unwrap_or(&decided.at)
                )
            });
            by_account.insert((one.connection_id, one.account_id), (frozen, decision));
        }
        let mut moved = Vec::with_capacity(inside.len());
        for one in inside {
            let key = (one.item.connection.clone(), one.item.account_id.clone());
            let last = by_account.get(&key);
            let (how, words) = since_last(
                &one.item,
                last.map(|(frozen, _)| frozen),
                known.contains(&one.item.connection),
            );
            one.item.since_last = words;
            one.item.last_decision = last.and_then(|(_, decision)| decision.clone());
            moved.push(how);
        }
        Ok(moved)
    }
}

/// What was asked for cannot be meant; the apps were read by then.
fn slip(why: &str) -> Problem {
    let next = "Mend the scope: other connections, groups or departments.";
    let state = "The apps were read; nothing was frozen and nothing was changed.";
    Problem { state: state.to_owned(), ..refused(WHAT, why, next) }
}

fn of_account(
    connection: &FrozenConnection,
    account: PopulationAccount,
    role: String,
    has_list: bool,
) -> Found {
    let entry: Option<rollcall_truth::Entry> =
        account.entry_json.as_deref().and_then(|json| serde_json::from_str(json).ok());
    let list = match (has_list, account.list_state) {
        (false, _) => ListState::NoList,
        (_, 1) => ListState::Employed,
        (_, 2) => ListState::NotStarted,
        (_, 3) => ListState::Left,
        _ => ListState::NotListed,
    };
    let day = entry.as_ref().and_then(|entry| match list {
        ListState::Left => entry.end,
        ListState::NotStarted => entry.start,
        _ => None,
    });
    let of_list = |of: fn(&rollcall_truth::Entry) -> &String| {
        entry.as_ref().map(of).filter(|text| !text.is_empty()).cloned()
    };
    let item = FrozenItem {
        connection: connection.id.clone(),
        person: account.person.map_or_else(
            || format!("{}/{}", connection.id, account.account_id),
            |person| format!("p{person}"),
        ),
        account_id: account.account_id,
        user_name: account.user_name,
        name: account.name,
        email: account.email,
        active: account.active,
        privileged: !role.is_empty(),
        role,
        title: of_list(|entry| &entry.title).unwrap_or(account.title),
        department: of_list(|entry| &entry.department).unwrap_or(account.department),
        list,
        list_day: day.map(|day| day.to_string()),
        kind: match entry.as_ref().map(|entry| entry.kind) {
            None => "",
            Some(rollcall_truth::Kind::Contractor) => "contractor",
            Some(rollcall_truth::Kind::Service) => "service",
            Some(_) => "employee",
        }
        .to_owned(),
        shared: account.shared,
        since_last: String::new(),
        last_decision: None,
        groups: account.groups.into_iter().map(|(id, name)| ReviewGroup { id, name }).collect(),
    };
    Found { item, connection_name: connection.name.clone(), entry }
}

/// Who is to be decided about, by name, and who is outside of it and why.
fn in_scope(found: Vec<Found>, wanted: &ReviewRequest) -> (Vec<Found>, Vec<Outside>) {
    let lower = |names: &[String]| -> HashSet<String> {
        names.iter().map(|name| name.trim().to_lowercase()).collect()
    };
    let (groups, departments) = (lower(&wanted.groups), lower(&wanted.departments));
    let (mut inside, mut outside) = (Vec::new(), Vec::new());
    for one in found {
        let item = &one.item;
        let in_group = |group: &ReviewGroup| {
            groups.contains(&group.name.to_lowercase()) || groups.contains(&group.id.to_lowercase())
        };
        let why = if !groups.is_empty() && !item.groups.iter().any(in_group) {
            "in none of the groups of the scope"
        } else if !departments.is_empty() && !departments.contains(&item.department.to_lowercase())
        {
            "in none of the departments of the scope"
        } else if wanted.only_admins && !item.privileged {
            "not privileged"
        } else if wanted.only_not_in_list
            && !matches!(item.list, ListState::NotListed | ListState::Left)
        {
            "in the truth list"
        } else {
            inside.push(one);
            continue;
        };
        outside.push(Outside {
            connection: item.connection.clone(),
            account_id: item.account_id.clone(),
            user_name: item.user_name.clone(),
            active: item.active,
            groups: item.groups.iter().map(|group| group.id.clone()).collect(),
            why: why.to_owned(),
        });
    }
    inside.sort_by_cached_key(|one| {
        (one.item.name.to_lowercase(), one.item.person.clone(), one.connection_name.to_lowercase())
    });
    (inside, outside)
}

/// Managers of the truth list by what it calls them: address, name or employee number.
fn managers(inside: &[Found]) -> HashMap<String, ReviewerName> {
    let mut known = HashMap::new();
    for entry in inside.iter().filter_map(|one| one.entry.as_ref()) {
        let Some(email) = entry.emails.first() else { continue };
        let who = ReviewerName { name: entry.name.clone(), email: email.clone() };
        let calls = entry.emails.iter().chain([&entry.name, &entry.employee_number]);
        for call in calls.filter(|call| !call.is_empty()) {
            known.entry(call.to_lowercase()).or_insert_with(|| who.clone());
        }
    }
    for entry in inside.iter().filter_map(|one| one.entry.as_ref()) {
        let manager = entry.manager.trim();
        // Somebody without an account in the scope can decide all the same.
        if manager.contains('@') {
            known.entry(manager.to_lowercase()).or_insert_with(|| ReviewerName {
                name: manager.to_owned(),
                email: manager.to_lowercase(),
            });
        }
    }
    known
}

fn addresses(one: &Found) -> Vec<String> {
    let mut all: Vec<String> =
        one.entry.as_ref().map(|entry| entry.emails.clone()).unwrap_or_default();
    all.push(one.item.email.to_lowercase());
    all.push(one.item.user_name.to_lowercase());
    all
}

fn writes(inside: &[Found], moved: &[u8], whose: &[u32]) -> Result<Vec<ReviewItemWrite>, Problem> {
    let rows = inside.iter().zip(moved).zip(whose);
    rows.map(|((one, moved), reviewer)| {
        let item = &one.item;
        let groups: Vec<&str> = item.groups.iter().map(|group| group.name.as_str()).collect();
        Ok(ReviewItemWrite {
            connection_id: item.connection.clone(),
            account_id: item.account_id.clone(),
            reviewer: *reviewer,
            privileged: item.privileged,
            list_state: match item.list {
                ListState::NotListed => 0,
                ListState::Employed => 1,
                ListState::NotStarted => 2,
                ListState::Left => 3,
                ListState::NoList => 4,
            },
            moved: *moved,
            name: item.name.clone(),
            app: one.connection_name.clone(),
            text: [
                item.name.as_str(),
                &item.user_name,
                &item.email,
                &one.connection_name,
                &groups.join("\n"),
            ]
            .join("\n"),
            body_json: serde_json::to_string(item)
                .map_err(|error| internal(WHAT, &error.to_string()))?,
        })
    })
    .collect()
}
