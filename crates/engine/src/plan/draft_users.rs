//! Items about one user: leave, come back, edit, create, delete.

use crate::change::Change;
use crate::live::name_holder::{name_in, other_than, words_of_holder};
use crate::plan::Target;
use crate::plan::draft::{Drafts, MemberChange, Place, Words};
use crate::problem::Problem;
use crate::text::{NAME_SHOWN, bounded};
use crate::witness::Kind;
use rollcall_providers::{
    Cannot, Expected, Intent, ManagerForm, activate, attribute_name, create_user, deactivate,
    delete_user, in_its_form, names_manager, set_user, typed,
};
use rollcall_scim::{Resource, User};
use rollcall_store::AccountState;
use serde_json::{Map, Value};

impl Place {
    pub(crate) async fn deactivate(
        &self,
        wish: &Change,
        user: &str,
        drafts: &mut Drafts,
    ) -> Result<(), Problem> {
        let (live, label) = self.live(user, drafts).await?;
        let words = &self.profile.words;
        let verb = &words.nouns.deactivate;
        if let Some(why) = self.settings.protects(user) {
            self.block(drafts, (verb, &label), why);
            return Ok(());
        }
        if live.flag("active") == Some(false) {
            let why = format!(
                "{} says the account is already inactive (read just now).",
                self.connection.name
            );
            self.block_done(drafts, (verb, &label), why);
            self.engine.keep_seen(&self.connection, &live).await?;
            return Ok(());
        }
        let intent = deactivate(&self.profile, user);
        let intent = in_its_form(&self.profile, intent, &live, &active(false));
        let mut item = self.item(
            wish,
            Target::User(user.to_owned()),
            intent,
            &live,
            Words {
                change: verb.clone(),
                on: label,
                before: "active".to_owned(),
                after: self.profile.after_deactivate_words(),
                undo: words.undo.clone(),
                irreversible: self.profile.deactivation_is_one_way(),
            },
        );
        item.groups = self.groups_of(user, drafts);
        drafts.warn(&words.deactivate_warning.lead, &words.deactivate_warning.text);
        self.warn_partial(drafts);
        drafts.items.push(item);
        Ok(())
    }

    pub(crate) async fn activate(
        &self,
        wish: &Change,
        user: &str,
        drafts: &mut Drafts,
    ) -> Result<(), Problem> {
        let (live, label) = self.live(user, drafts).await?;
        if live.flag("active") == Some(true) {
            let why = format!(
                "{} says the account is already active (read just now).",
                self.connection.name
            );
            self.block_done(drafts, ("Activate", &label), why);
            return Ok(());
        }
        match activate(&self.profile, user) {
            Ok(intent) => drafts.items.push(self.item(
                wish,
                Target::User(user.to_owned()),
                in_its_form(&self.profile, intent, &live, &active(true)),
                &live,
                Words {
                    change: "Activate".to_owned(),
                    on: label,
                    before: "inactive".to_owned(),
                    after: "active".to_owned(),
                    undo: "deactivate".to_owned(),
                    irreversible: false,
                },
            )),
            Err(Cannot(why)) => self.block(drafts, ("Activate", &label), why),
        }
        Ok(())
    }

    pub(crate) async fn delete(
        &self,
        wish: &Change,
        user: &str,
        drafts: &mut Drafts,
    ) -> Result<(), Problem> {
        let (live, label) = self.live(user, drafts).await?;
        if let Some(why) = self.settings.protects(user) {
            self.block(drafts, ("Delete", &label), why);
            return Ok(());
        }
        let words = &self.profile.words;
        let intent = match delete_user(&self.profile, user) {
            Ok(intent) => intent,
            Err(Cannot(why)) => {
                self.block(drafts, ("Delete", &label), why);
                return Ok(());
            }
        };
        let gone = intent.expected.is_met_by_absence();
        if gone {
            drafts.warn(
                &format!("Deleting a {} cannot be fully undone.", self.profile.words.nouns.user),
                "Undo creates a new account with the same values: everything that belonged to the \
                old one, its id and its history stay lost.",
            );
        } else if live.flag("active") == Some(false) {
            let why = format!(
                "{} does not delete permanently over SCIM, and the account is already {} (read \
                just now).",
                self.connection.name, self.profile.words.nouns.deactivated
            );
            self.block(drafts, ("Delete", &label), why);
            return Ok(());
        } else {
            drafts.warn(
                &format!("{} does not delete permanently over SCIM.", self.connection.name),
                "The account stays there and is only deactivated. Do the rest in the app itself.",
            );
        }
        let mut item = self.item(
            wish,
            Target::User(user.to_owned()),
            intent,
            &live,
            Words {
                change: "Delete".to_owned(),
                on: label,
                before: state_of(&live).to_owned(),
                after: if gone {
                    "deleted".to_owned()
                } else {
                    self.profile.after_deactivate_words()
                },
                undo: if gone {
                    "create a new account with the same values".to_owned()
                } else {
                    words.undo.clone()
                },
                irreversible: gone || self.profile.deactivation_is_one_way(),
            },
        );
        item.groups = self.groups_of(user, drafts);
        drafts.items.push(item);
        Ok(())
    }

    pub(crate) async fn set(
        &self,
        wish: &Change,
        user: &str,
        values: &Map<String, Value>,
        drafts: &mut Drafts,
    ) -> Result<(), Problem> {
        let (live, label) = self.live(user, drafts).await?;
        let names: Vec<&str> = values.keys().map(|path| attribute_name(path)).collect();
        let change = format!("Set {}", names.join(", "));
        let values = match self.typed(values, Some(&live)).await? {
            Ok(values) => values,
            Err(Cannot(why)) => {
                self.block(drafts, (&change, &label), why);
                return Ok(());
            }
        };
        let intent = match set_user(&self.profile, user, &values) {
            Ok(intent) => intent,
            Err(Cannot(why)) => {
                self.block(drafts, (&change, &label), why);
                return Ok(());
            }
        };
        let intent = in_its_form(&self.profile, intent, &live, &values);
        let expected = intent.expected.strict_where_only_case_changes(&live);
        let intent = Intent { expected, ..intent };
        if intent.expected.is_so_already(&live) {
            let why = "it already has these values (read just now).".to_owned();
            self.block(drafts, (&change, &label), why);
            return Ok(());
        }
        if let Some(name) = name_in(&values) {
            let named =
                self.engine.live_by_name(&self.connection, &self.profile, Kind::User, name).await?;
            if let Some(holder) = other_than(&named, user) {
                let why = format!(
                    "the user name already belongs to {}.",
                    words_of_holder(Kind::User, holder)
                );
                self.block(drafts, (&change, &label), why);
                return Ok(());
            }
            self.warn_unproven(drafts, name, named.doubt());
        }
        let unreadable = intent.expected.cannot_be_read();
        let after = intent.expected.value_words();
        let before = match &intent.expected {
            Expected::Values(expected) => {
                for value in expected.iter().filter(|value| value.write_only) {
                    drafts.warn(
                        &format!("{} never returns {}.", self.connection.name, value.name()),
                        "It can be sent but not verified, so the item ends as accepted, not \
                        verified.",
                    );
                }
                match expected.as_slice() {
                    [only] => only.found_value(&live),
                    several => {
                        let found: Vec<String> =
                            several.iter().map(|value| value.found_words(&live)).collect();
                        found.join(", ")
                    }
                }
            }
            _ => String::new(),
        };
        drafts.items.push(
            self.item(
                wish,
                Target::User(user.to_owned()),
                intent,
                &live,
                Words {
                    change,
                    on: label,
                    before: bounded(before, 1_000),
                    after: bounded(after, 1_000),
                    undo: if unreadable {
                        "not possible for a value that the app never returns: the former value is \
                        not known"
                    } else {
                        "set the former values"
                    }
                    .to_owned(),
                    irreversible: false,
                },
            ),
        );
        Ok(())
    }

    pub(crate) async fn create(
        &self,
        wish: &Change,
        values: &Map<String, Value>,
        groups: &[String],
        drafts: &mut Drafts,
    ) -> Result<(), Problem> {
        let change = format!("Create {}", self.profile.words.nouns.user);
        let values = match self.typed(values, None).await? {
            Ok(values) => values,
            Err(Cannot(why)) => {
                let named = values.iter().find(|(path, _)| path.eq_ignore_ascii_case("userName"));
                let user_name = named.and_then(|(_, name)| name.as_str()).unwrap_or_default();
                self.block(drafts, (&change, user_name), why);
                return Ok(());
            }
        };
        let user_name =
            values.get("userName").and_then(Value::as_str).unwrap_or_default().trim().to_owned();
        let intent = match create_user(&self.profile, &values) {
            Ok(intent) => intent,
            Err(Cannot(why)) => {
                self.block(drafts, (&change, &user_name), why);
                return Ok(());
            }
        };
        let found = self
            .engine
            .live_by_name(&self.connection, &self.profile, Kind::User, &user_name)
            .await?;
        if let Some(holder) = found.found.first() {
            let why = format!(
                "the user name already belongs to {} (id {}).",
                bounded(User::of(holder).label(), NAME_SHOWN),
                holder.id().unwrap_or_default()
            );
            self.block(drafts, (&change, &user_name), why);
            return Ok(());
        }
        self.warn_unproven(drafts, &user_name, found.doubt());
        let mut item = self.item(
            wish,
            Target::NewUser(user_name.clone()),
            intent,
            &Resource::from(Map::new()),
            Words {
                change,
                on: user_name.clone(),
                before: "none".to_owned(),
                after: "active".to_owned(),
                undo: "delete".to_owned(),
                irreversible: false,
            },
        );
        let made = drafts.will_make(&mut item, &user_name);
        drafts.items.push(item);
        for group in groups {
            let (connection, users) = (self.connection.id.clone(), vec![made.clone()]);
            let wish = Change::AddMember {
                connection: connection.into_string(),
                group: group.clone(),
                users: users.clone(),
            };
            self.members(&wish, group, &users, MemberChange::Add, drafts).await?;
        }
        Ok(())
    }
}

impl Place {
    /// The values with their types, and a manager as the app names one.
    async fn typed(
        &self,
        values: &Map<String, Value>,
        live: Option<&Resource>,
    ) -> Result<Result<Map<String, Value>, Cannot>, Problem> {
        let mut named = values.clone();
        for (path, value) in named.iter_mut().filter(|(path, _)| names_manager(path)) {
            if let Value::String(text) = value
                && !text.trim().is_empty()
            {
                match self.manager(text.trim()).await? {
                    Ok(manager) => *value = Value::String(manager),
                    Err(why) => return Ok(Err(Cannot(format!("{}: {why}", attribute_name(path))))),
                }
            }
        }
        Ok(typed(&self.profile, &named, live))
    }

    /// The value that names a manager in this app, or why there is none.
    async fn manager(&self, text: &str) -> Result<Result<String, String>, Problem> {
        let (id, wanted) = (self.connection.id.clone(), text.to_owned());
        let mut found = self
            .engine
            .stored("Looking up the manager", move |store| store.find_account(&id, &wanted))
            .await?;
        if found.iter().any(|row| row.status != AccountState::NoLongerListed) {
            found.retain(|row| row.status != AccountState::NoLongerListed);
        }
        let form = self.profile.speaks.manager.value;
        Ok(match (found.pop(), form) {
            (Some(_), _) if !found.is_empty() => {
                Err(format!("several users are called “{text}”. Name the manager by id."))
            }
            (Some(row), ManagerForm::Id) => Ok(row.account_id.into_string()),
            (Some(row), ManagerForm::EmailAddress) if !row.email.is_empty() => Ok(row.email),
            (_, ManagerForm::EmailAddress) if text.contains('@') => Ok(text.to_owned()),
            (_, ManagerForm::EmailAddress) => Err(format!(
                "“{text}” has no email address in the local copy, and {} names managers by it. \
                Write manager=ADDRESS.",
                self.connection.name
            )),
            (None, ManagerForm::Id) => Err(format!(
                "the local copy of {} has no user “{text}”. Name the manager by id, user name or \
                email address, or write manager={{\"value\":\"…\"}}.",
                self.connection.name
            )),
        })
    }
}

fn active(active: bool) -> Map<String, Value> {
    Map::from_iter([("active".to_owned(), Value::Bool(active))])
}

fn state_of(live: &Resource) -> &'static str {
    match live.flag("active") {
        Some(true) => "active",
        Some(false) => "inactive",
        None => "there",
    }
}
