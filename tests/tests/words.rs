//! Words that this project does not write, in everything that people read: comments, texts in the code,
//! documents, the catalogue. `tests/words.txt` has the words and what to write instead.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// One line of the list.
struct Word {
    /// The word or phrase in lower case; a star at its end stands for any ending.
    word: String,
    instead: String,
    /// Pieces of text that may hold it.
    lawful: Vec<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

fn list() -> Vec<Word> {
    let text = fs::read_to_string(root().join("tests/words.txt")).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| word(line).unwrap_or_else(|| panic!("tests/words.txt: {line}"))).collect()
}

/// A line of the list: word, TAB, what to write instead, TAB, lawful pieces with ` | ` between.
fn word(line: &str) -> Option<Word> {
    let mut parts = line.split('\t');
    let (word, instead) = (parts.next()?, parts.next()?);
    let lawful = parts.next().unwrap_or_default().split(" | ").filter(|piece| !piece.is_empty());
    let lawful = lawful.map(str::to_owned).collect();
    let complete = !word.is_empty() && !instead.is_empty() && parts.next().is_none();
    complete.then(|| Word { word: word.to_lowercase(), instead: instead.to_owned(), lawful })
}

/// What of a file is read by people.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// All of it.
    Text,
    Rust,
    /// TypeScript and JavaScript.
    Script,
    Css,
}

fn kind(name: &str) -> Option<Kind> {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending {
        "rs" => Some(Kind::Rust),
        "ts" | "tsx" | "js" | "mjs" => Some(Kind::Script),
        "css" => Some(Kind::Css),
        "md" | "toml" | "html" | "txt" | "sh" | "py" => Some(Kind::Text),
        _ => None,
    }
}

/// The sources and texts of this repository, without generated files and without data that tests read.
fn sources() -> Vec<(PathBuf, Kind)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, Kind)>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            let skipped: &[&str] = if path.is_dir() {
                &["node_modules", "dist", "target", "gen", ".git", "findings", "corpus", "labelled"]
            } else {
                &["bindings.ts", "words.txt", "words.rs", "packages.txt", "STYLE.md"]
            };
            if skipped.contains(&name.as_str()) {
                continue;
            }
            if path.is_dir() {
                walk(&path, found);
            } else if let Some(kind) = kind(&name) {
                found.push((path, kind));
            }
        }
    }
    let mut found = Vec::new();
    walk(&root(), &mut found);
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

/// The text with everything blanked that is not for people. Lines and columns stay.
fn prose(text: &str, kind: Kind) -> String {
    if kind == Kind::Text {
        return text.to_owned();
    }
    let mut reader = Reader { text: text.chars().collect(), at: 0, out: String::new(), kind };
    reader.code();
    let out = reader.out;
    if kind != Kind::Script {
        return out;
    }
    // Text between tags stands in the code.
    let lines = text.lines().zip(out.lines());
    lines
        .map(|(line, kept)| if is_tag_text(line) { line } else { kept })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Whether a line of a screen is text between tags: words, and nothing that only code has.
fn is_tag_text(line: &str) -> bool {
    let mut bare = String::new();
    let (mut tags, mut braces) = (0_u32, 0_u32);
    for sign in line.chars() {
        match sign {
            '<' => tags += 1,
            '>' => tags = tags.saturating_sub(1),
            '{' => braces += 1,
            '}' => braces = braces.saturating_sub(1),
            _ if tags == 0 && braces == 0 => bare.push(sign),
            _ => {}
        }
    }
    let words: Vec<&str> = bare.split_whitespace().collect();
    let code =
        ["const", "let", "return", "import", "export", "type", "case", "await", "throw", "if"];
    let plain = |sign: char| sign.is_alphanumeric() || " .,:’“”!?–…'-&;".contains(sign);
    words.len() > 1
        && !bare.ends_with([',', ';', '{'])
        && !words.first().is_some_and(|first| code.contains(first))
        && bare.chars().all(plain)
}

/// Goes through a source and keeps comments and texts.
struct Reader {
    text: Vec<char>,
    at: usize,
    out: String,
    kind: Kind,
}

impl Reader {
    fn starts(&self, with: &str) -> bool {
        with.chars().enumerate().all(|(place, sign)| self.text.get(self.at + place) == Some(&sign))
    }

    /// Takes one character: as it is, or blanked.
    fn take(&mut self, kept: bool) {
        if let Some(&sign) = self.text.get(self.at) {
            self.out.push(if kept || sign == '\n' { sign } else { ' ' });
            self.at += 1;
        }
    }

    fn take_to(&mut self, end: &str, kept: bool) {
        while self.at < self.text.len() && !self.starts(end) {
            self.take(kept);
        }
        for _ in end.chars() {
            self.take(kept && end != "\n");
        }
    }

    fn code(&mut self) {
        while let Some(&sign) = self.text.get(self.at) {
            if !matches!(sign, '/' | '"' | '\'' | '`' | 'r') {
                self.take(false);
            } else if self.starts("/*") {
                self.take_to("*/", true);
            } else if self.kind == Kind::Css {
                self.take(false);
            } else if self.starts("//") {
                self.take_to("\n", true);
            } else if !self.string() {
                self.take(false);
            }
        }
    }

    /// Takes a string when one begins here.
    fn string(&mut self) -> bool {
        let sign = self.text[self.at];
        let before = self.at.checked_sub(1).and_then(|at| self.text.get(at)).copied();
        let named = before.is_some_and(|before| before.is_alphanumeric() || before == '_');
        match (self.kind, sign) {
            (_, '"') => self.quoted('"'),
            (Kind::Script, '\'' | '`') => self.quoted(sign),
            (Kind::Script, '/') if self.is_pattern() => self.pattern(),
            (Kind::Rust, 'r') if !named && (self.starts("r\"") || self.starts("r#")) => {
                return self.raw();
            }
            // A character; a lifetime has no second mark.
            (Kind::Rust, '\'')
                if self.starts("'\\") || self.text.get(self.at + 2) == Some(&'\'') =>
            {
                let length = if self.starts("'\\") { 4 } else { 3 };
                (0..length).for_each(|_| self.take(false));
            }
            _ => return false,
        }
        true
    }

    /// A string that ends with the mark that it begins with, without the code that is put into it.
    fn quoted(&mut self, mark: char) {
        self.take(true);
        while self.at < self.text.len() && self.text[self.at] != mark {
            match self.text[self.at] {
                '\\' => {
                    self.take(false);
                    self.take(false);
                }
                '$' if mark == '`' && self.starts("${") => self.expression(),
                '{' if self.kind == Kind::Rust => self.argument(),
                _ => self.take(true),
            }
        }
        self.take(true);
    }

    /// `${…}` in a template, with the braces that are nested in it.
    fn expression(&mut self) {
        let mut depth = 0_u32;
        while let Some(&sign) = self.text.get(self.at) {
            match sign {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            self.take(false);
            if sign == '}' && depth == 0 {
                return;
            }
        }
    }

    /// `{name}` in a string of Rust; any other brace is text.
    fn argument(&mut self) {
        let inside = |sign: &&char| sign.is_alphanumeric() || "_:.?#<>^$*+-".contains(**sign);
        let length = self.text[self.at + 1..].iter().take_while(inside).count();
        if self.text.get(self.at + 1 + length) == Some(&'}') {
            (0..length + 2).for_each(|_| self.take(false));
        } else {
            self.take(true);
        }
    }

    fn raw(&mut self) -> bool {
        let hashes = self.text[self.at + 1..].iter().take_while(|&&sign| sign == '#').count();
        if self.text.get(self.at + 1 + hashes) != Some(&'"') {
            return false;
        }
        (0..hashes + 2).for_each(|_| self.take(false));
        self.take_to(&format!("\"{}", "#".repeat(hashes)), true);
        true
    }

    /// Whether a slash begins a regular expression and is no division.
    fn is_pattern(&self) -> bool {
        let before = self.text[..self.at].iter().rev().find(|sign| !sign.is_whitespace());
        before.is_some_and(|before| "(=,:!&|?{;[".contains(*before))
    }

    fn pattern(&mut self) {
        self.take(false);
        let mut within = false;
        while let Some(&sign) = self.text.get(self.at) {
            match sign {
                '\n' => return,
                '\\' => self.take(false),
                '[' => within = true,
                ']' => within = false,
                '/' if !within => {
                    self.take(false);
                    return;
                }
                _ => {}
            }
            self.take(false);
        }
    }
}

/// Whether a phrase stands in a line as words of its own.
fn holds(line: &str, word: &str) -> bool {
    let (stem, any_ending) = word.strip_suffix('*').map_or((word, false), |stem| (stem, true));
    let letter = |sign: char| sign.is_alphanumeric() || sign == '_';
    line.match_indices(stem).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let behind = line[at + stem.len()..].chars().next();
        !before.is_some_and(letter) && (any_ending || !behind.is_some_and(letter))
    })
}

/// What stands where in a text: line number, word, what to write instead. A phrase may run over two lines.
fn found<'a>(text: &str, kind: Kind, list: &'a [Word]) -> Vec<(usize, &'a Word)> {
    let prose = prose(text, kind);
    let lines: Vec<String> = prose.lines().map(clean).collect();
    let list = of_file(&prose, list);
    let mut found = Vec::new();
    if list.is_empty() {
        return found;
    }
    for (place, line) in lines.iter().enumerate() {
        let next = lines.get(place + 1).map_or("", String::as_str);
        let (lower, both) = (line.to_lowercase(), format!("{line} {next}").to_lowercase());
        for word in list.iter().copied() {
            let phrase = word.word.contains(' ');
            if !holds(if phrase { &both } else { &lower }, &word.word) {
                continue;
            }
            // The next line has its own turn.
            let wrapped = || {
                phrase
                    && !holds(&next.to_lowercase(), &word.word)
                    && holds(&without(&format!("{line} {next}"), &word.lawful), &word.word)
            };
            if holds(&without(line, &word.lawful), &word.word) || wrapped() {
                found.push((place + 1, word));
            }
        }
    }
    found
}

/// The words of the list whose first word is in a text at all: few, so that most lines need no search.
fn of_file<'a>(prose: &str, list: &'a [Word]) -> Vec<&'a Word> {
    let lower = prose.to_lowercase();
    let words: HashSet<&str> =
        lower.split(|sign: char| !sign.is_alphanumeric() && sign != '_').collect();
    let may_be = |word: &&Word| match word.word.strip_suffix('*') {
        Some(stem) => words.iter().any(|word| word.starts_with(stem)),
        None => {
            let first = word.word.split([' ', '-']).next().unwrap_or_default();
            words.contains(first)
        }
    };
    list.iter().filter(may_be).collect()
}

/// A line without the signs of comments at its start and with single spaces.
fn clean(line: &str) -> String {
    let line = line.trim().trim_start_matches(['/', '!', '*', '#', '>']).trim_end_matches('\\');
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn without(line: &str, lawful: &[String]) -> String {
    let bare = lawful.iter().fold(line.to_owned(), |line, piece| line.replace(piece, " "));
    bare.to_lowercase()
}

#[test]
fn the_words_that_we_avoid_are_nowhere() {
    let list = list();
    let files = sources();
    assert!(files.len() > 500, "{} sources: is the path right?", files.len());
    let mut faults = Vec::new();
    for (path, kind) in files {
        let text = fs::read_to_string(&path).unwrap();
        let short = path.strip_prefix(root()).unwrap().display().to_string();
        for (line, word) in found(&text, kind, &list) {
            faults.push(format!("{short}:{line}: “{}”, write: {}", word.word, word.instead));
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn each_word_of_the_list_is_caught_and_its_lawful_pieces_are_not() {
    let list = list();
    for word in &list {
        let text = word.word.trim_end_matches('*');
        for (kind, line) in [
            (Kind::Text, format!("It is {text}.")),
            (Kind::Rust, format!("//! It is {text}.")),
            (Kind::Rust, format!("let a = \"{text} b\";")),
            (Kind::Script, format!("const a = '{text}'")),
            (Kind::Css, format!("/* It is {text}. */")),
        ] {
            let caught = found(&line, kind, &list).iter().any(|(_, found)| found.word == word.word);
            assert!(caught, "“{text}” is not caught in {line}");
        }
        for piece in &word.lawful {
            assert!(holds(&piece.to_lowercase(), &word.word), "“{piece}” does not hold “{text}”");
            let caught = found(piece, Kind::Text, std::slice::from_ref(word));
            assert!(caught.is_empty(), "“{piece}” is caught");
        }
    }
    let mut words: Vec<&str> = list.iter().map(|word| word.word.as_str()).collect();
    let all = words.len();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), all, "a word is in the list twice");
}

#[test]
fn comments_texts_and_tags_are_checked_and_code_is_not() {
    let list: Vec<Word> = ["told\treported", "any more\tno longer", "colour*\tcolor"]
        .into_iter()
        .map(|line| word(line).unwrap())
        .collect();
    let cases: &[(Kind, &str, &[usize])] = &[
        (Kind::Text, "as it was told\nand Told again", &[1, 2]),
        (Kind::Text, "is not there any\nmore", &[1]),
        (Kind::Text, "untold, any_more, a told_one", &[]),
        (Kind::Text, "colours and Colourful", &[1]),
        (Kind::Rust, "let told = told(1); // told", &[1]),
        (Kind::Rust, "let told = told(1); // fine", &[]),
        (Kind::Rust, "format!(\"{told} is fine, {}\", told)", &[]),
        (Kind::Rust, "format!(\"{told} was told\")", &[1]),
        (Kind::Rust, "/// Not there any\n/// more.", &[1]),
        (Kind::Rust, "\"is not there any \\\n    more\"", &[1]),
        (Kind::Rust, "r#\"it \"was\" told\"#", &[1]),
        (Kind::Rust, "let a = '\"'; let told = 'b';", &[]),
        (Kind::Rust, "fn told<'a>(told: &'a str) -> &'a str { told }", &[]),
        (Kind::Rust, "let json = \"{\\n\"; let told = 1;", &[]),
        (Kind::Rust, "/* as it\nwas told */ let told = 1;", &[2]),
        (Kind::Script, "const told = `${told.length} of ${told}`", &[]),
        (Kind::Script, "const told = `${told.length} were told`", &[1]),
        (Kind::Script, "const a = told.replace(/\"/g, '') // told", &[1]),
        (Kind::Script, "const a = told.replace(/\"/g, ''), told", &[]),
        (Kind::Script, "        The app told {name} so.", &[1]),
        (Kind::Script, "        <b>The app</b> told us so.", &[1]),
        (Kind::Script, "        return told", &[]),
        (Kind::Script, "        <Told told={told} />", &[]),
        (Kind::Css, ".told { colour: red } /* fine */", &[]),
        (Kind::Css, ".a { color: red } /* the colour */", &[1]),
    ];
    for (kind, text, wanted) in cases {
        let lines: Vec<usize> = found(text, *kind, &list).iter().map(|(line, _)| *line).collect();
        assert_eq!(&lines, wanted, "{text}");
    }
}

#[test]
fn a_line_of_the_list_needs_a_word_and_a_better_one() {
    for line in ["anew", "\tagain", "anew\t", "anew\tagain\ta\tb"] {
        assert!(word(line).is_none(), "{line:?}");
    }
    let lawful = word("licence*\tlicense\t\"licences\" | --only licences").unwrap().lawful;
    assert_eq!(lawful, ["\"licences\"", "--only licences"]);
}
