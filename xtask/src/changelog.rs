//! CHANGELOG.md, from one file for each change that a user notices.
//!
//! A file in `changes` begins with a line `kind: sentence`, and may go on with a paragraph. The kinds are
//! those of Keep a Changelog. A release moves the files into a folder named after its version.

use std::fs;
use std::path::Path;

const KINDS: [&str; 5] = ["added", "changed", "fixed", "security", "removed"];

const HEAD: &str = "\
# Changelog

Written by `cargo xtask changelog` from the files in `changes`, one for each change that a user notices.
";

/// The text of CHANGELOG.md, as the files below `folder` say it.
///
/// # Errors
/// A file that cannot be read, or whose first line is not `kind: sentence`.
pub fn text(folder: &Path) -> Result<String, String> {
    let mut versions: Vec<String> =
        entries(folder)?.into_iter().filter(|name| folder.join(name).is_dir()).collect();
    versions.sort_by_key(|version| std::cmp::Reverse(number(version)));
    let mut text = format!("{HEAD}{}", section("Unreleased", folder)?);
    for version in versions {
        text.push_str(&section(&version, &folder.join(&version))?);
    }
    Ok(text)
}

/// "0.10.1" as 0, 10 and 1, so that it comes before 0.9.
fn number(version: &str) -> Vec<u32> {
    version.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

fn entries(folder: &Path) -> Result<Vec<String>, String> {
    let unreadable = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        names.push(entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// What changed in one version; nothing where nothing did.
fn section(version: &str, folder: &Path) -> Result<String, String> {
    let mut of_kind: [Vec<String>; KINDS.len()] = Default::default();
    for name in entries(folder)?.iter().filter(|name| name.ends_with(".md")) {
        let path = folder.join(name);
        let said = fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"))?;
        let (kind, change) = change(&said).ok_or_else(|| {
            format!("{name}: its first line must be `kind: sentence`, with one of {KINDS:?}")
        })?;
        if let Some(changes) = of_kind.get_mut(kind) {
            changes.push(change);
        }
    }
    if of_kind.iter().all(Vec::is_empty) {
        return Ok(String::new());
    }
    let mut text = format!("\n## {version}\n");
    for (kind, changes) in KINDS.iter().zip(of_kind).filter(|(_, changes)| !changes.is_empty()) {
        let (first, rest) = kind.split_at(1);
        text.push_str(&format!("\n### {}{rest}\n\n", first.to_uppercase()));
        text.push_str(&changes.concat());
    }
    Ok(text)
}

/// The place of its kind in [`KINDS`], and the change as an item of a list.
fn change(said: &str) -> Option<(usize, String)> {
    let (head, more) = said.trim().split_once('\n').unwrap_or((said.trim(), ""));
    let (kind, sentence) = head.split_once(": ")?;
    let kind = KINDS.iter().position(|known| *known == kind)?;
    let mut item = format!("- {}\n", sentence.trim());
    for line in more.trim().lines() {
        item.push_str(&format!("  {}\n", line.trim()));
    }
    Some((kind, item))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_a_kind_and_a_sentence_and_may_say_more() {
        let item = (2, "- A read ends.\n  It ended\n  never.\n".to_owned());
        assert_eq!(change("fixed: A read ends.\n\nIt ended\nnever.\n"), Some(item));
        assert_eq!(change("added: A key.\n"), Some((0, "- A key.\n".to_owned())));
        assert_eq!(change("new: A key.\n"), None);
        assert_eq!(change("A key.\n"), None);
    }

    #[test]
    fn later_versions_come_first() {
        let mut versions = ["0.9.0", "0.10.1", "0.10.0"];
        versions.sort_by_key(|version| std::cmp::Reverse(number(version)));
        assert_eq!(versions, ["0.10.1", "0.10.0", "0.9.0"]);
    }
}
