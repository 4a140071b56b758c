//! Accounts that are no longer the decided ones: renamed, or given to someone else. Nothing is sent
//! for them, in the first plan or in a later one.

use super::recreated::Gone;
use super::{DecidedAbout, Part};
use crate::change::Change;
use crate::core::Rollcall;
use crate::plan::build::Known;
use crate::plan::{Because, Blocked};
use crate::read::decode::account_seen;
use crate::text::{NAME_SHOWN, bounded};
use rollcall_scim::Resource;
use rollcall_store::{AccountId, AccountRef};
use tokio::task::JoinSet;

/// What a look at an account that was decided about found.
enum Seen {
    Other(Blocked),
    Same(AccountRef, Resource),
}

impl Rollcall {
    /// The parts that are not to be planned, each with what was found, and what was read of the others.
    /// Accounts that are gone are not among them: the plan says that.
    pub(super) async fn held_back(&self, parts: &[Part]) -> (Vec<Blocked>, Known) {
        let mut reading = JoinSet::new();
        for part in parts {
            let (Some(was), Some(user)) = (part.decided_about.clone(), about(&part.wish)) else {
                continue;
            };
            let (engine, part, user) = (self.clone(), part.clone(), user.to_owned());
            // The connection's own pace holds back what is too much at once.
            reading.spawn(async move {
                let connection = engine.connection(part.connection_id.as_str()).await.ok()?;
                let profile = engine.profile(&connection.provider).ok()?.clone();
                let leave = format!("Leave {} ", profile.words.nouns.group);
                let (because, why) =
                    match engine.live(&connection, &profile, &AccountId::from(user.as_str())).await
                    {
                        Ok(live) => match other_than(&was, &live) {
                            None => {
                                return Some(Seen::Same(
                                    AccountRef::from((connection.id, AccountId::from(user))),
                                    live,
                                ));
                            }
                            Some(now) => (
                                Because::Cannot,
                                format!(
                                    "The account changed after the decision \
                                about it: {now}."
                                ),
                            ),
                        },
                        Err(problem) if problem.says_gone() => {
                            // Whole accounts that are gone are looked for by the plan. For a membership
                            // it would say that nobody with the old id is in the group.
                            let Change::RemoveMember { .. } = &part.wish else { return None };
                            match engine.what_became_of(&connection, &profile, &user).await {
                                Ok(gone @ Gone::Recreated { .. }) => {
                                    let why = format!(
                                        "The account changed after the decision about it: \
                                    {}.",
                                        gone.words()
                                    );
                                    (Because::Cannot, why)
                                }
                                Ok(_) => return None,
                                Err(problem) => (Because::NoAnswer, problem.side_words),
                            }
                        }
                        // An account that cannot be checked must not be changed on the next answer.
                        Err(problem) => (Because::NoAnswer, problem.side_words),
                    };
                let name = bounded(&was.name, NAME_SHOWN);
                let (change, on) = match part.change.strip_prefix(&leave) {
                    // As a plan has it: "Leave team" and "Sales: Jo".
                    Some(group) => (leave.trim_end().to_owned(), format!("{group}: {name}")),
                    None => (part.change, name),
                };
                Some(Seen::Other(Blocked {
                    connection_id: part.connection_id,
                    change,
                    on,
                    why,
                    because,
                    wish: Some(part.wish),
                }))
            });
        }
        let (mut held, mut known) = (Vec::new(), Known::default());
        while let Some(one) = reading.join_next().await {
            match one.ok().flatten() {
                Some(Seen::Other(blocked)) => held.push(blocked),
                Some(Seen::Same(key, live)) => {
                    known.users.insert(key, live);
                }
                None => {}
            }
        }
        (held, known)
    }
}

/// The account whose access is meant.
fn about(wish: &Change) -> Option<&str> {
    match wish {
        Change::RemoveMember { users, .. } => users.first().map(String::as_str),
        other => other.user(),
    }
}

/// An account as the local copy, and so a review, would call it.
fn called(live: &Resource) -> Option<DecidedAbout> {
    let seen = account_seen(live)?;
    Some(DecidedAbout {
        user_name: seen.user_name.unwrap_or_default(),
        name: if seen.name.trim().is_empty() { seen.id.into_string() } else { seen.name },
        email: seen.email.unwrap_or_default(),
    })
}

/// How an account is called now, when it is called otherwise than it was.
fn other_than(was: &DecidedAbout, live: &Resource) -> Option<String> {
    let now = called(live)?;
    let mut words = Vec::new();
    for (label, was, now) in [
        ("user name", &was.user_name, &now.user_name),
        ("name", &was.name, &now.name),
        ("email", &was.email, &now.email),
    ] {
        if was != now {
            let (was, now) = (bounded(was, NAME_SHOWN), bounded(now, NAME_SHOWN));
            words.push(format!("its {label} was “{was}” and is “{now}”"));
        }
    }
    (!words.is_empty()).then(|| words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn another_name_address_or_user_name_is_somebody_else() {
        let live = |user: &str, name: &str, mail: &str| {
            Resource::from_value(json!({
                "id": "1", "userName": user, "displayName": name, "active": true,
                "emails": [{"value": mail, "primary": true}],
            }))
            .unwrap()
        };
        let was = called(&live("jo@x", "Jo", "jo@x")).unwrap();
        assert_eq!(other_than(&was, &live("jo@x", "Jo", "jo@x")), None);
        for (other, word) in [
            (live("zoe@x", "Jo", "jo@x"), "user name"),
            (live("jo@x", "Zoe", "jo@x"), "name"),
            (live("jo@x", "Jo", "zoe@x"), "email"),
        ] {
            assert!(other_than(&was, &other).unwrap().contains(word));
        }
    }
}
