//! More adds and removes of a group beside those that are staged.

use crate::change::Change;
use crate::core::Rollcall;
use crate::problem::Problem;
use crate::view::StageView;
use rollcall_store::{ConnectionId, GroupId};

impl Rollcall {
    /// Stages more adds and removes of a group beside those that are staged.
    pub(crate) async fn stage_more_members(
        &self,
        connection: &ConnectionId,
        group: &GroupId,
        add: Vec<String>,
        remove: Vec<String>,
    ) -> Result<StageView, Problem> {
        let (mut adds, mut removes) = (Vec::new(), Vec::new());
        for (_, wish) in self.wishes().await? {
            match wish.change {
                Change::AddMember { connection: of, group: which, users }
                    if connection == of.as_str() && group == which.as_str() =>
                {
                    adds.extend(users);
                }
                Change::RemoveMember { connection: of, group: which, users }
                    if connection == of.as_str() && group == which.as_str() =>
                {
                    removes.extend(users);
                }
                _ => {}
            }
        }
        // The newest wish about a person counts.
        adds.retain(|one| !add.contains(one) && !remove.contains(one));
        removes.retain(|one| !add.contains(one) && !remove.contains(one));
        adds.extend(add);
        removes.extend(remove);
        self.stage_members(connection.as_str(), group, adds, removes).await
    }
}
