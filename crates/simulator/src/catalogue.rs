//! The catalogue's text, read again independently: `id`, `name` and `[plays]`. The rest of a
//! file is the client's, and deliberately not looked at.

use serde::Deserialize;

use crate::plays::Plays;

/// The text of every file in the catalogue's folder, by name of file.
const FILES: &[&str] = include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// A catalogue file or an override that cannot be played.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    #[error("{id}: {reason}")]
    Text { id: String, reason: String },
    #[error("no provider {0:?} in the catalogue")]
    Unknown(String),
}

#[derive(Clone, Debug)]
pub(crate) struct Profile {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) plays: Plays,
}

#[derive(Deserialize)]
struct File {
    id: String,
    name: String,
    #[serde(default)]
    plays: toml::Table,
}

/// Every profile of the catalogue; `overrides` are (provider id, lines of a `[plays]` table).
pub(crate) fn profiles(overrides: &[(String, String)]) -> Result<Vec<Profile>, CatalogueError> {
    let profiles: Vec<Profile> =
        FILES.iter().map(|text| profile(text, overrides)).collect::<Result<_, _>>()?;
    for (id, _) in overrides {
        if !profiles.iter().any(|profile| profile.id == *id) {
            return Err(CatalogueError::Unknown(id.clone()));
        }
    }
    Ok(profiles)
}

pub(crate) fn profile(
    text: &str,
    overrides: &[(String, String)],
) -> Result<Profile, CatalogueError> {
    let broken = |id: &str, reason: &dyn std::fmt::Display| CatalogueError::Text {
        id: id.to_owned(),
        reason: reason.to_string(),
    };
    let file: File = toml::from_str(text).map_err(|error| broken("catalogue", &error))?;
    let mut table = file.plays;
    for (_, lines) in overrides.iter().filter(|(id, _)| *id == file.id) {
        let more: toml::Table = toml::from_str(lines).map_err(|error| broken(&file.id, &error))?;
        table.extend(more);
    }
    let plays = table.try_into().map_err(|error| broken(&file.id, &error))?;
    Ok(Profile { id: file.id, name: file.name, plays })
}

/// The ids of the catalogue, in its order.
pub(crate) fn ids() -> Vec<String> {
    FILES.iter().filter_map(|text| toml::from_str::<File>(text).ok()).map(|file| file.id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_catalogue_file_can_be_played() {
        let profiles = profiles(&[]).unwrap();
        assert_eq!(profiles.len(), 6);
        assert_eq!(profiles.iter().filter(|profile| profile.plays.sample).count(), 5);
    }

    #[test]
    fn an_unknown_key_or_behaviour_is_refused() {
        let file = "id = \"x\"\nname = \"X\"\n[plays]\n";
        assert!(profile(&format!("{file}shade = 1"), &[]).is_err());
        assert!(profile(&format!("{file}order = \"upside-down\""), &[]).is_err());
        assert!(profile(&format!("{file}order = \"drifts\"\n[speaks]\nanything = 1"), &[]).is_ok());
    }

    #[test]
    fn an_override_changes_one_behaviour_and_must_name_a_provider() {
        let file = "id = \"x\"\nname = \"X\"\n[plays]\norder = \"drifts\"\nlisted = 7";
        let change = [("x".to_owned(), "order = \"stable\"".to_owned())];
        let played = profile(file, &change).unwrap().plays;
        assert_eq!((played.order, played.listed), (crate::plays::Order::Stable, 7));
        assert!(profiles(&[("nobody".into(), String::new())]).is_err());
    }
}
