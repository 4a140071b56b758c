//! The values of the page: each value in an element with its name (`data-f`), by table and row.
//! Everything that could hide a value from people, or show one that is in no file, is a
//! fault.

use std::borrow::Cow;

/// What a page may contain; nothing that runs, loads or is folded.
const TAGS: [&str; 25] = [
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "b", "code", "pre", "table",
    "colgroup", "col", "thead", "tbody", "tr", "th", "td", "div", "span", "br", "em", "small",
];
const EMPTY: [&str; 3] = ["meta", "col", "br"];
const ATTRIBUTES: [&str; 9] =
    ["lang", "charset", "http-equiv", "content", "id", "class", "width", "scope", "data-f"];
/// Tables whose rows are compared; the others hold what no file has.
const ROWS: [&str; 9] = [
    "dates",
    "counts",
    "reads",
    "reviewers",
    "sign-offs",
    "hand-overs",
    "remediation",
    "residual",
    "decisions",
];
/// Words of the page between the values of a row.
const BETWEEN: [&str; 14] = [
    "–",
    "hours",
    "Excepted:",
    ",",
    "until",
    "Read again:",
    "the account itself",
    "not read",
    "part of reviewer",
    "Instead of",
    "imported by",
    "",
    "(",
    ")",
];

/// One row of a table, or the values outside of all (`table` is empty).
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) table: String,
    pub(crate) fields: Vec<(String, String)>,
}

struct Reading<'a> {
    rest: &'a str,
    open: Vec<(&'a str, Option<String>)>,
    table: String,
    row: Option<Row>,
    rows: Vec<Row>,
    outside: Row,
    value: String,
}

/// # Errors
/// With what must not be in a page.
pub(crate) fn rows(page: &str) -> Result<Vec<Row>, String> {
    let rest = page.strip_prefix("<!doctype html>").ok_or("it does not begin as a page")?;
    let mut reading = Reading {
        rest,
        open: Vec::new(),
        table: String::new(),
        row: None,
        rows: Vec::new(),
        outside: Row::default(),
        value: String::new(),
    };
    while !reading.rest.is_empty() {
        reading.next()?;
    }
    if let Some((tag, _)) = reading.open.last() {
        return Err(format!("<{tag}> is not closed"));
    }
    reading.rows.push(reading.outside);
    Ok(reading.rows)
}

impl<'a> Reading<'a> {
    fn next(&mut self) -> Result<(), String> {
        let Some(tag) = self.rest.strip_prefix('<') else {
            let end = self.rest.find('<').unwrap_or(self.rest.len());
            let (text, rest) = self.rest.split_at(end);
            self.rest = rest;
            return self.text(text);
        };
        let (tag, rest) = tag.split_once('>').ok_or("a tag is not closed")?;
        self.rest = rest;
        match tag.strip_prefix('/') {
            Some(name) => self.close(name),
            None => self.start(tag),
        }
    }

    fn text(&mut self, text: &str) -> Result<(), String> {
        let text = plain(text);
        if self.open.last().is_some_and(|(_, field)| field.is_some()) {
            self.value.push_str(&text);
        } else if self.row.is_some()
            && ROWS.contains(&self.table.as_str())
            && self.open.iter().any(|(tag, _)| *tag == "td")
            && !BETWEEN.contains(&text.trim())
        {
            return Err(format!("“{}” is in a row and in no file", text.trim()));
        }
        Ok(())
    }

    fn start(&mut self, tag: &'a str) -> Result<(), String> {
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        if !TAGS.contains(&name) {
            return Err(format!("<{name}> is in no page of a pack"));
        }
        if self.open.last().is_some_and(|(_, field)| field.is_some()) {
            return Err(format!("<{name}> is within a value"));
        }
        let mut field = None;
        for (attribute, value) in attributes_of(attributes)? {
            if !ATTRIBUTES.contains(&attribute) {
                return Err(format!("<{name}> has {attribute}"));
            }
            match attribute {
                "data-f" => field = Some(value.to_owned()),
                "id" if name == "table" => value.clone_into(&mut self.table),
                _ => {}
            }
        }
        if name == "style" {
            let (style, rest) = self.rest.split_once("</style>").ok_or("a style is not closed")?;
            self.rest = rest;
            return visible(style);
        }
        if name == "tr" {
            self.row = Some(Row { table: self.table.clone(), fields: Vec::new() });
        }
        if !EMPTY.contains(&name) {
            self.value.clear();
            self.open.push((name, field));
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), String> {
        let (open, field) = self.open.pop().ok_or("something is closed that was not open")?;
        if open != name {
            return Err(format!("</{name}> closes <{open}>"));
        }
        if let Some(field) = field {
            let value = std::mem::take(&mut self.value);
            match self.row.as_mut() {
                Some(row) => row.fields.push((field, value)),
                None => self.outside.fields.push((field, value)),
            }
        }
        match name {
            "tr" => {
                if let Some(row) = self
                    .row
                    .take()
                    .filter(|row| ROWS.contains(&row.table.as_str()) && !row.fields.is_empty())
                {
                    self.rows.push(row);
                }
            }
            "table" => self.table.clear(),
            _ => {}
        }
        Ok(())
    }
}

fn attributes_of(mut text: &str) -> Result<Vec<(&str, &str)>, String> {
    let mut all = Vec::new();
    loop {
        text = text.trim_start();
        if text.is_empty() {
            return Ok(all);
        }
        let (name, rest) = text.split_once("=\"").ok_or("an attribute has no value")?;
        let (value, rest) = rest.split_once('"').ok_or("an attribute is not closed")?;
        all.push((name, value));
        text = rest;
    }
}

/// A style that hides nothing.
fn visible(style: &str) -> Result<(), String> {
    let style: String = style.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let hides = [
        "display:none",
        "visibility",
        "opacity",
        "url(",
        "@import",
        "content:",
        "font-size:0;",
        "font-size:0}",
        "transparent",
        "clip",
        "position",
        "text-indent",
        "\\",
        "height:0",
        "overflow:hidden",
        "transform",
        "filter",
    ];
    match hides.iter().find(|one| style.contains(**one)) {
        Some(found) => Err(format!("its style has “{found}”, which can hide what it says")),
        None => Ok(()),
    }
}

fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">");
    Cow::Owned(text.replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "<!doctype html><html lang=\"en\"><head></head><body>";

    #[test]
    fn values_are_read_by_table_and_row() {
        let page = format!(
            "{HEAD}<p>Of <b data-f=\"review.name\">Q4 &amp; &lt;b&gt;</b></p><table id=\"decisions\">\
             <thead><tr><th>Item</th></tr></thead><tbody><tr><td><div data-f=\"item\">1</div>–</td></tr></tbody>\
             </table></body></html>"
        );
        let read = rows(&page).unwrap();
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(read.len(), 2);
        assert_eq!(
            (read[0].table.as_str(), &read[0].fields),
            ("decisions", &vec![field("item", "1")])
        );
        assert_eq!(read[1].fields, [field("review.name", "Q4 & <b>")]);
    }

    #[test]
    fn what_hides_or_adds_is_refused() {
        for (body, words) in [
            ("<script>x</script>", "<script> is in no page"),
            ("<p style=\"x\">a</p>", "<p> has style"),
            ("<!-- x -->", "is in no page"),
            ("<p hidden>a</p>", "no value"),
            ("<style>td{display: none}</style>", "display:none"),
            ("<table id=\"decisions\"><tr><td>also approved</td></tr></table>", "in no file"),
            ("<b data-f=\"a\">1<b>2</b></b>", "within a value"),
            ("<p>", "closes <p>"),
        ] {
            let page = format!("{HEAD}{body}</body></html>");
            let why = rows(&page).unwrap_err();
            assert!(why.contains(words), "{body}: {why}");
        }
    }
}
