//! Words for whether somebody works here, and as what.

use crate::fold::fold;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Whether somebody works here today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Also on leave, and until the end of the last day.
    Employed,
    NotStarted,
    Left,
}

/// As what somebody works here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Employee,
    /// Everybody from outside, guests too.
    Contractor,
    /// No human.
    Service,
}

#[rustfmt::skip]
const EMPLOYED: &[&str] = &[
    "active", "active employee", "employed", "current", "current employee", "working", "regular",
    "on leave", "leave", "leave of absence", "loa", "paid leave", "unpaid leave", "parental leave",
    "maternity leave", "paternity leave", "medical leave", "sick leave", "sabbatical", "garden leave",
    "gardening leave", "notice", "notice period", "serving notice", "probation", "full time",
    "fulltime", "part time", "parttime", "permanent", "temporary", "intern", "enabled", "true", "yes",
    "aktiv", "beschaftigt", "angestellt", "in beschaftigung", "abwesend", "elternzeit", "mutterschutz",
    "beurlaubt", "krank", "langzeitkrank", "gekundigt", "freigestellt", "probezeit", "vollzeit",
    "teilzeit", "ja", "wahr", "actif", "active salariee", "en poste", "en activite", "present", "en conge",
    "conge parental", "conge maternite", "conge maladie", "temps plein", "temps partiel", "oui", "vrai",
    "activo", "activa", "alta", "empleado", "en activo", "vigente", "de permiso", "excedencia",
    "baja medica", "baja maternal", "baja paternal", "incapacidad", "tiempo completo",
    "tiempo parcial", "si", "verdadero", "anstalld", "aktiv anstallning", "tjanstledig",
    "foraldraledig", "sjukskriven", "heltid", "deltid", "sant",
];

#[rustfmt::skip]
const NOT_STARTED: &[&str] = &[
    "not started", "pre hire", "prehire", "pre start", "pre boarding", "preboarding", "onboarding",
    "future hire", "pending hire", "pending start", "upcoming", "hired", "offer accepted",
    "noch nicht eingetreten", "zukunftig", "eintritt geplant", "pas encore entre", "a venir",
    "futur salarie", "pendiente de ingreso", "futuro empleado", "ej borjat", "kommande",
];

#[rustfmt::skip]
const LEFT: &[&str] = &[
    "terminated", "inactive", "left", "leaver", "former", "former employee", "ex employee", "resigned",
    "retired", "deceased", "dismissed", "withdrawn", "separated", "offboarded", "discharged",
    "disabled", "deprovisioned", "false", "no", "ausgeschieden", "ausgetreten", "inaktiv", "ehemalig",
    "ehemaliger mitarbeiter", "verlassen", "entlassen", "pensioniert", "im ruhestand", "verstorben",
    "nein", "falsch", "inactif", "inactive salariee", "sorti", "sortie", "parti", "partie",
    "ancien salarie", "quitte", "demissionnaire", "licencie", "retraite", "non", "faux", "inactivo",
    "inactiva", "baja", "de baja", "cesado", "cesada", "despedido", "despedida", "jubilado",
    "jubilada", "ex empleado", "falso", "slutat", "avslutad", "avgangen", "tidigare anstalld",
    "uppsagd", "pensionerad", "nej", "falskt",
];

/// Yes and no say something only under a heading: no column is told by them.
const YES_OR_NO: &[&str] = &[
    "true",
    "yes",
    "ja",
    "wahr",
    "oui",
    "vrai",
    "si",
    "verdadero",
    "sant",
    "false",
    "no",
    "nein",
    "falsch",
    "non",
    "faux",
    "falso",
    "nej",
    "falskt",
];

/// What a status word says; `None` for one that is not known.
pub(crate) fn of_word(word: &str) -> Option<Status> {
    let word = fold(word);
    let word = word.as_str();
    if EMPLOYED.contains(&word) {
        Some(Status::Employed)
    } else if NOT_STARTED.contains(&word) {
        Some(Status::NotStarted)
    } else if LEFT.contains(&word) {
        Some(Status::Left)
    } else {
        kind_of_word(word).map(|_| Status::Employed)
    }
}

/// What word and dates say together on a day, and what to note when they contradict each other. A last
/// day that is over wins over every word; one that is not yet over keeps somebody employed.
pub(crate) fn on_day(
    word: Option<Status>,
    start: Option<Date>,
    end: Option<Date>,
    today: Date,
) -> (Status, Option<&'static str>) {
    let begun = start.is_some_and(|start| start <= today);
    if end.is_some_and(|end| end < today) {
        let note = match word {
            Some(Status::Left) => None,
            _ if start > end => Some("the end date is before the start date; counted as left"),
            None => None,
            Some(Status::Employed) => {
                Some("the status says employed, but the end date is over; counted as left")
            }
            Some(Status::NotStarted) => {
                Some("the status says not started, but the end date is over; counted as left")
            }
        };
        (Status::Left, note)
    } else if start.is_some_and(|start| start > today) {
        let note =
            "the status says left, but the start date is yet to come; counted as not started";
        (Status::NotStarted, (word == Some(Status::Left)).then_some(note))
    } else if end.is_some() && word == Some(Status::Left) {
        let note =
            "the status says left, but the end date is not over; counted as employed until then";
        (Status::Employed, Some(note))
    } else if begun && word == Some(Status::NotStarted) {
        let note = "the status says not started, but the start date is past; counted as employed";
        (Status::Employed, Some(note))
    } else {
        (word.unwrap_or(Status::Employed), None)
    }
}

/// True for a word that stands in status columns and hardly anywhere else.
pub(crate) fn is_telling(word: &str) -> bool {
    of_word(word).is_some() && !YES_OR_NO.contains(&fold(word).as_str())
}

/// What a word says that is more than *employee*; `None` when it does not.
pub(crate) fn kind_of_word(word: &str) -> Option<Kind> {
    const OUTSIDE: [&str; 31] = [
        "contractor",
        "contractors",
        "contingent",
        "external",
        "externals",
        "freelancer",
        "freelance",
        "consultant",
        "vendor",
        "agency",
        "guest",
        "outsourced",
        "subcontractor",
        "extern",
        "externe",
        "externer",
        "freiberufler",
        "freiberuflich",
        "leiharbeiter",
        "leiharbeit",
        "zeitarbeit",
        "gast",
        "dienstleister",
        "prestataire",
        "interimaire",
        "externo",
        "externa",
        "contratista",
        "konsult",
        "inhyrd",
        "extern konsult",
    ];
    const NO_HUMAN: [&str; 24] = [
        "service",
        "service account",
        "serviceaccount",
        "service user",
        "system",
        "system account",
        "system user",
        "technical",
        "technical user",
        "technical account",
        "bot",
        "robot",
        "machine",
        "shared",
        "shared mailbox",
        "shared account",
        "functional account",
        "dienstkonto",
        "funktionskonto",
        "systemkonto",
        "technischer benutzer",
        "compte de service",
        "cuenta de servicio",
        "tjanstekonto",
    ];
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
    fn words_of_many_systems_are_known() {
        for word in ["Active", "AKTIV", "On leave", "Full-Time", "Présent", "alta", "Tjänstledig"]
        {
            assert_eq!(of_word(word), Some(Status::Employed), "{word}");
        }
        for word in ["Terminated", "inactive", "Ausgeschieden", "Leaver", "Sorti", "Baja", "Slutat"]
        {
            assert_eq!(of_word(word), Some(Status::Left), "{word}");
        }
        assert_eq!(of_word("Pre-Hire"), Some(Status::NotStarted));
        assert_eq!(of_word("Suspended"), None);
    }

    #[test]
    fn dates_and_word_together_say_who_works_here() {
        use Status::{Employed, Left, NotStarted};
        let today = Date::constant(2026, 11, 25);
        let past = Some(Date::constant(2026, 11, 24));
        let future = Some(Date::constant(2026, 11, 26));
        let check = |word, start, end| {
            let (status, note) = on_day(word, start, end, today);
            (status, note.is_some())
        };
        assert_eq!(check(None, None, None), (Employed, false));
        assert_eq!(check(Some(Employed), past, None), (Employed, false));
        assert_eq!(check(Some(Employed), past, Some(today)), (Employed, false));
        assert_eq!(check(Some(Employed), past, past), (Left, true));
        assert_eq!(check(None, None, past), (Left, false));
        assert_eq!(check(Some(Left), None, None), (Left, false));
        assert_eq!(check(Some(Left), None, future), (Employed, true));
        assert_eq!(check(Some(Employed), future, None), (NotStarted, false));
        assert_eq!(check(Some(NotStarted), Some(today), None), (Employed, true));
        assert_eq!(check(Some(NotStarted), None, None), (NotStarted, false));
        assert_eq!(check(None, future, past), (Left, true));
    }

    #[test]
    fn people_from_outside_and_no_people_are_told_apart() {
        assert_eq!(kind_of_word("Contingent Worker"), Some(Kind::Contractor));
        assert_eq!(kind_of_word("Externer (Beratung)"), Some(Kind::Contractor));
        assert_eq!(kind_of_word("Service account"), Some(Kind::Service));
        assert_eq!(kind_of_word("Service Technician"), None);
        assert_eq!(kind_of_word("Permanent"), None);
    }

    #[test]
    fn every_word_is_written_as_it_is_looked_up() {
        for word in [EMPLOYED, NOT_STARTED, LEFT, YES_OR_NO].concat() {
            assert_eq!(fold(word), word);
        }
    }
}
