//! Copies that are signed by the right key and were never in order.

use super::{Altered, decision, line, population, review};
use crate::made::{at, sha256};
use serde_json::{Value, json};

pub const COMPLETENESS: &[Altered] = &[
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
        "item 5: there is no reviewer 9",
    ),
    (
        "decided before the population was frozen",
        |made| decision(made, 5, |one| one["at"] = json!(at("09:59"))),
        "item 5: decided before the population was frozen",
    ),
    (
        "decided at no time",
        |made| decision(made, 5, |one| one["at"] = json!("yesterday")),
        "item 5: “yesterday” is not a time",
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
        "no longer in effect at the newest check",
        |made| {
            line(made, 3, |one| {
                one["checks"] = json!([{"at": at("13:00"), "holds": false},
                                       {"at": at("12:00"), "holds": true}]);
            })
        },
        "item 3: a later check found it no longer in effect",
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
        "a proof that is missing",
        |made| line(made, 6, |one| one["exception"]["proof"] = json!("proofs/2.png")),
        "item 6: its proof “proofs/2.png” is missing",
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
        "item 4, group g2: its outcome is missing",
    ),
    (
        "a line that nobody decided",
        |made| line(made, 4, |one| one["group"] = json!("g3")),
        "item 4, group g3: not decided, or listed twice",
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
        "users of Notion: 5 are left of 40, and no one confirmed that",
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
        "an invented account",
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
        "item 7 is in the place of 6",
    ),
    (
        "fewer items than were frozen",
        |made| review(made, |v| v["items"] = json!(7)),
        "there are 6, and 7 were frozen",
    ),
    (
        "set aside though the scope takes it in",
        |made| review(made, |v| v["scope"]["departments"] = json!([])),
        "u5 is set aside, but the scope includes it",
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
