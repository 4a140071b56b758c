//! Rows become people, or are listed with the reason.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use crate::helpers::{emails, list, table, today};
use jiff::civil::date;
use rollcall_truth::{DateOrder, Field, Kind, List, Mapping, Status, TruthError, entries, guess};

fn reasons(list: &List) -> Vec<(u32, &str)> {
    list.rejected.iter().map(|rejected| (rejected.row, rejected.reason.as_str())).collect()
}

#[test]
fn status_comes_from_word_and_dates() {
    let list = list(
        "Email,Status,Start Date,End Date\n\
         a@x.de,Active,2020-01-01,\n\
         b@x.de,On leave,2020-01-01,2026-11-25\n\
         c@x.de,Active,2020-01-01,2026-11-24\n\
         d@x.de,Terminated,2020-01-01,\n\
         e@x.de,Active,2026-12-01,\n\
         f@x.de,Paused,,\n\
         g@x.de,Paused,,9999-12-31\n\
         h@x.de,,,\n",
    );
    use Status::{Employed, Left, NotKnown, NotStarted};
    let statuses: Vec<Status> = list.entries.iter().map(|entry| entry.status).collect();
    let expected = [Employed, Employed, Left, Left, NotStarted, NotKnown, NotKnown, NotKnown];
    assert_eq!(statuses, expected);
    assert_eq!(
        list.notes,
        [
            "Row 4: the status says employed, but the end date has passed; counted as left.",
            "2 rows (7, 8): the status “Paused” is not understood; counted as not known.",
            "Row 9: the status is empty; counted as not known.",
        ]
    );
    assert_eq!(list.entries[1].end, Some(date(2026, 11, 25)));
    assert_eq!(list.entries[6].end, None);
}

#[test]
fn rows_that_cannot_be_used_are_listed_with_the_reason() {
    let list = list(
        "Email,Employee ID,Name,Hire Date\n\
         good@x.de,1,Good,2020-01-01\n\
         ,,Nobody,2020-01-01\n\
         no address,2,Bad,2020-01-01\n\
         =A1,3,Formula,2020-01-01\n\
         f@x.de,=A1+1,Formula,2020-01-01\n\
         d@x.de,5,Date,soon\n\
         y@x.de,6,Year,1899-12-30\n\
         z@x.de,7,Start,9999-12-31\n",
    );
    // Nobody is lost for a first day of work that cannot be read.
    assert_eq!(emails(&list.entries), ["good@x.de", "d@x.de", "y@x.de", "z@x.de"]);
    assert!(list.entries[1..].iter().all(|entry| entry.start.is_none()));
    let soon = "Row 7: the start date “soon” is not a date; it is left out.".to_owned();
    assert!(list.notes.contains(&soon), "{:?}", list.notes);
    assert_eq!(
        reasons(&list),
        [
            (3, "it has neither an address nor an employee number"),
            (4, "“no address” is not an address"),
            (5, "the address “=A1” is a formula"),
            (6, "the employee number “=A1+1” is a formula"),
        ]
    );
    assert_eq!(list.rejected[1].shown, "no address · 2 · Bad · 2020-01-01");
}

#[test]
fn formulas_elsewhere_stay_text_and_protected_numbers_keep_their_zeros() {
    let list = list("Email,Employee ID,Name,Department\na@x.de,=\"0012\",@Åsa,=1+1\n");
    let entry = &list.entries[0];
    assert_eq!((entry.name.as_str(), entry.department.as_str()), ("@Åsa", "=1+1"));
    assert_eq!(entry.employee_number, "0012");
}

#[test]
fn an_employee_number_alone_is_enough() {
    let list = list("Employee ID,Email,First name,Last name\n7,n/a,Oskar,Lind\n");
    assert_eq!((list.entries[0].emails.len(), list.entries[0].name.as_str()), (0, "Oskar Lind"));
}

#[test]
fn the_same_person_again_is_rejected() {
    let list = list(
        "Email,Employee ID,Name\n\
         Oskar@x.de,1,Oskar Lind\n\
         OSKAR@X.DE,1,Lind Oskar\n\
         asa@x.de,,Åsa\n\
         asa@x.de,9,ÅSA\n\
         ,5,Ole\n\
         ,5,ole\n",
    );
    assert_eq!(emails(&list.entries), ["oskar@x.de", "asa@x.de", ""]);
    assert_eq!(
        reasons(&list),
        [
            (3, "the same person as row 2"),
            (5, "the same person as row 4"),
            (7, "the same person as row 6"),
        ]
    );
    assert!(list.shared_addresses.is_empty());
}

#[test]
fn somebody_who_came_back_is_not_taken_for_gone() {
    let back = list(
        "Email,Name,Status,Hire Date\na@x.de,A,Terminated,2019-01-01\na@x.de,A,Active,2025-01-01\n",
    );
    assert_eq!((back.entries[0].row, back.entries[0].status), (3, Status::Employed));
    assert_eq!(reasons(&back), [(2, "the same person as row 3, whose employment continues")]);
    // Nothing shows which of the two rows is right.
    let open = list("Email,Name,Status\na@x.de,A,Terminated\na@x.de,A,Active\n");
    assert_eq!(open.entries[0].status, Status::NotKnown);
    assert_eq!(open.entries[0].status_why, "rows 2 and 3 contradict each other");
}

#[test]
fn people_who_share_an_address_or_a_number_are_kept_and_named() {
    let list = list(
        "Email,Personal email,Employee ID,Name\n\
         desk@x.de,,1,Oskar\n\
         desk@x.de,,2,Åsa\n\
         c@x.de,home@y.de,3,C\n\
         d@x.de,Home@y.de,3,D\n",
    );
    assert_eq!(list.entries.len(), 4);
    assert_eq!(list.shared_addresses, ["desk@x.de", "home@y.de"]);
    assert_eq!(list.shared_numbers, ["3"]);
    assert_eq!(
        list.notes,
        [
            "2 people share the address desk@x.de: rows 2, 3. No one is matched by it.",
            "2 people share the address home@y.de: rows 4, 5. No one is matched by it.",
            "2 people share the employee number 3: rows 4, 5. No one is matched by it.",
        ]
    );
}

#[test]
fn further_addresses_follow_the_one_at_work() {
    let list = list("Aliases,Email\nsmtp:A@x.de;b@x.de,Work@x.de\nnone of these,c@x.de\n");
    assert_eq!(list.entries[0].emails, ["work@x.de", "a@x.de", "b@x.de"]);
    assert_eq!(list.notes, ["Row 3: an additional address is not valid and was left out."]);
}

#[test]
fn kinds_come_from_the_type_or_from_the_status() {
    let list = list(
        "Email,Status,Type\na@x.de,Active,Contingent Worker\nb@x.de,Active,Service account\n\
         c@x.de,Contractor,\nd@x.de,Active,Permanent\n",
    );
    let kinds: Vec<Kind> = list.entries.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [Kind::Contractor, Kind::Service, Kind::Contractor, Kind::Employee]);
}

#[test]
fn open_dates_are_asked_and_the_answer_is_held_to() {
    let table = table("Email,End Date\na@x.de,11/03/2026\nb@x.de,12/04/2026\n");
    let mut mapping = guess(&table).mapping();
    assert_eq!(
        entries(&table, &mapping, today()),
        Err(TruthError::DatesAmbiguous { example: "11/03/2026".to_owned() })
    );
    mapping.dates = Some(DateOrder::MonthDay);
    let list = entries(&table, &mapping, today()).unwrap();
    assert_eq!(list.entries[0].end, Some(date(2026, 11, 3)));

    let table = crate::helpers::table("Email,End Date\na@x.de,11/03/2026\nb@x.de,25/04/2026\n");
    let list = entries(&table, &mapping, today()).unwrap();
    assert_eq!(list.entries[1].status, Status::NotKnown, "neither employed nor thrown out");
    let reason = "the end date “25/04/2026” is not a date when the month comes first";
    assert_eq!(list.entries[1].status_why, reason);
    mapping.dates = None;
    let list = entries(&table, &mapping, today()).unwrap();
    assert_eq!(list.entries[0].end, Some(date(2026, 3, 11)));
}

#[test]
fn a_mapping_that_cannot_work_is_refused() {
    let table = table("Email,Name\na@x.de,A\n");
    let refused = |columns: &[Option<Field>]| {
        entries(&table, &Mapping::of(columns.to_vec(), None), today()).unwrap_err()
    };
    let email = Some(Field::Email);
    assert_eq!(refused(&[None, Some(Field::Name)]), TruthError::NoIdentity);
    assert_eq!(refused(&[email, email]), TruthError::FieldTwice { field: Field::Email });
    let many = TruthError::MappingDoesNotFit { set: 3, columns: 2 };
    assert_eq!(refused(&[email, None, None]), many);
}
