//! The files of a pack: JSON value for value, in the order of the keys' names, CSV and page to the byte.

use super::*;
use crate::view::CaseKind;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rollcall_store::{AccountId, CaseId, ConnectionId, Decision, GroupId, Verdict};

const FULL: &str = include_str!("tests/full.txt");
const WITHOUT_NAMES: &str = include_str!("tests/without-names.txt");

fn from<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn review() -> Review {
    let connection = |id: &str, name: &str, read: Option<u32>| {
        json!({
            "id": id, "name": name, "provider": "scim", "read": read,
            "address": format!("https://{id}.example.com/scim/v2"),
        })
    };
    let excepted = |item: u32, group: Option<&str>, exception: Value, proof: Option<&str>| {
        let proof = proof.map(|bytes| STANDARD.encode(bytes));
        json!({"item": item, "group": group, "exception": exception, "proof_base64": proof})
    };
    let exceptions = [
        excepted(
            2,
            Some("g1"),
            json!({
                "kind": "manual", "owner": "Ada", "due": "2026-12-20", "expires": null,
                "note": "by hand, on Tuesday", "proof": "a proof.pdf", "by": "ann",
                "at": "2026-12-03T10:00:00Z",
            }),
            Some("a picture"),
        ),
        excepted(
            3,
            None,
            json!({
                "kind": "risk", "owner": "Bo", "due": null, "expires": "2027-01-01", "note": "",
                "proof": null, "by": "ann", "at": "2026-12-03T11:00:00Z",
            }),
            None,
        ),
    ];
    let mut review: Review = from(json!({
        "name": "Q4 <2026>", "by": "ann", "due": "2026-12-02", "zone": "Pacific/Auckland",
        "frozen_at": "2026-11-28T10:00:00Z",
        "request": {
            "name": "Q4", "due": "2026-12-02", "connections": ["a", "b"],
            "granularity": "account", "groups": [], "departments": [], "only_admins": false,
            "only_not_in_list": false, "privileged_groups": ["Owners"], "assign": "app",
            "reviewers": [], "named": [], "exclusions": [],
        },
        "connections": [connection("a", "Shop", Some(4)), connection("b", "Wiki", None)],
        "population_sha256": "ab12", "items": 4, "outside": 1,
        "reviewers": [
            {"number": 1, "name": "Ada", "email": "ada@example.com", "why": "named for the app"},
            {"number": 2, "name": "Bo", "email": "", "why": "manager of 1 of them"},
        ],
        "exclusions": [{
            "connection": "b", "name": "Wiki", "reason": "it is closed", "by": "ann",
            "at": "2026-11-28T09:00:00Z", "left_out": true,
        }],
        "conflicts": [],
        "contradictions": [{
            "item": 2, "by": 2, "decision": "revoke", "drop": [], "reason": "left",
            "at": "2026-12-01T08:00:00Z", "source": "csv",
        }],
        "hand_overs": [{
            "item": 3, "from": 1, "to": 2, "reason": "own account", "by": "ann",
            "at": "2026-11-30T08:00:00Z",
        }],
        "packets": [{
            "sha256": "cd34", "reviewer": 2, "at": "2026-11-29T08:00:00Z",
            "answered_at": "2026-12-01T09:00:00Z", "answered_by": "Bo",
        }],
        "sign_offs": [
            {
                "role": "reviewer", "reviewer": 1, "name": "Ada", "statement": "2 decisions.",
                "at": "2026-12-02T08:00:00Z", "identified": "Signed in as ada.",
            },
            {
                "role": "second", "name": "Cy", "statement": "All of them.",
                "at": "2026-12-04T08:00:00Z", "instead_of": "Di", "reason": "Di is ill",
            },
        ],
        "second": "Di", "cases": ["k1"], "exceptions": exceptions,
        "closed_at": "2026-12-05T08:00:00Z",
        "truth": {
            "name": "people.csv", "imported_at": "2026-11-27T08:00:00Z", "sha256": "ef56",
            "rows": 3, "entries": 3, "rejected": 0, "without_account": ["zoe@example.com"],
            "not_listed": 1, "proposals": 0,
        },
        "record_from": 7,
    }));
    review.id = "v1".into();
    review.state = ReviewState::Closed;
    review.made_at = "2026-11-28T09:59:00Z".parse().unwrap();
    review
}

/// An account of the population; `more` are values that the others do not have.
fn item(number: u32, name: &str, groups: &[&str], more: Value) -> ReviewItem {
    let groups: Vec<Value> =
        groups.iter().map(|id| json!({"id": id, "name": format!("Group {id}")})).collect();
    let mut body = json!({
        "connection": "a", "account_id": format!("u{number}"),
        "user_name": format!("{name}@example.com"), "name": name,
        "email": format!("{name}@example.com"), "active": true, "privileged": false, "role": "",
        "title": "Lead", "department": "Sales; \"North\"", "list": "employed", "list_day": null,
        "kind": "employee", "shared": null, "since_last": "first review", "last_decision": null,
        "person": format!("p{number}"), "groups": groups,
    });
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    ReviewItem {
        item: number,
        connection_id: ConnectionId::from("a"),
        account_id: AccountId::from(format!("u{number}")),
        group_id: GroupId::from(String::new()),
        reviewer: 1,
        privileged: false,
        list_state: 1,
        moved: 0,
        body_json: body.to_string(),
        decided: None,
    }
}

fn hr(name: &str) -> Value {
    json!({
        "row": 2, "employee_number": "E7", "name": name,
        "emails": [format!("{name}@example.com"), "other@example.com"], "status": "aktiv",
        "start": "2020-01-01", "end": null, "manager": "Ada A", "manager_email": "ada@example.com",
        "department": "Sales", "title": "=Lead",
    })
}

fn items() -> Vec<ReviewItem> {
    let left = json!({
        "list": "left", "list_day": "2026-11-28", "privileged": true, "role": "owner",
        "hr": hr("jo"), "email": "jo.old@example.com",
    });
    let service = json!({
        "active": false, "kind": "service", "shared": "a mailbox", "list": "not-listed",
        "user_name": "", "email": "", "name": "",
    });
    let membership = json!({"group": {"id": "g1", "name": "Group g1"}, "hr": hr("lu")});
    vec![
        item(1, "jo", &["g1", "g2"], left),
        item(2, "al", &["g1"], json!({})),
        item(3, "box", &[], service),
        item(4, "lu", &["g1"], membership),
    ]
}

fn decided(item: u32, decision: Decision, at: &str, more: Value) -> DecisionRecord {
    let mut body = json!({
        "drop": [], "reason": "", "by": 1, "ms": 1500, "bulk": false, "source": "screen",
        "user": "ann",
    });
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    DecisionRecord { item, decision, at: at.parse().unwrap(), body_json: body.to_string() }
}

fn decisions() -> Vec<DecisionRecord> {
    let packet = json!({
        "source": "packet:cd34", "by": 2, "file_sha256": "cd34", "reason": "he <left>",
    });
    let kept = json!({"kept_although": "left", "bulk": true, "press": "b1"});
    vec![
        decided(1, Decision::Keep, "2026-11-30T08:00:00Z", kept),
        decided(1, Decision::Revoke, "2026-12-01T09:00:00Z", packet),
        decided(2, Decision::Change, "2026-12-01T10:00:00Z", json!({"drop": ["g1"]})),
        // After the last day in Auckland, and after it was handed over.
        decided(3, Decision::Revoke, "2026-12-02T11:30:00Z", json!({"by": 2})),
        decided(4, Decision::Keep, "2026-12-01T10:00:00Z", json!({})),
        decided(9, Decision::None, "2026-12-01T12:00:00Z", json!({"undoes": "b1"})),
    ]
}

fn line(item: u32, group: Option<&str>, state: &str, words: &str) -> RemediationLine {
    from(json!({
        "item": item, "connection_id": "a", "connection_name": "Shop", "name": "Jo",
        "change": if group.is_some() { "Remove from group" } else { "Deactivate" },
        "group": group, "state": state, "words": words, "exception": null,
    }))
}

fn case() -> Case {
    let part = |wish: Value, state: &str, more: Value| {
        let mut part = json!({
            "wish": wish, "connection_id": "a", "person": "jo", "change": "Deactivate",
            "state": state, "words": "inactive, as expected.", "outcome": "verified",
            "request": "", "answer": "", "seconds": 0.5, "at": "2026-11-28T13:30:00Z", "tries": 1,
            "next_at": null, "problem": null, "exchange": "GET /Users/u1", "run": "r1",
            "checks": [], "owner": null,
        });
        for (key, value) in more.as_object().unwrap() {
            part[key] = value.clone();
        }
        part
    };
    let deactivate = |user: &str| json!({"change": "deactivate", "connection": "a", "user": user});
    let out = json!({"change": "remove-member", "connection": "a", "group": "g1", "users": ["u2"]});
    let checks = json!([
        {"at": "2026-12-04T08:00:00Z", "holds": true, "found": "inactive"},
        {"at": "2026-12-05T07:00:00Z", "holds": null, "found": "not readable"},
    ]);
    let open = json!({"outcome": "refused", "words": "Shop refused.", "run": null, "at": null});
    Case {
        id: CaseId::from("k1"),
        by: "ann".to_owned(),
        parts: from(json!([
            part(deactivate("u1"), "verified", json!({"checks": checks})),
            part(out, "open", open),
        ])),
        residual: from(json!([
            {
                "connection_id": "a", "person": "jo", "text": "Personal tokens", "place": "Admin",
                "done_by": "ann", "done_at": "2026-12-04T09:00:00Z", "note": "revoked",
            },
            {
                "connection_id": "b", "person": "al", "text": "Local password", "place": "Wiki",
                "done_by": null, "done_at": null, "note": "",
            },
        ])),
        ..Case::new(CaseKind::Lockdown, "Q4".to_owned())
    }
}

fn read() -> Read {
    Read {
        id: 4,
        connection_id: ConnectionId::from("a"),
        started_at: "2026-11-28T09:58:00Z".parse().unwrap(),
        ended_at: Some("2026-11-28T09:59:00Z".parse().unwrap()),
        verdict: Verdict::Complete,
        users_verdict: Verdict::Complete,
        groups_verdict: Verdict::Complete,
        reason: "All 5 came.".to_owned(),
        users_received: 5,
        users_claimed: Some(5),
        groups_received: 2,
        groups_claimed: None,
        groups_unknown: 0,
        answer_ms: Some(10),
        slowed_down: 0,
        clock_offset_ms: Some(-12.5),
        problem_json: None,
        confirm: None,
    }
}

fn gathered(left_out: &[&str]) -> Gathered {
    let review = review();
    let receipt = |kind: &str, query: &str| Receipt {
        kind: kind.to_owned(),
        pass: 1,
        page: 1,
        query: query.to_owned(),
        status: 200,
        received: 5,
        duplicates: 0,
        claimed_total: Some(5),
        ms: 12,
        sha256: "99".to_owned(),
    };
    let pages = review.connections.iter().map(|connection| Pages {
        connection: connection.clone(),
        read: connection.read.map(|_| read()),
        before: connection.read.map(|_| read()),
        receipts: vec![receipt("users", "Users?count=100"), receipt("members", "Groups/g1")],
        hidden: vec!["guests".to_owned()],
    });
    let outside = json!({
        "connection": "a", "account_id": "u9", "user_name": "out@example.com", "active": true,
        "groups": ["Group g2"], "why": "not an admin",
    });
    Gathered {
        pages: pages.collect(),
        items: items(),
        outside: vec![outside.to_string()],
        decisions: decisions(),
        lines: vec![
            line(1, None, "verified", super::super::remediation::AGAIN),
            line(2, Some("g1"), "excepted", "waits"),
            line(3, None, "excepted", "waits"),
        ],
        cases: vec![case()],
        plans: HashMap::from([("r1".into(), ("n1".into(), "77".to_owned()))]),
        left_out: left_out.iter().map(|column| (*column).to_owned()).collect(),
        made_at: "2026-12-05T09:00:00Z".parse().unwrap(),
        zone: crate::core::clock::zone_of(&review.zone).unwrap(),
        review,
    }
}

/// Every file that is made of rows, one after the other; of the page its body.
fn all_files(gathered: &Gathered) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut files = Files::new(&folder.path().join("pack")).unwrap();
    let mut all = String::new();
    let mut put = |name: &str, bytes: Vec<u8>| {
        let mut text = String::from_utf8(bytes).unwrap();
        if name.ends_with(".json") {
            let value: Value = serde_json::from_str(&text).unwrap();
            text = serde_json_canonicalizer::to_string(&value).unwrap().replace("},{", "},\n{");
            text.push('\n');
        }
        all.push_str(&format!("=== {name}\n{text}"));
    };
    let ok = |made: Result<Vec<u8>, Trouble>| made.ok().unwrap();
    let population = facts::population(gathered).unwrap();
    let decisions = facts::decisions(gathered).unwrap();
    let remediation = facts::remediation(gathered, &mut files).ok().unwrap();
    let residual = facts::residual(gathered);
    let hr = facts::hr_rows(gathered).unwrap();
    let (review, hr_list) = (documents::review(gathered), documents::hr_list(gathered));
    put("population.json", as_json(&population).unwrap());
    put("population.csv", ok(tables::population(&population, gathered)));
    put("decisions.json", as_json(&decisions).unwrap());
    put("decisions.csv", ok(tables::decisions(&decisions, gathered)));
    put("remediation.json", as_json(&remediation).unwrap());
    put("remediation.csv", ok(tables::remediation(&remediation, gathered)));
    put("residual.json", as_json(&residual).unwrap());
    put("residual.csv", ok(tables::residual(&residual, gathered)));
    put("hr-rows.json", as_json(&hr).unwrap());
    put("hr-rows.csv", ok(tables::hr_rows(&hr, gathered)));
    put("reads.json", as_json(&documents::reads(gathered)).unwrap());
    put("truth-list.json", as_json(&hr_list).unwrap());
    put("review.json", as_json(&review).unwrap());
    let page = page::page(
        gathered,
        &page::JsonFiles {
            population: &population,
            decisions: &decisions,
            remediation: &remediation,
            residual: &residual,
            review: &review,
            hr_list: hr_list.as_ref(),
        },
        &"0b".repeat(32),
    );
    let (_, body) = page.split_once("<body>").unwrap();
    put("index.html", body.replace("<tr>", "\n<tr>").replace("<h2>", "\n<h2>").into_bytes());
    let proofs: Vec<&str> = files.named.iter().map(|file| file.path.as_str()).collect();
    all.push_str(&format!("=== proofs\n{}\n", proofs.join("\n")));
    all
}

/// Compares the files with those that were kept; ROLLCALL_WRITE_PACK=1 writes them.
fn compare(name: &str, kept: &str, gathered: &Gathered) {
    let now = all_files(gathered);
    if std::env::var_os("ROLLCALL_WRITE_PACK").is_some() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/review/pack/tests");
        std::fs::write(format!("{folder}/{name}"), &now).unwrap();
        return;
    }
    for (number, (now, kept)) in (1..).zip(now.lines().zip(kept.lines())) {
        assert_eq!(now, kept, "line {number} of {name}");
    }
    assert_eq!(now, kept);
}

#[test]
fn the_files_of_a_pack_are_as_they_were() {
    compare("full.txt", FULL, &gathered(&[]));
}

#[test]
fn a_pack_without_names_has_them_in_none_of_its_files() {
    compare("without-names.txt", WITHOUT_NAMES, &gathered(&PERSONAL));
    let files = all_files(&gathered(&PERSONAL));
    for name in ["jo@example.com", "\"jo\"", "E7", "Ada A", "Sales"] {
        assert!(!files.contains(name), "{name}");
    }
}
