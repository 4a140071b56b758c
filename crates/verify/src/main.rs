//! `rollcall-verify PACK [--head HASH] [--key FINGERPRINT]`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line")]

use rollcall_verify::{About, Kept, Outcome, plain, verify_against};
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "Checks an evidence pack of Rollcall, offline.

Usage: rollcall-verify PACK [--head HASH] [--key FINGERPRINT]

  PACK               a folder or a zip
  --head HASH        the record's head, as it was mailed or written into a ticket
  --key FINGERPRINT  SHA-256 of the public key in DER form, as Rollcall showed it
  --version

Without --head and --key, nothing proves who made the pack.

Exit status: 0 when every check passes, 1 when one fails, 2 when the pack cannot be opened, 3 when no
check fails but one cannot be made: neither --head nor --key was given, columns were left out, or the head is
older than the pack.";

fn main() -> ExitCode {
    let (mut pack, mut head, mut key) = (None, None, None);
    let mut arguments = std::env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--help" | "-h") => {
                println!("{USAGE}");
                return ExitCode::SUCCESS;
            }
            Some("--version" | "-V") => {
                println!("rollcall-verify {}", env!("CARGO_PKG_VERSION"));
                return ExitCode::SUCCESS;
            }
            // A head that was mistyped away would be a check that never ran.
            Some("--head") if head.is_none() => {
                match arguments.next().and_then(|hash| hash.into_string().ok()) {
                    Some(hash) if is_hash(hash.trim()) => head = Some(hash),
                    _ => return usage(),
                }
            }
            Some("--key") if key.is_none() => {
                match arguments.next().and_then(|key| key.into_string().ok()) {
                    Some(text) if is_hash(&plain(&text)) => key = Some(text),
                    _ => return usage(),
                }
            }
            Some(other) if other.starts_with('-') => return usage(),
            _ if pack.is_none() => pack = Some(PathBuf::from(argument)),
            _ => return usage(),
        }
    }
    let Some(pack) = pack else { return usage() };
    let report = match verify_against(&pack, Kept { head: head.as_deref(), key: key.as_deref() }) {
        Ok(report) => report,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    for (about, title) in
        [(About::Integrity, "Integrity"), (About::Completeness, "Completeness and decisions")]
    {
        println!("{title}");
        for check in report.checks.iter().filter(|check| check.about == about) {
            let sign = match check.outcome {
                Outcome::Holds => "ok  ",
                Outcome::Fails => "FAIL",
                Outcome::CannotBeChecked => "??  ",
                Outcome::NotProven => "--  ",
            };
            println!("  {sign} {}", check.words);
        }
    }
    let says = |about| match report.of(about) {
        Outcome::Holds => "holds",
        Outcome::Fails => "DOES NOT HOLD",
        Outcome::CannotBeChecked | Outcome::NotProven => "CANNOT BE PROVEN",
    };
    println!("Integrity {}; completeness {}.", says(About::Integrity), says(About::Completeness));
    println!("Head of the record {}\nKey, SHA-256       {}", report.head, report.key);
    match (head.is_none(), key.is_none()) {
        (true, true) => println!(
            "Who made it is not proven: compare both with what was kept outside the computer that made the pack."
        ),
        (true, false) => println!(
            "Compare the head, too, with what was kept outside the computer that made the pack."
        ),
        (false, true) => println!(
            "Compare the key, too, with what was kept outside the computer that made the pack."
        ),
        (false, false) => {}
    }
    let both = [report.of(About::Integrity), report.of(About::Completeness)];
    if both.contains(&Outcome::Fails) {
        ExitCode::from(1)
    } else if both.contains(&Outcome::CannotBeChecked) {
        ExitCode::from(3)
    } else {
        ExitCode::SUCCESS
    }
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|digit| digit.is_ascii_hexdigit())
}

fn usage() -> ExitCode {
    eprintln!("{USAGE}");
    ExitCode::from(2)
}
