//! HR lists: what is asked before an import, what is remembered, and people of whom the list does not
//! say whether they work here.

#![allow(clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::ProblemCode;
use rollcall_engine::view::{
    ListState, PeopleFilter, PeopleQuery, PersonRow, TruthDates, TruthLook, TruthMapping,
    TruthQuestionKind, TruthRow, TruthStatus, TruthWord,
};
use rollcall_simulator as simulator;
use rollcall_tests::world::{World, assert_told, unlimited};

async fn look(world: &World, text: &str) -> TruthLook {
    world.house.look_at_truth("hr.csv", text.as_bytes()).await.expect("a look")
}

async fn map(world: &World, look: &TruthLook, change: impl FnOnce(&mut TruthMapping)) -> TruthLook {
    let mut mapping = look.mapping.clone();
    change(&mut mapping);
    world.house.map_truth(&look.id, mapping).await.expect("a mapping")
}

/// Imports what needs no answer.
async fn import(world: &World, text: &str) {
    let look = look(world, text).await;
    assert_eq!((look.cannot.as_deref(), look.held.is_some()), (None, false));
    world.house.import_truth(&look.id, None).await.expect("an import");
}

async fn people(world: &World, filters: Vec<PeopleFilter>) -> Vec<PersonRow> {
    let query = PeopleQuery { filters, limit: 1_000, ..PeopleQuery::default() };
    world.house.people(query).await.expect("people").rows
}

/// Eight people; a status for each in turn.
fn list(header: &str, statuses: &[&str]) -> String {
    let rows = (0..8)
        .map(|n| format!("E{n},p{n}@example.com,Person {n},{}\n", statuses[n % statuses.len()]));
    format!("Employee ID,Email,Name,{header}\n{}", rows.collect::<String>())
}

fn word(column: u32, value: &str, means: TruthStatus) -> TruthWord {
    TruthWord { column, value: Some(value.to_owned()), means }
}

fn counts(look: &TruthLook) -> (u32, u32, u32, u32) {
    (look.employed, look.not_started, look.left, look.not_known)
}

#[tokio::test]
async fn ordinary_lists_are_imported_without_a_question() {
    let world = World::new().await;
    import(&world, &list("Status", &["Active", "Terminated"])).await;
    let world = World::new().await;
    import(&world, &list("Austrittsdatum", &["", "31.12.2025", "unbefristet"])).await;
    let world = World::new().await;
    import(&world, &list("Currently Active", &["Yes", "No"])).await;
    let world = World::new().await;
    import(&world, &list("Employment Status,Status", &["Full-Time,Active", "Full-Time,Inactive"]))
        .await;
    let world = World::new().await;
    import(&world, &list("在籍状況", &["在職", "退職"])).await;
    assert_eq!(people(&world, vec![PeopleFilter::NotKnown]).await.len(), 0);
    let states = people(&world, Vec::new()).await;
    assert_eq!(states.iter().filter(|one| one.list == ListState::Left).count(), 4);
}

#[tokio::test]
async fn a_list_is_asked_about_while_an_answer_would_make_it_usable() {
    let world = World::new().await;
    for (text, asked, dates_open, cannot) in [
        ("Email,Name,Status\na@x.de,A B,Active\n", false, false, false),
        ("Email,Name,Status\na@x.de,A B,Q\n", true, false, true),
        ("Email,Name,End date\na@x.de,A B,03/04/2026\n", true, true, true),
        // Without addresses, no answer helps.
        ("Name,Status\nA B,Active\n", false, false, true),
        ("Name,End date\nA B,03/04/2026\n", false, false, true),
    ] {
        let look = look(&world, text).await;
        let found = (look.asked, look.dates_open, look.cannot.is_some());
        assert_eq!(found, (asked, dates_open, cannot), "{text}: {:?}", look.cannot);
    }
    let text = "Email,Name,End date\na@x.de,A B,03/04/2026\n";
    let look = look(&world, text).await;
    let answered = map(&world, &look, |mapping| mapping.dates = Some(TruthDates::DayMonth)).await;
    assert_eq!((answered.asked, answered.dates_open, answered.cannot), (false, false, None));
}

#[tokio::test]
async fn a_word_is_asked_once_and_remembered_for_that_value() {
    let world = World::new().await;
    let look = look(&world, &list("Status", &["A", "T"])).await;
    let [question] = look.questions.as_slice() else { panic!("{:?}", look.questions) };
    assert_eq!(
        (question.kind, question.open, question.name.as_str()),
        (TruthQuestionKind::Status, true, "Status")
    );
    assert_eq!(question.values.iter().map(|one| one.count).sum::<u32>(), 8);
    assert_eq!(counts(&look), (0, 0, 0, 8), "nobody is employed by a word that nobody knows");
    let cannot = look.cannot.clone().expect("a question is open");
    assert!(cannot.contains("“Status” is not understood"), "{cannot}");
    let problem = world.house.import_truth(&look.id, None).await.expect_err("it is open");
    assert_eq!(problem.code, ProblemCode::BadRequest);
    assert_told(&problem, "no token");
    assert!(world.house.truth_list().await.expect("a store").is_none(), "nothing was imported");

    let answers = [word(3, "a", TruthStatus::Employed), word(3, "t", TruthStatus::Left)];
    let look = map(&world, &look, |mapping| mapping.words.extend(answers)).await;
    assert_eq!((counts(&look), look.cannot.as_deref()), ((4, 0, 4, 0), None));
    assert!(!look.questions[0].open, "an answer can be changed");
    world.house.import_truth(&look.id, None).await.expect("an import");

    // The same values need no answer.
    let text = list("Status", &["A", "T", "A"]);
    import(&world, &text).await;
    // A new one does, and what was answered stays.
    let next = self::look(&world, &list("Status", &["A", "T", "L"])).await;
    assert!(next.remembered && next.cannot.is_some());
    let open: Vec<&str> = next.questions[0]
        .values
        .iter()
        .filter(|one| one.means.is_none())
        .map(|one| one.shown.as_str())
        .collect();
    assert_eq!(open, ["L"]);
    let problem = world.house.import_truth(&next.id, Some("8")).await.expect_err("it is open");
    assert_eq!(problem.code, ProblemCode::BadRequest);
    assert_told(&problem, "no token");
    // Another column with the same letters is another question.
    let other = self::look(&world, &list("Employee status", &["A", "T"])).await;
    assert!(other.questions[0].open && !other.remembered);
}

#[tokio::test]
async fn what_is_not_known_is_shown_counted_and_decided_by_row_and_file() {
    let apps = simulator::start(unlimited()).await.expect("the apps start");
    let world = World::new().await;
    world.connect_all(&apps).await;
    world.house.read(&[]).await.expect("reads");
    // Oskar has accounts in all apps; the cell of his status is empty.
    let text = simulator::truth_list(1)
        .replace("oskar.lind@example.com;Left;", "oskar.lind@example.com;;")
        .lines()
        .map(|line| if line.contains("oskar.lind@") { without_end(line) } else { line.to_owned() })
        .collect::<Vec<_>>()
        .join("\n");
    let look = look(&world, &text).await;
    assert_eq!((look.not_known, look.unknown_count, look.cannot.as_deref()), (1, 1, None));
    let unknown = look.unknown[0].clone();
    assert_eq!(
        (unknown.email.as_str(), unknown.why.as_str()),
        ("oskar.lind@example.com", "the status is empty")
    );
    world.house.import_truth(&look.id, None).await.expect("an import");
    let now = people(&world, vec![PeopleFilter::NotKnown]).await;
    assert_eq!(
        (now.len(), now[0].list, now[0].name.as_str()),
        (1, ListState::NotKnown, "Oskar Lind")
    );
    for filter in [PeopleFilter::LeftActive, PeopleFilter::NotInList] {
        let others = people(&world, vec![filter]).await;
        assert!(others.iter().all(|one| one.id != now[0].id), "neither left nor missing");
    }
    let page = world.house.people(PeopleQuery::default()).await.expect("people");
    let facet = page.filters.iter().find(|one| one.value == "not-known").expect("a filter");
    assert_eq!(facet.count, 1);
    assert_eq!(world.house.overview().await.expect("an overview").not_known, Some(1));
    let person = world.house.person(now[0].id).await.expect("a person");
    let why = person.list_fields.iter().find(|field| field.label == "Status not known");
    assert_eq!(why.map(|field| field.value.as_str()), Some("the status is empty"));

    // By row.
    let again = self::look(&world, &text).await;
    let left = TruthRow { row: unknown.row, status: TruthStatus::Left };
    let decided = map(&world, &again, |mapping| mapping.rows.push(left)).await;
    assert_eq!((decided.not_known, decided.unknown[0].decided), (0, Some(TruthStatus::Left)));
    world.house.import_truth(&decided.id, None).await.expect("an import");
    assert!(
        people(&world, vec![PeopleFilter::LeftActive]).await.iter().any(|one| one.id == now[0].id)
    );
    // It is not remembered; the next file asks nothing and knows nothing.
    let again = self::look(&world, &text).await;
    assert_eq!((again.not_known, again.mapping.rows.len()), (1, 0));
    // For the file.
    let all = map(&world, &again, |mapping| mapping.others = Some(TruthStatus::Employed)).await;
    assert_eq!((all.not_known, all.unknown[0].decided), (0, Some(TruthStatus::Employed)));
    // A row that the list does say is not decided by hand.
    let known = all.unknown[0].row + 1;
    let wrong = TruthRow { row: known, status: TruthStatus::Left };
    let other = map(&world, &all, |mapping| mapping.rows.push(wrong)).await;
    assert_eq!(other.left, all.left);
    assert!(
        other.notes.iter().any(|note| note.contains(&format!("Row {known}: the list itself says")))
    );
}

/// The line without its last day.
fn without_end(line: &str) -> String {
    let mut cells: Vec<&str> = line.split(';').collect();
    cells[5] = "";
    cells.join(";")
}

#[tokio::test]
async fn the_order_of_dates_is_never_remembered_from_dates_that_need_none() {
    let world = World::new().await;
    import(&world, &list("Last day", &["2026-10-01", ""])).await;
    let next = look(&world, &list("Last day", &["12/01/2026", ""])).await;
    assert!(next.remembered);
    assert_eq!(next.dates_asked.as_deref(), Some("12/01/2026"));
    assert!(next.cannot.is_some());
    let problem = world.house.import_truth(&next.id, None).await.expect_err("it is open");
    assert_told(&problem, "no token");
    // A date of the same file tells: nothing is asked, and the evidence is remembered.
    let told = look(&world, &list("Last day", &["12/01/2026", "12/25/2026", ""])).await;
    assert_eq!(told.cannot, None);
    world.house.import_truth(&told.id, Some("8")).await.expect("an import");
    // It is no evidence about the next file: the order is asked again, despite what is remembered.
    let later = look(&world, &list("Last day", &["12/01/2026", ""])).await;
    assert!(later.remembered && later.mapping.dates.is_none());
    assert_eq!(later.dates_asked.as_deref(), Some("12/01/2026"));
    assert!(later.cannot.is_some());
    let problem = world.house.import_truth(&later.id, Some("8")).await.expect_err("it is open");
    assert_eq!(problem.code, ProblemCode::BadRequest);
    let later = map(&world, &later, |mapping| mapping.dates = Some(TruthDates::MonthDay)).await;
    assert_eq!((later.left, later.not_known), (0, 0), "1 December is not over");
    assert_eq!(later.cannot, None);
    // Other dates of the next file say more than what was remembered.
    let other = look(&world, &list("Last day", &["25/12/2025", "01/12/2025", ""])).await;
    assert_eq!((other.left, other.not_known, other.cannot), (6, 0, None));
}

#[tokio::test]
async fn a_column_that_says_who_left_is_not_left_out_in_silence() {
    let world = World::new().await;
    let look = look(&world, &list("Kündigung am", &["2026-10-01", ""])).await;
    assert_eq!(look.questions[0].kind, TruthQuestionKind::Column);
    assert!(look.questions[0].why.contains("day of notice"), "{}", look.questions[0].why);
    assert!(look.cannot.is_some());
    let ignored = map(&world, &look, |mapping| mapping.ignored.push(3)).await;
    assert_eq!((ignored.cannot.as_deref(), ignored.employed), (None, 8));
    assert!(ignored.notes[0].contains("No column says who has left"), "{:?}", ignored.notes);
    world.house.import_truth(&ignored.id, None).await.expect("an import");
    import(&world, &list("Kündigung am", &["2026-10-01", ""])).await;
    // As the last day it is one.
    let again = self::look(&world, &list("Kündigung am", &["2026-10-01", ""])).await;
    let used = map(&world, &again, |mapping| mapping.fields[3] = Some("end-date".to_owned())).await;
    assert_eq!(counts(&used), (4, 0, 4, 0));
}

#[tokio::test]
async fn pre_hires_without_a_day_stay_not_started_and_leavers_alone_are_said() {
    let world = World::new().await;
    import(&world, &list("Status", &["Pre-hire", "Active"])).await;
    let states = people(&world, Vec::new()).await;
    assert_eq!(states.iter().filter(|one| one.list == ListState::NotStarted).count(), 4);
    let look = look(&world, &list("Status", &["Terminated"])).await;
    assert!(look.notes[0].contains("Everyone on this list has left"), "{:?}", look.notes);
    assert!(look.notes[0].contains("rollcall lockdown p0@example.com"), "{:?}", look.notes);
}

#[tokio::test]
async fn a_list_of_another_company_is_held() {
    let apps = simulator::start(unlimited()).await.expect("the apps start");
    let world = World::new().await;
    world.connect_all(&apps).await;
    world.house.read(&[]).await.expect("reads");
    let text = list("Status", &["Active"]).replace("example.com", "other.example.org");
    let look = look(&world, &text).await;
    let held = look.held.clone().expect("there are no people");
    assert!(held.words.contains("another company"), "{}", held.words);
    let problem = world.house.import_truth(&look.id, None).await.expect_err("it is held");
    assert_eq!(problem.code, ProblemCode::NotConfirmed);
    assert_told(&problem, "no token");
    world.house.import_truth(&look.id, Some("8")).await.expect("an import");
}

#[tokio::test]
async fn people_of_the_last_list_are_found_by_address_when_a_number_is_missing() {
    let world = World::new().await;
    let text = list("Status", &["Active"]);
    import(&world, &text).await;
    let before = people(&world, Vec::new()).await;
    let bare = (0..8).fold(text, |text, n| text.replace(&format!("E{n},"), ","));
    import(&world, &bare).await;
    let after = people(&world, Vec::new()).await;
    assert_eq!(
        before.iter().map(|one| one.id).collect::<Vec<_>>(),
        after.iter().map(|one| one.id).collect::<Vec<_>>(),
        "they keep their numbers"
    );
}

#[tokio::test]
async fn a_list_on_which_many_change_over_says_so_and_waits_for_its_number() {
    let world = World::new().await;
    import(&world, &list("Status", &["Active", "Terminated"])).await;
    let next = look(&world, &list("Status", &["Active"])).await;
    let words =
        "4 people who had left are employed now; 0 employed people have left since the last list.";
    assert_eq!(next.notes.first().map(String::as_str), Some(words));
    let held = next.held.clone().expect("half of them came back");
    assert!(held.words.starts_with(words), "{}", held.words);
    let problem = world.house.import_truth(&next.id, None).await.expect_err("it is held");
    assert_eq!(problem.code, ProblemCode::NotConfirmed);
    assert_told(&problem, "no token");
    world.house.import_truth(&next.id, Some("8")).await.expect("an import");
    // Two of eight have left: said, not asked.
    let week = ["Active", "Active", "Active", "Terminated"];
    let next = look(&world, &list("Status", &week)).await;
    let words =
        "0 people who had left are employed now; 2 employed people have left since the last list.";
    assert_eq!(next.notes.first().map(String::as_str), Some(words));
    assert_eq!((next.cannot.as_deref(), next.held.is_some()), (None, false));
    world.house.import_truth(&next.id, None).await.expect("an import");
    // The same list again moves nobody.
    let next = look(&world, &list("Status", &week)).await;
    assert!(
        next.notes.iter().all(|note| !note.contains("since the last list")),
        "{:?}",
        next.notes
    );
}
