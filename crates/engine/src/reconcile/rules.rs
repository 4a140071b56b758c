//! Which field of the HR list feeds which attribute of a connection's accounts, and how. Pure.
//!
//! What a file of rules does not name is compared as Rollcall does without one. The file is TOML:
//!
//! ```toml
//! connection = "Acme"
//!
//! [[field]]
//! attribute = "title"
//! from = "title"            # a field of the HR list; "none": the attribute is not compared
//! case = "as-is"            # or "lower", "upper"
//! empty = "leave"           # or "clear": what an empty cell of the list means
//! [field.table]             # other words for values; what is not in it stays as it is
//! "R&D" = "Research"
//!
//! [[field]]
//! attribute = "displayName"
//! template = "{family-name}, {given-name}"
//!
//! [account]
//! who = "type == 'employee'"  # who should have an account in this app
//!
//! [[group]]
//! name = "EMEA Sales"
//! who = "department == 'Sales' && division == 'EMEA'"
//! mode = "additive"         # or "exact": people who work here and do not match are removed
//! except = ["jo@example.com"]
//! ```

use crate::lookup::attributes::label;
use crate::reconcile::groups::{Condition, GroupRule, Mode};
use rollcall_providers::{Profile, is_write_only, names_manager, refusal_of};
use rollcall_truth::{Entry, Field, Kind, has_lost_letters};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A rule has a bit of its own in every finding.
pub(crate) const MOST: usize = 32;

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// Where the wanted value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum From {
    Field(Field),
    /// Text and fields in turn.
    Template(Vec<Piece>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(String),
    Field(Field),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LetterCase {
    #[default]
    AsIs,
    Lower,
    Upper,
}

/// What an empty cell of the list means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Empty {
    /// Nothing: the app's value stays.
    #[default]
    Leave,
    /// There is no value.
    Clear,
}

/// Whether the app takes the attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    Yes,
    /// It is assumed, not documented: only where accounts show the attribute.
    IfShown,
    /// Why not; it is compared where an account shows a value.
    No(String),
}

/// One attribute of one connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) path: String,
    pub(crate) label: String,
    pub(crate) from: From,
    pub(crate) case: LetterCase,
    pub(crate) table: BTreeMap<String, String>,
    pub(crate) empty: Empty,
    pub(crate) takes: Takes,
    /// The attribute names a manager, as another account or its address.
    pub(crate) manager: bool,
}

/// The rules of one connection, and what is not compared, in sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rules {
    pub(crate) fields: Vec<Rule>,
    /// One for each group.
    pub(crate) groups: Vec<GroupRule>,
    /// Who should have an account; `None`: that is not said.
    pub(crate) account: Option<Arc<Condition>>,
    pub(crate) not_compared: Vec<String>,
}

/// What the list wants of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Value(String),
    /// No value.
    Clear,
    /// The list says nothing that can be used.
    Nothing,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Name of the connection; looked at before.
    #[serde(rename = "connection")]
    _connection: String,
    #[serde(default)]
    field: Vec<FileRule>,
    #[serde(default)]
    group: Vec<FileGroup>,
    account: Option<FileAccount>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileAccount {
    who: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileGroup {
    name: String,
    who: String,
    #[serde(default)]
    mode: Mode,
    #[serde(default)]
    except: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRule {
    attribute: String,
    from: Option<String>,
    template: Option<String>,
    #[serde(default)]
    case: LetterCase,
    #[serde(default)]
    empty: Empty,
    #[serde(default)]
    table: BTreeMap<String, String>,
}

/// The rules of a connection. `file` is the text of its file.
///
/// # Errors
/// What is wrong with the file, as a sentence with its line where there is one.
pub(crate) fn rules(profile: &Profile, file: Option<&str>) -> Result<Rules, String> {
    let mut rules = Rules::default();
    let defaults = defaults(profile);
    let Parsed { fields: own, groups, account } =
        file.map_or_else(|| Ok(Parsed::default()), parsed)?;
    (rules.groups, rules.account) = (groups, account);
    let named: Vec<&str> = own.iter().map(|(path, _)| path.as_str()).collect();
    let added = defaults
        .into_iter()
        .filter(|(path, _)| !named.iter().any(|named| named.eq_ignore_ascii_case(path)))
        .map(|(path, field)| (path, Some(plain(From::Field(field)))));
    for (path, how) in added.chain(own.iter().cloned()).collect::<Vec<_>>() {
        let Some(how) = how else { continue };
        if is_write_only(profile, &path) {
            let label = label(&path);
            rules.not_compared.push(format!("{label}: {} never returns it.", profile.name));
            continue;
        }
        let everything = profile.speaks.writable.iter().any(|one| one == "*");
        let takes = match refusal_of(profile, &path) {
            Some(refusal) => Takes::No(refusal.why),
            None if everything => Takes::IfShown,
            None => Takes::Yes,
        };
        let manager = names_manager(&path);
        rules.fields.push(Rule { label: label(&path), path, takes, manager, ..how });
    }
    if rules.fields.len() > MOST || rules.groups.len() > MOST {
        return Err(format!("It has more than {MOST} attributes or groups."));
    }
    Ok(rules)
}

fn plain(from: From) -> Rule {
    Rule {
        path: String::new(),
        label: String::new(),
        from,
        case: LetterCase::AsIs,
        table: BTreeMap::new(),
        empty: Empty::Leave,
        takes: Takes::Yes,
        manager: false,
    }
}

/// What is compared without a file. An app has one name or two.
fn defaults(profile: &Profile) -> Vec<(String, Field)> {
    let keeps = |path: &str| refusal_of(profile, path).is_none();
    let mut all: Vec<(String, Field)> = Vec::new();
    if keeps("name.givenName") && keeps("name.familyName") {
        all.push(("name.givenName".to_owned(), Field::GivenName));
        all.push(("name.familyName".to_owned(), Field::FamilyName));
    } else if keeps("name.formatted") {
        all.push(("name.formatted".to_owned(), Field::Name));
    } else if keeps("displayName") {
        all.push(("displayName".to_owned(), Field::Name));
    }
    all.push(("title".to_owned(), Field::Title));
    let enterprise = [
        ("department", Field::Department),
        ("costCenter", Field::CostCenter),
        ("division", Field::Division),
        ("manager", Field::Manager),
        ("employeeNumber", Field::EmployeeNumber),
    ];
    all.extend(enterprise.map(|(name, field)| (format!("{ENTERPRISE}:{name}"), field)));
    all
}

/// What a file says.
#[derive(Default)]
struct Parsed {
    fields: Vec<Named>,
    groups: Vec<GroupRule>,
    account: Option<Arc<Condition>>,
}

/// A path and its rule; `None`: it is not compared.
type Named = (String, Option<Rule>);

/// The rules of a file by their paths, and those of its groups.
fn parsed(text: &str) -> Result<Parsed, String> {
    let file: File = toml::from_str(text).map_err(|error| sentence(&error, text))?;
    let groups = group_rules(file.group)?;
    let account = file.account.map(|one| Condition::parse(&one.who)).transpose()?.map(Arc::new);
    let mut all: Vec<Named> = Vec::with_capacity(file.field.len());
    for one in file.field {
        let path = full_path(&one.attribute);
        if all.iter().any(|(known, _)| known.eq_ignore_ascii_case(&path)) {
            return Err(format!("It has two rules for “{}”.", one.attribute));
        }
        let from = match (one.from.as_deref(), &one.template) {
            (Some("none"), None) => None,
            (Some(from), None) => Some(From::Field(field(from)?)),
            (None, Some(template)) => Some(From::Template(pieces(template)?)),
            _ => {
                return Err(format!(
                    "The rule for “{}” needs either “from” or “template”.",
                    one.attribute
                ));
            }
        };
        let rule = from.map(|from| Rule {
            case: one.case,
            empty: one.empty,
            table: one.table,
            ..plain(from)
        });
        all.push((path, rule));
    }
    Ok(Parsed { fields: all, groups, account })
}

/// One rule for each group: two could want different things of one person.
fn group_rules(file: Vec<FileGroup>) -> Result<Vec<GroupRule>, String> {
    let mut groups: Vec<GroupRule> = Vec::with_capacity(file.len());
    for one in file {
        let name = one.name.trim().to_owned();
        if groups
            .iter()
            .any(|known| rollcall_store::fold(&known.group) == rollcall_store::fold(&name))
        {
            return Err(format!(
                "It has two rules for the group “{name}”. Join their conditions with ||."
            ));
        }
        Condition::parse(&one.who)?;
        groups.push(GroupRule {
            group: name,
            who: one.who,
            mode: one.mode,
            except: one.except.iter().map(|one| one.trim().to_lowercase()).collect(),
        });
    }
    Ok(groups)
}

pub(super) fn sentence(error: &toml::de::Error, text: &str) -> String {
    let line = error.span().and_then(|span| text.get(..span.start)).map(|before| {
        let line = before.matches('\n').count() + 1;
        format!("Line {line}: ")
    });
    format!("{}{}.", line.unwrap_or_default(), error.message().trim_end_matches('.'))
}

/// "department" as an admin writes it is the attribute of the enterprise extension.
fn full_path(attribute: &str) -> String {
    let attribute = attribute.trim();
    let enterprise =
        ["department", "costCenter", "division", "organization", "manager", "employeeNumber"];
    match enterprise.iter().find(|name| name.eq_ignore_ascii_case(attribute)) {
        Some(name) => format!("{ENTERPRISE}:{name}"),
        None => attribute.to_owned(),
    }
}

fn field(name: &str) -> Result<Field, String> {
    let value = serde_json::Value::String(name.trim().to_owned());
    serde_json::from_value(value).map_err(|_| {
        format!(
            "The HR list has no field “{name}”. It has: email, employee-number, name, given-name, \
            family-name, manager, department, cost-center, division, title, type."
        )
    })
}

fn pieces(template: &str) -> Result<Vec<Piece>, String> {
    let mut all = Vec::new();
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let (before, after) = rest.split_at(open);
        if !before.is_empty() {
            all.push(Piece::Text(before.to_owned()));
        }
        let Some((name, left)) = after.trim_start_matches('{').split_once('}') else {
            return Err(format!("“{template}” has a “{{” without a “}}”."));
        };
        all.push(Piece::Field(field(name)?));
        rest = left;
    }
    if !rest.is_empty() {
        all.push(Piece::Text(rest.to_owned()));
    }
    Ok(all)
}

/// The text of a field; empty where the list says nothing, or where letters were lost.
pub(crate) fn text_of(entry: &Entry, field: Field) -> &str {
    let text = match field {
        Field::Email => entry.emails.first().map_or("", String::as_str),
        Field::EmployeeNumber => &entry.employee_number,
        Field::Name => &entry.name,
        Field::GivenName => &entry.given_name,
        Field::FamilyName => &entry.family_name,
        Field::Manager => &entry.manager,
        Field::Department => &entry.department,
        Field::CostCenter => &entry.cost_center,
        Field::Division => &entry.division,
        Field::Title => &entry.title,
        Field::Type => match entry.kind {
            Kind::Employee => "Employee",
            Kind::Contractor => "Contractor",
            _ => "",
        },
        Field::OtherEmail | Field::Status | Field::StartDate | Field::EndDate => "",
    };
    let text = text.trim();
    if has_lost_letters(text) { "" } else { text }
}

impl Rule {
    /// What the list wants for this person.
    pub(crate) fn wanted(&self, entry: &Entry) -> Wanted {
        let text = match &self.from {
            From::Field(field) => text_of(entry, *field).to_owned(),
            From::Template(pieces) => {
                let mut text = String::new();
                for piece in pieces {
                    match piece {
                        Piece::Text(fixed) => text.push_str(fixed),
                        // Half a template is no value.
                        Piece::Field(field) => match text_of(entry, *field) {
                            "" => return Wanted::Nothing,
                            part => text.push_str(part),
                        },
                    }
                }
                text.trim().to_owned()
            }
        };
        let text = match self.table.get(&text) {
            Some(other) => other.clone(),
            None => text,
        };
        match (text.is_empty(), self.empty, self.case) {
            (true, Empty::Leave, _) => Wanted::Nothing,
            (true, Empty::Clear, _) => Wanted::Clear,
            (false, _, LetterCase::AsIs) => Wanted::Value(text),
            (false, _, LetterCase::Lower) => Wanted::Value(text.to_lowercase()),
            (false, _, LetterCase::Upper) => Wanted::Value(text.to_uppercase()),
        }
    }
}

#[cfg(test)]
mod tests;
