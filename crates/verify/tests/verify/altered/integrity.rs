//! What was altered after it was signed, and the words that name it.

use super::*;

pub(super) const INTEGRITY: &[Altered] = &[
    (
        "a file altered",
        |made| {
            made.files.get_mut("population.csv").unwrap().push(b'x');
        },
        "population.csv is not what was signed",
    ),
    (
        "a file dropped",
        |made| {
            made.files.remove("decisions.csv");
        },
        "decisions.csv is missing",
    ),
    (
        "a file added",
        |made| {
            made.files.insert("more.txt".to_owned(), vec![1]);
        },
        "more.txt is there, and the manifest does not name it",
    ),
    (
        "two files swapped",
        |made| {
            let one = made.files.remove("population.csv").unwrap();
            let other = made.files.insert("decisions.csv".to_owned(), one).unwrap();
            made.files.insert("population.csv".to_owned(), other);
        },
        "decisions.csv and population.csv were swapped",
    ),
    (
        "another size in the manifest",
        |made| manifest(made, |v| v["files"][0]["bytes"] = json!(1)),
        "decisions.csv is not what was signed",
    ),
    (
        "the manifest re-created, not signed",
        |made| {
            made.edit("review.json", |v| v["name"] = json!("Another"));
            let newest = made.lines().pop().unwrap();
            let signature = made.files["manifest.sig"].clone();
            made.manifest(&newest);
            made.sums();
            made.files.insert("manifest.sig".to_owned(), signature);
        },
        "the manifest is not what this key signed",
    ),
    (
        "the manifest signed by another key",
        |made| {
            made.key = SigningKey::from_bytes(&[7; 32]);
            made.signature();
        },
        "the manifest is not what this key signed",
    ),
    (
        "manifest and public key by another",
        |made| {
            made.key = SigningKey::from_bytes(&[7; 32]);
            made.as_put = true;
            made.sign();
        },
        "entry 40 was signed by another key",
    ),
    (
        "another format",
        |made| manifest(made, |v| v["format"] = json!("rollcall-evidence/9")),
        "its format is “rollcall-evidence/9”",
    ),
    (
        "a path that leads out",
        |made| manifest(made, |v| v["files"][0]["path"] = json!("../decisions.csv")),
        "it names ../decisions.csv, which is not a file of a pack",
    ),
    (
        "a path from the root",
        |made| manifest(made, |v| v["files"][0]["path"] = json!("/etc/passwd")),
        "it names /etc/passwd, which is not a file of a pack",
    ),
    (
        "a path twice",
        |made| {
            manifest(made, |v| {
                let again = v["files"][0].clone();
                v["files"].as_array_mut().unwrap().insert(0, again);
            })
        },
        "it names decisions.csv twice",
    ),
    (
        "a sum altered",
        |made| {
            let text = String::from_utf8(made.files["SHA256SUMS"].clone()).unwrap();
            let other = if text.starts_with('0') { "1" } else { "0" };
            let text = format!("{other}{}", &text[1..]);
            made.files.insert("SHA256SUMS".to_owned(), text.into_bytes());
        },
        "it has another hash for decisions.csv",
    ),
    (
        "an entry altered",
        |made| record(made, |all| all[2]["body"]["by"] = json!("Somebody")),
        "entry 42 does not match its hash",
    ),
    (
        "an entry with a member that no hash is over",
        |made| record(made, |all| all[2]["note"] = json!("approved by the auditor")),
        "is neither a whole entry nor a sealed one",
    ),
    (
        "a name twice in an entry",
        |made| {
            let text = String::from_utf8(made.files["record.jsonl"].clone()).unwrap();
            let text = text.replacen("\"items\":6", "\"items\":9,\"items\":6", 1);
            made.files.insert("record.jsonl".to_owned(), text.into_bytes());
            let newest = json!({"seq": 53, "hash": ""});
            made.manifest(&newest);
            made.sums();
            made.signature();
        },
        "“items” is in it twice",
    ),
    (
        "an entry taken out of the middle",
        |made| {
            record(made, |all| {
                all.remove(4);
            })
        },
        "entry 45 follows entry 43",
    ),
    (
        "a sealed hash altered",
        |made| {
            record(made, |all| {
                let sealed = all.iter().rposition(|line| line["kind"].is_null()).unwrap();
                all[sealed]["hash"] = json!(sha256(b"other"));
            })
        },
        "is not chained to the one before",
    ),
    (
        "the tail cut, the manifest as it was",
        |made| {
            let mut lines = made.lines();
            let newest = lines.pop().unwrap();
            made.set_lines(&lines);
            made.manifest(&newest);
            made.sums();
            made.signature();
        },
        "it ends with entry 57, and the manifest says 58",
    ),
    (
        "the newest entry not signed",
        |made| {
            made.edit("record-heads.json", |v| {
                v["heads"].as_array_mut().unwrap().pop();
            });
            made.sign();
        },
        "the newest entry is not signed",
    ),
    (
        "a signature of a head altered",
        |made| {
            made.edit("record-heads.json", |v| v["heads"][0]["signature"] = json!("00".repeat(64)));
            made.sign();
        },
        "the signature under entry 40 does not hold",
    ),
    (
        "a decision that the record does not have",
        |made| {
            made.edit("decisions.json", |v| first(v, "decisions", 5)["decision"] = json!("none"));
            made.sign();
        },
        "item 5 none in decisions.json is item 5 keep in the record",
    ),
    (
        "another population than the record's",
        |made| {
            made.edit("population.json", |v| v["items"][4]["active"] = json!(false));
            let hash = made.population_sha256();
            made.edit("review.json", |v| v["population_sha256"] = json!(hash));
            made.sign();
        },
        "another population was frozen than review.json says",
    ),
];
