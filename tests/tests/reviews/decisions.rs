//! Who decided what in a review: bulk and its undo, keeps that the HR list is against, decisions of
//! others, and the signatures under all of it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::Problem;
use rollcall_engine::view::{
    BulkPress, DecideRequest, ListState, ReviewAssign, ReviewDecision, ReviewHandOver,
    ReviewRequest, ReviewRow, ReviewState, SignAsked, SignRequest, SignRole,
};
use rollcall_tests::hr_list::{Listed, import};
use rollcall_tests::odd_app::OddApp;
use rollcall_tests::review::{
    apps, decide, decide_all, rows, sign_part, sign_parts, sign_second, wanted, who,
};
use rollcall_tests::world::{World, assert_told};
use serde_json::json;
use std::collections::BTreeMap;

/// Two apps, and an HR list without one person, with another who has left, and with one whose status
/// it leaves open; they have ordinary accounts that Priya decides about.
struct Scene {
    world: World,
    id: String,
    all: Vec<ReviewRow>,
    leaver: String,
    orphan: String,
    /// The list does not say whether this person works here.
    paused: String,
    _apps: rollcall_simulator::Running,
}

async fn scene() -> Scene {
    let apps = apps().await;
    let world = World::new().await;
    world.connect_all(&apps).await;
    let first = world.house.start_review(ReviewRequest { name: "Q3".to_owned(), ..wanted() });
    let first = first.await.unwrap().brief.id;
    let mut people: BTreeMap<String, String> = BTreeMap::new();
    let mut special = Vec::new();
    for row in rows(&world, first.as_str()).await {
        if !row.privileged && row.reviewer == 1 && !special.contains(&row.user_name) {
            special.push(row.user_name.clone());
        } else if row.privileged {
            special.retain(|one| *one != row.user_name);
        }
        people.insert(row.user_name, row.name);
    }
    let [leaver, orphan, paused] = [0, 1, 2].map(|n| special[n].clone());
    world.house.discard_review(first.as_str()).await.unwrap();
    let listed: Vec<Listed> = people
        .iter()
        .filter(|(email, _)| **email != orphan)
        .map(|(email, name)| Listed {
            number: String::new(),
            name: name.clone(),
            email: email.clone(),
            left_on: (*email == leaver).then(|| "2026-01-31".to_owned()),
            paused: *email == paused,
            manager: String::new(),
        })
        .collect();
    import(&world, &listed).await;
    let id = world.house.start_review(wanted()).await.unwrap().brief.id;
    let all = rows(&world, id.as_str()).await;
    Scene { world, id: id.into_string(), all, leaver, orphan, paused, _apps: apps }
}

fn keep_all(items: Vec<u32>) -> DecideRequest {
    DecideRequest {
        items,
        decision: Some(ReviewDecision::Keep),
        drop: Vec::new(),
        reason: String::new(),
        by: 1,
        ms: 0,
    }
}

impl Scene {
    async fn press(&self) -> BulkPress {
        let items = self.all.iter().map(|row| row.item).collect();
        let wanted = keep_all(items);
        self.world.house.decide_review(&self.id, wanted).await.unwrap().bulk.unwrap()
    }

    async fn decisions(&self) -> BTreeMap<u32, Option<ReviewDecision>> {
        let now = rows(&self.world, &self.id).await;
        now.into_iter().map(|row| (row.item, row.decision)).collect()
    }

    fn count(&self, of: impl Fn(&ReviewRow) -> bool) -> u32 {
        u32::try_from(self.all.iter().filter(|row| of(row)).count()).unwrap()
    }
}

#[track_caller]
fn no(ended: Result<impl std::fmt::Debug, Problem>, words: &str) {
    let problem = ended.unwrap_err();
    assert!(problem.side_words.contains(words), "{words}: {problem}");
    assert_told(&problem, "no token");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_press_keeps_what_is_undecided_and_ordinary_and_is_taken_back_after_a_restart() {
    let mut scene = scene().await;
    let ordinary =
        |row: &&ReviewRow| row.reviewer == 1 && !row.privileged && row.list == ListState::Employed;
    let mine: Vec<ReviewRow> = scene.all.iter().filter(ordinary).cloned().collect();
    for row in &mine[..2] {
        decide(&scene.world, &scene.id, row, ReviewDecision::Revoke, "left").await.unwrap();
    }
    let before = scene.decisions().await;
    let bulk = scene.press().await;
    let out = bulk.left_out;
    assert_eq!(bulk.kept as usize, mine.len() - 2, "{bulk:?}");
    assert_eq!(out.decided, 2);
    let of = |list| scene.count(|row| row.list == list && row.reviewer == 1 && !row.privileged);
    assert_eq!((out.left, out.not_listed), (of(ListState::Left), of(ListState::NotListed)));
    assert_eq!(out.not_known, of(ListState::NotKnown));
    assert!(out.left > 0 && out.not_listed > 0 && out.not_known > 0 && out.privileged > 0);
    assert_eq!(out.privileged, scene.count(|row| row.privileged && row.reviewer == 1));
    assert_eq!(out.own + out.others, scene.count(|row| row.reviewer == 2));
    assert_eq!(bulk.kept + out.total(), u32::try_from(scene.all.len()).unwrap());
    assert!(bulk.words.contains("Left out:"), "{}", bulk.words);
    for (row, now) in scene.all.iter().zip(rows(&scene.world, &scene.id).await) {
        assert_eq!(row.item, now.item);
        let kept = mine[2..].iter().any(|one| one.item == row.item);
        assert_eq!(now.bulk, kept, "{}", now.name);
        match kept {
            true => assert_eq!(now.decision, Some(ReviewDecision::Keep)),
            false => assert_eq!(now.decision, before[&now.item], "{}", now.name),
        }
    }
    // Pressed again, nothing is left to be kept, and the first press is still the one to take back.
    let again = scene.press().await;
    assert_eq!((again.kept, again.left_out.decided), (0, bulk.kept + 2));

    // One of them is decided separately; the rest is undone after a restart, and only that.
    let (id, one) = (scene.id.clone(), &mine[3]);
    decide(&scene.world, &id, one, ReviewDecision::Revoke, "moved on").await.unwrap();
    scene.world = scene.world.restart().await;
    let shown = scene.world.house.review(&id).await.unwrap().bulk.unwrap();
    assert_eq!((shown.id.as_str(), shown.standing), (bulk.id.as_str(), bulk.kept - 1));
    let undone = scene.world.house.undo_bulk(&id, Some(&bulk.id)).await.unwrap();
    assert_eq!((undone.items.len(), undone.stayed), (bulk.kept as usize - 1, 1));
    let mut expected = before;
    expected.insert(one.item, Some(ReviewDecision::Revoke));
    assert_eq!(scene.decisions().await, expected);
    assert_eq!(scene.world.house.review(&id).await.unwrap().bulk, None);
    no(scene.world.house.undo_bulk(&id, Some(&bulk.id)).await, "already undone");
    no(scene.world.house.undo_bulk(&id, None).await, "no bulk decision");
    no(scene.world.house.undo_bulk(&id, Some("another")).await, "no bulk decision");
    // Only *keep* is decided in bulk.
    let revoke = DecideRequest {
        decision: Some(ReviewDecision::Revoke),
        reason: "all".to_owned(),
        ..keep_all(mine.iter().map(|row| row.item).collect())
    };
    no(scene.world.house.decide_review(&id, revoke).await, "Only *keep*");
    assert_eq!(scene.decisions().await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_hr_list_nobody_is_left_out_for_it() {
    // Another server, without admins and without a list: every account is ordinary.
    let app = OddApp::of(5).await;
    let world = World::new().await;
    world.connect("scim", "Odd", (&app.address, &app.token)).await;
    let id = world.house.start_review(wanted()).await.unwrap().brief.id;
    let items = rows(&world, id.as_str()).await.iter().map(|row| row.item).collect();
    let bulk = world.house.decide_review(id.as_str(), keep_all(items)).await.unwrap().bulk.unwrap();
    assert_eq!((bulk.kept, bulk.left_out.total()), (5, 0));
    assert_eq!(bulk.words, "5 items are kept in bulk.");
    let undone = world.house.undo_bulk(id.as_str(), None).await.unwrap();
    assert_eq!((undone.items.len(), undone.stayed), (5, 0));
    // A single ordinary account is kept without a reason.
    let row = &rows(&world, id.as_str()).await[0];
    decide(&world, id.as_str(), row, ReviewDecision::Keep, "").await.unwrap();
    assert_eq!(rows(&world, id.as_str()).await[0].kept_although, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn keeping_a_leaver_or_an_orphan_needs_a_reason_and_is_flagged() {
    let scene = scene().await;
    let (world, id) = (&scene.world, scene.id.as_str());
    let of = |user: &str| scene.all.iter().find(|row| row.user_name == user).unwrap();
    let (leaver, orphan) = (of(&scene.leaver), of(&scene.orphan));
    assert_eq!((leaver.list, orphan.list), (ListState::Left, ListState::NotListed));
    no(decide(world, id, leaver, ReviewDecision::Keep, "").await, "has left on 2026-01-31");
    no(decide(world, id, orphan, ReviewDecision::Keep, " ").await, "not on the HR list");
    // The page of a reviewer without Rollcall asks for the same reasons.
    let page = world.house.review_packet(id, 1).await.unwrap();
    // When it was frozen stands there in the zone of the review with UTC, and no other way.
    let lead = page.split("The list was frozen at ").nth(1).unwrap();
    let lead = lead.split("This page works").next().unwrap();
    assert!(lead.contains(" UTC)") && !lead.contains('Z'), "{lead}");
    // Saved from above the list and from below it.
    assert_eq!(page.matches(">Save answers</button>").count(), 2);
    let (done, below) = (page.find("When you are done"), page.find("id=\"save-below\""));
    assert!(done.unwrap() < below.unwrap());
    let needed = scene.count(|row| {
        let against = matches!(row.list, ListState::Left | ListState::NotListed);
        row.reviewer == 1 && (row.privileged || against)
    });
    assert_eq!(page.matches("\"reason_to_keep\":true").count(), needed as usize);
    decide(world, id, leaver, ReviewDecision::Keep, "works on as a freelancer").await.unwrap();
    decide(world, id, orphan, ReviewDecision::Keep, "an intern").await.unwrap();
    let now = rows(world, id).await;
    let flag = |item: u32| now.iter().find(|row| row.item == item).unwrap().kept_although;
    assert_eq!(flag(leaver.item), Some(ListState::Left));
    assert_eq!(flag(orphan.item), Some(ListState::NotListed));
    let csv = world.house.review_csv(id, None).await.unwrap();
    assert!(csv.contains("leaver kept") && csv.contains("kept, not on the HR list"), "{csv}");
    let part = world.house.sign_off(id).await.unwrap().parts.remove(0);
    assert_eq!((part.facts.leavers_kept, part.facts.not_listed_kept), (1, 1));
    assert!(part.statement.contains("1 leaver kept"), "{}", part.statement);
    // What the list leaves open speaks against nobody: kept without a reason, and flagged.
    let paused = of(&scene.paused);
    assert_eq!(paused.list, ListState::NotKnown);
    decide(world, id, paused, ReviewDecision::Keep, "").await.unwrap();
    let now = rows(world, id).await;
    let row = now.iter().find(|row| row.item == paused.item).unwrap();
    assert_eq!(row.kept_although, Some(ListState::NotKnown));
    let part = world.house.sign_off(id).await.unwrap().parts.remove(0);
    assert_eq!(part.facts.not_known_kept, 1);
    // Revoked, they are no longer kept although the list says otherwise.
    decide(world, id, leaver, ReviewDecision::Revoke, "left").await.unwrap();
    let part = world.house.sign_off(id).await.unwrap().parts.remove(0);
    assert_eq!(part.facts.leavers_kept, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_for_somebody_else_needs_a_hand_over_first() {
    let scene = scene().await;
    let (world, id) = (&scene.world, scene.id.as_str());
    let row = scene.all.iter().find(|row| row.reviewer == 1 && !row.privileged).unwrap();
    let keep =
        |by: u32| DecideRequest { by, reason: "needed".to_owned(), ..keep_all(vec![row.item]) };
    no(world.house.decide_review(id, keep(2)).await, "Priya Nair's to decide");
    assert_eq!(world.house.review(id).await.unwrap().brief.keep, 0);
    let over = ReviewHandOver {
        items: vec![row.item],
        to: who("Carla Mendes", "carla.mendes@example.com"),
        reason: "Priya is on leave".to_owned(),
    };
    world.house.hand_over(id, over).await.unwrap();
    no(world.house.decide_review(id, keep(1)).await, "Carla Mendes's to decide");
    world.house.decide_review(id, keep(2)).await.unwrap();
    let now = rows(world, id).await;
    let now = now.iter().find(|one| one.item == row.item).unwrap();
    assert_eq!(now.decided_by, "Carla Mendes");
    assert_eq!(now.handed_from.as_deref(), Some("Priya Nair"));
    assert_eq!(now.imported_by, None, "decided here");
}

async fn confirm(
    world: &World,
    id: &str,
    role: SignRole,
    name: &str,
    confirms: &str,
) -> Result<(), Problem> {
    let wanted = SignRequest {
        role,
        name: name.to_owned(),
        confirms: confirms.to_owned(),
        ..SignRequest::default()
    };
    world.house.sign_review(id, wanted).await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_signs_the_own_part_and_what_is_confirmed_is_what_was_decided() {
    let scene = scene().await;
    let (world, id) = (&scene.world, scene.id.as_str());
    let bulk = scene.press().await;
    for row in rows(world, id).await.iter().filter(|row| row.decision.is_none()) {
        let decision = match row.list == ListState::NotListed {
            true => ReviewDecision::Revoke,
            false => ReviewDecision::Keep,
        };
        decide(world, id, row, decision, "as agreed").await.unwrap();
    }
    let look = world.house.sign_off(id).await.unwrap();
    assert_eq!(look.second.waits_for, ["Priya Nair", "Carla Mendes"]);
    let part = &look.parts[0];
    let facts = &part.facts;
    assert_eq!(facts.keep_bulk, bulk.kept);
    assert_eq!(facts.privileged_kept, scene.count(|row| row.reviewer == 1 && row.privileged));
    assert_eq!(facts.decisions, scene.count(|row| row.reviewer == 1));
    assert_eq!(
        part.statement,
        format!(
            "{} decisions: {} keep, {} of them in bulk; {} revoke; {} kept; 1 account kept whose person the HR list leaves open; {} privileged items kept.",
            facts.decisions,
            facts.keep,
            bulk.kept,
            facts.revoke,
            match facts.leavers_kept {
                1 => "1 leaver".to_owned(),
                many => format!("{many} leavers"),
            },
            facts.privileged_kept
        )
    );
    // A statement that was written beforehand is not the one to sign.
    let said = "I looked at each account myself and decided about it.";
    let ended = confirm(world, id, SignRole::Reviewer, "Priya Nair", said).await;
    no(ended, "is not the one to sign");
    no(sign_second(world, id, "Carla Mendes", "").await, "not signed yet");
    no(confirm(world, id, SignRole::Reviewer, "Mallory", said).await, "is not a reviewer");
    let view = sign_part(world, id, "Priya Nair").await.unwrap();
    let sign = &view.sign_offs[0];
    assert_eq!((sign.role.as_str(), sign.reviewer, &sign.facts), ("reviewer", Some(1), facts));
    assert!(sign.identified.starts_with("This computer's user “"), "{}", sign.identified);
    assert!(sign.identified.contains("“Priya Nair” as given"), "{}", sign.identified);
    no(sign_second(world, id, "Carla Mendes", "").await, "Carla Mendes");
    sign_part(world, id, "Carla Mendes").await.unwrap();

    // A decision in Carla's part takes her signature off, and Priya's stays.
    let hers = scene.all.iter().find(|row| row.reviewer == 2).unwrap();
    decide(world, id, hers, ReviewDecision::Revoke, "second thoughts").await.unwrap();
    let view = world.house.review(id).await.unwrap();
    let signed: Vec<Option<u32>> = view.sign_offs.iter().map(|one| one.reviewer).collect();
    assert_eq!(signed, [Some(1)]);
    sign_part(world, id, "Carla Mendes").await.unwrap();

    // Who signs second is the one who was named, or somebody else with a reason.
    no(sign_second(world, id, "Priya N.", "").await, "may be the same person");
    no(sign_second(world, id, "Priya N.", "Carla is away").await, "may be the same person");
    no(sign_second(world, id, "Farid Rahimi", "").await, "was named at the start");
    let view = sign_second(world, id, "Farid Rahimi", "Carla is on leave").await.unwrap();
    assert_eq!(view.brief.state, ReviewState::Signed);
    let second = view.sign_offs.iter().find(|one| one.role == SignRole::Second).unwrap();
    assert_eq!(second.instead_of.as_deref(), Some("Carla Mendes"));
    assert_eq!(second.reason, "Carla is on leave");
    assert!(second.statement.contains("Signed by Priya Nair, Carla Mendes."), "{second:?}");
    assert!(world.record_text().await.contains("instead_of"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_signer_is_named_at_the_start() {
    let scene = scene().await;
    let world = &scene.world;
    let farid = who("Farid Rahimi", "farid.rahimi@example.org");
    let named = |name: &str, second| ReviewRequest {
        name: name.to_owned(),
        second: Some(second),
        ..wanted()
    };
    let alike = named("A", who("P. Nair", "other@example.org"));
    no(world.house.start_review(alike).await, "may be one person");
    no(
        world.house.start_review(named("B", who("Farid", "farid"))).await,
        "not a name with one address",
    );
    let view = world.house.start_review(named("C", farid)).await.unwrap();
    assert_eq!(view.second.as_deref(), Some("Farid Rahimi"));
    let id = view.brief.id.as_str();
    for row in rows(world, id).await {
        decide(world, id, &row, ReviewDecision::Keep, "needed").await.unwrap();
    }
    sign_parts(world, id).await.unwrap();
    no(sign_second(world, id, "Ann Abel", "").await, "Farid Rahimi was named");
    no(sign_second(world, id, "Carla Mendes", "me too").await, "may be the same person");
    let view = sign_second(world, id, " farid  RAHIMI ", "").await.unwrap();
    assert_eq!(view.sign_offs.last().unwrap().instead_of, None);
    // A review of one reviewer, for which nobody was named: the signature says so.
    let alone = ReviewRequest {
        name: "D".to_owned(),
        reviewers: vec![who("Zoe Young", "zoe.young@example.org")],
        ..wanted()
    };
    let view = world.house.start_review(alone).await.unwrap();
    let id = view.brief.id.as_str();
    for row in rows(world, id).await {
        decide(world, id, &row, ReviewDecision::Keep, "needed").await.unwrap();
    }
    sign_parts(world, id).await.unwrap();
    let look = world.house.sign_off(id).await.unwrap();
    let unasked = SignRequest {
        role: SignRole::Second,
        name: "Ann Abel".to_owned(),
        confirms: look.second.statement,
        asked: SignAsked::PrintedOnly,
        ..SignRequest::default()
    };
    let view = world.house.sign_review(id, unasked).await.unwrap();
    let second = view.sign_offs.last().unwrap();
    assert_eq!(second.instead_of.as_deref(), Some(""));
    assert_eq!(second.reason, "No reason was given.");
    assert!(second.identified.ends_with("asked nothing."), "{}", second.identified);
    let first = &view.sign_offs[0];
    assert!(first.identified.ends_with("as given."), "{}", first.identified);
}

#[tokio::test(flavor = "multi_thread")]
async fn managers_are_found_for_certain_or_the_items_are_counted_before_the_start() {
    let app = OddApp::of(6).await;
    let world = World::new().await;
    world.connect("scim", "Odd", (&app.address, &app.token)).await;
    for (n, name) in
        ["Ann One", "Bea Two", "Cy Three", "Di Four", "Ed Five", "Flo Six"].into_iter().enumerate()
    {
        app.set(&format!("u{n}"), "displayName", json!(name));
    }
    world.house.read(&[]).await.unwrap();
    let listed = |number: &str, name: &str, email: &str, manager: &str| Listed {
        number: number.to_owned(),
        name: name.to_owned(),
        email: email.to_owned(),
        left_on: None,
        paused: false,
        manager: manager.to_owned(),
    };
    let person = |n: usize| format!("person{n}@example.com");
    let people = [
        // By number in brackets, by name in either order, by address; managers without an account.
        listed("E10001", "Ann One", &person(0), "Mendes, Carla (E10005)"),
        listed("E10002", "Bea Two", &person(1), "Osei, Sam"),
        listed("E10003", "Cy Three", &person(2), "sam.osei@example.com"),
        // Two are called so; one has no manager; one names a number that is nobody's.
        listed("E10004", "Di Four", &person(3), "Carla Mendes"),
        listed("E10007", "Ed Five", &person(4), ""),
        listed("E10008", "Flo Six", &person(5), "Osei, Sam (E99999)"),
        listed("E10005", "Carla Mendes", "carla.mendes@example.com", ""),
        listed("E10006", "Carla Mendes", "carla.mendes2@example.com", ""),
        listed("E10009", "Sam Osei", "sam.osei@example.com", ""),
    ];
    import(&world, &people).await;
    let request = |name: &str, without_manager| ReviewRequest {
        name: name.to_owned(),
        assign: ReviewAssign::Manager,
        reviewers: vec![who("Priya Nair", "priya.nair@example.org")],
        without_manager,
        ..ReviewRequest::default()
    };
    let look = world.house.look_at_managers(request("", 0)).await.unwrap();
    assert_eq!((look.clear, look.without, look.none), (3, 3, 1), "{look:?}");
    let open: Vec<&str> = look.open.iter().map(|one| one.written.as_str()).collect();
    assert_eq!(open, ["Carla Mendes", "Osei, Sam (E99999)"]);
    let two = look.open.iter().find(|one| one.written == "Carla Mendes").unwrap();
    assert!(two.why.contains("2 people"), "{two:?}");
    assert!(two.why.contains("carla.mendes2@example.com"), "{two:?}");
    // Nobody is assigned in silence.
    no(world.house.start_review(request("A", 0)).await, "3 items have no clear manager");
    no(world.house.start_review(request("A", 2)).await, "Carla Mendes");
    assert!(world.house.reviews().await.unwrap().is_empty());
    let view = world.house.start_review(request("A", 3)).await.unwrap();
    assert_eq!(view.managers, look);
    let of: BTreeMap<String, String> = rows(&world, view.brief.id.as_str())
        .await
        .into_iter()
        .map(|row| {
            let by = view.reviewers.iter().find(|one| one.number == row.reviewer).unwrap();
            (row.user_name, by.email.clone())
        })
        .collect();
    for (n, email) in [
        (0, "carla.mendes@example.com"),
        (1, "sam.osei@example.com"),
        (2, "sam.osei@example.com"),
        (3, "priya.nair@example.org"),
        (4, "priya.nair@example.org"),
        (5, "priya.nair@example.org"),
    ] {
        assert_eq!(of[&person(n)], email, "person {n}");
    }
    // Assigned otherwise, managers do not matter.
    let one = ReviewRequest { assign: ReviewAssign::One, ..request("B", 0) };
    world.house.start_review(one).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_review_is_what_its_signers_confirmed() {
    let apps = apps().await;
    let world = World::new().await;
    world.connect_all(&apps).await;
    let id = world.house.start_review(wanted()).await.unwrap().brief.id;
    decide_all(&world, id.as_str(), |_| false).await;
    let view = world.house.review(id.as_str()).await.unwrap();
    let whole = &view.sign_offs.iter().find(|one| one.role == SignRole::Second).unwrap().facts;
    let parts: u32 = view
        .sign_offs
        .iter()
        .filter(|one| one.role == SignRole::Reviewer)
        .map(|one| one.facts.keep)
        .sum();
    assert_eq!((whole.keep, whole.keep_bulk), (parts, 0));
    assert_eq!(whole.decisions, view.brief.items);
    let row = &rows(&world, id.as_str()).await[0];
    no(decide(&world, id.as_str(), row, ReviewDecision::Revoke, "late").await, "signed off");
}
