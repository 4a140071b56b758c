//! What happened to accounts that their app no longer has under their id. An account re-created
//! under the same user name has access again, and an id that is gone must not hide that.

use crate::change::Change;
use crate::core::Rollcall;
use crate::plan::{Because, Blocked};
use crate::problem::{Problem, ProblemCode, Side};
use crate::text::{NAME_SHOWN, bounded};
use crate::witness::Kind;
use rollcall_providers::Profile;
use rollcall_store::{AccountId, AccountRef, Connection};

/// What an account's user name leads to once its id leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Gone {
    /// To nobody.
    Nobody,
    /// Nothing: no user name was ever read.
    Unnamed,
    /// To an account with another id.
    Recreated { id: AccountId, active: bool },
}

impl Gone {
    pub(super) fn words(&self) -> String {
        match self {
            Self::Nobody => "not found by its id or by its user name".to_owned(),
            Self::Unnamed => {
                "not found by its id; Rollcall knows no user name to search for".to_owned()
            }
            Self::Recreated { id, active } => {
                format!(
                    "re-created with the id {id}, {}",
                    if *active { "active" } else { "inactive" }
                )
            }
        }
    }
}

/// A change of an account that is gone, and what happened to the account.
pub(super) type Looked = Vec<(Change, Result<Gone, Problem>)>;

impl Rollcall {
    /// What happened to an account that was not found by its id: looks for the user name that it
    /// had when it was read last. The local copy has both from then on, who is gone and who has
    /// the name now. An account without a state counts as active.
    pub(crate) async fn what_became_of(
        &self,
        connection: &Connection,
        profile: &Profile,
        account: &str,
    ) -> Result<Gone, Problem> {
        let key = [AccountRef::from((connection.id.clone(), AccountId::from(account)))];
        let known =
            self.stored("Looking up the account", move |store| store.accounts_now(&key)).await?;
        let name = known.into_iter().flatten().map(|now| now.user_name).next().unwrap_or_default();
        if name.is_empty() {
            return Ok(Gone::Unnamed);
        }
        // The app was asked for this one account and has it no more.
        let (of, gone, at) =
            (connection.id.clone(), AccountId::from(account), self.0.clock.moment());
        self.stored("Saving which accounts are gone", move |store| {
            store.apply_read_back(&of, &gone, None, None, at)
        })
        .await?;
        let mut found = Gone::Nobody;
        let named = self.live_by_name(connection, profile, Kind::User, &name).await?;
        if named.found.is_empty()
            && let Some(why) = named.doubt()
        {
            return Err(nobody_unproven(connection, &name, &why));
        }
        for one in named.found {
            let Some(id) = one.id().filter(|id| id != account) else { continue };
            if let Some(seen) = crate::read::decode::account_seen(&one) {
                let (of, at) = (connection.id.clone(), self.0.clock.moment());
                self.stored("Saving which accounts were found", move |store| {
                    store.apply_read_back(&of, &seen.id, Some(&seen), None, at)
                })
                .await?;
            }
            let active = one.flag("active") != Some(false);
            if found == Gone::Nobody || active {
                found = Gone::Recreated { id: AccountId::from(id), active };
            }
        }
        Ok(found)
    }

    /// Looks for accounts that a plan did not find.
    pub(super) async fn looked_for(&self, blocked: &[Blocked]) -> Looked {
        let mut looked = Looked::new();
        for one in blocked.iter().filter(|one| one.because == Because::Gone) {
            let Some(wish) = &one.wish else { continue };
            let Some(user) = wish.user() else { continue };
            let found = async {
                let connection = self.connection(wish.connection()).await?;
                let profile = self.profile(&connection.provider)?.clone();
                self.what_became_of(&connection, &profile, user).await
            };
            looked.push((wish.clone(), found.await));
        }
        looked
    }
}

/// The account is gone, and whether another one has its user name is not proven.
fn nobody_unproven(connection: &Connection, name: &str, why: &str) -> Problem {
    Problem {
        code: ProblemCode::NotScim,
        what: "Looking for an account with this user name failed.".to_owned(),
        side: Side::There,
        side_words: format!(
            "{} has no account with this id, and its list does not prove that no other account is called “{}” ({why}).",
            connection.name,
            bounded(name, NAME_SHOWN)
        ),
        state: "Nothing was changed.".to_owned(),
        next: "Read the connection again, and look for the user name in the app.".to_owned(),
        exchange: None,
    }
}
