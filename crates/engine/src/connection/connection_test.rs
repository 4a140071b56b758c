//! The connection test: each step depends on the one before it, and the first that fails is named
//! with what to do. Nothing is written anywhere.

use crate::core::progress::Reporter;
use crate::problem::Problem;
use crate::problem::failure::Doing;
use crate::view::{Rung, RungState, RungView, TestView};
use rollcall_providers::Profile;
use rollcall_scim::{
    Client, Failure, FailureKind, Group, ListRules, Listing, Members, Request, Resource,
    StopReason, WaitReason, Waiting, clock_time,
};
use std::time::Duration;
use tokio::time::{Instant, interval_at};
use tokio_util::sync::CancellationToken;

const RUNGS: [(Rung, &str); 8] = [
    (Rung::NameResolves, "Name resolves"),
    (Rung::TlsTrusted, "Connection is private"),
    (Rung::TokenAccepted, "Token is accepted"),
    (Rung::RightKindOfAnswer, "Answers as a SCIM server"),
    (Rung::UsersReadable, "Users can be read"),
    (Rung::SecondPageReadable, "Second page can be read"),
    (Rung::GroupsReadable, "Groups can be read"),
    (Rung::MembersReadable, "Members can be read"),
];

/// Groups whose members are asked for before the last rung counts as broken.
const GROUPS_TRIED: usize = 3;

/// A rung that takes longer than this says what it waits for, and again after each further time.
const TOLD_AFTER: Duration = Duration::from_secs(10);

struct Ladder<'a> {
    rungs: Vec<RungView>,
    reporter: &'a Reporter,
}

impl Ladder<'_> {
    fn set(&mut self, rung: Rung, state: RungState, detail: String) {
        if let Some(view) = self.rungs.iter_mut().find(|view| view.rung == rung) {
            view.state = state;
            view.detail = detail;
        }
        self.reporter.rungs(self.rungs.clone());
    }

    fn trying(&mut self, rung: Rung) {
        self.set(rung, RungState::Trying, String::new());
    }

    /// Waits for `work`, and reports what it waits for when that takes long.
    async fn wait_for<T>(
        &mut self,
        rung: Rung,
        client: &Client,
        work: impl Future<Output = T>,
    ) -> T {
        let start = Instant::now();
        let mut ticks = interval_at(start + TOLD_AFTER, TOLD_AFTER);
        let mut work = std::pin::pin!(work);
        loop {
            tokio::select! {
                biased;
                done = &mut work => return done,
                _ = ticks.tick() => {
                    let host = client.endpoint().host();
                    let words = waiting_words(host, start.elapsed(), client.waiting());
                    self.set(rung, RungState::Trying, words);
                }
            }
        }
    }

    fn passed(&mut self, rung: Rung, detail: impl Into<String>) {
        self.set(rung, RungState::Passed, detail.into());
    }

    fn skipped(&mut self, rung: Rung, why: impl Into<String>) {
        self.set(rung, RungState::Skipped, why.into());
    }

    fn failed(mut self, rung: Rung, problem: Problem) -> TestView {
        for view in &mut self.rungs {
            if view.rung == rung {
                view.state = RungState::Failed;
                view.detail = problem.side_words.clone();
                view.problem = Some(problem.clone());
            } else if matches!(view.state, RungState::Waiting | RungState::Trying) {
                view.state = RungState::Skipped;
                view.detail = "Skipped: it depends on the check that failed.".to_owned();
            }
        }
        self.reporter.rungs(self.rungs.clone());
        TestView { rungs: self.rungs, passed: false }
    }

    fn done(self) -> TestView {
        TestView { rungs: self.rungs, passed: true }
    }
}

fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn waiting_words(host: &str, since: Duration, asked: Option<Waiting>) -> String {
    match asked {
        Some(Waiting { until, why: WaitReason::AskedToWait }) => {
            format!("{host} asks to wait until {}.", clock_time(until))
        }
        _ => format!("Waiting for {host} to answer, {} s so far.", since.as_secs()),
    }
}

/// Climbs all rungs or stops at the first that fails.
/// `name` is the connection's.
pub(crate) async fn run_steps(
    client: &Client,
    name: &str,
    profile: &Profile,
    reporter: &Reporter,
) -> TestView {
    let cancel = CancellationToken::new();
    let mut ladder = Ladder {
        rungs: RUNGS
            .iter()
            .map(|(rung, name)| RungView {
                rung: *rung,
                name: (*name).to_owned(),
                state: RungState::Waiting,
                detail: String::new(),
                problem: None,
            })
            .collect(),
        reporter,
    };
    let host = client.endpoint().host().to_owned();
    let doing = |what: &'static str| Doing {
        what,
        name,
        profile,
        host: &host,
        state: "Nothing was connected and no token was saved.",
    };

    ladder.trying(Rung::NameResolves);
    let reached = ladder.wait_for(Rung::NameResolves, client, client.reach()).await;
    if let Err(failure) = reached {
        let resolved = !matches!(failure.kind, FailureKind::NameNotResolved);
        let problem = doing("Reaching the address").problem(&failure);
        if resolved {
            ladder.passed(Rung::NameResolves, host.clone());
            return ladder.failed(Rung::TlsTrusted, problem);
        }
        return ladder.failed(Rung::NameResolves, problem);
    }
    ladder.passed(Rung::NameResolves, host.clone());
    let private = if client.endpoint().is_https() {
        "TLS, certificate trusted by this computer"
    } else {
        "This computer talks to itself, no TLS needed"
    };
    ladder.passed(Rung::TlsTrusted, private);

    ladder.trying(Rung::TokenAccepted);
    let nouns = &profile.words.nouns;
    let users = &nouns.users;
    let rules = profile.user_list();
    let seen = ladder.wait_for(Rung::TokenAccepted, client, look(client, &rules, &cancel)).await;
    if seen.pages == 0 {
        let Some(failure) = &seen.failure else {
            ladder.passed(Rung::TokenAccepted, "as a SCIM client");
            ladder.passed(Rung::RightKindOfAnswer, "a list of resources");
            ladder.passed(Rung::UsersReadable, format!("0 {users}"));
            ladder.skipped(Rung::SecondPageReadable, "There are none yet.");
            return groups(client, profile, ladder, &cancel, &doing).await;
        };
        let mut problem = doing("Asking for the first users").problem(failure);
        if failure.may_be_between() {
            let probe = probe(client, &cancel);
            let found = ladder.wait_for(Rung::TokenAccepted, client, probe).await;
            if let Some((words, next)) = likelier(name, failure.status(), found) {
                problem.side_words = format!("{} {words}", problem.side_words);
                problem.next = next;
            }
        }
        let rung = broken_by(failure);
        let above = [Rung::TokenAccepted, Rung::RightKindOfAnswer];
        for before in above.into_iter().take_while(|before| *before != rung) {
            ladder.skipped(before, "The response does not say.");
        }
        return ladder.failed(rung, problem);
    }
    ladder.passed(Rung::TokenAccepted, "as a SCIM client");
    ladder.passed(Rung::RightKindOfAnswer, "a list of resources");
    ladder.passed(Rung::UsersReadable, seen.words(&nouns.user, users));
    ladder.trying(Rung::SecondPageReadable);
    match (&seen.failure, seen.pages) {
        (Some(failure), _) => {
            let problem = doing("Asking for the second page of users").problem(failure);
            return ladder.failed(Rung::SecondPageReadable, problem);
        }
        (None, 1) => {
            ladder
                .skipped(Rung::SecondPageReadable, format!("All {users} were on the first page."));
        }
        (None, _) => ladder.passed(Rung::SecondPageReadable, ""),
    }
    groups(client, profile, ladder, &cancel, &doing).await
}

/// The rung that breaks when the first users do not come.
fn broken_by(failure: &Failure) -> Rung {
    match &failure.kind {
        FailureKind::Status(error) if matches!(error.status, Some(401 | 403)) => {
            Rung::TokenAccepted
        }
        FailureKind::Status(error) if error.status == Some(404) => Rung::RightKindOfAnswer,
        FailureKind::NotJson { .. }
        | FailureKind::BadJson(_)
        | FailureKind::RedirectRefused { .. } => Rung::RightKindOfAnswer,
        _ => Rung::UsersReadable,
    }
}

/// What the server's description of itself says about the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Probe {
    /// A SCIM server describes itself there (RFC 7643 §5), with or without the token.
    Scim,
    /// A SCIM server refuses the token there.
    ScimRefuses,
    /// Something else answers, or nothing is there.
    NotScim,
    /// As before: no SCIM error, and no word on the address.
    Silent,
}

/// Asks for the server's description of itself: one request, when it is open whether the address or
/// the token is wrong.
async fn probe(client: &Client, cancel: &CancellationToken) -> Probe {
    let answer = client.get(&Request::get(["ServiceProviderConfig"]), cancel).await;
    match answer.and_then(|answer| answer.json()) {
        Ok(value) => match Resource::from_value(value) {
            Ok(config) if config.get("patch").is_some() || config.get("filter").is_some() => {
                Probe::Scim
            }
            _ => Probe::NotScim,
        },
        Err(failure) if failure.is_from_app() => match failure.status() {
            Some(401 | 403) => Probe::ScimRefuses,
            _ => Probe::Scim,
        },
        Err(failure) => match (&failure.kind, failure.status()) {
            (FailureKind::NotJson { .. } | FailureKind::BadJson(_), _) => Probe::NotScim,
            (_, Some(404 | 410)) => Probe::NotScim,
            _ => Probe::Silent,
        },
    }
}

/// Which of address and token is likelier wrong, and what to do.
fn likelier(name: &str, status: Option<u16>, found: Probe) -> Option<(String, String)> {
    let token = format!("Create a new token in {name} and paste all of it.");
    let address = format!("Copy the SCIM address from {name} again, up to its last part.");
    Some(match (status?, found) {
        (401, Probe::Scim | Probe::ScimRefuses) | (403, Probe::ScimRefuses) => (
            "A SCIM server answers at this address, so the token is probably wrong.".to_owned(),
            token,
        ),
        (403, Probe::Scim) => (
            "A SCIM server answers at this address, so the cause is probably the token's \
            permissions or the plan."
                .to_owned(),
            format!("Check the token's permissions and the plan in {name}."),
        ),
        (404 | 410, Probe::Scim) => (
            "A SCIM server answers at this address, but it does not offer users.".to_owned(),
            format!("Check that SCIM is switched on in {name}, then the address."),
        ),
        (401 | 403, Probe::NotScim) => (
            "No SCIM server describes itself at this address, so the address is probably wrong."
                .to_owned(),
            format!("{address} If it is right: {token}"),
        ),
        (404 | 410, Probe::NotScim) => {
            ("No SCIM server describes itself at this address.".to_owned(), address)
        }
        (404 | 410, Probe::ScimRefuses) => {
            ("A SCIM server refuses the token at this address.".to_owned(), token)
        }
        _ => return None,
    })
}

/// The first two pages of a list, read as adaptively as a whole read is.
struct Look {
    pages: u32,
    first_page: u32,
    claimed: Option<u64>,
    /// Some groups of the first page.
    groups: Vec<Group>,
    failure: Option<Failure>,
}

impl Look {
    fn words(&self, one: &str, several: &str) -> String {
        match self.claimed {
            Some(total) => counted(total, one, several),
            None => {
                let first = counted(u64::from(self.first_page), one, several);
                format!("{first} on the first page, no total claimed")
            }
        }
    }
}

async fn look(client: &Client, rules: &ListRules, cancel: &CancellationToken) -> Look {
    let mut look =
        Look { pages: 0, first_page: 0, claimed: None, groups: Vec::new(), failure: None };
    // A test of the connection concludes nothing about who is missing.
    let rules = ListRules { test_total: false, ..rules.clone() };
    let mut listing = Listing::new(client, &rules, cancel);
    while let Some(page) = listing.next().await {
        look.pages += 1;
        look.claimed = page.claimed_total.or(look.claimed);
        if look.pages > 1 {
            break;
        }
        look.first_page = page.received;
        look.groups = page
            .rows
            .iter()
            .filter_map(|row| row.resource().ok())
            .take(GROUPS_TRIED)
            .map(|group| Group::of(&group))
            .collect();
    }
    let end = listing.stop(StopReason::from("two pages are enough for a test"));
    look.failure = end.failure;
    look
}

async fn groups<'a>(
    client: &Client,
    profile: &Profile,
    mut ladder: Ladder<'_>,
    cancel: &CancellationToken,
    doing: &impl Fn(&'static str) -> Doing<'a>,
) -> TestView {
    ladder.trying(Rung::GroupsReadable);
    let nouns = &profile.words.nouns;
    let rules = profile.group_list();
    let seen = ladder.wait_for(Rung::GroupsReadable, client, look(client, &rules, cancel)).await;
    if let (Some(failure), 0) = (&seen.failure, seen.pages) {
        // Groups may be missing from a plan or a server; the users are still worth reading.
        let (name, host) = (doing("").name, client.endpoint().host());
        let why = match (failure.status(), failure.may_be_between()) {
            (Some(403), false) => {
                format!("{name} does not allow reading {} with this token or plan.", nouns.groups)
            }
            (Some(404 | 501), false) => format!("{name} offers no {}.", nouns.groups),
            (Some(status @ (403 | 404 | 501)), true) => format!(
                "{host} answered {status} without a SCIM error: {name} offers no {} with this token, or something in front of it stopped the request.",
                nouns.groups
            ),
            _ => {
                let problem = doing("Asking for the first groups").problem(failure);
                return ladder.failed(Rung::GroupsReadable, problem);
            }
        };
        ladder.skipped(Rung::GroupsReadable, why);
        ladder.skipped(Rung::MembersReadable, "There are no groups to read.");
        return ladder.done();
    }
    let count = seen.claimed.unwrap_or(u64::from(seen.first_page));
    ladder.passed(Rung::GroupsReadable, counted(count, &nouns.group, &nouns.groups));
    if seen.groups.is_empty() {
        ladder.skipped(Rung::MembersReadable, format!("There are no {} yet.", nouns.groups));
        return ladder.done();
    }
    ladder.trying(Rung::MembersReadable);
    if seen.groups.iter().any(|group| matches!(group.members, Members::Listed(_))) {
        ladder.passed(Rung::MembersReadable, "listed with their group");
        return ladder.done();
    }
    // One broken group must not keep a whole app out; a read names it later.
    let mut failure = None;
    for group in &seen.groups {
        match client.get(&profile.group(&group.id), cancel).await.map(|answer| answer.json()) {
            Ok(Ok(_)) => {
                ladder.passed(Rung::MembersReadable, "read group by group");
                return ladder.done();
            }
            Ok(Err(failed)) | Err(failed) => failure = Some(failed),
        }
    }
    if let Some(failure) = failure {
        let problem = doing("Asking for the members of groups").problem(&failure);
        return ladder.failed(Rung::MembersReadable, problem);
    }
    ladder.done()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likelier_of_address_and_token_is_named() {
        for (status, found, expected) in [
            (401, Probe::Scim, "token is probably wrong"),
            (401, Probe::ScimRefuses, "token is probably wrong"),
            (401, Probe::NotScim, "address is probably wrong"),
            (403, Probe::Scim, "permissions or the plan"),
            (403, Probe::NotScim, "address is probably wrong"),
            (404, Probe::NotScim, "No SCIM server"),
            (404, Probe::Scim, "does not offer users"),
        ] {
            let (words, _) = likelier("Acme", Some(status), found).unwrap();
            assert!(words.contains(expected), "{status} {found:?}: {words}");
        }
        for status in [401, 403, 404, 503] {
            assert_eq!(likelier("Acme", Some(status), Probe::Silent), None);
        }
    }

    #[test]
    fn a_long_wait_says_what_for() {
        let until: jiff::Timestamp = "2026-11-29T18:04:10Z".parse().unwrap();
        let waiting = |why| Some(Waiting { until, why });
        for (asked, expected) in [
            (None, "Waiting for app.example to answer, 20 s so far."),
            (waiting(WaitReason::BackingOff), "Waiting for app.example to answer, 20 s so far."),
            (
                waiting(WaitReason::AskedToWait),
                "app.example asks to wait until 18:05 UTC on November 29.",
            ),
        ] {
            let words = waiting_words("app.example", Duration::from_secs(20), asked);
            assert_eq!(words, expected);
        }
    }
}
