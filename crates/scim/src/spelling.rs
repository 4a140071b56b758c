//! The spellings of a token: as it is, reversed, in hex, in base64 however it is aligned, and any
//! of these behind escapes of JSON, addresses and HTML. Of a long token any 16 characters in a row
//! count: a part of a secret helps to guess the rest.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// Tokens from this length on are found by their parts.
const LONG: usize = 20;
/// So many characters of a long token in a row are a part.
const PART: usize = 16;
/// Encoded spellings of shorter tokens would be found in innocent text.
const SHORTEST_ENCODED: usize = 8;
/// Escapes within escapes that are looked through: JSON in JSON in an address.
pub(crate) const DEEPEST: usize = 4;
/// Every part holds one of the blocks that a spelling is cut into.
const BLOCK: usize = 8;

/// How sure a find has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strictness {
    /// Text that is only shown: anything that may be a part.
    Captured,
    /// Values that are worked with: a part has to look like a secret, so that a name that is in the
    /// token too stays a name.
    Data,
}

/// The spellings of one token. Holds parts of it; printed nowhere.
pub(crate) struct Spellings {
    length: usize,
    /// It has characters that JSON, addresses or HTML may escape, so that what lies between can be
    /// short.
    escapable: bool,
    needles: Vec<Needle>,
    /// Blocks of all spellings: where none is, nothing needs to be looked at.
    blocks: Option<AhoCorasick>,
    /// Everything that can stand in an eighth byte and the seven after it; `None` for a token whose
    /// parts are so short that they may lie between.
    steps: Option<Steps>,
    hasher: RandomState,
}

/// Every run of [`BLOCK`] bytes of all spellings, coarsely folded. A part of twice that length less
/// one holds one of them at each place that is a multiple of it, so that a text is looked at in steps.
struct Steps {
    runs: HashSet<u64>,
    /// One bit for each run: a text of megabytes is asked this first.
    likely: Box<[u64]>,
}

/// Bits of [`Steps::likely`], as a power of two.
const LIKELY: u32 = 16;

impl Steps {
    /// Upper and lower case alike, and some other characters, which does no harm.
    const FOLD: u64 = 0x2020_2020_2020_2020;

    fn of(runs: impl Iterator<Item = [u8; BLOCK]>) -> Self {
        let runs: HashSet<u64> = runs.map(Self::fold).collect();
        let mut likely = vec![0_u64; 1 << (LIKELY - 6)].into_boxed_slice();
        for run in &runs {
            let (word, bit) = Self::place(*run);
            likely[word] |= bit;
        }
        Self { runs, likely }
    }

    fn fold(run: [u8; BLOCK]) -> u64 {
        u64::from_le_bytes(run) | Self::FOLD
    }

    fn place(run: u64) -> (usize, u64) {
        let hash = run.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - LIKELY);
        let word = (hash >> 6) as usize;
        (word, 1 << (hash & 63))
    }

    fn may_be_in(&self, bytes: &[u8]) -> bool {
        let (blocks, _) = bytes.as_chunks::<BLOCK>();
        blocks.iter().any(|block| {
            let run = Self::fold(*block);
            let (word, bit) = Self::place(run);
            self.likely[word] & bit != 0 && self.runs.contains(&run)
        })
    }
}

/// One spelling: the hashes of its parts.
struct Needle {
    part: usize,
    fold: Fold,
    all: HashSet<u64>,
    secret_like: HashSet<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fold {
    /// Any case.
    Case,
    /// Base64 in the alphabet of RFC 4648 §4 or §5.
    Alphabet,
}

impl Spellings {
    pub(crate) fn of(token: &str) -> Self {
        let hasher = RandomState::new();
        let long = token.len() >= LONG;
        let part = |of_long: usize, whole: usize| if long { of_long.min(whole) } else { whole };
        let mut spelled: Vec<(String, usize, Fold)> = Vec::new();
        let lower = token.to_ascii_lowercase();
        let reversed: String = lower.chars().rev().collect();
        if token.len() >= SHORTEST_ENCODED {
            let hexed = hex::encode(token);
            let hexed_part = part(2 * PART, hexed.len());
            spelled.push((hexed, hexed_part, Fold::Case));
            spelled.push((reversed, part(PART, lower.len()), Fold::Case));
            for before in 0..3 {
                let text = base64_core(token, before);
                let whole = text.len();
                // So many characters hold 16 of the token, wherever they begin.
                spelled.push((text, part(PART * 4 / 3, whole), Fold::Alphabet));
            }
        }
        if long {
            spelled.push((lower.clone(), PART, Fold::Case));
        }
        spelled.push((lower, token.len(), Fold::Case));
        // A token may hold escapes of its own. Where another of its characters is escaped in a text,
        // undoing that undoes the token's own too.
        let mut undone = Layer::of(token).decoded();
        for _ in 1..DEEPEST {
            let Some(layer) = undone else { break };
            let text = String::from_utf8_lossy(layer.bytes()).to_ascii_lowercase();
            if text.len() >= SHORTEST_ENCODED {
                let whole = text.len();
                spelled.push((text, part(PART, whole), Fold::Case));
            }
            undone = layer.decoded();
        }
        spelled.retain(|(text, ..)| !text.is_empty());
        let mut blocks: Vec<Vec<u8>> = Vec::new();
        for (text, part, fold) in &spelled {
            let bytes = text.as_bytes();
            if *part < bytes.len() {
                blocks.extend(bytes.chunks_exact(BLOCK).map(<[u8]>::to_vec));
            } else {
                blocks.push(bytes[..bytes.len().min(BLOCK)].to_vec());
            }
            if *fold == Fold::Alphabet {
                let other = |block: &Vec<u8>| block.iter().map(|b| url_alphabet(*b)).collect();
                blocks.extend(blocks.clone().iter().map(other));
            }
        }
        let steps = spelled.iter().all(|(_, part, _)| *part >= 2 * BLOCK - 1).then(|| {
            let other = |text: &String| text.bytes().map(url_alphabet).collect::<Vec<u8>>();
            let texts = spelled.iter().map(|(text, ..)| text.clone().into_bytes());
            let urls = spelled.iter().filter(|(.., fold)| *fold == Fold::Alphabet);
            let texts: Vec<Vec<u8>> = texts.chain(urls.map(|(text, ..)| other(text))).collect();
            let runs = |text: &Vec<u8>| -> Vec<[u8; BLOCK]> {
                text.array_windows::<BLOCK>().copied().collect()
            };
            Steps::of(texts.iter().flat_map(runs))
        });
        blocks.sort_unstable();
        blocks.dedup();
        let blocks = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(blocks)
            .ok();
        let needles = spelled
            .iter()
            .map(|(text, part, fold)| {
                let folded: Vec<u8> = text.bytes().map(|byte| fold.of(byte)).collect();
                let parts = || folded.windows(*part);
                let whole = *part == folded.len() || *fold == Fold::Alphabet;
                Needle {
                    part: *part,
                    fold: *fold,
                    all: parts().map(|part| hasher.hash_one(part)).collect(),
                    secret_like: parts()
                        .filter(|part| whole || secret_like(part))
                        .map(|part| hasher.hash_one(part))
                        .collect(),
                }
            })
            .collect();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let escapable = !token.bytes().all(plain);
        Self { length: token.len(), escapable, needles, blocks, steps, hasher }
    }

    /// Length of the token.
    pub(crate) fn length(&self) -> usize {
        self.length
    }

    /// Maximum bytes of the token: each character as `&#x0073;`.
    pub(crate) fn longest(&self) -> usize {
        self.length.saturating_mul(8)
    }

    /// Whether a spelling may be in there unchanged; quick.
    pub(crate) fn may_be_in(&self, bytes: &[u8]) -> bool {
        self.blocks.as_ref().is_none_or(|blocks| blocks.is_match(bytes))
    }

    /// The same for a text of megabytes, in steps where that is as sure.
    pub(crate) fn may_be_in_body(&self, bytes: &[u8]) -> bool {
        let escapes = || memchr::memchr3(b'\\', b'%', b'&', bytes).is_some();
        match &self.steps {
            Some(steps) if !(self.escapable && escapes()) => {
                steps.may_be_in(bytes) && self.may_be_in(bytes)
            }
            _ => self.may_be_in(bytes),
        }
    }

    /// Where spellings are, as ranges of the original text.
    pub(crate) fn find(&self, layer: &Layer, strictness: Strictness) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for needle in &self.needles {
            let parts = match strictness {
                Strictness::Captured => &needle.all,
                Strictness::Data => &needle.secret_like,
            };
            let folded: Vec<u8> = layer.bytes.iter().map(|byte| needle.fold.of(*byte)).collect();
            for (at, part) in folded.windows(needle.part).enumerate() {
                if parts.contains(&self.hasher.hash_one(part)) {
                    found.push(layer.origin(at).start..layer.origin(at + needle.part - 1).end);
                }
            }
        }
        found
    }
}

impl Fold {
    fn of(self, byte: u8) -> u8 {
        match (self, byte) {
            (Self::Case, byte) => byte.to_ascii_lowercase(),
            (Self::Alphabet, b'-') => b'+',
            (Self::Alphabet, b'_') => b'/',
            (Self::Alphabet, byte) => byte,
        }
    }
}

fn url_alphabet(byte: u8) -> u8 {
    match byte {
        b'+' => b'-',
        b'/' => b'_',
        other => other,
    }
}

/// The base64 of the token behind so many other bytes (modulo 3), without the characters at both
/// ends that depend on its neighbors.
fn base64_core(token: &str, before: usize) -> String {
    let mut bytes = vec![0; before];
    bytes.extend_from_slice(token.as_bytes());
    let text = STANDARD_NO_PAD.encode(&bytes);
    let from = [0, 2, 3][before];
    let to = bytes.len() * 8 / 6;
    text.get(from..to).unwrap_or_default().to_owned()
}

/// Whether a part looks made by a machine: letters and digits mixed, few of them twice.
fn secret_like(part: &[u8]) -> bool {
    let different: HashSet<u8> = part.iter().copied().collect();
    part.iter().any(u8::is_ascii_digit)
        && part.iter().any(u8::is_ascii_alphabetic)
        && different.len() >= 8
}

/// A text with so many layers of escapes undone, and where each byte comes from.
pub(crate) struct Layer {
    bytes: Vec<u8>,
    /// Of each byte: its range in the original text. Empty: nothing is undone yet.
    origins: Vec<(usize, usize)>,
}

impl Layer {
    pub(crate) fn of(text: &str) -> Self {
        Self { bytes: text.as_bytes().to_vec(), origins: Vec::new() }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn origin(&self, at: usize) -> Range<usize> {
        self.origins.get(at).map_or(at..at + 1, |(from, to)| *from..*to)
    }

    /// With one more layer of escapes undone; `None` when there is none.
    pub(crate) fn decoded(self) -> Option<Self> {
        memchr::memchr3(b'\\', b'%', b'&', &self.bytes)?;
        let mut next = Self { bytes: Vec::with_capacity(self.bytes.len()), origins: Vec::new() };
        let (mut at, mut undone) = (0, false);
        while at < self.bytes.len() {
            let mut utf8 = [0; 4];
            let (length, plain): (usize, &[u8]) = match escape(&self.bytes[at..]) {
                Some((length, character)) => {
                    undone = true;
                    (length, character.encode_utf8(&mut utf8).as_bytes())
                }
                None => (1, &self.bytes[at..=at]),
            };
            let range = (self.origin(at).start, self.origin(at + length - 1).end);
            for byte in plain {
                next.bytes.push(*byte);
                next.origins.push(range);
            }
            at += length;
        }
        undone.then_some(next)
    }
}

/// The escape at the start of the text: its length and the character that it is for.
fn escape(text: &[u8]) -> Option<(usize, char)> {
    // The library reads a sign too.
    let number = |digits: &[u8], radix| {
        let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
        u32::from_str_radix(digits, radix).ok()
    };
    let character = char::from_u32;
    match text {
        [b'\\', b'u', rest @ ..] => Some((6, character(number(rest.get(..4)?, 16)?)?)),
        [b'\\', plain @ (b'/' | b'"' | b'\\'), ..] => Some((2, char::from(*plain))),
        [b'%', high, low, ..] => Some((3, character(number(&[*high, *low], 16)?)?)),
        [b'&', rest @ ..] => {
            let end = rest.iter().take(10).position(|byte| *byte == b';')?;
            let character = match &rest[..end] {
                [b'#', b'x' | b'X', digits @ ..] => character(number(digits, 16)?)?,
                [b'#', digits @ ..] => character(number(digits, 10)?)?,
                b"amp" => '&',
                b"lt" => '<',
                b"gt" => '>',
                b"quot" => '"',
                b"apos" => '\'',
                b"sol" => '/',
                b"plus" => '+',
                b"equals" => '=',
                b"lowbar" => '_',
                b"hyphen" | b"dash" => '-',
                b"period" => '.',
                _ => return None,
            };
            Some((end + 2, character))
        }
        _ => None,
    }
}
