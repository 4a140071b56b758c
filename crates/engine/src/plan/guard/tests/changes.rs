//! Who may change a guard or a protection, and what becomes of the settings.

use super::*;

fn admin(id: &str, name: &str) -> Admin {
    Admin { id: id.into(), name: name.to_owned() }
}

/// The account and kind of each protection.
fn kinds(protected: &[Protected]) -> Vec<(&str, ProtectedAs)> {
    protected.iter().map(|one| (one.account_id.as_str(), one.kind)).collect()
}

#[test]
fn the_guard_is_what_an_admin_set_or_the_usual_one() {
    for (set, active, people) in [
        (None, 0, 1),
        (None, 42, 5),
        (None, 1_000, 25),
        (Some(0), 42, 0),
        (Some(7), 42, 7),
        (Some(500), 42, 500),
    ] {
        let settings = Settings { guard: set, ..Settings::default() };
        assert_eq!(settings.guard(active), Guard { people, set: set.is_some(), active });
    }
}

#[test]
fn only_raising_the_guard_needs_the_number_typed_again() {
    let now = Guard { people: 5, set: true, active: 100 };
    for (people, typed, allowed) in [
        // The usual guard, a lower one and the same one need nothing.
        (None, None, true),
        (Some(0), None, true),
        (Some(4), None, true),
        (Some(5), None, true),
        (Some(4), Some("9"), true),
        (Some(6), None, false),
        (Some(6), Some("6"), true),
        (Some(6), Some(" 6 "), true),
        (Some(6), Some("5"), false),
        (Some(6), Some("06"), false),
        (Some(6), Some(""), false),
        (Some(6), Some("six"), false),
    ] {
        let may = may_become(&now, people, typed);
        assert_eq!(may.is_ok(), allowed, "{people:?} {typed:?}");
    }
}

#[test]
fn a_guard_that_is_not_confirmed_says_both_numbers() {
    let now = Guard { people: 5, set: true, active: 100 };
    let problem = may_become(&now, Some(50), Some("5")).unwrap_err();
    assert_eq!((problem.code, problem.side), (ProblemCode::NotConfirmed, Side::Asked));
    assert_eq!(problem.what, "Raising the guard failed.");
    assert_eq!(problem.side_words, "The limit is 5. Type 50 again to raise it.");
    assert_eq!(problem.next, "Type 50.");
}

#[test]
fn an_admin_marks_accounts_as_anything_but_the_last_admin() {
    for (kind, may) in [
        (ProtectedAs::TokenOwner, true),
        (ProtectedAs::Own, true),
        (ProtectedAs::BreakGlass, true),
        (ProtectedAs::Service, true),
        (ProtectedAs::LastAdmin, false),
    ] {
        assert_eq!(may_mark_as(kind).is_ok(), may, "{kind:?}");
    }
    let problem = may_mark_as(ProtectedAs::LastAdmin).unwrap_err();
    assert_eq!(problem.code, ProblemCode::BadRequest);
    assert_eq!(problem.side_words, "The last account with an admin role is always protected.");
}

#[test]
fn the_only_admin_is_protected_unless_marked_already_or_let_go() {
    use ProtectedAs::{LastAdmin, Own};
    let marked = |user: &str| protecting(vec![protection(user, Own)]);
    let let_go = |user: &str| Settings { admins_let_go: names(&[user]), ..Settings::default() };
    let one = || vec![admin("1", "Jo")];
    let two = || vec![admin("1", "Jo"), admin("2", "Al")];
    let cases = [
        (Settings::default(), vec![], vec![]),
        (Settings::default(), one(), vec![("1", LastAdmin)]),
        // Each of two may go: the other one stays.
        (Settings::default(), two(), vec![]),
        (marked("1"), one(), vec![("1", Own)]),
        (marked("2"), one(), vec![("2", Own), ("1", LastAdmin)]),
        (marked("2"), vec![], vec![("2", Own)]),
        (let_go("1"), one(), vec![]),
        (let_go("2"), one(), vec![("1", LastAdmin)]),
    ];
    for (number, (settings, admins, expected)) in cases.into_iter().enumerate() {
        assert_eq!(kinds(&settings.protected(&admins)), expected, "case {number}");
    }
}

#[test]
fn protected_accounts_are_shown_by_name() {
    let settings = protecting(vec![protection("2", ProtectedAs::Service)]);
    let long = "é".repeat(NAME_SHOWN + 1);
    let names: Vec<String> =
        settings.protected(&[admin("1", &long)]).into_iter().map(|one| one.name).collect();
    assert_eq!(names, ["Jo".to_owned(), format!("{}…", "é".repeat(NAME_SHOWN))]);
}

#[test]
fn an_account_has_one_protection_the_last_one() {
    let mut settings = protecting(vec![
        protection("1", ProtectedAs::Own),
        protection("2", ProtectedAs::Service),
        protection("1", ProtectedAs::TokenOwner),
    ]);
    settings.protect(protection("1", ProtectedAs::BreakGlass));
    assert_eq!(
        settings.protected,
        [protection("2", ProtectedAs::Service), protection("1", ProtectedAs::BreakGlass)]
    );
}

#[test]
fn lifting_ends_the_protection_of_one_account() {
    let both = || {
        protecting(vec![protection("1", ProtectedAs::Own), protection("2", ProtectedAs::Service)])
    };
    for (user, kind, left, let_go) in [
        ("1", ProtectedAs::Own, vec!["2"], vec![]),
        ("2", ProtectedAs::Service, vec!["1"], vec![]),
        // The last admin is not marked: it is the reason that lets it go.
        ("3", ProtectedAs::LastAdmin, vec!["1", "2"], vec!["3"]),
    ] {
        let mut settings = both();
        settings.lift(user.to_owned(), kind);
        let users: Vec<&str> = settings.protected.iter().map(|one| one.user.as_str()).collect();
        assert_eq!((users, settings.admins_let_go), (left, names(&let_go)), "{user}");
    }
}

#[test]
fn a_reason_to_lift_a_protection_is_more_than_blanks() {
    for (reason, kept) in [
        ("left the company", Some("left the company")),
        ("  left \n", Some("left")),
        ("", None),
        (" \t\n", None),
    ] {
        assert_eq!(reason_to_lift(reason).ok(), kept, "{reason:?}");
    }
    let problem = reason_to_lift(" ").unwrap_err();
    assert_eq!(problem.code, ProblemCode::BadRequest);
    assert_eq!(problem.what, "Lifting the protection failed.");
}

#[test]
fn only_what_is_protected_can_be_lifted() {
    let settings = protecting(vec![protection("1", ProtectedAs::Own)]);
    let protected = settings.protected(&[admin("2", "Al")]);
    for (user, kind) in
        [("1", Some(ProtectedAs::Own)), ("2", Some(ProtectedAs::LastAdmin)), ("3", None)]
    {
        assert_eq!(protected_as(&protected, user, "Shop").ok(), kind, "{user}");
    }
    let problem = protected_as(&protected, "3", "Shop").unwrap_err();
    assert_eq!(problem.code, ProblemCode::NotFound);
    assert_eq!(problem.side_words, "“3” is not protected in Shop.");
}
