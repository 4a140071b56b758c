//! Which of several doubts counts, and what is said of each.

use super::*;

/// That these many answer by their ids although the list does not have them.
fn answering(n: usize) -> Asked {
    let answering = (1..=n).map(|n| format!("Jo {n}")).collect();
    Asked { missing: 9, answering, ..Asked::default() }
}

fn unknown(number: u32) -> Asked {
    Asked { missing: number, unknown: number, failure: Some(failure()), ..Asked::default() }
}

fn loss(what: Shrunk) -> Option<Shrink> {
    Some(Shrink { what, before: 200, now: 90 })
}

fn broken_users() -> ListEnd {
    list(PARTIAL, "page 2 broke off", 50)
}

fn broken_groups() -> Option<Groups> {
    Some(groups(Some(list(PARTIAL, "page 3 broke off", 5))))
}

fn withheld() -> Option<Groups> {
    Some(Groups { withheld: true, ..broken_groups().unwrap() })
}

#[test]
fn a_reason_is_a_sentence() {
    assert_eq!(sentence("the list ended"), "The list ended.");
    assert_eq!(sentence("élan"), "Élan.");
}

#[test]
fn a_reason_that_ends_in_a_stop_gets_no_second_one() {
    assert_eq!(sentence(" The list ended.. "), "The list ended.");
}

#[test]
fn no_reason_is_a_bare_stop() {
    assert_eq!(sentence(""), ".");
}

#[test]
fn users_that_contradict_their_list_are_named_before_groups_that_do() {
    let end = Case { accounts: answering(1), lost_groups: answering(2), ..Case::default() }.end();
    assert_eq!(verdicts(&end), [UNPROVEN; 3]);
    assert!(end.reason.starts_with("The list of users is incomplete"), "{}", end.reason);
}

#[test]
fn users_that_broke_off_are_named_before_groups_that_did() {
    let end = Case {
        users: broken_users(),
        groups: Some(groups(Some(list(UNPROVEN, "page 3 broke off", 5)))),
        ..Case::default()
    }
    .end();
    assert_eq!(verdicts(&end), [PARTIAL, PARTIAL, UNPROVEN]);
    assert_eq!(end.reason, "Page 2 broke off.");
}

#[test]
fn groups_are_doubted_on_their_own_when_the_users_broke_off() {
    let end = Case { users: broken_users(), lost_groups: unknown(1), ..Case::default() }.end();
    assert_eq!(verdicts(&end), [PARTIAL, PARTIAL, UNPROVEN]);
    assert_eq!((end.reason.as_str(), end.confirm), ("Page 2 broke off.", Some(9)));
    assert!(end.keep_members);
}

#[test]
fn groups_that_broke_off_are_named_before_members_that_are_unknown() {
    let end = Case { groups: broken_groups(), groups_unknown: 2, ..Case::default() }.end();
    assert_eq!(end.reason, "All users were read. Groups: page 3 broke off.");
    assert_eq!(end.groups_unknown, 2);
}

#[test]
fn groups_that_were_not_read_have_no_count_and_no_trouble_of_their_own() {
    let end = Case { groups: None, ..Case::default() }.end();
    assert_eq!(end.reason, "All users were read. Groups: they were not read.");
    assert!(end.problem.is_none() && end.groups_claimed.is_none());
    assert_eq!(end.users_claimed, Some(90));
}

#[test]
fn a_list_that_names_no_number_claims_none() {
    let users = ListEnd { claimed: None, ..list(COMPLETE, "all 90 came", 90) };
    let end = Case { users, ..Case::default() }.end();
    assert_eq!((end.users_claimed, end.groups_claimed), (None, Some(9)));
}

#[test]
fn groups_of_unknown_members_are_counted_for_whatever_reason() {
    let end = Case { groups_unknown: 2, not_stated: 3, ..Case::default() }.end();
    assert_eq!(end.groups_unknown, 5);
    assert_eq!(end.reason, "All users were read. Members of 2 groups were not: unknown, not none.");
}

#[test]
fn members_that_were_not_read_name_the_trouble_only_where_there_was_one() {
    let end = Case { groups_unknown: 2, ..Case::default() }.end();
    assert!(end.verdict == PARTIAL && end.problem.is_none());
    let mut failing = groups(Some(list(COMPLETE, "all 9 came", 9)));
    failing.failed_members = Some(failure());
    let end = Case { groups: Some(failing), groups_unknown: 2, ..Case::default() }.end();
    assert_eq!(end.problem.unwrap().what, "Reading members of 2 groups failed.");
}

#[test]
fn a_failure_of_members_does_not_matter_once_all_are_known() {
    let mut failing = groups(Some(list(COMPLETE, "all 9 came", 9)));
    failing.failed_members = Some(failure());
    let end = Case { groups: Some(failing), ..Case::default() }.end();
    assert_eq!(end.verdict, COMPLETE);
    assert!(end.problem.is_none());
}

#[test]
fn trouble_with_a_list_keeps_what_is_known() {
    let end = Case { users: broken_users(), ..Case::default() }.end();
    let state = "Earlier data is kept. No one is marked as removed based on this read.";
    assert_eq!(end.problem.unwrap().state, state);
}

#[test]
fn one_that_nobody_vouches_for_is_said_in_the_singular() {
    let end = Case { accounts: unknown(1), ..Case::default() }.end();
    assert_eq!(
        end.reason,
        "1 user is no longer listed, and Shop does not say that it is gone. If 90 users are \
        right, confirm the number: rollcall read Shop --confirm 90"
    );
    assert_eq!(end.problem.unwrap().what, "Asking for 1 user of Shop failed.");
}

#[test]
fn several_that_nobody_vouches_for_are_said_in_the_plural() {
    let end = Case { lost_groups: unknown(2), ..Case::default() }.end();
    assert_eq!(
        end.reason,
        "2 groups are no longer listed, and Shop does not say that they are gone. If 9 groups are \
        right, confirm the number: rollcall read Shop --confirm 9"
    );
    assert_eq!(end.problem.unwrap().what, "Asking for 2 groups of Shop failed.");
}

#[test]
fn one_that_was_not_asked_for_is_no_trouble() {
    let accounts = Asked { failure: None, ..unknown(1) };
    let end = Case { accounts, ..Case::default() }.end();
    assert!(end.verdict == UNPROVEN && end.problem.is_none());
}

#[test]
fn the_number_of_users_does_not_confirm_the_groups() {
    let end = Case { lost_groups: unknown(1), confirm: Some(90), ..Case::default() }.end();
    assert_eq!(verdicts(&end), [UNPROVEN, COMPLETE, UNPROVEN]);
    assert_eq!((end.confirm, end.confirmed), (Some(9), None));
}

#[test]
fn a_confirmed_loss_also_vouches_for_those_who_did_not_answer() {
    // 77 memberships are left; neither the 90 users nor the 9 groups were typed.
    let shrink = Some(Shrink { what: Shrunk::Memberships, before: 200, now: 77 });
    let confirmed = || Case { shrink, confirm: Some(77), ..Case::default() };
    let end = Case { accounts: unknown(1), ..confirmed() }.end();
    assert_eq!(verdicts(&end), [COMPLETE; 3]);
    let end = Case { lost_groups: unknown(1), ..confirmed() }.end();
    assert_eq!(verdicts(&end), [COMPLETE; 3]);
}

#[test]
fn a_number_that_confirms_no_loss_is_kept_with_a_complete_read() {
    let end = Case { confirm: Some(4), ..Case::default() }.end();
    assert_eq!((end.verdict, end.confirm, end.confirmed), (COMPLETE, None, Some(4)));
}

#[test]
fn a_number_confirms_nothing_while_a_list_is_broken() {
    let end = Case { users: broken_users(), confirm: Some(90), ..Case::default() }.end();
    assert_eq!((end.confirm, end.confirmed), (None, None));
}

#[test]
fn groups_of_an_app_that_offers_none_can_be_confirmed_as_zero() {
    let case = |confirm| Case {
        groups: Some(groups(None)),
        lost_groups: unknown(1),
        confirm,
        ..Case::default()
    };
    let end = case(None).end();
    assert_eq!(verdicts(&end), [UNPROVEN, COMPLETE, UNPROVEN]);
    assert_eq!(end.confirm, Some(0));
    assert_eq!(verdicts(&case(Some(0)).end()), [COMPLETE; 3]);
}

#[test]
fn a_contradiction_counts_before_a_loss() {
    let case = Case { accounts: answering(1), shrink: loss(Shrunk::Accounts), ..Case::default() };
    let end = case.end();
    assert!(end.reason.contains("is incomplete") && end.confirm.is_none(), "{}", end.reason);
    let case = Case { lost_groups: answering(1), shrink: loss(Shrunk::Groups), ..Case::default() };
    let end = case.end();
    assert!(end.reason.contains("is incomplete") && end.confirm.is_none(), "{}", end.reason);
}

#[test]
fn a_loss_counts_before_those_who_did_not_answer() {
    let case = Case { accounts: unknown(1), shrink: loss(Shrunk::Accounts), ..Case::default() };
    assert!(case.end().reason.starts_with("Only 90 of 200 users"));
    let case = Case { lost_groups: unknown(1), shrink: loss(Shrunk::Groups), ..Case::default() };
    assert!(case.end().reason.starts_with("Only 90 of 200 groups"));
}

#[test]
fn a_loss_says_what_to_type() {
    let end = Case { shrink: loss(Shrunk::Memberships), ..Case::default() }.end();
    assert_eq!(
        end.reason,
        "Only 90 of 200 memberships are left since the last complete read. Nothing is marked as \
        gone until you confirm the number: rollcall read Shop --confirm 90"
    );
    assert!(end.problem.is_none());
}

#[test]
fn members_are_kept_while_a_loss_waits_even_where_the_list_broke_off() {
    let lost = || Case { users: broken_users(), shrink: loss(Shrunk::Accounts), ..Case::default() };
    let end = lost().end();
    assert_eq!(verdicts(&end), [PARTIAL, PARTIAL, COMPLETE]);
    assert!(end.keep_members);
    // The number was typed: it waits no more.
    assert!(!Case { confirm: Some(90), ..lost() }.end().keep_members);
    assert!(!Case { users: broken_users(), ..Case::default() }.end().keep_members);
}

#[test]
fn five_that_contradict_are_all_named() {
    let end = Case { accounts: answering(5), ..Case::default() }.end();
    assert_eq!(
        end.reason,
        "The list of users is incomplete: Jo 1, Jo 2, Jo 3, Jo 4, Jo 5 answer by id but are not \
        on the list. Rollcall asked for 5 of 9 that are missing."
    );
}

#[test]
fn a_sixth_that_contradicts_is_counted() {
    let end = Case { lost_groups: answering(6), ..Case::default() }.end();
    assert!(
        end.reason.starts_with(
            "The list of groups is incomplete: Jo 1, Jo 2, Jo 3, Jo 4, Jo 5 and 1 more answer by id"
        ),
        "{}",
        end.reason
    );
}

#[test]
fn groups_that_are_withheld_say_how_to_let_them_go() {
    let end = Case { groups: withheld(), ..Case::default() }.end();
    assert_eq!(
        end.reason,
        "All users were read. Groups: page 3 broke off. Their known data is kept. If Shop no \
        longer offers them, confirm that: rollcall read Shop --confirm 0"
    );
    // Those of a list that broke off are not offered that.
    let end = Case { groups: broken_groups(), ..Case::default() }.end();
    assert!(end.confirm.is_none() && !end.reason.contains("--confirm"), "{}", end.reason);
}

#[test]
fn no_number_is_offered_for_groups_while_users_contradict_their_list() {
    let end = Case { accounts: answering(1), groups: withheld(), ..Case::default() }.end();
    assert_eq!((end.verdict, end.confirm), (UNPROVEN, None));
}

#[test]
fn those_who_are_missing_and_were_not_asked_for_are_not_called_gone() {
    let accounts = Asked { missing: 7, ..Asked::default() };
    assert_eq!(Case { accounts, ..Case::default() }.end().reason, "All 90 came.");
}

#[test]
fn a_sample_counts_those_whom_the_list_hides_and_names_groups_as_groups() {
    let lost_groups = Asked { missing: 40, gone: 20, hidden: 5, ..Asked::default() };
    assert_eq!(
        Case { lost_groups, ..Case::default() }.end().reason,
        "All 90 came. 40 groups are no longer listed; 25 of them, picked at random, were asked for \
        and are gone."
    );
}

#[test]
fn a_complete_read_tells_everything_in_one_order() {
    let mut noted = groups(Some(list(COMPLETE, "all 9 came", 9)));
    noted.note = Some("groups came in pages".to_owned());
    let end = Case {
        groups: Some(noted),
        not_stated: 1,
        accounts: Asked { missing: 30, gone: 25, ..Asked::default() },
        shrink: loss(Shrunk::Groups),
        confirm: Some(90),
        ..Case::default()
    }
    .end();
    assert_eq!(
        end.reason,
        "All 90 came. Groups came in pages. 1 group came without member data: unknown, not none. \
        30 users are no longer listed; 25 of them, picked at random, were asked for and are gone. \
        90 of 200 groups are left; that number was confirmed."
    );
}

#[test]
fn the_passes_that_count_are_handed_on() {
    let profile = Catalogue::built_in().get("scim").unwrap().clone();
    let (case, asked) = (Case::default(), Asked::default());
    let last_pass_only = LastPassOnly { users: true, groups: false };
    let end = conclude(&Ended {
        name: "Shop",
        profile: &profile,
        host: "app.example.com",
        users: &case.users,
        groups: case.groups.as_ref(),
        groups_unknown: 0,
        not_stated: 0,
        accounts: &asked,
        lost_groups: &asked,
        shrink: None,
        confirm: None,
        last_pass_only,
    });
    assert_eq!(end.last_pass_only, last_pass_only);
}
