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

/// [`bytes`] as text, without the byte order mark that programs on Windows write before it.
pub fn text(file: &Path, so: &str) -> Result<String, Stop> {
    let text = String::from_utf8(bytes(file, so)?).map_err(|_| {
        let error = "stream did not contain valid UTF-8";
        Stop::failed(format!("{} cannot be read: {error}.{so}", name(file)))
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_utf_8_with_or_without_a_byte_order_mark() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("changes.jsonl");
        for (written, read) in [
            (&b"\xef\xbb\xbf{}\r\n"[..], Some("{}\r\n")),
            (b"{}\n", Some("{}\n")),
            (b"\xff\xfe{\0}\0", None),
            (b"K\xe4ufer", None),
        ] {
            std::fs::write(&file, written).unwrap();
            match (text(&file, " Nothing was planned."), read) {
                (Ok(found), Some(read)) => assert_eq!(found, read),
                (Err(Stop::Failed(words)), None) => {
                    assert!(words.ends_with("UTF-8. Nothing was planned."), "{words}");
                }
                (found, read) => panic!("{found:?} {read:?}"),
            }
        }
        assert!(bytes(&folder.path().join("none"), "").is_err());
    }

    #[test]
    fn names_that_are_typed_stay_as_they_are() {
        let typed = vec!["jo@example.com".to_owned(), "12".to_owned()];
        assert_eq!(named(typed.clone(), "").unwrap(), typed);
    }
}
