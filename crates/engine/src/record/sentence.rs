//! One sentence for each record entry. Pure.

use super::event::RecordEvent;
use super::parts::{DecisionsMade, Protection, ReviewName, Setting};
use crate::text::acted;
use crate::view::{ProtectedAs, ReconcileBucket, SignRole};

/// "run-ended" as "Run ended".
pub(super) fn label(kind: &str) -> String {
    crate::text::capitalized(&kind.replace('-', " "))
}

/// One sentence about a stored entry; its label where this version does not know the kind or the
/// body.
pub(super) fn of(kind: &str, body: &str) -> String {
    RecordEvent::of(kind, body).map_or_else(|| label(kind), |event| event.sentence())
}

fn of_rules(name: &str, file: Option<&str>) -> String {
    let by = match file {
        Some(file) => format!("by the rules in {file}"),
        None => "without a file of rules".to_owned(),
    };
    format!("{name} is compared with the HR list {by}")
}

fn of_ignored(rows: usize, bucket: ReconcileBucket, until: &str, reason: &str) -> String {
    let rows = rows_words(rows);
    let what = format!("Ignored until {until}: {rows} of “{}”", bucket.label());
    sentence_with(&what, reason)
}

fn of_shown_again(rows: usize) -> String {
    format!("Stopped ignoring {} of the HR comparison", rows_words(rows))
}

fn rows_words(count: usize) -> String {
    format!("{count} {}", if count == 1 { "row" } else { "rows" })
}

impl RecordEvent {
    /// One sentence about it.
    pub(super) fn sentence(&self) -> String {
        match self {
            Self::ConnectionMade { name, address, .. } => format!("Connected {name} at {address}"),
            Self::ConnectionRemoved { name, .. } => format!("Removed the connection {name}"),
            Self::ConnectionChanged { name, what, before, after, .. } => {
                let (what, before, after) = (what.as_str(), or_none(before), or_none(after));
                format!("Changed the {what} of {name} from {before} to {after}")
            }
            Self::TokenReplaced { name, .. } => format!("Replaced the token of {name}"),
            Self::TokenSwept { what, .. } => format!("Deleted {what} from the keychain"),
            Self::SettingChanged { name, setting, .. } => of_setting(setting, name),
            Self::ReadEnded { name, verdict, reason, .. } => {
                sentence_with(&format!("Read {name}: {}", verdict.as_str()), reason)
            }
            Self::PlanMade { title, .. } => format!("Planned: {title}"),
            Self::PlanDiscarded { .. } => "Discarded a plan".to_owned(),
            Self::RunStarted { title, .. } => format!("Started the run: {title}"),
            Self::ItemEnded { change, on, outcome, words, .. } => {
                sentence_with(&format!("{}: {}", acted(change, on), outcome.as_str()), words)
            }
            Self::RunSettled { .. } => "Settled an interrupted run by reading it back".to_owned(),
            Self::RunEnded { verified, not_verified, .. } => {
                format!("Run ended: {verified} verified, {not_verified} not verified")
            }
            Self::RunRechecked { items, .. } => {
                let still = still(items.iter().map(|item| item.holds));
                let all = items.len();
                let changes = if all == 1 { "change is" } else { "changes are" };
                format!("Rechecked a run: {still} of {all} {changes} still in effect")
            }
            Self::RunSteered { steered, .. } => steered.sentence().to_owned(),
            Self::TruthImported { name, entries, rejected, not_known, .. } => {
                of_list(name, *entries, *rejected, *not_known)
            }
            Self::TieDecided { same, .. } => {
                let who = if *same { "the same person" } else { "not the same person" };
                format!("Decided about two accounts: {who}")
            }
            Self::RulesChanged { name, file, .. } => of_rules(name, file.as_deref()),
            Self::DifferencesIgnored { bucket, rows, until, reason, .. } => {
                of_ignored(rows.len(), *bucket, until, reason)
            }
            Self::DifferencesShown { rows, .. } => of_shown_again(rows.len()),
            Self::AccountMarked { account, mark, .. } => match mark.as_str() {
                "" => format!("Removed the mark of {account}"),
                mark => format!("Marked {account} as {mark}"),
            },
            Self::CaseStarted { case, .. } => format!("Started: {case}"),
            Self::CaseClosed { case, .. } => format!("Closed, all verified: {case}"),
            Self::CaseStopped { case } => format!("Stopped retrying: {case}"),
            Self::CaseMarkedIntended { case, found } => {
                format!("Marked as intended: {case}, {}", found.join("; "))
            }
            Self::CaseTriedAgain { case, .. } => format!("Retried: {case}"),
            Self::CaseRechecked { case, lines } => {
                let still = still(lines.iter().map(|line| line.holds));
                format!("Rechecked: {case}, {still} of {} still in effect", lines.len())
            }
            Self::CaseReleasePlanned { case, .. } => format!("Planned the release: {case}"),
            Self::CaseReleased { case, .. } => format!("Released: {case}"),
            Self::ResidualTicked { case, text, done, .. } => {
                let done = if *done { "Done by hand" } else { "Marked as not done by hand" };
                format!("{done}: {text} ({case})")
            }
            Self::ReviewStarted { review, items, .. } => {
                format!("Froze the review {review}: {}", counted(*items as usize))
            }
            Self::ReviewDecided { review, decided } => of_decisions(decided, review),
            Self::ReviewContradicted { review, by, conflicts, .. } => {
                let items = counted(conflicts.len());
                format!("{by} contradicted the decision about {items} of {review}")
            }
            Self::ReviewHandedOver { review, items, to, .. } => {
                format!("Handed {} of {review} over to {}", counted(items.len()), to.name)
            }
            Self::ReviewHandedOut { review, reviewer, items, .. } => {
                let items = counted(*items as usize);
                format!("Handed out a packet of {review} to {reviewer}: {items}")
            }
            Self::ReviewAnswered { review, reviewer, .. } => {
                format!("Imported the answers of {reviewer} to {review}")
            }
            Self::ReviewSigned { review, role, by, instead_of, .. } => {
                of_signature(*role, by, instead_of.as_deref(), review)
            }
            Self::ReviewRevokesPlanned { review, .. } => format!("Planned the revokes of {review}"),
            Self::ReviewExcepted { review, item, .. } => {
                format!("Added an exception for item {item} of {review}")
            }
            Self::ReviewReopened { review, open, .. } => {
                let revokes = if *open == 1 { "revoke is" } else { "revokes are" };
                format!("Reopened {review}: {open} {revokes} open")
            }
            Self::ReviewClosed { review, verified, excepted, .. } => {
                let revokes = if *verified == 1 { "revoke" } else { "revokes" };
                format!("Closed {review}: {verified} {revokes} verified, {excepted} excepted")
            }
            Self::ReviewDiscarded { review, .. } => format!("Discarded the review {review}"),
            Self::ReviewPacked { review, .. } => format!("Exported the evidence of {review}"),
        }
    }
}

/// "1 item", "2 items".
fn counted(items: usize) -> String {
    format!("{items} {}", if items == 1 { "item" } else { "items" })
}

/// "Read Acme: complete. All 7 users were read."; without words, the first sentence alone.
fn sentence_with(first: &str, words: &str) -> String {
    if words.is_empty() { format!("{first}.") } else { format!("{first}. {words}") }
}

fn or_none(value: &Option<String>) -> &str {
    value.as_deref().filter(|value| !value.is_empty()).unwrap_or("none")
}

fn still(found: impl Iterator<Item = Option<bool>>) -> usize {
    found.filter(|holds| *holds == Some(true)).count()
}

fn of_setting(setting: &Setting, name: &str) -> String {
    match setting {
        Setting::Guard { before, after } => {
            let now = after.map_or_else(|| "the default".to_owned(), |now| now.to_string());
            format!(
                "Changed how many accounts in {name} may lose access in one plan from {before} to \
                {now}"
            )
        }
        Setting::Protected(Protection::Lifted { account, lifted, .. }) => {
            format!("Lifted the protection of {account} in {name}: {lifted}")
        }
        Setting::Protected(Protection::Set { account, kind }) => {
            let kind = match kind {
                ProtectedAs::TokenOwner => "token owner",
                ProtectedAs::Own => "own",
                ProtectedAs::BreakGlass => "break glass",
                ProtectedAs::Service => "service",
                ProtectedAs::LastAdmin => "last admin",
            };
            format!("Protected {account} in {name} as {kind}")
        }
        Setting::HoldingGroup { .. } => format!("Changed the setting holding-group of {name}"),
    }
}

fn of_list(name: &str, people: u32, rejected: u32, not_known: u32) -> String {
    let unknown = match not_known {
        0 => String::new(),
        some => format!(", {some} of them not known"),
    };
    let (who, rows) =
        (if people == 1 { "person" } else { "people" }, if rejected == 1 { "row" } else { "rows" });
    format!("Imported the HR list {name}: {people} {who}{unknown}, {rejected} {rows} skipped")
}

fn of_decisions(decided: &DecisionsMade, review: &ReviewName) -> String {
    let DecisionsMade { by, user, .. } = decided;
    let items = counted(decided.decisions.len());
    if !decided.undoes.is_empty() {
        match decided.decisions.iter().any(|one| one.decision.is_some()) {
            true => format!("Restored earlier decisions about {items} of {review}"),
            false => format!("Undid decisions about {items} of {review}"),
        }
    } else if decided.imported {
        format!("{user} imported decisions of {by} about {items} of {review}")
    } else if !decided.press.is_empty() {
        format!("{by} kept {items} of {review} in bulk")
    } else {
        format!("{by} decided about {items} of {review}")
    }
}

fn of_signature(role: SignRole, by: &str, instead_of: Option<&str>, review: &ReviewName) -> String {
    match (role, instead_of.unwrap_or_default()) {
        (SignRole::Second, "") => format!("{by} signed {review} as the second signer"),
        (SignRole::Second, named) => {
            format!("{by} signed {review} as the second signer, instead of {named}")
        }
        (SignRole::Import, _) => format!("{by} attested the imported answers to {review}"),
        (SignRole::Reviewer, _) => format!("{by} signed {review} as its reviewer"),
    }
}
