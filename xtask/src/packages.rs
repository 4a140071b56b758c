//! The Debian packages of `packages.txt`, installed when missing.

use crate::place::Place;
use crate::say;
use crate::shell::{Done, Failed, Program, on_path};

/// Installs what is missing of the list; says so before it does. On a system without dpkg it only
/// says what the list is, since the names mean nothing there.
pub fn install(place: &Place) -> Done {
    let file = place.root.join("packages.txt");
    let text = std::fs::read_to_string(&file)
        .map_err(|error| Failed::new(format!("{} could not be read: {error}", file.display())))?;
    let wanted = names(&text);
    if !on_path("dpkg-query") {
        say::step("no dpkg here, so no package is checked: packages.txt names what is needed");
        return Ok(());
    }
    let missing = missing(place, &wanted);
    if missing.is_empty() {
        say::step(&format!("{} Debian packages: all there", wanted.len()));
        return Ok(());
    }
    say::step(&format!("installing Debian packages that are missing: {}", missing.join(" ")));
    apt_get(place, &["update", "-q"])?;
    let mut arguments = vec!["install", "-y", "-q", "--no-install-recommends"];
    arguments.extend(&missing);
    apt_get(place, &arguments)
}

/// The list without comments and blank lines.
fn names(text: &str) -> Vec<&str> {
    text.lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim())
        .filter(|line| !line.is_empty())
        .collect()
}

/// Those that dpkg does not have as installed. It fails when it knows nothing of one of them, and
/// still prints the others; so its exit status says nothing and its output all.
fn missing<'a>(place: &Place, wanted: &[&'a str]) -> Vec<&'a str> {
    let query = Program::new("dpkg-query", &place.root)
        .with(&["--show", "--showformat=${db:Status-Status} ${Package}\\n"])
        .with(wanted);
    let known = query.command().output().map(|answer| answer.stdout).unwrap_or_default();
    let known = String::from_utf8_lossy(&known);
    let installed: Vec<&str> =
        known.lines().filter_map(|line| line.strip_prefix("installed ")).collect();
    wanted.iter().copied().filter(|name| !installed.contains(name)).collect()
}

/// As root directly, otherwise through sudo.
fn apt_get(place: &Place, arguments: &[&str]) -> Done {
    let apt = Program::new("env", &place.root)
        .with(&["DEBIAN_FRONTEND=noninteractive", "apt-get"])
        .with(arguments);
    if is_root(place) {
        return apt.run();
    }
    if !on_path("sudo") {
        return Err(Failed::new(format!(
            "packages are missing, and there is neither root nor sudo here. As root: {}",
            apt.words()
        )));
    }
    // sudo may want to ask for the password, so this one keeps standard input.
    let asked = apt.inside(&["sudo"]);
    match asked.command().status() {
        Ok(status) if status.success() => Ok(()),
        _ => Err(Failed::new(format!("`{}` did not end well", asked.words()))),
    }
}

fn is_root(place: &Place) -> bool {
    Program::new("id", &place.root).with(&["-u"]).output().is_ok_and(|id| id.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_blank_lines_are_no_packages() {
        assert_eq!(names("# a\n\nxvfb\n dbus  # the bus\n"), ["xvfb", "dbus"]);
    }

    #[test]
    fn the_list_of_this_repository_names_each_package_once() {
        let text = std::fs::read_to_string(Place::find().root.join("packages.txt")).unwrap();
        let mut listed = names(&text);
        let length = listed.len();
        listed.sort_unstable();
        listed.dedup();
        assert_eq!(listed.len(), length, "a package stands twice in packages.txt");
        assert!(listed.iter().all(|name| !name.contains(' ')), "one package a line");
    }
}
