//! Whether a person works here, and as what.

use crate::fold::fold;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Whether a person works here today. *Not known* is a separate answer: nothing proves the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Also on leave, and until the end of the last day.
    Employed,
    NotStarted,
    Left,
    NotKnown,
}

/// The kind of employment of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Employee,
    /// Everybody from outside, guests too.
    Contractor,
    /// No human.
    Service,
    /// The type column has a word that is not known.
    NotKnown,
}

/// What the list says about a person's last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    None,
    Day(Date),
    /// It is over, on a day that the list does not say.
    Over,
    /// Something is not understood.
    NotKnown,
}

/// What word and dates say together on a day, and what to note when they contradict each other. A
/// last day in the past wins over every word; one that has not passed keeps a person employed.
/// `word` is `None` where the list has no status column: then to be listed is to be employed.
pub(crate) fn on_day(
    word: Option<Status>,
    start: Option<Date>,
    end: End,
    today: Date,
) -> (Status, Option<&'static str>) {
    let begun = start.is_some_and(|start| start <= today);
    let last = match end {
        End::Day(day) => Some(day),
        End::None | End::Over | End::NotKnown => None,
    };
    let over = end == End::Over || last.is_some_and(|end| end < today);
    if over {
        let note = match word {
            Some(Status::Left | Status::NotKnown) => None,
            _ if last.is_some() && start > last => {
                Some("the end date is before the start date; counted as left")
            }
            None => None,
            Some(Status::Employed) => {
                Some("the status says employed, but the end date has passed; counted as left")
            }
            Some(Status::NotStarted) => {
                Some("the status says not started, but the end date has passed; counted as left")
            }
        };
        (Status::Left, note)
    } else if start.is_some_and(|start| start > today) {
        let note =
            "the status says left, but the start date is in the future; counted as not started";
        (Status::NotStarted, (word == Some(Status::Left)).then_some(note))
    } else if end == End::NotKnown {
        // A last day that is over would win over every word: only *left* counts without it.
        (if word == Some(Status::Left) { Status::Left } else { Status::NotKnown }, None)
    } else if last.is_some() && word == Some(Status::Left) {
        let note =
            "the status says left, but the end date has not passed; counted as employed until then";
        (Status::Employed, Some(note))
    } else if begun && word == Some(Status::NotStarted) {
        let note = "the status says not started, but the start date has passed; counted as \
        employed";
        (Status::Employed, Some(note))
    } else {
        (word.unwrap_or(Status::Employed), None)
    }
}

#[rustfmt::skip]
const OUTSIDE: &[&str] = &[
    "contractor", "contractors", "contingent", "external", "externals", "freelancer", "freelance",
    "consultant", "vendor", "agency", "guest", "outsourced", "subcontractor", "extern", "externe",
    "externer", "freiberufler", "freiberuflich", "leiharbeiter", "leiharbeit", "zeitarbeit", "gast",
    "dienstleister", "prestataire", "interimaire", "externo", "externa", "contratista", "konsult",
    "inhyrd", "inhuur", "zzp", "zzper", "esterno", "esterna", "zewnetrzny",
    "zleceniobiorca", "terceiro", "terceirizado", "業務委託", "派遣", "外部",
];

/// Words beside such a word that change nothing.
#[rustfmt::skip]
const BESIDE: &[&str] = &["worker", "employee", "staff", "konsult", "mitarbeiter", "mitarbeiterin", "personal", "user", "independent"];

#[rustfmt::skip]
const NO_HUMAN: &[&str] = &[
    "service", "service account", "serviceaccount", "service user", "system", "system account",
    "system user", "technical", "technical user", "technical account", "bot", "robot", "machine",
    "shared", "shared mailbox", "shared account", "functional account", "dienstkonto",
    "funktionskonto", "systemkonto", "technischer benutzer", "compte de service",
    "cuenta de servicio", "tjanstekonto", "serviceaccount", "functioneel account",
    "account di servizio", "konto serwisowe", "conta de servico", "サーヒスアカウント",
];

#[rustfmt::skip]
const EMPLOYEE: &[&str] = &[
    "employee", "employees", "staff", "regular", "regular employee", "full time", "fulltime", "part time", "parttime",
    "permanent", "temporary", "fixed term", "intern", "apprentice", "trainee", "working student",
    "salaried", "hourly", "member", "internal", "w2", "executive",
    "mitarbeiter", "mitarbeiterin", "angestellter", "angestellte", "angestellt", "festangestellt",
    "festanstellung", "fest", "vollzeit", "teilzeit", "befristet", "unbefristet", "minijob",
    "werkstudent", "werkstudentin", "praktikant", "praktikantin", "azubi", "auszubildender", "auszubildende",
    "cdi", "cdd", "salarie", "cadre", "stagiaire", "alternant", "apprenti",
    "medewerker", "vast", "tijdelijk", "empleado", "indefinido", "becario",
    "dipendente", "tempo indeterminato", "tempo determinato", "pracownik", "umowa o prace", "clt",
    "funcionario", "正社員", "契約社員",
];

/// Whether a folded phrase says only that a person is external (or not a human).
pub(crate) fn is_outside(folded: &str) -> bool {
    NO_HUMAN.contains(&folded)
        || (folded.split(' ').any(|word| OUTSIDE.contains(&word))
            && folded.split(' ').all(|word| OUTSIDE.contains(&word) || BESIDE.contains(&word)))
}

/// What a type says; `None` for a word that is not known.
pub(crate) fn kind_of_type(cell: &str) -> Option<Kind> {
    let word = fold(cell);
    kind_of_word(cell).or_else(|| EMPLOYEE.contains(&word.as_str()).then_some(Kind::Employee))
}

/// What a word says that is more than *employee*; `None` when it does not.
pub(crate) fn kind_of_word(word: &str) -> Option<Kind> {
    let word = fold(word);
    if NO_HUMAN.contains(&word.as_str()) {
        return Some(Kind::Service);
    }
    word.split(' ').any(|word| OUTSIDE.contains(&word)).then_some(Kind::Contractor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_word_together_say_who_works_here() {
        use Status::{Employed, Left, NotKnown, NotStarted};
        let today = Date::constant(2026, 11, 25);
        let yesterday = Date::constant(2026, 11, 24);
        let tomorrow = Date::constant(2026, 11, 26);
        let (past, future) = (Some(yesterday), Some(tomorrow));
        let check = |word, start, end| {
            let (status, note) = on_day(word, start, end, today);
            (status, note.is_some())
        };
        assert_eq!(check(None, None, End::None), (Employed, false));
        assert_eq!(check(Some(Employed), past, End::None), (Employed, false));
        assert_eq!(check(Some(Employed), past, End::Day(today)), (Employed, false));
        assert_eq!(check(Some(Employed), past, End::Day(yesterday)), (Left, true));
        assert_eq!(check(None, None, End::Day(yesterday)), (Left, false));
        assert_eq!(check(Some(Left), None, End::None), (Left, false));
        assert_eq!(check(Some(Left), None, End::Day(tomorrow)), (Employed, true));
        assert_eq!(check(Some(Employed), future, End::None), (NotStarted, false));
        assert_eq!(check(Some(NotStarted), Some(today), End::None), (Employed, true));
        assert_eq!(check(Some(NotStarted), None, End::None), (NotStarted, false));
        assert_eq!(check(None, future, End::Day(yesterday)), (Left, true));
        // What is not known is neither.
        assert_eq!(check(Some(NotKnown), past, End::None), (NotKnown, false));
        assert_eq!(check(Some(NotKnown), past, End::Day(tomorrow)), (NotKnown, false));
        assert_eq!(check(Some(NotKnown), past, End::Day(yesterday)), (Left, false));
        assert_eq!(check(Some(Employed), past, End::NotKnown), (NotKnown, false));
        assert_eq!(check(None, past, End::NotKnown), (NotKnown, false));
        assert_eq!(check(Some(Left), past, End::NotKnown), (Left, false));
        assert_eq!(check(Some(Employed), past, End::Over), (Left, true));
        assert_eq!(check(None, None, End::Over), (Left, false));
    }

    #[test]
    fn people_from_outside_and_no_people_are_told_apart() {
        assert_eq!(kind_of_word("Contingent Worker"), Some(Kind::Contractor));
        assert_eq!(kind_of_word("Externer (Beratung)"), Some(Kind::Contractor));
        assert_eq!(kind_of_word("Service account"), Some(Kind::Service));
        assert_eq!(kind_of_word("Service Technician"), None);
        assert_eq!(kind_of_word("Permanent"), None);
        assert_eq!(kind_of_type("Permanent"), Some(Kind::Employee));
        assert_eq!(kind_of_type("Werkstudent"), Some(Kind::Employee));
        assert_eq!(kind_of_type("K7"), None);
        assert!(is_outside("contingent worker") && !is_outside("terminated contractor"));
    }

    #[test]
    fn every_word_is_written_as_it_is_looked_up() {
        for word in [OUTSIDE, BESIDE, NO_HUMAN, EMPLOYEE].concat() {
            assert_eq!(fold(word), word);
        }
    }
}
