//! Which column is what in exports as HR systems and directories write them.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use crate::helpers::{list, table};
use rollcall_truth::{DateOrder, DatesGuess, Field, Guess, guess};

fn fields(guess: &Guess) -> Vec<Option<Field>> {
    guess.columns.iter().map(|column| column.field).collect()
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn exports_of_many_systems_are_understood() {
    use Field::*;
    for (text, expected) in [
        (
            "Employee #,Last Name,First Name,Work Email,Home Email,Hire Date,Termination Date,Status,Reporting to,Department,Division,Job Title\n\
             7,Lind,Oskar,o@x.com,p@home.com,2020-01-02,,Active,Åsa Berg,IT,EMEA,Admin\n",
            vec![
                EmployeeNumber,
                FamilyName,
                GivenName,
                Email,
                OtherEmail,
                StartDate,
                EndDate,
                Status,
                Manager,
                Department,
                Division,
                Title,
            ],
        ),
        (
            "Personalnummer;Vorname;Name;E-Mail;Status;Eintrittsdatum;Austrittsdatum;Vorgesetzter;Abteilung;Kostenstelle;Beschäftigungsart\n\
             7;Oskar;Lind;o@x.de;Aktiv;02.01.2020;;Åsa Berg;IT;4711;intern\n",
            vec![
                EmployeeNumber,
                GivenName,
                FamilyName,
                Email,
                Status,
                StartDate,
                EndDate,
                Manager,
                Department,
                CostCenter,
                Type,
            ],
        ),
        (
            "Matricule;Nom;Prénom;Adresse e-mail;Statut;Date d'embauche;Date de sortie;Responsable;Service;Centre de coûts;Intitulé du poste;Type de contrat\n\
             7;Lind;Oscar;o@x.fr;Actif;02/01/2020;;Berg;IT;4711;Admin;CDI\n",
            vec![
                EmployeeNumber,
                FamilyName,
                GivenName,
                Email,
                Status,
                StartDate,
                EndDate,
                Manager,
                Department,
                CostCenter,
                Title,
                Type,
            ],
        ),
        (
            "Nº de empleado;Nombre;Apellidos;Correo electrónico;Estado;Fecha de alta;Fecha de baja;Jefe;Departamento;Centro de coste;Puesto\n\
             7;Oscar;Lind;o@x.es;Activo;02/01/2020;;Berg;IT;4711;Admin\n",
            vec![
                EmployeeNumber,
                GivenName,
                FamilyName,
                Email,
                Status,
                StartDate,
                EndDate,
                Manager,
                Department,
                CostCenter,
                Title,
            ],
        ),
        (
            "Anställningsnummer;Förnamn;Efternamn;E-post;Anställningsdatum;Slutdatum;Närmaste chef;Avdelning;Kostnadsställe;Befattning\n\
             7;Oskar;Lind;o@x.se;2020-01-02;;Berg;IT;4711;Admin\n",
            vec![
                EmployeeNumber,
                GivenName,
                FamilyName,
                Email,
                StartDate,
                EndDate,
                Manager,
                Department,
                CostCenter,
                Title,
            ],
        ),
        (
            "userPrincipalName,displayName,surname,mail,givenName,userType,jobTitle,department,accountEnabled,employeeId,employeeHireDate\n\
             o@t.example.com,Oskar Lind,Lind,o@x.com,Oskar,Member,Admin,IT,True,7,2020-01-02T00:00:00Z\n",
            vec![
                OtherEmail,
                Name,
                FamilyName,
                Email,
                GivenName,
                Type,
                Title,
                Department,
                Status,
                EmployeeNumber,
                StartDate,
            ],
        ),
        (
            "First Name [Required],Last Name [Required],Email Address [Required],Status [READ ONLY],Org Unit Path [Required],Recovery Email,Employee ID,Manager Email,Cost Center\n\
             Oskar,Lind,o@x.com,Active,/IT,p@home.com,7,b@x.com,4711\n",
            vec![
                GivenName,
                FamilyName,
                Email,
                Status,
                Department,
                OtherEmail,
                EmployeeNumber,
                Manager,
                CostCenter,
            ],
        ),
        (
            "Employee ID,Worker,Email - Work,Worker Status,Worker Type,Supervisory Organization,Worker's Manager,Cost Center,Business Title\n\
             7,Oskar Lind,o@x.com,Active,Employee,IT,Berg,4711,Admin\n",
            vec![EmployeeNumber, Name, Email, Status, Type, Department, Manager, CostCenter, Title],
        ),
    ] {
        let guess = guess(&table(text));
        let expected: Vec<_> = expected.into_iter().map(Some).collect();
        assert_eq!(fields(&guess), expected, "{text}");
        assert_eq!(list(&text.replace("02/01/2020", "13/01/2020")).entries.len(), 1, "{text}");
    }
}

#[test]
fn a_column_is_also_known_by_what_is_in_it() {
    let mut text = String::from("Kontakt;Boss;Lage;E-Mail erhalten\n");
    for n in 0..19 {
        text.push_str(&format!("u{n}@x.de;boss@x.de;aktiv;ja\n"));
    }
    text.push_str("unknown;boss@x.de;ausgeschieden;nein\n");
    let guess = guess(&table(&text));
    assert_eq!(fields(&guess), [Some(Field::Email), None, Some(Field::Status), None]);
    assert_eq!(guess.columns[0].why, "19 of 20 values are addresses");
    assert_eq!(guess.columns[0].samples, ["u0@x.de", "u1@x.de", "u2@x.de"]);
}

#[test]
fn a_name_that_the_values_contradict_is_not_believed() {
    let guess = guess(&table("Email,Login\nyes,a@x.de\nno,b@x.de\n"));
    assert_eq!(fields(&guess), [None, Some(Field::Email)]);
    assert_eq!(guess.columns[0].why, "named “Email”, but only 0 of 2 values are addresses");
}

#[test]
fn the_second_best_column_says_which_one_is_better() {
    let guess = guess(&table("Name,Display Name,Email\nOskar,Oskar Lind,o@x.de\n"));
    assert_eq!(fields(&guess), [None, Some(Field::Name), Some(Field::Email)]);
    assert_eq!(guess.columns[0].why, "named “Name”, but “Display Name” fits name better");
}

#[test]
fn the_layout_is_the_same_for_every_export_of_one_kind() {
    let layout = |text: &str| guess(&table(text)).layout;
    let one = layout("E-Mail;Name\na@x.de;A\n");
    assert_eq!(one, layout("e-mail,NAME\nb@x.de,B\nc@x.de,C,more\n"));
    assert_ne!(one, layout("Name;E-Mail\nA;a@x.de\n"));
    assert_eq!(one.len(), 64);
}

#[test]
fn the_whole_column_says_what_comes_first_in_its_dates() {
    let dates = |cells: &[&str]| {
        let text = format!("Email,Hire Date\na@x.de,{}\n", cells.join("\nb@x.de,"));
        guess(&table(&text)).dates
    };
    let open = |example: &str| DatesGuess::Ambiguous { example: example.to_owned() };
    assert_eq!(dates(&["03/11/2026", "25/11/2026"]), DatesGuess::Certain(DateOrder::DayMonth));
    assert_eq!(dates(&["11/03/2026", "11/25/2026"]), DatesGuess::Certain(DateOrder::MonthDay));
    assert_eq!(dates(&["03/11/2026", "04/11/2026"]), open("03/11/2026"));
    assert_eq!(dates(&["13/11/2026", "11/13/2026"]), open("13/11/2026, 11/13/2026"));
    assert_eq!(dates(&["2026-11-03", "03.11.2026", "03/03/26"]), DatesGuess::NotNeeded);
}
