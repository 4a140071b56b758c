//! A zip holds its entries and nothing else. A program that unpacks from the front reads the header in
//! front of each file, another reads the directory at the end (APPNOTE.TXT 4.3): both must find the
//! same, and no byte may be where only one of them looks.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

const END: usize = 22;
const LOCATOR: usize = 20;
/// Largest directory that is read.
const DIRECTORY: u64 = 256 << 20;

struct Entry {
    name: Vec<u8>,
    flags: u64,
    method: u64,
    crc: u64,
    packed: u64,
    size: u64,
    at: u64,
}

/// What is wrong with the layout; empty for a zip that is its entries and nothing else.
pub(crate) fn faults(file: &mut File) -> Vec<String> {
    let mut faults = Vec::new();
    if let Err(why) = look(file, &mut faults) {
        faults.push(why);
    }
    faults
}

fn look(file: &mut File, faults: &mut Vec<String>) -> Result<(), String> {
    let whole = file.seek(SeekFrom::End(0)).map_err(|error| error.to_string())?;
    let (start, size, count, ends) = directory(file, whole)?;
    let mut entries = entries(&part(file, start, size)?, faults)?;
    if entries.len() as u64 != count {
        faults.push(format!("the zip says {count} entries and lists {}", entries.len()));
    }
    if start.checked_add(size) != Some(ends) {
        faults.push("there are bytes behind the directory of the zip".to_owned());
    }
    entries.sort_by_key(|entry| entry.at);
    let mut expected = 0;
    for entry in &entries {
        let name = String::from_utf8_lossy(&entry.name).into_owned();
        if entry.at != expected {
            let place = if expected == 0 { "before" } else { "between" };
            faults.push(format!("there are bytes {place} the entries of the zip, at {name}"));
        }
        expected = local(file, entry, &name, start, faults)?;
    }
    if expected != start {
        faults.push("there are bytes behind the last entry of the zip".to_owned());
    }
    Ok(())
}

/// Where the directory starts, its bytes and entries, and where it has to end.
fn directory(file: &mut File, whole: u64) -> Result<(u64, u64, u64, u64), String> {
    let at = whole.checked_sub(END as u64).ok_or("it is too short for a zip")?;
    let end = part(file, at, END as u64)?;
    if int(&end, 0, 4) != Some(0x0605_4b50) || int(&end, 20, 2) != Some(0) {
        return Err("there are bytes behind the end of the zip".to_owned());
    }
    let field = |place, bytes| int(&end, place, bytes).unwrap_or(0);
    let (count, size, start) = (field(10, 2), field(12, 4), field(16, 4));
    if count != 0xffff && size != 0xffff_ffff && start != 0xffff_ffff {
        return Ok((start, size, count, at));
    }
    let no = || "its 64-bit directory cannot be read".to_owned();
    let locator_at = at.checked_sub(LOCATOR as u64).ok_or_else(no)?;
    let locator = part(file, locator_at, LOCATOR as u64)?;
    if int(&locator, 0, 4) != Some(0x0706_4b50) {
        return Ok((start, size, count, at));
    }
    let at = int(&locator, 8, 8).ok_or_else(no)?;
    let end = part(file, at, 56)?;
    let field = |place| int(&end, place, 8).ok_or_else(no);
    if int(&end, 0, 4) != Some(0x0606_4b50) {
        return Err(no());
    }
    if at.checked_add(12).and_then(|at| at.checked_add(field(4).ok()?)) != Some(locator_at) {
        return Err("there are bytes behind the directory of the zip".to_owned());
    }
    Ok((field(48)?, field(40)?, field(32)?, at))
}

fn entries(bytes: &[u8], faults: &mut Vec<String>) -> Result<Vec<Entry>, String> {
    let no = || "its directory cannot be read".to_owned();
    let (mut entries, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let head = bytes.get(at..).ok_or_else(no)?;
        let field = |place, bytes| int(head, place, bytes).ok_or_else(no);
        if field(0, 4)? != 0x0201_4b50 {
            return Err(no());
        }
        let long = |place| Ok::<_, String>(usize::try_from(field(place, 2)?).unwrap_or(0));
        let (name, extra, comment) = (long(28)?, long(30)?, long(32)?);
        let mut entry = Entry {
            name: head.get(46..46 + name).ok_or_else(no)?.to_vec(),
            flags: field(8, 2)?,
            method: field(10, 2)?,
            crc: field(16, 4)?,
            packed: field(20, 4)?,
            size: field(24, 4)?,
            at: field(42, 4)?,
        };
        wide(head.get(46 + name..46 + name + extra).ok_or_else(no)?, &mut entry);
        if comment > 0 {
            let name = String::from_utf8_lossy(&entry.name);
            faults.push(format!("there is a comment in the directory of the zip, at {name}"));
        }
        entries.push(entry);
        at += 46 + name + extra + comment;
    }
    if at == bytes.len() { Ok(entries) } else { Err(no()) }
}

/// Sizes and places that need 64 bits.
fn wide(mut extra: &[u8], entry: &mut Entry) {
    while let (Some(kind), Some(bytes)) = (int(extra, 0, 2), int(extra, 2, 2)) {
        let end = 4 + usize::try_from(bytes).unwrap_or(0);
        let Some(body) = extra.get(4..end) else { return };
        if kind == 1 {
            let mut place = 0;
            for field in [&mut entry.size, &mut entry.packed, &mut entry.at] {
                if *field == 0xffff_ffff {
                    *field = int(body, place, 8).unwrap_or(*field);
                    place += 8;
                }
            }
        }
        extra = extra.get(end..).unwrap_or_default();
    }
}

/// The header in front of a file says the same; where what follows the file begins.
fn local(
    file: &mut File,
    entry: &Entry,
    name: &str,
    directory: u64,
    faults: &mut Vec<String>,
) -> Result<u64, String> {
    let no = || format!("the header of {name} cannot be read");
    let head = part(file, entry.at, 30)?;
    let field = |place, bytes| int(&head, place, bytes).ok_or_else(no);
    if field(0, 4)? != 0x0403_4b50 {
        return Err(no());
    }
    let (long, extra) = (field(26, 2)?, field(28, 2)?);
    let own = part(file, entry.at + 30, long)?;
    if own != entry.name {
        let own = String::from_utf8_lossy(&own).into_owned();
        faults.push(format!("the header in front of {name} names another file, {own}"));
    }
    let streamed = entry.flags & 8 != 0;
    let same = |place, own: u64| field(place, 4).is_ok_and(|it| it == own || it == 0xffff_ffff);
    let sizes = same(14, entry.crc) && same(18, entry.packed) && same(22, entry.size);
    if field(8, 2)? != entry.method || (!streamed && !sizes) {
        faults.push(format!("the header in front of {name} is about other bytes"));
    }
    let end = [30, long, extra, entry.packed]
        .into_iter()
        .try_fold(entry.at, u64::checked_add)
        .filter(|end| *end <= directory)
        .ok_or_else(no)?;
    if !streamed {
        return Ok(end);
    }
    // Sizes and sum follow the file, with a mark in front of them or without (4.3.9).
    let after = part(file, end, 24.min(directory - end))?;
    for mark in [4, 0] {
        for wide in [4, 8] {
            let right = (mark == 0 || int(&after, 0, 4) == Some(0x0807_4b50))
                && int(&after, mark, 4) == Some(entry.crc)
                && int(&after, mark + 4, wide) == Some(entry.packed)
                && int(&after, mark + 4 + wide, wide) == Some(entry.size);
            if right {
                return Ok(end + (mark + 4 + 2 * wide) as u64);
            }
        }
    }
    Err(format!("what follows {name} is about other bytes"))
}

fn part(file: &mut File, at: u64, bytes: u64) -> Result<Vec<u8>, String> {
    if bytes > DIRECTORY {
        return Err("its directory is larger than this program reads".to_owned());
    }
    file.seek(SeekFrom::Start(at)).map_err(|error| error.to_string())?;
    let mut part = Vec::new();
    file.take(bytes).read_to_end(&mut part).map_err(|error| error.to_string())?;
    match part.len() as u64 == bytes {
        true => Ok(part),
        false => Err("it ends where an entry should be".to_owned()),
    }
}

/// A number of that many bytes, the lowest first.
fn int(bytes: &[u8], at: usize, count: usize) -> Option<u64> {
    let own = bytes.get(at..at.checked_add(count)?)?;
    Some(own.iter().rev().fold(0, |number, byte| (number << 8) | u64::from(*byte)))
}
