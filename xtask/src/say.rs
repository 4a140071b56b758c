//! What the person at the terminal reads.

use std::io::Write;

/// A line on standard output. A closed pipe is no reason to stop.
pub fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}");
    let _ = out.flush();
}

/// A line that says what xtask itself is doing, distinct from the output of what it starts.
pub fn step(text: &str) {
    line(&format!("── {text}"));
}

/// What went wrong, on standard error.
pub fn failure(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "xtask: {text}");
}
