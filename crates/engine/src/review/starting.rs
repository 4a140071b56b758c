//! Starting a review: the apps are read again, with every page kept, and the accounts found are
//! frozen.

use super::found::{Found, addresses};
use super::frozen::{Outside, population_sha256};
use super::managers::{Directory, Manager, look, words};
use super::reviewers::{Asked, assign};
use super::scope::{in_scope, invalid_scope};
use super::update::update;
use super::{
    FrozenConnection, KeptExclusion, KeptReviewer, Review, TruthFacts, as_record, refused,
};
use crate::case::whoami;
use crate::core::Rollcall;
use crate::core::clock::new_id;
use crate::problem::failure::{asked, internal};
use crate::problem::{Problem, ProblemCode};
use crate::record::event::RecordEvent;
use crate::view::{
    ListState, ManagersLook, PeopleFilter, PeopleQuery, ReviewAssign, ReviewRequest, ReviewState,
    ReviewView, Verdict,
};
use rollcall_store::{Connection, ConnectionId, Moment, ReviewItemWrite};

const WHAT: &str = "Starting the review failed.";

impl Rollcall {
    /// Reads the connections again, keeps every page, and freezes the accounts found.
    ///
    /// # Errors
    /// When a read does not end complete and the connection is not excluded with a reason; when
    /// nobody is in the scope; when someone would have to decide about their own account.
    /// Nothing is frozen then.
    pub async fn start_review(&self, wanted: ReviewRequest) -> Result<ReviewView, Problem> {
        let started = self.freeze(wanted).await;
        // Beside it, the index of the search would only have it wait for the store.
        self.tidy();
        started
    }

    async fn freeze(&self, wanted: ReviewRequest) -> Result<ReviewView, Problem> {
        let wanted = self.checked(wanted).await?;
        self.in_order(WHAT).await?;
        let at = self.0.clock.moment();
        let (connections, exclusions) = self.read_for_review(&wanted, at).await?;
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
            return Err(invalid_scope("The review's scope is empty."));
        }
        let moved = self.compared(&mut inside).await?;
        let people = self.list_people().await?;
        let managers = managers_of(&inside, &Directory::new(&people));
        let managers_look = match wanted.assign {
            ReviewAssign::Manager => look(written(&inside).zip(&managers)),
            _ => ManagersLook::default(),
        };
        if managers_look.without > wanted.without_manager {
            return Err(without_manager(&managers_look, &wanted));
        }
        for (one, manager) in inside.iter_mut().zip(&managers) {
            if let (Some(row), Manager::Clear(who)) = (one.item.hr.as_mut(), manager) {
                row.manager_email.clone_from(&who.email);
            }
        }
        let (reviewers, whose) = assigned(&inside, managers, &wanted)?;
        let (population_sha256, writes) = frozen(&inside, &outside, &moved, &whose)?;
        let outside_json = outside
            .iter()
            .map(|one| serde_json::to_string(one).map_err(|e| internal(WHAT, &e.to_string())))
            .collect::<Result<Vec<String>, Problem>>()?;
        let is_not_listed = |one: &&Found| one.item.list == ListState::NotListed;
        let not_listed = inside.iter().filter(is_not_listed).count();
        let truth = self.truth_facts(crate::text::count(not_listed as u64)).await?;
        let review = Review {
            id: new_id().into(),
            state: ReviewState::Open,
            made_at: at,
            revision: 0,
            name: wanted.name.clone(),
            by: whoami(),
            due: wanted.due.clone(),
            zone: self.0.clock.zone_name(),
            frozen_at: self.0.clock.moment(),
            connections,
            population_sha256,
            items: crate::text::count(inside.len() as u64),
            outside: crate::text::count(outside.len() as u64),
            reviewers,
            exclusions,
            conflicts: Vec::new(),
            contradictions: Vec::new(),
            hand_overs: Vec::new(),
            packets: Vec::new(),
            sign_offs: Vec::new(),
            second: second_of(&wanted),
            presses: Vec::new(),
            imports: 0,
            managers: managers_look,
            cases: Vec::new(),
            exceptions: Vec::new(),
            closed_at: None,
            truth,
            record_from: 0,
            request: wanted,
        };
        let event = RecordEvent::ReviewStarted {
            review: review.named(),
            by: review.by.clone(),
            items: review.items,
            outside: review.outside,
            population_sha256: review.population_sha256.clone(),
            reads: review.connections.iter().map(|one| one.read).collect(),
            exclusions: review.exclusions.iter().map(KeptExclusion::on_record).collect(),
            reviewers: review.reviewers.iter().map(KeptReviewer::on_record).collect(),
            second: review.second.clone(),
            managers: review.managers.clone(),
        };
        let (id, frozen_at) = (review.id.clone(), review.frozen_at);
        self.transact_at("Freezing the population", frozen_at, move |all| {
            all.add_review(&as_record(&review)?, &writes, &outside_json)?;
            let from = event.append(all)?;
            update(all, &review.id, |now| {
                now.review.record_from = from;
                Ok(())
            })
        })
        .await?;
        self.0.reporter.data_changed();
        self.review(id.as_str()).await
    }

    /// How the managers of the HR list are found for a review as it is asked for, by what was read
    /// last. Nothing is read from the apps, and nothing is frozen.
    ///
    /// # Errors
    /// When a connection of the request does not exist.
    pub async fn look_at_managers(&self, wanted: ReviewRequest) -> Result<ManagersLook, Problem> {
        let mut ids = Vec::new();
        for name in &wanted.connections {
            ids.push(self.connection(name).await?.id);
        }
        let all = self.stored("Listing the apps", rollcall_store::Store::connections).await?;
        self.tied().await?;
        let has_list = self.truth_list().await?.is_some();
        let mut found = Vec::new();
        for connection in all.into_iter().filter(|one| ids.is_empty() || ids.contains(&one.id)) {
            let frozen = FrozenConnection {
                id: connection.id,
                name: connection.name,
                provider: connection.provider,
                address: connection.address,
                read: None,
            };
            found.extend(self.accounts_of(&frozen, &wanted, has_list).await?);
        }
        let (inside, _) = in_scope(found, &wanted);
        let people = self.list_people().await?;
        let managers = managers_of(&inside, &Directory::new(&people));
        Ok(look(written(&inside).zip(&managers)))
    }

    async fn truth_facts(&self, not_listed: u32) -> Result<Option<TruthFacts>, Problem> {
        let Some(list) = self.truth_list().await? else { return Ok(None) };
        let mut without_account = Vec::new();
        loop {
            let query = PeopleQuery {
                filters: vec![PeopleFilter::NoApp],
                offset: crate::text::count(without_account.len() as u64),
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
            proposals: crate::text::count(proposals as u64),
        }))
    }

    async fn read_for_review(
        &self,
        wanted: &ReviewRequest,
        at: Moment,
    ) -> Result<(Vec<FrozenConnection>, Vec<KeptExclusion>), Problem> {
        let reads = self.read_and_keep(&wanted.connections).await?;
        let (mut frozen, mut exclusions, mut short) = (Vec::new(), Vec::new(), Vec::new());
        for id in &wanted.connections {
            let connection: Connection = self.connection(id).await?;
            let read = reads.iter().find(|read| read.connection_id == id.as_str());
            let why = match read {
                None => Some("it is already being read".to_owned()),
                // Members that were not returned are unknown, not none: that is not a complete list
                // either.
                Some(read) if read.verdict == Verdict::Complete && read.groups_unknown == 0 => None,
                Some(read) => Some(read.reason.clone()),
            };
            let excluded = wanted.exclusions.iter().find(|one| one.connection == *id);
            match (why, excluded) {
                (None, _) => {}
                (Some(_), Some(excluded)) => exclusions.push(KeptExclusion {
                    connection: ConnectionId::from(id.clone()),
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
        Err(asked(
            ProblemCode::NotComplete,
            WHAT,
            &format!("Not every app could be read completely. {}", short.join(" ")),
            "Start the review again when the app answers, or exclude the connection with a reason.",
        ))
    }
}

/// What the list writes as the manager of each item.
fn written(inside: &[Found]) -> impl Iterator<Item = &str> {
    inside.iter().map(|one| one.entry.as_ref().map_or("", |entry| entry.manager.trim()))
}

/// Who reviews, and which items are whose.
fn assigned(
    inside: &[Found],
    managers: Vec<Manager>,
    wanted: &ReviewRequest,
) -> Result<(Vec<KeptReviewer>, Vec<u32>), Problem> {
    let asked: Vec<Asked<'_>> = inside
        .iter()
        .zip(managers)
        .map(|(one, manager)| Asked {
            item: &one.item,
            connection_name: &one.connection_name,
            manager: match manager {
                Manager::Clear(who) => Some(who),
                Manager::None | Manager::Open(_) => None,
            },
            addresses: addresses(one),
        })
        .collect();
    assign(&asked, wanted.assign, &wanted.reviewers, &wanted.named).map_err(|name| {
        refused(
            WHAT,
            &format!("Only {name} could decide about {name}'s own accounts."),
            "Name a second reviewer: they decide about the first one's own accounts.",
        )
    })
}

fn managers_of(inside: &[Found], directory: &Directory<'_>) -> Vec<Manager> {
    written(inside).map(|written| directory.manager(written)).collect()
}

/// Who was named to sign second: the one of the request, or the second reviewer.
fn second_of(wanted: &ReviewRequest) -> Option<String> {
    let second = wanted.second.as_ref().or_else(|| wanted.reviewers.get(1));
    second.map(|who| who.name.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The review does not start while items without a manager would silently go to a reviewer.
fn without_manager(look: &ManagersLook, wanted: &ReviewRequest) -> Problem {
    let first = wanted.reviewers.first().map_or("the first reviewer", |who| who.name.as_str());
    let next = format!(
        "Correct the HR list, or start with {} items without a manager: {first} decides about \
        them. On the command line: --without-manager {}.",
        look.without, look.without
    );
    let state = "The apps were read; nothing was frozen and nothing was changed.";
    Problem { state: state.to_owned(), ..refused(WHAT, &words(look), &next) }
}

/// The hash of the population and its items as they are written, side by side: of 100 000 accounts each
/// takes a while.
fn frozen(
    inside: &[Found],
    outside: &[Outside],
    moved: &[u8],
    whose: &[u32],
) -> Result<(String, Vec<ReviewItemWrite>), Problem> {
    let half = inside.len() / 2;
    let (first, second) = inside.split_at(half);
    let ((first_moved, second_moved), (first_whose, second_whose)) =
        (moved.split_at(half), whose.split_at(half));
    std::thread::scope(|scope| {
        let first = scope.spawn(|| writes(first, first_moved, first_whose));
        let second = writes(second, second_moved, second_whose);
        let hash = population_sha256(inside.iter().map(|one| &one.item), outside);
        let first = first.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let mut all = first?;
        all.append(&mut second?);
        Ok((hash, all))
    })
}

fn writes(inside: &[Found], moved: &[u8], whose: &[u32]) -> Result<Vec<ReviewItemWrite>, Problem> {
    let rows = inside.iter().zip(moved).zip(whose);
    rows.map(|((one, moved), reviewer)| {
        let item = &one.item;
        let groups: Vec<&str> = item.groups.iter().map(|group| group.name.as_str()).collect();
        Ok(ReviewItemWrite {
            connection_id: item.connection.clone(),
            account_id: item.account_id.clone(),
            group_id: item.group.as_ref().map(|group| group.id.clone()).unwrap_or_default(),
            group: item.group.as_ref().map_or_else(String::new, |group| group.name.clone()),
            reviewer: *reviewer,
            privileged: item.privileged,
            list_state: match item.list {
                ListState::NotListed => 0,
                ListState::Employed => 1,
                ListState::NotStarted => 2,
                ListState::Left => 3,
                ListState::NoList => 4,
                ListState::NotKnown => 5,
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
