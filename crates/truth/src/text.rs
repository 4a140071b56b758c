//! Bytes of a text file → text, whatever wrote it.

use crate::error::TruthError;
use crate::fold::clip;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    EUC_KR, Encoding, GB18030, MACINTOSH, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250,
    WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1257,
};
use std::borrow::Cow;

/// Bytes beyond ASCII that the detector is given; more make it slower and not wiser.
const LOOKED_AT: usize = 256 * 1024;

/// Text and how its bytes were read.
#[derive(Debug)]
pub(crate) struct Decoded<'a> {
    pub text: Cow<'a, str>,
    /// “UTF-8”, “UTF-8 with BOM”, “UTF-16LE”, “windows-1252”…
    pub encoding: String,
    /// The bytes do not say it by themselves.
    pub guessed: bool,
    /// Some bytes were none of that encoding and are shown as �.
    pub lossy: bool,
}

/// How the names of a file read in one encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    pub encoding: String,
    /// Words with letters beyond ASCII, up to five.
    pub words: Vec<String>,
}

/// Encodings that lists come in, most common first.
const USUAL: [&Encoding; 11] = [
    UTF_8,
    WINDOWS_1252,
    WINDOWS_1250,
    MACINTOSH,
    WINDOWS_1254,
    WINDOWS_1257,
    WINDOWS_1251,
    WINDOWS_1253,
    SHIFT_JIS,
    GB18030,
    EUC_KR,
];
const WORDS: usize = 5;

/// What the words of a text file would be in each usual encoding, so that the admin sees what a
/// choice changes. Empty where the bytes themselves say the encoding.
pub fn previews(bytes: &[u8]) -> Vec<Preview> {
    if bytes.is_ascii()
        || Encoding::for_bom(bytes).is_some()
        || utf_16_without_mark(bytes).is_some()
    {
        return Vec::new();
    }
    let lines: Vec<&[u8]> = bytes
        .split(|byte| matches!(byte, b'\n' | b'\r'))
        .filter(|line| !line.is_ascii() && line.len() < 10_000)
        .take(WORDS)
        .collect();
    let lines = lines.join(&b'\n');
    let previews = USUAL.iter().map(|encoding| {
        let text = encoding.decode_without_bom_handling(&lines).0;
        let words = text.split([',', ';', '\t', '|', '"', '\n']);
        let words = words.filter(|word| !word.is_ascii()).map(|word| clip(word.trim(), 60));
        Preview { encoding: encoding.name().to_owned(), words: words.take(WORDS).collect() }
    });
    previews.collect()
}

/// [`decode`], in the encoding of that name when there is one.
pub(crate) fn decode_as<'a>(
    bytes: &'a [u8],
    encoding: Option<&str>,
) -> Result<Decoded<'a>, TruthError> {
    let Some(label) = encoding else { return Ok(decode(bytes)) };
    let name = label.strip_suffix(" with BOM").unwrap_or(label);
    let encoding = Encoding::for_label(name.as_bytes())
        .ok_or_else(|| TruthError::NoSuchEncoding { encoding: clip(label, 40) })?;
    let mark = Encoding::for_bom(bytes).filter(|(marked, _)| *marked == encoding);
    let bytes = &bytes[mark.map_or(0, |(_, length)| length)..];
    Ok(with(encoding, bytes, encoding.name().to_owned(), false))
}

/// A mark at the start decides; then the zero bytes of UTF-16; then whether it is UTF-8; then a
/// guess among the encodings of one region.
pub(crate) fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let name = if encoding == UTF_8 {
            "UTF-8 with BOM".to_owned()
        } else {
            encoding.name().to_owned()
        };
        return with(encoding, &bytes[mark..], name, false);
    }
    if let Some(encoding) = utf_16_without_mark(bytes) {
        return with(encoding, bytes, encoding.name().to_owned(), true);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let encoding = UTF_8.name().to_owned();
        return Decoded { text: Cow::Borrowed(text), encoding, guessed: false, lossy: false };
    }
    if let Some(share) = utf_8_share(bytes)
        && share >= MOSTLY
    {
        return with(UTF_8, bytes, UTF_8.name().to_owned(), true);
    }
    let guess = detect(bytes);
    let decoded = with(guess, bytes, guess.name().to_owned(), true);
    if decoded.lossy && guess != WINDOWS_1252 {
        return with(WINDOWS_1252, bytes, WINDOWS_1252.name().to_owned(), true);
    }
    decoded
}

/// The text of a file, in whatever encoding a spreadsheet saved it.
pub fn decoded(bytes: &[u8]) -> String {
    decode(bytes).text.into_owned()
}

fn with<'a>(
    encoding: &'static Encoding,
    bytes: &'a [u8],
    name: String,
    guessed: bool,
) -> Decoded<'a> {
    let (text, lossy) = encoding.decode_without_bom_handling(bytes);
    Decoded { text, encoding: name, guessed, lossy }
}

/// So many letters of UTF-8 for each byte that is none make a file one of UTF-8 with damage: in
/// another encoding two bytes hardly ever make a letter by chance.
const MOSTLY: usize = 4;

/// Letters beyond ASCII for each place that is no UTF-8; none without such a letter.
fn utf_8_share(bytes: &[u8]) -> Option<usize> {
    let (mut letters, mut wrong) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    (letters > 0).then(|| letters / wrong.max(1))
}

/// The lines that hold �, to follow “in”.
pub(crate) fn lines_with_damage(text: &str) -> String {
    let lines = (1..).zip(text.lines()).filter(|(_, line)| line.contains('\u{fffd}'));
    let lines: Vec<u32> = lines.map(|(number, _)| number).collect();
    let word = if lines.len() == 1 { "line" } else { "lines" };
    format!("{word} {}", crate::notes::listed(&lines, lines.len()))
}

/// Separators, digits and line ends are ASCII in every list, so that in UTF-16 every second byte is
/// zero now and then, and always the same of the two.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(64 * 1024)];
    let zeros = |offset: usize| start.iter().skip(offset).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    // At least one character in ten.
    let enough = |zeros: usize, others: usize| zeros * 20 >= start.len() && others * 50 < zeros;
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) {
        None
    } else if enough(odd, even) {
        Some(UTF_16LE)
    } else if enough(even, odd) {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut left = LOOKED_AT;
    for line in bytes.split_inclusive(|b| *b == b'\n').filter(|line| !line.is_ascii()) {
        let line = &line[..line.len().min(left)];
        detector.feed(line, false);
        left -= line.len();
        if left == 0 {
            break;
        }
    }
    detector.feed(b"", true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], encoding: &str, guessed: bool, text: &str) {
        let decoded = decode(bytes);
        assert_eq!((decoded.encoding.as_str(), decoded.guessed), (encoding, guessed));
        assert_eq!(decoded.text, text);
        assert!(!decoded.lossy);
    }

    #[test]
    fn every_encoding_of_the_list_is_told_from_the_others() {
        let text = "Name;Ort\nJörg Müller;Köln\nZoë Weiß;Düren\n";
        check(text.as_bytes(), "UTF-8", false, text);
        check(&[b"\xef\xbb\xbf", text.as_bytes()].concat(), "UTF-8 with BOM", false, text);
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&[b"\xff\xfe", le.as_slice()].concat(), "UTF-16LE", false, text);
        check(&[b"\xfe\xff", be.as_slice()].concat(), "UTF-16BE", false, text);
        check(&le, "UTF-16LE", true, text);
        check(&be, "UTF-16BE", true, text);
        let (western, _, _) = WINDOWS_1252.encode(text);
        check(&western, "windows-1252", true, text);
    }

    #[test]
    fn a_single_western_letter_is_enough() {
        check(
            b"name,mail\nM\xfcller,m@example.com\n",
            "windows-1252",
            true,
            "name,mail\nMüller,m@example.com\n",
        );
    }

    #[test]
    fn other_regions_are_guessed_too() {
        let text = "Имя;Отдел\nИван Петров;Продажи\nАнна Смирнова;Бухгалтерия\n";
        let (cyrillic, _, _) = encoding_rs::WINDOWS_1251.encode(text);
        check(&cyrillic, "windows-1251", true, text);
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&le, "UTF-16LE", true, text);
    }

    #[test]
    fn one_damaged_byte_makes_no_other_encoding() {
        let mut bytes = "Name;Ort\nJörg Müller;Köln\nZoë Weiß;Düren\n".as_bytes().to_vec();
        bytes.extend(b"Andr\xe9;Bonn\n");
        let decoded = decode(&bytes);
        assert_eq!((decoded.encoding.as_str(), decoded.lossy), ("UTF-8", true));
        assert!(decoded.text.contains("Zoë"));
        assert_eq!(lines_with_damage(&decoded.text), "line 4");
    }

    #[test]
    fn a_choice_of_encoding_is_followed_and_previewed() {
        let (bytes, _, _) = WINDOWS_1250.encode("Name;Ort\nŁukasz Żak;Łódź\n");
        assert_eq!(
            decode_as(&bytes, Some("windows-1250")).unwrap().text,
            "Name;Ort\nŁukasz Żak;Łódź\n"
        );
        assert!(decode_as(&bytes, Some("klingon")).is_err());
        let previews = previews(&bytes);
        let polish = previews.iter().find(|p| p.encoding == "windows-1250").unwrap();
        assert_eq!(polish.words, ["Łukasz Żak", "Łódź"]);
        assert!(super::previews(b"Name\nA\n").is_empty());
    }

    #[test]
    fn a_mark_with_other_bytes_behind_it_is_read_and_said() {
        assert!(decode(b"\xef\xbb\xbfa,b\n\xff,2\n").lossy);
    }
}
