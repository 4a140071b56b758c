//! A small pack, made from `docs/evidence-pack.md` alone, that can be altered and made to fit again.

mod files;
mod record;
mod shown;

use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;

pub const REVIEW: &str = "0193-review";

#[derive(Clone)]
pub struct Made {
    pub files: BTreeMap<String, Vec<u8>>,
    pub key: SigningKey,
    /// The CSV files and the page stay as they were put, regardless of the other files.
    pub as_put: bool,
}

pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

pub fn at(time: &str) -> String {
    format!("2026-11-27T{time}:00.000Z")
}

/// The bodies here hold whole numbers and ASCII names only.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let sorted: BTreeMap<&String, String> =
                members.iter().map(|(name, value)| (name, canonical(value))).collect();
            let all: Vec<String> = sorted
                .into_iter()
                .map(|(name, value)| format!("{}:{value}", Value::String(name.clone())))
                .collect();
            format!("{{{}}}", all.join(","))
        }
        Value::Array(all) => {
            let all: Vec<String> = all.iter().map(canonical).collect();
            format!("[{}]", all.join(","))
        }
        other => other.to_string(),
    }
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0u32, |bits, byte| (bits << 8) | u32::from(*byte))
            << (8 * (3 - three.len()));
        for place in 0..=three.len() {
            text.push(char::from(LETTERS[(bits >> (18 - 6 * place) & 63) as usize]));
        }
        text.push_str(&"=".repeat(3 - three.len()));
    }
    text
}

fn group(id: &str, name: &str) -> Value {
    json!({"id": id, "name": name})
}

fn item(number: u64, connection: &str, id: &str, groups: Value) -> Value {
    json!({
        "item": number, "app": if connection == "c1" { "Notion" } else { "Linear" },
        "connection": connection, "account_id": id,
        "user_name": format!("{id}@acme.example"), "name": id.to_uppercase(),
        "email": format!("{id}@acme.example"), "active": true, "privileged": false,
        "role": "member", "title": "", "department": "Sales", "list": "employed",
        "since_last": "no change", "reviewer": 1, "person": format!("p{number}"), "groups": groups,
    })
}

fn decision(item: u64, decision: &str, drop: Value, reason: &str, time: &str) -> Value {
    json!({
        "item": item, "decision": decision, "drop": drop, "reason": reason, "by": "Carla Mendes",
        "reviewer": 1, "at": at(time), "ms": 2100, "bulk": false, "source": "screen",
        "late": false, "changed": false, "handed_over": false, "imported": false, "user": "priya",
    })
}

fn line(item: u64, connection: &str, id: &str, group: Value) -> Value {
    json!({
        "item": item, "connection": connection, "account_id": id, "change": "Remove",
        "group": group, "plan": "p", "plan_sha256": "", "run": "r", "asked_by": "Carla Mendes",
        "run_by": "priya", "decided_at": at("10:20"), "state": "verified", "outcome": "verified",
        "words": "Read back: as expected.", "read_back_at": at("11:30"), "exchange": "DELETE",
        "days": 0, "checks": [{"at": at("11:40"), "holds": true, "found": "not found"}],
        "exception": null,
    })
}

impl Made {
    pub fn new() -> Self {
        let key = SigningKey::from_bytes(&[42; 32]);
        let mut made = Self { files: BTreeMap::new(), key, as_put: false };
        made.pages();
        made.population();
        made.decisions();
        made.remediation();
        made.review();
        made.put(
            "truth-list.json",
            &json!({
                "name": "hr.csv", "imported_at": at("08:00"), "rows": 7, "sha256": sha256(b"hr"),
            }),
        );
        made.hr_rows();
        made.residual();
        made.derive();
        made.record();
        made.files.insert("proofs/1.png".to_owned(), vec![1, 2, 3]);
        made.sign();
        made
    }

    fn pages(&mut self) {
        let bodies = [
            (
                "c1",
                "users",
                "",
                "startIndex=1&count=3",
                json!({"totalResults": 5, "Resources": [
                    {"id": "u1", "active": true}, {"ID": "u2", "Active": "True"},
                    {"id": "u3", "active": true},
                ]}),
            ),
            // u3 once more: the newest page wins.
            (
                "c1",
                "users",
                "",
                "startIndex=4&count=3",
                json!({"TOTALRESULTS": "5", "resources": [
                    {"id": "u4"}, {"id": "u5", "active": true}, {"id": "u3", "active": "FALSE"},
                ]}),
            ),
            (
                "c1",
                "groups",
                "",
                "startIndex=1&count=9",
                json!({"totalResults": 3, "Resources": [
                    {"id": "g1", "members": [{"value": "u1"}, {"value": "u2"}, {"value": "gone"}]},
                    {"id": "g2", "members": [{"value": "u4"}]},
                    {"id": "g3", "Members": [{"Value": "u4"}, {"value": "u5"}]},
                ]}),
            ),
            // Nothing comes behind the end, and the total is not the size of the page.
            ("c1", "users", "", "startIndex=7&count=3", json!({"totalResults": 5})),
            ("c1", "groups", "", "startIndex=4&count=9", json!({"totalResults": 3})),
            (
                "c1",
                "groups",
                "",
                "startIndex=1&count=1",
                json!({"totalResults": 3, "Resources": [
                    {"id": "g1", "members": [{"value": "u1"}, {"value": "u2"}, {"value": "gone"}]},
                ]}),
            ),
            // Asked for by its id before the list came, and what it said then counts.
            (
                "c2",
                "users",
                "",
                "startIndex=1&count=9",
                json!({"totalResults": 2, "Resources": [
                    {"id": "a1", "active": true}, {"id": "a2", "active": true},
                ]}),
            ),
            ("c2", "members", "x1", "Groups/x1", json!({"id": "x1", "members": [{"value": "a1"}]})),
            (
                "c2",
                "groups",
                "",
                "startIndex=1&count=9",
                json!({"totalResults": 1, "Resources": [{"id": "x1", "members": []}]}),
            ),
            // This app refuses a count of one, which is no proof of anything.
            ("c2", "users", "", "startIndex=3&count=9", json!({"totalResults": 2})),
            ("c2", "users", "", "startIndex=1&count=1", json!({"detail": "too few"})),
            ("c2", "groups", "", "startIndex=2&count=9", json!({"totalResults": 1})),
        ];
        let read = |connection: &str, name: &str, pages: Vec<Value>| {
            json!({
                "connection": connection, "name": name, "provider": "p", "address": "https://x",
                "started_at": at("09:00"), "ended_at": at("09:10"), "verdict": "complete",
                "reason": "all came", "clock_offset_ms": 12.5, "blind_spots": [], "pages": pages,
            })
        };
        let mut pages: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for (connection, kind, of, query, body) in bodies {
            let status = if body["detail"].is_null() { 200 } else { 400 };
            let body = body.to_string().into_bytes();
            let pages = pages.entry(connection).or_default();
            let number = pages.len() + 1;
            let file = format!("pages/{}/{number:04}-{kind}.json", &connection[1..]);
            pages.push(json!({
                "number": number, "kind": kind, "pass": 1, "page": 1, "of": of,
                "query": query, "status": status, "received": 3, "duplicates": 0,
                "claimed_total": 5, "ms": 80, "sha256": sha256(&body), "file": file,
            }));
            self.files.insert(file, body);
        }
        let reads = json!({"reads": [
            read("c1", "Notion", pages.remove("c1").unwrap()),
            read("c2", "Linear", pages.remove("c2").unwrap()),
        ]});
        self.put("reads.json", &reads);
    }

    fn population(&mut self) {
        let admins = group("g1", "IT admins");
        let mut one = item(1, "c1", "u1", json!([admins]));
        one["privileged"] = json!(true);
        let mut two = item(2, "c1", "u2", json!([admins]));
        two["privileged"] = json!(true);
        let mut three = item(3, "c1", "u3", json!([]));
        three["active"] = json!(false);
        three["list"] = json!("left");
        three["list_day"] = json!("2026-11-25");
        let four = item(4, "c1", "u4", json!([group("g2", "EMEA"), group("g3", "Wiki")]));
        let mut five = item(5, "c2", "a1", json!([group("x1", "Core")]));
        five["list"] = json!("left");
        five["list_day"] = json!("2026-11-20");
        let mut six = item(6, "c2", "a2", json!([]));
        six["list"] = json!("not-listed");
        let outside = json!([{
            "app": "Notion", "connection": "c1", "account_id": "u5", "user_name": "u5", "active": true,
            "groups": ["g3"], "why": "in none of the departments of the scope",
        }]);
        let items = json!([one, two, three, four, five, six]);
        self.put("population.json", &json!({"items": items, "outside": outside}));
    }

    fn decisions(&mut self) {
        let none = || json!([]);
        let five = decision(5, "keep", none(), "until the hand-over", "10:15");
        let mut four = decision(4, "keep", none(), "", "10:14");
        four["bulk"] = json!(true);
        let all = json!([
            decision(1, "keep", none(), "runs the help desk", "10:10"),
            four,
            five,
            decision(2, "keep", none(), "on call", "10:16"),
            decision(3, "keep", none(), "hands over", "10:17"),
            decision(3, "none", none(), "", "10:18"),
            decision(3, "revoke", none(), "left in November", "10:20"),
            decision(4, "change", json!(["g2"]), "moved on", "10:20"),
            decision(6, "revoke", none(), "unknown", "10:20"),
        ]);
        self.put("decisions.json", &json!({"decisions": all}));
    }

    fn remediation(&mut self) {
        let mut six = line(6, "c2", "a2", Value::Null);
        six["outcome"] = json!("failed");
        six["read_back_at"] = Value::Null;
        six["checks"] = json!([]);
        six["exception"] = json!({
            "kind": "manual", "owner": "Jo", "due": "2026-12-10", "expires": null,
            "note": "closed in the console", "proof": "proofs/1.png", "by": "priya",
            "at": at("11:45"),
        });
        let mut three = line(3, "c1", "u3", Value::Null);
        three["left_on"] = json!("2026-11-25");
        three["left_until"] = json!("2026-11-26T00:00:00.000Z");
        three["hours_after_leaving"] = json!(35);
        six["state"] = json!("excepted");
        six["days"] = Value::Null;
        let lines = json!([three, line(4, "c1", "u4", json!("g2")), six]);
        self.put("remediation.json", &json!({"lines": lines}));
    }

    fn review(&mut self) {
        let review = json!({
            "id": REVIEW, "name": "Q4 2026", "by": "priya", "made_at": at("09:00"),
            "frozen_at": at("10:00"), "zone": "UTC", "due": "2026-12-05",
            "due_until": "2026-12-06T00:00:00.000Z", "assign": "manager", "second": "Sam Osei",
            "hand_overs": [], "closed_at": at("12:00"), "items": 6,
            "population_sha256": self.population_sha256(),
            "scope": {"connections": ["c1", "c2"], "groups": [], "departments": ["Sales"],
                      "only_admins": false, "only_not_in_list": false},
            "privileged": {"admin_role": true, "groups": ["IT admins"]},
            "reviewers": [{"number": 1, "name": "Carla Mendes", "email": "Carla@acme.example",
                           "why": "manager"}],
            "exclusions": [], "handed_out": [],
            "sign_offs": [
                {"role": "reviewer", "reviewer": 1, "name": "Carla Mendes", "at": at("11:00"),
                 "user": "priya", "identified": "This computer's user “priya”, and the name as given."},
                {"role": "second", "reviewer": null, "name": "Sam Osei", "at": at("11:10"),
                 "user": "priya", "identified": "This computer's user “priya”, and the name as given."},
            ],
        });
        self.put("review.json", &review);
    }

    pub fn derive(&mut self) {
        shown::derive(self);
    }

    /// SHA-256 of the public key in DER form.
    pub fn fingerprint(&self) -> String {
        let mut der = hex::decode("302a300506032b6570032100").unwrap();
        der.extend(self.key.verifying_key().as_bytes());
        sha256(&der)
    }

    fn hr_rows(&mut self) {
        let row = |item: u64, id: &str, status: &str, end: Value| {
            json!({
                "item": item, "row": item + 1, "employee_number": format!("E{item}"),
                "name": id.to_uppercase(), "email": [format!("{id}@acme.example")],
                "status": status, "start": "2020-01-01", "end": end, "manager": "Mendes, Carla",
                "manager_email": "carla@acme.example", "department": "Sales", "title": "",
            })
        };
        let rows = json!([
            row(1, "u1", "Active", Value::Null),
            row(2, "u2", "Active", Value::Null),
            row(3, "u3", "Terminated", json!("2026-11-25")),
            row(4, "u4", "Active", json!("2027-01-31")),
            row(5, "a1", "Left", json!("2026-11-20")),
        ]);
        self.put("hr-rows.json", &json!({"rows": rows}));
    }

    fn residual(&mut self) {
        let lines = json!([
            {"case": "k1", "line": 1, "connection": "c1", "app": "Notion", "name": "U3",
             "text": "Sessions stay open", "place": "Settings", "done_by": "priya",
             "done_at": at("11:50"), "note": "signed out"},
            {"case": "k1", "line": 2, "connection": "c2", "app": "Linear", "name": "A2",
             "text": "API keys", "place": "", "done_by": null, "done_at": null, "note": ""},
        ]);
        self.put("residual.json", &json!({"lines": lines}));
    }

    /// Public key, manifest, its signature and the sums, all by its own key.
    pub fn sign(&mut self) {
        if !self.as_put {
            shown::show(self);
        }
        let mut der = hex::decode("302a300506032b6570032100").unwrap();
        der.extend(self.key.verifying_key().as_bytes());
        let pem =
            format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", base64(&der));
        self.files.insert("public-key.pem".to_owned(), pem.into_bytes());
        let before = self.lines();
        if before.last().is_some_and(|line| line["kind"] == "review-packed") {
            self.packed();
            if self.lines().last().map(|line| &line["body"])
                != before.last().map(|line| &line["body"])
            {
                self.heads();
            } else {
                self.set_lines(&before);
            }
        }
        let newest = self.lines().last().cloned().unwrap_or_default();
        self.manifest(&newest);
        self.sums();
        self.signature();
    }

    /// The manifest alone, as it would fit.
    pub fn manifest(&mut self, newest: &Value) {
        for name in ["manifest.json", "manifest.sig", "SHA256SUMS"] {
            self.files.remove(name);
        }
        let files: Vec<Value> = self
            .files
            .iter()
            .map(|(path, bytes)| {
                json!({"path": path, "bytes": bytes.len(), "sha256": sha256(bytes)})
            })
            .collect();
        let manifest = json!({
            "format": "rollcall-evidence/1", "review": {"id": REVIEW, "name": "Q4 2026"},
            "made_at": at("12:10"), "made_by": "priya", "program": "Rollcall 0.1.0",
            "files": files, "record": {"entries": newest["seq"], "head": newest["hash"]},
            "left_out": [],
        });
        self.put("manifest.json", &manifest);
    }

    pub fn sums(&mut self) {
        let mut sums = String::new();
        for (path, bytes) in &self.files {
            if path != "manifest.sig" && path != "SHA256SUMS" {
                sums.push_str(&format!("{}  {path}\n", sha256(bytes)));
            }
        }
        self.files.insert("SHA256SUMS".to_owned(), sums.into_bytes());
    }

    pub fn signature(&mut self) {
        let signature = self.key.sign(&self.files["manifest.json"]).to_bytes().to_vec();
        self.files.insert("manifest.sig".to_owned(), signature);
    }

    pub fn population_sha256(&self) -> String {
        let population = self.json("population.json");
        let account = |one: &Value, group_id: fn(&Value) -> &Value| {
            let mut groups: Vec<&str> = one["groups"]
                .as_array()
                .unwrap()
                .iter()
                .map(|group| group_id(group).as_str().unwrap())
                .collect();
            groups.sort_unstable();
            let state = if one["active"] == true { "active" } else { "inactive" };
            let (connection, id) = (&one["connection"], &one["account_id"]);
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            format!("{}\t{}\t{state}\t{}\n", text(connection), text(id), groups.join(","))
        };
        let items = population["items"].as_array().unwrap();
        let items = items.iter().filter(|one| one["group"].is_null());
        let outside = population["outside"].as_array().unwrap();
        let mut lines: Vec<String> = items.map(|one| account(one, |g| &g["id"])).collect();
        lines.extend(outside.iter().map(|one| account(one, |group| group)));
        lines.sort_unstable();
        sha256(lines.concat().as_bytes())
    }

    /// All that depends on other files, re-created by a holder of the key.
    pub fn mend(&mut self) {
        let hash = self.population_sha256();
        self.edit("review.json", |v| v["population_sha256"] = json!(hash));
        self.record();
        self.sign();
    }
}
