//! The tables: searched, filtered, sorted and paged, compared with doing it by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use crate::support::*;
use proptest::prelude::*;
use rollcall_store::*;

const DEPARTMENTS: [&str; 4] = ["Sales", "Engineering", "Führung", ""];

/// 9 000 people in three connections, so that walks, collections and both ends of a table occur.
fn crowd() -> &'static World {
    use std::sync::OnceLock;
    static CROWD: OnceLock<World> = OnceLock::new();
    CROWD.get_or_init(|| {
        let world = World::new();
        for (at_app, app) in ["Zapier", "Airtable", "monday"].into_iter().enumerate() {
            let id = world.connect(app);
            let people: Vec<AccountSeen> = (0..3_000)
                .map(|n| {
                    let first = ["Ana", "Bjørn", "Çelik", "Dörte", "émile"][n % 5];
                    let mut seen =
                        person(&format!("{app}/{n}"), &format!("{first} {:04}", n * 7919 % 3_000));
                    seen.department = Some(DEPARTMENTS[n % 37 % 4].into());
                    seen.title = (n % 3 != 0).then(|| format!("Title {}", n % 11));
                    seen.active = n % 20 != at_app;
                    seen.raw()
                })
                .collect();
            let rare: Vec<String> = (0..3_000).step_by(97).map(|n| format!("{app}/{n}")).collect();
            let wide: Vec<String> = (0..2_800).map(|n| format!("{app}/{n}")).collect();
            fn of(members: &[String]) -> Vec<&str> {
                members.iter().map(String::as_str).collect()
            }
            let groups = vec![
                group("rare", "Rare Birds", Some(&of(&rare))),
                group("wide", "Wide Company", Some(&of(&wide))),
            ];
            let store = world.store();
            read(store, &id, 1, people.clone(), groups.clone(), Verdict::Complete);
            let fewer =
                people.iter().filter(|seen| !seen.id.as_str().ends_with("13")).cloned().collect();
            read(store, &id, 10 + at_app as u32, fewer, groups, Verdict::Complete);
            if app == "monday" {
                read(store, &id, 20, people[..1_000].to_vec(), vec![], Verdict::Partial);
            }
        }
        world.store().tidy().unwrap();
        world
    })
}

/// Everything there is, each row with the names of its groups.
fn everyone(store: &Store) -> &'static Vec<(UserRow, Vec<GroupId>)> {
    use std::sync::OnceLock;
    static EVERYONE: OnceLock<Vec<(UserRow, Vec<GroupId>)>> = OnceLock::new();
    EVERYONE.get_or_init(|| {
        let page = store.users(&UserQuery { limit: 100_000, ..all() }).unwrap();
        assert_eq!(page.rows.len(), 9_000);
        page.rows
            .into_iter()
            .map(|row| {
                let detail = store.account(&row.connection_id, &row.account_id).unwrap().unwrap();
                let groups = detail.some_groups.into_iter().map(|group| group.group_id).collect();
                (row, groups)
            })
            .collect()
    })
}

fn plain(text: &str) -> String {
    let accents = [('ø', "o"), ('ç', "c"), ('ö', "o"), ('é', "e"), ('ü', "u")];
    accents.iter().fold(text.to_lowercase(), |text, (from, to)| text.replace(*from, to))
}

/// `words` are the plain words of the query's text.
fn matches(query: &UserQuery, words: &[&str], row: &UserRow, groups: &[GroupId]) -> bool {
    let text = || {
        let parts = [
            &row.name,
            &row.user_name,
            &row.email,
            &row.title,
            &row.department,
            row.account_id.as_str(),
        ];
        plain(&parts.join("\n"))
    };
    let in_group = |word: &str| {
        let names =
            groups.iter().map(|group| if *group == "rare" { "rare birds" } else { "wide company" });
        names.clone().any(|name| name.contains(word))
    };
    let has_words = || {
        let text = text();
        words.iter().all(|word| text.contains(word) || in_group(word))
    };
    (words.is_empty() || has_words())
        && (query.connections.is_empty() || query.connections.contains(&row.connection_id))
        && (query.statuses.is_empty() || query.statuses.contains(&row.status))
        && (query.departments.is_empty() || query.departments.contains(&row.department))
        && (!query.stale_only || row.stale)
        && query.group.as_ref().is_none_or(|group| {
            group.connection_id == row.connection_id && groups.contains(&group.group_id)
        })
}

/// What counts in a sort, without what breaks ties: status, number, empty ones last, text, name.
type Key = (Option<AccountState>, Option<u32>, bool, String, String);

fn key(sort: UserSort, row: &UserRow) -> Key {
    let text = |text: &str| (None, None, text.is_empty(), plain(text), plain(&row.name));
    let none = String::new;
    match sort {
        UserSort::Name => (None, None, false, none(), plain(&row.name)),
        UserSort::UserName => (None, None, false, plain(&row.user_name), none()),
        UserSort::Connection => (None, None, false, plain(&row.connection_name), plain(&row.name)),
        UserSort::Status => (Some(row.status), None, false, none(), plain(&row.name)),
        UserSort::Title => text(&row.title),
        UserSort::Department => text(&row.department),
        UserSort::Groups => (None, row.groups, false, none(), plain(&row.name)),
        UserSort::AsOf => (None, None, false, none(), none()),
    }
}

fn check(query: &UserQuery) -> Result<(), TestCaseError> {
    let store = crowd().store();
    let text = plain(&query.text);
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut expected: Vec<(Key, &UserRow)> = everyone(store)
        .iter()
        .filter(|(row, groups)| matches(query, &words, row, groups))
        .map(|(row, _)| (key(query.sort, row), row))
        .collect();
    let page = store.users(query).unwrap();
    prop_assert_eq!(page.total as usize, expected.len());
    let end = (query.offset + query.limit).min(page.total);
    prop_assert_eq!(page.rows.len() as u32, end.saturating_sub(query.offset));
    expected.sort_by(
        |(one, _), (other, _)| {
            if query.descending { other.cmp(one) } else { one.cmp(other) }
        },
    );
    let there = expected.iter().skip(query.offset as usize).take(query.limit as usize);
    for (found, (wanted_key, wanted)) in page.rows.iter().zip(there) {
        let found_key = key(query.sort, found);
        prop_assert_eq!(&found_key, wanted_key, "{} {}", &found.name, &wanted.name);
    }
    // Paging shows every row once, with any order of equal rows.
    let whole =
        store.users(&UserQuery { offset: 0, limit: 100_000, ..query.clone() }).unwrap().rows;
    let part: Vec<UserRow> =
        whole.iter().skip(query.offset as usize).take(query.limit as usize).cloned().collect();
    prop_assert!(page.rows == part, "a page is a part of the whole");
    Ok(())
}

fn sorts() -> impl Strategy<Value = UserSort> {
    prop::sample::select(vec![
        UserSort::Name,
        UserSort::UserName,
        UserSort::Connection,
        UserSort::Status,
        UserSort::Title,
        UserSort::Department,
        UserSort::Groups,
        UserSort::AsOf,
    ])
}

fn queries() -> impl Strategy<Value = UserQuery> {
    let texts = prop::sample::select(vec![
        "",
        "",
        "",
        "an",
        "bjorn",
        "BJØRN 00",
        "example",
        "title 7",
        "rare",
        "wide",
        "rare ana",
        "wide celik",
        "zapier/12",
        "fuhrung",
        "com ana 1",
        "nobody at all",
        "\"",
        "a*",
        "x OR y",
        "birds company",
        "e",
        "ÇEL",
        "2042",
    ]);
    let ids = prop::sample::subsequence(
        vec!["id-of-Zapier", "id-of-Airtable", "id-of-monday", "no such"],
        0..3,
    );
    let statuses = prop::sample::subsequence(
        vec![AccountState::Active, AccountState::Inactive, AccountState::NoLongerListed],
        0..3,
    );
    let departments = prop::sample::subsequence(DEPARTMENTS.to_vec(), 0..2);
    let groups = prop::option::weighted(
        0.3,
        prop::sample::select(vec![
            ("id-of-Zapier", "rare"),
            ("id-of-Zapier", "wide"),
            ("id-of-monday", "none"),
        ]),
    );
    (
        texts,
        ids,
        statuses,
        departments,
        groups,
        sorts(),
        any::<(bool, bool)>(),
        0_u32..9_500,
        0_u32..80,
    )
        .prop_map(
            |(text, ids, statuses, departments, group, sort, (descending, more), offset, limit)| {
                UserQuery {
                    text: text.into(),
                    connections: ids.into_iter().map(ConnectionId::from).collect(),
                    statuses,
                    departments: departments.into_iter().map(str::to_owned).collect(),
                    group: group.map(|(connection_id, group_id)| GroupRef {
                        connection_id: connection_id.into(),
                        group_id: group_id.into(),
                    }),
                    stale_only: more && offset % 5 == 0,
                    sort,
                    descending,
                    offset: if more { offset % 60 } else { offset },
                    limit,
                }
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    #[test]
    fn any_page_is_what_doing_it_by_hand_gives(query in queries()) {
        check(&query)?;
    }
}

#[test]
fn every_sort_is_right_from_both_ends() {
    for sort in [
        UserSort::Name,
        UserSort::UserName,
        UserSort::Connection,
        UserSort::Status,
        UserSort::Title,
        UserSort::Department,
        UserSort::Groups,
        UserSort::AsOf,
    ] {
        for (descending, offset) in
            [(false, 0), (true, 0), (false, 8_970), (true, 8_970), (false, 4_490)]
        {
            check(&UserQuery { sort, descending, offset, limit: 40, ..all() }).unwrap();
        }
    }
}

#[test]
fn rows_sort_by_how_old_they_are() {
    let store = crowd().store();
    let page = store.users(&UserQuery { sort: UserSort::AsOf, limit: 9_000, ..all() }).unwrap();
    assert!(page.rows.is_sorted_by(|one, other| one.as_of <= other.as_of));
    assert_eq!(page.rows[8_999].as_of, at(20));
    let few = UserQuery { sort: UserSort::AsOf, text: "rare".into(), descending: true, ..all() };
    assert!(store.users(&few).unwrap().rows.is_sorted_by(|one, other| one.as_of >= other.as_of));
}

#[test]
fn facets_count_the_whole_store() {
    let store = crowd().store();
    let facets = store.facets().unwrap();
    let labels: Vec<_> =
        facets.connections.iter().map(|one| (one.label.as_str(), one.count)).collect();
    assert_eq!(labels, [("Airtable", 3_000), ("monday", 3_000), ("Zapier", 3_000)]);
    let gone = facets.statuses[2];
    // Ninety were missing; the partial read has seen ten of them again.
    assert_eq!(gone, (AccountState::NoLongerListed, 80));
    assert_eq!(facets.statuses.iter().map(|one| one.1).sum::<u32>(), 9_000);
    let departments: Vec<_> = facets.departments.iter().map(|one| one.value.as_str()).collect();
    assert_eq!(departments, ["Engineering", "Führung", "Sales"]);
    for department in facets.departments {
        let query = UserQuery { departments: vec![department.value], ..all() };
        assert_eq!(store.users(&query).unwrap().total, department.count);
    }
}

#[test]
fn an_account_is_found_by_id_user_name_or_address_and_not_by_a_part_of_them() {
    let world = World::new();
    let (store, id) = (world.store(), world.connect("Zapier"));
    let other = world.connect("Notion");
    let mut alias = person("7", "Zoë Alias");
    alias.user_name = Some("zoe".into());
    alias.other_emails = vec!["second@example.com".into()];
    let people =
        vec![person("42", "Oskar Lind"), alias.raw(), person("43", "oskar.lind@example.com")];
    read(store, &id, 1, people, vec![], Verdict::Complete);
    read(store, &other, 1, vec![person("42", "Oskar Lind")], vec![], Verdict::Complete);
    let found = |text: &str| -> Vec<AccountId> {
        store.find_account(&id, text).unwrap().into_iter().map(|row| row.account_id).collect()
    };
    assert_eq!(found("42"), ["42"]);
    assert_eq!(found("OSKAR.LIND@example.com"), ["42"]);
    assert_eq!(found("ZOË"), ["7"]);
    assert_eq!(found("zoe.alias@example.com"), ["7"]);
    assert!(found("oskar").is_empty() && found("").is_empty() && found("4").is_empty());
    // A further address is found by a search, but it does not name the account.
    assert!(found("second@example.com").is_empty());
    assert_eq!(store.users(&UserQuery { text: "second@".into(), ..all() }).unwrap().total, 1);
}

#[test]
fn groups_are_searched_sorted_and_paged() {
    let world = World::new();
    let (store, id) = (world.store(), world.connect("Zapier"));
    let people = (0..5).map(|n| person(&n.to_string(), &format!("P {n}"))).collect();
    let groups = vec![
        group("1", "Überblick", Some(&["0", "1"])),
        group("2", "alpha", None),
        group("3", "Beta Team", Some(&["0", "1", "2"])),
    ];
    read(store, &id, 1, people, groups, Verdict::Complete);
    let found = |query: GroupQuery| -> Vec<String> {
        store.groups(&query).unwrap().rows.into_iter().map(|group| group.name).collect()
    };
    let all = GroupQuery { limit: 9, ..Default::default() };
    assert_eq!(found(all.clone()), ["alpha", "Beta Team", "Überblick"]);
    assert_eq!(found(GroupQuery { offset: 1, limit: 1, ..all.clone() }), ["Beta Team"]);
    assert_eq!(found(GroupQuery { text: "uber".into(), ..all.clone() }), ["Überblick"]);
    assert_eq!(found(GroupQuery { text: "team BETA".into(), ..all.clone() }), ["Beta Team"]);
    let by_members = GroupQuery { sort: GroupSort::Members, ..all.clone() };
    assert_eq!(found(by_members), ["Überblick", "Beta Team", "alpha"]);
    let page = store.groups(&GroupQuery { text: "alp".into(), ..all }).unwrap();
    assert_eq!((page.total, page.all, page.rows[0].members), (1, 3, None));
    let query = MemberQuery {
        connection_id: id,
        group_id: "3".into(),
        text: "p 1".into(),
        limit: 9,
        ..Default::default()
    };
    let members = store.members(&query).unwrap();
    assert_eq!((members.total, members.rows[0].member_id.as_str()), (1, "1"));
}

#[test]
fn a_name_of_ten_megabytes_is_kept_whole_and_shown_cut() {
    let world = World::new();
    let (store, id) = (world.store(), world.connect("Zapier"));
    let mut long = person("1", "L");
    long.name = "Длинный ".repeat(700_000);
    let long = long.raw();
    read(store, &id, 1, vec![long.clone(), person("2", "Next")], vec![], Verdict::Complete);
    let detail = store.account(&id, &AccountId::from("1")).unwrap().unwrap();
    assert_eq!(detail.row.name.chars().count(), 1_000);
    assert_eq!(detail.raw, long.raw);
    assert_eq!(store.users(&UserQuery { text: "длинный".into(), ..all() }).unwrap().total, 1);
}

#[test]
fn text_from_an_app_is_never_taken_for_a_query() {
    let world = World::new();
    let (store, id) = (world.store(), world.connect("Zapier"));
    let odd = [
        "Robert'); DROP TABLE accounts;--",
        "\"quoted\" AND x",
        "per%cent_under",
        "NEAR(a b)",
        "‏עברית‏",
        "日本語の名前",
    ];
    let people =
        odd.iter().enumerate().map(|(n, name)| person(&format!("a/b?c={n}"), name)).collect();
    read(store, &id, 1, people, vec![], Verdict::Complete);
    for (n, name) in odd.iter().enumerate() {
        let page = store.users(&UserQuery { text: (*name).into(), ..all() }).unwrap();
        assert_eq!(names(&page), [*name]);
        let account = store.account(&id, &AccountId::from(format!("a/b?c={n}"))).unwrap().unwrap();
        assert_eq!(account.row.name, *name);
    }
    assert_eq!(store.users(&UserQuery { text: "日本".into(), ..all() }).unwrap().total, 1);
    assert_eq!(store.users(&UserQuery { text: "%".into(), ..all() }).unwrap().total, 1);
}

#[test]
fn many_texts_name_whom_each_of_them_names_alone_and_who_of_them_is_in_the_group() {
    let store = crowd().store();
    let zapier = store.connection("Zapier").unwrap().id;
    let rows = store
        .users(&UserQuery { connections: vec![zapier.clone()], limit: 40, ..all() })
        .unwrap()
        .rows;
    let mut texts = vec![String::new(), "nobody at all".to_owned(), "Zapier/97".to_owned()];
    for (at, row) in rows.iter().enumerate() {
        texts.push(match at % 4 {
            0 => row.account_id.to_string(),
            1 => row.user_name.to_uppercase(),
            2 => row.email.clone(),
            _ => row.name.clone(),
        });
    }
    let together = store.match_accounts(&zapier, Some(&GroupId::from("rare")), &texts).unwrap();
    assert_eq!(together.len(), texts.len());
    for (text, found) in texts.iter().zip(&together) {
        let alone = store
            .match_accounts(&zapier, Some(&GroupId::from("rare")), std::slice::from_ref(text))
            .unwrap();
        assert_eq!(&alone[0], found, "{text}");
    }
    assert!(together[0].rows.is_empty() && together[1].rows.is_empty());
    assert!(matches!(together[2].rows.as_slice(), [(row, true)] if row.account_id == "Zapier/97"));
    assert!(together[3..].iter().all(|found| !found.rows.is_empty()));
    assert!(store.match_accounts(&zapier, Some(&GroupId::from("nowhere")), &texts).is_err());
}
