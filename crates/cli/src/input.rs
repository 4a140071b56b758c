//! Files that are read, and `-` for standard input in place of one.

use crate::ending::Stop;
use std::io::Read;
use std::path::Path;

const STANDARD: &str = "-";
/// Bytes of standard input at most.
const LONGEST: u64 = 256 * 1024 * 1024;

/// The name of what is read, as sentences have it.
pub fn name(file: &Path) -> String {
    if is_standard(file) { "Standard input".to_owned() } else { file.display().to_string() }
}

/// All of a file, or of standard input. `so` is what did not happen when it cannot be read.
pub fn bytes(file: &Path, so: &str) -> Result<Vec<u8>, Stop> {
    let read = if is_standard(file) { standard() } else { std::fs::read(file) };
    read.map_err(|error| Stop::failed(format!("{} cannot be read: {error}.{so}", name(file))))
}

/// [`bytes`] as text.
pub fn text(file: &Path, so: &str) -> Result<String, Stop> {
    String::from_utf8(bytes(file, so)?).map_err(|_| {
        let error = "stream did not contain valid UTF-8";
        Stop::failed(format!("{} cannot be read: {error}.{so}", name(file)))
    })
}

/// People or users that were typed, with the lines of standard input in place of `-`.
pub fn named(typed: Vec<String>, so: &str) -> Result<Vec<String>, Stop> {
    let mut all = Vec::with_capacity(typed.len());
    for one in typed {
        if one != STANDARD {
            all.push(one);
            continue;
        }
        let lines = text(Path::new(STANDARD), so)?;
        let before = all.len();
        all.extend(lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned));
        if all.len() == before {
            return Err(Stop::usage(format!("Standard input names no one.{so}")));
        }
    }
    Ok(all)
}

fn is_standard(file: &Path) -> bool {
    file.as_os_str() == STANDARD
}

fn standard() -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::stdin().take(LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        return Err(std::io::Error::other("it is longer than 256 MiB"));
    }
    Ok(bytes)
}
