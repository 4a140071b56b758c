//! What a plan is called, and what has to be typed before it runs.

use super::Item;
use super::to_view::item_place;
use crate::change::Change;
use crate::core::Rollcall;
use crate::plan::guard::losers;
use crate::problem::Problem;
use crate::text::acted;
use crate::view::Confirmation;
use rollcall_scim::Resource;

/// Longest text an admin is asked to type; a longer name is replaced by the count.
const LONGEST_TYPED: usize = 60;

/// So many changes that take something away need their number typed.
const TYPED_FROM: usize = 10;

impl Rollcall {
    /// What has to be typed before a plan of these items runs, and what its button says.
    pub(super) async fn confirmation(&self, items: &[Item]) -> Result<Confirmation, Problem> {
        let (type_this, destructive) = to_be_typed(items);
        let number = items.len();
        let mut button =
            format!("Make {number} {}", if number == 1 { "change" } else { "changes" });
        if let Some(first) = items.first()
            && items.iter().all(|item| item.change == first.change)
            && matches!(
                first.wish,
                Change::Deactivate { .. } | Change::Activate { .. } | Change::Delete { .. }
            )
        {
            let connection = self.connection(first.connection_id.as_str()).await?;
            let nouns = &self.profile(&connection.provider)?.words.nouns;
            let noun = if number == 1 { &nouns.user } else { &nouns.users };
            button = acted(&first.change, &format!("{number} {noun}"));
        }
        Ok(Confirmation { type_this, button, destructive })
    }

    pub(super) async fn title(&self, items: &[Item]) -> String {
        let mut connections: Vec<&str> = Vec::new();
        for item in items {
            if !connections.contains(&item.connection_id.as_str()) {
                connections.push(item.connection_id.as_str());
            }
        }
        match (items, connections.as_slice()) {
            ([item], [_]) => {
                let (connection, ..) = item_place(item, &self.labels().await);
                format!("{} in {connection}", acted(&item.change, &item.on))
            }
            (_, [_]) => match items.first() {
                Some(first) => {
                    let (connection, ..) = item_place(first, &self.labels().await);
                    format!("{} changes in {connection}", items.len())
                }
                None => String::new(),
            },
            _ => format!("{} changes in {} apps", items.len(), connections.len()),
        }
    }
}

/// What has to be typed before a plan of these items runs, and whether it takes something away. Grows
/// with the damage: one press for what can be taken back, the name or the number typed for what cannot,
/// and for many at once.
fn to_be_typed(items: &[Item]) -> (Option<String>, bool) {
    let takes_away = |item: &&Item| {
        matches!(
            item.wish,
            Change::Deactivate { .. }
                | Change::Delete { .. }
                | Change::RemoveMember { .. }
                | Change::DeleteGroup { .. }
        )
    };
    // One request may take many people out of a group: people count, not requests.
    let people = |item: &Item| losers(&item.wish).len().max(1);
    let destructive: usize = items.iter().filter(takes_away).map(people).sum();
    let irreversible = items.iter().any(|item| item.irreversible);
    let type_this = match items {
        [only] if irreversible => Some(typed_name(only)),
        _ if irreversible || destructive >= TYPED_FROM => {
            Some(items.iter().map(people).sum::<usize>().to_string())
        }
        _ => None,
    };
    (type_this, destructive > 0)
}

fn typed_name(item: &Item) -> String {
    let image = Resource::from_value(item.before_image.clone()).ok();
    let user_name = image.and_then(|image| image.text("userName"));
    let name = user_name.unwrap_or_else(|| item.on.clone());
    if name.chars().count() <= LONGEST_TYPED { name } else { "1".to_owned() }
}

#[cfg(test)]
mod tests;
