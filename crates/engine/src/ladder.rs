//! The test ladder: each rung stands on the one before it, and the first that breaks is named
//! with what to do. Nothing is written anywhere.

use crate::failure::Doing;
use crate::problem::{Problem, ProblemCode, Side};
use crate::progress::Reporter;
use crate::view::{Rung, RungState, RungView, TestView};
use rollcall_providers::Profile;
use rollcall_scim::{Client, FailureKind, Group, ListPage, Members, Request};
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
pub(crate) async fn climb(client: &Client, profile: &Profile, reporter: &Reporter) -> TestView {
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
    let first = match client.get(&profile.first_users(), &cancel).await {
        Ok(answer) => answer,
        Err(failure) => {
            let problem = doing("Asking for the first users").problem(&failure);
            let rung = match &failure.kind {
                FailureKind::Status(error) if matches!(error.status, Some(401 | 403)) => {
                    Rung::TokenAccepted
                }
                FailureKind::NotJson { .. }
                | FailureKind::BadJson(_)
                | FailureKind::RedirectRefused { .. } => Rung::RightKindOfAnswer,
                FailureKind::Status(error) if error.status == Some(404) => Rung::RightKindOfAnswer,
                _ => Rung::UsersReadable,
            };
            if rung != Rung::TokenAccepted {
                ladder.set(
                    Rung::TokenAccepted,
                    RungState::Skipped,
                    "The answer does not tell.".to_owned(),
                );
            }
            return ladder.failed(rung, problem);
        }
    };
    let page = match first.json().map(ListPage::of) {
        Ok(Ok(page)) => page,
        Ok(Err(why)) => {
            ladder.passed(Rung::TokenAccepted, "");
            let problem = not_a_list(profile, &why.to_string());
            return ladder.failed(Rung::RightKindOfAnswer, problem);
        }
        Err(failure) => {
            ladder.skipped(Rung::TokenAccepted, "The answer does not tell.");
            let problem = doing("Asking for the first users").problem(&failure);
            return ladder.failed(Rung::RightKindOfAnswer, problem);
        }
    };
    ladder.passed(Rung::TokenAccepted, "as a SCIM client");
    ladder.passed(Rung::RightKindOfAnswer, "a list of resources");
    let users = &profile.words.nouns.users;
    let claimed = page.total.map_or_else(
        || format!("{} {users} on the first page, no total claimed", page.resources.len()),
        |total| format!("{total} {users}"),
    );
    if page.resources.is_empty() && page.total.unwrap_or(0) > 0 {
        return ladder.failed(
            Rung::UsersReadable,
            not_a_list(profile, "it claims users and sends none"),
        );
    }
    ladder.passed(Rung::UsersReadable, claimed);

    ladder.trying(Rung::SecondPageReadable);
    let sent = page.resources.len() as u64;
    if sent == 0 || page.total.is_some_and(|total| total <= sent) {
        ladder.skipped(Rung::SecondPageReadable, "All users fit on the first page.");
    } else {
        match client.get(&profile.users_after(&page), &cancel).await {
            Ok(_) => ladder.passed(Rung::SecondPageReadable, ""),
            Err(failure) => {
                let problem = doing("Asking for the second page of users").problem(&failure);
                return ladder.failed(Rung::SecondPageReadable, problem);
            }
        }
    }
    groups(client, profile, ladder, &cancel, &doing).await
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
    let answer = match client.get(&profile.first_groups(), cancel).await {
        Ok(answer) => answer,
        Err(failure) => {
            // Groups may be missing from a plan or a server; the users are still worth reading.
            if let FailureKind::Status(error) = &failure.kind
                && matches!(error.status, Some(403 | 404 | 501))
            {
                let why = if error.status == Some(403) {
                    format!("{} does not allow reading {} with this token or plan.", profile.name, nouns.groups)
                } else {
                    "This server offers no groups.".to_owned()
                };
                ladder.skipped(Rung::GroupsReadable, why);
                ladder.skipped(Rung::MembersReadable, "There are no groups to read.");
                return ladder.done();
            }
            let problem = doing("Asking for the first groups").problem(&failure);
            return ladder.failed(Rung::GroupsReadable, problem);
        }
    };
    let page = match answer.json().map(ListPage::of) {
        Ok(Ok(page)) => page,
        Ok(Err(why)) => {
            return ladder.failed(Rung::GroupsReadable, not_a_list(profile, &why.to_string()));
        }
        Err(failure) => {
            let problem = doing("Asking for the first groups").problem(&failure);
            return ladder.failed(Rung::GroupsReadable, problem);
        }
    };
    let count = page.total.unwrap_or(page.resources.len() as u64);
    ladder.passed(Rung::GroupsReadable, format!("{count} {}", nouns.groups));
    let Some(first) = page.resources.first().map(Group::of) else {
        ladder.skipped(Rung::MembersReadable, format!("There are no {} yet.", nouns.groups));
        return ladder.done();
    };
    ladder.trying(Rung::MembersReadable);
    if matches!(first.members, Members::Listed(_)) {
        ladder.passed(Rung::MembersReadable, "listed with their group");
        return ladder.done();
    }
    let request: Request = profile.group(&first.id);
    match client.get(&request, cancel).await.map(|answer| answer.json()) {
        Ok(Ok(_)) => ladder.passed(Rung::MembersReadable, "read group by group"),
        Ok(Err(failure)) | Err(failure) => {
            let problem = doing("Asking for the members of one group").problem(&failure);
            return ladder.failed(Rung::MembersReadable, problem);
        }
    }
    ladder.done()
}

fn not_a_list(profile: &Profile, why: &str) -> Problem {
    Problem {
        code: ProblemCode::NotScim,
        what: "Reading the answer as a SCIM list failed.".to_owned(),
        side: Side::There,
        side_words: format!("{} answered with JSON that is not a list of users: {why}.", profile.name),
        state: "Nothing was connected and no token was kept.".to_owned(),
        next: "Check that the address is the SCIM address, without /Users at its end.".to_owned(),
        exchange: None,
    }
}
