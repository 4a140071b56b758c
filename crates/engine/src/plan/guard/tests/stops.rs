//! Which items of a plan are blocked when too many people would lose access.

use super::*;

fn of(connection: &str, wish: impl Fn(String) -> Change) -> Item {
    item(wish(connection.to_owned()))
}

fn leave(connection: &str, user: &str) -> Item {
    of(connection, |connection| Change::Deactivate { connection, user: user.into() })
}

fn out(connection: &str, users: &[&str]) -> Item {
    let users = names(users);
    of(connection, |connection| Change::RemoveMember {
        connection,
        group: "g".into(),
        users: users.clone(),
    })
}

fn join(connection: &str) -> Item {
    of(connection, |connection| Change::AddMember {
        connection,
        group: "g".into(),
        users: names(&["7", "8", "9"]),
    })
}

fn end_group(connection: &str, members: &[&str]) -> Item {
    let item = of(connection, |connection| Change::DeleteGroup { connection, group: "g".into() });
    Item { members_before: Some(MemberSet::of(members.iter().copied())), ..item }
}

fn of_items(items: Vec<Item>) -> Drafts {
    Drafts { items, ..Drafts::default() }
}

/// What each item does, and in which connection.
fn wishes_of(items: &[Item]) -> Vec<(&str, &str)> {
    items.iter().map(|item| (item.connection_id.as_str(), item.change.as_str())).collect()
}

/// A connection, and how many people lose something there.
type Loss = (&'static str, u32);

#[test]
fn only_connections_with_several_losses_ask_for_their_guard() {
    let cases: [(Vec<Item>, &[Loss]); 8] = [
        (vec![], &[]),
        (vec![join("a")], &[]),
        // One person can always be changed.
        (vec![leave("a", "1")], &[]),
        (vec![leave("a", "1"), out("a", &["1"])], &[]),
        (vec![leave("a", "1"), leave("a", "2")], &[("a", 2)]),
        // Each connection has a guard of its own.
        (vec![leave("a", "1"), leave("b", "2")], &[]),
        (
            vec![leave("b", "1"), out("a", &["1", "2", "3"]), leave("b", "2"), leave("c", "1")],
            &[("a", 3), ("b", 2)],
        ),
        (vec![end_group("a", &["1", "2"]), join("b")], &[("a", 2)]),
    ];
    for (number, (items, expected)) in cases.into_iter().enumerate() {
        let found = losses(&items);
        let found: Vec<(&str, u32)> = found.iter().map(|(id, n)| (id.as_str(), *n)).collect();
        assert_eq!(found, expected, "case {number}");
    }
}

#[test]
fn a_stopped_connection_keeps_only_what_takes_nothing_from_anybody() {
    let mut drafts = of_items(vec![
        leave("a", "1"),
        join("a"),
        end_group("a", &["1", "2"]),
        // A group without members takes nothing from anyone.
        end_group("a", &[]),
        out("a", &["3"]),
        leave("b", "1"),
        end_group("b", &["1", "2"]),
    ]);
    stop(&mut drafts, "a", "Too many.");
    assert_eq!(
        wishes_of(&drafts.items),
        [("a", "Add to group"), ("a", "Delete group"), ("b", "Deactivate"), ("b", "Delete group")]
    );
    let blocked: Vec<(&str, &str)> = drafts
        .blocked
        .iter()
        .map(|one| (one.connection_id.as_str(), one.change.as_str()))
        .collect();
    assert_eq!(blocked, [("a", "Deactivate"), ("a", "Delete group"), ("a", "Remove from group")]);
}

#[test]
fn what_is_stopped_says_why_and_keeps_the_wish() {
    let mut drafts = of_items(vec![leave("a", "1"), leave("a", "2"), join("a")]);
    let wish = drafts.items[0].wish.clone();
    stop(&mut drafts, "a", "Too many.");
    let [warning] = drafts.warnings.as_slice() else { panic!("{:?}", drafts.warnings) };
    assert!(warning.stop);
    assert_eq!((warning.lead.as_str(), warning.count), ("Too many.", 2));
    assert_eq!(
        warning.text,
        "Raise the guard on the connection's page or with `rollcall guard`, or plan fewer accounts \
        at once."
    );
    let blocked = &drafts.blocked[0];
    assert_eq!(
        blocked.why,
        "Too many. Raise it on the connection's page, or with `rollcall guard`."
    );
    assert_eq!((blocked.because, blocked.on.as_str()), (Because::Guard, "Jo"));
    assert_eq!(blocked.wish, Some(wish));
}
