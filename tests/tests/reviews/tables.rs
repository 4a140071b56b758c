//! CSV files of a review, out and back: what a spreadsheet or a slip did to them is refused by row.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::Problem;
use rollcall_engine::view::{
    AnswersLook, Granularity, ReviewDecision, ReviewHandOver, ReviewRequest, ReviewRow,
    SignRequest, SignRole,
};
use rollcall_tests::odd_app::OddApp;
use rollcall_tests::review::{apps, decide, rows, sign_part, sign_second, wanted, who};
use rollcall_tests::world::{World, assert_told};
use serde_json::json;

/// The CSV that goes out, as a spreadsheet reads it.
pub(super) struct Table {
    head: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) async fn of(world: &World, id: &str, reviewer: Option<u32>) -> Self {
        let text = world.house.review_csv(id, reviewer).await.unwrap();
        let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let owned = |one: &csv::StringRecord| one.iter().map(str::to_owned).collect::<Vec<_>>();
        let head = owned(reader.headers().unwrap());
        let rows = reader.records().map(|row| owned(&row.unwrap())).collect();
        Self { head, rows }
    }

    pub(super) fn at(&self, column: &str) -> usize {
        self.head.iter().position(|one| one == column).unwrap()
    }

    pub(super) fn set(&mut self, row: usize, column: &str, text: &str) {
        let at = self.at(column);
        text.clone_into(&mut self.rows[row][at]);
    }

    pub(super) fn set_all(&mut self, column: &str, text: &str) {
        for row in 0..self.rows.len() {
            self.set(row, column, text);
        }
    }

    /// One column is sorted, and the others stay.
    fn sort_alone(&mut self, column: &str) {
        let at = self.at(column);
        let mut cells: Vec<String> = self.rows.iter().map(|row| row[at].clone()).collect();
        cells.sort_unstable();
        cells.reverse();
        for (row, cell) in self.rows.iter_mut().zip(cells) {
            row[at] = cell;
        }
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut out = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
        out.write_record(&self.head).unwrap();
        for row in &self.rows {
            out.write_record(row).unwrap();
        }
        out.into_inner().unwrap()
    }
}

pub(super) async fn look(world: &World, id: &str, by: u32, table: &Table) -> AnswersLook {
    world.house.look_at_answers(id, by, &table.bytes()).await.unwrap()
}

async fn simulated() -> (rollcall_simulator::Running, World, String) {
    let apps = apps().await;
    let world = World::new().await;
    world.connect_all(&apps).await;
    let id = world.house.start_review(wanted()).await.unwrap().brief.id;
    (apps, world, id.into_string())
}

/// Another server, whose names are what a spreadsheet takes for formulas, and what hides itself.
async fn odd() -> (OddApp, World, String) {
    let app = OddApp::of(0).await;
    for (n, (user, name)) in [
        ("=cmd|calc@example.com", "=1+1"),
        ("＝full@example.com", "＠wide"),
        ("turned\u{202e}moc@example.com", "Jo \u{200b}Doe"),
        ("00123", "-Ann"),
        ("1e5@example.com", "1E5"),
        ("łukasz@example.com", "Łukasz\nZwei"),
    ]
    .into_iter()
    .enumerate()
    {
        let id = format!("o{n}");
        app.add(&id, user);
        app.set(&id, "displayName", json!(name));
    }
    let world = World::new().await;
    world.connect("scim", "Odd", (&app.address, &app.token)).await;
    let id = world.house.start_review(wanted()).await.unwrap().brief.id;
    (app, world, id.into_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_no_longer_names_its_item_is_refused() {
    let (_apps, world, id) = simulated().await;
    let own = Table::of(&world, &id, Some(1)).await;
    // Sorted as a whole, it is the same file.
    let mut whole = Table { head: own.head.clone(), rows: own.rows.clone() };
    whole.rows.reverse();
    whole.set_all("decision", "revoke");
    whole.set_all("reason", "left");
    let count = whole.rows.len();
    let found = look(&world, &id, 1, &whole).await;
    // Equal rows are bulk, and privileged access is not decided in bulk.
    assert_eq!(found.lines.len() + found.rejected.len(), count);
    assert!(found.rejected.iter().all(|one| one.why.contains("privileged access")), "{found:?}");
    for column in ["user name", "app", "item", "name"] {
        let mut sorted = Table { head: own.head.clone(), rows: own.rows.clone() };
        sorted.set_all("decision", "revoke");
        for row in 0..count {
            sorted.set(row, "reason", &format!("reason {row}"));
        }
        sorted.sort_alone(column);
        let found = look(&world, &id, 1, &sorted).await;
        let at = own.at(column);
        let moved: Vec<usize> =
            (0..count).filter(|row| sorted.rows[*row][at] != own.rows[*row][at]).collect();
        assert!(moved.len() > count / 4, "{column}: {} of {count} moved", moved.len());
        for row in moved {
            let line = u32::try_from(row).unwrap() + 2;
            let refused = found.rejected.iter().find(|one| one.row == line);
            let refused = refused.unwrap_or_else(|| panic!("{column}, row {line} is taken"));
            assert!(refused.why.contains("moved or changed"), "{}", refused.why);
        }
    }
    // Without the columns nothing says whose row it is.
    for column in ["user name", "app"] {
        let mut short = Table { head: own.head.clone(), rows: own.rows.clone() };
        short.set_all("decision", "keep");
        let at = short.at(column);
        short.head.remove(at);
        for row in &mut short.rows {
            row.remove(at);
        }
        let problem = world.house.look_at_answers(&id, 1, &short.bytes()).await.unwrap_err();
        assert!(problem.side_words.contains(column), "{problem}");
        assert_told(&problem, "no token");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_membership_is_named_by_its_group_too() {
    let apps = apps().await;
    let world = World::new().await;
    world.connect_all(&apps).await;
    let wanted = ReviewRequest { granularity: Granularity::Membership, ..wanted() };
    let id = world.house.start_review(wanted).await.unwrap().brief.id;
    let mut table = Table::of(&world, id.as_str(), Some(1)).await;
    let group = table.at("group");
    let row = table.rows.iter().position(|row| !row[group].is_empty()).unwrap();
    table.set(row, "decision", "revoke");
    table.set(row, "reason", "left the team");
    assert_eq!(look(&world, id.as_str(), 1, &table).await.lines.len(), 1);
    table.set(row, "group", "Another group");
    let found = look(&world, id.as_str(), 1, &table).await;
    assert_eq!((found.lines.len(), found.rejected.len()), (0, 1));
    assert!(found.rejected[0].why.contains("group"), "{found:?}");
    table.head[group] = "team".to_owned();
    assert_eq!(look(&world, id.as_str(), 1, &table).await.lines.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_come_back_from_a_spreadsheet_as_what_they_were() {
    let (_app, world, id) = odd().await;
    let text = world.house.review_csv(&id, None).await.unwrap();
    for hidden in ['\u{202e}', '\u{200b}', '\u{0}'] {
        assert!(!text.contains(hidden), "{hidden:?} is in the file");
    }
    let table = Table::of(&world, &id, None).await;
    assert_eq!(table.rows.len(), 6);
    for cell in table.rows.iter().flatten() {
        assert!(!cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']), "{cell}");
        assert!(!cell.chars().any(char::is_control), "{cell:?}");
    }
    // A spreadsheet drops apostrophes and leading zeros, and letters that it cannot save.
    let mut saved = Table { head: table.head.clone(), rows: table.rows.clone() };
    for cell in saved.rows.iter_mut().flatten() {
        if let Some(rest) = cell.strip_prefix('\'') {
            *cell = rest.to_owned();
        }
        *cell = cell.replace(['ł', 'Ł'], "?");
        if cell == "00123" {
            *cell = "123".to_owned();
        }
        if cell == "1E5" {
            *cell = "1,00E+05".to_owned();
        }
    }
    for (row, n) in (0..6).zip(["one", "two", "three", "four", "five", "six"]) {
        saved.set(row, "decision", "revoke");
        saved.set(row, "reason", &format!("for reason {n}"));
    }
    let found = look(&world, &id, 1, &saved).await;
    assert_eq!((found.lines.len(), found.rejected.len()), (6, 0), "{found:?}");
    assert_eq!(found.bulk, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_a_spreadsheet_changed_is_no_answer() {
    let (_app, world, id) = odd().await;
    let mut table = Table::of(&world, &id, None).await;
    for (reason, what) in [
        ("Err:509", "is a spreadsheet error"),
        ("#NAME?", "is a spreadsheet error"),
        ("04.03.2026", "is a date"),
        ("4. Mär", "is a date"),
        ("1,23457E+11", "is a number"),
        ("46329", "the number that a spreadsheet uses for a day"),
        ("46329,5", "the number that a spreadsheet uses for a day"),
    ] {
        table.set(0, "decision", "revoke");
        table.set(0, "reason", reason);
        let found = look(&world, &id, 1, &table).await;
        assert_eq!((found.lines.len(), found.rejected.len()), (0, 1), "{reason}");
        assert!(found.rejected[0].why.contains(what), "{found:?}");
        assert_eq!(found.rejected[0].row, 2);
    }
    table.set(0, "decision", "#NAME?");
    let found = look(&world, &id, 1, &table).await;
    assert!(found.rejected[0].why.contains("is a spreadsheet error"), "{found:?}");
    // What somebody wrote is taken as written.
    for reason in ["left on 2026-03-04", "'=see the ticket", "INC-1234", "4711"] {
        table.set(0, "decision", "revoke");
        table.set(0, "reason", reason);
        let found = look(&world, &id, 1, &table).await;
        assert_eq!((found.lines.len(), found.rejected.len()), (1, 0), "{reason}: {found:?}");
        assert_eq!(found.lines[0].reason, reason.trim_start_matches('\''));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_that_a_file_decides_in_two_ways_is_not_decided() {
    let (_app, world, id) = odd().await;
    let mut table = Table::of(&world, &id, None).await;
    table.set(0, "decision", "revoke");
    table.set(0, "reason", "left");
    table.set(1, "decision", "keep");
    let other = |decision: &str, reason: &str| {
        let mut twice = Table { head: table.head.clone(), rows: table.rows.clone() };
        twice.rows.push(table.rows[0].clone());
        let last = twice.rows.len() - 1;
        twice.set(last, "decision", decision);
        twice.set(last, "reason", reason);
        (twice, u32::try_from(last).unwrap() + 2)
    };
    for (decision, reason) in [("keep", ""), ("revoke", "another reason")] {
        let (twice, last) = other(decision, reason);
        let found = look(&world, &id, 1, &twice).await;
        let rows: Vec<u32> = found.rejected.iter().map(|one| one.row).collect();
        assert_eq!((found.lines.len(), rows), (1, vec![2, last]), "{found:?}");
        let words = format!("The rows 2, {last} decide item 1 differently: none of them counts");
        assert!(found.rejected.iter().all(|one| one.why.contains(&words)), "{found:?}");
    }
    // The same row twice says one thing.
    let (twice, last) = other("revoke", "left");
    let found = look(&world, &id, 1, &twice).await;
    let rows: Vec<u32> = found.rejected.iter().map(|one| one.row).collect();
    assert_eq!((found.lines.len(), rows), (2, vec![last]), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_equal_answers_of_one_file_are_bulk_and_an_import_is_no_act_of_the_reviewer() {
    let (_apps, world, id) = simulated().await;
    let mut table = Table::of(&world, &id, Some(1)).await;
    let all = rows(&world, &id).await;
    let privileged =
        |item: &str| all.iter().any(|row| row.item.to_string() == item && row.privileged);
    let item = table.at("item");
    // Twenty equal ones are not bulk; one more, and they are.
    let ordinary: Vec<usize> =
        (0..table.rows.len()).filter(|row| !privileged(&table.rows[*row][item])).collect();
    for row in &ordinary[..20] {
        table.set(*row, "decision", "keep");
    }
    assert_eq!(look(&world, &id, 1, &table).await.bulk, 0);
    table.set(ordinary[20], "decision", "keep");
    assert_eq!(look(&world, &id, 1, &table).await.bulk, 21);
    // An account with privileged access is not among them; with a reason of its own it is decided.
    table.set_all("decision", "keep");
    table.set_all("reason", "still needed");
    let found = look(&world, &id, 1, &table).await;
    assert_eq!(found.bulk as usize, ordinary.len());
    assert_eq!(found.rejected.len(), table.rows.len() - ordinary.len());
    for row in 0..table.rows.len() {
        if privileged(&table.rows[row][item]) {
            table.set(row, "reason", &format!("runs the app, row {row}"));
        }
    }
    let found = world.house.take_answers(&id, 1, &table.bytes()).await.unwrap();
    assert_eq!((found.set as usize, found.answers_of.as_str()), (table.rows.len(), "Priya Nair"));
    let now = rows(&world, &id).await;
    let mine: Vec<&ReviewRow> = now.iter().filter(|row| row.reviewer == 1).collect();
    assert!(mine.iter().all(|row| row.imported_by.is_some() && row.bulk != row.privileged));
    let view = world.house.review(&id).await.unwrap();
    assert_eq!(view.reviewers[0].imported, view.reviewers[0].items);
    assert_eq!(view.reviewers[1].imported, 0);
    assert!(world.record_text().await.contains("\"imported\":true"));

    // The admin states whose answers were imported; that is not the reviewer's signature.
    for row in now.iter().filter(|row| row.reviewer == 2) {
        decide(&world, &id, row, ReviewDecision::Keep, "needed").await.unwrap();
    }
    let parts = world.house.sign_off(&id).await.unwrap().parts;
    assert_eq!((parts[0].role, parts[1].role), (SignRole::Import, SignRole::Reviewer));
    assert!(parts[0].import_statement.contains("did not sign here"), "{:?}", parts[0]);
    let state = |reviewer: u32, confirms: &str| SignRequest {
        role: SignRole::Import,
        reviewer: Some(reviewer),
        name: "Ann Admin".to_owned(),
        confirms: confirms.to_owned(),
        ..SignRequest::default()
    };
    let no = |ended: Result<_, Problem>, words: &str| {
        let problem: Problem = match ended {
            Ok(_) => panic!("{words}"),
            Err(problem) => problem,
        };
        assert!(problem.side_words.contains(words), "{problem}");
        assert_told(&problem, "no token");
    };
    no(world.house.sign_review(&id, state(2, &parts[1].statement)).await, "came from files");
    no(world.house.sign_review(&id, state(1, &parts[0].statement)).await, "is not the one to sign");
    let view = world.house.sign_review(&id, state(1, &parts[0].import_statement)).await.unwrap();
    assert_eq!(view.sign_offs[0].role, SignRole::Import);
    sign_part(&world, &id, "Carla Mendes").await.unwrap();
    no(sign_second(&world, &id, "A. Admin", "me again").await, "may be the same person");
    let view = sign_second(&world, &id, "Carla Mendes", "").await.unwrap();
    let second = view.sign_offs.last().unwrap();
    assert!(second.statement.contains("Imported, not signed here: answers of Priya Nair."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_decides_nothing_that_is_another_reviewers() {
    let (_apps, world, id) = simulated().await;
    let mut table = Table::of(&world, &id, None).await;
    let item = table.at("item");
    let all = rows(&world, &id).await;
    let hers: Vec<&ReviewRow> = all.iter().filter(|row| row.reviewer == 2).collect();
    for row in 0..table.rows.len() {
        table.set(row, "decision", "revoke");
        table.set(row, "reason", &format!("reason {row}"));
    }
    let found = look(&world, &id, 1, &table).await;
    assert_eq!(found.rejected.len(), hers.len(), "{found:?}");
    assert!(found.rejected.iter().all(|one| one.why.contains("Carla Mendes's to decide")));
    // Handed over, with a reason, the same rows are hers no more.
    let sam = who("Sam Osei", "sam.osei@example.org");
    let items = hers.iter().map(|row| row.item).collect();
    let over = ReviewHandOver { items, to: sam, reason: "on leave".to_owned() };
    world.house.hand_over(&id, over).await.unwrap();
    let found = look(&world, &id, 3, &table).await;
    assert_eq!(found.lines.len(), hers.len());
    let mine: Vec<&str> = table.rows.iter().map(|row| row[item].as_str()).collect();
    assert_eq!(mine.len(), all.len());
}
