//! What usual exports call their columns, in English, German, French, Dutch, Spanish, Italian, Polish,
//! Portuguese, Japanese and Swedish.
//!
//! Written as [`squash`] leaves a name. Earlier in a list is the better match: a list with *Work
//! email* and *Username* has its addresses in the first. Names that say too little (*id*, *login*)
//! come last.

use crate::field::Field;
use crate::flags;
use crate::fold::{fold, squash};

#[rustfmt::skip]
const NAMES: [(Field, &[&str]); 15] = [
    (Field::Email, &[
        "workemail", "emailwork", "primaryworkemail", "emailprimarywork", "workemailaddress",
        "businessemail", "businessemailaddress", "companyemail", "corporateemail", "officeemail",
        "primaryemail", "primaryemailaddress", "email", "emailaddress", "emailid", "mail", "mailaddress",
        "emailadresse", "mailadresse", "geschaftlicheemail", "emailgeschaftlich", "dienstlicheemail",
        "emaildienstlich", "adresseemail", "adressemail", "adresseelectronique", "courriel", "mel",
        "emailprofessionnel", "adresseemailprofessionnelle", "mailprofessionnel", "correoelectronico",
        "correo", "correocorporativo", "correoelectronicocorporativo", "direcciondecorreo",
        "direcciondecorreoelectronico", "emailcorporativo", "epost", "epostadress", "jobbepost",
        "epostarbete", "arbetsepost", "userprincipalname", "upn", "username", "userid",
        "benutzername", "anvandarnamn", "nomdutilisateur", "nombredeusuario", "usuario", "login",
        "emailadres", "zakelijkemailadres", "werkemail", "emailwerk", "indirizzoemail",
        "indirizzodipostaelettronica", "postaelettronica", "emailaziendale", "adresemail",
        "emailsluzbowy", "sluzbowyadresemail", "adrespocztyelektronicznej", "enderecodeemail",
        "emailprofissional", "correioeletronico", "メールアトレス", "会社メールアトレス", "社用メールアトレス", "メール", "eメール",
        "gebruikersnaam", "nomeutente", "nazwauzytkownika", "nomedeusuario", "ユーサー名",
    ]),
    (Field::OtherEmail, &[
        "otheremail", "othermails", "otheremails", "secondaryemail", "worksecondaryemail",
        "homesecondaryemail", "alternateemail", "alternateemailaddress", "alternativeemail",
        "personalemail", "personalemailaddress", "homeemail", "emailhome", "emailpersonal",
        "privateemail", "recoveryemail", "alias", "aliases", "emailalias", "emailaliases",
        "proxyaddresses", "privateemailadresse", "privateemail", "emailprivat", "weitereemail",
        "weitereemailadresse", "emailpersonnel", "adresseemailpersonnelle", "autreemail",
        "correopersonal", "emailpersonal", "privatepost", "epostprivat", "privatepostadress",
        "priveemail", "priveemailadres", "emailprive", "emailpersonale", "emailprywatny",
        "prywatnyadresemail", "emailpessoal", "個人メールアトレス", "privatemail", "privatemailadresse",
        "personalmail",
    ]),
    (Field::EmployeeNumber, &[
        "employeenumber", "employeeid", "employeeno", "employeenr", "employeecode", "workerid",
        "workernumber", "personnelnumber", "personnelno", "persno", "pernr", "personid",
        "personidexternal", "useremployeeid", "staffid", "staffnumber", "payrollnumber", "payrollid",
        "associateid", "empid", "empno", "badgenumber", "personalnummer", "personalnr", "persnr",
        "mitarbeiternummer", "mitarbeiternr", "mitarbeiterid", "maid", "matricule", "nmatricule", "numerodematricule",
        "matriculesalarie", "numerodesalarie", "idsalarie", "identifiantsalarie", "numerodeempleado",
        "nodeempleado", "numempleado", "idempleado", "iddeempleado", "codigoempleado",
        "codigodeempleado", "legajo", "anstallningsnummer", "anstnr", "anstallningsnr", "anstallningsid",
        "medarbetarnummer", "medarbetarid", "number", "nummer", "id",
        "personeelsnummer", "medewerkernummer", "werknemersnummer", "medewerkerid", "matricola",
        "numeromatricola", "codicedipendente", "numerodipendente", "numerpracownika",
        "numerewidencyjny", "nrewidencyjny", "nrpracownika", "idpracownika", "matricula",
        "numerodefuncionario", "numerodocolaborador", "iddofuncionario", "社員番号", "従業員番号", "社員コート",
        "社員id", "職員番号", "personnumber",
    ]),
    (Field::Name, &[
        "fullname", "displayname", "employeename", "workername",
        "legalfullname", "preferredfullname", "legalname", "preferredname", "vollstandigername", "ganzername", "anzeigename",
        "mitarbeitername", "nomcomplet", "nometprenom", "nomprenom", "prenomnom", "nomaffiche",
        "nombrecompleto", "nombreyapellidos", "apellidosynombre", "fullstandigtnamn", "heltnamn",
        "visningsnamn", "name", "namn", "nom", "nombre", "worker", "employee", "mitarbeiter", "salarie", "empleado",
        "anstalld", "medarbetare",
        "naam", "nome", "volledigenaam", "medewerker", "nomecompleto", "nomeecognome", "cognomeenome",
        "nominativo", "dipendente", "imieinazwisko", "nazwiskoiimie", "pracownik", "nomedofuncionario",
        "funcionario", "colaborador", "氏名", "名前", "社員名", "従業員名",
    ]),
    (Field::GivenName, &[
        "givenname", "firstname", "legalfirstname", "preferredfirstname", "forename", "vorname",
        "rufname", "prenom", "nombredepila", "nombres", "primernombre", "fornamn", "tilltalsnamn",
        "voornaam", "roepnaam", "imie", "primeironome", "名",
    ]),
    (Field::FamilyName, &[
        "familyname", "lastname", "surname", "sn", "legallastname", "preferredlastname", "nachname",
        "familienname", "zuname", "nomdefamille", "apellidos", "apellido", "primerapellido",
        "efternamn", "familjenamn",
        "achternaam", "cognome", "nazwisko", "sobrenome", "apelido", "ultimonome", "姓", "名字", "苗字",
    ]),
    (Field::Status, &[
        "employmentstatus", "employeestatus", "workerstatus", "workforcestatus", "status",
        "activestatus", "hrstatus", "userstatus", "state",
        "beschaftigungsstatus", "mitarbeiterstatus", "anstellungsstatus", "aktiv", "statut",
        "statutsalarie", "statutemploye", "situation", "actif", "estado", "estatus", "situacion",
        "estadodelempleado", "estadolaboral", "activo", "anstallningsstatus",
        "dienstverbandstatus", "medewerkerstatus", "stato", "statodipendente", "statorapporto", "stan",
        "statuszatrudnienia", "statuspracownika", "situacao", "situacaodofuncionario",
        "statusdofuncionario", "在籍状況", "在籍区分", "在職区分", "在職状況", "雇用状況", "就業状況", "ステータス", "状態",
        "assignmentstatus", "employmentstate", "employeestate", "statuscode", "statusdescription",
        "payrollstatus", "positionstatus", "workstatus", "statusbysheet",
    ]),
    (Field::StartDate, &[
        "startdate", "hiredate", "employeehiredate", "employmentstartdate", "dateofhire", "datehired",
        "joindate", "joiningdate", "dateofjoining", "entrydate", "firstdayofwork", "firstday",
        "latesthiredate", "originalhiredate", "continuousservicedate", "eintrittsdatum", "eintritt",
        "einstellungsdatum", "startdatum", "vertragsbeginn", "beschaftigungsbeginn", "ersterarbeitstag",
        "datedembauche", "embauche", "dateembauche", "datedentree", "dateentree", "datedebut",
        "datededebut", "debutdecontrat", "fechadealta", "fechaalta", "fechadeingreso", "fechaingreso",
        "fechadeinicio", "fechainicio", "fechadecontratacion", "anstallningsdatum", "anstalldfran",
        "forstaarbetsdag", "tilltradesdatum",
        "datumindienst", "indiensttreding", "datumindiensttreding", "indienstsinds", "begindatum",
        "dataassunzione", "datadiassunzione", "datainizio", "datainiziorapporto", "datazatrudnienia",
        "datarozpoczecia", "datarozpoczeciapracy", "datadeadmissao", "dataadmissao", "datadeinicio",
        "入社日", "入社年月日", "入社年月", "雇用開始日", "採用日",
    ]),
    (Field::EndDate, &[
        "enddate", "terminationdate", "employeeleavedatetime", "employmentenddate", "leavedate",
        "leavingdate", "dateofleaving", "lastdayofwork", "lastdayworked", "lastdateworked", "lastday", "lastworkingday", "lastworkingdate",
        "separationdate", "exitdate", "terminationeffectivedate", "austrittsdatum",
        "austritt", "enddatum", "letzterarbeitstag",
        "beschaftigungsende", "datedesortie", "datesortie", "datededepart",
        "datedepart", "datedefin", "datefin", "fechadebaja",
        "fechabaja", "fechadecese", "fechacese", "fechadesalida", "fechafin", "fechadefin",
        "slutdatum", "avgangsdatum", "anstalldtill", "sistaarbetsdag", "sistadag",
        "termination", "dateoftermination", "terminatedon", "employmentend", "lastdateofemployment",
        "finalday", "uitdiensttreding", "datumuitdienst", "datumuitdiensttreding", "uitdienstper",
        "einddatum", "laatstewerkdag", "datacessazione", "datadicessazione",
        "datafine", "datafinerapporto", "ultimogiorno", "ultimogiornodilavoro",
        "datazwolnienia", "datazakonczenia", "datazakonczeniapracy", "datazakonczeniazatrudnienia",
        "datarozwiazaniaumowy", "ostatnidzienpracy", "datadedesligamento", "datadesligamento",
        "datadedemissao", "dataderescisao", "datadesaida", "datafim", "ultimodia",
        "ultimodiadetrabalho", "退職日", "退職年月日", "離職日", "最終出勤日", "雇用終了日", "beschaftigtbis",
        "ausgeschiedenam", "ende", "ausscheidedatum", "austrittsdatumlautvertrag", "dernierjour",
    ]),
    (Field::Manager, &[
        "manageremail", "managersemail", "manageremailaddress", "emailmanager", "managerworkemail",
        "supervisoremail", "emaildesvorgesetzten", "vorgesetzteremail", "emaildumanager",
        "correodelresponsable", "chefensepost", "managerid", "managernumber", "manageremployeeid",
        "managername", "manager", "workersmanager", "directmanager", "linemanager", "reportsto",
        "reportingto", "supervisor", "supervisorname", "vorgesetzter", "vorgesetzte",
        "direktervorgesetzter", "fuhrungskraft", "teamleiter", "responsable", "responsablehierarchique",
        "superieur", "superieurhierarchique", "n1", "jefe", "jefedirecto", "supervisordirecto",
        "responsabledirecto", "chef", "narmastechef", "ansvarigchef",
        "leidinggevende", "emailleidinggevende", "responsabile", "emailresponsabile", "superiore",
        "przelozony", "emailprzelozonego", "bezposredniprzelozony", "kierownik", "gestor",
        "emaildogestor", "gerente", "superiorimediato", "上司", "上長", "上司メールアトレス", "マネーシャー",
        "fuhrungskraftemail", "emailfuhrungskraft", "emailvorgesetzter", "supervisoremailaddress",
        "emailduresponsable", "emailresponsable", "managermail", "supervisormail",
    ]),
    (Field::Department, &[
        "department", "departmentname", "dept", "team", "supervisoryorganization", "organization",
        "organizationalunit", "organisationalunit", "orgunit", "orgunitpath", "orgunitname",
        "abteilung", "bereich", "organisationseinheit", "orgeinheit", "departement", "service", "equipe",
        "uniteorganisationnelle", "departamento", "area", "equipo", "unidadorganizativa", "avdelning",
        "enhet", "organisatoriskenhet",
        "afdeling", "reparto", "ufficio", "dipartimento", "dzial", "departament", "setor", "部署", "部門",
        "所属", "所属部署",
    ]),
    (Field::CostCenter, &[
        "costcenter", "costcentre", "costctr", "costcentername", "costcentercode", "costcenterid",
        "kostenstelle", "kostenst", "kst", "centredecout", "centredecouts", "centrodecoste",
        "centrodecostes", "centrodecosto", "centrodecostos", "centrodecustos", "kostnadsstalle",
        "kostenplaats", "centrodicosto", "centrumkosztow", "mpk", "miejscepowstawaniakosztow",
        "centrodecusto", "コストセンター", "原価センタ",
    ]),
    (Field::Division, &[
        "division", "businessunit", "businessdivision", "legalentity", "geschaftsbereich", "sparte",
        "geschaftseinheit", "uniteoperationnelle", "directiongenerale", "direction", "unidaddenegocio",
        "affarsomrade", "affarsenhet",
        "bedrijfsonderdeel", "divisie", "divisione", "pion", "unidadedenegocio", "事業部",
    ]),
    (Field::Title, &[
        "jobtitle", "businesstitle", "title", "position", "positiontitle", "jobprofile", "employeetitle",
        "jobname", "role", "berufsbezeichnung", "stellenbezeichnung", "funktion", "stelle",
        "tatigkeit", "intituledeposte", "intituleduposte", "poste", "fonction", "emploi", "titre",
        "puesto", "puestodetrabajo", "cargo", "titulo", "befattning", "titel", "roll", "tjanst",
        "functie", "functietitel", "mansione", "qualifica", "ruolo", "stanowisko", "funcao", "役職", "職位",
    ]),
    (Field::Type, &[
        "employeetype", "workertype", "employmenttype", "usertype", "persontype", "contracttype",
        "employeeclass", "employeegroup", "workersubtype", "accounttype", "type", "beschaftigungsart",
        "mitarbeitertyp", "mitarbeiterart", "mitarbeitergruppe", "anstellungsart", "vertragsart",
        "typedecontrat", "typecontrat", "typedesalarie", "tipodecontrato", "tipodeempleado", "tipo",
        "anstallningsform", "anstallningstyp", "typ",
        "soortdienstverband", "tipocontratto", "tipodicontratto", "tiporapporto", "typumowy",
        "rodzajumowy", "formazatrudnienia", "vinculo", "tipodevinculo", "雇用形態", "雇用区分", "社員区分",
    ]),
];

/// The field that a column's name means, and how good the match is: less is better.
pub(crate) fn field_of(name: &str) -> Option<(Field, usize)> {
    let name = &name.replace('#', " number");
    let whole = squash(name);
    if let Some((field, rank)) = look_up(&whole) {
        return Some((privately(name, field), rank));
    }
    if flags::of_name(name).is_some() {
        return Some((Field::Status, FLAG));
    }
    // “Email Address [Required]”, “Eintritt (TT.MM.JJJJ)”
    let rest = without_brackets(name);
    let (field, rank) = look_up(&squash(&rest))?;
    Some((privately(name, field), rank + 100))
}

/// How good a yes-no column is as a status: after those that are called so.
const FLAG: usize = 90;

/// True for a name in the lists above.
pub(crate) fn is_known(name: &str) -> bool {
    field_of(name).is_some() || is_notice(name) || is_contract_end(name)
}

/// The day on which notice was given: the last day comes weeks or months later.
pub(crate) fn is_notice(name: &str) -> bool {
    let squashed = squash(&without_brackets(name));
    NOTICE.contains(&squashed.as_str())
}

/// The day on which a contract ends unless it is renewed: many go on working after it.
pub(crate) fn is_contract_end(name: &str) -> bool {
    let squashed = squash(&without_brackets(name));
    CONTRACT_END.contains(&squashed.as_str())
}

/// True for a name that says *status* or *last day* in words that are not in the lists.
pub(crate) fn sounds_like_state(name: &str) -> bool {
    let squashed = squash(name);
    STATE.iter().any(|sign| squashed.contains(sign)) && !is_unrelated(name)
}

/// True for a name that says what its column is about, and that it is not whether a person works
/// here.
pub(crate) fn is_unrelated(name: &str) -> bool {
    let squashed = squash(name);
    UNRELATED.iter().any(|sign| squashed.contains(sign))
}

/// A name that is also used for other things than a status: “State” of an address.
pub(crate) fn is_vague_status(name: &str) -> bool {
    let squashed = squash(name);
    ["state", "situation", "estado", "situacion", "stato", "stan", "situacao", "状態"]
        .contains(&squashed.as_str())
}

/// “Work Email”, not “Email”.
pub(crate) fn says_at_work(name: &str) -> bool {
    const WORK: [&str; 22] = [
        "work",
        "business",
        "company",
        "corporate",
        "office",
        "geschaftliche",
        "geschaftlich",
        "dienstliche",
        "dienstlich",
        "professionnel",
        "professionnelle",
        "zakelijk",
        "werk",
        "corporativo",
        "aziendale",
        "sluzbowy",
        "profissional",
        "jobbepost",
        "arbete",
        "firmen",
        "beruflich",
        "berufliche",
    ];
    let folded = fold(name);
    folded.split(' ').any(|word| WORK.contains(&word))
        || name.contains("会社")
        || name.contains("社用")
}

/// “Preferred Name”, “Legal Name”: the whole name or its first part, which only the values say.
pub(crate) fn may_be_first_name(name: &str) -> bool {
    ["preferredname", "legalname", "nickname", "knownas"].contains(&squash(name).as_str())
}

#[rustfmt::skip]
const NOTICE: &[&str] = &[
    "kundigungsdatum", "kundigungam", "kundigung", "kundigungseingang", "gekundigtam", "kundigungvom",
    "datumderkundigung", "noticedate", "dateofnotice", "resignationdate", "dateofresignation",
    "resignedon", "noticegiven", "noticegivenon", "noticedategiven", "terminationnoticedate",
    "resignationsubmitted", "resignationnoticedate", "datededemission", "datedelademission",
    "datedepreavis", "datedenotification", "fechadepreaviso", "fechaderenuncia", "opzegdatum",
    "datumopzegging", "opgezegdop", "datadimissioni", "datadidimissioni", "datapreavviso",
    "datadipreavviso", "datawypowiedzenia", "wypowiedzenie", "datadoavisoprevio", "dataavisoprevio",
    "退職届提出日", "退職願提出日", "退職届日", "uppsagningsdatum",
];

#[rustfmt::skip]
const CONTRACT_END: &[&str] = &[
    "contractenddate", "contractend", "endofcontract", "contractexpiry", "contractexpirydate",
    "contractexpirationdate", "fixedtermenddate", "vertragsende", "vertragsendedatum", "befristetbis",
    "befristungsende", "befristung", "findecontrat", "datefindecontrat", "datedefindecontrat",
    "findecontrato", "fechafindecontrato", "fechadefindecontrato", "eindecontract", "einddatumcontract",
    "contracteinddatum", "datafinecontratto", "finecontratto", "scadenzacontratto", "koniecumowy",
    "datakoncaumowy", "fimdecontrato", "datafimcontrato", "terminodocontrato", "契約終了日", "契約満了日",
];

#[rustfmt::skip]
const STATE: &[&str] = &[
    "status", "statut", "terminat", "leaver", "lastday", "lastwork", "exitdate", "enddate", "austritt",
    "ausgeschieden", "ausscheid", "kundig", "beschaftigtbis", "datedesortie", "datedefin", "uitdienst",
    "einddatum", "ontslag", "fechadebaja", "fechabaja", "fechadecese", "cessazione", "cessato",
    "dimission", "licenzia", "zwolni", "zakoncz", "zatrudnieni", "desligamento", "demissao", "rescisao",
    "退職", "在籍", "離職", "在職", "slutdatum", "avslut",
];

#[rustfmt::skip]
const UNRELATED: &[&str] = &[
    "marital", "civil", "visa", "permit", "immigra", "citizen", "familienstand", "tax", "steuer",
    "vaccin", "impf", "background", "review", "probation", "probezeit", "onboarding", "training", "flsa",
    "exempt", "eeo", "veteran", "benefit", "balance", "license", "licence", "birth", "geburt",
    "naissance", "nacimiento", "geboorte", "nascita", "urodzenia", "nascimento", "生年", "誕生",
    "fodelse", "login", "logon", "signin", "created", "updated", "modified", "erstellt", "geandert",
    "anniversary", "jubilaum", "promotion", "expiry", "expiration", "gender", "geschlecht", "sex",
    "country", "land", "currency", "grade", "band", "shift", "remote", "language", "sprache", "frist",
];

fn look_up(squashed: &str) -> Option<(Field, usize)> {
    if squashed.is_empty() {
        return None;
    }
    NAMES.iter().find_map(|(field, names)| {
        names.iter().position(|name| *name == squashed).map(|rank| (*field, rank))
    })
}

/// “E-Mail (privat)” is not the address at work.
fn privately(name: &str, field: Field) -> Field {
    const PRIVATE: [&str; 14] = [
        "private",
        "privat",
        "personal",
        "home",
        "recovery",
        "secondary",
        "other",
        "alternate",
        "perso",
        "personnel",
        "personnelle",
        "prive",
        "privee",
        "personlig",
    ];
    let is_private = fold(name).split(' ').any(|word| PRIVATE.contains(&word));
    if field == Field::Email && is_private { Field::OtherEmail } else { field }
}

fn without_brackets(name: &str) -> String {
    let mut depth = 0_usize;
    let mut rest = String::new();
    for c in name.chars() {
        match c {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => rest.push(c),
            _ => {}
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_written_as_it_is_looked_up() {
        for (field, names) in NAMES {
            for name in names {
                assert_eq!(squash(name), *name);
                assert_eq!(look_up(name).map(|(found, _)| found), Some(field), "{name}");
            }
        }
        for name in [NOTICE, CONTRACT_END, STATE, UNRELATED].concat() {
            assert_eq!(squash(name), name);
        }
    }

    #[test]
    fn names_of_usual_exports_are_known() {
        for (name, field) in [
            ("Email Address [Required]", Field::Email),
            ("Email - Work", Field::Email),
            ("E-Mail (privat)", Field::OtherEmail),
            ("Employee #", Field::EmployeeNumber),
            ("Personalnummer", Field::EmployeeNumber),
            ("Prénom", Field::GivenName),
            ("Apellidos", Field::FamilyName),
            ("Date d’embauche", Field::StartDate),
            ("Austrittsdatum", Field::EndDate),
            ("Worker's Manager", Field::Manager),
            ("Närmaste chef", Field::Manager),
            ("Kostnadsställe", Field::CostCenter),
            ("Cost Center", Field::CostCenter),
            ("Anställningsform", Field::Type),
            ("Eintritt (TT.MM.JJJJ)", Field::StartDate),
            ("accountEnabled", Field::Status),
        ] {
            assert_eq!(field_of(name).map(|(field, _)| field), Some(field), "{name}");
        }
        assert_eq!(field_of("Favorite color"), None);
    }

    #[test]
    fn names_in_nine_languages_are_known() {
        for (name, field) in [
            ("Datum uit dienst", Field::EndDate),
            ("Data cessazione", Field::EndDate),
            ("Data rozwiązania umowy", Field::EndDate),
            ("Data de desligamento", Field::EndDate),
            ("退職日", Field::EndDate),
            ("Data zatrudnienia", Field::StartDate),
            ("入社日", Field::StartDate),
            ("在籍状況", Field::Status),
            ("Situação", Field::Status),
            ("Personeelsnummer", Field::EmployeeNumber),
            ("社員番号", Field::EmployeeNumber),
            ("メールアドレス", Field::Email),
            ("Imię i nazwisko", Field::Name),
            ("氏名", Field::Name),
            ("Currently Active", Field::Status),
            ("Terminated?", Field::Status),
        ] {
            assert_eq!(field_of(name).map(|(field, _)| field), Some(field), "{name}");
        }
    }

    #[test]
    fn the_day_of_notice_is_not_the_last_day() {
        for name in [
            "Kündigungsdatum",
            "Kündigung am",
            "Resignation date",
            "Date of notice",
            "Data wypowiedzenia",
        ] {
            assert!(is_notice(name), "{name}");
            assert_eq!(field_of(name), None, "{name}");
        }
        for name in ["Austrittsdatum", "Termination date", "Letzter Arbeitstag"] {
            assert!(!is_notice(name), "{name}");
        }
    }

    #[test]
    fn a_name_that_sounds_like_a_state_is_heard() {
        for name in ["Mitarbeiterstatus 2", "Termination reason", "Austritt geplant", "退職区分"]
        {
            assert!(sounds_like_state(name), "{name}");
        }
        for name in ["Marital status", "Visa status", "Department", "Favorite color"] {
            assert!(!sounds_like_state(name), "{name}");
        }
    }
}
