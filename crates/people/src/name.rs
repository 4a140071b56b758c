//! How far two names agree. Nobody knows which word is the family name, or in which order they
//! stand; so names are words, and the first is taken for the given name unless a comma says
//! otherwise.

use crate::fold::{plain, skeleton};
use crate::given::rows;
use std::hash::{Hash, Hasher};

/// More words are not looked at.
const WORDS: usize = 8;
const TITLES: &[&str] = &[
    "dr", "prof", "mr", "mrs", "ms", "miss", "herr", "frau", "phd", "msc", "bsc", "mba", "dipl",
    "ing", "mag", "ext", "extern", "external", "sir", "mme", "mlle", "sra",
];
const PARTICLES: &[&str] = &[
    "van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "das", "du", "la", "le",
    "bin", "ibn", "al", "el", "zu", "zur", "ten", "ter", "y", "af", "av",
];

/// From what contradicts to what agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Agreement {
    /// They share nothing.
    Nothing,
    /// Only a family name, and the given names are others.
    Family,
    /// The given name, and the family names are others.
    Given,
    /// One of them is missing, or nothing but initials that fit.
    Unknown,
    /// One is a single word of the other.
    Part,
    Same,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Name {
    words: Vec<Word>,
    /// Junior, senior, the second, the third.
    generation: Option<&'static str>,
}

#[derive(Clone, Debug)]
struct Word {
    text: String,
    particle: bool,
    rows: Vec<u16>,
}

impl Word {
    fn is_initial(&self) -> bool {
        self.text.len() == 1
    }

    fn is(&self, other: &Word, fuzzy: bool) -> bool {
        if self.text == other.text || self.rows.iter().any(|row| other.rows.contains(row)) {
            return true;
        }
        fuzzy
            && self.text.len().min(other.text.len()) >= 6
            && self.text.bytes().last() == other.text.bytes().last()
            && strsim::levenshtein(&self.text, &other.text) == 1
    }
}

impl Name {
    pub(crate) fn new(text: &str) -> Self {
        // Some apps show the address as the name.
        let text = match text.trim().rsplit_once('@') {
            Some((local, domain)) if !domain.contains(' ') => local,
            _ => text.trim(),
        };
        let text = without_brackets(text);
        let swapped = text.split_once(',').map(|(family, given)| format!("{given} {family}"));
        let text = plain(swapped.as_deref().unwrap_or(&text));
        let mut name = Name::default();
        let words = text.replace(['\'', '’', '`'], "");
        for word in words.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty())
        {
            match word {
                "jr" | "jun" | "junior" => name.generation = Some("jr"),
                "sr" | "sen" | "senior" => name.generation = Some("sr"),
                "ii" => name.generation = Some("ii"),
                "iii" => name.generation = Some("iii"),
                _ if TITLES.contains(&word) || name.words.len() == WORDS => {}
                _ => {
                    let text = skeleton(word);
                    let rows = rows(&text);
                    name.words.push(Word { particle: PARTICLES.contains(&word), text, rows });
                }
            }
        }
        if name.words.iter().all(|word| word.particle) {
            name.words.iter_mut().for_each(|word| word.particle = false);
        }
        name
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// More than one word, so that it is the same as itself.
    pub(crate) fn is_whole(&self) -> bool {
        self.count() > 1
    }

    /// Initials, and no two words beside them.
    pub(crate) fn is_shortened(&self) -> bool {
        let initials = self.words.iter().filter(|word| word.is_initial()).count();
        initials > 0 && self.count() < initials + 2
    }

    fn count(&self) -> usize {
        self.words.iter().filter(|word| !word.particle).count()
    }

    fn joined(&self) -> String {
        self.words.iter().map(|word| word.text.as_str()).collect()
    }

    /// As skeletons, in order, particles left out.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().filter(|word| !word.particle).map(|word| word.text.as_str())
    }

    /// Keys under which a name that is the same would also stand: all words in any order, each later
    /// word with the first one's initial or its short forms, and the first with the last's initial.
    /// They are hashes; who shares one is compared anyway.
    pub(crate) fn keys(&self, mut put: impl FnMut(u64)) {
        let mut words: Vec<&Word> = self.words.iter().filter(|word| !word.particle).collect();
        let ([first, later @ ..], Some(last)) = (words.as_slice(), words.last()) else { return };
        if later.is_empty() {
            return;
        }
        for word in later.iter().filter(|word| !word.is_initial()).take(3) {
            put(key(0, [&first.text[..1], &word.text]));
            first.rows.iter().for_each(|row| put(key(1 + u64::from(*row), [word.text.as_str()])));
        }
        put(key(0, [first.text.as_str(), &last.text[..1]]));
        words.sort_unstable_by(|a, b| a.text.cmp(&b.text));
        put(key(0, words.iter().map(|word| word.text.as_str())));
        // One word of two: Anne-Marie, Annemarie.
        put(key(0, [self.joined().as_str()]));
    }

    /// Whether all words of a local part are words or initials of this name.
    pub(crate) fn explains(&self, local: &[&str]) -> bool {
        let named: Vec<&Word> = self.words.iter().filter(|word| !word.particle).collect();
        let mine: Vec<&str> = self.words().collect();
        let mut left: Vec<bool> = vec![true; mine.len()];
        local.iter().all(|word| {
            let text = skeleton(word);
            let rows = rows(&text);
            let short = |i: usize| named[i].rows.iter().any(|row| rows.contains(row));
            let full = (0..mine.len()).find(|&i| left[i] && (mine[i] == text || short(i)));
            let initial = || (0..mine.len()).find(|&i| left[i] && mine[i].starts_with(&text));
            let found = full.or_else(|| if text.len() == 1 { initial() } else { None });
            if let Some(i) = found {
                left[i] = false;
                return true;
            }
            // The initials of several in a row: hr of Hans Rolf.
            let letters: Vec<char> = text.chars().collect();
            let run = (0..mine.len().saturating_sub(letters.len().saturating_sub(1))).find(|&at| {
                letters.len() == 2
                    && letters
                        .iter()
                        .enumerate()
                        .all(|(k, letter)| left[at + k] && mine[at + k].starts_with(*letter))
            });
            if let Some(at) = run {
                (at..at + letters.len()).for_each(|i| left[i] = false);
            }
            run.is_some()
        })
    }
}

fn key<'t>(kind: u64, words: impl IntoIterator<Item = &'t str>) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write_u64(kind);
    words.into_iter().for_each(|word| word.hash(&mut hasher));
    hasher.finish()
}

/// How far two names agree; with `fuzzy` one letter of a long word may differ.
pub(crate) fn agreement(a: &Name, b: &Name, fuzzy: bool) -> Agreement {
    if a.is_empty() || b.is_empty() {
        return Agreement::Unknown;
    }
    if let (Some(one), Some(other)) = (a.generation, b.generation)
        && one != other
    {
        return Agreement::Nothing;
    }
    if a.count() > 1 && b.count() > 1 && a.joined() == b.joined() {
        return Agreement::Same;
    }
    let Shared { full, given, left_a, left_b } = shared(a, b, fuzzy);
    let all_of_one = left_a == 0 || left_b == 0;
    match (full, all_of_one) {
        (0, true) => Agreement::Unknown,
        (0, false) if in_one_word(a, b) || in_one_word(b, a) => Agreement::Part,
        (0, false) => Agreement::Nothing,
        (_, true) if a.count().min(b.count()) >= 2 => Agreement::Same,
        (_, true) => Agreement::Part,
        (2.., false) => Agreement::Same,
        _ if given => Agreement::Given,
        _ => Agreement::Family,
    }
}

struct Shared {
    /// Words that both have.
    full: usize,
    /// The first word of both is one of them.
    given: bool,
    /// Words of each that the other has not, not even as an initial.
    left_a: usize,
    left_b: usize,
}

fn shared(a: &Name, b: &Name, fuzzy: bool) -> Shared {
    let (mut used_a, mut used_b) = ([false; WORDS], [false; WORDS]);
    let (mut full, mut given) = (0, false);
    for (i, word) in a.words.iter().enumerate().filter(|(_, word)| !word.particle) {
        let same = |j: &usize| {
            let other = &b.words[*j];
            !used_b[*j] && !other.particle && !word.is_initial() && word.is(other, fuzzy)
        };
        if let Some(j) = (0..b.words.len()).find(same) {
            (used_a[i], used_b[j]) = (true, true);
            full += 1;
            given |= i == 0 && j == 0;
        }
    }
    for (i, word) in a.words.iter().enumerate().filter(|(_, word)| !word.particle) {
        let fits = |j: &usize| {
            let other = &b.words[*j];
            !used_b[*j]
                && !other.particle
                && (word.is_initial() || other.is_initial())
                && word.text[..1] == other.text[..1]
        };
        if !used_a[i]
            && let Some(j) = (0..b.words.len()).find(fits)
        {
            (used_a[i], used_b[j]) = (true, true);
        }
    }
    let left = |name: &Name, used: &[bool; WORDS]| {
        name.words.iter().zip(used).filter(|(word, used)| !word.particle && !**used).count()
    };
    Shared { full, given, left_a: left(a, &used_a), left_b: left(b, &used_b) }
}

/// `ameier`, `annameier` or `meiera`, of Anna Meier.
fn in_one_word(one: &Name, other: &Name) -> bool {
    let [word] = one.words.as_slice() else { return false };
    let words: Vec<&str> = other.words().collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    if words.len() < 2 || word.text.len() < 4 {
        return false;
    }
    [(*first, *last), (*last, *first)].iter().any(|(a, b)| {
        let whole = word.text == skeleton(&format!("{a}{b}"));
        whole || word.text == format!("{}{b}", &a[..1]) || word.text == format!("{a}{}", &b[..1])
    })
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0;
    let kept = text.chars().filter(|letter| match letter {
        '(' | '[' | '{' => {
            depth += 1;
            false
        }
        ')' | ']' | '}' => {
            depth = (depth - 1).max(0);
            false
        }
        _ => depth == 0,
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::Agreement::*;
    use super::*;

    #[test]
    fn names_agree_as_a_person_would_say() {
        for (a, b, expected) in [
            ("Anna Meier", "anna MEIER", Same),
            ("Meier, Anna", "Anna Meier", Same),
            ("Meier Anna", "Anna Meier", Same),
            ("J. Smith", "John Smith", Same),
            ("Bob Smith", "Robert Smith", Same),
            ("Dr. Anna Meier (Extern)", "Anna Meier", Same),
            ("Anne-Marie Roux", "Annemarie Roux", Same),
            ("Anna Meier-Schmidt", "Anna Meier", Same),
            ("Иван Петров", "Ivan Petrov", Same),
            ("Anna Meier", "Anna Schmidt", Given),
            ("Anna Meier", "Peter Meier", Family),
            ("J. Smith", "Anna Smith", Family),
            ("Martin Meier", "Martina Meier", Family),
            ("Anna Meier", "Peter Schulz", Nothing),
            ("John Smith Jr.", "John Smith Sr.", Nothing),
            ("Anna", "Anna Meier", Part),
            ("ameier", "Anna Meier", Part),
            ("", "Anna Meier", Unknown),
            ("A. M.", "Anna Meier", Unknown),
            ("anna.meier@x.com", "Anna Meier", Same),
            ("Jan de Vries", "Piet de Boer", Nothing),
        ] {
            assert_eq!(agreement(&Name::new(a), &Name::new(b), true), expected, "{a} · {b}");
            assert_eq!(agreement(&Name::new(b), &Name::new(a), true), expected, "{b} · {a}");
        }
    }
}
