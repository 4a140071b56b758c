//! An access review on the command line from the freeze to the evidence, with the real keychain
//! service. Runs when `ROLLCALL_REAL_KEYCHAIN=1` is set.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use crate::support::{Apps, Desk, of_a_test_session};

fn run(desk: &Desk, arguments: &[&str], status: i32) -> crate::support::Ended {
    let ended = desk.run(arguments);
    let start: String = ended.all().chars().take(2_000).collect();
    assert_eq!(ended.status, status, "{arguments:?}: {start}");
    ended
}

/// The statement that a command would sign.
fn sentence(desk: &Desk, arguments: &[&str]) -> String {
    run(desk, &[arguments, &["--dry-run"]].concat(), 0).out.trim().to_owned()
}

/// Both files were imported by the admin: that is stated, or signed by the reviewer who comes.
fn signed_in_parts(desk: &Desk) {
    let priya = ["review", "sign", "Q4", "--name", "Priya Nair"];
    let said = sentence(desk, &priya);
    assert!(said.contains("keep") && said.contains("imported from files"), "{said}");
    let own = [&priya[..], &["--confirm", "I looked at each account."]].concat();
    run(desk, &own, 1);
    run(desk, &[&priya[..], &["--confirm", &said]].concat(), 0);
    let second = ["review", "sign", "Q4", "--second", "--name"];
    run(desk, &[&second[..], &["Jo Doe", "--confirm", &said]].concat(), 1);
    let imported = ["review", "sign", "Q4", "--name", "Ann Admin", "--imported", "2"];
    let said = sentence(desk, &imported);
    assert!(said.contains("did not sign here"), "{said}");
    run(desk, &imported, 0);
    let said = sentence(desk, &[&second[..], &["Jo Doe"]].concat());
    run(desk, &[&second[..], &["Priya N.", "--reason", "me", "--confirm", &said]].concat(), 1);
    run(desk, &[&second[..], &["Sam Osei", "--confirm", &said]].concat(), 1);
    let signed = run(desk, &[&second[..], &["Jo Doe", "--confirm", &said]].concat(), 0);
    assert!(signed.out.contains("Import stated by Ann Admin"), "{}", signed.all());
    assert!(signed.out.contains("This computer's user"), "{}", signed.all());
    // Only the statement of the import was put to nobody.
    assert_eq!(signed.out.matches("asked nothing").count(), 1, "{}", signed.all());
}

#[test]
#[ignore = "needs a keychain service: cargo xtask test --only keychain"]
fn a_review_is_decided_by_table_revoked_and_packed() {
    of_a_test_session();
    let desk = Desk::new();
    let apps = Apps::start(&["--users", "40", "--app", "airtable", "--app", "scim", "--seed", "1"]);
    for app in ["airtable", "scim"] {
        desk.connect(apps.app(app), app);
    }
    let listed = run(&desk, &["review", "list"], 0);
    assert!(listed.all().contains("no review yet"), "{}", listed.all());
    let (one, two) = ("Priya Nair <priya.nair@example.com>", "Jo Doe <jo@example.com>");
    run(&desk, &["review", "new", "Q4", "--reviewer", "nobody"], 2);
    run(&desk, &["review", "new", "Q4", "--reviewer", one], 1);
    run(&desk, &["review", "new", "Q4", "--reviewer", one, "--reviewer", two], 0);
    run(&desk, &["review", "status", "Q4"], 3);

    // Two tables, filled in and taken back.
    for reviewer in ["1", "2"] {
        let file = desk.data.path().join(format!("q4-{reviewer}.csv"));
        let path = file.to_str().unwrap();
        run(&desk, &["review", "items", "Q4", "--of", reviewer, "--csv", path], 0);
        let text = std::fs::read_to_string(&file).unwrap();
        let filled: String = text
            .lines()
            .map(|line| {
                // Who has privileged access is kept for a reason of its own.
                let word = match line.contains("oskar.lind@example.com") {
                    true => ",revoke,,left in September,".to_owned(),
                    false if line.contains(",admin,") => {
                        format!(",keep,,runs the app: {},", line.split(',').nth(1).unwrap())
                    }
                    false => ",keep,,still needed,".to_owned(),
                };
                format!("{}\n", line.replacen(",,,,", &word, 1))
            })
            .collect();
        std::fs::write(&file, filled).unwrap();
        let looked = run(&desk, &["review", "decide", "Q4", path, "--by", reviewer], 0);
        assert!(looked.out.contains("Nothing was set"), "{}", looked.all());
        run(&desk, &["review", "decide", "Q4", path, "--by", reviewer, "--yes"], 0);
    }
    run(&desk, &["review", "close", "Q4"], 1);
    signed_in_parts(&desk);
    run(&desk, &["review", "revoke", "Q4"], 2);
    let revoked = run(&desk, &["review", "revoke", "Q4", "--yes", "--json"], 0).json();
    assert_eq!((&revoked["brief"]["verified"], &revoked["brief"]["open"]), (&2.into(), &0.into()));
    run(&desk, &["review", "close", "Q4"], 0);
    run(&desk, &["review", "status", "Q4"], 0);
    let pack = desk.data.path().join("evidence.zip");
    let path = pack.to_str().unwrap();
    let packed = run(&desk, &["review", "pack", "Q4", "-o", path, "--json"], 0).json();
    assert_eq!(packed["head"].as_str().unwrap().len(), 64);
    run(&desk, &["review", "pack", "Q4", "-o", path], 1);
    let bytes = std::fs::read(&pack).unwrap();
    for app in &apps.apps {
        let token = app.token.as_bytes();
        assert!(!bytes.windows(token.len()).any(|part| part == token));
    }
    // What changed is known from the local copy alone.
    let since = run(&desk, &["since", "scim", "--from", "2020-01-01"], 0);
    assert!(since.out.contains("1 account and 0 memberships changed."), "{}", since.all());
    run(&desk, &["since", "scim", "--from", "someday"], 1);
}
