//! Is the pack as it was signed?

use crate::pack::{Pack, UNNAMED, is_safe};
use crate::report::{About, Report};
use ed25519_dalek::{Signature, VerifyingKey};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

const ABOUT: About = About::Integrity;
/// An Ed25519 key as SubjectPublicKeyInfo (RFC 8410) up to its 32 bytes.
const SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Manifest {
    format: String,
    files: Vec<Named>,
    pub(crate) record: Head,
    pub(crate) left_out: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Named {
    path: String,
    bytes: u64,
    sha256: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Head {
    pub(crate) entries: u64,
    pub(crate) head: String,
}

/// Files that are made after the entry that holds the hash over the others.
const AFTER: [&str; 3] = ["public-key.pem", "record-heads.json", "record.jsonl"];

impl Manifest {
    /// The hash over all other files, as the record has it: of the lines of `SHA256SUMS` about them.
    pub(crate) fn files_sha256(&self) -> String {
        let files = self.files.iter().filter(|file| !AFTER.contains(&file.path.as_str()));
        let lines: String = files.map(|file| format!("{}  {}\n", file.sha256, file.path)).collect();
        sha256(lines.as_bytes())
    }

    pub(crate) fn leaves_out(&self, column: &str) -> bool {
        self.left_out.iter().any(|one| one == column)
    }
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

pub(crate) fn check(pack: &Pack, report: &mut Report) -> Option<Manifest> {
    let mut what = format!("names of {} files", pack.names().count());
    if !pack.litter.is_empty() {
        what.push_str("; ignored, since file managers leave them: ");
        what.push_str(&pack.litter.join(", "));
    }
    report.check(ABOUT, &what, pack.unsafe_names.clone());
    let manifest = manifest(pack, report);
    if let Some(manifest) = &manifest {
        files(pack, manifest, report);
    }
    sums(pack, report);
    signature(pack, report);
    manifest
}

fn manifest(pack: &Pack, report: &mut Report) -> Option<Manifest> {
    let what = "the manifest";
    let Some(bytes) = pack.file("manifest.json") else {
        report.check(ABOUT, what, vec!["manifest.json is missing".to_owned()]);
        return None;
    };
    let read: Manifest = match serde_json::from_slice(bytes) {
        Ok(read) => read,
        Err(error) => {
            report.check(ABOUT, what, vec![format!("manifest.json cannot be read: {error}")]);
            return None;
        }
    };
    let mut faults = Vec::new();
    if read.format != "rollcall-evidence/1" {
        faults.push(format!("its format is “{}”, not rollcall-evidence/1", read.format));
    }
    if !read.files.is_sorted_by(|one, next| one.path <= next.path) {
        faults.push("its files are not sorted by path".to_owned());
    }
    let mut seen = BTreeSet::new();
    for file in &read.files {
        if !is_safe(&file.path) || UNNAMED.contains(&file.path.as_str()) {
            faults.push(format!("it names {}, which is not a file of a pack", file.path));
        }
        if !seen.insert(&file.path) {
            faults.push(format!("it names {} twice", file.path));
        }
    }
    report.check(ABOUT, &format!("the manifest: {} files", read.files.len()), faults);
    Some(read)
}

fn files(pack: &Pack, manifest: &Manifest, report: &mut Report) {
    let mut faults = Vec::new();
    let mut bytes = 0;
    // By the hash it should have and the one it has.
    let altered: BTreeMap<(&str, &str), &str> = manifest
        .files
        .iter()
        .filter_map(|file| {
            let hash = pack.sha256(&file.path).filter(|hash| *hash != file.sha256)?;
            Some(((file.sha256.as_str(), hash), file.path.as_str()))
        })
        .collect();
    for named in &manifest.files {
        let (Some(size), Some(hash)) = (pack.size(&named.path), pack.sha256(&named.path)) else {
            faults.push(format!("{} is missing", named.path));
            continue;
        };
        bytes += size;
        if hash == named.sha256 && size == named.bytes {
            continue;
        }
        faults.push(match altered.get(&(hash, named.sha256.as_str())) {
            Some(other) => format!("{} and {other} were swapped", named.path),
            None => format!("{} is not what was signed", named.path),
        });
    }
    let named: BTreeSet<&str> = manifest.files.iter().map(|file| file.path.as_str()).collect();
    for name in pack.names() {
        if !named.contains(name) && !UNNAMED.contains(&name) {
            faults.push(format!("{name} is there, and the manifest does not name it"));
        }
    }
    let what = format!("hashes of {} files, {bytes} bytes", manifest.files.len());
    report.check(ABOUT, &what, faults);
}

/// As `sha256sum -c` would read it: every file of the pack but itself and the signature.
fn sums(pack: &Pack, report: &mut Report) {
    let what = "SHA256SUMS";
    let Some(bytes) = pack.file(what) else {
        report.check(ABOUT, what, vec!["it is missing".to_owned()]);
        return;
    };
    let text = String::from_utf8_lossy(bytes);
    let mut faults = Vec::new();
    let mut listed = BTreeSet::new();
    for line in text.lines() {
        let Some((hash, name)) = line.split_once("  ") else {
            faults.push(format!("“{line}” is not a line of it"));
            continue;
        };
        if !listed.insert(name.to_owned()) {
            faults.push(format!("it lists {name} twice"));
        }
        match pack.sha256(name) {
            None => faults.push(format!("it lists {name}, which is missing")),
            Some(known) if known != hash => faults.push(format!("it has another hash for {name}")),
            Some(_) => {}
        }
    }
    for name in pack.names() {
        if !["SHA256SUMS", "manifest.sig"].contains(&name) && !listed.contains(name) {
            faults.push(format!("it does not list {name}"));
        }
    }
    report.check(ABOUT, what, faults);
}

/// The 32 bytes of the key in `public-key.pem`.
pub(crate) fn key(pack: &Pack) -> Result<[u8; 32], String> {
    let bytes = pack.file("public-key.pem").ok_or("public-key.pem is missing")?;
    let text = String::from_utf8_lossy(bytes);
    let inside: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
    let der = base64(&inside).ok_or("public-key.pem is not a PEM file")?;
    let key = der.strip_prefix(&SPKI).ok_or("public-key.pem holds no Ed25519 key")?;
    key.try_into().map_err(|_| "public-key.pem holds no Ed25519 key".to_owned())
}

/// RFC 4648 §4; a library for one key would be more to trust than this.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut held) = (0u32, 0u32);
    for letter in text.trim().trim_end_matches('=').bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(((bits >> held) & 0xff) as u8);
        }
    }
    Some(bytes)
}

fn signature(pack: &Pack, report: &mut Report) {
    if let Ok(key) = key(pack) {
        report.key = sha256(&[&SPKI[..], &key[..]].concat());
    }
    let faults = signed(pack).err().into_iter().collect();
    report.check(ABOUT, "the signature under the manifest", faults);
}

fn signed(pack: &Pack) -> Result<(), String> {
    let bytes = key(pack)?;
    let key = VerifyingKey::from_bytes(&bytes)
        .map_err(|_| "public-key.pem holds no key that could sign".to_owned())?;
    let signature = pack.file("manifest.sig").ok_or("manifest.sig is missing")?;
    let signature = Signature::from_slice(signature)
        .map_err(|_| "manifest.sig is not a signature of 64 bytes".to_owned())?;
    let manifest = pack.file("manifest.json").ok_or("manifest.json is missing")?;
    key.verify_strict(manifest, &signature)
        .map_err(|_| "the manifest is not what this key signed".to_owned())
}
