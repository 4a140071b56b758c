//! Whether an address is a shared mailbox's or a service account's, by its local part.
//!
//! A local part of nothing but such words is one, regardless of the name shown: `sales@` of
//! "Contoso Sales" and of "Anna Sales" look the same, and the admin can mark the latter as a
//! person. Beside other words, a word that nobody is called decides; one that is also a family
//! name decides unless the name explains the local part: `bot.anna@` of "Anna Bot" is a person.

use crate::fold::{local_part, plain};
use crate::name::Name;
use crate::role_words::{Kind, kind};

/// What a local part says without a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    Person,
    Shared,
    /// A person when the name explains it.
    ByName,
}

pub(crate) fn look(address: &str) -> Look {
    let local = plain(base(address));
    let words = words(&local);
    let joined: String = words.concat();
    if ["svc", "noreply", "donotreply", "nepasrepondre"].iter().any(|p| joined.starts_with(p)) {
        return Look::Shared;
    }
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return Look::Person };
    let (starts, ends) = (kind(first), kind(last));
    let all = starts.is_some() && ends.is_some() && words.iter().all(|word| kind(word).is_some());
    if all || kind(&joined).is_some() {
        return Look::Shared;
    }
    let any = |kind: Kind| starts == Some(kind) || ends == Some(kind);
    if any(Kind::Function) {
        return Look::Shared;
    }
    if !any(Kind::NameToo) {
        return Look::Person;
    }
    // a.bot@: who has an initial is a person.
    let initials = words.len() > 1 && words[..words.len() - 1].iter().all(|word| word.len() == 1);
    if initials { Look::Person } else { Look::ByName }
}

/// Whether the address is nobody's, with the name of the account that has it.
pub(crate) fn is_shared(look: Look, address: &str, name: &Name) -> bool {
    match look {
        Look::Person => false,
        Look::Shared => true,
        Look::ByName => {
            let local = plain(base(address));
            let local = words(&local);
            // sales.berlin@ of "Sales Berlin" starts with what it is.
            let starts = |word: Option<&str>| word.is_some_and(|word| kind(word).is_some());
            let of_role = starts(name.words().next()) && starts(local.first().copied());
            let person = name.words().count() > 1 && !of_role && name.explains(&local);
            !person
        }
    }
}

/// The local part without a plus tag.
fn base(address: &str) -> &str {
    let local = local_part(address);
    local.split_once('+').map_or(local, |(base, _)| base)
}

fn words(local: &str) -> Vec<&str> {
    local.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(address: &str, name: &str) -> bool {
        is_shared(look(address), address, &Name::new(name))
    }

    #[test]
    fn mailboxes_and_machines_are_no_persons() {
        for (address, name) in [
            ("info@x.com", ""),
            ("no-reply@x.com", "Contoso"),
            ("it-support@x.com", "IT Support"),
            ("svc-jenkins@x.com", "SVC Jenkins"),
            ("svcbackup2@x.com", ""),
            ("bot@x.com", "Bo Bot"),
            ("sales@x.com", "Anna Sales"),
            ("sales.emea@x.com", "Sales EMEA"),
            ("sales.berlin@x.com", "Sales Berlin"),
            ("dev-team@x.com", ""),
            ("buchhaltung@x.de", "Anna Meier"),
            ("room-3@x.com", "Room 3"),
            ("Büro-info@x.com", ""),
            ("support+emea@x.com", ""),
            ("deploy-bot@x.com", "Deploy Bot"),
            ("berlin-office@x.com", "Berlin Office"),
        ] {
            assert!(shared(address, name), "{address} {name}");
        }
    }

    #[test]
    fn people_with_such_names_are_persons() {
        for (address, name) in [
            ("a.bot@x.com", ""),
            ("anna.bot@x.com", "Anna Bot"),
            ("bot.anna@x.com", "Bot, Anna"),
            ("roman.it@x.com", "Roman It"),
            ("steve.jobs@x.com", "Steve Jobs"),
            ("bob.post@x.com", "Post, Robert"),
            ("dev.patel@x.com", "Dev Patel"),
            ("hr.mueller@x.com", "Hans Rolf Müller"),
            ("anna+test@x.com", ""),
            ("infante@x.com", ""),
            ("anna.meier@x.com", "Sales"),
        ] {
            assert!(!shared(address, name), "{address} {name}");
        }
    }
}
