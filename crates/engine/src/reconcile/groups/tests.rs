use super::*;

fn entry(fields: &[(&str, &str)]) -> Entry {
    let mut body = serde_json::json!({
        "row": 1, "emails": ["jo@example.com"], "employee_number": "E7", "name": "Jo Doe",
        "given_name": "", "family_name": "", "status": "employed", "status_word": "", "start": null,
        "end": null, "manager": "", "department": "", "cost_center": "", "division": "", "title": "",
        "kind": "employee",
    });
    for (name, value) in fields {
        body[*name] = serde_json::json!(value);
    }
    serde_json::from_value(body).unwrap()
}

fn met(condition: &str, fields: &[(&str, &str)]) -> Option<bool> {
    Condition::parse(condition).unwrap().is_met(&Fields::of(&entry(fields), "2026-12-01"))
}

#[test]
fn a_condition_is_met_by_the_fields_of_the_list() {
    let sales = [("department", "Sales"), ("division", "EMEA"), ("title", "VP Sales")];
    for (condition, expected) in [
        ("department == 'Sales'", true),
        ("department == 'sales'", false),
        ("department == 'Sales' && division != 'EMEA'", false),
        ("department in ['IT', 'Sales']", true),
        ("title.startsWith('VP') || title.contains('Head')", true),
        ("title.matches('^VP [A-Z]')", true),
        ("type == 'contractor'", false),
        ("employee_number == 'E7' && email.endsWith('@example.com')", true),
        ("status == 'employed' && start < today", true),
        ("cost_center == ''", true),
    ] {
        assert_eq!(met(condition, &sales), Some(expected), "{condition}");
    }
    // Letters were lost in the file.
    assert_eq!(met("department == ''", &[("department", "K?che")]), Some(true));
    assert_eq!(met("status == 'not-started'", &[("start", "2026-12-02")]), Some(true));
}

#[test]
fn what_is_no_condition_is_said() {
    for (condition, expected) in [
        ("department = 'Sales'", "is not CEL"),
        ("", "is not CEL"),
        ("(((", "is not CEL"),
        ("salary > 3", "uses “salary”, which is no field"),
        ("department", "neither true nor false"),
        ("title.lower() == 'x'", "cannot be decided"),
        ("title.matches('[')", "cannot be decided"),
        ("1 / 0 == 1", "cannot be decided"),
    ] {
        let why = Condition::parse(condition).unwrap_err();
        assert!(why.contains(expected), "{condition}: {why}");
        assert!(!why.contains('\n'), "{why}");
    }
    let long = format!("department == '{}'", "x".repeat(LONGEST));
    let deep = format!("{}true{}", "(".repeat(DEEPEST + 1), ")".repeat(DEEPEST + 1));
    let signs = format!("{}true", "!".repeat(SIGNS + 1));
    for text in [long, deep, signs] {
        assert!(Condition::parse(&text).unwrap_err().contains("nested deeper"));
    }
    // As deep and as long as it may be.
    let deep = format!("{}true{}", "(".repeat(DEEPEST), ")".repeat(DEEPEST));
    let many = vec!["title == 'Buyer'"; SIGNS / 2].join(" || ");
    assert!(many.len() > LONGEST, "signs are not what limits a condition of this kind");
    let sum = format!("{} == title", vec!["'a'"; SIGNS - 2].join("+"));
    for text in [&deep, &many[..LONGEST - 9], &sum] {
        let text = text.rsplit_once(" ||").map_or(text.as_ref(), |(whole, _)| whole);
        assert!(Condition::parse(text).is_ok(), "{text}");
    }
}

#[test]
fn a_rule_adds_those_who_match_and_only_an_exact_one_removes() {
    use Membership::{Add, AsItIs, Remove};
    use Mode::{Additive, Exact};
    for (mode, list_state, met, member, expected) in [
        (Additive, 1, Some(true), false, Add),
        (Additive, 1, Some(true), true, AsItIs),
        (Additive, 1, Some(false), true, AsItIs),
        (Exact, 1, Some(false), true, Remove),
        (Exact, 1, Some(false), false, AsItIs),
        (Exact, 2, Some(true), false, Add),
        (Exact, 2, Some(false), true, Remove),
        // Not decided, not on the list, left, not known: no conclusion.
        (Exact, 1, None, true, AsItIs),
        (Exact, 0, Some(false), true, AsItIs),
        (Exact, 3, Some(false), true, AsItIs),
        (Exact, 5, Some(false), true, AsItIs),
        (Additive, 0, Some(true), false, AsItIs),
        (Additive, 3, Some(true), false, AsItIs),
    ] {
        assert_eq!(
            membership(mode, list_state, met, member),
            expected,
            "{mode:?} {list_state} {met:?} {member}"
        );
    }
}

/// Numbers in an order that looks like none, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// A condition as text, and what it means, by hand.
enum Tree {
    Is(usize, &'static str),
    Not(Box<Tree>),
    Both(Box<Tree>, Box<Tree>),
    Either(Box<Tree>, Box<Tree>),
}

const FIELDS: [&str; 3] = ["department", "division", "title"];
const VALUES: [&str; 4] = ["Sales", "IT", "EMEA", ""];

impl Tree {
    fn random(numbers: &mut Numbers, deep: usize) -> Self {
        match (deep, numbers.below(5)) {
            (0, _) | (_, 0 | 1) => Self::Is(numbers.below(3), VALUES[numbers.below(4)]),
            (_, 2) => Self::Not(Box::new(Self::random(numbers, deep - 1))),
            (_, 3) => Self::Both(
                Box::new(Self::random(numbers, deep - 1)),
                Box::new(Self::random(numbers, deep - 1)),
            ),
            _ => Self::Either(
                Box::new(Self::random(numbers, deep - 1)),
                Box::new(Self::random(numbers, deep - 1)),
            ),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Is(field, value) => format!("{} == '{value}'", FIELDS[*field]),
            Self::Not(one) => format!("!({})", one.text()),
            Self::Both(one, other) => format!("({} && {})", one.text(), other.text()),
            Self::Either(one, other) => format!("({} || {})", one.text(), other.text()),
        }
    }

    fn holds(&self, values: [&str; 3]) -> bool {
        match self {
            Self::Is(field, value) => values[*field] == *value,
            Self::Not(one) => !one.holds(values),
            Self::Both(one, other) => one.holds(values) && other.holds(values),
            Self::Either(one, other) => one.holds(values) || other.holds(values),
        }
    }
}

/// As where accounts are compared.
fn on_its_stack(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join().unwrap();
}

#[test]
fn memberships_are_those_of_an_oracle() {
    on_its_stack(one_thousand_cases);
}

fn one_thousand_cases() {
    let mut numbers = Numbers(7);
    for case in 0..1_000 {
        let tree = Tree::random(&mut numbers, 3);
        let condition = Condition::parse(&tree.text()).unwrap();
        let mode = if numbers.below(2) == 0 { Mode::Additive } else { Mode::Exact };
        let (mut now, mut wanted) = (HashSet::new(), HashSet::new());
        let mut changed = HashSet::new();
        for person in 0..8_usize {
            let values =
                [VALUES[numbers.below(4)], VALUES[numbers.below(4)], VALUES[numbers.below(4)]];
            let state = [0, 1, 1, 1, 2, 3, 5][numbers.below(7)];
            let member = numbers.below(2) == 0;
            let fields = [("department", values[0]), ("division", values[1]), ("title", values[2])];
            let met = condition.is_met(&Fields::of(&entry(&fields), "2026-12-01"));
            if member {
                now.insert(person);
                changed.insert(person);
            }
            match membership(mode, state, met, member) {
                Membership::Add => drop(changed.insert(person)),
                Membership::Remove => drop(changed.remove(&person)),
                Membership::AsItIs => {}
            }
            // By brute force: who works here is in it when the condition holds; an additive rule and
            // people of whom nothing is known keep what there is.
            let works_here = state == 1 || state == 2;
            let holds = tree.holds(values);
            if (works_here && holds) || (member && !(works_here && !holds && mode == Mode::Exact)) {
                wanted.insert(person);
            }
        }
        assert_eq!(changed, wanted, "case {case}: {} from {now:?}", tree.text());
    }
}
