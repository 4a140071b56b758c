//! What holds for any accounts, entries and decisions.

use proptest::prelude::*;
use rollcall_people::*;
use std::collections::BTreeMap;

const ADDRESSES: &[&str] = &[
    "anna.meier@x.com",
    "anna@x.com",
    "anna.meier+t@x.com",
    "anna.meier@x.de",
    "kim@x.com",
    "info@x.com",
    "peter.kim@x.com",
    "bot.anna@x.com",
    "",
    "no address",
];
const NAMES: &[&str] =
    &["", "Anna Meier", "Meier, Anna", "Anna Schmidt", "Peter Kim", "Kim", "A. Meier", "Bo Bot"];
const NUMBERS: &[&str] = &["", "", "1", "2", "01", "0"];

fn texts(of: &'static [&'static str], most: usize) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(prop::sample::select(of).prop_map(str::to_owned), 0..=most)
}

fn one(of: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(of).prop_map(str::to_owned)
}

fn cows(texts: Vec<String>) -> Vec<std::borrow::Cow<'static, str>> {
    texts.into_iter().map(Into::into).collect()
}

fn an_account() -> impl Strategy<Value = Account<'static>> {
    let marks = [Mark::None, Mark::None, Mark::None, Mark::Shared, Mark::Service, Mark::Person];
    (
        (0..3_i64, texts(ADDRESSES, 3), texts(ADDRESSES, 1), one(NUMBERS), one(NAMES)),
        (one(&["", "", "e1", "e2"]), prop::sample::select(marks.to_vec()), any::<bool>()),
        (prop::option::of(0..4_i64), prop::option::of(0..4_i64)),
    )
        .prop_map(
            |((connection, addresses, former, number, name), (external, mark, left), at)| Account {
                key: 0,
                connection,
                addresses: cows(addresses),
                former: cows(former),
                employee_number: number.into(),
                name: name.into(),
                external_id: external.into(),
                mark,
                left,
                left_at: at.0,
                closed_here: false,
                since: at.1,
                not_before: at.1,
            },
        )
}

fn an_entry() -> impl Strategy<Value = Entry<'static>> {
    (texts(ADDRESSES, 2), one(NUMBERS), one(NAMES), prop::bool::weighted(0.1)).prop_map(
        |(addresses, number, name, service)| Entry {
            key: 0,
            addresses: cows(addresses),
            employee_number: number.into(),
            name: name.into(),
            service,
            since: None,
        },
    )
}

type World = (Vec<Account<'static>>, Vec<Entry<'static>>, Vec<Decision>);

fn world() -> impl Strategy<Value = World> {
    let node = || (any::<bool>(), 0..12_i64);
    let node = move || {
        node()
            .prop_map(|(account, key)| if account { Node::Account(key) } else { Node::Entry(key) })
    };
    let decision = (node(), node(), any::<bool>());
    let decision = decision.prop_map(|(a, b, together)| Decision { a, b, together });
    (
        prop::collection::vec(an_account(), 0..14),
        prop::collection::vec(an_entry(), 0..5),
        prop::collection::vec(decision, 0..6),
    )
        .prop_map(|(mut accounts, mut entries, decisions)| {
            accounts.iter_mut().zip(0..).for_each(|(account, key)| account.key = key);
            entries.iter_mut().zip(0..).for_each(|(entry, key)| entry.key = key);
            (accounts, entries, decisions)
        })
}

fn person_of(tied: &Tied) -> BTreeMap<Node, usize> {
    let mut of = BTreeMap::new();
    for (number, person) in tied.people.iter().enumerate() {
        for tie in &person.accounts {
            assert!(of.insert(Node::Account(tie.account), number).is_none(), "in two persons");
        }
        if let Some(entry) = person.entry {
            assert!(of.insert(Node::Entry(entry.entry), number).is_none(), "in two persons");
        }
    }
    of
}

type Numbered<'a> = (Node, (i64, &'a str));

/// All that have a number, with their app; the list is app -1.
fn numbered<'a>(accounts: &'a [Account<'_>], entries: &'a [Entry<'_>]) -> Vec<Numbered<'a>> {
    let of_accounts = accounts
        .iter()
        .map(|one| (Node::Account(one.key), (one.connection, one.employee_number.as_ref())));
    let of_entries =
        entries.iter().map(|one| (Node::Entry(one.key), (-1, one.employee_number.as_ref())));
    of_accounts.chain(of_entries).filter(|(_, (_, number))| !["", "0"].contains(number)).collect()
}

/// Two numbers of one numbering, looked at one by one.
fn contradict(
    accounts: &[Account<'_>],
    entries: &[Entry<'_>],
    (a, (here, one)): Numbered<'_>,
    (b, (there, other)): Numbered<'_>,
) -> bool {
    let all = numbered(accounts, entries);
    let bare = |number: &str| number.trim_start_matches('0').to_owned();
    let rows = |number: &str| all.iter().filter(|(_, of)| *of == (-1, number)).count();
    match (a, b) {
        (Node::Entry(_), Node::Entry(_)) => true,
        (Node::Account(_), Node::Entry(_)) => {
            contradict(accounts, entries, (b, (there, other)), (a, (here, one)))
        }
        (Node::Entry(_), Node::Account(_)) => {
            let in_app = all.iter().any(|(_, (app, number))| *app == there && *number == one);
            rows(other) == 1 || (rows(one) == 1 && in_app)
        }
        (Node::Account(_), Node::Account(_)) => {
            let of = |app: i64| -> std::collections::BTreeSet<String> {
                let numbers = all.iter().filter(|(_, (of, _))| *of == app);
                numbers.map(|(_, (_, number))| bare(number)).collect()
            };
            let (mine, theirs) = (of(here), of(there));
            here == there || mine.len() < 2 || theirs.len() < 2 || !mine.is_disjoint(&theirs)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..Default::default() })]

    #[test]
    fn the_order_does_not_matter(
        (accounts, entries, decisions) in world(),
        (seed_a, seed_b) in (any::<u64>(), any::<u64>()),
    ) {
        fn shuffled<T: Clone>(of: &[T], mut seed: u64) -> Vec<T> {
            let mut of = of.to_vec();
            for at in (1..of.len()).rev() {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                of.swap(at, (seed >> 33) as usize % (at + 1));
            }
            of
        }
        let tied = tie(&accounts, &entries, &decisions);
        let other = tie(
            &shuffled(&accounts, seed_a),
            &shuffled(&entries, seed_b),
            &shuffled(&decisions, seed_a ^ seed_b),
        );
        prop_assert_eq!(tied, other);
    }

    #[test]
    fn each_account_is_in_one_place_and_nothing_impossible_is_tied(
        (accounts, entries, decisions) in world(),
    ) {
        let tied = tie(&accounts, &entries, &decisions);
        let person = person_of(&tied);
        for account in &accounts {
            let alone = tied.alone.iter().filter(|alone| alone.account == account.key).count();
            let tied = usize::from(person.contains_key(&Node::Account(account.key)));
            prop_assert_eq!(alone + tied, 1);
        }
        for entry in &entries {
            let tied = person.contains_key(&Node::Entry(entry.key));
            prop_assert_eq!(tied, !entry.service);
        }
        let admin = decisions.iter().any(|decision| decision.together);
        for (a, one) in &numbered(&accounts, &entries) {
            for (b, other) in &numbered(&accounts, &entries) {
                let (Some(here), Some(there)) = (person.get(a), person.get(b)) else { continue };
                let rows = matches!((a, b), (Node::Entry(_), _) | (_, Node::Entry(_)));
                let same = match admin {
                    true => rows || one.1.trim_start_matches('0') == other.1.trim_start_matches('0'),
                    false => one.1 == other.1 || !contradict(&accounts, &entries, (*a, *one), (*b, *other)),
                };
                prop_assert!(here != there || same, "{:?} {:?} {:?} {:?}", a, b, one, other);
            }
        }
        for decision in decisions.iter().filter(|d| !d.together && d.a != d.b) {
            if let (Some(a), Some(b)) = (person.get(&decision.a), person.get(&decision.b)) {
                prop_assert_ne!(a, b);
            }
        }
        let mut pairs: Vec<(usize, usize)> =
            tied.proposals.iter().map(|p| (person[&p.a], person[&p.b])).collect();
        prop_assert!(pairs.iter().all(|(a, b)| a != b), "proposed with itself");
        pairs.iter_mut().for_each(|(a, b)| if a > b { std::mem::swap(a, b) });
        let count = pairs.len();
        pairs.sort_unstable();
        pairs.dedup();
        prop_assert_eq!(pairs.len(), count, "a pair proposed twice");
    }

    /// Who is whose, and what is proposed, is the same after some accounts were closed from here.
    #[test]
    fn closing_from_here_changes_nothing(
        (accounts, entries, decisions) in world(),
        (closed, at) in (any::<u16>(), 4..9_i64),
    ) {
        let before = tie(&accounts, &entries, &decisions);
        let mut accounts = accounts;
        for account in accounts.iter_mut().filter(|one| !one.left && closed >> one.key & 1 == 1) {
            (account.left, account.closed_here, account.left_at) = (true, true, Some(at));
        }
        prop_assert_eq!(before, tie(&accounts, &entries, &decisions));
    }

    #[test]
    fn an_accepted_proposal_stands_and_a_refused_one_is_not_made_again(
        (accounts, entries, _) in world(),
    ) {
        let tied = tie(&accounts, &entries, &[]);
        if let Some(proposal) = tied.proposals.first() {
            let (a, b) = (proposal.a, proposal.b);
            let accepted = tie(&accounts, &entries, &[Decision { a, b, together: true }]);
            let person = person_of(&accepted);
            prop_assert_eq!(person[&a], person[&b]);
            let refused = tie(&accounts, &entries, &[Decision { a, b, together: false }]);
            let person = person_of(&refused);
            let pair = (person[&a], person[&b]);
            let again = refused.proposals.iter().any(|p| (person[&p.a], person[&p.b]) == pair);
            prop_assert!(!again);
        }
    }
}
