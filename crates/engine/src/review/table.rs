//! Rows of a CSV file that a reviewer filled in. A row counts when it still names the item that it
//! was written for, and when a spreadsheet left its answer as it was. Pure.

use super::cells::{plain, says, spoilt};
use super::deciding::{Wish, frozen, of_another};
use super::frozen::FrozenItem;
use super::{KeptReviewer, Review, refused};
use crate::problem::Problem;
use crate::view::{AnswersRejected, ReviewDecision, ReviewGroup};
use rollcall_store::{GroupId, ReviewItem};
use std::collections::HashMap;

const WHAT: &str = "The answers were not imported.";

/// Where the columns are.
struct Columns {
    review: usize,
    item: usize,
    decision: usize,
    user_name: usize,
    app: usize,
    group: Option<usize>,
    name: Option<usize>,
    drop: Option<usize>,
    reason: Option<usize>,
}

impl Columns {
    fn of(head: &csv::StringRecord) -> Result<Self, &'static str> {
        let at = |name: &str| head.iter().position(|known| known.trim().eq_ignore_ascii_case(name));
        let needed = |name: &'static str| at(name).ok_or(name);
        Ok(Self {
            review: needed("review")?,
            item: needed("item")?,
            decision: needed("decision")?,
            user_name: needed("user name")?,
            app: needed("app")?,
            group: at("group"),
            name: at("name"),
            drop: at("drop"),
            reason: at("reason"),
        })
    }
}

/// A row that says something, with its item.
pub(super) type Said<'a> = (u32, Option<&'a ReviewItem>, Wish);

/// What a file says, and the rows that cannot be used. Rows without a decision say nothing.
pub(super) fn read<'a>(
    review: &Review,
    items: &'a [ReviewItem],
    by: &KeptReviewer,
    bytes: &[u8],
) -> Result<(Vec<Said<'a>>, Vec<AnswersRejected>), Problem> {
    let by_number: HashMap<u32, &ReviewItem> = items.iter().map(|item| (item.item, item)).collect();
    // A spreadsheet saves in the encoding of its computer.
    let text = rollcall_truth::decoded(bytes);
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .delimiter(separator(text.as_bytes()))
        .from_reader(text.as_bytes());
    let no_csv =
        |why: &str| refused(WHAT, why, "Import the CSV file that was written for this review.");
    let head = reader.headers().map_err(|error| no_csv(&error.to_string()))?.clone();
    let columns = Columns::of(&head).map_err(|name| {
        no_csv(&format!(
            "The file lacks the column “{name}”: review, item, decision, user name and app are \
            needed."
        ))
    })?;
    let (mut said, mut rejected) = (Vec::new(), Vec::new());
    for (row, record) in (2u32..).zip(reader.records()) {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                rejected.push(AnswersRejected { row, why: error.to_string() });
                continue;
            }
        };
        if review.id != record.get(columns.review).unwrap_or_default().trim() {
            return Err(refused(
                WHAT,
                &format!("Row {row} is of another review."),
                "Import the file that was written for this one.",
            ));
        }
        match row_of(review, &columns, &record, &by_number, by) {
            Ok(Some((item, wish))) => said.push((row, Some(item), wish)),
            Ok(None) => {}
            Err(why) => rejected.push(AnswersRejected { row, why }),
        }
    }
    Ok((said, rejected))
}

/// What a row says; `None` when it decides nothing.
fn row_of<'a>(
    review: &Review,
    columns: &Columns,
    record: &csv::StringRecord,
    by_number: &HashMap<u32, &'a ReviewItem>,
    by: &KeptReviewer,
) -> Result<Option<(&'a ReviewItem, Wish)>, String> {
    let text = |at: usize| record.get(at).unwrap_or_default().trim();
    let of = |at: Option<usize>| at.map_or("", text);
    let decision = match text(columns.decision).to_lowercase().as_str() {
        "" | "undecided" => return Ok(None),
        "keep" => ReviewDecision::Keep,
        "change" => ReviewDecision::Change,
        "revoke" => ReviewDecision::Revoke,
        other => {
            return Err(match spoilt(other) {
                Some(what) => format!("“{other}” {what}: write keep, change or revoke."),
                None => format!("“{other}” is not keep, change or revoke."),
            });
        }
    };
    let number = text(columns.item);
    let item = number.parse().ok().and_then(|number: u32| by_number.get(&number)).copied();
    let Some(item) = item else { return Err(format!("The review has no item “{number}”.")) };
    let one = frozen(item).map_err(|problem| problem.side_words)?;
    let app = review.connections.iter().find(|app| app.id == item.connection_id);
    let app = app.map_or("", |app| app.name.as_str());
    if let Some(why) = not_its_row(&one, app, columns, &text) {
        return Err(why);
    }
    if let Some(why) = of_another(review, item, by) {
        return Err(format!(
            "{}: {why} Hand the item over first, or import the file as that reviewer's.",
            one.words()
        ));
    }
    // A group may have such a name.
    let is_named = named_groups(of(columns.drop), &one.groups).is_ok();
    for (column, cell) in [("drop", of(columns.drop)), ("reason", of(columns.reason))] {
        if let Some(what) = spoilt(cell).filter(|_| column != "drop" || !is_named) {
            return Err(format!("The {column} “{cell}” {what}. Write it in words."));
        }
    }
    let drop = match named_groups(of(columns.drop), &one.groups) {
        Ok(drop) if decision == ReviewDecision::Change => drop,
        Ok(drop) if drop.is_empty() => drop,
        Ok(_) => return Err("Only *change* drops groups.".to_owned()),
        Err(name) => return Err(format!("{} was in no group “{name}”.", one.name)),
    };
    let reason = plain(of(columns.reason)).trim().to_owned();
    Ok(Some((item, Wish { item: item.item, decision: Some(decision), drop, reason, ms: 0 })))
}

/// Why a row is not the one that was written for its item: someone sorted a single column.
fn not_its_row<'r>(
    one: &FrozenItem,
    app: &str,
    columns: &Columns,
    text: &impl Fn(usize) -> &'r str,
) -> Option<String> {
    let group = one.group.as_ref().map_or("", |group| group.name.as_str());
    let named = [
        ("user name", Some(columns.user_name), one.user_name.as_str()),
        ("app", Some(columns.app), app),
        ("group", columns.group, group),
        ("name", columns.name, one.name.as_str()),
    ];
    if one.group.is_some() && columns.group.is_none() {
        return Some(
            "The file lacks the column “group”, which says what this row is about.".to_owned(),
        );
    }
    let wrong = named.into_iter().find_map(|(what, at, written)| {
        let found = text(at?);
        (!says(found, written)).then_some((what, found, written))
    })?;
    let (what, found, written) = wrong;
    Some(format!(
        "The {what} is “{found}”, and item {} says “{written}”: the row was moved or changed.",
        text(columns.item)
    ))
}

/// Ids of groups that are named, by id or name, one after the other.
fn named_groups(text: &str, groups: &[ReviewGroup]) -> Result<Vec<GroupId>, String> {
    let text = plain(text);
    let named = text.split(';').map(|name| plain(name.trim())).filter(|name| !name.is_empty());
    named
        .map(|name| {
            let by_id = groups.iter().find(|group| group.id == name);
            let found = by_id.or_else(|| groups.iter().find(|group| says(name, &group.name)));
            found.map(|group| group.id.clone()).ok_or_else(|| name.to_owned())
        })
        .collect()
}

/// What most of the first line's cells are separated by.
fn separator(bytes: &[u8]) -> u8 {
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |wanted: u8| first.iter().filter(|byte| **byte == wanted).count();
    [b',', b';', b'\t'].into_iter().max_by_key(|wanted| count(*wanted)).unwrap_or(b',')
}
