//! States and kinds as they are kept: the same words as in JSON, and read back as what they were.

use super::*;
use serde::Serialize;
use serde_json::json;

fn is_its_word(value: impl Serialize, kept: &str) {
    assert_eq!(json!(value), json!(kept));
}

#[test]
fn states_are_kept_as_the_words_of_their_json() {
    for state in CaseState::ALL {
        is_its_word(state, state.as_str());
        assert_eq!(CaseState::of(state.as_str()), Some(state));
    }
    for state in ReviewState::ALL {
        is_its_word(state, state.as_str());
        assert_eq!(ReviewState::of(state.as_str()), Some(state));
    }
    for unknown in ["", "Open", "of-tomorrow"] {
        assert_eq!((CaseState::of(unknown), ReviewState::of(unknown)), (None, None));
    }
}

#[test]
fn kinds_outcomes_and_verdicts_are_kept_as_the_words_of_their_json() {
    for kind in [CaseKind::Lockdown, CaseKind::Quarantine, CaseKind::Review] {
        is_its_word(kind, kind.as_str());
    }
    for outcome in [
        Outcome::Verified,
        Outcome::AcceptedNotVerified,
        Outcome::Refused,
        Outcome::HeldBack,
        Outcome::Unknown,
        Outcome::NotSent,
    ] {
        is_its_word(outcome, outcome.as_str());
    }
    for verdict in [Verdict::Running, Verdict::Complete, Verdict::Partial, Verdict::CannotBeProven]
    {
        is_its_word(verdict, verdict.as_str());
    }
    for role in [SignRole::Reviewer, SignRole::Import, SignRole::Second] {
        is_its_word(role, role.as_str());
    }
}

#[test]
fn a_code_in_the_log_is_the_word_of_its_json() {
    use crate::problem::ProblemCode::*;
    for code in [
        KeychainAbsent,
        KeychainLocked,
        StoreWrongKey,
        StoreDamaged,
        StoreNewer,
        StoreInUse,
        DiskFull,
        AddressRefused,
        CannotReach,
        NotTrusted,
        TokenRefused,
        TokenMissing,
        NotAllowed,
        WrongAddress,
        NotScim,
        TimedOut,
        TooLarge,
        SlowedDown,
        ServerFailed,
        Refused,
        NotFound,
        ConnectionRemoved,
        BadRequest,
        PlanExpired,
        PlanUsed,
        NotConfirmed,
        NotComplete,
        Internal,
    ] {
        is_its_word(code, code.as_str());
    }
    assert_eq!(Cancelled.as_str(), "canceled");
}

#[test]
fn a_mark_is_kept_as_a_word_and_no_mark_as_none() {
    for (mark, kept) in [
        (AccountMark::None, ""),
        (AccountMark::Person, "person"),
        (AccountMark::Shared, "shared"),
        (AccountMark::Service, "service"),
    ] {
        assert_eq!(mark.kept(), kept);
        assert_eq!(AccountMark::of(kept), mark);
    }
    assert_eq!(AccountMark::of("of-tomorrow"), AccountMark::None);
}
