//! Lists that real programs wrote, with what a reader has to find in them: see `corpus/README.md`.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that prints its counts")]

use jiff::civil::Date;
use rollcall_truth::{
    Choices, DateOrder, DatesGuess, Entry, List, Mapping, Status, Table, TruthError, entries,
    guess, open_with, questions,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct Manifest {
    today: Date,
    files: Vec<File>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    file: String,
    writer: String,
    model: String,
    must: Must,
    people: Vec<Person>,
    /// Rows that are no people.
    #[serde(default)]
    left_out: usize,
    /// Words that the notes must have.
    #[serde(default)]
    notes: Vec<String>,
    /// With these the list must be right.
    #[serde(default)]
    answers: Answers,
    /// Fields that the file does not hold as the sheet showed them.
    #[serde(default)]
    lossy: Vec<String>,
    /// Encodings that the bytes do not determine; the preview must offer them.
    #[serde(default)]
    encodings: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Must {
    /// Without a question.
    Right,
    /// Right, asked, not known or refused.
    Careful,
    Refused,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answers {
    dates: Option<DateOrder>,
    sheet: Option<String>,
}

/// What a list says about somebody; a field that is absent is not compared, null is none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    number: Option<String>,
    email: Option<String>,
    name: Option<String>,
    state: Option<Status>,
    #[serde(default, deserialize_with = "given")]
    start: Option<Option<Date>>,
    #[serde(default, deserialize_with = "given")]
    end: Option<Option<Date>>,
    manager: Option<String>,
}

fn given<'de, D: serde::Deserializer<'de>>(value: D) -> Result<Option<Option<Date>>, D::Error> {
    Option::deserialize(value).map(Some)
}

/// The result of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Right,
    Asked,
    NotKnown,
    Refused,
    Wrong,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// How a file is read with the guess taken as it is, and what is wrong with that.
fn outcome(file: &File, today: Date, answers: &Answers) -> (Outcome, Vec<String>) {
    let bytes = std::fs::read(folder().join("files").join(&file.file)).unwrap();
    let choices = Choices { sheet: answers.sheet.clone(), encoding: None };
    let table = match open_with(&bytes, &file.file, &choices) {
        Ok(table) => table,
        Err(error) => return (Outcome::Refused, vec![error.to_string()]),
    };
    let guess = guess(&table);
    let mut mapping = guess.mapping();
    if let Some(order) = answers.dates {
        assert!(matches!(guess.dates, DatesGuess::Ambiguous { .. }), "{}", file.file);
        mapping.dates = Some(order);
    }
    let open = questions(&table, &guess, &mapping).into_iter().filter(|question| question.open);
    let mut asked: Vec<String> = open.map(|question| question.name).collect();
    if table.sheet_open {
        asked.push("the sheet".to_owned());
    }
    let list = match entries(&table, &mapping, today) {
        Ok(list) => list,
        Err(error @ TruthError::DatesAmbiguous { .. }) => {
            asked.push(error.to_string());
            return (Outcome::Asked, asked);
        }
        Err(error) => return (Outcome::Refused, vec![error.to_string()]),
    };
    if !asked.is_empty() {
        return (Outcome::Asked, asked);
    }
    compared(file, &bytes, &table, &mapping, &list)
}

fn compared(
    file: &File,
    bytes: &[u8],
    table: &Table,
    mapping: &Mapping,
    list: &List,
) -> (Outcome, Vec<String>) {
    let mut wrong = Vec::new();
    let mut not_known = 0_usize;
    let offered: Vec<String> =
        rollcall_truth::previews(bytes).into_iter().map(|preview| preview.encoding).collect();
    // A guess that may be wrong, is shown as one and can be changed is asked.
    let guessed = !file.encodings.is_empty()
        && file.encodings.iter().all(|encoding| offered.contains(encoding))
        && format!("{:?}", table.source).contains("guessed: true");
    let names_may_differ = guessed || file.lossy.contains(&"name".to_owned());
    for person in &file.people {
        match found(person, list) {
            None => wrong.push(format!("{:?} {:?} is not there", person.number, person.email)),
            Some(entry) => {
                let known = entry.status != Status::NotKnown;
                not_known += usize::from(!known);
                let state = person.state.is_none_or(|state| !known || state == entry.status);
                let number = file.lossy.contains(&"number".to_owned())
                    || person.number.as_ref().is_none_or(|number| *number == entry.employee_number);
                let email = file.lossy.contains(&"email".to_owned())
                    || person
                        .email
                        .as_ref()
                        .is_none_or(|email| entry.emails.first() == Some(email));
                let name =
                    names_may_differ || person.name.as_ref().is_none_or(|name| *name == entry.name);
                let start = person.start.is_none_or(|start| start == entry.start);
                let end = !known || person.end.is_none_or(|end| end == entry.end);
                let manager =
                    person.manager.as_ref().is_none_or(|manager| *manager == entry.manager);
                if ![state, number, email, name, start, end, manager].iter().all(|fits| *fits) {
                    wrong.push(format!("row {}: {entry:?}", entry.row));
                }
            }
        }
    }
    if list.entries.len() > file.people.len() {
        wrong.push(format!("{} people who do not exist", list.entries.len() - file.people.len()));
    }
    if table.left_out.len() != file.left_out {
        wrong.push(format!("left out: {:?}", table.left_out));
    }
    let notes = list.notes.join(" ");
    let unsaid = file.notes.iter().filter(|words| !notes.contains(words.as_str()));
    wrong.extend(unsaid.map(|words| format!("no note says “{words}”: {notes}")));
    if file.lossy.contains(&"number".to_owned()) && !notes.contains("number") {
        wrong.push("no note says that numbers are without their formats".to_owned());
    }
    if !wrong.is_empty() {
        wrong.push(format!("{:?} {:?} {:?}", table.source, mapping.columns, list.rejected));
        return (Outcome::Wrong, wrong);
    }
    if guessed {
        return (Outcome::Asked, vec!["the encoding".to_owned()]);
    }
    if not_known > 0 {
        return (Outcome::NotKnown, vec![format!("{not_known} people")]);
    }
    (Outcome::Right, Vec::new())
}

fn found<'a>(person: &Person, list: &'a List) -> Option<&'a Entry> {
    let by_number = |entry: &&Entry| person.number.as_ref() == Some(&entry.employee_number);
    let by_address =
        |entry: &&Entry| person.email.as_ref().is_some_and(|email| entry.emails.contains(email));
    let mut entries = list.entries.iter();
    entries.clone().find(by_address).or_else(|| entries.find(by_number))
}

#[test]
fn no_list_of_a_real_program_is_read_wrong_in_silence() {
    let manifest = std::fs::read_to_string(folder().join("manifest.json")).unwrap();
    let manifest: Manifest = serde_json::from_str(&manifest).unwrap();
    assert!(manifest.files.len() >= 70, "{} files", manifest.files.len());
    let mut counts: BTreeMap<Outcome, usize> = BTreeMap::new();
    let mut failures = Vec::new();
    for file in &manifest.files {
        let (outcome, why) = outcome(file, manifest.today, &Answers::default());
        *counts.entry(outcome).or_default() += 1;
        println!(
            "{outcome:?} {} {}",
            file.file,
            if outcome == Outcome::Right { String::new() } else { why.join(" | ") }
        );
        let fits = match file.must {
            Must::Right => outcome == Outcome::Right,
            Must::Careful => outcome != Outcome::Wrong,
            Must::Refused => outcome == Outcome::Refused,
        };
        if !fits {
            failures.push(format!(
                "{outcome:?} {} ({}, as {}): {}",
                file.file,
                file.writer,
                file.model,
                why.join("\n    ")
            ));
        }
        let answers = &file.answers;
        if answers.dates.is_some() || answers.sheet.is_some() {
            let (answered, why) = self::outcome(file, manifest.today, answers);
            if (outcome, answered) != (Outcome::Asked, Outcome::Right) {
                failures.push(format!("{answered:?} {} answered: {why:?}", file.file));
            }
        }
    }
    let counts: Vec<String> =
        counts.iter().map(|(what, count)| format!("{count} {what:?}")).collect();
    println!("{} files: {}", manifest.files.len(), counts.join(", "));
    assert!(failures.is_empty(), "{}\n{}", counts.join(", "), failures.join("\n"));
}
