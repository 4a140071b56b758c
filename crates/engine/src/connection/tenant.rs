//! Whether a new token or address leads to the accounts that a connection knows. Those of another
//! company's workspace would be mixed with them by the next read.

use crate::core::Rollcall;
use crate::problem::{Problem, ProblemCode, Side};
use crate::text::count;
use crate::witness::Kind;
use crate::witness::{Sight, look};
use rollcall_providers::Profile;
use rollcall_scim::Client;
use rollcall_store::Connection;

/// Known accounts that are asked for, at most.
const ASKED: u32 = 5;

impl Rollcall {
    /// Why the accounts behind this client are not those of the connection: some that were active are
    /// asked for by id, and the app vouches that it has none of them. `None`: one is there, none is
    /// known, or nothing vouches.
    pub(super) async fn another_tenant(
        &self,
        connection: &Connection,
        profile: &Profile,
        client: &Client,
        what: &str,
    ) -> Result<Option<Problem>, Problem> {
        let id = connection.id.clone();
        let known =
            self.stored("Looking up accounts", move |store| store.some_active(&id, ASKED)).await?;
        if known.is_empty() {
            return Ok(None);
        }
        for (account, user_name) in &known {
            let of = (account.as_str(), Some(user_name.as_str()));
            let look = look(client, profile, Kind::User, &profile.user(account.as_str()), of).await;
            if !matches!(look.sight, Sight::Gone(_)) {
                return Ok(None);
            }
        }
        let name = &connection.name;
        Ok(Some(Problem {
            code: ProblemCode::BadRequest,
            what: what.to_owned(),
            side: Side::There,
            side_words: format!(
                "The app answers, but has none of {} accounts of {name} that Rollcall asked for by \
                id: {}. It may belong to another company or workspace.",
                count(known.len() as u64),
                known.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ")
            ),
            state: format!("Nothing was changed. {name} stays as it was."),
            next: "Use the token and address of the connected workspace, or connect the other \
            workspace separately."
                .to_owned(),
            exchange: None,
        }))
    }
}
