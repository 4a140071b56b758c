//! Groups and their members in the local copy.

use super::LIMIT;
use crate::core::Rollcall;
use crate::problem::Problem;
use crate::view::to_view::{self, Place};
use crate::view::{
    GroupPage, GroupQuery, GroupSort, MemberPage, MemberQuery, MemberRow, PersonGroup,
};
use rollcall_store::{Connection, ConnectionId, GroupId};

impl Rollcall {
    /// The groups `offset..offset+limit` that match, the total, and how fresh they are.
    pub async fn groups(&self, query: GroupQuery) -> Result<GroupPage, Problem> {
        let connections = self.named_connections().await?;
        let wanted = rollcall_store::GroupQuery {
            text: query.text,
            connections: query.connections.into_iter().map(ConnectionId::from).collect(),
            sort: match query.sort {
                GroupSort::Name => rollcall_store::GroupSort::Name,
                GroupSort::Connection => rollcall_store::GroupSort::Connection,
                GroupSort::Members => rollcall_store::GroupSort::Members,
                GroupSort::AsOf => rollcall_store::GroupSort::AsOf,
            },
            descending: query.descending,
            offset: query.offset,
            limit: query.limit.min(LIMIT),
        };
        let page = self.stored("Searching the groups", move |store| store.groups(&wanted)).await?;
        let mut rows = Vec::with_capacity(page.rows.len());
        for row in page.rows {
            if let Some(connection) = connections.get(&row.connection_id) {
                let profile = self.profile(&connection.provider)?;
                rows.push(to_view::group_row(row, &Place { connection, profile }));
            }
        }
        Ok(GroupPage {
            rows,
            total: page.total,
            all: page.all,
            as_of: page.as_of,
            complete: page.complete,
        })
    }

    /// Members of one group, or that they are unknown.
    pub async fn members(&self, query: MemberQuery) -> Result<MemberPage, Problem> {
        let connection = self.connection(query.connection_id.as_str()).await?;
        let profile = self.profile(&connection.provider)?;
        let wanted = rollcall_store::MemberQuery {
            connection_id: connection.id.clone(),
            group_id: query.group_id.clone(),
            text: query.text,
            offset: query.offset,
            limit: query.limit.min(LIMIT),
        };
        let page = self.stored("Listing the members", move |store| store.members(&wanted)).await?;
        let group = to_view::group_row(page.group, &Place { connection: &connection, profile });
        Ok(MemberPage {
            as_of: page.as_of,
            complete: page.complete,
            known: page.known,
            rows: page
                .rows
                .into_iter()
                .map(|row| MemberRow {
                    member_id: row.member_id,
                    kind: row.kind,
                    name: row.name,
                    user_name: row.user_name,
                    status: row.status.map(to_view::state),
                })
                .collect(),
            total: page.total,
            group,
        })
    }

    /// A group by its id, when the local copy has it.
    pub(crate) async fn group_named(
        &self,
        connection: &Connection,
        group: &str,
    ) -> Result<Option<PersonGroup>, Problem> {
        let (id, wanted) = (connection.id.clone(), group.to_owned());
        let found = self
            .stored("Looking up the group", move |store| {
                match store.group(&id, &GroupId::from(wanted.as_str())) {
                    Err(rollcall_store::StoreError::NotFound { .. }) => Ok(None),
                    found => found.map(Some),
                }
            })
            .await?;
        Ok(found.map(|group| PersonGroup {
            group_id: group.row.group_id,
            name: group.row.name,
            members: group.row.members,
        }))
    }
}
