//! What a refused name or e-mail address collides with (409, RFC 7644 §3.3): an account or group that
//! the app shows, one that only the local copy knows, or one outside of what SCIM shows.

use crate::change::Change;
use crate::core::Rollcall;
use crate::live::name_holder::{name_in, other_than, words_of_holder};
use crate::plan::Item;
use crate::text::{NAME_SHOWN, bounded};
use crate::witness::Kind;
use crate::witness::by_name::in_list;
use rollcall_providers::Profile;
use rollcall_store::{AccountState, Connection, UserRow};
use serde_json::{Map, Value};

/// E-mail addresses among some values.
fn addresses_in(values: &Map<String, Value>) -> Vec<&str> {
    let mut found = Vec::new();
    for (path, value) in values {
        let path = path.to_ascii_lowercase();
        if path == "emails" {
            let entries = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            found.extend(entries.iter().filter_map(|one| one.get("value").unwrap_or(one).as_str()));
        } else if path.starts_with("emails") {
            found.extend(value.as_str());
        }
    }
    found
}

/// What the change gives that only one can have: the name first, then addresses.
fn given(change: &Change) -> Option<(Kind, Vec<&str>)> {
    let (kind, texts) = match change {
        Change::Create { values, .. } | Change::Set { values, .. } => {
            let mut texts: Vec<&str> = name_in(values).into_iter().collect();
            texts.extend(addresses_in(values));
            (Kind::User, texts)
        }
        Change::CreateGroup { name, .. } | Change::RenameGroup { name, .. } => {
            (Kind::Group, vec![name.as_str()])
        }
        _ => return None,
    };
    let mut different: Vec<&str> = Vec::new();
    for text in texts {
        let same = |one: &&str| one.to_lowercase() == text.to_lowercase();
        if !text.is_empty() && !different.iter().any(same) {
            different.push(text);
        }
    }
    (!different.is_empty()).then_some((kind, different))
}

impl Rollcall {
    /// One sentence on which account or group a refused name or address belongs to: as the app shows
    /// it now, then as the local copy has it, listed before unlisted. `None` when the change gives
    /// neither.
    pub(crate) async fn collision(
        &self,
        connection: &Connection,
        profile: &Profile,
        item: &Item,
    ) -> Option<String> {
        let (kind, texts) = given(&item.wish)?;
        let own = item.target.id();
        let name = &connection.name;
        let mut doubt = None;
        if let Some(text) = texts.first() {
            match self.live_by_name(connection, profile, kind, text).await {
                Ok(named) => match other_than(&named, own) {
                    Some(other) => {
                        let (text, who) =
                            (bounded(*text, NAME_SHOWN), words_of_holder(kind, other));
                        return Some(format!("“{text}” belongs to {who}."));
                    }
                    None => doubt = named.doubt(),
                },
                Err(problem) => doubt = Some(problem.side_words),
            }
        }
        let known = match kind {
            Kind::User => self.known_by(connection, &texts, own).await,
            Kind::Group => Vec::new(),
        };
        if let Some((text, row)) = known.first() {
            return Some(words_of_known(name, text, row));
        }
        // An empty filter result does not prove that the name is outside of what the app exposes.
        if doubt.is_none()
            && let (Some(text), Ok(client)) = (texts.first(), self.client(connection).await)
        {
            let named = in_list(&client, profile, kind, text).await;
            if let Some(other) = other_than(&named, own) {
                let (text, who) = (bounded(*text, NAME_SHOWN), words_of_holder(kind, other));
                return Some(format!("“{text}” belongs to {who}."));
            }
            doubt = named.doubt();
        }
        let noun = match kind {
            Kind::User => &profile.words.nouns.user,
            Kind::Group => &profile.words.nouns.group,
        };
        Some(words_of_nobody(name, noun, &texts, doubt.as_deref()))
    }

    /// Rows of the local copy that have one of these names or addresses, listed ones first.
    async fn known_by<'a>(
        &self,
        connection: &Connection,
        texts: &[&'a str],
        own: &str,
    ) -> Vec<(&'a str, UserRow)> {
        let mut known = Vec::new();
        for text in texts {
            let (id, wanted) = (connection.id.clone(), (*text).to_owned());
            let rows = self
                .stored("Looking up the user", move |store| store.find_account(&id, &wanted))
                .await
                .unwrap_or_default();
            let others = rows.into_iter().filter(|row| row.account_id != own);
            known.extend(others.map(|row| (*text, row)));
        }
        known.sort_by_key(|(_, row)| row.status == AccountState::NoLongerListed);
        known
    }
}

/// Whom the local copy knows with a name or address.
fn words_of_known(app: &str, text: &str, row: &UserRow) -> String {
    let (text, who) = (bounded(text, NAME_SHOWN), bounded(row.name.clone(), NAME_SHOWN));
    let id = bounded(row.account_id.as_str(), NAME_SHOWN);
    match row.status {
        AccountState::NoLongerListed => {
            format!("“{text}” belonged to {who} (id {id}), an account that {app} no longer lists.")
        }
        AccountState::Active => format!("“{text}” belongs to {who} (id {id})."),
        AccountState::Inactive => format!("“{text}” belongs to {who} (id {id}, inactive)."),
    }
}

/// That no one is found with the names or addresses; `doubt`: why that proves nothing.
fn words_of_nobody(app: &str, noun: &str, texts: &[&str], doubt: Option<&str>) -> String {
    let shown: Vec<String> =
        texts.iter().map(|text| format!("“{}”", bounded(*text, NAME_SHOWN))).collect();
    let shown = shown.join(" or ");
    match doubt {
        Some(why) => {
            format!(
                "It is not known which {noun} has {shown}: {app} did not return everything \
                ({why})."
            )
        }
        None => {
            format!("{shown} belongs to another {noun}, which {app} does not expose over SCIM.")
        }
    }
}

#[cfg(test)]
mod tests;
