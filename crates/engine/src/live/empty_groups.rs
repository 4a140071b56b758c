//! A group that came without `members`. RFC 7643 §2.5 lets a server leave out an attribute without
//! values, and other servers leave out what they did not look up. Which of both it is shows in what
//! the server states of groups that do have members.

use crate::core::Rollcall;
use crate::problem::Problem;
use rollcall_providers::Profile;
use rollcall_store::{Connection, GroupId};

/// Other groups that are asked, at most.
const OTHERS: u32 = 3;

impl Rollcall {
    /// Whether the app states members of a group that it is asked for alone, where there are any:
    /// of this one before, or of another one now. `false`: nothing shows it.
    pub(crate) async fn states_members(
        &self,
        connection: &Connection,
        profile: &Profile,
        group: &str,
    ) -> Result<bool, Problem> {
        let (id, this) = (connection.id.clone(), group.to_owned());
        let (before, others) = self
            .stored("Looking up the group", move |store| {
                let before = store.stated_members_alone(&id, &GroupId::from(this.as_str()))?;
                Ok((before, store.groups_with_members(&id, OTHERS + 1)?))
            })
            .await?;
        if before {
            return Ok(true);
        }
        let others = others.into_iter().filter(|other| other != group);
        for other in others.take(OTHERS as usize) {
            match self.live_group(connection, profile, &GroupId::from(other.as_str())).await {
                Ok((_, Some(members))) if !members.is_empty() => return Ok(true),
                Ok(_) => {}
                Err(problem) if problem.says_gone() => {}
                Err(problem) => return Err(problem),
            }
        }
        Ok(false)
    }
}
