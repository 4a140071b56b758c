//! What a read may call complete, and gone: totals that lie, accounts that come and go meanwhile,
//! lists that forget somebody, answers that shrink.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use proptest::prelude::*;
use rollcall_engine::view::{AccountState, GroupQuery, ReadView, Verdict};
use rollcall_tests::listing_server::{Event, ListingServer, Refusal, Setup, TOKEN, Total};
use rollcall_tests::review::wanted;
use rollcall_tests::world::World;
use std::collections::BTreeSet;

/// What makes a server of the usual one.
type Alter = fn(&mut Setup);

fn totals() -> impl Strategy<Value = Total> {
    prop_oneof![
        Just(Total::Honest),
        Just(Total::OfThePage),
        Just(Total::TheCount),
        (-40_i64..0).prop_map(Total::Off),
        (1_i64..40).prop_map(Total::Off),
        Just(Total::Changing),
        Just(Total::Absent),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Over HTTP, as a read lists: complete misses nobody who was there all the time, and a truthful
    /// server where nothing moves is complete.
    #[test]
    fn complete_misses_nobody_and_a_truthful_server_is_complete(
        users in 0_usize..90,
        cap in 2_usize..40,
        total in totals(),
        ignores_start in any::<bool>(),
        least_count in prop::sample::select(vec![0_usize, 0, 2]),
        gone in prop::collection::btree_map(1_usize..8, 0_usize..90, 0..3),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (end, listed, throughout) = runtime.block_on(async {
            let server = ListingServer::of(users).await;
            server.set(|setup| {
                (setup.cap, setup.total, setup.least_count) = (cap, total, least_count);
                setup.ignores_start = ignores_start && !matches!(total, Total::Off(..0));
                for (after, id) in &gone {
                    setup.events.insert(*after, Event::Goes(format!("u{id}")));
                }
            });
            let token = secrecy::SecretString::from(TOKEN.to_owned());
            let mut options = rollcall_scim::ClientOptions::new(token);
            options.pace.per_second = 1e6;
            let endpoint = rollcall_scim::Endpoint::parse(&server.address).unwrap();
            let client = rollcall_scim::Client::new(endpoint, options).unwrap();
            let cancel = tokio_util::sync::CancellationToken::new();
            let rules = rollcall_scim::ListRules::new("Users");
            let mut listing = rollcall_scim::Listing::new(&client, &rules, &cancel);
            let (mut last, mut all, mut pass) = (BTreeSet::new(), BTreeSet::new(), 1);
            while let Some(page) = listing.next().await {
                if page.pass != pass {
                    pass = page.pass;
                    last.clear();
                }
                let ids: Vec<String> = page.rows.iter().filter_map(|row| row.id.clone()).collect();
                last.extend(ids.iter().cloned());
                all.extend(ids);
            }
            let end = listing.finish();
            let listed = if end.last_pass_only { last } else { all };
            let mut throughout = BTreeSet::new();
            server.set(|setup| {
                throughout = setup.users.iter().map(|(id, _)| id.clone()).collect();
            });
            (end, listed, throughout)
        });
        if end.verdict == rollcall_scim::Verdict::Complete {
            let missing: Vec<_> = throughout.difference(&listed).collect();
            prop_assert!(missing.is_empty(), "{}: {missing:?}", end.reason);
        }
        let nothing_moves = gone.is_empty() || users == 0;
        if total == Total::Honest && !ignores_start && nothing_moves {
            prop_assert_eq!(end.verdict, rollcall_scim::Verdict::Complete, "{}", end.reason);
        }
    }
}

struct Scene {
    world: World,
    server: ListingServer,
    connection: String,
}

impl Scene {
    async fn of(users: usize, setup: impl FnOnce(&mut Setup)) -> Self {
        let server = ListingServer::of(users).await;
        server.set(setup);
        let world = World::new().await;
        let connection = world.connect("scim", "App", (&server.address, TOKEN)).await.id;
        server.asked("");
        Self { world, server, connection: connection.into_string() }
    }

    /// One that was read completely, with two groups of all its accounts.
    async fn read_before(users: usize) -> Self {
        let scene = Self::of(users, |setup| {
            let all: Vec<String> = setup.users.iter().map(|(id, _)| id.clone()).collect();
            setup.groups = [("g0".to_owned(), all.clone()), ("g1".to_owned(), all)].into();
        })
        .await;
        assert_eq!(scene.read().await.verdict, Verdict::Complete);
        scene.server.asked("");
        scene
    }

    async fn read(&self) -> ReadView {
        self.world.read(&self.connection).await
    }

    async fn confirmed(&self, number: u32) -> ReadView {
        self.world.house.read_confirmed(&self.connection, number).await.unwrap().remove(0)
    }

    async fn listed(&self) -> BTreeSet<String> {
        let rows = self.world.rows(&self.connection).await.into_iter();
        let listed = rows.filter(|row| row.status != AccountState::NoLongerListed);
        listed.map(|row| row.account_id.into_string()).collect()
    }

    async fn memberships(&self) -> usize {
        let mut all = 0;
        for group in ["g0", "g1"] {
            all += self.world.members(&self.connection, group).await.len();
        }
        all
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_list_is_not_complete_whatever_its_total() {
    let lies: [(&str, Alter); 5] = [
        ("the page, and no second one", |setup| {
            (setup.total, setup.ignores_start) = (Total::OfThePage, true);
        }),
        ("the page", |setup| setup.total = Total::OfThePage),
        ("too high", |setup| setup.total = Total::Off(5)),
        ("too low", |setup| setup.total = Total::Off(-20)),
        ("changing, and no second page", |setup| {
            (setup.total, setup.ignores_start) = (Total::Changing, true);
        }),
    ];
    for (what, lie) in lies {
        let scene = Scene::of(120, |setup| setup.cap = 50).await;
        assert_eq!(scene.read().await.verdict, Verdict::Complete, "{what}: honest at first");
        assert_eq!(scene.listed().await.len(), 120);
        scene.server.set(lie);
        let read = scene.read().await;
        assert_eq!(read.verdict, Verdict::CannotBeProven, "{what}: {}", read.reason);
        assert_eq!(scene.listed().await.len(), 120, "{what}: nobody has left");
    }
    // Fifty people on a page of fifty, with a total that is the count.
    let scene = Scene::of(50, |setup| (setup.cap, setup.total) = (100, Total::TheCount)).await;
    let read = scene.read().await;
    assert_eq!(read.verdict, Verdict::CannotBeProven, "{}", read.reason);
}

#[tokio::test(flavor = "multi_thread")]
async fn truthful_servers_are_complete_and_pay_little() {
    let lawful: [(&str, usize, Alter); 7] = [
        ("40 where a page holds 50", 40, |setup| setup.cap = 50),
        ("40, and no second page", 40, |setup| setup.ignores_start = true),
        ("40, and no small count", 40, |setup| setup.least_count = 10),
        ("exactly one page", 100, |_| {}),
        ("three pages", 250, |_| {}),
        ("nobody", 0, |_| {}),
        ("no total", 250, |setup| setup.total = Total::Absent),
    ];
    for (what, users, setup) in lawful {
        let scene = Scene::of(users, setup).await;
        let read = scene.read().await;
        assert_eq!(read.verdict, Verdict::Complete, "{what}: {}", read.reason);
        assert_eq!(scene.listed().await.len(), users, "{what}");
        let asked = scene.server.asked("Users?");
        let least = users.div_ceil(100).max(1);
        assert!(asked <= least + 2, "{what}: {asked} requests");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_deleted_meanwhile_hides_no_living_one() {
    for (total, event) in [
        (Total::Honest, Event::Goes("u3".to_owned())),
        (Total::Absent, Event::Goes("u3".to_owned())),
        (Total::Honest, Event::Comes("late".to_owned())),
    ] {
        let scene = Scene::of(250, |setup| setup.total = total).await;
        let after = event.clone();
        scene.server.set(|setup| {
            setup.events.insert(setup.lists + 2, after);
        });
        let read = scene.read().await;
        assert_eq!(read.verdict, Verdict::Complete, "{total:?} {event:?}: {}", read.reason);
        let mut there = BTreeSet::new();
        scene.server.set(|setup| there = setup.users.iter().map(|(id, _)| id.clone()).collect());
        assert!(there.contains("u100"));
        assert_eq!(scene.listed().await, there, "{total:?} {event:?}: {}", read.reason);
        assert_eq!(read.users_received as usize, there.len());
    }
}

fn forget(setup: &mut Setup, ids: &[&str]) {
    setup.users.retain(|(id, _)| !ids.contains(&id.as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_answers_by_id_is_not_gone() {
    let scene = Scene::read_before(60).await;
    scene.server.set(|setup| {
        forget(setup, &["u7", "u8", "u9"]);
        setup.unlisted = [("u8".to_owned(), true)].into();
    });
    let read = scene.read().await;
    assert_eq!(read.verdict, Verdict::CannotBeProven, "{}", read.reason);
    assert!(read.reason.contains("u8 answers by id"), "{}", read.reason);
    assert_eq!(scene.listed().await.len(), 60, "nothing is marked as gone");
    // Once it is gone too, all three are.
    scene.server.set(|setup| setup.unlisted.clear());
    scene.server.asked("");
    assert_eq!(scene.read().await.verdict, Verdict::Complete);
    assert_eq!(scene.server.asked("Users/"), 3);
    assert_eq!(scene.listed().await.len(), 57);
    // And it is not asked for again.
    assert_eq!(scene.read().await.verdict, Verdict::Complete);
    assert_eq!(scene.server.asked("Users/"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_app_itself_says_that_somebody_is_gone() {
    let answers: [(&str, Alter, bool); 7] = [
        ("a SCIM error", |_| {}, true),
        (
            "a plain 404, and the others are found",
            |setup| {
                setup.not_found = Some(Refusal::Gateway(404));
            },
            true,
        ),
        (
            "a web page, and the others are found",
            |setup| {
                setup.not_found = Some(Refusal::Page(404));
            },
            true,
        ),
        (
            "a gateway, for every account",
            |setup| {
                setup.by_id = Some(Refusal::Gateway(404));
            },
            false,
        ),
        (
            "a web page, for every account",
            |setup| {
                setup.by_id = Some(Refusal::Page(404));
            },
            false,
        ),
        ("forbidden", |setup| setup.not_found = Some(Refusal::Scim(403)), false),
        ("a server that fails", |setup| setup.by_id = Some(Refusal::Gateway(500)), false),
    ];
    for (what, answer, gone) in answers {
        let scene = Scene::read_before(60).await;
        scene.server.set(|setup| {
            forget(setup, &["u7"]);
            answer(setup);
        });
        let read = scene.read().await;
        let expected = if gone { Verdict::Complete } else { Verdict::CannotBeProven };
        assert_eq!(read.verdict, expected, "{what}: {}", read.reason);
        assert_eq!(scene.listed().await.len(), if gone { 59 } else { 60 }, "{what}");
        if !gone {
            assert!(read.reason.contains("rollcall read App --confirm 59"), "{}", read.reason);
            assert_eq!(scene.confirmed(59).await.verdict, Verdict::Complete, "{what}");
            assert_eq!(scene.listed().await.len(), 59, "{what}: the admin vouches");
        }
    }
}

/// A list of active accounts alone: inactive accounts answer by id, and are not listed.
#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_lists_only_active_accounts_is_complete() {
    let scene = Scene::read_before(60).await;
    scene.server.set(|setup| {
        setup.hides_inactive = true;
        setup.users[5].1 = false;
    });
    let read = scene.read().await;
    assert_eq!(read.verdict, Verdict::Complete, "{}", read.reason);
    assert_eq!(scene.listed().await.len(), 59);
    // One that lists inactive accounts has forgotten an inactive one that answers.
    let scene = Scene::read_before(60).await;
    scene.server.set(|setup| {
        setup.users[6].1 = false;
        forget(setup, &["u5"]);
        setup.unlisted = [("u5".to_owned(), false)].into();
    });
    let read = scene.read().await;
    assert_eq!(read.verdict, Verdict::CannotBeProven, "{}", read.reason);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_that_are_missing_some_are_asked_for_and_that_is_said() {
    let scene = Scene::read_before(500).await;
    scene.server.set(|setup| {
        setup.users.truncate(460);
        for members in setup.groups.values_mut() {
            members.truncate(460);
        }
    });
    scene.server.asked("");
    let read = scene.read().await;
    assert_eq!(read.verdict, Verdict::Complete, "{}", read.reason);
    assert!(read.reason.contains("40 users are no longer listed; 25 of them"), "{}", read.reason);
    assert_eq!(scene.server.asked("Users/"), 25);
    assert_eq!(scene.listed().await.len(), 460);
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_that_were_there_are_not_gone_because_nothing_answers() {
    for refusal in
        [Refusal::Gateway(404), Refusal::Page(404), Refusal::Scim(404), Refusal::Gateway(501)]
    {
        let scene = Scene::read_before(20).await;
        scene.server.set(|setup| setup.groups_refused = Some(refusal));
        let read = scene.read().await;
        assert_eq!(read.verdict, Verdict::Partial, "{refusal:?}: {}", read.reason);
        assert_eq!(scene.memberships().await, 40, "{refusal:?}");
        assert_eq!((read.confirm, scene.confirmed(20).await.verdict), (Some(0), Verdict::Partial));
        // Back again, it is as before.
        scene.server.set(|setup| setup.groups_refused = None);
        assert_eq!(scene.read().await.verdict, Verdict::Complete);
        assert_eq!(scene.memberships().await, 40);
    }
    // Unless the admin says that it offers none any longer.
    let scene = Scene::read_before(20).await;
    scene.server.set(|setup| setup.groups_refused = Some(Refusal::Gateway(404)));
    assert_eq!(scene.read().await.verdict, Verdict::Partial);
    let read = scene.confirmed(0).await;
    assert_eq!(read.verdict, Verdict::Complete, "{}", read.reason);
    let query = GroupQuery { limit: 10, ..GroupQuery::default() };
    let groups = scene.world.house.groups(query).await.unwrap().rows;
    assert!(groups.iter().all(|group| !group.listed), "{groups:?}");
    // A server that never had any has none.
    for refusal in [Refusal::Scim(404), Refusal::Page(404), Refusal::Scim(501)] {
        let scene = Scene::of(20, |setup| setup.groups_refused = Some(refusal)).await;
        let read = scene.read().await;
        assert_eq!(read.verdict, Verdict::Complete, "{refusal:?}: {}", read.reason);
        assert!(read.reason.contains("offers no groups"), "{}", read.reason);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_shrinks_waits_for_the_admin() {
    let shrinks: [(&str, Alter, u32); 5] = [
        ("nobody", |setup| setup.users.clear(), 0),
        ("a third", |setup| setup.users.truncate(40), 40),
        ("no groups", |setup| setup.groups.clear(), 0),
        ("no members", |setup| setup.groups.values_mut().for_each(Vec::clear), 0),
        (
            "half of the members",
            |setup| {
                setup.groups.values_mut().for_each(|members| members.truncate(30));
            },
            60,
        ),
    ];
    for (what, shrink, number) in shrinks {
        let scene = Scene::read_before(60).await;
        // The groups stay known by their ids: no witness that they are gone.
        scene.server.set(|setup| {
            setup.not_found = (what == "no groups").then_some(Refusal::Gateway(404));
            if what == "a third" {
                setup.not_found = Some(Refusal::Scim(403));
            }
            shrink(setup);
        });
        let read = scene.read().await;
        assert_eq!(read.verdict, Verdict::CannotBeProven, "{what}: {}", read.reason);
        let typed = format!("rollcall read App --confirm {number}");
        assert!(read.reason.contains(&typed), "{what}: {}", read.reason);
        assert_eq!(scene.listed().await.len(), 60, "{what}");
        assert_eq!(scene.memberships().await, 120, "{what}");
        // Again without a word, and with another number: nothing moves.
        assert_eq!(scene.read().await.verdict, Verdict::CannotBeProven, "{what}");
        assert_eq!(scene.confirmed(number + 1).await.verdict, Verdict::CannotBeProven, "{what}");
        assert_eq!(scene.memberships().await, 120, "{what}");
        let mut request = wanted();
        request.connections = vec![scene.connection.clone()];
        let problem = scene.world.house.start_review(request).await.unwrap_err();
        assert!(problem.side_words.contains("are left"), "{what}: {problem:?}");
        let read = scene.confirmed(number).await;
        assert_eq!(read.verdict, Verdict::Complete, "{what}: {}", read.reason);
        assert!(read.reason.contains("confirmed"), "{what}: {}", read.reason);
        assert_eq!(scene.read().await.verdict, Verdict::Complete, "{what}: that is the new state");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_app_vouches_for_needs_no_confirmation() {
    // A fifth of the accounts, each of them asked for by its id and gone.
    let scene = Scene::read_before(60).await;
    scene.server.set(|setup| {
        setup.users.truncate(48);
        setup.groups.values_mut().for_each(|members| members.truncate(48));
    });
    let read = scene.read().await;
    assert_eq!(read.verdict, Verdict::Complete, "{}", read.reason);
    assert_eq!((scene.listed().await.len(), scene.memberships().await), (48, 96));
    // Of a few memberships all may end.
    let scene = Scene::of(10, |setup| {
        setup.groups = [("g0".to_owned(), vec!["u1".to_owned(), "u2".to_owned()])].into();
    })
    .await;
    assert_eq!(scene.read().await.verdict, Verdict::Complete);
    scene.server.set(|setup| setup.groups.values_mut().for_each(Vec::clear));
    let read = scene.read().await;
    assert_eq!(read.verdict, Verdict::Complete, "{}", read.reason);
    assert!(scene.world.members(&scene.connection, "g0").await.is_empty());
}
