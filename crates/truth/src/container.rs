//! The container of the old formats, [MS-CFB]: one stream of it, by its name.
//!
//! Programs write containers that break rules about names and the order of the directory. Those rules
//! are not needed to find a stream and are not checked. What would make a reader loop or go beyond
//! the file ends the search: a chain has at most as many sectors as the file.

/// Streams below this size are in the small sectors.
const SMALL: usize = 4096;
const SMALL_SECTOR: usize = 64;
const ENTRY: usize = 128;
const NAME: usize = 64;
const STREAM: u8 = 2;
/// Numbers from here on are marks, not sectors.
const MARKS: u32 = 0xFFFF_FFFA;
const END: u32 = 0xFFFF_FFFE;

/// The first of the named streams that is there; `None` when none can be read whole.
pub(crate) fn stream(file: &[u8], names: &[&str]) -> Option<Vec<u8>> {
    let container = Container::of(file)?;
    let directory = container.chain(long(file, 48)?, usize::MAX)?;
    let (entries, _) = directory.as_chunks::<ENTRY>();
    let found = |name: &&str| {
        let is = |entry: &&[u8; ENTRY]| entry[66] == STREAM && is_named(&entry[..NAME], name);
        entries.iter().find(is)
    };
    let entry = names.iter().find_map(found)?;
    let (start, size) = (long(entry, 116)?, size(entry)?);
    if size >= SMALL {
        return container.chain(start, size);
    }
    let root = entries.first()?;
    let small = container.chain(long(root, 116)?, self::size(root)?)?;
    let next = container.chain(long(file, 60)?, usize::MAX)?;
    follow(&small, SMALL_SECTOR, &numbers(&next), start, size)
}

/// A file of at most 4 GiB; the upper half of the number may hold anything.
fn size(entry: &[u8]) -> Option<usize> {
    usize::try_from(long(entry, 120)?).ok()
}

struct Container<'a> {
    sectors: &'a [u8],
    length: usize,
    /// The number of the sector after each.
    next: Vec<u32>,
}

impl<'a> Container<'a> {
    fn of(file: &'a [u8]) -> Option<Self> {
        let length = match short(file, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let sectors = file.get(length..)?;
        let mut container = Self { sectors, length, next: Vec::new() };
        container.next = container.table(file)?;
        Some(container)
    }

    /// The table of all sectors, from the sectors that the header and its extensions list.
    fn table(&self, file: &[u8]) -> Option<Vec<u32>> {
        let most = self.sectors.len().div_ceil(self.length);
        let mut listed = numbers(file.get(76..512)?);
        let mut extension = long(file, 68)?;
        let mut extensions = 0;
        while extension < MARKS {
            extensions += 1;
            if extensions > most {
                return None;
            }
            let mut more = numbers(sector(self.sectors, self.length, extension)?);
            extension = more.pop()?;
            listed.extend(more);
        }
        let mut next = Vec::new();
        // The table needs no more sectors than there are, however often one is listed.
        for number in listed.into_iter().filter(|number| *number < MARKS).take(most) {
            // Some writers fill the list with zeros.
            let Some(sector) = sector(self.sectors, self.length, number) else { break };
            next.extend(numbers(sector));
        }
        Some(next)
    }

    fn chain(&self, start: u32, size: usize) -> Option<Vec<u8>> {
        follow(self.sectors, self.length, &self.next, start, size)
    }
}

/// The bytes of a chain of sectors: `size` of them, or all up to the end for `usize::MAX`.
fn follow(sectors: &[u8], length: usize, next: &[u32], start: u32, size: usize) -> Option<Vec<u8>> {
    let most = sectors.len().div_ceil(length);
    let mut bytes = Vec::new();
    let (mut at, mut steps) = (start, 0);
    while bytes.len() < size && at != END {
        steps += 1;
        if steps > most {
            return None;
        }
        bytes.extend_from_slice(sector(sectors, length, at)?);
        at = next.get(usize::try_from(at).ok()?).copied().unwrap_or(END);
    }
    if size == usize::MAX {
        return Some(bytes);
    }
    (bytes.len() >= size).then(|| {
        bytes.truncate(size);
        bytes
    })
}

/// One sector; the last of a file may be cut short.
fn sector(sectors: &[u8], length: usize, number: u32) -> Option<&[u8]> {
    let start = usize::try_from(number).ok()?.checked_mul(length)?;
    let end = start.checked_add(length)?.min(sectors.len());
    sectors.get(start..end).filter(|sector| !sector.is_empty())
}

/// The name of an entry ends at its first zero; the length that the entry states may be wrong.
fn is_named(entry: &[u8], name: &str) -> bool {
    let (units, _) = entry.as_chunks::<2>();
    let mut letters = units.iter().map(|unit| u16::from_le_bytes(*unit)).take_while(|u| *u != 0);
    let same = |letter: u8| {
        let here = letters.next().and_then(|unit| u8::try_from(unit).ok());
        here.is_some_and(|here| here.eq_ignore_ascii_case(&letter))
    };
    name.bytes().all(same) && letters.next().is_none()
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks::<4>().0.iter().map(|four| u32::from_le_bytes(*four)).collect()
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Sectors of 512 bytes behind a header: the table in the first, the directory in the second.
    fn file(next: &[u32], entries: &[(&str, u8, u32, u32)], rest: &[&[u8]]) -> Vec<u8> {
        let mut header = vec![0; 512];
        header[30] = 9;
        header[76..].fill(0xFF);
        for (at, number) in [(48, 1), (60, 2), (68, END), (76, 0)] {
            header[at..at + 4].copy_from_slice(&u32::to_le_bytes(number));
        }
        let mut table: Vec<u8> = next.iter().flat_map(|one| one.to_le_bytes()).collect();
        table.resize(512, 0xFF);
        let mut directory = Vec::new();
        for (name, kind, start, size) in entries {
            let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            entry.resize(ENTRY, 0);
            entry[66] = *kind;
            entry[116..120].copy_from_slice(&start.to_le_bytes());
            entry[120..124].copy_from_slice(&size.to_le_bytes());
            directory.extend(entry);
        }
        directory.resize(512, 0);
        let mut file = [header, table, directory].concat();
        for sector in rest {
            let mut sector = sector.to_vec();
            sector.resize(512, 0);
            file.extend(sector);
        }
        file
    }

    fn numbers_of(all: &[u32]) -> Vec<u8> {
        all.iter().flat_map(|one| one.to_le_bytes()).collect()
    }

    /// A stream of ten small sectors, its root without the name that the rules ask for.
    fn small(next: &[u32]) -> Vec<u8> {
        let entries = [("R", 5, 3, 640), ("\u{1}Sh33tJ5", 2, 0, 4), ("Workbook", 2, 1, 100)];
        let text: Vec<u8> = (0..=255).cycle().take(1024).collect();
        let rest = [numbers_of(&[END, 2, END]), text[..512].to_vec(), text[512..].to_vec()];
        file(next, &entries, &[&rest[0], &rest[1], &rest[2]])
    }

    #[test]
    fn a_small_stream_is_found_in_a_container_that_breaks_rules() {
        let file = small(&[END, END, END, 4, END]);
        let found = stream(&file, &["Workbook", "Book"]).unwrap();
        assert_eq!(found, (64..164).collect::<Vec<u8>>());
        assert_eq!(stream(&file, &["Book", "workbook"]).map(|found| found.len()), Some(100));
        assert_eq!(stream(&file, &["Book"]), None);
        assert_eq!(stream(&file, &["Work"]), None);
    }

    #[test]
    fn a_large_stream_is_read_sector_by_sector() {
        let entries = [("Root Entry", 5, END, 0), ("Book", 2, 3, 4097)];
        let sectors: Vec<Vec<u8>> = (0..9).map(|at| vec![at; 512]).collect();
        let rest: Vec<&[u8]> =
            std::iter::once(&[][..]).chain(sectors.iter().map(Vec::as_slice)).collect();
        let next = [END, END, END, 4, 5, 6, 7, 8, 9, 10, 11, END];
        let found = stream(&file(&next, &entries, &rest), &["Workbook", "Book"]).unwrap();
        assert_eq!((found.len(), found[512], found[4096]), (4097, 1, 8));
    }

    #[test]
    fn chains_that_turn_back_or_lead_out_of_the_file_end() {
        for next in [
            [END, 1, END, 4, END].as_slice(),
            &[END, END, END, 3, END],
            &[END, END, 2, 4, END],
            &[END, END, END, 900, END],
            &[END, END, END, 0xFFFF_FFFF, END],
        ] {
            let file = small(next);
            assert_eq!(stream(&file, &["Workbook"]).is_some(), next[3] == 3, "{next:?}");
        }
        // A list of tables that leads back to itself.
        let mut file = small(&[END, END, END, 4, END]);
        file[68..72].copy_from_slice(&4_u32.to_le_bytes());
        let last = file.len() - 512 - 4;
        file[last..last + 4].copy_from_slice(&4_u32.to_le_bytes());
        assert_eq!(stream(&file, &["Workbook"]), None);
        // A stream that is said to be longer than the file.
        let mut file = small(&[END, END, END, 4, END]);
        let size = 512 + 512 + 2 * ENTRY + 120;
        file[size..size + 4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(stream(&file, &["Workbook"]), None);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_or_read_more_than_the_file(
            changes in prop::collection::vec((0..3072_usize, any::<u8>()), 0..40),
            cut in 0..3072_usize,
        ) {
            let mut file = small(&[END, END, END, 4, END]);
            for (at, byte) in changes {
                if let Some(place) = file.get_mut(at) {
                    *place = byte;
                }
            }
            file.truncate(cut.max(600));
            if let Some(found) = stream(&file, &["Workbook", "Book"]) {
                prop_assert!(found.len() <= file.len());
            }
        }
    }
}
