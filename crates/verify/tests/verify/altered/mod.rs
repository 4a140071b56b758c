//! One pack that holds, and copies of it with one thing altered: exit status and words.

#![allow(clippy::unwrap_used, reason = "tests")]

mod integrity;
mod memberships;
mod never_in_order;
mod shown;

use crate::made::{Made, at, sha256};
use ed25519_dalek::SigningKey;
use integrity::INTEGRITY;
use never_in_order::COMPLETENESS;
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

/// Two names of one computer user are not two people; the pack is as good as one can be.
#[test]
fn two_names_of_one_computer_user_are_not_called_two_people() {
    let one = "two names signed (Carla Mendes, Sam Osei), both by the computer user priya: that these are two people is not proven";
    let second = "and then all of it by a second computer user";
    let said_of = |change: &dyn Fn(&mut Value)| {
        let mut made = Made::new();
        let mut review = made.json("review.json");
        change(&mut review);
        made.put("review.json", &review);
        made.record();
        made.sign();
        run_keyed(&made)
    };
    let (status, said) = said_of(&|_| ());
    assert_eq!(status, 0, "{said}");
    assert!(said.contains(&format!("--   {one}")) && !said.contains(second), "{said}");
    let (status, said) = said_of(&|review| review["sign_offs"][0]["user"] = json!("Priya "));
    assert!(said.contains("both by the computer user priya"), "{status} {said}");
    let (status, said) = said_of(&|review| review["sign_offs"][0]["user"] = json!("carla"));
    assert!(said.contains(second) && !said.contains("not proven"), "{status} {said}");
    let (status, said) = said_of(&|review| review["sign_offs"][1]["user"] = json!(""));
    assert!(said.contains("that two people signed is not proven"), "{status} {said}");

    // The user of a signature is that of the record.
    let mut made = Made::new();
    let mut review = made.json("review.json");
    review["sign_offs"][0]["user"] = json!("carla");
    made.put("review.json", &review);
    made.sign();
    let (status, said) = run_keyed(&made);
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("the signature of Carla Mendes as reviewer is not on record"), "{said}");
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

/// An attacker who re-creates files and signatures with a new key, and leaves the record alone.
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
    assert!(said.contains("??   the population rebuilt from the raw pages"), "{said}");
    assert!(said.contains("??   no one decided about their own account"), "{said}");
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

/// What the record says as well, so that both halves fail.
fn is_of_the_record_too(words: &str) -> bool {
    ["missing field `bulk`", "and 7 were frozen"].iter().any(|known| words.contains(known))
}

#[test]
fn a_record_cut_or_made_anew_shows_against_the_head_that_was_kept() {
    let head = Made::new().head();
    // What came before the newest entry is cut, and the newest re-created on the rest.
    let mut cut = Made::new();
    let mut lines = cut.lines();
    lines.truncate(lines.len() - 3);
    cut.set_lines(&lines);
    cut.packed();
    cut.heads();
    cut.sign();
    let mut remade = Made::new();
    remade.key = SigningKey::from_bytes(&[7; 32]);
    remade.edit("decisions.json", |v| first(v, "decisions", 1)["reason"] = json!("because"));
    remade.edit("review.json", |v| v["made_at"] = json!(at("08:00")));
    remade.record();
    remade.sign();
    for made in [cut, remade] {
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
