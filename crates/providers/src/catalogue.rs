//! All profiles: the built-in ones and those an admin dropped into a folder.

use crate::parse::{self, CatalogueError};
use crate::profile::Profile;
use std::sync::LazyLock;

const GENERIC: &str = include_str!("../catalogue/scim.toml");

/// Built-in files, in the order of the Connect screen; the generic one is last.
const BUILT_IN: [(&str, &str); 6] = [
    ("zapier.toml", include_str!("../catalogue/zapier.toml")),
    ("zscaler-zpa.toml", include_str!("../catalogue/zscaler-zpa.toml")),
    ("airtable.toml", include_str!("../catalogue/airtable.toml")),
    ("monday.toml", include_str!("../catalogue/monday.toml")),
    ("notion.toml", include_str!("../catalogue/notion.toml")),
    ("scim.toml", GENERIC),
];

/// Every profile this Rollcall knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Catalogue {
    profiles: Vec<Profile>,
}

impl Catalogue {
    /// The profiles that come with Rollcall.
    pub fn built_in() -> Self {
        static PARSED: LazyLock<Catalogue> = LazyLock::new(parse_built_in);
        PARSED.clone()
    }

    /// Adds files an admin dropped into the settings folder, each as its name and its text. A file
    /// that does not fit is left out and named; the others are taken.
    pub fn with_folder(mut self, files: &[(String, String)]) -> (Self, Vec<CatalogueError>) {
        let mut errors = Vec::new();
        for (file, text) in files {
            match parse::profile(file, text, GENERIC) {
                Ok(profile) if self.get(&profile.id).is_some() => errors.push(CatalogueError {
                    file: file.clone(),
                    detail: format!("`id` is `{}`, which is taken; choose another", profile.id),
                }),
                // the generic profile stays last
                Ok(profile) => self.profiles.insert(self.profiles.len() - 1, profile),
                Err(error) => errors.push(error),
            }
        }
        (self, errors)
    }

    /// The profile with this id.
    pub fn get(&self, id: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.id == id)
    }

    /// All profiles, in the order of the Connect screen.
    pub fn all(&self) -> &[Profile] {
        &self.profiles
    }

    /// The id of a profile that comes with Rollcall, as a text of the program; `other` for one of an
    /// admin.
    pub fn built_in_id(id: &str) -> &'static str {
        let ids = BUILT_IN.iter().filter_map(|(file, _)| file.strip_suffix(".toml"));
        ids.into_iter().find(|known| *known == id).unwrap_or("other")
    }

    /// The text of the built-in files by name, for checks of the text.
    pub fn built_in_texts() -> &'static [(&'static str, &'static str)] {
        &BUILT_IN
    }
}

#[expect(clippy::expect_used, reason = "the files are part of the build and a test parses each")]
fn parse_built_in() -> Catalogue {
    let parse = |(file, text): (&str, &str)| {
        parse::profile(file, text, GENERIC).expect("a built-in catalogue file parses")
    };
    Catalogue { profiles: BUILT_IN.into_iter().map(parse).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_built_in_profile_has_the_name_of_its_file() {
        for profile in Catalogue::built_in().all() {
            assert_eq!(Catalogue::built_in_id(&profile.id), profile.id);
        }
        assert_eq!(Catalogue::built_in_id("acme-tenant"), "other");
    }
}
