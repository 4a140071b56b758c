//! Names of people, as one writes them and another reads them. Pure.

/// A name without regard to case and to how many spaces are in it.
pub(crate) fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The words of a name, each without case and punctuation, in no order.
fn words(name: &str) -> Vec<String> {
    name.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')'))
        .map(|word| word.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase())
        .filter(|word| !word.is_empty())
        .collect()
}

/// Whether two names are the same words in another order: "Mendes, Carla" and "Carla Mendes".
pub(crate) fn same_words(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (words(one), words(other));
    one.sort_unstable();
    other.sort_unstable();
    !one.is_empty() && one == other
}

/// Whether two names may be one person's: "Priya N.", "P. Nair" and "Nair, Priya" beside
/// "Priya Nair". Each word of the shorter name is a word of the longer one, or its initial.
pub(crate) fn may_be_same(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.is_empty() {
        return false;
    }
    let mut left = long;
    // Whole words first: an initial takes what is left.
    let (whole, initials): (Vec<String>, Vec<String>) =
        short.into_iter().partition(|word| word.chars().count() > 1);
    whole.iter().chain(&initials).all(|word| {
        let is_initial = |of: &str, by: &str| by.chars().count() == 1 && of.starts_with(by);
        let fits =
            |known: &String| known == word || is_initial(known, word) || is_initial(word, known);
        let at = left.iter().position(|known| known == word).or_else(|| left.iter().position(fits));
        at.map(|at| left.swap_remove(at)).is_some()
    })
}

/// Why a name cannot sign second; `None` when it can. `signers` are those who signed parts.
pub(crate) fn against_second(
    named: Option<&str>,
    signers: &[&str],
    name: &str,
    reason: &str,
) -> Option<(String, &'static str)> {
    let alike = signers.iter().find(|one| may_be_same(one, name));
    if let Some(named) = named.filter(|named| folded(named) == folded(name)) {
        let all = signers.iter().all(|one| may_be_same(one, name));
        return (all && !signers.is_empty()).then(|| {
            (
                format!("{named} signed every part, so someone else has to sign second."),
                "Have another person sign second, with the reason.",
            )
        });
    }
    if let Some(alike) = alike {
        return Some((
            format!("{alike} has signed already, and “{name}” may be the same person."),
            "Have another person sign second, with the full name.",
        ));
    }
    let named = named.filter(|_| reason.trim().is_empty())?;
    Some((
        format!("{named} was named at the start to sign second, not {name}."),
        "Have that person sign, or say why someone else does.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_abbreviation_may_be_the_same_person_and_another_name_is_not() {
        for (one, other, same) in [
            ("Priya Nair", "priya  NAIR", true),
            ("Priya Nair", "Priya N.", true),
            ("Priya Nair", "P. Nair", true),
            ("Priya Nair", "P N", true),
            ("Priya Nair", "Nair, Priya", true),
            ("Priya Nair", "Priya", true),
            ("Priya Nair", "Priya Kumari Nair", true),
            ("P. Nair", "Priya N.", true),
            ("Priya Nair", "Priya Shah", false),
            ("Priya Nair", "Farid Rahimi", false),
            ("Priya Nair", "Priya Natarajan", false),
            ("Priya Nair", "Pia Nair", false),
            ("Priya Nair", "", false),
            ("A. A.", "Ann Abel", true),
            ("A. A.", "Ann Bell", false),
        ] {
            assert_eq!(may_be_same(one, other), same, "{one} / {other}");
            assert_eq!(may_be_same(other, one), same, "{other} / {one}");
        }
        assert!(same_words("Mendes, Carla", "carla mendes"));
        assert!(!same_words("Mendes, Carla", "Carla M."));
        assert!(!same_words("", ""));
    }

    #[test]
    fn the_second_signer_is_the_one_who_was_named_or_a_replacement_with_a_reason() {
        let (priya, farid) = ("Priya Nair", "Farid Rahimi");
        for (named, signers, name, reason, words) in [
            (Some(farid), vec![priya], "farid rahimi", "", None),
            (Some(farid), vec![priya], "Priya N.", "", Some("may be the same person")),
            (Some(farid), vec![priya], "Priya N.", "on leave", Some("may be the same person")),
            (Some(farid), vec![priya], "Ann Abel", "", Some("was named at the start")),
            (Some(farid), vec![priya], "Ann Abel", "Farid is on leave", None),
            // One who signed the own part, and was named, signs over all parts.
            (Some(farid), vec![priya, farid], farid, "", None),
            (Some(farid), vec![farid], farid, "", Some("signed every part")),
            (Some(farid), vec![priya, "Ann Abel"], "A. Abel", "away", Some("may be the same")),
            (None, vec![priya], "Ann Abel", "", None),
            (None, vec![priya], "Ann Abel", "the manager of the team", None),
            (None, vec![priya], "priya nair", "me", Some("may be the same")),
        ] {
            let found = against_second(named, &signers, name, reason);
            match words {
                None => assert_eq!(found, None, "{named:?} {name}"),
                Some(words) => {
                    let (why, _) = found.unwrap_or_else(|| panic!("{named:?} {name} {reason}"));
                    assert!(why.contains(words), "{why}");
                }
            }
        }
    }
}
