//! What the files say of decisions and changes beside themselves follows from the rest of the pack: what
//! was late, changed, handed over and kept of leavers, how long a leaver kept access, and what the
//! HR list says about a person. It is computed again here.

use crate::canon::{Json, Places};
use crate::files::{Files, printed, text};
use crate::integrity::Manifest;
use crate::moment::{day_begins, moment};
use crate::report::{About, Report};
use foldhash::{HashMap, HashSet};

const ABOUT: About = About::Completeness;
const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

pub(crate) fn check(files: &Files<'_>, manifest: Option<&Manifest>, report: &mut Report) {
    let left_out = |column: &str| manifest.is_some_and(|manifest| manifest.leaves_out(column));
    let items: HashMap<u64, &Json<'_>> = files
        .population
        .list("items")
        .iter()
        .filter_map(|item| Some((item.number("item")?, item)))
        .collect();
    let faults = named(files, &items, &left_out);
    report.check(ABOUT, "apps and accounts are named the same in every file", faults);
    let faults = decisions(files, &items);
    report.check(ABOUT, "what was late, changed, handed over and kept of leavers", faults);
    let faults = days(files, &items);
    report.check(ABOUT, "days in the zone of the review, and hours after leaving", faults);
    hr_list(files, &items, &left_out, report);
}

/// Each app by the name that its read or exclusion has, and each account by that of its item.
fn named(
    files: &Files<'_>,
    items: &HashMap<u64, &Json<'_>>,
    left_out: &dyn Fn(&str) -> bool,
) -> Vec<String> {
    let mut faults = Vec::new();
    let reads = files.reads.list("reads").iter().chain(files.review.list("exclusions"));
    let apps: HashMap<&str, &str> =
        reads.map(|one| (text(one, "connection"), text(one, "name"))).collect();
    let all = files.population.list("items").iter().chain(files.population.list("outside"));
    let of = |row: &Json<'_>| apps.get(text(row, "connection")).copied().unwrap_or_default();
    let mut places = Places::new();
    for row in all {
        let [connection, app, account] =
            row.pick(&["connection", "app", "account_id"], &mut places).map(Json::as_text);
        let wanted = apps.get(connection).copied().unwrap_or_default();
        if wanted != app {
            faults.push(format!("account {account} is said to be in {app}, and is in {wanted}"));
        }
    }
    let decisions = files.decisions.list("decisions").iter();
    let rows = decisions.chain(files.remediation.list("lines"));
    let (mut places, mut places_of_items) = (Places::new(), Places::new());
    for row in rows {
        let number = row.number("item").unwrap_or(0);
        let Some(item) = items.get(&number) else { continue };
        const FIELDS: [&str; 3] = ["app", "name", "user_name"];
        let (own, said) =
            (item.pick(&FIELDS, &mut places_of_items), row.pick(&FIELDS, &mut places));
        for ((field, own), said) in FIELDS.into_iter().zip(own).zip(said) {
            if said.as_text() != own.as_text() && !left_out(field) {
                faults
                    .push(format!("item {number}: its {field} is “{}” elsewhere", said.as_text()));
            }
        }
    }
    for row in files.residual.list("lines").iter().filter(|row| of(row) != text(row, "app")) {
        faults.push(format!("residual access: {} is said to be {}", of(row), text(row, "app")));
    }
    faults
}

/// What a decision says beside itself.
const NAMES: [&str; 10] = [
    "at",
    "late",
    "changed",
    "handed_over",
    "imported",
    "source",
    "decision",
    "kept_although",
    "reason",
    "bulk",
];

fn decisions(files: &Files<'_>, items: &HashMap<u64, &Json<'_>>) -> Vec<String> {
    let mut faults = Vec::new();
    let due = text(&files.review, "due_until");
    let due = if due.is_empty() { None } else { moment(due) };
    let mut given: HashMap<u64, Vec<_>> = HashMap::default();
    for one in files.review.list("hand_overs") {
        given.entry(one.number("item").unwrap_or(0)).or_default().push(moment(text(one, "at")));
    }
    let mut before: HashSet<u64> = HashSet::default();
    let (mut places, mut place_of_list) = (Places::new(), Places::new());
    for one in files.decisions.list("decisions") {
        let number = one.number("item").unwrap_or(0);
        let [at, late, changed, handed_over, imported, source, decision, although, reason, bulk] =
            one.pick(&NAMES, &mut places);
        let at = moment(at.as_text());
        let mut given = given.get(&number).into_iter().flatten();
        let source = source.as_text();
        for (flag, said, holds) in [
            ("late", late, due.is_some() && at >= due),
            ("changed", changed, !before.insert(number)),
            ("handed_over", handed_over, given.any(|given| *given <= at)),
            ("imported", imported, source == "csv" || source.starts_with("packet:")),
        ] {
            if said.is_true() != holds {
                let not = if holds { "not " } else { "" };
                faults.push(format!("item {number}: its decision is marked as {not}{flag}"));
            }
        }
        let [list] = items
            .get(&number)
            .map_or([&Json::Null], |item| item.pick(&["list"], &mut place_of_list));
        let list = list.as_text();
        let kept = decision.as_text() == "keep";
        let against = kept && matches!(list, "left" | "not-listed" | "not-known");
        let said = although.as_text();
        if said != if against { list } else { "" } {
            faults.push(format!(
                "item {number}: kept although “{said}”, and the HR list says {list}"
            ));
        }
        let needs_reason = against && list != "not-known";
        if needs_reason && reason.as_text().trim().is_empty() {
            faults.push(format!("item {number}: kept although {list}, without a reason"));
        }
        if against && bulk.is_true() {
            faults.push(format!("item {number}: kept although {list}, in bulk"));
        }
    }
    faults
}

/// A day ends somewhere between those who are furthest east and furthest west: UTC+14 and UTC-12.
fn is_end(day: &str, at: &str) -> bool {
    let (Some(begins), Some(at)) = (day_begins(day), moment(at)) else { return false };
    let ends = begins + DAY;
    (ends - 14 * HOUR..=ends + 12 * HOUR).contains(&at.seconds())
}

fn days(files: &Files<'_>, items: &HashMap<u64, &Json<'_>>) -> Vec<String> {
    let mut faults = Vec::new();
    let review = &files.review;
    if text(review, "zone").is_empty() {
        faults.push("review.json does not say in which zone its days are".to_owned());
    }
    let (due, until) = (text(review, "due"), text(review, "due_until"));
    if due.is_empty() != until.is_empty() || (!due.is_empty() && !is_end(due, until)) {
        faults.push(format!("the due day {due} does not end at {until}"));
    }
    let last: HashMap<u64, &Json<'_>> = files
        .decisions
        .list("decisions")
        .iter()
        .filter_map(|one| Some((one.number("item")?, one)))
        .collect();
    for line in files.remediation.list("lines") {
        let number = line.number("item").unwrap_or(0);
        let item = items.get(&number).copied().unwrap_or(&Json::Null);
        let left = if text(item, "list") == "left" { text(item, "list_day") } else { "" };
        let (day, until) = (text(line, "left_on"), text(line, "left_until"));
        if day != left {
            faults.push(format!("item {number}: left on “{day}”, and the HR list says “{left}”"));
        }
        if day.is_empty() != until.is_empty() || (!day.is_empty() && !is_end(day, until)) {
            faults.push(format!("item {number}: the last day {day} does not end at {until}"));
        }
        let last = last.get(&number).map_or("", |one| text(one, "at"));
        if text(line, "decided_at") != last {
            faults
                .push(format!("item {number}: it was not decided at {}", text(line, "decided_at")));
        }
        let read = text(line, "read_back_at");
        let between = |from: &str| Some(moment(read)?.seconds() - moment(from)?.seconds());
        for (field, value) in [
            ("hours_after_leaving", between(until).map(|seconds| seconds.div_euclid(HOUR))),
            ("days", between(text(line, "decided_at")).map(|seconds| seconds.max(0) / DAY)),
        ] {
            let said = match line.get(field) {
                Some(Json::Number(number)) => Some(printed(*number)),
                _ => None,
            };
            if said != value.map(|value| value.to_string()) {
                let said = said.unwrap_or_default();
                faults.push(format!("item {number}: {field} is not {said}"));
            }
        }
        for look in line.list("checks") {
            if !read.is_empty() && moment(text(look, "at")) < moment(read) {
                faults.push(format!("item {number}: it was read again before it was read back"));
            }
        }
    }
    faults
}

fn hr_list(
    files: &Files<'_>,
    items: &HashMap<u64, &Json<'_>>,
    left_out: &dyn Fn(&str) -> bool,
    report: &mut Report,
) {
    let what = "what the HR list says of each person, from its rows";
    let mut faults = Vec::new();
    let mut rows: HashMap<u64, &Json<'_>> = HashMap::default();
    for row in files.hr_rows.list("rows") {
        let number = row.number("item").unwrap_or(0);
        if rows.insert(number, row).is_some() || !items.contains_key(&number) {
            faults.push(format!("item {number} has a row too many"));
        }
    }
    let frozen = moment(text(&files.review, "frozen_at")).map(|at| at.seconds());
    for (number, item) in items {
        let list = text(item, "list");
        let row = rows.get(number).copied();
        let needed = !matches!(list, "no-list" | "not-listed");
        let Some(row) = row.filter(|_| needed) else {
            if row.is_some() || needed {
                let has = if row.is_some() { "a" } else { "no" };
                faults.push(format!("item {number}: the list says {list}, and there is {has} row"));
            }
            continue;
        };
        if let Err(why) = follows(list, item, row, frozen) {
            faults.push(format!("item {number}: {why}"));
        }
    }
    if files.truth == Json::Null && !rows.is_empty() {
        faults.push("there are rows of an HR list, and no list".to_owned());
    }
    faults.sort();
    report.check(ABOUT, &format!("{what}: {} rows", rows.len()), faults);
    let what = "who is named as the manager decided";
    if text(&files.review, "assign") != "manager" {
        return;
    }
    if left_out("email") || left_out("manager") {
        report.cannot(ABOUT, what, "addresses or managers were left out by choice");
        return;
    }
    report.check(ABOUT, what, managers(files, items, &rows));
}

/// The state follows from the days of the row; the computer's day may differ from that of UTC by one.
fn follows(list: &str, item: &Json<'_>, row: &Json<'_>, frozen: Option<i64>) -> Result<(), String> {
    let (start, end, frozen) = (text(row, "start"), text(row, "end"), frozen.unwrap_or(0));
    let begins = |day: &str| day_begins(day).ok_or(format!("“{day}” is not a day"));
    let own = match list {
        "left" => end,
        "not-started" => start,
        _ => "",
    };
    if text(item, "list_day") != own {
        let day = text(item, "list_day");
        return Err(format!("{list} {day}, and its row says “{own}”"));
    }
    let wrong = match list {
        "left" => !end.is_empty() && begins(end)? > frozen + DAY,
        "employed" => {
            (!end.is_empty() && begins(end)? + 2 * DAY < frozen)
                || (!start.is_empty() && begins(start)? > frozen + DAY)
        }
        "not-started" => !start.is_empty() && begins(start)? + 2 * DAY < frozen,
        _ => false,
    };
    if wrong {
        return Err(format!("{list}, and its row says from “{start}” to “{end}”"));
    }
    Ok(())
}

fn managers(
    files: &Files<'_>,
    items: &HashMap<u64, &Json<'_>>,
    rows: &HashMap<u64, &Json<'_>>,
) -> Vec<String> {
    let mut faults = Vec::new();
    let folded = |address: &str| address.trim().to_lowercase();
    let given: HashSet<u64> =
        files.review.list("hand_overs").iter().filter_map(|one| one.number("item")).collect();
    let reviewers: HashMap<u64, String> = files
        .review
        .list("reviewers")
        .iter()
        .filter_map(|one| Some((one.number("number")?, folded(text(one, "email")))))
        .collect();
    for (number, row) in rows {
        let (manager, item) = (folded(text(row, "manager_email")), items.get(number));
        let Some(item) = item.filter(|_| !manager.is_empty() && !given.contains(number)) else {
            continue;
        };
        let own = [text(item, "email"), text(item, "user_name")].map(folded);
        let of_row = row.list("email").iter().any(|one| match one {
            Json::Text(address) => folded(address) == manager,
            _ => false,
        });
        let decides = item.number("reviewer").and_then(|number| reviewers.get(&number));
        if decides != Some(&manager) && !own.contains(&manager) && !of_row {
            faults
                .push(format!("item {number}: {manager} is the manager, but someone else decides"));
        }
    }
    faults.sort();
    faults
}
