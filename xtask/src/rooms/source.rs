//! One file of Rust, split into words and signs: what it imports, calls and defines.

use super::{Arrow, LONG_FUNCTION};
use std::collections::{BTreeMap, BTreeSet};

/// A word or a sign of the source, with its line.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) line: usize,
}

/// One file: its tokens without comments, texts and tests. Tests in a `tests.rs` of their own are left
/// out too.
pub(super) struct Source {
    pub(super) path: String,
    pub(super) room: String,
    /// How many `super` lead to the crate.
    pub(super) depth: usize,
    pub(super) lines: usize,
    pub(super) tokens: Vec<Token>,
}

impl Source {
    pub(super) fn of(path: &str, text: &str) -> Source {
        let product = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let inner = path.strip_suffix(".rs").unwrap_or(path);
        let inner = inner.strip_suffix("/mod").unwrap_or(inner);
        Source {
            path: path.to_owned(),
            room: inner.split('/').next().unwrap_or_default().to_owned(),
            depth: inner.split('/').count(),
            lines: text.lines().count(),
            tokens: tokens(product),
        }
    }

    pub(super) fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text.as_str())
    }

    /// Where the bracket that opens at `at` closes.
    pub(super) fn end_of(&self, at: usize) -> usize {
        let mut depth = 0_usize;
        for (place, token) in self.tokens.iter().enumerate().skip(at) {
            match token.text.as_str() {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return place;
            }
        }
        self.tokens.len()
    }

    /// From the opening to the closing bracket of each `impl Object`.
    pub(super) fn impls(&self, object: &str) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for at in (0..self.tokens.len()).filter(|at| self.text(*at) == "impl") {
            let Some(open) = (at..self.tokens.len()).find(|at| self.text(*at) == "{") else {
                continue;
            };
            if self.text(open - 1) == object && !(at..open).any(|at| self.text(at) == "for") {
                found.push((open, self.end_of(open)));
            }
        }
        found
    }

    pub(super) fn methods_of(&self, object: &str) -> Vec<String> {
        let mut found = Vec::new();
        for (open, close) in self.impls(object) {
            let mut at = open + 1;
            while at < close {
                match self.text(at) {
                    "fn" => {
                        found.push(self.text(at + 1).to_owned());
                        at += 1;
                    }
                    "{" => at = self.end_of(at) + 1,
                    _ => at += 1,
                }
            }
        }
        found
    }

    /// Paths into the crate: `crate::room::…`, or as many `super` as lead there.
    pub(super) fn imports(&self) -> Vec<Arrow> {
        let mut arrows = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            let mut next = at;
            let mut supers = 0;
            while self.text(next) == "super" && self.text(next + 1) == "::" {
                supers += 1;
                next += 2;
            }
            if self.text(at) == "crate" && self.text(at + 1) == "::" {
                next = at + 2;
            } else if supers < self.depth {
                at = next.max(at + 1);
                continue;
            }
            if self.text(next) == "{" {
                let close = self.end_of(next);
                let mut depth = 0;
                for inner in next..close {
                    match self.text(inner) {
                        "{" => depth += 1,
                        "}" => depth -= 1,
                        _ if depth == 1 && matches!(self.text(inner - 1), "{" | ",") => {
                            arrows.push(self.import(inner));
                        }
                        _ => {}
                    }
                }
            } else if self.text(next - 1) == "::" {
                arrows.push(self.import(next));
            }
            at = next.max(at + 1);
        }
        arrows
    }

    pub(super) fn import(&self, at: usize) -> Arrow {
        let room = self.text(at);
        let mut names = Vec::new();
        let mut next = at;
        while self.text(next + 1) == "::" && self.text(next + 2).starts_with(char::is_alphabetic) {
            next += 2;
            names.push(self.text(next));
        }
        let top = room.starts_with(char::is_uppercase);
        Arrow {
            from: self.room.clone(),
            to: if top { "lib" } else { room }.to_owned(),
            name: if top { room.to_owned() } else { names.join("::") },
            file: self.path.clone(),
            line: self.tokens.get(at).map_or(0, |token| token.line),
        }
    }

    /// Names that hold the object: parameters, fields, and clones of `self` within its methods.
    pub(super) fn holders(&self, object: &str) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        for at in (0..self.tokens.len()).filter(|at| self.text(*at) == object) {
            let mut back = at;
            while back > 0 && !matches!(self.text(back), ":" | "," | "(" | "{" | ";" | ")" | ">") {
                back -= 1;
            }
            if back > 0 && self.text(back) == ":" {
                names.insert(self.text(back - 1));
            }
        }
        for at in 2..self.tokens.len() {
            let words: Vec<&str> = (at..at + 4).map(|at| self.text(at)).collect();
            if words == ["self", ".", "clone", "("] && self.text(at - 1) == "=" {
                names.insert(self.text(at - 2));
            }
        }
        names
    }

    pub(super) fn calls(&self, object: &str, homes: &BTreeMap<String, String>) -> Vec<Arrow> {
        let impls = self.impls(object);
        let holders = self.holders(object);
        let mut arrows = Vec::new();
        for at in 2..self.tokens.len() {
            let called = matches!(self.text(at + 1), "(" | "::") || self.text(at - 1) == "::";
            let Some(home) = homes.get(self.text(at)).filter(|_| called) else { continue };
            let within = impls.iter().any(|(open, close)| (*open..*close).contains(&at));
            let of = self.text(at - 2);
            let ours = match self.text(at - 1) {
                "." => (of == "self" && within) || holders.contains(of),
                "::" => of == object || (of == "Self" && within),
                _ => false,
            };
            if ours {
                arrows.push(Arrow {
                    from: self.room.clone(),
                    to: home.clone(),
                    name: self.text(at).to_owned(),
                    file: self.path.clone(),
                    line: self.tokens[at].line,
                });
            }
        }
        arrows
    }

    pub(super) fn long_functions(&self) -> Vec<String> {
        let mut long = Vec::new();
        for at in (0..self.tokens.len()).filter(|at| self.text(*at) == "fn") {
            let body = (at..self.tokens.len()).find(|at| matches!(self.text(*at), "{" | ";"));
            let Some(open) = body.filter(|open| self.text(*open) == "{") else { continue };
            let last = self.tokens.get(self.end_of(open)).map_or(self.lines, |token| token.line);
            let lines = last + 1 - self.tokens[at].line;
            if lines > LONG_FUNCTION {
                long.push(format!("{}: {} has {lines} lines", self.path, self.text(at + 1)));
            }
        }
        long
    }
}

/// Words and signs of Rust source, `::` as one; comments, texts and characters are left out.
fn tokens(source: &str) -> Vec<Token> {
    let text: Vec<char> = source.chars().collect();
    let (mut found, mut at, mut line) = (Vec::new(), 0, 1);
    let is = |at: usize, c: char| text.get(at) == Some(&c);
    while let Some(&c) = text.get(at) {
        let start = at;
        if c == '/' && is(at + 1, '/') {
            while at < text.len() && !is(at, '\n') {
                at += 1;
            }
            continue;
        }
        if c == 'r'
            && (is(at + 1, '"') || (is(at + 1, '#') && (is(at + 2, '"') || is(at + 2, '#'))))
        {
            let hashes = text[at + 1..].iter().take_while(|c| **c == '#').count();
            at += hashes + 2;
            while at < text.len()
                && !(is(at, '"') && (1..=hashes).all(|further| is(at + further, '#')))
            {
                at += 1;
            }
            at += hashes + 1;
        } else if c == '"' {
            at += 1;
            while at < text.len() && !is(at, '"') {
                at += if is(at, '\\') { 2 } else { 1 };
            }
            at += 1;
        } else if c == '\'' && (is(at + 1, '\\') || is(at + 2, '\'')) {
            at += if is(at + 1, '\\') { 3 } else { 2 };
            while at < text.len() && !is(at, '\'') {
                at += 1;
            }
            at += 1;
        } else if c.is_alphanumeric() || c == '_' {
            while text.get(at).is_some_and(|c| c.is_alphanumeric() || *c == '_') {
                at += 1;
            }
            found.push(Token { text: text[start..at].iter().collect(), line });
        } else {
            at += if c == ':' && is(at + 1, ':') { 2 } else { 1 };
            if !c.is_whitespace() {
                found.push(Token { text: text[start..at].iter().collect(), line });
            }
        }
        let end = at.min(text.len());
        line += text[start..end].iter().filter(|c| **c == '\n').count();
    }
    found
}
