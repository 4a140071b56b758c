//! What usual exports call their columns, in English, German, French, Spanish and Swedish.
//!
//! Written as [`squash`] leaves a name. Earlier in a list is the better match: a list with *Work
//! email* and *Username* has its addresses in the first. Names that say too little (*id*, *login*)
//! stand last.

use crate::field::Field;
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
    ]),
    (Field::OtherEmail, &[
        "otheremail", "othermails", "otheremails", "secondaryemail", "worksecondaryemail",
        "homesecondaryemail", "alternateemail", "alternateemailaddress", "alternativeemail",
        "personalemail", "personalemailaddress", "homeemail", "emailhome", "emailpersonal",
        "privateemail", "recoveryemail", "alias", "aliases", "emailalias", "emailaliases",
        "proxyaddresses", "privateemailadresse", "privateemail", "emailprivat", "weitereemail",
        "weitereemailadresse", "emailpersonnel", "adresseemailpersonnelle", "autreemail",
        "correopersonal", "emailpersonal", "privatepost", "epostprivat", "privatepostadress",
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
    ]),
    (Field::Name, &[
        "fullname", "displayname", "employeename", "workername", "preferredname", "legalname",
        "legalfullname", "preferredfullname", "vollstandigername", "ganzername", "anzeigename",
        "mitarbeitername", "nomcomplet", "nometprenom", "nomprenom", "prenomnom", "nomaffiche",
        "nombrecompleto", "nombreyapellidos", "apellidosynombre", "fullstandigtnamn", "heltnamn",
        "visningsnamn", "name", "namn", "nom", "nombre", "worker", "employee", "mitarbeiter", "salarie", "empleado",
        "anstalld", "medarbetare",
    ]),
    (Field::GivenName, &[
        "givenname", "firstname", "legalfirstname", "preferredfirstname", "forename", "vorname",
        "rufname", "prenom", "nombredepila", "nombres", "primernombre", "fornamn", "tilltalsnamn",
    ]),
    (Field::FamilyName, &[
        "familyname", "lastname", "surname", "sn", "legallastname", "preferredlastname", "nachname",
        "familienname", "zuname", "nomdefamille", "apellidos", "apellido", "primerapellido",
        "efternamn", "familjenamn",
    ]),
    (Field::Status, &[
        "employmentstatus", "employeestatus", "workerstatus", "workforcestatus", "status",
        "activestatus", "hrstatus", "accountenabled", "active", "isactive", "userstatus", "state",
        "beschaftigungsstatus", "mitarbeiterstatus", "anstellungsstatus", "aktiv", "statut",
        "statutsalarie", "statutemploye", "situation", "actif", "estado", "estatus", "situacion",
        "estadodelempleado", "estadolaboral", "activo", "anstallningsstatus",
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
    ]),
    (Field::EndDate, &[
        "enddate", "terminationdate", "employeeleavedatetime", "employmentenddate", "leavedate",
        "leavingdate", "dateofleaving", "lastdayofwork", "lastday", "lastworkingday", "lastworkingdate",
        "contractenddate", "separationdate", "exitdate", "terminationeffectivedate", "austrittsdatum",
        "austritt", "vertragsende", "enddatum", "kundigungsdatum", "letzterarbeitstag",
        "beschaftigungsende", "befristetbis", "datedesortie", "datesortie", "datededepart",
        "datedepart", "datedefin", "datefin", "findecontrat", "datefindecontrat", "fechadebaja",
        "fechabaja", "fechadecese", "fechacese", "fechadesalida", "fechafin", "fechadefin",
        "findecontrato", "slutdatum", "avgangsdatum", "anstalldtill", "sistaarbetsdag", "sistadag",
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
    ]),
    (Field::Department, &[
        "department", "departmentname", "dept", "team", "supervisoryorganization", "organization",
        "organizationalunit", "organisationalunit", "orgunit", "orgunitpath", "orgunitname",
        "abteilung", "bereich", "organisationseinheit", "orgeinheit", "departement", "service", "equipe",
        "uniteorganisationnelle", "departamento", "area", "equipo", "unidadorganizativa", "avdelning",
        "enhet", "organisatoriskenhet",
    ]),
    (Field::CostCenter, &[
        "costcenter", "costcentre", "costctr", "costcentername", "costcentercode", "costcenterid",
        "kostenstelle", "kostenst", "kst", "centredecout", "centredecouts", "centrodecoste",
        "centrodecostes", "centrodecosto", "centrodecostos", "centrodecustos", "kostnadsstalle",
    ]),
    (Field::Division, &[
        "division", "businessunit", "businessdivision", "legalentity", "geschaftsbereich", "sparte",
        "geschaftseinheit", "uniteoperationnelle", "directiongenerale", "direction", "unidaddenegocio",
        "affarsomrade", "affarsenhet",
    ]),
    (Field::Title, &[
        "jobtitle", "businesstitle", "title", "position", "positiontitle", "jobprofile", "employeetitle",
        "jobname", "role", "berufsbezeichnung", "stellenbezeichnung", "funktion", "stelle",
        "tatigkeit", "intituledeposte", "intituleduposte", "poste", "fonction", "emploi", "titre",
        "puesto", "puestodetrabajo", "cargo", "titulo", "befattning", "titel", "roll", "tjanst",
    ]),
    (Field::Type, &[
        "employeetype", "workertype", "employmenttype", "usertype", "persontype", "contracttype",
        "employeeclass", "employeegroup", "workersubtype", "accounttype", "type", "beschaftigungsart",
        "mitarbeitertyp", "mitarbeiterart", "mitarbeitergruppe", "anstellungsart", "vertragsart",
        "typedecontrat", "typecontrat", "typedesalarie", "tipodecontrato", "tipodeempleado", "tipo",
        "anstallningsform", "anstallningstyp", "typ",
    ]),
];

/// The field a column's name stands for, and how good the match is: less is better.
pub(crate) fn field_of(name: &str) -> Option<(Field, usize)> {
    let name = &name.replace('#', " number");
    let whole = squash(name);
    if let Some((field, rank)) = look_up(&whole) {
        return Some((privately(name, field), rank));
    }
    // “Email Address [Required]”, “Eintritt (TT.MM.JJJJ)”
    let rest = without_brackets(name);
    let (field, rank) = look_up(&squash(&rest))?;
    Some((privately(name, field), rank + 100))
}

/// True for a name in the lists above.
pub(crate) fn is_known(name: &str) -> bool {
    field_of(name).is_some()
}

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
        assert_eq!(field_of("Favourite colour"), None);
    }
}
