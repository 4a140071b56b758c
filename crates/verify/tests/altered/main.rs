//! One pack that holds, and copies of it with one thing altered: exit status and words.

#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../made/mod.rs"]
mod made;
mod memberships;
mod shown;

use ed25519_dalek::SigningKey;
use made::{Made, at, sha256};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

/// Exit status and what was printed, both ways.
fn run(pack: &Path, more: &[&str]) -> (i32, String) {
    let out =
        Command::new(env!("CARGO_BIN_EXE_rollcall-verify")).arg(pack).args(more).output().unwrap();
    let text = [out.stdout, out.stderr].concat();
    (out.status.code().unwrap(), String::from_utf8(text).unwrap())
}

fn run_folder(made: &Made, more: &[&str]) -> (i32, String) {
    let place = tempfile::tempdir().unwrap();
    made.folder(place.path());
    run(place.path(), more)
}

/// Against the key that was kept elsewhere.
fn run_keyed(made: &Made) -> (i32, String) {
    run_folder(made, &["--key", &made.fingerprint()])
}

/// Without a head or a key nothing says who made it, however well it fits in itself.
#[test]
fn who_made_it_is_proven_by_what_was_kept_elsewhere_alone() {
    let made = Made::new();
    let (status, said) = run_folder(&made, &[]);
    assert_eq!(status, 3, "{said}");
    assert!(said.contains("who made it is not proven"), "{said}");
    assert!(said.contains("Integrity CANNOT BE PROVEN; completeness holds."), "{said}");
    let key = made.fingerprint();
    let colons: Vec<&str> = (0..32).map(|at| &key[2 * at..2 * at + 2]).collect();
    for kept in [key.clone(), key.to_uppercase(), colons.join(":")] {
        let (status, said) = run_folder(&made, &["--key", &kept]);
        assert_eq!(status, 0, "{said}");
    }
    let mut another = Made::new();
    another.key = SigningKey::from_bytes(&[7; 32]);
    another.record();
    another.sign();
    let (status, said) = run_folder(&another, &["--key", &key]);
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("the pack was signed with the key"), "{said}");
}

#[test]
fn a_whole_pack_holds_as_a_folder_and_as_a_zip() {
    let made = Made::new();
    let place = tempfile::tempdir().unwrap();
    made.folder(&place.path().join("q4"));
    made.zip(&place.path().join("q4.zip"), "");
    made.zip(&place.path().join("by-hand.zip"), "q4/");
    for name in ["q4", "q4.zip", "by-hand.zip"] {
        for more in
            [vec!["--key".to_owned(), made.fingerprint()], vec!["--head".to_owned(), made.head()]]
        {
            let more: Vec<&str> = more.iter().map(String::as_str).collect();
            let (status, said) = run(&place.path().join(name), &more);
            assert_eq!(status, 0, "{name}: {said}");
            assert!(!said.contains("FAIL") && !said.contains("??"), "{said}");
            assert!(said.contains("Integrity holds; completeness holds."), "{said}");
            assert!(said.contains(&made.head()), "{said}");
            // As `openssl pkey -pubin -outform DER | sha256sum` gives it.
            let mut der = hex::decode("302a300506032b6570032100").unwrap();
            der.extend(made.key.verifying_key().as_bytes());
            assert!(said.contains(&sha256(&der)), "{said}");
        }
    }
}

/// A head that was mailed before the pack was made says nothing of the pack.
#[test]
fn an_older_head_proves_nothing_of_this_pack() {
    let made = Made::new();
    let older = made.lines()[3]["hash"].as_str().unwrap().to_owned();
    let (status, said) = run_folder(&made, &["--head", &older]);
    assert_eq!(status, 3, "{said}");
    assert!(said.contains("Integrity CANNOT BE PROVEN"), "{said}");
    assert!(said.contains("?? ") && said.contains("is entry 43, and"), "{said}");
}

/// Whoever makes files and signatures anew with a key of their own, and leaves the record alone.
#[test]
fn a_forged_pack_shows_against_the_record_it_brings() {
    let genuine = Made::new();
    let (head, lines) = (genuine.head(), genuine.lines());
    let forged: [fn(&mut Made); 4] = [
        |made| {
            made.edit("remediation.json", |v| {
                let six = first(v, "lines", 6);
                six["outcome"] = json!("verified");
                six["read_back_at"] = json!(at("11:30"));
                six["exception"] = Value::Null;
            });
        },
        |made| made.edit("review.json", |v| v["sign_offs"][1]["name"] = json!("The CISO")),
        |made| made.edit("decisions.json", |v| first(v, "decisions", 6)["reason"] = json!("x")),
        |made| made.edit("truth-list.json", |v| v["rows"] = json!(1)),
    ];
    for forge in forged {
        let mut made = Made::new();
        made.key = SigningKey::from_bytes(&[9; 32]);
        forge(&mut made);
        made.sign();
        made.set_lines(&lines);
        made.heads();
        made.manifest(lines.last().unwrap());
        made.sums();
        made.signature();
        for more in [vec![], vec!["--head", head.as_str()]] {
            let (status, said) = run_folder(&made, &more);
            assert_eq!(status, 1, "{said}");
            assert!(said.contains("Integrity DOES NOT HOLD"), "{said}");
            assert!(said.contains("altered after the pack was put on record"), "{said}");
        }
    }
}

#[test]
fn what_was_left_out_is_not_called_checked() {
    let mut made = Made::new();
    made.files.retain(|name, _| !name.starts_with("pages/"));
    made.edit("reads.json", |v| {
        for read in v["reads"].as_array_mut().unwrap() {
            for page in read["pages"].as_array_mut().unwrap() {
                page["file"] = Value::Null;
            }
        }
    });
    made.edit("population.json", |v| {
        for item in v["items"].as_array_mut().unwrap() {
            item.as_object_mut().unwrap().remove("email");
        }
    });
    made.edit("hr-rows.json", |v| {
        for row in v["rows"].as_array_mut().unwrap() {
            row.as_object_mut().unwrap().remove("email");
            row.as_object_mut().unwrap().remove("manager_email");
        }
    });
    made.edit("manifest.json", |v| v["left_out"] = json!(["email"]));
    made.sign();
    made.edit("manifest.json", |v| v["left_out"] = json!(["email"]));
    made.sums();
    made.signature();
    let (status, said) = run_keyed(&made);
    assert_eq!(status, 3, "{said}");
    assert!(said.contains("??   the population made again from the raw pages"), "{said}");
    assert!(said.contains("??   nobody decided about an account of their own"), "{said}");
    assert!(!said.contains("FAIL"), "{said}");
    assert!(said.contains("Integrity holds; completeness CANNOT BE PROVEN."), "{said}");
}

fn first<'a>(value: &'a mut Value, list: &str, item: u64) -> &'a mut Value {
    let all = value[list].as_array_mut().unwrap();
    all.iter_mut().rev().find(|one| one["item"] == item).unwrap()
}

/// Alters one decision and has the whole record say the same.
fn decision(made: &mut Made, item: u64, change: impl FnOnce(&mut Value)) {
    made.edit("decisions.json", |v| change(first(v, "decisions", item)));
    made.mend();
}

fn line(made: &mut Made, item: u64, change: impl FnOnce(&mut Value)) {
    made.edit("remediation.json", |v| change(first(v, "lines", item)));
    made.record();
    made.sign();
}

fn review(made: &mut Made, change: impl FnOnce(&mut Value)) {
    made.edit("review.json", change);
    made.record();
    made.sign();
}

fn population(made: &mut Made, change: impl FnOnce(&mut Value)) {
    made.edit("population.json", change);
    made.mend();
}

fn record(made: &mut Made, change: impl FnOnce(&mut Vec<Value>)) {
    let mut lines = made.lines();
    change(&mut lines);
    made.set_lines(&lines);
    made.heads();
    made.sign();
}

/// The manifest altered and signed by the right key.
fn manifest(made: &mut Made, change: impl FnOnce(&mut Value)) {
    made.edit("manifest.json", change);
    made.sums();
    made.signature();
}

type Altered = (&'static str, fn(&mut Made), &'static str);

const INTEGRITY: &[Altered] = &[
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
        "decisions.csv is not there",
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
        "the manifest made anew, not signed",
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
        "it names ../decisions.csv, which is no file of a pack",
    ),
    (
        "a path from the root",
        |made| manifest(made, |v| v["files"][0]["path"] = json!("/etc/passwd")),
        "it names /etc/passwd, which is no file of a pack",
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
        "entry 42 is not what its hash is of",
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
        "does not hang on the one before",
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

const COMPLETENESS: &[Altered] = &[
    (
        "a decision missing",
        |made| {
            made.edit("decisions.json", |v| {
                v["decisions"].as_array_mut().unwrap().retain(|one| one["item"] != 5);
            });
            made.mend();
        },
        "item 5 was not decided",
    ),
    (
        "a decision taken back",
        |made| decision(made, 5, |one| one["decision"] = json!("none")),
        "item 5: “none” counts",
    ),
    (
        "a decision about nobody",
        |made| decision(made, 5, |one| one["item"] = json!(77)),
        "item 77 is not in the population",
    ),
    (
        "about an account of one's own",
        |made| review(made, |v| v["reviewers"][0]["email"] = json!("U2@ACME.example")),
        "item 2: Carla Mendes decided about an account of their own",
    ),
    (
        "a revoke without a reason",
        |made| decision(made, 3, |one| one["reason"] = json!(" ")),
        "item 3: revoke without a reason",
    ),
    (
        "privileged access kept without a reason",
        |made| decision(made, 1, |one| one["reason"] = json!("")),
        "item 1: privileged access is kept without a reason",
    ),
    (
        "bulk on privileged access",
        |made| decision(made, 1, |one| one["bulk"] = json!(true)),
        "item 1: privileged access was decided in bulk",
    ),
    (
        "bulk not said",
        |made| {
            decision(made, 1, |one| {
                one.as_object_mut().unwrap().shift_remove("bulk");
            })
        },
        "decisions.json cannot be read: missing field `bulk`",
    ),
    (
        "a privileged account called ordinary",
        |made| population(made, |v| v["items"][1]["privileged"] = json!(false)),
        "item 2 is in a privileged group and not marked so",
    ),
    (
        "a change that drops nothing",
        |made| decision(made, 4, |one| one["drop"] = json!([])),
        "item 4: a change that drops no group",
    ),
    (
        "a change that drops a group of others",
        |made| decision(made, 4, |one| one["drop"] = json!(["g2", "g1"])),
        "item 4: it was not in the group g1",
    ),
    (
        "decided by nobody known",
        |made| decision(made, 5, |one| one["reviewer"] = json!(9)),
        "item 5: nobody is reviewer 9",
    ),
    (
        "decided before the population was frozen",
        |made| decision(made, 5, |one| one["at"] = json!(at("09:59"))),
        "item 5: decided before the population was frozen",
    ),
    (
        "decided at no time",
        |made| decision(made, 5, |one| one["at"] = json!("yesterday")),
        "item 5: “yesterday” is no time",
    ),
    (
        "a revoke neither read back nor excepted",
        |made| line(made, 3, |one| one["read_back_at"] = Value::Null),
        "item 3: it was not read back, and it is not excepted",
    ),
    (
        "read back before the decision",
        |made| line(made, 4, |one| one["read_back_at"] = json!(at("10:19"))),
        "item 4, group g2: it was read back before it was decided",
    ),
    (
        "no longer so at the newest check",
        |made| {
            line(made, 3, |one| {
                one["checks"] = json!([{"at": at("13:00"), "holds": false},
                                       {"at": at("12:00"), "holds": true}]);
            })
        },
        "item 3: it was no longer so later",
    ),
    (
        "an exception without an owner",
        |made| line(made, 6, |one| one["exception"]["owner"] = json!("")),
        "item 6: its exception has no owner",
    ),
    (
        "an exception without a day",
        |made| line(made, 6, |one| one["exception"]["due"] = json!("soon")),
        "item 6: its exception has no due date",
    ),
    (
        "a proof that is not there",
        |made| line(made, 6, |one| one["exception"]["proof"] = json!("proofs/2.png")),
        "item 6: its proof “proofs/2.png” is not there",
    ),
    (
        "a risk that does not expire",
        |made| line(made, 6, |one| one["exception"]["kind"] = json!("risk")),
        "item 6: its risk does not expire",
    ),
    (
        "a revoke of which nothing is said",
        |made| {
            made.edit("remediation.json", |v| {
                v["lines"].as_array_mut().unwrap().remove(1);
            });
            made.sign();
        },
        "item 4, group g2: nothing is said of what became of it",
    ),
    (
        "a line that nobody decided",
        |made| line(made, 4, |one| one["group"] = json!("g3")),
        "item 4, group g3: nobody decided that",
    ),
    (
        "a line about another account",
        |made| line(made, 3, |one| one["account_id"] = json!("u1")),
        "item 3: another account was taken away",
    ),
    (
        "a raw page altered, its hash mended",
        |made| {
            let name = "pages/1/0001-users.json";
            let text = String::from_utf8(made.files[name].clone()).unwrap();
            let body = text.replacen("true", "false", 1).into_bytes();
            made.edit("reads.json", |v| {
                v["reads"][0]["pages"][0]["sha256"] = json!(sha256(&body));
            });
            made.files.insert(name.to_owned(), body);
            made.sign();
        },
        "account u1 is inactive in the pages",
    ),
    (
        "a raw page altered",
        |made| {
            made.files.get_mut("pages/1/0001-users.json").unwrap().push(b' ');
            made.sign();
        },
        "pages/1/0001-users.json is not the page that was read",
    ),
    (
        "a page that no read names",
        |made| {
            made.edit("reads.json", |v| {
                v["reads"][0]["pages"].as_array_mut().unwrap().pop();
            });
            made.sign();
        },
        "pages/1/0006-groups.json is a page of no read",
    ),
    (
        "a list that its first page ended, and no page behind it",
        |made| {
            made.without_page("pages/2/0004-users.json");
            made.sign();
        },
        "users of Linear: no page was asked for behind the 2 that the app states",
    ),
    (
        "a total that is the size of its page, and no count of one",
        |made| {
            made.without_page("pages/1/0006-groups.json");
            made.sign();
        },
        "groups of Notion: the total of 3 is the size of its page",
    ),
    (
        "a total that follows the count",
        |made| {
            made.page("pages/1/0006-groups.json", |body| body["totalResults"] = json!(1));
            made.sign();
        },
        "groups of Notion: its total changes from 3 to 1 within the read",
    ),
    (
        "a total that is the size of each page",
        |made| {
            for name in ["pages/1/0001-users.json", "pages/1/0002-users.json"] {
                made.page(name, |body| {
                    body.as_object_mut().unwrap().shift_remove("TOTALRESULTS");
                    body["totalResults"] = json!(3);
                });
            }
            made.page("pages/1/0004-users.json", |body| body["totalResults"] = json!(0));
            made.sign();
        },
        "users of Notion: 5 came, and the app states 3",
    ),
    (
        "a total that changes within a pass",
        |made| {
            made.page("pages/1/0002-users.json", |body| body["TOTALRESULTS"] = json!("4"));
            made.sign();
        },
        "users of Notion: its total changes from 5 to 4 within the read",
    ),
    (
        "a total that was not reached",
        |made| {
            for name in ["0001", "0002", "0004"] {
                made.page(&format!("pages/1/{name}-users.json"), |body| {
                    body.as_object_mut().unwrap().shift_remove("TOTALRESULTS");
                    body["totalResults"] = json!(6);
                });
            }
            made.sign();
        },
        "users of Notion: 5 of the 6 that the app states came",
    ),
    (
        "a shrink that nobody confirmed",
        |made| {
            made.edit("reads.json", |v| {
                v["reads"][0]["before"] = json!({"users": 40, "groups": 3})
            });
            made.sign();
        },
        "users of Notion: 5 are left of 40, and nobody confirmed that",
    ),
    (
        "an account dropped from the population",
        |made| {
            population(made, |v| {
                v["outside"].as_array_mut().unwrap().pop();
            })
        },
        "account u5 of the pages is not in it",
    ),
    (
        "an account made up",
        |made| population(made, |v| v["outside"][0]["account_id"] = json!("nobody")),
        "account nobody is in no page",
    ),
    (
        "an account twice",
        |made| {
            population(made, |v| {
                v["outside"][0]["account_id"] = json!("u4");
            })
        },
        "account u4 of c1 is in it twice",
    ),
    (
        "a group dropped from an account",
        |made| {
            population(made, |v| {
                v["items"][3]["groups"].as_array_mut().unwrap().pop();
            })
        },
        "account u4 is in other groups in the pages of c1: g3",
    ),
    (
        "another hash of the population",
        |made| {
            made.edit("review.json", |v| v["population_sha256"] = json!(sha256(b"other")));
            made.record();
            made.sign();
        },
        "population_sha256 is of another",
    ),
    (
        "a gap between items",
        |made| {
            made.edit("population.json", |v| v["items"][5]["item"] = json!(7));
            made.mend();
        },
        "item 7 stands where 6 belongs",
    ),
    (
        "fewer items than were frozen",
        |made| review(made, |v| v["items"] = json!(7)),
        "there are 6, and 7 were frozen",
    ),
    (
        "set aside though the scope takes it in",
        |made| review(made, |v| v["scope"]["departments"] = json!([])),
        "u5 is set aside, and the scope takes it in",
    ),
    (
        "a partial read",
        |made| {
            made.edit("reads.json", |v| v["reads"][1]["verdict"] = json!("partial"));
            made.sign();
        },
        "Linear was not read completely, and is not excluded",
    ),
    (
        "an exclusion without a reason",
        |made| {
            made.edit("reads.json", |v| v["reads"][1]["verdict"] = json!("partial"));
            review(made, |v| {
                v["exclusions"] =
                    json!([{"connection": "c2", "name": "Linear", "reason": "", "by": "priya"}]);
            });
        },
        "c2 is excluded without a reason or without a name",
    ),
    (
        "a sign-off missing",
        |made| {
            review(made, |v| {
                v["sign_offs"].as_array_mut().unwrap().pop();
            })
        },
        "a second person did not sign",
    ),
    (
        "both sign-offs by one name",
        |made| review(made, |v| v["sign_offs"][1]["name"] = json!("carla mendes ")),
        "Carla Mendes signed twice",
    ),
    (
        "signed before the last decision",
        |made| review(made, |v| v["sign_offs"][1]["at"] = json!(at("10:19"))),
        "Sam Osei signed before the last decision",
    ),
    (
        "closed before it was signed",
        |made| review(made, |v| v["closed_at"] = json!(at("11:05"))),
        "it was closed before Sam Osei signed",
    ),
    ("never closed", |made| review(made, |v| v["closed_at"] = Value::Null), "it was never closed"),
];

/// One line of what is printed, and the verdicts of both halves.
fn named(altered: &[Altered], verdict: &str) {
    for (what, alter, words) in altered {
        let mut made = Made::new();
        alter(&mut made);
        let (status, said) = run_keyed(&made);
        assert_eq!(status, 1, "{what}: {said}");
        assert!(said.contains(words), "{what}: {said}");
        assert!(said.contains("FAIL"), "{what}: {said}");
        assert!(said.contains(verdict), "{what}: {said}");
    }
}

#[test]
fn what_was_altered_after_it_was_signed_is_named() {
    named(INTEGRITY, "Integrity DOES NOT HOLD");
}

/// These are signed by the right key: the pack is as it was signed, and still not in order.
#[test]
fn what_was_never_in_order_is_named_and_kept_apart_from_integrity() {
    let apart: Vec<Altered> =
        COMPLETENESS.iter().filter(|(_, _, words)| !is_of_the_record_too(words)).copied().collect();
    assert!(apart.len() > 35, "{}", apart.len());
    named(&apart, "Integrity holds; completeness DOES NOT HOLD.");
    named(COMPLETENESS, "completeness DOES NOT HOLD.");
}

/// What the record tells as well, so that both halves fail.
fn is_of_the_record_too(words: &str) -> bool {
    ["missing field `bulk`", "and 7 were frozen"].iter().any(|known| words.contains(known))
}

#[test]
fn a_record_cut_or_made_anew_shows_against_the_head_that_was_kept() {
    let head = Made::new().head();
    // What came before the newest entry is cut, and the newest made anew on what is left.
    let mut cut = Made::new();
    let mut lines = cut.lines();
    lines.truncate(lines.len() - 3);
    cut.set_lines(&lines);
    cut.packed();
    cut.heads();
    cut.sign();
    let mut anew = Made::new();
    anew.key = SigningKey::from_bytes(&[7; 32]);
    anew.edit("decisions.json", |v| first(v, "decisions", 1)["reason"] = json!("because"));
    anew.edit("review.json", |v| v["made_at"] = json!(at("08:00")));
    anew.record();
    anew.sign();
    for made in [cut, anew] {
        let (status, said) = run_folder(&made, &[]);
        assert_eq!(status, 3, "nothing inside it shows that: {said}");
        let (status, said) = run_folder(&made, &["--head", &head]);
        assert_eq!(status, 1, "{said}");
        assert!(said.contains(&format!("no entry has the hash {head}")), "{said}");
    }
}

#[test]
fn of_many_faults_five_are_named_and_the_rest_counted() {
    let mut made = Made::new();
    made.edit("decisions.json", |v| v["decisions"] = json!([]));
    made.edit("population.json", |v| {
        for number in 7..=9 {
            let mut one = v["items"][5].clone();
            one["item"] = json!(number);
            one["account_id"] = json!(format!("b{number}"));
            v["items"].as_array_mut().unwrap().push(one);
        }
    });
    made.mend();
    let (status, said) = run_folder(&made, &[]);
    assert_eq!(status, 1);
    assert!(said.contains("item 5 was not decided\n       and 4 more"), "{said}");
}
