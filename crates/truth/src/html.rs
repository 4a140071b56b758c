//! Tables of a web page, which several HR systems export under the name `.xls`.

use crate::error::TruthError;
use crate::fold::clip;
use crate::table::{Choices, Row, Rows, Sheet, Source};
use crate::text::{self, Decoded};
use crate::workbook::names_columns;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use std::cell::RefCell;

/// Cells that one cell may span.
const MOST_SPANNED: usize = 100;

/// The first table that names columns of people. A page without one is not an export.
pub(crate) fn read(bytes: &[u8], file_name: &str, choices: &Choices) -> Result<Sheet, TruthError> {
    let said = said_encoding(bytes);
    let chosen = choices.encoding.as_deref().or(said.as_deref());
    let Decoded { text, encoding, guessed, lossy } = match text::decode_as(bytes, chosen) {
        Err(_) if choices.encoding.is_none() => text::decode(bytes),
        decoded => decoded?,
    };
    let mut notes = Vec::new();
    if lossy {
        let lines = text::lines_with_damage(&text);
        notes.push(format!("Some bytes are not {encoding}; they are shown as � in {lines}."));
    }
    let sink = Page::default();
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(&text));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let state = tokenizer.sink.0.into_inner();
    if let Some(error) = state.failed {
        return Err(error);
    }
    let mut done: Vec<Vec<Row>> = state.done;
    done.extend(state.open.into_iter().map(|table| table.rows.done().0));
    let people = done.into_iter().find(|rows| names_columns(rows));
    let Some(rows) = people else {
        return Err(TruthError::WebPage { file: clip(file_name, 80) });
    };
    Ok(Sheet::alone(Source::Html { encoding, guessed }, rows, notes))
}

/// The first tag is one of a page or of a table. Pages in UTF-16 begin with a mark.
pub(crate) fn is_page(bytes: &[u8]) -> bool {
    let start = text::decode(&bytes[..bytes.len().min(4096)]).text;
    let start = start.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let start = start.to_lowercase();
    let tags = ["<!doctype html", "<html", "<head", "<body", "<table", "<meta", "<div", "<style"];
    tags.iter().any(|tag| start.starts_with(tag))
        || (start.starts_with('<') && start.contains("<html"))
}

/// `charset=` in the first bytes.
fn said_encoding(bytes: &[u8]) -> Option<String> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_lowercase();
    let said = start.split_once("charset=")?.1.trim_start_matches(['"', '\'']);
    let label: String =
        said.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    (!label.is_empty()).then_some(label)
}

#[derive(Default)]
struct Page(RefCell<State>);

#[derive(Default)]
struct State {
    done: Vec<Vec<Row>>,
    /// Tables within tables; the innermost last.
    open: Vec<Open>,
    failed: Option<TruthError>,
}

#[derive(Default)]
struct Open {
    rows: Rows,
    number: u32,
    cells: Vec<String>,
    cell: Option<(String, usize)>,
}

impl TokenSink for Page {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) => {
                state.tag(&tag);
                if tag.kind == TagKind::StartTag {
                    match tag.name.as_ref() {
                        "script" => return TokenSinkResult::RawData(RawKind::ScriptData),
                        "style" | "xmp" | "noframes" | "iframe" => {
                            return TokenSinkResult::RawData(RawKind::Rawtext);
                        }
                        "title" | "textarea" => return TokenSinkResult::RawData(RawKind::Rcdata),
                        _ => {}
                    }
                }
            }
            Token::CharacterTokens(text) => {
                if let Some((cell, _)) = state.open.last_mut().and_then(|t| t.cell.as_mut()) {
                    cell.push_str(&text);
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    fn tag(&mut self, tag: &Tag) {
        let starts = tag.kind == TagKind::StartTag;
        match (tag.name.as_ref(), starts) {
            ("table", true) => self.open.push(Open::default()),
            ("table", false) => {
                let Some(mut table) = self.open.pop() else { return };
                self.failed = self.failed.take().or(table.end_row().err());
                self.done.push(table.rows.done().0);
            }
            ("tr", _) => {
                let ended = self.open.last_mut().map(Open::end_row);
                if let Some(Err(error)) = ended {
                    self.failed.get_or_insert(error);
                }
            }
            ("td" | "th", true) => {
                if let Some(table) = self.open.last_mut() {
                    table.end_cell();
                    let spans = tag.attrs.iter().find(|a| a.name.local.as_ref() == "colspan");
                    let spans = spans.and_then(|a| a.value.trim().parse().ok()).unwrap_or(1);
                    table.cell = Some((String::new(), spans));
                }
            }
            ("td" | "th", false) => {
                if let Some(table) = self.open.last_mut() {
                    table.end_cell();
                }
            }
            ("br" | "p" | "div", true) => {
                if let Some((cell, _)) = self.open.last_mut().and_then(|t| t.cell.as_mut())
                    && !cell.trim().is_empty()
                {
                    cell.push('\n');
                }
            }
            _ => {}
        }
    }
}

impl Open {
    /// Line ends are spaces, as a browser shows them.
    fn end_cell(&mut self) {
        let Some((text, spans)) = self.cell.take() else { return };
        let words: Vec<&str> = text.split_whitespace().collect();
        self.cells.push(words.join(" "));
        for _ in 1..spans.min(MOST_SPANNED) {
            self.cells.push(String::new());
        }
    }

    fn end_row(&mut self) -> Result<(), TruthError> {
        self.end_cell();
        if self.cells.is_empty() {
            return Ok(());
        }
        self.number = self.number.saturating_add(1);
        self.rows.push_owned(self.number, std::mem::take(&mut self.cells), Vec::new())
    }
}
