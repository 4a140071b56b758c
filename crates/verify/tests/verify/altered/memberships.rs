//! A pack whose items are accounts in one group each, and copies of it with one thing altered.

use super::{Altered, decision, first, population, review, run_keyed};
use crate::made::Made;
use serde_json::{Value, json};

/// The same pack, with each account in a group as an item of its own.
fn by_membership() -> Made {
    let mut made = Made::new();
    let groups = |v: &Value| v["groups"].as_array().unwrap().clone();
    made.edit("population.json", |v| {
        let mut all = v["items"].as_array().unwrap().clone();
        for account in all.clone() {
            for group in groups(&account) {
                let mut one = account.clone();
                one["item"] = json!(all.len() + 1);
                one["group"] = group.clone();
                one["groups"] = json!([group]);
                all.push(one);
            }
        }
        v["items"] = json!(all);
    });
    let items = made.json("population.json")["items"].as_array().unwrap().clone();
    made.edit("decisions.json", |v| {
        let all = v["decisions"].as_array_mut().unwrap();
        all.retain(|one| one["item"] != 4);
        let like = all[0].clone();
        for item in items.iter().filter(|item| item["item"] == 4 || !item["group"].is_null()) {
            let mut one = like.clone();
            one["item"] = item["item"].clone();
            // What was dropped of account 4 is revoked as the membership it is.
            if item["group"]["id"] == "g2" {
                one["decision"] = json!("revoke");
            }
            all.push(one);
        }
    });
    let revoked = items.iter().find(|item| item["group"]["id"] == "g2").unwrap();
    made.edit("remediation.json", |v| {
        first(v, "lines", 4)["item"] = revoked["item"].clone();
    });
    made.edit("review.json", |v| {
        v["scope"]["granularity"] = json!("membership");
        v["items"] = json!(items.len());
    });
    let rows = made.json("hr-rows.json")["rows"].as_array().unwrap().clone();
    made.edit("hr-rows.json", |v| {
        for item in items.iter().filter(|item| !item["group"].is_null()) {
            let like = items.iter().find(|one| one["account_id"] == item["account_id"]).unwrap();
            let like = rows.iter().find(|row| row["item"] == like["item"]).unwrap();
            let mut row = like.clone();
            row["item"] = item["item"].clone();
            v["rows"].as_array_mut().unwrap().push(row);
        }
    });
    made.derive();
    made.mend();
    made
}

/// The items that are about a group, by its id.
fn of_group(v: &mut Value, id: &str) -> Vec<usize> {
    let all = v["items"].as_array().unwrap();
    (0..all.len()).filter(|at| all[*at]["group"]["id"] == id).collect()
}

#[test]
fn memberships_that_are_items_are_checked_one_by_one() {
    let (status, said) = run_keyed(&by_membership());
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("ok   each membership of the scope is an item: 5"), "{said}");
    let altered: [Altered; 9] = [
        (
            "a membership taken out",
            |made| {
                population(made, |v| {
                    v["items"].as_array_mut().unwrap().pop();
                });
            },
            "a1 in the group x1 is not an item, but the scope includes it",
        ),
        (
            "an account put in a group it was not in",
            |made| {
                population(made, |v| {
                    let at = of_group(v, "x1")[0];
                    v["items"][at]["group"] = json!({"id": "g9", "name": "Other"});
                    v["items"][at]["groups"] = json!([{"id": "g9", "name": "Other"}]);
                });
            },
            "the account was not in the group g9",
        ),
        (
            "a membership twice",
            |made| {
                population(made, |v| {
                    let (one, other) = (of_group(v, "g1")[0], of_group(v, "g1")[1]);
                    v["items"][other]["account_id"] = v["items"][one]["account_id"].clone();
                });
            },
            "repeats a membership",
        ),
        (
            "a membership of an account that nobody froze",
            |made| {
                population(made, |v| {
                    let at = of_group(v, "x1")[0];
                    v["items"][at]["account_id"] = json!("a9");
                });
            },
            "is of an account that was not frozen",
        ),
        (
            "a membership with more groups than its own",
            |made| {
                population(made, |v| {
                    let at = of_group(v, "x1")[0];
                    let more = json!({"id": "x2", "name": "More"});
                    v["items"][at]["groups"].as_array_mut().unwrap().push(more);
                });
            },
            "has other groups than the one it is about",
        ),
        (
            "a privileged membership called ordinary",
            |made| {
                population(made, |v| {
                    let at = of_group(v, "g1")[0];
                    v["items"][at]["privileged"] = json!(false);
                });
            },
            "is in a privileged group and not marked so",
        ),
        (
            "the same items as accounts",
            |made| review(made, |v| v["scope"]["granularity"] = json!("account")),
            "is about a group, and accounts are decided",
        ),
        (
            "a kind of item that is not known",
            |made| review(made, |v| v["scope"]["granularity"] = json!("team")),
            "items of the kind “team” are not known",
        ),
        (
            "a change",
            |made| {
                decision(made, 4, |one| {
                    one["decision"] = json!("change");
                    one["drop"] = json!(["g2"]);
                });
            },
            "item 4: a change, where memberships are decided",
        ),
    ];
    for (what, alter, words) in altered {
        let mut made = by_membership();
        alter(&mut made);
        let (status, said) = run_keyed(&made);
        assert_eq!(status, 1, "{what}: {said}");
        assert!(said.contains(words), "{what}: {said}");
    }
}
