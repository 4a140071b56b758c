//! Shapes what the store and the catalogue know into what the window and the command line show.

use crate::problem::ProblemCode;
use crate::view::{
    AccountState, ConnectionView, FactView, GroupRow, Health, Mark, Nouns, ProviderView, ReadView,
    ReceiptView, UserRow, Verdict,
};
use rollcall_providers::{Profile, ProfileFact};
use rollcall_store::{Connection, ConnectionSummary, Read, Receipt};

pub(crate) fn nouns(profile: &Profile) -> Nouns {
    let nouns = &profile.words.nouns;
    Nouns {
        user: nouns.user.clone(),
        users: nouns.users.clone(),
        group: nouns.group.clone(),
        groups: nouns.groups.clone(),
        deactivate: nouns.deactivate.clone(),
        deactivated: nouns.deactivated.clone(),
    }
}

pub(crate) fn provider(profile: &Profile) -> ProviderView {
    let (connect, words) = (&profile.connect, &profile.words);
    ProviderView {
        id: profile.id.clone(),
        name: profile.name.clone(),
        color: profile.color.clone(),
        address: connect.address.clone(),
        address_label: connect.address_label.clone(),
        address_hint: connect.address_hint.clone(),
        token_label: connect.token_label.clone(),
        token_steps: connect.token_steps.clone(),
        needs: connect.needs.clone(),
        token_owner: words.token_owner.clone(),
        token_ends: words.token_ends.clone(),
        token_can: words.token_can.clone(),
        nouns: nouns(profile),
    }
}

pub(crate) fn mark(mark: rollcall_providers::Mark) -> Mark {
    match mark {
        rollcall_providers::Mark::Documented => Mark::Documented,
        rollcall_providers::Mark::Seen => Mark::Seen,
        rollcall_providers::Mark::Assumed => Mark::Assumed,
    }
}

pub(crate) fn fact(fact: ProfileFact) -> FactView {
    FactView { text: fact.text, detail: fact.detail, mark: mark(fact.mark) }
}

pub(crate) fn verdict(verdict: rollcall_store::Verdict) -> Verdict {
    match verdict {
        rollcall_store::Verdict::Running => Verdict::Running,
        rollcall_store::Verdict::Complete => Verdict::Complete,
        rollcall_store::Verdict::Partial => Verdict::Partial,
        rollcall_store::Verdict::CannotBeProven => Verdict::CannotBeProven,
    }
}

pub(crate) fn state(state: rollcall_store::AccountState) -> AccountState {
    match state {
        rollcall_store::AccountState::Active => AccountState::Active,
        rollcall_store::AccountState::Inactive => AccountState::Inactive,
        rollcall_store::AccountState::NoLongerListed => AccountState::NoLongerListed,
    }
}

pub(crate) fn stored_state(state: AccountState) -> rollcall_store::AccountState {
    match state {
        AccountState::Active => rollcall_store::AccountState::Active,
        AccountState::Inactive => rollcall_store::AccountState::Inactive,
        AccountState::NoLongerListed => rollcall_store::AccountState::NoLongerListed,
    }
}

pub(crate) fn read(read: &Read) -> ReadView {
    ReadView {
        id: read.id,
        connection_id: read.connection_id.clone(),
        started_at: read.started_at,
        ended_at: read.ended_at,
        verdict: verdict(read.verdict),
        reason: read.reason.clone(),
        users_received: read.users_received,
        users_claimed: read.users_claimed,
        groups_received: read.groups_received,
        groups_claimed: read.groups_claimed,
        groups_unknown: read.groups_unknown,
        answer_ms: read.answer_ms,
        slowed_down: read.slowed_down,
        clock_offset_ms: read.clock_offset_ms,
        // A stored problem that can no longer be read is no reason to hide the read itself.
        problem: read.problem_json.as_deref().and_then(|json| serde_json::from_str(json).ok()),
        confirm: read.confirm,
    }
}

pub(crate) fn receipt(receipt: &Receipt) -> ReceiptView {
    ReceiptView {
        kind: receipt.kind.clone(),
        pass: receipt.pass,
        page: receipt.page,
        query: receipt.query.clone(),
        status: receipt.status,
        received: receipt.received,
        duplicates: receipt.duplicates,
        claimed_total: receipt.claimed_total,
        ms: receipt.ms,
        sha256: receipt.sha256.clone(),
    }
}

/// How many are listed. Without a complete read, none is no finding.
fn counted(listed: Option<u32>, summary: &ConnectionSummary) -> Option<u32> {
    listed.filter(|count| *count > 0 || summary.complete_at.is_some())
}

pub(crate) fn connection(
    connection: &Connection,
    profile: &Profile,
    summary: &ConnectionSummary,
    reading: bool,
) -> ConnectionView {
    let last_read = summary.last_read.as_ref().map(read);
    let health = match &last_read {
        _ if reading => Health::Reading,
        None => Health::NeverRead,
        Some(last) => match last.verdict {
            Verdict::Complete => Health::Healthy,
            Verdict::Running => Health::Partial,
            Verdict::Partial | Verdict::CannotBeProven => stopped_by(last, summary),
        },
    };
    ConnectionView {
        id: connection.id.clone(),
        name: connection.name.clone(),
        provider: connection.provider.clone(),
        provider_name: profile.name.clone(),
        color: profile.color.clone(),
        address: connection.address.clone(),
        seat_price: connection.seat_price.clone(),
        made_at: connection.made_at,
        token_at: summary.token_at,
        nouns: nouns(profile),
        health,
        users: counted(summary.users, summary),
        groups: counted(summary.groups, summary),
        last_read,
        complete_at: summary.complete_at,
    }
}

/// How a connection is whose last read did not end complete. A problem with a token is about the
/// token that was used then, not about its replacement.
fn stopped_by(last: &ReadView, summary: &ConnectionSummary) -> Health {
    let Some(problem) = &last.problem else { return Health::Partial };
    let replaced = summary.token_at.as_ref().is_some_and(|at| *at > last.started_at);
    match problem.code {
        ProblemCode::TokenRefused | ProblemCode::TokenMissing if replaced => Health::Partial,
        ProblemCode::TokenRefused => Health::TokenRejected,
        ProblemCode::TokenMissing => Health::TokenMissing,
        _ if last.users_received == 0 => Health::NotAnswering,
        _ => Health::Partial,
    }
}

/// What rows need to know of their connection.
pub(crate) struct Place<'a> {
    pub connection: &'a Connection,
    pub profile: &'a Profile,
}

pub(crate) fn user_row(row: rollcall_store::UserRow, place: &Place<'_>) -> UserRow {
    UserRow {
        connection_id: row.connection_id,
        account_id: row.account_id,
        name: row.name,
        user_name: row.user_name,
        email: row.email,
        connection_name: place.connection.name.clone(),
        color: place.profile.color.clone(),
        status: state(row.status),
        last_listed: row.last_listed,
        title: row.title,
        department: row.department,
        user_type: row.user_type,
        groups: row.groups,
        some_groups: row.some_groups,
        as_of: row.as_of,
        stale: row.stale,
    }
}

pub(crate) fn group_row(row: rollcall_store::GroupRow, place: &Place<'_>) -> GroupRow {
    GroupRow {
        connection_id: row.connection_id,
        group_id: row.group_id,
        name: row.name,
        connection_name: place.connection.name.clone(),
        color: place.profile.color.clone(),
        noun: place.profile.words.nouns.group.clone(),
        members: row.members,
        named_by: row.named_by,
        unproven: row.unproven,
        listed: row.listed,
        as_of: row.as_of,
        stale: row.stale,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_is_counted_only_after_a_complete_read() {
        let at = |complete: bool| ConnectionSummary {
            users: None,
            groups: None,
            last_read: None,
            complete_at: complete.then(|| "2026-11-30T08:00:00Z".parse().unwrap()),
            token_at: None,
        };
        for (listed, complete, expected) in [
            (None, false, None),
            // A first read that stopped before the groups.
            (Some(0), false, None),
            (Some(0), true, Some(0)),
            (Some(7), false, Some(7)),
            (Some(7), true, Some(7)),
        ] {
            assert_eq!(counted(listed, &at(complete)), expected, "{listed:?} {complete}");
        }
    }
}
