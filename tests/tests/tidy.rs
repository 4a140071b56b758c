//! House rules that matter are executable.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

#[path = "../../xtask/src/changelog.rs"]
mod changelog;
#[path = "../../xtask/src/rooms.rs"]
#[allow(dead_code, reason = "the report is for `cargo xtask rooms`")]
mod rooms;

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// Source files below `folders` with one of `endings`, generated ones left out.
fn sources(folders: &[&str], endings: &[&str]) -> Vec<PathBuf> {
    fn walk(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                if !["node_modules", "dist", "target", "gen"].contains(&name.as_str()) {
                    walk(&path, endings, found);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) && name != "bindings.ts" {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    for folder in folders {
        walk(&root().join(folder), endings, &mut found);
    }
    assert!(!found.is_empty(), "no sources below {folders:?}: is the path right?");
    found.sort();
    found
}

fn members() -> Vec<PathBuf> {
    let mut members: Vec<PathBuf> = fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("Cargo.toml").exists())
        .collect();
    members.extend(["src-tauri", "tests", "xtask"].map(|name| root().join(name)));
    members
}

fn manifest(member: &Path) -> toml::Table {
    fs::read_to_string(member.join("Cargo.toml")).unwrap().parse().unwrap()
}

fn ours(manifest: &toml::Table, section: &str) -> Vec<String> {
    let table = manifest.get(section).and_then(toml::Value::as_table);
    let names = table.into_iter().flat_map(|table| table.keys());
    names.filter_map(|name| name.strip_prefix("rollcall-")).map(str::to_owned).collect()
}

#[test]
fn arrows_between_crates_run_one_way() {
    let allowed: &[(&str, &[&str])] = &[
        ("log", &[]),
        ("scim", &["log"]),
        ("keychain", &["log"]),
        ("people", &[]),
        ("simulator", &[]),
        ("truth", &[]),
        ("verify", &[]),
        ("providers", &["scim"]),
        ("store", &["scim"]),
        ("engine", &["log", "scim", "providers", "store", "keychain", "people", "truth"]),
        ("cli", &["engine", "keychain", "log", "simulator"]),
        ("desktop", &["engine", "keychain", "log", "simulator"]),
    ];
    let mut seen = 0;
    for member in members() {
        let manifest = manifest(&member);
        let name = manifest["package"]["name"].as_str().unwrap().replace("rollcall-", "");
        let Some((_, may)) = allowed.iter().find(|(who, _)| *who == name) else {
            assert!(
                ["tests", "xtask"].contains(&name.as_str()),
                "{name} has no place in the house"
            );
            continue;
        };
        seen += 1;
        for section in ["dependencies", "build-dependencies"] {
            for uses in ours(&manifest, section) {
                assert!(may.contains(&uses.as_str()), "{name} must not depend on {uses}");
            }
        }
    }
    assert_eq!(seen, allowed.len());
}

/// The types of `rollcall-log` take nothing of an app or a person. What writes past them would.
#[test]
fn only_the_log_writes_into_the_log() {
    let mut users = Vec::new();
    for member in members() {
        let manifest = manifest(&member);
        let table = manifest.get("dependencies").and_then(toml::Value::as_table);
        if table.is_some_and(|table| table.keys().any(|name| name.starts_with("tracing"))) {
            users.push(manifest["package"]["name"].as_str().unwrap().to_owned());
        }
    }
    users.sort();
    // The simulator is an app, and its events are of another target.
    assert_eq!(users, ["rollcall-log", "rollcall-simulator"]);
    let events = fs::read_to_string(root().join("crates/log/src/event.rs")).unwrap();
    let product = events.split("#[cfg(test)]").next().unwrap();
    let mut seen = 0;
    for parameters in product.split("pub fn ").skip(1).map(|rest| rest.split(" {").next().unwrap())
    {
        seen += 1;
        let list = &parameters[parameters.find('(').unwrap() + 1..parameters.rfind(')').unwrap()];
        for parameter in list.split(',').map(str::trim).filter(|one| !one.is_empty()) {
            let kind = parameter.split_once(": ").unwrap().1;
            let closed = [
                "&'static str",
                "Option<&'static str>",
                "u8",
                "u32",
                "Duration",
                "Connection",
                "&Request",
            ];
            // Ids become none unless Rollcall made them; details go to standard error alone.
            let checked = ["id: &str", "detail: &dyn fmt::Display"];
            assert!(closed.contains(&kind) || checked.contains(&parameter), "{parameters}");
        }
    }
    assert!(seen >= 10, "{seen} functions");
}

#[test]
fn arrows_between_rooms_of_a_crate_point_down() {
    for house in rooms::HOUSES {
        let faults = house.faults(&house.measure(&root()).unwrap());
        assert!(faults.is_empty(), "{}:\n{}", house.name, faults.join("\n"));
    }
}

#[test]
fn provider_names_live_in_the_catalogue_alone() {
    let names = ["zapier", "zscaler", "zpa", "airtable", "monday", "notion"];
    let mut broken = Vec::new();
    for file in sources(&["crates", "src-tauri/src", "ui/src"], &[".rs", ".ts", ".tsx"]) {
        let path = file.to_string_lossy().into_owned();
        let test =
            path.contains("/tests/") || path.contains(".test.") || path.contains("/ui/src/test/");
        if test {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        let product = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in product.lines().enumerate() {
            // The catalogue's list of embedded files has to name them.
            if line.contains("include_str!") || line.contains(".toml\"") {
                continue;
            }
            let words = line.to_lowercase();
            let words = words.split(|c: char| !c.is_alphanumeric());
            if words.into_iter().any(|word| names.contains(&word)) {
                broken.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(broken.is_empty(), "provider names outside the catalogue:\n{}", broken.join("\n"));
}

#[test]
fn no_source_file_is_longer_than_800_lines() {
    for file in
        sources(&["crates", "src-tauri/src", "tests", "xtask", "ui/src"], &[".rs", ".ts", ".tsx"])
    {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= 800, "{} has {lines} lines: split it by idea", file.display());
    }
}

/// A target with `test = false` is never run as a test, so a test in it would pass in silence.
#[test]
fn what_is_not_tested_holds_no_tests() {
    let mut seen = 0;
    for member in members() {
        let manifest = manifest(&member);
        let bins = manifest.get("bin").and_then(toml::Value::as_array).into_iter().flatten();
        for target in manifest.get("lib").into_iter().chain(bins) {
            if target.get("test").and_then(toml::Value::as_bool) != Some(false) {
                continue;
            }
            seen += 1;
            let path = target["path"].as_str().unwrap();
            let files = match path {
                // The library beside it has tests.
                "src/main.rs" => vec![member.join(path)],
                _ => {
                    let folder = member.strip_prefix(root()).unwrap().join(path);
                    sources(&[folder.parent().unwrap().to_str().unwrap()], &[".rs"])
                }
            };
            for file in files {
                let text = fs::read_to_string(&file).unwrap();
                let tests = text.contains("#[test]") || text.contains("#[tokio::test");
                assert!(!tests, "{} has tests, and none of them runs", file.display());
            }
        }
    }
    assert!(seen >= 5, "only {seen} targets without tests were looked at");
}

#[test]
fn only_the_host_folder_of_the_screens_imports_tauri() {
    for file in sources(&["ui/src"], &[".ts", ".tsx"]) {
        // The folder of the tests puts the engine in the place of Tauri.
        let of_tests = root().join("ui/src/test");
        if file.starts_with(root().join("ui/src/host")) || file.starts_with(&of_tests) {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        assert!(!text.contains("@tauri-apps"), "{} imports @tauri-apps", file.display());
        let test = file.to_string_lossy().contains(".test.");
        assert!(test || !text.contains("/test/"), "{} imports helpers of tests", file.display());
    }
}

#[test]
fn every_crate_stands_in_the_architecture_page() {
    let page = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    for member in members() {
        let path = member.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
        assert!(page.contains(&path), "ARCHITECTURE.md does not say what {path} is");
    }
}

/// SECURITY.md names a test for each threat as `name_of_the_test`; each must exist.
#[test]
fn every_test_that_the_threat_model_names_exists() {
    let page = fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let mut code = String::new();
    for file in sources(&["crates", "src-tauri", "tests", "ui/src"], &[".rs", ".ts", ".tsx"]) {
        code.push_str(&fs::read_to_string(file).unwrap());
    }
    let named: Vec<&str> = page
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| {
            word.contains('_')
                && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        })
        .filter(|word| word.len() > 20)
        .collect();
    assert!(named.len() >= 10, "the threat model names only {} tests", named.len());
    for name in named {
        assert!(
            code.contains(&format!("fn {name}(")),
            "SECURITY.md names the test {name}, which does not exist"
        );
    }
}

#[test]
fn the_web_view_may_only_listen_and_print() {
    let text = fs::read_to_string(root().join("src-tauri/capabilities/main.json")).unwrap();
    let capability: serde_json::Value = serde_json::from_str(&text).unwrap();
    let permissions = capability["permissions"].as_array().unwrap();
    // On macOS a page is printed through the core; elsewhere the web view does it on its own.
    let allowed =
        ["core:event:allow-listen", "core:event:allow-unlisten", "core:webview:allow-print"];
    for permission in permissions {
        let name = permission.as_str().unwrap();
        assert!(allowed.contains(&name), "the web view was given {name}");
    }
    let conf = fs::read_to_string(root().join("src-tauri/tauri.conf.json")).unwrap();
    let conf: serde_json::Value = serde_json::from_str(&conf).unwrap();
    let csp = conf["app"]["security"]["csp"].as_str().unwrap();
    assert!(csp.starts_with("default-src 'self'") && !csp.contains("unsafe-eval"));
    assert!(
        csp.contains("script-src 'self';")
            && csp.contains("connect-src ipc: http://ipc.localhost;")
    );
}

#[test]
fn the_changelog_is_as_the_files_in_changes_say() {
    let said = changelog::text(&root().join("changes")).unwrap();
    let kept = fs::read_to_string(root().join("CHANGELOG.md")).unwrap();
    assert!(kept == said, "CHANGELOG.md is out of date: cargo xtask changelog writes it");
}
