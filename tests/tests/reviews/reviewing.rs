//! An access review from the freeze to the evidence, against two apps.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::ProblemCode;
use rollcall_engine::view::{
    DecideRequest, RemediationState, ReviewDecision, ReviewExclusion, ReviewHandOver,
    ReviewRequest, ReviewRow, ReviewState, ReviewerName,
};
use rollcall_tests::altered::altered_copies_are_named;
use rollcall_tests::review::{
    OSKAR, PRIYA, apps, decide, manual, oskar_revoked, proven, rows, sign, sign_part, sign_second,
    verified, wanted, who,
};
use rollcall_tests::world::{World, assert_told, faults};
use std::collections::BTreeSet;
use std::path::Path;

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one journey, step by step")]
async fn a_review_is_frozen_decided_revoked_closed_and_proven() {
    let apps = apps().await;
    let world = World::new().await;
    let connections = world.connect_all(&apps).await;
    world.house.read(&[]).await.unwrap();
    let view = world.house.start_review(wanted()).await.unwrap();
    let id = view.brief.id.clone();

    // The population is what the apps hold, by their own count.
    let all = rows(&world, id.as_str()).await;
    assert_eq!(view.brief.items as usize, all.len());
    for connection in &connections {
        let oracle = apps.oracle(&connection.provider).unwrap();
        let mine: Vec<&ReviewRow> =
            all.iter().filter(|row| row.connection_id == connection.id).collect();
        let ids: BTreeSet<String> = mine.iter().map(|row| row.account_id.to_string()).collect();
        assert_eq!(ids, oracle.listed_ids().into_iter().collect(), "{}", connection.name);
        let memberships: usize = mine.iter().map(|row| row.groups.len()).sum();
        let held: usize = oracle
            .groups()
            .iter()
            .map(|(group, _)| oracle.members(group).unwrap())
            .map(|members| members.iter().filter(|member| ids.contains(*member)).count())
            .sum();
        assert_eq!(memberships, held, "{}", connection.name);
    }

    // Nobody decides about their own account, nothing is revoked without a reason, and only what is
    // ordinary is kept in bulk.
    let own = all.iter().find(|row| row.user_name == PRIYA).unwrap();
    assert_eq!(own.reviewer, 2, "somebody else decides about the reviewer's own account");
    let mine = DecideRequest {
        items: vec![own.item],
        decision: Some(ReviewDecision::Keep),
        drop: Vec::new(),
        reason: String::new(),
        by: 1,
        ms: 0,
    };
    let problem = world.house.decide_review(id.as_str(), mine.clone()).await.unwrap_err();
    assert!(problem.side_words.contains("own"), "{problem}");
    assert_told(&problem, "no token");
    let oskar: Vec<&ReviewRow> = all.iter().filter(|row| row.user_name == OSKAR).collect();
    assert_eq!(oskar.len(), 2);
    let problem =
        decide(&world, id.as_str(), oskar[0], ReviewDecision::Revoke, " ").await.unwrap_err();
    assert!(problem.side_words.contains("reason"), "{problem}");
    let privileged: Vec<&ReviewRow> = all.iter().filter(|row| row.privileged).collect();
    assert!(!privileged.is_empty(), "the apps have admins");
    let bulk = |items: Vec<u32>, decision| DecideRequest {
        items,
        decision: Some(decision),
        by: 1,
        ..DecideRequest {
            items: Vec::new(),
            decision: None,
            drop: Vec::new(),
            reason: "all of them".to_owned(),
            by: 1,
            ms: 0,
        }
    };
    let with_admin = vec![oskar[0].item, privileged[0].item];
    world
        .house
        .decide_review(id.as_str(), bulk(with_admin.clone(), ReviewDecision::Revoke))
        .await
        .unwrap_err();
    assert_eq!(world.house.review(id.as_str()).await.unwrap().brief.revoke, 0, "nothing by half");
    // Privileged access is left out of what is kept in bulk, and counted.
    let pressed = bulk(with_admin, ReviewDecision::Keep);
    let bulk_of = world.house.decide_review(id.as_str(), pressed).await.unwrap().bulk.unwrap();
    assert_eq!((bulk_of.kept, bulk_of.left_out.privileged), (1, 1), "{bulk_of:?}");
    world.house.undo_bulk(id.as_str(), Some(&bulk_of.id)).await.unwrap();
    assert_eq!(world.house.review(id.as_str()).await.unwrap().brief.keep, 0);

    // All kept at first, in bulk where that is allowed; then minds change.
    let ordinary: Vec<u32> =
        all.iter().filter(|row| !row.privileged && row.reviewer == 1).map(|row| row.item).collect();
    world.house.decide_review(id.as_str(), bulk(ordinary, ReviewDecision::Keep)).await.unwrap();
    for row in all.iter().filter(|row| row.privileged || row.reviewer != 1) {
        decide(&world, id.as_str(), row, ReviewDecision::Keep, "still needed").await.unwrap();
    }
    for row in &oskar {
        decide(&world, id.as_str(), row, ReviewDecision::Revoke, "left in September")
            .await
            .unwrap();
    }
    // monday.com does not deactivate who made its token.
    let maker = apps.oracle("monday").unwrap().token_owner().unwrap();
    let maker = all.iter().find(|row| row.account_id == maker.id.as_str()).unwrap();
    decide(&world, id.as_str(), maker, ReviewDecision::Revoke, "moved to another company")
        .await
        .unwrap();
    let changed = all
        .iter()
        .find(|row| {
            !row.privileged
                && !row.groups.is_empty()
                && !oskar.iter().any(|o| o.item == row.item)
                && row.item != maker.item
                && row.reviewer == 1
        })
        .unwrap();
    decide(&world, id.as_str(), changed, ReviewDecision::Change, "left that team").await.unwrap();

    // Each signs the own part, and a second person all of it.
    world.house.close_review(id.as_str()).await.expect_err("it is not signed");
    sign_part(&world, id.as_str(), "Priya Nair").await.unwrap();
    sign_second(&world, id.as_str(), "Carla Mendes", "").await.expect_err("her part is not signed");
    sign_part(&world, id.as_str(), "Carla Mendes").await.unwrap();
    sign_second(&world, id.as_str(), "priya  nair", "me").await.expect_err("the same person");
    let view = sign_second(&world, id.as_str(), "Carla Mendes", "").await.unwrap();
    assert_eq!(view.brief.state, ReviewState::Signed);
    assert_eq!((view.brief.change, view.brief.revoke), (1, 3));
    decide(&world, id.as_str(), oskar[0], ReviewDecision::Keep, "")
        .await
        .expect_err("it is signed");

    // What was revoked is taken away, and read back.
    let plan = world.house.plan_review(id.as_str()).await.unwrap();
    world.carry_out(&plan).await;
    let view = world.house.review(id.as_str()).await.unwrap();
    let state = |item: u32| {
        view.remediation.iter().find(|line| line.item == item).map(|line| line.state).unwrap()
    };
    for row in &oskar {
        assert_eq!(state(row.item), RemediationState::Verified);
    }
    assert_eq!(state(changed.item), RemediationState::Verified);
    assert_eq!(state(maker.item), RemediationState::Open, "the app refused it");
    let left = &changed.groups[0].id;
    let oracle = apps
        .oracle(&connections.iter().find(|one| one.id == changed.connection_id).unwrap().provider)
        .unwrap();
    assert!(
        !oracle.members(left.as_str()).unwrap().iter().any(|id| changed.account_id == id.as_str())
    );

    // What could not be done needs an owner and a day before anything is closed.
    let problem = world.house.close_review(id.as_str()).await.unwrap_err();
    assert_told(&problem, "no token");
    let no_owner = manual(" ");
    world.house.except_item(id.as_str(), maker.item, None, no_owner, None).await.unwrap_err();
    world.house.except_item(id.as_str(), own.item, None, manual("Jo"), None).await.unwrap_err();
    let proof = Some(("conmaker.png".to_owned(), b"a picture".to_vec()));
    world.house.except_item(id.as_str(), maker.item, None, manual("Jo"), proof).await.unwrap();
    let view = world.house.close_review(id.as_str()).await.unwrap();
    assert_eq!(view.brief.state, ReviewState::Closed);

    // The evidence, as a folder and as a zip.
    let folder = world.folder.path().join("evidence");
    let pack = world.house.write_pack(id.as_str(), &folder, &[]).await.unwrap();
    assert!(pack.files > 12 && pack.head.len() == 64);
    verified(&folder, &pack.head);
    let again = world.house.write_pack(id.as_str(), &folder, &[]).await.unwrap_err();
    assert_eq!(again.code, ProblemCode::BadRequest, "nothing is overwritten");
    let zip = world.folder.path().join("evidence.zip");
    proven(&world, id.as_str(), &zip).await;
    for app in &apps.apps {
        for file in walk(&folder) {
            let text = std::fs::read(&file).unwrap();
            let token = app.token.as_bytes();
            assert!(!text.windows(token.len()).any(|part| part == token), "{}", file.display());
        }
    }
    ticked(&folder);
    altered_copies_are_named(&folder);

    // The next review knows the last one.
    let next = ReviewRequest { name: "Q1 2027".to_owned(), ..wanted() };
    let next = world.house.start_review(next).await.unwrap();
    let again = rows(&world, next.brief.id.as_str()).await;
    let oskar = again.iter().find(|row| row.user_name == OSKAR).unwrap();
    assert_eq!(oskar.since_last, "deactivated");
    assert!(oskar.last_decision.as_deref().unwrap().starts_with("revoke on 20"));
    assert!(next.moved >= 3, "{} moved", next.moved);
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files
}

/// Every line that an auditor ticks names files that are there and fields that are in them.
fn ticked(folder: &Path) {
    for line in rollcall_engine::EVIDENCE {
        assert!(!line.answers.is_empty());
        for answer in line.answers {
            let (file, field) = answer.split_once(": ").unwrap_or((answer, ""));
            let bytes = std::fs::read(folder.join(file)).unwrap_or_else(|_| panic!("{answer}"));
            if field.is_empty() {
                assert!(!bytes.is_empty(), "{answer}");
                continue;
            }
            let json: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            let mut at = vec![&json];
            for part in field.split('.') {
                let name = part.trim_end_matches("[]");
                at = at.iter().filter_map(|value| value.get(name)).collect();
                if part.ends_with("[]") {
                    at = at.iter().filter_map(|v| v.as_array()).flatten().collect();
                }
            }
            assert!(!at.is_empty(), "{}: {answer} is not there", line.line);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_does_not_start_on_half_a_list_unless_that_app_is_excluded_with_a_reason() {
    let apps = apps().await;
    let world = World::new().await;
    let connections = world.connect_all(&apps).await;
    faults(&apps, "monday", &["users:page=1:500"]);
    let problem = world.house.start_review(wanted()).await.unwrap_err();
    assert!(problem.side_words.contains("monday.com"), "{problem}");
    assert_told(&problem, "no token");
    assert!(world.house.reviews().await.unwrap().is_empty(), "nothing was frozen");
    let excluded = |reason: &str| ReviewRequest {
        exclusions: vec![ReviewExclusion {
            connection: "monday.com".to_owned(),
            reason: reason.to_owned(),
        }],
        ..wanted()
    };
    world.house.start_review(excluded(" ")).await.expect_err("a reason is needed");
    let view = world.house.start_review(excluded("down since Monday")).await.unwrap();
    assert_eq!(view.exclusions[0].reason, "down since Monday");
    let all = rows(&world, view.brief.id.as_str()).await;
    assert!(all.iter().all(|row| row.connection_id == connections[0].id));
    assert!(world.record_text().await.contains("down since Monday"));

    // Nobody could decide about the only reviewer's own account.
    let problem = world.house.start_review(excluded("down")).await.unwrap_err();
    assert!(problem.side_words.contains("already"), "one name for one review: {problem}");
    let alone = ReviewRequest {
        name: "Alone".to_owned(),
        reviewers: vec![who("Priya Nair", PRIYA)],
        ..excluded("down")
    };
    let problem = world.house.start_review(alone).await.unwrap_err();
    assert!(problem.side_words.contains("Priya Nair"), "{problem}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_csv_file_passes_the_checks_of_the_screen_and_contradictions_wait() {
    let apps = apps().await;
    let world = World::new().await;
    world.connect_all(&apps).await;
    let view = world.house.start_review(wanted()).await.unwrap();
    let id = view.brief.id.as_str();
    let all = rows(&world, id).await;
    let ordinary: Vec<&ReviewRow> =
        all.iter().filter(|row| !row.privileged && row.reviewer == 1).collect();
    let (a, b, c, d) = (ordinary[0], ordinary[1], ordinary[2], ordinary[3]);
    let e = ordinary[4];
    decide(&world, id, a, ReviewDecision::Keep, "").await.unwrap();

    let text = world.house.review_csv(id, None).await.unwrap();
    assert_eq!(text.lines().count(), all.len() + 1);
    let line = |row: &ReviewRow, decision: &str, reason: &str| {
        let (item, user, app) = (row.item, &row.user_name, &row.connection_name);
        format!("{id},{item},{decision},,{reason},{user},{app}\n")
    };
    let nobody = ReviewRow { item: 99_999, ..a.clone() };
    let mut file = String::from("review,item,decision,drop,reason,user name,app\n");
    file.push_str(&line(a, "revoke", "left"));
    file.push_str(&line(b, "Keep", ""));
    file.push_str(&line(e, "keep", ""));
    file.push_str(&line(e, "revoke", "twice"));
    file.push_str(&line(c, "revoke", ""));
    file.push_str(&line(d, "perhaps", ""));
    file.push_str(&line(&nobody, "keep", ""));
    file.push_str(&line(d, "", ""));
    // What is Priya's to decide is not decided by Carla's file.
    let look = world.house.look_at_answers(id, 2, file.as_bytes()).await.unwrap();
    assert_eq!((look.lines.len(), look.rejected.len()), (0, 7), "{look:?}");
    let items = vec![a.item, b.item, c.item, d.item, e.item];
    let to = who("Carla Mendes", "carla.mendes@example.com");
    let over = ReviewHandOver { items, to, reason: "on leave".to_owned() };
    world.house.hand_over(id, over).await.unwrap();
    let look = world.house.look_at_answers(id, 2, file.as_bytes()).await.unwrap();
    assert_eq!((look.lines.len(), look.rejected.len()), (2, 5), "{look:?}");
    assert_eq!(world.house.review(id).await.unwrap().brief.keep, 1, "it was only looked at");
    let look = world.house.take_answers(id, 2, file.as_bytes()).await.unwrap();
    assert_eq!(look.set, 1, "what contradicts the other reviewer waits");
    let view = world.house.review(id).await.unwrap();
    assert_eq!((view.brief.keep, view.brief.revoke, view.conflicts.len()), (2, 0, 1));
    assert!(view.conflicts[0].other.contains("revoke by Carla Mendes"), "{:?}", view.conflicts);
    // The admin decides once more, and nothing waits any longer.
    let again = ReviewRow { reviewer: 2, ..a.clone() };
    decide(&world, id, &again, ReviewDecision::Revoke, "left indeed").await.unwrap();
    let view = world.house.review(id).await.unwrap();
    assert_eq!((view.brief.revoke, view.conflicts.len()), (1, 0));

    let other = file.replace(id, "another");
    let problem = world.house.take_answers(id, 2, other.as_bytes()).await.unwrap_err();
    assert!(problem.side_words.contains("another review"), "{problem}");
    for bad in [&b""[..], b"\x00\x01\x02", b"a,b\n1,2\n"] {
        assert_told(&world.house.take_answers(id, 1, bad).await.unwrap_err(), "no token");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn slips_do_not_narrow_a_review_unseen_and_reviewers_have_one_address() {
    let apps = apps().await;
    let world = World::new().await;
    world.connect_all(&apps).await;
    let no = async |wanted: ReviewRequest, words: &str| {
        let problem = world.house.start_review(wanted).await.unwrap_err();
        assert!(problem.side_words.contains(words), "{problem}");
        assert_told(&problem, "no token");
    };
    let names = |text: &str| vec![text.to_owned()];
    no(ReviewRequest { groups: names("Leagl"), ..wanted() }, "Leagl").await;
    no(ReviewRequest { privileged_groups: names("IT admns"), ..wanted() }, "IT admns").await;
    no(ReviewRequest { departments: names("Nowhereland"), ..wanted() }, "Nowhereland").await;
    for (name, email) in [("Priya", "IT> Nair <priya.nair@example.com"), ("Priya", "priya")] {
        no(ReviewRequest { reviewers: vec![who(name, email)], ..wanted() }, "one address").await;
    }
    assert!(world.house.reviews().await.unwrap().is_empty(), "nothing was frozen");
    // A plus address is the same mailbox: its owner does not decide about the account of it.
    let plus = who("Priya Nair (admin)", "priya.nair+admin@example.com");
    let carla = who("Carla Mendes", "carla.mendes@example.com");
    let view = world
        .house
        .start_review(ReviewRequest { reviewers: vec![plus, carla], ..wanted() })
        .await
        .unwrap();
    let all = rows(&world, view.brief.id.as_str()).await;
    let own = all.iter().find(|row| row.user_name == PRIYA).unwrap();
    assert_eq!(own.reviewer, 2);
    let id = view.brief.id.as_str();
    for row in &all {
        decide(&world, id, row, ReviewDecision::Keep, "needed").await.unwrap();
    }
    sign_second(&world, id, "Carla Mendes", "").await.expect_err("first the reviewers");
    sign_part(&world, id, "Mallory").await.expect_err("is not a reviewer");
    sign_part(&world, id, "Priya Nair (admin)").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn items_are_handed_over_with_a_reason_and_that_is_kept() {
    let apps = apps().await;
    let world = World::new().await;
    world.connect_all(&apps).await;
    let view = world.house.start_review(wanted()).await.unwrap();
    let id = view.brief.id.as_str();
    let all = rows(&world, id).await;
    let own = all.iter().find(|row| row.user_name == PRIYA).unwrap();
    let other = all.iter().find(|row| row.reviewer == 1 && !row.privileged).unwrap();
    let give = async |items: Vec<u32>, to: ReviewerName, reason: &str| {
        let wanted = ReviewHandOver { items, to, reason: reason.to_owned() };
        world.house.hand_over(id, wanted).await
    };
    let sam = who("Sam Osei", "sam.osei@example.org");
    let problem = give(vec![other.item], sam.clone(), " ").await.expect_err("without a reason");
    assert_told(&problem, "no token");
    let back = who("Priya", "Priya.Nair+x@example.com");
    let both = vec![other.item, own.item];
    give(both.clone(), back, "hers").await.expect_err("an account of her own");
    assert!(rows(&world, id).await.iter().all(|row| row.reviewer != 3), "nothing by half");
    let view = give(both, sam.clone(), "Priya is on leave").await.unwrap();
    assert_eq!(view.reviewers.len(), 3);
    assert_eq!(view.reviewers[2].items, 2);
    give(vec![own.item], sam, "again").await.expect_err("he has it already");
    let now = rows(&world, id).await;
    let given: Vec<&ReviewRow> = now.iter().filter(|row| row.reviewer == 3).collect();
    assert_eq!(given.len(), 2);
    for row in &now {
        decide(&world, id, row, ReviewDecision::Keep, "needed").await.unwrap();
    }
    sign(&world, id).await;
    world.house.close_review(id).await.unwrap();
    let folder = world.folder.path().join("evidence");
    proven(&world, id, &folder).await;
    let review = std::fs::read_to_string(folder.join("review.json")).unwrap();
    assert!(review.contains("Priya is on leave"), "{review}");
}

/// Columns that are left out are in no file but the record.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_out_is_in_no_file_but_the_record() {
    let apps = apps().await;
    let world = World::new().await;
    world.connect_all(&apps).await;
    let (id, _) = oskar_revoked(&world).await;
    let plan = world.house.plan_review(&id).await.unwrap();
    world.carry_out(&plan).await;
    world.house.close_review(&id).await.unwrap();
    let folder = world.folder.path().join("evidence");
    let left_out: Vec<String> =
        ["name", "user_name", "email"].map(str::to_owned).into_iter().collect();
    world.house.write_pack(&id, &folder, &left_out).await.unwrap();
    for file in walk(&folder) {
        if file.ends_with("record.jsonl") {
            continue;
        }
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        for word in [OSKAR, "Oskar Lind"] {
            assert!(!text.contains(word), "{word} is in {}", file.display());
        }
    }
}
