//! Copies of an evidence pack with one thing altered, and what `rollcall-verify` has to say of each.

use rollcall_verify::{Outcome, verify};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

type Alter = fn(&Path);

fn read(folder: &Path, name: &str) -> Value {
    serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap()
}

fn write(folder: &Path, name: &str, value: &Value) {
    fs::write(folder.join(name), value.to_string()).unwrap();
}

/// Alters a JSON file.
fn edit(folder: &Path, name: &str, change: impl Fn(&mut Value)) {
    let mut value = read(folder, name);
    change(&mut value);
    write(folder, name, &value);
}

fn lines(folder: &Path, change: impl Fn(&mut Vec<String>)) {
    let text = fs::read_to_string(folder.join("record.jsonl")).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    change(&mut lines);
    fs::write(folder.join("record.jsonl"), lines.join("\n") + "\n").unwrap();
}

/// The manifest and the sums fit the files again, and nothing signs them.
fn remade(folder: &Path) {
    use sha2::{Digest, Sha256};
    let mut manifest = read(folder, "manifest.json");
    let mut sums = String::new();
    for file in manifest["files"].as_array_mut().unwrap() {
        let path = file["path"].as_str().unwrap().to_owned();
        let bytes = fs::read(folder.join(&path)).unwrap();
        file["bytes"] = json!(bytes.len());
        file["sha256"] = json!(hex::encode(Sha256::digest(&bytes)));
        sums.push_str(&format!("{}  {path}\n", hex::encode(Sha256::digest(&bytes))));
    }
    write(folder, "manifest.json", &manifest);
    let bytes = fs::read(folder.join("manifest.json")).unwrap();
    sums.push_str(&format!("{}  manifest.json\n", hex::encode(Sha256::digest(bytes))));
    fs::write(folder.join("SHA256SUMS"), sums).unwrap();
}

/// All of it signed again by someone else.
fn signed_by_another(folder: &Path) {
    use base64::Engine as _;
    use ed25519_dalek::{Signer, SigningKey};
    let key = SigningKey::from_bytes(&[7; 32]);
    let mut der = hex::decode("302a300506032b6570032100").unwrap();
    der.extend(key.verifying_key().as_bytes());
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n");
    fs::write(folder.join("public-key.pem"), pem).unwrap();
    remade(folder);
    let manifest = fs::read(folder.join("manifest.json")).unwrap();
    fs::write(folder.join("manifest.sig"), key.sign(&manifest).to_bytes()).unwrap();
}

fn page(folder: &Path) -> PathBuf {
    let reads = read(folder, "reads.json");
    folder.join(reads["reads"][0]["pages"][0]["file"].as_str().unwrap())
}

fn decision(value: &mut Value, wanted: &str) -> usize {
    let all = value["decisions"].as_array().unwrap();
    all.iter().rposition(|one| one["decision"] == wanted).unwrap()
}

fn line(value: &Value, excepted: bool) -> usize {
    let all = value["lines"].as_array().unwrap();
    all.iter().position(|one| one["exception"].is_null() != excepted).unwrap()
}

/// What is done to a copy, and words that have to be among those of the checks that fail.
const ALTERED: [(&str, Alter, &str); 33] = [
    (
        "the pages behind the first one taken out",
        |at| {
            edit(at, "reads.json", |v| {
                let pages = v["reads"][0]["pages"].as_array_mut().unwrap();
                pages.retain(|page| page["kind"] != "users" || page["page"] == 1);
            })
        },
        "no page was asked for behind the",
    ),
    (
        "another total on the first page",
        |at| {
            let mut body: Value = serde_json::from_slice(&fs::read(page(at)).unwrap()).unwrap();
            body["totalResults"] = json!(body["totalResults"].as_u64().unwrap() + 1);
            fs::write(page(at), body.to_string()).unwrap();
        },
        "its total changes from",
    ),
    (
        "a read before it that had many more",
        |at| {
            edit(at, "reads.json", |v| {
                v["reads"][0]["before"] = json!({"users": 4_000, "groups": 3});
            })
        },
        "are left of 4000, and no one confirmed that",
    ),
    (
        "a file altered",
        |at| edit(at, "truth-list.json", |v| *v = json!({"name": "other"})),
        "truth-list.json is not what was signed",
    ),
    (
        "a file dropped",
        |at| fs::remove_file(at.join("population.csv")).unwrap(),
        "population.csv is missing",
    ),
    (
        "a file added",
        |at| fs::write(at.join("more.txt"), "x").unwrap(),
        "more.txt is there, and the manifest does not name it",
    ),
    (
        "two files swapped",
        |at| {
            let (one, other) = (at.join("population.csv"), at.join("decisions.csv"));
            fs::rename(&one, at.join("x")).unwrap();
            fs::rename(&other, &one).unwrap();
            fs::rename(at.join("x"), &other).unwrap();
        },
        "were swapped",
    ),
    (
        "the manifest re-created",
        |at| {
            edit(at, "review.json", |v| v["name"] = json!("Another"));
            remade(at);
        },
        "the manifest is not what this key signed",
    ),
    ("signed by somebody else", signed_by_another, "was signed by another key"),
    (
        "the signature gone",
        |at| fs::remove_file(at.join("manifest.sig")).unwrap(),
        "manifest.sig is missing",
    ),
    (
        "a sum altered",
        |at| {
            let text = fs::read_to_string(at.join("SHA256SUMS")).unwrap();
            fs::write(at.join("SHA256SUMS"), text.replacen('a', "b", 1)).unwrap();
        },
        "another hash",
    ),
    (
        "an entry of the record altered",
        |at| {
            lines(at, |all| {
                let at = all.iter().position(|line| line.contains("review-started")).unwrap();
                all[at] = all[at].replace("\"items\":", "\"itemz\":");
            })
        },
        "does not match its hash",
    ),
    (
        "an entry taken out",
        |at| {
            lines(at, |all| {
                all.remove(1);
            })
        },
        "follows entry",
    ),
    (
        "the tail of the record cut",
        |at| {
            lines(at, |all| {
                all.pop();
            })
        },
        "it ends with entry",
    ),
    (
        "an entry put in",
        |at| {
            lines(at, |all| {
                let again = all[1].clone();
                all.insert(2, again);
            })
        },
        "follows entry",
    ),
    (
        "a sealed hash altered",
        |at| {
            lines(at, |all| {
                let last = all.len() - 2;
                let at = all[last].find("\"previous\":\"").unwrap() + 13;
                let other = if &all[last][at..=at] == "a" { "b" } else { "a" };
                all[last].replace_range(at..=at, other);
            })
        },
        "is not chained to the one before",
    ),
    (
        "a signature of the record gone",
        |at| {
            edit(at, "record-heads.json", |v| {
                v["heads"].as_array_mut().unwrap().pop();
            })
        },
        "the newest entry is not signed",
    ),
    (
        "a raw page altered",
        |at| {
            let page = page(at);
            let text = fs::read_to_string(&page).unwrap();
            fs::write(&page, text.replacen("true", "false", 1)).unwrap();
        },
        "is not the page that was read",
    ),
    (
        "an account dropped from the population",
        |at| {
            edit(at, "population.json", |v| {
                v["items"].as_array_mut().unwrap().pop();
            })
        },
        "of the pages is not in it",
    ),
    (
        "an invented account",
        |at| {
            edit(at, "population.json", |v| {
                let mut one = v["items"][0].clone();
                one["account_id"] = json!("nobody");
                v["items"].as_array_mut().unwrap().push(one);
            })
        },
        "account nobody is in no page",
    ),
    (
        "a group dropped from an account",
        |at| {
            edit(at, "population.json", |v| {
                let all = v["items"].as_array_mut().unwrap();
                let one = all
                    .iter_mut()
                    .find(|one| one["groups"].as_array().is_some_and(|g| !g.is_empty()));
                one.unwrap()["groups"].as_array_mut().unwrap().pop();
            })
        },
        "is in other groups in the pages",
    ),
    (
        "an account called inactive",
        |at| {
            edit(at, "population.json", |v| {
                let all = v["items"].as_array_mut().unwrap();
                all.iter_mut().find(|one| one["active"] == true).unwrap()["active"] = json!(false);
            })
        },
        "is active in the pages",
    ),
    (
        "half a read",
        |at| edit(at, "reads.json", |v| v["reads"][0]["verdict"] = json!("partial")),
        "was not read completely",
    ),
    (
        "a decision dropped",
        |at| {
            edit(at, "decisions.json", |v| {
                let at = v["decisions"][0]["item"].clone();
                v["decisions"].as_array_mut().unwrap().retain(|one| one["item"] != at);
            })
        },
        "was not decided",
    ),
    (
        "a revoke without its reason",
        |at| {
            edit(at, "decisions.json", |v| {
                let at = decision(v, "revoke");
                v["decisions"][at]["reason"] = json!("");
            })
        },
        "revoke without a reason",
    ),
    (
        "a revoke turned into a keep",
        |at| {
            edit(at, "decisions.json", |v| {
                let at = decision(v, "revoke");
                v["decisions"][at]["decision"] = json!("keep");
            })
        },
        "not decided, or listed twice",
    ),
    (
        "privileged access kept in bulk",
        |at| {
            let population = read(at, "population.json");
            let all = population["items"].as_array().unwrap();
            let item = all.iter().find(|one| one["privileged"] == true).unwrap()["item"].clone();
            edit(at, "decisions.json", |v| {
                for one in v["decisions"].as_array_mut().unwrap() {
                    if one["item"] == item {
                        one["bulk"] = json!(true);
                    }
                }
            });
        },
        "decided in bulk",
    ),
    (
        "the reviewer decides about himself",
        |at| {
            let population = read(at, "population.json");
            let email = population["items"][0]["email"].clone();
            edit(at, "review.json", |v| {
                for one in v["reviewers"].as_array_mut().unwrap() {
                    one["email"] = email.clone();
                }
            });
        },
        "an account of their own",
    ),
    (
        "a read-back taken out",
        |at| {
            edit(at, "remediation.json", |v| {
                let at = line(v, false);
                v["lines"][at]["read_back_at"] = Value::Null;
            })
        },
        "it was not read back",
    ),
    (
        "a read-back before the decision",
        |at| {
            edit(at, "remediation.json", |v| {
                let at = line(v, false);
                v["lines"][at]["read_back_at"] = json!("2001-01-01T00:00:00.000Z");
            })
        },
        "it was read back before it was decided",
    ),
    (
        "an exception without its owner",
        |at| {
            edit(at, "remediation.json", |v| {
                let at = line(v, true);
                v["lines"][at]["exception"]["owner"] = json!(" ");
            })
        },
        "its exception has no owner",
    ),
    (
        "a revoke left out",
        |at| {
            edit(at, "remediation.json", |v| {
                v["lines"].as_array_mut().unwrap().pop();
            })
        },
        "its outcome is missing",
    ),
    (
        "one person signs twice",
        |at| {
            edit(at, "review.json", |v| {
                let first = v["sign_offs"][0]["name"].clone();
                let second = v["sign_offs"].as_array_mut().unwrap().last_mut().unwrap();
                second["name"] = first;
            })
        },
        "signed twice",
    ),
];

fn copied(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copied(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Each copy fails, and its fault is named.
pub fn altered_copies_are_named(folder: &Path) {
    let place = tempfile::tempdir().unwrap();
    for (number, (what, alter, words)) in ALTERED.iter().enumerate() {
        let copy = place.path().join(number.to_string());
        copied(folder, &copy);
        alter(&copy);
        let report = verify(&copy, None).unwrap();
        let failed: Vec<&str> = report
            .checks
            .iter()
            .filter(|check| check.outcome == Outcome::Fails)
            .map(|check| check.words.as_str())
            .collect();
        assert!(failed.iter().any(|said| said.contains(words)), "{what}: {failed:#?}");
    }
    // The tail cut and all of it made to fit again: only what was kept elsewhere shows it.
    let head = read(folder, "manifest.json")["record"]["head"].clone();
    let copy = place.path().join("cut");
    copied(folder, &copy);
    lines(&copy, |all| {
        all.pop();
    });
    let report = verify(&copy, head.as_str()).unwrap();
    let named =
        |check: &rollcall_verify::Check| check.words.contains("it was cut off, or re-created");
    assert!(report.checks.iter().any(named));
    // Files that are broken off anywhere are named, and stop nothing.
    for entry in fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name();
        let copy = place.path().join(format!("half-{}", name.to_string_lossy()));
        copied(folder, &copy);
        if copy.join(&name).is_file() {
            let bytes = fs::read(copy.join(&name)).unwrap();
            fs::write(copy.join(&name), &bytes[..bytes.len() / 2]).unwrap();
            let report = verify(&copy, None).unwrap();
            assert!(report.checks.iter().any(|check| check.outcome == Outcome::Fails), "{name:?}");
        }
    }
    assert!(verify(&place.path().join("nothing"), None).is_err());
}
