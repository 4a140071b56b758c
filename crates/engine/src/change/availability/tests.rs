//! What is offered of an account in which state, and why the rest is grayed out.

use super::*;
use rollcall_providers::{Catalogue, DeleteUser};

fn row(status: AccountState) -> UserRow {
    UserRow {
        connection_id: "c".into(),
        account_id: "1".into(),
        name: "Jo".into(),
        user_name: "jo@example.com".into(),
        email: String::new(),
        connection_name: "Shop".into(),
        color: String::new(),
        status,
        last_listed: None,
        title: String::new(),
        department: String::new(),
        user_type: String::new(),
        groups: None,
        some_groups: 0,
        as_of: rollcall_store::Moment::default(),
        stale: false,
    }
}

/// Of an app that does as the standard says.
fn usual() -> Profile {
    Catalogue::built_in().get("scim").unwrap().clone()
}

/// Of an app that cannot restore an account and deletes nobody.
fn final_app() -> Profile {
    let mut profile = usual();
    profile.speaks.can_reactivate.value = false;
    profile.speaks.delete_user.value = DeleteUser::NotOffered;
    profile
}

#[test]
fn each_state_offers_what_can_be_asked_of_it() {
    use AccountState::{Active, Inactive, NoLongerListed};
    let gone = "no longer lists";
    let cases = [
        // State, and what greys: deactivate, activate, delete.
        (usual(), Active, [None, Some("Active already."), None]),
        (usual(), Inactive, [Some("Already deactivated."), None, None]),
        (usual(), NoLongerListed, [Some(gone), None, Some(gone)]),
        (final_app(), Active, [None, Some("Active already."), Some("does not delete users")]),
        (
            final_app(),
            Inactive,
            [
                Some("Already deactivated."),
                Some("cannot activate it again"),
                Some(
                    "does not \
                    delete users",
                ),
            ],
        ),
        (final_app(), NoLongerListed, [Some(gone), Some("cannot activate it again"), Some(gone)]),
    ];
    for (profile, status, [deactivate, activate, delete]) in cases {
        let row = row(status);
        for (action, found, expected) in [
            ("deactivate", deactivate_blocked(&row, &profile), deactivate),
            ("activate", activate_blocked(&row, &profile), activate),
            ("delete", delete_blocked(&row, &profile), delete),
        ] {
            let fits = match (&found, expected) {
                (Some(why), Some(part)) => why.contains(part),
                (None, None) => true,
                _ => false,
            };
            assert!(fits, "{action} {status:?}: {found:?}, not {expected:?}");
        }
    }
}

#[test]
fn the_words_name_the_app_and_the_noun_of_the_app() {
    let mut profile = usual();
    profile.words.nouns.user = "member".into();
    let why = not_listed(&row(AccountState::NoLongerListed), &profile);
    assert!(why.contains("Shop") && why.contains("member"), "{why}");
    let why = deactivate_blocked(&row(AccountState::NoLongerListed), &profile).unwrap();
    assert!(why.starts_with(&not_listed(&row(AccountState::NoLongerListed), &profile)), "{why}");
}

const GONE: &str = "Shop no longer lists this user.";

#[test]
fn an_active_account_can_be_deactivated_in_every_app() {
    let row = row(AccountState::Active);
    assert_eq!(deactivate_blocked(&row, &usual()), None);
    assert_eq!(deactivate_blocked(&row, &final_app()), None);
}

#[test]
fn an_account_that_was_deactivated_is_called_what_the_app_calls_it() {
    let mut profile = usual();
    profile.words.nouns.deactivated = "removed from workspace".into();
    let why = deactivate_blocked(&row(AccountState::Inactive), &profile);
    assert_eq!(why.as_deref(), Some("Already removed from workspace."));
}

#[test]
fn an_account_that_is_not_listed_is_not_deactivated_blindly() {
    let why = deactivate_blocked(&row(AccountState::NoLongerListed), &usual());
    let words = format!("{GONE} Rollcall cannot see what happened to it.");
    assert_eq!(why, Some(words));
}

#[test]
fn an_account_that_is_not_listed_is_not_deleted() {
    let why = delete_blocked(&row(AccountState::NoLongerListed), &usual());
    assert_eq!(why.as_deref(), Some(GONE));
}

#[test]
fn an_account_that_is_not_listed_says_so_before_what_the_app_cannot_do() {
    let why = delete_blocked(&row(AccountState::NoLongerListed), &final_app());
    assert_eq!(why.as_deref(), Some(GONE));
}

#[test]
fn an_app_that_deletes_nobody_is_named_by_its_product() {
    let profile = final_app();
    let why = delete_blocked(&row(AccountState::Active), &profile);
    assert_eq!(why, Some(format!("{} does not delete users over SCIM.", profile.name)));
}

#[test]
fn a_deletion_that_only_deactivates_is_offered_too() {
    let mut profile = usual();
    profile.speaks.delete_user.value = DeleteUser::Deactivates;
    for status in [AccountState::Active, AccountState::Inactive] {
        assert_eq!(delete_blocked(&row(status), &profile), None, "{status:?}");
    }
}

#[test]
fn an_active_account_is_active_already_even_where_none_can_be_restored() {
    let why = activate_blocked(&row(AccountState::Active), &final_app());
    assert_eq!(why.as_deref(), Some("Active already."));
}

#[test]
fn an_account_that_cannot_be_restored_says_what_its_undo_consists_of() {
    let mut profile = final_app();
    profile.words.undo = "invite them again".into();
    let why = activate_blocked(&row(AccountState::Inactive), &profile);
    assert_eq!(
        why.as_deref(),
        Some("Shop cannot activate it again under the same id: invite them again.")
    );
}

#[test]
fn an_account_that_is_not_listed_may_be_activated_where_the_app_restores() {
    assert_eq!(activate_blocked(&row(AccountState::NoLongerListed), &usual()), None);
}

#[test]
fn an_account_that_is_not_listed_is_called_what_the_app_calls_its_users() {
    let mut profile = usual();
    profile.words.nouns.user = "member".into();
    let row = UserRow { connection_name: "Desk".into(), ..row(AccountState::NoLongerListed) };
    assert_eq!(not_listed(&row, &profile), "Desk no longer lists this member.");
}
