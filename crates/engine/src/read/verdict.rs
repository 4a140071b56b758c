//! The verdict of a read over users, groups and members, with the reason. Pure.

use crate::problem::Problem;
use crate::problem::failure::Doing;
use crate::read::ingest::End;
use crate::read::missing::Asked;
use crate::read::shrink::{Shrink, Shrunk};
use rollcall_providers::Profile;
use rollcall_scim::{Failure, ListEnd, Verdict};
use rollcall_store::LastPassOnly;

/// Names in a reason; the others are counted.
const NAMED: usize = 5;

const KEPT: &str = "Earlier data is kept. No one is marked as removed based on this read.";

/// How groups ended; `None` in `end` when the server offers none and never did.
pub(crate) struct Groups {
    pub(crate) end: Option<ListEnd>,
    pub(crate) note: Option<String>,
    pub(crate) failed_members: Option<Failure>,
    /// There were groups before, and the app answers as if it offered none.
    pub(crate) withheld: bool,
}

/// A read whose pages all came.
pub(crate) struct Ended<'a> {
    /// The connection's name.
    pub(crate) name: &'a str,
    pub(crate) profile: &'a Profile,
    pub(crate) host: &'a str,
    pub(crate) users: &'a ListEnd,
    pub(crate) groups: Option<&'a Groups>,
    pub(crate) groups_unknown: u32,
    pub(crate) not_stated: u32,
    /// Accounts that the list no longer has, and what they answer.
    pub(crate) accounts: &'a Asked,
    pub(crate) lost_groups: &'a Asked,
    pub(crate) shrink: Option<Shrink>,
    /// The number that the admin confirmed.
    pub(crate) confirm: Option<u32>,
    pub(crate) last_pass_only: LastPassOnly,
}

/// Why a list that came to its end is still no proof of who is gone.
struct Doubt {
    reason: String,
    /// The number that would settle it.
    confirm: Option<u32>,
    problem: Option<Problem>,
}

pub(crate) fn conclude(ended: &Ended<'_>) -> End {
    let Ended { name, users, groups_unknown, not_stated, .. } = *ended;
    let nouns = &ended.profile.words.nouns;
    let groups = ended.groups;
    let group_end = groups.and_then(|groups| groups.end.as_ref());
    let (mut users_verdict, mut groups_verdict) = (users.verdict, Verdict::Partial);
    if let Some(groups) = groups {
        groups_verdict = groups.end.as_ref().map_or(Verdict::Complete, |end| end.verdict);
    }
    let users_doubt = (users_verdict == Verdict::Complete).then(|| ended.users_doubt()).flatten();
    let groups_doubt =
        (groups_verdict == Verdict::Complete).then(|| ended.groups_doubt()).flatten();
    if users_doubt.is_some() {
        users_verdict = Verdict::CannotBeProven;
    }
    if groups_doubt.is_some() {
        groups_verdict = Verdict::CannotBeProven;
    }
    let keep_members = users_doubt.is_some() || groups_doubt.is_some() || ended.waits().is_some();
    let mut problem = None;
    let withheld = groups.is_some_and(|groups| groups.withheld).then_some(0);
    let doubt = users_doubt.as_ref().or(groups_doubt.as_ref());
    let confirm = doubt.map_or(withheld, |doubt| doubt.confirm);
    let (verdict, reason) = if let Some(doubt) = users_doubt {
        problem = doubt.problem;
        (users_verdict, doubt.reason)
    } else if users_verdict != Verdict::Complete {
        if let Some(failure) = &users.failure {
            problem = Some(ended.problem(format!("Reading {} of {name}", nouns.users), failure));
        }
        (users_verdict, sentence(&users.reason))
    } else if let Some(doubt) = groups_doubt {
        problem = doubt.problem;
        (groups_verdict, doubt.reason)
    } else if groups_verdict != Verdict::Complete {
        if let Some(failure) = group_end.and_then(|end| end.failure.as_ref()) {
            problem = Some(ended.problem(format!("Reading {} of {name}", nouns.groups), failure));
        }
        let why = group_end.map_or("they were not read", |end| end.reason.as_str());
        let mut why = sentence(&format!("{}: {why}", nouns.groups));
        if groups.is_some_and(|groups| groups.withheld) {
            why.push_str(&format!(
                " Their known data is kept. If {name} no longer offers them, confirm that: {}",
                ended.command(0)
            ));
        }
        (groups_verdict, format!("All {} were read. {why}", nouns.users))
    } else if groups_unknown > 0 {
        if let Some(failure) = groups.and_then(|groups| groups.failed_members.as_ref()) {
            let what = format!("Reading members of {} {}", groups_unknown, nouns.groups);
            let state = "Their members are unknown, not none.";
            problem = Some(ended.doing(&what, state).problem(failure));
        }
        (
            Verdict::Partial,
            format!(
                "All {} were read. Members of {groups_unknown} {} were not: unknown, not none.",
                nouns.users, nouns.groups
            ),
        )
    } else {
        (Verdict::Complete, ended.reason_of_complete())
    };
    End {
        verdict,
        users_verdict,
        groups_verdict,
        reason,
        users_claimed: users.claimed,
        groups_claimed: group_end.and_then(|end| end.claimed),
        groups_unknown: groups_unknown + not_stated,
        problem,
        last_pass_only: ended.last_pass_only,
        keep_members,
        confirm,
        confirmed: ended.confirm.filter(|_| verdict == Verdict::Complete),
    }
}

impl Ended<'_> {
    fn doing<'d>(&'d self, what: &'d str, state: &'d str) -> Doing<'d> {
        Doing { what, name: self.name, profile: self.profile, host: self.host, state }
    }

    fn problem(&self, what: String, failure: &Failure) -> Problem {
        self.doing(&what, KEPT).problem(failure)
    }

    fn noun(&self, what: Shrunk) -> &str {
        let nouns = &self.profile.words.nouns;
        match what {
            Shrunk::Accounts => &nouns.users,
            Shrunk::Groups => &nouns.groups,
            Shrunk::Memberships => "memberships",
        }
    }

    /// What a read that proves everything has shown.
    fn reason_of_complete(&self) -> String {
        let nouns = &self.profile.words.nouns;
        let mut reason = sentence(&self.users.reason);
        if let Some(note) = self.groups.and_then(|groups| groups.note.as_deref()) {
            reason.push_str(&format!(" {}", sentence(note)));
        }
        let not_stated = self.not_stated;
        if not_stated > 0 {
            reason.push_str(&format!(
                " {not_stated} {} came without member data: unknown, not none.",
                if not_stated == 1 { &nouns.group } else { &nouns.groups }
            ));
        }
        for (asked, nouns) in [(self.accounts, &nouns.users), (self.lost_groups, &nouns.groups)] {
            if asked.missing > asked.asked() && asked.asked() > 0 {
                reason.push_str(&format!(
                    " {} {nouns} are no longer listed; {} of them, picked at random, were asked \
                     for and are gone.",
                    asked.missing,
                    asked.asked()
                ));
            }
        }
        if let Some(Shrink { what, before, now }) = self.shrink {
            let nouns = self.noun(what);
            reason.push_str(&format!(
                " {now} of {before} {nouns} are left; that number was confirmed."
            ));
        }
        reason
    }

    /// The loss that the admin has not confirmed.
    fn waits(&self) -> Option<Shrink> {
        self.shrink.filter(|shrink| self.confirm != Some(shrink.now))
    }

    /// The admin confirmed the loss.
    fn confirmed(&self) -> bool {
        self.shrink.is_some() && self.waits().is_none()
    }

    fn users_doubt(&self) -> Option<Doubt> {
        let nouns = &self.profile.words.nouns;
        if !self.accounts.answering.is_empty() {
            return Some(self.contradiction(self.accounts, &nouns.users));
        }
        if let Some(shrink) = self.waits().filter(|it| it.what == Shrunk::Accounts) {
            return Some(self.shrunk(shrink));
        }
        let now = crate::text::count(self.users.distinct);
        let vouched = self.confirmed() || self.confirm == Some(now);
        (self.accounts.unknown > 0 && !vouched)
            .then(|| self.unknown(self.accounts, &nouns.user, &nouns.users, now))
    }

    fn groups_doubt(&self) -> Option<Doubt> {
        let nouns = &self.profile.words.nouns;
        if !self.lost_groups.answering.is_empty() {
            return Some(self.contradiction(self.lost_groups, &nouns.groups));
        }
        if let Some(shrink) = self.waits().filter(|it| it.what != Shrunk::Accounts) {
            return Some(self.shrunk(shrink));
        }
        let end = self.groups.and_then(|groups| groups.end.as_ref());
        let now = end.map_or(0, |end| crate::text::count(end.distinct));
        let vouched = self.confirmed() || self.confirm == Some(now);
        (self.lost_groups.unknown > 0 && !vouched)
            .then(|| self.unknown(self.lost_groups, &nouns.group, &nouns.groups, now))
    }

    /// The app finds by its id what its list does not have.
    fn contradiction(&self, asked: &Asked, nouns: &str) -> Doubt {
        let shown: Vec<&str> = asked.answering.iter().take(NAMED).map(String::as_str).collect();
        let more = match asked.answering.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let verb = if asked.answering.len() == 1 { "answers" } else { "answer" };
        Doubt {
            reason: format!(
                "The list of {nouns} is incomplete: {}{more} {verb} by id but {} not on the list. \
                Rollcall asked for {} of {} that are missing.",
                shown.join(", "),
                if asked.answering.len() == 1 { "is" } else { "are" },
                asked.asked(),
                asked.missing
            ),
            confirm: None,
            problem: None,
        }
    }

    fn shrunk(&self, Shrink { what, before, now }: Shrink) -> Doubt {
        let nouns = self.noun(what);
        Doubt {
            reason: format!(
                "Only {now} of {before} {nouns} are left since the last complete read. Nothing is \
                marked as gone until you confirm the number: {}",
                self.command(now)
            ),
            confirm: Some(now),
            problem: None,
        }
    }

    fn unknown(&self, asked: &Asked, noun: &str, nouns: &str, now: u32) -> Doubt {
        let number = asked.unknown;
        let (noun, verb) = if number == 1 { (noun, "is") } else { (nouns, "are") };
        let what = format!("Asking for {number} {noun} of {}", self.name);
        let failure = asked.failure.as_ref();
        Doubt {
            reason: format!(
                "{number} {noun} {verb} no longer listed, and {} does not say that {} gone. If {now} {nouns} \
                 are right, confirm the number: {}",
                self.name,
                if number == 1 { "it is" } else { "they are" },
                self.command(now)
            ),
            confirm: Some(now),
            problem: failure.map(|failure| self.problem(what, failure)),
        }
    }

    fn command(&self, number: u32) -> String {
        let name = crate::text::in_shell(self.name);
        format!("rollcall read {name} --confirm {number}")
    }
}

/// A fragment as a sentence: capital first, full stop last.
fn sentence(fragment: &str) -> String {
    let fragment = fragment.trim().trim_end_matches('.');
    format!("{}.", crate::text::capitalized(fragment))
}

#[cfg(test)]
mod tests;
