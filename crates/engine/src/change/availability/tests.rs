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
        as_of: String::new(),
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
