//! The test ladder: each rung stands on the one before it, and the first that breaks is named
//! with what to do. Nothing is written anywhere.

use crate::failure::Doing;
use crate::problem::Problem;
use crate::progress::Reporter;
use crate::view::{Rung, RungState, RungView, TestView};
use rollcall_providers::Profile;
use rollcall_scim::{Client, Failure, FailureKind, Group, ListRules, Listing, Members, StopReason};
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
                view.detail = "Not tried: it stands on the rung that failed.".to_owned();
            }
        }
        self.reporter.rungs(self.rungs.clone());
        TestView { rungs: self.rungs, passed: false }
    }

    fn done(self) -> TestView {
        TestView { rungs: self.rungs, passed: true }
    }
}

/// Climbs all rungs or stops at the first that fails.
/// `name` is the connection's.
pub(crate) async fn climb(
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
        state: "Nothing was connected and no token was kept.",
    };

    ladder.trying(Rung::NameResolves);
    if let Err(failure) = client.reach().await {
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
    let users = &profile.words.nouns.users;
    let seen = look(client, &profile.user_list(), &cancel).await;
    if seen.pages == 0 {
        let Some(failure) = &seen.failure else {
            ladder.passed(Rung::TokenAccepted, "as a SCIM client");
            ladder.passed(Rung::RightKindOfAnswer, "a list of resources");
            ladder.passed(Rung::UsersReadable, format!("0 {users}"));
            ladder.skipped(Rung::SecondPageReadable, "There are none yet.");
            return groups(client, profile, ladder, &cancel, &doing).await;
        };
        let problem = doing("Asking for the first users").problem(failure);
        let rung = match &failure.kind {
            FailureKind::Status(error) if matches!(error.status, Some(401 | 403)) => {
                Rung::TokenAccepted
            }
            FailureKind::Status(error) if error.status == Some(404) => Rung::RightKindOfAnswer,
            FailureKind::NotJson { .. }
            | FailureKind::BadJson(_)
            | FailureKind::RedirectRefused { .. } => Rung::RightKindOfAnswer,
            _ => Rung::UsersReadable,
        };
        for before in [Rung::TokenAccepted, Rung::RightKindOfAnswer] {
            if rung != before {
                ladder.skipped(before, "The answer does not tell.");
            } else {
                break;
            }
        }
        return ladder.failed(rung, problem);
    }
    ladder.passed(Rung::TokenAccepted, "as a SCIM client");
    ladder.passed(Rung::RightKindOfAnswer, "a list of resources");
    let found = match seen.claimed {
        Some(total) => format!("{total} {users}"),
        None => format!("{} {users} on the first page, no total claimed", seen.first_page),
    };
    ladder.passed(Rung::UsersReadable, found);
    ladder.trying(Rung::SecondPageReadable);
    match (&seen.failure, seen.pages) {
        (Some(failure), _) => {
            let problem = doing("Asking for the second page of users").problem(failure);
            return ladder.failed(Rung::SecondPageReadable, problem);
        }
        (None, 1) => {
            ladder
                .skipped(Rung::SecondPageReadable, format!("All {users} came on the first page."));
        }
        (None, _) => ladder.passed(Rung::SecondPageReadable, ""),
    }
    groups(client, profile, ladder, &cancel, &doing).await
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
    let seen = look(client, &profile.group_list(), cancel).await;
    if let (Some(failure), 0) = (&seen.failure, seen.pages) {
        // Groups may be missing from a plan or a server; the users are still worth reading.
        let why = match failure.status() {
            Some(403) => format!(
                "{} does not allow reading {} with this token or plan.",
                doing("").name,
                nouns.groups
            ),
            Some(404 | 501) => "This server offers no groups.".to_owned(),
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
    ladder.passed(Rung::GroupsReadable, format!("{count} {}", nouns.groups));
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
