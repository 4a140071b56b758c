//! Bytes of a text file → text, whatever wrote it.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes beyond ASCII that the detector is given; more make it slower and not wiser.
const LOOKED_AT: usize = 256 * 1024;

/// Text and how its bytes were read.
#[derive(Debug)]
pub(crate) struct Decoded {
    pub text: String,
    /// “UTF-8”, “UTF-8 with BOM”, “UTF-16LE”, “windows-1252”…
    pub encoding: String,
    /// The bytes do not say it by themselves.
    pub guessed: bool,
    /// Some bytes were none of that encoding and are shown as �.
    pub lossy: bool,
}

/// A mark at the start decides; then the zero bytes of UTF-16; then whether it is UTF-8; then a
/// guess among the encodings of one region.
pub(crate) fn decode(bytes: &[u8]) -> Decoded {
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
        return Decoded { text: text.to_owned(), encoding, guessed: false, lossy: false };
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
    decode(bytes).text
}

fn with(encoding: &'static Encoding, bytes: &[u8], name: String, guessed: bool) -> Decoded {
    let (text, lossy) = encoding.decode_without_bom_handling(bytes);
    Decoded { text: text.into_owned(), encoding: name, guessed, lossy }
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
    fn a_mark_with_other_bytes_behind_it_is_read_and_said() {
        assert!(decode(b"\xef\xbb\xbfa,b\n\xff,2\n").lossy);
    }
}
