//! What connections are called and how they are colored, wherever something of one is shown.

use crate::core::Rollcall;
use rollcall_store::ConnectionId;
use std::collections::HashMap;

/// Name and color of connections, by their ids; also of removed ones.
pub(crate) type Labels = HashMap<ConnectionId, (String, String)>;

impl Rollcall {
    /// Name and color of every connection, by its id; a removed one is named so.
    pub(crate) async fn labels(&self) -> Labels {
        let all = self
            .stored("Listing the connections", |store| {
                let mut all = store.connections()?;
                all.extend(store.removed_connections()?);
                Ok(all)
            })
            .await;
        let label = |connection: rollcall_store::Connection| {
            let color = self
                .profile(&connection.provider)
                .map_or_else(|_| String::new(), |profile| profile.color.clone());
            let name = match connection.removed_at {
                Some(_) => format!("{} (removed)", connection.name),
                None => connection.name,
            };
            (connection.id, (name, color))
        };
        all.unwrap_or_default().into_iter().map(label).collect()
    }
}
