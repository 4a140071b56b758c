//! Habits of a program in a shell: pipes, colors, standard input, completions and man pages.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use crate::support::{Apps, Desk, Ended, ended, without_keychain};
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

/// 128 and the number of SIGPIPE.
const BROKEN_PIPE: i32 = 141;

fn run(arguments: &[&str]) -> Ended {
    ended(without_keychain().args(arguments))
}

/// Reads one line of what a program prints, as `head -1` does; gives its exit status and what stands
/// on standard error.
fn read_first_line(command: &mut Command) -> (String, i32, String) {
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    let mut out = BufReader::with_capacity(1, child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    drop(out);
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    (line, child.wait().unwrap().code().unwrap_or(-1), err)
}

#[test]
fn a_broken_pipe_ends_quietly_and_not_as_done() {
    // The demo prints for seconds after its first line.
    let (line, status, err) = read_first_line(
        Command::new(env!("CARGO_BIN_EXE_rollcall"))
            .arg("demo")
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/rollcall-test-bus"),
    );
    assert!(line.starts_with("The apps and people below are simulated"), "{line}");
    assert_eq!((status, err.as_str()), (BROKEN_PIPE, ""));
}

#[cfg(target_os = "linux")]
#[test]
fn color_needs_a_terminal_and_no_color_unset() {
    // `script` gives the program a terminal.
    let on_a_terminal = |no_color: Option<&str>| {
        let mut command = Command::new("script");
        let line = format!("{} --help", env!("CARGO_BIN_EXE_rollcall"));
        command.args(["-q", "-e", "-c", &line, "/dev/null"]).env("TERM", "xterm-256color");
        command.env_remove("NO_COLOR").env_remove("CLICOLOR").env_remove("CLICOLOR_FORCE");
        if let Some(value) = no_color {
            command.env("NO_COLOR", value);
        }
        let output = command.stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(on_a_terminal(None).contains("\u{1b}["), "a terminal shows headings in bold");
    let plain = on_a_terminal(Some("1"));
    assert!(plain.contains("Reviews and evidence:") && !plain.contains('\u{1b}'), "{plain}");
    for arguments in [&["--help"][..], &["plan", "--help"], &["frobnicate"]] {
        let piped = run(arguments).all();
        assert!(!piped.contains('\u{1b}'), "{piped}");
    }
}

#[test]
fn the_log_has_no_color_in_a_pipe() {
    let demo = ended(without_keychain().env("ROLLCALL_LOG", "debug").args(["demo", "--json"]));
    assert!(demo.err.contains("DEBUG"), "{}", demo.all());
    assert!(!demo.err.contains('\u{1b}'), "{}", demo.err);
}

#[test]
fn an_hr_list_comes_from_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("no-store");
    let look = |arguments: &[&str]| {
        ended(
            without_keychain()
                .arg("--data")
                .arg(&data)
                .args(arguments)
                .write_stdin("Email,Name,Status\na@x.de,A B,Active\nb@x.de,B C,Terminated\n"),
        )
    };
    for line in [&["truth", "-"][..], &["hr", "check", "-"]] {
        let checked = look(line);
        assert_eq!(checked.status, 0, "{}", checked.all());
        assert!(checked.out.contains("1 employed, 0 not started, 1 left"), "{}", checked.out);
        assert!(checked.err.contains("There is no store yet"), "{}", checked.err);
    }
    let quiet = look(&["truth", "check", "-", "--quiet"]);
    assert_eq!((quiet.status, quiet.err.as_str()), (0, ""), "{}", quiet.all());
    let import = look(&["truth", "import", "-"]);
    assert_eq!(import.status, 1, "{}", import.all());
    assert!(import.err.contains("There is no store"), "{}", import.all());
}

#[test]
fn quiet_leaves_errors() {
    let missing = run(&["--quiet", "--data", "/nonexistent/rollcall", "users"]);
    assert_eq!(missing.status, 1);
    assert_eq!(missing.err.lines().count(), 4, "{}", missing.err);
}

#[test]
fn two_formats_at_once_are_a_mistake() {
    let both = run(&["--json", "users", "--format", "csv"]);
    assert_eq!(both.status, 2, "{}", both.all());
    assert!(both.out.is_empty() && both.err.contains("\"usage\""), "{}", both.all());
    for line in [
        &["users", "--format", "xml"][..],
        &["users", "list", "--limit", "0"],
        &["users", "--search", "a", "list"],
        &["check", "--format", "csv"],
        &["guard"],
        &["truth"],
        &["plan", "-o", "a.json", "show", "b.json"],
        &["plan", "apply", "b.json", "--confirm", "1234", "-o", "a.json"],
        &["connection"],
        &["review", "items", "Q4", "--csv", "a.csv", "--format", "json"],
    ] {
        let ended = ended(without_keychain().args(["--data", "/nonexistent/rollcall"]).args(line));
        let missing_store = ended.err.contains("There is no store");
        assert!(ended.status == 2 || missing_store, "{line:?}: {}", ended.all());
        assert!(ended.out.is_empty(), "{line:?}: {}", ended.all());
        assert_eq!(missing_store, line[0] == "plan", "{line:?}: {}", ended.all());
    }
}

#[test]
fn a_file_that_is_there_stays_before_anything_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("users.csv");
    std::fs::write(&file, "mine").unwrap();
    let data = folder.path().join("no-store");
    let mut command = without_keychain();
    command.arg("--data").arg(&data).args(["users", "-o"]).arg(&file);
    let refused = ended(&mut command);
    assert_eq!(refused.status, 1, "{}", refused.all());
    assert!(refused.err.contains("was not written"), "{}", refused.err);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn completions_know_nouns_verbs_and_options() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let done = run(&["completions", shell]);
        assert_eq!(done.status, 0, "{}", done.all());
        for word in ["holding-group", "add-member", "--format", "--wait-limit"] {
            let word = if shell == "fish" { word.trim_start_matches('-') } else { word };
            assert!(done.out.contains(word), "{shell} does not complete {word}");
        }
    }
    let mut bash = Command::new("bash").arg("-n").stdin(Stdio::piped()).spawn().unwrap();
    let script = run(&["completions", "bash"]).out;
    std::io::Write::write_all(&mut bash.stdin.take().unwrap(), script.as_bytes()).unwrap();
    assert!(bash.wait().unwrap().success(), "bash reads it");
    assert_eq!(run(&["completions", "tcsh"]).status, 2);
}

#[test]
fn man_pages_stand_for_every_visible_command() {
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("man1");
    for _ in 0..2 {
        let done = ended(without_keychain().arg("man").arg(&pages));
        assert_eq!((done.status, done.out.as_str()), (0, ""), "{}", done.all());
    }
    let page = |name: &str| std::fs::read_to_string(pages.join(name)).unwrap();
    assert!(page("rollcall-plan-set.1").contains("rollcall plan set Acme"));
    assert!(page("rollcall.1").contains("Exit status"));
    assert!(page("rollcall-connection-add.1").contains("seat"));
    assert!(!pages.join("rollcall-connect.1").exists(), "a short form has no page");
}

#[test]
#[ignore = "needs a keychain service: cargo xtask test --only keychain"]
fn changes_plans_and_people_come_from_standard_input_and_a_listing_ends_with_its_reader() {
    crate::support::of_a_test_session();
    let apps = Apps::start(&["--app", "zapier"]);
    let desk = Desk::new();
    desk.connect(apps.app("zapier"), "Zaps");
    assert_eq!(desk.run(&["read"]).status, 0);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plan.json");
    let plan = file.to_str().unwrap();

    let change =
        "{\"change\":\"deactivate\",\"connection\":\"Zaps\",\"user\":\"oskar.lind@example.com\"}\n";
    let planned = desk.run_with(&["plan", "from", "-", "-o", plan], change);
    assert_eq!(planned.status, 0, "{}", planned.all());
    let wrong = desk.run_with(&["plan", "from", "-"], "{\n");
    assert_eq!(wrong.status, 2, "{}", wrong.all());
    assert!(wrong.err.contains("Line 1 of Standard input is not a change"), "{}", wrong.err);
    let shown = desk.run_with(&["plan", "show", "-"], &std::fs::read_to_string(&file).unwrap());
    assert_eq!(shown.out, desk.run(&["show", plan]).out);

    let people = "oskar.lind@example.com\n\n  kavya.rao@example.com \n";
    let lockdown = desk.run_with(&["lockdown", "-", "--dry-run"], people);
    assert_eq!(lockdown.status, 0, "{}", lockdown.all());
    assert!(lockdown.out.contains("Oskar Lind") && lockdown.out.contains("Kavya Rao"));
    assert!(lockdown.err.contains("A dry run"), "{}", lockdown.err);
    let quiet = desk.run_with(&["lockdown", "-", "--dry-run", "--quiet"], people);
    assert_eq!((quiet.status, quiet.err.as_str()), (0, ""));
    let no_one = desk.run_with(&["lockdown", "-", "--dry-run"], "\n");
    assert_eq!(no_one.status, 2, "{}", no_one.all());
    assert!(no_one.err.contains("names no one"), "{}", no_one.err);

    // More rows than a pipe holds.
    let data = desk.data.path().to_str().unwrap().to_owned();
    let (line, status, err) = read_first_line(
        Command::new(env!("CARGO_BIN_EXE_rollcall"))
            .args(["--data", &data, "users", "--limit", "5000", "--format", "csv", "--quiet"]),
    );
    assert_eq!(line, "Name,User name,Connection,Status,Department,Groups,Id\r\n");
    assert!(status == BROKEN_PIPE || status == 0, "{status}");
    assert_eq!(err, "");
}
