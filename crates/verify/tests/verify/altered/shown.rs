//! What people read of a pack, and what follows from the rest of it: copies of the pack that are signed
//! by the right key and say something else there.

use super::{Altered, first, review, run_keyed};
use crate::made::{Made, at};
use serde_json::{Value, json};

/// Other bytes of a file that people read, in a pack that fits otherwise.
fn as_put(made: &mut Made, name: &str, from: &str, to: &str) {
    let text = String::from_utf8(made.files[name].clone()).unwrap();
    assert!(text.contains(from), "{name} has no {from}");
    made.files.insert(name.to_owned(), text.replacen(from, to, 1).into_bytes());
    made.as_put = true;
    made.sign();
}

fn edit(made: &mut Made, name: &str, change: impl FnOnce(&mut Value)) {
    made.edit(name, change);
    made.record();
    made.sign();
}

fn row(v: &mut Value, item: u64) -> &mut Value {
    first(v, "rows", item)
}

const READ: &[Altered] = &[
    (
        "a decision on the page",
        |made| {
            as_put(
                made,
                "index.html",
                "<b data-f=\"decision\">revoke",
                "<b data-f=\"decision\">keep",
            )
        },
        "index.html, its table decisions, row 3: decision is “keep” there",
    ),
    (
        "a row of the page taken out",
        |made| {
            let text = String::from_utf8(made.files["index.html"].clone()).unwrap();
            let at = text.find("<table id=\"decisions\"><tbody>").unwrap() + 29;
            let end = at + text[at..].find("</tr>").unwrap() + 5;
            let row = text[at..end].to_owned();
            as_put(made, "index.html", &row, "");
        },
        "its table decisions: 5 rows, and the files have 6",
    ),
    (
        "a time of the page in another zone than it says",
        |made| {
            as_put(made, "index.html", "2026-11-27 12:00:00 +00:00", "2026-11-27 12:00:00 +01:00")
        },
        "closed_at is 2026-11-27 12:00:00 +01:00 there",
    ),
    (
        "words in a row of the page that no file has",
        |made| {
            as_put(
                made,
                "index.html",
                "<b data-f=\"decision\">",
                "approved by audit <b data-f=\"decision\">",
            )
        },
        "“approved by audit” is in a row and in no file",
    ),
    (
        "a page with a script",
        |made| as_put(made, "index.html", "</body>", "<script>0</script></body>"),
        "<script> is in no page of a pack",
    ),
    (
        "a page that hides",
        |made| as_put(made, "index.html", "<body>", "<style>tr{display :none}</style><body>"),
        "can hide what it says",
    ),
    (
        "a table of the page that no file has",
        |made| {
            let more = "<table id=\"hand-overs\"><tr><td><b data-f=\"item\">1</b></td></tr></table></body>";
            as_put(made, "index.html", "</body>", more);
        },
        "index.html has its table hand-overs, which no file has",
    ),
    (
        "a count on the page",
        |made| as_put(made, "index.html", "<b data-f=\"kept_left\">1", "<b data-f=\"kept_left\">0"),
        "kept_left is “0” there",
    ),
    (
        "a cell of decisions.csv",
        |made| as_put(made, "decisions.csv", "left in November", "on leave"),
        "decisions.csv: row 7, reason: it says “on leave”",
    ),
    (
        "a row of population.csv taken out",
        |made| {
            let text = String::from_utf8(made.files["population.csv"].clone()).unwrap();
            let line = text.lines().nth(2).unwrap().to_owned() + "\r\n";
            as_put(made, "population.csv", &line, "");
        },
        "population.csv: it has 6 rows, and the JSON file 7",
    ),
    (
        "a column of remediation.csv that no file has",
        |made| as_put(made, "remediation.csv", "outcome,", "approved,"),
        "remediation.csv: it has no column outcome",
    ),
];

const DERIVED: &[Altered] = &[
    (
        "a late decision that is said to be in time",
        |made| {
            review(made, |v| {
                v["due"] = json!("2026-11-26");
                v["due_until"] = json!("2026-11-27T00:00:00.000Z");
            });
        },
        "its decision is marked as not late",
    ),
    (
        "a change of mind that is not said",
        |made| edit(made, "decisions.json", |v| first(v, "decisions", 3)["changed"] = json!(false)),
        "item 3: its decision is marked as not changed",
    ),
    (
        "a leaver who was kept, not flagged",
        |made| {
            edit(made, "decisions.json", |v| {
                first(v, "decisions", 5)["kept_although"] = Value::Null
            })
        },
        "item 5: kept although “”, and the HR list says left",
    ),
    (
        "a leaver who was kept without a reason",
        |made| edit(made, "decisions.json", |v| first(v, "decisions", 5)["reason"] = json!(" ")),
        "item 5: kept although left, without a reason",
    ),
    (
        "an app by another name",
        |made| edit(made, "decisions.json", |v| first(v, "decisions", 1)["app"] = json!("Linear")),
        "item 1: its app is “Linear” elsewhere",
    ),
    (
        "hours after leaving",
        |made| {
            edit(made, "remediation.json", |v| {
                first(v, "lines", 3)["hours_after_leaving"] = json!(2)
            })
        },
        "item 3: hours_after_leaving is not 2",
    ),
    (
        "another end of the last day",
        |made| {
            edit(made, "remediation.json", |v| {
                let three = first(v, "lines", 3);
                three["left_until"] = json!("2026-11-27T11:00:00.000Z");
                three["hours_after_leaving"] = json!(0);
            });
        },
        "item 3: the last day 2026-11-25 does not end at 2026-11-27T11:00:00.000Z",
    ),
    (
        "no time zone",
        |made| review(made, |v| v["zone"] = json!("")),
        "does not say in which zone its days are",
    ),
    (
        "a row of the HR list with another end",
        |made| edit(made, "hr-rows.json", |v| row(v, 4)["end"] = json!("2026-11-01")),
        "item 4: employed, and its row says from “2020-01-01” to “2026-11-01”",
    ),
    (
        "a leaver of the list without a row",
        |made| {
            edit(made, "hr-rows.json", |v| {
                v["rows"].as_array_mut().unwrap().retain(|row| row["item"] != 3);
            });
        },
        "item 3: the list says left, and there is no row",
    ),
    (
        "another manager",
        |made| {
            edit(made, "hr-rows.json", |v| row(v, 2)["manager_email"] = json!("sam@acme.example"))
        },
        "item 2: sam@acme.example is the manager, but someone else decides",
    ),
    (
        "numbers under a signature",
        |made| review(made, |v| v["sign_offs"][0]["facts"]["revoke"] = json!(0)),
        "Carla Mendes signed 0 revoke, and there are 2",
    ),
    (
        "a signed sentence that leaves out what was kept",
        |made| {
            review(made, |v| {
                v["sign_offs"][0]["statement"] = json!(
                    "6 decisions: 3 keep; 1 change; 2 revoke. I looked at each account myself."
                );
            });
        },
        "does not say 1 leaver",
    ),
    (
        "a signer who was not identified",
        |made| review(made, |v| v["sign_offs"][1]["identified"] = json!("")),
        "the pack does not say how Sam Osei was identified",
    ),
    (
        "a second signer who was not named",
        |made| review(made, |v| v["second"] = json!("Farid Rahimi")),
        "Sam Osei signed second without having been named, and without a reason",
    ),
    (
        "read again before it was read back",
        |made| {
            edit(made, "remediation.json", |v| {
                first(v, "lines", 4)["checks"][0]["at"] = json!(at("11:00"));
            });
        },
        "item 4: it was read again before it was read back",
    ),
];

/// Files that the record knows otherwise.
const RECORD: &[Altered] = &[
    (
        "residual access ticked by nobody",
        |made| {
            made.edit("residual.json", |v| {
                v["lines"][1]["done_by"] = json!("priya");
                v["lines"][1]["done_at"] = json!(at("11:55"));
            });
            made.sign();
        },
        "residual access “API keys” is ticked differently on record",
    ),
    (
        "a hand-over that nobody made",
        |made| {
            made.edit("review.json", |v| {
                v["hand_overs"] = json!([{"item": 5, "from": 2, "to": 1, "reason": "away",
                                          "by": "priya", "at": at("12:00")}]);
            });
            made.sign();
        },
        "the hand-over of item 5 is not on record",
    ),
];

#[test]
fn what_people_read_and_what_follows_is_named_when_it_says_something_else() {
    for (altered, verdict) in [
        (READ, "Integrity DOES NOT HOLD; completeness holds."),
        (DERIVED, "Integrity holds; completeness DOES NOT HOLD."),
        (RECORD, "Integrity DOES NOT HOLD; completeness holds."),
    ] {
        for (what, alter, words) in altered {
            let mut made = Made::new();
            alter(&mut made);
            let (status, said) = run_keyed(&made);
            assert_eq!(status, 1, "{what}: {said}");
            assert!(said.contains(words), "{what}: {said}");
            assert!(said.contains(verdict), "{what}: {said}");
        }
    }
}
