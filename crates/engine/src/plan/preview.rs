//! What a change of a group's members would send, before it is planned: no app is asked.

use crate::core::Rollcall;
use crate::lookup::indented;
use crate::problem::Problem;
use crate::view::RequestView;
use crate::view::to_view;
use rollcall_providers::{Intent, add_members, remove_members};
use rollcall_scim::{Endpoint, MemberIds};
use rollcall_store::GroupId;
use std::collections::BTreeSet;

impl Rollcall {
    /// The requests, in their order and in chunks of the size that the profile bears.
    pub async fn preview_members(
        &self,
        connection_id: &str,
        group_id: &GroupId,
        add: &[String],
        remove: &[String],
    ) -> Result<Vec<RequestView>, Problem> {
        let connection = self.connection(connection_id).await?;
        let profile = self.profile(&connection.provider)?;
        let most = usize::try_from(profile.speaks.members_per_request.value).unwrap_or(1).max(1);
        // Who is in the group is part of what is expected, not of what is sent.
        let nobody = BTreeSet::new();
        let chunks = |ids: &[String]| {
            ids.chunks(most).filter_map(|chunk| MemberIds::new(chunk.to_vec())).collect::<Vec<_>>()
        };
        let adds = chunks(add)
            .into_iter()
            .map(|ids| add_members(profile, group_id.as_str(), ids, &nobody));
        let removes = chunks(remove)
            .into_iter()
            .map(|ids| remove_members(profile, group_id.as_str(), ids, &nobody));
        let endpoint = Endpoint::parse(&connection.address).ok();
        Ok(adds.chain(removes).map(|intent| view(&intent, endpoint.as_ref())).collect())
    }
}

fn view(intent: &Intent, endpoint: Option<&Endpoint>) -> RequestView {
    let request = &intent.request;
    let url = endpoint.and_then(|endpoint| endpoint.url(&request.path, &request.query).ok());
    RequestView {
        method: request.method.as_str().to_owned(),
        path: url.map_or_else(String::new, |url| url.path().to_owned()),
        host: endpoint.map_or_else(String::new, |endpoint| endpoint.host().to_owned()),
        body: request.body.as_ref().map_or_else(String::new, |body| indented(&body.to_string())),
        mark: to_view::mark(intent.mark),
    }
}
