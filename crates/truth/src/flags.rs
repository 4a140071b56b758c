//! Columns whose name asks a question that yes and no answer: “Terminated”, “Currently Active”.

use crate::fold::fold;
use crate::status::Status;

/// What *yes* says in such a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flag {
    YesIsEmployed,
    YesIsLeft,
}

#[rustfmt::skip]
const EMPLOYED: &[&str] = &[
    "active", "isactive", "employed", "enabled", "accountenabled", "working", "current", "aktiv",
    "beschaftigt", "angestellt", "actif", "active", "present", "actief", "activo", "activa", "vigente",
    "attivo", "attiva", "aktywny", "aktywna", "zatrudniony", "ativo", "ativa", "在籍", "在籍中", "在職",
    "在職中", "anstalld",
];

#[rustfmt::skip]
const LEFT: &[&str] = &[
    "terminated", "isterminated", "inactive", "isinactive", "left", "leaver", "isleaver", "former",
    "disabled", "resigned", "retired", "offboarded", "ausgeschieden", "ausgetreten", "inaktiv",
    "ehemalig", "ehemaliger", "inactif", "sorti", "parti", "inactief", "vertrokken", "inactivo", "cesado",
    "baja", "inattivo", "cessato", "dimesso", "nieaktywny", "zwolniony", "inativo", "desligado",
    "demitido", "退職", "退職済", "退職済み", "離職", "slutat",
];

#[rustfmt::skip]
const AROUND: &[&str] = &[
    "is", "has", "currently", "current", "employee", "worker", "user", "account", "status", "flag", "ind",
    "indicator", "y", "n", "yes", "no", "ja", "nein", "j", "noch", "derzeit", "aktuell", "mitarbeiter",
    "already", "was", "in", "company", "the", "employment", "hr", "ist", "est", "es", "e", "czy",
    "salarie", "empleado", "medewerker", "dipendente", "funcionario", "o", "oui", "non", "si", "s",
];

const NOT: &[&str] =
    &["not", "nicht", "pas", "niet", "no", "non", "nie", "nao", "longer", "mehr", "plus"];

#[rustfmt::skip]
const YES: &[&str] = &[
    "yes", "y", "true", "t", "1", "x", "ja", "j", "oui", "o", "si", "s", "tak", "sim", "wahr", "vrai",
    "verdadero", "vero", "prawda", "waar", "verdadeiro", "sant", "はい", "有", "該当",
];

#[rustfmt::skip]
const NO: &[&str] = &[
    "no", "n", "false", "f", "0", "nein", "non", "nee", "nie", "nao", "falsch", "faux", "falso", "onwaar",
    "falsz", "nej", "falskt", "いいえ", "無", "非該当",
];

const PHRASES: &[(&str, Flag)] = &[
    ("in dienst", Flag::YesIsEmployed),
    ("in forza", Flag::YesIsEmployed),
    ("en poste", Flag::YesIsEmployed),
    ("en activo", Flag::YesIsEmployed),
    ("uit dienst", Flag::YesIsLeft),
    ("dado de baja", Flag::YesIsLeft),
    ("fuori forza", Flag::YesIsLeft),
    ("nie pracuje", Flag::YesIsLeft),
];

/// What *yes* says under this name; `None` when the name asks nothing of the kind.
pub(crate) fn of_name(name: &str) -> Option<Flag> {
    let folded = fold(name);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    if let Some((_, flag)) = PHRASES.iter().find(|(phrase, _)| *phrase == folded) {
        return Some(*flag);
    }
    let employed = words.iter().any(|word| EMPLOYED.contains(word));
    let left = words.iter().any(|word| LEFT.contains(word));
    let known = |word: &&str| [EMPLOYED, LEFT, AROUND, NOT].iter().any(|list| list.contains(word));
    if employed == left || !words.iter().all(known) {
        return None;
    }
    // “No longer active” turns around; “Active (yes/no)” does not.
    let negated = words.iter().enumerate().any(|(at, word)| {
        NOT.contains(word)
            && words.iter().skip(at + 1).any(|next| EMPLOYED.contains(next) || LEFT.contains(next))
    });
    match (employed, negated) {
        (true, false) => Some(Flag::YesIsEmployed),
        (true, true) => Some(Flag::YesIsLeft),
        (false, false) => Some(Flag::YesIsLeft),
        (false, true) => None,
    }
}

/// Whether a cell says yes; `None` for what is neither yes nor no.
pub(crate) fn is_yes(cell: &str) -> Option<bool> {
    // “✓” and “×” fold to nothing.
    match cell.trim() {
        "✓" | "✔" | "☑" | "○" | "●" => return Some(true),
        "✗" | "☐" | "×" => return Some(false),
        _ => {}
    }
    let folded = fold(cell);
    if YES.contains(&folded.as_str()) {
        Some(true)
    } else if NO.contains(&folded.as_str()) {
        Some(false)
    } else {
        None
    }
}

impl Flag {
    pub(crate) fn says(self, yes: bool) -> Status {
        match (self, yes) {
            (Self::YesIsEmployed, true) | (Self::YesIsLeft, false) => Status::Employed,
            (Self::YesIsEmployed, false) | (Self::YesIsLeft, true) => Status::Left,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_what_yes_means() {
        for name in [
            "Active",
            "Is Active?",
            "Currently Active",
            "aktiv",
            "accountEnabled",
            "Actief",
            "在籍",
            "Active (Y/N)",
        ] {
            assert_eq!(of_name(name), Some(Flag::YesIsEmployed), "{name}");
        }
        for name in [
            "Terminated",
            "Is terminated",
            "Inactive",
            "Ausgeschieden (ja/nein)",
            "No longer active",
            "Nicht aktiv",
            "Cessato",
            "退職",
        ] {
            assert_eq!(of_name(name), Some(Flag::YesIsLeft), "{name}");
        }
        for name in [
            "Remote",
            "Active directory group",
            "Not terminated",
            "Left or active",
            "Licence active",
            "Status",
            "",
        ] {
            assert_eq!(of_name(name), None, "{name}");
        }
    }

    #[test]
    fn yes_and_no_say_it_in_nine_languages() {
        for yes in ["Yes", "TRUE", "1", "ja", "Oui", "sí", "Tak", "sim", "はい", "x", "✓"] {
            assert_eq!(is_yes(yes), Some(true), "{yes}");
        }
        for no in ["No", "false", "0", "Nein", "non", "Nee", "nie", "não", "いいえ"] {
            assert_eq!(is_yes(no), Some(false), "{no}");
        }
        assert_eq!(is_yes("maybe"), None);
        assert_eq!(Flag::YesIsLeft.says(true), Status::Left);
        assert_eq!(Flag::YesIsEmployed.says(false), Status::Left);
    }

    #[test]
    fn every_word_is_written_as_it_is_looked_up() {
        for (phrase, _) in PHRASES {
            assert_eq!(fold(phrase), *phrase);
        }
        for word in [EMPLOYED, LEFT, AROUND, NOT, YES, NO].concat() {
            assert_eq!(fold(word), word);
        }
    }
}
