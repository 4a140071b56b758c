//! Where the right name of a thing is found that the local copy does not have. Pure.

/// Where to look for what the store calls `what`: its noun with the id or name.
pub(super) fn where_to_look(what: &str) -> &'static str {
    let begins = |with: &str| what.starts_with(with);
    match what {
        _ if begins("item ") && what.ends_with("review") => {
            "Check the number in the review's items."
        }
        _ if begins("item ") => "Check the number in the run's items.",
        _ if begins("run ") => "Check the id in the list of runs.",
        _ if begins("plan ") => "Check the id in the list of plans.",
        _ if begins("case ") => "Check the id in the list of lockdowns and quarantines.",
        _ if begins("review ") => "Check the name in the list of reviews.",
        _ if begins("person ") => "Check the number in the table of people.",
        _ if begins("connection ") => "Check the name in the list of connections.",
        _ => "Check the name, or read the connection again.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_thing_has_its_list() {
        for (what, list) in [
            ("item 999 of the review", "review's items"),
            ("item 9 of run \"x\"", "run's items"),
            ("run \"x\"", "list of runs"),
            ("plan \"x\"", "list of plans"),
            ("case \"x\"", "list of lockdowns and quarantines"),
            ("review \"x\"", "list of reviews"),
            ("person 99999", "table of people"),
            ("connection \"x\"", "list of connections"),
            ("group \"x\"", "read the connection again"),
        ] {
            assert!(where_to_look(what).contains(list), "{what}: {}", where_to_look(what));
        }
    }
}
