//! What is asked before a list can be used, what the answers do, and lists that need no question.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use crate::helpers::{list, table, today};
use Status::{Employed, Left, NotKnown, NotStarted};
use rollcall_truth::{
    Ask, Field, Guess, List, Mapping, NO_VALUE, Question, QuestionKind, Status, Table, Word,
    entries, guess, guess_for, questions, value_key,
};
use std::collections::HashSet;

fn asked(text: &str) -> (Table, Guess, Mapping, Vec<Question>) {
    let table = table(text);
    let guess = guess(&table);
    let mapping = guess.mapping();
    let questions = questions(&table, &guess, &mapping);
    (table, guess, mapping, questions)
}

fn statuses(list: &List) -> Vec<Status> {
    list.entries.iter().map(|entry| entry.status).collect()
}

fn word(column: usize, value: &str, means: Status) -> Word {
    Word { column, value: Some(value_key(value)), means }
}

/// Five rows of each value.
fn with_values(header: &str, values: &[&str]) -> String {
    let mut text = format!("Email,Name,{header}\n");
    for (at, value) in values.iter().cycle().take(values.len() * 5).enumerate() {
        text.push_str(&format!("p{at}@x.de,Person {at},{value}\n"));
    }
    text
}

#[test]
fn codes_are_asked_with_their_counts_and_the_answer_counts() {
    let text = with_values("Employment Status", &["A", "T", "Active"]);
    let (table, guess, mut mapping, asked) = asked(&text);
    let [question] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!((question.column, &question.kind, question.open), (2, &QuestionKind::Status, true));
    let values: Vec<_> = question
        .values
        .iter()
        .map(|one| (one.shown.as_str(), one.count, one.means, one.known))
        .collect();
    assert_eq!(
        values,
        [("A", 5, None, false), ("T", 5, None, false), ("Active", 5, Some(Employed), true)]
    );
    // Nobody is employed or left by a word that is not understood.
    let list = entries(&table, &mapping, today()).unwrap();
    let count = |list: &List, status| statuses(list).iter().filter(|one| **one == status).count();
    assert_eq!((count(&list, Employed), count(&list, Left), count(&list, NotKnown)), (5, 0, 10));

    mapping.words = vec![word(2, "A", Employed), word(2, "T", Left)];
    let answered = questions(&table, &guess, &mapping);
    assert!(!answered[0].open, "an answered question stays, so that it can be changed");
    let list = entries(&table, &mapping, today()).unwrap();
    assert_eq!((count(&list, Employed), count(&list, Left), count(&list, NotKnown)), (10, 5, 0));

    // The same layout with a value that nobody has answered.
    let next = crate::helpers::table(&with_values("Employment Status", &["A", "T", "L"]));
    let next_guess = rollcall_truth::guess(&next);
    assert_eq!(next_guess.layout, guess.layout);
    let again = questions(&next, &next_guess, &mapping.to_remember());
    assert!(again[0].open);
    let open: Vec<_> = again[0].values.iter().filter(|one| one.means.is_none()).collect();
    assert_eq!((open.len(), open[0].shown.as_str()), (1, "L"));
}

#[test]
fn answers_for_the_rest_of_a_file_and_for_rows_are_not_remembered() {
    let (table, guess, mut mapping, _) = asked(&with_values("Status", &["Q1", "Q2", "Q3"]));
    mapping.words = vec![word(2, "Q1", Employed), Word { column: 2, value: None, means: NotKnown }];
    assert!(questions(&table, &guess, &mapping).iter().all(|question| !question.open));
    mapping.rows = vec![(3, Left)];
    mapping.others = Some(Employed);
    let list = entries(&table, &mapping, today()).unwrap();
    assert_eq!(statuses(&list)[..3], [Employed, Left, Employed]);
    assert_eq!(
        list.entries[1].status_why,
        "the status “Q2” is not understood; decided by the admin"
    );
    let kept = mapping.to_remember();
    assert_eq!(kept.words, [word(2, "Q1", Employed)]);
    assert!(kept.rows.is_empty() && kept.others.is_none());
}

#[test]
fn ordinary_lists_are_not_asked_about() {
    for text in [
        "Email,Name,Status,Hire Date,Termination Date\na@x.de,A B,Active,2020-01-02,\nb@x.de,B C,Terminated,2020-01-02,2026-10-01\n",
        "E-Mail,Name,Austrittsdatum\na@x.de,A B,unbefristet\nb@x.de,B C,31.12.2025\nc@x.de,C D,unbefristet\n",
        "Email,Name,Status,Marital Status,Gender\na@x.de,A,Active,single,F\nb@x.de,B,Inactive,married,M\n",
        "Email,Name,Department\na@x.de,A B,IT\nb@x.de,B C,Sales\n",
        "Email,Name,Geburtsdatum,Gender\na@x.de,A B,01.02.1980,m\nb@x.de,B C,03.04.1990,w\nc@x.de,C D,03.05.1990,w\n",
        "Email,Name,Aktiv\na@x.de,A B,ja\nb@x.de,B C,nein\n",
        "Email,Name,Kündigung am,Austrittsdatum\na@x.de,A B,01.10.2026,31.12.2026\nb@x.de,B C,,\n",
        "Email,Name,Status,Status Code\na@x.de,A B,Active,A\nb@x.de,B C,Terminated,T\n",
        "Email,Name,Status (A=Active; T=Terminated)\na@x.de,A B,A\nb@x.de,B C,T\n",
        "Email,Name,Employment Status,Status\na@x.de,A B,Full-Time,Active\nb@x.de,B C,Full-Time,Inactive\n",
        "Work Email,Personal Email,Manager Email,Name,Status\na@x.de,a@gmail.com,b@x.de,A B,Active\n",
    ] {
        let (_, _, _, questions) = asked(text);
        assert!(questions.is_empty(), "{text}: {questions:?}");
    }
}

#[test]
fn columns_that_look_like_a_state_are_asked() {
    let codes = with_values("Klasse", &["A", "T"]);
    let yes_no = with_values("Merkmal", &["ja", "nein"]);
    for (text, column, ask) in [
        ("Email,Name,Kündigungsdatum\na@x.de,A B,2026-10-01\nb@x.de,B C,\n", 2, Ask::Notice),
        ("Email,Name,Austrittsgrund\na@x.de,A B,Rente\nb@x.de,B C,\n", 2, Ask::State),
        ("Email,Name,Austritt geplant zum\na@x.de,A B,2026-10-01\nb@x.de,B C,\n", 2, Ask::State),
        (
            "Email,Name,Datum 3\na@x.de,A B,2026-10-01\nb@x.de,B C,2026-11-01\nc@x.de,C D,2026-11-01\n",
            2,
            Ask::State,
        ),
        (codes.as_str(), 2, Ask::State),
        (yes_no.as_str(), 2, Ask::State),
        ("Email,Name,Status,Status\na@x.de,A B,Active,Inactive\n", 3, Ask::Twice { other: 2 }),
    ] {
        let (table, guess, mut mapping, asked) = asked(text);
        let [question] = asked.as_slice() else { panic!("{text}: {asked:?}") };
        assert_eq!(
            (question.column, &question.kind),
            (column, &QuestionKind::Column(ask)),
            "{text}"
        );
        assert!(question.open);
        mapping.ignored.push(column);
        assert!(!questions(&table, &guess, &mapping)[0].open, "{text}");
    }
}

#[test]
fn yes_and_no_mean_what_the_name_of_the_column_asks() {
    for (header, yes, no) in [
        ("Terminated", Left, Employed),
        ("Currently Active", Employed, Left),
        ("Aktiv", Employed, Left),
        ("Uit dienst?", Left, Employed),
        ("Cessato", Left, Employed),
    ] {
        let (table, _, mapping, _) = asked(&with_values(header, &["Yes", "No"]));
        let list = entries(&table, &mapping, today()).unwrap();
        assert_eq!(statuses(&list)[..2], [yes, no], "{header}");
    }
    // An empty cell may be the other answer: it is asked.
    let (table, guess, mut mapping, asked) = asked(&with_values("Terminated", &["x", ""]));
    let empty = asked[0].values.iter().find(|one| one.key.is_empty()).unwrap();
    assert_eq!((empty.shown.as_str(), empty.count, empty.means), ("(empty)", 5, None));
    mapping.words.push(word(2, "", Employed));
    assert!(!questions(&table, &guess, &mapping)[0].open);
    assert_eq!(statuses(&entries(&table, &mapping, today()).unwrap())[..2], [Left, Employed]);
}

#[test]
fn a_yes_no_name_over_dates_is_a_day() {
    let guess = guess(&table(
        "Email,Name,In dienst,Uit dienst\na@x.de,A B,2020-01-02,2026-10-01\nb@x.de,B C,2020-01-02,\n",
    ));
    let fields: Vec<_> = guess.columns.iter().map(|column| column.field).collect();
    assert_eq!(fields[2..], [Some(Field::StartDate), Some(Field::EndDate)]);
}

#[test]
fn columns_that_contradict_each_other_are_shown() {
    let (table, _, mapping, asked) = asked(
        "Email,Name,Employment Status,Status,HR status\n\
         a@x.de,A B,Full-Time,Inactive,\n\
         b@x.de,B C,Full-Time,Active,Terminated\n\
         c@x.de,C D,Part-Time,Active,Active\n",
    );
    assert!(asked.is_empty(), "{asked:?}");
    let list = entries(&table, &mapping, today()).unwrap();
    assert_eq!(statuses(&list), [Left, NotKnown, Employed]);
    assert_eq!(
        list.notes,
        [
            "Row 2: “Full-Time” in “Employment Status” and “Inactive” in “Status”; counted as left.",
            "Row 3: “Full-Time” in “Employment Status” and “Active” in “Status” and “Terminated” in “HR status” contradict each other; counted as not known.",
        ]
    );
    assert_eq!(list.entries[1].status_word, "Full-Time · Active · Terminated");
}

#[test]
fn texts_among_end_dates_are_asked_unless_they_say_without_end() {
    let text = "Email,Name,Termination Date\na@x.de,A B,2026-10-01\nb@x.de,B C,unbefristet\n\
                c@x.de,C D,tbd\nd@x.de,D E,tbd\ne@x.de,E F,retired\nf@x.de,F G,\n";
    let (table, guess, mut mapping, asked) = asked(text);
    assert_eq!(mapping.columns[2], Some(Field::EndDate), "few dates, and not dropped for that");
    let [question] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!((&question.kind, question.open), (&QuestionKind::EndDate, true));
    let open: Vec<_> = question
        .values
        .iter()
        .filter(|one| one.means.is_none())
        .map(|one| (one.shown.as_str(), one.count))
        .collect();
    assert_eq!(open, [("tbd", 2), ("retired", 1)]);
    let list = entries(&table, &mapping, today()).unwrap();
    assert_eq!(statuses(&list), [Left, Employed, NotKnown, NotKnown, NotKnown, Employed]);
    mapping.words = vec![word(2, "tbd", Employed), word(2, "Retired", Left)];
    assert!(!questions(&table, &guess, &mapping)[0].open);
    let list = entries(&table, &mapping, today()).unwrap();
    assert_eq!(statuses(&list), [Left, Employed, Employed, Employed, Left, Employed]);
    assert_eq!(list.entries[4].end, None);
}

#[test]
fn what_a_formula_left_without_a_value_is_not_known() {
    let mut table = table(
        "Email,Employee ID,Name,Status,Termination Date\na@x.de,1,A,F,\nb@x.de,2,B,Active,F\n\
         c@x.de,F,C,Terminated,F\nd@x.de,4,D,Active,\n",
    );
    for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells).filter(|cell| *cell == "F") {
        *cell = NO_VALUE.into();
    }
    let guess = guess(&table);
    let mut mapping = guess.mapping();
    assert!(
        questions(&table, &guess, &mapping).is_empty(),
        "it is said, and nothing can be answered"
    );
    let list = entries(&table, &mapping, today()).unwrap();
    assert_eq!(statuses(&list), [NotKnown, NotKnown, Left, Employed]);
    assert_eq!(list.entries[2].employee_number, "");
    assert!(
        list.notes
            .iter()
            .any(|note| note.contains("the status is a formula whose value is not saved"))
    );
    assert!(
        list.notes
            .iter()
            .any(|note| note.contains("the end date is a formula whose value is not saved"))
    );
    assert!(list.notes.iter().any(|note| note.contains("the employee number is a formula")));
    mapping.rows = vec![(2, Left), (5, Left)];
    let list = entries(&table, &mapping, today()).unwrap();
    assert_eq!(
        statuses(&list),
        [Left, NotKnown, Left, Employed],
        "only what is not known is decided"
    );
}

#[test]
fn not_started_needs_no_date() {
    let (table, _, mapping, asked) = asked("Email,Name,Status\na@x.de,A B,Pre-hire\n");
    assert!(asked.is_empty());
    assert_eq!(statuses(&entries(&table, &mapping, today()).unwrap()), [NotStarted]);
}

#[test]
fn addresses_at_work_are_told_from_others() {
    let own: HashSet<String> = HashSet::from(["acme.com".to_owned()]);
    let fields = |text: &str, domains: &HashSet<String>| {
        let guess = guess_for(&table(text), domains);
        guess.columns.into_iter().map(|column| (column.field, column.asks)).collect::<Vec<_>>()
    };
    let rows = |header: &str, cells: fn(u32) -> String| {
        (0..8).fold(format!("{header}\n"), |text, n| format!("{text}{}\n", cells(n)))
    };
    // Free mailboxes first.
    let text = rows("Email,Contact,Name", |n| format!("p{n}@gmail.com,p{n}@acme.com,P {n}"));
    let none = HashSet::new();
    assert_eq!(
        fields(&text, &none)[..2],
        [(Some(Field::OtherEmail), None), (Some(Field::Email), None)]
    );
    // A manager's first: they repeat themselves.
    let text =
        rows("Email,Kontakt,Name", |n| format!("boss{}@acme.com,p{n}@acme.com,P {n}", n % 2));
    assert_eq!(
        fields(&text, &none)[..2],
        [(Some(Field::Manager), None), (Some(Field::Email), None)]
    );
    // The apps know the domain.
    let text = rows("Email,Mail 2,Name", |n| format!("p{n}@other.org,p{n}@acme.com,P {n}"));
    assert_eq!(fields(&text, &own)[1], (Some(Field::Email), None));
    // Nobody knows: asked.
    let asks = Some(Ask::Address { other: "Email".to_owned() });
    assert_eq!(fields(&text, &none)[..2], [(Some(Field::Email), None), (None, asks)]);
    // The lawful twin: a login of the same domain.
    let text =
        rows("userPrincipalName,mail,Name", |n| format!("u{n}@acme.com,p{n}@acme.com,P {n}"));
    assert_eq!(
        fields(&text, &none)[..2],
        [(Some(Field::OtherEmail), None), (Some(Field::Email), None)]
    );
}

#[test]
fn a_preferred_first_name_is_not_the_whole_name() {
    let name = |text: &str| {
        let table = table(text);
        let list = entries(&table, &guess(&table).mapping(), today()).unwrap();
        list.entries[0].name.clone()
    };
    assert_eq!(name("Email,Preferred Name,Last Name\na@x.de,Annie,Smith\n"), "Annie Smith");
    assert_eq!(
        name("Email,Preferred Name,First Name,Last Name\na@x.de,Annie,Ann,Smith\n"),
        "Ann Smith"
    );
    assert_eq!(name("Email,Preferred Name\na@x.de,Annie Smith\n"), "Annie Smith");
    assert_eq!(name("Email,Legal Name,Preferred Name\na@x.de,Ann Smith,Annie\n"), "Ann Smith");
    assert_eq!(name("Email,Full Name,Preferred Name\na@x.de,Ann Smith,Annie S\n"), "Ann Smith");
}

#[test]
fn a_type_that_is_not_known_is_said() {
    let list = list("Email,Name,Status,Type\na@x.de,A,Active,K7\nb@x.de,B,Active,Werkstudent\n");
    let kinds: Vec<_> = list.entries.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [rollcall_truth::Kind::NotKnown, rollcall_truth::Kind::Employee]);
    assert_eq!(list.notes, ["Row 2: the type “K7” is not known."]);
}

#[test]
fn a_status_that_is_left_out_is_asked_once_more() {
    let (table, guess, mut mapping, asked) =
        asked("Email,Name,Status\na@x.de,A,Active\nb@x.de,B,Left\n");
    assert!(asked.is_empty());
    mapping.columns[2] = None;
    let asked = questions(&table, &guess, &mapping);
    assert_eq!((asked.len(), asked[0].open), (1, true));
    mapping.ignored = vec![2];
    assert!(!questions(&table, &guess, &mapping)[0].open);
}

#[test]
fn a_list_of_one_column_is_refused() {
    let (table, _, mapping, _) = asked("Email\na@x.de\nb@x.de\n");
    let refused = entries(&table, &mapping, today()).unwrap_err();
    assert_eq!(refused, rollcall_truth::TruthError::OneColumn { name: "Email".to_owned() });
}
