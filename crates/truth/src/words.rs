//! Words that HR systems write into status columns and end-date columns, in English, German, French,
//! Dutch, Spanish, Italian, Polish, Portuguese, Japanese and Swedish.
//!
//! Written as [`fold`] leaves them. A word is here only if it has one meaning in every system;
//! the rest (single letters, numbers, “Suspended”, “gekündigt”) is asked.

use crate::fold::fold;
use crate::status::Status;

/// What a status word says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    Sure(Status),
    /// “Full-Time”, “Contractor”: the kind of employment. It says *employed* only where no other
    /// column says anything else.
    HowTheyWork,
}

#[rustfmt::skip]
const EMPLOYED: &[&str] = &[
    "active", "active employee", "employed", "current", "current employee", "working",
    "currently employed", "on leave", "leave", "leave of absence", "loa", "leave with pay", "paid leave",
    "leave without pay", "unpaid leave", "parental leave", "family leave", "maternity leave",
    "paternity leave", "medical leave", "sick leave", "sabbatical", "garden leave", "gardening leave",
    "notice period", "serving notice", "on notice", "probation", "on probation", "enabled",
    "aktiv", "beschaftigt", "angestellt", "in beschaftigung", "abwesend", "elternzeit", "mutterschutz",
    "beurlaubt", "krank", "langzeitkrank", "freigestellt", "probezeit", "in elternzeit",
    "actif", "active salariee", "en poste", "en activite", "present", "presente", "en conge",
    "conge parental", "conge maternite", "conge maladie", "periode d essai", "en cours",
    "actief", "in dienst", "werkzaam", "ziek", "met verlof", "ouderschapsverlof", "zwangerschapsverlof",
    "proeftijd",
    "activo", "activa", "alta", "empleado", "empleada", "en activo", "vigente", "de permiso", "excedencia",
    "baja medica", "baja maternal", "baja paternal", "incapacidad",
    "attivo", "attiva", "in forza", "in servizio", "in aspettativa", "in congedo", "in malattia",
    "in maternita", "congedo parentale", "in prova",
    "aktywny", "aktywna", "zatrudniony", "zatrudniona", "pracuje", "w trakcie zatrudnienia", "urlop",
    "urlop macierzynski", "urlop wychowawczy", "urlop rodzicielski", "zwolnienie lekarskie",
    "okres probny",
    "ativo", "ativa", "em atividade", "empregado", "empregada", "trabalhando", "ferias", "em ferias",
    "afastado", "afastada", "em licenca", "licenca maternidade", "licenca medica", "em experiencia",
    "在職", "在職中", "在籍", "在籍中", "現職", "勤務中", "就業中", "休職", "休職中", "産休", "産休中", "育休",
    "育休中", "育児休業", "育児休業中", "出向", "出向中", "試用期間",
    "anstalld", "aktiv anstallning", "tjanstledig", "foraldraledig", "sjukskriven",
];

#[rustfmt::skip]
const HOW_THEY_WORK: &[&str] = &[
    "regular", "full time", "fulltime", "part time", "parttime", "permanent", "temporary", "temp",
    "fixed term", "casual", "seasonal", "intern", "apprentice", "trainee", "working student",
    "vollzeit", "teilzeit", "minijob", "geringfugig", "werkstudent", "werkstudentin", "praktikant",
    "praktikantin", "azubi", "auszubildender", "auszubildende", "befristet", "unbefristet", "aushilfe",
    "temps plein", "temps partiel", "cdi", "cdd", "stagiaire", "alternant", "apprenti",
    "voltijd", "deeltijd", "vast", "tijdelijk", "oproepkracht", "stagiair", "uitzendkracht",
    "tiempo completo", "tiempo parcial", "indefinido", "becario", "practicas",
    "tempo pieno", "tempo parziale", "tempo indeterminato", "tempo determinato", "stagista", "tirocinante",
    "apprendista", "pelny etat", "czesc etatu", "umowa o prace", "stazysta",
    "tempo integral", "tempo parcial", "clt", "estagiario", "estagiaria", "menor aprendiz",
    "正社員", "契約社員", "派遣社員", "嘱託", "嘱託社員",
    "heltid", "deltid", "tillsvidareanstallning", "visstidsanstallning",
];

#[rustfmt::skip]
const NOT_STARTED: &[&str] = &[
    "not started", "not yet started", "pre hire", "prehire", "pre start", "pre boarding", "preboarding",
    "onboarding", "future hire", "future employee", "pending hire", "pending start", "upcoming",
    "offer accepted", "noch nicht eingetreten", "noch nicht gestartet", "zukunftig", "eintritt geplant",
    "pas encore entre", "a venir", "futur salarie", "nog niet in dienst", "nog niet gestart",
    "toekomstig", "pendiente de ingreso", "futuro empleado", "da assumere", "in assunzione",
    "futuro dipendente", "non ancora assunto", "oczekuje na zatrudnienie", "przyszly pracownik", "przed zatrudnieniem", "a admitir",
    "admissao futura", "futuro colaborador", "入社予定", "入社前", "採用予定", "内定",
    "ej borjat", "kommande",
    "jeszcze nie zatrudniony", "non ancora assunta",
    "nao iniciado", "aguardando admissao", "pas encore arrive", "no iniciado", "por ingresar",
    "pendiente de incorporacion", "noch nicht begonnen", "noch nicht angefangen", "入社待ち",
];

#[rustfmt::skip]
const LEFT: &[&str] = &[
    "terminated", "inactive", "left", "leaver", "former", "former employee", "ex employee", "resigned",
    "retired", "deceased", "dismissed", "withdrawn", "separated", "offboarded", "discharged",
    "disabled", "deprovisioned", "no longer employed", "not active", "not employed", "redundant",
    "ausgeschieden", "ausgetreten", "inaktiv", "ehemalig", "ehemaliger mitarbeiter",
    "ehemalige mitarbeiterin", "verlassen", "entlassen", "pensioniert", "im ruhestand", "in rente",
    "verstorben", "nicht aktiv", "nicht mehr beschaftigt",
    "inactif", "inactive salariee", "sorti", "sortie", "parti", "partie", "ancien salarie", "quitte",
    "licencie", "licenciee", "retraite", "retraitee", "non actif", "decede",
    "uit dienst", "inactief", "vertrokken", "ontslagen", "met pensioen", "gepensioneerd",
    "ex medewerker", "oud medewerker", "niet actief", "overleden", "niet in dienst",
    "inactivo", "inactiva", "baja", "cesado", "cesada", "despedido", "despedida", "jubilado",
    "jubilada", "ex empleado", "fallecido", "no activo", "dado de baja", "baja definitiva",
    "cessato", "cessata", "dimesso", "dimessa", "licenziato", "licenziata", "inattivo", "inattiva",
    "pensionato", "pensionata", "in pensione", "ex dipendente", "non attivo", "non attiva",
    "fuori forza", "deceduto",
    "zwolniony", "zwolniona", "nieaktywny", "nieaktywna", "byly pracownik", "byla pracownica",
    "odszedl", "odeszla", "emeryt", "na emeryturze", "nie pracuje", "niezatrudniony", "zmarly",
    "desligado", "desligada", "demitido", "demitida", "inativo", "inativa", "rescindido", "aposentado",
    "aposentada", "exonerado", "ex funcionario", "ex colaborador", "nao ativo", "falecido",
    "退職", "退職済", "退職済み", "退職者", "離職", "離職済", "解雇", "定年退職", "退社", "退社済", "死亡",
    "slutat", "avslutad", "avgangen", "tidigare anstalld", "pensionerad",
];

#[rustfmt::skip]
const NO_END: &[&str] = &[
    "open", "open ended", "openended", "permanent", "indefinite", "unlimited", "no end", "no end date",
    "ongoing", "current", "present", "never", "to date", "until further notice", "not applicable",
    "unbefristet", "unbestimmt", "offen", "ohne ende", "kein ende", "laufend", "bis auf weiteres",
    "nie", "entfallt", "indetermine", "duree indeterminee", "cdi", "sans fin", "en cours", "jamais",
    "onbepaald", "onbepaalde tijd", "geen", "geen einddatum", "nvt", "n v t", "doorlopend",
    "indefinido", "indefinida", "sin fin", "sin fecha", "vigente", "actual", "nunca",
    "indeterminato", "tempo indeterminato", "a tempo indeterminato", "in corso", "nessuna", "nessuno",
    "bezterminowo", "bezterminowa", "czas nieokreslony", "na czas nieokreslony", "nieokreslony", "brak",
    "indeterminado", "prazo indeterminado", "sem fim", "sem data", "em aberto", "atual",
    "無期限", "無期", "期間の定めなし", "なし", "在職中", "tills vidare", "tillsvidare", "pagaende",
];

/// What a status word says; `None` for one that is not known. A phrase (“Terminated - Voluntary”,
/// “Active (on leave)”) is known by its first part, unless another part says otherwise.
pub(crate) fn of_status(cell: &str) -> Option<Said> {
    if let Some(said) = of_word(&fold(cell)) {
        return Some(said);
    }
    let mut parts = parts(cell);
    let first = of_word(parts.next()?.as_str())?;
    let rest: Vec<String> = parts.collect();
    let doubtful = |part: &String| {
        match of_word(part) {
            Some(Said::HowTheyWork) => return false,
            Some(said) => return said != first,
            None => {}
        }
        let one =
            |word: &str| DOUBT.contains(&word) || of_word(word).is_some_and(|said| said != first);
        part.split(' ').any(one)
    };
    (!rest.is_empty() && !rest.iter().any(doubtful)).then_some(first)
}

/// Words that turn a phrase around or move it to another day.
#[rustfmt::skip]
const DOUBT: &[&str] = &[
    "not", "no", "pending", "future", "planned", "rehired", "rehire", "until", "from", "effective", "as",
    "nicht", "kein", "ab", "bis", "geplant", "zum", "pas", "a", "niet", "vanaf", "tot", "desde", "hasta",
    "non", "dal", "nie", "od", "nao", "予定",
];

fn of_word(folded: &str) -> Option<Said> {
    if EMPLOYED.contains(&folded) {
        Some(Said::Sure(Status::Employed))
    } else if NOT_STARTED.contains(&folded) {
        Some(Said::Sure(Status::NotStarted))
    } else if LEFT.contains(&folded) {
        Some(Said::Sure(Status::Left))
    } else if HOW_THEY_WORK.contains(&folded) || crate::status::is_outside(folded) {
        Some(Said::HowTheyWork)
    } else {
        None
    }
}

/// “Terminated - Voluntary (2026)” → terminated, voluntary, 2026.
fn parts(cell: &str) -> impl Iterator<Item = String> {
    cell.replace(" -", "(")
        .split(['(', ')', '[', ']', ':', '/', ';', ',', '|', '–', '—', '（', '）'])
        .map(fold)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .into_iter()
}

/// True for a word in an end-date column that says: without end.
pub(crate) fn is_no_end(cell: &str) -> bool {
    NO_END.contains(&fold(cell).as_str())
}

/// True for a word that occurs in status columns and hardly anywhere else.
pub(crate) fn is_telling(cell: &str) -> bool {
    matches!(of_status(cell), Some(Said::Sure(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Status::{Employed, Left, NotStarted};

    #[test]
    fn status_words_of_nine_languages_are_known() {
        for (cell, status) in [
            ("Active", Employed),
            ("AKTIV", Employed),
            ("Présent", Employed),
            ("In dienst", Employed),
            ("alta", Employed),
            ("In forza", Employed),
            ("Zatrudniony", Employed),
            ("Ativo", Employed),
            ("在職中", Employed),
            ("Tjänstledig", Employed),
            ("Leave With Pay", Employed),
            ("Terminated", Left),
            ("Ausgeschieden", Left),
            ("Sorti", Left),
            ("Uit dienst", Left),
            ("Baja", Left),
            ("Cessato", Left),
            ("Odszedł", Left),
            ("Desligado", Left),
            ("退職済み", Left),
            ("Slutat", Left),
            ("Pre-Hire", NotStarted),
            ("Zukünftig", NotStarted),
            ("入社予定", NotStarted),
        ] {
            assert_eq!(of_status(cell), Some(Said::Sure(status)), "{cell}");
        }
        for cell in ["Full-Time", "Vollzeit", "CDI", "Contractor", "正社員", "Contingent Worker"]
        {
            assert_eq!(of_status(cell), Some(Said::HowTheyWork), "{cell}");
        }
    }

    #[test]
    fn a_phrase_is_known_by_its_first_part_unless_another_turns_it_around() {
        for (cell, status) in [
            ("Terminated - Voluntary", Left),
            ("Terminated (Involuntary)", Left),
            ("Active - Payroll Eligible", Employed),
            ("Active (full time)", Employed),
            ("Retired: 2026", Left),
        ] {
            assert_eq!(of_status(cell), Some(Said::Sure(status)), "{cell}");
        }
        for cell in [
            "A",
            "T",
            "3",
            "0",
            "Suspended",
            "gekündigt",
            "de baja",
            "Hired",
            "yes",
            "Active - terminated",
            "Terminated (pending)",
            "Active (until 31.12.)",
            "Voluntary - Terminated",
            "Not sure",
            "Terminated contractor",
            "true",
            "Closed",
        ] {
            assert_eq!(of_status(cell), None, "{cell}");
        }
    }

    #[test]
    fn words_for_no_end_are_known() {
        for cell in ["unbefristet", "Open-ended", "indéterminé", "bezterminowo", "無期限", "n.v.t."]
        {
            assert!(is_no_end(cell), "{cell}");
        }
        for cell in ["soon", "2026", "tbd", "left"] {
            assert!(!is_no_end(cell), "{cell}");
        }
    }

    #[test]
    fn every_word_is_written_as_it_is_looked_up_and_has_one_meaning() {
        let all = [EMPLOYED, HOW_THEY_WORK, NOT_STARTED, LEFT].concat();
        for (at, word) in all.iter().enumerate() {
            assert_eq!(fold(word), *word);
            assert!(!all[..at].contains(word), "{word} is there twice");
        }
        for word in [NO_END, DOUBT].concat() {
            assert_eq!(fold(word), word);
        }
    }
}
