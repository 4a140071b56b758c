//! Each rule of tying, by an example.

#![allow(clippy::expect_used, reason = "helpers of tests")]

use rollcall_people::*;

fn account<'a>(key: i64, addresses: &[&'a str], name: &'a str) -> Account<'a> {
    Account {
        key,
        connection: key,
        addresses: addresses.iter().map(|text| (*text).into()).collect(),
        name: name.into(),
        ..Account::default()
    }
}

fn entry<'a>(key: i64, address: &'a str, number: &'a str, name: &'a str) -> Entry<'a> {
    Entry {
        key,
        addresses: vec![address.into()],
        employee_number: number.into(),
        name: name.into(),
        ..Entry::default()
    }
}

fn numbered<'a>(key: i64, address: &'a str, number: &'a str, name: &'a str) -> Account<'a> {
    Account { employee_number: number.into(), ..account(key, &[address], name) }
}

fn gone(account: Account<'_>) -> Account<'_> {
    Account { left: true, ..account }
}

/// The accounts of each person.
fn persons(tied: &Tied) -> Vec<Vec<i64>> {
    tied.people.iter().map(|one| one.accounts.iter().map(|tie| tie.account).collect()).collect()
}

fn of(accounts: &[Account<'_>]) -> Tied {
    tie(accounts, &[], &[])
}

fn hints(tied: &Tied) -> Vec<Hint> {
    tied.proposals.iter().flat_map(|proposal| proposal.why.clone()).collect()
}

const ANNA: &str = "anna.meier@x.com";

#[test]
fn an_address_ties_whatever_its_case() {
    let tied = of(&[account(1, &["Anna.Meier@X.com "], "Anna Meier"), account(2, &[ANNA], "")]);
    assert_eq!(persons(&tied), [vec![1, 2]]);
    assert_eq!(tied.people[0].accounts[0].why, Why::First);
    let second = &tied.people[0].accounts[1];
    assert_eq!(second.why, Why::Address { value: ANNA.into() });
    assert_eq!(second.to, Some(Node::Account(1)));
}

#[test]
fn an_address_with_names_that_share_nothing_is_proposed() {
    let tied = of(&[account(1, &[ANNA], "Anna Meier"), account(2, &[ANNA], "Peter Schulz")]);
    assert_eq!(persons(&tied), [[1], [2]]);
    assert_eq!(hints(&tied), [Hint::SameAddressOtherName { address: ANNA.into() }]);
}

#[test]
fn the_number_outweighs_other_names_at_one_address() {
    let tied = of(&[numbered(1, ANNA, "7", "Anna Meier"), numbered(2, ANNA, "7", "Xenia Schulz")]);
    assert_eq!(persons(&tied), [[1, 2]]);
    let without = of(&[
        numbered(1, ANNA, "7", "Anna Meier"),
        numbered(2, "x.schulz@x.com", "7", "Xenia Schulz"),
    ]);
    assert_eq!(persons(&without), [[1], [2]]);
    assert_eq!(hints(&without), [Hint::SameNumberOtherName { number: "7".into() }]);
}

#[test]
fn two_numbers_are_never_one_person_also_not_over_a_third() {
    let tied = of(&[
        numbered(1, ANNA, "1", "Anna Meier"),
        numbered(2, ANNA, "2", "Anna Meier"),
        account(3, &[ANNA], "Anna Meier"),
    ]);
    assert_eq!(persons(&tied), [[1], [2], [3]]);
    let pairs: Vec<(Node, Node)> = tied.proposals.iter().map(|p| (p.a, p.b)).collect();
    let node = Node::Account;
    assert_eq!(pairs, [(node(1), node(3)), (node(2), node(3))]);
}

#[test]
fn numbers_are_compared_as_written_and_the_admin_may_say_otherwise() {
    let accounts = [numbered(1, ANNA, "007", "Anna Meier"), numbered(2, ANNA, "7", "Anna Meier")];
    let tied = of(&accounts);
    assert_eq!(persons(&tied), [[1], [2]]);
    assert!(hints(&tied).contains(&Hint::SameAddressOtherNumber { address: ANNA.into() }));
    let together = Decision { a: Node::Account(1), b: Node::Account(2), together: true };
    assert_eq!(persons(&tie(&accounts, &[], &[together])), [[1, 2]]);
}

#[test]
fn an_address_of_two_entries_ties_to_neither() {
    let entries = [entry(1, ANNA, "1", "Anna Meier"), entry(2, ANNA, "2", "Anna Meier")];
    let tied = tie(&[account(1, &[ANNA], "Anna Meier")], &entries, &[]);
    assert_eq!(tied.people.len(), 3);
    assert_eq!(tied.proposals.len(), 2);
}

#[test]
fn apart_is_a_wall_between_persons() {
    let accounts = [
        account(1, &[ANNA], "Anna Meier"),
        account(2, &[ANNA, "am@x.com"], "Anna Meier"),
        account(3, &["am@x.com"], "Anna Meier"),
    ];
    let apart = Decision { a: Node::Account(3), b: Node::Account(1), together: false };
    let tied = tie(&accounts, &[], &[apart]);
    let one = |key| persons(&tied).iter().position(|person| person.contains(&key));
    assert_ne!(one(1), one(3));
    let both = [apart, Decision { together: true, ..apart }];
    assert_ne!(persons(&tie(&accounts, &[], &both)), [[1, 2, 3]]);
}

#[test]
fn what_the_admin_put_together_stands_unless_a_number_speaks_against_it() {
    let accounts = [
        numbered(1, "a@x.com", "1", "Anna Meier"),
        numbered(2, "b@y.com", "2", "Bernd Schulz"),
        account(3, &["c@z.com"], "Carla"),
    ];
    let together = |a, b| Decision { a: Node::Account(a), b: Node::Account(b), together: true };
    let tied = tie(&accounts, &[], &[together(1, 2), together(1, 3)]);
    assert_eq!(persons(&tied), [vec![1, 3], vec![2]]);
    assert_eq!(tied.people[0].accounts[1].why, Why::Admin);
    assert_eq!(tied.unheld[0].because, Because::OtherNumber);
}

#[test]
fn a_shared_mailbox_is_nobodys_unless_the_admin_says_so() {
    let accounts = [account(1, &["sales@x.com"], "Sales"), account(2, &["sales@x.com"], "Sales")];
    let tied = of(&accounts);
    assert!(tied.people.is_empty() && tied.proposals.is_empty());
    assert_eq!(tied.alone[0].why, Apart::LooksShared { local_part: "sales".into() });
    let person = accounts.map(|account| Account { mark: Mark::Person, ..account });
    assert_eq!(persons(&of(&person)), [[1, 2]]);
    let marked = Account { mark: Mark::Service, ..account(3, &[ANNA], "Anna Meier") };
    assert_eq!(of(&[marked]).alone[0].why, Apart::MarkedService);
}

#[test]
fn a_role_address_beside_an_own_one_ties_nobody() {
    let tied = of(&[
        account(1, &[ANNA, "info@x.com"], "Anna Meier"),
        account(2, &["bernd.schulz@x.com", "info@x.com"], "Bernd Schulz"),
    ]);
    assert_eq!(persons(&tied), [[1], [2]]);
    assert!(tied.proposals.is_empty() && tied.alone.is_empty());
}

#[test]
fn what_the_list_calls_a_service_is_nobodys() {
    let service = Entry { service: true, ..entry(9, "crawler@x.com", "", "Crawler") };
    let tied = tie(&[account(1, &["crawler@x.com"], "Crawler")], &[service], &[]);
    assert!(tied.people.is_empty());
    assert_eq!(tied.alone[0].why, Apart::ListedAsService { entry: 9 });
}

#[test]
fn a_marriage_is_tied_by_the_former_address() {
    let renamed = Account {
        former: vec![ANNA.into()],
        ..account(1, &["anna.schmidt@x.com"], "Anna Schmidt")
    };
    let tied = of(&[renamed, account(2, &[ANNA], "Anna Meier")]);
    assert_eq!(persons(&tied), [[1, 2]]);
    let given =
        Account { former: vec!["anna@x.com".into()], ..account(1, &["as@x.com"], "Anna S") };
    let tied = of(&[given, account(2, &["anna@x.com"], "Anna Meier")]);
    assert_eq!(persons(&tied), [[1], [2]], "anna@ may have a new owner");
    assert_eq!(hints(&tied), [Hint::FormerAddress { address: "anna@x.com".into() }]);
}

#[test]
fn an_address_that_moved_on_in_one_connection_has_a_new_owner() {
    let before = Account {
        former: vec![ANNA.into()],
        connection: 5,
        ..account(1, &["anna.meier2@x.com"], "Anna Meier")
    };
    let now = Account { connection: 5, ..account(2, &[ANNA], "Anna Meier") };
    assert_eq!(persons(&of(&[before, now])), [[1], [2]]);
}

#[test]
fn an_address_of_one_who_left_may_be_re_used() {
    let old = || gone(account(1, &["john.smith@x.com"], "John Smith"));
    let new = || account(2, &["john.smith@x.com"], "John Smith");
    let tied = of(&[old(), new()]);
    assert_eq!(persons(&tied), [[1], [2]], "when is not known");
    let hint = Hint::SameAddressMaybeReused { address: "john.smith@x.com".into() };
    assert!(hints(&tied).contains(&hint));

    let at = |left_at, since| {
        let new = Account { since: Some(since), not_before: Some(since), ..new() };
        of(&[Account { left_at: Some(left_at), ..old() }, new])
    };
    assert_eq!(persons(&at(10, 20)), [[1], [2]], "came after");
    assert_eq!(persons(&at(20, 10)), [[1, 2]], "there at the same time");
    // First seen in a list that is the first of its app: that it came later is not known.
    let seen = of(&[Account { left_at: Some(10), ..old() }, Account { since: Some(20), ..new() }]);
    assert_eq!(persons(&seen), [[1], [2]]);
    assert!(hints(&seen).contains(&hint), "{:?}", hints(&seen));

    let with = |mut one: Account<'static>| {
        one.employee_number = "7".into();
        one
    };
    assert_eq!(persons(&of(&[with(old()), with(new())])), [[1, 2]]);
}

#[test]
fn what_was_closed_from_here_stays_with_its_person_and_ties_nobody_new() {
    let address = &["john.smith@x.com"];
    let closed = |key, at| Account {
        left_at: Some(at),
        closed_here: true,
        since: Some(1),
        ..gone(account(key, address, "John Smith"))
    };
    let seen = |key, since| Account { since: Some(since), ..account(key, address, "John Smith") };
    let there = |key, since| Account { not_before: Some(since), ..seen(key, since) };
    assert_eq!(persons(&of(&[closed(1, 10), there(2, 5)])), [[1, 2]]);
    assert_eq!(persons(&of(&[closed(1, 10), closed(2, 20), there(3, 2)])), [[1, 2, 3]]);
    // Somebody who came later may have been given the address.
    assert_eq!(persons(&of(&[closed(1, 10), there(2, 11)])), [[1], [2]]);
    // Seen first after the closing, in an app that was not looked at before, is no later coming.
    assert_eq!(persons(&of(&[closed(1, 10), seen(2, 11)])), [[1, 2]]);
    // Of one that left at an unknown time nothing was known before, and nothing is known now.
    let left = || gone(account(2, address, "John Smith"));
    assert_eq!(persons(&of(&[there(1, 1), left()])), [[1], [2]]);
    assert_eq!(persons(&of(&[closed(1, 10), left()])), [[1], [2]]);
}

#[test]
fn one_who_left_at_an_unknown_time_keeps_nobody_else_apart() {
    let of_anna = |key| account(key, &[ANNA], "Anna Meier");
    let tied = of(&[of_anna(1), gone(of_anna(2)), of_anna(3)]);
    assert_eq!(persons(&tied), [vec![1, 3], vec![2]]);
    assert!(hints(&tied).contains(&Hint::SameAddressMaybeReused { address: ANNA.into() }));

    // A third that knew both times makes all of them one.
    let known = Account { since: Some(5), ..of_anna(1) };
    let left = Account { left_at: Some(9), ..gone(of_anna(2)) };
    assert_eq!(persons(&of(&[known, left, of_anna(3)])), [[1, 2, 3]]);
}

#[test]
fn who_could_join_two_others_joins_neither() {
    let tied = of(&[
        account(1, &["kim@x.com"], "Anna Kim"),
        account(2, &["kim@x.com"], "Peter Kim"),
        account(3, &["kim@x.com"], ""),
    ]);
    assert_eq!(persons(&tied), [[1], [2], [3]]);
}

#[test]
fn of_two_addresses_the_stronger_ties() {
    let accounts = [
        numbered(1, ANNA, "1", "Anna Meier"),
        numbered(2, "pool7@x.com", "2", ""),
        account(3, &["pool7@x.com", ANNA], "Anna Meier"),
    ];
    let tied = of(&accounts);
    assert_eq!(persons(&tied), [vec![1, 3], vec![2]]);
    assert!(tied.proposals.is_empty(), "the numbers contradict");
}

#[test]
fn looking_alike_is_only_proposed() {
    let tied = of(&[
        account(1, &["anna.meier@x.com"], "Anna Meier"),
        account(2, &["anna.meier@x.de"], "Meier, Anna"),
        account(3, &["anna.meier+test@x.com"], "Test"),
    ]);
    assert_eq!(persons(&tied), [[1], [2], [3]]);
    let of_first = &tied.proposals[0];
    assert_eq!((of_first.a, of_first.b), (Node::Account(1), Node::Account(2)));
    assert_eq!(of_first.why.len(), 2, "one proposal with all reasons: {of_first:?}");
    assert!(hints(&tied).contains(&Hint::SameWithoutPlus { address: ANNA.into() }));
}

#[test]
fn a_given_name_alone_proposes_nobody() {
    let tied = of(&[
        account(1, &["anna@x.com"], "Anna Meier"),
        account(2, &["anna@y.com"], "Anna Schulz"),
    ]);
    assert!(tied.proposals.is_empty());
}

#[test]
fn a_name_that_many_have_proposes_nobody() {
    let addresses: Vec<String> = (0..9).map(|n| format!("u{n}@x.com")).collect();
    let accounts: Vec<Account<'_>> =
        (0..9).map(|n| account(n, &[addresses[n as usize].as_str()], "John Smith")).collect();
    assert_eq!(of(&accounts[..8]).proposals.len(), 28);
    assert!(of(&accounts).proposals.is_empty());
}

#[test]
fn the_entry_is_what_accounts_are_tied_to() {
    let tied = tie(
        &[numbered(5, ANNA, "7", "Anna Meier"), account(6, &[ANNA], "Anna Meier")],
        &[entry(1, ANNA, "7", "Anna Meier"), entry(2, "b@x.com", "8", "Bernd Schulz")],
        &[],
    );
    let person = &tied.people[0];
    assert_eq!(person.entry, Some(EntryTie { entry: 1 }));
    assert_eq!(person.accounts[0].why, Why::Number { value: "7".into() });
    assert!(person.accounts.iter().all(|tie| tie.to == Some(Node::Entry(1))));
    assert!(tied.people[1].accounts.is_empty(), "an entry without an account is a person too");
}

#[test]
fn reasons_can_be_stored() {
    let tied = of(&[account(1, &[ANNA], "Anna Meier"), account(2, &[ANNA], "Peter Schulz")]);
    let text = serde_json::to_string(&tied).unwrap();
    assert!(text.contains(r#""kind":"same-address-other-name""#), "{text}");
    assert_eq!(serde_json::from_str::<Tied>(&text).unwrap(), tied);
}

/// Oskar and Farid in one app with its numbers, and on a list with others.
fn of_two_numberings(oskar: &'static str, farid: &'static str) -> Tied {
    let in_app = |key, address, number, name| Account {
        connection: 9,
        ..numbered(key, address, number, name)
    };
    let accounts = [
        in_app(1, "oskar.lind@x.com", "E10000", "Oskar Lind"),
        in_app(2, "farid.rahimi@x.com", "E10001", "Farid Rahimi"),
    ];
    let entries = [
        entry(1, "oskar.lind@x.com", oskar, "Oskar Lind"),
        entry(2, "farid.rahimi@x.com", farid, "Farid Rahimi"),
    ];
    tie(&accounts, &entries, &[])
}

#[test]
fn a_number_of_another_numbering_does_not_speak_against_an_address() {
    // Numbers of its own for all, for one; one number for all; numbers without their zeros.
    for (oskar, farid) in
        [("P7731", "P7732"), ("P7731", "E10001"), ("77", "77"), ("E010000", "E010001")]
    {
        let tied = of_two_numberings(oskar, farid);
        assert_eq!(persons(&tied), [[1], [2]], "{oskar} {farid}");
        assert!(tied.people.iter().all(|person| person.entry.is_some()), "{oskar} {farid}");
        assert!(tied.proposals.is_empty(), "{oskar} {farid}");
        let why = Why::AddressOtherNumber { value: "oskar.lind@x.com".into() };
        assert_eq!(tied.people[0].accounts[0].why, why);
    }
    // The numbers of the app: they tie as ever.
    let tied = of_two_numberings("E10000", "E10001");
    assert_eq!(tied.people[0].accounts[0].why, Why::Number { value: "E10000".into() });
}

#[test]
fn a_number_that_is_somebody_elses_speaks_against_an_address_and_is_proposed() {
    // The number of the row is Farid's in the app; the number of the account is another row's.
    let against = |tied: &Tied| {
        assert!(tied.people[0].entry.is_none(), "{tied:?}");
        let named = tied.proposals.iter().find(|one| one.a == Node::Account(1)).expect("named");
        assert_eq!(named.b, Node::Entry(1));
        let address = "oskar.lind@x.com".to_owned();
        assert_eq!(named.why, [Hint::SameAddressAgainstNumbers { address }]);
    };
    against(&of_two_numberings("E10001", "P7732"));
    against(&of_two_numberings("P7731", "E10000"));
    against(&of_two_numberings("E10001", "E10000"));
    // What is proposed can be accepted.
    let account = numbered(1, ANNA, "1", "Anna Meier");
    let entries = [entry(1, ANNA, "2", "Anna Meier"), entry(2, "b@x.com", "1", "Bernd Schulz")];
    let together = Decision { a: Node::Account(1), b: Node::Entry(1), together: true };
    let tied = tie(&[account], &entries, &[together]);
    assert_eq!(tied.people[0].entry, Some(EntryTie { entry: 1 }));
}

#[test]
fn a_row_is_seen_in_all_apps_that_number_people_in_their_own_way() {
    let of_app = |app: i64, numbers: [&'static str; 2]| {
        let account = move |key, address, number, name| Account {
            connection: app,
            ..numbered(app * 10 + key, address, number, name)
        };
        [
            account(1, ANNA, numbers[0], "Anna Meier"),
            account(2, "b@x.com", numbers[1], "Bernd Schulz"),
        ]
    };
    let row = [entry(1, ANNA, "P1", "Anna Meier")];
    let accounts = [of_app(1, ["A1", "A2"]), of_app(2, ["B7", "B8"])].concat();
    let tied = tie(&accounts, &row, &[]);
    assert_eq!(persons(&tied)[0], [11, 21]);
    assert!(tied.people[0].entry.is_some());
    // Two apps of one numbering say that they are two: nobody is chosen, both are named.
    let accounts = [of_app(1, ["A1", "A2"]), of_app(2, ["A3", "A2"])].concat();
    let tied = tie(&accounts, &row, &[]);
    assert!(tied.people.iter().all(|person| person.entry.is_none() || person.accounts.is_empty()));
    assert_eq!(tied.proposals.iter().filter(|one| one.b == Node::Entry(1)).count(), 2);
}
