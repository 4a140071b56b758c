//! What the palette finds: people, groups and connections by a few letters.

use crate::core::Rollcall;
use crate::problem::Problem;
use crate::view::{Found, FoundKind, GroupQuery};

/// People, then groups.
const PEOPLE: u32 = 8;
const GROUPS: u32 = 5;

impl Rollcall {
    /// At most a screenful; nothing for an empty text.
    pub async fn find(&self, text: &str) -> Result<Vec<Found>, Problem> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let connections = self.connections().await?;
        let lower = text.to_lowercase();
        let mut found: Vec<Found> = connections
            .iter()
            .filter(|one| one.name.to_lowercase().contains(&lower))
            .map(|one| Found {
                kind: FoundKind::Connection,
                id: one.id.to_string(),
                connection_id: Some(one.id.clone()),
                name: one.name.clone(),
                detail: one.address.clone(),
                color: one.color.clone(),
            })
            .collect();
        self.tied().await?;
        let wanted = rollcall_store::PeopleQuery {
            text: text.to_owned(),
            limit: PEOPLE,
            ..rollcall_store::PeopleQuery::default()
        };
        let people = self.stored("Finding people", move |store| store.people(&wanted)).await?;
        found.extend(people.rows.into_iter().map(|person| Found {
            kind: FoundKind::Person,
            id: person.id.to_string(),
            connection_id: None,
            name: if person.name.is_empty() { person.email.clone() } else { person.name },
            detail: person.email,
            color: String::new(),
        }));
        let query = GroupQuery { text: text.to_owned(), limit: GROUPS, ..GroupQuery::default() };
        let groups = self.groups(query).await?;
        found.extend(groups.rows.into_iter().map(|group| Found {
            kind: FoundKind::Group,
            id: group.group_id.into_string(),
            connection_id: Some(group.connection_id),
            name: group.name,
            detail: group.connection_name,
            color: group.color,
        }));
        Ok(found)
    }
}
